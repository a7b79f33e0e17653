"""Reports through the whole bot: whoever booked is told once, gets the file, and nobody reads more than that in it."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import Connection, select

from bot.sandbox.people import Patient
from bot.store.tables import submissions
from tests.e2e.house import House, book, house

pytestmark = pytest.mark.anyio


async def booked(inside: House, test: str = "hba1c") -> tuple[Patient, str]:
    """A confirmed booking, with our key of it."""
    patient = inside.patient(phone="919876543210")
    await book(patient, test=test)
    await patient.wait_for("is confirmed")
    return patient, inside.lab.bookings[0].integrator_id


def files(patient: Patient) -> list[str]:
    return [bubble.text for bubble in patient.messages if bubble.file is not None]


async def a_moment(inside: House) -> None:
    with suppress(TimeoutError):
        await inside.lab.changes.until(lambda: False, 0.4)


async def test_a_part_is_told_and_the_file_comes_with_the_last_of_them() -> None:
    async with house() as inside:
        patient, key = await booked(inside, "hba1c and tsh")
        bill = await inside.lab.create_bill(key)
        first, second = bill.tests
        await inside.lab.complete_report(key, [first])
        part = await patient.wait_for("1 of 2 reports are ready")
        await a_moment(inside)
        assert files(patient) == []
        await patient.press("Send what is ready", on=part.message_id)
        await patient.wait_until(lambda: len(files(patient)) == 1)
        await inside.lab.complete_report(key, [second])
        await patient.wait_for("is ready. I am getting it")
        await patient.wait_until(lambda: len(files(patient)) == 2)
        assert not any("HbA1c" in told or "TSH" in told for told in files(patient))


async def test_another_file_of_the_same_tests_is_a_corrected_report() -> None:
    async with house() as inside:
        patient, key = await booked(inside)
        await inside.lab.complete_report(key)
        await patient.wait_until(lambda: len(files(patient)) == 1)
        inside.clock.move(minutes=1)
        await inside.lab.correct_report(key)
        await patient.wait_until(lambda: len(files(patient)) == 2)
        assert "corrected" in files(patient)[-1]
        assert sum("is ready" in bubble.text for bubble in patient.messages) == 1


async def test_a_bill_marks_the_sample_as_taken_and_tells_the_patient_nothing() -> None:
    async with house() as inside:
        patient, key = await booked(inside)
        before = len(patient.messages)
        await inside.lab.create_bill(key)

        def collected(connection: Connection) -> bool:
            return connection.scalar(select(submissions.c.collected_at)) is not None

        assert inside.service is not None
        async with asyncio.timeout(15):
            while not await inside.service.database.read(collected):
                await a_moment(inside)
        assert len(patient.messages) == before


async def test_a_deleted_bill_is_for_the_staff() -> None:
    async with house() as inside:
        patient, key = await booked(inside)
        await inside.lab.create_bill(key)
        before = len(patient.messages)
        await inside.lab.delete_bill(key)
        card = await inside.staff.wait_for("has deleted the bill")
        assert "Sunita Devi" in card.text
        assert len(patient.messages) == before


async def test_a_bill_proves_what_nobody_knew() -> None:
    async with house(announce=False) as inside:
        patient = inside.patient(phone="919876543210")
        inside.lab.faults.drop("/client/crm/lead/create", when="after")
        await book(patient)
        await patient.wait_for("waiting for the lab's answer")
        key = inside.lab.bookings[0].integrator_id
        await inside.lab.complete_report(key)
        await patient.wait_until(lambda: len(files(patient)) == 1)
        inside.clock.move(minutes=15)
        await a_moment(inside)
        assert not any("is it there?" in bubble.text for bubble in inside.staff.messages)


@pytest.mark.parametrize("who, other", [("Sunita Devi, 58, F", False), ("my father Ramesh Kumar, 64", True)])
async def test_what_a_person_has_to_tell_is_released_by_one(who: str, other: bool) -> None:
    async with house() as inside:
        patient = inside.patient(phone="919876543210")
        await book(patient, test="hiv rapid test", who=who)
        await patient.wait_for("is confirmed")
        await inside.lab.complete_report(inside.lab.bookings[0].integrator_id)
        told = await patient.wait_for("Our team will bring it to you")
        assert "HIV" not in told.text
        await a_moment(inside)
        assert files(patient) == []
        if other:
            card = await inside.staff.wait_for("another adult booked it")
            assert not any("Send it" in button.text for row in card.buttons for button in row)
            return
        card = await inside.staff.wait_for("to be released by a person")
        assert "HIV" not in card.text
        await inside.staff.member(2001, "Asha").press("Send it to the patient", on=card.message_id)
        await patient.wait_until(lambda: len(files(patient)) == 1)
        assert "HIV" not in files(patient)[0]


async def test_a_page_instead_of_a_report_is_tried_again() -> None:
    async with house() as inside:
        patient, key = await booked(inside)
        inside.lab.faults.garble("/reports/*", times=2)
        await inside.lab.complete_report(key)
        await patient.wait_for("is ready. I am getting it")
        for _ in range(2):
            await a_moment(inside)
            inside.clock.move(seconds=30)
        await patient.wait_until(lambda: len(files(patient)) == 1)


async def test_a_page_that_stays_one_is_for_the_staff() -> None:
    async with house() as inside:
        patient, key = await booked(inside)
        inside.lab.faults.garble("/reports/*", times=None)
        await inside.lab.complete_report(key)
        await patient.wait_for("is ready. I am getting it")
        for _ in range(5):
            await a_moment(inside)
            inside.clock.move(minutes=1)
        await patient.wait_for("I could not get the file")
        await inside.staff.wait_for("Report could not be delivered")
        assert files(patient) == []


async def test_a_report_from_another_host_is_said_and_not_fetched() -> None:
    async with house(report_origin="https://files.example.org") as inside:
        patient, key = await booked(inside)
        await inside.lab.complete_report(key)
        await patient.wait_for("I could not get the file")
        card = await inside.staff.wait_for("Report could not be delivered")
        assert "files.example.org" in card.text
        assert files(patient) == []


async def test_a_report_for_whoever_has_blocked_the_bot_waits_and_the_staff_know() -> None:
    async with house() as inside:
        patient, key = await booked(inside)
        inside.clock.move(days=2)
        await patient.block()
        await inside.lab.complete_report(key)
        await inside.staff.wait_for("Report could not be delivered")
        await patient.unblock()
        await patient.wait_until(lambda: len(files(patient)) == 1)
