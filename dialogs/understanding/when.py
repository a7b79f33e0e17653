"""Reads the day and time that a text asks for.

First the pieces (days, clock times, day parts, refusals, corrections) are found in the text, then they are put together:
what is refused goes, what is corrected gives way, a clock time overrides the window of its day part.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Literal

from dialogs.understanding.clocks import Clock, NoSuchTime, clock_at, settled
from dialogs.understanding.days import Day, day_at
from dialogs.understanding.phrases import Phrase, phrases
from dialogs.understanding.readings import Rejected, When
from dialogs.understanding.words import lexicon, people

PARTS: dict[str, tuple[time, time]] = {
    "early": (time(5), time(8)),
    "morning": (time(6), time(12)),
    "afternoon": (time(12), time(16)),
    "evening": (time(16), time(20)),
    "night": (time(20), time(23)),
}
"""The windows of the day parts, local time."""

_DASHES = frozenset("-–—~")
_KAL = frozenset(("kal", "kl", "kall", "parso", "parson", "parsoo", "paraso", "कल", "परसों", "परसो"))


_WAS = frozenset(("tha", "thi", "thaa", "था", "थी", "थे"))


@dataclass(frozen=True, slots=True)
class Span:
    """A clock time, a range of two, or a bound (one side is None)."""

    start: Clock | None
    end: Clock | None

    @property
    def is_point(self) -> bool:
        return self.start is not None and self.start is self.end


@dataclass(frozen=True, slots=True)
class Part:
    """A day part; `bound` is "before" for "before the evening" and "after" for "after the morning"."""

    name: str
    bound: Literal["before", "after"] | None = None


Mark = Literal["refuse next", "refuse before", "correct", "break"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that a text says about time. `first` and `last` are the places of its phrases (`last` is exclusive)."""

    first: int
    last: int
    said: Day | Span | Part | NoSuchTime | Mark
    bound: Literal["before", "after", "until"] | None = None


def read_when(text: str, now: datetime) -> When | Rejected:
    """The day and time that a text, typed when asked for them, asks for.

    `now` is aware and in the clinic's zone. A day before today is rejected as "past", an impossible one as "invalid".
    """
    found = phrases(text)
    pieces = find_pieces(found, now, asked=True)
    reading = settle(pieces, found, now)
    if reading == Rejected("none") and not pieces:
        return _by_library(text, now)
    return reading


def find_pieces(found: Sequence[Phrase], now: datetime, *, asked: bool) -> tuple[Piece, ...]:
    """What a text says about time, in order. With `asked`, a bare number may be an hour even without other signs."""
    pieces: list[Piece] = []
    hours: list[Piece] = []  # bare numbers, taken as hours only if the rest of the text allows it
    place = 0
    while place < len(found):
        skipped = _something_else(found, place)
        if skipped > place:
            place = skipped
            continue
        piece, weak = _piece_at(found, place, now, pieces)
        if piece is None:
            place += 1
            continue
        (hours if weak else pieces).append(piece)
        place = piece.last
    for hour in hours:
        if (
            asked
            and not any(isinstance(piece.said, Span | NoSuchTime) for piece in pieces)
            and len(hours) == 1
        ) and _nothing_else(found, (*pieces, hour)):
            pieces.append(hour)
    return tuple(sorted(pieces, key=lambda piece: piece.first))


def _has(found: Sequence[Phrase], place: int, *kinds: str) -> bool:
    return 0 <= place < len(found) and found[place].has(*kinds)


def _form(found: Sequence[Phrase], place: int) -> str:
    return found[place].form if 0 <= place < len(found) else ""


