"""Timers: one a chat and kind. A timer that falls due leaves, and is an event of its chat, in one commit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select

from bot.store import upsert
from bot.store.tables import timers


@dataclass(frozen=True, slots=True)
class Timer:
    clinic: str
    chat_id: int
    kind: str
    due: datetime


_set = upsert.insert(
    timers,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["clinic", "chat_id", "kind"], set_={"due": insert.excluded.due}
    ),
)
_drop = delete(timers).where(
    timers.c.clinic == bindparam("b_clinic"),
    timers.c.chat_id == bindparam("b_chat"),
    timers.c.kind == bindparam("b_kind"),
)


def set_timer(connection: Connection, timer: Timer) -> None:
    connection.execute(
        _set(connection),
        {"clinic": timer.clinic, "chat_id": timer.chat_id, "kind": timer.kind, "due": timer.due},
    )


def drop(connection: Connection, clinic: str, chat_id: int, kind: str) -> None:
    connection.execute(_drop, {"b_clinic": clinic, "b_chat": chat_id, "b_kind": kind})


def drop_all(connection: Connection, clinic: str, chat_id: int) -> None:
    connection.execute(delete(timers).where(timers.c.clinic == clinic, timers.c.chat_id == chat_id))


def take_due(connection: Connection, now: datetime, most: int) -> list[Timer]:
    """Takes away what is due, the longest due first."""
    found = connection.execute(select(timers).where(timers.c.due <= now).order_by(timers.c.due).limit(most))
    due = [Timer(row.clinic, row.chat_id, row.kind, row.due) for row in found.all()]
    taken = []
    for timer in due:
        gone = connection.execute(
            delete(timers).where(
                timers.c.clinic == timer.clinic,
                timers.c.chat_id == timer.chat_id,
                timers.c.kind == timer.kind,
                timers.c.due == timer.due,
            )
        )
        if gone.rowcount == 1:
            taken.append(timer)
    return taken


def next_due(connection: Connection) -> datetime | None:
    due: datetime | None = connection.execute(select(func.min(timers.c.due))).scalar_one()
    return due
