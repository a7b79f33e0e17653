"""People for whom a chat has booked."""

from datetime import datetime

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, bindparam, delete, select

from bot.store import upsert
from bot.store.sealing import Sealer
from bot.store.statement import Later, Statement
from bot.store.tables import people
from dialogs.person import SavedPerson

_json: TypeAdapter[SavedPerson] = TypeAdapter(SavedPerson)
_save = upsert.insert(
    people,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["clinic", "chat_id", "person_id"],
        set_={
            "payload": insert.excluded.payload,
            "phone_hash": insert.excluded.phone_hash,
            "saved_at": insert.excluded.saved_at,
        },
    ),
)
_of_chat = Statement(
    select(people)
    .where(people.c.clinic == bindparam("clinic"), people.c.chat_id == bindparam("chat_id"))
    .order_by(people.c.saved_at.desc(), people.c.person_id)
)


def save(
    connection: Connection, sealer: Sealer, clinic: str, chat_id: int, person: SavedPerson, at: datetime
) -> None:
    sealed = sealer.seal(_json.dump_json(person), clinic, "people", "payload", _key(chat_id, person.id))
    _save.run(
        connection,
        {
            "clinic": clinic,
            "chat_id": chat_id,
            "person_id": person.id,
            "payload": sealed,
            "phone_hash": sealer.digest(clinic, "phone", person.phone),
            "saved_at": at,
        },
    )


def of_chat(
    connection: Connection, sealer: Sealer, clinic: str, chat_id: int
) -> Later[tuple[SavedPerson, ...]]:
    """The chat's people, the last saved first. One that cannot be read is left out."""
    asked = _of_chat.ask(connection, {"clinic": clinic, "chat_id": chat_id})

    def read() -> tuple[SavedPerson, ...]:
        people = []
        for row in asked.rows():
            place = clinic, "people", "payload", _key(chat_id, row.person_id)
            try:
                people.append(_json.validate_json(sealer.open_or_none(row.payload, *place) or b""))
            except ValidationError:
                continue
        return tuple(people)

    return read


def erase(connection: Connection, clinic: str, chat_id: int) -> None:
    connection.execute(delete(people).where(people.c.clinic == clinic, people.c.chat_id == chat_id))


def forget(connection: Connection, clinic: str, before: datetime) -> None:
    """Removes people last saved before that time."""
    connection.execute(delete(people).where(people.c.clinic == clinic, people.c.saved_at < before))


def _key(chat_id: int, person_id: str) -> str:
    return f"{chat_id}:{person_id}"
