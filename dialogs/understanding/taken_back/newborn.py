"""Whether a text tells of a child under three months, whose fever is an emergency."""

from dialogs.understanding.signs import Marked
from dialogs.understanding.taken_back.clauses import any_of


def _lasts(text: Marked, i: int) -> bool:
    """Whether "se" at i tells a duration, as in "10 din se", and not "less than", as in "ek mahine se chhota"."""
    if i >= len(text.tokens) or "se" not in text.marks[i]:
        return False
    return not any_of(text, range(i + 1, i + 2), "YOUNGER")


def under_three_months(text: Marked) -> bool:
    """Whether a text tells of a child in its first three months."""
    if any("NEWBORN_SURE" in here for here in text.marks):
        return True
    for i in range(len(text.marks)):
        if not _is_number(text, i) and text.tokens[i].text != "half":
            continue
        if i + 1 >= len(text.tokens):
            continue
        unit = text.marks[i + 1]
        rest = range(i + 2, min(i + 5, len(text.tokens)))
        before = range(max(0, i - 4), i)
        lasting = _lasts(text, i + 2) or any_of(text, before, "LASTING")
        told = range(max(0, i - 2), i)
        if lasting or not (
            any_of(text, rest, "AGEOF") or any_of(text, before, "CHILD") or any_of(text, told, "AGEWORD")
        ):
            continue
        value = _value(text, i)
        if "DAYUNIT" in unit and value <= 90:
            return True
        if "WEEKUNIT" in unit and value <= 12:
            return True
        if "MONTHUNIT" in unit and value < 3:
            return True
    return False


_NUMBER_WORDS = {
    "ek": 1, "one": 1, "a": 1, "do": 2, "two": 2, "teen": 3, "three": 3, "char": 4, "four": 4, "panch": 5, "five": 5,
    "six": 6, "che": 6, "seven": 7, "sat": 7, "eight": 8, "at": 8, "nine": 9, "ten": 10, "das": 10, "dedh": 1.5,
    "dhai": 2.5, "bis": 20, "pandrah": 15, "twenty": 20, "gyara": 11, "eleven": 11, "bara": 12, "twelve": 12, "fifteen": 15,
    "atara": 18, "unis": 19, "ikis": 21, "cobis": 24, "pacis": 25, "ates": 28, "tis": 30, "thirty": 30, "pentis": 35,
    "calis": 40, "forty": 40, "pentalis": 45, "pacas": 50, "fifty": 50, "sixty": 60,
}  # fmt: skip


def _is_number(text: Marked, i: int) -> bool:
    return "NUM" in text.marks[i] or "NUMWORD" in text.marks[i]


def _value(text: Marked, i: int) -> float:
    token = text.tokens[i]
    if token.text == "half":
        whole = next((k for k in range(i - 1, max(i - 4, -1), -1) if "FILLER" not in text.marks[k]), None)
        return 0.5 + (_value(text, whole) if whole is not None and _is_number(text, whole) else 0)
    try:
        return float(token.text)
    except ValueError:
        return _NUMBER_WORDS.get(token.text, _NUMBER_WORDS.get(token.key, 1))
