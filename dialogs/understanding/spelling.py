"""Words as they are written, and the word that a misspelt one was meant to be."""

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from rapidfuzz.distance import OSA

_FOLDS = (
    ("oe", "e"),
    ("ae", "e"),
    ("sulph", "sulf"),
    ("leuco", "leuko"),
    ("isation", "ization"),
    ("ised", "ized"),
    ("ising", "izing"),
    ("tumour", "tumor"),
    ("fibre", "fiber"),
    ("titre", "titer"),
    ("cheque", "check"),
    ("programme", "program"),
    ("colour", "color"),
    ("centre", "center"),
)
_FOLDABLE = re.compile("|".join(old for old, _ in _FOLDS))
_SOUNDS = (
    ("chol", "kol"),
    ("chem", "kem"),
    ("chlo", "klo"),
    ("chr", "kr"),
    ("ch", "C"),
    ("sch", "s"),
    ("tion", "shan"),
    ("sh", "s"),
    ("ph", "f"),
    ("th", "t"),
    ("dh", "d"),
    ("bh", "b"),
    ("kh", "k"),
    ("gh", "g"),
    ("jh", "j"),
    ("ck", "k"),
    ("q", "k"),
    ("x", "ks"),
    ("w", "v"),
    ("z", "j"),
    ("ee", "i"),
    ("oo", "u"),
    ("ou", "u"),
)
_SHORTEST_ALONE = 5
_SHORTEST_PART = 8
_SOFT_C = re.compile(r"c(?=[eiy])")
_Y = re.compile(r"(?<=.)y")
_DOUBLE = re.compile(r"(.)(?=\1)")
_SILENT_E = re.compile(r"(?<=..[bcdfgjklmnprstvz])e$", re.MULTILINE)
_FIRST_VOWEL = re.compile(r"^[aeiouy]", re.MULTILINE)
_INNER_VOWELS = re.compile(r"(?<=.)[aeiouhy]+")

Rule = Literal["as written", "by ear", "misspelt", "two words in one"]


class Correction(NamedTuple):
    """The word that was meant, how that was found, and how near it is (1 = the same)."""

    word: str
    rule: Rule
    nearness: float


@dataclass(frozen=True, slots=True)
class Speller:
    """The words that are known, and those that a misspelt word may stand for: by sound, consonants, first letter."""

    words: frozenset[str]
    by_sound: Mapping[str, str]
    by_consonants: Mapping[str, tuple[str, ...]]
    by_start: Mapping[str, tuple[tuple[str, str], ...]]


def plain(text: str) -> str:
    """Lower case, compatibility forms resolved, no accents on Latin letters."""
    small = unicodedata.normalize("NFKC", text).casefold()
    if small.isascii():
        return small
    return "".join(char for char in unicodedata.normalize("NFD", small) if not "\u0300" <= char <= "\u036f")


def fold(word: str) -> str:
    """A word whose British and American spellings are one ("haemoglobin" is "hemoglobin")."""
    if len(word) < 5 or _FOLDABLE.search(word) is None:
        return word
    for old, new in _FOLDS:
        if old in word:
            word = word.replace(old, new)
    return word


def folded_in(text: str) -> dict[str, str]:
    """Those words of a text that `fold` changes, each with what it makes of them."""
    lines = "\n".join(set(text.split())) + "\n"
    near = {
        lines[lines.rfind("\n", 0, found.start()) + 1 : lines.index("\n", found.end())]
        for found in _FOLDABLE.finditer(lines)
    }
    return {word: new for word in near if (new := fold(word)) != word}


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """How a word sounds to an Indian ear, vowels kept: "thairoid" and "thayraid" come near "thyroid"."""
    return _sounds(word)


def _sounds(lines: str) -> str:
    """The sound of each line's word; many at once take far less time."""
    for old, new in _SOUNDS:
        lines = lines.replace(old, new)
    lines = _SOFT_C.sub("s", lines).replace("c", "k")
    return _SILENT_E.sub("", _DOUBLE.sub("", _Y.sub("i", lines)))


def _consonants(heard: str) -> str:
    return _DOUBLE.sub("", _INNER_VOWELS.sub("", _FIRST_VOWEL.sub("a", heard)))


def consonants(heard: str) -> str:
    """The consonants of a word that `sound` made; any vowel at the start is "a"."""
    return _consonants(heard)


