"""What Flabs is sent, and what its single answers look like, in its own spelling."""

import contextlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field, ValidationError

from bot.lab import loose_json
from bot.lab.port import AgeUnit, Entry, EntryItem, Mode, Phase
from bot.lab.refusal_words import blotted
from bot.lab.request import Request
from dialogs.clinic import Party
from dialogs.money import Paise

EVENTS = (
    "bill.created",
    "bill.completed",
    "bill.deleted",
    "report.completed",
    "lead.created",
    "booking.created",
)

_DEFAULT_COUNTRY_CODE = "91"
AGE_TYPES: dict[AgeUnit, Literal["year", "month", "day"]] = {
    "years": "year",
    "months": "month",
    "days": "day",
}
_BOOKING_TYPES: dict[Mode, Literal["Home Collection", "Lab Visit"]] = {
    "home": "Home Collection",
    "lab": "Lab Visit",
}


class SignIn(Request):
    clientID: str
    clientSecret: str = Field(repr=False)


class Refresh(Request):
    clientID: str
    refreshToken: str = Field(repr=False)


class Subscribe(Request):
    labID: str
    events: tuple[str, ...] = EVENTS
    endpoint: str = Field(repr=False)
    protocol: Literal["https", "http"]
    corporateUser: str | None = None
    organization: str | None = None


class LeadTest(Request):
    test: str
    cost: int | float
    isPackage: bool | None = None
    packageId: str | None = None


class LeadPackage(Request):
    package: str
    price: int | float


class UnmappedTest(Request):
    name: str
    cost: int | float | None = None


class UnmappedPackage(Request):
    name: str
    price: int | float | None = None


class CreateLead(Request):
    """A lead or a booking. Left out on purpose: `assignedTo`, which would switch off the lab's own assignment."""

    branchID: str
    integratorID: str
    phase: Phase
    first_name: str = Field(repr=False)
    last_name: str | None = Field(default=None, repr=False)
    contact: str = Field(repr=False)
    country_code: str | None = None
    email: str | None = Field(default=None, repr=False)
    age: int = Field(repr=False)
    age_type: Literal["year", "month", "day"]
    gender: str | None = Field(default=None, repr=False)
    address: str | None = Field(default=None, repr=False)
    pincode: str | None = Field(default=None, repr=False)
    googleLocation: str | None = Field(default=None, repr=False)
    source: str | None = None
    priority: str | None = None
    bookingType: Literal["Home Collection", "Lab Visit"] | None = None
    scheduledAt: str | None = None
    specialInstructions: str | None = Field(default=None, repr=False)
    paymentStatus: Literal["Pending"] | None = None
    paymentMode: Literal["Cash"] | None = None
    tests: tuple[LeadTest, ...] | None = Field(default=None, repr=False)
    packages: tuple[LeadPackage, ...] | None = Field(default=None, repr=False)
    unmappedTests: tuple[UnmappedTest, ...] | None = Field(default=None, repr=False)
    unmappedPackages: tuple[UnmappedPackage, ...] | None = Field(default=None, repr=False)
    discountAmount: int | float | None = None
    totalAmount: int | float | None = None
    customFields: dict[str, str | int | bool] | None = Field(default=None, repr=False)
    corporateUser: str | None = None
    referredOrganization: str | None = None
    referredHospitalOrganization: str | None = None


def party_read(party: Party | None) -> dict[str, str]:
    """A party as reads and subscriptions name it: a doctor and a hospital are both an organization there."""
    if party is None:
        return {}
    return {"corporateUser" if party.kind == "corporate" else "organization": party.id}


