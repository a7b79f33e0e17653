"""A worker among workers: its heartbeat, who else is alive, and whose chats are whose."""

import asyncio
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.engine.live_chat import LiveChat, LiveChats
from bot.engine.means import Means
from bot.store import chats, inbox, outbox, workers
from bot.store.database import Heard, Hold
from bot.store.wakes import Wake, wake

_log = structlog.get_logger(__name__)

READ_AT_ONCE = 256


class Membership:
    """This process as a worker. It is dead to others once its heart has not beaten for a lease in which they watched,
    or once the database has seen it end. `heard` is told of what others store for its chats, `freed` that somebody's
    chats are anybody's."""

    def __init__(self, means: Means, heard: Heard, freed: Callable[[], None]) -> None:
        self._means = means
        self._heard = heard
        self._freed = freed
        self.live = LiveChats(uuid.uuid4().hex)
        self._seen: dict[str, tuple[int, float]] = {}
        self._looked_at = 0.0
        self._beat_at = 0.0
        self._beating = asyncio.Lock()
        self._life: Hold | None = None
        self._judges_from = 0.0

    @property
    def worker_id(self) -> str:
        return self.live.owner

    async def join(self) -> datetime | None:
        """Begins to live; when any worker last gave a sign of life before.

        Where nobody else can have the database open, whoever is still on record is dead.
        """
        exclusive, now = self._means.database.exclusive, self._means.clock.now()
        began = self._means.clock.steady()
        await self._begin()

        def unit(connection: Connection) -> datetime | None:
            last = workers.last_beat(connection)
            if exclusive:
                for worker_id in workers.beats(connection):
                    workers.bury(connection, worker_id)
            workers.register(connection, self.worker_id, now)
            return last

        last = await self._means.database.write(unit, workers.KEY)
        self._beat_at = began
        await self.look()
        return last

    async def leave(self) -> None:
        """Hands the chats to whoever wants them."""
        worker_id = self.worker_id

        def unit(connection: Connection) -> None:
            workers.bury(connection, worker_id)
            wake(connection, Wake("left"))

        self._means.database.stop_listening(worker_id)
        await self._means.database.write(unit, workers.KEY)
        if self._life is not None:
            await self._life.let_go()

    async def beat(self) -> timedelta | None:
        """One heartbeat; how long no worker's heart has beaten before, by both clocks."""
        async with self._beating:
            worker_id, now = self.worker_id, self._means.clock.now()
            began = self._means.clock.steady()

            def unit(connection: Connection) -> tuple[datetime | None, bool]:
                last = workers.last_beat(connection)
                return last, workers.beat(connection, worker_id, now)

            last, alive = await self._means.database.write(unit, workers.KEY)
            if not alive:
                _log.warning("worker_was_buried", worker=worker_id)
                await self._begin_anew(now)
            elif self._life is None or self._life.lost.is_set():
                await self._begin()
            asleep = timedelta(seconds=self._means.clock.steady() - self._beat_at)
            self._beat_at = began
        await self.look()
        return None if last is None else min(now - last, asleep)

    async def be_sure(self) -> None:
        """Returns once this worker is surely alive to others, as itself or, if it was buried, as a new one: whoever
        was frozen for longer than a lease must not go on with what others have taken over. Raises `DatabaseTrouble`.
        """
        if self._means.clock.steady() - self._beat_at > self._means.timing.lease / 2:
            await self.beat()

    def elsewhere(self, owner: str | None) -> bool:
        """Whether that worker is another one, and alive: it has been told of what is stored for its chats."""
        return owner is not None and owner != self.worker_id and owner in self._others()

    async def claim(self, chat: LiveChat) -> bool:
        """Makes the chat this worker's, with all that waits in it; false when a living worker has it."""
        async with chat.claiming:
            if chat.owned:
                return True
            sealer, now = self._means.sealer, self._means.clock.now()
            arrivals, posts = chat.inbox_pushes, chat.outbox_pushes
            owner = chat.owner

            def unit(
                connection: Connection,
            ) -> tuple[chats.ChatRecord, list[inbox.InboxRow], list[outbox.OutboxRow]] | None:
                record = chats.claim(connection, chat.clinic, chat.chat_id, owner)
                if record is None:
                    return None
                return (
                    record,
                    inbox.waiting(connection, sealer, chat.clinic, chat.chat_id, READ_AT_ONCE),
                    outbox.waiting(connection, sealer, chat.clinic, chat.chat_id, now),
                )

            claimed = await self._means.database.write(unit, chat.key)
            if claimed is None or chat.owner != owner:
                return False
            record, waiting, letters = claimed
            chat.take(record)
            chat.refill_inbox(waiting, READ_AT_ONCE, arrivals)
            chat.refill_outbox(letters, posts)
            return True

    async def look(self) -> None:
        """Notes whose heart has beaten, and buries those whose has not for a lease, or who have ended."""
        database = self._means.database
        beats = await database.read(workers.beats)
        beats.pop(self.worker_id, None)
        steady = self._means.clock.steady()
        unwatched = self._unwatched(steady)
        self._seen = {
            worker: (count, seen[1] + unwatched)
            if (seen := self._seen.get(worker)) is not None and seen[0] == count
            else (count, steady)
            for worker, count in beats.items()
        }
        self._looked_at = steady
        if not self._seen:
            return
        dead = set(self._seen) - self._others()
        if self._judges():
            held = await database.held([_life_of(worker) for worker in self._seen])
            dead |= {worker for worker in self._seen if _life_of(worker) not in held}
        for worker in dead:
            _log.warning("worker_died", worker=worker)
            await self._bury(worker)
            self._seen.pop(worker, None)
        if dead:
            self._freed()

    def _unwatched(self, steady: float) -> float:
        """How much of the time since the last look was not watched. Whoever stood still, perhaps with everybody else
        on the machine, learns nothing of others from that time: they are given it again."""
        timing = self._means.timing
        return max(0.0, steady - self._looked_at - max(timing.lease / 3, 2 * timing.watch))

    async def _bury(self, worker_id: str) -> None:
        await self._means.database.write(lambda connection: workers.bury(connection, worker_id), workers.KEY)

    def _judges(self) -> bool:
        """Whether this worker may take others for ended because their holds are gone: not while it has lost its own,
        as everybody does when the database itself stops, nor for a while thereafter."""
        return (
            not self._means.database.exclusive
            and self._life is not None
            and not self._life.lost.is_set()
            and self._means.clock.steady() >= self._judges_from
        )

    def _others(self) -> set[str]:
        """Who was alive at the last look."""
        lease = self._means.timing.lease
        return {
            worker for worker, (_, changed_at) in self._seen.items() if self._looked_at - changed_at < lease
        }

    async def _begin(self) -> None:
        """Shows the database that this worker is there, and listens."""
        if self._life is not None:
            self._judges_from = self._means.clock.steady() + self._means.timing.lease
        self._life = await self._means.database.hold(_life_of(self.worker_id))
        self._means.database.listen(self.worker_id, self._heard)

    async def _begin_anew(self, now: datetime) -> None:
        """Goes on as another worker, which has none of the chats of the one that was buried."""
        self._means.database.stop_listening(self.worker_id)
        if self._life is not None:
            await self._life.let_go()
        self.live.lose_all(uuid.uuid4().hex)
        fresh = self.worker_id
        await self._begin()
        await self._means.database.write(
            lambda connection: workers.register(connection, fresh, now), workers.KEY
        )
        self._freed()


def _life_of(worker_id: str) -> str:
    return f"worker {worker_id}"
