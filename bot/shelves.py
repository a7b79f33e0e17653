"""What each branch sells, with the search index over it: made anew, beside the loop, when the lab's list changes."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

import structlog

from bot.lab.catalogue_cache import CatalogueCache
from dialogs.catalogue import Catalogue
from dialogs.understanding.search import build_index
from dialogs.world import Shelf

_log = structlog.get_logger(__name__)


class Shelves:
    """The shelves of one clinic, by the key of the offer. One whose list was never read has none."""

    def __init__(
        self,
        catalogues: CatalogueCache,
        offers: tuple[str, ...],
        aliases: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self._catalogues = catalogues
        self._offers = offers
        self._aliases = aliases or {}
        self._shelves: dict[str, Shelf] = {}

    def __call__(self) -> Mapping[str, Shelf]:
        return self._shelves

    async def ready(self) -> bool:
        """Fills the shelves with what is known already or can be had now; whether every offer has one."""
        await self._catalogues.ready()
        await self.renew()
        return len(self._shelves) == len(self._offers)

    async def run(self, every: float = 5.0) -> None:
        """Keeps the lists fresh, and the shelves with them, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._catalogues.run())
            group.create_task(self._renew_often(every))

    async def _renew_often(self, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            await self.renew()

    async def renew(self) -> None:
        """Takes over every list that is another one than the shelf was made of."""
        for offer in self._offers:
            catalogue = self._catalogues.current(offer)
            known = self._shelves.get(offer)
            if catalogue is None or (known is not None and known.catalogue is catalogue):
                continue
            shelf = await self._shelf(offer, catalogue)
            # One assignment: whoever reads meanwhile has the old shelves or the new ones.
            self._shelves = {**self._shelves, offer: shelf}
            _log.info("shelf_filled", branch=offer, count=len(catalogue.items))

    async def _shelf(self, offer: str, catalogue: Catalogue) -> Shelf:
        twin = next(
            (shelf for shelf in self._shelves.values() if shelf.catalogue.items == catalogue.items), None
        )
        fetched_at = self._catalogues.fetched_at(offer) or datetime.now(UTC)
        if twin is not None:
            return Shelf(catalogue, twin.index, fetched_at)
        index = await asyncio.to_thread(build_index, tuple(catalogue.items.values()), self._aliases)
        return Shelf(catalogue, index, fetched_at)
