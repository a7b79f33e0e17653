"""Bookings as the clinic's staff look for them: by day, by reference, by phone number, whosever chat they are of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select

from bot.store import submissions
from bot.store.sealing import Sealer
from bot.store.tables import reports, slot_claims
from bot.store.tables import submissions as table
from dialogs.slots import SlotKey
from dialogs.submission import Booking


@dataclass(frozen=True, slots=True)
class Found:
    """A booking, and the chat that made it."""

    chat_id: int
    booking: Booking


@dataclass(frozen=True, slots=True)
class Claims:
    """Whose a slot is: the references of bookings, the first booked first, and how many are just choosing it."""

    references: tuple[str, ...]
    holds: int


def between(
    connection: Connection, sealer: Sealer, clinic: str, first: datetime, last: datetime
) -> tuple[Found, ...]:
    """The bookings that have a slot which starts at `first` or later and before `last`, in that order."""
    mine = select(slot_claims.c.submission_id).where(
        slot_claims.c.clinic == clinic,
        slot_claims.c.start >= first,
        slot_claims.c.start < last,
        slot_claims.c.submission_id != "",
    )
    found = _found(connection, sealer, clinic, table.c.submission_id.in_(mine))
    return tuple(
        sorted(found, key=lambda each: (each.booking.submission.slot or first, each.booking.submission.id))
    )


def by_reference(connection: Connection, sealer: Sealer, clinic: str, reference: str) -> tuple[Found, ...]:
    """The bookings that people call so, the newest first."""
    return _found(connection, sealer, clinic, table.c.reference == reference)


def by_phone(connection: Connection, sealer: Sealer, clinic: str, phone: str) -> tuple[Found, ...]:
    """The bookings of a number of ten digits, the newest first."""
    digests = sealer.digests(clinic, "phone", phone)
    return _found(connection, sealer, clinic, table.c.phone_hash.in_(digests))


def references(connection: Connection, clinic: str, submission_ids: Sequence[str]) -> dict[str, str]:
    """What people call these submissions, by our key."""
    rows = connection.execute(
        select(table.c.submission_id, table.c.reference).where(
            table.c.clinic == clinic, table.c.submission_id.in_(submission_ids)
        )
    )
    return {row.submission_id: row.reference for row in rows}


def claims(connection: Connection, clinic: str, keys: Sequence[SlotKey]) -> dict[SlotKey, Claims]:
    """Whose the slots are; only those that are somebody's. All are of one branch and mode."""
    if not keys:
        return {}
    rows = connection.execute(
        select(slot_claims.c.start, table.c.reference)
        .select_from(slot_claims)
        .join(
            table,
            and_(
                table.c.clinic == slot_claims.c.clinic, table.c.submission_id == slot_claims.c.submission_id
            ),
            isouter=True,
        )
        .where(
            slot_claims.c.clinic == clinic,
            slot_claims.c.branch_id == keys[0].branch_id,
            slot_claims.c.mode == keys[0].mode,
            slot_claims.c.start.in_([key.start for key in keys]),
        )
        .order_by(table.c.made_at, table.c.submission_id)
    ).all()
    known: dict[SlotKey, Claims] = {}
    for key in keys:
        its = [row.reference for row in rows if row.start == key.start]
        if its:
            known[key] = Claims(tuple(each for each in its if each is not None), its.count(None))
    return known


def _found(
    connection: Connection, sealer: Sealer, clinic: str, which: ColumnElement[bool]
) -> tuple[Found, ...]:
    rows = connection.execute(
        select(table).where(table.c.clinic == clinic, which).order_by(table.c.made_at.desc())
    ).all()
    told = connection.execute(
        select(reports).where(
            reports.c.clinic == clinic, reports.c.submission_id.in_([row.submission_id for row in rows])
        )
    ).all()
    return tuple(
        Found(row.chat_id, booking)
        for row in rows
        if (booking := submissions.booking_of(sealer, row, told)) is not None
    )