def _heard(words: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Words, each with its sound and its consonants."""
    listed = list(words)
    if not listed:
        return iter(())
    heard = _sounds("\n".join(listed))
    return zip(listed, heard.split("\n"), _consonants(heard).split("\n"), strict=True)


def sounds(words: Iterable[str]) -> list[str]:
    """The sounds of words, in their order."""
    return [heard for _, heard, _ in _heard(words)]


def speller(alone: Iterable[str], parts: Iterable[str], base: Speller | None = None) -> Speller:
    """A speller that knows some words, on top of another's. Earlier words win where two sound the same.

    `alone`: words that mean something by themselves. `parts`: words that mean something only with others; a misspelt
    word is taken for one of them only where both are long.
    """
    by_sound: dict[str, str] = dict(base.by_sound) if base else {}
    by_consonants: dict[str, tuple[str, ...]] = dict(base.by_consonants) if base else {}
    known = set(base.words) if base else set()
    new: dict[str, list[tuple[str, str]]] = {}
    for words, shortest, fewest in ((alone, _SHORTEST_ALONE, 3), (parts, _SHORTEST_PART, 4)):
        fresh = [word for word in dict.fromkeys(words) if word not in known]
        known.update(fresh)
        for word, heard, bones in _heard(
            word for word in fresh if len(word) >= shortest and not word.isdigit()
        ):
            by_sound.setdefault(heard, word)
            if len(bones) >= fewest:
                by_consonants[bones] = (*by_consonants.get(bones, ()), word)
            new.setdefault(heard[0], []).append((word, heard))
            if heard[0] != word[0]:
                new.setdefault(word[0], []).append((word, heard))
    by_start: dict[str, tuple[tuple[str, str], ...]] = dict(base.by_start) if base else {}
    for start, more in new.items():
        by_start[start] = (*by_start.get(start, ()), *more)
    return Speller(frozenset(known), by_sound, by_consonants, by_start)


def any_of(words: Iterable[str]) -> Speller:
    """A speller for `guess`, over words of four letters and more."""
    by_sound: dict[str, str] = {}
    by_start: dict[str, list[tuple[str, str]]] = {}
    for word, heard, _ in _heard(word for word in words if len(word) > 3 and not word.isdigit()):
        by_sound.setdefault(heard, word)
        by_start.setdefault(heard[0], []).append((word, heard))
        if heard[0] != word[0]:
            by_start.setdefault(word[0], []).append((word, heard))
    return Speller(frozenset(), by_sound, {}, {start: tuple(near) for start, near in by_start.items()})


def knowing(base: Speller, words: Iterable[str]) -> Speller:
    """The speller with some more words that are right as they are, but that nothing else is taken for."""
    return Speller(base.words.union(words), base.by_sound, base.by_consonants, base.by_start)


def _edits_allowed(length: int) -> int:
    if length < 5:
        return 0
    if length < 8:
        return 1
    return 2 if length < 12 else 3


def _nearest(word: str, heard: str, candidates: Iterable[tuple[str, str]], allowed: int) -> Correction | None:
    best: Correction | None = None
    for known, known_heard in candidates:
        if abs(len(known) - len(word)) > allowed and abs(len(known_heard) - len(heard)) > allowed:
            continue
        written = OSA.distance(word, known, score_cutoff=allowed)
        spoken = OSA.distance(heard, known_heard, score_cutoff=allowed)
        if (
            min(written, spoken) > allowed
            or (len(known) < 7 and (known[0] != word[0] or written > 2))
            or len(known) < 4
        ):
            continue
        nearness = 1 - (written + spoken) / (2 * max(len(word), len(known)))
        if best is None or nearness > best.nearness:
            best = Correction(known, "misspelt", nearness)
    return best


def correct(known: Speller, word: str, *, by_ear: bool = False) -> Correction | None:
    """The known word that a folded word stands for, or None.

    `by_ear`: the word was heard or transliterated, so that its vowels say little.
    """
    if word in known.words:
        return Correction(word, "as written", 1.0)
    if len(word) < 4 or len(word) > 40 or word.isdigit():
        return None
    heard = sound(word)
    same_sound = known.by_sound.get(heard)
    if same_sound is not None:
        return Correction(same_sound, "by ear", 0.95)
    digits = any(char.isdigit() for char in word)
    best: Correction | None = None
    bones = consonants(heard)
    if not digits and len(bones) >= 3 and (by_ear or len(word) > 5):
        floor = 0.5 if by_ear else 0.65
        for meant in known.by_consonants.get(bones, ()):
            nearness = OSA.normalized_similarity(heard, sound(meant))
            alike = by_ear or abs(len(meant) - len(word)) <= 2
            if alike and nearness >= floor and (best is None or nearness > best.nearness):
                best = Correction(meant, "by ear", nearness)
    allowed = _edits_allowed(len(word)) if not digits else int(len(word) >= 5)
    if allowed:
        starts = {heard[0], word[0]} | ({"i", "y", "u", "a", "e"} if heard[0] in "aeiuy" else set())
        for start in sorted(starts):
            near = _nearest(word, heard, known.by_start.get(start, ()), allowed)
            if near is not None and digits and sorted(near.word) != sorted(word):
                continue
            if near is not None and (best is None or near.nearness > best.nearness):
                best = near
    return best


def guess(known: Speller, word: str) -> str | None:
    """The known word of any kind that is nearest to a misspelt one: good enough only within a phrase that it completes."""
    if not 4 <= len(word) <= 40 or word.isdigit():
        return None
    heard = sound(word)
    near = _nearest(word, heard, known.by_start.get(word[0], ()), 2 if len(word) > 5 else 1)
    if near is None:
        near = _nearest(word, heard, known.by_start.get(heard[0], ()), 2 if len(word) > 5 else 1)
    return near.word if near else known.by_sound.get(heard)


def two_words(
    known: Speller, word: str, alone: Container[str], general: Container[str]
) -> tuple[str, str] | None:
    """The two known words that were written as one ("thyroidtest"), the longer first part winning.

    `alone`: the words that mean something by themselves; `general`: the words such as "test" that are often hung on.
    """
    if not 6 <= len(word) <= 40:
        return None
    for place in range(len(word) - 2, 2, -1):
        first, second = word[:place], word[place:]
        if first not in known.words or second not in known.words:
            continue
        hung = first in alone and second in general and len(second) > 3
        if hung or (first in alone and second in alone and min(len(first), len(second)) > 3):
            return first, second
    return None
