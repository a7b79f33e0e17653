"""The words of the knowledge, made ready for looking up, and the phrases that a text has of them.

Spellings of one word share its phrases, Indic words are heard in Latin letters, and phrases are kept without the
spaces between their words, so that "HbA1c", "hb a1c", "HBA 1C" and "एचबीए1सी" are one.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from dialogs.understanding import scripts, spelling
from dialogs.understanding.knowledge import load

LONGEST_TEXT = 600
"""Characters of a text that are read; what comes after them is not."""

STARTS = frozenset({"measured", "name"})
"""Kinds of features that a test can be asked for by; the others only describe it."""

ASKING = frozenset({"<test>", "<checkup>", "<package>", "<profile>"})
"""The names of words that ask for something to be tested."""

_LONGEST_PHRASE = 7
_LONGEST_NAME = 3
_GUESSED = 0.8
_LEAST_GUESSED = 6
_SOUNDS_THE_SAME = 0.95
# Words of these kinds are not other spellings of one another.
_UNNAMED = frozenset(
    {
        *("plain form", "word", "male", "female", "imaging", "medicine", "doctor"),
        *("not before", "not after", "not either", "not", "not refusal", "but", "and", "or"),
    }
)
# Words of these kinds are recognised when misspelt.
_MISSPELT = frozenset(
    {"measured", "specimen", "usual specimen", "form", "test", "checkup", "package", "word"}
)
# A phrase made of names and one of these says no more than its parts.
_GENERAL = frozenset({"test", "checkup", "package", "form"})
_TOKEN = re.compile(r"[a-z0-9]+|[\u0900-\u0d7f0-9]+|[^\W_]+|[,;+&/|\n•–-]|\.(?=\s|$)")
_SEPARATORS = frozenset(",;+&/|\n•.")
_STROKE = re.compile(r"\b([a-z])\s?[/&]\s?([a-z])\b")
_HYPHENED = re.compile(r"\b([a-z]{1,3})-(\d+)\b")
_SIMPLE = re.compile(r"[a-z0-9 ]*")
_ODD_LINE = re.compile(r"^[a-z0-9 ]*[^a-z0-9 \n].*$", re.MULTILINE)
_DECIMAL = re.compile(r"(?<=\d)[,.](?=\d)")
_POSSESSIVE = re.compile(r"['’`]s\b|['’`]")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b|\b[a-z](?:\.[a-z])+\b")


class Token(NamedTuple):
    """One word of a text: as written, and as the word that was meant.

    `apart`: a separator stands before it; `loud`: written in capitals or spelt by its letters; `small`: an everyday
    word; `known`: the knowledge or the catalogue has it.
    """

    written: str
    word: str
    apart: bool
    loud: bool
    small: bool
    rule: spelling.Rule
    nearness: float
    known: bool


Phrase = tuple[tuple[str, ...], str]
"""The features that a phrase of the knowledge stands for, and how it is said there."""


class Span(NamedTuple):
    """A phrase in a text, from one token to before another, and how near the text is to it."""

    start: int
    end: int
    features: tuple[str, ...]
    said: str
    why: str
    nearness: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by the words in them, spellers, and the kind of each feature. A value, safe to share.

    `names`: the keys of whole names of a catalogue; `canon`: the feature that a word alone stands for.
    """

    phrases: Mapping[str, Phrase]
    canon: Mapping[str, str]
    kinds: Mapping[str, str]
    names: frozenset[str]
    speller: spelling.Speller
    guessable: tuple[str, ...] = field(repr=False)
    general: frozenset[str]
    small: frozenset[str] = field(repr=False)
    particles: frozenset[str] = field(repr=False)
    before_name: frozenset[str] = field(repr=False)

    def kind_of(self, feature: str) -> str:
        """The kind of a feature; what the knowledge does not say is measured."""
        return self.kinds.get(feature, "measured")

    def is_a(self, span: Span, *kinds: str) -> bool:
        """Whether a phrase has a feature of one of some kinds."""
        return any(self.kinds.get(feature, "measured") in kinds for feature in span.features)


def key_of(tokens: Iterable[str]) -> str:
    return "".join(tokens)


