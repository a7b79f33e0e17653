"""Which message of a patient's chat is which of the staff's, so that an answer or an edit lands where it belongs."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from bot.store import upsert
from bot.store.statement import Statement
from bot.store.tables import relays

_note = upsert.insert(
    relays,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["clinic", "chat_id", "message_id"],
        set_={
            "staff_chat_id": insert.excluded.staff_chat_id,
            "staff_message_id": insert.excluded.staff_message_id,
        },
    ),
)
_with_staff = Statement(
    select(relays.c.staff_message_id).where(
        relays.c.clinic == bindparam("clinic"),
        relays.c.chat_id == bindparam("chat_id"),
        relays.c.message_id == bindparam("message_id"),
        relays.c.staff_chat_id == bindparam("staff_chat_id"),
    )
)
_with_patient = Statement(
    select(relays.c.message_id)
    .where(
        relays.c.clinic == bindparam("clinic"),
        relays.c.chat_id == bindparam("chat_id"),
        relays.c.staff_chat_id == bindparam("staff_chat_id"),
        relays.c.staff_message_id == bindparam("staff_message_id"),
    )
    .order_by(relays.c.message_id.desc())
    .limit(1)
)


def note(
    connection: Connection,
    clinic: str,
    chat_id: int,
    message_ids: Iterable[int],
    staff_chat_id: int,
    staff_message_id: int,
    at: datetime,
) -> None:
    """Those messages of the patient's chat are that one of the staff's."""
    for message_id in message_ids:
        _note.run(
            connection,
            {
                "clinic": clinic,
                "chat_id": chat_id,
                "message_id": message_id,
                "staff_chat_id": staff_chat_id,
                "staff_message_id": staff_message_id,
                "made_at": at,
            },
        )


def with_staff(
    connection: Connection, clinic: str, chat_id: int, message_id: int, staff_chat_id: int
) -> int | None:
    """The message of the staff chat that a message of the patient's chat is."""
    params = {
        "clinic": clinic,
        "chat_id": chat_id,
        "message_id": message_id,
        "staff_chat_id": staff_chat_id,
    }
    found: int | None = _with_staff.value(connection, params)
    return found


def with_patient(
    connection: Connection, clinic: str, chat_id: int, staff_chat_id: int, staff_message_id: int
) -> int | None:
    """The message of the patient's chat that a message of the staff chat is; the last of several."""
    params = {
        "clinic": clinic,
        "chat_id": chat_id,
        "staff_chat_id": staff_chat_id,
        "staff_message_id": staff_message_id,
    }
    found: int | None = _with_patient.value(connection, params)
    return found


def forget(connection: Connection, before: datetime) -> None:
    connection.execute(delete(relays).where(relays.c.made_at < before))
