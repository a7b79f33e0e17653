"""A worker among workers: its heartbeat, who else is alive, and whose chats are whose."""

import uuid
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.engine.live_chat import LiveChat, LiveChats
from bot.engine.means import Means
from bot.store import chats, inbox, outbox, workers

_log = structlog.get_logger(__name__)

READ_AT_ONCE = 256


class Membership:
    """This process as a worker. It is dead to others once its heart has not beaten for a lease."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self.live = LiveChats(uuid.uuid4().hex)
        self._seen: dict[str, tuple[int, float]] = {}
        self._beat_at = 0.0

    @property
    def worker_id(self) -> str:
        return self.live.owner

    async def join(self) -> datetime | None:
        """Begins to live; when any worker last gave a sign of life before.

        Where nobody else can have the database open, whoever is still on record is dead.
        """
        exclusive, now = self._means.database.exclusive, self._means.clock.now()

        def unit(connection: Connection) -> datetime | None:
            last = workers.last_beat(connection)
            if exclusive:
                for worker_id in workers.beats(connection):
                    workers.bury(connection, worker_id)
            workers.register(connection, self.worker_id, now)
            return last

        last = await self._means.database.write(unit)
        self._beat_at = self._means.clock.steady()
        await self._look()
        return last

    async def leave(self) -> None:
        """Hands the chats to whoever wants them."""
        worker_id = self.worker_id
        await self._means.database.write(lambda connection: workers.bury(connection, worker_id))

    async def beat(self) -> timedelta | None:
        """One heartbeat; how long no worker's heart has beaten before, by both clocks."""
        worker_id, now = self.worker_id, self._means.clock.now()

        def unit(connection: Connection) -> tuple[datetime | None, bool]:
            last = workers.last_beat(connection)
            return last, workers.beat(connection, worker_id, now)

        last, alive = await self._means.database.write(unit)
        if not alive:
            _log.warning("worker_was_buried", worker=worker_id)
            self.live.lose_all(uuid.uuid4().hex)
            fresh = self.worker_id
            await self._means.database.write(lambda connection: workers.register(connection, fresh, now))
        await self._look()
        asleep = timedelta(seconds=self._means.clock.steady() - self._beat_at)
        self._beat_at = self._means.clock.steady()
        return None if last is None else min(now - last, asleep)

    async def claim(self, chat: LiveChat) -> bool:
        """Makes the chat this worker's, with all that waits in it; false when a living worker has it."""
        async with chat.claiming:
            if chat.owned:
                return True
            sealer, now = self._means.sealer, self._means.clock.now()
            arrivals, posts = chat.inbox_pushes, chat.outbox_pushes
            owner, others = chat.owner, list(self._others())

            def unit(
                connection: Connection,
            ) -> tuple[chats.ChatRecord, list[inbox.InboxRow], list[outbox.OutboxRow]] | None:
                record = chats.claim(connection, chat.clinic, chat.chat_id, owner, others)
                if record is None:
                    return None
                return (
                    record,
                    inbox.waiting(connection, sealer, chat.clinic, chat.chat_id, READ_AT_ONCE),
                    outbox.waiting(connection, sealer, chat.clinic, chat.chat_id, now),
                )

            claimed = await self._means.database.write(unit)
            if claimed is None or chat.owner != owner:
                return False
            record, waiting, letters = claimed
            chat.take(record)
            chat.refill_inbox(waiting, READ_AT_ONCE, arrivals)
            chat.refill_outbox(letters, posts)
            return True

    @property
    def living(self) -> list[str]:
        """All workers that are alive, this one included."""
        return [self.worker_id, *self._others()]

    def _others(self) -> set[str]:
        now = self._means.clock.steady()
        lease = self._means.timing.lease
        return {worker for worker, (_, changed_at) in self._seen.items() if now - changed_at < lease}

    async def _look(self) -> None:
        """Notes whose heart has beaten, and buries those whose has not for a lease."""
        beats = await self._means.database.read(workers.beats)
        beats.pop(self.worker_id, None)
        now = self._means.clock.steady()
        self._seen = {
            worker: seen
            if (seen := self._seen.get(worker)) is not None and seen[0] == count
            else (count, now)
            for worker, count in beats.items()
        }
        for worker in set(self._seen) - self._others():
            _log.warning("worker_died", worker=worker)
            await self._means.database.write(lambda connection, dead=worker: workers.bury(connection, dead))  # type: ignore[misc]
            del self._seen[worker]
