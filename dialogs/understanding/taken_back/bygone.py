"""Whether a sign is told as gone by, or as what somebody has lived through."""

from dialogs.understanding.signs import Marked
from dialogs.understanding.taken_back.clauses import any_of, bounds, clause_end

PROGRESS = frozenset({"raha", "rahi", "rahe"})


def lived_through(text: Marked, start: int, end: int) -> bool:
    """Whether an event is named only as what a person lives with since: "post heart attack tests", "stroke patient"."""
    if any_of(text, range(start, min(end + 6, len(text.tokens))), "RECENT"):
        return False
    if any(text.marks[i].get("LIVING_WITH") == start for i in range(max(0, start - 3), start)):
        return True
    return any_of(text, range(max(0, start - 2), start), "AFTER_EVENT") or (
        any_of(text, range(end, min(end + 3, len(text.tokens))), "AFTERWARDS")
        and (text.has("BUSINESS") or text.has("TESTNAME"))
    )


def of_long_standing(text: Marked, i: int) -> bool:
    """Whether a stroke is what somebody has lived with for months or years: "paralysed since 2 years"."""
    if "STROKE" not in text.marks[i]:
        return False
    first, last = bounds(text, i, i + 1)
    near = range(first, last)
    return any_of(text, near, "SINCE") and any_of(text, near, "YEARS")


def past(text: Marked, start: int, end: int) -> bool:
    """Whether the sign is told as gone by: "last year", "had", "used to"."""
    return _gone_by(text, start, end, by_tense=True)


def long_past(text: Marked, start: int, end: int) -> bool:
    """As `past`, for what "was" and "had" also tell when it has just happened: a bite, a fall, a poison."""
    return _gone_by(text, start, end, by_tense=False)


def _gone_by(text: Marked, start: int, end: int, *, by_tense: bool) -> bool:
    first, last = bounds(text, start, min(end, clause_end(text, start)))
    near = range(first, last)
    recent = any_of(text, near, "RECENT") or _told_by_parting_word(text, last)
    if recent:
        return False
    if any_of(text, near, "YEAR_NUMBER"):
        return True
    if any_of(text, near, "PASSED_AWAY") or _told_as_a_reason(text, near):
        return True
    if any_of(text, near, "OF_OLD") and any_of(text, near, "PASTBE"):
        return True
    if any_of(text, near, "LASTTIME"):
        # "for the last month" goes on; "last month" is over
        return not _since(text, near)
    if (
        by_tense
        and any_of(text, near, "PASTBE")
        and not any(not PROGRESS.isdisjoint(text.marks[i]) for i in near)
    ):
        return not (any_of(text, near, "SINCE") or _told_alone(text, near))
    if (
        by_tense
        and "pehle" in text.keys[first:start]
        and "DONE_BEFORE" in frozenset().union(*text.marks[start:last])
    ):
        return True
    if first > 0:
        before = range(max(0, first - 4), first)
        if any_of(text, before, "LASTTIME") and not _since(text, before):
            return True
    after = range(last, min(last + 5, len(text.tokens)))
    return any_of(text, after, "OVERNOW")


def _told_alone(text: Marked, near: range) -> bool:
    """Whether "had" is all that a message tells: "my son had a fit", with no test, time or place beside it."""
    had = {text.keys[i] for i in near if "PASTBE" in text.marks[i]}
    if any_of(text, near, "NOT_QUITE"):
        return False
    return had == {"had"} and not (
        text.has("BUSINESS")
        or text.has("TESTNAME")
        or text.has("TESTWORD")
        or text.has("LASTTIME")
        or text.has("OVERNOW")
    )


def _told_as_a_reason(text: Marked, near: range) -> bool:
    """Whether what had happened is only why a test is booked: "khoon ki ulti hui thi isliye endoscopy"."""
    return (
        any_of(text, near, "PLUPERFECT")
        and text.has("THEREFORE")
        and (text.has("BUSINESS") or text.has("TESTNAME"))
    )


def _told_by_parting_word(text: Marked, last: int) -> bool:
    """Whether the word that parts off what follows tells when it was: "had a seizure today"."""
    if last >= len(text.tokens) or text.tokens[last].clause != text.tokens[last - 1].clause:
        return False
    return "RECENT" in text.marks[last] and "DAYWORD" in text.marks[last]


def _since(text: Marked, places: range) -> bool:
    for i in places:
        end = text.marks[i].get("LASTTIME")
        if end is not None and end < len(text.marks) and "se" in text.marks[end]:
            return True
    return any_of(text, places, "SINCE")
