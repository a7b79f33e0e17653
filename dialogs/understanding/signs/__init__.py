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
    FAINT !! college                as "!", and no likeness to examples counts against it
    ^ HINDI $                       the message's beginning and end
Everything is compared by sound (see `tokens.fold`), and a word that nothing knows is read as the one that is a slip of the
finger away from it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

from dialogs.understanding.tokens import Token, fold_all, plain_lines, tokenise, words_of
from dialogs.understanding.words import people

MAX_TOKENS = 220
_START = "^"
_END = "$"
_EVERYWHERE = 10_000
_BAR = re.compile(r" (!!?) ")
_LITERAL = re.compile(r"[a-z][a-z0-9]*|[\u0900-\u0963]+")
_ODD = re.compile(r"^[a-z ]*[^a-z \n].*$", re.MULTILINE)
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
    """A pattern with the kind and family it speaks for. `needs` and `bars` are sequences found anywhere in the text; `sure_bars` those
    of the bars that settle it."""

    kind: str
    family: str
    flags: frozenset[str]
    line: str
    needs: tuple[tuple[Step, ...], ...]
    bars: tuple[tuple[Step, ...], ...]
    sure_bars: tuple[tuple[Step, ...], ...]
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
    """All words: marks by single key, phrases by first key, other spellings; every word as written with its key."""

    marks: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, Sequence[tuple[str, str]]]
    spellings: Mapping[str, str]
    known: frozenset[str]
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
def _patterns(name: str) -> list[str]:
    return _lines(name)


def _split(words: str) -> list[str]:
    return [said for part in words.split(",") if (said := part.strip())]


def _told() -> tuple[list[tuple[str, str]], list[tuple[str, list[str]]]]:
    """What the word files say, in Latin letters: each other spelling with its word, and each mark with its phrases."""
    heads: list[tuple[str, bool]] = []
    told: list[str] = []
    for name in _WORDS_FILES:
        for line in _lines(name):
            head, separator, words = line.partition("=")
            is_spelling = bool(separator)
            if not is_spelling:
                head, separator, words = line.partition(":")
                if not separator:
                    raise ValueError(f"{name}: neither a mark nor a spelling: {line!r}")
            heads.append((head.strip(), is_spelling))
            told.append(words)
    spellings: list[tuple[str, str]] = []
    entries: list[tuple[str, list[str]]] = []
    for (head, is_spelling), words in zip(heads, plain_lines("\n".join(told)).split("\n"), strict=True):
        if is_spelling:
            for other in _split(words):
                if words_of(other) != [other]:
                    raise ValueError(f"a spelling is one word: {other!r}, of {head!r}")
                spellings.append((other, head))
        else:
            entries.append((head, _split(words)))
    return spellings, entries


def _keys(words: Iterable[str], spellings: Mapping[str, str]) -> dict[str, str]:
    """The key of each word, that of the word whose spelling it is."""
    listed = list(words)
    return {word: spellings.get(key, key) for word, key in zip(listed, fold_all(listed), strict=True)}


@cache
def lexicon() -> Lexicon:
    """The words of all files, read once."""
    other_spellings, entries = _told()
    spellings: dict[str, str] = {}
    others = fold_all([other for other, _ in other_spellings])
    targets = fold_all([word for _, word in other_spellings])
    for key, target in zip(others, targets, strict=True):
        if key != target:
            spellings[key] = target
    patterns = "\n".join(line for name in _RULES_FILES for line in _patterns(name) if line[0] != "[")
    listed = {words for _, phrases_ in entries for words in phrases_}
    listed.update(plain_lines("\n".join(set(_LITERAL.findall(patterns)))).split("\n"))
    text = "\n".join(listed)
    odd = {words: words_of(words) for words in _ODD.findall(text)}
    used = set(_ODD.sub("", text).split())
    used.update(word for words in odd.values() for word in words)
    keys = _keys(used, spellings)
    marks: dict[str, list[str]] = {}
    phrases: dict[str, list[tuple[str, str]]] = {}
    sizes: dict[str, int] = {}
    for mark, phrases_ in entries:
        sizes[mark] = sizes.get(mark, 0) + len(phrases_)
        for words in phrases_:
            if words in odd:
                words = " ".join(odd[words])
                if not words:
                    continue
            first, space, _ = words.partition(" ")
            if space:
                phrases.setdefault(keys[first], []).append((words, mark))
            else:
                marks.setdefault(keys[first], []).append(mark)
    return Lexicon(
        {key: tuple(dict.fromkeys(found)) for key, found in marks.items()},
        phrases,
        spellings,
        frozenset(keys.values()) | frozenset(spellings),
        keys,
        sizes,
    )


