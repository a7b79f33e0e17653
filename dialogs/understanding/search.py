"""Tests and packages in what a patient says, over any lab's catalogue.

Names and words are both read as features ("FBS", "khali pet sugar" and "Glucose, Fasting" are glucose and fasting);
an item answers a wish by the features that they share, and loses by those that nobody asked for. What a general word
usually means ("thyroid", "blood test") is written in the knowledge, in order.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from dialogs.catalogue import Item
from dialogs.understanding import scripts, spelling
from dialogs.understanding.knowledge import Knowledge, features, load
from dialogs.understanding.readings import Gender, Hit, TestMention

LONGEST_TEXT = 600
"""Characters of a text that are read; what comes after them is not."""

_LONGEST_PHRASE = 7
_FLOOR = 0.3
_REACH = 0.45
_CLEAR_LEAD = 0.1
_SURE_NEARNESS = 0.8
_SURE_SCORE = 0.6
_SOUNDS_THE_SAME = 0.95
_MOST_EXTRA = 0.6
_MOST_UNITS = 20

# What a feature of a class is worth when asked for, and costs an item when nobody asked for it.
_WORTH: Mapping[str, tuple[float, float]] = {
    "measured": (1.0, 0.25),
    "name": (1.0, 0.12),
    "word": (0.15, 0.01),
    "specimen": (0.7, 0.35),
    "usual specimen": (0.08, 0.0),
    "form": (0.5, 0.2),
    "plain form": (0.3, 0.02),
    "package": (0.5, 0.15),
    "checkup": (0.1, 0.0),
    "sex": (0.3, 0.02),
}
_STARTS = frozenset({"measured", "name"})
# Words of these classes are not other spellings of one another.
_UNNAMED = frozenset(
    {
        "plain form",
        "male",
        "female",
        "imaging",
        "medicine",
        "doctor",
        "not before",
        "not after",
        "not",
        "not refusal",
        "but",
        "word",
    }
)
_DESCRIBES = frozenset(_WORTH) - _STARTS - {"checkup"}
_TOKEN = re.compile(r"[a-z0-9]+|[\u0900-\u0d7f0-9]+|[^\W_]+|[,;+&/|\n•–-]|\.(?=\s|$)")
# Specimens that people name for the test on them.
_GIVEN = frozenset({"urine", "stool", "semen"})
# Forms of which one item has one.
_APART = frozenset({"fasting", "post prandial", "random", "igg", "igm", "iga"})
_ASKING = frozenset({"<test>", "<checkup>", "<package>", "<profile>"})
# Words of these classes are recognised when misspelt.
_MISSPELT = frozenset(
    {"measured", "specimen", "usual specimen", "form", "test", "checkup", "package", "word"}
)
# A phrase made of names and one of these says no more than its parts.
_GENERAL = frozenset({"test", "checkup", "package", "form"})
_DOCTOR_SAID = frozenset(
    {"ne", "said", "says", "has", "told", "wrote", "prescribed", "advised", "suggested", "asked", "k"}
)
_WANTED = frozenset(
    {"add", "book", "want", "do", "karo", "kar", "karna", "karwana", "include", "need", "only", "yes"}
)
_HAS_BEFORE = frozenset({"have", "has", "having", "had", "got", "suffering"})
_HAS_AFTER = frozenset(
    {"hai", "h", "he", "hain", "tha", "thi", "problem", "patient", "rehta", "rehti", "hua", "baad", "since"}
)
_REASON_AFTER = frozenset({"me", "mein", "liye", "k", "hai", "hone", "wajah", "because"})
_REASON_BEFORE = frozenset({"for", "due", "because", "in", "during"})
_DOOR = re.compile(r"[a-z]\d{1,3}")
_PLACES = frozenset(
    {
        "nagar",
        "road",
        "colony",
        "street",
        "lane",
        "apartment",
        "apartments",
        "society",
        "vihar",
        "enclave",
        "marg",
        "block",
        "sector",
        "tower",
        "puram",
        "layout",
        "phase",
        "market",
        "chowk",
        "gali",
    }
)
_SEPARATORS = frozenset(",;+&/|\n•.")
_STROKE = re.compile(r"\b([a-z])\s?[/&]\s?([a-z])\b")
_SIMPLE = re.compile(r"[a-z0-9 ]*")
_DECIMAL = re.compile(r"(?<=\d)[,.](?=\d)")
_POSSESSIVE = re.compile(r"['’`]s\b|['’`]")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b|\b[a-z](?:\.[a-z])+\b")


class _Token(NamedTuple):
    written: str
    word: str
    apart: bool
    loud: bool
    small: bool
    rule: spelling.Rule
    nearness: float
    known: bool


class _Phrase(NamedTuple):
    features: tuple[str, ...]
    said: str


class _Span(NamedTuple):
    start: int
    end: int
    features: tuple[str, ...]
    said: str
    why: str
    nearness: float


@dataclass(slots=True)
class _Unit:
    """What is said of one test, while a text is read."""

    start: int
    end: int
    features: list[str]
    why: list[str]
    nearness: float
    asked: bool = False
    block: bool = False
    refused: bool = False


class _Entry(NamedTuple):
    id: str
    name: str
    costs: Mapping[str, float]
    extra: float
    package: bool
    sex: str | None


@dataclass(frozen=True, slots=True)
class _Words:
    """The knowledge, ready for looking up."""

    phrases: Mapping[str, _Phrase]
    canon: Mapping[str, str]
    speller: spelling.Speller
    ear: spelling.Speller
    loose: spelling.Speller
    general: frozenset[str]
    small: frozenset[str]
    small_sounds: frozenset[str]
    particles: frozenset[str]


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """A catalogue made ready for searching. Built by `build_index`; a value, safe to share."""

    entries: tuple[_Entry, ...]
    by_feature: Mapping[str, tuple[int, ...]]
    by_name: Mapping[str, int]
    phrases: Mapping[str, _Phrase]
    speller: spelling.Speller
    classes: Mapping[str, str]
    usual: Mapping[frozenset[str], tuple[tuple[int, float], ...]]
    ordinary: frozenset[frozenset[str]]
    words: _Words = field(repr=False)
    knowledge: Knowledge = field(repr=False)


# --- words


def _key(tokens: Iterable[str]) -> str:
    return "".join(tokens)


def _written_tokens(text: str) -> list[tuple[str, bool, bool]]:
    """The words of a text, in lower case, each with: a separator stands before it, and it was in capitals."""
    if _SIMPLE.fullmatch(text):
        return [(word, False, False) for word in text.split()]
    capitals = {word.casefold() for word in re.findall(r"\b[A-Z][A-Z0-9]+\b", text)}
    if text.isupper():
        capitals = set()
    small = spelling.plain(text)
    if scripts.has_indic(small):
        small = scripts.as_devanagari(small)
    small = _POSSESSIVE.sub("", _DECIMAL.sub("", small))
    small = _STROKE.sub(r"\1\2", small)
    small = _DOTTED.sub(lambda found: found.group().replace(".", "") + " ", small)
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


def _ways(word: str) -> tuple[str, ...]:
    """How a word of the knowledge may come in: folded; an Indic one by its letters and by its sound."""
    if not scripts.has_indic(word):
        return (spelling.fold(word),)
    letters = scripts.spelled_letters(word)
    if letters is not None and len(letters) == 1:
        return (letters,)
    heard = spelling.fold(scripts.by_sound(word).lower())
    return (heard,) if letters is None or letters == heard else (letters, heard)


def _name_key(name: str) -> str:
    return _key(_ways(word)[0] for word, _, _ in _written_tokens(name))


def _apart_from(kept: Sequence[str], word: str) -> bool:
    """Whether a word is more than another spelling of those that are kept."""
    return all(OSA.distance(word, other, score_cutoff=2) > 2 for other in kept)


@cache
def _words() -> _Words:
    known = load()
    particles = known.particles
    literal: dict[str, _Phrase] = {}
    spoken: list[tuple[tuple[str, ...], _Phrase]] = []
    alone: dict[str, list[str]] = {}
    latin: dict[str, None] = {}
    indic: dict[str, None] = {}
    canon: dict[str, str] = {}
    for said, meant in known.says:
        phrase = _Phrase(meant, said)
        if said.isascii():
            ways = [(spelling.fold(word),) for word, _, _ in _written_tokens(said)]
        else:
            ways = [_ways(word) for word, _, _ in _written_tokens(said)]
        kept = [way for way in ways if particles.isdisjoint(way)] or ways
        for at in range(max(map(len, kept), default=0)):
            tokens = tuple(way[min(at, len(way) - 1)] for way in kept)
            literal.setdefault(_key(tokens), phrase)
            if len(tokens) > 1:
                spoken.append((tokens, phrase))
            (latin if said.isascii() else indic).update(dict.fromkeys(tokens))
            if len(tokens) > 1:
                continue
            kind = known.classes.get(meant[0], "measured")
            if len(meant) == 1 and kind not in _UNNAMED:
                canon.setdefault(tokens[0], f"<{meant[0]}>")
            if said.isascii() and kind in _MISSPELT and tokens[0] not in known.precise:
                others = alone.setdefault(meant[0], [])
                if _apart_from(others, tokens[0]):
                    others.append(tokens[0])
    phrases = dict(literal)
    for tokens, phrase in spoken:
        named = [canon[token] for token in tokens if token in canon]
        if (
            named
            and len(named) < len(tokens)
            or named
            and not any(known.classes.get(name[1:-1]) in _GENERAL for name in named)
        ):
            phrases.setdefault(_key(canon.get(token, token) for token in tokens), phrase)
    small = frozenset(way for word in known.everyday for way in _ways(word)) | frozenset(known.people)
    targets = [word for words in alone.values() for word in words]
    parts = [word for word in latin if word not in canon and word not in known.precise]
    speller = spelling.knowing(spelling.speller(targets, parts), [*latin, *indic])
    return _Words(
        phrases=phrases,
        canon=canon,
        speller=speller,
        loose=spelling.any_of([*targets, *parts]),
        general=frozenset(word for word, name in canon.items() if name in _ASKING),
        ear=spelling.speller((word for word in indic if word not in latin), (), speller),
        small=small,
        small_sounds=frozenset(spelling.sound(word) for word in small if len(word) > 2) - {"sugar"},
        particles=particles,
    )


def _heard(index_words: spelling.Speller, word: str) -> tuple[str, bool]:
    """An Indic word as Latin letters; whether it spelt an abbreviation."""
    letters = scripts.spelled_letters(word)
    if letters is not None and ((len(letters) == 1 and word != "के") or letters in index_words.words):
        return letters, len(letters) > 1
    return scripts.by_sound(word).lower(), False


def _resolve(index: SearchIndex, written: str, apart: bool, loud: bool) -> list[_Token]:
    words = index.words
    indic = scripts.has_indic(written)
    if indic:
        heard, spelt = _heard(index.speller, written)
        word = spelling.fold(heard)
        loud = spelt
    else:
        word = spelling.fold(written)
    if word in index.speller.words and (not indic or loud or word not in words.small):
        return [_Token(written, word, apart, loud, word in words.small, "as written", 1.0, True)]
    if word in words.small:
        return [_Token(written, word, apart, loud, True, "as written", 1.0, True)]
    if any(char.isdigit() for char in word) and not any(char.isdigit() for char in word.strip("0123456789")):
        meant = spelling.correct(index.speller, word) if len(word) > 3 else None
        if meant is None:
            return [_Token(written, word, apart, loud, True, "as written", 1.0, False)]
    meant = spelling.correct(index.speller, word, by_ear=indic)
    if indic and (meant is None or meant.nearness < _SOUNDS_THE_SAME):
        heard_as = spelling.correct(words.ear, word, by_ear=True)
        meant = max((m for m in (meant, heard_as) if m is not None), key=lambda m: m.nearness, default=None)
    same_sound = meant is not None and meant.rule == "by ear" and meant.nearness >= _SOUNDS_THE_SAME
    if not same_sound and len(word) > 2 and spelling.sound(word) in words.small_sounds:
        return [_Token(written, word, apart, loud, True, "as written", 1.0, True)]
    parts = None if indic else spelling.two_words(index.speller, word, words.canon, words.general)
    if parts is not None and (meant is None or meant.nearness < _SOUNDS_THE_SAME):
        first, second = parts
        return [
            _Token(written, first, apart, loud, False, "two words in one", 0.95, True),
            _Token("", second, False, loud, False, "two words in one", 0.95, True),
        ]
    if meant is not None:
        return [_Token(written, meant.word, apart, loud, False, meant.rule, meant.nearness, True)]
    return [_Token(written, word, apart, loud, False, "as written", 1.0, False)]


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


def _tokens(index: SearchIndex, text: str) -> list[_Token]:
    written = _written_tokens(text[:LONGEST_TEXT])
    if scripts.has_indic(text):
        written = _joined_letters(written)
    out: list[_Token] = []
    apart = False
    for word, stands_apart, loud in written:
        apart = apart or stands_apart
        if word in index.words.particles:
            continue
        made = _resolve(index, word, apart, loud)
        if made[0].word in index.words.particles:
            continue
        out.extend(made)
        apart = False
    return out


def _spans(index: SearchIndex, tokens: Sequence[_Token]) -> list[_Span]:
    """The longest phrases, from left to right."""
    spans: list[_Span] = []
    guesses = {
        t.word: spelling.guess(index.words.loose, t.word)
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
        found: _Span | None = None
        for stop in range(max(end, wide), place, -1):
            parted = stop > end
            piece = tokens[place:stop]
            unsure = (
                parted
                or len(piece) < 2
                or all(t.known for t in piece)
                or not any(t.known and len(t.word) > 1 for t in piece)
            )
            for how in ("written", "meant", "canon") if unsure else ("written", "meant", "canon", "guess"):
                exact = how == "written"
                if exact:
                    key = _key(spelling.fold(t.written) for t in piece)
                elif how == "meant":
                    key = _key(t.word for t in piece)
                elif how == "canon":
                    key = _key(index.words.canon.get(t.word, t.word) for t in piece)
                else:
                    meant = [t.word if t.known else (guesses.get(t.word) or t.word) for t in piece]
                    key = _key(meant)
                    if key not in index.phrases:
                        key = _key(index.words.canon.get(word, word) for word in meant)
                phrase = index.phrases.get(key)
                if (
                    phrase is not None
                    and len(piece) == 1
                    and piece[0].small
                    and not piece[0].loud
                    and scripts.has_indic(piece[0].written)
                ):
                    if any(_class(index, name) in _STARTS for name in phrase.features):
                        continue
                short = len(key) <= 7 and phrase is not None and phrase.said.count(" ") + 1 >= len(piece)
                if phrase is None or (parted and not short and key not in index.by_name):
                    continue
                nearness = 1.0 if exact else 0.8 if how == "guess" else min(t.nearness for t in piece)
                rules = [] if exact else sorted({t.rule for t in piece if t.rule != "as written"})
                if how == "guess":
                    rules = ["misspelt"]
                heard = " ".join(t.written for t in piece if t.written)
                why = f"“{heard}” ({', '.join(rules)}) is “{phrase.said}”" if rules else f"“{heard}”"
                found = _Span(place, stop, phrase.features, phrase.said, why, nearness)
                break
            if found:
                break
        if found is None:
            place += 1
        else:
            spans.append(found)
            place = found.end
    return spans


# --- the catalogue


def _item_features(index: SearchIndex, name: str) -> tuple[list[str], list[str]]:
    """The features of an item's name, and those that stand only in its brackets."""
    name = re.sub(r"\((\w{1,2})\)", r"\1", name)
    brackets = " ".join(re.findall(r"[(\[]([^()\[\]]*)[)\]]", name))
    outside = re.sub(r"[(\[][^()\[\]]*[)\]]", " ", name) if brackets else name
    out: tuple[list[str], list[str]] = ([], [])
    for part, into in ((outside, out[0]), (brackets, out[1])):
        tokens = [
            _Token(word, way, False, False, False, "as written", 1.0, True)
            for word, _, _ in _written_tokens(part)
            if (way := _ways(word)[0]) not in index.words.particles
        ]
        place = 0
        for span in _spans(index, tokens):
            into.extend(f"={t.word}" for t in tokens[place : span.start])
            into.extend(span.features)
            place = span.end
        into.extend(f"={t.word}" for t in tokens[place:])
    return out


