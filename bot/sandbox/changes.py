"""A counter that can be waited on: how tests and the demo follow a stand-in without polling."""

import asyncio
from collections.abc import Callable


class Changes:
    """Counts what happened. `announce` is cheap enough for every call; waiting costs nothing until it fires."""

    def __init__(self) -> None:
        self.number = 0
        self._waiting: list[asyncio.Future[None]] = []

    def announce(self) -> int:
        """Something changed: wakes everybody who waits, and returns the new number."""
        self.number += 1
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            for future in waiting:
                if not future.done():
                    future.set_result(None)
        return self.number

    async def next(self) -> int:
        """Waits for the next change and returns its number."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        await future
        return self.number

    async def until(self, condition: Callable[[], bool], seconds: float) -> None:
        """Waits until the condition holds, looking again after each change.

        Raises `TimeoutError` after so many seconds.
        """
        async with asyncio.timeout(seconds):
            while not condition():
                await self.next()
