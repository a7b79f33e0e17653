"""Reads everything that one message says about a booking: tests, day and time, and the person.

A value is taken only when it is said. What one reader has understood is closed to the others, so that a date is never a
test, nor the number of a test a time.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, get_args

from dialogs.understanding.age_in_sentence import age_after_name, find_age
from dialogs.understanding.birth import AgeSaid, birth_words
from dialogs.understanding.gender import find_gender
from dialogs.understanding.name import is_known_name
from dialogs.understanding.name_in_sentence import NameSaid, Reading, find_name
from dialogs.understanding.phone import find_phone
from dialogs.understanding.phrases import LONGEST_TEXT, Phrase, phrases
from dialogs.understanding.pincode import find_pincode
from dialogs.understanding.readings import Gender, Rejected, Relation, Sentence, TestMention, When
from dialogs.understanding.relation import RelationSaid, find_relations, implied_gender
from dialogs.understanding.time_pieces import Piece, find_pieces
from dialogs.understanding.when import settle


class Mentions(Protocol):
    """The tests in a text; `gender` is the patient's where it is known."""

    def __call__(self, text: str, /) -> tuple[TestMention, ...]: ...


def _none(_: str) -> tuple[TestMention, ...]:
    return ()


def read_sentence(
    text: str,
    now: datetime,
    mentions: Callable[[str], tuple[TestMention, ...]],
    refused: Callable[[str], tuple[TestMention, ...]] = _none,
) -> Sentence:
    """Everything that a message says. `now` is aware and in the clinic's zone; `mentions` and `refused` find its tests."""
    found = phrases(text)
    if not found:
        return Sentence()
    reading = _People(text, found, now, asked=False)
    pieces, when, taken = _when(found, reading.taken, now)
    left = _left(text, found, taken | reading.numbers)
    tests = mentions(left)
    tested = {word for mention in tests for word in mention.words.casefold().split()}
    reading.read_name(taken, tested)
    if reading.name is not None:
        left = _left(
            text, found, taken | reading.numbers | frozenset(range(reading.name.first, reading.name.last))
        )
        tests = mentions(left)
    return reading.sentence(tests, refused(left), when, _why_when(text, found, pieces, when))


def read_person(text: str, now: datetime) -> Sentence:
    """What an answer to "who is it for: name, age, gender?" says; bare words are the name, a bare number is the age."""
    found = phrases(text)
    if not found:
        return Sentence()
    reading = _People(text, found, now, asked=True)
    reading.read_name(reading.taken, set())
    return reading.sentence((), (), None, ())


class _People:
    """What a text says of the patient, found in the order in which readings exclude each other."""

    def __init__(self, text: str, found: Sequence[Phrase], now: datetime, *, asked: bool) -> None:
        self.text, self.found, self.asked = text, found, asked
        self.phone = find_phone(found)
        taken = _places(self.phone)
        self.pincode = find_pincode(_hidden(found, taken))
        taken |= _places(self.pincode)
        self.numbers = taken
        self.relations = find_relations(found, asked=False)
        self.age: AgeSaid | None = find_age(found, now, taken=taken, asked=asked)
        if self.age is not None:
            begin = birth_words(found, self.age.first) if self.age.age.born else self.age.first
            ages = frozenset(range(begin, self.age.last))
            taken |= ages
            self.numbers |= ages
        self.gender = find_gender(found, text, asked=asked)
        if self.gender is not None:
            taken |= {self.gender[1]}
        for relation in self.relations:
            taken |= frozenset(range(relation.first, relation.last))
        self.taken = taken
        self.ages = (
            frozenset(range(self.age.first, self.age.last)) if self.age is not None else frozenset[int]()
        )
        self.name: NameSaid | None = None

    def read_name(self, taken: frozenset[int], tested: set[str]) -> None:
        def is_test(phrase: Phrase) -> bool:
            return phrase.form in tested and not is_known_name(phrase.form)

        self.name = find_name(Reading(self.text, self.found, taken, self.ages, is_test, self.asked))
        if self.name is not None and self.age is None:
            self.age = age_after_name(self.found, self.name.last, taken=taken, is_test=is_test)
            if self.age is not None:
                self.ages = frozenset(range(self.age.first, self.age.last))
                self.numbers |= self.ages

    def sentence(
        self,
        tests: tuple[TestMention, ...],
        refused: tuple[TestMention, ...],
        when: When | Rejected | None,
        why: Sequence[str],
    ) -> Sentence:
        people = _people(self.found, self.relations)
        others = [one for one in self.relations if one.relation != "self"]
        chosen = _chosen(self.found, others) or (self.relations[0] if self.relations else None)
        reasons = list(why)
        for label, value in (
            ("phone", self.phone and self.phone[0]),
            ("pincode", self.pincode and self.pincode[0]),
        ):
            if value:
                reasons.append(f"{label}: {value}")
        if self.age is not None:
            reasons.append(f"age: “{self._words(self.age.first, self.age.last)}”")
        if self.gender is not None:
            reasons.append(f"gender: “{self._words(self.gender[1], self.gender[1] + 1)}”")
        if chosen is not None:
            reasons.append(f"relation: “{self._words(chosen.first, chosen.last)}”")
        if self.name is not None:
            reasons.append(self.name.why)
        reasons.extend(hit.hits[0].why for hit in tests if hit.hits)
        return Sentence(
            tests=tests,
            refused_tests=refused,
            when=when if isinstance(when, When) else None,
            when_rejected=when if isinstance(when, Rejected) else None,
            relation=chosen.relation if chosen is not None else None,
            age=self.age.age if self.age is not None else None,
            gender=self.gender[0] if self.gender is not None else None,
            phone=self.phone[0] if self.phone else None,
            pincode=self.pincode[0] if self.pincode else None,
            name=self.name.name if self.name is not None else None,
            people=people,
            why=tuple(reasons),
        )

    def _words(self, first: int, last: int) -> str:
        return self.text[self.found[first].start : self.found[last - 1].end]


