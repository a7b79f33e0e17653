"""A prospect: what the clinic's leads system is told of a patient, beside the lab, while a booking comes about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

ProspectStatus = Literal["new", "contacted", "qualified", "unqualified"]

LOW: Final = 20
MEDIUM: Final = 50
HIGH: Final = 90
"""The score with a name and a number, with what is wanted, and with a time."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """`id` is our key of it. `tests` are names of what is wanted: health data, for which the clinic's notice decides.
    `contacted_at` is when the staff last wrote or took over, `staff_acts` what they did. `customer` says that a
    booking is confirmed, `submission_id` which."""

    id: str
    name: str
    phone: str
    source: str
    score: int
    status: ProspectStatus = "new"
    tests: tuple[str, ...] = ()
    contacted_at: datetime | None = None
    staff_acts: tuple[str, ...] = ()
    customer: bool = False
    submission_id: str = ""
