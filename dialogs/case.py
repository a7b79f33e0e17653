"""A case: something that waits for a person of the clinic."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Cause = Literal[
    "asked_for_person",
    "asked_for_call",
    "not_understood",
    "not_served",
    "unknown_test",
    "prescription",
    "emergency",
    "self_harm",
    "advice",
    "no_slot",
    "change_booking",
    "cancel_booking",
    "report_problem",
    "lab_refused",
    "lab_duplicate",
    "lab_unconfirmed",
    "lab_forbidden",
    "lab_unavailable",
    "same_contact",
    "unreachable",
    "went_quiet",
    "stumbled",
]
CaseState = Literal["waiting", "claimed", "resolved"]


@dataclass(frozen=True, slots=True)
class Case:
    """The open case of a chat, if there is one. `subject` is the submission that it is about, if any."""

    id: str
    cause: Cause
    state: CaseState
    opened_at: datetime
    claimed_by: str = ""
    subject: str = ""
