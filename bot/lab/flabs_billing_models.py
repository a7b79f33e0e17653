"""What the billing side of Flabs is sent, and what it answers, in its own spelling.

Its names are not those of the CRM: `integrator_id`, `labID`, `lead_source`, snake case throughout.
"""

from typing import Literal

from pydantic import BaseModel, Field

from bot.lab import loose_json
from bot.lab.flabs_models import AGE_TYPES
from bot.lab.port import Entry, NotCarried
from bot.lab.request import Request


class PatientDetails(Request):
    """Nothing else of a patient is known to a pre-booking: no phone, no e-mail, no address, nobody who sent them."""

    first_name: str = Field(repr=False)
    last_name: str | None = Field(default=None, repr=False)
    gender: Literal["male", "female", "other"] = Field(repr=False)
    age: int = Field(repr=False)
    age_type: Literal["year", "month", "day"]


class MappedTest(Request):
    """By the id that the lab's own list gives the test."""

    flabs_id: str


class MappedPackage(Request):
    id: str


class CreatePreBooking(Request):
    """Left out on purpose: `barCode`, which is the phlebotomist's to give."""

    labID: str
    patient_details: PatientDetails = Field(repr=False)
    integrator_id: str
    lead_source: str
    mapped_tests: tuple[MappedTest, ...] | None = Field(default=None, repr=False)
    unmapped_tests: tuple[str, ...] | None = Field(default=None, repr=False)
    mapped_packages: tuple[MappedPackage, ...] | None = Field(default=None, repr=False)
    unmapped_packages: tuple[str, ...] | None = Field(default=None, repr=False)


class NotAPreBooking(ValueError):
    """An entry that no pre-booking can be made of; the text says what it lacks, for the staff."""


def create_prebooking(entry: Entry, lead_source: str) -> CreatePreBooking:
    """The body of `POST /client/billing/create` for a booking. Raises `NotAPreBooking`.

    A test that a chosen package contains is left out: without prices, it would be billed a second time. A gender is
    never made up: the lab reads results by it, so that `other` for somebody who would not say could do harm.
    """
    if entry.phase != "booking":
        raise NotAPreBooking("the lab's billing takes bookings only, and this is a lead")
    if entry.gender is None:
        raise NotAPreBooking("the lab's billing must have the patient's gender, which was not told")
    packages = [item for item in entry.items if item.kind == "package"]
    inside = {test for package in packages for test in package.contains}
    tests = [item for item in entry.items if item.kind == "test" and item.id not in inside]
    if not entry.items and not entry.described:
        raise NotAPreBooking("the lab's billing must have a test or a package, and there is none")
    return CreatePreBooking(
        labID=entry.branch_id,
        patient_details=PatientDetails(
            first_name=entry.first_name,
            last_name=entry.last_name or None,
            gender=entry.gender,
            age=entry.age,
            age_type=AGE_TYPES[entry.age_unit],
        ),
        integrator_id=entry.key,
        lead_source=lead_source,
        mapped_tests=tuple(MappedTest(flabs_id=item.id) for item in tests) or None,
        unmapped_tests=tuple(each.name for each in entry.described if each.kind == "test") or None,
        mapped_packages=tuple(MappedPackage(id=item.id) for item in packages) or None,
        unmapped_packages=tuple(each.name for each in entry.described if each.kind == "package") or None,
    )


def not_carried(entry: Entry) -> tuple[NotCarried, ...]:
    """What of the entry a pre-booking has no room for, in the order in which a person would add it."""
    parts: tuple[tuple[NotCarried, object], ...] = (
        ("phone", entry.phone),
        ("email", entry.email),
        ("slot", entry.slot),
        ("mode", entry.mode),
        ("address", entry.address or entry.location),
        ("pincode", entry.pincode),
        ("amount", entry.total or entry.discount),
        ("note", entry.instructions),
        ("party", entry.parties.each),
    )
    return tuple(name for name, value in parts if value)


class CreatedPreBooking(BaseModel):
    """What an answer of success says was stored. `key` is our own id, where it is repeated."""

    id: str
    key: str | None
    success: bool


def created_prebooking(body: bytes) -> CreatedPreBooking | None:
    """The stored pre-booking that an answer of success names, bare or under `data`; None when it names none."""
    answer = loose_json.parse_or_none(body)
    success = loose_json.flag(loose_json.child(answer, "success"))
    for part in (answer, loose_json.child(answer, "data", "preBooking")):
        found = loose_json.identifier(
            loose_json.child(part, "preBookingID", "preBookingId", "pre_booking_id", "_id", "id")
        )
        if found is not None:
            key = loose_json.child(part, "integrator_id", "integratorID", "integratorId")
            return CreatedPreBooking(id=found, key=loose_json.identifier(key), success=success is not False)
    return None
