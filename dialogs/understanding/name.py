"""Reads a person's name typed when it was asked for, with titles, lead-ins and honorifics or without."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from dialogs.understanding import words
from dialogs.understanding.phrases import Phrase, phrases
from dialogs.understanding.scripts import by_sound, has_indic
from dialogs.understanding.spelled import sound

LONGEST_NAME = 80
SEPARATORS = frozenset((",", ";", "(", ")", "/", ":", "–", "—", "|", "\n", "।"))
MOST_WORDS = 6
_NO_NAME = re.compile(r"^\s*/|https?:|www\.|\.(?:com|in|org|net|co)\b|@|[<>{}\[\]\\|=^~*_#$%]|//")
_KEY_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "poiuytrewq", "lkjhgfdsa", "mnbvcxz")
_INNER = frozenset((".", "-", "'", "’", "‐"))
_PARENTAGE = frozenset(("so", "wo", "do", "co", "s", "w", "d", "c"))

# kinds of words that no name is made of
NEVER_IN_NAMES = frozenset(
    [
        "age_word",
        "birth",
        "street",
        "greeting",
        "day",
        "part",
        "month",
        "weekday",
        "question",
        "answer",
        "asap",
        "filler",
        "meridiem",
        "oclock",
        "unit",
        "refuse_next",
        "refuse_before",
        "before_pre",
        "before_post",
        "after_pre",
        "after_post",
        "until_pre",
        "until_post",
        "between_pre",
        "between_post",
        "from_pre",
        "since",
        "clock",
        "tonight",
        "this_part",
        "weekend",
        "parents",
        "child",
        "gender",
        "relation",
        "number",
        "ordinal",
        "in_pre",
        "later",
        "past",
        "ago",
        "around",
        "date_word",
        "next",
        "this",
        "last",
        "correct",
        "move",
        "but",
        "counted",
        "counting",
        "copula",
        "for_post",
        "name_is",
        "name_before",
        "and",
        "or",
        "mid",
        "half",
        "quarter",
        "past_the_hour",
        "couple",
        "pronoun",
        "old",
    ]
)


@cache
def _sounds() -> frozenset[str]:
    return frozenset(key for name in words.people().names if (key := sound(name)) is not None)


def is_known_name(word: str) -> bool:
    """Whether a plain word is a name that many people have."""
    return _is_known_name(word)


@lru_cache(maxsize=4096)
def _is_known_name(word: str) -> bool:
    names = words.people().names
    if word in names:
        return True
    if has_indic(word):
        heard = by_sound(word).lower()
        return heard in names or (sound(heard) or heard) in _sounds()
    return sound(word) in _sounds()


def read_name(text: str) -> str | None:
    """The name in a text typed when it was asked for, without titles, lead-ins and honorifics; None for anything else.

    Names in capitals or small letters throughout get their capitals.
    """
    if len(text) > 3 * LONGEST_NAME or _NO_NAME.search(text) or "?" in text:
        return None
    found = _without_age_and_gender(phrases(text))
    if not found or any(phrase.number is not None for phrase in found):
        return None
    first, last = _without_lead_in(found)
    if any(phrase.has("question") for phrase in found[:last]):
        return None
    name = composed(text, found, first, last)
    return name if name is not None and len(name) <= LONGEST_NAME else None


def _without_age_and_gender(found: Sequence[Phrase]) -> Sequence[Phrase]:
    """ "Ramesh Kumar, 45, M" without what follows the name."""
    cut = len(found)
    for place, phrase in enumerate(found):
        if phrase.number is not None:
            if place == 0 or (phrase.glued and found[place - 1].is_word) or len(phrase.form) > 3:
                return found
            cut = place
            break
    if cut == len(found):
        return found
    rest = found[cut:]
    if (
        all(
            (phrase.number is not None and len(phrase.form) <= 3)
            or phrase.has("unit", "gender", "gender_letter", "old", "copula")
            or phrase.form in SEPARATORS
            or phrase.form in (".", "-")
            for phrase in rest
        )
        and sum(phrase.number is not None for phrase in rest) == 1
    ):
        while cut and (
            found[cut - 1].form in SEPARATORS
            or found[cut - 1].form in ("-", ".", "age", "aged", "umar", "उम्र")
            or found[cut - 1].has("gender")
        ):
            cut -= 1
        return found[:cut]
    return found


def _without_lead_in(found: Sequence[Phrase]) -> tuple[int, int]:
    first, last = 0, len(found)
    while last > first and (
        not found[last - 1].is_word or found[last - 1].has("copula", "name_before", "after_name")
    ):
        last -= 1
    for place in range(last - 1, -1, -1):
        if found[place].has("name_is"):
            start = place + 1
            while start < last and (not found[start].is_word or found[start].has("copula", "before_name")):
                start += 1
            if start < last:
                return start, last
    while first < last and (found[first].form in (",", "!", ".", "-") or found[first].has("before_name")):
        first += 1
    return (first, last) if first < last else (0, last)


def is_title(phrase: Phrase) -> bool:
    return phrase.has("title") and phrase.form not in ("late",)


def composed(text: str, found: Sequence[Phrase], first: int, last: int) -> str | None:
    """The name that stands between two places of a text, without titles and honorifics; None if it is none."""
    while first < last and (
        is_title(found[first]) or found[first].form in (".", "-", "‘", '"', "“", ":", ",", "(", "'", "the")
    ):
        if is_title(found[first]) and first + 1 >= last:
            return None
        first += 1
    for place in range(first, last):
        if found[place].form in _PARENTAGE and place > first and _parentage(found, place, last):
            last = place
            break
    kept = [place for place in range(first, last) if found[place].is_word]
    kept = _without_honorifics(found, kept)
    while kept and is_title(found[kept[0]]):
        kept = kept[1:]
    if not kept or len(kept) > MOST_WORDS:
        return None
    named = [found[place] for place in kept]
    if not _is_name(named):
        return None
    name = _written(text, found, kept)
    return name if _letters(name) > 1 else None


def _parentage(found: Sequence[Phrase], place: int, last: int) -> bool:
    form = found[place].form
    if form in ("so", "wo", "co"):
        return found[place].glued or place + 1 < last
    return (
        len(form) == 1 and place + 2 < last and found[place + 1].form == "/" and found[place + 2].form == "o"
    )


_HONORIFIC_ANYWHERE = frozenset(
    (
        "ji",
        "jee",
        "bhai",
        "behen",
        "behn",
        "ben",
        "bhen",
        "जी",
        "भाई",
        "बहन",
        "बेन",
        "sahab",
        "saheb",
        "साहब",
        "bhaiya",
        "didi",
        "दीदी",
        "भैया",
        "bahan",
    )
)
_HONORIFIC_LAST = frozenset(
    (
        "sir",
        "madam",
        "maam",
        "mam",
        "garu",
        "गारु",
        "sahib",
        "saab",
        "avargal",
        "avaru",
        "भाऊ",
        "bhau",
        "मैडम",
        "सर",
        "jii",
        "bhaiyya",
        "बहिन",
        "साहेब",
    )
)


def _without_honorifics(found: Sequence[Phrase], kept: list[int]) -> list[int]:
    out = [
        place for nth, place in enumerate(kept) if nth == 0 or found[place].form not in _HONORIFIC_ANYWHERE
    ]
    while len(out) > 1 and found[out[-1]].form in _HONORIFIC_LAST:
        out.pop()
    if len(out) == 1 and found[out[0]].form in _HONORIFIC_ANYWHERE | _HONORIFIC_LAST:
        return []
    return out


def exact_kinds(phrase: Phrase) -> frozenset[str]:
    """What a word means by its own spelling; a likeness to another word says nothing about a name."""
    if " " in phrase.form:
        return frozenset(phrase.means)
    return frozenset(words.lexicon().words.get(phrase.form, {}))


def _is_name(named: Sequence[Phrase]) -> bool:
    letters = sum(_letters(phrase.form) for phrase in named)
    if letters < 2:
        return False
    known = words.people()
    for nth, phrase in enumerate(named):
        form = phrase.form
        if len(form) == 1 and len(named) > 1 and form.isascii():
            continue
        if (
            is_known_name(form)
            and not (
                exact_kinds(phrase) & {"part", "day", "answer", "question", "relation", "gender", "unit"}
            )
            and form not in known.not_names
        ):
            continue
        if form in known.not_names and not (len(named) > 1 and form in known.also_beside):
            return False
        hard = exact_kinds(phrase) & NEVER_IN_NAMES
        if not hard:
            continue
        if len(named) == 1:
            if form not in known.also_alone:
                return False
        elif (len(form) > 1 and form not in known.also_beside) or (
            nth == 0
            and hard & {"relation"}
            and form not in ("guru", "baby", "dost", "mata", "baba", "nana", "anna", "munna", "amma", "tara")
        ):
            return False
    if all(len(phrase.form) == 1 for phrase in named) and len(named) < 2:
        return False
    if all(
        phrase.form in known.also_beside
        and exact_kinds(phrase) & {"relation", "number", "answer", "filler", "part", "day"}
        for phrase in named
    ) and not any(phrase.form in known.also_alone for phrase in named):
        return False
    return not _is_mash(named)


def _letters(form: str) -> int:
    return sum(1 for char in form if char.isalpha())


def _is_mash(named: Sequence[Phrase]) -> bool:
    """Keys struck at random, such as "sdfghj" or "aaaa"."""
    for phrase in named:
        form = phrase.form
        if not form.isascii() or len(form) < 4:
            continue
        if any(form in row for row in _KEY_ROWS):
            return True
        if len(set(form)) == 1 or (len(form) > 4 and not set(form) & set("aeiouy")):
            return True
    return False


def _written(text: str, found: Sequence[Phrase], kept: Sequence[int]) -> str:
    """The words at the places as they were typed, with the dots and hyphens that belong to them."""
    pieces: list[str] = []
    for nth, place in enumerate(kept):
        word = text[found[place].start : found[place].end]
        after = place + 1
        tail = ""
        while after < len(found) and found[after].form in _INNER and found[after].glued:
            tail += found[after].form
            after += 1
        following = kept[nth + 1] if nth + 1 < len(kept) else None
        if following is None:
            tail = "." if tail.startswith(".") and len(_bare_letters(word)) == 1 else ""
        elif (tail and after != following) or (tail.startswith(".") and len(_bare_letters(word)) > 3):
            tail = ""
        joined = following is not None and after == following and found[following].glued and bool(tail)
        pieces.append(word + tail + ("" if joined else " "))
    name = " ".join("".join(pieces).split())
    if name == name.lower() or name == name.upper():
        name = (
            re.sub(r"[^\W\d_]+", lambda word: word.group()[:1].upper() + word.group()[1:].lower(), name)
            if name.isascii()
            else name
        )
    return name


def _bare_letters(word: str) -> str:
    return "".join(char for char in word if char.isalpha())