@lru_cache(maxsize=4096)
def _phrases(first: str) -> tuple[tuple[list[str], str], ...]:
    """The phrases that begin with a key, the longest first, as keys with their mark."""
    words = lexicon()
    found = [
        ([words.keys[word] for word in said.split()], mark) for said, mark in words.phrases.get(first, ())
    ]
    return tuple(sorted(found, key=lambda phrase: -len(phrase[0])))


@lru_cache(maxsize=64)
def _written(first: str) -> tuple[str, ...]:
    """The words that begin with a letter and are long enough to be slipped in, as they are written."""
    return tuple(sorted(word for word in lexicon().keys if word[0] == first and len(word) >= _SHORTEST_SLIP))


def _nearest(token: Token, key: str, words: Lexicon) -> str:
    """The key of the word a single slip away as it is typed; a short word must have lost, doubled or swapped a letter."""
    text = token.text
    size = len(text)
    if size < _SHORTEST_SLIP or key in words.known:
        return key
    pool = _written(text[0])
    letters = sorted(text)

    def rank(found: tuple[str, float, int]) -> tuple[float, bool, bool, str]:
        near, distance, _ = found
        told = words.marks.get(words.keys[near])
        return distance, sorted(near) != letters, not told or told == _PLAIN, near

    limit = 2 if size >= _LONG_WORD else 1
    for near, _, _ in sorted(
        process.extract(text, pool, scorer=OSA.distance, score_cutoff=limit, limit=12), key=rank
    ):
        if size > _SHORTEST_SLIP or len(near) > size or sorted(near) == letters:
            return words.keys[near]
    return key


# What Hindi verbs end in: "girna", "girti", "girkar", "girungi". Longer endings first.
_ENDINGS = (
    "ungi", "unga", "enge", "egi", "ega", "kar", "na", "ne", "ni", "ta", "te", "ti", "ke", "un", "a", "i", "e", "u",
)  # fmt: skip


@lru_cache(maxsize=1)
def _stems() -> frozenset[str]:
    """The stems of the verbs that are read in each of their forms."""
    words = lexicon()
    return frozenset(word for word, key in words.keys.items() if "STEM" in words.marks.get(key, ()))


def _stem(text: str, words: Lexicon) -> str | None:
    """The key of the Hindi verb that an unknown word is a form of."""
    for ending in _ENDINGS:
        stem = text.removesuffix(ending)
        if stem != text and stem in _stems():
            return words.keys[stem]
    return None


_NOTHING: frozenset[str] = frozenset()
_SOMEBODY = "◌"
"""The key of a name, which no word and no rule has."""
_PLAIN = ("ORDINARY",)


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
    while last - first > 2 and "COURTESY_FIRST" in words.marks.get(keys[first], ()):
        if keys[first] in _HEADS and "HEADCONTEXT" in words.marks.get(keys[first + 1], ()):
            break
        first += 1
        if keys[first] == "ji":
            first += 1
    while last - first > 2 and "COURTESY_LAST" in words.marks.get(keys[last - 1], ()):
        last -= 1
    return first, last


@cache
def _names() -> frozenset[str]:
    """Names that many people have, as they are written."""
    return frozenset(people().names)


