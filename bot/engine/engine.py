"""The engine: durable work, composed. What comes in is a row first; whatever happens follows from rows.

inbox row -> turn (one commit) -> outbox rows -> deliveries
                               -> submissions  -> lab lane    -> inbox rows
                               -> timers       -> timer lane  -> inbox rows
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final, assert_never

import structlog

from bot.engine import ingest, metrics, set_aside, staff_digest, staff_room
from bot.engine.clock import Clock, SystemClock
from bot.engine.deliveries import Deliveries
from bot.engine.desk_turns import DeskTurns
from bot.engine.ingest import Ingest, LabEventFate
from bot.engine.janitor import Janitor
from bot.engine.lab_lane import LabLane
from bot.engine.lane import Lane
from bot.engine.login_lane import LoginLane
from bot.engine.means import Means
from bot.engine.membership import Membership
from bot.engine.presses import Presses
from bot.engine.prospect_lane import ProspectLane
from bot.engine.report_lane import ReportLane
from bot.engine.site import Site
from bot.engine.staff_chats import StaffChats
from bot.engine.thinking import Thinking
from bot.engine.timers import Timers
from bot.engine.timing import Timing
from bot.engine.turn import Advance
from bot.engine.turns import Turns
from bot.engine.world import TakenSlots
from bot.lab.webhook import LabEvent
from bot.store import chats, inbox, outbox, settings
from bot.store.database import Database, DatabaseTrouble
from bot.store.inbox import InboxRow
from bot.store.sealing import Sealer
from bot.store.wakes import Wake
from dialogs.words import TextMissing, Words

_log = structlog.get_logger(__name__)

DRAIN_SECONDS: Final = 8.0
_LOOKED_AT_ONCE: Final = 1000
_MIDDLE: Final = timedelta(hours=24)
"""A dialog that rested longer than that is not in the middle."""


class Closed(Exception):
    """The engine takes nothing in: it has not begun, or is coming to its end."""


class Engine:
    """All durable work of one process, for the clinics of `sites` (by clinic id).

    The schema of `database` must be current. `advance` is the conversation.
    """

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        sites: Mapping[str, Site],
        *,
        advance: Advance,
        words: Words,
        clock: Clock | None = None,
        timing: Timing | None = None,
    ) -> None:
        clock, timing = clock or SystemClock(), timing or Timing()
        means = Means(database, sealer, sites, words, clock, timing)
        self._means = means
        self._membership = Membership(means, self._heard, self._freed)
        self._staff_chats = StaffChats(means)
        self._presses = Presses(timing.press_wait)
        self._thinking = Thinking(timing.turn_limit)
        taken = TakenSlots(database, clock, timing.view)
        self._deliveries = Deliveries(means, self._membership, self._staff_chats, self._arrived)
        timers = Timers(means, self._arrived)
        self._lab = LabLane(means, self._membership, self._arrived, self._wake_lab)
        self._reports = ReportLane(means, self._arrived, self._wake_reports)
        self._prospects = ProspectLane(means, self._membership, self._wake_prospects)
        janitor = Janitor(means, self._membership, taken)
        self._timer_lane = Lane("timers", clock, timing, timers.fire)
        self._lab_lane = Lane("lab", clock, timing, self._lab.attend)
        self._report_lane = Lane("reports", clock, timing, self._reports.attend)
        self._prospect_lane = Lane("prospects", clock, timing, self._prospects.attend)
        self._logins = LoginLane(means, self._arrived, self._wake_logins)
        self._login_lane = Lane("logins", clock, timing, self._logins.attend)
        self._janitor_lane = Lane("janitor", clock, timing, janitor.sweep)
        self._look_lane = Lane("look", clock, timing, self._look)
        self._turns = Turns(
            means,
            self._membership,
            self._deliveries,
            self._presses,
            self._thinking,
            taken,
            self._staff_chats,
            DeskTurns(means, self._deliveries, self._presses, taken),
            advance=advance,
            timer_set=self._timer_lane.expect,
            submitted=self._lab_lane.wake,
            wanted=self._report_lane.wake,
            noted=self._prospect_lane.wake,
            login_asked=self._login_lane.wake,
        )
        self._ingest = Ingest(means, self._staff_chats, self._presses, self._arrived, self._deliveries.push)
        self._heart: asyncio.Task[None] | None = None
        self._open = False

    @property
    def lanes(self) -> tuple[Lane, ...]:
        return (
            self._timer_lane,
            self._lab_lane,
            self._report_lane,
            self._prospect_lane,
            self._login_lane,
            self._janitor_lane,
            self._look_lane,
        )

    async def start(self) -> None:
        """Takes up whatever waits. Raises `DatabaseTrouble`, and `TextMissing` when a text of ours is missing."""
        self._demand_texts()
        now = self._means.clock.now()
        last_beat = await self._membership.join()
        await self._staff_chats.load()
        self._thinking.start()
        self._turns.start()
        self._deliveries.start()
        self._open = True
        if last_beat is not None and (now - last_beat).total_seconds() > self._means.timing.outage:
            await self._reoffer(last_beat)
        for lane in self.lanes:
            lane.start()
        self._heart = asyncio.create_task(self._beat())
        self._count()
        _log.info("engine_started", worker=self._membership.worker_id, count=len(self._means.sites))

    async def stop(self, grace: float = DRAIN_SECONDS) -> None:
        """Takes nothing further, lets what runs come to its end for `grace` seconds, and leaves the rest in rows."""
        if not self._open:
            return
        self._open = False
        for lane in self.lanes:
            await lane.stop()
        if self._heart is not None:
            self._heart.cancel()
            with suppress(asyncio.CancelledError):
                await self._heart
        asked = (self._lab.calls, self._reports.calls, self._prospects.calls, self._logins.calls)
        parts = (self._turns, self._deliveries, *asked)
        ending = asyncio.gather(*(part.stop() for part in parts), self._presses.stop())
        try:
            async with asyncio.timeout(grace):
                await asyncio.shield(ending)
        except TimeoutError:
            _log.warning("engine_drained_in_part", seconds=grace)
            for part in parts:
                part.cancel()
            await ending
        await self._thinking.stop()
        with suppress(DatabaseTrouble):
            await self._membership.leave()
        _log.info("engine_stopped", worker=self._membership.worker_id)

    async def ingest_update(self, clinic_id: str, raw: Mapping[str, Any]) -> None:
        """`ingest_updates`, for one."""
        await self.ingest_updates(clinic_id, (raw,))

    async def ingest_updates(self, clinic_id: str, raws: Sequence[Mapping[str, Any]]) -> None:
        """Stores updates of the clinic's bot. When it returns they may be acknowledged, whatever happens next; when
        it raises (`DatabaseTrouble`, `Closed`) they must not be."""
        self._demand_open()
        await self._ingest.updates(self._means.sites[clinic_id], raws)

    async def ingest_lab_event(self, clinic_id: str, event: LabEvent, delivery_id: str) -> LabEventFate:
        """Stores an event of the clinic's lab. When it returns it may be acknowledged, also where it is not ours;
        when it raises (`DatabaseTrouble`, `Closed`) it must not be."""
        self._demand_open()
        return await self._ingest.lab_event(self._means.sites[clinic_id], event, delivery_id)

    async def reoffer(self, clinic_id: str, since: datetime) -> None:
        """Shows the open question again to patients who were in the middle when, at `since`, presses began to be
        lost. The engine does so by itself when no worker was alive for too long."""
        site = self._means.sites[clinic_id]
        now = self._means.clock.now()
        middle = await self._means.database.read(
            lambda connection: chats.in_the_middle(connection, clinic_id, since - _MIDDLE, now)
        )
        if middle:
            _log.info("questions_offered_again", clinic=clinic_id, count=len(middle))
        await self._ingest.reoffer(site, middle)

    async def staff_chat(self, clinic: str, *, other_than: int | None = None) -> int:
        """The chat where the clinic's staff are, once it is another one than that."""
        return await self._staff_chats.other_than(clinic, other_than)

    def clock_moved(self) -> None:
        """The wall clock was set: what is due by it now is not waited for."""
        for lane in self.lanes:
            lane.wake()

    def _arrived(self, rows: Sequence[InboxRow]) -> None:
        self._turns.arrived(rows)

    def _wake_lab(self) -> None:
        self._lab_lane.wake()

    def _wake_reports(self) -> None:
        self._report_lane.wake()

    def _wake_prospects(self) -> None:
        self._prospect_lane.wake()

    def _wake_logins(self) -> None:
        self._login_lane.wake()

    def _demand_open(self) -> None:
        if not self._open:
            raise Closed("the engine takes nothing in now")

    def _demand_texts(self) -> None:
        """What is said when all else fails must not be missed only then."""
        for site in self._means.sites.values():
            own = (
                *set_aside.STAFF_TEXTS,
                *ingest.STAFF_TEXTS,
                *staff_room.STAFF_TEXTS,
                *staff_digest.STAFF_TEXTS,
            )
            wanted = [(key, site.staff_language) for key in own]
            wanted += [(key, language) for key in set_aside.PATIENT_TEXTS for language in site.clinic.locales]
            for key, language in wanted:
                if not self._means.words.has(key, language):
                    raise TextMissing(f"no text {key!r} in language {language!r}")

    async def _reoffer(self, since: datetime) -> None:
        for clinic_id in self._means.sites:
            await self.reoffer(clinic_id, since)

    def _heard(self, told: Sequence[Wake] | None) -> None:
        """Others have stored something for chats of ours."""
        if told is None:
            self._freed()
            return
        for wake in told:
            match wake.kind:
                case "inbox":
                    self._turns.told(wake.clinic, wake.chat_id)
                case "outbox":
                    self._deliveries.told(wake.clinic, wake.chat_id)
                case "left":
                    self._freed()
                case _ as never:
                    assert_never(never)

    def _freed(self) -> None:
        """There may be chats that are nobody's, with something waiting in them."""
        self._look_lane.wake()

    async def _beat(self) -> None:
        timing, steady = self._means.timing, self._means.clock.steady
        watch = timing.beat if self._means.database.exclusive else min(timing.watch, timing.beat)
        due = steady() + timing.beat
        while True:
            await asyncio.sleep(watch)
            try:
                if watch < timing.beat and steady() < due:
                    await self._membership.look()
                    continue
                due = steady() + timing.beat
                gap = await self._membership.beat()
            except DatabaseTrouble as trouble:
                _log.error("heartbeat_missed", reason=str(trouble))
                continue
            if gap is not None and gap.total_seconds() > timing.outage:
                await self._reoffer(self._means.clock.now() - gap)

    async def _look(self) -> datetime | None:
        """Finds what waits in the store without anybody in this process knowing."""
        if not self._means.database.exclusive:
            await self._membership.look()
            await self._staff_chats.load()
        worker_id = self._membership.worker_id
        arrived = await self._means.database.read(
            lambda connection: inbox.waiting_chats(connection, worker_id, _LOOKED_AT_ONCE)
        )
        for clinic, chat_id in arrived:
            self._turns.look_at(clinic, chat_id)
        to_send = await self._means.database.read(
            lambda connection: outbox.waiting_chats(connection, worker_id, _LOOKED_AT_ONCE)
        )
        for clinic, chat_id in to_send:
            self._deliveries.look_at(clinic, chat_id)
        rushed = await self._means.database.read(
            lambda connection: settings.holders(connection, settings.STAFF_DIGEST)
        )
        for clinic in rushed:
            if clinic in self._means.sites:
                self._deliveries.look_at(clinic, self._staff_chats.address(clinic))
        return None

    def _count(self) -> None:
        live = self._membership.live
        metrics.LIVE_CHATS.set_function(lambda: len(live))
        metrics.INBOX_DEPTH.set_function(lambda: sum(len(chat.inbox) for chat in live))
        metrics.OUTBOX_DEPTH.set_function(lambda: sum(len(chat.outbox) for chat in live))
