"""A text as the phrases it is made of, each with its place and what it can mean."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from dialogs.understanding.spelled import plain
from dialogs.understanding.words import Meanings, lexicon, meanings

LONGEST_TEXT = 1000
"""Characters of a message that are read; nobody says more about a booking in one breath."""

_LONGEST_NUMBER = 15
_NOTHING: Meanings = {}
_MERIDIEM = re.compile(r"(?<![^\W_])([ap])[. ]{1,2}m(?:\.(?!\w)|(?![^\W_]))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word, a fixed phrase, a run of digits or one other character.

    `form` is its plain spelling, `number` the value of a run of digits, `glued` says that nothing stands between it and
    the phrase before. `start` and `end` are places in the text.
    """

    form: str
    start: int
    end: int
    glued: bool
    number: int | None
    means: Meanings
    is_word: bool

    def has(self, *kinds: str) -> bool:
        return any(kind in self.means for kind in kinds)


@lru_cache(maxsize=4096)
def _class(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return "digit"
    if category[0] in "LM" or char in "\u200c\u200d":
        return "letter"
    if category[0] in "ZC":
        return "space"
    return "mark"


def _runs(text: str) -> list[tuple[str, int, int]]:
    """(class, start, end) of each run of letters or digits and of each mark."""
    runs: list[tuple[str, int, int]] = []
    place, size = 0, len(text)
    while place < size:
        kind = _class(text[place])
        end = place + 1
        if kind in ("letter", "digit"):
            while end < size:
                char = text[end]
                if _class(char) == kind or (
                    kind == "letter"
                    and char in "'’`"
                    and end + 1 < size
                    and _class(text[end + 1]) == "letter"
                ):
                    end += 1
                else:
                    break
        if kind != "space":
            runs.append((kind, place, end))
        place = end
    return runs


@lru_cache(maxsize=128)
def phrases(text: str) -> tuple[Phrase, ...]:
    """The phrases of a text, in order. Any text is taken; only its first `LONGEST_TEXT` characters are read."""
    text = text[:LONGEST_TEXT]
    if "m" in text or "M" in text:
        text = _MERIDIEM.sub(lambda found: (found.group(1) + "m").ljust(len(found.group())), text)
    single: list[Phrase] = []
    last_end = -1
    for kind, start, end in _runs(text):
        form = plain(text[start:end])
        if not form:
            # Joiners and marks by themselves are no word.
            continue
        number = int(form) if kind == "digit" and form.isdecimal() and len(form) <= _LONGEST_NUMBER else None
        single.append(Phrase(form, start, end, start == last_end, number, _NOTHING, kind == "letter"))
        last_end = end
    return _joined(single)


def _joined(single: Sequence[Phrase]) -> tuple[Phrase, ...]:
    known = lexicon().phrases
    out: list[Phrase] = []
    place = 0
    while place < len(single):
        here = single[place]
        taken = 1
        means: Meanings = _NOTHING
        form = here.form
        if here.number is None or form in known:
            for spelling, found in known.get(form, ()):
                length = _matches(single, place, spelling)
                if length:
                    taken, means, form = length, found, " ".join(spelling)
                    break
            else:
                means = meanings(form) if here.is_word or form == "@" else _NOTHING
        last = single[place + taken - 1]
        out.append(
            Phrase(
                form,
                here.start,
                last.end,
                here.glued,
                here.number if taken == 1 else None,
                means,
                here.is_word or taken > 1,
            )
        )
        place += taken
    return tuple(out)


def _matches(single: Sequence[Phrase], place: int, spelling: tuple[str, ...]) -> int:
    """How many runs a fixed phrase takes from here, 0 if it does not stand here; hyphens and strokes inside are passed over."""
    at = place
    for nth, word in enumerate(spelling):
        if nth and at < len(single) and single[at].form in ("-", "–", "/"):
            at += 1
        if at >= len(single) or single[at].form != word:
            return 0
        at += 1
    return at - place


def form_at(found: Sequence[Phrase], place: int) -> str:
    """The plain spelling of the phrase at a place, empty where there is none."""
    return found[place].form if 0 <= place < len(found) else ""


def has_at(found: Sequence[Phrase], place: int, *kinds: str) -> bool:
    """Whether a phrase stands at a place and can mean one of the kinds."""
    return 0 <= place < len(found) and found[place].has(*kinds)
