"""Finds the name that a sentence states: after "my name is", after a title, before an age, before "ke liye"."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from dialogs.understanding.name import (
    MOST_WORDS,
    NEVER_IN_NAMES,
    SEPARATORS,
    composed,
    exact_kinds,
    is_known_name,
    is_title,
)
from dialogs.understanding.phrases import Phrase, form_at, has_at
from dialogs.understanding.words import people

_USUAL_WORDS = 4
_PAUSES = SEPARATORS | {".", "-", "!"}
_BEFORE_NAMES = frozenset(("for", "patient", "of", "ms", "miss"))
_BREAKS_NAMES = frozenset(("filler", "copula", "for_post", "day", "part", "answer", "question"))


@dataclass(frozen=True, slots=True)
class NameSaid:
    """A name and the places of its phrases, lead-in and title included (`last` exclusive)."""

    name: str
    first: int
    last: int
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A text and what is known of it before names are looked for.

    `taken` are places with another meaning, `ages` those of them that say an age; `is_test` knows the words of tests.
    With `asked` (name, age and gender were asked for), bare words are willingly taken as the name.
    """

    text: str
    found: Sequence[Phrase]
    taken: frozenset[int]
    ages: frozenset[int]
    is_test: Callable[[Phrase], bool]
    asked: bool

    def raw(self, place: int) -> str:
        return self.text[self.found[place].start : self.found[place].end]

    def words(self, first: int, last: int) -> list[int]:
        return [place for place in range(first, last) if self.found[place].is_word]


def find_name(reading: Reading) -> NameSaid | None:
    """The name that a sentence states, the surest sign first."""
    signs = (_after_lead_in, _before_tail, _after_title, _by_place)
    return next(chain.from_iterable(sign(reading) for sign in signs), None)


def _after_lead_in(reading: Reading) -> Iterator[NameSaid]:
    """ "my name is ...", "naam ...", "patient: ..."."""
    found = reading.found
    for place, phrase in enumerate(found):
        if place in reading.taken or not phrase.has("name_is"):
            continue
        begin = place + 1
        while form_at(found, begin) in (":", "-", "is", "=", ",", ".", "–", "as") or has_at(
            found, begin, "copula"
        ):
            begin += 1
        titled = _past_titles(found, begin)
        end = _stretch(reading, titled, sure=True)
        sure = (
            not phrase.has("name_is_weak")
            or titled > begin
            or (begin > place + 1 and found[place + 1].form in (":", "-"))
            or (reading.asked and phrase.has("name_is_self"))
        )
        if end > titled and (sure or _is_plausible(reading, titled, end)):
            yield from _said(reading, place, titled, end, f"name after “{phrase.form}”")


def _before_tail(reading: Reading) -> Iterator[NameSaid]:
    """ "... here", "... bol raha hoon", "... mera naam hai"."""
    found = reading.found
    for place, phrase in enumerate(found):
        if place in reading.taken or not phrase.has("name_before") or phrase.has("name_is"):
            continue
        begin = place
        while (
            begin > 0
            and place - begin < 2 * MOST_WORDS
            and (_is_usable(reading, begin - 1, sure=True) or found[begin - 1].form in ("ji", "."))
        ):
            begin -= 1
        if begin < place and (
            phrase.form not in ("here", "speaking", "this side") or _is_plausible(reading, begin, place)
        ):
            yield from _said(reading, begin, begin, place, f"name before “{phrase.form}”")


def _after_title(reading: Reading) -> Iterator[NameSaid]:
    """ "Mr ...", "Smt. ..."; a doctor who is named is seldom the patient."""
    for place, phrase in enumerate(reading.found):
        if place in reading.taken or not is_title(phrase) or phrase.has("title_doubtful"):
            continue
        begin = _past_titles(reading.found, place + 1)
        end = _stretch(reading, begin, sure=True)
        if end > begin:
            yield from _said(reading, place, begin, end, f"name after “{phrase.form}”")


def _by_place(reading: Reading) -> Iterator[NameSaid]:
    """Names known by where they stand: after a relation, before an age, after "for", before "ke liye", by themselves."""
    place = 0
    while place < len(reading.found):
        end = _stretch(reading, place, sure=reading.asked)
        if end <= place:
            place += 1
            continue
        why = _why_name(reading, place, end)
        if why is not None:
            yield from _said(reading, place, place, end, why)
        place = end


