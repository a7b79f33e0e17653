"""Turns what a patient typed into plain tokens that read alike however they were spelled.

Devanagari is written out in Latin letters, digits of any script become ASCII, and `fold` gives every word a key by
sound, so that "seene", "seeney", "sine" and "सीने" are one word. Keys are only ever compared with other keys.
"""

import re
import unicodedata
from collections.abc import Sequence
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
# On the way to Latin letters each sound is one character: these, and the Devanagari letters themselves.
_UNWRITTEN, _HEARD, _NASAL, _Z = "\ue000\ue001\ue002\ue003"
_LATIN = str.maketrans(
    {**_CONSONANTS, **_VOWELS, **_SIGNS, _UNWRITTEN: "a", _HEARD: "a", _NASAL: "n", _Z: "z"}
)
_JOINED = {**dict.fromkeys(map(ord, "\u200c\u200d़")), ord("ऩ"): "न", ord("ऱ"): "र", ord("ऴ"): "ल"}
_UNHEARD = dict.fromkeys(map(ord, "्ः"))
_ANY = "\u0900-\u0963\ue000-\ue003"
_SOUNDED = "".join(letter for letter, latin in {**_VOWELS, **_SIGNS}.items() if latin[0] in "aeiou") + _HEARD
_RUN = re.compile("[\u0900-\u0963][\u0900-\u0963\u200c\u200d]*")
_BARE = re.compile(f"(?<=[{''.join(_CONSONANTS)}{_Z}])(?![{''.join(_SIGNS)}्])")
_UNDER_NASAL = re.compile(f"{_UNWRITTEN}[ंँ]")
_AT_END = re.compile(f"(?<=[{_ANY}][{_ANY}]){_UNWRITTEN}(?![{_ANY}])")
# between a syllable and another syllable the vowel is silent: "dhadkan", "karna"
_SILENT = re.compile(f"[{_SOUNDED}{_UNWRITTEN}][{_ANY}]{_UNWRITTEN}(?=[{_ANY}][{_SOUNDED}])")
_NASAL_END = re.compile(f"{_NASAL}(?![{_ANY}])")
_NASAL_LABIAL = re.compile(f"{_NASAL}(?=[पबभम])")

_APOSTROPHE = re.compile("['’‘`´ʼ]")
_PIECE = re.compile(r"\d+(?:[.]\d+)?|[^\W\d_]+\d*|[.,;:!?।|/\n+&()-]")
_WORD = re.compile(r"\d+(?:[.]\d+)?|[^\W\d_]+\d*")
_FOREIGN = re.compile("[^\x00-\x7f\u0900-\u0963]")
_STOPS = frozenset(".;!?।|\n")
_PAUSES = frozenset(",:()-")
_GLIDE_W = re.compile(r"w(?=[aeiou])")
_GLIDE_Y = re.compile(r"(?<=[aeiou])y(?=[ie])")
_GLIDE_Y_LONG = re.compile(r"(?<=.[aeiou])y(?=[ie])|(?<=[aeiou])y(?=[ie].)")
_SHORTEN = re.compile(r"(.)\1{2,}")
_SOFT_C = re.compile(r"c(?=[eiy])")
_HARD_C = re.compile(r"c(?!h)")
_TWICE = re.compile(r"([^\d\n])(?=\1)")
_LAST_Y = re.compile(r"(?:(?<=.)ie|(?<=..)y)$", re.MULTILINE)
_LAST_H = re.compile(r"(?<=..)h$", re.MULTILINE)

_PAIRS = (
    ("chchh", "ch"), ("cchh", "ch"), ("chch", "ch"), ("cch", "ch"), ("chh", "ch"), ("tch", "ch"), ("aa", "a"), ("ee", "i"), ("oo", "u"), ("ph", "f"), ("bh", "b"), ("dh", "d"),
    ("gh", "g"), ("jh", "j"), ("kh", "k"), ("th", "t"), ("sh", "s"), ("ck", "k"), ("ai", "e"), ("ay", "e"),
    ("ei", "e"), ("ey", "e"), ("ae", "e"), ("au", "o"), ("aw", "o"), ("ow", "o"), ("ou", "o"), ("q", "k"),
    ("w", "v"), ("z", "j"), ("x", "ks"),
)  # fmt: skip
_EXACT = frozenset(
    {
        "aa",
        "could",
        "much",
        "feet",
        "dizzy",
        "eye",
        "eyes",
        "naya",
        "nayi",
        "baby",
        "full",
        "jee",
        "diye",
        "haar",
        "daam",
        "drawn",
    }
)
_SHORT = 3
_LONG_VOWELS = (("aa", "a"), ("ee", "i"), ("ii", "i"), ("oo", "u"), ("uu", "u"))
_LAST_N = re.compile(r"(?<=.[eu])n$", re.MULTILINE)
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


