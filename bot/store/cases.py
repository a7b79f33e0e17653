"""Cases, and where their cards hang in the staff chat."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.store import upsert
from bot.store.sealing import Sealer
from bot.store.tables import cases
from dialogs.case import Case, CaseState, Cause

_open = upsert.insert(
    cases,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["clinic", "case_id"],
        set_={
            "cause": insert.excluded.cause,
            "subject": insert.excluded.subject,
            "urgent": insert.excluded.urgent,
            "state": insert.excluded.state,
            "resolved_at": None,
        },
    ),
)


def open_case(
    connection: Connection,
    clinic: str,
    chat_id: int,
    case_id: str,
    cause: Cause,
    subject: str,
    urgent: bool,
    at: datetime,
) -> None:
    connection.execute(
        _open(connection),
        {
            "clinic": clinic,
            "case_id": case_id,
            "chat_id": chat_id,
            "cause": cause,
            "subject": subject,
            "state": "waiting",
            "urgent": urgent,
            "opened_at": at,
        },
    )


def change(
    connection: Connection,
    sealer: Sealer,
    clinic: str,
    case_id: str,
    state: CaseState,
    staff: str,
    at: datetime,
) -> None:
    values: dict[str, object] = {"state": state, "resolved_at": at if state == "resolved" else None}
    if staff:
        values["claimed_by"] = sealer.seal(staff.encode(), clinic, "cases", "claimed_by", case_id)
    connection.execute(
        update(cases).where(cases.c.clinic == clinic, cases.c.case_id == case_id).values(**values)
    )


def open_case_of(connection: Connection, sealer: Sealer, clinic: str, chat_id: int) -> Case | None:
    """The chat's case that is not resolved, the newest if there are several."""
    row = connection.execute(
        select(cases)
        .where(cases.c.clinic == clinic, cases.c.chat_id == chat_id, cases.c.state != "resolved")
        .order_by(cases.c.opened_at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    staff = b""
    if row.claimed_by is not None:
        staff = sealer.open_or_none(row.claimed_by, clinic, "cases", "claimed_by", row.case_id) or b""
    return Case(row.case_id, row.cause, row.state, row.opened_at, staff.decode(), row.subject)


def chat_of(connection: Connection, clinic: str, case_id: str) -> int | None:
    """The patient's chat that the case is about."""
    return connection.scalars(
        select(cases.c.chat_id).where(cases.c.clinic == clinic, cases.c.case_id == case_id)
    ).one_or_none()


def card_of(connection: Connection, clinic: str, case_id: str) -> tuple[int, int] | None:
    """Chat and message of the case's card, once it hangs."""
    row = connection.execute(
        select(cases.c.card_chat_id, cases.c.card_message_id).where(
            cases.c.clinic == clinic, cases.c.case_id == case_id, cases.c.card_message_id != 0
        )
    ).one_or_none()
    return None if row is None else (row.card_chat_id, row.card_message_id)


def hang_card(connection: Connection, clinic: str, case_id: str, chat_id: int, message_id: int) -> None:
    connection.execute(
        update(cases)
        .where(cases.c.clinic == clinic, cases.c.case_id == case_id)
        .values(card_chat_id=chat_id, card_message_id=message_id)
    )


def forget(connection: Connection, clinic: str, before: datetime) -> None:
    """Removes cases that were resolved before that time."""
    connection.execute(cases.delete().where(cases.c.clinic == clinic, cases.c.resolved_at < before))
