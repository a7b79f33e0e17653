"""Reads a date of birth, day first, and the age that follows from it."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dialogs.understanding.phrases import Phrase, form_at, has_at
from dialogs.understanding.readings import Age

OLDEST = 120
"""Years; nobody is taken to be older."""

_DIGIT_MARKS = frozenset(("/", "-", "."))


@dataclass(frozen=True, slots=True)
class AgeSaid:
    """An age and the places of the phrases that said it (`last` exclusive)."""

    age: Age
    first: int
    last: int


def find_birth(found: Sequence[Phrase], now: datetime, *, asked: bool) -> AgeSaid | None:
    """A date of birth: a full date, day first. In a sentence only after a word for birth."""
    for place in range(len(found)):
        led = _led_by_birth(found, place)
        if not asked and not led:
            continue
        date_said = _full_date(found, place, now)
        if date_said is None:
            continue
        born, end = date_said
        if born is None:
            if asked or led:
                return AgeSaid(Age(0), place, end)
            continue
        age = _age_on(born, now.date())
        return AgeSaid(age if age is not None else Age(0), place, end)
    return None


def birth_words(found: Sequence[Phrase], place: int) -> int:
    """The place where the words before a date of birth begin."""
    while place > 0 and (
        has_at(found, place - 1, "birth")
        or form_at(found, place - 1) in (":", "-", "is", "on", "hai", "ki", "date", "की")
    ):
        place -= 1
    return place


def _led_by_birth(found: Sequence[Phrase], place: int) -> bool:
    return any(has_at(found, before, "birth") for before in range(max(0, place - 3), place)) or (
        any(
            form_at(found, after) in ("ko janm", "janm", "जन्म", "born", "paida")
            for after in range(place + 3, min(len(found), place + 8))
        )
        and _full_date(found, place, None) is not None
    )


def _full_date(found: Sequence[Phrase], place: int, now: datetime | None) -> tuple[date | None, int] | None:
    """(date or None if there is no such day, place after)."""
    here = found[place]
    if place and found[place - 1].number is not None and here.glued:
        return None
    if here.number is not None and len(here.form) == 8:
        day, month, year = int(here.form[:2]), int(here.form[2:4]), int(here.form[4:])
        if 1900 <= year <= 2099 and 1 <= month <= 12 and 1 <= day <= 31:
            return _exact_date(day, month, year, now), place + 1
        return None
    if here.number is not None and len(here.form) == 4:
        if (
            form_at(found, place + 1) in _DIGIT_MARKS
            and _two(found, place + 2)
            and form_at(found, place + 3) in _DIGIT_MARKS
            and _two(found, place + 4)
        ):
            return _exact_date(
                found[place + 4].number or 0, found[place + 2].number or 0, here.number, now
            ), place + 5
        return None
    if here.number is not None and len(here.form) <= 2:
        marked = (
            form_at(found, place + 1) in _DIGIT_MARKS
            and _two(found, place + 2)
            and form_at(found, place + 3) in _DIGIT_MARKS
        )
        spaced = _two(found, place + 1) and _year_at(found, place + 2, four=True)
        if marked and _year_at(found, place + 4):
            return _day_month(
                here.number, found[place + 2].number or 0, found[place + 4].form, now
            ), place + 5
        if spaced:
            return _day_month(
                here.number, found[place + 1].number or 0, found[place + 2].form, now
            ), place + 3
        at = place + 1
        while form_at(found, at) in ("st", "nd", "rd", "th", "of", "-", ".", "/", " "):
            at += 1
        if has_at(found, at, "month"):
            month = int(found[at].means["month"])
            at += 1
            while form_at(found, at) in (",", "-", ".", "/", "'", "ko", "को", "of", "in", "year"):
                at += 1
            if _year_at(found, at):
                return _exact_date(here.number, month, _full_year(found[at].form, now), now), at + 1
        return None
    if here.has("month"):
        month = int(here.means["month"])
        at = place + 1
        while form_at(found, at) in ("-", ".", "/"):
            at += 1
        if not _two(found, at):
            return None
        day = found[at].number or 0
        at += 1
        while form_at(found, at) in ("st", "nd", "rd", "th", ",", "-", ".", "/", "'"):
            at += 1
        if _year_at(found, at):
            return _exact_date(day, month, _full_year(found[at].form, now), now), at + 1
    return None


def _two(found: Sequence[Phrase], place: int) -> bool:
    return place < len(found) and found[place].number is not None and len(found[place].form) <= 2


def _year_at(found: Sequence[Phrase], place: int, *, four: bool = False) -> bool:
    return (
        place < len(found)
        and found[place].number is not None
        and len(found[place].form) in ((4,) if four else (2, 4))
    )


def _full_year(form: str, now: datetime | None) -> int:
    if len(form) == 4:
        return int(form)
    # people are born in the past: 85 is 1985, 15 is 2015
    this_year = now.year if now is not None else date.max.year
    return 2000 + int(form) if 2000 + int(form) <= this_year else 1900 + int(form)


def _day_month(first: int, second: int, year: str, now: datetime | None) -> date | None:
    said = _exact_date(first, second, _full_year(year, now), now)
    if said is None and second > 12 and first <= 12:
        return _exact_date(second, first, _full_year(year, now), now)
    return said


def _exact_date(day: int, month: int, year: int, now: datetime | None) -> date | None:
    if not 1 <= month <= 12 or not 1800 <= year <= 2099 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _age_on(born: date, today: date) -> Age | None:
    if born > today:
        return None
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if years > OLDEST:
        return None
    if years:
        return Age(years, "years", born)
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if months:
        return Age(months, "months", born)
    days = (today - born).days
    return Age(days, "days", born) if days else None
