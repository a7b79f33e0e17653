"""What a text asks of a laboratory: one wish for each test, with the words that describe it.

Found from the phrases in the text and what stands around them: a word such as "test" or "package" beside an organ, a
medicine or a picture that the organ is wanted for, a disease that is only the reason, and what the text refuses.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from dialogs.understanding.catalogue_index import WORTH, SearchIndex, rank
from dialogs.understanding.knowledge import load
from dialogs.understanding.lexicon import ASKING, STARTS, Span, Token, spans_of, tokens_of
from dialogs.understanding.readings import Gender

_MOST_WISHES = 20
_ALLOWED_BETWEEN = 4
# Beside a test that is certain, a word that is only distantly like one is more likely a name.
_CERTAIN = 0.95
_DOUBTFUL = 0.75
DESCRIBES = frozenset(WORTH) - STARTS - {"checkup"}
_LEAST_DOSE = 5
_DOOR = re.compile(r"[a-z]\d{1,3}")


@dataclass(slots=True)
class Wish:
    """What is said of one test, while a text is read."""

    start: int
    end: int
    features: list[str]
    why: list[str]
    nearness: float
    asked: bool = False
    block: bool = False
    refused: bool = False


@dataclass(slots=True)
class Reading:
    """A text while it is read: its tokens, what was recognised, and which token stands after a separator."""

    index: SearchIndex
    tokens: list[Token]
    spans: list[Span]
    wishes: list[Wish] = field(default_factory=list)

    def parted(self, before: int, after: int) -> bool:
        """Whether a separator or an "and" stands between two places."""
        return any(
            self.tokens[place].apart for place in range(before, min(after + 1, len(self.tokens)))
        ) or any(
            before <= span.start < after and self.index.lexicon.is_a(span, "and", "or") for span in self.spans
        )


def _marks(index: SearchIndex, spans: Sequence[Span], *kinds: str) -> list[Span]:
    return [span for span in spans if index.lexicon.is_a(span, *kinds)]


def _meant(index: SearchIndex, tokens: Sequence[Token], spans: list[Span]) -> list[Span]:
    """The phrases without those that only look like a test: everyday words that need company."""
    known = load()
    careful = known.careful
    out: list[Span] = []
    content = [t for t in tokens if not t.small]
    for at, span in enumerate(spans):
        written = "".join(t.word for t in tokens[span.start : span.end])
        if _DOOR.fullmatch(written) and any(
            t.word in known.around["places"] for t in tokens[span.end : span.end + 3]
        ):
            continue
        if span.said in careful and index.lexicon.is_a(span, *STARTS):
            piece = tokens[span.start : span.end]
            neighbours = [
                other
                for other in spans[max(0, at - 1) : at + 2]
                if other is not span
                and min(abs(other.start - span.end), abs(span.start - other.end)) <= 1
                and index.lexicon.is_a(other, *STARTS, "test", "package", "checkup", "form", "specimen")
                and (other.said not in careful or other.start > span.start)
            ]
            alone = len(content) <= len(piece) or len(tokens) == len(piece)
            if not (neighbours or alone or any(t.loud for t in piece)):
                continue
        out.append(span)
    return out


def _wishes(reading: Reading) -> list[Wish]:
    """One wish for each thing to measure, with the forms, specimens and packages that are said of it."""
    index = reading.index
    segments: list[list[Span]] = [[]]
    last_end = 0
    for span in reading.spans:
        if reading.parted(last_end, span.start) and segments[-1]:
            segments.append([])
        if index.lexicon.is_a(span, *STARTS, *DESCRIBES, "checkup"):
            segments[-1].append(span)
            last_end = span.end
    wishes: list[Wish] = []
    waiting: list[Span] = []
    for segment in segments:
        heads = [span for span in segment if index.lexicon.is_a(span, *STARTS)]
        if not heads:
            loose = [span for span in segment if not index.lexicon.is_a(span, "checkup")]
            if not loose:
                if segment and wishes:
                    _describe(wishes[-1], segment[0])
                continue
            previous = wishes[-1] if wishes else None
            own = frozenset(name for span in loose for name in span.features)
            if own not in index.usual and len(loose) < len(segment):
                own |= {"checkup"}
                loose = segment if own in index.usual else loose
            if (
                all(index.lexicon.is_a(span, "specimen", "usual specimen") for span in loose)
                and own in index.usual
            ):
                wishes.append(_wish(loose))
            elif previous is not None and all(_fits(index, previous, span) for span in loose):
                for span in loose:
                    _describe(previous, span)
            elif own in index.usual:
                wishes.append(_wish(loose))
            else:
                waiting.extend(loose)
            continue
        made = [_wish([head]) for head in heads]
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
            elif index.lexicon.is_a(span, "specimen") and frozenset(span.features) in index.usual:
                made.append(_wish([span]))
            elif (before or after) and index.lexicon.is_a(span, "package", "checkup"):
                _describe(before or after or made[0], span)
        made.sort(key=lambda u: u.start)
        for span in waiting:
            if _fits(index, made[0], span):
                _describe(made[0], span)
        waiting = []
        wishes.extend(made)
    _specimens_shared(reading, wishes)
    return [part for wish in _gathered(reading, wishes)[:_MOST_WISHES] for part in _forms_apart(index, wish)]


def _specimens_shared(reading: Reading, wishes: Sequence[Wish]) -> None:
    """A bare "culture" is of the specimen that its neighbour is of: "urine routine and culture"."""
    index = reading.index
    implied = load().implied
    for wish, other in [*pairwise(wishes), *zip(wishes[1:], wishes, strict=False)]:
        if wish.features != ["culture"] or other.features == ["culture"]:
            continue
        told = [*other.features, *(name for part in other.features for name in implied.get(part, ()))]
        of_it = next((f"{name} culture" for name in told if f"{name} culture" in index.by_feature), None)
        if of_it is not None and max(wish.start - other.end, other.start - wish.end) <= 1:
            wish.features[:] = [of_it]


def _heads(index: SearchIndex, wish: Wish) -> frozenset[str]:
    return frozenset(name for name in wish.features if index.lexicon.kind_of(name) in STARTS)


def _gathered(reading: Reading, wishes: Sequence[Wish]) -> list[Wish]:
    """Neighbours that speak of one measurement ("fasting and pp" + "sugar") as one."""
    index = reading.index
    out: list[Wish] = []
    for wish in wishes:
        last = out[-1] if out else None
        if (
            last is not None
            and wish.start - last.end <= 1
            and not reading.parted(last.end, wish.start)
            and _heads(index, wish)
            and _heads(index, last)
            and (_heads(index, wish) <= _heads(index, last) or _heads(index, last) <= _heads(index, wish))
        ):
            last.features.extend(name for name in wish.features if name not in last.features)
            last.why.extend(wish.why)
            last.end = max(last.end, wish.end)
            last.nearness = min(last.nearness, wish.nearness)
        else:
            out.append(wish)
    return out


def _together(index: SearchIndex, asked: Sequence[str]) -> bool:
    """Whether some item has all that is measured in a wish."""
    heads = [name for name in asked if index.lexicon.kind_of(name) in STARTS]
    return bool(set.intersection(*(set(index.by_feature.get(name, ())) for name in heads)))


def _forms_apart(index: SearchIndex, wish: Wish) -> list[Wish]:
    """Several forms of one measurement ("rubella igg igm"), one wish each where no item has them all."""
    known = load()
    forms = [name for name in wish.features if name in known.one_each]
    rest = [name for name in wish.features if name not in forms]
    heads = _heads(index, wish)
    if len(heads) > 1 and frozenset(wish.features) not in index.usual and not _together(index, wish.features):
        rest = [name for name in wish.features if name not in heads]
        return [
            Wish(wish.start, wish.end, [head, *rest], list(wish.why), wish.nearness, wish.asked)
            for head in wish.features
            if head in heads
        ]
    if len(forms) < 2 or not heads:
        return [wish]
    with_heads = set.intersection(*(set(index.by_feature.get(name, ())) for name in heads))
    by_form = [with_heads & set(index.by_feature.get(name, ())) for name in forms]
    if not all(by_form) or set.intersection(*by_form):
        return [wish]
    return [
        Wish(wish.start, wish.end, [*rest, form], list(wish.why), wish.nearness, wish.asked) for form in forms
    ]


def _wish(spans: Sequence[Span]) -> Wish:
    return Wish(
        start=spans[0].start,
        end=spans[-1].end,
        features=list(dict.fromkeys(name for span in spans for name in span.features)),
        why=[span.why for span in spans],
        nearness=min(span.nearness for span in spans),
    )


def _describe(wish: Wish, span: Span) -> None:
    wish.features.extend(name for name in span.features if name not in wish.features)
    wish.why.append(span.why)
    wish.start = min(wish.start, span.start)
    wish.end = max(wish.end, span.end)


def _fits(index: SearchIndex, wish: Wish, span: Span) -> bool:
    """Whether some item has both what a wish measures and what a phrase says of it."""
    if frozenset([*wish.features, *span.features]) in index.usual:
        return True
    heads = [name for name in wish.features if index.lexicon.kind_of(name) in STARTS]
    with_heads = {place for name in heads for place in index.by_feature.get(name, ())}
    for head in heads:
        with_heads.update(place for place, _ in index.usual.get(frozenset({head}), ()))
    return all(with_heads & set(index.by_feature.get(name, ())) for name in span.features)


def merged(reading: Reading) -> list[Wish]:
    """The wishes, those that one item answers together ("T3 T4 TSH", "vitamin D and B12") as one wish."""
    index = reading.index
    wishes = reading.wishes
    out: list[Wish] = []
    place = 0
    while place < len(wishes):
        taken = 1
        for size in range(min(6, len(wishes) - place), 1, -1):
            run = wishes[place : place + size]
            if len({u.refused for u in run}) > 1 or any(u.block for u in run):
                continue
            together = list(dict.fromkeys(name for u in run for name in u.features))
            heads = sum(index.lexicon.kind_of(name) in STARTS for name in together)
            parted = any(reading.parted(a.end, b.start) for a, b in pairwise(run))
            if frozenset(together) not in index.usual:
                plain = [
                    name
                    for name in together
                    if index.lexicon.kind_of(name) not in ("package", "checkup", "sex")
                ]
                ranked = rank(index, plain) if len(plain) < len(together) else []
                if ranked and ranked[0][1] >= 0.9:
                    together = plain
                else:
                    ranked = rank(index, together)
                need = 0.93 if parted else 0.75
                if heads < 2 or not ranked or ranked[0][1] < need or not _together(index, together):
                    continue
            first = run[0]
            out.append(
                Wish(
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
            out.append(wishes[place])
        place += taken
    return out


def _asked(reading: Reading) -> None:
    """Marks the wishes that a word such as "test" or "jaanch" belongs to."""
    known = load()
    index = reading.index
    wishes = reading.wishes
    asking = ("package", "checkup")
    free: list[Span] = []
    for mark in _marks(index, reading.spans, "test"):
        before = next((u for u in reversed(wishes) if u.end <= mark.start), None)
        if before is not None and mark.start - before.end <= 2 and not reading.parted(before.end, mark.start):
            before.asked = True
        else:
            free.append(mark)
    for mark in free:
        after = next((u for u in wishes if u.start >= mark.end), None)
        if after is not None and after.start - mark.end <= 3 and not reading.parted(mark.end, after.start):
            after.asked = True
    for wish in wishes:
        said = {index.lexicon.canon.get(t.word) for t in reading.tokens[wish.start : wish.end]}
        if (
            any(index.lexicon.kind_of(name) in asking or name == "profile" for name in wish.features)
            or said & ASKING
        ):
            wish.asked = True
    for earlier, later in zip(reversed(wishes[:-1]), reversed(wishes), strict=False):
        gap = later.start - earlier.end
        if later.asked and (
            (gap <= 0 and not known.weak.isdisjoint(later.features))
            or (gap <= 1 and reading.parted(earlier.end, later.start) and not _is_told(reading, earlier))
        ):
            earlier.asked = True
    if not any(u.asked for u in wishes) and len(wishes) == 1 and _marks(index, reading.spans, "test"):
        wishes[0].asked = True


def _is_told(reading: Reading, wish: Wish) -> bool:
    """Whether somebody is said to have what is named: "bukhar hai", "has fever"."""
    known = load()
    if (known.weak | known.reasons).isdisjoint(wish.features):
        return False
    before = reading.tokens[wish.start - 1].word if wish.start else ""
    after = reading.tokens[wish.end].word if wish.end < len(reading.tokens) else ""
    return before in known.around["has_before"] or after in known.around["has_after"]


def _blocked(reading: Reading) -> None:
    """Imaging, medicines, doctors: what stands with them is not asked of a laboratory."""
    known = load()
    index = reading.index
    wishes = reading.wishes
    pictured = known.pictured | known.weak
    for mark in _marks(index, reading.spans, "imaging"):
        carried = True
        for wish in wishes:
            low, high = (wish.end, mark.start) if wish.end <= mark.start else (mark.end, wish.start)
            if low > high:
                continue
            of_picture = bool(pictured.intersection(wish.features)) or not _heads(index, wish)
            if wish.start >= mark.end:
                carried = carried and of_picture and not wish.asked
                wish.block = wish.block or carried
            elif of_picture and high - low <= 2 and not reading.parted(low, high):
                wish.block = wish.block or not wish.asked or high == low
    for mark in _marks(index, reading.spans, "medicine", "doctor"):
        before = next((u for u in reversed(wishes) if u.end <= mark.start), None)
        if before is not None and mark.start - before.end <= 1 and not reading.parted(before.end, mark.start):
            near = mark.start == before.end
            follows = reading.tokens[mark.end].word if mark.end < len(reading.tokens) else ""
            if index.lexicon.is_a(mark, "medicine") or (near and follows not in known.around["doctor_said"]):
                before.block = before.block or near or not before.asked
            continue
        after = next((u for u in wishes if u.start >= mark.end), None)
        if (
            index.lexicon.is_a(mark, "medicine")
            and after is not None
            and after.start - mark.end <= 1
            and not reading.parted(mark.end, after.start)
        ):
            after.block = after.block or not after.asked


def _doses(reading: Reading) -> None:
    """What is taken as a medicine and has a dose after it: "thyroxine 50", "vitamin d 60000 iu"."""
    known = load()
    tokens = [t.word for t in reading.tokens]
    for wish in reading.wishes:
        dose = wish.end
        if wish.asked or known.taken.isdisjoint(wish.features) or dose >= len(tokens):
            continue
        amount = tokens[dose].rstrip("k")
        if not (amount.isdigit() and int(amount) >= _LEAST_DOSE) or reading.tokens[dose].apart:
            continue
        if "vitamin d" in wish.features and amount in ("25", "125"):
            continue
        after = tokens[dose + 1 : dose + 3]
        if not after or known.around["doses"].union(known.around["taking"]).intersection(after):
            wish.block = True


def _reasons(reading: Reading) -> None:
    """A complaint or disease that is only the reason for a test ("uric acid for gout", "dengue me platelet")."""
    known = load()
    index, wishes = reading.index, reading.wishes
    reasons = known.weak | known.reasons
    for wish, other in [*pairwise(wishes), *zip(wishes[1:], wishes, strict=False)]:
        if not reasons.intersection(wish.features) or reasons.intersection(other.features) or other.block:
            continue
        if frozenset([*wish.features, *other.features]) in index.usual:
            continue
        first, second = (wish, other) if wish.start < other.start else (other, wish)
        between = [t.word for t in reading.tokens[first.end : second.start]]
        if first is wish:
            stands_for = (
                not wish.asked and 0 < len(between) <= 2 and between[0] in known.around["reason_after"]
            )
        else:
            stands_for = not wish.asked and bool(between) and between[-1] in known.around["reason_before"]
            stands_for = stands_for or (bool(between) and between[-1] in ("for", "liye") and other.asked)
        if stands_for and not reading.parted(first.end, second.start):
            wish.block = True
    conditions = reasons | known.conditions
    for at, wish in enumerate(wishes):
        others = [u for u in wishes if not u.block and not reasons.intersection(u.features)]
        if wish.asked or not conditions.intersection(wish.features) or not any(u is not wish for u in others):
            continue
        before = reading.tokens[wish.start - 1].word if wish.start else ""
        after = reading.tokens[wish.end].word if wish.end < len(reading.tokens) else ""
        following = [t.word for t in reading.tokens[wish.end : wish.end + 4]]
        lasting = any(word.isdigit() for word in following[:3]) and not known.around["lasting"].isdisjoint(
            following
        )
        had = (after in known.around["has_after"] or lasting) and at + 1 < len(wishes)
        had = had and not any(
            index.lexicon.is_a(s, "or") for s in reading.spans if wish.end <= s.start < wishes[at + 1].start
        )
        if had or (before in known.around["has_before"] and wish.features[0] in reasons):
            wish.block = True


def _weak(reading: Reading) -> None:
    """Organs, symptoms and bare specimens ask for a test only with a word such as "test", or alone."""
    known = load()
    index = reading.index
    weak = known.weak
    covered = {place for span in reading.spans for place in range(span.start, span.end)}
    strangers = [t for place, t in enumerate(reading.tokens) if place not in covered and not t.small]
    others = any(
        not weak.intersection(u.features)
        and any(index.lexicon.kind_of(name) in STARTS for name in u.features)
        for u in reading.wishes
    )
    certain = any(u.nearness >= _CERTAIN and _heads(index, u) for u in reading.wishes)
    for wish in reading.wishes:
        heads = [name for name in wish.features if index.lexicon.kind_of(name) in STARTS]
        bare = not heads
        if certain and wish.nearness < _DOUBTFUL and not wish.asked:
            wish.block = True
        if not wish.asked and known.vague.issuperset(wish.features):
            wish.block = any(_heads(index, u) and wish.start in (u.end, u.start - 1) for u in reading.wishes)
        if not bare and not all(name in weak for name in heads):
            continue
        if wish.asked:
            continue
        if bare:
            listed = len(covered) == len(reading.tokens) and not _marks(
                index, reading.spans, "male", "female"
            )
            beside = any(
                abs(gap) <= 1
                for u in reading.wishes
                if u is not wish and not u.block and _heads(index, u)
                for gap in (u.start - wish.end, wish.start - u.end)
                if gap >= 0
            )
            if not listed and not (beside and wish.features[0] in known.given):
                wish.block = True
        elif strangers or others or known.only_asked.issuperset(heads):
            wish.block = True


def _negations(reading: Reading) -> None:
    """Marks the wishes that the text refuses."""
    known = load()
    index, wishes, tokens = reading.index, reading.wishes, reading.tokens
    starts = {span.start: span for span in reading.spans}
    ends = {span.end: span for span in reading.spans}

    def joined(left: Wish, right: Wish) -> bool:
        between = [s for s in reading.spans if left.end <= s.start and s.end <= right.start]
        if any(tokens[place].apart for place in range(left.end, right.start + 1)):
            return False
        if any(tokens[place].word in known.around["wanted"] for place in range(left.end, right.start)):
            return False
        if any(t.word in ("with", "by") for t in tokens[left.end : right.start]) and any(
            t.word in known.around["swapping"] for t in tokens[: left.start]
        ):
            return False
        return any(index.lexicon.is_a(s, "and", "or") for s in between) and not any(
            index.lexicon.is_a(s, "but", "not before", "not after", "not") for s in between
        )

    def refuse_after(mark: Span) -> bool:
        for at, wish in enumerate(wishes):
            if wish.start < mark.end:
                continue
            between = range(mark.end, wish.start)
            if len(between) > _ALLOWED_BETWEEN or any(tokens[p].apart for p in (*between, wish.start)):
                return False
            if any(not tokens[p].small and p not in starts for p in between):
                return False
            if any(index.lexicon.is_a(s, "not refusal", "but") for s in reading.spans if s.start in between):
                return False
            if any(tokens[p].word in known.around["wanted"] for p in between):
                return False
            wish.refused = True
            for left, right in zip(wishes[at:], wishes[at + 1 :], strict=False):
                if not joined(left, right):
                    break
                right.refused = True
            return True
        return False

    def refuse_before(mark: Span) -> bool:
        for at in range(len(wishes) - 1, -1, -1):
            wish = wishes[at]
            if wish.end > mark.start:
                continue
            between = range(wish.end, mark.start)
            if len(between) > _ALLOWED_BETWEEN or any(tokens[p].apart for p in (*between, mark.start)):
                return False
            if any(
                index.lexicon.is_a(s, "and", "but", "not refusal")
                for s in reading.spans
                if s.start in between
            ):
                return False
            wish.refused = True
            for back in range(at - 1, -1, -1):
                if not joined(wishes[back], wishes[back + 1]):
                    break
                wishes[back].refused = True
            return True
        return False

    for span in reading.spans:
        follower = starts.get(span.end)
        leader = ends.get(span.start)
        if index.lexicon.is_a(span, "not before", "not after", "not either", "not"):
            if follower is not None and index.lexicon.is_a(follower, "not refusal"):
                continue
            if leader is not None and index.lexicon.is_a(leader, "or"):
                continue
        if index.lexicon.is_a(span, "not after"):
            refuse_before(span)
        elif index.lexicon.is_a(span, "not either"):
            if not refuse_before(span):
                refuse_after(span)
        elif index.lexicon.is_a(span, "not before"):
            refuse_after(span)
        elif index.lexicon.is_a(span, "not") and not refuse_after(span):
            refuse_before(span)


def told_gender(reading: Reading) -> Gender | None:
    male = bool(_marks(reading.index, reading.spans, "male"))
    female = bool(_marks(reading.index, reading.spans, "female"))
    named = {name for wish in reading.wishes for name in wish.features}
    male = male or "men" in named
    female = female or "women" in named
    if male == female:
        return None
    return "male" if male else "female"


def read(index: SearchIndex, text: str) -> Reading:
    tokens = tokens_of(index.lexicon, text)
    reading = Reading(index, tokens, _meant(index, tokens, spans_of(index.lexicon, tokens)))
    reading.wishes = _wishes(reading)
    _asked(reading)
    _blocked(reading)
    _doses(reading)
    _reasons(reading)
    _weak(reading)
    _negations(reading)
    return reading
