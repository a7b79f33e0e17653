"""The values that reading a text yields. Times are the clinic's local ones; `None` means not said."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

AgeUnit = Literal["years", "months", "days"]
Gender = Literal["male", "female", "other", "undisclosed"]
Relation = Literal[
    "self",
    "father",
    "mother",
    "husband",
    "wife",
    "son",
    "daughter",
    "brother",
    "sister",
    "grandfather",
    "grandmother",
    "father_in_law",
    "mother_in_law",
    "uncle",
    "aunt",
    "friend",
    "other",
]
SafetyKind = Literal["self_harm", "emergency", "prenatal_sex", "advice"]
FaqKind = Literal[
    "price",
    "preparation",
    "report_time",
    "hours",
    "address",
    "pincode_served",
    "package_contents",
    "booking_status",
    "cancel",
    "reschedule",
    "person",
    "language",
    "payment",
    "home_or_lab",
]


@dataclass(frozen=True, slots=True)
class Age:
    """An age with its unit, and the date of birth where that is what was said."""

    value: int
    unit: AgeUnit = "years"
    born: dt.date | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A wish for a day and a time. A point in time has `start == end`; a bound sets one of the two."""

    date: dt.date | None = None
    date_to: dt.date | None = None
    start: dt.time | None = None
    end: dt.time | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A text that speaks of a day or time which cannot be meant; `none` when it speaks of none at all."""

    reason: Literal["past", "invalid", "none"]


@dataclass(frozen=True, slots=True)
class Hit:
    """One item that a search found. `score` is 0 to 1; `why` names the rule and the words that led to it."""

    item_id: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class TestMention:
    """One test that a text asks for: the candidates, best first. `sure` when the first is the only sensible one,
    `vague` when only what is to be taken was named: "blood test"."""

    __test__ = False

    words: str
    hits: tuple[Hit, ...]
    sure: bool
    vague: bool = False

    @property
    def certain(self) -> bool:
        """Whether the first may be taken without a question."""
        return self.sure and not self.vague


@dataclass(frozen=True, slots=True)
class Sentence:
    """Everything that one message says about a booking. `why` explains each reading, for people."""

    tests: tuple[TestMention, ...] = ()
    refused_tests: tuple[TestMention, ...] = ()
    when: When | None = None
    when_rejected: Rejected | None = None
    relation: Relation | None = None
    age: Age | None = None
    gender: Gender | None = None
    phone: str | None = None
    pincode: str | None = None
    name: str | None = None
    people: tuple[Relation, ...] = ()
    why: tuple[str, ...] = ()
