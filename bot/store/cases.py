"""Cases, and where their cards hang in the staff chat."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, bindparam, select, update

from bot.store import upsert
from bot.store.sealing import Sealer
from bot.store.statement import Later, Statement
from bot.store.tables import cases
from dialogs.case import Case, StaffTask

_CASE = TypeAdapter(Case)

_put = upsert.insert(
    cases,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["clinic", "case_id"],
        set_={
            name: insert.excluded[name]
            for name in (
                "cause",
                "subject",
                "urgent",
                "state",
                "opened_at",
                "claimed_by",
                "resolved_at",
                "payload",
            )
        },
    ),
)
_of_chat = Statement(
    select(cases)
    .where(cases.c.clinic == bindparam("clinic"), cases.c.chat_id == bindparam("chat_id"))
    .order_by(cases.c.opened_at.desc())
    .limit(4)
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case is in the staff chat: its card, and its topic where the group is a forum. 0 is none."""

    chat_id: int = 0
    message_id: int = 0
    topic_id: int = 0


@dataclass(frozen=True, slots=True)
class Unhung:
    """A case whose card hangs nowhere yet."""

    case_id: str
    cause: str
    opened_at: datetime
    urgent: bool


def put(
    connection: Connection, sealer: Sealer, clinic: str, chat_id: int, case: Case, urgent: bool, at: datetime
) -> None:
    """Stores the case of a chat as it is at that time."""
    staff = case.claimed_by.encode()
    _put.run(
        connection,
        {
            "clinic": clinic,
            "case_id": case.id,
            "chat_id": chat_id,
            "cause": case.cause,
            "subject": case.subject,
            "state": case.state,
            "urgent": urgent,
            "opened_at": case.opened_at,
            "claimed_by": sealer.seal(staff, clinic, "cases", "claimed_by", case.id) if staff else None,
            "resolved_at": at if case.state == "resolved" else None,
            "payload": sealer.seal(_CASE.dump_json(case), clinic, "cases", "payload", case.id),
        },
    )


def of_chat(
    connection: Connection, sealer: Sealer, clinic: str, chat_id: int
) -> Later[tuple[Case | None, Case | None]]:
    """The chat's open case, and the one that was ended last."""
    asked = _of_chat.ask(connection, {"clinic": clinic, "chat_id": chat_id})

    def read() -> tuple[Case | None, Case | None]:
        found = [case_in(sealer, row) for row in asked.rows()]
        open_ = next((case for case in found if case.state != "resolved"), None)
        return open_, next((case for case in found if case.state == "resolved"), None)

    return read


def case_in(sealer: Sealer, row: Any) -> Case:
    """The case of a whole row; of one that was written without its payload, what stands beside it."""
    stored = (
        sealer.open_or_none(row.payload, row.clinic, "cases", "payload", row.case_id) if row.payload else None
    )
    try:
        return _CASE.validate_json(stored or b"")
    except ValidationError:
        task = StaffTask(1, row.cause, row.opened_at, row.subject)
        staff = b""
        if row.claimed_by is not None:
            staff = sealer.open_or_none(row.claimed_by, row.clinic, "cases", "claimed_by", row.case_id) or b""
        case = Case(row.case_id, row.state, row.opened_at, (task,), staff.decode())
        return replace(case, tasks=(replace(task, answer="done"),)) if row.state == "resolved" else case


@dataclass(frozen=True, slots=True)
class Open:
    """A case that is not resolved, the patient's chat, and where it is in the staff chat."""

    case: Case
    chat_id: int
    urgent: bool
    place: Place = Place()


def all_open(connection: Connection, sealer: Sealer, clinic: str) -> tuple[Open, ...]:
    """What waits for the staff or is with them: the urgent first, then the oldest."""
    rows = connection.execute(
        select(cases)
        .where(cases.c.clinic == clinic, cases.c.state.in_(("waiting", "claimed")))
        .order_by(cases.c.urgent.desc(), cases.c.opened_at, cases.c.case_id)
    )
    return tuple(
        Open(
            case_in(sealer, row),
            row.chat_id,
            row.urgent,
            Place(row.card_chat_id, row.card_message_id, row.topic_id),
        )
        for row in rows
    )


def chat_of(connection: Connection, clinic: str, case_id: str) -> int | None:
    """The patient's chat that the case is about."""
    return connection.scalars(
        select(cases.c.chat_id).where(cases.c.clinic == clinic, cases.c.case_id == case_id)
    ).one_or_none()


def in_topic(connection: Connection, clinic: str, staff_chat_id: int, topic_id: int) -> str | None:
    """The case whose topic that is."""
    return connection.scalars(
        select(cases.c.case_id).where(
            cases.c.clinic == clinic, cases.c.card_chat_id == staff_chat_id, cases.c.topic_id == topic_id
        )
    ).first()


def place_of(connection: Connection, clinic: str, case_id: str) -> Place:
    """Where the case is in the staff chat."""
    row = connection.execute(
        select(cases.c.card_chat_id, cases.c.card_message_id, cases.c.topic_id).where(
            cases.c.clinic == clinic, cases.c.case_id == case_id
        )
    ).one_or_none()
    return Place() if row is None else Place(row.card_chat_id, row.card_message_id, row.topic_id)


def unhung(connection: Connection, clinic: str, case_ids: Sequence[str], staff_chat_id: int) -> list[Unhung]:
    """Those of the cases that wait for somebody and whose card does not hang in that chat."""
    found = connection.execute(
        select(cases.c.case_id, cases.c.cause, cases.c.opened_at, cases.c.urgent).where(
            cases.c.clinic == clinic,
            cases.c.case_id.in_(case_ids),
            cases.c.state.in_(("waiting", "claimed")),
            (cases.c.card_message_id == 0) | (cases.c.card_chat_id != staff_chat_id),
        )
    )
    return [Unhung(row.case_id, row.cause, row.opened_at, row.urgent) for row in found]


def card_of(connection: Connection, sealer: Sealer, clinic: str, case_id: str) -> bytes | None:
    """The case's card as it was shown last."""
    stored = connection.scalars(
        select(cases.c.card).where(cases.c.clinic == clinic, cases.c.case_id == case_id)
    ).one_or_none()
    return None if stored is None else sealer.open_or_none(stored, clinic, "cases", "card", case_id)


def put_at(
    connection: Connection, sealer: Sealer, clinic: str, case_id: str, place: Place, card: bytes | None
) -> None:
    """The case's card and topic are there from now on; `card` is what it shows, if that is another now."""
    values: dict[str, object] = {
        "card_chat_id": place.chat_id,
        "card_message_id": place.message_id,
        "topic_id": place.topic_id,
    }
    if card is not None:
        values["card"] = sealer.seal(card, clinic, "cases", "card", case_id)
    connection.execute(
        update(cases).where(cases.c.clinic == clinic, cases.c.case_id == case_id).values(**values)
    )


def forget(connection: Connection, clinic: str, before: datetime) -> None:
    """Removes cases that were resolved before that time."""
    connection.execute(cases.delete().where(cases.c.clinic == clinic, cases.c.resolved_at < before))
