"""The words and rules by which a message's kind is read, and the small matcher that applies them.

The knowledge is plain text beside this file, for people to read and extend:

`*.words` holds one entry a line (an indented line continues the one above, `#` starts a comment):
    nahi = nahin, nai, nhi          other spellings of one word
    PAIN: pain, dard, hurts, दर्द    words and short phrases that carry the mark PAIN

`*.rules` holds sections `[kind.family flag flag]` of patterns, one a line:
    CHEST ..4 PAIN                  a word marked CHEST, up to four words between, one marked PAIN
    gas|acidity me?                 literal words, `|` either, `?` may be left out
    PRICE + TEST                    both anywhere, in any order
    PRICE ! REPORT                  the first, and the second nowhere
    ^ HINDI $                       the message's beginning and end
Everything is compared by sound (see `tokens.fold`), and a word that nothing knows is read as the one that is a slip of the
finger away from it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

from dialogs.understanding.tokens import Token, fold, tokenise

MAX_TOKENS = 220
_START = "^"
_END = "$"
_GAP = re.compile(r"\.\.(\d*)")
_LITERAL = re.compile(r"[a-z][a-z0-9]*|[\u0900-\u0963]+")
_SHORTEST_SLIP = 4
_LONG_WORD = 9
_RULES_FILES = ("safety.rules", "faq.rules")
_WORDS_FILES = ("common.words", "safety.words", "faq.words")


@dataclass(frozen=True, slots=True)
class Step:
    """One place of a pattern: any of `wanted`, after at most `gap` other words."""

    wanted: frozenset[str]
    gap: int
    optional: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern with the kind and family it speaks for. `needs` and `bars` are sequences found anywhere in the text."""

    kind: str
    family: str
    flags: frozenset[str]
    line: str
    needs: tuple[tuple[Step, ...], ...]
    bars: tuple[tuple[Step, ...], ...]
    anchor: frozenset[str]
    order: int


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that holds in a text, and for each of its sequences the span of tokens (first, one past the last)."""

    rule: Rule
    spans: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        """Where the rule's first sequence begins."""
        return self.spans[0][0]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text as tokens with their marks. `marks[i]` maps each mark that begins at token i to where it ends."""

    tokens: tuple[Token, ...]
    keys: tuple[str, ...]
    marks: tuple[Mapping[str, int], ...]
    present: frozenset[str]

    def has(self, mark: str) -> bool:
        """Whether any token carries the mark."""
        return mark in self.present

    def at(self, mark: str) -> Iterator[tuple[int, int]]:
        """The spans of all places that carry the mark."""
        if mark in self.present:
            for i, marks in enumerate(self.marks):
                if mark in marks:
                    yield i, marks[mark]

    def quote(self, spans: Iterable[tuple[int, int]]) -> str:
        """The words of these spans, for an explanation."""
        return " … ".join(" ".join(t.text for t in self.tokens[a:b]) for a, b in spans)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All words: marks by single key, phrases by first key, other spellings; for near misses every word as written, by its first letter, with its key."""

    marks: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    spellings: Mapping[str, str]
    known: frozenset[str]
    written: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, str]
    sizes: Mapping[str, int]


def _lines(name: str) -> list[str]:
    joined: list[str] = []
    for line in files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines():
        line = line.split("#", 1)[0].rstrip()
        if not line:
            continue
        if line[0] in " \t" and joined:
            joined[-1] += " " + line.strip()
        else:
            joined.append(line)
    return joined


@cache
def _spellings_and_entries() -> tuple[dict[str, str], dict[str, list[str]]]:
    spellings: dict[str, str] = {}
    entries: dict[str, list[str]] = {}
    for name in _WORDS_FILES:
        for line in _lines(name):
            if "=" in line:
                word, others = line.split("=", 1)
                target = fold(word.strip())
                for other in others.split(","):
                    tokens = tokenise(other)
                    if len(tokens) != 1:
                        raise ValueError(f"{name}: a spelling is one word: {other!r}")
                    if tokens[0].key != target:
                        spellings[tokens[0].key] = target
            else:
                mark, separator, words = line.partition(":")
                if not separator:
                    raise ValueError(f"{name}: neither a mark nor a spelling: {line!r}")
                entries.setdefault(mark.strip(), []).extend(w.strip() for w in words.split(",") if w.strip())
    return spellings, entries


def _read(words: str, spellings: Mapping[str, str]) -> list[tuple[str, str]]:
    """Words as written, each with its key."""
    if words.isascii() and words.replace(" ", "").isalpha():
        pairs = [(word, fold(word)) for word in words.lower().split()]
    else:
        pairs = [(token.text, token.key) for token in tokenise(words)]
    return [(word, spellings.get(key, key)) for word, key in pairs]


