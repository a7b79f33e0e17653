"""A steady clock that a test turns by hand: sleepers wake in the order of their times."""

import asyncio
import heapq
from collections.abc import Coroutine
from typing import Any


class SteadyTime:
    def __init__(self, now: float = 1000.0) -> None:
        self.now = now
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self.now + max(seconds, 0.0), self._count, future))
        await future

    async def advance(self, seconds: float) -> None:
        """Lets time pass and everything that becomes due happen."""
        until = self.now + seconds
        await self.settle()
        while self._sleepers and self._sleepers[0][0] <= until:
            self.now, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                future.set_result(None)
            await self.settle()
        self.now = until

    async def stand_still(self, seconds: float) -> None:
        """Lets time pass in which nobody can do anything: all who became due wake at its end."""
        await self.settle()
        self.now += seconds
        while self._sleepers and self._sleepers[0][0] <= self.now:
            _, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                future.set_result(None)
        await self.settle()

    async def settle(self) -> None:
        """Runs what can run without time passing."""
        for _ in range(20):
            await asyncio.sleep(0)

    async def elapsed(self, work: Coroutine[Any, Any, object], at_most: float = 10_000.0) -> float:
        """How many seconds of this clock the work takes."""
        start = self.now
        task = asyncio.ensure_future(work)
        await self.settle()
        while not task.done():
            if not self._sleepers or self._sleepers[0][0] > start + at_most:
                task.cancel()
                raise AssertionError("the work never ends")
            await self.advance(self._sleepers[0][0] - self.now)
        await task
        return self.now - start
