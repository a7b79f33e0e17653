"""What stands behind an inline button: `q:<question>:<revision, base 36>:<value>` or `o:<action>:<object id>`.

Telegram takes 1 to 64 bytes of UTF-8 (Bot API, `InlineKeyboardButton.callback_data`). Only ids stand in it:
whoever sees a button's data learns nothing about a person.
"""

from dataclasses import dataclass

from dialogs.screen import ObjectButton, QuestionButton

MAX_BYTES = 64
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class CallbackDataUnfit(ValueError):
    """A button whose ids cannot be told to Telegram: over 64 bytes, or with a separator where none may be."""


@dataclass(frozen=True, slots=True)
class QuestionData:
    """A press on a question button of the screen with this revision."""

    question: str
    revision: int
    value: str


@dataclass(frozen=True, slots=True)
class ObjectData:
    """A press on a button of a thing."""

    action: str
    object_id: str


def encode(button: QuestionButton | ObjectButton, revision: int) -> str:
    """The data of a button; `revision` is that of the screen that a question button stands on.

    Values and object ids may contain a colon, questions and actions may not. Raises `CallbackDataUnfit`.
    """
    match button:
        case QuestionButton(question=question, value=value):
            name, data = question, f"q:{question}:{_base36(revision)}:{value}"
        case ObjectButton(action=action, object_id=object_id):
            name, data = action, f"o:{action}:{object_id}"
    if not name or ":" in name:
        raise CallbackDataUnfit(f"{name!r} cannot name what a button belongs to")
    if len(data.encode()) > MAX_BYTES:
        raise CallbackDataUnfit(
            f"a button of {name!r} needs {len(data.encode())} bytes, {MAX_BYTES} are allowed"
        )
    return data


def decode(data: str) -> QuestionData | ObjectData | None:
    """What a button's data says, or `None` for data that this program did not write."""
    kind, _, rest = data.partition(":")
    name, separated, rest = rest.partition(":")
    if not name or not separated:
        return None
    if kind == "o":
        return ObjectData(name, rest)
    if kind == "q":
        digits, separated, value = rest.partition(":")
        if separated and 0 < len(digits) <= 12 and all(digit in _DIGITS for digit in digits):
            return QuestionData(name, int(digits, 36), value)
    return None


def _base36(number: int) -> str:
    if number < 0:
        raise ValueError("a revision is never negative")
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if number == 0:
            return digits
