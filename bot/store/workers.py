"""Workers: processes that serve chats, and their heartbeats.

A worker is alive while its beats go on; whoever watches notes, by a clock that nobody sets, when they last did.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.store.tables import workers

KEY: Final = "workers"
"""What a unit that writes here names (`Database.write`)."""


def register(connection: Connection, worker_id: str, at: datetime) -> None:
    connection.execute(insert(workers), {"worker_id": worker_id, "beats": 0, "beat_at": at})


def beat(connection: Connection, worker_id: str, at: datetime) -> bool:
    """One heartbeat; whether the worker is still counted among the living."""
    written = connection.execute(
        update(workers).where(workers.c.worker_id == worker_id).values(beats=workers.c.beats + 1, beat_at=at)
    )
    return written.rowcount == 1


def beats(connection: Connection) -> dict[str, int]:
    """How often each worker's heart has beaten."""
    return {row.worker_id: row.beats for row in connection.execute(select(workers))}


def last_beat(connection: Connection) -> datetime | None:
    """When any worker last gave a sign of life."""
    at: datetime | None = connection.execute(select(func.max(workers.c.beat_at))).scalar_one()
    return at


def bury(connection: Connection, worker_id: str) -> None:
    """The worker is dead, or leaves: its chats are anybody's."""
    connection.execute(delete(workers).where(workers.c.worker_id == worker_id))