def _why_name(reading: Reading, place: int, end: int) -> str | None:
    found = reading.found
    words = reading.words(place, end)
    known = [is_known_name(found[at].form) for at in words]
    if len(words) <= _USUAL_WORDS:
        before = place - 1
        while form_at(found, before) in (":", "-", "(", "–"):
            before -= 1
        after = end
        while form_at(found, after) in ("ji", "जी", ".", "sahab"):
            after += 1
        plausible = _is_plausible(reading, place, end)
        begins = place == 0 or found[place - 1].form in _PAUSES
        ends = after >= len(found) or found[after].form in _PAUSES
        if plausible and has_at(found, before, "relation"):
            return f"name after “{found[before].form}”"
        if (begins or plausible) and _is_personal(reading, after):
            return "name before age or gender"
        if plausible and form_at(found, before) in _BEFORE_NAMES and (before or found[before].form != "of"):
            return f"name after “{found[before].form}”"
        if (
            all(known)
            and reading.raw(place)[0].isupper()
            and place
            and reading.is_test(found[place - 1])
            and (after >= len(found) or after in reading.taken)
        ):
            return "name after a test"
        if any(known) and has_at(found, after, "for_post"):
            return f"name before “{found[after].form}”"
        if all(known) and len(words) > 1 and not _is_of_place(found, place, end):
            return "names that many people have"
        if all(known) and begins and ends and (place, end) != (0, len(found)):
            return "a name by itself"
    return "words that are nothing else" if reading.asked and len(words) < MOST_WORDS else None


def _is_personal(reading: Reading, place: int) -> bool:
    """Whether an age or a gender follows, at most two marks on."""
    found = reading.found
    at = place
    while form_at(found, at) in _PAUSES and at < len(found):
        at += 1
    return (
        at - place <= 2
        and at < len(found)
        and (found[at].has("gender", "age_word") or found[at].form in ("m", "f") or at in reading.ages)
    )


def _is_usable(reading: Reading, place: int, *, sure: bool) -> bool:
    """Whether the word at a place can be part of a name."""
    if place >= len(reading.found) or place in reading.taken or not reading.found[place].is_word:
        return False
    phrase = reading.found[place]
    form = phrase.form
    if phrase.glued and place and reading.found[place - 1].number is not None:
        return False  # "एचबीए1सी"
    if reading.is_test(phrase) or form in people().not_names or " " in form:
        return False
    initial = len(form) == 1 and sure and reading.raw(place).isupper()
    if (
        exact_kinds(phrase) & NEVER_IN_NAMES
        and not initial
        and not (form in people().also_beside and (sure or is_known_name(form)))
    ):
        return False
    return len(form) > 1 or (sure and reading.raw(place).isupper())


def _stretch(reading: Reading, place: int, *, sure: bool) -> int:
    """The place after the words that can be one name together."""
    found = reading.found
    end = place
    while end - place < 2 * MOST_WORDS and _is_usable(reading, end, sure=sure):
        if end > place and _breaks_off(reading, place, end):
            break
        end += 1
        while (
            form_at(found, end) in (".", "-")
            and found[end].glued
            and _is_usable(reading, end + 1, sure=sure)
            and ((found[end].form == "." and len(found[end - 1].form) <= 2) or found[end + 1].glued)
        ):
            end += 1
    return end


def _breaks_off(reading: Reading, first: int, place: int) -> bool:
    """Whether a word is rather the next of the sentence: "Farhan needs", "Neha hai"."""
    word = reading.raw(place)
    if word.isascii() and word.islower() and reading.raw(first)[0].isupper():
        return True
    phrase = reading.found[place]
    return (
        phrase.form in people().also_beside
        and not is_known_name(phrase.form)
        and bool(exact_kinds(phrase) & _BREAKS_NAMES)
    )


def _is_plausible(reading: Reading, first: int, last: int) -> bool:
    """Words that can only be a name: known ones, or capitals in a text that is not all capitals."""
    words = reading.words(first, last)
    if any(is_known_name(reading.found[place].form) for place in words):
        return True
    return (
        bool(words)
        and first > 0
        and not reading.text.isupper()
        and all(reading.raw(place)[0].isupper() and not reading.raw(place).isupper() for place in words)
    )


def _past_titles(found: Sequence[Phrase], place: int) -> int:
    while place < len(found) and (is_title(found[place]) or found[place].form == "."):
        place += 1
    return place


def _said(reading: Reading, first: int, begin: int, end: int, why: str) -> Iterator[NameSaid]:
    name = composed(reading.text, reading.found, begin, end)
    if name is not None:
        yield NameSaid(name, first, end, why)


def _is_of_place(found: Sequence[Phrase], first: int, last: int) -> bool:
    """Whether known names are those of a street or of a doctor: "Rajendra Prasad Road", "Dr Meena Joshi"."""
    before = first - 1
    while form_at(found, before) == ".":
        before -= 1
    if before >= 0 and (is_title(found[before]) or found[before].form in ("by", "near", "doctor")):
        return True
    return has_at(found, last, "street")
