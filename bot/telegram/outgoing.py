"""What goes out to a chat, already in words, and what became of it. Everything here can be stored as JSON."""

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.telegram.again import Again

Style = Literal["plain", "primary", "success", "danger"]


@dataclass(frozen=True, slots=True)
class InlineButton:
    """A button under a message: `data` (callback data) or `url`."""

    label: str
    data: str = ""
    url: str = ""
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class KeyboardButton:
    """A button of the reply keyboard."""

    label: str
    asks: Literal["contact", "location"] | None = None


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message in words: HTML text, and inline rows or a reply keyboard or its removal."""

    html: str
    rows: tuple[tuple[InlineButton, ...], ...] = ()
    keyboard: tuple[tuple[KeyboardButton, ...], ...] = ()
    placeholder: str = ""
    remove_keyboard: bool = False


@dataclass(frozen=True, slots=True)
class SendBubble:
    """`thread_id`, here and below: the topic of a forum that it goes to; `None` is the general one. What answers a
    message goes to that message's topic in any case, but should name the topic all the same: it is sent without the
    reply where the message is gone."""

    bubble: Bubble
    reply_to: int | None = None
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class EditBubble:
    message_id: int
    bubble: Bubble


@dataclass(frozen=True, slots=True)
class StripButtons:
    """Takes the inline buttons off an older message."""

    message_id: int


@dataclass(frozen=True, slots=True)
class SendFile:
    filename: str
    content: bytes
    caption_html: str
    reply_to: int | None = None
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class SendPicture:
    """A picture that is shown in the chat, where `SendFile` is one to be kept as it is."""

    filename: str
    content: bytes
    caption_html: str
    reply_to: int | None = None
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class CopyMessage:
    """Copies a message of another chat, without naming its sender. `caption_html` replaces the caption of what is no
    text. What is gone there is sent by what we know of it (`again`)."""

    from_chat_id: int
    message_id: int
    reply_to: int | None = None
    thread_id: int | None = None
    caption_html: str | None = None
    again: Again | None = None


@dataclass(frozen=True, slots=True)
class EditCopy:
    """Changes the words of a message that we have copied: its text, or its caption if it is no text. `Gone` where it
    can have neither (a place, a sticker)."""

    message_id: int
    html: str


@dataclass(frozen=True, slots=True)
class AnswerPress:
    query_id: str
    text: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class ShowTyping:
    """Says nothing of the topic: Telegram takes it for a deleted one, too."""

    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class OpenTopic:
    """A new topic in a forum. The `message_id` that is delivered is the topic's `thread_id` from then on. A name has 1
    to 128 characters; a longer one is cut."""

    name: str


@dataclass(frozen=True, slots=True)
class RenameTopic:
    thread_id: int
    name: str


@dataclass(frozen=True, slots=True)
class CloseTopic:
    """Members who are no admins cannot write there any more; the bot can."""

    thread_id: int


@dataclass(frozen=True, slots=True)
class ReopenTopic:
    thread_id: int


Outgoing = (
    SendBubble
    | EditBubble
    | StripButtons
    | SendFile
    | SendPicture
    | CopyMessage
    | EditCopy
    | AnswerPress
    | ShowTyping
    | OpenTopic
    | RenameTopic
    | CloseTopic
    | ReopenTopic
)


@dataclass(frozen=True, slots=True)
class Sent:
    """Done. `message_id` is 0 for what makes no message. Errors that mean the same (not modified, query too
    old, topic closed already) count as done."""

    message_id: int = 0


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Not done, and worth repeating. `after` is in seconds when Telegram named a time. `perhaps` when the
    message may have gone out all the same (the answer was lost)."""

    reason: str
    after: float | None = None
    perhaps: bool = False


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The chat blocked the bot, or is gone."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The message that was to be edited, answered or copied is not there any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class NoTopic:
    """The topic was deleted, and everything in it."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotForum:
    """The group has no topics (any more). Only what is done to a topic is answered so: a message that names one goes
    to the group itself."""

    reason: str


@dataclass(frozen=True, slots=True)
class NoRight:
    """The bot is in the group, but may not do this there."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has become a supergroup."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """Telegram will never take this; repeating it is useless."""

    reason: str


Delivery = Sent | TryAgain | Unreachable | Gone | NoTopic | NotForum | NoRight | Moved | Rejected


class Messenger(Protocol):
    """Delivers one thing to one chat; never raises for what Telegram answers."""

    async def deliver(self, chat_id: int, outgoing: Outgoing) -> Delivery: ...
