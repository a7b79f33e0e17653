"""Tells whether a message takes something back or changes it: "no, saturday", "sorry i meant 62", "shanivar kar do"."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Literal

from dialogs.understanding.phrases import Phrase, phrases
from dialogs.understanding.spelled import plain
from dialogs.understanding.written_language import read_written_language

_MOST_WORDS_OF_A_NAME = 4
_MOST_WORDS_TO_SET = 7
_PAUSES = frozenset((",", ";", ":", ".", "...", "-", "–", "—", "।", "!"))
_TIMES = ("weekday", "day", "part", "month", "weekend", "tonight", "this_part", "clock")
_SELF = frozenset(("myself", "self", "for me", "mere liye", "मेरे लिए", "khud"))

_ONE_OR_TWO = frozenset(("one", "ek", "do", "एक", "दो"))

_Spelling = tuple[str, ...]
_Kind = Literal["time", "person", ""]


@dataclass(frozen=True, slots=True)
class _Signs:
    """The phrases of `corrections.toml`, as tuples of plain words; single words as sets."""

    sure: tuple[_Spelling, ...]
    before_value: tuple[_Spelling, ...]
    opening: tuple[_Spelling, ...]
    change: frozenset[str]
    into_after: frozenset[str]
    into_before: tuple[_Spelling, ...]
    wrong: frozenset[str]
    wrong_of: tuple[_Spelling, ...]
    no: frozenset[str]
    no_after: frozenset[str]
    number_of: frozenset[str]
    unable: frozenset[str]
    limit: frozenset[str]
    filler: frozenset[str]
    not_a_value: frozenset[str]
    never: tuple[_Spelling, ...]
    report: frozenset[str]
    swallowed: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word or mark of the message; `value` says that it is a day, a time or a number, or a person."""

    form: str
    value: _Kind


@cache
def _signs() -> _Signs:
    """Read the phrases, once."""
    tables = tomllib.loads(files(__package__).joinpath("corrections.toml").read_text(encoding="utf-8"))
    never = tables["never"]
    return _Signs(
        tuple(spelling for line in tables["sure"].values() for spelling in _spellings(line)),
        tuple(spelling for line in tables["before_value"].values() for spelling in _spellings(line)),
        tuple(_spellings(tables["opening"]["words"])),
        frozenset(word for line in tables["change"].values() for word in _words(line)),
        _words(tables["into"]["after"]),
        tuple(_spellings(tables["into"]["before"])),
        _words(tables["wrong"]["words"]),
        tuple(_spellings(tables["wrong"]["of"])),
        _words(tables["no"]["words"]) | _words(tables["no"]["after"]),
        _words(tables["no"]["after"]),
        _words(tables["no"]["number_of"]),
        _words(tables["no"]["unable"]),
        _words(tables["no"]["limit"]),
        _words(tables["filler"]["words"]),
        _words(tables["not_a_value"]["words"]),
        tuple(_spellings(never["phrases"])),
        _words(never["report"]),
        _words(never["swallowed"]),
    )


def _spellings(line: str) -> Iterator[_Spelling]:
    for phrase in line.split(","):
        yield from product(*([plain(choice) for choice in part.split("/")] for part in phrase.split()))


def _words(line: str) -> frozenset[str]:
    return frozenset(spelling[0] for spelling in _spellings(line) if spelling)


def is_correction(text: str) -> bool:
    """Whether a message takes something back that was said before, or changes it.

    A plain "no" is an answer, and a refused test ("no thyroid") is no more than that: both are no corrections.
    """
    found = phrases(text)
    words = _as_words(found)
    if not words or _never(words) or _is_address(words):
        return False
    return (
        any(_stands(words, spelling) for spelling in _signs().sure)
        or _announced(words)
        or _gets_wrong(words)
        or _changed(words)
        or _contrasted(words)
        or _after_no(words)
        or _set(found)
    )


def _as_words(found: Sequence[Phrase]) -> list[_Word]:
    return [_Word(form, _value(phrase)) for phrase in found for form in phrase.form.split()]


def _value(phrase: Phrase) -> _Kind:
    if phrase.form[:1].isdigit():
        return "time"
    if phrase.has("parents") or phrase.means.get("gender") in ("male", "female"):
        return "person"
    relation = phrase.means.get("relation", "other")
    if relation != "other" and not phrase.has("relation_doubtful"):
        return "person" if relation != "self" or phrase.form in _SELF else ""
    if phrase.has("number") and not phrase.has("number_doubtful") and phrase.form not in _ONE_OR_TWO:
        return "time"
    return "time" if phrase.has(*_TIMES) else ""


def _places(words: Sequence[_Word], spelling: _Spelling) -> Iterator[int]:
    """Where a phrase ends, each time that it stands in the message."""
    for start, word in enumerate(words):
        if (
            word.form == spelling[0]
            and tuple(w.form for w in words[start : start + len(spelling)]) == spelling
        ):
            yield start + len(spelling)


def _stands(words: Sequence[_Word], spelling: _Spelling) -> bool:
    return next(_places(words, spelling), None) is not None


