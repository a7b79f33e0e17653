"""How many requests an hour a vendor takes: counted here, and corrected by what its answers say."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

HOUR: Final = 3600.0
_UNTOLD: Final = 60.0
"""Seconds to wait when the vendor is out of patience and does not say for how long."""
_MILLISECONDS_FROM: Final = 100_000_000_000
_EPOCH_FROM: Final = 1_000_000_000


class HourlyBudget:
    """At most so many requests in any hour. `steady` ages them; `now` is the computer's clock, in which a vendor may
    name its hour's end."""

    def __init__(
        self,
        most: int,
        *,
        steady: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._most = most
        self._steady = steady
        self._now = now
        self._made: deque[float] = deque()
        self._closed_until = 0.0

    def wait(self) -> float:
        """Seconds until the next request may be made; 0 when it may be made now."""
        steady = self._steady()
        while self._made and self._made[0] <= steady - HOUR:
            self._made.popleft()
        full = self._made[0] + HOUR - steady if len(self._made) >= self._most else 0.0
        return max(full, self._closed_until - steady, 0.0)

    def spend(self) -> None:
        """Counts one request."""
        self._made.append(self._steady())

    def heard(self, headers: Mapping[str, str]) -> None:
        """Takes note of the `X-RateLimit-*` headers (names in lower case) of an answer."""
        remaining = headers.get("x-ratelimit-remaining", "").strip()
        if remaining.isascii() and remaining.isdigit() and int(remaining[:9]) == 0:
            self.refused(headers, None)

    def refused(self, headers: Mapping[str, str], pause: float | None) -> None:
        """Takes note of a request for which there was no room; `pause` are the seconds that the vendor asks for, if it
        does so apart from the headers of its limit."""
        if pause is None:
            pause = seconds_until(headers.get("x-ratelimit-reset", ""), self._now())
        # An end of the hour that has passed is that of another clock.
        self._closed_until = self._steady() + (_within_an_hour(pause) if pause else _UNTOLD)


def seconds_until(reset: str, now: float) -> float | None:
    """The seconds until a time whose unit nobody states: seconds or milliseconds since the epoch, seconds from now,
    ISO 8601 or an HTTP date; an hour at most. None when it is none of these."""
    said = reset.strip()
    if said.isascii() and said.replace(".", "", 1).isdigit():
        number = float(said[:20])
        if number >= _MILLISECONDS_FROM:
            number /= 1000
        return _within_an_hour(number - now if number >= _EPOCH_FROM else number)
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(said)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return _within_an_hour(moment.timestamp() - now)
        except (ValueError, OverflowError):
            continue
    return None


def _within_an_hour(seconds: float) -> float:
    return min(max(seconds, 0.0), HOUR)