def _something_else(found: Sequence[Phrase], place: int) -> int:
    """The place after something that has numbers or names of days in it but is neither day nor time; else `place`."""
    here = found[place]
    if here.form in ("₹", "$") or (here.form in ("rs", "inr") and place + 1 < len(found)):
        return place + 2 if place + 1 < len(found) and found[place + 1].number is not None else place + 1
    if here.has("since"):
        return _after_since(found, place)
    if here.number is None:
        if here.is_word and len(here.form) <= 4 and not here.means.keys() - {"filler", "counting", "title"}:
            following = found[place + 1] if place + 1 < len(found) else None
            if (
                following is not None
                and following.number is not None
                and following.glued
                and len(following.form) < 5
            ):
                return place + 2
        return place
    if (
        here.glued
        and place
        and found[place - 1].is_word
        and found[place - 1].end == here.start
        and not found[place - 1].means
    ):
        return place + 1
    following_place = place + 1
    while (
        _form(found, following_place) in ("+", "-")
        and found[following_place].glued
        and _has(found, following_place + 1, "counted", "unit")
    ):
        following_place += 1
    if _form(found, following_place) == "." and found[following_place].glued:
        decimals = found[following_place + 1] if following_place + 1 < len(found) else None
        if decimals is not None and decimals.number is not None and decimals.glued:
            if len(decimals.form) != 2 and _form(found, following_place + 2) != ".":
                return following_place + 2
            if _has(found, following_place + 2, "counted"):
                return following_place + 3
    if _form(found, following_place) == "%":
        return following_place + 1
    if _has(found, following_place, "unit") and found[following_place].means["unit"] == "year":
        return following_place + 1
    if _has(found, following_place, "ordinal_ending") and found[following_place].glued:
        if _has(found, following_place + 1, "counted", "unit") and not _has(
            found, following_place + 1, "part", "ko", "date_word"
        ):
            return following_place + 2
        return place
    if _has(found, following_place, "counted") and not _has(
        found, following_place, "date_word", "oclock", "meridiem", "unit"
    ):
        return following_place + 1
    if place and found[place - 1].has("counting") and not _sure_time(found, place):
        return place + 1
    return place


def _sure_time(found: Sequence[Phrase], place: int) -> bool:
    clock = clock_at(found, place)
    if clock is not None and isinstance(clock[0], Clock) and clock[0].sure:
        return True
    return _has(found, place + 1, "month", "date_word", "after_post", "before_post", "until_post")


def _after_since(found: Sequence[Phrase], place: int) -> int:
    """Passes over the date of "born on 12 march 1990" and the day of "fever since monday"."""
    at = place + 1
    while at < len(found) and (
        found[at].form
        in ("on", "is", ":", "-", "the", "last", "in", "hai", "है", "date", "of", "the", "ki", "ke", "की")
        or found[at].has("copula")
    ):
        at += 1
    taken = 0
    while at < len(found) and taken < 6:
        here = found[at]
        if (
            here.number is None
            and not here.has("month", "weekday", "day", "part", "ordinal_ending", "last")
            and here.form not in ("/", "-", ".")
        ):
            break
        if here.form == "." and not here.glued:
            break
        if taken and here.has("day", "weekday") and found[at - 1].number is not None:
            break
        at += 1
        taken += 1
        if here.has("weekday", "day", "part") or (here.number is not None and len(here.form) == 4):
            break
    return at


def _nothing_else(found: Sequence[Phrase], pieces: Sequence[Piece]) -> bool:
    covered = {place for piece in pieces for place in range(piece.first, piece.last)}
    return all(
        place in covered
        or (not phrase.is_word and phrase.number is None and phrase.form not in "₹$%#/+")
        or phrase.has("filler", "around", "at", "oclock", "answer", "copula")
        for place, phrase in enumerate(found)
    )


def _piece_at(
    found: Sequence[Phrase], place: int, now: datetime, before: Sequence[Piece]
) -> tuple[Piece | None, bool]:
    """The piece at a place, and whether it is only a bare number."""
    here = found[place]
    day = None if _is_start_of_fast(found, place) else day_at(found, place, now)
    if (
        day is not None
        and day[0].asap
        and (_has(found, day[1], "until_post") or _about_report(found, place, day[1]))
    ):
        day = None
    if day is not None:
        said, end = day
        if found[place].form in _KAL and _is_past(found):
            said = Day(problem="past")
        bound: Literal["before", "after", "until"] | None = None
        if place and found[place - 1].has("before_pre"):
            bound = "before"
        elif place and found[place - 1].has("after_pre"):
            bound = "after"
        elif place and found[place - 1].has("until_pre") and found[place - 1].form != "latest":
            bound = "until"
        elif _has(found, end, "before_post"):
            bound, end = "before", end + 1
        elif _has(found, end, "until_post"):
            bound, end = "until", end + 1
        elif _has(found, end, "after_post"):
            bound, end = "after", end + 1
        return Piece(place, end, said, bound), False
    span = _span_at(found, place, before)
    if span is not None:
        return span
    if here.has("part"):
        return _part_at(found, place, before), False
    if here.has("refuse_next"):
        return Piece(place, place + 1, "refuse next"), False
    if here.has("correct"):
        return Piece(place, place + 1, "correct"), False
    if here.has("refuse_before"):
        return Piece(place, place + 1, "refuse before"), False
    if here.has("but") or here.form in (",", ".", ";", "!", "।", "\n"):
        return Piece(place, place + 1, "break"), False
    return None, False


