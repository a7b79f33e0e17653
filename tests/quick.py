"""A bot that lives quicker: `python -m tests.quick PACE AFTER ORIGIN BEGINNING` is the whole bot with quick clocks.

From AFTER seconds on, all its clocks and waits (pauses, limits, leases, time limits of calls) run PACE times as fast
as the computer's, so that half an hour can be seen in a minute. Stand-ins that go by a clock of the same origin agree with it to the last
second. It is honest in the direction that matters: the processor and the network do not get any quicker, so that the
bot has PACE times less of them for each of its seconds, and a reply that is measured by the real clock was made
under PACE times the load.
"""

import asyncio
import importlib
import os
import selectors
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_real = time.monotonic


@dataclass(frozen=True, slots=True)
class QuickClock:
    """`origin` is the moment of the computer's steady clock, which all processes share, when it was `beginning`; `after`
    so many seconds of that clock it becomes quick."""

    pace: float
    after: float
    origin: float
    beginning: datetime

    def now(self) -> datetime:
        """Aware, UTC."""
        return self.beginning + timedelta(seconds=self.steady() - self.origin)

    def steady(self) -> float:
        """Seconds since some moment in the past."""
        return self.at(_real())

    def at(self, real: float) -> float:
        """What `steady` told at that moment of the computer's clock."""
        passed = real - self.origin
        return self.origin + passed + max(0.0, passed - self.after) * (self.pace - 1)

    def really(self, seconds: float) -> float:
        """So many seconds from now on, as seconds of the computer."""
        slow = max(0.0, self.after - (_real() - self.origin))
        return seconds if seconds <= slow else slow + (seconds - slow) / self.pace

    @property
    def command(self) -> tuple[str, ...]:
        """What starts a bot that goes by this clock."""
        return (
            "-m",
            "tests.quick",
            repr(self.pace),
            repr(self.after),
            repr(self.origin),
            self.beginning.isoformat(),
        )


def quick_clock(pace: float, after: float, beginning: datetime) -> QuickClock:
    """A clock that begins now."""
    return QuickClock(pace, after, _real(), beginning)


class _QuickSelector(selectors.DefaultSelector):
    """Waits as long as a quick loop means it."""

    def __init__(self, clock: QuickClock) -> None:
        super().__init__()
        self._clock = clock

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(timeout if timeout is None or timeout <= 0 else self._clock.really(timeout))


def _quicken(clock: QuickClock) -> Callable[[], asyncio.AbstractEventLoop]:
    """From now on whoever asks is told quick time; a loop that waits by it."""
    time.monotonic = clock.steady

    def loop() -> asyncio.AbstractEventLoop:
        return asyncio.SelectorEventLoop(_QuickSelector(clock))

    return loop


async def _live(clock: QuickClock) -> None:
    # Whoever keeps the steady clock for a default must find the quick one: nothing of the bot is imported before.
    config, service = importlib.import_module("bot.config"), importlib.import_module("bot.service")
    importlib.import_module("bot.logs").configure_logs(json_lines=False)
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with service.serve(config.load_settings(os.environ), clock=clock):
        sys.stderr.write("serving \n")
        sys.stderr.flush()
        await stop.wait()


def main() -> None:
    pace, after, origin = map(float, sys.argv[1:4])
    clock = QuickClock(pace, after, origin, datetime.fromisoformat(sys.argv[4]).astimezone(UTC))
    with asyncio.Runner(loop_factory=_quicken(clock)) as runner:
        runner.run(_live(clock))


if __name__ == "__main__":
    main()
