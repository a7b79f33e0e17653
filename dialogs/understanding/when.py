"""Reads the day and time that a text asks for.

First the pieces (days, clock times, day parts, refusals, corrections) are found in the text, then they are put together:
what is refused goes, what is corrected gives way, a clock time overrides the window of its day part.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from dialogs.understanding import days_by_library
from dialogs.understanding.clocks import NoSuchTime, settled
from dialogs.understanding.days import Day
from dialogs.understanding.phrases import Phrase, phrases
from dialogs.understanding.readings import Rejected, When
from dialogs.understanding.time_pieces import DASHES, Part, Piece, Span, find_pieces
from dialogs.understanding.words import lexicon, people

PARTS: dict[str, tuple[time, time]] = {
    "early": (time(5), time(8)),
    "morning": (time(6), time(12)),
    "afternoon": (time(12), time(16)),
    "evening": (time(16), time(20)),
    "night": (time(20), time(23)),
}
"""The windows of the day parts, local time."""


def read_when(text: str, now: datetime) -> When | Rejected:
    """The day and time that a text, typed when asked for them, asks for.

    `now` is aware and in the clinic's zone. A day before today is rejected as "past", an impossible one as "invalid".
    """
    found = phrases(text)
    pieces = find_pieces(found, now, asked=True)
    reading = settle(pieces, found, now)
    if reading == Rejected("none") and not pieces:
        return days_by_library.read_by_library(text, now)
    return reading


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


_PAUSES = frozenset((",", ".", ";", "(", "-"))  # "kal, not sugar" refuses no day


def _refused(pieces: Sequence[Piece], found: Sequence[Phrase]) -> set[int]:
    refused: set[int] = set()
    for nth, piece in enumerate(pieces):
        if piece.said == "refuse next":
            group = _following_group(pieces, nth, found)
            before = found[piece.first - 1] if piece.first else None
            if not group and (before is None or before.form not in _PAUSES):
                group = _preceding_group(pieces, nth)
            refused.update(group)
        elif piece.said == "refuse before":
            group = _preceding_group(pieces, nth)
            if not (group and _parted(found[pieces[group[0]].last : piece.first])):
                refused.update(group)
    return refused


def _parted(between: Sequence[Phrase]) -> bool:
    """Whether a pause and a further word stand between: "kal, cbc nahi"."""
    pause = next((place for place, phrase in enumerate(between) if phrase.form in _PAUSES), None)
    return pause is not None and any(phrase.is_word for phrase in between[pause:])


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
        if len(between) == 1 and (between[0].form in DASHES or between[0].has("mid")) and other[1] > one[1]:
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
    return any(phrase.has("mid", "or") or phrase.form in DASHES for phrase in between) or (
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
                phrase.has("mid", "or", "from_post") or phrase.form in DASHES or phrase.form == "/"
                for phrase in between
            )
            and start < later_start
        ):
            joined = any(phrase.has("mid") or phrase.form in DASHES for phrase in between)
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


def prepare() -> None:
    """Load the words, so that no patient's message waits for them. Called once when a process starts."""
    lexicon()
    people()
