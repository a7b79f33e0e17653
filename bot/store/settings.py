"""What a clinic's bot has learnt and must not forget, by name."""

from sqlalchemy import Connection, select

from bot.store import upsert
from bot.store.database import Database
from bot.store.tables import settings

STAFF_CHAT_ID = "staff_chat_id"
"""Where the staff's group has moved to: `<id in the clinic's file>:<id now>`."""

NO_TOPICS = "no_topics"
"""That the staff were told of the bot's lost right to make topics; empty once it has it again."""

STAFF_DIGEST = "staff_digest"
"""The open digest of cases that wait for their cards: `<chat>:<message>:<sends begun>`; empty once it is over."""

SHUT_OUT = "shut_out"
"""That the owner was told that the bot may not write in the staff's group; empty once it may again."""

WEBHOOK = "webhook"
"""What Telegram was told last of our webhook, as a keyed hash, and when; empty where it was taken away."""

_put = upsert.insert(
    settings,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["clinic", "name"], set_={"value": insert.excluded.value}
    ),
)


def put(connection: Connection, clinic: str, name: str, value: str) -> None:
    _put.run(connection, {"clinic": clinic, "name": name, "value": value})


def get(connection: Connection, clinic: str, name: str) -> str | None:
    return connection.scalars(
        select(settings.c.value).where(settings.c.clinic == clinic, settings.c.name == name)
    ).one_or_none()


def holders(connection: Connection, name: str) -> list[str]:
    """The clinics of which something is on record by that name."""
    found = connection.scalars(
        select(settings.c.clinic).where(settings.c.name == name, settings.c.value != "")
    )
    return list(found)


async def remember(database: Database, clinic: str, name: str, value: str) -> None:
    """`put`, in a transaction of its own. Raises `DatabaseTrouble`."""
    await database.write(lambda connection: put(connection, clinic, name, value), f"setting {clinic} {name}")


async def recall(database: Database, clinic: str, name: str) -> str | None:
    """`get`, in a transaction of its own. Raises `DatabaseTrouble`."""
    return await database.read(lambda connection: get(connection, clinic, name))
