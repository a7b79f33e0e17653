"""Slots: the times at which a sample can be taken, and which of them are free."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dialogs.clinic import Branch, CollectionMode


@dataclass(frozen=True, slots=True, order=True)
class SlotKey:
    """What names a slot: the branch's id, the mode, and the start in UTC."""

    branch_id: str
    mode: CollectionMode
    start: datetime


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot with its end and what is left of its capacity. Times are UTC."""

    key: SlotKey
    end: datetime
    left: int


def every(branch: Branch, mode: CollectionMode, now: datetime) -> Iterator[SlotKey]:
    """All slots that may be booked at `now`, soonest first: from the notice to the horizon, free or not."""
    opening = branch.hours(mode)
    if opening is None:
        return
    step = timedelta(minutes=opening.slot_minutes)
    earliest = now + timedelta(minutes=opening.notice_minutes)
    today = now.astimezone(branch.zone).date()
    for ahead in range(opening.horizon_days + 1):
        day = today + timedelta(days=ahead)
        if day.weekday() not in opening.days or day in opening.closed:
            continue
        # Stepping in UTC keeps every slot its full length on a day on which clocks change.
        start = datetime.combine(day, opening.opens, branch.zone).astimezone(UTC)
        closes = datetime.combine(day, opening.closes, branch.zone).astimezone(UTC)
        while start + step <= closes:
            if start >= earliest:
                yield SlotKey(branch.id, mode, start)
            start += step


def free(
    branch: Branch,
    mode: CollectionMode,
    now: datetime,
    taken: Mapping[SlotKey, int],
    own: SlotKey | None = None,
) -> tuple[Slot, ...]:
    """The slots with room, soonest first. `taken` counts visits; the asker's own hold does not count."""
    opening = branch.hours(mode)
    if opening is None:
        return ()
    length = timedelta(minutes=opening.slot_minutes)
    found = []
    for key in every(branch, mode, now):
        left = opening.capacity - taken.get(key, 0) + (1 if key == own else 0)
        if left > 0:
            found.append(Slot(key, key.start + length, left))
    return tuple(found)