@cache
def lexicon() -> Lexicon:
    """The words of all files, read once."""
    spellings, entries = _spellings_and_entries()
    marks: dict[str, set[str]] = {}
    phrases: dict[str, set[tuple[tuple[str, ...], str]]] = {}
    sizes: dict[str, int] = {}
    keys: dict[str, str] = {}
    read: dict[str, tuple[str, ...]] = {}
    for mark, listed in entries.items():
        sizes[mark] = len(listed)
        for words in listed:
            found = read.get(words)
            if found is None:
                pairs = _read(words, spellings)
                keys.update(pairs)
                found = read[words] = tuple(key for _, key in pairs)
            if len(found) == 1:
                marks.setdefault(found[0], set()).add(mark)
            elif found:
                phrases.setdefault(found[0], set()).add((found, mark))
    rules_of = "\n".join(line for name in _RULES_FILES for line in _lines(name) if not line.startswith("["))
    for word in set(_LITERAL.findall(rules_of)):
        if word not in keys:
            keys.update(_read(word, spellings))
    by_first: dict[str, list[str]] = {}
    for word in keys:
        if len(word) >= _SHORTEST_SLIP:
            by_first.setdefault(word[0], []).append(word)
    return Lexicon(
        {key: frozenset(found) for key, found in marks.items()},
        {first: tuple(sorted(found, key=lambda p: -len(p[0]))) for first, found in phrases.items()},
        spellings,
        frozenset(keys.values()) | frozenset(spellings),
        {first: tuple(sorted(written)) for first, written in by_first.items()},
        keys,
        sizes,
    )


def _nearest(token: Token, key: str, words: Lexicon) -> str:
    """The key of the word a single slip away as it is typed; a short word must have lost, doubled or swapped a letter."""
    text = token.text
    size = len(text)
    if size < _SHORTEST_SLIP or key in words.known:
        return key
    pool = words.written.get(text[0])
    if not pool:
        return key
    letters = sorted(text)

    def rank(found: tuple[str, float, int]) -> tuple[float, bool, bool, str]:
        near, distance, _ = found
        told = words.marks.get(words.keys[near], _NOTHING)
        return distance, sorted(near) != letters, not told or told == _PLAIN, near

    limit = 2 if size >= _LONG_WORD else 1
    for near, _, _ in sorted(
        process.extract(text, pool, scorer=OSA.distance, score_cutoff=limit, limit=12), key=rank
    ):
        if size > _SHORTEST_SLIP or len(near) > size or sorted(near) == letters:
            return words.keys[near]
    return key


_NOTHING: frozenset[str] = frozenset()
_PLAIN = frozenset({"ORDINARY"})


def _number_marks(text: str) -> Iterator[str]:
    yield "NUM"
    if len(text) == 6 and text[0] != "0" and text.isdigit():
        yield "PINCODE"
    elif len(text) >= 10:
        yield "PHONENUMBER"
    try:
        value = float(text)
    except ValueError:
        return
    if 40 <= value <= 92:
        yield "OXYGEN_LOW"
    if 101 <= value <= 108 or 38.3 <= value <= 42:
        yield "FEVER_HIGH"
    if 1900 <= value <= 2035 and value == int(value):
        yield "YEAR_NUMBER"
    if value <= 12:
        yield "SMALL"


_HEADS = frozenset({"sir", "sar"})


def _beyond_courtesy(keys: list[str], words: Lexicon) -> tuple[int, int]:
    """The stretch without greetings before and thanks after it; "sir" stays where it is the head that hurts."""
    first, last = 0, len(keys)
    while last - first > 2 and "COURTESY_FIRST" in words.marks.get(keys[first], _NOTHING):
        if keys[first] in _HEADS and "HEADCONTEXT" in words.marks.get(keys[first + 1], _NOTHING):
            break
        first += 1
        if keys[first] == "ji":
            first += 1
    while last - first > 2 and "COURTESY_LAST" in words.marks.get(keys[last - 1], _NOTHING):
        last -= 1
    return first, last