def written_words(text: str) -> list[tuple[str, bool, bool]]:
    """The words of a text, in lower case, each with: a separator stands before it, and it was in capitals."""
    if _SIMPLE.fullmatch(text):
        return [(word, False, False) for word in text.split()]
    capitals = {word.casefold() for word in re.findall(r"\b[A-Z][A-Z0-9]+\b", text)}
    if text.isupper():
        capitals = set()
    return _words_in(_plain(text), capitals)


def _plain(text: str) -> str:
    """A text in small letters, Indic ones as Devanagari, with an abbreviation's marks left out."""
    small = spelling.plain(text)
    if scripts.has_indic(small):
        small = scripts.as_devanagari(small)
    small = _POSSESSIVE.sub("", _DECIMAL.sub("", small))
    small = _HYPHENED.sub(r"\1\2", small)
    small = _STROKE.sub(r"\1\2", small)
    return _DOTTED.sub(lambda found: found.group().replace(".", "") + " ", small)


def _words_in(small: str, capitals: Container[str] = ()) -> list[tuple[str, bool, bool]]:
    out: list[tuple[str, bool, bool]] = []
    apart = False
    for found in _TOKEN.finditer(small):
        word = found.group()
        if word in _SEPARATORS:
            apart = True
        elif word not in "–-":
            out.append((word, apart, word in capitals))
            apart = False
    return out


def ways(word: str) -> tuple[str, ...]:
    """How a word of the knowledge may come in: folded; an Indic one by its letters and by its sound."""
    return _ways(word, scripts.by_sound(word)) if scripts.has_indic(word) else (spelling.fold(word),)


def _ways(word: str, heard: str) -> tuple[str, ...]:
    letters = scripts.spelled_letters(word)
    if letters is not None and len(letters) == 1:
        return (letters,)
    heard = spelling.fold(heard.lower())
    return (heard,) if letters is None or letters == heard else (letters, heard)


def name_key(name: str) -> str:
    return key_of(ways(word)[0] for word, _, _ in written_words(name))


def _apart_from(kept: Sequence[str], word: str) -> bool:
    """Whether a word is more than another spelling of those that are kept."""
    return all(OSA.distance(word, other, score_cutoff=2) > 2 for other in kept)


def _without(particles: frozenset[str], listed: list[str]) -> list[str]:
    """The words of a phrase without particles, unless there is nothing else."""
    if particles.isdisjoint(listed):
        return listed
    kept = [word for word in listed if word not in particles]
    return kept if kept and not key_of(kept).isdigit() else listed


def _variants(heard: Sequence[tuple[str, ...]], particles: frozenset[str]) -> list[tuple[str, ...]]:
    """The ways in which a phrase with Indic words may come in, by letters and by sound."""
    kept = [way for way in heard if particles.isdisjoint(way)] or heard
    return [
        tuple([way[min(at, len(way) - 1)] for way in kept]) for at in range(max(map(len, kept), default=0))
    ]


