"""What a chat shows: a question with its buttons. Telegram's own shapes are made of it in the shell."""

from dataclasses import dataclass
from typing import Literal

from dialogs.text import Text

Style = Literal["plain", "primary", "success", "danger"]


@dataclass(frozen=True, slots=True)
class QuestionButton:
    """A button of the open question. It goes stale: `revision` is that of the screen it stands on."""

    label: Text | str
    question: str
    value: str
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class ObjectButton:
    """A button on a thing (booking, case, report). It never goes stale and is authorised on each press."""

    label: Text | str
    action: str
    object_id: str
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class LinkButton:
    label: Text | str
    url: str


Button = QuestionButton | ObjectButton | LinkButton
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class ReplyButton:
    """A button of the reply keyboard; pressing it sends its label, or shares what it `asks`."""

    label: Text
    asks: Literal["contact", "location"] | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """The open question as it is shown: the text, and either inline rows or a reply keyboard, never both."""

    question: str
    revision: int
    text: Text
    rows: Rows = ()
    reply: tuple[tuple[ReplyButton, ...], ...] = ()
    placeholder: Text | None = None
