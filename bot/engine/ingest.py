"""What comes from outside becomes rows of the patient's chat, once, before anybody acknowledges it."""

import asyncio
import hashlib
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Final, Literal, assert_never

import structlog
from sqlalchemy import Connection

from bot.engine import metrics, set_aside
from bot.engine.contents import Message
from bot.engine.effects import Letter, letter
from bot.engine.live_chat import Post
from bot.engine.means import Means
from bot.engine.presses import Presses
from bot.engine.set_aside import RETRY
from bot.engine.site import Site
from bot.engine.staff_chats import StaffChats
from bot.engine.stored_event import StoredEvent, event_to_json
from bot.lab.webhook import (
    BillCompleted,
    BillCreated,
    BillDeleted,
    BookingCreated,
    LabEvent,
    LeadCreated,
    ReportCompleted,
)
from bot.store import cases, chats, inbox, message_links, poison, submissions
from bot.store.inbox import Arrival, InboxRow
from bot.store.outbox import OutboxRow
from bot.telegram.incoming import (
    ANONYMOUS,
    Decline,
    Destination,
    Ignore,
    StaffCommand,
    StaffMoved,
    ToCard,
    ToCase,
    ToPatient,
    ToTopic,
    UpdateUnreadable,
    query_of,
    route,
    update_key,
)
from bot.telegram.outgoing import AnswerPress, Bubble
from dialogs.events import BillSeen, BookingSeen, LeadSeen, Reoffered, ReportAnnounced, Stamp
from dialogs.text import Text, text

_log = structlog.get_logger(__name__)

STAFF_TEXTS: Final = ("staff-reply-to-card", "staff-anonymous", "staff-not-member")
"""The texts that are said here without a conversation."""

_HINT_USEFUL = timedelta(hours=1)
_TOLD_AGAIN = 3600.0
_LOOKED_UP_WITHIN = 3.0

LabEventFate = Literal["stored", "repeated", "not_ours"]


@dataclass(slots=True)
class _Sorted:
    """A batch of updates on its way to its chats: arrivals by chat, in their order, presses to answer now, and
    messages of the staff for a patient of whom nothing is on record."""

    arrivals: dict[int, list[Arrival]] = field(default_factory=dict)
    presses: list[tuple[int, str]] = field(default_factory=list)
    unheard: list[int] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Belonging:
    """The patient's chat that an act of the staff is about, and the case; without one, what was set aside."""

    chat_id: int
    case_id: str = ""


