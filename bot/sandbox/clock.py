"""The demo's clock: real time, moved forward by whoever plays with it."""

import time
from datetime import UTC, datetime, timedelta


class MovableClock:
    """The wall clock of everybody on stage, `shift` ahead of the computer's; `steady` never jumps."""

    def __init__(self, shift: timedelta = timedelta()) -> None:
        self.shift = shift

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.now(UTC) + self.shift

    def steady(self) -> float:
        """Seconds since some moment in the past."""
        return time.monotonic()
