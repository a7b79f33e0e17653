"""A catalogue made ready for searching: what each item measures, and how well it answers a wish.

Names and wishes are both read as features ("FBS", "khali pet sugar" and "Glucose, Fasting" are glucose and fasting). An
item answers a wish by the features that they share, and loses by those that nobody asked for; what a general word
usually means ("thyroid", "blood test") is written in the knowledge, in order.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from dialogs.catalogue import Item
from dialogs.understanding import spelling
from dialogs.understanding.knowledge import features, load
from dialogs.understanding.lexicon import (
    STARTS,
    Lexicon,
    Token,
    key_of,
    lexicon,
    name_key,
    spans_of,
    ways,
    written_words,
)
from dialogs.understanding.readings import Gender

_FLOOR = 0.3
_REACH = 0.45
_MOST_EXTRA = 0.6
_MEANT_SCORE = 0.8
_FOR_WOMEN = frozenset({"women", "pcos", "antenatal"})
_SHORT_BRACKETS = re.compile(r"\((\w{1,2})\)")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")

# What a feature of a kind is worth when asked for, and costs an item when nobody asked for it.
WORTH: Mapping[str, tuple[float, float]] = {
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


class Entry(NamedTuple):
    """An item with its features and what each costs when nobody asked for it; `sex` of those a package is for."""

    id: str
    name: str
    costs: Mapping[str, float]
    extra: float
    sex: Gender | None


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """A catalogue made ready for searching. Built by `build_index`; a value, safe to share."""

    entries: tuple[Entry, ...] = field(repr=False)
    by_feature: Mapping[str, tuple[int, ...]] = field(repr=False)
    by_name: Mapping[str, int] = field(repr=False)
    usual: Mapping[frozenset[str], tuple[tuple[int, float], ...]] = field(repr=False)
    ordinary: frozenset[frozenset[str]] = field(repr=False)
    lexicon: Lexicon = field(repr=False)


def _item_features(words: Lexicon, name: str) -> tuple[list[str], list[str]]:
    """The features of an item's name, and those that stand only in its brackets."""
    name = _SHORT_BRACKETS.sub(r"\1", name)
    brackets = " ".join(_BRACKETS.findall(name))
    outside = _BRACKETS.sub(" ", name)
    out: tuple[list[str], list[str]] = ([], [])
    for part, into in ((outside, out[0]), (brackets, out[1])):
        tokens = [
            Token(word, way, False, False, False, "as written", 1.0, True)
            for word, _, _ in written_words(part)
            if (way := ways(word)[0]) not in words.particles
        ]
        place = 0
        for span in spans_of(words, tokens):
            into.extend(f"={t.word}" for t in tokens[place : span.start])
            into.extend(span.features)
            place = span.end
        into.extend(f"={t.word}" for t in tokens[place:])
    return out


def _sex(item: Item, told: Iterable[str]) -> Gender | None:
    if item.kind != "package":
        return None
    if "men" in told:
        return "male"
    return None if _FOR_WOMEN.isdisjoint(told) else "female"


