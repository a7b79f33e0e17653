"""A reception: the desk of a clinic over a database of its own, asked by typing and by pressing."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

import locales
from bot.desk.answer import Answer, Decision
from bot.desk.desk import Desk
from bot.desk.office import Office
from bot.engine.rendering import inline_rows
from bot.lab.glapi import Glapi
from bot.store import cases, journey, slots, submissions
from bot.store.cases import Place
from bot.store.database import Database
from bot.store.schema import migrate
from bot.store.sealing import Sealer
from bot.telegram.incoming import StaffCommand, staff_command_of
from bot.telegram.outgoing import InlineButton
from dialogs.case import Case, CaseState, Cause, StaffTask
from dialogs.catalogue import Catalogue, Item
from dialogs.clinic import Branch, Clinic, Opening
from dialogs.effects import Journey
from dialogs.money import Paise
from dialogs.slots import SlotKey
from dialogs.submission import OrderedItem, State, Submission
from dialogs.understanding.catalogue_index import build_index
from dialogs.understanding.readings import Age
from dialogs.words import Words
from dialogs.world import Shelf

IST = ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 11, 20, 4, 45, tzinfo=UTC)
"""A Friday, 10:15 in the morning there."""

ASHA, STRANGER = 2001, 9999
STAFF_CHAT = -1001234567890

HBA1C = Item("t-hba1c", "test", "HbA1c", Paise(45_000), fasting_hours=0)
LIPID = Item("t-lipid", "test", "Lipid Profile", Paise(80_000), fasting_hours=12)
THYROID = Item("t-tsh", "test", "Thyroid TSH", Paise(30_000), fasting_hours=0)
FREE_T3 = Item("t-ft3", "test", "Thyroid Free T3", Paise(30_000), fasting_hours=0)
ITEMS = {item.id: item for item in (HBA1C, LIPID, THYROID, FREE_T3)}
SHELF = Shelf(Catalogue(ITEMS), build_index(ITEMS.values()), NOW)


def hours(capacity: int) -> Opening:
    return Opening(frozenset(range(7)), time(6), time(10), capacity=capacity, horizon_days=3)


MG_ROAD = Branch("b-mg", "mg-road", ("5600*",), hours(2), IST, name="MG Road")
INDIRANAGAR = Branch("b-in", "indiranagar", ("5603*",), hours(4), IST, visit=hours(4), name="Indiranagar")


def at(day: int, hour: int, branch: Branch = MG_ROAD) -> SlotKey:
    return SlotKey(branch.id, "home", datetime(2026, 11, day, hour, tzinfo=IST).astimezone(UTC))


@dataclass
class Group:
    """Who is in the staff's chat."""

    inside: set[int] = field(default_factory=lambda: {ASHA})
    away: bool = False
    asked: int = 0

    async def looked_up(self, user_id: int) -> bool | None:
        self.asked += 1
        return None if self.away else user_id in self.inside


