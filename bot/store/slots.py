"""Slots: how many visits are taken, and whose they are.

One conditional write on the slot's counter claims a place. A hold is a claim that expires; a firm one belongs to a
submission.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, bindparam, delete, select, update

from bot.store import upsert
from bot.store.tables import slot_claims, slots
from dialogs.slots import SlotKey


class SlotFull(Exception):
    """No place is left in the slot."""

    def __init__(self, key: SlotKey) -> None:
        super().__init__("the slot is full")
        self.key = key


_ensure = upsert.insert(
    slots,
    lambda insert: insert.values(
        clinic=bindparam("clinic"),
        branch_id=bindparam("branch_id"),
        mode=bindparam("mode"),
        start=bindparam("start"),
    ).on_conflict_do_nothing(),
)
_this = and_(
    slots.c.clinic == bindparam("b_clinic"),
    slots.c.branch_id == bindparam("b_branch"),
    slots.c.mode == bindparam("b_mode"),
    slots.c.start == bindparam("b_start"),
)
_take = update(slots).where(_this, slots.c.taken < bindparam("b_capacity")).values(taken=slots.c.taken + 1)
_give = update(slots).where(_this, slots.c.taken > 0).values(taken=slots.c.taken - 1)
_renew = (
    update(slot_claims)
    .where(
        slot_claims.c.clinic == bindparam("b_clinic"),
        slot_claims.c.chat_id == bindparam("b_chat"),
        slot_claims.c.submission_id == "",
    )
    .values(expires_at=bindparam("expires_at"))
)


def claims_key(clinic: str) -> str:
    """What a unit that claims or frees slots of the clinic names (`Database.write`)."""
    return f"slots {clinic}"


def hold(
    connection: Connection,
    clinic: str,
    chat_id: int,
    key: SlotKey,
    capacity: int,
    now: datetime,
    until: datetime,
) -> None:
    """Claims the slot for the chat until that time, and frees any other that it merely holds. Raises `SlotFull`."""
    held = held_by(connection, clinic, chat_id)
    if held is not None and held[0] == key:
        renew(connection, clinic, chat_id, until)
        return
    _claim(connection, clinic, key, capacity, now)
    free_hold(connection, clinic, chat_id)
    _remember(connection, clinic, chat_id, "", key, until)


def firm(
    connection: Connection,
    clinic: str,
    chat_id: int,
    key: SlotKey,
    submission_id: str,
    capacity: int,
    now: datetime,
) -> None:
    """Makes the chat's hold of the slot the submission's for good, claiming it again if it has lapsed.

    Raises `SlotFull`.
    """
    mine = _claims(clinic, chat_id=chat_id)
    if connection.execute(
        select(slot_claims.c.start).where(mine, slot_claims.c.submission_id == submission_id, _at(key))
    ).first():
        return
    held = held_by(connection, clinic, chat_id)
    if held is not None and held[0] == key:
        connection.execute(
            update(slot_claims)
            .where(mine, slot_claims.c.submission_id == "")
            .values(submission_id=submission_id, expires_at=None)
        )
        return
    _claim(connection, clinic, key, capacity, now)
    _remember(connection, clinic, chat_id, submission_id, key, None)


def renew(connection: Connection, clinic: str, chat_id: int, until: datetime) -> bool:
    """Moves the end of the chat's hold; whether it has one."""
    params = {"b_clinic": clinic, "b_chat": chat_id, "expires_at": until}
    return connection.execute(_renew, params).rowcount > 0


def held_by(connection: Connection, clinic: str, chat_id: int) -> tuple[SlotKey, datetime] | None:
    """The slot that the chat holds, and until when."""
    row = connection.execute(
        select(slot_claims).where(_claims(clinic, chat_id=chat_id), slot_claims.c.submission_id == "")
    ).first()
    return None if row is None else (SlotKey(row.branch_id, row.mode, row.start), row.expires_at)


def free_hold(connection: Connection, clinic: str, chat_id: int) -> None:
    _free(connection, and_(_claims(clinic, chat_id=chat_id), slot_claims.c.submission_id == ""))


