"""Words to be said, as data: a key of `locales/` and its arguments, formatted when the language is known."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from dialogs.money import Paise


@dataclass(frozen=True, slots=True)
class Money:
    amount: Paise


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day; its weekday is always said."""

    day: date


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in the given zone."""

    moment: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and a time of day in the given zone."""

    moment: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Span:
    """From one time of day to another, in the given zone."""

    start: datetime
    end: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Words:
    """Several texts: a list as the language joins one, a row with commas, or a line each."""

    parts: tuple["Text | str", ...]
    joined: Literal["list", "commas", "lines"] = "list"


@dataclass(frozen=True, slots=True)
class Mention:
    """A Telegram user by name, who is told that they were named. Without an id it is just the name."""

    name: str
    user_id: int = 0


Argument = str | int | Mention | Money | Day | Clock | Moment | Span | Words


@dataclass(frozen=True, slots=True)
class Text:
    """A message of `locales/` with its arguments. A `str` argument is somebody's own words, never markup."""

    key: str
    args: tuple[tuple[str, "Argument | Text"], ...] = ()


def text(key: str, /, **args: "Argument | Text") -> Text:
    return Text(key, tuple(args.items()))


def lines(*parts: "Text | str") -> Words:
    return Words(parts, "lines")


def listed(*parts: "Text | str") -> Words:
    return Words(parts)


def commas(*parts: "Text | str") -> Words:
    return Words(parts, "commas")
