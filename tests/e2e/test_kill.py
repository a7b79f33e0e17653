"""The bot is killed again and again while many people book: nothing is lost, doubled, reordered or left unanswered."""

import asyncio
import random
import signal

import pytest

from bot.sandbox.people import Patient
from bot.sandbox.port import kept_ports
from tests.e2e.bots import Bot
from tests.e2e.house import House, house

pytestmark = pytest.mark.anyio

CHATS = 50
KILLS = 20
SEED = 20261120


async def book_whatever_happens(patient: Patient, seconds: float) -> None:
    """A booking by a person who answers what is asked, and waits as long as it takes for an answer."""
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
        bubble = await patient.wait_for(wanted, timeout=seconds)
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


async def killing(bots: list[Bot], chats: int, most: int, begin: asyncio.Semaphore) -> int:
    """Kills one bot after the other, while people begin in as many waves."""
    dice = random.Random(SEED)
    for number in range(most):
        for _ in range(chats * number // most, chats * (number + 1) // most):
            begin.release()
        await asyncio.sleep(dice.uniform(0.05, 0.6))
        bot = bots[number % len(bots)]
        await bot.kill()
        await bot.start()
    return most


async def book_through_kills(inside: House, bots: list[Bot], chats: int, most: int) -> None:
    """Everybody books while the bots are killed."""
    patients = [
        inside.patient(3000 + n, first_name=f"Patient{n}", last_name="", phone=f"9198{10000000 + n}")
        for n in range(chats)
    ]
    begin = asyncio.Semaphore(0)

    async def book_in_turn(patient: Patient) -> None:
        await begin.acquire()
        await book_whatever_happens(patient, 50)

    async with asyncio.TaskGroup() as everybody:
        killer = everybody.create_task(killing(bots, chats, most, begin))
        for patient in patients:
            everybody.create_task(book_in_turn(patient))
    # A kill between the lab's deed and its answer leaves an outcome open, until the lab's own word settles it.
    for patient in patients:
        if not any("is confirmed" in bubble.text for bubble in patient.messages):
            await inside.lab.announce(key_of(inside, patient))
            await patient.wait_for("is confirmed", timeout=20, since=0)
    for bot in bots:
        await bot.kill(signal.SIGTERM)
    assert killer.result() == most
    nothing_is_lost_or_doubled(inside, patients)


async def test_twenty_kills_while_fifty_people_book() -> None:
    async with house(CLINIC, start=False) as inside:
        bot = Bot(inside.environ)
        await bot.start()
        await book_through_kills(inside, [bot], CHATS, KILLS)


async def test_eight_kills_of_two_replicas_while_twenty_people_book(postgresql: dict[str, str]) -> None:
    with kept_ports(1) as (port,):
        async with house(CLINIC, environ=postgresql, start=False) as inside:
            bots = [Bot(inside.environ), Bot(inside.environ | {"PORT": str(port)})]
            for bot in bots:
                await bot.start()
            await book_through_kills(inside, bots, 20, 8)


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
    assert len(phones) == len(set(phones)) == len(patients)
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
