"""Prices at hand: fresh, through outages, restarts and lists that suddenly shrink."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.lab.catalogue_cache import CatalogueCache, catalogue_from_json, catalogue_to_json
from bot.lab.port import CatalogueUnreadable, LabUnreachable
from dialogs.catalogue import Catalogue, Item
from dialogs.money import Paise

START = datetime(2026, 5, 15, 8, tzinfo=UTC)


def priced(price: int, count: int = 10) -> Catalogue:
    return Catalogue(
        {f"t{each}": Item(f"t{each}", "test", f"Test {each}", Paise(price)) for each in range(count)}
    )


class Shelf:
    """A store, in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[Catalogue, datetime]] = {}

    async def load(self, branch_id: str) -> tuple[Catalogue, datetime] | None:
        return self.kept.get(branch_id)

    async def save(self, branch_id: str, catalogue: Catalogue, fetched_at: datetime) -> None:
        self.kept[branch_id] = (catalogue, fetched_at)


class Room:
    """A lab whose answer a test sets, and a clock that only sleeping moves."""

    def __init__(
        self, store: Shelf | None = None, *, branches: tuple[str, ...] = ("b1", "b2"), jitter: float = 0.0
    ) -> None:
        self.now = START
        self.store = store or Shelf()
        self.answer: Catalogue | Exception = priced(100)
        self.fetched: list[tuple[str, datetime]] = []
        self.slept: list[float] = []
        self.naps = 0
        self.slept_enough = asyncio.Event()
        self.cache = CatalogueCache(
            self.fetch, self.store, branches, now=lambda: self.now, sleep=self.sleep, jitter=lambda: jitter
        )

    async def fetch(self, branch_id: str) -> Catalogue:
        self.fetched.append((branch_id, self.now))
        await asyncio.sleep(0)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if len(self.slept) > self.naps:
            self.slept_enough.set()
            await asyncio.Event().wait()
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    async def run_until(self, naps: int) -> list[float]:
        """The background work until it has slept so often and lies down again; how long each time."""
        self.naps = naps
        task = asyncio.create_task(self.cache.run())
        async with asyncio.timeout(20):
            await self.slept_enough.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return self.slept


