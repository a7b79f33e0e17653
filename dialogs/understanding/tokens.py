"""Turns what a patient typed into plain tokens that read alike however they were spelled.

Devanagari is written out in Latin letters, digits of any script become ASCII, and `fold` gives every word a key by
sound, so that "seene", "seeney", "sine" and "सीने" are one word. Keys are only ever compared with other keys.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MAX_HEAD = 700
MAX_TAIL = 300
_MAX_WORD = 40

_CONSONANTS = {
    "क": "k", "ख": "kh", "ग": "g", "घ": "gh", "ङ": "n", "च": "ch", "छ": "chh", "ज": "j", "झ": "jh", "ञ": "n",
    "ट": "t", "ठ": "th", "ड": "d", "ढ": "dh", "ण": "n", "त": "t", "थ": "th", "द": "d", "ध": "dh", "न": "n",
    "प": "p", "फ": "f", "ब": "b", "भ": "bh", "म": "m", "य": "y", "र": "r", "ल": "l", "ळ": "l", "व": "v",
    "श": "sh", "ष": "sh", "स": "s", "ह": "h", "ऩ": "n", "ऱ": "r", "ऴ": "l",
}  # fmt: skip
_VOWELS = {
    "अ": "a", "आ": "aa", "इ": "i", "ई": "i", "उ": "u", "ऊ": "u", "ऋ": "ri", "ए": "e", "ऐ": "ai", "ओ": "o",
    "औ": "au", "ऑ": "o", "ऍ": "e", "ऎ": "e", "ऒ": "o",
}  # fmt: skip
_SIGNS = {
    "ा": "aa", "ि": "i", "ी": "i", "ु": "u", "ू": "u", "ृ": "ri", "े": "e", "ै": "ai", "ो": "o", "ौ": "au",
    "ॉ": "o", "ॅ": "e", "ॆ": "e", "ॊ": "o",
}  # fmt: skip
_VIRAMA = "्"
_NUKTA = "़"
_NASALS = "ंँ"

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼ"), None)
_PIECE = re.compile(r"\d+(?:[.]\d+)?|[^\W\d_]+\d*|[.,;:!?।|/\n+&()-]")
_STOPS = frozenset(".;!?।|\n")
_PAUSES = frozenset(",:()-")
_GLIDE_W = re.compile(r"w(?=[aeiou])")
_GLIDE_Y = re.compile(r"(?<=[aeiou])y(?=[ie])")
_SHORTEN = re.compile(r"(.)\1{2,}")

_PAIRS = (
    ("chchh", "ch"), ("cchh", "ch"), ("chch", "ch"), ("cch", "ch"), ("chh", "ch"), ("tch", "ch"), ("aa", "a"), ("ee", "i"), ("oo", "u"), ("ph", "f"), ("bh", "b"), ("dh", "d"),
    ("gh", "g"), ("jh", "j"), ("kh", "k"), ("th", "t"), ("sh", "s"), ("ck", "k"), ("ai", "e"), ("ay", "e"),
    ("ei", "e"), ("ey", "e"), ("ae", "e"), ("au", "o"), ("aw", "o"), ("ow", "o"), ("ou", "o"), ("q", "k"),
    ("w", "v"), ("z", "j"), ("x", "ks"),
)  # fmt: skip
_EXACT = frozenset({"aa", "feet", "dizzy", "eye", "eyes", "naya", "nayi", "baby"})
_SHORT = 3
_LONG_VOWELS = (("aa", "a"), ("ee", "i"), ("ii", "i"), ("oo", "u"), ("uu", "u"))
_KEEP_FINAL_N = frozenset(
    {"pen", "kun", "agen", "bren", "ten", "vomen", "fun", "gun", "run", "sun", "nun", "teen", "jun", "open"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as written (lower case, Latin letters), its key by sound, and the clause and sentence it stands in."""

    text: str
    key: str
    clause: int
    sentence: int


def romanise(word: str) -> str:
    """Write a Devanagari word in the Latin letters that Hindi speakers use for it; the inherent "a" is dropped where speech drops it."""
    out: list[str] = []  # alternating pieces; an inherent vowel is marked "@"
    for char in unicodedata.normalize("NFD", word):
        if char in _CONSONANTS:
            out.append(_CONSONANTS[char])
            out.append("@")
        elif char in _VOWELS:
            out.append(_VOWELS[char])
        elif char in _SIGNS:
            if out and out[-1] == "@":
                out.pop()
            out.append(_SIGNS[char])
        elif char == _VIRAMA:
            if out and out[-1] == "@":
                out.pop()
        elif char == _NUKTA:
            if len(out) > 1 and out[-1] == "@" and out[-2] == "j":
                out[-2] = "z"
        elif char in _NASALS:
            if out and out[-1] == "@":
                out[-1] = "a"
            out.append("~")
        elif char == "ः":
            continue
        else:
            out.append(char)
    return "".join(_speak(out))


