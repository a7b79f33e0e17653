"""Finds the pieces of a text that speak of time: days, clock times, day parts, refusals and corrections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dialogs.understanding.clocks import Clock, NoSuchTime, clock_at
from dialogs.understanding.days import Day, day_at
from dialogs.understanding.phrases import Phrase, form_at, has_at

DASHES = frozenset("-–—~")
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
        form_at(found, following_place) in ("+", "-")
        and found[following_place].glued
        and has_at(found, following_place + 1, "counted", "unit")
    ):
        following_place += 1
    if form_at(found, following_place) == "." and found[following_place].glued:
        decimals = found[following_place + 1] if following_place + 1 < len(found) else None
        if decimals is not None and decimals.number is not None and decimals.glued:
            if len(decimals.form) != 2 and form_at(found, following_place + 2) != ".":
                return following_place + 2
            if has_at(found, following_place + 2, "counted"):
                return following_place + 3
    if form_at(found, following_place) == "%":
        return following_place + 1
    if has_at(found, following_place, "unit") and found[following_place].means["unit"] == "year":
        return following_place + 1
    if has_at(found, following_place, "ordinal_ending") and found[following_place].glued:
        if has_at(found, following_place + 1, "counted", "unit") and not has_at(
            found, following_place + 1, "part", "ko", "date_word"
        ):
            return following_place + 2
        return place
    if has_at(found, following_place, "counted") and not has_at(
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
    return has_at(found, place + 1, "month", "date_word", "after_post", "before_post", "until_post")


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
    found: Sequence[Phrase], place: int, now: datetime, before: list[Piece]
) -> tuple[Piece | None, bool]:
    """The piece at a place, and whether it is only a bare number."""
    here = found[place]
    day = None if _is_start_of_fast(found, place) else day_at(found, place, now)
    if (
        day is not None
        and day[0].asap
        and (has_at(found, day[1], "until_post") or _about_report(found, place, day[1]))
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
        elif has_at(found, end, "before_post"):
            bound, end = "before", end + 1
        elif has_at(found, end, "until_post"):
            bound, end = "until", end + 1
        elif has_at(found, end, "after_post"):
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
    return has_at(found, place - 1, "from_pre", "since") and any(
        form_at(found, before) in ("fasting", "fast", "stomach") for before in (place - 2, place - 3)
    )


def _is_past(found: Sequence[Phrase]) -> bool:
    """Whether "kal" is yesterday: "kal gaya tha"; but "kal aana tha" is a wish."""
    return any(
        phrase.has("past")
        and not (
            phrase.form in _WAS and form_at(found, place - 1).endswith(("na", "ni", "ना", "नी", "iye", "िए"))
        )
        for place, phrase in enumerate(found)
    )


def _about_report(found: Sequence[Phrase], place: int, end: int) -> bool:
    return any(
        form_at(found, near) in ("report", "reports", "रिपोर्ट", "result", "results")
        for near in (place - 2, place - 1, end, end + 1)
    )


def _part_at(found: Sequence[Phrase], place: int, before: Sequence[Piece]) -> Piece:
    name = found[place].means["part"]
    end = place + 1
    bound: Literal["before", "after"] | None = None
    led = place - 1
    while led >= 0 and (found[led].form in ("the", "tomorrow") or found[led].has("day", "weekday")):
        led -= 1
    if has_at(found, led, "before_pre", "until_pre"):
        bound = "before"
    elif has_at(found, led, "after_pre"):
        bound = "after"
    if has_at(found, end, "before_post"):
        return Piece(place, end + 1, Part(name, "before"))
    if has_at(found, end, "until_post"):
        return Piece(place, end + 1, Part(name, "before"), "until")
    if has_at(found, end, "after_post"):
        return Piece(place, end + 1, Part(name, "after"))
    until = bound == "before" and has_at(found, led, "until_pre")
    return Piece(place, end, Part(name, bound), "until" if until else None)


def _span_at(found: Sequence[Phrase], place: int, before: list[Piece]) -> tuple[Piece, bool] | None:
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
        while has_at(found, at, "around", "at", "from_pre") or form_at(found, at) in ("the", "say"):
            if has_at(found, at, "number"):
                break
            at += 1
        if pre and has_at(found, at, "part"):  # "before morning 9"
            following = clock_at(found, at + 1)
            if (
                following is not None
                and not isinstance(following[0], NoSuchTime)
                and (following[0].sure or at + 1 < len(found))
            ):
                inner = Piece(at, at + 1, Part(found[at].means["part"]))
                before.append(inner)
                at += 1
        elif pre and has_at(found, at, "day", "weekday") and clock_at(found, at + 1) is not None:
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
    if has_at(found, end, "unit") and found[end - 1].number is not None and not found[end].has("oclock"):
        return None
    if (
        has_at(found, end, "unit")
        and not clock.sure
        and (second is None or not second.sure)
        and form_at(found, end) != "oclock"
    ):
        return None
    if second is not None:
        if has_at(found, end, "until_post", "between_post"):
            end += 1
            led = True
        if has_at(found, end, "around_post"):
            end += 1
        sure = clock.sure or second.sure or pre in ("between", "from") or led
        span = Span(clock, second)
    else:
        span, end, bounded = _bounded(found, clock, end, pre)
        sure = clock.sure or bounded or (led and not doubtful and pre != "from")
    piece = Piece(place, end, span)
    if not sure and not doubtful and _leans_on_time(found, place, end, before):
        sure = True
    if not sure and second is None and has_at(found, end, "counted"):
        return None
    return piece, not sure


def _second(found: Sequence[Phrase], end: int, pre: str | None) -> tuple[Clock | NoSuchTime | None, int]:
    """The end of a range whose start stands before `end`."""
    mid = end
    if has_at(found, mid, "part") and has_at(found, mid + 1, "mid"):
        return None, end
    if (
        form_at(found, mid) in DASHES
        or has_at(found, mid, "mid", "or")
        or (pre == "between" and (has_at(found, mid, "and") or form_at(found, mid) in ("&", ",", "aur")))
    ):
        mid += 1
    elif not has_at(found, mid, "and"):
        return None, end
    if mid == end and has_at(found, mid, "and"):  # "7 aur 9 ke beech"
        second = clock_at(found, mid + 1)
        return second if second is not None and has_at(found, second[1], "between_post") else (None, end)
    if mid >= len(found) or (form_at(found, end) in DASHES and form_at(found, mid) in DASHES):
        return None, end
    if form_at(found, mid) in ("lekar", "leke", "लेकर"):
        mid += 1
    if has_at(found, mid, "around", "at"):
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
        return (
            (second[0], second[1]) if has_at(found, second[1], "between_post", "until_post") else (None, end)
        )
    return second


def _bounded(found: Sequence[Phrase], clock: Clock, end: int, pre: str | None) -> tuple[Span, int, bool]:
    if pre == "before":
        return Span(None, clock), end, True
    if pre == "after":
        return Span(clock, None), end, True
    if pre == "from":
        return Span(clock, None), end, clock.sure
    while has_at(found, end, "around_post"):
        end += 1
    if has_at(found, end, "before_post"):
        return Span(None, clock), end + 1, True
    if has_at(found, end, "until_post", "or_before"):
        return Span(None, clock), end + 1, True
    if has_at(found, end, "after_post") or (
        has_at(found, end, "onwards") and (clock.sure or form_at(found, end) != "plus")
    ):
        return Span(clock, None), end + 1, True
    if form_at(found, end) == "+" and clock.sure:
        return Span(clock, None), end + 1, True
    if has_at(found, end, "from_post") and clock.sure:
        if has_at(found, end + 1, "after_post"):
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
        has_at(found, end, "part")
        or (form_at(found, end) in ("in",) and has_at(found, end + 1, "part"))
        or (form_at(found, end) == "ko" and has_at(found, end + 1, "part"))
    )