class Ingest:
    """`arrived` is told of the rows, in the order of the commit; `push` of what they put into the staff's outbox."""

    def __init__(
        self,
        means: Means,
        staff_chats: StaffChats,
        presses: Presses,
        arrived: Callable[[Sequence[InboxRow]], None],
        push: Callable[[Sequence[Post]], None],
    ) -> None:
        self._means = means
        self._staff_chats = staff_chats
        self._presses = presses
        self._arrived = arrived
        self._push = push
        self._told_anonymous: dict[str, float] = {}

    async def updates(self, site: Site, raws: Sequence[Mapping[str, Any]]) -> None:
        """Stores updates of the clinic's bot; when this returns, they may be acknowledged.

        One that has come before is let go, and so is one that is nobody's or cannot be read. Raises
        `DatabaseTrouble`, with nothing stored.
        """
        now, clinic = self._means.clock.now(), site.clinic.id
        source = f"telegram:{site.bot_id}"
        keyed: dict[str, tuple[Mapping[str, Any], Destination]] = {}
        for raw in raws:
            try:
                key = str(update_key(raw))
            except UpdateUnreadable as error:
                metrics.UPDATES.labels("unreadable").inc()
                _log.warning("update_unreadable", clinic=clinic, reason=str(error))
                continue
            if key not in keyed:
                keyed[key] = (raw, await self._route(site, raw))
        await self._strangers_out(site, keyed)
        storable = [
            key
            for key, (_, destination) in keyed.items()
            if isinstance(destination, ToPatient | ToCase | ToCard | ToTopic)
            or (isinstance(destination, StaffCommand) and _is_for_desk(site, destination))
        ]
        belongs = await self._belongs(clinic, keyed)

        address = self._staff_chats.address(clinic)

        def unit(connection: Connection) -> tuple[list[InboxRow], _Sorted, list[OutboxRow], list[Letter]]:
            found = _Sorted()
            known = inbox.known(connection, clinic, source, storable)
            for key in storable:
                if key in known:
                    found.outcomes.append("repeated")
                    continue
                raw, destination = keyed[key]
                placed = self._place(connection, clinic, raw, destination, belongs.get(key), found)
                if placed is None:
                    found.outcomes.append("nobody's")
                    continue
                chat_id, kind, payload = placed
                arrival = Arrival(source, key, kind, payload, now, uuid.uuid4().hex)
                found.arrivals.setdefault(chat_id, []).append(arrival)
                found.outcomes.append("stored")
                query_id = query_of(raw)
                if query_id is not None:
                    found.presses.append((chat_id, query_id))
            rows = inbox.add_to_chats(connection, self._means.sealer, clinic, found.arrivals)
            letters = [self._hint(site, text("staff-reply-to-card"), own_id) for own_id in found.unheard]
            hints = set_aside.send(connection, self._means, clinic, address, letters) if letters else []
            return rows, found, hints, letters

        if storable:
            owners = {each.chat_id for each in belongs.values()}
            owners |= {each.chat_id for _, each in keyed.values() if isinstance(each, ToPatient)}
            if any(isinstance(each, ToCard | StaffCommand) for _, each in keyed.values()):
                owners.add(address)
            keys = [chats.key(clinic, chat_id) for chat_id in owners]
            rows, found, hints, letters = await self._means.database.write(unit, *keys)
            for outcome in found.outcomes:
                metrics.UPDATES.labels(outcome).inc()
            for chat_id, query_id in found.presses:
                self._presses.expect(site, chat_id, query_id)
            self._presses.answer(site, 0, [AnswerPress(query_id) for query_id in found.answered])
            self._arrived(rows)
            self._push([Post(row, each.contents) for row, each in zip(hints, letters, strict=True)])
        for _, destination in keyed.values():
            await self._unstored(site, destination)

    async def lab_event(self, site: Site, event: LabEvent, delivery_id: str) -> LabEventFate:
        """Stores an event of the lab for the chat that its key belongs to; when this returns, it may be
        acknowledged. What is not ours leaves no trace. Raises `DatabaseTrouble`."""
        now, clinic, sealer = self._means.clock.now(), site.clinic.id, self._means.sealer
        seed = uuid.uuid4().hex
        stamp = Stamp(now, seed)

        ours = await self._means.database.read(lambda connection: _submission_of(connection, clinic, event))
        if ours is None:
            metrics.LAB_EVENTS.labels("not_ours").inc()
            return "not_ours"
        submission_id, chat_id = ours

        def unit(connection: Connection) -> tuple[LabEventFate, list[InboxRow]]:
            stored = _event_of(event, stamp, submission_id)
            if inbox.known(connection, clinic, "flabs", [delivery_id]):
                return "repeated", []
            bill_id = getattr(event, "bill_id", None)
            if bill_id:
                submissions.note_bill(connection, clinic, submission_id, bill_id)
            arrival = Arrival("flabs", delivery_id, "event", event_to_json(stored), now, seed)
            return "stored", inbox.add(connection, sealer, clinic, chat_id, [arrival])

        fate, rows = await self._means.database.write(unit, chats.key(clinic, chat_id))
        metrics.LAB_EVENTS.labels(fate).inc()
        self._arrived(rows)
        return fate

    async def reoffer(self, site: Site, chat_ids: Sequence[int]) -> None:
        """Has the open question of the chats shown again."""
        now, clinic, sealer = self._means.clock.now(), site.clinic.id, self._means.sealer

        def unit(connection: Connection, chat_id: int) -> list[InboxRow]:
            seed = uuid.uuid4().hex
            event = event_to_json(Reoffered(Stamp(now, seed)))
            return inbox.add(
                connection, sealer, clinic, chat_id, [Arrival("outage", seed, "event", event, now, seed)]
            )

        for chat_id in chat_ids:
            self._arrived(
                await self._means.database.write(partial(unit, chat_id=chat_id), chats.key(clinic, chat_id))
            )

    async def _route(self, site: Site, raw: Mapping[str, Any]) -> Destination:
        """Where the update goes. Before a group is declined, it is asked whether the staff have moved there: another
        process may have heard of it."""
        clinic = site.clinic.id
        destination = route(raw, self._staff_chats.now(clinic), site.bot_id)
        if isinstance(destination, Decline) and not self._means.database.exclusive:
            await self._staff_chats.load()
            return route(raw, self._staff_chats.now(clinic), site.bot_id)
        return destination

    async def _strangers_out(
        self, site: Site, keyed: dict[str, tuple[Mapping[str, Any], Destination]]
    ) -> None:
        """Lets go of acts in the staff's chat of those who are no members (any more). While Telegram cannot be asked,
        nobody presses a button, but words are let through: whoever can write there was let in."""
        acts = {key: to for key, (_, to) in keyed.items() if isinstance(to, ToCase | ToCard | ToTopic)}
        users = sorted({to.user_id for to in acts.values()})
        answers = await asyncio.gather(*(self._looked_up(site, user_id) for user_id in users))
        members = dict(zip(users, answers, strict=True))
        for key, to in acts.items():
            member = members[to.user_id]
            if member is True or (member is None and not isinstance(to, ToCase)):
                continue
            keyed[key] = (keyed[key][0], Ignore("no member of the staff chat"))
            if isinstance(to, ToCase):
                said = self._means.words.plain(text("staff-not-member"), site.staff_language)
                self._presses.answer(site, 0, [AnswerPress(to.query_id, said, alert=True)])

    async def _looked_up(self, site: Site, user_id: int) -> bool | None:
        try:
            async with asyncio.timeout(_LOOKED_UP_WITHIN):
                return await site.is_staff(user_id)
        except TimeoutError:
            return None

    async def _belongs(
        self, clinic: str, keyed: Mapping[str, tuple[Mapping[str, Any], Destination]]
    ) -> dict[str, _Belonging]:
        """What the staff's updates belong to, by key: a case that is open in a patient's chat, or what was set aside
        there."""
        of_staff = {key: to for key, (_, to) in keyed.items() if isinstance(to, ToCase | ToCard | ToTopic)}
        if not of_staff:
            return {}
        staff_chat_id = self._staff_chats.now(clinic)

        def unit(connection: Connection) -> dict[str, _Belonging]:
            found = {key: _belonging(connection, clinic, staff_chat_id, to) for key, to in of_staff.items()}
            return {key: each for key, each in found.items() if each is not None}

        # Behind the note of what was sent to the staff just now: an answer may be quick.
        address = self._staff_chats.address(clinic)
        return await self._means.database.write(unit, chats.key(clinic, address))

    def _place(
        self,
        connection: Connection,
        clinic: str,
        raw: Mapping[str, Any],
        destination: Destination,
        belonging: _Belonging | None,
        found: _Sorted,
    ) -> tuple[int, str, bytes] | None:
        """The chat that an update belongs to, with its row's kind and payload: a patient's, or for a command the staff's."""
        if isinstance(destination, ToPatient):
            return destination.chat_id, "update", _dump(raw)
        if isinstance(destination, StaffCommand):
            return self._staff_chats.address(clinic), "desk", _dump(raw)
        if belonging is not None and belonging.case_id:
            staff_chat_id = self._staff_chats.now(clinic)
            stored = {"update": raw, "case_id": belonging.case_id, "staff_chat_id": staff_chat_id}
            return belonging.chat_id, "staff", _dump(stored)
        if isinstance(destination, ToCard) and destination.ours and not destination.edited:
            found.unheard.append(destination.own_id)
        if isinstance(destination, ToCase):
            found.answered.append(destination.query_id)
            if destination.action == RETRY and belonging is not None:
                self._try_again(connection, clinic, destination.case_id, found)
        return None

    def _try_again(self, connection: Connection, clinic: str, poison_id: str, found: _Sorted) -> None:
        """A staff member has what was set aside handled once more, as if it came now."""
        now = self._means.clock.now()
        again = poison.take_again(connection, self._means.sealer, clinic, poison_id, now)
        if again is not None and again.payload is not None:
            arrival = Arrival("again", poison_id, again.kind, again.payload, now, again.seed)
            found.arrivals.setdefault(again.chat_id, []).append(arrival)

    async def _unstored(self, site: Site, destination: Destination) -> None:
        match destination:
            case ToPatient() | ToCase() | ToCard() | ToTopic():
                return
            case StaffMoved(chat_id=chat_id):
                await self._staff_chats.moved(site.clinic.id, chat_id)
            case Decline(chat_id=chat_id):
                metrics.UPDATES.labels("declined").inc()
                await site.decline(chat_id)
            case StaffCommand():
                if not _is_for_desk(site, destination):
                    metrics.UPDATES.labels("nobody's").inc()
            case Ignore(reason=reason, query_id=query_id):
                metrics.UPDATES.labels("ignored").inc()
                if reason == ANONYMOUS and destination.message_id is not None:
                    await self._tell_anonymous(site, destination.message_id, destination.thread_id)
                if query_id:
                    self._presses.answer(site, 0, [AnswerPress(query_id)])
            case _ as never:
                assert_never(never)

    async def _tell_anonymous(self, site: Site, message_id: int, thread_id: int | None) -> None:
        """Whoever writes without a name is told, once in a while, that nobody hears it."""
        clinic, steady = site.clinic.id, self._means.clock.steady()
        if steady - self._told_anonymous.get(clinic, float("-inf")) < _TOLD_AGAIN:
            return
        self._told_anonymous[clinic] = steady
        letters = [self._hint(site, text("staff-anonymous"), message_id, thread_id)]
        address = self._staff_chats.address(clinic)
        rows = await self._means.database.write(
            lambda connection: set_aside.send(connection, self._means, clinic, address, letters),
            chats.key(clinic, address),
        )
        self._push([Post(row, each.contents) for row, each in zip(rows, letters, strict=True)])

    def _hint(self, site: Site, said: Text, reply_to: int, thread_id: int | None = None) -> Letter:
        """A line for a staff member, under what they wrote."""
        now = self._means.clock.now()
        bubble = Bubble(self._means.words.html(said, site.staff_language))
        hint = Message(bubble, reply_to=reply_to, thread_id=thread_id)
        return letter(hint, now, now + _HINT_USEFUL)


