"""Many reports on a host that the clinic has not listed: each patient is told, the staff have one thing to do."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress

import pytest

from bot.sandbox.chats import Bubble
from bot.sandbox.people import Patient
from tests.e2e.bots import Bot, balanced
from tests.e2e.house import REQUIRED, House, book, house
from tests.e2e.test_my_reports import asked_for_a_code

pytestmark = pytest.mark.anyio

HOST = "files.example.org"
ELSEWHERE = f"https://{HOST}"
LATER = "I could not get the file. Our team will send it to you"
TASK = "Report could not be delivered"
NAMES = ("Asha", "Anita", "Bina", "Chitra", "Deepa", "Ekta", "Farah", "Gita", "Hema")
ROOMY = REQUIRED.replace("[branches.collection]", "[branches.collection]\ncapacity = 40")


async def booked(inside: House, number: int) -> tuple[Patient, str]:
    """A patient, and the reference of their booking."""
    patient = inside.patient(
        1000 + number, phone=f"9198765{43000 + number}", first_name=f"P{number}", last_name=""
    )
    await book(patient, who=f"{NAMES[number]} Rao, 4{number}, F")
    confirmed = await patient.wait_for("is confirmed")
    return patient, reference(confirmed)


def reference(confirmed: Bubble) -> str:
    return next(
        word.strip("<>.,b/") for word in confirmed.text.split() if word[4:5] == "-" and len(word) >= 9
    )


async def reported(inside: House, number: int) -> None:
    entry = next(each for each in inside.lab.bookings if each.contact == f"98765{43000 + number}")
    await inside.lab.complete_report(entry.integrator_id)


def told(patient: Patient) -> int:
    return sum(LATER in bubble.text for bubble in patient.messages)


def cards(inside: House) -> list[Bubble]:
    return [bubble for bubble in inside.staff.messages if TASK in bubble.text]


async def until(inside: House, condition: Callable[[], bool]) -> None:
    await inside.staff.chat.changes.until(condition, 30.0)


async def shown(inside: House, *signs: str) -> Bubble:
    """The one card, once it shows those."""
    await until(inside, lambda: any(all(sign in card.text for sign in signs) for card in cards(inside)))
    [card] = [card for card in cards(inside) if all(sign in card.text for sign in signs)]
    return card


async def test_the_staff_are_called_once_and_find_the_others_on_the_card() -> None:
    async with house(ROOMY, report_origin=ELSEWHERE) as inside:
        people = [await booked(inside, number) for number in (1, 2, 3)]
        await reported(inside, 1)
        card = await inside.staff.wait_for(TASK)
        assert HOST in card.text
        quiet = len(inside.staff.messages)
        for number in (2, 3):
            await reported(inside, number)
        await shown(inside, *(sign for _, sign in people[1:]))
        for patient, _ in people:
            await patient.wait_for(LATER, since=0)
            assert told(patient) == 1
        assert len(inside.staff.messages) == quiet, "nothing new in the group"
        # The lab says it again, of one whom the staff were not called for.
        inside.clock.move(seconds=1)
        entry = inside.lab.bookings[1]
        await inside.lab.correct_report(entry.integrator_id)
        with suppress(TimeoutError):
            await people[1][0].chat.changes.until(lambda: told(people[1][0]) > 1, 1.0)
        assert [told(patient) for patient, _ in people] == [1, 1, 1]
        assert len(cards(inside)) == 1


async def test_it_stays_quiet_for_a_day_after_it_was_seen_to_and_is_called_again_then() -> None:
    async with house(ROOMY, report_origin=ELSEWHERE) as inside:
        people = [await booked(inside, number) for number in (1, 2, 3)]
        await reported(inside, 1)
        card = await inside.staff.wait_for(TASK)
        await inside.staff.member(2001, "Asha").press("Seen to", on=card.message_id)
        await inside.staff.wait_for("Done (Asha)")
        quiet = len(inside.staff.messages)
        inside.clock.move(hours=20)
        await reported(inside, 2)
        over = await shown(inside, people[1][1])
        assert over.message_id == card.message_id
        assert "Done (Asha)" in over.text
        await people[1][0].wait_for(LATER, since=0)
        assert len(inside.staff.messages) == quiet
        inside.clock.move(hours=5)
        await reported(inside, 3)
        await people[2][0].wait_for(LATER, since=0)
        await until(inside, lambda: len(cards(inside)) == 2)
        assert people[2][1] in cards(inside)[-1].text


async def test_a_report_that_comes_after_all_is_taken_off_the_card() -> None:
    async with house(ROOMY, report_origin=ELSEWHERE) as inside:
        people = [await booked(inside, number) for number in (1, 2)]
        for number in (1, 2):
            await reported(inside, number)
            await people[number - 1][0].wait_for(LATER, since=0)
        await shown(inside, *(sign for _, sign in people))
        inside.lab.report_origin_told = None
        first, second = inside.lab.bookings
        await inside.lab.correct_report(first.integrator_id)
        await people[0][0].wait_for(lambda bubble: bubble.file is not None)
        assert not any("Done" in card.text for card in cards(inside)), "the other one is missing still"
        await inside.lab.correct_report(second.integrator_id)
        await people[1][0].wait_for(lambda bubble: bubble.file is not None)
        await until(inside, lambda: all("Done" in card.text for card in cards(inside)))
        assert len(cards(inside)) == 1


async def test_a_restart_between_them_makes_no_second_task() -> None:
    async with house(ROOMY, report_origin=ELSEWHERE) as inside:
        people = [await booked(inside, number) for number in (1, 2)]
        await reported(inside, 1)
        await inside.staff.wait_for(TASK)
        await inside.restart()
        await reported(inside, 2)
        await shown(inside, people[1][1])
        assert len(cards(inside)) == 1


async def test_an_old_report_there_is_of_the_same_task_by_the_number_of_its_bill() -> None:
    clinic = ROOMY + "\n[reports]\nold = true\n"
    async with house(clinic, report_origin=ELSEWHERE) as inside:
        await booked(inside, 1)
        await reported(inside, 1)
        await inside.staff.wait_for(TASK)
        quiet = len(inside.staff.messages)
        patient = inside.patient(1009, phone="919876543210")
        await book(patient)
        await patient.wait_for("is confirmed")
        bill = inside.lab.file_report("9876543210", "Sunita", {"T0086": "HbA1c"}, inside.clock.now())
        await asked_for_a_code(patient)
        await patient.say(inside.lab.code_for("9876543210"))
        listed = await patient.wait_for("Your reports.")
        await patient.press(listed.buttons[0][0].text)
        await patient.wait_for("consent to see it")
        await patient.press("Yes, show")
        listed = await patient.wait_for("Your reports.")
        await patient.press(listed.buttons[0][0].text)
        await shown(inside, bill.id)
        assert len(inside.staff.messages) == quiet


async def test_two_replicas_call_the_staff_once(postgresql: dict[str, str]) -> None:
    async with balanced(2) as (port, ports):
        by_webhook = {"TELEGRAM_MODE": "webhook", "PUBLIC_URL": f"http://127.0.0.1:{port}"}
        environ = postgresql | by_webhook
        async with house(ROOMY, environ=environ, start=False, report_origin=ELSEWHERE) as inside:
            bots = [Bot(inside.environ | {"PORT": str(each)}) for each in ports]
            for bot in bots:
                await bot.start()
            people = await asyncio.gather(*(booked(inside, number) for number in range(1, 9)))
            await asyncio.gather(*(reported(inside, number) for number in range(1, 9)))
            for patient, _ in people:
                await patient.wait_for(LATER, since=0, timeout=30)
            await shown(inside, *(sign for _, sign in people))
            assert len(cards(inside)) == 1
            assert [told(patient) for patient, _ in people] == [1] * 8
            for bot in bots:
                await bot.kill(signal.SIGTERM)
