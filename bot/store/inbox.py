"""The inbox: whatever came from outside, or fell due, for one chat, in the order of its numbers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select, update

from bot.store import chats, upsert
from bot.store.sealing import Sealer
from bot.store.statement import Statement
from bot.store.tables import chats as chats_table
from bot.store.tables import inbox

Kind = str
"""`update`: Telegram's JSON. `desk`: likewise, a command of the staff in the staff's chat. `event`: an event of the
dialog as JSON, without its stamp."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something new for a chat. `source` and `external_id` make it the same when it comes again."""

    source: str
    external_id: str
    kind: Kind
    payload: bytes
    received_at: datetime
    seed: str


@dataclass(frozen=True, slots=True)
class InboxRow:
    """`payload` is `None` where what is stored does not open."""

    clinic: str
    chat_id: int
    seq: int
    source: str
    external_id: str
    kind: Kind
    payload: bytes | None
    received_at: datetime
    seed: str
    attempts: int = 0
    owner: str | None = field(default=None, compare=False)
    """Who served the chat when the row was added."""


_insert = upsert.insert(inbox, lambda insert: insert.on_conflict_do_nothing())
_AT_ONCE = 16
_known = Statement(
    select(inbox.c.external_id).where(
        inbox.c.clinic == bindparam("clinic"),
        inbox.c.source == bindparam("source"),
        inbox.c.external_id.in_([bindparam(f"id_{number}") for number in range(_AT_ONCE)]),
    )
)
_waiting = Statement(
    select(
        inbox.c.seq,
        inbox.c.source,
        inbox.c.external_id,
        inbox.c.kind,
        inbox.c.payload,
        inbox.c.received_at,
        inbox.c.seed,
        inbox.c.attempts,
    )
    .where(
        inbox.c.clinic == bindparam("clinic"),
        inbox.c.chat_id == bindparam("chat_id"),
        inbox.c.state == "waiting",
    )
    .order_by(inbox.c.seq)
    .limit(bindparam("most"))
)
_done = Statement(
    update(inbox)
    .where(
        inbox.c.clinic == bindparam("b_clinic"),
        inbox.c.chat_id == bindparam("b_chat"),
        inbox.c.seq.between(bindparam("b_first"), bindparam("b_last")),
        inbox.c.state == "waiting",
    )
    .values(state=bindparam("state"), payload=None, done_at=bindparam("done_at"))
)
_failed = Statement(
    update(inbox)
    .where(
        inbox.c.clinic == bindparam("b_clinic"),
        inbox.c.chat_id == bindparam("b_chat"),
        inbox.c.seq == bindparam("b_seq"),
    )
    .values(attempts=bindparam("attempts"))
)


def known(connection: Connection, clinic: str, source: str, external_ids: Collection[str]) -> set[str]:
    """Which of the ids have come before."""
    known: set[str] = set()
    left = list(external_ids)
    while left:
        ids, left = left[:_AT_ONCE], left[_AT_ONCE:]
        # The statement has so many places: those that are left over ask for the first once more.
        asked = {f"id_{number}": (ids + ids[:1] * _AT_ONCE)[number] for number in range(_AT_ONCE)}
        known.update(_known.column(connection, {"clinic": clinic, "source": source, **asked}))
    return known


def add(
    connection: Connection, sealer: Sealer, clinic: str, chat_id: int, arrivals: Sequence[Arrival]
) -> list[InboxRow]:
    """Puts arrivals, which are not `known`, at the end of the chat's inbox; those of them that were put there. One
    that came in the same moment elsewhere is not."""
    return add_to_chats(connection, sealer, clinic, {chat_id: arrivals})


def add_to_chats(
    connection: Connection, sealer: Sealer, clinic: str, arrivals: Mapping[int, Sequence[Arrival]]
) -> list[InboxRow]:
    """`add` for several chats, by their ids, on as few trips as for one."""
    numbered = [
        (chat_id, arrivals[chat_id], chats.number_inbox(connection, clinic, chat_id, len(arrivals[chat_id])))
        for chat_id in sorted(arrivals)
    ]
    rows = []
    for chat_id, its, number in numbered:
        last, owner = number()
        rows += [
            InboxRow(
                clinic,
                chat_id,
                seq,
                each.source,
                each.external_id,
                each.kind,
                each.payload,
                each.received_at,
                each.seed,
                owner=owner,
            )
            for seq, each in enumerate(its, start=last - len(its) + 1)
        ]
    written = [
        _insert.ask(
            connection,
            {
                "clinic": clinic,
                "chat_id": row.chat_id,
                "seq": row.seq,
                "source": row.source,
                "external_id": row.external_id,
                "kind": row.kind,
                "payload": sealer.seal(
                    row.payload or b"", clinic, "inbox", "payload", _row(row.source, row.external_id)
                ),
                "received_at": row.received_at,
                "seed": row.seed,
            },
        )
        for row in rows
    ]
    return [row for row, each in zip(rows, written, strict=True) if each.count() == 1]


def waiting(connection: Connection, sealer: Sealer, clinic: str, chat_id: int, most: int) -> list[InboxRow]:
    """The chat's first rows that nobody has handled."""
    found = _waiting.rows(connection, {"clinic": clinic, "chat_id": chat_id, "most": most})
    return [
        InboxRow(
            clinic,
            chat_id,
            row.seq,
            row.source,
            row.external_id,
            row.kind,
            sealer.open_or_none(row.payload, clinic, "inbox", "payload", _row(row.source, row.external_id)),
            row.received_at,
            row.seed,
            row.attempts,
        )
        for row in found
    ]


def waiting_chats(connection: Connection, worker_id: str, most: int) -> list[tuple[str, int]]:
    """Chats that have rows which nobody has handled, and are that worker's or nobody's."""
    found = connection.execute(
        select(inbox.c.clinic, inbox.c.chat_id)
        .join(
            chats_table, (chats_table.c.clinic == inbox.c.clinic) & (chats_table.c.chat_id == inbox.c.chat_id)
        )
        .where(inbox.c.state == "waiting", chats.free(chats_table.c.owner, worker_id))
        .distinct()
        .limit(most)
    )
    return [(row.clinic, row.chat_id) for row in found]


def depth(connection: Connection) -> int:
    return connection.execute(
        select(func.count()).select_from(inbox).where(inbox.c.state == "waiting")
    ).scalar_one()


def finish(
    connection: Connection,
    clinic: str,
    chat_id: int,
    first: int,
    last: int,
    at: datetime,
    state: str = "done",
) -> None:
    """Rows `first` to `last` are handled (or `poison`, set aside): what they held is erased, that they came is not."""
    _done.run(
        connection,
        {
            "b_clinic": clinic,
            "b_chat": chat_id,
            "b_first": first,
            "b_last": last,
            "state": state,
            "done_at": at,
        },
    )


def note_failure(connection: Connection, clinic: str, chat_id: int, seq: int, attempts: int) -> None:
    _failed.run(connection, {"b_clinic": clinic, "b_chat": chat_id, "b_seq": seq, "attempts": attempts})


def forget_done(connection: Connection, before: datetime) -> int:
    """Removes rows that were handled before that time: nothing comes again so late."""
    return connection.execute(delete(inbox).where(inbox.c.done_at < before)).rowcount


def _row(source: str, external_id: str) -> str:
    return f"{source}:{external_id}"
