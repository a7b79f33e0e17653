"""Reads a six-digit Indian pincode out of what was typed."""

from collections.abc import Sequence

from dialogs.understanding.phrases import Phrase, form_at, has_at, phrases

_LENGTH = 6
_LEADS = frozenset(
    ("pin", "pincode", "pincod", "pinkod", "code", "zip", "zipcode", "postal", "पिन", "पिनकोड", "कोड")
)
_NUMBER_WORDS = frozenset(("no", "number", "num", "nambar", "नंबर"))
# An area's own name may end in such a word, with the pincode behind it.
_AREAS = frozenset(
    ("sector", "phase", "block", "road", "street", "lane", "gali", "ward", "stage", "gate", "floor", "line")
)
_PARTERS = frozenset(("-", "–", "—", "."))


def read_pincode(text: str) -> str | None:
    """The pincode in a text, else None. An address may surround it; other runs of digits are not pincodes."""
    found = find_pincode(phrases(text))
    return found[0] if found else _spelled(phrases(text))


def find_pincode(found: Sequence[Phrase]) -> tuple[str, int, int] | None:
    """The pincode among the phrases of a text, with the places where it begins and ends (exclusive)."""
    candidates: list[tuple[bool, str, int, int]] = []
    for place, here in enumerate(found):
        if here.number is None or _belongs_to_number(found, place):
            continue
        if len(here.form) == _LENGTH:
            digits, end = here.form, place + 1
        else:
            joined = _in_parts(found, place)
            if joined is None:
                continue
            digits, end = joined
        if digits[0] == "0" or _continues(found, end):
            continue
        if (
            here.glued
            and place
            and found[place - 1].is_word
            and found[place - 1].form not in _LEADS
            and len(found[place - 1].form) < 3
        ):
            continue
        if end < len(found) and found[end].is_word and found[end].glued and len(found[end].form) < 3:
            continue
        if _counts(found, place):
            continue
        led = any(found[before].form in _LEADS for before in range(max(0, place - 4), place))
        candidates.append((not led, digits, place, end))
    if not candidates:
        return None
    best = min(candidates, key=lambda candidate: candidate[0])
    return best[1:]


def _counts(found: Sequence[Phrase], place: int) -> bool:
    """Whether the digits number something else: "flat 101102", "order no 450021"."""
    at = place - 1
    if form_at(found, at) in _NUMBER_WORDS:
        at -= 1
    return has_at(found, at, "counting") and form_at(found, at) not in {*_LEADS, *_NUMBER_WORDS, *_AREAS}


def _in_parts(found: Sequence[Phrase], place: int) -> tuple[str, int] | None:
    """ "560 001", "560-001", "56 00 01", "5 6 0 0 0 1"."""
    digits, at = "", place
    sizes: list[int] = []
    while at < len(found) and len(digits) < _LENGTH:
        here = found[at]
        if here.number is not None:
            digits += here.form
            sizes.append(len(here.form))
        elif here.form not in _PARTERS or not digits or at + 1 >= len(found) or found[at + 1].number is None:
            break
        at += 1
    even = sizes in ([3, 3], [2, 2, 2], [1] * 6) or (
        sizes in ([2, 4], [4, 2]) and "-" in [p.form for p in found[place:at]]
    )
    return (digits, at) if len(digits) == _LENGTH and even else None


def _belongs_to_number(found: Sequence[Phrase], place: int) -> bool:
    """Whether digits before make this the rest of a longer number."""
    before = place - 1
    if before >= 0 and found[before].form in ("-", "–", ".", "+", "/") and found[place].glued:
        if found[before].form == "+":
            return True
        before -= 1
        return before >= 0 and found[before].number is not None and len(found[place].form) != _LENGTH
    return before >= 0 and found[before].number is not None and len(found[place].form) < _LENGTH


def _continues(found: Sequence[Phrase], end: int) -> bool:
    if end >= len(found):
        return False
    if found[end].number is not None and len(found[end].form) < 10:
        return True
    return (
        found[end].form in ("-", ".", "/")
        and found[end].glued
        and end + 1 < len(found)
        and found[end + 1].number is not None
        and found[end + 1].glued
    )


def _spelled(found: Sequence[Phrase]) -> str | None:
    """ "five six zero zero three eight"."""
    digits = ""
    repeat = 1
    for here in found:
        if here.has("digit"):
            digits += here.means["digit"] * repeat
            repeat = 1
        elif here.has("repeat"):
            repeat = int(here.means["repeat"])
        elif digits and here.number is not None:
            return None
    return digits if len(digits) == _LENGTH and digits[0] != "0" else None