def _places(said: tuple[str, int, int] | None) -> frozenset[int]:
    return frozenset(range(said[1], said[2])) if said is not None else frozenset()


_SEXES = {"male": "male", "female": "female"}
_LETTERS = {"m": "male", "f": "female"}
_RELATION_GENDERS = {one: gender for one in get_args(Relation) if (gender := implied_gender(one)) is not None}
_HIDDEN = Phrase("…", 0, 0, False, None, {}, False)


def _hidden(found: Sequence[Phrase], taken: frozenset[int]) -> tuple[Phrase, ...]:
    """The phrases with what has been understood already put out of sight."""
    return tuple(_HIDDEN if place in taken else phrase for place, phrase in enumerate(found))


def _when(
    found: Sequence[Phrase], taken: frozenset[int], now: datetime
) -> tuple[Sequence[Piece], When | Rejected | None, frozenset[int]]:
    visible = _hidden(
        found,
        frozenset(
            place
            for place in taken
            if found[place].number is not None or found[place].has("unit", "number", "month")
        ),
    )
    pieces = find_pieces(visible, now, asked=False)
    reading = settle(pieces, visible, now)
    spoken = [piece for piece in pieces if not isinstance(piece.said, str)]
    if not spoken:
        return (), None, taken
    places = frozenset(place for piece in spoken for place in range(piece.first, piece.last))
    return spoken, reading if reading != Rejected("none") else None, taken | places


def _left(text: str, found: Sequence[Phrase], taken: frozenset[int]) -> str:
    """The text without what has been understood, which leaves a comma, or the gender, since some tests are for one."""
    out: list[str] = []
    at = 0
    for place in sorted(taken | _streets(found)):
        phrase = found[place]
        out.append(text[at : phrase.start])
        gender = (
            phrase.means.get("gender")
            or _LETTERS.get(phrase.form)
            or _RELATION_GENDERS.get(phrase.means.get("relation", ""))
        )
        out.append(f", {gender}, " if gender else ", ")
        at = max(at, phrase.end)
    out.append(text[at:LONGEST_TEXT])
    return "".join(out)


def _streets(found: Sequence[Phrase]) -> frozenset[int]:
    """The places of "12 MG Road": a street's name may be an abbreviation of a test."""
    places: set[int] = set()
    for place, phrase in enumerate(found):
        if (
            phrase.has("street")
            and place
            and found[place - 1].is_word
            and not found[place - 1].means.keys() - {"counted"}
        ):
            places.update((place - 1, place))
    return frozenset(places)


def _why_when(
    text: str, found: Sequence[Phrase], pieces: Sequence[Piece], when: When | Rejected | None
) -> tuple[str, ...]:
    if when is None or not pieces:
        return ()
    said = " ".join(text[found[piece.first].start : found[piece.last - 1].end] for piece in pieces)
    return (f"day and time: “{said}”",)


def _chosen(found: Sequence[Phrase], others: Sequence[RelationSaid]) -> RelationSaid | None:
    """Whose test it is when several people are named: the one it is "for", else the first."""
    if not others:
        return None
    for one in others:
        if _marked_as_patient(found, one):
            return one
    return others[0]


_BEFORE_PATIENT = frozenset(("for", "of"))
_OWNERS = frozenset(
    ("my", "our", "the", "mere", "meri", "mera", "apne", "apni", "hamare", "मेरे", "मेरी", "apna", "अपने", "अपनी")
)


def _marked_as_patient(found: Sequence[Phrase], one: RelationSaid) -> bool:
    before = one.first - 1
    while before >= 0 and found[before].form in _OWNERS:
        before -= 1
    if before >= 0 and found[before].form in _BEFORE_PATIENT:
        return True
    after = one.last
    return after < len(found) and found[after].form in ("ke liye", "k liye", "के लिए", "ke lie")


def _people(found: Sequence[Phrase], relations: Sequence[RelationSaid]) -> tuple[Relation, ...]:
    """The people of a message about more than one, joined by "and", commas or "dono"."""
    people: list[Relation] = []
    for phrase in found:
        if phrase.has("parents"):
            return ("mother", "father")
    previous: RelationSaid | None = None
    for one in relations:
        if previous is not None and one.relation not in people and _joined(found[previous.last : one.first]):
            if not people:
                people.append(previous.relation)
            people.append(one.relation)
        previous = one
    return tuple(people)


def _joined(between: Sequence[Phrase]) -> bool:
    allowed = (
        "and",
        "aur",
        "और",
        "&",
        ",",
        "+",
        "tatha",
        "ji",
        "जी",
        "ke liye",
        "my",
        "meri",
        "mere",
        "for",
        "n",
        "मेरी",
        "मेरे",
        "dono",
        "ka",
        "ke",
        "के",
        "का",
        "with",
        "also",
        "both",
        "/",
        "evam",
        "एवं",
        "व",
    )
    return len(between) <= 4 and all(phrase.form in allowed or phrase.has("and") for phrase in between)


def told_gender(sentence: Sentence) -> Gender | None:
    """The patient's gender, said or told by the relation."""
    if sentence.gender is not None:
        return sentence.gender
    told = implied_gender(sentence.relation) if sentence.relation is not None else None
    return "male" if told == "male" else "female" if told == "female" else None
