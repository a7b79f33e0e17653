"""What each test needs of the patient. Only what is known is told, never a guess."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from dialogs.catalogue import Catalogue, Item


@dataclass(frozen=True, slots=True)
class Preparation:
    """How to prepare for a set of tests. `fasting_hours` is the longest known; `unknown` are items of which
    the catalogue does not say, so that the clinic's team tells."""

    fasting_hours: int
    unknown: tuple[Item, ...]


def is_held(name: str) -> bool:
    """Whether what a test of this name finds is for a person to tell: its name stays off a card that nobody has
    claimed. What counts as such stands in `care.csv`."""
    return _held().search(name) is not None


@lru_cache(maxsize=1)
def _held() -> re.Pattern[str]:
    _, *rows = resources.files("dialogs").joinpath("care.csv").read_text("utf-8").splitlines()
    words = "|".join(
        re.escape(words) for words, _, hold in (row.partition(",") for row in rows) if hold == "yes"
    )
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def preparation(items: Iterable[Item], catalogue: Catalogue) -> Preparation:
    """What the items need together; a package that does not say needs what its tests need."""
    hours, unknown = 0, []
    for item in items:
        needed = fasting_hours(item, catalogue)
        if needed is None:
            unknown.append(item)
        else:
            hours = max(hours, needed)
    return Preparation(hours, tuple(unknown))


def eat_until(sample: datetime, hours: int, zone: ZoneInfo) -> datetime:
    """Until when to eat before a sample; a minute earlier where it is midnight, whose day nobody is sure of."""
    until = sample - timedelta(hours=hours)
    local = until.astimezone(zone)
    return until - timedelta(minutes=1) if (local.hour, local.minute) == (0, 0) else until


def fasting_hours(item: Item, catalogue: Catalogue) -> int | None:
    """Hours without food before the sample, 0 for none, `None` when nobody says."""
    if item.fasting_hours is not None:
        return item.fasting_hours
    inner = [catalogue.items.get(test) for test in item.contains]
    if not inner:
        return None
    known = [test.fasting_hours for test in inner if test is not None and test.fasting_hours is not None]
    return max(known) if len(known) == len(inner) else None
