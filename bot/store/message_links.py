"""What messages of a chat are about, so that an answer to one finds its case."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from bot.store import upsert
from bot.store.tables import message_links

_link = upsert.insert(
    message_links,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["clinic", "chat_id", "message_id"],
        set_={"kind": insert.excluded.kind, "object_id": insert.excluded.object_id},
    ),
)
_case = select(message_links.c.object_id).where(
    message_links.c.clinic == bindparam("clinic"),
    message_links.c.chat_id == bindparam("chat_id"),
    message_links.c.message_id == bindparam("message_id"),
    message_links.c.kind == "case",
)


def link_case(
    connection: Connection, clinic: str, chat_id: int, message_id: int, case_id: str, at: datetime
) -> None:
    """The message of the staff chat speaks of the case."""
    _link.run(
        connection,
        {
            "clinic": clinic,
            "chat_id": chat_id,
            "message_id": message_id,
            "kind": "case",
            "object_id": case_id,
            "made_at": at,
        },
    )


def case_of(connection: Connection, clinic: str, chat_id: int, message_id: int) -> str | None:
    """The case that a message of the staff chat speaks of."""
    params = {"clinic": clinic, "chat_id": chat_id, "message_id": message_id}
    found: str | None = connection.execute(_case, params).scalar_one_or_none()
    return found


def forget(connection: Connection, before: datetime) -> None:
    connection.execute(delete(message_links).where(message_links.c.made_at < before))
