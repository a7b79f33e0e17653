"""The staff ask in their group and in private, through the whole bot."""

import pytest

from bot.sandbox.people import Person
from tests.e2e.house import House, book, house
from tests.e2e.way import go_to

pytestmark = pytest.mark.anyio


async def booked(inside: House) -> str:
    """A patient's booking; its reference."""
    patient = inside.patient(phone="919876543210")
    await book(patient)
    confirmed = await patient.wait_for("is confirmed")
    return next(
        word.strip(".,:") for word in confirmed.text.split() if len(word.strip(".,:")) == 9 and "-" in word
    )


def buttons_of(person: Person, piece: str) -> list[str]:
    shown = next(each for each in reversed(person.messages) if piece in each.text)
    return [each.text for row in shown.buttons for each in row]


async def test_the_staff_see_the_visits_and_a_booking_in_their_group() -> None:
    async with house() as inside:
        reference = await booked(inside)
        asha = inside.staff.member(2001, "Asha")
        typed = await asha.say("/today")
        visits = await inside.staff.wait_for("Tomorrow, Sat 21 Nov")
        assert visits.reply_to is typed
        assert f"{reference} · Sunita, 560001, 1 test" in visits.text
        assert "98765" not in visits.text
        press = await asha.press(reference, on=visits.message_id)
        # The message whose button was pressed tells it, so that the group is not filled.
        told = await inside.staff.wait_for("Number in the lab's system")
        assert told.message_id == visits.message_id
        assert "Flat 12, Rose Villa" in told.text
        assert press is not None
        await asha.answer_to(press)
        await asha.say(f"/booking@phlebot_sandbox_bot {reference.lower()}")
        again = await inside.staff.wait_for(lambda bubble: bubble.message_id > told.message_id)
        assert again.text == told.text


async def test_a_member_asks_in_private_and_a_patient_does_not() -> None:
    async with house() as inside:
        reference = await booked(inside)
        asha = inside.telegram.patient(2001, first_name="Asha", language_code="en")
        await asha.say("/booking 9876543210")
        told = await asha.wait_for("Number in the lab's system")
        assert reference in told.text
        assert "98765 43210" in told.text
        stranger = inside.patient(1002, first_name="Mohan")
        await stranger.say("/booking 9876543210")
        answer = await stranger.wait_for(lambda bubble: True)
        assert reference not in answer.text
        assert not any(reference in each.text for each in stranger.messages)


async def test_whoever_has_left_the_group_is_a_patient() -> None:
    async with house() as inside:
        ravi = inside.staff.member(2002, "Ravi")
        await ravi.leave()
        former = inside.telegram.patient(2002, first_name="Ravi", language_code="en")
        await former.say("/today")
        await former.wait_for(lambda bubble: True)
        assert not any("Tomorrow" in each.text for each in former.messages)


async def test_an_hour_that_the_staff_close_is_offered_to_nobody() -> None:
    async with house() as inside:
        asha = inside.staff.member(2001, "Asha")
        patient = inside.patient()
        await asha.say("/slots mg-road tomorrow 6:00 close")
        await inside.staff.wait_for("⛔ Closed: Sat 21 Nov, 6:00 – 7:00 am")
        slots = await go_to(patient, "slot")
        assert slots.buttons[0][0].text != "Sat 21 Nov, 6:00 – 7:00 am"
        wanted = slots.buttons[0][0].text
        # While the patient looks at it, the first hour that is offered closes, too.
        await patient.press(wanted)
        await patient.wait_for("Where shall our phlebotomist come?")
        await asha.say("/slots mg-road tomorrow close")
        await inside.staff.wait_for("⛔ Closed: Sat 21 Nov\n")
        await patient.say("Flat 12, Rose Villa, 4th Cross")
        again = await patient.wait_for("When shall we take")
        assert not any("Sat 21 Nov" in each.text for row in again.buttons for each in row)


async def test_a_day_is_closed_by_buttons_and_the_bookings_in_it_are_named() -> None:
    async with house() as inside:
        reference = await booked(inside)
        asha = inside.staff.member(2001, "Asha")
        await asha.say("/slots")
        days = await inside.staff.wait_for("taken")
        await asha.press("Sat 21 Nov", on=days.message_id)
        await inside.staff.wait_for("Sat 21 Nov\n")
        press = await asha.press("Close the day", on=days.message_id)
        closed = await inside.staff.wait_for("no place any more")
        assert closed.message_id == days.message_id
        assert f"{reference}. Please call." in closed.text
        assert press is not None
        toast = await asha.answer_to(press)
        assert toast is not None
        assert toast.text == "Done."
        await asha.press("Open the day", on=days.message_id)
        await inside.staff.wait_for("✅ As usual again")


