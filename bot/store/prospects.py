"""Prospects: what the leads system beside the lab is to be told, sealed, and how far it has been told.

An attempt is on record before it is made, by the worker that makes it; one whose worker is gone is due again. Of one
chat no two are under way at once.
"""

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Connection, and_, case, delete, func, literal, null, or_, select, update

from bot.store import upsert
from bot.store.sealing import Sealer
from bot.store.tables import Utc, prospects, workers
from dialogs.prospect import Prospect

_json: TypeAdapter[Prospect] = TypeAdapter(Prospect)

_note = upsert.insert(
    prospects,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["clinic", "prospect_id"],
        set_={
            "wanted": insert.excluded.wanted,
            "revision": prospects.c.revision + 1,
            # What is being tried again, or rests after a failure, is not tried sooner for that.
            "next_attempt_at": func.coalesce(prospects.c.next_attempt_at, insert.excluded.next_attempt_at),
        },
    ),
)


@dataclass(frozen=True, slots=True)
class Pending:
    """A prospect that is to be told. `wanted` is `None` when it is to be deleted, `told` when nothing was told yet;
    `asked_at` is when it was first perhaps made, `revision` counts what was wanted."""

    clinic: str
    chat_id: int
    prospect_id: str
    wanted: Prospect | None
    told: Prospect | None
    revision: int
    lead_id: str
    customer: bool
    attempts: int
    asked_at: datetime | None


def note(
    connection: Connection, sealer: Sealer, clinic: str, chat_id: int, prospect: Prospect, at: datetime
) -> None:
    """Has the leads system told of the prospect as it is now."""
    _note.run(
        connection,
        {
            "clinic": clinic,
            "prospect_id": prospect.id,
            "chat_id": chat_id,
            "wanted": _sealed(sealer, clinic, "wanted", prospect),
            "made_at": at,
            "next_attempt_at": at,
        },
    )


def due(connection: Connection, now: datetime, most: int) -> list[tuple[str, str]]:
    """Clinic and id of those whose attempt is due and in no living worker's hand."""
    found = connection.execute(
        select(prospects.c.clinic, prospects.c.prospect_id)
        .where(prospects.c.next_attempt_at <= now, _in_nobodys_hand(prospects.c.attempt_by))
        .order_by(prospects.c.next_attempt_at)
        .limit(most)
    )
    return [(row.clinic, row.prospect_id) for row in found]


def next_due(connection: Connection) -> datetime | None:
    at: datetime | None = connection.execute(
        select(func.min(prospects.c.next_attempt_at)).where(prospects.c.attempt_by.is_(None))
    ).scalar_one()
    return at


def begin_attempt(
    connection: Connection, sealer: Sealer, clinic: str, prospect_id: str, worker_id: str, now: datetime
) -> Pending | None:
    """Puts an attempt on record, and says of what; `None` when it is not to be made now. What does not open is
    attempted no more."""
    row = connection.execute(
        select(prospects).where(_this(clinic, prospect_id), prospects.c.next_attempt_at <= now)
    ).one_or_none()
    if row is None:
        return None
    other = prospects.alias()
    of_the_chat = (
        select(other.c.prospect_id)
        .where(
            other.c.clinic == clinic,
            other.c.chat_id == row.chat_id,
            other.c.attempt_by.in_(select(workers.c.worker_id)),
        )
        .exists()
    )
    begun = connection.execute(
        update(prospects)
        .where(
            _this(clinic, prospect_id),
            prospects.c.revision == row.revision,
            _in_nobodys_hand(prospects.c.attempt_by),
            ~of_the_chat,
        )
        .values(
            attempt_by=worker_id,
            asked_at=case(
                (prospects.c.lead_id == "", func.coalesce(prospects.c.asked_at, literal(now, Utc))),
                else_=null(),
            ),
        )
    )
    if begun.rowcount != 1:
        return None
    wanted = _opened(sealer, row.wanted, clinic, "wanted", prospect_id)
    if row.wanted is not None and wanted is None:
        connection.execute(
            update(prospects).where(_this(clinic, prospect_id)).values(attempt_by=None, next_attempt_at=None)
        )
        return None
    return Pending(
        clinic,
        row.chat_id,
        prospect_id,
        wanted,
        _opened(sealer, row.told, clinic, "told", prospect_id),
        row.revision,
        row.lead_id,
        row.customer,
        row.attempts,
        row.asked_at,
    )


