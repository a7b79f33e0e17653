"""Leads through the whole bot: each cause once, at the right time, as what is known, and never twice."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.e2e.house import REQUIRED, House, house
from tests.e2e.way import go_to

pytestmark = pytest.mark.anyio

CREATE = "/client/crm/lead/create"
MORNING = datetime(2026, 11, 20, 6, 45, tzinfo=UTC)
"""A quarter past twelve in India."""


def leads(inside: House) -> list[Mapping[str, Any]]:
    return [each.body for each in inside.lab.entries if each.phase == "lead"]


async def until_lead(inside: House, count: int = 1) -> None:
    await inside.lab.changes.until(lambda: len(leads(inside)) == count, 15)


async def test_gone_quiet_with_a_number() -> None:
    async with house(now=MORNING) as inside:
        patient = inside.patient(phone="919876543210")
        await go_to(patient, "slot")
        inside.clock.move(minutes=11)
        await inside.staff.wait_for("Went quiet")
        inside.clock.move(minutes=5)
        await patient.wait_for("not finished yet")
        assert not inside.lab.entries
        inside.clock.move(minutes=105)
        await until_lead(inside)
        await inside.staff.wait_for("in the lab's system as a lead")
        [body] = leads(inside)
        assert body["contact"] == "9876543210"
        assert body["first_name"] == "Sunita"
        assert body["source"] == "diwali"
        assert (body["age"], body["age_type"]) == (58, "year")
        assert body["tests"]
        assert "scheduledAt" not in body
        inside.clock.move(hours=5)
        await patient.say("hello")
        await patient.wait_for("When shall we take")
        inside.clock.move(hours=5)
        await patient.say("hello")
        await patient.wait_for("When shall we take")
        assert len(leads(inside)) == 1


async def test_whoever_comes_back_the_same_day_is_for_the_staff_and_the_lab_is_not_asked() -> None:
    async with house(now=MORNING) as inside:
        patient = inside.patient(phone="919876543210")
        await go_to(patient, "slot")
        inside.clock.move(minutes=121)
        await until_lead(inside)
        await inside.staff.wait_for("in the lab's system as a lead")
        slots = await patient.wait_for("When shall we take", since=0)
        await patient.press(slots.buttons[0][0].text)
        await patient.wait_for("Where shall our phlebotomist come?")
        await patient.say("Flat 12, Rose Villa, 4th Cross")
        await patient.wait_for("Please check everything")
        await patient.press("✓ Book it")
        told = await patient.wait_for("an entry for this number today")
        assert "confirmed" not in told.text
        await inside.staff.wait_for("Another request of a number")
        assert len(inside.lab.calls(CREATE)) == 1
        # The staff make a booking of the lead there: the lab tells so under the lead's key.
        await inside.lab.promote(inside.lab.entries[0].id)
        await patient.wait_for("is confirmed")
        await inside.lab.complete_report(inside.lab.entries[0].integrator_id)
        report = await patient.wait_for(lambda bubble: bubble.file is not None)
        reference = told.text.split("request ")[1][:9]
        assert report.file is not None
        assert report.file.name == f"Report-{reference}.pdf"


async def test_a_call_is_asked_for() -> None:
    async with house(now=MORNING) as inside:
        patient = inside.patient(phone="919876543210")
        await patient.start()
        await patient.wait_for("Which test")
        await patient.say("please call me")
        await patient.wait_for("mobile number")
        await inside.staff.wait_for("Please call")
        await patient.share_contact()
        await patient.wait_for("Who is the test for?")
        await patient.say("Sunita Devi, 58")
        await patient.wait_for("Our team has your request")
        await until_lead(inside)
        assert "CALL" in str(leads(inside)[0]["specialInstructions"])


async def test_nobody_comes_to_that_place() -> None:
    async with house(now=MORNING) as inside:
        patient = inside.patient(phone="919876543210")
        await go_to(patient, "pincode", link="")
        await patient.say("110001")
        await patient.wait_for("do not come to 110001")
        await patient.press("Please call me")
        await patient.wait_for("mobile number")
        await patient.share_contact()
        await patient.wait_for("Who is the test for?")
        await patient.say("Sunita Devi, 58, F")
        await patient.wait_for("Our team has your request")
        await until_lead(inside)
        assert leads(inside)[0]["pincode"] == "110001"
        await patient.say("/mybookings")
        await patient.wait_for("You have no bookings")
        await patient.say("/mydata")
        await patient.wait_for("request to be called")
        # Where nobody comes is not where the next booking is for.
        await patient.press("Book a test")
        await patient.wait_for("Which test")
        await patient.say("hba1c")
        await patient.wait_for("Is this all?")
        await patient.press("Yes, go on")
        await patient.wait_for("PIN code?")


@pytest.mark.parametrize("cause", ["prescription", "unknown"])
async def test_what_the_bot_cannot_find(cause: str) -> None:
    async with house(now=MORNING) as inside:
        patient = inside.patient(phone="919876543210")
        await patient.start()
        await patient.wait_for("Which test")
        if cause == "prescription":
            await patient.send_photo(b"\xff\xd8\xff\xe0 a picture")
        else:
            await patient.say("zorblax quantum panel")
            await patient.wait_for("could not find that test")
            await patient.press("Ask our team")
        await patient.wait_for("mobile number")
        await patient.share_contact()
        await patient.wait_for("Who is the test for?")
        await patient.say("Sunita Devi, 58, F")
        await patient.wait_for("Which test")
        # The patient may still book: a lead now would stand in the way of that.
        inside.clock.move(minutes=119)
        await patient.chat.changes.until(lambda: True, 1)
        assert not inside.lab.entries
        inside.clock.move(minutes=2)
        await until_lead(inside)
        said = str(leads(inside)[0]["specialInstructions"])
        assert ("PRESCRIPTION" if cause == "prescription" else "zorblax") in said


async def test_no_lead_in_the_night_nor_in_the_staffs_first_hours() -> None:
    hours = REQUIRED.replace("[[branches]]", 'hours = "09:00-19:00"\n[[branches]]')
    async with house(hours, now=datetime(2026, 11, 20, 17, 0, tzinfo=UTC)) as inside:
        patient = inside.patient()
        await go_to(patient, "slot")
        inside.clock.move(hours=2, minutes=5)
        await inside.staff.wait_for("Went quiet")
        assert not inside.lab.entries
        # Half past five in India.
        inside.clock.move(hours=5)
        await until_lead(inside)
    async with house(hours, now=datetime(2026, 11, 20, 2, 0, tzinfo=UTC)) as inside:
        patient = inside.patient()
        await go_to(patient, "slot")
        inside.clock.move(hours=3, minutes=25)
        await inside.staff.wait_for("Went quiet")
        assert not inside.lab.entries
        inside.clock.move(minutes=10)
        await until_lead(inside)


async def test_no_lead_while_a_person_is_at_it() -> None:
    async with house(now=MORNING) as inside:
        patient = inside.patient()
        await go_to(patient, "slot")
        inside.clock.move(minutes=11)
        card = await inside.staff.wait_for("Went quiet")
        await inside.staff.member(2001, "Asha").press("I take it", on=card.message_id)
        await patient.wait_for("is here now")
        inside.clock.move(hours=2)
        await inside.staff.member(2001, "Asha").press("Done", on=card.message_id)
        await patient.wait_for("booking assistant again")
        inside.clock.move(hours=5)
        await patient.say("hello")
        await patient.wait_for("When shall we take")
        assert not inside.lab.entries


async def test_without_a_name_and_an_age_the_card_is_the_record() -> None:
    async with house(now=MORNING) as inside:
        patient = inside.patient(phone="919876543210")
        await go_to(patient, "person")
        inside.clock.move(hours=3)
        card = await inside.staff.wait_for("Went quiet")
        assert "98••••••10" in card.text
        await patient.say("hello there")
        await patient.wait_for("Sunita Devi, 58, F")
        assert not inside.lab.calls(CREATE)


async def test_billing_has_no_leads_and_the_card_is_the_record() -> None:
    async with house(now=MORNING, backend="flabs-billing") as inside:
        patient = inside.patient(phone="919876543210")
        await go_to(patient, "slot")
        inside.clock.move(hours=3)
        card = await inside.staff.wait_for("Went quiet")
        assert "98••••••10" in card.text
        await patient.say("hello there")
        await patient.wait_for("When shall we take")
        assert not inside.lab.prebookings


async def test_a_lead_goes_to_the_leads_system_too() -> None:
    async with house(now=MORNING, backend="glapi") as inside:
        patient = inside.patient()
        await go_to(patient, "slot")
        inside.clock.move(hours=3)
        await inside.staff.wait_for("in the lab's system as a lead")
        [lead] = inside.leads.leads.values()
        assert lead["name"] == "Sunita Devi"
        assert lead["status"] == "new"


async def test_a_lead_that_the_lab_never_took_does_not_stand_in_the_way() -> None:
    async with house(now=MORNING) as inside:
        patient = inside.patient()
        await go_to(patient, "slot")
        inside.lab.faults.flood(CREATE, retry_after=3600)
        inside.clock.move(minutes=121)
        await inside.staff.wait_for("Went quiet")
        await inside.lab.changes.until(lambda: len(inside.lab.calls(CREATE)) == 1, 15)
        slots = await patient.wait_for("When shall we take", since=0)
        await patient.press(slots.buttons[0][0].text)
        await patient.wait_for("Where shall our phlebotomist come?")
        await patient.say("Flat 12, Rose Villa, 4th Cross")
        await patient.wait_for("Please check everything")
        await patient.press("✓ Book it")
        await patient.wait_for("is confirmed")
        inside.clock.move(hours=2)
        await patient.say("thanks")
        await patient.wait_for("You are welcome")
        assert [each.phase for each in inside.lab.entries] == ["booking"]
