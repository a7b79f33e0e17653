"""Days in a text: "kal", "25/12", "next monday", "5 tarikh", "2 din baad", "weekend"."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from dialogs.understanding.numbers import number_at
from dialogs.understanding.phrases import Phrase, form_at, has_at

Which = Literal["this", "next"]
Problem = Literal["past", "invalid"]

_FARTHEST_YEAR = 2099
_FARTHEST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Day:
    """A day as said, before it is put together with the rest.

    Exactly one of the first group says what it is: an `exact` date, days from today on (`near`), a weekday, a day of
    the month, a whole week, a whole month, or a day that cannot be. `to` ends a stretch of days; `moment` is the clock
    time of "in 3 hours".
    """

    exact: date | None = None
    near: date | None = None
    weekday: int | None = None
    of_month: int | None = None
    week: Which | None = None
    month: Which | None = None
    problem: Problem | None = None
    to: date | None = None
    which: Which | None = None
    moment: time | None = None
    part: str | None = None
    asap: bool = False


Found = tuple[Day, int]

_INVALID = Day(problem="invalid")
_PAST = Day(problem="past")


def day_at(phrases: Sequence[Phrase], place: int, now: datetime) -> Found | None:
    """The day that begins at a place, and the place after it."""
    for rule in (_delta, _written, _named_month, _stretch_of_month, _weekday, _relative, _whole, _of_month):
        found = rule(phrases, place, now)
        if found is not None:
            return found
    return None


def _unit(phrases: Sequence[Phrase], place: int) -> str | None:
    if not 0 <= place < len(phrases):
        return None
    return phrases[place].means.get("unit") or phrases[place].means.get("unit_later")


# "in 2 days", "3 ghante baad", "2 days ago"


def _amount(phrases: Sequence[Phrase], place: int) -> tuple[float, float, int] | None:
    """(least, most, place after) of "2", "2-3", "a", "dedh", "a couple of"."""
    here = phrases[place] if place < len(phrases) else None
    if here is None:
        return None
    if here.has("one_and_half"):
        return 1.5, 1.5, place + 1
    if here.has("two_and_half"):
        return 2.5, 2.5, place + 1
    if here.has("couple"):
        return 2, 2, place + 1
    if here.has("half"):
        return 0.5, 0.5, place + (2 if has_at(phrases, place + 1, "article_one") else 1)
    if here.has("article_one") and not here.has("number"):
        if has_at(phrases, place + 1, "half"):
            return 0.5, 0.5, place + 2
        if has_at(phrases, place + 1, "couple"):
            return 2, 2, place + 2
        return 1, 1, place + 1
    found = number_at(phrases, place)
    if found is None:
        return None
    value, following = found
    if form_at(phrases, following) in ("-", "–", "to", "se", "ya", "or", "से", "या"):
        other = number_at(phrases, following + 1)
        if other is not None and value < other[0] <= value + 10:
            return value, other[0], other[1]
    if (
        form_at(phrases, following) == "and"
        and has_at(phrases, following + 1, "article_one")
        and has_at(phrases, following + 2, "half")
    ):
        return value + 0.5, value + 0.5, following + 3
    return value, value, following


def _delta(phrases: Sequence[Phrase], place: int, now: datetime) -> Found | None:
    here = phrases[place]
    within = here.has("in_pre") or form_at(phrases, place) == "next"
    start = place + 1 if within else place
    if within and form_at(phrases, start) in ("the", "about", "around", "next", "another", "maybe"):
        start += 1
    amount = _amount(phrases, start)
    if amount is None:
        return None
    least, most, following = amount
    unit = _unit(phrases, following)
    said_later = has_at(phrases, following, "unit_later")
    if unit is None or unit == "year" or (form_at(phrases, following) == "m"):
        return None
    following += 1
    if form_at(phrases, following) in ("s", "time") and within:
        following += 1
    stop = following
    if has_at(phrases, following, "later", "after_post") and form_at(phrases, following) != "after":
        stop = following + 1
    elif has_at(phrases, following, "ago", "before_post"):
        return _PAST, following + 1
    elif form_at(phrases, following) == "ke" and has_at(phrases, following + 1, "in_post"):
        stop = following + 2
    elif has_at(phrases, following, "in_post") and not within:
        if has_at(phrases, following + 1, "number") or _about_food(phrases, place):
            return None
        stop = following + 1
    elif not within and not said_later:
        return None
    if _about_food(phrases, place):
        return None
    if here.form in ("after", "within", "in") and _of_something(phrases, stop):
        return None
    if here.form == "next":
        return _span(now, 0, most, unit), stop
    if here.form == "within" and unit != "hour" and unit != "minute":
        return _span(now, 0, most, unit), stop
    return _span(now, least, most, unit), stop


def _about_food(phrases: Sequence[Phrase], place: int) -> bool:
    """ "khana khane ke 2 ghante baad" is about the meal, not about the visit."""
    return any(
        form_at(phrases, before)
        in ("khane", "khana", "nashte", "nashta", "lunch", "breakfast", "food", "meal", "खाने", "खाना", "नाश्ते")
        for before in range(place - 3, place)
    )


def _of_something(phrases: Sequence[Phrase], place: int) -> bool:
    return form_at(phrases, place) in ("of", "after") or (
        form_at(phrases, place) in ("fasting", "food", "meal", "eating", "breakfast", "lunch", "old")
    )


def _span(now: datetime, least: float, most: float, unit: str) -> Day:
    if most > _FARTHEST_DAYS:
        return _INVALID
    today = now.date()
    if unit in ("hour", "minute"):
        later = now + (timedelta(hours=least) if unit == "hour" else timedelta(minutes=least))
        return Day(near=later.date(), moment=later.time().replace(second=0, microsecond=0))
    days = {"day": 1, "week": 7, "fortnight": 14, "month": 30}[unit]

    def reach(count: float) -> date:
        if unit == "month" and count == int(count):
            return _months_on(today, int(count))
        return today + timedelta(days=round(count * days))

    first, last = reach(least), reach(most)
    return Day(near=first, to=None if first == last else last)


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > _FARTHEST_YEAR:
        return day
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# "25/12", "25-12-2026", "2026-12-25", "17-12"


def _digits(phrases: Sequence[Phrase], place: int, longest: int = 2) -> int | None:
    if place >= len(phrases) or phrases[place].number is None or len(phrases[place].form) > longest:
        return None
    return phrases[place].number


def _written(phrases: Sequence[Phrase], place: int, now: datetime) -> Found | None:
    first = _digits(phrases, place, 4)
    if first is None:
        return _eight_digits(phrases, place, now)
    mark = form_at(phrases, place + 1)
    second = _digits(phrases, place + 2)
    if (
        place
        and phrases[place - 1].form in ("/", "-", ".")
        and phrases[place].glued
        and _digits(phrases, place - 2, 9) is not None
    ):
        return None
    if mark not in ("/", "-", ".", "–") or second is None:
        return _spaced(phrases, place, now)
    if phrases[place + 3 : place + 4] and phrases[place + 3].glued and form_at(phrases, place + 3) == mark:
        third = _digits(phrases, place + 4, 4)
        if third is not None:
            return _three_parts(phrases, place, first, second, third, now)
    if len(phrases[place].form) > 2 or (mark == "/" and (first, second) == (24, 7)):
        return None
    if form_at(phrases, place + 3) in ("/", ":") and _digits(phrases, place + 4, 9) is not None:
        return None
    if has_at(phrases, place + 3, "meridiem", "oclock", "unit", "counted", "month"):
        return None
    if mark == ".":
        if not phrases[place + 1].glued or not phrases[place + 2].glued:
            return None
        if len(phrases[place + 2].form) != 2 or not (
            first > 23 or (first > 12 and second <= 12 and second % 15)
        ):
            return None
        if second > 12 or first > 31:
            return None
    if mark in ("-", "–") and max(first, second) <= 12:
        return None
    if mark in ("-", "–") and (first > 31 or second > 31 or min(first, second) > 12):
        return None
    if mark in ("-", "–") and not phrases[place + 1].glued and not phrases[place + 2].glued and second > 12:
        return None
    return _day_and_month(first, second, None, now), place + 3


def _eight_digits(phrases: Sequence[Phrase], place: int, now: datetime) -> Found | None:
    form = phrases[place].form
    if phrases[place].number is None or len(form) != 8 or form[4:6] != "20":
        return None
    said = _calendar(int(form[:2]), int(form[2:4]), int(form[4:]), now)
    return (said, place + 1) if said.problem != "invalid" else None


def _spaced(phrases: Sequence[Phrase], place: int, now: datetime) -> Found | None:
    """ "25 12 2026"."""
    first, second, third = (
        _digits(phrases, place),
        _digits(phrases, place + 1),
        _digits(phrases, place + 2, 4),
    )
    if (
        first is None
        or second is None
        or third is None
        or len(phrases[place + 2].form) != 4
        or third // 100 != 20
    ):
        return None
    return _day_and_month(first, second, third, now), place + 3


def _three_parts(
    phrases: Sequence[Phrase], place: int, first: int, second: int, third: int, now: datetime
) -> Found | None:
    if len(phrases[place].form) == 4:
        return _calendar(third, second, first, now), place + 5
    if len(phrases[place].form) > 2:
        return None
    if len(phrases[place + 4].form) not in (2, 4):
        return _INVALID, place + 5
    return _day_and_month(first, second, third if third > 99 else 2000 + third, now), place + 5


def _day_and_month(first: int, second: int, year: int | None, now: datetime) -> Day:
    """Day first; month first only if nothing else is possible."""
    said = _calendar(first, second, year, now)
    if said.problem == "invalid" and second > 12 and first <= 12:
        return _calendar(second, first, year, now)
    return said


def _calendar(day: int, month: int, year: int | None, now: datetime) -> Day:
    today = now.date()
    if not 1 <= month <= 12 or day < 1:
        return _INVALID
    for candidate in (year,) if year is not None else range(today.year, today.year + 9):
        if not 1900 <= candidate <= _FARTHEST_YEAR:
            return _INVALID
        if day > monthrange(candidate, month)[1]:
            continue
        found = date(candidate, month, day)
        if found >= today:
            return Day(exact=found)
        if year is not None:
            return _PAST
    return _INVALID


# "25 december", "dec 25th, 2026", "25-27 dec"


def _day_number(phrases: Sequence[Phrase], place: int) -> tuple[int, int, bool] | None:
    """(day, place after, said as an ordinal) of "25", "25th", "the fifth", "pachees"."""
    if place >= len(phrases):
        return None
    here = phrases[place]
    if here.number is not None:
        if len(here.form) > 2:
            return None
        following = place + 1
        if has_at(phrases, following, "ordinal_ending") and (
            phrases[following].glued or form_at(phrases, following) in ("th", "nd", "rd")
        ):
            return here.number, following + 1, True
        if form_at(phrases, following) in (
            "वीं",
            "वी",
            "ஆம்",
            "ம்",
            "వ",
            "ನೇ",
            "ला",
            "लi",
            "vi",
            "ई",
            "ই",
            "লা",
            "শে",
        ):
            return here.number, following + 1, True
        return here.number, following, False
    if here.has("ordinal"):
        return int(here.means["ordinal"]), place + 1, True
    found = number_at(phrases, place)
    if found is None or found[0] > 31:
        return None
    value, following = found
    if (
        value in (20, 30)
        and has_at(phrases, following, "ordinal")
        and int(phrases[following].means["ordinal"]) < 10
    ):
        return value + int(phrases[following].means["ordinal"]), following + 1, True
    if value in (20, 30) and form_at(phrases, following) == "-" and has_at(phrases, following + 1, "ordinal"):
        return value + int(phrases[following + 1].means["ordinal"]), following + 2, True
    return value, following, False


def _month(phrases: Sequence[Phrase], place: int) -> tuple[int, int] | None:
    """(month, place after), passing over what stands between a day and its month."""
    while form_at(phrases, place) in ("of", "-", "/", "–", ",", ".", "the", "ke", "के") and place < len(
        phrases
    ):
        place += 1
    if not has_at(phrases, place, "month"):
        return None
    return int(phrases[place].means["month"]), place + 1


def _year(phrases: Sequence[Phrase], place: int) -> tuple[int | None, int]:
    after = place
    while form_at(phrases, after) in (",", "-", "/", "'", ".", "’") and after < len(phrases):
        after += 1
    if after < len(phrases) and phrases[after].number is not None:
        form = phrases[after].form
        if len(form) == 4 and form[:2] in ("19", "20", "21") and not has_at(phrases, after + 1, "oclock"):
            return int(form), after + 1
        closed = not has_at(phrases, after + 1, "meridiem", "oclock", "unit") and form_at(
            phrases, after + 1
        ) not in (":", "-")
        if len(form) == 2 and 24 <= int(form) <= 99 and closed and not has_at(phrases, after + 1, "counted"):
            return 2000 + int(form), after + 1
    return None, place


def _named_month(phrases: Sequence[Phrase], place: int, now: datetime) -> Found | None:
    found = _day_number(phrases, place)
    if found is not None:
        day, following, _ = found
        month = _month(phrases, following)
        if month is not None and not (
            form_at(phrases, month[1] - 1) == "may" and form_at(phrases, month[1]) in ("i", "we")
        ):
            year, end = _year(phrases, month[1])
            return _calendar(day, month[0], year, now), end
        return _days_of_month_to(phrases, place, now)
    if has_at(phrases, place, "month"):
        month_said = int(phrases[place].means["month"])
        following = place + 1
        while form_at(phrases, following) in ("-", "the", ".", "ki", "की", "ke", "/") and following < len(
            phrases
        ):
            following += 1
        number = _day_number(phrases, following)
        if number is None or (
            number[0] > 31 and not number[2] and form_at(phrases, place) in ("may", "mar", "march", "mai")
        ):
            return None
        day, end, ordinal = number
        if not ordinal and (
            has_at(phrases, end, "meridiem", "oclock", "unit", "counted") or form_at(phrases, end) == ":"
        ):
            return None
        if has_at(phrases, end, "date_word"):
            end += 1
        if day > 99:
            return None
        year, end = _year(phrases, end)
        return _calendar(day, month_said, year, now), end
    return None


def _days_of_month_to(phrases: Sequence[Phrase], place: int, now: datetime) -> Found | None:
    """ "25-27 dec", "25 to 27 december", "23 se 25 tarikh"."""
    first = _day_number(phrases, place)
    if first is None:
        return None
    mark = form_at(phrases, first[1])
    if mark not in ("-", "–", "to", "se", "से", "and", "or", "aur", "ya", "/", "till"):
        return None
    last = _day_number(phrases, first[1] + 1)
    if last is None or last[0] <= first[0]:
        return None
    month = _month(phrases, last[1])
    if month is not None:
        year, end = _year(phrases, month[1])
        begin, finish = _calendar(first[0], month[0], year, now), _calendar(last[0], month[0], year, now)
    elif has_at(phrases, last[1], "date_word") or (first[2] and last[2]):
        end = last[1] + (1 if has_at(phrases, last[1], "date_word") else 0)
        begin, finish = _next_of_month(first[0], now), _next_of_month(last[0], now)
    else:
        return None
    for said in (begin, finish):
        if said.problem is not None:
            return said, end
    if finish.exact is not None and begin.exact is not None and finish.exact < begin.exact:
        return begin, end
    return replace(begin, to=finish.exact), end


def _stretch_of_month(phrases: Sequence[Phrase], place: int, now: datetime) -> Found | None:
    if not has_at(phrases, place, "next", "this") or _unit(phrases, place + 1) != "month":
        return None
    which: Which = "next" if phrases[place].has("next") else "this"
    end = place + 2
    while form_at(phrases, end) in ("ki", "ke", "की", "के", "on", "the", ",") and end < len(phrases):
        end += 1
    day = _day_number(phrases, end)
    if day is not None and (day[2] or has_at(phrases, day[1], "date_word", "ko")):
        said = _in_month(day[0], which, now)
        return said, day[1] + (1 if has_at(phrases, day[1], "date_word") else 0)
    return Day(month=which), place + 2


def _in_month(day: int, which: Which, now: datetime) -> Day:
    today = now.date()
    first = _months_on(today.replace(day=1), 1 if which == "next" else 0)
    if not 1 <= day <= monthrange(first.year, first.month)[1]:
        return _INVALID
    found = first.replace(day=day)
    return Day(exact=found) if found >= today else _PAST


# "monday", "next friday", "is somvar"


def _weekday(phrases: Sequence[Phrase], place: int, now: datetime) -> Found | None:
    start = place
    which: Which | None = None
    last = False
    if has_at(phrases, place, "next", "this", "last"):
        here = phrases[place]
        start = place + 1
        if here.has("next"):
            which = "next"
        elif here.has("this"):
            which = "this"
        else:
            last = True
        if which == "this" and has_at(phrases, start, "next"):
            start += 1
            which = "next"
    here_day = phrases[start] if start < len(phrases) else None
    if here_day is None:
        return None
    value = here_day.means.get("weekday")
    end = start + 1
    if value is None and "weekday_short" in here_day.means:
        if start == place and not _short_is_day(phrases, start):
            return None
        value = here_day.means["weekday_short"]
        if form_at(phrases, end) == "." and phrases[end].glued:
            end += 1
        if form_at(phrases, end) in ("day", "var", "vaar", "war", "waar", "वार", "bar"):
            end += 1
    if value is None:
        return None
    if last:
        return _PAST, end
    return Day(weekday=int(value), which=which), end


def _short_is_day(phrases: Sequence[Phrase], place: int) -> bool:
    """Whether "sun", "sat", "mon", "guru" is the day here: what stands around it must be about time."""
    if len(phrases) == 1:
        return True
    before = phrases[place - 1] if place else None
    after = phrases[place + 1] if place + 1 < len(phrases) else None
    if after is not None and (
        after.has(
            "part",
            "ko",
            "oclock",
            "day",
            "weekday",
            "month",
            "refuse_before",
            "clock",
            "mid",
            "asap",
            "until_post",
            "after_post",
            "before_post",
        )
        or after.number is not None
        or (after.form == "…" and phrases[place].form in ("mon", "tue", "wed", "thu", "fri"))
        or after.form
        in (
            "at",
            "@",
            "after",
            "before",
            "between",
            "around",
            "or",
            "and",
            "not",
            "var",
            "vaar",
            "war",
            "day",
            "वार",
            "ya",
            "या",
            "ke",
            "ki",
            "nahi",
        )
    ):
        return after.form not in ("and",) or before is None or before.has("at")
    if after is not None and after.form in (",", ".", "-", "/") and (before is None or not before.is_word):
        return True
    if before is not None and (
        before.form in ("on", "by", "till", "until", "before", "after", "from", "not", "or", "to", "-", "/")
        or before.has("part", "weekday")
    ):
        return True
    alone = all(
        phrase is phrases[place]
        or phrase.has("filler", "part", "clock", "refuse_next", "correct")
        or not phrase.is_word
        for phrase in phrases
    )
    if alone:
        return True
    return (
        after is None
        and form_at(phrases, place) in ("sat", "mon", "tue", "tues", "wed", "thu", "thur", "fri")
        and before is not None
    )


# "today", "kal", "weekend", "asap"


def _relative(phrases: Sequence[Phrase], place: int, now: datetime) -> Found | None:
    here = phrases[place]
    today = now.date()
    if here.has("tonight"):
        return Day(near=today, part="night"), place + 1
    if here.has("this_part"):
        return Day(near=today, part=here.means["this_part"]), place + 1
    offset = here.means.get("day")
    if offset is None and here.has("day_short") and _short_tomorrow(phrases, place):
        offset = here.means["day_short"]
    if offset is not None:
        days = int(offset)
        return (_PAST if days < 0 else Day(near=today + timedelta(days=days))), place + 1
    if here.has("last") and not here.has("this") and has_at(phrases, place + 1, "day", "part"):
        return _PAST, place + 2
    if here.has("asap"):
        return Day(near=today, asap=True), place + 1
    return None


def _short_tomorrow(phrases: Sequence[Phrase], place: int) -> bool:
    return (
        len(phrases) == 1
        or has_at(phrases, place + 1, "part")
        or (place + 1 < len(phrases) and phrases[place + 1].number is not None)
        or form_at(phrases, place + 1) in ("at", "@", "after", "before")
        or form_at(phrases, place - 1) in ("by", "from")
    )


def _whole(phrases: Sequence[Phrase], place: int, now: datetime) -> Found | None:
    """ "next week", "is hafte", "this weekend", "last week"."""
    here = phrases[place]
    today = now.date()
    if here.has("weekend"):
        saturday = today + timedelta(days=(5 - today.weekday()) % 7)
        return Day(near=saturday, to=saturday + timedelta(days=1)), place + 1
    if not here.has("next", "this", "last"):
        return None
    following = place + 1
    if has_at(phrases, following, "weekend"):
        if here.has("last") and not here.has("this", "next"):
            return _PAST, following + 1
        if here.has("next"):
            saturday = today + timedelta(days=7 - today.weekday() + 5)
            return Day(near=saturday, to=saturday + timedelta(days=1)), following + 1
        return _whole(phrases, following, now)
    unit = _unit(phrases, following)
    if unit == "week":
        if here.has("next"):
            return Day(week="next"), following + 1
        if here.has("this"):
            return Day(week="this"), following + 1
        return _PAST, following + 1
    if unit in ("month", "year") and here.has("last"):
        return _PAST, following + 1
    return None


# "5th", "5 tarikh", "25 ko"

_AFTER_AN_ORDINAL = frozenset(
    (
        "ko",
        "को",
        ",",
        ".",
        "?",
        "!",
        "-",
        "ok",
        "is",
        "works",
        "will",
        "would",
        "morning",
        "at",
        "@",
        "(",
        "हो",
        "se",
        "को",
        "ke",
        "after",
        "before",
        "between",
        "please",
        "pls",
        "for",
    )
)


def _of_month(phrases: Sequence[Phrase], place: int, now: datetime) -> Found | None:
    start = place
    led = False
    if has_at(phrases, place, "date_word"):
        start, led = place + 1, True
        if form_at(phrases, start) in (":", "-", "is"):
            start += 1
    found = _day_number(phrases, start)
    if found is None:
        return None
    day, end, ordinal = found
    if has_at(phrases, end, "date_word"):
        return _next_of_month(day, now), end + 1
    if led and not has_at(phrases, end, "unit", "counted", "meridiem", "oclock"):
        return _next_of_month(day, now), end
    digits = phrases[start].number is not None
    if ordinal and digits and not has_at(phrases, start - 1, "counting"):
        if (
            form_at(phrases, end) in ("of",)
            and has_at(phrases, end + 1, "next", "this")
            and _unit(phrases, end + 2) == "month"
        ):
            return _in_month(day, "next" if phrases[end + 1].has("next") else "this", now), end + 3
        following = phrases[end] if end < len(phrases) else None
        if following is None or (
            not following.has("counted", "unit")
            and (
                following.form in _AFTER_AN_ORDINAL
                or following.has(
                    "part",
                    "filler",
                    "clock",
                    "oclock",
                    "refuse_before",
                    "or",
                    "before_post",
                    "after_post",
                    "until_post",
                    "asap",
                    "mid",
                    "correct",
                    "but",
                    "relation",
                    "weekday",
                    "day",
                )
                or following.number is not None
                or (
                    start > 0
                    and (phrases[start - 1].form in ("on", "the") or phrases[start - 1].has("refuse_next"))
                )
            )
        ):
            return _next_of_month(day, now), end
        return None
    if ordinal and not digits and form_at(phrases, start - 1) in ("the", "on"):
        following_kind = phrases[end] if end < len(phrases) else None
        if (
            following_kind is None
            or following_kind.has("part", "clock")
            or following_kind.form in ("of", ",", ".", "at")
        ):
            return _next_of_month(day, now), end
    if (
        has_at(phrases, end, "ko")
        and 1 <= day <= 31
        and not has_at(phrases, start - 1, "counting")
        and (digits or day > 3)
    ):
        return _next_of_month(day, now), end + 1
    if (
        digits
        and 12 < day <= 31
        and form_at(phrases, start - 1) == "on"
        and not has_at(phrases, end, "counted", "unit")
    ):
        return _next_of_month(day, now), end
    return None


def _next_of_month(day: int, now: datetime) -> Day:
    today = now.date()
    if not 1 <= day <= 31:
        return _INVALID
    for ahead in range(3):
        first = _months_on(today.replace(day=1), ahead)
        if day <= monthrange(first.year, first.month)[1] and first.replace(day=day) >= today:
            return Day(exact=first.replace(day=day))
    return _INVALID