def _speak(pieces: list[str]) -> list[str]:
    if pieces and pieces[-1] == "@" and len(pieces) > 2:
        pieces = pieces[:-1]
    said: list[str] = []
    for i, piece in enumerate(pieces):
        if piece == "~":
            if i + 1 < len(pieces):
                said.append("m" if pieces[i + 1] in ("p", "b", "bh", "m") else "n")
        elif piece == "@":
            # between a syllable and another syllable the vowel is silent: "dhadkan", "karna"
            before = i >= 2 and (
                (pieces[i - 2] == "@" and said[-2:-1] == ["a"]) or pieces[i - 2][0] in "aeiou"
            )
            after = i + 2 < len(pieces) and pieces[i + 2][0] in "aeiou"
            said.append("" if before and after else "a")
        else:
            said.append(piece)
    return said


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """The key of a lower-case Latin word by sound. Spellings of the same Hindi word share it; it is not meant to be read.

    A word that would become very short keeps its consonants as written: "car" is not "kar", nor "pay" "pe".
    """
    if word[0].isdigit() or word in _EXACT:
        return word
    word = _SHORTEN.sub(_shorter, word)
    key = _sound(word)
    if len(key) > _SHORT:
        return key
    if len(word) > _SHORT:
        word = _GLIDE_Y.sub("", word)
    for old, new in _LONG_VOWELS:
        word = word.replace(old, new)
    return word


def _shorter(drawn: re.Match[str]) -> str:
    """A letter drawn out: two of a vowel that may be long, one of any other."""
    letter = drawn.group(1)
    return letter * 2 if letter in "aeo" else letter


def _sound(word: str) -> str:
    word = _GLIDE_Y.sub("", _GLIDE_W.sub("v", word))
    for old, new in _PAIRS:
        if old in word:
            word = word.replace(old, new)
    out = []
    last = ""
    size = len(word)
    for i, char in enumerate(word):
        if char == "c":
            following = word[i + 1] if i + 1 < size else ""
            char = "c" if following == "h" else ("s" if following and following in "eiy" else "k")
        elif char == "h" and last == "c":
            last = "h"
            continue
        if char != last or char.isdigit():
            out.append(char)
        last = char
    key = "".join(out)
    if len(key) > 2 and key.endswith("ie"):
        key = key[:-1]
    elif len(key) > 2 and key.endswith("y"):
        key = key[:-1] + "i"
    if len(key) > 2 and key.endswith("h"):
        key = key[:-1]
    if len(key) > 2 and key.endswith(("en", "un")) and key not in _KEEP_FINAL_N:
        key = key[:-1]
    return key


def _plain(text: str) -> str:
    """Lower case, compatibility forms and every script's digits unified, marks of foreign scripts left alone."""
    if len(text) > MAX_HEAD + MAX_TAIL:
        text = text[:MAX_HEAD] + " \n " + text[-MAX_TAIL:]
    text = unicodedata.normalize("NFKC", text).lower()[: 2 * (MAX_HEAD + MAX_TAIL)]
    if text.isascii():
        return text.translate(_APOSTROPHES)
    text = text.translate(_APOSTROPHES)
    out: list[str] = []
    run: list[str] = []
    for char in text:
        if "\u0900" <= char <= "\u0963" or (run and char in "\u200c\u200d"):
            if char not in "\u200c\u200d":
                run.append(char)
            continue
        if run:
            out.append(romanise("".join(run)))
            run.clear()
        kind = unicodedata.category(char)
        if kind == "Nd":
            out.append(str(unicodedata.decimal(char)))
        elif kind in ("Cf", "Mn"):
            continue
        else:
            out.append(char)
    if run:
        out.append(romanise("".join(run)))
    return "".join(out)


def tokenise(text: str) -> tuple[Token, ...]:
    """Split a text into tokens. Any text is taken; of a very long one the beginning and the end are read."""
    tokens: list[Token] = []
    clause = sentence = 0
    for found in _PIECE.finditer(_plain(text)):
        piece = found.group()
        if piece in _STOPS:
            sentence += 1
            clause += 1
        elif piece in _PAUSES:
            clause += 1
        elif piece in "+&/":
            continue
        else:
            piece = piece[:_MAX_WORD]
            tokens.append(Token(piece, fold(piece), clause, sentence))
    return tuple(tokens)