def _is_start_of_fast(found: Sequence[Phrase], place: int) -> bool:
    """ "Fasting from tonight" says nothing of the visit."""
    return _has(found, place - 1, "from_pre", "since") and any(
        _form(found, before) in ("fasting", "fast", "stomach") for before in (place - 2, place - 3)
    )


def _is_past(found: Sequence[Phrase]) -> bool:
    """Whether "kal" is yesterday: "kal gaya tha"; but "kal aana tha" is a wish."""
    return any(
        phrase.has("past")
        and not (
            phrase.form in _WAS and _form(found, place - 1).endswith(("na", "ni", "ना", "नी", "iye", "िए"))
        )
        for place, phrase in enumerate(found)
    )


def _about_report(found: Sequence[Phrase], place: int, end: int) -> bool:
    return any(
        _form(found, near) in ("report", "reports", "रिपोर्ट", "result", "results")
        for near in (place - 2, place - 1, end, end + 1)
    )


def _part_at(found: Sequence[Phrase], place: int, before: Sequence[Piece]) -> Piece:
    name = found[place].means["part"]
    end = place + 1
    bound: Literal["before", "after"] | None = None
    led = place - 1
    while led >= 0 and (found[led].form in ("the", "tomorrow") or found[led].has("day", "weekday")):
        led -= 1
    if _has(found, led, "before_pre", "until_pre"):
        bound = "before"
    elif _has(found, led, "after_pre"):
        bound = "after"
    if _has(found, end, "before_post"):
        return Piece(place, end + 1, Part(name, "before"))
    if _has(found, end, "until_post"):
        return Piece(place, end + 1, Part(name, "before"), "until")
    if _has(found, end, "after_post"):
        return Piece(place, end + 1, Part(name, "after"))
    until = bound == "before" and _has(found, led, "until_pre")
    return Piece(place, end, Part(name, bound), "until" if until else None)


def _span_at(found: Sequence[Phrase], place: int, before: Sequence[Piece]) -> tuple[Piece, bool] | None:
    """A clock time, range or bound."""
    at = place
    here = found[place]
    pre: str | None = None
    if here.has("between_pre"):
        pre = "between"
    elif here.has("before_pre", "until_pre"):
        pre = "before"
    elif here.has("after_pre"):
        pre = "after"
    elif here.has("from_pre"):
        pre = "from"
    led = (
        pre is not None
        or here.form in ("at", "@")
        or (here.has("around") and here.form not in ("theek", "thik", "ठीक", "koi"))
    )
    if led:
        at += 1
        while _has(found, at, "around", "at", "from_pre") or _form(found, at) in ("the", "say"):
            if _has(found, at, "number"):
                break
            at += 1
        if pre and _has(found, at, "part"):  # "before morning 9"
            following = clock_at(found, at + 1)
            if (
                following is not None
                and not isinstance(following[0], NoSuchTime)
                and (following[0].sure or at + 1 < len(found))
            ):
                inner = Piece(at, at + 1, Part(found[at].means["part"]))
                if isinstance(before, list):
                    before.append(inner)
                at += 1
        elif pre and _has(found, at, "day", "weekday") and clock_at(found, at + 1) is not None:
            return None
    first = clock_at(found, at)
    if first is None:
        return None
    clock, end = first
    if isinstance(clock, NoSuchTime):
        return Piece(place, end, clock), False
    doubtful = found[at].number is None and found[at].has("number_doubtful")
    second, end = _second(found, end, pre)
    if isinstance(second, NoSuchTime):
        return Piece(place, end, second), False
    if _has(found, end, "unit") and found[end - 1].number is not None and not found[end].has("oclock"):
        return None
    if (
        _has(found, end, "unit")
        and not clock.sure
        and (second is None or not second.sure)
        and _form(found, end) != "oclock"
    ):
        return None
    if second is not None:
        if _has(found, end, "until_post", "between_post"):
            end += 1
            led = True
        if _has(found, end, "around_post"):
            end += 1
        sure = clock.sure or second.sure or pre in ("between", "from") or led
        span = Span(clock, second)
    else:
        span, end, bounded = _bounded(found, clock, end, pre)
        sure = clock.sure or bounded or (led and not doubtful and pre != "from")
    piece = Piece(place, end, span)
    if not sure and not doubtful and _leans_on_time(found, place, end, before):
        sure = True
    if not sure and second is None and _has(found, end, "counted"):
        return None
    return piece, not sure