@cache
def lexicon() -> Lexicon:
    """The lexicon of the knowledge alone, made once a process."""
    known = load()
    particles = known.particles
    text = "\n".join(["\n".join(listed) for _, listed in known.says])
    folded = spelling.folded_in(text)
    odd = set(_ODD_LINE.findall(text))
    literal: dict[str, Phrase] = {}
    spoken: list[Sequence[str]] = []
    spoken_as: list[Phrase] = []
    alone: dict[str, list[str]] = {}
    heard_latin: list[str] = []
    heard_indic: list[str] = []
    canon: dict[str, str] = {}

    names = {
        meant: f"<{meant[0]}>"
        for meant, _ in known.says
        if len(meant) == 1 and known.classes.get(meant[0]) not in _UNNAMED
    }

    def learn(key: str, tokens: Sequence[str], phrase: Phrase) -> None:
        former = literal.setdefault(key, phrase)
        if former is not phrase and former[0] == phrase[0] and former[1].count(" ") < phrase[1].count(" "):
            literal[key] = phrase
        if len(tokens) > 1:
            spoken.append(tokens)
            spoken_as.append(phrase)
        elif phrase[0] in names:
            canon.setdefault(key, names[phrase[0]])

    # Latin letters first: an Indic word that sounds like one does not take its place.
    for meant, listed in known.says:
        is_misspelt = known.classes.get(meant[0], "measured") in _MISSPELT
        for said in listed:
            if said in odd:
                if not said.isascii():
                    continue
                tokens = [spelling.fold(word) for word, _, _ in written_words(said)]
            elif " " in said:
                tokens = [folded.get(word, word) for word in said.split()]
            else:
                tokens = [folded.get(said, said)]
            if len(tokens) > 1:
                tokens = _without(particles, tokens)
            if not tokens:
                continue
            key = key_of(tokens)
            learn(key, tokens, (meant, said))
            heard_latin += tokens
            if len(tokens) == 1 and is_misspelt and key not in known.precise:
                others = alone.setdefault(meant[0], [])
                if _apart_from(others, key):
                    others.append(key)
    indic_says = [(meant, said) for meant, listed in known.says for said in listed if not said.isascii()]
    plain = [
        [word for word, _, _ in _words_in(small)]
        for small in _plain("\n".join([said for _, said in indic_says])).split("\n")
    ]
    by_sound = scripts.by_sounds(dict.fromkeys([word for small in plain for word in small]))
    heard_as = {word: _ways(word, heard) for word, heard in by_sound.items()}
    for (meant, said), written in zip(indic_says, plain, strict=True):
        heard = [heard_as[word] for word in written]
        for way in _variants(heard, particles):
            key = key_of(way)
            if key:
                learn(key, way, (meant, said))
                heard_indic += way
    latin = dict.fromkeys(heard_latin)
    indic = dict.fromkeys(heard_indic)
    phrases = dict(literal)
    for together, phrase in zip(spoken, spoken_as, strict=True):
        named = [canon[token] for token in together if token in canon]
        if named and (
            len(named) < len(together) or not any(known.classes.get(name[1:-1]) in _GENERAL for name in named)
        ):
            phrases.setdefault(key_of([canon.get(token, token) for token in together]), phrase)
    small = frozenset(way for word in known.everyday for way in ways(word)) | frozenset(known.people)
    targets = [word for words in alone.values() for word in words]
    whole = frozenset(word for word, name in canon.items() if known.classes.get(name[1:-1]) != "part")
    parts = [word for word in latin if word not in whole and word not in known.precise]
    speller = spelling.knowing(spelling.speller(targets, parts), [*latin, *indic])
    return Lexicon(
        kinds=known.classes,
        names=frozenset(),
        phrases=phrases,
        canon=canon,
        speller=speller,
        guessable=(*targets, *parts),
        general=frozenset(word for word, name in canon.items() if name in ASKING),
        small=small,
        particles=particles,
        before_name=known.around["before_name"],
    )


@cache
def _guessing() -> spelling.Speller:
    """Every word of the knowledge's phrases, to guess from; made when a message first needs it, as is the next."""
    return spelling.any_of(lexicon().guessable)


@cache
def _small_sounds() -> frozenset[str]:
    """How everyday words sound, that a word which sounds like one is not taken for a test."""
    return frozenset(spelling.sounds(word for word in lexicon().small if len(word) > 2)) - {"sugar"}


def _heard(known: spelling.Speller, word: str) -> tuple[str, bool]:
    """An Indic word as Latin letters; whether it spelt an abbreviation."""
    letters = scripts.spelled_letters(word)
    if letters is not None and ((len(letters) == 1 and word != "के") or letters in known.words):
        return letters, len(letters) > 1
    return scripts.by_sound(word).lower(), False