def _is_for_desk(site: Site, command: StaffCommand) -> bool:
    """Every press is, so that somebody answers it."""
    return bool(command.query_id) or (site.desk is not None and site.desk.knows(command.name))


def _belonging(
    connection: Connection, clinic: str, staff_chat_id: int, destination: ToCase | ToCard | ToTopic
) -> _Belonging | None:
    match destination:
        case ToCard(message_id=answered):
            linked = message_links.case_of(connection, clinic, staff_chat_id, answered)
            case_id = linked or destination.case_id
        case ToTopic(thread_id=thread_id):
            in_topic = cases.in_topic(connection, clinic, staff_chat_id, thread_id)
            # Words may still come from a topic that was deleted meanwhile.
            linked = None if in_topic else message_links.case_of(connection, clinic, staff_chat_id, thread_id)
            case_id = in_topic or linked or destination.case_id
        case ToCase():
            case_id = destination.case_id
    chat_id = cases.chat_of(connection, clinic, case_id) if case_id else None
    if chat_id is not None:
        return _Belonging(chat_id, case_id)
    if isinstance(destination, ToCase) and destination.action == RETRY:
        chat_id = poison.chat_of(connection, clinic, case_id)
        return None if chat_id is None else _Belonging(chat_id)
    return None


def _submission_of(connection: Connection, clinic: str, event: LabEvent) -> tuple[str, int] | None:
    """Our key and the chat behind an event: by our own key, or by the id that the lab gave the entry."""
    if event.key is not None:
        chat_id = submissions.chat_of(connection, clinic, event.key)
        if chat_id is not None:
            return event.key, chat_id
    if isinstance(event, BookingCreated | LeadCreated) and event.lab_id is not None:
        return submissions.by_lab_id(connection, clinic, event.lab_id)
    return None


