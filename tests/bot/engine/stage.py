"""A stage for the engine: a messenger, a lab and a clock of our own, and a conversation of a few lines.

The conversation counts in its revision. It does what its patient says: "say x", "hold", "timer 5", "case", "boom".
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text as sql

from bot.engine.engine import Engine
from bot.engine.site import Desk, Site
from bot.engine.timing import Timing
from bot.lab.port import Created, Entry, Outcome
from bot.lab.report_file import ReportFile
from bot.store.database import Database
from bot.store.schema import migrate
from bot.store.sealing import Sealer
from bot.telegram.outgoing import (
    AnswerPress,
    Delivery,
    EditBubble,
    NotForum,
    OpenTopic,
    Outgoing,
    SendBubble,
    Sent,
    StripButtons,
)
from dialogs.case import Case
from dialogs.clinic import Branch, Clinic, Opening
from dialogs.conversation import Conversation, Shown, Task, Turn
from dialogs.effects import (
    Effect,
    FirmSlot,
    HoldSlot,
    PutCase,
    RelayToPatient,
    RelayToStaff,
    RemindStaff,
    Say,
    SetTimer,
    SettleSubmission,
    Show,
    Submit,
    TellStaff,
    Toast,
    TryAgain,
)
from dialogs.events import (
    Event,
    LabAnswered,
    MediaSent,
    ObjectPressed,
    Pressed,
    Said,
    SlotTaken,
    StaffActed,
    StaffSaid,
    Started,
    Stumbled,
    TimerFired,
)
from dialogs.money import Paise
from dialogs.screen import ObjectButton, QuestionButton, Screen
from dialogs.slots import SlotKey
from dialogs.submission import Submission
from dialogs.text import text
from dialogs.understanding.readings import Age
from dialogs.words import Words
from dialogs.world import World

IST = ZoneInfo("Asia/Kolkata")
NOON = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
STAFF = -1001
OWNER = 777
BOT = 7
CLINIC = "asha"
SLOT = SlotKey("b1", "home", datetime(2026, 11, 21, 2, 30, tzinfo=UTC))

_SOURCE = """
said = { $what }
question = Question { $number }
button = Go on
stumbled = Sorry, something went wrong.
staff-set-aside = Set aside: { $reference }
staff-reply-to-card = Which patient?
staff-anonymous = Who are you?
staff-not-member = No member
staff-no-topics = No topics any more
staff-shut-out = Shut out
staff-reminders = { $count } are late:
staff-digest = { $count } wait: { $cases }
staff-digest-line = { $cause }
staff-digest-more = { $count } more
staff-digest-over = All hang.
cause-asked_for_person = Asks
line-patient = { $words }
line-edited = changed: { $words }
staff-try-again = Try again
staff-undelivered = Not delivered.
"""
WORDS = Words({"en": (_SOURCE,)})

QUICK = Timing(
    turn_limit=5.0,
    turn_pause=0.0,
    album_wait=0.0,
    merge=0.0,
    beat=60.0,
    poll=60.0,
    tick=0.01,
    send_pause=0.0,
    send_pause_most=0.0,
    lab_pause=0.0,
    unknown_pause=(0.0, 0.0),
    unknown_pause_most=0.0,
)


@dataclass
class HandClock:
    """Clocks that stand still until they are moved."""

    at: datetime = NOON
    steadily: float = 1000.0

    def now(self) -> datetime:
        return self.at

    def steady(self) -> float:
        return self.steadily

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Telegram:
    """Takes everything, unless `answers` says otherwise: what it yields other than `None` is the delivery."""

    sent: list[tuple[int, Outgoing, int]] = field(default_factory=list)
    tried: list[tuple[int, Outgoing]] = field(default_factory=list)
    answers: Callable[[int, Outgoing], Delivery | None] = lambda _chat, _outgoing: None
    before: Callable[[int, Outgoing], Awaitable[None]] | None = None
    forum: bool = False
    ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1000))

    async def deliver(self, chat_id: int, outgoing: Outgoing) -> Delivery:
        self.tried.append((chat_id, outgoing))
        if self.before is not None:
            await self.before(chat_id, outgoing)
        answer = self.answers(chat_id, outgoing)
        if answer is not None:
            return answer
        match outgoing:
            case EditBubble(message_id=message_id) | StripButtons(message_id=message_id):
                pass
            case AnswerPress():
                message_id = 0
            case OpenTopic() if not self.forum:
                return NotForum("the chat is not a forum")
            case _:
                message_id = next(self.ids)
        self.sent.append((chat_id, outgoing, message_id))
        return Sent(message_id)

    def texts(self, chat_id: int) -> list[str]:
        """What was newly said in a chat."""
        return [
            outgoing.bubble.html
            for to, outgoing, _ in self.sent
            if to == chat_id and isinstance(outgoing, SendBubble)
        ]

    def of(self, kind: type[Any], chat_id: int | None = None) -> list[Any]:
        return [
            outgoing
            for to, outgoing, _ in self.sent
            if isinstance(outgoing, kind) and (chat_id is None or to == chat_id)
        ]


@dataclass
class Lab:
    """Stores everything, unless `answers` says otherwise."""

    answers: Callable[[Entry], Outcome] = lambda entry: Created(f"lab-{entry.key}", entry.phase)
    entries: list[Entry] = field(default_factory=list)
    gate: asyncio.Event | None = None
    repeats_are_safe: bool = True
    one_entry_a_day: bool = True
    asked: list[datetime | None] = field(default_factory=list)

    async def create(self, entry: Entry, *, asked_at: datetime | None = None) -> Outcome:
        self.entries.append(entry)
        self.asked.append(asked_at)
        if self.gate is not None:
            await self.gate.wait()
        return self.answers(entry)


class NoLimits:
    def __init__(self) -> None:
        self.penalties: list[tuple[int, float]] = []

    async def acquire(self, chat_id: int, kind: str, *, first: bool = False, reserved: bool = False) -> None:
        return None

    def room(self, chat_id: int, messages: int = 1, *, reserved: bool = False) -> float:
        return 0.0

    def penalise(self, chat_id: int, seconds: float, kind: str = "reply") -> None:
        self.penalties.append((chat_id, seconds))


def opening(capacity: int) -> Opening:
    return Opening(frozenset(range(7)), time(6), time(12), capacity=capacity, closed=frozenset[date]())


def clinic_of(capacity: int = 4, clinic_id: str = CLINIC) -> Clinic:
    branch = Branch("b1", "mg-road", ("5600*",), opening(capacity), IST)
    return Clinic(clinic_id, "Asha", IST, ("en",), "flabs", (branch,), STAFF)


def submission(number: int = 1, slot: datetime | None = SLOT.start) -> Submission:
    return Submission(
        id=f"{CLINIC}-S{number}",
        reference=f"R{number}",
        phase="booking",
        branch_id="b1",
        patient_name="Sunita Devi",
        first_name="Sunita",
        last_name="Devi",
        phone="9876543210",
        age=Age(58),
        gender="female",
        relation="self",
        address="12 MG Road, first floor",
        pincode="560001",
        location="",
        items=(),
        described=("CBC",),
        discount=Paise(0),
        visit_charge=Paise(0),
        total=Paise(0),
        mode="home",
        slot=slot,
        slot_end=slot + timedelta(hours=1) if slot else None,
        instructions="",
        source="telegram",
        language="en",
        made_at=NOON,
    )


def said(what: str) -> Say:
    return Say(text("said", what=what))


def asked(revision: int) -> Show:
    button = QuestionButton(text("button"), "q", "v")
    return Show(Screen("q", revision, text("question", number=revision), ((button,),)))


def talk(conversation: Conversation, event: Event, world: World) -> Turn:
    """The conversation of the stage."""
    revision = conversation.revision + 1
    after = replace(
        conversation,
        revision=revision,
        tasks=conversation.tasks or (Task("booking"),),
        shown=Shown("q", revision),
    )
    return Turn(after, _effects(after, event, world))


def _effects(after: Conversation, event: Event, world: World) -> tuple[Effect, ...]:
    match event:
        case Started():
            return (said("hello"), asked(after.revision))
        case Said(text=words):
            return _obey(words, after, event, world)
        case Pressed(query_id=query_id, value=value):
            return (Toast(query_id, text("said", what=value)), asked(after.revision))
        case ObjectPressed():
            return (said("object"),)
        case TimerFired(kind=kind):
            return (said(f"timer {kind}"),)
        case SlotTaken():
            return (said("taken"), asked(after.revision))
        case Stumbled(poison_id=poison_id, again=again):
            told = (said("stumbled"), asked(after.revision))
            return (*told, _case(poison_id, f"Set aside: {poison_id}", "again", event)) if again else told
        case StaffActed(action="again", case_id=poison_id):
            return (TryAgain(poison_id),)
        case LabAnswered(submission_id=submission_id, answer=answer, lab_id=lab_id):
            outcome = said(f"lab {answer}")
            if answer == "created":
                return (outcome, SettleSubmission(submission_id, "confirmed", lab_id))
            return (outcome,)
        case StaffSaid(message_id=message_id, reply_to=reply_to):
            return (RelayToPatient(message_id, reply_to=reply_to),)
        case StaffActed(action=action, staff=staff):
            return (said(f"staff {staff} {action}"),)
        case MediaSent(message_ids=message_ids, caption=caption):
            return (said(f"media {len(message_ids)} {caption}"),)
        case _:
            return (said(type(event).__name__),)


def _obey(words: str, after: Conversation, event: Said, world: World) -> tuple[Effect, ...]:
    verb, _, rest = words.partition(" ")
    match verb:
        case "say":
            return (said(rest),)
        case "fleeting":
            return (Say(text("said", what=rest), fleeting=True),)
        case "boom":
            raise RuntimeError("boom")
        case "hang":
            while True:
                pass
        case "hold":
            return (HoldSlot(SLOT), said("held"))
        case "firm":
            return (FirmSlot(SLOT, f"S{after.revision}"), said("firm"))
        case "submit":
            return (Submit(submission(int(rest or 1))), said("sending"))
        case "timer":
            return (SetTimer(rest, event.stamp.now + timedelta(minutes=5)),)
        case "case":
            return (_case(f"C{rest}", f"card {rest}", "claim", event),)
        case "over":
            put = _case(f"C{rest}", f"card {rest}", "claim", event)
            return (replace(put, case=replace(put.case, state="resolved")),)
        case "urgent":
            return (replace(_case(f"C{rest}", f"card {rest}", "claim", event), urgent=True),)
        case "danger":
            return (replace(_case(f"C{rest}", f"card {rest}", "claim", event), urgent=True, danger=True),)
        case "cry":
            case_id, _, told = rest.partition(" ")
            return (TellStaff(text("said", what=told), case_id, danger=True),)
        case "late":
            case_id, _, who = rest.partition(" ")
            alone, line = text("said", what=f"{who}: {case_id} is late"), text("said", what=f"- #{case_id}")
            return (RemindStaff(case_id, alone, line, text("said", what=who)),)
        case "relay":
            return (RelayToStaff(rest, event.message_id, reply_to=event.reply_to),)
        case "tell":
            case_id, _, told = rest.partition(" ")
            return (RelayToStaff(case_id, event.message_id, told, event.reply_to),)
        case "world":
            return (said(f"held {world.held is not None} people {len(world.people)} case {world.case}"),)
        case _:
            return (asked(after.revision),)


def _case(case_id: str, card: str, action: str, event: Event) -> PutCase:
    now = event.stamp.now
    case = Case(case_id, "waiting", now, ()).with_task("asked_for_person", now)
    button = ObjectButton(text("button"), action, case_id)
    return PutCase(case, text("said", what=card), ((button,),), text("said", what=f"topic of {card}"))


class Stage:
    """An engine on a database of its own. `open` again after `crash` is another process on the same file."""

    def __init__(
        self,
        database_url: str,
        *,
        advance: Callable[[Conversation, Event, World], Turn] = talk,
        timing: Timing = QUICK,
        capacity: int = 4,
    ) -> None:
        self.database = Database.open(database_url)
        migrate(self.database)
        self.sealer = Sealer([("k1", bytes(range(32)))])
        self.clock = HandClock()
        self.telegram = Telegram()
        self.lab = Lab()
        self.limits = NoLimits()
        self.reports: dict[str, ReportFile | Exception] = {}
        self.declined: list[int] = []
        self.desk: Desk | None = None
        self.staff: dict[int, bool | None] = {}
        self.advance = advance
        self.timing = timing
        self.clinic = clinic_of(capacity)
        self.update_ids = itertools.count(1)
        # One row of numbers for both sides of a chat, as Telegram has it.
        self.message_ids = self.telegram.ids
        self.engine = self.another_engine()

    def another_engine(self) -> Engine:
        site = Site(
            clinic=self.clinic,
            bot_id=BOT,
            messenger=self.telegram,
            limits=self.limits,
            lab=self.lab,
            shelves=dict,
            fetch_report=self._fetch,
            decline=self._decline,
            is_staff=self._is_staff,
            owner=self._owner,
            desk=self.desk,
        )
        return Engine(
            self.database,
            self.sealer,
            {CLINIC: site},
            advance=self.advance,
            words=WORDS,
            clock=self.clock,
            timing=self.timing,
        )

    async def crash(self) -> None:
        """Everything of the process is gone; only what was committed is left."""
        ours = {asyncio.current_task()}
        # A dead process begins nothing when a task of its ends.
        self.engine._turns._open = self.engine._deliveries._open = False
        for task in asyncio.all_tasks() - ours:
            task.cancel()
        await asyncio.gather(*(asyncio.all_tasks() - ours), return_exceptions=True)
        await self.engine._thinking.stop()
        await self.lose_sight_of(self.engine)

    async def lose_sight_of(self, engine: Engine) -> None:
        """The database no longer sees the engine's process."""
        self.database.stop_listening(engine._membership.worker_id)
        if engine._membership._life is not None:
            await engine._membership._life.let_go()

    async def restart(self) -> None:
        await self.crash()
        self.engine = self.another_engine()
        await self.engine.start()

    async def close(self) -> None:
        await self.engine.stop()
        await self.database.close()

    async def say(self, chat_id: int, words: str) -> None:
        await self.engine.ingest_update(CLINIC, self.message(chat_id, words))

    def message(self, chat_id: int, words: str, **more: Any) -> dict[str, Any]:
        message = {
            "message_id": next(self.message_ids),
            "date": 1_700_000_000,
            "chat": {"id": chat_id, "type": "private", "first_name": "P"},
            "from": {"id": chat_id, "is_bot": False, "first_name": "P"},
            "text": words,
            **more,
        }
        return {"update_id": next(self.update_ids), "message": message}

    def press(self, chat_id: int, data: str, query_id: str, *, in_chat: int | None = None) -> dict[str, Any]:
        place = chat_id if in_chat is None else in_chat
        return {
            "update_id": next(self.update_ids),
            "callback_query": {
                "id": query_id,
                "from": {"id": chat_id, "is_bot": False, "first_name": "Ravi"},
                "chat_instance": "1",
                "data": data,
                "message": {
                    "message_id": 1,
                    "date": 1_700_000_000,
                    "chat": {"id": place, "type": "private" if place > 0 else "supergroup", "title": "Staff"},
                },
            },
        }

    def staff_reply(self, to: int, words: str) -> dict[str, Any]:
        chat = {"id": STAFF, "type": "supergroup", "title": "Staff"}
        return {
            "update_id": next(self.update_ids),
            "message": {
                "message_id": 5000 + next(self.message_ids),
                "date": 1_700_000_000,
                "chat": chat,
                "from": {"id": 99, "is_bot": False, "first_name": "Ravi"},
                "text": words,
                "reply_to_message": {"message_id": to, "date": 1_700_000_000, "chat": chat},
            },
        }

    def staff_says(self, words: str, by: int = 99) -> dict[str, Any]:
        chat = {"id": STAFF, "type": "supergroup", "title": "Staff"}
        sender = {"id": by, "is_bot": False, "first_name": "Ravi"}
        return self.message(0, words, chat=chat, **{"from": sender})

    async def until(self, true: Callable[[], Any], seconds: float = 20.0) -> None:
        """Waits until something is so, and fails when it does not become so."""
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.002)

    async def settled(self, seconds: float = 20.0) -> None:
        """Nothing is under way in memory, and nothing waits that could go."""
        engine = self.engine

        def quiet() -> bool:
            chats = engine._membership.live
            idle = all(c.turn_task is None and c.send_task is None and not c.inbox for c in chats)
            return idle and not engine._presses._answering

        await self.until(quiet, seconds)

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        return await self.database.read(
            lambda connection: [tuple(row) for row in connection.execute(sql(query))]
        )

    async def _fetch(self, url: str) -> ReportFile:
        found = self.reports[url]
        if isinstance(found, Exception):
            raise found
        return found

    async def _owner(self) -> int | None:
        return OWNER

    async def _is_staff(self, user_id: int) -> bool | None:
        return self.staff.get(user_id, True)

    async def _decline(self, chat_id: int) -> None:
        self.declined.append(chat_id)
