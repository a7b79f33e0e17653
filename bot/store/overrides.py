"""Overrides: how many visits the staff let a slot or a whole day take, over what the clinic's file says."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, or_, select

from bot.store import upsert
from bot.store.statement import Statement
from bot.store.tables import EPOCH, slot_overrides
from dialogs.clinic import Branch
from dialogs.slots import Overrides, SlotDay, SlotKey, capacity, day_of


@dataclass(frozen=True, slots=True)
class Override:
    """`capacity` visits for a slot or a day, 0 closes it; `None` leaves it to what stands above it: the day, the
    clinic's file. One for a day ends those of its slots."""

    of: SlotKey | SlotDay
    capacity: int | None


_put = upsert.insert(
    slot_overrides,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["clinic", "branch_id", "mode", "day", "start"],
        set_={
            "capacity": insert.excluded.capacity,
            "set_by": insert.excluded.set_by,
            "set_at": insert.excluded.set_at,
        },
    ),
)

_of_slot = Statement(
    select(slot_overrides.c.start, slot_overrides.c.capacity).where(
        slot_overrides.c.clinic == bindparam("clinic"),
        slot_overrides.c.branch_id == bindparam("branch_id"),
        slot_overrides.c.mode == bindparam("mode"),
        slot_overrides.c.day == bindparam("day"),
        or_(slot_overrides.c.start == bindparam("all_day"), slot_overrides.c.start == bindparam("start")),
    )
)


def apply(
    connection: Connection, clinic: str, branch: Branch, override: Override, by: int, at: datetime
) -> None:
    """Sets an override, or takes it away. The unit names `slots.claims_key`, so that no claim goes by what was."""
    of = override.of
    day = of if isinstance(of, SlotDay) else day_of(branch, of)
    start = EPOCH if isinstance(of, SlotDay) else of.start
    gone = _of_day(clinic, day)
    connection.execute(
        delete(slot_overrides).where(
            gone if isinstance(of, SlotDay) else and_(gone, slot_overrides.c.start == start)
        )
    )
    if override.capacity is None:
        return
    _put.run(
        connection,
        {
            "clinic": clinic,
            "branch_id": day.branch_id,
            "mode": day.mode,
            "day": day.day.isoformat(),
            "start": start,
            "capacity": override.capacity,
            "set_by": by,
            "set_at": at,
        },
    )


def since(connection: Connection, clinic: str, first: date) -> Overrides:
    """All that are set for that day or later ones."""
    found = connection.execute(
        select(slot_overrides).where(
            slot_overrides.c.clinic == clinic, slot_overrides.c.day >= first.isoformat()
        )
    )
    known: dict[SlotKey | SlotDay, int] = {}
    for row in found:
        of: SlotKey | SlotDay = SlotKey(row.branch_id, row.mode, row.start)
        if row.start == EPOCH:
            of = SlotDay(row.branch_id, row.mode, date.fromisoformat(row.day))
        known[of] = row.capacity
    return known


def capacity_of(connection: Connection, clinic: str, branch: Branch, key: SlotKey) -> int:
    """How many visits the slot takes now."""
    day = day_of(branch, key)
    found = _of_slot.rows(
        connection,
        {
            "clinic": clinic,
            "branch_id": day.branch_id,
            "mode": day.mode,
            "day": day.day.isoformat(),
            "all_day": EPOCH,
            "start": key.start,
        },
    )
    known: dict[SlotKey | SlotDay, int] = {day if row.start == EPOCH else key: row.capacity for row in found}
    return capacity(branch, key, known)


def forget_past(connection: Connection, before: datetime) -> None:
    """Removes those of days that are surely over everywhere."""
    day = (before - timedelta(days=1)).date().isoformat()
    connection.execute(delete(slot_overrides).where(slot_overrides.c.day < day))


def _of_day(clinic: str, day: SlotDay) -> ColumnElement[bool]:
    return and_(
        slot_overrides.c.clinic == clinic,
        slot_overrides.c.branch_id == day.branch_id,
        slot_overrides.c.mode == day.mode,
        slot_overrides.c.day == day.day.isoformat(),
    )
