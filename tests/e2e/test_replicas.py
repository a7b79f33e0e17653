"""Two replicas on one PostgreSQL: a rolling restart, and one that stands still and comes back."""

import asyncio
import signal
from collections import Counter

import pytest

from bot.sandbox.people import Patient
from bot.sandbox.port import kept_ports
from tests.e2e.bots import Bot, balanced
from tests.e2e.house import House, house
from tests.e2e.test_kill import CLINIC, book_whatever_happens, nothing_is_lost_or_doubled

pytestmark = pytest.mark.anyio

LEASE = 1.5


def people(inside: House, number: int) -> list[Patient]:
    return [
        inside.patient(5000 + n, first_name=f"Patient{n}", last_name="", phone=f"9197{10000000 + n}")
        for n in range(number)
    ]


def nothing_is_said_twice(patients: list[Patient]) -> None:
    for patient in patients:
        said = Counter(bubble.text for bubble in patient.messages if bubble.sender.is_bot)
        assert [text for text, times in said.items() if times > 1] == []


async def test_a_rolling_restart_loses_and_doubles_nothing(postgresql: dict[str, str]) -> None:
    async with balanced(2) as (port, ports):
        by_webhook = {"TELEGRAM_MODE": "webhook", "PUBLIC_URL": f"http://127.0.0.1:{port}"}
        async with house(CLINIC, environ=postgresql | by_webhook, start=False) as inside:
            bots = [Bot(inside.environ | {"PORT": str(each)}) for each in ports]
            for bot in bots:
                await bot.start()
            assert len(inside.telegram.calls("setWebhook")) == 1
            patients = people(inside, 16)
            async with asyncio.TaskGroup() as everybody:
                for wave, bot in enumerate((*bots, *bots)):
                    for patient in patients[wave * 4 : wave * 4 + 4]:
                        everybody.create_task(book_whatever_happens(patient, 30))
                    await patients[wave * 4].wait_for("PIN code?", timeout=30)
                    await bot.kill(signal.SIGTERM)
                    await bot.start()
            for patient in patients:
                if not any("is confirmed" in bubble.text for bubble in patient.messages):
                    await patient.wait_for("is confirmed", timeout=20, since=0)
            for bot in bots:
                await bot.kill(signal.SIGTERM)
            nothing_is_lost_or_doubled(inside, patients)
            nothing_is_said_twice(patients)


async def test_one_that_stands_still_for_longer_than_its_lease_does_no_harm(
    postgresql: dict[str, str],
) -> None:
    with kept_ports(1) as (port,):
        async with house(CLINIC, environ=postgresql, start=False) as inside:
            lease = {"LEASE": str(LEASE)}
            frozen, other = (
                Bot(inside.environ | lease | more, "-m", "tests.e2e.replica")
                for more in ({}, {"PORT": str(port)})
            )
            await frozen.start()
            await other.start()
            patients = people(inside, 8)
            async with asyncio.TaskGroup() as everybody:
                for patient in patients:
                    everybody.create_task(book_whatever_happens(patient, 30))
                await patients[0].wait_for("PIN code?", timeout=30)
                frozen.send(signal.SIGSTOP)
            frozen.send(signal.SIGCONT)
            # It learns what happened, and goes on as another worker beside the one that took over.
            async with asyncio.timeout(20):
                while not any("worker_was_buried" in line for line in frozen.said):
                    await asyncio.sleep(0.05)
            late = people(inside, 8 + 4)[8:]
            await asyncio.gather(*(book_whatever_happens(patient, 30) for patient in late))
            for patient in (*patients, *late):
                if not any("is confirmed" in bubble.text for bubble in patient.messages):
                    key = next(e for e in inside.lab.bookings if e.body["contact"] == patient.phone[-10:])
                    await inside.lab.announce(key.integrator_id)
                    await patient.wait_for("is confirmed", timeout=20, since=0)
            for bot in (frozen, other):
                await bot.kill(signal.SIGTERM)
            nothing_is_lost_or_doubled(inside, [*patients, *late])
