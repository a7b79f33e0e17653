"""The bot is killed again and again while many people book: nothing is lost, doubled, reordered or left unanswered."""

import asyncio
import random
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from bot.sandbox.people import Patient
from tests.e2e.house import House, house

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).parents[2]

CHATS = 50
KILLS = 20
SEED = 20261120


class Bot:
    """The bot as a process of its own, as an operator runs it."""

    def __init__(self, environ: dict[str, str]) -> None:
        self._environ = environ
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            cwd=ROOT, env={"PATH": "/usr/bin:/bin", **self._environ},
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        # It is up once it has said that it serves; what else it says is read so that it never waits for us.
        assert self._process.stderr is not None
        said = b""
        async for line in self._process.stderr:
            said += line
            if b'"serving"' in line or b"serving " in line:
                break
        else:
            raise AssertionError(said.decode())
        self._reading = asyncio.create_task(self._read(self._process.stderr))

    async def _read(self, stream: asyncio.StreamReader) -> None:
        async for _ in stream:
            pass

    async def kill(self, number: int = signal.SIGKILL) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.send_signal(number)
        await self._process.wait()
        await self._reading


async def book_whatever_happens(patient: Patient, seconds: float) -> None:
    """A booking by a person who answers what is asked, and waits as long as it takes for an answer."""
    asked = "Which test"
    await patient.start()
    for wanted, answer in (
        ("Which test", "hba1c"),
        ("Is this all?", "[Yes, go on"),
        ("PIN code?", "560001"),
        ("mobile number", "(contact)"),
        ("Who is the test for?", f"Patient Number{chr(65 + patient.user.id % 26)}, 58, F"),
        ("When shall we take", "[slot"),
        ("Where shall our phlebotomist come?", "Flat 12, Rose Villa, 4th Cross"),
        ("Please check everything", "[✓ Book it"),
    ):
        asked = wanted
        bubble = await patient.wait_for(lambda b, asked=asked: asked in b.text, timeout=seconds)
        if answer == "(contact)":
            await patient.wait_until(lambda: patient.keyboard is not None, timeout=seconds)
            await patient.share_contact()
        elif answer == "[slot":
            rows = [row for row in bubble.buttons if "–" in row[0].text]
            await patient.press(rows[patient.user.id % len(rows)].__getitem__(0).text)
        elif answer.startswith("["):
            await patient.press(answer[1:])
        else:
            await patient.say(answer)
    await patient.wait_for(
        lambda b: "is confirmed" in b.text or "waiting for the lab's answer" in b.text,
        timeout=seconds,
        since=0,
    )


async def killing(bot: Bot, dice: random.Random, stop: asyncio.Event) -> int:
    kills = 0
    while not stop.is_set() and kills < KILLS:
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), dice.uniform(0.05, 0.6))
        await bot.kill()
        kills += 1
        await bot.start()
    return kills


async def test_twenty_kills_while_fifty_people_book() -> None:
    clinic_extra = {"TELEGRAM_RATE": "0"}
    async with house(CLINIC, environ=clinic_extra, start=False) as inside:
        bot = Bot(inside.environ)
        await bot.start()
        patients = [
            inside.patient(3000 + n, first_name=f"Patient{n}", last_name="", phone=f"9198{10000000 + n}")
            for n in range(CHATS)
        ]
        done = asyncio.Event()
        killer = asyncio.create_task(killing(bot, random.Random(SEED), done))
        try:
            await asyncio.gather(*(book_whatever_happens(patient, 50) for patient in patients))
        finally:
            done.set()
            kills = await killer
        # A kill between the lab's deed and its answer leaves an outcome open, until the lab's own word settles it.
        for patient in patients:
            if not any("is confirmed" in bubble.text for bubble in patient.messages):
                await inside.lab.announce(key_of(inside, patient))
                await patient.wait_for("is confirmed", timeout=20, since=0)
        await bot.kill(signal.SIGTERM)
        assert kills == KILLS
        nothing_is_lost_or_doubled(inside, patients)


def key_of(inside: House, patient: Patient) -> str:
    """Our key of the patient's one booking at the lab."""
    return next(e.integrator_id for e in inside.lab.bookings if e.body["contact"] == patient.phone[-10:])


CLINIC = """
name = "Asha Diagnostics"
backend = "flabs"
[staff]
chat_id = -1001234567890
[[branches]]
id = "6530a4a6f1d2c8b7e9a12345"
slug = "mg-road"
pincodes = ["560001"]
[branches.collection]
capacity = 60
"""


def nothing_is_lost_or_doubled(inside: House, patients: list[Patient]) -> None:
    phones = [entry.body["contact"] for entry in inside.lab.bookings]
    assert len(phones) == len(set(phones)) == CHATS
    for patient in patients:
        texts = [bubble.text for bubble in patient.messages if bubble.sender.is_bot]
        order = [
            next((i for i, text in enumerate(texts) if wanted in text), None)
            for wanted in ("Which test", "mobile number", "Who is the test for?", "When shall we take",
                           "Please check everything", "is confirmed")
        ]  # fmt: skip
        seen = [place for place in order if place is not None]
        assert seen == sorted(seen), texts
        assert any("is confirmed" in text for text in texts)
