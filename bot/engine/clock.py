"""Two clocks: the wall, by which timers and slots go, and a steady one for waiting and leases."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """`now` may be moved by whoever plays with time; `steady` never jumps."""

    def now(self) -> datetime:
        """The wall clock: aware, UTC."""
        ...

    def steady(self) -> float:
        """Seconds since some moment in the past."""
        ...


class SystemClock:
    """The computer's clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def steady(self) -> float:
        return time.monotonic()
