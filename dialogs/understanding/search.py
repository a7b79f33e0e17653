"""Tests and packages in what a patient says, over any lab's catalogue.

`build_index` makes a catalogue ready, `mentions` finds the several tests that a text asks for, `refused` those that it
does not want, and `find` lists what one query may mean. How: `lexicon` (words and phrases), `catalogue_index` (what the
items measure), `wishes` (what a text asks for).
"""

from dialogs.understanding.catalogue_index import WORTH, SearchIndex, answer, build_index
from dialogs.understanding.lexicon import LONGEST_TEXT, name_key
from dialogs.understanding.readings import Gender, Hit, TestMention
from dialogs.understanding.wishes import Reading, Wish, merged, read, told_gender

__all__ = ["SearchIndex", "build_index", "find", "mentions", "refused"]

_CLEAR_LEAD = 0.1
_SURE_NEARNESS = 0.8
_SURE_SCORE = 0.6
_SPECIMENS = frozenset(("specimen", "usual specimen"))


def _mention(reading: Reading, wish: Wish, gender: Gender | None) -> TestMention | None:
    index = reading.index
    found = answer(index, wish.features, gender)
    if not found.places:
        return None
    how = "usual meaning of" if found.usual else "words"
    why = f"{how} {'; '.join(wish.why)}: {', '.join(wish.features)}"
    hits = tuple(
        Hit(index.entries[place].id, round(max(0.0, min(1.0, score)) * wish.nearness, 3), why)
        for place, score in found.places
    )
    first = found.places[0][1]
    lead = first - (found.places[1][1] if len(found.places) > 1 else 0.0)
    wanted = frozenset(name for name in wish.features if index.lexicon.kind_of(name) in WORTH)
    clear = (
        bool({wanted, wanted - {"checkup"}} & index.ordinary)
        if found.usual
        else lead >= _CLEAR_LEAD and first >= _SURE_SCORE
    )
    alone = len(hits) == 1 and first >= _SURE_SCORE
    sure = (clear or alone) and wish.nearness >= _SURE_NEARNESS
    said = " ".join(t.written for t in reading.tokens[wish.start : wish.end] if t.written)
    vague = all(index.lexicon.kind_of(name) in _SPECIMENS for name in wish.features)
    return TestMention(said, hits, sure, vague)


def _exact(index: SearchIndex, text: str) -> Hit | None:
    if len(text) > LONGEST_TEXT:
        return None
    place = index.by_name.get(name_key(text))
    if place is None or (
        text.strip().casefold() == index.entries[place].id.casefold() and text.strip().isdigit()
    ):
        return None
    return Hit(index.entries[place].id, 1.0, f"the name “{index.entries[place].name}”")


def _all(index: SearchIndex, text: str, gender: Gender | None, *, refused: bool) -> tuple[TestMention, ...]:
    reading = read(index, text)
    if gender is None:
        gender = told_gender(reading)
    reading.wishes = [u for u in reading.wishes if not u.block and u.refused == refused]
    found: dict[str, TestMention] = {}
    for wish in merged(reading):
        mention = _mention(reading, wish, gender)
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
