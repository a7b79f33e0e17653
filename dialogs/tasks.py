"""What a patient can be about, each an ordered tuple of questions. A new question is one line here."""

from collections.abc import Mapping
from typing import Any

from dialogs.draft import Key
from dialogs.order import BOOKED, CART, DESCRIBED, MODE, PINCODE, UNSERVED
from dialogs.question import Question
from dialogs.questions import (
    address,
    age,
    booked,
    change_review,
    contact,
    gender,
    guardian,
    language,
    mode,
    name,
    new_slot,
    person,
    pincode,
    reason,
    report_code,
    report_list,
    report_number,
    review,
    slot,
    tests,
)
from dialogs.questions.for_lead import for_lead
from dialogs.world import World

_ORDER_OF_TESTS = (tests.QUESTION, pincode.QUESTION, mode.QUESTION)
_CONTACT = (contact.QUESTION,)
_PERSON = (person.QUESTION, name.QUESTION, age.QUESTION, gender.QUESTION, guardian.QUESTION)
_VISIT = (slot.QUESTION, address.QUESTION)

_TESTS_FIRST = (*_ORDER_OF_TESTS, *_CONTACT, *_PERSON, *_VISIT)
_PERSON_FIRST = (*_CONTACT, *_PERSON, *_ORDER_OF_TESTS, *_VISIT)

BOOKING: Mapping[str, tuple[Question, ...]] = {
    "tests-first": (language.QUESTION, *_TESTS_FIRST, review.question(_TESTS_FIRST)),
    "person-first": (language.QUESTION, *_PERSON_FIRST, review.question(_PERSON_FIRST)),
}
"""The questions of a booking, by the order that the clinic has set."""

CHANGES: Mapping[str, tuple[Question, ...]] = {
    "reschedule": (booked.QUESTION, new_slot.QUESTION, change_review.QUESTION_MOVE),
    "cancel": (booked.QUESTION, reason.QUESTION, change_review.QUESTION_DROP),
}
"""The questions of what can be asked of a booking, by the kind of the task."""

REPORTS = (report_number.QUESTION, report_code.QUESTION, report_list.QUESTION)
"""The way to reports of earlier days."""

LEAD = tuple(map(for_lead, (contact.QUESTION, person.QUESTION, name.QUESTION, age.QUESTION)))
"""What a lead cannot be without."""

KEYS: Mapping[str, Key[Any]] = {
    key.name: key
    for key in (
        *(question.key for question in BOOKING["tests-first"]),
        *(question.key for questions in CHANGES.values() for question in questions),
        BOOKED,
        *(question.key for question in REPORTS),
        CART,
        DESCRIBED,
        MODE,
        PINCODE,
        UNSERVED,
        address.PLACE,
        review.NOTE,
        slot.WISH,
    )
}
"""Every answer that can be stored, by name."""


def questions_of(kind: str, world: World) -> tuple[Question, ...]:
    """The questions of a task of this kind, in order."""
    match kind:
        case "lead":
            return LEAD
        case "reports":
            return REPORTS
        case _:
            return CHANGES.get(kind) or BOOKING[world.clinic.order]
