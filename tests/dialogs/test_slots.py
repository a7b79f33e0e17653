from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from dialogs.clinic import Branch, Opening
from dialogs.slots import SlotKey, every, free, if_free

BERLIN = ZoneInfo("Europe/Berlin")
BEFORE_THE_CLOCKS_CHANGE = datetime(2026, 10, 23, 9, 30, tzinfo=UTC)
OPENING = Opening(
    frozenset({0, 2, 4, 5, 6}), time(1), time(5), capacity=2, closed=frozenset({date(2026, 10, 28)})
)
BRANCH = Branch("b1", "mitte", ("560001",), OPENING, BERLIN)


def test_a_day_on_which_clocks_go_back_has_an_hour_more() -> None:
    starts = [key.start.astimezone(BERLIN) for key in every(BRANCH, "home", BEFORE_THE_CLOCKS_CHANGE)]
    assert [f"{start:%H:%M}" for start in starts if start.date() == date(2026, 10, 25)] == [
        "01:00",
        "02:00",
        "02:00",
        "03:00",
        "04:00",
    ]


def test_no_slot_on_a_day_that_is_closed() -> None:
    days = {key.start.astimezone(BERLIN).date() for key in every(BRANCH, "home", BEFORE_THE_CLOCKS_CHANGE)}
    assert date(2026, 10, 26) in days
    assert date(2026, 10, 28) not in days


@given(
    st.integers(-24, 12 * 24),
    st.sampled_from([0, 30]),
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from(["b1", "b2"]),
)
def test_one_slot_is_free_when_it_is_among_all_that_are(
    hours: int, minutes: int, visits: int, own: bool, branch_id: str
) -> None:
    now = BEFORE_THE_CLOCKS_CHANGE
    start = now.replace(hour=0, minute=0) + timedelta(hours=hours, minutes=minutes)
    key = SlotKey(branch_id, "home", start)
    taken: Mapping[SlotKey, int] = {key: visits}
    mine = key if own else None
    among = [slot for slot in free(BRANCH, "home", now, taken, own=mine) if slot.key == key]
    assert if_free(BRANCH, now, taken, key, own=mine) == (among[0] if among else None)
