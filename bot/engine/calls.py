"""The calls of a lane: what it asks of somebody outside, a few at once, while it goes on."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

_log = structlog.get_logger(__name__)


class Calls:
    """The lane begins no more than there is `room` for; `wake` is called at each end, so that it looks again."""

    def __init__(self, lane: str, most: int, wake: Callable[[], None]) -> None:
        self._lane = lane
        self._most = most
        self._wake = wake
        self._under_way: set[asyncio.Task[None]] = set()

    @property
    def room(self) -> int:
        """How many more may begin now."""
        return max(0, self._most - len(self._under_way))

    def begin(self, call: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(call)
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        return task

    async def stop(self) -> None:
        """Waits for the answers to what has been asked."""
        if self._under_way:
            await asyncio.wait(self._under_way)

    def cancel(self) -> None:
        """Leaves the answers to whoever finds on record what was asked."""
        for task in self._under_way:
            task.cancel()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("lane_call_stopped", lane=self._lane, exc_info=error)
        self._wake()
