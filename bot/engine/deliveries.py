"""Deliveries: the rows of a chat's outbox, sent in order, many chats at once.

What was sent is noted before the next of the same chat goes, so that a crash can double one message a chat at most;
what goes at most once is noted before it is sent. No transaction waits for Telegram or for a limit.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from random import random
from typing import Literal, TypeVar, assert_never

import structlog
from sqlalchemy import Connection

from bot.engine import metrics, set_aside
from bot.engine.contents import (
    Attachment,
    Caption,
    Card,
    Copy,
    Line,
    Message,
    Question,
    Reminder,
    Reply,
    Report,
    TextFile,
    Told,
)
from bot.engine.live_chat import LiveChat, Post
from bot.engine.means import Means
from bot.engine.membership import Membership
from bot.engine.site import Site
from bot.engine.staff_chats import StaffChats
from bot.engine.staff_digest import StaffDigest
from bot.engine.staff_order import case_of, is_danger, is_urgent, next_post, successor, together
from bot.engine.staff_room import Delivered, StaffRoom, keys_of, note_sent
from bot.engine.stored_event import event_to_json
from bot.engine.telling import tell
from bot.store import chats, inbox, message_links, outbox, relays, reports
from bot.store.database import DatabaseTrouble
from bot.store.inbox import Arrival, InboxRow
from bot.store.outbox import End, OutboxRow
from bot.store.sealing import Unsealable
from bot.telegram.outgoing import (
    Bubble,
    CopyMessage,
    Delivery,
    EditBubble,
    EditCopy,
    Gone,
    Moved,
    NoRight,
    NotForum,
    NoTopic,
    Rejected,
    SendBubble,
    SendFile,
    Sent,
    StripButtons,
    TryAgain,
    Unreachable,
)
from dialogs.events import Blocked, Stamp

_log = structlog.get_logger(__name__)

T = TypeVar("T")

_LOOK_AGAIN = 5.0
_HUNG_KNOWN = 4096


@dataclass(frozen=True, slots=True)
class _Failing:
    """A row that does not go: since when, by the steady clock, and when it is tried next."""

    since: float
    next_at: float


class Deliveries:
    """`arrived` is told of rows that a delivery has put into an inbox: the patient has blocked the bot."""

    def __init__(
        self,
        means: Means,
        membership: Membership,
        staff_chats: StaffChats,
        arrived: Callable[[Sequence[InboxRow]], None],
    ) -> None:
        self._means = means
        self._membership = membership
        self._staff_chats = staff_chats
        self._arrived = arrived
        self._open = False
        self._running: dict[asyncio.Task[None], LiveChat] = {}
        self._sending: set[LiveChat] = set()
        self._room = StaffRoom(means)
        self._digest = StaffDigest(means)
        self._hung: dict[str, None] = {}
        self._places: dict[tuple[LiveChat, int], int] = {}
        self._failing: dict[tuple[LiveChat, int], _Failing] = {}
        self._succeeded: dict[str, float] = {}

    def start(self) -> None:
        self._open = True

    async def stop(self) -> None:
        """Sends nothing further, and waits for what is on its way."""
        self._open = False
        for task, chat in list(self._running.items()):
            if chat not in self._sending:
                task.cancel()
        if self._running:
            await asyncio.wait(list(self._running))

    def cancel(self) -> None:
        for task in list(self._running):
            task.cancel()

    def push(self, posts: Sequence[Post]) -> None:
        """Rows that a commit has put into outboxes, in its order."""
        for post in posts:
            if self._membership.elsewhere(post.row.owner):
                continue
            chat = self._membership.live.of(post.row.clinic, post.row.chat_id)
            chat.push_outbox(post)
            self._go(chat)

    def look_at(self, clinic: str, chat_id: int) -> None:
        """Something may wait in the chat's outbox that nobody has told of."""
        chat = self._membership.live.of(clinic, chat_id)
        if chat.send_task is None and not chat.outbox:
            chat.outbox_whole = False
        self._go(chat)

    def told(self, clinic: str, chat_id: int) -> None:
        """Another process has put rows into the chat's outbox."""
        chat = self._membership.live.of(clinic, chat_id)
        chat.told_of_outbox()
        self._go(chat)

    def _go(self, chat: LiveChat) -> None:
        if chat.send_task is not None or not self._open or chat.clinic not in self._means.sites:
            return
        chat.send_task = asyncio.create_task(self._run(chat))
        self._running[chat.send_task] = chat
        chat.send_task.add_done_callback(partial(self._ended, chat))

    def _ended(self, chat: LiveChat, task: "asyncio.Task[None]") -> None:
        self._running.pop(task, None)
        self._sending.discard(chat)
        chat.send_task = None
        if task.cancelled():
            return
        if (error := task.exception()) is not None:
            _log.error("deliveries_of_a_chat_stopped", clinic=chat.clinic, exc_info=error)
        elif chat.owned and not self._parked(chat) and (chat.outbox or not chat.outbox_whole):
            self._go(chat)

    async def _run(self, chat: LiveChat) -> None:
        """Works through the outbox of one chat."""
        while self._open:
            try:
                fresh = not chat.owned
                if not await self._membership.claim(chat):
                    return
                if fresh and chat.inbox:
                    # What whoever served the chat before has not handled.
                    self._arrived(list(chat.inbox))
                # In a group what is not known yet may be the most pressing.
                if not chat.outbox_whole and (not chat.outbox or chat.chat_id < 0):
                    await self._refill(chat)
                if not chat.outbox and self._for_staff(chat) and await self._digest.is_open(chat):
                    await self._end_digest(chat)
                    continue
                if not chat.outbox or self._parked(chat):
                    return
                post, seconds = self._first(chat)
                if post is None:
                    # What waits for the wall clock, which may be moved.
                    await self._pause(chat, min(seconds, self._means.timing.tick))
                else:
                    await self._next(chat, post)
            except DatabaseTrouble as trouble:
                _log.error("delivery_not_stored", clinic=chat.clinic, reason=str(trouble))
                await asyncio.sleep(self._means.timing.tick)

    def _first(self, chat: LiveChat) -> tuple[Post | None, float]:
        """The post that is next to go, or the seconds until one may."""
        if not self._for_staff(chat):
            return chat.outbox[0], 0.0
        now = self._means.clock.now()
        return next_post(chat.outbox, lambda post: self._wait(chat, post, now), self._hung)

    async def _refill(self, chat: LiveChat) -> None:
        sealer, now, pushes = self._means.sealer, self._means.clock.now(), chat.outbox_pushes
        rows = await self._means.database.write(
            lambda connection: outbox.waiting(connection, sealer, chat.clinic, chat.chat_id, now), chat.key
        )
        chat.refill_outbox(rows, pushes)
        self._put_in_place(chat)

    def _parked(self, chat: LiveChat) -> bool:
        """Nothing reaches the patient: what must not be lost waits until they are back."""
        return (
            chat.unreachable_at is not None
            and bool(chat.outbox)
            and not isinstance(chat.outbox[0].contents, Question)
            and not chat.outbox[0].row.parcel.fleeting
        )

    def _for_staff(self, chat: LiveChat) -> bool:
        return chat.chat_id == self._staff_chats.address(chat.clinic)

    async def _next(self, chat: LiveChat, post: Post) -> None:
        site = self._means.sites[chat.clinic]
        row, now = post.row, self._means.clock.now()
        if post.contents is None:
            _log.error("delivery_unreadable", clinic=chat.clinic, outbox_id=row.seq, kind=row.parcel.kind)
            await self._end(chat, post, "dead")
            return
        useless = row.parcel.latest_useful <= now or chat.unreachable_at is not None
        if useless or self._superseded(chat, post):
            await self._supersede(chat, post)
            return
        if (wait := self._wait(chat, post, now)) > 0:
            await self._pause(chat, wait)
            return
        group = chat.chat_id < 0
        to = self._staff_chats.now(chat.clinic) if self._for_staff(chat) else chat.chat_id
        pace: Literal["reply", "unsolicited", "group"] = (
            "group" if group else "unsolicited" if row.parcel.unsolicited else "reply"
        )
        danger = self._for_staff(chat) and is_danger(post, chat.outbox, self._hung)
        if self._for_staff(chat) and (full := site.limits.room(to, self._takes(post), reserved=danger)) > 0:
            # Not in the limiter's queue: what is more pressing may come meanwhile.
            await self._pause(chat, full)
            return
        await site.limits.acquire(to, pace, first=post.first, reserved=danger)
        await self._membership.be_sure()
        if not self._open or not chat.owned or not chat.outbox:
            return
        if group:
            # What came while this one waited for its turn may be more pressing.
            if not chat.outbox_whole:
                await self._refill(chat)
            other, _ = self._first(chat)
            post = other or post
            if self._for_staff(chat) and not is_urgent(post) and await self._told_of_rush(site, chat, to):
                return
        if post not in chat.outbox or (not group and chat.outbox[0] is not post):
            return
        if self._superseded(chat, post):
            await self._supersede(chat, post)
            return
        fence, row = chat.fence, post.row
        self._sending.add(chat)
        try:
            if row.parcel.fleeting and not await self._means.database.write(
                lambda connection: outbox.begin_once(connection, fence, row.seq), chat.key
            ):
                self._drop(chat, post)
                return
            delivered = await self._attempt(site, chat, post, to)
            await self._note(site, chat, post, to, pace, delivered)
        finally:
            self._sending.discard(chat)

    async def _told_of_rush(self, site: Site, chat: LiveChat, to: int) -> bool:
        """Tells the staff of cards that wait, if it is time; whether that was tried."""
        self._sending.add(chat)
        try:
            delivery = await self._digest.tell(site, chat, to)
        finally:
            self._sending.discard(chat)
        match delivery:
            case TryAgain(after=float() | int() as after):
                site.limits.penalise(to, after, "group")
            case Moved(chat_id):
                await self._staff_chats.moved(chat.clinic, chat_id)
            case _:
                pass
        return delivery is not None

    async def _end_digest(self, chat: LiveChat) -> None:
        """Nothing waits any more: the staff are told so, too."""
        seconds = self._digest.pause(chat)
        if seconds > 0:
            await self._pause(chat, seconds)
            return
        site, to = self._means.sites[chat.clinic], self._staff_chats.now(chat.clinic)
        if (full := site.limits.room(to)) > 0:
            await self._pause(chat, full)
            return
        await site.limits.acquire(to, "group")
        await self._membership.be_sure()
        if self._open and chat.owned and not chat.outbox:
            await self._told_of_rush(site, chat, to)

    def _takes(self, post: Post) -> int:
        """How many messages of the group's limit go with it: a new card may have a topic made first."""
        new = isinstance(post.contents, Card) and post.contents.case_id not in self._hung
        return 2 if new else 1

    def _wait(self, chat: LiveChat, post: Post, now: datetime) -> float:
        """Seconds until the row may go."""
        row = post.row
        failing = self._failing.get((chat, row.seq))
        if failing is not None:
            return failing.next_at - self._means.clock.steady()
        if row.not_before is not None:
            return (row.not_before - now).total_seconds()
        if isinstance(post.contents, Line):
            return self._means.timing.merge - (now - row.parcel.made_at).total_seconds()
        return 0.0

    async def _pause(self, chat: LiveChat, seconds: float) -> None:
        """Until it is time, or something new came that may change what is to be done."""
        chat.pushed.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(min(seconds, _LOOK_AGAIN)):
                await chat.pushed.wait()

    async def _attempt(self, site: Site, chat: LiveChat, post: Post, to: int) -> Delivered:
        try:
            return await self._deliver(site, chat, post, to)
        except DatabaseTrouble:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours must not block the chat for ever
            _log.error("delivery_raised", clinic=chat.clinic, kind=post.row.parcel.kind, exc_info=error)
            return Delivered(TryAgain(f"it raised {type(error).__name__}", perhaps=True))

    async def _deliver(self, site: Site, chat: LiveChat, post: Post, to: int) -> Delivered:
        """Sends what is in the row, or edits what hangs there already."""
        if self._for_staff(chat):
            return await self._room.deliver(site, chat, together(post, chat.outbox, self._hung), to)
        deliver = site.messenger.deliver
        match post.contents:
            case Question(bubble):
                shown = chat.screen_message_id
                if shown and shown == chat.newest_message_id and not bubble.keyboard and not chat.keyboard:
                    delivery = await deliver(to, EditBubble(shown, bubble))
                    if not isinstance(delivery, Gone | Rejected):
                        return Delivered(delivery, edited=True)
                return Delivered(await deliver(to, SendBubble(bubble)))
            case Message(bubble):
                return Delivered(await deliver(to, SendBubble(bubble)))
            case Report(file_id, filename, caption):
                content = await self._file(chat, file_id)
                if content is None:
                    return Delivered(Gone("the file is erased"))
                return Delivered(await deliver(to, SendFile(filename, content, caption)))
            case TextFile(filename, text, caption):
                return Delivered(await deliver(to, SendFile(filename, text.encode(), caption)))
            case Copy(message_id, _, reply_to, again=again):
                origin = self._staff_chats.now(chat.clinic)
                answered = await self._answered(chat, reply_to)
                return Delivered(await deliver(to, CopyMessage(origin, message_id, answered, again=again)))
            case Reply(message_id, bubble, reply_to, edited):
                relayed = await self._answered(chat, message_id) if edited else None
                if relayed is not None:
                    delivery = await deliver(to, EditBubble(relayed, bubble))
                    if not isinstance(delivery, Gone | Rejected):
                        return Delivered(delivery, edited=True)
                answered = await self._answered(chat, reply_to)
                return Delivered(await deliver(to, SendBubble(bubble, answered)))
            case Caption(message_id, html):
                relayed = await self._answered(chat, message_id)
                if relayed is None:
                    return Delivered(Gone("it was not relayed"))
                return Delivered(await deliver(to, EditCopy(relayed, html)), edited=True)
            case (Told() | Attachment()) as told:
                return Delivered(*await tell(site.messenger, told, to))
            case Card() | Line() | Reminder():
                return Delivered(Rejected("not for a patient"))
            case None:
                return Delivered(Rejected("unreadable"))
            case _ as never:
                assert_never(never)

    async def _answered(self, chat: LiveChat, message_id: int | None) -> int | None:
        """The message of the patient's chat that a message of the staff's is."""
        if message_id is None:
            return None
        staff_chat_id = self._staff_chats.now(chat.clinic)
        return await self._means.database.read(
            lambda connection: relays.with_patient(
                connection, chat.clinic, chat.chat_id, staff_chat_id, message_id
            )
        )

    async def _file(self, chat: LiveChat, file_id: str) -> bytes | None:
        sealer = self._means.sealer
        try:
            return await self._means.database.read(
                lambda connection: reports.file(connection, sealer, chat.clinic, chat.chat_id, file_id)
            )
        except Unsealable as error:
            _log.error("report_file_does_not_open", clinic=chat.clinic, reason=str(error))
            return None

    async def _note(
        self,
        site: Site,
        chat: LiveChat,
        post: Post,
        to: int,
        pace: Literal["reply", "unsolicited", "group"],
        delivered: Delivered,
    ) -> None:
        """What became of a delivery."""
        delivery: Delivery = delivered.delivery
        match delivery:
            case Sent():
                self._succeeded[chat.clinic] = self._means.clock.steady()
                if self._for_staff(chat):
                    await self._room.let_in(chat.clinic)
                await self._sent(site, chat, post, to, delivered)
            case TryAgain(after=float() | int() as after):
                site.limits.penalise(to, after, pace)
                if post.row.parcel.fleeting:
                    await self._put_back(chat, post, after)
                self._fails(chat, post.row, after)
            case TryAgain():
                await self._failed(site, chat, post, delivery)
            case Unreachable():
                await self._unreachable(chat, post, delivery.reason)
            case Moved(chat_id) if self._for_staff(chat):
                await self._staff_chats.moved(chat.clinic, chat_id)
            case Gone() if isinstance(post.contents, Report | Caption) or (
                isinstance(post.contents, Copy) and self._for_staff(chat)
            ):
                await self._end(chat, post, "dropped")
            case Gone() | NoTopic() | NotForum() | NoRight() | Rejected() | Moved():
                await self._give_up(site, chat, post, type(delivery).__name__)
            case _ as never:
                assert_never(never)

    async def _sent(self, site: Site, chat: LiveChat, post: Post, to: int, delivered: Delivered) -> None:
        contents, row, now, edited = post.contents, post.row, self._means.clock.now(), delivered.edited
        posts, staff = (post, *delivered.also), self._for_staff(chat)
        message_id = delivered.delivery.message_id if isinstance(delivered.delivery, Sent) else 0
        before = (chat.screen_message_id, chat.screen_buttons, chat.keyboard, chat.newest_message_id)
        old_screen = chat.screen_message_id if chat.screen_buttons and not edited else 0
        bubble = contents.bubble if isinstance(contents, Question | Message | Card | Told) else None
        if isinstance(contents, Question):
            chat.screen_message_id = chat.screen_message_id if edited else message_id
            chat.screen_buttons = bool(contents.bubble.rows)
        if bubble is not None:
            chat.keyboard = _keyboard_after(chat.keyboard, bubble)
        chat.newest_message_id = max(chat.newest_message_id, message_id)
        changed = before != (
            chat.screen_message_id,
            chat.screen_buttons,
            chat.keyboard,
            chat.newest_message_id,
        )
        fence = chat.fence
        staff_chat_id = self._staff_chats.now(chat.clinic)

        def unit(connection: Connection) -> bool:
            for each in posts:
                outbox.finish(connection, chat.clinic, chat.chat_id, each.row.seq, "sent", now)
            if staff:
                case_id = case_of(post)
                about_it = all(case_of(each) == case_id for each in posts)
                if case_id and about_it and message_id and not edited:
                    message_links.link_case(connection, chat.clinic, to, message_id, case_id, now)
                note_sent(connection, self._means, chat.clinic, to, posts, delivered)
            elif isinstance(contents, Reply | Copy) and message_id and not edited:
                relays.note(
                    connection,
                    chat.clinic,
                    chat.chat_id,
                    [message_id],
                    staff_chat_id,
                    contents.message_id,
                    now,
                )
            if isinstance(contents, Report):
                reports.note_sent(connection, chat.clinic, contents.file_id, now)
            if not changed:
                return chats.is_held(connection, fence)
            return chats.commit_screen(
                connection,
                fence,
                screen_message_id=chat.screen_message_id,
                screen_buttons=chat.screen_buttons,
                keyboard=chat.keyboard,
                newest_message_id=chat.newest_message_id,
            )

        also = keys_of(chat.clinic, posts) if staff else []
        mine = await self._surely(unit, chat.key, *also)
        for each in posts:
            self._drop(chat, each)
            self._failing.pop((chat, each.row.seq), None)
        if staff and isinstance(contents, Card):
            self._hung[contents.case_id] = None
            if len(self._hung) > _HUNG_KNOWN:
                del self._hung[next(iter(self._hung))]
        metrics.DELIVERIES.labels(row.parcel.kind, "edited" if edited else "sent").inc()
        if not mine:
            chat.lose()
        elif isinstance(contents, Question) and old_screen:
            await site.limits.acquire(to, "reply")
            # Best effort: a press on what stays is told kindly that it is stale.
            await site.messenger.deliver(to, StripButtons(old_screen))

    async def _failed(self, site: Site, chat: LiveChat, post: Post, delivery: TryAgain) -> None:
        row, timing, steady = post.row, self._means.timing, self._means.clock.steady()
        if row.parcel.fleeting and delivery.perhaps:
            await self._end(chat, post, "dropped")
            return
        attempts = row.attempts + 1
        pause = min(timing.send_pause_most, timing.send_pause * 2.0 ** (attempts - 1)) * (1 + random() / 4)
        since = self._fails(chat, row, pause)
        _log.warning(
            "delivery_failed",
            clinic=chat.clinic,
            kind=row.parcel.kind,
            attempts=attempts,
            reason=delivery.reason,
        )
        # While nothing goes to anybody, it is not this message that is to blame.
        others_go = self._succeeded.get(chat.clinic, -1.0) > since
        if others_go and steady - since > timing.send_bound:
            await self._give_up(site, chat, post, "TryAgain")
            return
        if post in chat.outbox:
            chat.outbox[chat.outbox.index(post)] = replace(post, row=replace(row, attempts=attempts))
        await self._put_back(chat, post, pause, attempts)

    def _fails(self, chat: LiveChat, row: OutboxRow, pause: float) -> float:
        """Remembers that the row did not go, for so long; since when it has not."""
        steady = self._means.clock.steady()
        known = self._failing.get((chat, row.seq))
        since = known.since if known is not None else steady
        self._failing[chat, row.seq] = _Failing(since, steady + pause)
        return since

    async def _put_back(self, chat: LiveChat, post: Post, pause: float, attempts: int | None = None) -> None:
        row, not_before = post.row, self._means.clock.now() + timedelta(seconds=pause)
        tries = row.attempts if attempts is None else attempts

        def unit(connection: Connection) -> None:
            outbox.put_back(connection, chat.clinic, chat.chat_id, row.seq, tries, not_before)

        await self._surely(unit, chat.key)

    async def _unreachable(self, chat: LiveChat, post: Post, reason: str) -> None:
        if chat.chat_id < 0:
            await self._room.shut_out(self._means.sites[chat.clinic], reason)
            self._fails(chat, post.row, self._means.timing.unreachable_pause)
            return
        now, fence, sealer = self._means.clock.now(), chat.fence, self._means.sealer
        seed = f"{chat.chat_id}:{post.row.seq}"
        event = event_to_json(Blocked(Stamp(now, seed)))
        arrival = Arrival("delivery", seed, "event", event, now, f"b{post.row.seq}")

        def unit(connection: Connection) -> list[InboxRow]:
            chats.mark_unreachable(connection, fence, now)
            if inbox.known(connection, chat.clinic, arrival.source, [seed]):
                return []
            return inbox.add(connection, sealer, chat.clinic, chat.chat_id, [arrival])

        arrivals = await self._surely(unit, chat.key)
        chat.unreachable_at = now
        metrics.DELIVERIES.labels(post.row.parcel.kind, "unreachable").inc()
        if post.row.parcel.fleeting:
            await self._end(chat, post, "dropped")
        self._arrived(arrivals)

    async def _give_up(self, site: Site, chat: LiveChat, post: Post, reason: str) -> None:
        """The row will never go. Whoever relies on it is told."""
        row, now = post.row, self._means.clock.now()
        _log.error(
            "delivery_given_up", clinic=chat.clinic, kind=row.parcel.kind, outbox_id=row.seq, reason=reason
        )
        address = self._staff_chats.address(chat.clinic)
        tell = chat.chat_id > 0 and not row.parcel.fleeting
        letters = [set_aside.undelivered(self._means, site, chat.chat_id)] if tell else []

        def unit(connection: Connection) -> list[OutboxRow]:
            outbox.finish(connection, chat.clinic, chat.chat_id, row.seq, "dead", now)
            if not letters:
                return []
            return set_aside.send(connection, self._means, chat.clinic, address, letters)

        rows = await self._surely(unit, chat.key, chats.key(chat.clinic, address))
        self._drop(chat, post)
        self._failing.pop((chat, row.seq), None)
        metrics.DELIVERIES.labels(row.parcel.kind, "dead").inc()
        self.push([Post(each, letter.contents) for each, letter in zip(rows, letters, strict=True)])

    def _superseded(self, chat: LiveChat, post: Post) -> bool:
        """A later row of the chat's outbox makes this one pointless."""
        match post.contents:
            case Question():
                return any(isinstance(each.contents, Question) for each in _after(chat, post))
            case Card(case_id, urgent=urgent):
                later = [
                    each
                    for each in _after(chat, post)
                    if isinstance(each.contents, Card) and each.contents.case_id == case_id
                ]
                # What is urgent is not held back by a change that may not be, nor what is said under a card by its
                # being late.
                stands = case_id in self._hung or successor(post, chat.outbox) in later
                return stands and any(
                    each.contents.urgent >= urgent for each in later if isinstance(each.contents, Card)
                )
            case Told(edits=edits) if edits:
                return any(
                    isinstance(each.contents, Told) and each.contents.edits == edits
                    for each in _after(chat, post)
                )
            case _:
                return False

    async def _supersede(self, chat: LiveChat, post: Post) -> None:
        """The row need not go. A card that has waited for long leaves its place to what it is now."""
        heir = successor(post, chat.outbox) if isinstance(post.contents, Card) else None
        place = self._places.get((chat, post.row.seq), post.row.seq)
        await self._end(chat, post, "dropped")
        if heir is not None:
            self._places[chat, heir.row.seq] = place
            self._put_in_place(chat)

    def _put_in_place(self, chat: LiveChat) -> None:
        """Those that have taken the place of others stand there."""
        if self._places and self._for_staff(chat):
            chat.outbox = deque(
                sorted(chat.outbox, key=lambda each: self._places.get((chat, each.row.seq), each.row.seq))
            )

    async def _end(self, chat: LiveChat, post: Post, end: End) -> None:
        row, now = post.row, self._means.clock.now()

        def unit(connection: Connection) -> None:
            outbox.finish(connection, chat.clinic, chat.chat_id, row.seq, end, now)

        await self._surely(unit, chat.key)
        self._drop(chat, post)
        metrics.DELIVERIES.labels(row.parcel.kind, end).inc()

    def _drop(self, chat: LiveChat, post: Post) -> None:
        """The row is done: it stands first, but in the staff's chat, where it may stand anywhere."""
        self._places.pop((chat, post.row.seq), None)
        for index, each in enumerate(chat.outbox):
            if each.row.seq == post.row.seq:
                del chat.outbox[index]
                return

    async def _surely(self, unit: Callable[[Connection], T], *keys: str) -> T:
        """Writes what has happened already: a database in trouble is asked until it takes it."""
        while True:
            try:
                return await self._means.database.write(unit, *keys)
            except DatabaseTrouble as trouble:
                _log.error("delivery_not_noted", reason=str(trouble))
                await asyncio.sleep(self._means.timing.tick)


def _after(chat: LiveChat, post: Post) -> Iterator[Post]:
    return (each for each in chat.outbox if each.row.seq > post.row.seq)


def _keyboard_after(before: bool, bubble: Bubble) -> bool:
    if bubble.rows:
        return before
    return bool(bubble.keyboard) or (before and not bubble.remove_keyboard)
