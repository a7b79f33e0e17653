from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.store import overrides, slots
from bot.store.overrides import Override
from bot.store.slots import SlotFull
from dialogs.clinic import Branch, Opening
from dialogs.slots import SlotDay, SlotKey, capacity, free, of_day
from tests.bot.store.conftest import NOW

BRANCH = Branch(
    "b1", "mg-road", ("5600*",), Opening(frozenset(range(7)), time(6), time(12)), ZoneInfo("Asia/Kolkata")
)
DAY = date(2026, 11, 24)
WHOLE = SlotDay("b1", "home", DAY)
EIGHT, NINE = list(of_day(BRANCH, "home", DAY))[2:4]


def set_to(of: SlotKey | SlotDay, visits: int | None, clinic: str = "asha") -> Any:
    return lambda c: overrides.apply(c, clinic, BRANCH, Override(of, visits), 2001, NOW)


def now(write: Any, key: SlotKey = NINE) -> int:
    known = capacity(BRANCH, key, write(lambda c: overrides.since(c, "asha", NOW.date())))
    claimed = write(lambda c: overrides.capacity_of(c, "asha", BRANCH, key))
    assert known == claimed
    return int(known)


def test_without_an_override_the_clinics_file_counts(write: Any) -> None:
    assert now(write) == 4


def test_an_hour_counts_before_its_day_and_the_day_before_the_file(write: Any) -> None:
    write(set_to(WHOLE, 0))
    assert (now(write), now(write, EIGHT)) == (0, 0)
    write(set_to(NINE, 6))
    assert (now(write), now(write, EIGHT)) == (6, 0)
    write(set_to(NINE, None))
    assert now(write) == 0


def test_what_is_set_for_a_day_ends_what_was_set_for_its_hours(write: Any) -> None:
    write(set_to(NINE, 6))
    write(set_to(WHOLE, 0))
    assert now(write) == 0
    write(set_to(WHOLE, None))
    assert now(write) == 4


def test_setting_it_again_changes_it(write: Any) -> None:
    write(set_to(NINE, 6))
    write(set_to(NINE, 2))
    assert now(write) == 2


def test_another_day_mode_and_clinic_are_left_alone(write: Any) -> None:
    write(set_to(SlotDay("b1", "home", DAY + timedelta(days=1)), 0))
    write(set_to(SlotDay("b1", "lab", DAY), 0))
    write(set_to(WHOLE, 0, clinic="other"))
    assert now(write) == 4


def test_the_claim_goes_by_what_was_set_last(write: Any) -> None:
    def claim(chat: int) -> Any:
        return lambda c: slots.hold(
            c,
            "asha",
            chat,
            NINE,
            overrides.capacity_of(c, "asha", BRANCH, NINE),
            NOW,
            NOW + timedelta(hours=1),
        )

    write(set_to(NINE, 1))
    write(claim(1))
    with pytest.raises(SlotFull):
        write(claim(2))
    write(set_to(NINE, 2))
    write(claim(2))


def test_a_hold_of_an_hour_that_was_closed_does_not_become_a_visit(write: Any) -> None:
    write(lambda c: slots.hold(c, "asha", 1, NINE, 4, NOW, NOW + timedelta(hours=1)))
    with pytest.raises(SlotFull):
        write(lambda c: slots.firm(c, "asha", 1, NINE, "S1", 0, NOW))
    write(lambda c: slots.firm(c, "asha", 1, NINE, "S1", 1, NOW))


def test_the_dialog_offers_no_closed_hour_and_no_full_one() -> None:
    before = NOW
    offered = {
        slot.key: slot.left
        for slot in free(BRANCH, "home", before, {EIGHT: 2}, overrides={NINE: 0, EIGHT: 3})
    }
    assert NINE not in offered
    assert offered[EIGHT] == 1
    closed = free(BRANCH, "home", before, {}, overrides={WHOLE: 0})
    assert all(slot.key.start.astimezone(BRANCH.zone).date() != DAY for slot in closed)
    assert closed


def test_whoever_holds_an_hour_that_is_closed_is_asked_anew() -> None:
    assert NINE not in {
        slot.key for slot in free(BRANCH, "home", NOW, {NINE: 1}, own=NINE, overrides={NINE: 0})
    }
    assert NINE in {slot.key for slot in free(BRANCH, "home", NOW, {NINE: 1}, own=NINE, overrides={NINE: 1})}


def test_past_days_are_forgotten(write: Any) -> None:
    write(set_to(WHOLE, 0))
    after = datetime(2026, 11, 27, 6, tzinfo=NOW.tzinfo)
    write(lambda c: overrides.forget_past(c, after - timedelta(days=3)))
    assert now(write) == 0
    write(lambda c: overrides.forget_past(c, after))
    assert now(write) == 4
