"""Turns: the rows of a chat's inbox, in order, each becoming a step of its conversation in one commit.

A chat's rows are worked on by one task of one worker. Up to `BATCH` rows that wait share a commit. The commit is
fenced by owner, epoch and the version that was read, so that whoever lost the chat meanwhile writes nothing.
"""

import asyncio
import traceback
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.engine import effects, metrics, set_aside
from bot.engine.deliveries import Deliveries
from bot.engine.desk_turns import DeskTurns
from bot.engine.effects import Letter
from bot.engine.live_chat import LiveChat, Post
from bot.engine.means import Means
from bot.engine.membership import READ_AT_ONCE, Membership
from bot.engine.presses import Presses
from bot.engine.site import Site
from bot.engine.staff_chats import StaffChats
from bot.engine.stored_event import EventUnreadable
from bot.engine.thinking import Thinking
from bot.engine.turn import Advance, Batch, RowUnreadable, album_of, compute, wishes_in
from bot.engine.world import TakenSlots, View, phones_in, read_view, world_of
from bot.store import chats, inbox, outbox, slots
from bot.store.chats import Fence, Fenced
from bot.store.database import DatabaseTrouble
from bot.store.inbox import InboxRow
from bot.store.outbox import OutboxRow
from bot.telegram.incoming import UpdateUnreadable
from dialogs.codec import (
    NewerConversation,
    UnreadableConversation,
    conversation_from_json,
    conversation_to_json,
)
from dialogs.conversation import Conversation
from dialogs.effects import (
    AskLogin,
    DropProspect,
    Effect,
    EraseChat,
    FetchReport,
    NoteProspect,
    SetTimer,
    SettleSubmission,
    Submit,
)
from dialogs.slots import SlotKey

_log = structlog.get_logger(__name__)

BATCH = 16
_CHATS_AT_ONCE = 256
_SLOT_LOSSES = 5
_TOLD_MOST = 20_000


class _NewerStored(Exception):
    """The stored conversation is for a newer phlebot: this one leaves it alone."""