def _second(found: Sequence[Phrase], end: int, pre: str | None) -> tuple[Clock | NoSuchTime | None, int]:
    """The end of a range whose start stands before `end`."""
    mid = end
    if _has(found, mid, "part") and _has(found, mid + 1, "mid"):
        return None, end
    if (
        _form(found, mid) in _DASHES
        or _has(found, mid, "mid", "or")
        or (pre == "between" and (_has(found, mid, "and") or _form(found, mid) in ("&", ",", "aur")))
    ):
        mid += 1
    elif not _has(found, mid, "and"):
        return None, end
    if mid == end and _has(found, mid, "and"):  # "7 aur 9 ke beech"
        second = clock_at(found, mid + 1)
        return second if second is not None and _has(found, second[1], "between_post") else (None, end)
    if mid >= len(found) or (_form(found, end) in _DASHES and _form(found, mid) in _DASHES):
        return None, end
    if _form(found, mid) in ("lekar", "leke", "लेकर"):
        mid += 1
    if _has(found, mid, "around", "at"):
        mid += 1
    second = clock_at(found, mid)
    if second is None:
        return None, end
    if (
        isinstance(second[0], Clock)
        and found[mid].number is None
        and found[mid].has("number_doubtful")
        and not second[0].sure
    ):
        return (second[0], second[1]) if _has(found, second[1], "between_post", "until_post") else (None, end)
    return second


def _bounded(found: Sequence[Phrase], clock: Clock, end: int, pre: str | None) -> tuple[Span, int, bool]:
    if pre == "before":
        return Span(None, clock), end, True
    if pre == "after":
        return Span(clock, None), end, True
    if pre == "from":
        return Span(clock, None), end, clock.sure
    while _has(found, end, "around_post"):
        end += 1
    if _has(found, end, "before_post"):
        return Span(None, clock), end + 1, True
    if _has(found, end, "until_post", "or_before"):
        return Span(None, clock), end + 1, True
    if _has(found, end, "after_post") or (
        _has(found, end, "onwards") and (clock.sure or _form(found, end) != "plus")
    ):
        return Span(clock, None), end + 1, True
    if _form(found, end) == "+" and clock.sure:
        return Span(clock, None), end + 1, True
    if _has(found, end, "from_post") and clock.sure:
        if _has(found, end + 1, "after_post"):
            end += 1
        return Span(clock, None), end + 1, True
    return Span(clock, clock), end, False


def _leans_on_time(found: Sequence[Phrase], place: int, end: int, before: Sequence[Piece]) -> bool:
    """Whether a bare number stands beside a day or day part."""
    back = place
    while back and (
        found[back - 1].form in (",", "-", "(", "at", "@", "ke", "ka", "about", "of")
        or found[back - 1].has("ko", "around")
    ):
        back -= 1
    for piece in before:
        if piece.last in (back, place) and isinstance(piece.said, Day | Part):
            return not (isinstance(piece.said, Day) and piece.said.asap)
    return (
        _has(found, end, "part")
        or (_form(found, end) in ("in",) and _has(found, end + 1, "part"))
        or (_form(found, end) == "ko" and _has(found, end + 1, "part"))
    )


# Putting the pieces together


def settle(pieces: Sequence[Piece], found: Sequence[Phrase], now: datetime) -> When | Rejected:
    """One wish out of the pieces of a text."""
    for piece in pieces:
        if isinstance(piece.said, NoSuchTime) or (
            isinstance(piece.said, Day) and piece.said.problem == "invalid"
        ):
            return Rejected("invalid")
    refused = _refused(pieces, found)
    kept = [piece for nth, piece in enumerate(pieces) if nth not in refused]
    wishes = [piece for piece in kept if isinstance(piece.said, Day | Span | Part)]
    if not wishes:
        return Rejected("none")
    days, times, parts = (_latest(kept, kind) for kind in (Day, Span, Part))
    if not days:  # "kal subah nahi, shaam ko": only the time of day was refused
        days = [piece for nth, piece in enumerate(pieces) if nth in refused and isinstance(piece.said, Day)]
        days = days[-1:]
    past = [piece for piece in days if isinstance(piece.said, Day) and piece.said.problem == "past"]
    days = [piece for piece in days if piece not in past]
    if past and (
        not days
        or any(
            abs(piece.first - other.last) <= 1 or abs(other.first - piece.last) <= 1
            for piece in past
            for other in days
            if isinstance(other.said, Day) and other.said.weekday is not None
        )
    ):
        return Rejected("past")
    when = _on(days, found, now)
    if isinstance(when, Rejected):
        return when
    return _at(when, times, [*parts, *_parts_of_days(days)], found, days)