def _event_of(event: LabEvent, stamp: Stamp, submission_id: str) -> StoredEvent:
    match event:
        case BookingCreated(lab_id=lab_id):
            return BookingSeen(stamp, submission_id, lab_id or "")
        case LeadCreated(lab_id=lab_id):
            return LeadSeen(stamp, submission_id, lab_id or "")
        case BillCreated():
            return BillSeen(stamp, submission_id, "created")
        case BillDeleted():
            return BillSeen(stamp, submission_id, "deleted")
        case ReportCompleted() | BillCompleted():
            complete = isinstance(event, BillCompleted) or (bool(event.tests) and event.done == event.tests)
            return ReportAnnounced(
                stamp,
                submission_id,
                _report_id(event, complete=complete),
                len(event.done),
                len(event.tests),
                complete,
                event.report_url or "",
                (event.bill_id or "")[:80],
            )
        case _ as never:
            assert_never(never)


def _report_id(event: ReportCompleted | BillCompleted, *, complete: bool) -> str:
    """What makes a report the same: our key, the bill, and which of its tests are done. Short, for buttons.

    All of them are all of them, also where the word that the bill is completed does not list its tests.
    """
    named = json.dumps([event.key, event.bill_id, "all" if complete else sorted(event.done)])
    return hashlib.sha256(named.encode()).hexdigest()[:20]


def _dump(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
