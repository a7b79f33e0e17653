"""What the storms share: the whole bot as a process of its own beside the house, and people who book in it."""

import asyncio
import base64
import json
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import NullPool

from bot.sandbox.clock import MovableClock
from bot.sandbox.people import Patient
from tests.chaos.databases import empty_database
from tests.chaos.record import Record
from tests.chaos.schedule import Database
from tests.chaos.workers import Worker
from tests.e2e.house import REQUIRED, House, house

CONFIRMED = "is confirmed"
PATIENCE = 240.0
_SYLLABLES = (
    ("Ka", "Ma", "Ra", "Sha", "Va", "Na", "Da", "Ja", "Pa", "Ha"),
    ("vi", "li", "ni", "ti", "ri", "si", "mi", "di", "ki", "pi"),
    ("sho", "no", "mo", "ro", "lo", "jo", "do", "bo", "go", "to"),
    ("na", "la", "ma", "ta", "ra", "ka", "da", "sa", "va", "ya"),
)
_DIALOG = (
    ("Which test", "{test}"),
    ("Is this all?", "[Yes, go on"),
    ("PIN code?", "560001"),
    ("mobile number", "(contact)"),
    ("Who is the test for?", "{who}"),
    ("When shall we take", "(slot)"),
    ("Where shall our phlebotomist come?", "Flat 12, Rose Villa, 4th Cross"),
    ("Please check everything", "[✓ Book it"),
)


@dataclass
class Storm:
    """The house with the bot in it, and the record of all that was said and of what should not have been."""

    inside: House
    record: Record
    began: datetime
    worker: Worker | None = None
    _clock: MovableClock | None = None
    _engine: Engine | None = field(default=None, repr=False)

    async def move(self, by: timedelta) -> None:
        """Moves everybody's wall clock."""
        self.inside.clock.move(seconds=by.total_seconds())
        if self.worker is not None and self._clock is not None:
            self._clock.shift += by
            await self.worker.tell_time()

    @property
    def address(self) -> str:
        """Of the bot's HTTP app."""
        return self.inside.environ["PUBLIC_URL"]

    async def restart(self, environ: Mapping[str, str]) -> None:
        """Ends the bot as a deploy would, and has it come back with other variables besides."""
        self.inside.environ |= environ
        if self.worker is None:
            await self.inside.restart()
        else:
            await self.worker.become(self.inside.environ)
            await self.worker.serving.wait()

    def seconds(self, at: datetime) -> float:
        """A moment of the lab's books, by the record's clock. Not after the clock was moved."""
        return (at - self.began).total_seconds()

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Connection]:
        """Into the database."""
        if self._engine is None:
            url = self.inside.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1)
            self._engine = create_engine(url, poolclass=NullPool)
        with self._engine.connect() as connection:
            yield connection

    def outcome(self, violations: Sequence[str]) -> dict[str, Any]:
        """How often each of them was seen, and whether none was."""
        counted = {name: sum(what == name for what, *_ in self.record.violations) for name in violations}
        return counted | {"ok": not self.record.violations}

    def stories(self, most: int = 10) -> list[str]:
        """The first violations, each with its chat."""
        return [
            f"{what}, chat {chat}: {why}\n{self.record.story(chat) if chat else ''}"
            for what, chat, why in self.record.violations[:most]
        ]


@asynccontextmanager
async def storm(
    capacity: int, *, environ: Mapping[str, str] | None = None, log: Path | None = None, **about: Any
) -> AsyncIterator[Storm]:
    """With a `log` for what it says, the bot is a process of its own, as patient as an operator's; without, it is in
    this one, and in a hurry."""
    async with house(f"{REQUIRED}capacity = {capacity}\n", environ=environ, start=False, **about) as inside:
        record = Record()
        record.listen(inside.telegram.cloud())
        found = Storm(inside, record, inside.clock.now())
        async with AsyncExitStack() as stack:
            if log is None:
                await inside.start()
            else:
                clock = found._clock = MovableClock(found.began - datetime.now(UTC))
                worker = found.worker = Worker(
                    1, inside.environ, clock, log, lambda why: record.violated("died", 0, why), record.counts
                )
                worker.start()
                stack.push_async_callback(worker.stop)
                await worker.serving.wait()
            yield found


@contextmanager
def process_files(database: Database) -> Iterator[tuple[Path, dict[str, str]]]:
    """Where a bot that is a process of its own writes its log, and variables with which it has an empty database."""
    keys = f"k1:{base64.b64encode(os.urandom(32)).decode()}"
    with (
        tempfile.TemporaryDirectory(prefix="phlebot-storm-") as folder,
        empty_database(database, Path(folder)) as url,
    ):
        yield Path(folder) / "bot.log", {"DATABASE_URL": url, "PII_KEYS": keys}


def name_of(number: int) -> str:
    """A name that no other number below ten thousand has."""
    digits = f"{number:04}"
    return "".join(_SYLLABLES[place][int(digit)] for place, digit in enumerate(digits))


def people(inside: House, count: int, *, first: int = 0) -> list[Patient]:
    """So many people whom nobody here has seen before."""
    return [
        inside.patient(10_000 + n, first_name=name_of(n), last_name="", phone=f"9198{10_000_000 + n}")
        for n in range(first, first + count)
    ]


async def book(patient: Patient, test: str = "hba1c") -> None:
    """A booking by somebody new, up to and including the last press, with the patience of a saint."""
    number = patient.user.id
    who = f"Asha {patient.user.first_name}, {20 + number % 60}, F"
    await patient.start("mg-road_storm")
    for wanted, answer in _DIALOG:
        bubble = await patient.wait_for(wanted, timeout=PATIENCE)
        match answer:
            case "(contact)":
                await patient.wait_until(lambda: patient.keyboard is not None, timeout=PATIENCE)
                await patient.share_contact()
            case "(slot)":
                rows = [row for row in bubble.buttons if "–" in row[0].text]
                await patient.press(rows[number % len(rows)][0].text)
            case _ if answer.startswith("["):
                await patient.press(answer[1:])
            case _:
                await patient.say(answer.format(test=test, who=who))


def told(
    database: Database,
    run: Callable[[Path, Mapping[str, str]], Coroutine[Any, Any, tuple[dict[str, Any], list[str]]]],
) -> int:
    """Runs a storm as a process on that database, and tells the stories of what did not hold and, last, its figures as a
    line of JSON; the status to end with."""
    with process_files(database) as (log, environ):
        figures, stories = asyncio.run(run(log, environ))
    for story in stories:
        print(story)
    print(json.dumps({"database": database, **figures}, ensure_ascii=False))
    return 0 if figures["ok"] else 1