def _parts_of_days(days: Sequence[Piece]) -> list[Piece]:
    return [
        Piece(piece.first, piece.last, Part(piece.said.part))
        for piece in days
        if isinstance(piece.said, Day) and piece.said.part is not None
    ]


def _latest(kept: Sequence[Piece], kind: type) -> list[Piece]:
    """The pieces of a kind; after a correction only what follows it, if that says one."""
    of_kind = [piece for piece in kept if isinstance(piece.said, kind)]
    marks = [piece.first for piece in kept if piece.said == "correct"]
    if marks and len(of_kind) > 1:
        after = [piece for piece in of_kind if piece.first > marks[-1]]
        return after or of_kind
    return of_kind


def _refused(pieces: Sequence[Piece], found: Sequence[Phrase]) -> set[int]:
    refused: set[int] = set()
    for nth, piece in enumerate(pieces):
        if piece.said == "refuse next":
            group = _following_group(pieces, nth, found)
            refused.update(group or _preceding_group(pieces, nth))
        elif piece.said == "refuse before":
            refused.update(_preceding_group(pieces, nth))
    return refused


def _kind(piece: Piece) -> type:
    return type(piece.said)


def _following_group(pieces: Sequence[Piece], nth: int, found: Sequence[Phrase]) -> list[int]:
    group: list[int] = []
    kinds: set[type] = set()
    at = pieces[nth].last
    for index in range(nth + 1, len(pieces)):
        piece = pieces[index]
        if not isinstance(piece.said, Day | Span | Part) or _kind(piece) in kinds:
            break
        if not group and not all(found[between].has("filler", "at") for between in range(at, piece.first)):
            break
        if group and piece.first - at > 2:
            break
        group.append(index)
        kinds.add(_kind(piece))
        at = piece.last
    return group


def _preceding_group(pieces: Sequence[Piece], nth: int) -> list[int]:
    group: list[int] = []
    kinds: set[type] = set()
    for index in range(nth - 1, -1, -1):
        piece = pieces[index]
        if piece.said == "break" and not group and index == nth - 1:
            continue
        if not isinstance(piece.said, Day | Span | Part) or _kind(piece) in kinds:
            break
        group.append(index)
        kinds.add(_kind(piece))
    return group


def _on(days: Sequence[Piece], found: Sequence[Phrase], now: datetime) -> When | Rejected:
    said = [piece for piece in days if not (isinstance(piece.said, Day) and piece.said.asap)] or list(days)
    if not said:
        return When()
    week = next((piece.said.week for piece in said if isinstance(piece.said, Day) and piece.said.week), None)
    month = next(
        (piece.said.month for piece in said if isinstance(piece.said, Day) and piece.said.month), None
    )
    resolved: list[tuple[Piece, date, date | None]] = []
    for piece in said:
        assert isinstance(piece.said, Day)
        if (piece.said.week or piece.said.month) and len(said) > 1:
            continue
        first, last = _dates(piece.said, week, month, now)
        if first is None:
            return Rejected("past")
        resolved.append((piece, first, last))
    if not resolved:
        piece = said[0]
        assert isinstance(piece.said, Day)
        first, last = _dates(piece.said, None, None, now)
        return When(date=first, date_to=last)
    moving = any(phrase.has("move") for phrase in found)
    for one, other in pairwise(resolved):
        between = found[one[0].last : other[0].first]
        if moving and any(phrase.has("mid") for phrase in between):
            return _bound(other[0], other[1], other[2], now)
        if len(between) == 1 and (between[0].form in _DASHES or between[0].has("mid")) and other[1] > one[1]:
            return When(date=one[1], date_to=other[2] or other[1])
        if (
            len(between) <= 2
            and any(phrase.has("or") or phrase.form == "/" for phrase in between)
            and other[1] == one[1] + timedelta(days=1)
        ):
            return When(date=one[1], date_to=other[1])
    # a calendar date is surer than "kal", and that than a weekday
    best = min(resolved, key=lambda item: 0 if _day(item[0]).exact else 1 if _day(item[0]).near else 2)
    moment = next(
        (piece.said.moment for piece in said if isinstance(piece.said, Day) and piece.said.moment), None
    )
    when = _bound(best[0], best[1], best[2], now)
    return replace(when, start=moment, end=moment) if moment else when


