"""Clock times in a text: "8:30", "saadhe saat baje", "half past six", "1430 hrs"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Literal

from dialogs.understanding.numbers import number_at
from dialogs.understanding.phrases import Phrase, form_at, has_at

Meridiem = Literal["am", "pm"]


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time as said. `exact`: written in the 24-hour way. `sure`: cannot be another kind of number."""

    hour: int
    minute: int = 0
    meridiem: Meridiem | None = None
    exact: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class NoSuchTime:
    """What was said as a clock time and is none, such as "25:00"."""


Found = tuple[Clock | NoSuchTime, int]


def clock_at(phrases: Sequence[Phrase], place: int) -> Found | None:
    """The clock time that begins at a place, and the place after it."""
    if place >= len(phrases):
        return None
    here = phrases[place]
    named = here.means.get("clock")
    if named is not None:
        return Clock(int(named[:2]), int(named[3:]), exact=True), place + 1
    for rule in (_from_the_hour, _in_words, _with_minutes, _run_together):
        found = rule(phrases, place)
        if found is not None:
            return found
    return _hour_alone(phrases, place)


def _marked(
    phrases: Sequence[Phrase], place: int, hour: int, minute: int, *, sure: bool, exact: bool = False
) -> Found:
    """Takes "baje", "o'clock", "a.m." after a time and checks that there is such a time."""
    meridiem: Meridiem | None = None
    for _ in range(4):
        if place >= len(phrases):
            break
        here = phrases[place]
        said = here.means.get("meridiem")
        if said is None and here.glued and here.form in ("a", "p"):
            said = here.form + "m"
        if said is not None and meridiem is None:
            meridiem = "am" if said == "am" else "pm"
        elif here.form == "-" and form_at(phrases, place + 1) == "ish":
            place += 1
        elif (here.has("oclock") and not (here.has("unit") and _asks_duration(phrases, place, hour))) or (
            here.form == "."
            and here.glued
            and said is None
            and meridiem is not None
            and place + 1 == len(phrases)
        ):
            pass
        elif here.has("clock") and here.means["clock"] == "12:00" and hour == 12:
            meridiem = "pm"
        else:
            break
        sure = True
        place += 1
    if hour > 23 or minute > 59 or (meridiem and (hour > 12 or (hour == 0 and meridiem == "pm"))):
        if meridiem == "pm" and 12 < hour < 24 and minute < 60 and exact:
            return Clock(hour, minute, None, exact=True), place
        return NoSuchTime(), place
    return Clock(hour, minute, meridiem, exact or hour > 12 or (hour == 0 and meridiem is None), sure), place


def _asks_duration(phrases: Sequence[Phrase], place: int, hour: int) -> bool:
    """Whether "hours" after a number is a length of time; "1400 hours" and "08:30 hrs" are clock times."""
    before = phrases[place - 1]
    return not (
        len(before.form) >= 4 or form_at(phrases, place - 2) in (":", ".") or before.form.startswith("0")
    )


def _from_the_hour(phrases: Sequence[Phrase], place: int) -> Found | None:
    """ "sava 7", "saadhe saat baje", "paune 9", "dedh baje", "dhai baje"."""
    here = phrases[place]
    for kind, hour in (("one_and_half", 1), ("two_and_half", 2)):
        if here.has(kind):
            following = place + 1
            if has_at(phrases, following, "unit") and not has_at(phrases, following, "oclock"):
                return None
            return _marked(
                phrases, following, hour, 30, sure=has_at(phrases, following, "oclock", "meridiem")
            )
    minutes = (
        15
        if here.has("quarter_past")
        else 30
        if here.has("half_past")
        else -15
        if here.has("quarter_to")
        else 0
    )
    if not minutes:
        return None
    found = number_at(phrases, place + 1)
    if found is None or not 1 <= found[0] <= 12:
        return None
    hour, following = found
    if has_at(phrases, following, "unit") and not has_at(phrases, following, "oclock"):
        return None
    if minutes < 0:
        hour, minutes = (hour - 1 or 12), 45
    return _marked(phrases, following, hour, minutes, sure=True)