def play(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(story())


def test_nothing_before_it_is_ready_then_every_branch() -> None:
    async def story() -> None:
        room = Room()
        assert room.cache.current("b1") is None
        assert await room.cache.ready()
        assert room.cache.current("b1") == room.cache.current("b2") == priced(100)
        assert room.cache.fetched_at("b1") == START
        assert room.cache.current("unknown") is None
        assert sorted(branch for branch, _ in room.fetched) == ["b1", "b2"]

    play(story)


@pytest.mark.parametrize("failure", [LabUnreachable("down"), CatalogueUnreadable("tests[3] has no price")])
def test_a_lab_that_fails_leaves_what_there_is(failure: Exception) -> None:
    async def story() -> None:
        room = Room()
        await room.cache.ready()
        room.answer = failure
        assert not await room.cache.refresh("b1")
        assert room.cache.current("b1") == priced(100)
        room.answer = priced(200)
        assert await room.cache.refresh("b1")
        assert room.cache.current("b1") == priced(200)

    play(story)


def test_a_restart_during_an_outage_has_yesterday_s_prices() -> None:
    async def story() -> None:
        first = Room()
        await first.cache.ready()
        second = Room(first.store)
        second.answer = LabUnreachable("down")
        assert await second.cache.ready()
        assert second.fetched == [], "what is stored is enough to begin"
        assert second.cache.current("b2") == priced(100)

    play(story)


def test_a_first_start_during_an_outage_says_that_it_is_not_ready() -> None:
    async def story() -> None:
        room = Room()
        room.answer = LabUnreachable("down")
        assert not await room.cache.ready()
        assert room.cache.current("b1") is None

    play(story)


def test_many_who_ask_at_once_make_one_call() -> None:
    async def story() -> None:
        room = Room()
        assert await asyncio.gather(*(room.cache.refresh("b1") for _ in range(20))) == [True] * 20
        assert len(room.fetched) == 1
        room.answer = LabUnreachable("down")
        assert await asyncio.gather(*(room.cache.refresh("b1") for _ in range(20))) == [False] * 20

    play(story)


def test_refreshed_every_quarter_of_an_hour() -> None:
    async def story() -> None:
        room = Room(branches=("b1",))
        await room.cache.ready()
        assert await room.run_until(naps=3) == [900, 900, 900, 900]
        assert room.fetched == [("b1", START + each * timedelta(minutes=15)) for each in range(4)]
        assert room.cache.fetched_at("b1") == START + timedelta(minutes=45)

    play(story)


def test_every_branch_is_refreshed() -> None:
    async def story() -> None:
        room = Room()
        await room.run_until(naps=8)
        assert {branch for branch, _ in room.fetched} == {"b1", "b2"}

    play(story)


def test_a_stale_stored_catalogue_is_refreshed_at_once() -> None:
    async def story() -> None:
        room = Room(branches=("b1",))
        await room.store.save("b1", priced(50), START - timedelta(days=1))
        await room.cache.ready()
        assert room.cache.current("b1") == priced(50)
        assert await room.run_until(naps=1) == [0, 900]
        assert room.cache.current("b1") == priced(100)

    play(story)


def test_an_outage_is_tried_again_soon_and_then_less_often() -> None:
    async def story() -> None:
        room = Room(branches=("b1",))
        room.answer = LabUnreachable("down")
        await room.cache.ready()
        assert await room.run_until(naps=7) == [30, 60, 120, 240, 480, 900, 900, 900]

    play(story)


def test_replicas_do_not_ask_all_at_the_same_moment() -> None:
    async def story() -> None:
        room = Room(branches=("b1",), jitter=0.5)
        await room.cache.ready()
        assert await room.run_until(naps=0) == [945.5]

    play(story)


@pytest.mark.parametrize("count, kept", [(4, True), (0, True), (5, False), (12, False)])
def test_a_list_that_lost_more_than_half_is_not_believed_and_somebody_hears_of_it(
    count: int, kept: bool
) -> None:
    async def story() -> None:
        room = Room()
        await room.cache.ready()
        room.answer = priced(200, count)
        with capture_logs() as logs:
            assert await room.cache.refresh("b1") is not kept
        assert room.cache.current("b1") == (priced(100) if kept else priced(200, count))
        assert [each["log_level"] for each in logs] == (["error"] if kept else [])
        assert room.store.kept["b1"][0] == room.cache.current("b1")

    play(story)


def test_a_list_that_stays_short_is_believed_the_fourth_time_in_a_row() -> None:
    async def story() -> None:
        room = Room()
        await room.cache.ready()
        for answer in (
            priced(200, 4),
            priced(200, 4),
            priced(300),
            priced(200, 4),
            priced(200, 4),
            priced(200, 4),
        ):
            room.answer = answer
            await room.cache.refresh("b1")
        assert room.cache.current("b1") == priced(300)
        room.answer = priced(200, 4)
        assert await room.cache.refresh("b1")
        assert room.cache.current("b1") == priced(200, 4)

    play(story)


def test_an_empty_list_is_never_believed_while_there_is_another() -> None:
    async def story() -> None:
        room = Room()
        await room.cache.ready()
        room.answer = priced(0, 0)
        for _ in range(10):
            assert not await room.cache.refresh("b1")
        assert room.cache.current("b1") == priced(100)

    play(story)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
items = st.builds(
    Item,
    id=texts.filter(bool),
    kind=st.sampled_from(["test", "package"]),
    name=texts,
    price=st.integers(0, 10**9).map(Paise),
    department=texts,
    sample_type=texts,
    fasting_hours=st.none() | st.integers(0, 24),
    turnaround_hours=st.none() | st.integers(0, 500),
    home_collection=st.none() | st.booleans(),
    contains=st.lists(texts, max_size=3).map(tuple),
)


@given(st.lists(items, max_size=5, unique_by=lambda each: each.id))
def test_a_catalogue_comes_back_from_storage_in_its_order(listed: list[Item]) -> None:
    catalogue = Catalogue({each.id: each for each in listed})
    back = catalogue_from_json(catalogue_to_json(catalogue))
    assert back is not None
    assert list(back.items.items()) == list(catalogue.items.items())


@pytest.mark.parametrize(
    "stored", ["", "[]", "{}", '{"version": 2, "items": []}', '{"version": 1, "items": [{"id": "x"}]}']
)
def test_a_damaged_or_newer_catalogue_is_as_good_as_none(stored: str) -> None:
    assert catalogue_from_json(stored) is None