def _sex(index: SearchIndex, item: Item, found: Iterable[str]) -> str | None:
    if item.kind != "package":
        return None
    told = set(found)
    if "men" in told or told & {"sex male"}:
        return "male"
    if told & {"women", "pcos", "antenatal", "sex female"}:
        return "female"
    return None


def build_index(items: Iterable[Item], extra: Mapping[str, Sequence[str]] = {}) -> SearchIndex:
    """An index over a catalogue.

    `extra`: a clinic's own words for its items, each to the names or ids that it may mean, best first.
    """
    listed = list(items)
    known = load()
    words = _words()
    bare = SearchIndex(
        (),
        {},
        {},
        words.phrases,
        words.speller,
        dict(known.classes),
        {},
        frozenset(),
        words=words,
        knowledge=known,
    )
    parsed = [_item_features(bare, item.name) for item in listed]
    seen: dict[str, int] = {}
    for outside, inside in parsed:
        for name in {*outside, *inside}:
            seen[name] = seen.get(name, 0) + 1
    classes = dict(known.classes)
    phrases = dict(words.phrases)
    rare = max(6, len(listed) // 50)
    fresh: dict[str, None] = {}
    for name, times in seen.items():
        if not name.startswith("="):
            continue
        word = name[1:]
        common = times > rare or word.isdigit() or len(word) < 3 or word in words.small
        classes[name] = "word" if common else "name"
        if word not in words.small:
            phrases.setdefault(word, _Phrase((name,), word))
            fresh[word] = None
    entries: list[_Entry] = []
    by_feature: dict[str, list[int]] = {}
    by_name: dict[str, int] = {}
    for place, (item, (outside, inside)) in enumerate(zip(listed, parsed, strict=True)):
        told = dict.fromkeys([*outside, *inside])
        implied = {means for name in told for means in known.implied.get(name, ())}
        costs = {name: _WORTH.get(classes.get(name, "measured"), (0.0, 0.0))[1] for name in told}
        for name in {*implied, *inside} - (set(outside) - implied):
            costs[name] = 0.0
        if item.kind == "package":
            costs["package"] = _WORTH["package"][1]
            costs["profile"] = 0.0
        costs = {name: cost for name, cost in costs.items() if classes.get(name, "measured") in _WORTH}
        entries.append(
            _Entry(
                item.id, item.name, costs, sum(costs.values()), item.kind == "package", _sex(bare, item, told)
            )
        )
        for name in costs:
            by_feature.setdefault(name, []).append(place)
        by_name.setdefault(_name_key(item.name), place)
        by_name.setdefault(item.id.casefold(), place)
    index = SearchIndex(
        entries=tuple(entries),
        by_feature={name: tuple(places) for name, places in by_feature.items()},
        by_name=by_name,
        phrases=phrases,
        speller=spelling.speller((), fresh, words.speller),
        classes=classes,
        usual={},
        ordinary=frozenset(frozenset(features(listed)) for listed in known.ordinary),
        words=words,
        knowledge=known,
    )
    for item, (outside, _) in zip(listed, parsed, strict=True):
        phrases.setdefault(_name_key(item.name), _Phrase(tuple(outside), item.name))
    usual: dict[frozenset[str], tuple[tuple[int, float], ...]] = {}
    for asked, targets in known.usual.items():
        places: dict[int, float] = {}
        for target in targets:
            ranked = _rank(index, features(target))
            for place, score in ranked:
                if score >= max(0.8, ranked[0][1] - 0.03):
                    places.setdefault(place, 0.95 - 0.02 * min(len(places), 20))
        usual[frozenset(features(asked))] = tuple(places.items())
    return _with_own_words(index, usual, extra)


def _with_own_words(
    index: SearchIndex,
    usual: dict[frozenset[str], tuple[tuple[int, float], ...]],
    extra: Mapping[str, Sequence[str]],
) -> SearchIndex:
    phrases = dict(index.phrases)
    own: dict[str, None] = {}
    sure: list[str] = []
    for said, wanted in extra.items():
        places = [place for name in wanted if (place := _named(index, name)) is not None]
        tokens = [spelling.fold(word) for word, _, _ in _written_tokens(said)]
        kept = [word for word in tokens if word not in index.words.particles]
        if not places or not kept:
            continue
        feature = f"clinic: {said}"
        if len(places) == 1:
            sure.append(feature)
        phrases[_key(kept)] = _Phrase((feature,), said)
        own.update(dict.fromkeys(word for word in kept if not scripts.has_indic(word)))
        usual[frozenset({feature})] = tuple(
            (place, 0.99 - 0.02 * rank) for rank, place in enumerate(dict.fromkeys(places))
        )
    return SearchIndex(
        entries=index.entries,
        by_feature=index.by_feature,
        by_name=index.by_name,
        phrases=phrases,
        speller=spelling.speller(own, (), index.speller) if own else index.speller,
        classes=index.classes,
        usual=usual,
        ordinary=index.ordinary | {frozenset({feature}) for feature in sure},
        words=index.words,
        knowledge=index.knowledge,
    )


def _named(index: SearchIndex, name: str) -> int | None:
    found = index.by_name.get(name.casefold())
    return found if found is not None else index.by_name.get(_name_key(name))


# --- ranking


def _class(index: SearchIndex, name: str) -> str:
    return index.classes.get(name, "measured")


def _rank(index: SearchIndex, asked: Iterable[str]) -> list[tuple[int, float]]:
    """Entries that share a measured feature with what is asked, best first, each with its score from 0 to 1."""
    wanted = {name: _WORTH[kind][0] for name in asked if (kind := _class(index, name)) in _WORTH}
    total = sum(wanted.values())
    if not total:
        return []
    starts = [name for name in wanted if _class(index, name) in _STARTS]
    if not starts and "package" in wanted:
        starts = [name for name in wanted if _class(index, name) == "sex"]
    places = {place for name in starts for place in index.by_feature.get(name, ())}
    ranked: list[tuple[int, float]] = []
    for place in places:
        entry = index.entries[place]
        matched = 0.0
        extra = entry.extra
        for name, worth in wanted.items():
            cost = entry.costs.get(name)
            if cost is not None:
                matched += worth
                extra -= cost
        ranked.append((place, matched / total - min(extra, _MOST_EXTRA)))
    ranked.sort(key=lambda pair: (-round(pair[1], 4), pair[0]))
    return ranked


class _Answer(NamedTuple):
    places: tuple[tuple[int, float], ...]
    usual: bool


def _usual(index: SearchIndex, wanted: frozenset[str]) -> tuple[tuple[int, float], ...] | None:
    """What a general wish usually means; the sex that is named only chooses among its packages."""
    sexless = frozenset(name for name in wanted if _class(index, name) != "sex")
    for tried in (wanted, sexless, sexless - {"checkup"}):
        if tried in index.usual:
            return index.usual[tried]
    return None


def _answer(index: SearchIndex, asked: Sequence[str], gender: Gender | None) -> _Answer:
    wanted = frozenset(name for name in asked if _class(index, name) in _WORTH)
    usual = _usual(index, wanted)
    found: dict[int, float] = dict(usual or ())
    from_usual = bool(found)
    if len(found) < 5:
        lowest = min(found.values(), default=1.0)
        ranked = _rank(index, wanted)
        best = ranked[0][1] if ranked else 0.0
        for place, score in ranked:
            if score < max(_FLOOR, best - _REACH):
                break
            found.setdefault(place, score if not from_usual else min(score, lowest - 0.15))
    other = {"male": "female", "female": "male"}.get(gender or "")
    kept = [
        (place, score) for place, score in found.items() if not other or index.entries[place].sex != other
    ]
    if gender in ("male", "female") and not wanted.isdisjoint({"package", "checkup", "men", "women"}):
        kept.sort(key=lambda pair: index.entries[pair[0]].sex != gender)
    return _Answer(tuple(kept[:5]), from_usual)


# --- reading a text


def _marks(index: SearchIndex, spans: Sequence[_Span], *kinds: str) -> list[_Span]:
    return [span for span in spans if _is(index, span, *kinds)]


def _is(index: SearchIndex, span: _Span, *kinds: str) -> bool:
    return any(_class(index, name) in kinds for name in span.features)


@dataclass(slots=True)
class _Reading:
    """A text while it is read: its tokens, what was recognised, and which token stands after a separator."""

    index: SearchIndex
    tokens: list[_Token]
    spans: list[_Span]
    units: list[_Unit] = field(default_factory=list)

    def parted(self, before: int, after: int) -> bool:
        """Whether a separator or an "and" stands between two places."""
        return any(
            self.tokens[place].apart for place in range(before, min(after + 1, len(self.tokens)))
        ) or any(before <= span.start < after and _is(self.index, span, "and", "or") for span in self.spans)

    def gap(self, before: int, after: int) -> int:
        """Words between two places that are neither particles nor marks."""
        return max(0, after - before)


def _meant(index: SearchIndex, tokens: Sequence[_Token], spans: list[_Span]) -> list[_Span]:
    """The phrases without those that only look like a test: everyday words that need company."""
    careful = index.knowledge.careful
    out: list[_Span] = []
    content = [t for t in tokens if not t.small]
    for at, span in enumerate(spans):
        written = "".join(t.word for t in tokens[span.start : span.end])
        if _DOOR.fullmatch(written) and any(t.word in _PLACES for t in tokens[span.end : span.end + 3]):
            continue
        if span.said in careful and _is(index, span, *_STARTS):
            piece = tokens[span.start : span.end]
            neighbours = [
                other
                for other in spans[max(0, at - 1) : at + 2]
                if other is not span
                and min(abs(other.start - span.end), abs(span.start - other.end)) <= 1
                and _is(index, other, *_STARTS, "test", "package", "checkup", "form", "specimen")
                and (other.said not in careful or other.start > span.start)
            ]
            alone = len(content) <= len(piece) or len(tokens) == len(piece)
            if not (neighbours or alone or any(t.loud for t in piece)):
                continue
        out.append(span)
    return out


def _units(reading: _Reading) -> list[_Unit]:
    index = reading.index
    segments: list[list[_Span]] = [[]]
    last_end = 0
    for span in reading.spans:
        if reading.parted(last_end, span.start) and segments[-1]:
            segments.append([])
        if _is(index, span, *_STARTS, *_DESCRIBES, "checkup"):
            segments[-1].append(span)
            last_end = span.end
    units: list[_Unit] = []
    waiting: list[_Span] = []
    for segment in segments:
        heads = [span for span in segment if _is(index, span, *_STARTS)]
        if not heads:
            loose = [span for span in segment if not _is(index, span, "checkup")]
            if not loose:
                if segment and units:
                    _describe(units[-1], segment[0])
                continue
            previous = units[-1] if units else None
            own = frozenset(name for span in loose for name in span.features)
            if own not in index.usual and len(loose) < len(segment):
                own |= {"checkup"}
                loose = segment if own in index.usual else loose
            if all(_is(index, span, "specimen", "usual specimen") for span in loose) and own in index.usual:
                units.append(_unit(loose))
            elif previous is not None and all(_fits(index, previous, span) for span in loose):
                for span in loose:
                    _describe(previous, span)
            elif own in index.usual:
                units.append(_unit(loose))
            else:
                waiting.extend(loose)
            continue
        made = [_unit([head]) for head in heads]
        for span in segment:
            if span in heads:
                continue
            before = next((u for u in reversed(made) if u.end <= span.start), None)
            after = next((u for u in made if u.start >= span.end), None)
            fitting = [u for u in (before, after) if u is not None and _fits(index, u, span)]
            if (
                fitting
                and fitting[0] is before
                and after in fitting
                and after.start == span.end != before.end
            ):
                fitting.reverse()
            if fitting:
                _describe(fitting[0], span)
            elif _is(index, span, "specimen") and frozenset(span.features) in index.usual:
                made.append(_unit([span]))
            elif (before or after) and _is(index, span, "package", "checkup"):
                _describe(before or after or made[0], span)
        made.sort(key=lambda u: u.start)
        for span in waiting:
            if _fits(index, made[0], span):
                _describe(made[0], span)
        waiting = []
        units.extend(made)
    return [part for unit in _gathered(reading, units)[:_MOST_UNITS] for part in _forms_apart(index, unit)]


def _heads(index: SearchIndex, unit: _Unit) -> frozenset[str]:
    return frozenset(name for name in unit.features if _class(index, name) in _STARTS)


def _gathered(reading: _Reading, units: Sequence[_Unit]) -> list[_Unit]:
    """Neighbours that speak of one measurement ("fasting and pp" + "sugar") as one."""
    index = reading.index
    out: list[_Unit] = []
    for unit in units:
        last = out[-1] if out else None
        if (
            last is not None
            and unit.start <= last.end
            and not reading.parted(last.end, unit.start)
            and _heads(index, unit)
            and _heads(index, last)
            and (_heads(index, unit) <= _heads(index, last) or _heads(index, last) <= _heads(index, unit))
        ):
            last.features.extend(name for name in unit.features if name not in last.features)
            last.why.extend(unit.why)
            last.end = max(last.end, unit.end)
            last.nearness = min(last.nearness, unit.nearness)
        else:
            out.append(unit)
    return out


def _forms_apart(index: SearchIndex, unit: _Unit) -> list[_Unit]:
    """Several forms of one measurement ("rubella igg igm"), one unit each where no item has them all."""
    forms = [name for name in unit.features if name in _APART]
    rest = [name for name in unit.features if name not in forms]
    heads = _heads(index, unit)
    if len(forms) < 2 or not heads:
        return [unit]
    with_heads = set.intersection(*(set(index.by_feature.get(name, ())) for name in heads))
    by_form = [with_heads & set(index.by_feature.get(name, ())) for name in forms]
    if not all(by_form) or set.intersection(*by_form):
        return [unit]
    return [
        _Unit(unit.start, unit.end, [*rest, form], list(unit.why), unit.nearness, unit.asked)
        for form in forms
    ]


def _unit(spans: Sequence[_Span]) -> _Unit:
    return _Unit(
        start=spans[0].start,
        end=spans[-1].end,
        features=list(dict.fromkeys(name for span in spans for name in span.features)),
        why=[span.why for span in spans],
        nearness=min(span.nearness for span in spans),
    )


def _describe(unit: _Unit, span: _Span) -> None:
    unit.features.extend(name for name in span.features if name not in unit.features)
    unit.why.append(span.why)
    unit.start = min(unit.start, span.start)
    unit.end = max(unit.end, span.end)


def _fits(index: SearchIndex, unit: _Unit, span: _Span) -> bool:
    """Whether some item has both what a unit measures and what a phrase says of it."""
    if frozenset([*unit.features, *span.features]) in index.usual:
        return True
    heads = [name for name in unit.features if _class(index, name) in _STARTS]
    with_heads = {place for name in heads for place in index.by_feature.get(name, ())}
    for head in heads:
        with_heads.update(place for place, _ in index.usual.get(frozenset({head}), ()))
    return all(with_heads & set(index.by_feature.get(name, ())) for name in span.features)


def _merged(reading: _Reading, gender: Gender | None) -> list[_Unit]:
    """Units that one item answers together ("T3 T4 TSH", "vitamin D and B12") as one."""
    index = reading.index
    units = reading.units
    out: list[_Unit] = []
    place = 0
    while place < len(units):
        taken = 1
        for size in range(min(6, len(units) - place), 1, -1):
            run = units[place : place + size]
            if len({u.refused for u in run}) > 1 or any(u.block for u in run):
                continue
            together = list(dict.fromkeys(name for u in run for name in u.features))
            heads = sum(_class(index, name) in _STARTS for name in together)
            parted = any(reading.parted(a.end, b.start) for a, b in zip(run, run[1:], strict=False))
            if frozenset(together) not in index.usual:
                plain = [
                    name for name in together if _class(index, name) not in ("package", "checkup", "sex")
                ]
                ranked = _rank(index, plain) if len(plain) < len(together) else []
                if ranked and ranked[0][1] >= 0.9:
                    together = plain
                else:
                    ranked = _rank(index, together)
                need = 0.93 if parted else 0.75
                if heads < 2 or not ranked or ranked[0][1] < need:
                    continue
            first = run[0]
            out.append(
                _Unit(
                    start=first.start,
                    end=run[-1].end,
                    features=together,
                    why=[why for u in run for why in u.why],
                    nearness=min(u.nearness for u in run),
                    asked=any(u.asked for u in run),
                    refused=first.refused,
                )
            )
            taken = size
            break
        else:
            out.append(units[place])
        place += taken
    return out


def _asked(reading: _Reading) -> None:
    """Marks the units that a word such as "test" or "jaanch" belongs to."""
    index = reading.index
    units = reading.units
    asking = ("package", "checkup")
    free: list[_Span] = []
    for mark in _marks(index, reading.spans, "test"):
        before = next((u for u in reversed(units) if u.end <= mark.start), None)
        if before is not None and mark.start - before.end <= 2 and not reading.parted(before.end, mark.start):
            before.asked = True
        else:
            free.append(mark)
    for mark in free:
        after = next((u for u in units if u.start >= mark.end), None)
        if after is not None and after.start - mark.end <= 3 and not reading.parted(mark.end, after.start):
            after.asked = True
    for unit in units:
        said = {index.words.canon.get(t.word) for t in reading.tokens[unit.start : unit.end]}
        if (
            any(_class(index, name) in asking or name == "profile" for name in unit.features)
            or said & _ASKING
        ):
            unit.asked = True
    for earlier, later in zip(reversed(units[:-1]), reversed(units), strict=False):
        gap = later.start - earlier.end
        if later.asked and (
            (gap <= 0 and not index.knowledge.weak.isdisjoint(later.features))
            or (gap <= 1 and reading.parted(earlier.end, later.start))
        ):
            earlier.asked = True
    if not any(u.asked for u in units) and len(units) == 1 and _marks(index, reading.spans, "test"):
        units[0].asked = True


def _blocked(reading: _Reading) -> None:
    """Imaging, medicines, doctors: what stands with them is not asked of a laboratory."""
    index = reading.index
    units = reading.units
    pictured = index.knowledge.pictured | index.knowledge.weak
    for mark in _marks(index, reading.spans, "imaging"):
        carried = True
        for unit in units:
            low, high = (unit.end, mark.start) if unit.end <= mark.start else (mark.end, unit.start)
            if low > high:
                continue
            of_picture = bool(pictured.intersection(unit.features)) or not _measures(index, unit)
            if unit.start >= mark.end:
                carried = carried and of_picture and not unit.asked
                unit.block = unit.block or carried
            elif of_picture and high - low <= 2 and not reading.parted(low, high):
                unit.block = unit.block or not unit.asked or high == low
    for mark in _marks(index, reading.spans, "medicine", "doctor"):
        before = next((u for u in reversed(units) if u.end <= mark.start), None)
        if before is not None and mark.start - before.end <= 1 and not reading.parted(before.end, mark.start):
            near = mark.start == before.end
            follows = reading.tokens[mark.end].word if mark.end < len(reading.tokens) else ""
            if _is(index, mark, "medicine") or (near and follows not in _DOCTOR_SAID):
                before.block = before.block or near or not before.asked
            continue
        after = next((u for u in units if u.start >= mark.end), None)
        if (
            _is(index, mark, "medicine")
            and after is not None
            and after.start - mark.end <= 1
            and not reading.parted(mark.end, after.start)
        ):
            after.block = after.block or not after.asked


def _measures(index: SearchIndex, unit: _Unit) -> bool:
    return any(_class(index, name) in _STARTS for name in unit.features)


def _reasons(reading: _Reading) -> None:
    """A complaint or disease that is only the reason for a test ("uric acid for gout", "dengue me platelet")."""
    index, units = reading.index, reading.units
    reasons = index.knowledge.weak | index.knowledge.reasons
    for unit, other in [*zip(units, units[1:], strict=False), *zip(units[1:], units, strict=False)]:
        if not reasons.intersection(unit.features) or reasons.intersection(other.features) or other.block:
            continue
        first, second = (unit, other) if unit.start < other.start else (other, unit)
        between = [t.word for t in reading.tokens[first.end : second.start]]
        if first is unit:
            stands_for = not unit.asked and 0 < len(between) <= 2 and between[0] in _REASON_AFTER
        else:
            stands_for = not unit.asked and bool(between) and between[-1] in _REASON_BEFORE
            stands_for = stands_for or (bool(between) and between[-1] in ("for", "liye") and other.asked)
        if stands_for and not reading.parted(first.end, second.start):
            unit.block = True
    conditions = reasons | index.knowledge.conditions
    for at, unit in enumerate(units):
        others = [u for u in units if not u.block and not reasons.intersection(u.features)]
        if unit.asked or not conditions.intersection(unit.features) or not any(u is not unit for u in others):
            continue
        before = reading.tokens[unit.start - 1].word if unit.start else ""
        after = reading.tokens[unit.end].word if unit.end < len(reading.tokens) else ""
        had = after in _HAS_AFTER and at + 1 < len(units)
        had = had and not any(
            _is(index, s, "or") for s in reading.spans if unit.end <= s.start < units[at + 1].start
        )
        if had or (before in _HAS_BEFORE and unit.features[0] in reasons):
            unit.block = True


def _weak(reading: _Reading) -> None:
    """Organs, symptoms and bare specimens ask for a test only with a word such as "test", or alone."""
    index = reading.index
    weak = index.knowledge.weak
    covered = {place for span in reading.spans for place in range(span.start, span.end)}
    strangers = [t for place, t in enumerate(reading.tokens) if place not in covered and not t.small]
    others = any(
        not weak.intersection(u.features) and any(_class(index, name) in _STARTS for name in u.features)
        for u in reading.units
    )
    for unit in reading.units:
        heads = [name for name in unit.features if _class(index, name) in _STARTS]
        bare = not heads
        if not bare and not all(name in weak for name in heads):
            continue
        if unit.asked:
            continue
        if bare:
            listed = len(covered) == len(reading.tokens) and not _marks(
                index, reading.spans, "male", "female"
            )
            beside = any(
                abs(gap) <= 1
                for u in reading.units
                if u is not unit and not u.block and _heads(index, u)
                for gap in (u.start - unit.end, unit.start - u.end)
                if gap >= 0
            )
            if not listed and not (beside and unit.features[0] in _GIVEN):
                unit.block = True
        elif strangers or others:
            unit.block = True


_ALLOWED_BETWEEN = 4


def _negations(reading: _Reading) -> None:
    """Marks the units that the text refuses."""
    index, units, tokens = reading.index, reading.units, reading.tokens
    starts = {span.start: span for span in reading.spans}
    ends = {span.end: span for span in reading.spans}

    def joined(left: _Unit, right: _Unit) -> bool:
        between = [s for s in reading.spans if left.end <= s.start and s.end <= right.start]
        if any(tokens[place].apart for place in range(left.end, right.start + 1)):
            return False
        if any(tokens[place].word in _WANTED for place in range(left.end, right.start)):
            return False
        return any(_is(index, s, "and", "or") for s in between) and not any(
            _is(index, s, "but", "not before", "not after", "not") for s in between
        )

    def refuse_after(mark: _Span) -> bool:
        for at, unit in enumerate(units):
            if unit.start < mark.end:
                continue
            between = range(mark.end, unit.start)
            if len(between) > _ALLOWED_BETWEEN or any(tokens[p].apart for p in (*between, unit.start)):
                return False
            if any(not tokens[p].small and p not in starts for p in between):
                return False
            if any(_is(index, s, "not refusal", "but") for s in reading.spans if s.start in between):
                return False
            if any(tokens[p].word in _WANTED for p in between):
                return False
            unit.refused = True
            for left, right in zip(units[at:], units[at + 1 :], strict=False):
                if not joined(left, right):
                    break
                right.refused = True
            return True
        return False

    def refuse_before(mark: _Span) -> bool:
        for at in range(len(units) - 1, -1, -1):
            unit = units[at]
            if unit.end > mark.start:
                continue
            between = range(unit.end, mark.start)
            if len(between) > _ALLOWED_BETWEEN or any(tokens[p].apart for p in (*between, mark.start)):
                return False
            if any(_is(index, s, "and", "but", "not refusal") for s in reading.spans if s.start in between):
                return False
            unit.refused = True
            for back in range(at - 1, -1, -1):
                if not joined(units[back], units[back + 1]):
                    break
                units[back].refused = True
            return True
        return False

    for span in reading.spans:
        follower = starts.get(span.end)
        leader = ends.get(span.start)
        if _is(index, span, "not before", "not after", "not either", "not"):
            if follower is not None and _is(index, follower, "not refusal"):
                continue
            if leader is not None and _is(index, leader, "or"):
                continue
        if _is(index, span, "not after"):
            refuse_before(span)
        elif _is(index, span, "not either"):
            if not refuse_before(span):
                refuse_after(span)
        elif _is(index, span, "not before"):
            refuse_after(span)
        elif _is(index, span, "not") and not refuse_after(span):
            refuse_before(span)


def _told_gender(reading: _Reading) -> Gender | None:
    male = bool(_marks(reading.index, reading.spans, "male"))
    female = bool(_marks(reading.index, reading.spans, "female"))
    named = {name for unit in reading.units for name in unit.features}
    male = male or "men" in named
    female = female or "women" in named
    if male == female:
        return None
    return "male" if male else "female"


def _read(index: SearchIndex, text: str) -> _Reading:
    tokens = _tokens(index, text)
    reading = _Reading(index, tokens, _meant(index, tokens, _spans(index, tokens)))
    reading.units = _units(reading)
    _asked(reading)
    _blocked(reading)
    _reasons(reading)
    _weak(reading)
    _negations(reading)
    return reading


def _mention(reading: _Reading, unit: _Unit, gender: Gender | None) -> TestMention | None:
    index = reading.index
    answer = _answer(index, unit.features, gender)
    if not answer.places:
        return None
    how = "usual meaning of" if answer.usual else "words"
    why = f"{how} {'; '.join(unit.why)}: {', '.join(unit.features)}"
    hits = tuple(
        Hit(index.entries[place].id, round(max(0.0, min(1.0, score)) * unit.nearness, 3), why)
        for place, score in answer.places
    )
    first = answer.places[0][1]
    lead = first - (answer.places[1][1] if len(answer.places) > 1 else 0.0)
    wanted = frozenset(name for name in unit.features if _class(index, name) in _WORTH)
    clear = wanted in index.ordinary if answer.usual else lead >= _CLEAR_LEAD and first >= _SURE_SCORE
    sure = (clear or len(hits) == 1) and unit.nearness >= _SURE_NEARNESS
    said = " ".join(t.written for t in reading.tokens[unit.start : unit.end] if t.written)
    return TestMention(said, hits, sure)


def _exact(index: SearchIndex, text: str) -> Hit | None:
    if len(text) > LONGEST_TEXT:
        return None
    place = index.by_name.get(_name_key(text))
    if place is None or (
        text.strip().casefold() == index.entries[place].id.casefold() and text.strip().isdigit()
    ):
        return None
    return Hit(index.entries[place].id, 1.0, f"the name “{index.entries[place].name}”")


def _all(index: SearchIndex, text: str, gender: Gender | None, *, refused: bool) -> tuple[TestMention, ...]:
    reading = _read(index, text)
    if gender is None:
        gender = _told_gender(reading)
    reading.units = [u for u in reading.units if not u.block and u.refused == refused]
    found: dict[str, TestMention] = {}
    for unit in _merged(reading, gender):
        mention = _mention(reading, unit, gender)
        if mention is not None:
            found.setdefault(mention.hits[0].item_id, mention)
    return tuple(found.values())


def mentions(index: SearchIndex, text: str, *, gender: Gender | None = None) -> tuple[TestMention, ...]:
    """The tests and packages that a text asks for, in its order; what it refuses is left out.

    `gender`: the patient's, where it is known; else what the text says of it counts. Packages for the other sex are
    not offered.
    """
    exact = _exact(index, text)
    if exact is not None:
        return (TestMention(text.strip(), (exact,), True),)
    return _all(index, text, gender, refused=False)


def refused(index: SearchIndex, text: str) -> tuple[TestMention, ...]:
    """The tests and packages that a text says it does not want."""
    return _all(index, text, None, refused=True)


def find(index: SearchIndex, query: str, limit: int = 5, *, gender: Gender | None = None) -> tuple[Hit, ...]:
    """What a query may mean, best first; empty where it asks for no test. `gender` as for `mentions`."""
    out: dict[str, Hit] = {}
    exact = _exact(index, query)
    if exact is not None:
        out[exact.item_id] = exact
    groups = [mention.hits for mention in _all(index, query, gender, refused=False)]
    for rank in range(max(map(len, groups), default=0)):
        for hits in groups:
            if rank < len(hits):
                out.setdefault(hits[rank].item_id, hits[rank])
    return tuple(out.values())[:limit]
