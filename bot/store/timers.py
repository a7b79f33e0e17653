"""Timers: one a chat and kind. A timer that falls due leaves, and is an event of its chat, in one commit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select

from bot.store import upsert
from bot.store.statement import Statement
from bot.store.tables import chats, timers


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
_due_and_free = (
    select(timers)
    .join(chats, (chats.c.clinic == timers.c.clinic) & (chats.c.chat_id == timers.c.chat_id))
    .where(timers.c.due <= bindparam("now"))
    .order_by(timers.c.due)
    .limit(bindparam("most"))
    .with_for_update(of=chats, skip_locked=True)
)
_take = Statement(
    delete(timers).where(
        timers.c.clinic == bindparam("b_clinic"),
        timers.c.chat_id == bindparam("b_chat"),
        timers.c.kind == bindparam("b_kind"),
        timers.c.due == bindparam("b_due"),
    )
)
_drop = Statement(
    delete(timers).where(
        timers.c.clinic == bindparam("b_clinic"),
        timers.c.chat_id == bindparam("b_chat"),
        timers.c.kind == bindparam("b_kind"),
    )
)
_next_due = Statement(select(func.min(timers.c.due)))


def set_timer(connection: Connection, timer: Timer) -> None:
    _set.run(
        connection,
        {"clinic": timer.clinic, "chat_id": timer.chat_id, "kind": timer.kind, "due": timer.due},
    )


def drop(connection: Connection, clinic: str, chat_id: int, kind: str) -> None:
    _drop.run(connection, {"b_clinic": clinic, "b_chat": chat_id, "b_kind": kind})


def drop_all(connection: Connection, clinic: str, chat_id: int) -> None:
    connection.execute(delete(timers).where(timers.c.clinic == clinic, timers.c.chat_id == chat_id))


def take_due(connection: Connection, now: datetime, most: int) -> list[Timer]:
    """Takes away what is due, the longest due first, but for chats that somebody writes just now. Those that it takes
    from are then the caller's until the commit."""
    found = connection.execute(_due_and_free, {"now": now, "most": most})
    due = [Timer(row.clinic, row.chat_id, row.kind, row.due) for row in found.all()]
    taken = []
    for timer in due:
        key = {"b_clinic": timer.clinic, "b_chat": timer.chat_id, "b_kind": timer.kind, "b_due": timer.due}
        if _take.count(connection, key) == 1:
            taken.append(timer)
    return taken


def next_due(connection: Connection) -> datetime | None:
    due: datetime | None = _next_due.value(connection, {})
    return due