def mark(text: str) -> Marked:
    """Tokenise a text and mark its words."""
    words = lexicon()
    tokens = tokenise(text)
    if len(tokens) > MAX_TOKENS:
        tokens = tokens[: MAX_TOKENS // 2] + tokens[-MAX_TOKENS // 2 :]
    keys: list[str] = []
    for token in tokens:
        key = words.spellings.get(token.key, token.key)
        if key == token.key and key not in words.marks and not key[0].isdigit():
            key = _nearest(token, key, words)
            key = words.spellings.get(key, key)
        keys.append(key)
    first, last = _beyond_courtesy(keys, words)
    tokens, keys = tokens[first:last], keys[first:last]
    marks: list[dict[str, int]] = []
    present: set[str] = set()
    for i, key in enumerate(keys):
        here = dict.fromkeys(words.marks.get(key, ()), i + 1)
        here[key] = i + 1
        if key[0].isdigit():
            here.update(dict.fromkeys(_number_marks(key), i + 1))
        for phrase, name in words.phrases.get(key, ()):
            if keys[i : i + len(phrase)] == list(phrase) and name not in here:
                here[name] = i + len(phrase)
        present.update(here)
        marks.append(here)
    return Marked(tokens, tuple(keys), tuple(marks), frozenset(present))


def _sequence(source: str, spellings: Mapping[str, str]) -> tuple[Step, ...]:
    steps: list[Step] = []
    gap = 0
    for part in source.split():
        dots = _GAP.fullmatch(part)
        if dots:
            gap = int(dots.group(1) or 3)
            continue
        optional = part.endswith("?")
        wanted: set[str] = set()
        for name in part.rstrip("?").split("|"):
            if name in (_START, _END) or name.replace("_", "").isupper():
                wanted.add(name)
            else:
                wanted.update(key for _, key in _read(name, spellings)[:1])
        steps.append(Step(frozenset(wanted), gap, optional))
        gap = 0
    return tuple(steps)


def _rarity(step: Step, sizes: Mapping[str, int]) -> int:
    if step.wanted & {_START, _END}:
        return 10_000
    return sum(sizes.get(name, 30 if name.isupper() else 1) for name in step.wanted)


@cache
def rules(name: str) -> tuple[Rule, ...]:
    """The rules of a file, in its order. Raises ValueError for a line it cannot read, naming it."""
    words = lexicon()
    found: list[Rule] = []
    kind = family = ""
    flags: frozenset[str] = frozenset()
    for line in _lines(name):
        if line.startswith("["):
            head, *rest = line.strip("[]").split()
            kind, _, family = head.partition(".")
            flags = frozenset(rest)
            continue
        body, *barred = re.split(r"\s!\s", line)
        needs = tuple(_sequence(part, words.spellings) for part in re.split(r"\s\+\s", body))
        bars = tuple(_sequence(part, words.spellings) for part in barred)
        for step in (step for sequence in needs + bars for step in sequence):
            for name_ in step.wanted:
                if name_.isupper() and name_ not in words.sizes and name_ not in _NUMBER_MARKS:
                    raise ValueError(f"{name}: no words for {name_}: {line!r}")
        required = [step for sequence in needs for step in sequence if not step.optional]
        anchor = min(required, key=lambda step: _rarity(step, words.sizes)).wanted
        found.append(Rule(kind, family, flags, line, needs, bars, anchor, len(found)))
    return tuple(found)


_NUMBER_MARKS = frozenset(
    {"NUM", "PINCODE", "PHONENUMBER", "OXYGEN_LOW", "FEVER_HIGH", "YEAR_NUMBER", "SMALL"}
)


@cache
def _index(name: str) -> Mapping[str, tuple[Rule, ...]]:
    by_mark: dict[str, list[Rule]] = {}
    for rule in rules(name):
        for word in rule.anchor:
            by_mark.setdefault(word, []).append(rule)
    return {word: tuple(found) for word, found in by_mark.items()}


def _ends(sequence: tuple[Step, ...], text: Marked, start: int) -> int | None:
    """Where the sequence ends if it begins at `start`, the nearest such end; None if it does not."""
    size = len(text.tokens)
    reached = {start}
    first = True
    for step in sequence:
        following: set[int] = set()
        for position in reached:
            last = position if first else min(position + step.gap, size)
            for i in range(position, last + 1):
                if _START in step.wanted and i == 0:
                    following.add(0)
                if _END in step.wanted and i == size:
                    following.add(size)
                if i < size:
                    here = text.marks[i]
                    for name in step.wanted:
                        end = here.get(name)
                        if end is not None:
                            following.add(end)
            if step.optional:
                following.add(position)
        if not following:
            return None
        reached = following
        first = first and step.optional
    return min(reached)


def _spans(sequence: tuple[Step, ...], text: Marked) -> list[tuple[int, int]]:
    opening: set[str] = set()
    for step in sequence:
        opening |= step.wanted
        if not step.optional:
            break
    found = []
    for i in range(len(text.tokens)):
        if (i == 0 and _START in opening) or not opening.isdisjoint(text.marks[i]):
            end = _ends(sequence, text, i)
            if end is not None:
                found.append((i, end))
    return found


def _possible(sequence: tuple[Step, ...], text: Marked) -> bool:
    return all(
        step.optional
        or not step.wanted.isdisjoint(text.present)
        or not step.wanted.isdisjoint((_START, _END))
        for step in sequence
    )


def match(name: str, text: Marked) -> list[Match]:
    """All rules of a file that hold in a text, in the file's order; one match for each place of a rule's first sequence."""
    index = _index(name)
    candidates: dict[int, Rule] = {}
    for word in text.present:
        for rule in index.get(word, ()):
            candidates[rule.order] = rule
    found: list[Match] = []
    for order in sorted(candidates):
        rule = candidates[order]
        if not all(_possible(sequence, text) for sequence in rule.needs):
            continue
        places = [_spans(sequence, text) for sequence in rule.needs]
        if not all(places):
            continue
        if any(_possible(bar, text) and _spans(bar, text) for bar in rule.bars):
            continue
        found += [Match(rule, (first, *(rest[0] for rest in places[1:]))) for first in places[0]]
    return found
