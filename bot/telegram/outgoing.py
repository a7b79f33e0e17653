"""What goes out to a chat, already in words, and what became of it. Everything here can be stored as JSON."""

from dataclasses import dataclass
from typing import Literal, Protocol

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
    bubble: Bubble
    reply_to: int | None = None


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


@dataclass(frozen=True, slots=True)
class CopyMessage:
    """Copies a message of another chat, without naming its sender."""

    from_chat_id: int
    message_id: int
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerPress:
    query_id: str
    text: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class ShowTyping:
    pass


Outgoing = SendBubble | EditBubble | StripButtons | SendFile | CopyMessage | AnswerPress | ShowTyping


@dataclass(frozen=True, slots=True)
class Sent:
    """Done. `message_id` is 0 for what makes no message. Errors that mean the same (not modified, query too
    old) count as done."""

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
class Moved:
    """The group has become a supergroup."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """Telegram will never take this; repeating it is useless."""

    reason: str


Delivery = Sent | TryAgain | Unreachable | Gone | Moved | Rejected


class Messenger(Protocol):
    """Delivers one thing to one chat; never raises for what Telegram answers."""

    async def deliver(self, chat_id: int, outgoing: Outgoing) -> Delivery: ...
