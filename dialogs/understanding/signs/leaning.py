"""How a text leans by its likeness to labelled examples, for what no rule has foreseen.

A linear model over features that a person can read: the text's words, pairs of neighbouring words, its marks, and the
rules that hold in it or were taken back. The weights lie in `*.weights`, one feature a line with what it speaks for;
`tests/language/weigh.py` makes them from our own label sets.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from dialogs.understanding.signs import Marked

_UNTOLD = frozenset({"ORDINARY", "FILLER"})


@dataclass(frozen=True, slots=True)
class Leaning:
    """The likeliest kind ("null" for none), its share of 0 to 1, and the features that spoke loudest for it."""

    kind: str
    share: float
    shares: Mapping[str, float]
    because: tuple[str, ...]


def features(text: Marked, fired: Iterable[str] = ()) -> set[str]:
    """What the model looks at. `fired` names the rules that hold, in the caller's own words."""
    keys = ["^", *text.keys, "$"]
    found = {f"w:{key}" for key in keys}
    found.update(f"b:{first} {second}" for first, second in pairwise(keys))
    found.update(f"m:{mark}" for mark in text.present if mark.isupper() and mark not in _UNTOLD)
    found.update(f"r:{rule}" for rule in fired)
    return found


@cache
def _table(name: str) -> tuple[tuple[str, ...], list[str]]:
    """The kinds that a weights file knows, and its lines, which stand in the order of their features."""
    head, *lines = files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()
    return tuple(head.split("\t")), lines


def warm(name: str) -> None:
    """Load a weights file, so that no reading waits for it. Called once when a process starts."""
    _table(name)


def _told(lines: list[str], feature: str) -> Iterator[tuple[str, float]]:
    """What a feature speaks for, and how much."""
    start = f"{feature}\t"
    place = bisect_left(lines, start)
    if place < len(lines) and lines[place].startswith(start):
        for part in lines[place].removeprefix(start).split("\t"):
            kind, _, weight = part.partition(" ")
            yield kind, float(weight)


def lean(name: str, found: set[str]) -> Leaning:
    """The kind that the features speak for."""
    kinds, lines = _table(name)
    totals = dict.fromkeys(kinds, 0.0)
    spoken: dict[str, list[tuple[float, str]]] = {kind: [] for kind in kinds}
    for feature in found:
        for kind, weight in _told(lines, feature):
            totals[kind] += weight
            spoken[kind].append((weight, feature))
    scale = 1 / math.sqrt(len(found))
    best = max(kinds, key=totals.__getitem__)
    raised = {kind: math.exp((total - totals[best]) * scale) for kind, total in totals.items()}
    whole = sum(raised.values())
    loudest = sorted(spoken[best], key=lambda pair: (-pair[0], pair[1]))[:4]
    return Leaning(
        best,
        raised[best] / whole,
        {kind: value / whole for kind, value in raised.items()},
        tuple(feature for weight, feature in loudest if weight > 0),
    )