def create_lead(entry: Entry) -> CreateLead:
    """The body of `POST /client/crm/lead/create` for an entry.

    The phase is always said, since its default would turn a booking into a lead; the country code only where it is
    not the default. A package goes out as itself, with its price, and not as the tests inside it; a test of the entry
    that one of its packages contains is marked as part of that package. Amounts are rupees.
    """
    booking = entry.phase == "booking"
    packages = [item for item in entry.items if item.kind == "package"]
    return CreateLead(
        branchID=entry.branch_id,
        integratorID=entry.key,
        phase=entry.phase,
        first_name=entry.first_name,
        last_name=entry.last_name or None,
        contact=entry.phone,
        country_code=entry.country_code if entry.country_code != _DEFAULT_COUNTRY_CODE else None,
        email=entry.email or None,
        age=entry.age,
        age_type=AGE_TYPES[entry.age_unit],
        gender=entry.gender,
        address=entry.address or None,
        pincode=entry.pincode or None,
        googleLocation=entry.location or None,
        source=entry.source or None,
        priority=entry.priority,
        bookingType=_BOOKING_TYPES[entry.mode] if booking and entry.mode else None,
        scheduledAt=_utc(entry.slot) if booking and entry.slot else None,
        specialInstructions=entry.instructions or None,
        paymentStatus="Pending" if booking else None,
        paymentMode="Cash" if booking else None,
        tests=tuple(_lead_test(item, packages) for item in entry.items if item.kind == "test") or None,
        packages=tuple(LeadPackage(package=item.id, price=_rupees(item.price)) for item in packages) or None,
        unmappedTests=tuple(
            UnmappedTest(name=each.name, cost=None if each.price is None else _rupees(each.price))
            for each in entry.described
            if each.kind == "test"
        )
        or None,
        unmappedPackages=tuple(
            UnmappedPackage(name=each.name, price=None if each.price is None else _rupees(each.price))
            for each in entry.described
            if each.kind == "package"
        )
        or None,
        discountAmount=_rupees(entry.discount) if entry.discount else None,
        totalAmount=_rupees(entry.total) if booking or entry.total else None,
        customFields=dict(entry.custom_fields) or None,
        corporateUser=entry.parties.corporate or None,
        referredOrganization=entry.parties.doctor or None,
        referredHospitalOrganization=entry.parties.hospital or None,
    )


def _lead_test(item: EntryItem, packages: Iterable[EntryItem]) -> LeadTest:
    inside = next((package.id for package in packages if item.id in package.contains), None)
    return LeadTest(
        test=item.id, cost=_rupees(item.price), isPackage=True if inside else None, packageId=inside
    )


def _rupees(amount: Paise) -> int | float:
    """A JSON number: whole where it can be. Two decimals survive the float that JSON needs for the rest."""
    return amount // 100 if amount % 100 == 0 else amount / 100


def _utc(slot: datetime) -> str:
    return slot.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Tokens(BaseModel):
    """A token pair. A missing lifetime is the ten minutes that Flabs documents."""

    authToken: str = Field(min_length=1, repr=False)
    refreshToken: str = Field(default="", repr=False)
    expiresIn: float = Field(default=600, gt=0, allow_inf_nan=False)


class CreatedLead(BaseModel):
    """What an answer of success says was stored. `phase` is None when it names none that is known."""

    id: str
    phase: Phase | None
    success: bool


def tokens(body: bytes) -> Tokens | None:
    """The token pair in an answer, bare or under `data`; None when there is none."""
    answer = loose_json.parse_or_none(body)
    for part in (answer, loose_json.child(answer, "data")):
        if isinstance(part, Mapping):
            with contextlib.suppress(ValidationError):
                return Tokens.model_validate(
                    {name: value for name, value in part.items() if value is not None}
                )
    return None


def created_lead(body: bytes) -> CreatedLead | None:
    """The stored entry that an answer of success names, bare or under `data`; None when it names none.

    The id is called `leadId` for bookings too.
    """
    answer = loose_json.parse_or_none(body)
    success = loose_json.flag(loose_json.child(answer, "success"))
    for part in (answer, loose_json.child(answer, "data", "lead", "booking")):
        found = loose_json.identifier(
            loose_json.child(part, "leadId", "leadID", "bookingId", "bookingID", "_id", "id")
        )
        if found is not None:
            named = loose_json.child(part, "phase") or loose_json.child(answer, "phase")
            return CreatedLead(id=found, phase=_phase(named), success=success is not False)
    return None


def _phase(value: object) -> Phase | None:
    match loose_json.text(value).casefold():
        case "booking":
            return "booking"
        case "lead":
            return "lead"
        case _:
            return None


def error_detail(body: bytes, personal: Iterable[str | None] = ()) -> str:
    """What an error answer says, fit to be kept: see `refusal_words.blotted`. Empty when it says nothing."""
    answer = loose_json.parse_or_none(body)
    error = loose_json.child(answer, "error", "errors")
    first = error[0] if isinstance(error, list) and error else error
    said = (
        loose_json.text(loose_json.child(first, "details", "detail", "message"))
        or loose_json.text(first)
        or loose_json.text(loose_json.child(answer, "details", "detail", "message"))
        or (loose_json.text(body.decode("utf-8", "replace")) if answer is None else "")
    )
    return blotted(said, personal)
