"""The bots, each a process of its own that is fit to be killed."""

import asyncio
import json
import signal
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from bot.sandbox.clock import MovableClock

ROOT = Path(__file__).parents[2]
_CHILD = (sys.executable, "-m", "bot.sandbox.child")
_READY = b"ready"
_DRAIN = 15.0


class Worker:
    """One bot. Whatever ends it, it is started again; `died` is told when it ends though nobody ended it."""

    def __init__(
        self,
        number: int,
        environ: Mapping[str, str],
        clock: MovableClock,
        log: Path,
        died: Callable[[str], None],
        counts: Counter[str],
    ) -> None:
        self.number = number
        self.serving = asyncio.Event()
        self._environ = dict(environ)
        self._clock = clock
        self._log = log
        self._died = died
        self._counts = counts
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._expected = False
        self._pause = 0.0
        self._frozen = False
        self._startups: list[float] = []

    @property
    def port(self) -> int:
        return int(self._environ["PORT"])

    @property
    def startups(self) -> tuple[float, ...]:
        """How long each start took until the bot served, in seconds."""
        return tuple(self._startups)

    def start(self) -> None:
        self._keeper = asyncio.create_task(self._keep())

    def end(self, number: signal.Signals, pause: float) -> None:
        """SIGKILL or SIGTERM; it is started again after the pause, in seconds."""
        if self._process is not None and self._process.returncode is None:
            self._expected, self._pause = True, pause
            self._counts["kills" if number == signal.SIGKILL else "terms"] += 1
            self._process.send_signal(number)
            if self._frozen:
                self.thaw()

    def freeze(self) -> None:
        """SIGSTOP: it neither works nor beats nor dies."""
        if self._process is not None and self._process.returncode is None:
            self._frozen = True
            self._counts["freezes"] += 1
            self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        if self._frozen and self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGCONT)
        self._frozen = False

    async def become(self, environ: Mapping[str, str]) -> None:
        """Ends as a deploy ends it, and comes back with another environment."""
        await self.stop()
        self._environ = dict(environ)
        self._counts["terms"] += 1
        self.start()

    async def stop(self) -> None:
        """SIGTERM, and no more of it; a bot that does not end in time is reported."""
        self.thaw()
        keeper, self._keeper = self._keeper, None
        process = self._process
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), _DRAIN)
            except TimeoutError:
                self._died(f"worker {self.number} did not end within {_DRAIN:g} s of SIGTERM")
                process.kill()
                await process.wait()
        if keeper is not None:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
        self.serving.clear()

    async def tell_time(self) -> None:
        if self._process is not None:
            await self._write(self._process, {})

    async def _keep(self) -> None:
        with self._log.open("ab") as log:
            while True:
                self._expected, self._pause = False, 0.0
                await self._live(log)
                if self._keeper is None:
                    return
                if not self._expected:
                    self._died(f"worker {self.number} ended by itself; its log ends with {self._tail()}")
                    self._pause = 1.0
                await asyncio.sleep(self._pause)

    async def _live(self, log: IO[bytes]) -> None:
        begun = asyncio.get_running_loop().time()
        process = self._process = await asyncio.create_subprocess_exec(
            *_CHILD, cwd=ROOT, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log,
        )  # fmt: skip
        try:
            await self._write(process, {"environment": self._environ})
            assert process.stdout is not None
            while line := await process.stdout.readline():
                if line.strip() == _READY:
                    self._startups.append(asyncio.get_running_loop().time() - begun)
                    self.serving.set()
            await process.wait()
        finally:
            self.serving.clear()
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def _write(self, process: asyncio.subprocess.Process, value: dict[str, object]) -> None:
        assert process.stdin is not None
        value = value | {"shift": self._clock.shift.total_seconds()}
        with suppress(ConnectionError, RuntimeError):
            process.stdin.write(json.dumps(value).encode() + b"\n")

    def _tail(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")[-3000:]
