"""Whether a sign is only what a film, an article, a camp, a risk or a package is about."""

from dialogs.understanding.signs import Marked
from dialogs.understanding.taken_back.bygone import PROGRESS, lived_through
from dialogs.understanding.taken_back.clauses import any_of, bounds, clause_end
from dialogs.understanding.taken_back.figure import at_the_price, of_the_service


def topic(text: Marked, start: int, end: int) -> bool:
    """Whether the words only say what a film, a poster or a warning is about: "fainting goat video", "choking hazard"."""
    if at_the_price(text, start, end) or of_the_service(text, start, end) or told_about(text, start, end):
        return True
    adjacent = range(end, end + 1 if any_of(text, range(end, end + 1), "GOINGON") else end + 2)
    if any_of(text, adjacent, "TOPIC"):
        return True
    if not any_of(text, range(end + 2, min(end + 4, clause_end(text, start))), "TOPIC"):
        return False
    return not (any_of(text, range(start), "PERSON") or any_of(text, range(start), "SELF"))


def risk(text: Marked, start: int, end: int) -> bool:
    """Whether an event is named only as what a test or package is about."""
    if lived_through(text, start, end):
        return True
    around = range(end, min(end + 3, clause_end(text, end - 1)))
    if any_of(text, around, "WHICH"):
        return False
    return any_of(text, around, "RISKNOUN") and not any_of(
        text, range(start, min(end + 5, len(text.tokens))), "GOINGON"
    )


def said_of_all(text: Marked, start: int, end: int) -> bool:
    """Whether a sign is what befalls people in general: "heart attacks are rising in youth", "sabko attack aa raha hai"."""
    return text.has("GENERALITY") and not (text.has("PERSON") or text.has("SELF"))


def told_about(text: Marked, start: int, end: int) -> bool:
    """Whether a sign is only spoken about or warded off: "an article about stroke", "heart attack se bachne ke liye", "at risk of fits"."""
    if not (text.has("ABOUT") or text.has("WARDING") or text.has("ABOUT_AFTER")):
        return False
    first, last = bounds(text, start, min(end, clause_end(text, start)))
    i = start - 1
    while i > first and "FILLER" in text.marks[i] and "ABOUT_LINK" not in text.marks[i]:
        i -= 1
    if i > first and "ABOUT_LINK" in text.marks[i] and "ABOUT" in text.marks[i - 1]:
        return True
    if i >= first and "WARDING" in text.marks[i]:
        return True
    after = range(end, min(end + 2, last))
    return any_of(text, after, "ABOUT_AFTER") and not any(
        not PROGRESS.isdisjoint(text.marks[k]) for k in range(end, min(end + 4, last))
    )
