"""The room in slots: what is taken, what the staff have set, and whose a slot is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.store import bookings, overrides, slots
from bot.store.bookings import Claims
from bot.store.overrides import Override
from dialogs.clinic import Branch
from dialogs.slots import Overrides, SlotKey


@dataclass(frozen=True, slots=True)
class Room:
    """`taken` counts the visits of each slot, holds included; `claims` are those of the slots that were asked for."""

    taken: Mapping[SlotKey, int]
    overrides: Overrides
    claims: Mapping[SlotKey, Claims] = field(default_factory=dict)


def since(connection: Connection, clinic: str, first: datetime, keys: Sequence[SlotKey] = ()) -> Room:
    """The room in slots that start at `first` or later, and whose `keys` are."""
    # It may be a day earlier there than here.
    day = (first - timedelta(days=1)).date()
    return Room(
        slots.taken(connection, clinic, first),
        overrides.since(connection, clinic, day),
        bookings.claims(connection, clinic, keys),
    )


def changed(
    connection: Connection,
    clinic: str,
    branch: Branch,
    changes: Sequence[Override],
    by: int,
    at: datetime,
    first: datetime,
    keys: Sequence[SlotKey],
) -> Room:
    """Makes changes of the staff member `by`; the room thereafter, as `since` tells it."""
    for each in changes:
        overrides.apply(connection, clinic, branch, each, by, at)
    return since(connection, clinic, first, keys)
