"""Whether the words of a sign are a name, a topic, a risk or a figure of speech."""

from dialogs.understanding.signs import Marked
from dialogs.understanding.taken_back.bygone import lived_through
from dialogs.understanding.taken_back.clauses import any_of, clause_end


def in_a_name(text: Marked, start: int) -> bool:
    """Whether the words are what somebody is called: "mera naam Marni Devi hai"."""
    return any(
        end <= start <= end + 1 and text.tokens[i].sentence == text.tokens[start].sentence
        for i, end in text.at("NAMED_SO")
    )


def named(text: Marked, start: int, end: int) -> bool:
    """Whether the words are part of a name (of a place, an examination, a speciality) or said of a thing."""
    if any_of(text, range(max(0, start - 3), start), "SERVICE_THING") and not text.has("PERSON"):
        return True
    last = max(end, min(end + 2, clause_end(text, end - 1)))
    return any_of(text, range(start + 1, last), "NAMENOUN") and not any_of(
        text, range(end, min(end + 3, len(text.tokens))), "GOINGON"
    )


def _at_the_price(text: Marked) -> bool:
    """Whether it is a price or a bill that did it: "itna mehnga, sunkar hi behosh ho gaya"."""
    return text.has("BILLWORD") and text.has("SEEN") and not (text.has("PERSON") or text.has("RECENT"))


def _of_the_service(text: Marked, start: int, end: int) -> bool:
    """Whether the service is what did it: "sar phat raha hai is app se", "your app gave me a heart attack"."""
    if any(
        any_of(text, range(i + 1, min(i + 5, start)), "GIVER")
        for i in range(start)
        if "SERVICE_THING" in text.marks[i]
    ):
        return True
    return not text.has("PERSON") and any(
        "SERVICE_THING" in text.marks[i] and any_of(text, range(i + 1, i + 2), "CAUSE_AFTER")
        for i in range(end, min(end + 5, len(text.tokens)))
    )


def topic(text: Marked, start: int, end: int) -> bool:
    """Whether the words only say what a film, a poster or a warning is about: "fainting goat video", "choking hazard"."""
    if _at_the_price(text) or _of_the_service(text, start, end):
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
    around = range(end, min(end + 3, len(text.tokens)))
    if any_of(text, around, "WHICH"):
        return False
    return any_of(text, around, "RISKNOUN") and not any_of(
        text, range(start, min(end + 5, len(text.tokens))), "GOINGON"
    )


def _in_jest(text: Marked) -> bool:
    """Whether a text calls itself a joke, and not "not joking"."""
    return any(not any_of(text, range(max(0, i - 2), i), "NEG") for i, _ in text.at("FIGURE_PRAISE"))


def figure(text: Marked, start: int, end: int) -> bool:
    """Whether the words exaggerate about an everyday thing: "die of hunger", "garmi se mar"."""
    if _in_jest(text) or in_a_name(text, start):
        return True
    size = len(text.tokens)
    for i in range(max(0, start - 3), start):
        if "FIGURE_OBJECT" in text.marks[i] and any_of(text, range(i + 1, start + 1), "CAUSE_AFTER"):
            return True
    for i in range(end - 1, min(end + 2, size)):
        if "CAUSE_BEFORE" in text.marks[i] and any_of(text, range(i + 1, min(i + 4, size)), "FIGURE_OBJECT"):
            return True
    return any_of(text, range(start, min(end + 1, size)), "FIGURE_OBJECT")


def loose_figure(text: Marked, start: int, end: int) -> bool:
    """As `figure`, for words that exaggerate more often than not: anything everyday beside them is enough."""
    return (
        _in_jest(text)
        or in_a_name(text, start)
        or any_of(text, range(max(0, start - 4), min(end + 5, len(text.tokens))), "FIGURE_OBJECT")
    )


def asked_in_fear(text: Marked, start: int, end: int) -> bool:
    """A question whether an illness kills is a wish for advice."""
    return text.has("WILLIDIE")
