"""What the lanes that fetch reports write of a host from which none is fetched: who has the staff called, and what is
said to the chat under whose case they were."""

import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bot.engine.means import Means
from bot.engine.stored_event import event_to_json
from bot.store import chats, inbox, refused_hosts
from bot.store.inbox import Arrival, InboxRow
from bot.store.refused_hosts import Told
from dialogs.events import HostRefused, Stamp


async def written(
    means: Means, clinic: str, chat_id: int, host: str, unit: Callable[[Connection], list[InboxRow]]
) -> list[InboxRow]:
    """Writes `unit`, which may put rows into the inboxes of that chat and of the one under whose case the staff were
    told of the host. Without a host, of the first alone."""
    own = chats.key(clinic, chat_id)
    if not host:
        return await means.database.write(unit, own)
    while True:
        told = await means.database.read(lambda connection: refused_hosts.told(connection, clinic, host))
        keys = {own, f"refused host {clinic} {host}"}
        if told is not None:
            keys.add(chats.key(clinic, told.chat_id))
        rows = await means.database.write(_if_still(told, clinic, host, unit), *sorted(keys))
        if rows is not None:
            return rows


def _if_still(
    told: Told | None, clinic: str, host: str, unit: Callable[[Connection], list[InboxRow]]
) -> Callable[[Connection], list[InboxRow] | None]:
    """`unit`, unless somebody else has had the staff called meanwhile: then other inboxes are written."""

    def checked(connection: Connection) -> list[InboxRow] | None:
        if refused_hosts.told(connection, clinic, host) != told:
            return None
        return unit(connection)

    return checked


def say_again(
    connection: Connection,
    means: Means,
    clinic: str,
    told: Told,
    host: str,
    sign: str,
    now: datetime,
    *,
    here: bool = False,
) -> list[InboxRow]:
    """The chat under whose case the staff were told hears of one more report on the host, or of one that has come."""
    seed = uuid.uuid4().hex
    event = HostRefused(Stamp(now, seed), host, told.subject, sign, here)
    arrival = Arrival("report", seed, "event", event_to_json(event), now, seed)
    return inbox.add(connection, means.sealer, clinic, told.chat_id, [arrival])
