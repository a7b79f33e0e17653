"""Slots: the times at which a sample can be taken, and which of them are free."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from types import MappingProxyType

from dialogs.clinic import Branch, CollectionMode, Opening


@dataclass(frozen=True, slots=True, order=True)
class SlotKey:
    """What names a slot: the branch's id, the mode, and the start in UTC."""

    branch_id: str
    mode: CollectionMode
    start: datetime


@dataclass(frozen=True, slots=True, order=True)
class SlotDay:
    """All slots of a mode on one day, by the branch's calendar."""

    branch_id: str
    mode: CollectionMode
    day: date


Overrides = Mapping[SlotKey | SlotDay, int]
"""How many visits the staff have set for a slot or a whole day, over the clinic's file; 0 is closed."""

NO_OVERRIDES: Overrides = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot with its end and what is left of its capacity. Times are UTC."""

    key: SlotKey
    end: datetime
    left: int


def day_of(branch: Branch, key: SlotKey) -> SlotDay:
    return SlotDay(key.branch_id, key.mode, key.start.astimezone(branch.zone).date())


def capacity(branch: Branch, key: SlotKey, overrides: Overrides = NO_OVERRIDES) -> int:
    """How many visits a slot takes: what was set for it, else for its day, else what the clinic's file says."""
    opening = branch.hours(key.mode)
    if opening is None:
        return 0
    if not overrides:
        return opening.capacity
    whole_day = overrides.get(day_of(branch, key), opening.capacity)
    return overrides.get(key, whole_day)


def of_day(branch: Branch, mode: CollectionMode, day: date) -> Iterator[SlotKey]:
    """The slots of one day in their order, whatever the hour is now; none on a day on which the branch is closed."""
    opening = branch.hours(mode)
    if opening is not None:
        yield from (SlotKey(branch.id, mode, start) for start in _starts(opening, branch.zone, day))


def every(branch: Branch, mode: CollectionMode, now: datetime) -> Iterator[SlotKey]:
    """All slots that may be booked at `now`, soonest first: from the notice to the horizon, free or not."""
    opening = branch.hours(mode)
    if opening is None:
        return
    today = now.astimezone(branch.zone).date()
    for ahead in range(opening.horizon_days + 1):
        for start in _starts(opening, branch.zone, today + timedelta(days=ahead)):
            if start >= now + timedelta(minutes=opening.notice_minutes):
                yield SlotKey(branch.id, mode, start)


def free(
    branch: Branch,
    mode: CollectionMode,
    now: datetime,
    taken: Mapping[SlotKey, int],
    own: SlotKey | None = None,
    overrides: Overrides = NO_OVERRIDES,
) -> tuple[Slot, ...]:
    """The slots with room, soonest first. `taken` counts visits; the asker's own hold does not count."""
    opening = branch.hours(mode)
    if opening is None:
        return ()
    slots = (_with_room(branch, opening, key, taken, own, overrides) for key in every(branch, mode, now))
    return tuple(slot for slot in slots if slot is not None)


def if_free(
    branch: Branch,
    now: datetime,
    taken: Mapping[SlotKey, int],
    key: SlotKey,
    own: SlotKey | None = None,
    overrides: Overrides = NO_OVERRIDES,
) -> Slot | None:
    """The slot that goes by this key, if it is one of those that are `free`: without a look at all the others."""
    opening = branch.hours(key.mode)
    if opening is None or key.branch_id != branch.id:
        return None
    day = key.start.astimezone(branch.zone).date()
    ahead = (day - now.astimezone(branch.zone).date()).days
    if not 0 <= ahead <= opening.horizon_days or key.start not in _starts(opening, branch.zone, day):
        return None
    if key.start < now + timedelta(minutes=opening.notice_minutes):
        return None
    return _with_room(branch, opening, key, taken, own, overrides)


@lru_cache(maxsize=4096)
def _starts(opening: Opening, zone: tzinfo, day: date) -> tuple[datetime, ...]:
    """When the slots of a day begin."""
    if day.weekday() not in opening.days or day in opening.closed:
        return ()
    # Stepping in UTC keeps every slot its full length on a day on which clocks change.
    start = datetime.combine(day, opening.opens, zone).astimezone(UTC)
    closes = datetime.combine(day, opening.closes, zone).astimezone(UTC)
    step = timedelta(minutes=opening.slot_minutes)
    return tuple(start + number * step for number in range(max(0, (closes - start) // step)))


def _with_room(
    branch: Branch,
    opening: Opening,
    key: SlotKey,
    taken: Mapping[SlotKey, int],
    own: SlotKey | None,
    overrides: Overrides,
) -> Slot | None:
    left = capacity(branch, key, overrides) - taken.get(key, 0) + (1 if key == own else 0)
    return Slot(key, key.start + timedelta(minutes=opening.slot_minutes), left) if left > 0 else None
