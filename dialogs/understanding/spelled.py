"""One spelling for words that are written alike: case, digits, marks that nobody types the same way, and sound."""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad'’‘`´ʼ"), None)
_NUKTA = "\u093c\u09bc\u0a3c"
_MARKS = str.maketrans({"ँ": "ं", "ः": None, **dict.fromkeys(_NUKTA)})
_NASAL = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")
_REPEAT = re.compile(r"(.)\1+")
_LONG_VOWELS = str.maketrans({"w": "v", "z": "j", "q": "k"})


@lru_cache(maxsize=8192)
def plain(word: str) -> str:
    """A word in lower case, without apostrophes, joiners and nukta; digits of any script become 0 to 9."""
    if word.isascii():
        return word.lower().translate(_INVISIBLE)
    text = unicodedata.normalize("NFKC", word.translate(_INVISIBLE)).casefold()
    text = (
        unicodedata.normalize("NFD", text)
        if any("\u0958" <= c <= "\u095f" or c in "ড়ঢ়য়" for c in text)
        else text
    )
    text = text.translate(_MARKS)
    text = unicodedata.normalize("NFC", _NASAL.sub("ं", text)).translate(_MARKS)
    return "".join(str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in text)


def sound(word: str) -> str | None:
    """The sound of a Latin word of five letters or more, the same for "shanivaar" and "shaniwar"; None for others."""
    if len(word) < 5 or not word.isascii() or not word.isalpha():
        return None
    key = (
        word.replace("aa", "a").replace("ee", "i").replace("oo", "u").replace("chh", "ch").replace("ph", "f")
    )
    key = _REPEAT.sub(r"\1", key.translate(_LONG_VOWELS))
    return key.replace("ie", "i").replace("ey", "e").replace("ay", "e").replace("ai", "e")
