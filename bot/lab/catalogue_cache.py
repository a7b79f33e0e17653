"""What each branch sells, at hand without waiting: refreshed in the background, outliving outages and restarts."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog
from pydantic import TypeAdapter, ValidationError

from bot.lab.port import LabError
from dialogs.catalogue import Catalogue, Item

_log = structlog.get_logger(__name__)

_VERSION: Final = 1
_items_json: TypeAdapter[tuple[Item, ...]] = TypeAdapter(tuple[Item, ...])
_stored_json: TypeAdapter[dict[str, object]] = TypeAdapter(dict[str, object])

REFRESH_EVERY: Final = timedelta(minutes=15)
_FIRST_RETRY: Final = timedelta(seconds=30)
_BELIEVED_AFTER: Final = 4


def catalogue_to_json(catalogue: Catalogue) -> str:
    """The catalogue as versioned JSON."""
    items = _items_json.dump_python(tuple(catalogue.items.values()), mode="json")
    return _stored_json.dump_json({"version": _VERSION, "items": items}).decode()


def catalogue_from_json(stored: str) -> Catalogue | None:
    """The catalogue that `catalogue_to_json` wrote; None for anything else, since the lab has it anyway."""
    try:
        envelope = _stored_json.validate_json(stored)
        if envelope.get("version") != _VERSION:
            return None
        items = _items_json.validate_python(envelope.get("items"))
    except ValidationError:
        return None
    return Catalogue({item.id: item for item in items})


class CatalogueStore(Protocol):
    """Where the last catalogue of each branch outlives the process, with the time at which the lab gave it."""

    async def load(self, branch_id: str) -> tuple[Catalogue, datetime] | None: ...

    async def save(self, branch_id: str, catalogue: Catalogue, fetched_at: datetime) -> None: ...


@dataclass(slots=True)
class _Shelf:
    """A branch's newest believed catalogue, and what stands in the way of a newer one."""

    refreshing: asyncio.Lock
    catalogue: Catalogue | None = None
    fetched_at: datetime | None = None
    is_fresh: bool = False
    failures: int = 0
    drops: int = 0


class CatalogueCache:
    """The catalogues of some branches.

    `fetch` asks the lab for one (`Lab.catalogue`, or the same bound to a party). `now` is the wall clock, `sleep` waits
    for seconds. A list that suddenly has less than half of its items is not believed until it has been seen four times
    in a row, an empty one never while there is another.
    """

    def __init__(
        self,
        fetch: Callable[[str], Awaitable[Catalogue]],
        store: CatalogueStore,
        branch_ids: Iterable[str],
        *,
        now: Callable[[], datetime],
        every: timedelta = REFRESH_EVERY,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._fetch = fetch
        self._store = store
        self._now = now
        self._every = every
        self._sleep = sleep
        self._jitter = jitter
        self._shelves: Mapping[str, _Shelf] = {each: _Shelf(asyncio.Lock()) for each in branch_ids}

    def current(self, branch_id: str) -> Catalogue | None:
        """The newest catalogue of the branch that can be relied on; None when there has been none yet."""
        shelf = self._shelves.get(branch_id)
        return shelf.catalogue if shelf else None

    def fetched_at(self, branch_id: str) -> datetime | None:
        """When the lab gave `current`."""
        shelf = self._shelves.get(branch_id)
        return shelf.fetched_at if shelf else None

    async def ready(self) -> bool:
        """Take what the store has, ask the lab for what it has not; whether every branch has a catalogue now."""
        for branch_id, shelf in self._shelves.items():
            stored = await self._store.load(branch_id)
            if stored is not None and shelf.catalogue is None:
                shelf.catalogue, shelf.fetched_at = stored
        await asyncio.gather(
            *(self.refresh(each) for each, shelf in self._shelves.items() if shelf.catalogue is None)
        )
        return all(shelf.catalogue is not None for shelf in self._shelves.values())

    async def refresh(self, branch_id: str) -> bool:
        """Ask the lab once for this branch, however many ask at the same time; whether `current` is now as new as the
        lab's. A failure is logged and leaves what there is."""
        shelf = self._shelves[branch_id]
        if shelf.refreshing.locked():
            async with shelf.refreshing:
                return shelf.is_fresh
        async with shelf.refreshing:
            shelf.is_fresh = False
            try:
                fetched = await self._fetch(branch_id)
            except LabError as error:
                shelf.failures += 1
                _log.warning(
                    "catalogue_not_refreshed", branch=branch_id, reason=str(error), failures=shelf.failures
                )
                return False
            shelf.failures = 0
            if self._is_believed(branch_id, shelf, fetched):
                shelf.is_fresh = True
                shelf.catalogue, shelf.fetched_at = fetched, self._now()
                await self._store.save(branch_id, fetched, shelf.fetched_at)
            return shelf.is_fresh

    async def run(self) -> None:
        """Keep every branch fresh until cancelled. Raises what the store raises."""
        async with asyncio.TaskGroup() as group:
            for branch_id in self._shelves:
                group.create_task(self._keep_fresh(branch_id))

    async def _keep_fresh(self, branch_id: str) -> None:
        shelf = self._shelves[branch_id]
        while True:
            await self._sleep(self._pause(shelf))
            await self.refresh(branch_id)

    def _pause(self, shelf: _Shelf) -> float:
        """Seconds until the next refresh, a little longer at random so that replicas do not ask all at once."""
        every = self._every.total_seconds()
        if shelf.failures:
            wait = min(every, _FIRST_RETRY.total_seconds() * 2.0 ** min(shelf.failures - 1, 10))
        elif shelf.fetched_at is None or shelf.drops:
            wait = every
        else:
            age = (self._now() - shelf.fetched_at).total_seconds()
            wait = min(every, max(0.0, every - age))
        return wait + self._jitter() * (1 + wait / 10)

    @staticmethod
    def _is_believed(branch_id: str, shelf: _Shelf, fetched: Catalogue) -> bool:
        had, has = len(shelf.catalogue.items) if shelf.catalogue else 0, len(fetched.items)
        if has * 2 >= had:
            shelf.drops = 0
            return True
        shelf.drops += 1
        believed = has > 0 and shelf.drops >= _BELIEVED_AFTER
        _log.error(
            "catalogue_shrank", branch=branch_id, had=had, has=has, seen=shelf.drops, believed=believed
        )
        if believed:
            shelf.drops = 0
        return believed
