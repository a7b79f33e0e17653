"""Indic scripts in Latin letters: names as people spell them, words as they sound, abbreviations by their letters.

The Indic blocks of Unicode are parallel (each sits 128 code points after the other in the same order), so every one
of them is read as Devanagari first.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import NamedTuple

from anyascii import anyascii

from dialogs.understanding.knowledge import name_spellings

_FIRST_BLOCK = 0x0900
_BLOCK = 0x80
_BLOCKS_END = 0x0D80
_VOWEL_DROPPING = frozenset(
    {0x0900, 0x0980, 0x0A00, 0x0A80}
)  # their languages drop inherent vowels in speech
_TAMIL = 0x0B80
_JOINERS = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))

_CONSONANTS = dict(
    zip(
        "कखगघङचछजझञटठडढणतथदधनऩपफबभमयरऱलळऴवशषसह",
        [
            "k",
            "kh",
            "g",
            "gh",
            "n",
            "ch",
            "chh",
            "j",
            "jh",
            "n",
            "t",
            "th",
            "d",
            "dh",
            "n",
            "t",
            "th",
            "d",
            "dh",
            "n",
            "n",
            "p",
            "ph",
            "b",
            "bh",
            "m",
            "y",
            "r",
            "r",
            "l",
            "l",
            "zh",
            "v",
            "sh",
            "sh",
            "s",
            "h",
        ],
        strict=True,
    )
)
_NUKTA = {"क": "q", "ख": "kh", "ग": "g", "ज": "z", "ड": "d", "ढ": "dh", "फ": "f", "य": "y"}
_VOWELS = dict(
    zip(
        "अआइईउऊऋऌऍऎएऐऑऒओऔ",
        ["a", "a", "i", "i", "u", "u", "ri", "li", "e", "e", "e", "ai", "o", "o", "o", "au"],
        strict=True,
    )
)
_SIGNS = dict(
    zip(
        "ािीुूृॄॅॆेैॉॊोौ",
        ["a", "i", "i", "u", "u", "ri", "ri", "e", "e", "e", "ai", "o", "o", "o", "au"],
        strict=True,
    )
)
_LENGTH_MARKS = {"\u0955": "e", "\u0956": "ai", "\u0957": "au"}
_LABIALS = frozenset("पफबभम")
_VIRAMA = "\u094d"
_NUKTA_SIGN = "\u093c"
_VOICED = {"k": "g", "p": "b"}
_DIGIT_ZERO = 0x0966

# In a word on its way to Latin letters each sound is one character: an inherent vowel, the "w" of "swad", letters
# that have a dot.
_INHERENT, _W = "\ue000\ue001"
_DOTTED = tuple((letter + _NUKTA_SIGN, chr(0xE002 + at)) for at, letter in enumerate(_NUKTA))
_SPOKEN = str.maketrans(
    {
        **_CONSONANTS,
        **_VOWELS,
        **_SIGNS,
        **_LENGTH_MARKS,
        **{new: _NUKTA[old[0]] for old, new in _DOTTED},
        _INHERENT: "a",
        _W: "w",
        "ं": "n",
    }
)
_UNHEARD = dict.fromkeys(map(ord, (_VIRAMA, _NUKTA_SIGN, "ः")))
_ANY_CONSONANT = f"{''.join(_CONSONANTS)}{_W}{''.join(new for _, new in _DOTTED)}"
_ANY_SIGN = "".join((*_SIGNS, *_LENGTH_MARKS))
_ANY_VOWEL = f"{_INHERENT}{''.join(_VOWELS)}{_ANY_SIGN}"
_STRAY = re.compile(f"(?<![{_ANY_CONSONANT}{_NUKTA_SIGN}])[{_ANY_SIGN}]|[{''.join(_VOWELS)}]{_VIRAMA}")
_V_AS_W = re.compile(f"(?<=[{_VIRAMA}0-9])व")
_BARE = re.compile(f"(?<=[{_ANY_CONSONANT}])(?![{_ANY_SIGN}{_VIRAMA}{_NUKTA_SIGN}])")
_DROPPED_AT_END = re.compile(f"^{_INHERENT}(?=[{_ANY_CONSONANT}]ं?[{_ANY_VOWEL}])", re.MULTILINE)
_DROPPED_WITHIN = re.compile(
    f"[{_ANY_VOWEL}][{_ANY_CONSONANT}]{_INHERENT}(?=[{_ANY_CONSONANT}][{_ANY_VOWEL}])"
)
_NASAL_LABIAL = re.compile(f"ं(?=[{''.join(_LABIALS)}])")

_LETTERS = {
    "एफ": "f",
    "एच": "h",
    "एल": "l",
    "एम": "m",
    "एन": "n",
    "एस": "s",
    "एक्स": "x",
    "डब्ल्यू": "w",
    "डब्लू": "w",
    "डब्ल्यु": "w",
    "क्यू": "q",
    "क्यु": "q",
    "आई": "i",
    "आइ": "i",
    "ऐ": "i",
    "आर": "r",
    "वाई": "y",
    "वाइ": "y",
    "वाय": "y",
    "जेड": "z",
    "ज़ेड": "z",
    "जे": "j",
    "बी": "b",
    "बि": "b",
    "सी": "c",
    "सि": "c",
    "डी": "d",
    "डि": "d",
    "जी": "g",
    "जि": "g",
    "के": "k",
    "पी": "p",
    "पि": "p",
    "टी": "t",
    "टि": "t",
    "यू": "u",
    "यु": "u",
    "वी": "v",
    "वि": "v",
    "ए": "a",
    "ई": "e",
    "इ": "e",
    "ओ": "o",
}
_LETTER = re.compile(
    "(?:"
    + "|".join(sorted((re.escape(name) for name in _LETTERS), key=len, reverse=True))
    + r"|[0-9])\u094d?"
)
_INDIC_RUN = re.compile(r"[\u0900-\u0d7f]+")
_INDIC = re.compile(r"[\u0900-\u0d7f]")
_BEYOND = re.compile(r"[\u0964-\u096f\u0980-\u0d7f\u090e]")
_WORDS = re.compile(r"\S+")


class _Syllable(NamedTuple):
    """One consonant or vowel: `vowel` is None for the inherent one and empty where a virama took it away."""

    consonant: str
    vowel: str | None
    nasal: str


def has_indic(text: str) -> bool:
    """Whether a text has a letter or a digit of an Indic script."""
    return _INDIC.search(text) is not None


def _of_devanagari(code: int) -> str:
    """The letter of Devanagari, or the digit, that stands where another block has one."""
    char = chr(code)
    if char in "।॥":
        return " "
    if char in "ൺൻർൽൾൿ":
        return dict(zip("ൺൻർൽൾൿ", "णनरलळक", strict=True))[char] + _VIRAMA
    if char in "ৎੱੰ":
        return {"ৎ": "त" + _VIRAMA, "ੱ": "", "ੰ": "ं"}[char]
    place = _FIRST_BLOCK + code % _BLOCK
    if _DIGIT_ZERO <= place <= _DIGIT_ZERO + 9:
        return str(place - _DIGIT_ZERO)
    return chr(place).replace("ऎ", "ए")


_TO_DEVANAGARI = {
    code: letter for code in range(_FIRST_BLOCK, _BLOCKS_END) if (letter := _of_devanagari(code)) != chr(code)
}


def as_devanagari(text: str) -> str:
    """A text whose Indic letters, of any block, are those of Devanagari that stand at the same place."""
    if not has_indic(text):
        return text
    plain = unicodedata.normalize("NFKC", text.translate(_JOINERS))
    return plain if _BEYOND.search(plain) is None else plain.translate(_TO_DEVANAGARI)


def spelled_letters(word: str) -> str | None:
    """The abbreviation that a word spells by the English names of its letters ("सीबीसी" is "cbc"), else None."""
    letters: list[str] = []
    place = 0
    while place < len(word):
        found = _LETTER.match(word, place)
        if found is None:
            return None
        name = found.group().removesuffix(_VIRAMA)
        letters.append(_LETTERS.get(name, name))
        place = found.end()
    return "".join(letters) or None


def _syllables(word: str) -> list[_Syllable]:
    out: list[_Syllable] = []
    for place, char in enumerate(word):
        if char in _CONSONANTS:
            sound = "w" if char == "व" and out and out[-1].vowel == "" else _CONSONANTS[char]
            out.append(_Syllable(sound, None, ""))
        elif char in _VOWELS:
            out.append(_Syllable("", _VOWELS[char], ""))
        elif char in _SIGNS or char in _LENGTH_MARKS:
            vowel = _SIGNS.get(char) or _LENGTH_MARKS[char]
            if out and out[-1].vowel is None:
                out[-1] = out[-1]._replace(vowel=vowel)
        elif char == _VIRAMA:
            if out:
                out[-1] = out[-1]._replace(vowel="")
        elif char == _NUKTA_SIGN:
            if place and out:
                out[-1] = out[-1]._replace(consonant=_NUKTA.get(word[place - 1], out[-1].consonant))
        elif char in "ंँ":
            if out:
                following = word[place + 1 : place + 2]
                out[-1] = out[-1]._replace(nasal="m" if following in _LABIALS and following else "n")
        elif char not in "ः":
            out.append(_Syllable(char, "", ""))
    return out


def _without_inherent_vowels(syllables: list[_Syllable]) -> list[_Syllable]:
    """Hindi speech drops an inherent vowel at the end of a word and between vowel-consonant and consonant-vowel."""
    out = list(syllables)
    last = len(out) - 1
    if last > 0 and out[last].vowel is None and not out[last].nasal and out[last - 1].vowel != "":
        out[last] = out[last]._replace(vowel="")
    for place in range(last - 1, 0, -1):
        here, before, after = out[place], out[place - 1], out[place + 1]
        if (
            here.vowel is None
            and not here.nasal
            and here.consonant
            and before.vowel != ""
            and not before.nasal
            and after.consonant
            and after.vowel != ""
        ):
            out[place] = here._replace(vowel="")
    return out


def _joined(syllables: list[_Syllable]) -> str:
    text = "".join(
        part.consonant + ("a" if part.vowel is None else part.vowel) + part.nasal for part in syllables
    )
    return _usual(text)


def _usual(text: str) -> str:
    return text.replace("jn", "gy").replace("chch", "cch")


def _romanised(word: str, *, drop: bool) -> str:
    syllables = _syllables(word)
    return _joined(_without_inherent_vowels(syllables) if drop else syllables)


def _block(word: str) -> int:
    first = next(ord(char) for char in word if _FIRST_BLOCK <= ord(char) < _BLOCKS_END)
    return first - first % _BLOCK


def _tamil(syllables: list[_Syllable]) -> list[_Syllable]:
    """Tamil writes one letter for a stop and its voiced fellow: voiced between vowels and after a nasal."""
    out = list(syllables)
    for place, part in enumerate(syllables):
        before = syllables[place - 1] if place else None
        after_nasal = before is not None and before.vowel == "" and before.consonant in ("n", "m")
        between = before is not None and before.vowel != "" and part.vowel != ""
        if part.consonant == "ch" and (before is None or before.vowel != "") and part.vowel != "":
            out[place] = part._replace(consonant="s")
        elif part.consonant in _VOICED and (between or after_nasal):
            out[place] = part._replace(consonant=_VOICED[part.consonant])
    return out


def by_sound(word: str) -> str:
    """One Indic word in Latin letters, as it sounds; other characters stay as they are."""
    return _by_sound(as_devanagari(word))


def by_sounds(words: Iterable[str]) -> dict[str, str]:
    """Words in Devanagari, each as it sounds; many at once take far less time."""
    listed = list(words)
    return dict(zip(listed, _by_sound("\n".join(listed)).split("\n"), strict=True))


def _by_sound(lines: str) -> str:
    for old, new in _DOTTED:
        lines = lines.replace(old, new)
    lines = _BARE.sub(_INHERENT, _V_AS_W.sub(_W, _STRAY.sub("", lines))).replace("ँ", "ं").translate(_UNHEARD)
    # Where a vowel is heard depends on what follows, so that words are gone through from their ends.
    backwards = _DROPPED_AT_END.sub("", lines[::-1])
    lines = _DROPPED_WITHIN.sub(lambda found: found.group()[:-1], backwards)[::-1]
    return _usual(_NASAL_LABIAL.sub("m", lines).translate(_SPOKEN))


def _name_word(word: str) -> str:
    if not has_indic(word):
        letters = "".join(char for char in word if not unicodedata.category(char).startswith("S"))
        return letters if letters.isascii() else anyascii(letters)
    plain = as_devanagari(word)
    usual = name_spellings().get(plain)
    if usual is not None:
        return usual
    block = _block(word)
    if block == _TAMIL:
        latin = _joined(_tamil(_syllables(plain)))
    else:
        latin = _romanised(plain, drop=block in _VOWEL_DROPPING)
    return latin if latin.isascii() else anyascii(latin)


def _each_word(text: str, change: Callable[[str], str]) -> str:
    return _WORDS.sub(lambda found: change(found.group()), text)


def latin_name(text: str) -> str:
    """A person's name in the Latin letters that are usual for it: "सुनीता देवी" is "Sunita Devi".

    A name that is in Latin letters already comes back unchanged.
    """
    if text.isascii() or all(char.isascii() or "LATIN" in unicodedata.name(char, "") for char in text):
        return text
    latin = " ".join(_each_word(text.translate(_JOINERS), _name_word).split())
    return " ".join(word[:1].upper() + word[1:] for word in latin.split(" "))
