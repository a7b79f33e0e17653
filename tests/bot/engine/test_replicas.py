"""Several processes on one PostgreSQL: who serves a chat is told of what others store for it, and is followed when
it leaves, dies, or is thought dead."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.engine.membership import Membership
from bot.engine.timing import Timing
from bot.lab.port import Created, NotMade, Outcome
from tests import postgresql
from tests.bot.engine.stage import CLINIC, QUICK, STAFF, Lab, Stage

WATCHFUL = replace(QUICK, beat=0.2, watch=0.05)
Scene = Callable[[Stage, Stage], Awaitable[None]]


def together(scene: Scene, timing: Timing = WATCHFUL) -> None:
    """A scene of two replicas, which talk to one Telegram and one lab."""
    url = postgresql.emptied_database()

    async def run() -> None:
        first, second = Stage(url, timing=timing), Stage(url, timing=timing)
        second.telegram, second.lab, second.clock = first.telegram, first.lab, first.clock
        second.update_ids, second.message_ids = first.update_ids, first.message_ids
        second.engine = second.another_engine()
        try:
            await first.engine.start()
            await second.engine.start()
            await first.until(lambda: others(first) and others(second))
            await scene(first, second)
        finally:
            await first.close()
            await second.close()

    asyncio.run(run())


def others(stage: Stage) -> set[str]:
    return stage.engine._membership._others()


def member(stage: Stage) -> Membership:
    return stage.engine._membership


async def a_lease_passes(watching: Stage) -> None:
    """The clock by which leases run goes on, before the eyes of one of them."""
    for _ in range(4):
        watching.clock.steadily += watching.timing.lease / 3
        await looks(watching)


async def looks(*stages: Stage) -> None:
    for stage in stages:
        await stage.until(lambda: member(stage)._looked_at == stage.clock.steadily)  # noqa: B023


async def owner(stage: Stage, chat_id: int) -> str:
    ((found,),) = await stage.rows(f"SELECT owner FROM chats WHERE chat_id = {chat_id}")
    return str(found)


def test_what_one_takes_in_is_handled_by_whoever_serves_the_chat() -> None:
    async def scene(first: Stage, second: Stage) -> None:
        await first.say(5, "say one")
        await first.until(lambda: first.telegram.texts(5) == ["one"])
        for number in range(10):
            await second.say(5, f"say {number}")
        await first.until(lambda: len(first.telegram.texts(5)) == 11)
        assert first.telegram.texts(5)[1:] == [str(number) for number in range(10)]
        assert await owner(first, 5) == member(first).worker_id

    together(scene)


def test_words_for_the_staff_go_out_where_their_chat_is_served() -> None:
    async def scene(first: Stage, second: Stage) -> None:
        await first.say(5, "case 1")
        await first.until(lambda: first.telegram.texts(STAFF) == ["card 1"])
        await second.say(6, "case 2")
        await first.until(lambda: first.telegram.texts(STAFF) == ["card 1", "card 2"])
        assert await owner(first, STAFF) == member(first).worker_id
        assert await owner(first, 6) == member(second).worker_id

    together(scene)


def test_an_update_that_comes_to_both_at_once_is_handled_once() -> None:
    async def scene(first: Stage, second: Stage) -> None:
        updates = [first.message(chat, f"say {n}") for n in range(10) for chat in range(1, 5)]
        for update in updates:
            await asyncio.gather(
                *(each.engine.ingest_update(CLINIC, update) for each in (first, second, first))
            )
        await first.until(lambda: all(len(first.telegram.texts(chat)) >= 10 for chat in range(1, 5)))
        await first.settled()
        await second.settled()
        for chat in range(1, 5):
            assert first.telegram.texts(chat) == [str(n) for n in range(10)]

    together(scene)


def test_the_chats_of_one_that_leaves_are_taken_over_at_once() -> None:
    async def scene(first: Stage, second: Stage) -> None:
        await first.say(5, "say one")
        await first.until(lambda: first.telegram.texts(5) == ["one"])
        first.engine._turns._open = False
        await second.say(5, "say two")
        await first.engine.stop()
        await second.until(lambda: second.telegram.texts(5) == ["one", "two"])

    together(scene)


def test_the_chats_of_one_that_dies_are_taken_over_before_its_lease_is_over() -> None:
    async def scene(first: Stage, second: Stage) -> None:
        await first.say(5, "say one")
        await first.until(lambda: first.telegram.texts(5) == ["one"])
        first.engine._turns._open = False
        await first.say(5, "say two")
        await member(first)._life.let_go()  # type: ignore[union-attr]
        if first.engine._heart is not None:
            first.engine._heart.cancel()
        # The clock by which leases run stands still: what is seen is that the process is gone.
        await second.until(lambda: second.telegram.texts(5) == ["one", "two"])

    together(scene)


def test_one_that_does_not_stir_for_a_lease_is_dead_though_its_process_is_there() -> None:
    async def scene(first: Stage, second: Stage) -> None:
        await first.say(5, "say one")
        await first.until(lambda: first.telegram.texts(5) == ["one"])
        first.engine._turns._open = False
        assert first.engine._heart is not None
        first.engine._heart.cancel()
        await second.say(5, "say two")
        await asyncio.sleep(0.2)
        assert second.telegram.texts(5) == ["one"]
        await a_lease_passes(second)
        await second.until(lambda: second.telegram.texts(5) == ["one", "two"])

    together(scene)


def test_those_who_stood_still_together_do_not_take_each_other_for_dead() -> None:
    async def scene(first: Stage, second: Stage) -> None:
        before = {member(first).worker_id, member(second).worker_id}
        # As on a machine that was asleep: nobody's heart has beaten, and nobody has watched.
        first.clock.steadily += WATCHFUL.lease + 1
        await looks(first, second)
        first.clock.steadily += WATCHFUL.lease / 3
        await looks(first, second)
        assert {worker for (worker,) in await first.rows("SELECT worker_id FROM workers")} == before
        assert {member(first).worker_id, member(second).worker_id} == before

    together(scene)


def test_one_that_was_thought_dead_sends_nothing_of_what_others_took_over() -> None:
    async def scene(first: Stage, second: Stage) -> None:
        limits, gate = first.limits, asyncio.Event()

        async def frozen(*_: Any, **__: Any) -> None:
            await gate.wait()

        limits.acquire = frozen  # type: ignore[method-assign]
        await first.engine.ingest_updates(CLINIC, [first.message(5, f"say {n}") for n in range(3)])
        await first.until(lambda: len(member(first).live.of(CLINIC, 5).outbox) == 3)
        assert first.engine._heart is not None
        first.engine._heart.cancel()
        await asyncio.sleep(0)
        before = member(first).worker_id
        await a_lease_passes(second)
        await second.until(lambda: second.telegram.texts(5) == ["0", "1", "2"])
        gate.set()
        await first.until(lambda: member(first).worker_id != before)
        await first.settled()
        assert first.telegram.texts(5) == ["0", "1", "2"]

    together(scene)


def test_timers_of_many_chats_fire_once_over_all_replicas() -> None:
    async def scene(first: Stage, second: Stage) -> None:
        for stage, chats in ((first, range(1, 41)), (second, range(41, 81))):
            await stage.engine.ingest_updates(CLINIC, [stage.message(n, "timer nudge") for n in chats])
        await first.settled()
        await second.settled()
        first.clock.move(minutes=6)
        for stage in (first, second):
            stage.engine.clock_moved()
        await first.until(lambda: all(first.telegram.texts(chat) for chat in range(1, 81)), 10)
        assert await first.rows("SELECT count(*) FROM inbox WHERE source = 'timer'") == [(80,)]
        assert all(first.telegram.texts(chat) == ["timer nudge"] for chat in range(1, 81))

    together(scene)


@pytest.mark.parametrize(
    ("late", "heard"),
    [
        (Created("L", "booking"), ["sending", "lab created"]),
        (NotMade("no connection"), ["sending"]),
    ],
)
def test_an_answer_to_an_attempt_that_others_took_for_lost(late: Outcome, heard: list[str]) -> None:
    """What the lab surely has counts whoever asked; anything else is for whoever took the attempt over to find out."""

    async def scene(first: Stage, second: Stage) -> None:
        first.lab.gate = asyncio.Event()
        first.lab.answers = lambda _: late
        # Whose lane comes first makes the attempt: here the first one's.
        await second.engine._lab_lane.stop()
        await first.say(5, "submit 1")
        await first.until(lambda: first.lab.entries and first.telegram.texts(5) == ["sending"])
        await first.settled()
        # The other one, taking over, asks a lab that answers nobody.
        busy = Lab(gate=asyncio.Event())
        asked = second.lab = busy
        object.__setattr__(second.engine._means.sites[CLINIC], "lab", asked)
        assert first.engine._heart is not None
        first.engine._heart.cancel()
        await first.engine._lab_lane.stop()
        await a_lease_passes(second)
        second.engine._lab_lane.start()
        await second.until(lambda: asked.entries or _wake(second))
        first.lab.gate.set()
        await first.until(lambda: not first.engine._lab.calls._under_way)
        await second.until(lambda: second.telegram.texts(5) == heard)
        ((attempt_by, unknown),) = await second.rows("SELECT attempt_by, unknown_outcome FROM submissions")
        assert (attempt_by, bool(unknown)) == (member(second).worker_id, True)
        assert asked.entries == first.lab.entries
        assert asked.gate is not None
        asked.gate.set()

    together(scene, replace(WATCHFUL, poll=0.1))


def _wake(stage: Stage) -> bool:
    """The clock that the lane waits for stands still: it is told to look, and has not looked yet."""
    stage.clock.at += timedelta(milliseconds=10)
    stage.engine.clock_moved()
    return False
