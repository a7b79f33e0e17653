"""What a turn may know beyond its conversation: a read-only snapshot, taken before the turn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dialogs.case import Case
from dialogs.catalogue import Catalogue
from dialogs.clinic import Clinic, Offer
from dialogs.person import SavedPerson
from dialogs.slots import Overrides, SlotKey
from dialogs.submission import Booking
from dialogs.understanding.search import SearchIndex
from dialogs.words import Words


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a branch sells, with the search index over it and the time when the lab said so."""

    catalogue: Catalogue
    index: SearchIndex
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class World:
    """`shelves` by the key of their offer; `taken` counts the visits of each slot, holds included; `overrides` are what
    the staff have set over the clinic's file; `held` is this chat's own hold; `case` is the open case of this chat,
    `past_case` one that was ended lately; `entries_today` are the phone numbers of this chat's patients that already
    have an entry of ours at the lab today."""

    clinic: Clinic
    words: Words
    shelves: Mapping[str, Shelf]
    taken: Mapping[SlotKey, int] = field(default_factory=dict)
    overrides: Overrides = field(default_factory=dict)
    held: SlotKey | None = None
    people: tuple[SavedPerson, ...] = ()
    bookings: tuple[Booking, ...] = ()
    case: Case | None = None
    past_case: Case | None = None
    entries_today: frozenset[str] = frozenset()

    def shelf(self, offer: Offer | None) -> Shelf | None:
        """The shelf of an offer; without one, the first there is."""
        if offer is not None:
            return self.shelves.get(offer.key)
        return next(iter(self.shelves.values()), None)

    @property
    def visits(self) -> tuple[Booking, ...]:
        """The bookings, without leads."""
        return tuple(each for each in self.bookings if each.submission.phase == "booking")

    def booking(self, submission_id: str) -> Booking | None:
        return next((b for b in self.bookings if b.submission.id == submission_id), None)
