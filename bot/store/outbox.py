"""The outbox: what is to go to one chat, in the order of its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from bot.store.chats import Fence, free
from bot.store.sealing import Sealer
from bot.store.statement import Statement
from bot.store.tables import chats, outbox

End = Literal["sent", "dropped", "dead"]


@dataclass(frozen=True, slots=True)
class Parcel:
    """Something to send. `unsolicited` waits for the bot's overall limit, `fleeting` goes at most once.
    `about_chat_id` is the patient's chat that a parcel for the staff speaks of. `payload` is `None` only
    where what is stored does not open."""

    kind: str
    payload: bytes | None
    made_at: datetime
    latest_useful: datetime
    unsolicited: bool = False
    fleeting: bool = False
    about_chat_id: int = 0


@dataclass(frozen=True, slots=True)
class OutboxRow:
    clinic: str
    chat_id: int
    seq: int
    parcel: Parcel
    attempts: int = 0
    not_before: datetime | None = None
    owner: str | None = field(default=None, compare=False)
    """Who served the chat when the row was added, where that was somebody else's to know."""


_insert = Statement(insert(outbox))
_row_key = (
    (outbox.c.clinic == bindparam("b_clinic"))
    & (outbox.c.chat_id == bindparam("b_chat"))
    & (outbox.c.seq == bindparam("b_seq"))
    & outbox.c.done_at.is_(None)
)
_finish = Statement(
    update(outbox)
    .where(_row_key)
    .values(state=bindparam("state"), payload=None, done_at=bindparam("done_at"))
)
_begin = Statement(
    update(outbox)
    .where(
        _row_key,
        outbox.c.state == "waiting",
        select(chats.c.epoch)
        .where(
            chats.c.clinic == bindparam("b_clinic"),
            chats.c.chat_id == bindparam("b_chat"),
            chats.c.owner == bindparam("b_owner"),
            chats.c.epoch == bindparam("b_epoch"),
        )
        .exists(),
    )
    .values(state="sending")
)
_again = Statement(
    update(outbox)
    .where(_row_key)
    .values(state="waiting", attempts=bindparam("attempts"), not_before=bindparam("not_before"))
)
_waiting = Statement(
    select(outbox)
    .where(
        outbox.c.clinic == bindparam("clinic"),
        outbox.c.chat_id == bindparam("chat_id"),
        outbox.c.done_at.is_(None),
    )
    .order_by(outbox.c.seq)
)


def add(
    connection: Connection,
    sealer: Sealer,
    clinic: str,
    chat_id: int,
    last: int,
    parcels: Sequence[Parcel],
    owner: str | None = None,
) -> list[OutboxRow]:
    """Puts parcels at the end of the chat's outbox, where `last` is the number of the last of them."""
    rows = [
        OutboxRow(clinic, chat_id, seq, parcel, owner=owner)
        for seq, parcel in enumerate(parcels, start=last - len(parcels) + 1)
    ]
    for row in rows:
        _insert.run(
            connection,
            {
                "clinic": clinic,
                "chat_id": chat_id,
                "seq": row.seq,
                "kind": row.parcel.kind,
                "payload": sealer.seal(
                    row.parcel.payload or b"", clinic, "outbox", "payload", _key(chat_id, row.seq)
                ),
                "made_at": row.parcel.made_at,
                "latest_useful": row.parcel.latest_useful,
                "unsolicited": row.parcel.unsolicited,
                "fleeting": row.parcel.fleeting,
                "about_chat_id": row.parcel.about_chat_id,
            },
        )
    return rows


def waiting(
    connection: Connection, sealer: Sealer, clinic: str, chat_id: int, now: datetime
) -> list[OutboxRow]:
    """The chat's rows that have not gone. One that goes at most once and may have gone is given up here."""
    rows = []
    for row in _waiting.rows(connection, {"clinic": clinic, "chat_id": chat_id}):
        if row.state == "sending":
            finish(connection, clinic, chat_id, row.seq, "dropped", now)
            continue
        payload = sealer.open_or_none(row.payload, clinic, "outbox", "payload", _key(chat_id, row.seq))
        parcel = Parcel(
            row.kind,
            payload,
            row.made_at,
            row.latest_useful,
            row.unsolicited,
            row.fleeting,
            row.about_chat_id,
        )
        rows.append(OutboxRow(clinic, chat_id, row.seq, parcel, row.attempts, row.not_before))
    return rows


def waiting_chats(connection: Connection, worker_id: str, most: int) -> list[tuple[str, int]]:
    """Chats for which something has not gone, and that are that worker's or nobody's."""
    found = connection.execute(
        select(outbox.c.clinic, outbox.c.chat_id)
        .join(
            chats, (chats.c.clinic == outbox.c.clinic) & (chats.c.chat_id == outbox.c.chat_id), isouter=True
        )
        .where(outbox.c.done_at.is_(None), free(chats.c.owner, worker_id))
        .distinct()
        .limit(most)
    )
    return [(row.clinic, row.chat_id) for row in found]


def depth(connection: Connection) -> int:
    return connection.execute(
        select(func.count()).select_from(outbox).where(outbox.c.done_at.is_(None))
    ).scalar_one()


def begin_once(connection: Connection, fence: Fence, seq: int) -> bool:
    """Marks a row that goes at most once, before it goes; whether it may go."""
    written = _begin.count(
        connection,
        {
            "b_clinic": fence.clinic,
            "b_chat": fence.chat_id,
            "b_seq": seq,
            "b_owner": fence.owner,
            "b_epoch": fence.epoch,
        },
    )
    return written == 1


def finish(connection: Connection, clinic: str, chat_id: int, seq: int, end: End, at: datetime) -> None:
    """The row has gone, or will not go: what it held is erased."""
    _finish.run(
        connection, {"b_clinic": clinic, "b_chat": chat_id, "b_seq": seq, "state": end, "done_at": at}
    )


def put_back(
    connection: Connection, clinic: str, chat_id: int, seq: int, attempts: int, not_before: datetime
) -> None:
    """The row did not go and is tried again, not before that time."""
    _again.run(
        connection,
        {"b_clinic": clinic, "b_chat": chat_id, "b_seq": seq, "attempts": attempts, "not_before": not_before},
    )


def give_up_late(connection: Connection, now: datetime) -> int:
    """Ends rows whose latest useful time has passed, but for those that somebody has in hand."""
    late = connection.execute(
        select(outbox.c.clinic, outbox.c.chat_id, outbox.c.seq)
        .where(outbox.c.done_at.is_(None), outbox.c.latest_useful < now)
        .with_for_update(skip_locked=True)
    ).all()
    for row in late:
        finish(connection, row.clinic, row.chat_id, row.seq, "dropped", now)
    return len(late)


def forget_done(connection: Connection, before: datetime) -> int:
    """Removes rows that ended before that time."""
    return connection.execute(delete(outbox).where(outbox.c.done_at < before)).rowcount


def _key(chat_id: int, seq: int) -> str:
    return f"{chat_id}:{seq}"
