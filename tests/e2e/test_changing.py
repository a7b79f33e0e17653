"""Another time, a cancellation and the same again, through the whole bot: asked for, done at the lab by the staff."""

import pytest

from bot.sandbox.people import Patient
from tests.e2e.house import REQUIRED, book, house

pytestmark = pytest.mark.anyio


async def asked_for_sunday(patient: Patient) -> None:
    await patient.say("change my booking to sunday 9 am")
    await patient.wait_for("Shall we ask for this change?")
    await patient.press("✓ Ask for this time")
    await patient.wait_for("asked, not yet changed")


async def test_another_time_is_asked_for_and_done_after_a_restart(database: dict[str, str]) -> None:
    async with house(environ=database) as inside:
        patient, asha = inside.patient(), inside.staff.member(2001, "Asha")
        await book(patient)
        await patient.wait_for("is confirmed")
        await asked_for_sunday(patient)
        card = await inside.staff.wait_for("Wants to change a booking")
        assert "Sun 22 Nov, 9:00" in card.text

        await inside.restart()
        await patient.say("/mybookings")
        told = await patient.wait_for("another time asked for")
        assert "Sat 21 Nov, 6:00" in told.text
        await asha.press("✓ Time changed", on=card.message_id)
        changed = await patient.wait_for("This is your new time")
        assert "Sun 22 Nov, 9:00" in changed.text
        file = await patient.wait_for(lambda bubble: bubble.file is not None)
        assert file.file is not None
        assert b"DTSTART:20261122T033000Z" in file.file.content
        await patient.say("/mybookings")
        await patient.wait_for(lambda b: "· booked\n" in b.text and "Sun 22 Nov, 9:00" in b.text)
        assert len(inside.lab.bookings) == 1

        # The old buttons act on the booking as it is now.
        await patient.press("Cancel", on=changed.message_id)
        await patient.wait_for("Cancel booking")
        await patient.press("The price")
        await patient.wait_for("Shall we ask to cancel")
        await patient.press("Yes, cancel it")
        await patient.wait_for("asked, not yet cancelled")
        await inside.restart()
        card = await inside.staff.wait_for("Wants to cancel a booking")
        await asha.press("✓ Cancelled", on=card.message_id)
        await patient.wait_for("is cancelled")

        await inside.lab.complete_report(inside.lab.bookings[0].integrator_id)
        await patient.wait_for(lambda b: b.file is not None and b.file.name.startswith("Report-"))


async def test_the_last_place_is_one_patients_while_it_is_asked_for() -> None:
    async with house(REQUIRED + "capacity = 1\n") as inside:
        first = inside.patient()
        await book(first)
        await first.wait_for("is confirmed")
        await asked_for_sunday(first)

        second = inside.patient(1002, first_name="Anita", phone="919123456780")
        await book(second, who="Anita Verma, 45, F")
        await second.wait_for("is confirmed")
        await second.say("change my booking to sunday 9 am")
        nearest = await second.wait_for("These are the nearest")
        labels = [button.text for row in nearest.buttons for button in row]
        assert not any(label.startswith("Sun 22 Nov, 9:00") for label in labels)
        await second.say("saturday 6 am")
        # The first patient's old time is still theirs, too.
        nearest = await second.wait_for("These are the nearest")
        assert not any("Sat 21 Nov, 6:00" in button.text for row in nearest.buttons for button in row)

        card = await inside.staff.wait_for("Wants to change a booking")
        await inside.staff.member(2001, "Asha").press("✗ Cannot be done", on=card.message_id)
        await first.wait_for("could not be changed")
        await second.say("sunday 9 am")
        await second.wait_for("Shall we ask for this change?")


async def test_the_same_again_for_the_same_person() -> None:
    async with house() as inside:
        patient = inside.patient()
        await book(patient)
        await patient.wait_for("is confirmed")
        inside.clock.move(days=30)
        await patient.say("/mybookings")
        await patient.press("Book again: Sunita", on=(await patient.wait_for("· booked")).message_id)
        slots = await patient.wait_for("When shall we take")
        await patient.press(slots.buttons[0][0].text)
        await patient.wait_for("Please check everything")
        await patient.press("✓ Book it")
        await patient.wait_for(lambda b: "is confirmed" in b.text and "21 Dec" in b.text)
        old, new = (entry.body for entry in inside.lab.bookings)
        same = ("first_name", "last_name", "age", "gender", "contact", "address", "pincode", "testID")
        assert {key: new.get(key) for key in same} == {key: old.get(key) for key in same}