def _with_names(
    words: Lexicon, items: Sequence[Item], parsed: Sequence[tuple[list[str], list[str]]]
) -> Lexicon:
    """The lexicon with the words of a catalogue: those that few items share tell an item, the others hardly do."""
    seen: dict[str, int] = {}
    for outside, inside in parsed:
        for name in {*outside, *inside}:
            seen[name] = seen.get(name, 0) + 1
    kinds = dict(words.kinds)
    phrases = dict(words.phrases)
    rare = max(6, len(items) // 50)
    fresh: dict[str, None] = {}
    for name, times in seen.items():
        if not name.startswith("="):
            continue
        word = name[1:]
        common = times > rare or word.isdigit() or len(word) < 3 or word in words.small
        kinds[name] = "word" if common else "name"
        if word not in words.small:
            phrases.setdefault(word, ((name,), word))
            fresh[word] = None
    for item, (outside, _) in zip(items, parsed, strict=True):
        phrases.setdefault(name_key(item.name), (tuple(outside), item.name))
    return replace(
        words,
        phrases=phrases,
        kinds=kinds,
        names=frozenset(name_key(item.name) for item in items),
        speller=spelling.speller((), fresh, words.speller),
    )


def build_index(items: Iterable[Item], extra: Mapping[str, Sequence[str]] = {}) -> SearchIndex:
    """An index over a catalogue.

    `extra`: a clinic's own words for its items, each to the names or ids that it may mean, best first.
    """
    listed = list(items)
    known = load()
    parsed = [_item_features(lexicon(), item.name) for item in listed]
    words = _with_names(lexicon(), listed, parsed)
    entries: list[Entry] = []
    by_feature: dict[str, list[int]] = {}
    by_name: dict[str, int] = {}
    for place, (item, (outside, inside)) in enumerate(zip(listed, parsed, strict=True)):
        told = dict.fromkeys([*outside, *inside])
        implied = {means for name in told for means in known.implied.get(name, ())}
        costs = {name: WORTH[kind][1] for name in told if (kind := words.kind_of(name)) in WORTH}
        for name in {*implied, *inside} - (set(outside) - implied):
            costs[name] = 0.0
        if item.kind == "package":
            costs["package"] = WORTH["package"][1]
            costs["profile"] = 0.0
        costs = {name: cost for name, cost in costs.items() if words.kind_of(name) in WORTH}
        entries.append(Entry(item.id, item.name, costs, sum(costs.values()), _sex(item, told)))
        for name in costs:
            by_feature.setdefault(name, []).append(place)
        by_name.setdefault(name_key(item.name), place)
        by_name.setdefault(item.id.casefold(), place)
    index = SearchIndex(
        entries=tuple(entries),
        by_feature={name: tuple(places) for name, places in by_feature.items()},
        by_name=by_name,
        usual={},
        ordinary=frozenset(frozenset(features(listed)) for listed in known.ordinary),
        lexicon=words,
    )
    usual: dict[frozenset[str], tuple[tuple[int, float], ...]] = {}
    for asked, targets in known.usual.items():
        places: dict[int, float] = {}
        for target in targets:
            ranked = rank(index, features(target))
            for place, score in ranked:
                if score >= max(_MEANT_SCORE, ranked[0][1] - 0.03):
                    places.setdefault(place, 0.95 - 0.02 * min(len(places), 20))
        usual[frozenset(features(asked))] = tuple(places.items())
    return _with_own_words(replace(index, usual=usual), extra)


def _with_own_words(index: SearchIndex, extra: Mapping[str, Sequence[str]]) -> SearchIndex:
    phrases = dict(index.lexicon.phrases)
    usual = dict(index.usual)
    own: dict[str, None] = {}
    sure: list[frozenset[str]] = []
    for said, wanted in extra.items():
        places = dict.fromkeys(place for name in wanted if (place := _named(index, name)) is not None)
        tokens = [
            way for word, _, _ in written_words(said) if (way := ways(word)[0]) not in index.lexicon.particles
        ]
        if not places or not tokens:
            continue
        feature = f"clinic: {said}"
        if len(places) == 1:
            sure.append(frozenset({feature}))
        phrases[key_of(tokens)] = ((feature,), said)
        own.update(dict.fromkeys(tokens))
        usual[frozenset({feature})] = tuple((place, 0.99 - 0.02 * at) for at, place in enumerate(places))
    if not own:
        return index
    speller = spelling.speller(own, (), index.lexicon.speller)
    return replace(
        index,
        usual=usual,
        ordinary=index.ordinary.union(sure),
        lexicon=replace(index.lexicon, phrases=phrases, speller=speller),
    )


def _named(index: SearchIndex, name: str) -> int | None:
    found = index.by_name.get(name.casefold())
    return found if found is not None else index.by_name.get(name_key(name))


def rank(index: SearchIndex, asked: Iterable[str]) -> list[tuple[int, float]]:
    """Entries that share a measured feature with what is asked, best first, each with its score from 0 to 1."""
    wanted = {name: WORTH[kind][0] for name in asked if (kind := index.lexicon.kind_of(name)) in WORTH}
    total = sum(wanted.values())
    if not total:
        return []
    starts = [name for name in wanted if index.lexicon.kind_of(name) in STARTS]
    if not starts and "package" in wanted:
        starts = [name for name in wanted if index.lexicon.kind_of(name) == "sex"]
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


class Answer(NamedTuple):
    places: tuple[tuple[int, float], ...]
    usual: bool


def _usual(index: SearchIndex, wanted: frozenset[str]) -> tuple[tuple[int, float], ...] | None:
    """What a general wish usually means; the sex that is named only chooses among its packages."""
    kinds = index.lexicon.kind_of
    sexless = frozenset(name for name in wanted if kinds(name) != "sex")
    plain = frozenset(name for name in sexless if kinds(name) not in ("checkup", "usual specimen"))
    for tried in (wanted, sexless, sexless - {"checkup"}, plain):
        if tried in index.usual:
            return index.usual[tried]
    return None


def answer(index: SearchIndex, asked: Sequence[str], gender: Gender | None) -> Answer:
    wanted = frozenset(name for name in asked if index.lexicon.kind_of(name) in WORTH)
    usual = _usual(index, wanted)
    found: dict[int, float] = dict(usual or ())
    from_usual = bool(found)
    if len(found) < 5:
        lowest = min(found.values(), default=1.0)
        ranked = rank(index, wanted)
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
    return Answer(tuple(kept[:5]), from_usual)
