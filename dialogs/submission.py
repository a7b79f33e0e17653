"""What is sent to the lab: one booking or lead, apart from the draft it was made of."""

from dataclasses import dataclass
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
lab; `with_staff` waits for a person; the last three of the row end it."""


@dataclass(frozen=True, slots=True)
class OrderedItem:
    """A test or package as it was priced when the patient confirmed."""

    id: str
    kind: ItemKind
    name: str
    price: Paise
    contains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """A booking or lead as the patient confirmed it.

    `id` is our key at the lab, `reference` what people read to each other. Phone numbers have ten digits.
    `first_name` and `last_name` are in Latin letters; `patient_name` is as it was told. Slots are UTC.
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

    @property
    def slot_key(self) -> SlotKey | None:
        return SlotKey(self.branch_id, self.mode, self.slot) if self.mode and self.slot else None


@dataclass(frozen=True, slots=True)
class Booking:
    """A submission with what has become of it. `reports` are the report sets already announced."""

    submission: Submission
    state: State
    lab_id: str = ""
    reports: tuple[str, ...] = ()
    reports_sent: tuple[str, ...] = ()
