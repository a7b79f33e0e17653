"""Timers that fall due become events of their chats, once."""

import asyncio
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.engine import metrics
from bot.engine.means import Means
from bot.engine.stored_event import event_to_json
from bot.store import inbox, timers
from bot.store.inbox import Arrival, InboxRow
from dialogs.events import Stamp, TimerFired

_AT_ONCE = 256
_IN_HAND_SECONDS = 0.02


class Timers:
    """`arrived` is told of the rows."""

    def __init__(self, means: Means, arrived: Callable[[Sequence[InboxRow]], None]) -> None:
        self._means = means
        self._arrived = arrived

    async def fire(self) -> datetime | None:
        """Fires what is due; when the next is."""
        now, sealer = self._means.clock.now(), self._means.sealer

        def look(connection: Connection) -> datetime | None:
            return timers.next_due(connection)

        def unit(connection: Connection) -> list[InboxRow]:
            rows: list[InboxRow] = []
            for timer in timers.take_due(connection, now, _AT_ONCE):
                seed = uuid.uuid4().hex
                event = event_to_json(TimerFired(Stamp(now, seed), timer.kind))
                arrival = Arrival("timer", seed, "event", event, now, seed)
                rows += inbox.add(connection, sealer, timer.clinic, timer.chat_id, [arrival])
            return rows

        due = await self._means.database.read(look)
        while due is not None and due <= now:
            rows = await self._means.database.write(unit)
            metrics.TIMERS.inc(len(rows))
            self._arrived(rows)
            if not rows:
                # They are in somebody's hand, who may be about to drop them.
                await asyncio.sleep(_IN_HAND_SECONDS)
            due = await self._means.database.read(look)
        return due
