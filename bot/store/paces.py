"""Paces: how fast something may go over all processes that share the database, by the database's own clock."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy import text as sql

from bot.store import upsert
from bot.store.database import Database, DatabaseTrouble
from bot.store.tables import paces

_LATE_SECONDS = 0.25
"""Whoever comes so late to its turn has slept through it, perhaps with many others."""

_log = structlog.get_logger(__name__)

_now = sql("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
_book = upsert.insert(
    paces,
    lambda insert: (
        insert.values(clinic=bindparam("clinic"), name=bindparam("name"), next_at=bindparam("first"))
        .on_conflict_do_update(
            index_elements=["clinic", "name"],
            set_={
                "next_at": func.greatest(paces.c.next_at, paces.c.not_before, bindparam("now"))
                + bindparam("interval")
            },
        )
        .returning(paces.c.next_at)
    ),
)
_hold_back = upsert.insert(
    paces,
    lambda insert: insert.values(
        clinic=bindparam("clinic"), name=bindparam("name"), not_before=bindparam("until")
    ).on_conflict_do_update(
        index_elements=["clinic", "name"],
        set_={"not_before": func.greatest(paces.c.not_before, bindparam("until"))},
    ),
)
_not_before = select(paces.c.not_before).where(
    paces.c.clinic == bindparam("clinic"), paces.c.name == bindparam("name")
)


class SharedBucket:
    """So many a second, evenly spaced, over all processes (`bot.telegram.limits.UnsolicitedBucket`). PostgreSQL only.

    A turn that was slept through, or that lies before the end of a flood named meanwhile, is booked anew.
    """

    def __init__(
        self,
        database: Database,
        clinic: str,
        name: str,
        rate: float,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._place = {"clinic": clinic, "name": name}
        self._interval = round(1_000_000 / rate)
        self._sleep = sleep
        self._naming: set[asyncio.Task[None]] = set()

    async def acquire(self) -> None:
        """Waits until it is this message's turn. Raises `DatabaseTrouble`."""
        while True:
            turn, now = await self._database.write(self._turn, self._key)
            if turn <= now:
                return
            await self._sleep((turn - now) / 1_000_000)
            not_before, now = await self._database.read(self._standing)
            if not_before <= turn and now - turn < _LATE_SECONDS * 1_000_000:
                return

    def penalise(self, seconds: float) -> None:
        """Nothing more for so long, in any process: Telegram has said so."""
        task = asyncio.create_task(self._name(seconds))
        self._naming.add(task)
        task.add_done_callback(self._naming.discard)

    @property
    def _key(self) -> str:
        return f"pace {self._place['clinic']} {self._place['name']}"

    def _turn(self, connection: Connection) -> tuple[int, int]:
        """Books the next turn; when it is, and what time it is now, in microseconds."""
        now = connection.execute(_now).scalar_one()
        params = {**self._place, "now": now, "interval": self._interval, "first": now + self._interval}
        return _book.value(connection, params) - self._interval, now

    def _standing(self, connection: Connection) -> tuple[int, int]:
        """Before which moment nothing may go, and what time it is now."""
        not_before = connection.execute(_not_before, self._place).scalar_one_or_none() or 0
        return not_before, connection.execute(_now).scalar_one()

    async def _name(self, seconds: float) -> None:
        def unit(connection: Connection) -> None:
            until = connection.execute(_now).scalar_one() + round(seconds * 1_000_000)
            _hold_back.run(connection, {**self._place, "until": until})

        try:
            await self._database.write(unit, self._key)
        except DatabaseTrouble as trouble:
            _log.error("flood_not_named", reason=str(trouble))