def end_attempt(
    connection: Connection,
    sealer: Sealer,
    pending: Pending,
    worker_id: str,
    *,
    lead_id: str,
    told: Prospect | None,
    customer: bool,
    asked_at: datetime | None,
    attempts: int,
    next_attempt_at: datetime | None,
    now: datetime,
) -> None:
    """What an attempt has come to. One that others took for lost changes nothing; what was wanted meanwhile is due at
    once where nothing else is."""
    connection.execute(
        update(prospects)
        .where(_this(pending.clinic, pending.prospect_id), prospects.c.attempt_by == worker_id)
        .values(
            attempt_by=None,
            lead_id=lead_id,
            told=None if told is None else _sealed(sealer, pending.clinic, "told", told),
            customer=customer,
            asked_at=asked_at,
            attempts=attempts,
            next_attempt_at=case(
                (prospects.c.revision != pending.revision, literal(next_attempt_at or now, Utc)),
                else_=null() if next_attempt_at is None else literal(next_attempt_at, Utc),
            ),
        )
    )


def remove(connection: Connection, pending: Pending, worker_id: str) -> None:
    """It is gone from the leads system, or never was there."""
    connection.execute(
        delete(prospects).where(
            _this(pending.clinic, pending.prospect_id), prospects.c.attempt_by == worker_id
        )
    )


def erase(connection: Connection, clinic: str, chat_id: int, now: datetime) -> None:
    """What is kept of the chat's prospects goes: here at once, in the leads system as soon as it can be reached. Of
    customers only what is here."""
    _erase(connection, and_(prospects.c.clinic == clinic, prospects.c.chat_id == chat_id), now)


def drop(connection: Connection, clinic: str, prospect_id: str, now: datetime) -> None:
    """The same, of one prospect."""
    _erase(connection, _this(clinic, prospect_id), now)


def _erase(connection: Connection, ours: ColumnElement[bool], now: datetime) -> None:
    there = or_(prospects.c.lead_id != "", prospects.c.asked_at.is_not(None))
    connection.execute(delete(prospects).where(ours, or_(prospects.c.customer, ~there)))
    connection.execute(
        update(prospects)
        .where(ours)
        .values(wanted=None, told=None, revision=prospects.c.revision + 1, next_attempt_at=now)
    )


def forget(connection: Connection, clinic: str, before: datetime) -> None:
    """Removes prospects from before that time of which nothing is to be told any more."""
    connection.execute(
        delete(prospects).where(
            prospects.c.clinic == clinic,
            prospects.c.made_at < before,
            prospects.c.next_attempt_at.is_(None),
        )
    )


def _this(clinic: str, prospect_id: str) -> ColumnElement[bool]:
    return and_(prospects.c.clinic == clinic, prospects.c.prospect_id == prospect_id)


def _in_nobodys_hand(attempt_by: ColumnElement[str | None]) -> ColumnElement[bool]:
    return or_(attempt_by.is_(None), attempt_by.not_in(select(workers.c.worker_id)))


def _sealed(sealer: Sealer, clinic: str, column: str, prospect: Prospect) -> bytes:
    return sealer.seal(_json.dump_json(prospect), clinic, "prospects", column, prospect.id)


def _opened(
    sealer: Sealer, sealed: bytes | None, clinic: str, column: str, prospect_id: str
) -> Prospect | None:
    if sealed is None:
        return None
    try:
        return _json.validate_json(
            sealer.open_or_none(sealed, clinic, "prospects", column, prospect_id) or b""
        )
    except ValidationError:
        return None
