import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.limits import Kind, Limits, SteadyBucket
from tests.bot.telegram.steady_time import SteadyTime

GROUP = -100500


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


async def times(clock: SteadyTime, limits: Limits, chat_id: int, kind: Kind, count: int) -> list[float]:
    """When each of `count` messages in a row may go, in seconds from the first moment."""
    start, went = clock.now, []
    for _ in range(count):
        await clock.elapsed(limits.acquire(chat_id, kind))
        went.append(round(clock.now - start, 6))
    return went


def test_a_chat_gets_five_at_once_and_then_one_a_second() -> None:
    async def check() -> None:
        clock = SteadyTime()
        limits = Limits(clock=clock, sleep=clock.sleep)
        assert await times(clock, limits, 7, "reply", 8) == [0, 0, 0, 0, 0, 1, 2, 3]
        await clock.advance(5)
        assert await times(clock, limits, 7, "reply", 6) == [0, 0, 0, 0, 0, 1]

    run(check())


def test_chats_do_not_wait_for_each_other() -> None:
    async def check() -> None:
        clock = SteadyTime()
        limits = Limits(clock=clock, sleep=clock.sleep)
        assert await clock.elapsed(_all(limits.acquire(chat, "reply") for chat in range(500))) == 0

    run(check())


@pytest.mark.parametrize("queued", [0, 4, 5, 12])
def test_the_first_answer_to_an_update_waits_a_second_at_most(queued: int) -> None:
    async def check() -> None:
        clock = SteadyTime()
        limits = Limits(clock=clock, sleep=clock.sleep)
        waiting = [asyncio.ensure_future(limits.acquire(7, "reply")) for _ in range(queued)]
        await clock.settle()
        assert await clock.elapsed(limits.acquire(7, "reply", first=True)) <= 1
        await clock.advance(60)
        await asyncio.gather(*waiting)

    run(check())


def test_a_group_gets_eighteen_in_any_minute() -> None:
    async def check() -> None:
        clock = SteadyTime()
        limits = Limits(clock=clock, sleep=clock.sleep)
        went = await times(clock, limits, GROUP, "group", 40)
        assert went == [0] * 18 + [60] * 18 + [120] * 4

    run(check())


def test_two_more_are_kept_for_what_cannot_wait() -> None:
    async def check() -> None:
        clock = SteadyTime()
        limits = Limits(clock=clock, sleep=clock.sleep)
        assert limits.room(GROUP, 2) == 0
        await times(clock, limits, GROUP, "group", 17)
        await clock.advance(10)
        assert (limits.room(GROUP), limits.room(GROUP, 2)) == (0, 50)
        await limits.acquire(GROUP, "group")
        waiting = asyncio.ensure_future(limits.acquire(GROUP, "group"))
        await clock.settle()
        assert not waiting.done()
        assert limits.room(GROUP) == 50
        assert limits.room(GROUP, reserved=True) == 0
        assert await clock.elapsed(limits.acquire(GROUP, "group", reserved=True)) == 0
        await clock.advance(60)
        assert waiting.done()

    run(check())


def test_what_is_kept_is_two_messages_and_no_more() -> None:
    async def check() -> None:
        clock = SteadyTime()
        limits = Limits(clock=clock, sleep=clock.sleep)
        await times(clock, limits, GROUP, "group", 18)
        assert limits.room(GROUP, 2, reserved=True) == 0
        for kind in ("topic", "group"):
            assert await clock.elapsed(limits.acquire(GROUP, kind, reserved=True)) == 0
        assert limits.room(GROUP, reserved=True) == 60
        assert await clock.elapsed(limits.acquire(GROUP, "group", reserved=True)) == 60

    run(check())


def test_a_pause_that_telegram_wants_is_for_what_cannot_wait_too() -> None:
    clock = SteadyTime()
    limits = Limits(clock=clock, sleep=clock.sleep)
    limits.penalise(GROUP, 7, "group")
    assert limits.room(GROUP, reserved=True) == 7


@given(st.lists(st.tuples(st.floats(0, 30), st.booleans()), min_size=30, max_size=70))
def test_a_group_never_gets_more_than_twenty_in_a_minute(pauses: list[tuple[float, bool]]) -> None:
    async def check() -> None:
        clock = SteadyTime()
        limits = Limits(clock=clock, sleep=clock.sleep)
        went: list[float] = []

        async def send(*, reserved: bool) -> None:
            await limits.acquire(GROUP, "group", reserved=reserved)
            went.append(clock.now)

        sending = []
        for pause, reserved in pauses:
            await clock.advance(pause)
            sending.append(asyncio.ensure_future(send(reserved=reserved)))
        await clock.advance(600)
        await asyncio.gather(*sending)
        assert all(later - earlier >= 59.999 for earlier, later in zip(went, went[20:], strict=False))

    run(check())


def test_a_new_topic_counts_among_the_messages_of_the_group() -> None:
    async def check() -> None:
        clock = SteadyTime()
        limits = Limits(clock=clock, sleep=clock.sleep)
        topics = await times(clock, limits, GROUP, "topic", 12)
        messages = await times(clock, limits, GROUP, "group", 12)
        assert topics == [0] * 12
        assert messages == [0] * 6 + [60] * 6

    run(check())