def _never(words: Sequence[_Word]) -> bool:
    signs = _signs()
    forms = {word.form for word in words}
    return bool(forms & signs.report or forms & signs.swallowed) or any(
        _stands(words, spelling) for spelling in signs.never
    )


def _is_address(words: Sequence[_Word]) -> bool:
    """ "No 12, rose villa, 4th cross": the number of a house, not a "no"."""
    if words[0].form != "no":
        return False
    after = [word for word in words[1:] if word.form not in (".", "-")]
    return len(after) > _MOST_WORDS_OF_A_NAME and after[0].form.isdigit()


def _announced(words: Sequence[_Word]) -> bool:
    """ "Sorry, sunday", "wrong, it is 62", "wait, thyroid"."""
    signs = _signs()
    ends = [(end, spelling) for spelling in signs.before_value for end in _places(words, spelling)]
    start = next((place for place, word in enumerate(words) if word.form not in signs.no), 0)
    ends += [
        (end, spelling)
        for spelling in signs.opening
        for end in _places(words, spelling)
        if end == start + len(spelling)
    ]
    return any(
        any(word.value for word in words[end:]) or (end == len(spelling) and _is_name(words[end:]))
        for end, spelling in ends
    )


def _gets_wrong(words: Sequence[_Word]) -> bool:
    """ "Wrong number", "pin galat hai"."""
    forms = {word.form for word in words}
    return bool(forms & _signs().wrong) and any(_stands(words, spelling) for spelling in _signs().wrong_of)


def _changed(words: Sequence[_Word]) -> bool:
    """ "Change it to sunday", "replace cbc with lft", "time badal ke 9 baje"."""
    signs = _signs()
    for place, word in enumerate(words):
        if word.form in signs.change and (place == 0 or words[place - 1].form not in signs.unable):
            if any(other.value for other in words):
                return True
            if any(other.form in signs.into_after for other in words[place + 1 : -1]):
                return True
    return False


def _contrasted(words: Sequence[_Word]) -> bool:
    """ "Not saturday, sunday", "mummy nahi papa", "not thyroid but cbc"."""
    signs = _signs()
    places = [
        place
        for place, word in enumerate(words)
        if word.form in signs.no
        and not (word.form == "no" and place and words[place - 1].form in signs.number_of)
    ]
    if len(places) != 1:
        return False
    before, no, after = words[: places[0]], words[places[0]], words[places[0] + 1 :]
    if after and after[0].form in signs.limit:
        return False
    kinds = {word.value for word in before if word.value}
    if kinds:
        return any(word.value in kinds for word in after)
    unsaid = all(word.form in signs.filler for word in before)
    if before and unsaid and no.form in signs.no_after and any(word.value == "person" for word in after):
        return True  # "mera nahi, papa ka"
    if before and not unsaid and before[-1].form not in _PAUSES:
        return no.form in signs.no_after and _is_latin_name(before) and _is_latin_name(after)
    parted = next(
        (nth for nth, word in enumerate(after) if word.form in ("but", "balki", "बल्कि", *_PAUSES)), 0
    )
    return parted > 0 and _names(after[:parted]) and _names(after[parted + 1 :])


def _after_no(words: Sequence[_Word]) -> bool:
    """ "No, saturday", "nahi shanivar ko", "no, sunita"."""
    signs = _signs()
    start = 0
    while start < len(words) and words[start].form in signs.no:
        start += 1
    if start == 0 or start == len(words):
        return False
    paused = words[start].form in _PAUSES
    rest = [word for word in words[start:] if word.form not in _PAUSES]
    content = [word for word in rest if word.form not in signs.filler]
    if content and content[0].value:
        return True
    return paused and (
        any(word.value for word in content) or (len(rest) <= _MOST_WORDS_OF_A_NAME and _is_name(content))
    )


def _set(found: Sequence[Phrase]) -> bool:
    """ "Shanivar kar do", "9 baje kar dijiye": nothing but what it shall be."""
    words = _as_words(found)
    if len(words) > _MOST_WORDS_TO_SET:
        return False
    for spelling in _signs().into_before:
        if tuple(word.form for word in words[-len(spelling) :]) == spelling:
            rest = words[: -len(spelling)]
            return any(word.value for word in rest) and all(
                word.value
                or word.form in _signs().filler
                or word.form in ("baje", "bje", "बजे", "liye", "लिए")
                for word in rest
            )
    return False


def _names(words: Sequence[_Word]) -> bool:
    return any(word.value for word in words) or _is_name(words)


def _is_name(words: Sequence[_Word]) -> bool:
    """Whether these are a few words that may be the name of a test, a person or a place."""
    said = [word.form for word in words if word.form not in _PAUSES]
    return _is_latin_name(words) or (
        0 < len(said) <= 2
        and not _signs().not_a_value.intersection(said)
        and read_written_language(" ".join(said)) == "hi"
    )


def _is_latin_name(words: Sequence[_Word]) -> bool:
    """Whether these are a few words that no language owns, as names are."""
    said = [word.form for word in words if word.form not in _PAUSES]
    return (
        0 < len(said) <= _MOST_WORDS_OF_A_NAME
        and not _signs().not_a_value.intersection(said)
        and read_written_language(" ".join(said)) is None
    )
