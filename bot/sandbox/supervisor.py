"""Keeps the bot running in a process of its own, and kills it when asked to."""

import asyncio
import contextlib
import json
import os
import re
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from bot.sandbox.changes import Changes
from bot.sandbox.clock import MovableClock

State = Literal["starting", "serving", "dead", "stopped"]

READY = "ready"
"""The line by which the process says that the bot serves."""
CHILD = (sys.executable, "-m", "bot.sandbox.child")

PAUSE = 2.0
"""Seconds between a death and the next start: long enough to be seen."""
_LONGEST_PAUSE = 30.0
_DRAIN = 12.0
_LINES_KEPT = 200
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class BotNotServing(RuntimeError):
    """The bot does not come up; the message holds the end of what it said."""


class Supervisor:
    """One bot. What changes is announced on `changes`; `lines` is what the bot wrote to standard error, newest last."""

    def __init__(
        self,
        environment: Mapping[str, str],
        clock: MovableClock,
        changes: Changes,
        command: Sequence[str] = CHILD,
    ) -> None:
        self.state: State = "stopped"
        self.pid: int | None = None
        self.deaths = 0
        self.since: datetime = clock.now()
        self.lines: deque[str] = deque(maxlen=_LINES_KEPT)
        self.lines_seen = 0
        self.environment: Mapping[str, str] = dict(environment)
        self._clock = clock
        self._changes = changes
        self._command = tuple(command)
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._killed_for: float | None = None
        self._restarted: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Starts the bot and keeps it running, whatever it dies of; `serving` waits until it serves."""
        self._task = asyncio.create_task(self._keep())

    async def serving(self, seconds: float = 40.0) -> None:
        """Waits until the bot serves. Raises `BotNotServing`."""
        with contextlib.suppress(TimeoutError):
            await self._changes.until(lambda: self.state == "serving" or self.deaths > 2, seconds)
        if self.state != "serving":
            raise BotNotServing("the bot does not come up:\n" + "\n".join(list(self.lines)[-12:]))

    def kill(self, pause: float = PAUSE) -> None:
        """SIGKILL: the bot gets no chance to finish anything. It is started again after so many seconds."""
        if self._process is not None and self._process.returncode is None:
            self._killed_for = pause
            self._process.kill()

    async def restart(self) -> None:
        """Lets the bot finish what it is doing, and has it started again at once, as for a new release: no death.
        Returns when the old one has ended. One that is dead just now is started again anyway."""
        process = self._process
        if process is not None and process.returncode is None:
            self._restarted = process
            self._turned("starting")
            await self._ended(process)

    async def stop(self) -> None:
        """Lets the bot finish, and starts it no more."""
        process, task = self._process, self._task
        self._task = None
        if process is not None and process.returncode is None:
            await self._ended(process)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._turned("stopped")

    async def tell_time(self) -> None:
        """Tells the bot how far the clock is moved now."""
        if self._process is not None:
            await self._write(self._process, {})

    async def _ended(self, process: asyncio.subprocess.Process) -> None:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _DRAIN)
        except TimeoutError:
            process.kill()

    # The process

    async def _keep(self) -> None:
        pause = PAUSE
        while True:
            self._turned("starting")
            self._killed_for = None
            process = self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=_surroundings(),
            )
            self.pid = process.pid
            try:
                await self._write(process, {"environment": dict(self.environment)})
                served, _ = await asyncio.gather(self._await_ready(process), self._keep_lines(process))
                status = await process.wait()
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
            if self._task is None:
                return
            if self._restarted is process:
                self._said("— the bot is started again —")
                continue
            self.deaths += 1
            self._said(f"— the bot is dead ({'killed' if status < 0 else f'status {status}'}) —")
            self._turned("dead")
            pause = PAUSE if served else min(pause * 2, _LONGEST_PAUSE)
            await asyncio.sleep(pause if self._killed_for is None else self._killed_for)

    async def _await_ready(self, process: asyncio.subprocess.Process) -> bool:
        assert process.stdout is not None
        served = False
        while line := await process.stdout.readline():
            if line.strip() == READY.encode():
                served = True
                if self._restarted is not process:
                    self._turned("serving")
        return served

    async def _keep_lines(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        while line := await process.stderr.readline():
            self._said(_COLOURS.sub("", line.decode(errors="replace")).rstrip())

    async def _write(self, process: asyncio.subprocess.Process, value: dict[str, object]) -> None:
        assert process.stdin is not None
        value = value | {"shift": self._clock.shift.total_seconds()}
        # Whoever has just died is told when it is started again.
        with contextlib.suppress(ConnectionError):
            process.stdin.write(json.dumps(value).encode() + b"\n")
            await process.stdin.drain()

    def _said(self, line: str) -> None:
        self.lines.append(line)
        self.lines_seen += 1
        self._changes.announce()

    def _turned(self, state: State) -> None:
        self.state = state
        self.since = self._clock.now()
        self._changes.announce()


def _surroundings() -> dict[str, str]:
    """The environment of the process itself; what the bot is to see as its own goes through the pipe."""
    root = str(Path(__file__).parents[2])
    path = os.environ.get("PYTHONPATH")
    return os.environ | {"PYTHONPATH": os.pathsep.join([root, path] if path else [root])}