def _day(piece: Piece) -> Day:
    assert isinstance(piece.said, Day)
    return piece.said


def _bound(piece: Piece, first: date, last: date | None, now: datetime) -> When:
    today = now.date()
    day = _day(piece)
    if piece.bound is None or day.moment is not None or day.asap:
        return When(date=first, date_to=last)
    if piece.bound == "after":
        return When(date=(last or first) + timedelta(days=1))
    end = first - timedelta(days=1) if piece.bound == "before" else (last or first)
    if end < today:
        return When(date=first, date_to=last)
    return When(date=today, date_to=end if end > today else None)


def _dates(day: Day, week: str | None, month: str | None, now: datetime) -> tuple[date | None, date | None]:
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    if day.exact is not None:
        return day.exact, day.to
    if day.near is not None:
        return day.near, day.to
    if day.weekday is not None:
        which = day.which or week
        if which == "next":
            return monday + timedelta(days=7 + day.weekday), None
        if week == "this" and day.which is None:
            found = monday + timedelta(days=day.weekday)
            return (found, None) if found >= today else (None, None)
        return today + timedelta(days=(day.weekday - today.weekday() - 1) % 7 + 1), None
    if day.week is not None:
        if day.week == "next":
            return monday + timedelta(days=7), monday + timedelta(days=13)
        sunday = monday + timedelta(days=6)
        return today, sunday if sunday > today else None
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1) if day.month == "next" else today
    end = (first.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return first, end if end > first else None


def _at(
    when: When, times: Sequence[Piece], parts: Sequence[Piece], found: Sequence[Phrase], days: Sequence[Piece]
) -> When:
    if not times:
        if when.start is not None or not parts:
            return when
        return _window(when, parts, found)
    chosen = times[0]
    assert isinstance(chosen.said, Span)
    span = chosen.said
    moving = any(phrase.has("move") for phrase in found)
    if len(times) > 1:
        other = times[1]
        assert isinstance(other.said, Span)
        if span.start is None and other.said.end is None:
            span = Span(other.said.start, span.end)
        elif span.end is None and other.said.start is None:
            span = Span(span.start, other.said.end)
        elif (
            span.is_point and other.said.is_point and _linked(found, chosen.last, other.first, moving=moving)
        ):
            span, chosen = (other.said, other) if moving else (Span(span.start, other.said.start), chosen)
        elif moving and any(phrase.has("mid") for phrase in found[chosen.last : other.first]):
            span, chosen = other.said, other
    part = _part_for(chosen, parts)
    other_part = part
    if len(times) > 1 and len(parts) > 1 and not span.is_point:
        other_part = _part_for(times[1], parts)
    bounded = _day_bound(days, span)
    if bounded is not None:
        span = bounded[0]
        when = bounded[1] or when
    return _timed(when, span, part, other_part)


def _linked(found: Sequence[Phrase], end: int, start: int, *, moving: bool) -> bool:
    between = found[end:start]
    return any(phrase.has("mid", "or") or phrase.form in _DASHES for phrase in between) or (
        not between and not moving
    )


def _day_bound(days: Sequence[Piece], span: Span) -> tuple[Span, When | None] | None:
    """ "before tomorrow 9": the bound is on the hour, and the day is simply the day."""
    for piece in days:
        if (
            piece.bound is not None
            and span.is_point
            and _day(piece).near is not None
            and _day(piece).moment is None
        ):
            day = When(date=_day(piece).near, date_to=_day(piece).to)
            if piece.bound == "after":
                return Span(span.start, None), day
            return Span(None, span.end), day
    return None


def _part_for(time_piece: Piece, parts: Sequence[Piece]) -> str | None:
    if not parts:
        return None
    near = min(
        parts,
        key=lambda piece: (
            (time_piece.first - piece.last)
            if piece.last <= time_piece.first
            else (piece.first - time_piece.last) + 0.5
        ),
    )
    assert isinstance(near.said, Part)
    return near.said.name


def _window(when: When, parts: Sequence[Piece], found: Sequence[Phrase]) -> When:
    first = parts[0]
    assert isinstance(first.said, Part)
    start, end = PARTS[first.said.name]
    if first.said.bound == "before":
        return replace(when, end=end if first.bound == "until" else start)
    if first.said.bound == "after":
        return replace(when, start=end)
    if len(parts) > 1:
        last = parts[1]
        assert isinstance(last.said, Part)
        between = found[first.last : last.first]
        later_start, later_end = PARTS[last.said.name]
        if (
            any(
                phrase.has("mid", "or", "from_post") or phrase.form in _DASHES or phrase.form == "/"
                for phrase in between
            )
            and start < later_start
        ):
            joined = any(phrase.has("mid") or phrase.form in _DASHES for phrase in between)
            if joined or later_start <= end:
                return replace(when, start=start, end=later_end)
        if {first.said.name, last.said.name} == {"early", "morning"}:
            start, end = PARTS["early"]
    return replace(when, start=start, end=end)


def _timed(when: When, span: Span, part: str | None, other_part: str | None) -> When:
    if span.is_point and span.start is not None:
        point = settled(span.start, part)
        return replace(when, start=point, end=point)
    start, end = span.start, span.end
    if start is None or end is None:
        return replace(
            when,
            start=settled(start, part) if start is not None else None,
            end=settled(end, part) if end is not None else None,
        )
    if end.meridiem is not None and start.meridiem is None and not start.exact:
        finish = settled(end, other_part)
        begin = settled(replace(start, meridiem=end.meridiem), part)
        if begin >= finish and finish != time(0):
            begin = settled(replace(start, meridiem="am" if end.meridiem == "pm" else "pm"), part)
        return replace(when, start=begin, end=finish)
    begin = settled(start, part)
    if end.meridiem is not None:
        return replace(when, start=begin, end=settled(end, None))
    if other_part is not None and other_part != part:
        return replace(when, start=begin, end=settled(end, other_part))
    return replace(when, start=begin, end=settled(end, None, after=begin))


# Languages that only the library knows

_BY_SCRIPT = (
    ("\u0a80", "\u0aff", "gu"),
    ("\u0a00", "\u0a7f", "pa"),
    ("\u0b00", "\u0b7f", "or"),
    ("\u0d00", "\u0d7f", "ml"),
    ("\u0600", "\u06ff", "ur"),
)
_LONGEST_FOR_LIBRARY = 40
_MOST_WORDS_FOR_LIBRARY = 6


def _by_library(text: str, now: datetime) -> When | Rejected:
    """Days in the scripts that our own words do not cover: Gujarati, Punjabi, Odia, Malayalam, Urdu."""
    language = next(
        (
            code
            for low, high, code in _BY_SCRIPT
            if any(low <= char <= high for char in text[:_LONGEST_FOR_LIBRARY])
        ),
        None,
    )
    if language is None or len(text) > _LONGEST_FOR_LIBRARY:
        return Rejected("none")
    words = text.split()[:_MOST_WORDS_FOR_LIBRARY]
    stretches = [
        text.strip(),
        *(" ".join(words[:count]) for count in range(len(words) - 1, 0, -1)),
        *words[1:],
    ]
    for stretch in stretches[:_MOST_WORDS_FOR_LIBRARY]:
        day = _library_day(stretch, language, now)
        if day is not None:
            return Rejected("past") if day < now.date() else When(date=day)
    return Rejected("none")


@cache
def _library() -> tuple[object, ...]:
    import dateparser  # its import takes longer than a whole reading

    return (dateparser,)


def _library_day(text: str, language: str, now: datetime) -> date | None:
    (dateparser,) = _library()
    local = now.replace(tzinfo=None)
    settings = {
        "RELATIVE_BASE": local,
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "DMY",
        "REQUIRE_PARTS": ["day"],
    }
    try:
        found = dateparser.parse(text, languages=[language], settings=settings)  # type: ignore[attr-defined]
    except (ValueError, OverflowError, RecursionError):
        return None
    return found.date() if isinstance(found, datetime) else None


def prepare() -> None:
    """Load the words, the library and its languages, so that no patient's message waits for them.

    Called once when a process starts; without it the first message that needs them is slower.
    """
    lexicon()
    people()
    for _, _, language in _BY_SCRIPT:
        _library_day("1/1/2026", language, datetime(2026, 1, 1, tzinfo=UTC))
