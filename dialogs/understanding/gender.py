"""Reads a gender, said outright or told by a relation."""

from collections.abc import Sequence
from typing import get_args

from rapidfuzz.distance import OSA

from dialogs.understanding.phrases import Phrase, phrases
from dialogs.understanding.readings import Gender
from dialogs.understanding.relation import find_relations, implied_gender

_GENDERS: frozenset[str] = frozenset(get_args(Gender))


def read_gender(text: str) -> Gender | None:
    """The gender that a text, typed when asked for it, gives. "Papa hai" is male; what is unclear is None."""
    found = phrases(text)
    for kind in ("undisclosed", "other"):
        if any(phrase.means.get("gender") == kind for phrase in found):
            if kind == "other" and _asks(found):
                return None
            return _gender(kind)
    if _asks(found):
        return None
    said = {value for value in _said(found) if value}
    if len(said) == 1:
        return _gender(said.pop())
    if said:
        return None
    slip = _slip(found)
    if slip is not None:
        return slip
    letters = {
        phrase.means["gender_letter"]
        for place, phrase in enumerate(found)
        if phrase.has("gender_letter") and _stands_alone(found, place)
    }
    if len(letters) == 1 and len(found) <= 6:
        return _gender(letters.pop())
    implied = {implied_gender(one.relation) for one in find_relations(found, asked=True)} - {None}
    if len(implied) == 1:
        value = implied.pop()
        return _gender(value) if value else None
    if implied:
        return None
    kin = {phrase.means["kin_gender"] for phrase in found if phrase.has("kin_gender")}
    if len(kin) == 1:
        return _gender(kin.pop())
    pronouns = {phrase.means["pronoun"] for phrase in found if phrase.has("pronoun")}
    if len(pronouns) == 1 and len(found) <= 3:
        return _gender(pronouns.pop())
    return None


def _slip(found: Sequence[Phrase]) -> Gender | None:
    """ "femaie" and "maale": a slip of the finger in a word by itself."""
    unknown = [phrase.form for phrase in found if phrase.is_word and not phrase.means]
    if len(unknown) != 1 or not unknown[0].isascii() or len(found) > 4:
        return None
    word = unknown[0]
    if word[0] == "f" and len(word) > 3 and OSA.distance(word, "female") <= 2:
        return "female"
    # one letter too many, or two swapped: with one changed it would be "make" and "mile"
    if (
        word[0] == "m"
        and (len(word) == 5 or sorted(word) == sorted("male"))
        and OSA.distance(word, "male") == 1
    ):
        return "male"
    return None


def _asks(found: Sequence[Phrase]) -> bool:
    return any(phrase.has("question") for phrase in found)


def _gender(value: str) -> Gender | None:
    for gender in _GENDERS:
        if gender == value:
            return gender  # type: ignore[return-value]
    return None


def _said(found: Sequence[Phrase]) -> list[str]:
    """The genders named, without those that are denied ("male nahi, female")."""
    out: list[str] = []
    for place, phrase in enumerate(found):
        value = phrase.means.get("gender")
        if value is None:
            continue
        before = found[place - 1] if place else None
        after = found[place + 1] if place + 1 < len(found) else None
        if before is not None and before.form in ("not", "no longer", "isnt"):
            continue
        if after is not None and after.form in ("nahi", "nhi", "nahin", "नहीं", "नही"):
            continue
        out.append(value)
    return out


def _stands_alone(found: Sequence[Phrase], place: int) -> bool:
    return not found[place].glued or (place > 0 and not found[place - 1].is_word)


def find_gender(found: Sequence[Phrase], text: str, *, asked: bool) -> tuple[Gender, int] | None:
    """The gender said outright inside a sentence and its place; a single letter only beside an age or between commas."""
    for place, phrase in enumerate(found):
        value = phrase.means.get("gender")
        if (
            value is None
            or phrase.form
            in (
                "skip",
                "other",
                "others",
                "private",
                "pass",
                "anya",
                "दूसरा",
                "dusra",
                "doosra",
                "mail",
                "mal",
                "meal",
                "men",
                "rehne do",
                "rehne dijiye",
                "trans",
                "madam",
                "secret",
                "refuse",
                "decline",
            )
        ) and not (asked and value is not None and phrase.form in ("other", "others", "anya", "trans")):
            continue
        after = found[place + 1] if place + 1 < len(found) else None
        if after is not None and after.has("staff"):
            continue
        if value is None or (value == "undisclosed" and not asked):
            continue
        if not asked and phrase.form.endswith(("mens", "womens", "ladies", "gents", "women", "men")):
            continue
        gender = _gender(value)
        if gender is not None:
            return gender, place
    for place, phrase in enumerate(found):
        value = phrase.means.get("gender_letter")
        if value in ("male", "female") and _letter_is_gender(found, place, text, asked=asked):
            gender = _gender(value)
            if gender is not None:
                return gender, place
    return None


def _letter_is_gender(found: Sequence[Phrase], place: int, text: str, *, asked: bool) -> bool:
    here = found[place]
    before = found[place - 1] if place else None
    after = found[place + 1] if place + 1 < len(found) else None
    upper = text[here.start : here.end].isupper()

    def aged(phrase: Phrase | None) -> bool:
        return phrase is not None and (
            (phrase.number is not None and phrase.number <= 120) or phrase.means.get("unit") == "year"
        )

    two_before = found[place - 2] if place > 1 else None
    two_after = found[place + 2] if place + 2 < len(found) else None
    if after is not None and after.form in (".", "/", "-", ",") and after is not found[-1]:
        beyond = two_after
    else:
        beyond = after
    if aged(before) or (before is not None and before.form in ("/", ",", "-", "(") and aged(two_before)):
        return True
    if aged(beyond) or (asked and aged(after)):
        return True
    apart = before is None or not before.is_word or upper
    closed = after is None or not after.is_word
    return (
        (upper or asked)
        and apart
        and closed
        and (before is None or before.form in (",", "/", "-", "(", "|", "sex", "gender", ":") or asked)
    )
