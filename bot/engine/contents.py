"""What a row of the outbox holds: already in words, stored as JSON, one kind a value."""

from dataclasses import dataclass

from pydantic import Base64Bytes, TypeAdapter, ValidationError

from bot.telegram.again import Again
from bot.telegram.outgoing import Bubble


@dataclass(frozen=True, slots=True)
class Question:
    """The open question: an edit while it is the newest message of the chat."""

    bubble: Bubble


@dataclass(frozen=True, slots=True)
class Message:
    """A message of its own. `case_id`: it goes under that case's card, and answers to it are about the case; without
    one, it may answer message `reply_to` of its chat, in topic `thread_id`. With `danger` nothing goes before it."""

    bubble: Bubble
    case_id: str = ""
    reply_to: int | None = None
    thread_id: int | None = None
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A case's card: sent once, then edited. `topic` names the topic where the group is a forum; a card that is
    `over` closes it. `claimed`: somebody looks at it. With `danger` nothing goes before it."""

    case_id: str
    bubble: Bubble
    topic: str = ""
    urgent: bool = False
    over: bool = False
    claimed: bool = False
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Reminder:
    """That a case has waited too long: a message under its card, or `line_html` in one that tells of many, where
    `who_html` is called once."""

    bubble: Bubble
    case_id: str
    line_html: str
    who_html: str


@dataclass(frozen=True, slots=True)
class Report:
    """The file of a report, which lies in the store."""

    file_id: str
    filename: str
    caption_html: str


@dataclass(frozen=True, slots=True)
class TextFile:
    filename: str
    content: str
    caption_html: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A message of another chat: of the patient's for the staff, under the card of `case_id`, or (without a case)
    of the staff's for the patient. `reply_to` is the message of that other chat which it answers, `caption_html` what
    stands under it (`None` where nothing can), `again` how it is sent should it be deleted before it is copied."""

    message_id: int
    case_id: str = ""
    reply_to: int | None = None
    caption_html: str | None = None
    again: Again | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Words of the patient for the staff, as HTML: message `message_id` of their chat, in answer to `reply_to` of
    it. An `edited` one was relayed before."""

    case_id: str
    message_id: int
    html: str
    reply_to: int | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """Words of the staff for the patient: message `message_id` of the staff chat, in answer to `reply_to` of it. An
    `edited` one changes what was relayed before."""

    message_id: int
    bubble: Bubble
    reply_to: int | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Caption:
    """New words under what was copied from message `message_id` of the staff chat."""

    message_id: int
    html: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a staff member asked for: under their message `reply_to`, or in place of the message `edits`, whose button
    they pressed."""

    bubble: Bubble
    reply_to: int = 0
    edits: int = 0
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture to look at, or a file to keep, under the message of the staff member who asked for it."""

    filename: str
    content: Base64Bytes
    caption_html: str = ""
    picture: bool = False
    reply_to: int = 0
    thread_id: int | None = None


Contents = (
    Question
    | Message
    | Card
    | Reminder
    | Report
    | TextFile
    | Copy
    | Line
    | Reply
    | Caption
    | Told
    | Attachment
)

_KINDS: dict[str, TypeAdapter[Contents]] = {
    "question": TypeAdapter(Question),
    "message": TypeAdapter(Message),
    "card": TypeAdapter(Card),
    "reminder": TypeAdapter(Reminder),
    "report": TypeAdapter(Report),
    "file": TypeAdapter(TextFile),
    "copy": TypeAdapter(Copy),
    "line": TypeAdapter(Line),
    "reply": TypeAdapter(Reply),
    "caption": TypeAdapter(Caption),
    "told": TypeAdapter(Told),
    "attachment": TypeAdapter(Attachment),
}
_NAMES: dict[type[Contents], str] = {
    Question: "question",
    Message: "message",
    Card: "card",
    Reminder: "reminder",
    Report: "report",
    TextFile: "file",
    Copy: "copy",
    Line: "line",
    Reply: "reply",
    Caption: "caption",
    Told: "told",
    Attachment: "attachment",
}


def kind_of(contents: Contents) -> str:
    return _NAMES[type(contents)]


def contents_to_json(contents: Contents) -> bytes:
    return _KINDS[kind_of(contents)].dump_json(contents)


def contents_from_json(kind: str, stored: bytes | None) -> Contents | None:
    """What `contents_to_json` wrote; `None` for anything else."""
    try:
        return _KINDS[kind].validate_json(stored or b"")
    except (KeyError, ValidationError):
        return None
