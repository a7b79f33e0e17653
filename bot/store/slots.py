"""Slots: how many visits are taken, and whose they are.

One conditional write on the slot's counter claims a place. A hold is a claim that expires; a firm one belongs to a
submission.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from bot.store import upsert
from bot.store.statement import Later, Statement
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
_take = Statement(
    update(slots).where(_this, slots.c.taken < bindparam("b_capacity")).values(taken=slots.c.taken + 1)
)
_give = Statement(update(slots).where(_this, slots.c.taken > 0).values(taken=slots.c.taken - 1))
_taken = Statement(
    select(slots.c.branch_id, slots.c.mode, slots.c.start, slots.c.taken).where(
        slots.c.clinic == bindparam("clinic"), slots.c.start >= bindparam("since"), slots.c.taken > 0
    )
)
_taken_in = Statement(select(slots.c.taken).where(_this))
_of_chat = and_(
    slot_claims.c.clinic == bindparam("b_clinic"),
    slot_claims.c.chat_id == bindparam("b_chat"),
    slot_claims.c.submission_id == bindparam("b_submission"),
)
_claims = Statement(select(slot_claims).where(_of_chat))
_make_firm = Statement(
    update(slot_claims).where(_of_chat).values(submission_id=bindparam("firm"), expires_at=None)
)
_renew = Statement(update(slot_claims).where(_of_chat).values(expires_at=bindparam("expires_at")))
_remember = Statement(insert(slot_claims))
_forget = Statement(
    delete(slot_claims).where(
        _of_chat,
        slot_claims.c.branch_id == bindparam("b_branch"),
        slot_claims.c.mode == bindparam("b_mode"),
        slot_claims.c.start == bindparam("b_start"),
        slot_claims.c.expires_at.is_not_distinct_from(bindparam("b_expires")),
    )
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
    held = held_by(connection, clinic, chat_id)()
    if held is not None and held[0] == key:
        renew(connection, clinic, chat_id, until)
        return
    _claim(connection, clinic, key, capacity, now)
    free_hold(connection, clinic, chat_id)
    _note(connection, clinic, chat_id, "", key, until)


def firm(
    connection: Connection,
    clinic: str,
    chat_id: int,
    key: SlotKey,
    submission_id: str,
    capacity: int,
    now: datetime,
) -> None:
    """Makes the chat's hold of the slot the submission's for good, claiming it again if it has lapsed. A hold is worth
    nothing where the capacity was lowered below what is taken.

    Raises `SlotFull`.
    """
    firm = _claims.ask(connection, _whose(clinic, chat_id, submission_id))
    asked_hold, taken = held_by(connection, clinic, chat_id), taken_in(connection, clinic, key)
    if any(_slot_of(claim) == key for claim in firm.rows()):
        return
    held = asked_hold()
    if held is not None and held[0] == key:
        if taken() > capacity:
            raise SlotFull(key)
        _make_firm.run(connection, {**_whose(clinic, chat_id), "firm": submission_id})
        return
    _claim(connection, clinic, key, capacity, now)
    _note(connection, clinic, chat_id, submission_id, key, None)


def renew(connection: Connection, clinic: str, chat_id: int, until: datetime) -> bool:
    """Moves the end of the chat's hold; whether it has one."""
    return _renew.count(connection, {**_whose(clinic, chat_id), "expires_at": until}) > 0


def held_by(connection: Connection, clinic: str, chat_id: int) -> Later[tuple[SlotKey, datetime] | None]:
    """The slot that the chat holds, and until when."""
    asked = _claims.ask(connection, _whose(clinic, chat_id))

    def read() -> tuple[SlotKey, datetime] | None:
        claim = asked.row()
        return None if claim is None else (_slot_of(claim), claim.expires_at)

    return read


def free_hold(connection: Connection, clinic: str, chat_id: int) -> None:
    for claim in _claims.rows(connection, _whose(clinic, chat_id)):
        _free(connection, claim)


def free_firm(connection: Connection, clinic: str, submission_id: str, key: SlotKey | None = None) -> None:
    """Gives back what the submission has; with `key`, that slot alone."""
    if not submission_id:
        return
    firm = select(slot_claims).where(
        slot_claims.c.clinic == clinic, slot_claims.c.submission_id == submission_id
    )
    for claim in connection.execute(firm).all():
        if key is None or _slot_of(claim) == key:
            _free(connection, claim)


def sweep(connection: Connection, now: datetime) -> list[tuple[str, int]]:
    """Frees holds that have expired; whose they were."""
    expired = connection.execute(
        select(slot_claims).where(slot_claims.c.expires_at <= now).with_for_update(skip_locked=True)
    )
    return [(claim.clinic, claim.chat_id) for claim in expired.all() if _free(connection, claim)]


def taken(connection: Connection, clinic: str, since: datetime) -> dict[SlotKey, int]:
    """The visits of each slot that starts at `since` or later, holds included."""
    found = _taken.rows(connection, {"clinic": clinic, "since": since})
    return {_slot_of(row): row.taken for row in found}


def taken_in(connection: Connection, clinic: str, key: SlotKey) -> Later[int]:
    """The visits of the slot, holds included."""
    asked = _taken_in.ask(connection, _named(clinic, key))
    return lambda: sum(taken for (taken,) in asked.rows())


def forget_past(connection: Connection, before: datetime) -> None:
    """Removes slots that began before that time, with their claims."""
    connection.execute(delete(slot_claims).where(slot_claims.c.start < before))
    connection.execute(delete(slots).where(slots.c.start < before))


def _claim(connection: Connection, clinic: str, key: SlotKey, capacity: int, now: datetime) -> None:
    slot = {"clinic": clinic, "branch_id": key.branch_id, "mode": key.mode, "start": key.start}
    _ensure.run(connection, slot)
    take = {**_named(clinic, key), "b_capacity": capacity}
    if _take.count(connection, take) == 1:
        return
    # Somebody's hold may have run out without anybody having swept it up.
    expired = (
        select(slot_claims)
        .where(
            slot_claims.c.clinic == clinic,
            slot_claims.c.branch_id == key.branch_id,
            slot_claims.c.mode == key.mode,
            slot_claims.c.start == key.start,
            slot_claims.c.expires_at <= now,
        )
        # One that is being renewed just now has not run out.
        .with_for_update(skip_locked=True)
    )
    for claim in connection.execute(expired).all():
        _free(connection, claim)
    if _take.count(connection, take) != 1:
        raise SlotFull(key)


def _note(
    connection: Connection,
    clinic: str,
    chat_id: int,
    submission_id: str,
    key: SlotKey,
    until: datetime | None,
) -> None:
    _remember.run(
        connection,
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


def _free(connection: Connection, claim: Any) -> bool:
    """Frees a claim that still is as it was read."""
    key = _slot_of(claim)
    whose = _whose(claim.clinic, claim.chat_id, claim.submission_id)
    gone = _forget.count(connection, {**whose, **_named(claim.clinic, key), "b_expires": claim.expires_at})
    if gone != 1:
        return False
    _give.run(connection, _named(claim.clinic, key))
    return True


def _slot_of(row: Any) -> SlotKey:
    return SlotKey(row.branch_id, row.mode, row.start)


def _whose(clinic: str, chat_id: int, submission_id: str = "") -> dict[str, object]:
    """The chat's claims for a submission; without one, its hold."""
    return {"b_clinic": clinic, "b_chat": chat_id, "b_submission": submission_id}


def _named(clinic: str, key: SlotKey) -> dict[str, object]:
    return {"b_clinic": clinic, "b_branch": key.branch_id, "b_mode": key.mode, "b_start": key.start}
