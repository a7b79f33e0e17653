"""Whether the words of a sign are a name or a figure of speech, or the service or a price is what did it."""

from dialogs.understanding.signs import Marked
from dialogs.understanding.taken_back.clauses import any_of, clause_end


def in_a_name(text: Marked, start: int) -> bool:
    """Whether the words are what somebody is called: "mera naam Marni Devi hai"."""
    return any(
        end <= start <= end + 1 and text.tokens[i].sentence == text.tokens[start].sentence
        for i, end in text.at("NAMED_SO")
    )


def named(text: Marked, start: int, end: int) -> bool:
    """Whether the words are part of a name (of a place, an examination, a speciality) or said of a thing."""
    if _said_of_a_thing(text, start, end):
        return True
    last = max(end, min(end + 2, clause_end(text, end - 1)))
    nouns = [i for i in range(start + 1, last) if "NAMENOUN" in text.marks[i]]
    # "in the centre of my chest" names no centre
    return any(not any_of(text, range(i + 1, i + 2), "ABOUT_LINK") for i in nouns) and not any_of(
        text, range(end, min(end + 3, len(text.tokens))), "GOINGON"
    )


def _said_of_a_thing(text: Marked, start: int, end: int) -> bool:
    """Whether it is an app or a page that hangs, or staff who do not answer; staff who faint are people like any other."""
    if text.has("PERSON"):
        return False
    if any_of(text, range(start, end), "ANSWERING"):
        return any(
            "SERVICE_THING" in text.marks[i]
            for i in range(max(0, start - 8), start)
            if text.tokens[i].sentence == text.tokens[start].sentence
        )
    return any(
        "SERVICE_THING" in text.marks[i]
        and "SERVICE_PERSON" not in text.marks[i]
        and not any_of(text, range(i + 1, i + 2), "PLACED_AFTER")
        and not any_of(text, range(max(0, i - 2), i), "PLACED_BEFORE")
        for i in range(max(0, start - 3), start)
        if text.tokens[i].clause == text.tokens[start].clause
    )


def at_the_price(text: Marked, start: int, end: int) -> bool:
    """Whether it is a price or a bill that did it: "itna mehnga, sunkar hi behosh ho gaya", "itna mehnga, attack aa jayega"."""
    if text.has("RECENT") or not text.has("BILLWORD"):
        return False
    if text.has("PERSON"):  # "mother will have a heart attack if she hears the price"
        return text.has("SEEN") and text.has("CONDITIONAL")
    if any_of(text, range(end, min(end + 3, len(text.tokens))), "WOULD"):
        return any_of(text, range(start), "BILLWORD")
    return text.has("SEEN")


def of_the_service(text: Marked, start: int, end: int) -> bool:
    """Whether the service is what did it: "sar phat raha hai is app se", "your app gave me a heart attack", "bill ne maar dala"."""
    if text.has("GIVER") and any(
        any_of(text, range(i + 1, min(i + 5, start)), "GIVER")
        for i in range(start)
        if "SERVICE_THING" in text.marks[i]
    ):
        return True
    if text.has("PERSON"):
        return False
    return _blamed(text, start, end) or any(
        "SERVICE_THING" in text.marks[i] and any_of(text, range(i + 1, i + 2), "BLAMED_AFTER")
        for i in range(end, min(end + 5, len(text.tokens)))
    )


def _blamed(text: Marked, start: int, end: int) -> bool:
    """Whether a bill, a price or a message is named as the doer: "bill ne maar dala", "messages ne jeena mushkil kar diya"."""
    return text.has("DOER") and any(
        ("BILLWORD" in text.marks[i] or "HARMLESS" in text.marks[i])
        and any_of(text, range(i + 1, i + 2), "DOER")
        for i in range(max(0, start - 5), min(end + 5, len(text.tokens)))
    )


def _in_jest(text: Marked) -> bool:
    """Whether a text calls itself a joke, and not "not joking"."""
    return any(not any_of(text, range(max(0, i - 2), i), "NEG") for i, _ in text.at("FIGURE_PRAISE"))


def figure(text: Marked, start: int, end: int) -> bool:
    """Whether the words exaggerate about an everyday thing: "die of hunger", "garmi se mar"."""
    if _in_jest(text) or in_a_name(text, start) or _of_ordinary_lives(text, start, end):
        return True
    if _blamed(text, start, end):
        return True
    size = len(text.tokens)
    for i in range(max(0, start - 3), start):
        if "FIGURE_OBJECT" in text.marks[i] and any_of(text, range(i + 1, start + 1), "CAUSE_AFTER"):
            return True
    for i in range(end - 1, min(end + 2, size)):
        if "CAUSE_BEFORE" in text.marks[i] and any_of(text, range(i + 1, min(i + 4, size)), "FIGURE_OBJECT"):
            return True
    return any_of(text, range(start, min(end + 1, size)), "FIGURE_OBJECT")


def _of_ordinary_lives(text: Marked, start: int, end: int) -> bool:
    """Whether the life or the end that is spoken of is none: "life insurance", "living room", "dead end"."""
    return any(start < last and first < end for first, last in text.at("LIFE_ORDINARY"))


def loose_figure(text: Marked, start: int, end: int) -> bool:
    """As `figure`, for words that exaggerate more often than not: anything everyday beside them is enough."""
    return (
        _in_jest(text)
        or in_a_name(text, start)
        or any_of(text, range(max(0, start - 4), min(end + 5, len(text.tokens))), "FIGURE_OBJECT")
    )


def exaggerated(text: Marked, start: int, end: int) -> bool:
    """Whether a sign of the body is blamed on what harms nobody: "choked with work", "breathless with excitement", "hanste hanste dam nikla".

    Hunger, heat and cold are none of these: they do make people faint.
    """
    if _in_jest(text) or in_a_name(text, start):
        return True
    if text.has("PERSON") or text.has("RECENT") or not (text.has("HARMLESS") or text.has("LAUGHING")):
        return False
    clause = text.tokens[start].clause
    first = next((i for i in range(start) if text.tokens[i].clause == clause), start)
    last = clause_end(text, start)
    before = range(max(first, start - 4), start)
    if any("HARMLESS" in text.marks[i] and any_of(text, range(i + 1, i + 2), "CAUSE_AFTER") for i in before):
        return True
    if any_of(text, range(max(first, start - 6), min(end + 4, last)), "LAUGHING"):
        return True
    if end - start == 1 and any_of(text, range(end, min(end + 1, last)), "HARMLESS"):
        return True  # "suffocating offers"
    return any(
        "CAUSE_BEFORE" in text.marks[i] and any_of(text, range(i + 1, min(i + 4, last)), "HARMLESS")
        for i in range(end - 1, min(end + 2, last))
    )


def asked_in_fear(text: Marked, start: int, end: int) -> bool:
    """A question whether an illness kills is a wish for advice."""
    return text.has("WILLIDIE")