def romanise(text: str) -> str:
    """Write the Devanagari words of a text in the Latin letters that Hindi speakers use for them.

    The inherent "a" is dropped where speech drops it.
    """
    runs = list(dict.fromkeys(_RUN.findall(text)))
    if not runs:
        return text
    spoken = dict(zip(runs, _spoken("\n".join(runs)).split("\n"), strict=True))
    return _RUN.sub(lambda found: spoken[found.group()], text)


def _spoken(lines: str) -> str:
    """Each line's word as it is spoken."""
    lines = _BARE.sub(_UNWRITTEN, lines.replace("ज़", _Z).translate(_JOINED)).translate(_UNHEARD)
    lines = _UNDER_NASAL.sub(_HEARD + _NASAL, lines).replace("ं", _NASAL).replace("ँ", _NASAL)
    lines = _SILENT.sub(lambda found: found.group()[:-1], _AT_END.sub("", lines))
    return _NASAL_LABIAL.sub("m", _NASAL_END.sub("", lines)).translate(_LATIN)


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """The key of a lower-case Latin word by sound. Spellings of the same Hindi word share it; it is not meant to be read.

    A word that would become very short keeps its consonants as written: "car" is not "kar", nor "pay" "pe".
    """
    return fold_all([word])[0]


def fold_all(words: Sequence[str]) -> list[str]:
    """The keys of many words, in their order: as `fold`, with far less work for each. A word has no line breaks."""
    if not words:
        return []
    shortened = _SHORTEN.sub(_shorter, "\n".join(words))
    keys = [
        key if len(key) > _SHORT else short
        for short, key in zip(_shorts(shortened).split("\n"), _sounds(shortened).split("\n"), strict=True)
    ]
    for place, word in enumerate(words):
        if word in _EXACT or word[0].isdigit():
            keys[place] = word
    return keys


def _shorter(drawn: re.Match[str]) -> str:
    """A letter drawn out: two of a vowel that may be long, one of any other."""
    letter = drawn.group(1)
    return letter * 2 if letter in "aeo" else letter


def _shorts(lines: str) -> str:
    """Each line's word as it is kept where its sound would be very short."""
    lines = _GLIDE_Y_LONG.sub("", lines)
    for old, new in _LONG_VOWELS:
        lines = lines.replace(old, new)
    return lines


def _sounds(lines: str) -> str:
    """The sound of each line's word."""
    lines = _GLIDE_Y.sub("", _GLIDE_W.sub("v", lines))
    for old, new in _PAIRS:
        lines = lines.replace(old, new)
    lines = _TWICE.sub("", _HARD_C.sub("k", _SOFT_C.sub("s", lines))).replace("ch", "c")
    lines = _LAST_H.sub("", _LAST_Y.sub("i", lines))
    return _LAST_N.sub(_last_n, lines)


def _last_n(found: re.Match[str]) -> str:
    start = found.string.rfind("\n", 0, found.start()) + 1
    return "n" if found.string[start : found.end()] in _KEEP_FINAL_N else ""


def _plain(text: str) -> str:
    """Lower case, compatibility forms and every script's digits unified, marks of foreign scripts left alone."""
    if len(text) > MAX_HEAD + MAX_TAIL:
        text = text[:MAX_HEAD] + " \n " + text[-MAX_TAIL:]
    text = unicodedata.normalize("NFKC", text).lower()[: 2 * (MAX_HEAD + MAX_TAIL)]
    return _in_latin(text)


def _in_latin(text: str) -> str:
    text = _APOSTROPHE.sub("", text)
    return text if text.isascii() else _FOREIGN.sub(_plain_sign, romanise(text))


def _plain_sign(found: re.Match[str]) -> str:
    char = found.group()
    kind = unicodedata.category(char)
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    return "" if kind in ("Cf", "Mn") else char


def plain_lines(text: str) -> str:
    """As `tokenise` sees a text, of any length, its lines kept apart: lower case, in Latin letters."""
    return _in_latin(unicodedata.normalize("NFKC", text).lower())


def words_of(line: str) -> list[str]:
    """The words of a line of `plain_lines`."""
    return [word[:_MAX_WORD] for word in _WORD.findall(line)]


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
