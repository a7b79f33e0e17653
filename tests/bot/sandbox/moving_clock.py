"""A wall clock that tests move."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class MovingClock:
    now: datetime = datetime(2026, 5, 14, 6, 0, tzinfo=UTC)
    seconds: float = 0.0

    def __call__(self) -> datetime:
        return self.now

    def steady(self) -> float:
        """Seconds that only `forward` moves."""
        return self.seconds

    def epoch(self) -> float:
        """Seconds since 1970."""
        return self.now.timestamp()

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)
        self.seconds += timedelta(**by).total_seconds()
