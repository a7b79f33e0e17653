"""What a turn may know: read from the store, kept while nobody can have changed it, joined into a `World`."""

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.engine.clock import Clock
from bot.engine.site import Site
from bot.store import cases, people, room, slots, submissions
from bot.store.database import Database
from bot.store.room import Room
from bot.store.sealing import Sealer
from bot.store.statement import Later
from dialogs.case import Case
from dialogs.conversation import Conversation
from dialogs.person import SavedPerson
from dialogs.slots import SlotKey
from dialogs.submission import Booking
from dialogs.words import Words
from dialogs.world import World

_PHONE = re.compile(r"[0-9]{10}")


@dataclass(frozen=True, slots=True)
class View:
    """What the store knows of one chat. `phones` are those that `entries_today` was looked up for."""

    people: tuple[SavedPerson, ...] = ()
    bookings: tuple[Booking, ...] = ()
    case: Case | None = None
    past_case: Case | None = None
    held: tuple[SlotKey, datetime] | None = None
    phones: frozenset[str] = frozenset()
    entries_today: frozenset[str] = frozenset()


def read_view(
    connection: Connection, sealer: Sealer, site: Site, chat_id: int, phones: frozenset[str], now: datetime
) -> View:
    """`phones` are those that stand in the conversation."""
    clinic = site.clinic
    midnight = now.astimezone(clinic.zone).replace(hour=0, minute=0, second=0, microsecond=0)

    def entries(phones: frozenset[str]) -> Later[frozenset[str]]:
        asked = phones if site.lab.one_entry_a_day else ()
        return submissions.with_entry_since(connection, sealer, clinic.id, asked, midnight)

    # All of it is asked for before any of it is read.
    known_people = people.of_chat(connection, sealer, clinic.id, chat_id)
    its_cases = cases.of_chat(connection, sealer, clinic.id, chat_id)
    bookings = submissions.bookings(connection, sealer, clinic.id, chat_id)
    held = slots.held_by(connection, clinic.id, chat_id)
    entries_now = entries(phones)
    known = known_people()
    others = frozenset(person.phone for person in known) - phones
    entries_before = entries(others)
    case, past_case = its_cases()
    return View(
        people=known,
        bookings=bookings(),
        case=case,
        past_case=past_case,
        held=held(),
        phones=phones | others,
        entries_today=entries_now() | entries_before(),
    )


def phones_in(conversation: Conversation) -> frozenset[str]:
    """Phone numbers that the patient has given in a task that is under way."""
    answers = (answer for task in conversation.tasks for answer in task.draft.answers.values())
    said = (getattr(answer, "phone", answer) for answer in answers)
    return frozenset(each for each in said if isinstance(each, str) and _PHONE.fullmatch(each))


def world_of(site: Site, words: Words, view: View, free: Room, now: datetime) -> World:
    held = view.held
    return World(
        clinic=site.clinic,
        words=words,
        shelves=site.shelves(),
        taken=free.taken,
        overrides=free.overrides,
        held=held[0] if held is not None and held[1] > now else None,
        people=view.people,
        bookings=view.bookings,
        case=view.case,
        past_case=view.past_case,
        entries_today=view.entries_today,
    )


class TakenSlots:
    """The room in each coming slot, by clinic, read again when a commit of ours changed it or it grew old."""

    def __init__(self, database: Database, clock: Clock, keep: float) -> None:
        self._database = database
        self._clock = clock
        self._keep = keep
        self._known: dict[str, tuple[float, Room]] = {}
        self._changes: dict[str, int] = {}
        self._reading: dict[str, asyncio.Lock] = {}

    async def of(self, clinic: str) -> Room:
        while True:
            known = self._known.get(clinic)
            if known is not None and self._clock.steady() - known[0] < self._keep:
                return known[1]
            async with self._reading.setdefault(clinic, asyncio.Lock()):
                if self._known.get(clinic) is not known:
                    continue
                changes = self._changes.get(clinic, 0)
                read_at = self._clock.steady()
                found = await self._read(clinic)
                # What was read while a commit changed it is good for this turn, which the claim itself guards.
                if self._changes.get(clinic, 0) == changes:
                    self._known[clinic] = (read_at, found)
                return found

    async def _read(self, clinic: str) -> Room:
        since = self._clock.now() - timedelta(days=1)
        return await self._database.read(lambda connection: room.since(connection, clinic, since))

    def changed(self, clinic: str) -> None:
        self._changes[clinic] = self._changes.get(clinic, 0) + 1
        self._known.pop(clinic, None)
