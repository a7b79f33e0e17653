"""What is sent to the lab: one booking or lead, apart from the draft it was made of."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from dialogs.catalogue import ItemKind
from dialogs.clinic import CollectionMode
from dialogs.money import Paise
from dialogs.slots import SlotKey
from dialogs.understanding.readings import Age, Gender, Relation

Phase = Literal["booking", "lead"]
State = Literal["requested", "sending", "confirmed", "unconfirmed", "with_staff", "withdrawn", "failed"]
"""`requested` waits for its first attempt; `sending` has had one; `unconfirmed` may or may not be stored at the
lab; `with_staff` waits for a person; `withdrawn` was cancelled; the last two of the row end it."""
ChangeKind = Literal["reschedule", "cancel", "withdraw"]
"""What a patient asks of a booking. The first two wait for a staff member, who does them in the lab's system;
`withdraw` is a request given up while the lab may still be storing it."""
ON_ITS_WAY: frozenset[State] = frozenset({"requested", "sending", "unconfirmed"})
"""States in which the lab may still say yes of itself."""


@dataclass(frozen=True, slots=True)
class OrderedItem:
    """A test or package as it was priced when the patient confirmed."""

    id: str
    kind: ItemKind
    name: str
    price: Paise
    contains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What was asked of a booking and is not done yet. `slot` to `slot_end` is the time wanted instead, UTC;
    `reason` one of the known reasons for cancelling, or the patient's own words."""

    kind: ChangeKind
    asked_at: datetime
    slot: datetime | None = None
    slot_end: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """A booking or lead as the patient confirmed it.

    `id` is our key at the lab, `reference` what people read to each other. Phone numbers have ten digits.
    `first_name` and `last_name` are in Latin letters; `patient_name` is as it was told. Slots are UTC. `described` are
    tests in the patient's own words. Of a lead, `cause` says why there is one.
    """

    id: str
    reference: str
    phase: Phase
    branch_id: str
    patient_name: str
    first_name: str
    last_name: str
    phone: str
    age: Age
    gender: Gender | None
    relation: Relation | None
    address: str
    pincode: str
    location: str
    items: tuple[OrderedItem, ...]
    described: tuple[str, ...]
    discount: Paise
    visit_charge: Paise
    total: Paise
    mode: CollectionMode | None
    slot: datetime | None
    slot_end: datetime | None
    instructions: str
    source: str
    language: str
    made_at: datetime
    party: str = ""
    """Who sent the patient, as the link called them."""
    cause: str = ""

    @property
    def slot_key(self) -> SlotKey | None:
        return SlotKey(self.branch_id, self.mode, self.slot) if self.mode and self.slot else None

    def at(self, change: Change) -> "Submission":
        """The same visit at the time that the change wants."""
        return replace(self, slot=change.slot, slot_end=change.slot_end)


@dataclass(frozen=True, slots=True)
class Booking:
    """A submission with what has become of it. `reports` are the report sets already announced, `reports_done` the
    bill of each and how many tests of that it has; `collected_at` is when the lab made the bill, which it does when the
    sample has been taken; `change` is what was asked of it since."""

    submission: Submission
    state: State
    lab_id: str = ""
    reports: tuple[str, ...] = ()
    reports_done: tuple[tuple[str, int], ...] = ()
    reports_sent: tuple[str, ...] = ()
    collected_at: datetime | None = None
    bill_id: str = ""
    change: Change | None = None

    @property
    def awaited(self) -> Change | None:
        """The change that a staff member is to make in the lab's system."""
        return self.change if self.change is not None and self.change.kind != "withdraw" else None