async def test_a_stale_or_strange_press_does_nothing() -> None:
    async with house() as inside:
        asha = inside.staff.member(2001, "Asha")
        await asha.say("/slots mg-road tomorrow")
        day = await inside.staff.wait_for("Sat 21 Nov\n")
        former = inside.staff.member(2002, "Ravi")
        inside.staff.chat.members[2002].standing = "left"
        press = await former.press("Close the day", on=day.message_id)
        assert press is not None
        toast = await former.answer_to(press)
        assert toast is not None
        assert "Only members" in toast.text
        await asha.say("/slots mg-road tomorrow")
        again = await inside.staff.wait_for(lambda bubble: bubble.message_id > day.message_id)
        assert "closed" not in again.text


async def test_an_anonymous_admin_acts_by_button_only_and_is_told_so_once() -> None:
    async with house() as inside:
        asha = inside.staff.member(2001, "Asha")
        hidden = inside.staff.member(2003, "Meera", anonymous=True)
        await hidden.say("/today")
        await inside.staff.wait_for("anonymous admin stay here")
        await hidden.say("/open")
        await asha.say("/slots mg-road tomorrow")
        day = await inside.staff.wait_for("Sat 21 Nov\n")
        assert sum("anonymous admin" in each.text for each in inside.staff.messages) == 1
        assert not any("Nobody waits" in each.text for each in inside.staff.messages)
        await hidden.press("Close the day", on=day.message_id)
        await inside.staff.wait_for("⛔ Closed: Sat 21 Nov")


async def test_commands_for_other_bots_and_talk_are_let_go() -> None:
    async with house() as inside:
        asha = inside.staff.member(2001, "Asha")
        await asha.say("/today@some_other_bot")
        await asha.say("/weather")
        await asha.say("lunch?")
        await asha.say("/open")
        await inside.staff.wait_for("Nobody waits")
        told = [each for each in inside.staff.messages if each.sender.is_bot]
        assert len(told) == 1


async def test_the_menu_of_commands_is_the_staffs_in_their_group_alone() -> None:
    async with house() as inside:
        asha = inside.staff.member(2001, "Asha")
        patient = inside.patient()
        wanted = ("today", "Visits of today and tomorrow")
        await inside.telegram.changes.until(lambda: wanted in asha.commands, 15)
        await patient.start()
        assert "today" not in [name for name, _ in patient.commands]


async def test_what_was_asked_while_the_bot_was_away_is_answered_once() -> None:
    async with house() as inside:
        asha = inside.staff.member(2001, "Asha")
        await inside.stop()
        await asha.say("/today")
        await inside.start()
        await inside.staff.wait_for("Tomorrow, Sat 21 Nov")
        await inside.restart()
        await asha.say("/open")
        await inside.staff.wait_for("Nobody waits")
        assert sum("Tomorrow" in each.text for each in inside.staff.messages) == 1


async def test_figures_come_as_words_and_as_a_picture() -> None:
    async with house() as inside:
        await booked(inside)
        inside.clock.move(minutes=1)
        asha = inside.staff.member(2001, "Asha")
        await asha.say("/stats 30")
        told = await inside.staff.wait_for("The last 30 days")
        assert "diwali\n1 started · 1 saw the price · 1 gave a number · 1 booked" in told.text
        picture = await inside.staff.wait_for(lambda bubble: bubble.file is not None)
        assert picture.file is not None
        assert picture.file.content.startswith(b"\x89PNG")


async def test_a_link_comes_with_its_code() -> None:
    async with house() as inside:
        asha = inside.staff.member(2001, "Asha")
        await asha.say("/link mg-road diwali hba1c")
        told = await inside.staff.wait_for("https://t.me/phlebot_sandbox_bot?start=mg-road_diwali_")
        code = await inside.staff.wait_for(lambda bubble: bubble.file is not None)
        assert code.file is not None
        assert code.file.name == "link-mg-road-diwali.png"
        payload = told.text.rpartition("start=")[2]
        patient = inside.patient()
        await patient.start(payload)
        await patient.wait_for("HbA1c")


async def test_the_leads_system_is_reached_from_the_group() -> None:
    async with house(backend="glapi") as inside:
        patient = inside.patient(phone="919876543210")
        await book(patient)
        await patient.wait_for("is confirmed")
        asha = inside.staff.member(2001, "Asha")
        await asha.say("/leads")
        await inside.staff.wait_for("1. Sunita Devi · converted · 90 · diwali")
        await asha.press("1")
        shown = await inside.staff.wait_for("status: converted")
        assert "9876543210" not in shown.text
        await asha.press("Delete")
        await inside.staff.wait_for("for good?")
        await asha.press("Yes, delete")
        await inside.staff.wait_for("Deleted.")
        assert not inside.leads.leads


async def test_without_a_leads_system_that_is_said_kindly() -> None:
    async with house() as inside:
        asha = inside.staff.member(2001, "Asha")
        await asha.say("/leads")
        await inside.staff.wait_for("There is no leads system set up for this bot.")
