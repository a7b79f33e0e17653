"""Tells which language a message is written in, by its script and, in Latin letters, by the words that only one has."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dialogs.understanding.words import people

HINGLISH = "hi-Latn"

_LONGEST = 200
"""Characters that are looked at; whoever writes more has shown the language by then."""
_WORD = re.compile(r"[\u0900-\u0d7f]+|[a-z]+(?:'[a-z]+)?")
_REPEATED = re.compile(r"(.)\1+")
_BY_EAR = (("aa", "a"), ("ee", "i"), ("oo", "u"), ("chh", "ch"), ("w", "v"), ("z", "j"), ("ph", "f"))


@dataclass(frozen=True, slots=True)
class _Signs:
    """The words of `languages.toml`. `by_ear` are the sure ones of Hindi as they sound, `not_likely` words that may
    sound or end like one and are none."""

    scripts: tuple[tuple[str, str, str], ...]
    english: frozenset[str]
    english_content: frozenset[str]
    english_weak: frozenset[str]
    hinglish: frozenset[str]
    hinglish_weak: frozenset[str]
    by_ear: frozenset[str]
    endings: tuple[str, ...]
    not_likely: frozenset[str]
    marathi: frozenset[str]
    hindi: frozenset[str]


@cache
def _signs() -> _Signs:
    """Read the words, once."""
    tables = tomllib.loads(files(__package__).joinpath("languages.toml").read_text(encoding="utf-8"))
    english, hinglish, devanagari = tables["en"], tables[HINGLISH], tables["devanagari"]
    sure = frozenset(hinglish["sure"].split())
    return _Signs(
        tuple((language, first, last) for language, (first, last) in tables["scripts"].items()),
        frozenset(english["sure"].split()),
        frozenset(english["content"].split()),
        frozenset(english["weak"].split()),
        sure,
        frozenset(hinglish["weak"].split()),
        frozenset(_by_ear(word) for word in sure if len(word) > 3),
        tuple(hinglish["endings"].split()),
        frozenset(f"{hinglish['not_endings']} {hinglish['weak']} {english['weak']}".split()),
        frozenset(devanagari["mr"].split()),
        frozenset(devanagari["hi"].split()),
    )


def _by_ear(word: str) -> str:
    """One spelling for words that people write as they hear them: "mahine", "maheene"."""
    for old, new in _BY_EAR:
        word = word.replace(old, new)
    return _REPEATED.sub(r"\1", word)


def read_written_language(text: str) -> str | None:
    """The language that a message is written in, `None` when it cannot be told.

    `en`, `hi` (Devanagari), `hi-Latn` (Hindi in Latin letters), or the code of another Indian language that is
    written in its own script. A number, a name, the name of a test, a word that all have ("ok") tell nothing.
    """
    signs = _signs()
    latin: list[str] = []
    native: dict[str, list[str]] = {}
    for word in _words(text):
        if word.isascii():
            latin.append(word)
        else:
            script = _script(word, signs)
            if script is not None:
                native.setdefault(script, []).append(word)
    told, weight = _latin(latin, signs)
    if native:
        language, words = max(native.items(), key=lambda item: len(item[1]))
        if 2 * len(words) >= weight:
            return _devanagari(words, signs) if language == "hi" else language
    return told


def _latin(words: Iterable[str], signs: _Signs) -> tuple[str | None, int]:
    """The language of words in Latin letters, and what speaks for it: 2 for a sure word, 1 for a weak one."""
    grammar = content = hindi = english_weak = hindi_weak = 0
    for word in words:
        if word in signs.english:
            grammar += 1
        elif word in signs.english_content:
            content += 1
        elif _is_hindi(word, signs):
            hindi += 1
        else:
            english_weak += word in signs.english_weak
            hindi_weak += word in signs.hinglish_weak
    if hindi and not grammar:
        return HINGLISH, 2 * hindi
    english_weight = 2 * (grammar + content) + english_weak
    hindi_weight = 2 * hindi + hindi_weak
    weight = max(english_weight, hindi_weight)
    if weight < 2 or (english_weight == hindi_weight and not hindi):
        return None, weight
    return (HINGLISH if hindi_weight >= english_weight else "en"), weight


def _words(text: str) -> Iterable[str]:
    small = unicodedata.normalize("NFC", text[:_LONGEST]).lower().replace("’", "'")
    return _WORD.findall(small)


def _is_hindi(word: str, signs: _Signs) -> bool:
    """Whether a word in Latin letters is surely Hindi: as written, by its ending, or by ear."""
    if word in signs.hinglish:
        return True
    if len(word) < 4 or word in signs.not_likely or word in people().names:
        return False
    return (len(word) > 4 and word.endswith(signs.endings)) or _by_ear(word) in signs.by_ear


def _script(word: str, signs: _Signs) -> str | None:
    for language, first, last in signs.scripts:
        if first <= word[0] <= last:
            return language
    return None


def _devanagari(words: Iterable[str], signs: _Signs) -> str:
    words = list(words)
    marathi = sum(word in signs.marathi for word in words)
    return "mr" if marathi > sum(word in signs.hindi for word in words) else "hi"
