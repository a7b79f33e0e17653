"""The everyday words of each language: numbers, days, day parts, people, yes and no. One file is one language.

In a file each table is a kind of word, each line a meaning with its spellings, separated by commas; "se/ke pehle"
stands for "se pehle, ke pehle". A further language is a further file, named in `LANGUAGES`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product

from rapidfuzz import process
from rapidfuzz.distance import OSA

from dialogs.understanding.spelled import plain, plain_lines, sound, sounds
from dialogs.understanding.tables import Tables, read_tables

LANGUAGES = ("en", "hi_latn", "hi", "mr", "bn", "ta", "te", "kn")
"""In the order of precedence: where two languages use one spelling for two meanings of a kind, the earlier wins."""

_LETTER_AND_DIGIT = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")  # a text is cut there too
_FORGIVEN = frozenset({"weekday", "month", "day", "part"})
_SUFFIXED_SCRIPTS = (("\u0980", "\u09ff"), ("\u0b80", "\u0bff"), ("\u0c00", "\u0c7f"), ("\u0c80", "\u0cff"))
_LONGEST_SUFFIX = 4

Meanings = Mapping[str, str]
"""What a word or phrase can mean: kind to value, such as {"weekday": "5", "number": "7"}."""

_NONE: Meanings = {}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All spellings of all languages. Keys are plain words (see `spelled.plain`), phrases are tuples of them."""

    words: Mapping[str, Meanings]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Meanings], ...]]


def _spellings(line: str) -> Iterator[str]:
    """The spellings of a plain line, the words of a phrase with one space between."""
    for spelling in line.split(","):
        parts = spelling.split()
        if "/" in spelling:
            yield from map(" ".join, product(*[part.split("/") for part in parts]))
        elif parts:
            yield " ".join(parts)


def _plain_file(tables: Tables) -> Iterator[tuple[str, str, str]]:
    """Each line of a file made plain, with its kind and value."""
    told = [(kind, value, line) for kind, lines in tables.items() for value, line in lines.items()]
    text = "\n".join([line.replace("\n", " ") for _, _, line in told])
    lines = plain_lines(_LETTER_AND_DIGIT.sub(" ", text.replace("-", " "))).split("\n")
    for (kind, value, _), line in zip(told, lines, strict=True):
        yield kind, value, line


@cache
def lexicon() -> Lexicon:
    """Read the word files, once."""
    meanings: dict[str, Meanings] = {}
    for language in LANGUAGES:
        for kind, value, line in _plain_file(read_tables(files(__name__).joinpath(f"{language}.toml"))):
            alone: Meanings = {kind: value}
            for spelling in _spellings(line):
                known = meanings.get(spelling)
                if known is None:
                    meanings[spelling] = alone
                elif kind not in known:
                    meanings[spelling] = {**known, kind: value}
    words: dict[str, Meanings] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], Meanings]]] = {}
    for spelling, found in meanings.items():
        if " " not in spelling:
            words[spelling] = found
        else:
            parts = tuple(spelling.split(" "))
            if all(parts):
                phrases.setdefault(parts[0], []).append((parts, found))
    words.pop("", None)
    for first in phrases:
        phrases[first].sort(key=lambda phrase: -len(phrase[0]))
    return Lexicon(words, {first: tuple(found) for first, found in phrases.items()})


@cache
def _forgiven() -> tuple[str, ...]:
    """The words that a slip of the finger is forgiven."""
    return tuple(
        word
        for word, found in lexicon().words.items()
        if len(word) > 4 and word.isascii() and found.keys() & _FORGIVEN
    )


@dataclass(frozen=True, slots=True)
class People:
    """Names that many people have, and words that look like names and are none (see `people.toml`)."""

    names: frozenset[str]
    not_names: frozenset[str]
    also_beside: frozenset[str]
    also_alone: frozenset[str]


@cache
def people() -> People:
    """Read the names, once."""
    tables = read_tables(files(__name__).joinpath("people.toml"))
    alone = frozenset(map(plain, tables["also_names"]["alone"].split()))
    return People(
        frozenset(f"{tables['names']['first']} {tables['names']['last']}".split()),
        frozenset(plain(word) for line in tables["not_a_name"].values() for word in line.split()),
        frozenset(map(plain, tables["also_names"]["beside"].split())) | alone,
        alone,
    )


@cache
def _by_sound() -> dict[str, Meanings]:
    """Sounds that stand for one meaning only; a sound that two different words share says nothing."""
    words = lexicon().words
    found: dict[str, Meanings] = {}
    shared: set[str] = set()
    for word, key in sounds(words).items():
        meanings = words[word]
        if key in found and found[key] != meanings:
            shared.add(key)
        found[key] = meanings
    return {key: meanings for key, meanings in found.items() if key not in shared}


def meanings(word: str) -> Meanings:
    """What one plain word can mean: by its spelling, else by its stem, its sound, or as a slip of the finger."""
    exact = lexicon().words.get(word)
    return exact if exact is not None else _near(word)


def _near(word: str) -> Meanings:
    return _look_near(word) if 3 < len(word) < 24 else _NONE


@lru_cache(maxsize=8192)
def _look_near(word: str) -> Meanings:
    known = lexicon()
    if word in people().names:  # Sanjay is not "sanje", the evening
        return _NONE
    if any(low <= word[0] <= high for low, high in _SUFFIXED_SCRIPTS):
        for cut in range(1, min(_LONGEST_SUFFIX, len(word) - 2) + 1):
            stem = known.words.get(word[:-cut])
            if stem is not None:
                return stem
        return _NONE
    key = sound(word)
    if key is not None and key in _by_sound():
        return _by_sound()[key]
    if not word.isascii() or len(word) < 5:
        return _NONE
    if word[-1] == "s" and word[:-1] in known.words:  # "woman's"
        return known.words[word[:-1]]
    slips = 2 if len(word) > 7 else 1
    best = process.extractOne(word, _forgiven(), scorer=OSA.distance, score_cutoff=slips)
    if best is None or best[0][0] != word[0] or len(best[0]) < 6:
        return _NONE
    return {kind: value for kind, value in known.words[best[0]].items() if kind in _FORGIVEN}
