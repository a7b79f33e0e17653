"""The kinds of things that the staff are called for: how each is answered by a tap, and how urgent it is.

A new kind is a line here, its name among the causes of a case, its texts, and, where its answers do something to the
patient's conversation, a line in `dialogs.desk.answers`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.case import Cause
from dialogs.screen import Style


@dataclass(frozen=True, slots=True)
class Tap:
    """A one-tap answer: its name, which is the action of its button, and the key of its label."""

    name: str
    label: str
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Kind:
    """`must` kinds stay until one of their answers was tapped: the case cannot be ended before. A `danger` is about a
    life: it goes to the staff before all else."""

    answers: tuple[Tap, ...] = ()
    must: bool = False
    urgent: bool = False
    danger: bool = False
    needs_number: bool = False


_IN_LAB_SYSTEM = (
    Tap("booked", "staff-is-booked", "success"),
    Tap("unbooked", "staff-not-booked", "danger"),
)
_OF_THE_LAB = Kind(_IN_LAB_SYSTEM, must=True)

KINDS: Mapping[Cause, Kind] = {
    "asked_for_person": Kind(),
    "asked_for_call": Kind(urgent=True, needs_number=True),
    "not_understood": Kind(),
    "not_served": Kind(needs_number=True),
    "unknown_test": Kind(),
    "prescription": Kind(),
    "emergency": Kind(urgent=True, danger=True),
    "self_harm": Kind(urgent=True, danger=True),
    "advice": Kind(),
    "no_slot": Kind(needs_number=True),
    "change_booking": Kind(
        (Tap("changed", "staff-moved", "success"), Tap("unchanged", "staff-not-changed", "danger")),
        must=True,
    ),
    "cancel_booking": Kind(
        (Tap("cancelled", "staff-cancelled", "success"), Tap("uncancelled", "staff-not-changed", "danger")),
        must=True,
    ),
    "visit_missed": Kind((Tap("handled", "staff-handled"),), urgent=True),
    "report_problem": Kind((Tap("handled", "staff-handled"),)),
    "report_held": Kind(
        (Tap("release", "staff-release-report", "success"), Tap("handled", "staff-told-otherwise")), must=True
    ),
    "report_held_other": Kind((Tap("handled", "staff-told-otherwise"),), must=True),
    "bill_deleted": Kind((Tap("handled", "staff-handled"),)),
    "lab_refused": _OF_THE_LAB,
    "lab_duplicate": _OF_THE_LAB,
    "lab_unconfirmed": _OF_THE_LAB,
    "lab_forbidden": _OF_THE_LAB,
    "lab_unavailable": _OF_THE_LAB,
    "same_contact": _OF_THE_LAB,
    "book_by_hand": Kind(
        (Tap("booked", "staff-booked-now", "success"), Tap("failed", "staff-not-possible", "danger")),
        must=True,
    ),
    "unreachable": Kind((Tap("handled", "staff-reached"),)),
    "went_quiet": Kind(),
    "stumbled": Kind((Tap("again", "staff-try-again", "primary"), Tap("handled", "staff-handled"))),
}