def _in_words(phrases: Sequence[Phrase], place: int) -> Found | None:
    """ "half past six", "quarter to 8", "ten past seven", "20 minutes to 8"."""
    here = phrases[place]
    start = place
    if here.means.get("article_one") and has_at(phrases, place + 1, "quarter"):
        start, here = place + 1, phrases[place + 1]
    if here.has("half") and has_at(phrases, start + 1, "past_the_hour"):
        return _past(phrases, start + 2, 30)
    if here.has("quarter"):
        if has_at(phrases, start + 1, "past_the_hour") or form_at(phrases, start + 1) == "after":
            return _past(phrases, start + 2, 15)
        if form_at(phrases, start + 1) in ("to", "till", "before", "of"):
            return _past(phrases, start + 2, -15)
        return None
    found = number_at(phrases, place, doubtful=False)
    if found is None or not 1 <= found[0] <= 59:
        return None
    minutes, following = found
    said_minutes = has_at(phrases, following, "unit") and phrases[following].means["unit"] == "minute"
    if said_minutes:
        following += 1
    if has_at(phrases, following, "past_the_hour"):
        return _past(phrases, following + 1, minutes)
    if said_minutes and form_at(phrases, following) in ("to", "before"):
        return _past(phrases, following + 1, -minutes)
    return None


def _past(phrases: Sequence[Phrase], place: int, minutes: int) -> Found | None:
    found = number_at(phrases, place)
    if found is None or not 1 <= found[0] <= 12:
        return None
    hour, following = found
    if minutes < 0:
        hour, minutes = (hour - 1 or 12), 60 + minutes
    return _marked(phrases, following, hour, minutes, sure=True)


def _with_minutes(phrases: Sequence[Phrase], place: int) -> Found | None:
    """ "8:30", "8.30", "8 30 am", "7 baj ke 20 minute", "8h30", "seven thirty"."""
    here = phrases[place]
    if here.number is not None and len(here.form) <= 2 and place + 2 < len(phrases):
        mark, minutes = phrases[place + 1], phrases[place + 2]
        if minutes.number is not None and len(minutes.form) == 2:
            if mark.form == ":":
                following = place + 3
                if form_at(phrases, following) == ":" and _two_digits(phrases, following + 1):
                    following += 2
                exact = here.number >= 13 or here.form.startswith("0")
                return _marked(phrases, following, here.number, minutes.number, sure=True, exact=exact)
            if (
                mark.form in (".", ";", "h")
                and mark.glued
                and minutes.glued
                and form_at(phrases, place + 3) != "."
            ):
                said = has_at(phrases, place + 3, "meridiem", "oclock")
                if (here.number <= 23 and minutes.number <= 59) or said:
                    exact = here.number >= 13 or here.form.startswith("0")
                    return _marked(phrases, place + 3, here.number, minutes.number, sure=True, exact=exact)
            if mark.form == "-" and has_at(phrases, place + 3, "meridiem", "oclock") and minutes.number > 12:
                return _marked(phrases, place + 3, here.number, minutes.number, sure=True)
    found = number_at(phrases, place)
    if found is None or not 1 <= found[0] <= 12:
        return None
    hour, following = found
    if has_at(phrases, following, "oclock", "minutes_past") and not has_at(phrases, following, "unit"):
        bridge = following + 1
        if form_at(phrases, bridge) in ("ke", "kar", "k", "के", "कर", "aur", "और"):
            bridge += 1
        minutes_said = number_at(phrases, bridge)
        if minutes_said is not None and 1 <= minutes_said[0] <= 59:
            after = minutes_said[1]
            if has_at(phrases, after, "unit") and phrases[after].means["unit"] == "minute":
                return _marked(phrases, after + 1, hour, minutes_said[0], sure=True)
            if phrases[following].has("minutes_past"):
                return _marked(phrases, after, hour, minutes_said[0], sure=True)
        return None
    minutes_said = number_at(phrases, following, doubtful=False)
    if minutes_said is not None and minutes_said[0] in range(5, 60, 5) and minutes_said[0] >= 10:
        digits = here.number is not None
        if digits == (phrases[following].number is not None) and not _more_number(phrases, minutes_said[1]):
            marked = has_at(phrases, minutes_said[1], "meridiem", "oclock")
            if has_at(phrases, minutes_said[1], "unit") and not marked:
                return None
            return _marked(phrases, minutes_said[1], hour, minutes_said[0], sure=marked)
    if digits_zero(phrases, place):
        return _marked(phrases, place + 2, hour, 0, sure=False)
    return None


