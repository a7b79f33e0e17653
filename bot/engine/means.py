"""What every part of the engine works with."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.engine.clock import Clock
from bot.engine.site import Site
from bot.engine.timing import Timing
from bot.store.database import Database
from bot.store.sealing import Sealer
from dialogs.words import Words


@dataclass(frozen=True, slots=True)
class Means:
    """`sites` by clinic id."""

    database: Database
    sealer: Sealer
    sites: Mapping[str, Site]
    words: Words
    clock: Clock
    timing: Timing