def _resolve(words: Lexicon, written: str, apart: bool, loud: bool) -> list[Token]:
    indic = scripts.has_indic(written)
    if indic:
        heard, spelt = _heard(words.speller, written)
        word = spelling.fold(heard)
        loud = spelt
    else:
        word = spelling.fold(written)
    if word in words.speller.words and (not indic or loud or word not in words.small):
        return [Token(written, word, apart, loud, word in words.small, "as written", 1.0, True)]
    if word in words.small:
        return [Token(written, word, apart, loud, True, "as written", 1.0, True)]
    if any(char.isdigit() for char in word) and not any(char.isdigit() for char in word.strip("0123456789")):
        meant = spelling.correct(words.speller, word) if len(word) > 3 else None
        if meant is None:
            return [Token(written, word, apart, loud, True, "as written", 1.0, False)]
    meant = spelling.correct(words.speller, word, by_ear=indic)
    same_sound = meant is not None and meant.rule == "by ear" and meant.nearness >= _SOUNDS_THE_SAME
    if not same_sound and len(word) > 2 and spelling.sound(word) in _small_sounds():
        return [Token(written, word, apart, loud, True, "as written", 1.0, True)]
    parts = None if indic else spelling.two_words(words.speller, word, words.canon, words.general)
    if parts is not None and (meant is None or meant.nearness < _SOUNDS_THE_SAME):
        first, second = parts
        return [
            Token(written, first, apart, loud, False, "two words in one", 0.95, True),
            Token("", second, False, loud, False, "two words in one", 0.95, True),
        ]
    if meant is not None:
        return [Token(written, meant.word, apart, loud, False, meant.rule, meant.nearness, True)]
    return [Token(written, word, apart, loud, False, "as written", 1.0, False)]


def _joined_letters(tokens: list[tuple[str, bool, bool]]) -> list[tuple[str, bool, bool]]:
    """Runs of the names of letters in an Indic script ("टी एस एच") as one word."""
    out: list[tuple[str, bool, bool]] = []
    run: list[str] = []
    run_apart = False

    def close() -> None:
        if len(run) > 1:
            out.append(("".join(scripts.spelled_letters(word) or "" for word in run), run_apart, True))
        elif run:
            out.append((run[0], run_apart, False))
        run.clear()

    for at, (word, apart, loud) in enumerate(tokens):
        letters = scripts.spelled_letters(word) if scripts.has_indic(word) else None
        if word == "के" and not (run and at + 1 < len(tokens) and scripts.spelled_letters(tokens[at + 1][0])):
            letters = None
        if letters is not None and len(letters) == 1 and not (apart and run):
            if not run:
                run_apart = apart
            run.append(word)
            continue
        close()
        out.append((word, apart, loud))
    close()
    return out


# The English names of letters as Hindi speakers write them: "el ef ti" is "lft".
_LETTERS_SAID = {
    said: letter
    for letter, names in {
        "a": "e ay", "b": "bi bee", "c": "si see", "d": "di dee", "e": "ee i", "f": "ef eff", "g": "ji jee", "h": "ech eich aich etch",
        "i": "aai ai", "j": "je jay", "k": "ke kay", "l": "el ell", "m": "em", "n": "en", "o": "o", "p": "pi pee", "q": "kyu",
        "r": "aar ar", "s": "es ess", "t": "ti tee", "u": "yu", "v": "vi vee", "x": "eks", "z": "zed",
    }.items()
    for said in names.split()
}  # fmt: skip
_FEWEST_LETTERS = 3


def _said_letters(words: Lexicon, tokens: list[tuple[str, bool, bool]]) -> list[tuple[str, bool, bool]]:
    """Runs of letters' names in Latin letters as one word, where they spell an abbreviation that is known."""
    out: list[tuple[str, bool, bool]] = []
    place = 0
    while place < len(tokens):
        stop = place
        while (
            stop < len(tokens) and tokens[stop][0] in _LETTERS_SAID and not (stop > place and tokens[stop][1])
        ):
            stop += 1
        spelt = ""
        for end in range(stop, place + _FEWEST_LETTERS - 1, -1):
            spelt = "".join(_LETTERS_SAID[word] for word, _, _ in tokens[place:end])
            if spelt in words.speller.words and spelt in words.phrases:
                out.append((spelt, tokens[place][1], True))
                place = end
                break
        else:
            out.append(tokens[place])
            place += 1
    return out


