"""Reads an Indian mobile number out of what was typed, whatever the spacing and the script."""

from collections.abc import Iterator, Sequence

from dialogs.understanding.phrases import Phrase, phrases

_BETWEEN = frozenset((" ", "-", "–", "—", ".", "(", ")", "+", "/"))
_DIGITS_AT_MOST = 14
_FOREIGN_LENGTHS = range(8, 16)


def read_phone(text: str) -> str | None:
    """The first Indian mobile number in a text as "+91XXXXXXXXXX", else None."""
    found = find_phone(phrases(text))
    return found[0] if found else None


def find_phone(found: Sequence[Phrase]) -> tuple[str, int, int] | None:
    """The first mobile number among the phrases of a text, with the places where it begins and ends (exclusive)."""
    for first, last, digits, plus in _number_groups(found):
        ten = _mobile(digits, plus=plus)
        if ten is not None and not _has_area_code(found[first:last]):
            return "+91" + ten, first, last
        if plus or ten is not None:
            continue
        # "9876543210 9123456789" or "pin 560001 9876543210": one of the written groups may be the number
        for place in range(first, last):
            if found[place].number is not None:
                ten = _mobile(found[place].form, plus=False)
                if ten is not None and len(digits) >= len(ten) + 6:
                    return "+91" + ten, place, place + 1
        inner = _inner(found, first, last)
        if inner is not None:
            return inner
    return _in_words(found)


def _inner(found: Sequence[Phrase], first: int, last: int) -> tuple[str, int, int] | None:
    """A number written in several groups among other digits: "98765 43210 560001", "45 98765 43210"."""
    for begin in range(first, min(last, first + 24)):
        if found[begin].number is None:
            continue
        digits = ""
        for end in range(begin, min(last, begin + 20)):
            if found[end].form in ("/", ","):
                break
            if found[end].number is None:
                continue
            digits += found[end].form
            if len(digits) > 12:
                break
            rest = sum(len(phrase.form) for phrase in found[first:last] if phrase.number is not None) - len(
                digits
            )
            groups = [phrase.form for phrase in found[begin : end + 1] if phrase.number is not None]
            if (
                len(digits) == 10
                and digits[0] in "6789"
                and len(groups) == 2
                and {len(group) for group in groups} == {5}
                and rest in (1, 2, 3, 6, 10)
            ):
                return "+91" + digits, begin, end + 1
    return None


def _has_area_code(group: Sequence[Phrase]) -> bool:
    """Whether a number is written as one of a landline: "080-22345678", "+91 80 2234 5678"."""
    parts = [phrase.form for phrase in group if phrase.number is not None]
    if len(parts) > 1 and parts[0] in ("91", "0091"):
        parts = ["0" + parts[1], *parts[2:]]
    return (
        len(parts) in (2, 3)
        and parts[0][0] == "0"
        and 3 <= len(parts[0]) <= 4
        and (len(parts) == 2 or len(parts[1]) in (3, 4))
    )


def _number_groups(found: Sequence[Phrase]) -> Iterator[tuple[int, int, str, bool]]:
    """Runs of digits that belong together: (first place, last place, digits, whether a plus stands before)."""
    place = 0
    while place < len(found):
        if not _digits(found[place]):
            place += 1
            continue
        first, digits, end = place, "", place
        glued_to_word = (
            place > 0 and found[place].glued and found[place - 1].is_word and not found[place - 1].means
        )
        while place < len(found):
            here = found[place]
            if _digits(here):
                digits += here.form
                end = place + 1
            elif here.form not in _BETWEEN or (here.form == "+" and digits):
                break
            place += 1
        plus = first > 0 and found[first - 1].form == "+"
        begin = first - 1 if plus else first
        if begin > 0 and found[begin - 1].form == "(":
            begin -= 1
        glued_to_next = end < len(found) and found[end].is_word and found[end].glued and not found[end].means
        if not (glued_to_word or glued_to_next):
            yield begin, end, digits, plus or found[begin].form == "+"
        place = max(place, end)


def _digits(phrase: Phrase) -> bool:
    return not phrase.is_word and phrase.form.isascii() and phrase.form.isdecimal()


def _mobile(digits: str, *, plus: bool) -> str | None:
    if len(digits) > _DIGITS_AT_MOST:
        return None
    for lead in ("0091", "091", "91", "0") if not plus else ("910", "91"):
        if digits.startswith(lead) and len(digits) == 10 + len(lead):
            digits = digits[len(lead) :]
            return digits if digits[0] in "6789" else None
    return digits if not plus and len(digits) == 10 and digits[0] in "6789" else None


def _in_words(found: Sequence[Phrase]) -> tuple[str, int, int] | None:
    """ "nine eight seven six five four three two one zero", with "double" and digits in between."""
    place = 0
    while place < len(found):
        first, digits, repeat = place, "", 1
        end = place
        while place < len(found) and len(digits) <= _DIGITS_AT_MOST:
            here = found[place]
            if here.has("digit"):
                digits += here.means["digit"] * repeat
            elif here.number is not None and len(here.form) == 1:
                digits += here.form * repeat
            elif here.has("repeat"):
                repeat = int(here.means["repeat"])
                place += 1
                continue
            elif here.form not in ("-", ",") or not digits:
                break
            repeat = 1
            place += 1
            end = place
        if len(digits) >= 10:
            ten = _mobile(digits, plus=False)
            if ten is not None:
                return "+91" + ten, first, end
        place = max(place, end, first + 1)
    return None


def looks_like_phone(found: Sequence[Phrase]) -> bool:
    """Whether a text has a run of digits as long as a telephone number."""
    return any(len(digits) in _FOREIGN_LENGTHS for _, _, digits, _ in _number_groups(found))