def free_firm(connection: Connection, clinic: str, submission_id: str) -> None:
    """Gives back what the submission has."""
    if submission_id:
        _free(
            connection,
            and_(slot_claims.c.clinic == clinic, slot_claims.c.submission_id == submission_id),
        )


def sweep(connection: Connection, now: datetime) -> list[tuple[str, int]]:
    """Frees holds that have expired; whose they were."""
    expired = connection.execute(
        select(slot_claims).where(slot_claims.c.expires_at <= now).with_for_update(skip_locked=True)
    )
    return [(row["clinic"], row["chat_id"]) for row in expired.mappings().all() if _free_one(connection, row)]


def taken(connection: Connection, clinic: str, since: datetime) -> dict[SlotKey, int]:
    """The visits of each slot that starts at `since` or later, holds included."""
    found = connection.execute(
        select(slots.c.branch_id, slots.c.mode, slots.c.start, slots.c.taken).where(
            slots.c.clinic == clinic, slots.c.start >= since, slots.c.taken > 0
        )
    )
    return {SlotKey(row.branch_id, row.mode, row.start): row.taken for row in found}


def forget_past(connection: Connection, before: datetime) -> None:
    """Removes slots that began before that time, with their claims."""
    connection.execute(delete(slot_claims).where(slot_claims.c.start < before))
    connection.execute(delete(slots).where(slots.c.start < before))


def _claim(connection: Connection, clinic: str, key: SlotKey, capacity: int, now: datetime) -> None:
    slot = {"clinic": clinic, "branch_id": key.branch_id, "mode": key.mode, "start": key.start}
    connection.execute(_ensure(connection), slot)
    take = {**_named(clinic, key), "b_capacity": capacity}
    if connection.execute(_take, take).rowcount == 1:
        return
    # Somebody's hold may have run out without anybody having swept it up.
    for row in (
        connection.execute(
            select(slot_claims)
            .where(slot_claims.c.clinic == clinic, _at(key), slot_claims.c.expires_at <= now)
            # One that is being renewed just now has not run out.
            .with_for_update(skip_locked=True)
        )
        .mappings()
        .all()
    ):
        _free_one(connection, row)
    if connection.execute(_take, take).rowcount != 1:
        raise SlotFull(key)


def _remember(
    connection: Connection,
    clinic: str,
    chat_id: int,
    submission_id: str,
    key: SlotKey,
    until: datetime | None,
) -> None:
    connection.execute(
        slot_claims.insert(),
        {
            "clinic": clinic,
            "chat_id": chat_id,
            "submission_id": submission_id,
            "branch_id": key.branch_id,
            "mode": key.mode,
            "start": key.start,
            "expires_at": until,
        },
    )


def _free(connection: Connection, which: ColumnElement[bool]) -> None:
    for row in connection.execute(select(slot_claims).where(which)).mappings().all():
        _free_one(connection, row)


def _free_one(connection: Connection, claim: RowMapping) -> bool:
    """Frees a claim that still is as it was read."""
    gone = connection.execute(
        delete(slot_claims).where(
            *(slot_claims.c[name] == claim[name] for name in claim if name != "expires_at"),
            slot_claims.c.expires_at.is_not_distinct_from(claim["expires_at"]),
        )
    )
    if gone.rowcount != 1:
        return False
    key = SlotKey(claim["branch_id"], claim["mode"], claim["start"])
    connection.execute(_give, _named(claim["clinic"], key))
    return True


def _claims(clinic: str, *, chat_id: int) -> ColumnElement[bool]:
    return and_(slot_claims.c.clinic == clinic, slot_claims.c.chat_id == chat_id)


def _at(key: SlotKey) -> ColumnElement[bool]:
    return and_(
        slot_claims.c.branch_id == key.branch_id,
        slot_claims.c.mode == key.mode,
        slot_claims.c.start == key.start,
    )


def _named(clinic: str, key: SlotKey) -> dict[str, object]:
    return {"b_clinic": clinic, "b_branch": key.branch_id, "b_mode": key.mode, "b_start": key.start}
