"""A lane: work that falls due at a time of the wall clock, or when somebody says so."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot.engine.clock import Clock
from bot.engine.timing import Timing
from bot.store.database import DatabaseTrouble

_log = structlog.get_logger(__name__)


class Lane:
    """Calls `work` at start, when woken, and when that is due which `work` named last (`None`: nothing is known)."""

    def __init__(
        self, name: str, clock: Clock, timing: Timing, work: Callable[[], Awaitable[datetime | None]]
    ) -> None:
        self._name = name
        self._clock = clock
        self._timing = timing
        self._work = work
        self._woken = asyncio.Event()
        self._due: datetime | None = None
        self._heard: datetime | None = None
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        self._woken.set()

    def expect(self, due: datetime) -> None:
        """Something that was stored falls due then: the lane need not look for that before."""
        if due <= self._clock.now() + timedelta(seconds=self._timing.tick):
            self.wake()
        self._heard = _earlier(self._heard, due)
        self._due = _earlier(self._due, due)

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            # What is told of while the work looks may have been stored too late for it.
            self._heard = None
            try:
                due = await self._work()
            except DatabaseTrouble as trouble:
                _log.error("lane_stumbled", lane=self._name, reason=str(trouble))
                await asyncio.sleep(self._timing.tick)
            except Exception as error:  # noqa: BLE001 - a lane that ended would be missed by everybody
                _log.error("lane_stumbled", lane=self._name, exc_info=error)
                await asyncio.sleep(self._timing.tick)
            else:
                self._due = _earlier(due, self._heard)
                await self._sleep()

    async def _sleep(self) -> None:
        """Until it is due by a clock that may be moved, or somebody wakes, or the slow look is due."""
        until = self._clock.steady() + self._timing.poll
        while not self._woken.is_set():
            left = until - self._clock.steady()
            if self._due is not None:
                left = min(left, (self._due - self._clock.now()).total_seconds())
            if left <= 0:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(min(left, self._timing.tick)):
                    await self._woken.wait()


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((each for each in (one, other) if each is not None), default=None)