def tokens_of(words: Lexicon, text: str) -> list[Token]:
    """The words of a text as the words that were meant, without particles such as "of" and "ka"."""
    written = written_words(text[:LONGEST_TEXT])
    if scripts.has_indic(text):
        written = _joined_letters(written)
    elif sum(word in _LETTERS_SAID for word, _, _ in written) >= _FEWEST_LETTERS:
        written = _said_letters(words, written)
    out: list[Token] = []
    apart = False
    naming = 0
    for at, (word, stands_apart, loud) in enumerate(written):
        apart = apart or stands_apart
        following = written[at + 1][0] if at + 1 < len(written) else ""
        if word in words.particles and not (following.isdigit() and word + following in words.phrases):
            continue
        made = _resolve(words, word, apart, loud)
        if made[0].word in words.particles and scripts.has_indic(word):
            continue
        if naming and not apart and made[0].rule != "as written":
            # What follows "my name is" is a name, however near it is to a test.
            made = [Token(word, word, apart, loud, True, "as written", 1.0, False)]
        if made[0].word in words.before_name:
            naming = _LONGEST_NAME
        elif apart or (made[0].small and made[0].known and made[0].word != "is"):
            naming = 0
        else:
            naming -= naming > 0
        out.extend(made)
        apart = False
    return out


def _chance(piece: Sequence[Token]) -> bool:
    """Whether everyday words only happen to read as a name when their spaces are left out ("do a", "he 4")."""
    return any(t.small and len(t.word) > 1 for t in piece)


def spans_of(words: Lexicon, tokens: Sequence[Token]) -> list[Span]:
    """The longest phrases, from left to right."""
    spans: list[Span] = []
    guesses = {
        t.word: spelling.guess(_guessing(), t.word)
        for t in tokens
        if not t.known and not t.small and not scripts.has_indic(t.written)
    }
    place = 0
    while place < len(tokens):
        end = place + 1
        while end < len(tokens) and end - place < _LONGEST_PHRASE and not tokens[end].apart:
            end += 1
        # A mark such as "/" within an abbreviation ("PT/INR") does not part it.
        wide = min(len(tokens), place + _LONGEST_PHRASE)
        found: Span | None = None
        for stop in range(max(end, wide), place, -1):
            parted = stop > end
            piece = tokens[place:stop]
            unsure = (
                parted
                or len(piece) < 2
                or all(t.known for t in piece)
                or not any(t.known for t in piece)
                or sum(len(t.word) for t in piece) < _LEAST_GUESSED
            )
            for how in ("written", "meant", "canon") if unsure else ("written", "meant", "canon", "guess"):
                exact = how == "written"
                if exact:
                    key = key_of(spelling.fold(t.written) for t in piece)
                elif how == "meant":
                    key = key_of(t.word for t in piece)
                elif how == "canon":
                    key = key_of(words.canon.get(t.word, t.word) for t in piece)
                else:
                    meant = [t.word if t.known else (guesses.get(t.word) or t.word) for t in piece]
                    key = key_of(meant)
                    if key not in words.phrases:
                        key = key_of(words.canon.get(word, word) for word in meant)
                phrase = words.phrases.get(key)
                if phrase is None:
                    continue
                features, said = phrase
                if (
                    len(piece) == 1
                    and piece[0].small
                    and not piece[0].loud
                    and scripts.has_indic(piece[0].written)
                    and any(words.kind_of(name) in STARTS for name in features)
                ):
                    continue
                size = said.count(" ") + 1
                if size < len(piece) and _chance(piece):
                    continue
                short = len(key) <= 7 and size >= len(piece)
                if parted and not short and key not in words.names:
                    continue
                nearness = 1.0 if exact else _GUESSED if how == "guess" else min(t.nearness for t in piece)
                rules = [] if exact else sorted({t.rule for t in piece if t.rule != "as written"})
                if how == "guess":
                    rules = ["misspelt"]
                heard = " ".join(t.written for t in piece if t.written)
                why = f"“{heard}” ({', '.join(rules)}) is “{said}”" if rules else f"“{heard}”"
                found = Span(place, stop, features, said, why, nearness)
                break
            if found:
                break
        if found is None:
            place += 1
        else:
            spans.append(found)
            place = found.end
    return spans
