"""The calls of a lane: a few at once, waited for at the end, and none that ends unnoticed."""

import asyncio

from structlog.testing import capture_logs

from bot.engine.calls import Calls


def test_each_call_takes_a_place_and_its_end_wakes_the_lane() -> None:
    async def scene() -> None:
        woken: list[int] = []
        calls = Calls("reports", 2, lambda: woken.append(calls.room))
        answers = [asyncio.Event(), asyncio.Event()]
        for answer in answers:
            calls.begin(_until(answer))
        assert calls.room == 0
        answers[0].set()
        ending = asyncio.create_task(calls.stop())
        while not woken:
            await asyncio.sleep(0)
        assert (woken, ending.done()) == ([1], False)
        answers[1].set()
        await ending
        assert calls.room == 2

    asyncio.run(scene())


def test_one_that_fails_is_said_and_one_that_is_cancelled_is_not() -> None:
    async def scene() -> None:
        woken: list[str] = []
        calls = Calls("lab", 2, lambda: woken.append("again"))
        calls.begin(_fail())
        calls.begin(_until(asyncio.Event()))
        while not woken:
            await asyncio.sleep(0)
        calls.cancel()
        await calls.stop()
        while len(woken) < 2:
            await asyncio.sleep(0)

    with capture_logs() as lines:
        asyncio.run(scene())
    assert [(line["event"], line["lane"]) for line in lines] == [("lane_call_stopped", "lab")]


async def _until(answer: asyncio.Event) -> None:
    await answer.wait()


async def _fail() -> None:
    raise LookupError("no")
