"""What a staff member is told who has asked for something: values, in no language yet."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.store.database import Unit
from bot.telegram.incoming import DESK
from dialogs.screen import ObjectButton, Rows, Style
from dialogs.text import Text, text

LONGEST = 3800
"""Letters of a message, so that Telegram's limit of 4096 is never met whatever the markup."""

MOST_BUTTONS = 24


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture to look at, or a file to keep."""

    filename: str
    content: bytes
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """`lines`, one under the other, an empty one being a gap; `rows` of buttons stand under the last. `toast` is the
    word for whoever pressed a button. Without lines nothing is sent."""

    lines: tuple[Text | str, ...] = ()
    rows: Rows = ()
    attachment: Attachment | None = None
    toast: Text | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer that changes something: it is found by the unit that makes the change, in the commit that ends the
    command, so that neither is there without the other."""

    settle: Unit[Answer]


def sentence(key: str, /, **args: str | int | Text) -> Answer:
    """An answer of one line."""
    return Answer((Text(key, tuple(args.items())),))


def usage(name: str) -> Answer:
    """How a command is written."""
    return Answer((text("desk-usage", example=Text(f"desk-usage-{name}")),))


def button(label: Text | str, command: str, style: Style = "plain") -> ObjectButton:
    """A button that does what the command, written without its slash, does."""
    return ObjectButton(label, DESK, command, style)


def in_rows(buttons: list[ObjectButton], across: int) -> Rows:
    """So many buttons in a row; not more of them than a message can well show."""
    shown = buttons[:MOST_BUTTONS]
    return tuple(tuple(shown[at : at + across]) for at in range(0, len(shown), across))


def pages(said: list[str]) -> Iterator[str]:
    """The lines, put into as few messages as will hold them."""
    page: list[str] = []
    length = 0
    for line in said:
        if page and length + len(line) + 1 > LONGEST:
            yield "\n".join(page).strip("\n")
            page, length = [], 0
        page.append(line)
        length += len(line) + 1
    last = "\n".join(page).strip("\n")
    if last:
        yield last