def digits_zero(phrases: Sequence[Phrase], place: int) -> bool:
    """Whether "8 00" stands here."""
    return (
        phrases[place].number is not None
        and form_at(phrases, place + 1) == "00"
        and not _more_number(phrases, place + 2)
    )


def _two_digits(phrases: Sequence[Phrase], place: int) -> bool:
    return place < len(phrases) and phrases[place].number is not None and len(phrases[place].form) == 2


def _more_number(phrases: Sequence[Phrase], place: int) -> bool:
    if place >= len(phrases):
        return False
    if phrases[place].form in ("/", "-", ".") and place + 1 < len(phrases):
        place += 1
    return phrases[place].number is not None


def _run_together(phrases: Sequence[Phrase], place: int) -> Found | None:
    """ "0830", "1430 hrs", "730 am"."""
    here = phrases[place]
    if here.number is None or len(here.form) not in (3, 4):
        return None
    hour, minute = divmod(here.number, 100)
    marked = has_at(phrases, place + 1, "meridiem", "oclock")
    if not marked and (hour > 23 or minute > 59 or len(here.form) == 3):
        return None
    if not marked and not here.form.startswith("0") and minute % 15:
        return None
    exact = hour >= 13 or here.form.startswith("0")
    return _marked(phrases, place + 1, hour, minute, sure=marked, exact=exact)


def _hour_alone(phrases: Sequence[Phrase], place: int) -> Found | None:
    found = number_at(phrases, place)
    if found is None or (phrases[place].number is not None and len(phrases[place].form) > 2):
        return None
    hour, following = found
    if has_at(phrases, following, "unit") and not has_at(phrases, following, "oclock"):
        return None
    if form_at(phrases, following) in (":", ".", "%") and _glued_digit(phrases, following + 1):
        return None
    result, end = _marked(phrases, following, hour, 0, sure=False)
    if isinstance(result, NoSuchTime) and end == following:
        return None
    if isinstance(result, Clock) and not result.sure and not 1 <= hour <= 12:
        return None
    return result, end


def _glued_digit(phrases: Sequence[Phrase], place: int) -> bool:
    return place < len(phrases) and phrases[place].number is not None and phrases[place].glued


def settled(clock: Clock, part: str | None, *, after: time | None = None) -> time:
    """The time that a clock says, in the light of a day part; `after` is the start of the range that it ends."""
    hour = clock.hour
    if clock.meridiem is not None:
        hour = hour % 12 + (12 if clock.meridiem == "pm" else 0)
    elif clock.exact and (part is None or hour > 12 or hour == 0):
        pass
    elif after is not None:
        earlier = time(hour % 12, clock.minute)
        if clock.exact and time(hour, clock.minute) > after:
            return time(hour, clock.minute)
        later = time(hour % 12 + 12, clock.minute)
        return earlier if earlier > after else later if later > after else earlier
    else:
        hour = _by_part(hour, part)
    return time(hour, clock.minute)


def _by_part(hour: int, part: str | None) -> int:
    match part:
        case "morning" | "early":
            return hour
        case "afternoon":
            return hour + 12 if hour <= 7 else hour
        case "evening":
            return hour + 12 if hour < 12 else hour
        case "night":
            return 0 if hour == 12 else hour + 12 if hour >= 6 else hour
        case _:
            return hour + 12 if hour <= 4 else hour