class Reception:
    """`ask` and `press` yield what the staff member reads: the lines, and under them the buttons, a row a line."""

    def __init__(self, database: Database, language: str = "en") -> None:
        self.database = database
        self.sealer = Sealer([("k1", bytes(range(32)))])
        self.words = Words(locales.sources())
        self.group = Group()
        self.now = NOW
        self.clinic = Clinic("asha", "Asha", IST, (language,), "flabs", (MG_ROAD, INDIRANAGAR), STAFF_CHAT)
        self.shelves = {MG_ROAD.id: SHELF, INDIRANAGAR.id: SHELF}
        self.leads: Glapi | None = None
        self.last: Answer | None = None

    @property
    def desk(self) -> Desk:
        async def username() -> str:
            return "asha_bot"

        return Desk(
            Office(
                self.clinic,
                self.database,
                self.sealer,
                self.words,
                self.group.looked_up,
                lambda: self.shelves,
                username,
                self.leads,
            )
        )

    def one_branch(self) -> None:
        self.clinic = replace(self.clinic, branches=(MG_ROAD,))

    # What the store knows

    def booked(
        self,
        reference: str,
        slot: SlotKey | None = None,
        *,
        items: tuple[Item, ...] = (HBA1C,),
        state: State = "confirmed",
        lab_id: str = "",
        chat_id: int = 5,
        minutes_ago: float = 60,
        capacity: int = 9,
        **about: object,
    ) -> Submission:
        usual = Submission(
            id=f"asha-{reference}",
            reference=reference,
            phase="booking",
            branch_id=slot.branch_id if slot else MG_ROAD.id,
            patient_name="Sunita Devi",
            first_name="Sunita",
            last_name="Devi",
            phone="9876543210",
            age=Age(58),
            gender="female",
            relation=None,
            address="Flat 12, Rose Villa",
            pincode="560001",
            location="",
            items=tuple(OrderedItem(item.id, item.kind, item.name, item.price) for item in items),
            described=(),
            discount=Paise(0),
            visit_charge=Paise(0),
            total=Paise(sum(item.price for item in items)),
            mode=slot.mode if slot else "home",
            slot=slot.start if slot else None,
            slot_end=slot.start + timedelta(hours=1) if slot else None,
            instructions="",
            source="diwali",
            language="en",
            made_at=NOW - timedelta(minutes=minutes_ago),
        )
        sent = replace(usual, **about)  # type: ignore[arg-type]

        def unit(connection: Connection) -> None:
            submissions.add(connection, self.sealer, "asha", chat_id, sent)
            submissions.settle(connection, "asha", sent.id, state, lab_id)
            if slot is not None:
                slots.firm(connection, "asha", chat_id, slot, sent.id, capacity, NOW)

        self.database.alone(unit)
        return sent

    def holding(self, chat_id: int, slot: SlotKey) -> None:
        self.database.alone(
            lambda c: slots.hold(c, "asha", chat_id, slot, 9, NOW, NOW + timedelta(minutes=15))
        )

    def case(
        self,
        case_id: str,
        cause: Cause,
        *,
        minutes_ago: int,
        state: CaseState = "waiting",
        staff: str = "",
        subject: str = "",
        urgent: bool = False,
        card: int = 0,
        topic: int = 0,
        chat_id: int = 5,
    ) -> None:
        opened = NOW - timedelta(minutes=minutes_ago)
        task = StaffTask(1, cause, opened, subject, answer="done" if state == "resolved" else "")
        case = Case(case_id, state, opened, (task,), staff)

        def unit(connection: Connection) -> None:
            cases.put(connection, self.sealer, "asha", chat_id, case, urgent, NOW)
            if card:
                place = Place(STAFF_CHAT, card, topic)
                cases.put_at(connection, self.sealer, "asha", case_id, place, None)

        self.database.alone(unit)

    def step(self, chat_id: int, *steps: Journey, minutes_ago: float = 60) -> None:
        when = NOW - timedelta(minutes=minutes_ago)
        turn = self.turn = getattr(self, "turn", 0) + 1
        self.database.alone(lambda c: journey.record(c, self.sealer, "asha", chat_id, turn, steps, when))

    # What the staff do

    def ask(self, typed: str, by: int = ASHA, *, private: bool = False) -> str:
        message = {"message_id": 7, "from": {"id": by}, "text": typed}
        command = staff_command_of({"message": message})
        assert command is not None
        return self._told(command, private=private)

    def press(self, label: str, by: int = ASHA, *, private: bool = False) -> str:
        """Presses a button of the last answer."""
        data = next(each.data for row in self.buttons for each in row if each.label == label)
        return self.press_data(data, by, private=private)

    def press_data(self, data: str, by: int = ASHA, *, private: bool = False) -> str:
        query = {"id": "q1", "from": {"id": by}, "data": data, "message": {"message_id": 8}}
        command = staff_command_of({"callback_query": query})
        assert command is not None
        return self._told(command, private=private)

    @property
    def buttons(self) -> tuple[tuple[InlineButton, ...], ...]:
        assert self.last is not None
        return inline_rows(self.words, self.clinic.locales[0], self.last.rows, 0)

    def _told(self, command: StaffCommand, *, private: bool) -> str:
        async def run() -> Answer | None:
            found = await self.desk.answer(command, self.now, private=private)
            return await self.database.write(found.settle) if isinstance(found, Decision) else found

        self.last = asyncio.run(run())
        if self.last is None:
            return "(nothing)"
        said = [self.words.plain(line, self.clinic.locales[0]) if line else "" for line in self.last.lines]
        labels = [" ".join(f"[{each.label}]" for each in row) for row in self.buttons]
        toast = [f"({self.words.plain(self.last.toast, 'en')})"] if self.last.toast else []
        file = [f"<{self.last.attachment.filename}>"] if self.last.attachment else []
        return "\n".join(re.sub("</?b>", "", line).rstrip() for line in (*toast, *said, *labels, *file))


@pytest.fixture
def reception(database_url: str) -> Iterator[Reception]:
    database = Database.open(database_url)
    migrate(database)
    yield Reception(database)
    asyncio.run(database.close())
