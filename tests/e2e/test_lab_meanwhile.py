"""What happens while the lab has not answered: the day turns, the slot comes near, the patient does something else."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from bot.sandbox.faults import Drop
from bot.sandbox.people import Patient
from tests.e2e.house import House, book, house
from tests.e2e.test_lab_table import CREATE, until_stored

pytestmark = pytest.mark.anyio


async def asked(inside: House, times: int) -> None:
    await inside.lab.changes.until(lambda: len(inside.lab.calls(CREATE)) >= times, 15)


async def withdraws(patient: Patient) -> None:
    await patient.press("Withdraw the request")
    await patient.wait_for("tell us why")
    await patient.press("I would rather not say")
    await patient.wait_for("Shall we ask to cancel")
    await patient.press("Yes, cancel it")
    await patient.wait_for("withdrawn")


async def a_moment(inside: House) -> None:
    """Long enough for a repeat that should not be."""
    with suppress(TimeoutError):
        await inside.lab.changes.until(lambda: False, 0.5)


async def test_before_the_labs_day_turns_repeats_stop_and_are_never_taken_up_again() -> None:
    # Eight minutes to midnight in India.
    async with house(now=datetime(2026, 11, 20, 18, 22, tzinfo=UTC), announce=False) as inside:
        patient = inside.patient()
        inside.lab.faults.add(Drop("after"), CREATE, times=1)
        await book(patient)
        await asked(inside, 1)
        await a_moment(inside)
        assert len(inside.lab.calls(CREATE)) == 1
        inside.clock.move(minutes=30)
        card = await inside.staff.wait_for("is it there?")
        await patient.wait_for("has not answered yet")
        await a_moment(inside)
        assert len(inside.lab.calls(CREATE)) == 1
        await inside.staff.member(2001, "Asha").press("It is in the lab system", on=card.message_id)
        await patient.wait_for("is confirmed")


async def test_after_midnight_an_entry_of_yesterday_is_known_to_be_ours() -> None:
    # The lab's day is that of UTC: it goes on until half past five in India.
    async with house(now=datetime(2026, 11, 20, 17, 0, tzinfo=UTC), zone="UTC") as inside:
        patient = inside.patient()
        await book(patient)
        await patient.wait_for("is confirmed")
        inside.clock.move(hours=2)
        await patient.say("tsh tomorrow 9 am for my husband Ramesh Devi 61 male")
        await patient.wait_for("Please check everything")
        await patient.press("✓ Book it")
        told = await patient.wait_for("There is an entry for this number today")
        assert "confirmed" not in told.text
        card = await inside.staff.wait_for("Another request of a number")
        assert "booking " in card.text


async def test_the_slot_comes_near_before_the_lab_can_be_reached() -> None:
    async with house() as inside:
        patient = inside.patient()
        await patient.start()
        await patient.wait_for("Which test")
        await inside.lab.go_down()
        await book(patient)
        await patient.wait_for("Sending your request")
        inside.clock.move(hours=18)
        await patient.wait_for("could not take one answer: Day and time")
        await inside.lab.come_up()
        slots = await patient.wait_for("When shall we take")
        await patient.press(slots.buttons[0][0].text)
        await patient.wait_for("Please check everything")
        await patient.press("✓ Book it")
        await patient.wait_for("is confirmed")
        assert len(inside.lab.bookings) == 1


async def test_the_slot_comes_near_and_nobody_knows() -> None:
    async with house(announce=False) as inside:
        patient = inside.patient()
        inside.lab.faults.add(Drop("before"), CREATE, times=None)
        await book(patient)
        await asked(inside, 2)
        inside.clock.move(hours=19)
        await inside.staff.wait_for("is it there?")
        await patient.wait_for("has not answered yet")
        inside.lab.faults.clear()
        made = len(inside.lab.calls(CREATE))
        await a_moment(inside)
        assert len(inside.lab.calls(CREATE)) <= made + 1
        assert not inside.lab.bookings


async def test_the_staff_are_asked_and_the_repeats_go_on_beside() -> None:
    async with house(announce=False) as inside:
        patient = inside.patient()
        inside.lab.faults.add(Drop("before"), CREATE, times=None)
        await book(patient)
        await asked(inside, 2)
        inside.clock.move(minutes=11)
        await inside.staff.wait_for("is it there?")
        await patient.wait_for("has not answered yet")
        inside.lab.faults.clear()
        inside.clock.move(minutes=1)
        await patient.wait_for("is confirmed")
        assert len(inside.lab.bookings) == 1
        card = await inside.staff.wait_for(
            lambda bubble: "is it there?" in bubble.text and "Done" in bubble.text
        )
        assert not any("lab system" in button.text for row in card.buttons for button in row)


async def test_the_patient_goes_on_with_another_booking_of_the_same_number() -> None:
    async with house(announce=False) as inside:
        patient = inside.patient()
        gate = inside.lab.faults.hold(CREATE)
        await book(patient)
        await asked_or_held(inside)
        await patient.say("tsh tomorrow 9 am for my husband Ramesh Devi 61 male")
        await patient.wait_for("Please check everything")
        await patient.press("✓ Book it")
        await patient.wait_for("This number has another booking today")
        await inside.staff.wait_for("Another request of a number")
        gate.set()
        await patient.wait_for(lambda bubble: "is confirmed" in bubble.text and "Sunita" in bubble.text)
        assert [each.patient for each in inside.lab.bookings] == ["Sunita Devi"]


async def asked_or_held(inside: House) -> None:
    """The attempt is under way."""
    async with asyncio.timeout(15):
        while inside.lab.faults.rules:
            with suppress(TimeoutError):
                await inside.lab.changes.until(lambda: False, 0.02)


async def test_a_message_edited_after_the_yes_changes_nothing() -> None:
    async with house() as inside:
        patient = inside.patient()
        gate = inside.lab.faults.hold(CREATE)
        await book(patient)
        said = next(b.message_id for b in patient.messages if b.text.startswith("Sunita Devi, 58"))
        await patient.edit(said, "Anita Rao, 30, F")
        await a_moment(inside)
        gate.set()
        await patient.wait_for("is confirmed")
        assert [each.patient for each in inside.lab.bookings] == ["Sunita Devi"]


async def test_a_request_that_surely_was_not_made_is_withdrawn() -> None:
    async with house() as inside:
        patient = inside.patient()
        inside.lab.faults.flood(CREATE, retry_after=3600)
        await book(patient)
        await asked(inside, 1)
        await patient.say("/mybookings")
        await patient.wait_for("request sent")
        await withdraws(patient)
        await until_stored(inside, [("booking", "withdrawn")])
        inside.clock.move(hours=2)
        await a_moment(inside)
        assert not inside.lab.bookings
        assert len(inside.lab.calls(CREATE)) == 1


async def test_a_request_that_is_there_after_all_is_taken_out_by_the_staff() -> None:
    async with house(announce=False) as inside:
        patient = inside.patient()
        gate = inside.lab.faults.hold(CREATE, when="after")
        await book(patient)
        await asked_or_held(inside)
        await patient.say("/mybookings")
        await patient.wait_for("request sent")
        await withdraws(patient)
        gate.set()
        await inside.staff.wait_for("Wants to cancel a booking")
        await until_stored(inside, [("booking", "withdrawn")])
        assert not any("is confirmed" in bubble.text for bubble in patient.messages)


async def test_whoever_has_blocked_the_bot_is_for_the_staff_to_reach() -> None:
    async with house() as inside:
        patient = inside.patient()
        gate = inside.lab.faults.hold(CREATE)
        await book(patient)
        await asked_or_held(inside)
        await patient.block()
        await inside.staff.wait_for("cannot be reached on Telegram")
        gate.set()
        await until_stored(inside, [("booking", "confirmed")])
        await patient.unblock()
        await patient.wait_for("is confirmed")


async def test_a_number_that_another_chat_has_booked_for_today_is_not_asked_for_again() -> None:
    async with house() as inside:
        first = inside.patient(1001, phone="919876543210")
        await book(first)
        await first.wait_for("is confirmed")
        second = inside.patient(1002, phone="919876543210")
        await book(second)
        await second.wait_for("There is an entry for this number today")
        await inside.staff.wait_for("Another request of a number")
        assert len(inside.lab.calls(CREATE)) == 1
