"""The door to the lab's system, in our own words: what is asked of it and what it may answer.

Whoever books talks to `Lab`; which vendor stands behind it is decided where the bot is composed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as part
from datetime import UTC, datetime
from typing import Literal, Protocol

from pydantic import TypeAdapter, ValidationError

from dialogs.catalogue import Catalogue, ItemKind
from dialogs.clinic import Offer, Parties
from dialogs.money import Paise

Phase = Literal["booking", "lead"]
AgeUnit = Literal["years", "months", "days"]
Gender = Literal["male", "female", "other"]
Mode = Literal["home", "lab"]
Priority = Literal["urgent", "high", "medium", "low"]
EntryField = Literal[
    "name", "age", "gender", "phone", "address", "pincode", "mode", "slot", "items", "note", "email"
]
"""The part of an entry that a refusal can name, called as the question that asks for it."""
NotCarried = Literal[
    "phone", "email", "mode", "slot", "address", "pincode", "items", "amount", "note", "party", "customer"
]
"""The part of an entry that a lab's system has no room for; `customer` is a lead that was not made one."""


@dataclass(frozen=True, slots=True)
class LabBranch:
    """A branch as the lab's system lists it; what the lab does not say is empty."""

    id: str
    name: str
    address: str = ""
    city: str = ""
    pincode: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class EntryItem:
    """A test or package by the lab's own id, at the price and under the name that the patient was shown.

    A test that a package of the same entry contains costs 0: it is paid for with the package.
    """

    id: str
    kind: ItemKind
    price: Paise
    contains: tuple[str, ...] = ()
    name: str = part(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DescribedItem:
    """A test or package that the catalogue does not know, in the patient's or the clinic's words."""

    name: str
    kind: ItemKind = "test"
    price: Paise | None = None


class EntryIncomplete(ValueError):
    """An entry that no lab system could take, with one sentence that says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A booking or a lead, complete as it goes to the lab.

    `key` is our own id of it, unique for ever. `phone` is exactly ten digits, `country_code` apart. `slot` is aware and
    is given, with `mode`, for every booking. `total` is what the patient pays after `discount`. Optional parts that are
    `None` are not told to the lab. Equal entries make byte-identical requests. Raises `EntryIncomplete` when made.
    """

    key: str
    phase: Phase
    branch_id: str
    first_name: str = part(repr=False)
    phone: str = part(repr=False)
    age: int = part(repr=False)
    age_unit: AgeUnit = "years"
    last_name: str | None = part(default=None, repr=False)
    country_code: str = "91"
    gender: Gender | None = part(default=None, repr=False)
    email: str | None = part(default=None, repr=False)
    address: str | None = part(default=None, repr=False)
    pincode: str | None = part(default=None, repr=False)
    location: str | None = part(default=None, repr=False)
    mode: Mode | None = None
    slot: datetime | None = None
    items: tuple[EntryItem, ...] = part(default=(), repr=False)
    described: tuple[DescribedItem, ...] = part(default=(), repr=False)
    discount: Paise = Paise(0)  # noqa: RUF009 - an int
    total: Paise = Paise(0)  # noqa: RUF009 - an int
    instructions: str = part(default="", repr=False)
    source: str | None = None
    priority: Priority | None = None
    custom_fields: Mapping[str, str | int | bool] = part(default_factory=dict, repr=False)
    parties: Parties = part(default=Parties())

    def __post_init__(self) -> None:
        if not self.key or not self.branch_id:
            raise EntryIncomplete("an entry needs its key and its branch")
        if not self.first_name.strip():
            raise EntryIncomplete("an entry needs a name")
        if len(self.phone) != 10 or not (self.phone.isascii() and self.phone.isdigit()):
            raise EntryIncomplete("an entry needs a phone of exactly ten digits")
        if self.age < 0:
            raise EntryIncomplete("an entry needs an age of 0 or more")
        if self.slot is not None and self.slot.tzinfo is None:
            raise EntryIncomplete("the slot of an entry needs a time zone")
        if self.phase == "booking" and (self.slot is None or self.mode is None):
            raise EntryIncomplete("a booking needs a slot and a mode")
        if self.slot is not None:
            object.__setattr__(self, "slot", self.slot.astimezone(UTC))


_ENTRY_VERSION = 1
_entry_json: TypeAdapter[Entry] = TypeAdapter(Entry)
_stored_entry: TypeAdapter[dict[str, object]] = TypeAdapter(dict[str, object])


class EntryUnreadable(ValueError):
    """A stored entry that this program cannot read: damaged, or written by a newer one."""


def entry_to_json(entry: Entry) -> str:
    """The entry as versioned JSON, personal data included: store it encrypted."""
    return _stored_entry.dump_json(
        {"version": _ENTRY_VERSION, "entry": _entry_json.dump_python(entry, mode="json")}
    ).decode()


def entry_from_json(stored: str) -> Entry:
    """The entry that `entry_to_json` wrote. Raises `EntryUnreadable`, whose text holds nothing personal."""
    try:
        envelope = _stored_entry.validate_json(stored)
    except ValidationError:
        raise EntryUnreadable("the stored entry is no JSON object") from None
    if envelope.get("version") != _ENTRY_VERSION:
        raise EntryUnreadable(
            f"the stored entry has version {envelope.get('version')!r}, not {_ENTRY_VERSION}"
        )
    try:
        return _entry_json.validate_python(envelope.get("entry"))
    except ValidationError as error:
        wrong = ", ".join(sorted({".".join(map(str, each["loc"])) or "entry" for each in error.errors()}))
        raise EntryUnreadable(f"the stored entry cannot be read: {wrong}") from None


@dataclass(frozen=True, slots=True)
class Created:
    """The lab has stored the entry as what it was sent as, but for what a person has to add there."""

    lab_id: str
    phase: Phase
    not_carried: tuple[NotCarried, ...] = ()


@dataclass(frozen=True, slots=True)
class WrongPhase:
    """The lab has stored the entry, but as the other phase (or as one that it did not name: `None`)."""

    lab_id: str
    phase: Phase | None


@dataclass(frozen=True, slots=True)
class Refused:
    """The lab will not take this entry as it is. `field` is the one part that it names, if it names one."""

    status: int
    field: EntryField | None
    detail: str = part(repr=False)


@dataclass(frozen=True, slots=True)
class Unauthorised:
    """The lab does not know us, even after signing in again. The entry was not made."""

    detail: str


@dataclass(frozen=True, slots=True)
class Forbidden:
    """The branch, or who sends the patient, is not part of the account that we sign in with. The entry was not made."""

    detail: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An entry with this contact exists today; the lab does not say whose."""

    detail: str = part(repr=False)


@dataclass(frozen=True, slots=True)
class NotMade:
    """The entry surely was not made, and may be tried again, after `retry_after` seconds where the lab names them."""

    reason: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class PerhapsMade:
    """Nobody can tell whether the entry was made: only the same entry, unchanged, may be sent again, and only where
    the lab's `repeats_are_safe`."""

    reason: str


Outcome = Created | WrongPhase | Refused | Unauthorised | Forbidden | Duplicate | NotMade | PerhapsMade


class LabError(Exception):
    """Any failure of a call that is not `create`. Its text is one sentence without personal data or secrets."""


class LabUnreachable(LabError):
    """The lab did not answer, answered with its own failure, or asked to wait (`retry_after` seconds)."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class LabOutcomeUnknown(LabUnreachable):
    """What was asked was perhaps done: the answer was lost, unreadable, or the lab's own failure."""


class LabSignInFailed(LabError):
    """The lab refuses the credentials that the bot was given."""


class LabRefused(LabError):
    """The lab will not do what was asked, now or later, for example because the branch is not ours."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"the lab system refused with status {status}: {detail}")
        self.status = status
        self.detail = detail


class AlreadySubscribed(LabRefused):
    """The lab says that a webhook exists for these events. Whether it is at our address it does not say."""


class NoSuchPatient(LabRefused):
    """The lab knows no patient with this number."""


class CodeWrong(LabRefused):
    """The code is not the one that was sent."""


class LoginExpired(LabRefused):
    """The code, or the patient's login, is no longer good."""


@dataclass(frozen=True, slots=True)
class PatientReport:
    """A report in the lab's own list of a patient's. `day` is ISO; `key` and `name` where the lab tells them; `url`
    is a secret, and empty while there is no file."""

    bill_id: str
    day: str
    url: str = part(default="", repr=False)
    key: str = ""
    name: str = part(default="", repr=False)


class CatalogueUnreadable(LabError):
    """A list of the lab that cannot be used; the text names the item and what it lacks."""


class Lab(Protocol):
    """Where entries go. Safe to call from any number of tasks at once."""

    @property
    def repeats_are_safe(self) -> bool:
        """Whether an entry that was perhaps made may be sent again without being there twice in the end."""
        ...

    @property
    def one_entry_a_day(self) -> bool:
        """Whether the lab refuses a second entry of the same phone on one day."""
        ...

    async def create(self, entry: Entry, *, asked_at: datetime | None = None) -> Outcome:
        """Send the entry once (twice only when the first was refused for want of a login). Never raises for what the
        lab or the network does: that is the `Outcome`. `asked_at` is given when an earlier attempt was perhaps made:
        when the first of them was."""
        ...


class PatientReports(Protocol):
    """A patient's old reports, for whoever holds the patient's phone. Safe to call from any number of tasks at once."""

    async def send_code(self, phone: str) -> str:
        """Have a one-time password sent to the number; what to check it with. Raises `NoSuchPatient`, `LabError`."""
        ...

    async def check_code(self, otp_token: str, code: str) -> str:
        """The patient's token for the right code. Raises `CodeWrong`, `LoginExpired`, `LabError`."""
        ...

    async def reports(self, patient_token: str) -> tuple[PatientReport, ...]:
        """The reports of whoever logged in. Raises `LoginExpired`, `LabError`."""
        ...


class LabAccount(Protocol):
    """What a lab's system tells of itself. Safe to call from any number of tasks at once."""

    async def branches(self) -> tuple[LabBranch, ...]:
        """All branches of the account. Raises `LabError`."""
        ...

    async def catalogue(self, offer: Offer) -> Catalogue:
        """What the branch sells now, at the prices of the offer's party. Raises `LabError`."""
        ...

    async def subscribe(self, offer: Offer, endpoint: str) -> None:
        """Have all events of the branch, or of what the party sent there, come to `endpoint`. Call once for each and
        remember it: the lab has no call to list or remove subscriptions. Raises `LabError`."""
        ...