def mark(text: str) -> Marked:
    """Tokenise a text and mark its words."""
    words = lexicon()
    tokens = tokenise(text)
    if len(tokens) > MAX_TOKENS:
        tokens = tokens[: MAX_TOKENS // 2] + tokens[-MAX_TOKENS // 2 :]
    keys: list[str] = []
    for token in tokens:
        key = words.spellings.get(token.key, token.key)
        if token.text in _names() and token.text not in words.keys:
            # "Rashid" sounds like a receipt, and "Bimla" is a slip of the finger away from a bill.
            keys.append(_SOMEBODY)
            continue
        if key == token.key and key not in words.marks and not key[0].isdigit():
            stem = None if key in words.known else _stem(token.text, words)
            key = stem or _nearest(token, key, words)
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
        for phrase, name in _phrases(key) if key in words.phrases else ():
            if keys[i : i + len(phrase)] == phrase and name not in here:
                here[name] = i + len(phrase)
        present.update(here)
        marks.append(here)
    return Marked(tokens, tuple(keys), tuple(marks), frozenset(present))


@cache
def _wanted(part: str) -> tuple[frozenset[str], int]:
    """What a part of a pattern wants, each as a mark or a key, and how many words that may be."""
    words = lexicon()
    wanted: dict[str, int] = {}
    for name in part.removesuffix("?").split("|"):
        if name in words.keys:
            wanted[words.keys[name]] = 1
        elif name in words.sizes:
            wanted[name] = words.sizes[name]
        elif name in (_START, _END):
            wanted[name] = _EVERYWHERE
        elif name in _NUMBER_MARKS:
            wanted[name] = 30
        elif name.isupper():
            raise ValueError(f"no words for {name}")
        else:
            found = _keys(words_of(plain_lines(name))[:1], words.spellings)
            wanted.update(dict.fromkeys(found.values(), 1))
    return frozenset(wanted), min(sum(wanted.values()), _EVERYWHERE)


def _sequence(source: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    gap = 0
    for part in source.split():
        if part.startswith(".."):
            gap = int(part[2:] or 3)
        else:
            steps.append(Step(_wanted(part)[0], gap, part.endswith("?")))
            gap = 0
    return tuple(steps)


def _anchor(line: str) -> frozenset[str]:
    """What the rarest part wants that a text must have for the rule to hold."""
    least = 2 * _EVERYWHERE
    anchor = _NOTHING
    for part in _BAR.split(line, 1)[0].split():
        if part[-1] != "?" and part != "+" and part[:2] != "..":
            wanted, words = _wanted(part)
            if words < least:
                anchor, least = wanted, words
    return anchor


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of a file as they are written, with kind, family and flags, and where to look for which."""

    lines: tuple[tuple[str, str, frozenset[str], str], ...]
    by_word: Mapping[str, tuple[int, ...]]


@cache
def _rules(name: str) -> _Rules:
    """Raises ValueError for a line that cannot be read, naming it."""
    found: list[tuple[str, str, frozenset[str], str]] = []
    by_word: dict[str, list[int]] = {}
    kind = family = ""
    flags: frozenset[str] = frozenset()
    for line in _patterns(name):
        if line.startswith("["):
            head, *rest = line.strip("[]").split()
            kind, _, family = head.partition(".")
            flags = frozenset(rest)
            continue
        try:
            anchor = _anchor(line)
        except ValueError as wrong:
            raise ValueError(f"{name}: {wrong}: {line!r}") from wrong
        for word in anchor:
            by_word.setdefault(word, []).append(len(found))
        found.append((kind, family, flags, line))
    return _Rules(tuple(found), {word: tuple(orders) for word, orders in by_word.items()})


@cache
def _rule(name: str, order: int) -> Rule:
    """A rule of a file, made when it first may hold: most never do."""
    kind, family, flags, line = _rules(name).lines[order]
    body, *parts = _BAR.split(line)
    needs = tuple(_sequence(part) for part in body.split(" + "))
    bars = [(mark, _sequence(part)) for mark, part in zip(parts[::2], parts[1::2], strict=True)]
    sure = tuple(bar for mark, bar in bars if mark == "!!")
    return Rule(kind, family, flags, line, needs, tuple(bar for _, bar in bars), sure, order)


def survey(name: str) -> None:
    """Load where a file's rules are to be looked for; each is made when it first may hold. Raises ValueError as `rules`."""
    _rules(name)


def rules(name: str) -> tuple[Rule, ...]:
    """All rules of a file, in its order. Raises ValueError for a line that cannot be read, naming it."""
    return tuple(_rule(name, order) for order in range(len(_rules(name).lines)))


_NUMBER_MARKS = frozenset(
    {"NUM", "PINCODE", "PHONENUMBER", "OXYGEN_LOW", "FEVER_HIGH", "YEAR_NUMBER", "SMALL"}
)


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
    return [
        Match(rule, (first, *(rest[0] for rest in places[1:])))
        for rule, places in _held(name, text)
        if not _any_stands(rule.bars, text)
        for first in places[0]
    ]


def barred(name: str, text: Marked) -> set[str]:
    """The kinds of those rules that would hold in a text but for what surely bars them."""
    return {rule.kind for rule, _ in _held(name, text) if _any_stands(rule.sure_bars, text)}


def _any_stands(bars: Sequence[tuple[Step, ...]], text: Marked) -> bool:
    return any(_possible(bar, text) and _spans(bar, text) for bar in bars)


def _held(name: str, text: Marked) -> Iterator[tuple[Rule, list[list[tuple[int, int]]]]]:
    """The rules whose needs are met, with the places of each."""
    by_word = _rules(name).by_word
    for order in sorted({order for word in text.present for order in by_word.get(word, ())}):
        rule = _rule(name, order)
        if all(_possible(sequence, text) for sequence in rule.needs):
            places = [_spans(sequence, text) for sequence in rule.needs]
            if all(places):
                yield rule, places