class Turns:
    """`timer_set`, `submitted`, `wanted`, `noted` and `login_asked` tell the lanes of timers, submissions, reports,
    prospects and logins of something new."""

    def __init__(
        self,
        means: Means,
        membership: Membership,
        deliveries: Deliveries,
        presses: Presses,
        thinking: Thinking,
        taken: TakenSlots,
        staff_chats: StaffChats,
        desk: DeskTurns,
        *,
        advance: Advance,
        timer_set: Callable[[datetime], None],
        submitted: Callable[[], None],
        wanted: Callable[[], None],
        noted: Callable[[], None],
        login_asked: Callable[[], None],
    ) -> None:
        self._means = means
        self._membership = membership
        self._deliveries = deliveries
        self._presses = presses
        self._thinking = thinking
        self._taken = taken
        self._staff_chats = staff_chats
        self._desk = desk
        self._advance = advance
        self._timer_set = timer_set
        self._submitted = submitted
        self._wanted = wanted
        self._noted = noted
        self._login_asked = login_asked
        self._at_once = asyncio.Semaphore(_CHATS_AT_ONCE)
        self._open = False
        self._running: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._open = True

    async def stop(self) -> None:
        """Takes no further rows, and waits for the turns that are under way."""
        self._open = False
        if self._running:
            await asyncio.wait(self._running)

    def cancel(self) -> None:
        for task in self._running:
            task.cancel()

    def arrived(self, rows: Sequence[InboxRow]) -> None:
        """Rows that a commit has put into inboxes, in its order."""
        for row in rows:
            if self._membership.elsewhere(row.owner):
                continue
            chat = self._membership.live.of(row.clinic, row.chat_id)
            if chat.owned:
                chat.push_inbox(row)
            self._go(chat)

    def look_at(self, clinic: str, chat_id: int) -> None:
        """Something may wait in the chat's inbox that nobody has told of."""
        chat = self._membership.live.of(clinic, chat_id)
        if chat.turn_task is None and not chat.inbox:
            chat.inbox_whole = False
        self._go(chat)

    def told(self, clinic: str, chat_id: int) -> None:
        """Another process has put rows into the chat's inbox."""
        chat = self._membership.live.of(clinic, chat_id)
        chat.told_of_inbox()
        self._go(chat)

    def _go(self, chat: LiveChat) -> None:
        if chat.turn_task is not None or not self._open or chat.clinic not in self._means.sites:
            return
        chat.turn_task = asyncio.create_task(self._run(chat))
        self._running.add(chat.turn_task)
        chat.turn_task.add_done_callback(partial(self._ended, chat))

    def _ended(self, chat: LiveChat, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        chat.turn_task = None
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("turns_of_a_chat_stopped", clinic=chat.clinic, exc_info=error)
        elif not task.cancelled() and chat.owned and (chat.inbox or not chat.inbox_whole):
            self._go(chat)

    async def _run(self, chat: LiveChat) -> None:
        """Works through the inbox of one chat."""
        async with self._at_once:
            while self._open:
                try:
                    fresh = not chat.owned
                    if not await self._membership.claim(chat):
                        return
                    if fresh and chat.outbox:
                        # What whoever served the chat before has left to send.
                        self._deliveries.look_at(chat.clinic, chat.chat_id)
                    if not chat.inbox_whole and not chat.inbox:
                        await self._refill(chat)
                    if not chat.inbox:
                        await self._look_ahead(chat)
                        if not chat.inbox and chat.inbox_whole:
                            return
                        continue
                    await self._batch(chat)
                except Fenced:
                    metrics.FENCED.inc()
                    _log.warning("chat_lost", clinic=chat.clinic, chat_id=chat.chat_id, epoch=chat.epoch)
                    chat.lose()
                except DatabaseTrouble as trouble:
                    _log.error("turn_not_stored", clinic=chat.clinic, reason=str(trouble))
                    await asyncio.sleep(self._means.timing.tick)
                except _NewerStored:
                    _log.error("conversation_is_newer", clinic=chat.clinic, advice="run the newer phlebot")
                    await self._leave(chat)
                    return
                except Exception as error:
                    if not chat.inbox:
                        raise
                    # Whatever went wrong around the turn: it must not block what comes after this row.
                    await self._failed(chat, chat.fence, [chat.inbox[0]], error)

    async def _look_ahead(self, chat: LiveChat) -> None:
        """Reads now what the chat's next turn is likely to want, while nobody waits for it."""
        if chat.view is None and chat.conversation is not None:
            await self._view(chat, self._means.sites[chat.clinic], chat.conversation)

    async def _refill(self, chat: LiveChat) -> None:
        sealer, pushes = self._means.sealer, chat.inbox_pushes
        rows = await self._means.database.read(
            lambda connection: inbox.waiting(connection, sealer, chat.clinic, chat.chat_id, READ_AT_ONCE)
        )
        chat.refill_inbox(rows, READ_AT_ONCE, pushes)

    async def _leave(self, chat: LiveChat) -> None:
        fence = chat.fence
        await self._means.database.write(lambda connection: chats.let_go(connection, fence), chat.key)
        chat.lose()

    async def _batch(self, chat: LiveChat) -> None:
        """The next rows of the chat, as one commit."""
        site = self._means.sites[chat.clinic]
        conversation = await self._conversation(chat)
        # What is written holds only if the chat is still as it was read here.
        fence, version = chat.fence, chat.version
        rows, command = self._desk.first(site, await self._next_rows(chat))
        asked = command is not None or rows[0].kind == "desk"
        if asked and await self._desk.handled(chat, fence, rows[0], command):
            return
        # Whoever put an event there has written more than that: the lab's answer, a report.
        told = any(row.kind == "event" for row in rows)
        view = await self._view(chat, site, conversation, anew=told)
        full: SlotKey | None = None
        for _ in range(_SLOT_LOSSES):
            now = self._means.clock.now()
            room = await self._taken.of(chat.clinic)
            work = partial(
                compute,
                rows,
                conversation,
                world_of(site, self._means.words, view, room, now),
                site=site,
                words=self._means.words,
                chat_id=chat.chat_id,
                staff_chat_id=self._staff_chats.now(chat.clinic),
                advance=self._advance,
                now=now,
                full=full,
            )
            try:
                batch = await self._thinking.run(work)
                await self._commit(chat, site, fence, version, view, batch)
            except slots.SlotFull as lost:
                # The turn is thrown away; the conversation hears that the slot has gone.
                full = lost.key
                self._taken.changed(chat.clinic)
                view = await self._view(chat, site, conversation, anew=True)
                rows = [row for row in rows if row.seq <= batch.done[-1].heard.last]
                continue
            except (Fenced, DatabaseTrouble):
                raise
            except Exception as error:  # noqa: BLE001 - what hangs or cannot be written is set aside like what raises
                await self._failed(chat, fence, rows, error)
                return
            if batch.failure is not None:
                await self._failed(chat, fence, [batch.failure.row], batch.failure.error)
            else:
                chat.alone = False
            return
        await self._failed(chat, fence, rows, RuntimeError("one slot after the other was lost"))

    async def _conversation(self, chat: LiveChat) -> Conversation:
        """The conversation as stored; a fresh one in place of one that cannot be read, which is kept."""
        if chat.conversation is not None:
            return chat.conversation
        if chat.stored is None:
            return Conversation(language=chat.language)
        plain = self._means.sealer.open_or_none(chat.stored, *_place(chat))
        problem = "it does not open"
        if plain is not None:
            try:
                chat.conversation = conversation_from_json(plain)
            except NewerConversation as error:
                raise _NewerStored from error
            except UnreadableConversation as error:
                problem = str(error)
            else:
                return chat.conversation
        await self._set_conversation_aside(chat, chat.stored, problem)
        return Conversation(language=chat.language)

    async def _next_rows(self, chat: LiveChat) -> list[InboxRow]:
        """The rows to work on: a batch, or one alone. The parts of an album are waited for and kept together."""
        while True:
            rows: list[InboxRow] = []
            album: str | None = None
            for row in chat.inbox:
                this = album_of(row)
                if len(rows) >= (1 if chat.alone else BATCH) and (this is None or this != album):
                    break
                rows.append(row)
                album = this
            if album is None or rows[-1] is not chat.inbox[-1]:
                return rows
            age = (self._means.clock.now() - rows[-1].received_at).total_seconds()
            if not 0 <= age < self._means.timing.album_wait:
                return rows
            while rows and album_of(rows[-1]) == album:
                rows.pop()
            if rows:
                return rows
            await asyncio.sleep(self._means.timing.album_wait - age)

    async def _view(
        self, chat: LiveChat, site: Site, conversation: Conversation, *, anew: bool = False
    ) -> View:
        phones = phones_in(conversation)
        steady = self._means.clock.steady()
        known = chat.view
        if (
            known is not None
            and not anew
            and phones <= known.phones
            and steady - chat.view_read_at < self._means.timing.view
        ):
            return known
        sealer, now = self._means.sealer, self._means.clock.now()
        view = (
            View(phones=phones)
            if chat.version == 0
            else await self._means.database.read(
                lambda connection: read_view(connection, sealer, site, chat.chat_id, phones, now)
            )
        )
        chat.view, chat.view_read_at = view, steady
        return view

    async def _commit(
        self, chat: LiveChat, site: Site, fence: Fence, read_version: int, view: View, batch: Batch
    ) -> None:
        """Writes the turns of a batch. Raises `Fenced` and `SlotFull`, with nothing written."""
        done = batch.done
        if not done:
            return
        means, now = self._means, self._means.clock.now()
        wishes = wishes_in(done)
        to_patient = [letter for each in wishes for letter in each.to_patient]
        to_staff = [letter for each in wishes for letter in each.to_staff]
        to_second = [letter for each in wishes for letter in each.to_second_chat]
        records = [effect for each in wishes for effect in each.records]
        conversation = done[-1].conversation
        stored = means.sealer.seal(conversation_to_json(conversation), *_place(chat))
        acted = any(each.by_patient for each in done)
        last_act_at = now if acted else chat.last_act_at
        unreachable_at = chat.unreachable_at
        for each in done:
            if each.reachable is not None:
                unreachable_at = None if each.reachable else unreachable_at or now
        newest = max(each.heard.newest_message_id for each in done)
        hold = timedelta(seconds=means.timing.hold)
        # Writing it anew with every word would be much writing for little.
        renew = acted and view.held is not None and view.held[1] - now < hold - timedelta(minutes=1)
        address = self._staff_chats.address(chat.clinic)
        version = read_version + max(1, len(wishes))

        second_chat = site.clinic.desk.escalate_chat_id
        if second_chat is None:
            to_second = []

        def unit(
            connection: Connection,
        ) -> tuple[list[OutboxRow], list[OutboxRow], list[OutboxRow], list[InboxRow]]:
            last = chats.commit_turn(
                connection,
                fence,
                read_version,
                version=version,
                conversation=stored,
                language=conversation.language,
                asking=_is_asking(conversation),
                letters=len(to_patient),
                newest_message_id=newest,
                last_act_at=last_act_at,
                unreachable_at=unreachable_at,
            )
            if renew:
                slots.renew(connection, chat.clinic, chat.chat_id, now + hold)
            again: list[InboxRow] = []
            for number, each in enumerate(wishes, start=read_version + 1):
                again += effects.write(
                    connection, means.sealer, site, chat.chat_id, number, each.records, now, hold
                )
            inbox.finish(connection, chat.clinic, chat.chat_id, done[0].heard.first, done[-1].heard.last, now)
            patient: list[OutboxRow] = []
            if to_patient:
                parcels = [letter.parcel for letter in to_patient]
                patient = outbox.add(connection, means.sealer, chat.clinic, chat.chat_id, last, parcels)
            staff: list[OutboxRow] = []
            if to_staff:
                staff = set_aside.send(connection, means, chat.clinic, address, to_staff)
            second: list[OutboxRow] = []
            if to_second and second_chat is not None:
                second = set_aside.send(connection, means, chat.clinic, second_chat, to_second)
            return patient, staff, second, again

        keys = [chat.key]
        if to_staff:
            keys.append(chats.key(chat.clinic, address))
        if to_second and second_chat is not None:
            keys.append(chats.key(chat.clinic, second_chat))
        if effects.claims_of(records):
            keys.append(slots.claims_key(chat.clinic))
        patient, staff, second, again = await means.database.write(unit, *keys)
        chat.version = version
        chat.conversation = conversation
        chat.stored = None
        chat.language = conversation.language
        chat.last_act_at = last_act_at
        chat.newest_message_id = max(chat.newest_message_id, newest)
        came_back = chat.unreachable_at is not None and unreachable_at is None
        chat.unreachable_at = unreachable_at
        while chat.inbox and chat.inbox[0].seq <= done[-1].heard.last:
            chat.inbox.popleft()
        if renew or effects.changes_world(records):
            chat.view = None
        if effects.claims_of(records):
            self._taken.changed(chat.clinic)
        self._presses.answer(site, chat.chat_id, [toast for each in wishes for toast in each.toasts])
        self._deliveries.push(_posts(patient, to_patient, first=acted))
        self._deliveries.push(_posts(staff, to_staff))
        self._deliveries.push(_posts(second, to_second))
        self.arrived(again)
        if came_back:
            self._deliveries.look_at(chat.clinic, chat.chat_id)
        self._wake_lanes(records)
        metrics.TURNS.inc(len(wishes))
        for each in done:
            metrics.TURN_SECONDS.observe(max(0.0, (now - each.heard.received_at).total_seconds()))

    def _wake_lanes(self, records: Sequence[Effect]) -> None:
        for effect in records:
            match effect:
                case SetTimer(_, due):
                    self._timer_set(due)
                case Submit() | SettleSubmission():
                    self._submitted()
                case FetchReport():
                    self._wanted()
                case NoteProspect() | DropProspect() | EraseChat():
                    self._noted()
                case AskLogin():
                    self._login_asked()
                case _:
                    pass

    async def _failed(self, chat: LiveChat, fence: Fence, rows: Sequence[InboxRow], error: Exception) -> None:
        """A turn of these rows failed. Only a row alone can be blamed for it."""
        metrics.TURN_FAILURES.inc()
        if len(rows) > 1 and not chat.alone:
            chat.alone = True
            return
        row, timing = rows[0], self._means.timing
        attempts = row.attempts + 1
        _log.error(
            "turn_failed",
            clinic=chat.clinic,
            chat_id=chat.chat_id,
            inbox_id=row.seq,
            attempts=attempts,
            exc_info=error,
        )
        hopeless = isinstance(error, UpdateUnreadable | RowUnreadable | EventUnreadable)
        if hopeless or attempts >= timing.turn_failures:
            await self._set_row_aside(chat, fence, row, error)
            return
        await self._means.database.write(
            lambda connection: inbox.note_failure(connection, chat.clinic, chat.chat_id, row.seq, attempts),
            chat.key,
        )
        if chat.inbox and chat.inbox[0].seq == row.seq:
            chat.inbox[0] = replace(row, attempts=attempts)
        chat.alone = True
        await asyncio.sleep(timing.turn_pause * 2 ** (attempts - 1))

    async def _set_row_aside(self, chat: LiveChat, fence: Fence, row: InboxRow, error: Exception) -> None:
        means, now, poison_id = self._means, self._means.clock.now(), _poison_id()
        site = means.sites[chat.clinic]
        # Where the news of it is itself what fails, the patient is told without the conversation.
        about_itself = row.source == set_aside.SOURCE
        address = self._staff_chats.address(chat.clinic)
        tell = not about_itself and chat.chat_id != address
        spoken = chat.language if chat.language in site.clinic.locales else site.clinic.locales[0]
        again = row.payload is not None
        # Otherwise the conversation calls the staff.
        alerts = (
            [] if tell and again else [set_aside.alert(means, site, chat.chat_id, poison_id, again=again)]
        )
        sorry = [set_aside.apology(means, spoken, now)] if about_itself else []
        told = "".join(traceback.format_exception(error))[-_TOLD_MOST:]

        def unit(connection: Connection) -> tuple[list[InboxRow], list[OutboxRow], list[OutboxRow]]:
            chats.demand(connection, fence)
            arrivals = set_aside.set_row_aside(connection, means, row, poison_id, told, now, tell=tell)
            patient = set_aside.send(connection, means, chat.clinic, chat.chat_id, sorry) if sorry else []
            staff = set_aside.send(connection, means, chat.clinic, address, alerts) if alerts else []
            return arrivals, patient, staff

        arrivals, patient, staff = await means.database.write(unit, chat.key, chats.key(chat.clinic, address))
        metrics.SET_ASIDE.labels("row").inc()
        _log.error("row_set_aside", clinic=chat.clinic, poison_id=poison_id)
        while chat.inbox and chat.inbox[0].seq <= row.seq:
            chat.inbox.popleft()
        chat.alone = False
        self._deliveries.push(_posts(patient, sorry))
        self._deliveries.push(_posts(staff, alerts))
        self.arrived(arrivals)

    async def _set_conversation_aside(self, chat: LiveChat, stored: bytes, problem: str) -> None:
        means, now, poison_id = self._means, self._means.clock.now(), _poison_id()
        site = means.sites[chat.clinic]
        alerts = [set_aside.alert(means, site, chat.chat_id, poison_id, again=False)]
        address, fence, version = self._staff_chats.address(chat.clinic), chat.fence, chat.version

        def unit(connection: Connection) -> tuple[list[InboxRow], list[OutboxRow]]:
            chats.commit_turn(
                connection,
                fence,
                version,
                version=version + 1,
                conversation=None,
                language=chat.language,
                asking=False,
                letters=0,
                newest_message_id=chat.newest_message_id,
                last_act_at=chat.last_act_at,
                unreachable_at=chat.unreachable_at,
            )
            arrivals = set_aside.set_conversation_aside(
                connection, means, chat.clinic, chat.chat_id, poison_id, stored, problem, now
            )
            return arrivals, set_aside.send(connection, means, chat.clinic, address, alerts)

        arrivals, staff = await means.database.write(unit, chat.key, chats.key(chat.clinic, address))
        metrics.SET_ASIDE.labels("conversation").inc()
        _log.error("conversation_set_aside", clinic=chat.clinic, poison_id=poison_id, reason=problem)
        chat.version = version + 1
        chat.stored = None
        self._deliveries.push(_posts(staff, alerts))
        self.arrived(arrivals)


def _place(chat: LiveChat) -> tuple[str, str, str, str]:
    return chat.clinic, "chats", "conversation", str(chat.chat_id)


def _poison_id() -> str:
    return uuid.uuid4().hex[:12].upper()


def _is_asking(conversation: Conversation) -> bool:
    return conversation.mode == "bot" and conversation.shown is not None and bool(conversation.tasks)


def _posts(rows: Sequence[OutboxRow], letters: Sequence[Letter], *, first: bool = False) -> list[Post]:
    return [
        Post(row, each.contents, first and number == 0)
        for number, (row, each) in enumerate(zip(rows, letters, strict=True))
    ]
