"""Hosts from which no report is fetched, one row for each of a clinic: whoever makes the row has the staff called."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update

from bot.store import upsert
from bot.store.tables import refused_hosts
from dialogs.case import Case

QUIET = timedelta(hours=24)
"""For so long after the staff have ended what they had to do about a host, they are not called for it again: time to
list the host, or to have the lab put its reports elsewhere, while reports go on coming."""
LONGEST_HOST = 255


@dataclass(frozen=True, slots=True)
class Told:
    """The chat under whose case the staff were told, and what that was about."""

    chat_id: int
    subject: str


_claim = upsert.insert(refused_hosts, lambda insert: insert.on_conflict_do_nothing())


def told(connection: Connection, clinic: str, host: str) -> Told | None:
    """Where the staff were told of the host last, however long ago."""
    row = connection.execute(
        select(refused_hosts.c.chat_id, refused_hosts.c.subject).where(_this(clinic, host))
    ).one_or_none()
    return None if row is None else Told(row.chat_id, row.subject)


def claim(
    connection: Connection, clinic: str, host: str, chat_id: int, subject: str, now: datetime
) -> Told | None:
    """`None`: it is for this chat to have the staff called. Else where they were told, and have it before them still
    or ended it lately. Of two at once the database lets one through."""
    ours = {"chat_id": chat_id, "subject": subject, "opened_at": now, "ended_at": None}
    if _claim.count(connection, {"clinic": clinic, "host": host[:LONGEST_HOST], **ours}):
        return None
    taken = connection.execute(
        update(refused_hosts)
        .where(_this(clinic, host), refused_hosts.c.ended_at <= now - QUIET)
        .values(**ours)
    )
    return None if taken.rowcount else told(connection, clinic, host)


def follow(connection: Connection, clinic: str, chat_id: int, case: Case, now: datetime) -> None:
    """Notes of which hosts the case of a chat has nothing more to do."""
    rows = connection.execute(
        select(refused_hosts.c.host, refused_hosts.c.subject).where(
            refused_hosts.c.clinic == clinic,
            refused_hosts.c.chat_id == chat_id,
            refused_hosts.c.ended_at.is_(None),
        )
    ).all()
    for host, subject in rows:
        tasks = case.of_host(host, subject)
        if tasks and not any(task.is_open for task in tasks):
            connection.execute(update(refused_hosts).where(_this(clinic, host)).values(ended_at=now))


def forget(connection: Connection, clinic: str, before: datetime) -> None:
    """Removes hosts that were done with before that time."""
    connection.execute(
        delete(refused_hosts).where(refused_hosts.c.clinic == clinic, refused_hosts.c.ended_at < before)
    )


def _this(clinic: str, host: str) -> ColumnElement[bool]:
    return and_(refused_hosts.c.clinic == clinic, refused_hosts.c.host == host[:LONGEST_HOST])
