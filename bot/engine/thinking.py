"""Turns are computed on threads of their own, under a watchdog: one that hangs must not stop the others."""

import asyncio
import ctypes
import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")

_CROWD = 4
_PATIENCE = 0.5
"""Seconds after which those who wait get another thread."""


class TurnHung(Exception):
    """A turn that took longer than a turn may."""


@dataclass(slots=True, eq=False)
class _Job:
    work: Callable[[], Any]
    answer: "asyncio.Future[Any]"


class _Thinker:
    """One thread. `job` and `since` are set while it works, `abandoned` once nobody waits for it any more."""

    def __init__(
        self, jobs: "queue.SimpleQueue[_Job | None]", tell: Callable[[_Job, Any, Exception | None], None]
    ):
        self.job: _Job | None = None
        self.since = 0.0
        self.abandoned = False
        self._jobs = jobs
        self._tell = tell
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="turns", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        # The interrupt of an abandoned turn may come a moment after the turn has ended.
        with suppress(TurnHung):
            while (job := self._jobs.get()) is not None:
                self.since = time.monotonic()
                self.job = job
                try:
                    result, error = job.work(), None
                except Exception as raised:  # noqa: BLE001 - it is the waiting caller's to handle
                    result, error = None, raised
                with self._lock:
                    self.job = None
                    if self.abandoned:
                        return
                self._tell(job, result, error)

    def overdue(self, limit: float) -> _Job | None:
        """The job that has taken longer than `limit` seconds, which this thread is then torn from."""
        with self._lock:
            job = self.job
            if job is None or self.abandoned or time.monotonic() - self.since < limit:
                return None
            self.abandoned = True
            if self._thread.ident is not None:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._thread.ident), ctypes.py_object(TurnHung)
                )
            return job

    def join(self) -> None:
        self._thread.join(timeout=1.0)


class Thinking:
    """Runs computations off the event loop. `limit` is the longest that one may take, in seconds."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._told: list[tuple[_Job, Any, Exception | None]] = []
        self._telling = threading.Lock()
        self._thinkers: list[_Thinker] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watch: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thinkers = [_Thinker(self._jobs, self._tell)]
        self._watch = asyncio.create_task(self._watch_over())

    async def stop(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
        for _ in self._thinkers:
            self._jobs.put(None)
        for thinker in self._thinkers:
            await asyncio.to_thread(thinker.join)

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` yields. Raises what it raises, and `TurnHung` when it takes too long."""
        assert self._loop is not None, "not started"
        answer: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put(_Job(work, answer))
        return await answer

    def _tell(self, job: _Job, result: Any, error: Exception | None) -> None:
        with self._telling:
            first = not self._told
            self._told.append((job, result, error))
        # One wake-up of the loop serves all that are done before it comes round.
        if first and self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._settle)

    def _settle(self) -> None:
        with self._telling:
            told, self._told = self._told, []
        for job, result, error in told:
            if job.answer.done():
                continue
            if error is None:
                job.answer.set_result(result)
            else:
                job.answer.set_exception(error)

    async def _watch_over(self) -> None:
        while True:
            await asyncio.sleep(min(_PATIENCE, self._limit) / 2)
            for thinker in self._thinkers:
                job = thinker.overdue(self._limit)
                if job is not None and not job.answer.done():
                    job.answer.set_exception(TurnHung(f"a turn took longer than {self._limit:g} seconds"))
            self._thinkers = [thinker for thinker in self._thinkers if not thinker.abandoned]
            busy = all(
                thinker.job is not None and time.monotonic() - thinker.since > _PATIENCE
                for thinker in self._thinkers
            )
            if busy and len(self._thinkers) < _CROWD:
                self._thinkers.append(_Thinker(self._jobs, self._tell))
