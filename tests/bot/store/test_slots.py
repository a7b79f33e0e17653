import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from bot.store import chats, slots
from bot.store.database import Database
from bot.store.slots import SlotFull
from dialogs.slots import SlotKey
from tests.bot.store.conftest import NOW

KEY = SlotKey("b1", "home", NOW + timedelta(days=1))
LATER = SlotKey("b1", "home", NOW + timedelta(days=2))
SOON = NOW + timedelta(minutes=15)


def taken(write: Any, key: SlotKey = KEY) -> int:
    return int(write(lambda c: slots.taken(c, "asha", NOW)).get(key, 0))


def hold(chat: int, key: SlotKey = KEY, capacity: int = 1, now: Any = NOW) -> Any:
    return lambda c: slots.hold(c, "asha", chat, key, capacity, now, now + timedelta(minutes=15))


def firm(chat: int, submission: str, key: SlotKey = KEY, capacity: int = 1, now: Any = NOW) -> Any:
    return lambda c: slots.firm(c, "asha", chat, key, submission, capacity, now)


def test_of_500_who_want_20_places_20_get_one(database: Database) -> None:
    async def run() -> None:
        claims = [
            database.write(hold(chat, capacity=20), chats.key("asha", chat), slots.claims_key("asha"))
            for chat in range(1, 501)
        ]
        done = await asyncio.gather(*claims, return_exceptions=True)
        assert sum(each is None for each in done) == 20
        assert all(each is None or isinstance(each, SlotFull) for each in done)
        assert await database.read(lambda c: slots.taken(c, "asha", NOW)) == {KEY: 20}

    asyncio.run(run())


def test_a_chat_holds_one_slot_and_holding_it_again_takes_no_second_place(write: Any) -> None:
    write(hold(1, capacity=2))
    write(hold(1, capacity=2))
    assert taken(write) == 1
    write(hold(1, LATER))
    assert (taken(write), taken(write, LATER)) == (0, 1)


def test_a_hold_that_cannot_be_had_leaves_the_old_one(write: Any) -> None:
    write(hold(2, LATER))
    write(hold(1))
    with pytest.raises(SlotFull):
        write(hold(1, LATER))
    assert write(lambda c: slots.held_by(c, "asha", 1)()) == (KEY, SOON)


def test_an_expired_hold_makes_room_before_anybody_is_refused(write: Any) -> None:
    write(hold(1))
    with pytest.raises(SlotFull):
        write(hold(2, now=SOON - timedelta(seconds=1)))
    write(hold(2, now=SOON))
    assert taken(write) == 1
    assert write(lambda c: slots.held_by(c, "asha", 1)()) is None


def test_a_hold_is_renewed_by_activity(write: Any) -> None:
    write(hold(1))
    assert write(lambda c: slots.renew(c, "asha", 1, SOON + timedelta(minutes=5)))
    assert write(lambda c: slots.sweep(c, SOON)) == []
    assert write(lambda c: slots.sweep(c, SOON + timedelta(minutes=5))) == [("asha", 1)]
    assert taken(write) == 0
    assert not write(lambda c: slots.renew(c, "asha", 1, SOON))


def test_a_firm_slot_is_the_hold_made_lasting(write: Any) -> None:
    write(hold(1))
    write(firm(1, "S1"))
    assert taken(write) == 1
    assert write(lambda c: slots.sweep(c, NOW + timedelta(days=1))) == []
    with pytest.raises(SlotFull):
        write(firm(2, "S2"))
    write(firm(1, "S1"))
    assert taken(write) == 1
    write(lambda c: slots.free_firm(c, "asha", "S1"))
    assert taken(write) == 0


def test_a_lapsed_hold_is_claimed_again_at_the_end_if_there_is_room(write: Any) -> None:
    write(hold(1))
    write(lambda c: slots.sweep(c, SOON))
    write(firm(1, "S1"))
    assert taken(write) == 1


def test_two_visits_of_one_chat_take_two_places(write: Any) -> None:
    write(firm(1, "S1", capacity=2))
    write(firm(1, "S2", capacity=2))
    assert taken(write) == 2


def test_freeing_what_is_not_there_frees_nothing(write: Any) -> None:
    write(firm(1, "S1", capacity=2))
    write(lambda c: slots.free_hold(c, "asha", 1))
    write(lambda c: slots.free_firm(c, "asha", ""))
    write(lambda c: slots.free_firm(c, "asha", "S9"))
    assert taken(write) == 1


def test_another_clinic_has_slots_of_its_own(write: Any) -> None:
    write(hold(1))
    write(lambda c: slots.hold(c, "other", 1, KEY, 1, NOW, SOON))
    assert taken(write) == 1


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["hold", "firm", "free", "free firm", "sweep"]),
            st.integers(1, 4),
            st.sampled_from([KEY, LATER]),
            st.integers(0, 30),
        ),
        max_size=30,
    )
)
def test_the_counter_is_the_number_of_claims_and_never_above_the_capacity(
    write: Any, steps: list[tuple[str, int, SlotKey, int]]
) -> None:
    write(lambda c: c.execute(text("DELETE FROM slots")))
    write(lambda c: c.execute(text("DELETE FROM slot_claims")))
    now = NOW
    for what, chat, key, minutes in steps:
        now += timedelta(minutes=minutes)
        try:
            match what:
                case "hold":
                    write(hold(chat, key, 2, now))
                case "firm":
                    write(firm(chat, f"S{chat}", key, 2, now))
                case "free":
                    write(lambda c, who=chat: slots.free_hold(c, "asha", who))
                case "free firm":
                    write(lambda c, who=chat: slots.free_firm(c, "asha", f"S{who}"))
                case _:
                    write(lambda c, at=now: slots.sweep(c, at))
        except SlotFull:
            pass

        def claims(connection: Connection) -> dict[SlotKey, int]:
            found = connection.execute(
                text("SELECT branch_id, mode, start, count(*) FROM slot_claims GROUP BY 1, 2, 3")
            )
            by_start = {int((each.start - NOW).total_seconds()): each for each in (KEY, LATER)}
            start = int(NOW.timestamp())
            return {by_start[row[2] // 1_000_000 - start]: row[3] for row in found}

        counted = write(lambda c: slots.taken(c, "asha", NOW))
        assert counted == write(claims)
        assert all(count <= 2 for count in counted.values())


def test_a_visit_that_is_to_be_moved_keeps_both_places_and_gives_back_one_at_a_time(write: Any) -> None:
    write(hold(1, KEY))
    write(firm(1, "S1", KEY))
    write(hold(1, LATER))
    write(firm(1, "S1", LATER))
    assert (taken(write), taken(write, LATER)) == (1, 1)
    for key in (KEY, LATER):
        with pytest.raises(SlotFull):
            write(hold(2, key))
    write(lambda c: slots.free_firm(c, "asha", "S1", KEY))
    assert (taken(write), taken(write, LATER)) == (0, 1)
    write(lambda c: slots.free_firm(c, "asha", "S1", KEY))
    write(hold(2, KEY))
    write(lambda c: slots.free_firm(c, "asha", "S1"))
    assert (taken(write), taken(write, LATER)) == (1, 0)
