"""Where words stand in a text: the sentence part around a sign, and what is beside it."""

from dialogs.understanding.signs import Marked


def bounds(text: Marked, start: int, end: int) -> tuple[int, int]:
    """The stretch of tokens in the same sentence part as the span; "but", "and now" and punctuation part it."""
    first = start
    while first > 0 and not _parts(text, first):
        first -= 1
    last = end
    while last < len(text.tokens) and not _parts(text, last):
        last += 1
    return first, last


def clause_end(text: Marked, start: int) -> int:
    """Where the sentence part of the word at `start` ends."""
    end = start + 1
    while end < len(text.tokens) and text.tokens[end].clause == text.tokens[start].clause:
        end += 1
    return end


def _parts(text: Marked, i: int) -> bool:
    if text.tokens[i].clause != text.tokens[i - 1].clause:
        return True
    here = text.marks[i]
    return "BUT" in here or ("ANDNOW" in here)


def any_of(text: Marked, places: range, mark: str) -> bool:
    """Whether any word in these places carries the mark."""
    if mark not in text.present:
        return False
    marks = text.marks
    return any(mark in marks[i] for i in places if i < len(marks))


def beside_in_its_part(text: Marked, start: int, end: int, mark: str) -> bool:
    """As `beside`, within the sentence part of the span only."""
    first, last = bounds(text, start, end)
    return any_of(text, range(max(first, start - _BESIDE), min(last, end + _BESIDE)), mark)


def beside(text: Marked, start: int, end: int, mark: str) -> bool:
    """Whether a mark stands beside the span: a word of the booking that follows is no part of what was told."""
    return any_of(text, range(max(0, start - _BESIDE), end + _BESIDE), mark)


_BESIDE = 4
