"""One spelling for words that are written alike: case, digits, marks that nobody types the same way, and sound."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad'’‘`´ʼ"), None)
_NUKTA = "\u093c\u09bc\u0a3c"
_MARKS = str.maketrans({"ँ": "ं", "ः": None, **dict.fromkeys(_NUKTA)})
_NASAL = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")
_REPEAT = re.compile(r"(.)(?=\1)")
_DIGIT = re.compile(r"\d")
# Letters that may be written as one with their dot.
_DOTTED = re.compile("[\u0958-\u095f\u09a1\u09bc\u09a2\u09af]")
_DOTTED_WORD = re.compile(
    "[^\\s,/]*[\u0929\u0931\u0934\u0958-\u095f\u09bc\u0a3c\u093c\u09dc-\u09df][^\\s,/]*"
)
_ALIKE = (("aa", "a"), ("ee", "i"), ("oo", "u"), ("chh", "ch"), ("ph", "f"))
_VOWELS = (("ie", "i"), ("ey", "e"), ("ay", "e"), ("ai", "e"))
_LONG_VOWELS = str.maketrans({"w": "v", "z": "j", "q": "k"})


@lru_cache(maxsize=8192)
def plain(word: str) -> str:
    """A word in lower case, without apostrophes, joiners and nukta; digits of any script become 0 to 9."""
    return plain_text(word)


def plain_text(word: str) -> str:
    if word.isascii():
        return word.lower().translate(_INVISIBLE)
    text = unicodedata.normalize("NFKC", word.translate(_INVISIBLE)).casefold()
    if _DOTTED.search(text):
        text = unicodedata.normalize("NFD", text)
    text = text.translate(_MARKS)
    text = unicodedata.normalize("NFC", _NASAL.sub("ं", text)).translate(_MARKS)
    return _DIGIT.sub(lambda found: str(unicodedata.decimal(found.group())), text)


def plain_lines(text: str) -> str:
    """`plain` of each word of a text, all at once."""
    return plain_text(_DOTTED_WORD.sub(lambda found: plain_text(found.group()), text))


def sound(word: str) -> str | None:
    """The sound of a Latin word of five letters or more, the same for "shanivaar" and "shaniwar"; None for others."""
    return _sounds(word) if _has_sound(word) else None


def sounds(words: Iterable[str]) -> dict[str, str]:
    """The sound of each word that has one."""
    listed = [word for word in words if _has_sound(word)]
    return dict(zip(listed, _sounds("\n".join(listed)).split("\n"), strict=True)) if listed else {}


def _has_sound(word: str) -> bool:
    return len(word) > 4 and word.isascii() and word.isalpha()


def _sounds(lines: str) -> str:
    for old, new in _ALIKE:
        lines = lines.replace(old, new)
    lines = _REPEAT.sub("", lines.translate(_LONG_VOWELS))
    for old, new in _VOWELS:
        lines = lines.replace(old, new)
    return lines
