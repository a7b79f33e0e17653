"""Which offers' events (a branch's, or what a party sends there) are subscribed at the lab, and to which address: the lab has no call that would tell."""

from datetime import datetime

from sqlalchemy import Connection, select

from bot.store import upsert
from bot.store.database import Database
from bot.store.offers import fitting
from bot.store.sealing import Sealer
from bot.store.tables import lab_subscriptions

_remember = upsert.insert(lab_subscriptions, lambda insert: insert.on_conflict_do_nothing())


async def is_remembered(database: Database, sealer: Sealer, clinic: str, offer: str, endpoint: str) -> bool:
    """Whether the offer's events were subscribed to `endpoint`. Only a keyed hash of that is kept."""
    wanted = sealer.digests(clinic, "endpoint", endpoint)

    def unit(connection: Connection) -> bool:
        found = connection.execute(
            select(lab_subscriptions.c.made_at).where(
                lab_subscriptions.c.clinic == clinic,
                lab_subscriptions.c.branch_id == fitting(offer),
                lab_subscriptions.c.endpoint.in_(wanted),
            )
        )
        return found.first() is not None

    return await database.read(unit)


async def remember(
    database: Database, sealer: Sealer, clinic: str, offer: str, endpoint: str, at: datetime
) -> None:
    values = {
        "clinic": clinic,
        "branch_id": fitting(offer),
        "endpoint": sealer.digest(clinic, "endpoint", endpoint),
        "made_at": at,
    }

    def unit(connection: Connection) -> None:
        _remember.run(connection, values)

    await database.write(unit)