def test_unsolicited_messages_are_28_a_second_over_all_chats() -> None:
    async def check() -> None:
        clock = SteadyTime()
        limits = Limits(clock=clock, sleep=clock.sleep)
        went: list[float] = []

        async def send(chat_id: int) -> None:
            await limits.acquire(chat_id, "unsolicited")
            went.append(clock.now)

        took = await clock.elapsed(_all(send(chat_id) for chat_id in range(300)))
        assert took == pytest.approx(299 / 28)
        assert all(later - earlier >= 0.999 for earlier, later in zip(went, went[28:], strict=False))

    run(check())


def test_what_slept_through_its_turn_does_not_go_all_at_once() -> None:
    async def check() -> None:
        clock = SteadyTime()
        limits = Limits(clock=clock, sleep=clock.sleep)
        went: list[float] = []

        async def send(chat_id: int) -> None:
            await limits.acquire(chat_id, "unsolicited")
            went.append(clock.now - 1000)

        waiting = [asyncio.ensure_future(send(chat)) for chat in range(200)]
        await clock.stand_still(3)
        assert len(went) <= 1 + 28 * 0.25 + 1
        await clock.advance(60)
        await asyncio.gather(*waiting)
        late = [at for at in went if at > 3]
        assert all(later - earlier >= 0.999 for earlier, later in zip(late, late[28:], strict=False))
        assert went[-1] < 3 + 200 / 28 + 0.1

    run(check())


def test_replies_do_not_wait_for_unsolicited_messages() -> None:
    async def check() -> None:
        clock = SteadyTime()
        limits = Limits(clock=clock, sleep=clock.sleep)
        waiting = [asyncio.ensure_future(limits.acquire(chat, "unsolicited")) for chat in range(100)]
        await clock.settle()
        assert await clock.elapsed(limits.acquire(7, "reply")) == 0
        await clock.advance(60)
        await asyncio.gather(*waiting)

    run(check())


def test_a_flood_in_the_staff_group_never_slows_a_patient() -> None:
    async def check() -> None:
        clock = SteadyTime()
        limits = Limits(clock=clock, sleep=clock.sleep)
        limits.penalise(GROUP, 40, "group")
        assert await clock.elapsed(limits.acquire(7, "reply")) == 0
        assert await clock.elapsed(limits.acquire(8, "unsolicited")) == 0
        assert await clock.elapsed(limits.acquire(GROUP, "group")) == 40

    run(check())


@pytest.mark.parametrize(
    ("kind", "reply_elsewhere", "unsolicited_elsewhere"), [("reply", 0, 0), ("unsolicited", 0, 12)]
)
def test_a_flood_concerns_the_chat_and_the_bot_only_for_unsolicited_ones(
    kind: Kind, reply_elsewhere: float, unsolicited_elsewhere: float
) -> None:
    async def check() -> None:
        clock = SteadyTime()
        limits = Limits(clock=clock, sleep=clock.sleep)
        limits.penalise(7, 12, kind)
        assert await clock.elapsed(limits.acquire(8, "reply")) == reply_elsewhere
        assert await clock.elapsed(limits.acquire(9, "unsolicited")) == unsolicited_elsewhere
        assert await clock.elapsed(limits.acquire(7, "reply", first=True)) == 12 - unsolicited_elsewhere

    run(check())


def test_what_waits_when_the_flood_is_named_waits_for_its_end() -> None:
    async def check() -> None:
        clock = SteadyTime()
        limits = Limits(clock=clock, sleep=clock.sleep)
        went: list[float] = []

        async def send(chat_id: int, kind: Kind) -> None:
            await limits.acquire(chat_id, kind)
            went.append(clock.now - 1000)

        waiting = [asyncio.ensure_future(send(7, "reply")) for _ in range(6)]
        waiting += [asyncio.ensure_future(send(chat, "unsolicited")) for chat in range(10, 20)]
        await clock.settle()
        before = len(went)
        limits.penalise(7, 30, "unsolicited")
        await clock.advance(29.9)
        assert len(went) == before
        await clock.advance(30)
        await asyncio.gather(*waiting)
        assert len(went) == 16

    run(check())


def test_a_rate_of_zero_lifts_our_limits_but_not_telegrams() -> None:
    async def check() -> None:
        clock = SteadyTime()
        limits = Limits(0, clock=clock, sleep=clock.sleep)
        for kind in ("reply", "unsolicited", "group"):
            assert await times(clock, limits, 7, kind, 100) == [0] * 100
        limits.penalise(7, 3)
        assert await clock.elapsed(limits.acquire(7, "reply")) == 3

    run(check())


def test_idle_chats_are_forgotten() -> None:
    async def check() -> None:
        clock = SteadyTime()
        limits = Limits(clock=clock, sleep=clock.sleep)
        for chat_id in range(1000):
            await limits.acquire(chat_id, "reply")
        limits.penalise(5, 600)
        await clock.advance(61)
        await limits.acquire(2000, "reply")
        assert len(limits) == 2
        assert await clock.elapsed(limits.acquire(5, "reply")) == pytest.approx(539)

    run(check())


def test_a_bucket_of_the_clinics_own_takes_the_place_of_ours() -> None:
    async def check() -> None:
        clock = SteadyTime()
        shared = SteadyBucket(1, clock, clock.sleep)
        one = Limits(28, clock=clock, sleep=clock.sleep, unsolicited=shared)
        other = Limits(28, clock=clock, sleep=clock.sleep, unsolicited=shared)
        await clock.elapsed(one.acquire(1, "unsolicited"))
        assert await clock.elapsed(other.acquire(2, "unsolicited")) == 1

    run(check())


async def _all(work: Any) -> None:
    await asyncio.gather(*work)
