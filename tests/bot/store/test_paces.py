"""The pace that all processes keep together."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.store.database import Database
from bot.store.paces import SharedBucket
from tests import postgresql

RATE = 100


def together(scene: Callable[[list[SharedBucket]], Awaitable[None]]) -> None:
    """A scene with the buckets of three processes."""

    url = postgresql.emptied_database()

    async def run() -> None:
        databases = [Database.open(url) for _ in range(3)]
        try:
            await scene([SharedBucket(each, "asha", "unsolicited", RATE) for each in databases])
        finally:
            for each in databases:
                await each.close()

    asyncio.run(run())


async def times(buckets: list[SharedBucket], number: int) -> list[float]:
    """When so many went, over all processes."""
    loop = asyncio.get_running_loop()

    async def go(bucket: SharedBucket) -> float:
        await bucket.acquire()
        return loop.time()

    return sorted(await asyncio.gather(*(go(buckets[n % len(buckets)]) for n in range(number))))


def test_all_processes_together_keep_the_rate() -> None:
    async def scene(buckets: list[SharedBucket]) -> None:
        # Not from when the first is seen to have gone: that may be told late, where the machine has other work.
        begun = asyncio.get_running_loop().time()
        went = await times(buckets, 40)
        assert went[-1] - begun >= 39 / RATE

    together(scene)


def test_a_flood_holds_back_everybody_even_who_waits_already() -> None:
    async def scene(buckets: list[SharedBucket]) -> None:
        loop = asyncio.get_running_loop()
        await buckets[0].acquire()
        begun = loop.time()
        waiting = asyncio.ensure_future(times(buckets, 12))
        await asyncio.sleep(0)
        buckets[1].penalise(0.4)
        await asyncio.gather(*buckets[1]._naming)
        went = await waiting
        assert went[-1] - begun >= 0.4
        assert len([at for at in went if at - begun < 0.35]) < 6

    together(scene)


def test_who_slept_through_its_turn_takes_another() -> None:
    async def scene(buckets: list[SharedBucket]) -> None:
        oversleeping = asyncio.Event()

        async def oversleep(_: float) -> None:
            await oversleeping.wait()

        sleepy = buckets[0]
        sleepy._sleep = oversleep
        first = asyncio.ensure_future(times([sleepy], 10))
        await asyncio.sleep(0.6)
        sleepy._sleep = asyncio.sleep
        oversleeping.set()
        went = await first
        # The first had nothing to wait for; the nine others do not go all at once.
        assert went[-1] - went[1] >= 7 / RATE - 0.02

    together(scene)
