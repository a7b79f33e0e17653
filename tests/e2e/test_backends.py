"""The same booking through the whole bot on each system that entries can go to."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.clinic_file import Backend
from tests.e2e.house import REQUIRED, House, book, house

pytestmark = pytest.mark.anyio


def stored(inside: House, backend: Backend) -> list[dict[str, Any]]:
    """The bookings that the backend holds, with our key, the patient and where it came from."""
    match backend:
        case "flabs":
            return [
                {"key": each.integrator_id, "name": each.patient, "source": each.body["source"]}
                for each in inside.lab.bookings
            ]
        case "flabs-billing":
            return [
                {"key": each.integrator_id, "name": each.patient, "source": each.body["lead_source"]}
                for each in inside.lab.prebookings
            ]
        case "glapi":
            return [
                {"key": each["customFields"]["phlebotKey"], "name": each["name"], "source": each["source"]}
                for each in inside.leads.leads.values()
            ]


@pytest.mark.parametrize(
    "backend, source", [("flabs", "diwali"), ("flabs-billing", "telegram_bot"), ("glapi", "diwali")]
)
async def test_a_booking_is_stored_and_confirmed(backend: Backend, source: str) -> None:
    async with house(backend=backend) as inside:
        patient = inside.patient()
        await book(patient)
        confirmed = await patient.wait_for("is confirmed")
        assert "Sat 21 Nov, 6:00" in confirmed.text
        assert "HbA1c" in confirmed.text
        [entry] = stored(inside, backend)
        assert entry["name"] == "Sunita Devi"
        assert entry["source"] == source
        assert entry["key"].startswith("asha-")
        assert not any(stored(inside, other) for other in get_args(Backend) if other != backend)


@pytest.mark.parametrize("backend", ["flabs", "flabs-billing"])
async def test_the_report_of_a_booking_comes_back(backend: Backend) -> None:
    async with house(backend=backend) as inside:
        patient = inside.patient()
        await book(patient)
        await patient.wait_for("is confirmed")
        await inside.lab.complete_report(stored(inside, backend)[0]["key"])
        report = await patient.wait_for(lambda bubble: bubble.file is not None)
        assert report.file is not None
        assert report.file.content.startswith(b"%PDF")


async def test_what_billing_has_no_room_for_reaches_the_staff_with_the_booking() -> None:
    async with house(backend="flabs-billing") as inside:
        patient = inside.patient(phone="919876543210")
        await book(patient)
        await patient.wait_for("is confirmed")
        told = await inside.staff.wait_for("has no room for all of it")
        for part in ("Sunita Devi", "98765 43210", "Sat 21 Nov, 6:00", "Rose Villa", "560001", "collect ₹"):
            assert part in told.text
        body = inside.lab.prebookings[0].body
        assert "9876543210" not in str(body)


async def test_an_unknown_outcome_at_billing_goes_to_the_staff_and_is_not_repeated() -> None:
    async with house(backend="flabs-billing") as inside:
        patient = inside.patient()
        inside.lab.faults.drop("/client/billing/create", when="after")
        await book(patient)
        await patient.wait_for("has not answered yet")
        card = await inside.staff.wait_for("is it there?")
        assert "Rose Villa" in card.text
        asha = inside.staff.member(2001, "Asha")
        await asha.press("It is in the lab system", on=card.message_id)
        await patient.wait_for("is confirmed")
        assert len(inside.lab.calls("/client/billing/create")) == 1


async def test_a_gender_that_was_not_told_is_not_made_up_at_billing() -> None:
    async with house(backend="flabs-billing") as inside:
        patient = inside.patient()
        await book(patient, who="Sunita Devi, 58, prefer not to say")
        told = await patient.wait_for("Our team will get back to you")
        assert "confirmed" not in told.text
        card = await inside.staff.wait_for("must have the patient's gender")
        assert "Sunita Devi" in card.text
        assert not inside.lab.prebookings


async def test_two_of_one_number_are_two_pre_bookings_on_one_day() -> None:
    async with house(backend="flabs-billing") as inside:
        patient = inside.patient()
        await book(patient)
        await patient.wait_for("is confirmed")
        await patient.start()
        await patient.wait_for("Which test")
        await patient.say("hba1c tomorrow 8 am for my husband Ramesh Devi 61 male")
        await patient.wait_for("Please check everything")
        await patient.press("✓ Book it")
        await patient.wait_for(lambda bubble: "is confirmed" in bubble.text and "Ramesh" in bubble.text)
        assert [each.patient for each in inside.lab.prebookings] == ["Sunita Devi", "Ramesh Devi"]


async def test_a_lead_becomes_a_customer_and_says_nothing_of_the_tests() -> None:
    async with house(backend="glapi") as inside:
        patient = inside.patient(phone="919876543210")
        await book(patient)
        await patient.wait_for("is confirmed")
        [lead] = inside.leads.leads.values()
        assert lead["status"] == "converted"
        assert inside.leads.customers[lead["id"]]["companyName"] == "Sunita Devi"
        assert lead["phone"] == "+919876543210"
        assert lead["customFields"]["slot"] == "2026-11-21T00:30:00Z"
        assert "Rose Villa" in lead["customFields"]["address"]
        assert "HbA1c" not in str(lead)
        told = await inside.staff.wait_for("has no room for all of it")
        assert "HbA1c" in told.text
        assert "Rose Villa" not in told.text, "the lead has the address"


async def test_a_notice_that_covers_it_puts_the_tests_into_the_lead() -> None:
    clinic = REQUIRED + "[lab]\nname_tests = true\n"
    async with house(clinic, backend="glapi") as inside:
        patient = inside.patient()
        await book(patient)
        await patient.wait_for("is confirmed")
        [lead] = inside.leads.leads.values()
        assert lead["customFields"]["tests"] == ["HbA1c, Glycated Haemoglobin"]
        assert "collect ₹" in lead["notes"]
        await patient.say("I want to talk to a person")
        await inside.staff.wait_for("Wants to talk to a person")
        assert not any("has no room" in bubble.text for bubble in inside.staff.messages)


async def test_a_lost_answer_of_the_leads_system_makes_no_second_lead() -> None:
    async with house(backend="glapi") as inside:
        patient = inside.patient()
        await inside.leads.changes.until(lambda: len(inside.leads.journal) > 0, seconds=5)
        inside.leads.faults.drop("/leads", when="after", times=2)
        await book(patient)
        await patient.wait_for("is confirmed")
        assert len(inside.leads.leads) == 1
        assert len(inside.leads.customers) == 1


async def test_a_lead_that_could_not_be_converted_is_confirmed_and_left_to_the_staff() -> None:
    async with house(backend="glapi") as inside:
        patient = inside.patient()
        inside.leads.faults.fail("/leads/*/convert-to-customer", status=403)
        await book(patient)
        await patient.wait_for("is confirmed")
        await inside.staff.wait_for("Turn the lead into a customer there")


async def test_another_generation_of_the_leads_system_drops_much_and_the_staff_hear_all_of_it() -> None:
    async with house(backend="glapi", leads_about={"generation": "metadata", "listing": "bare"}) as inside:
        patient = inside.patient()
        await inside.leads.changes.until(lambda: len(inside.leads.journal) > 0, seconds=5)
        inside.leads.faults.drop("/leads", when="after")
        await book(patient)
        await patient.wait_for("is confirmed")
        assert len(inside.leads.leads) == 1
        told = await inside.staff.wait_for("has no room for all of it")
        for part in ("Sat 21 Nov, 6:00", "Rose Villa", "HbA1c", "collect ₹", "Turn the lead into a customer"):
            assert part in told.text


async def test_leads_need_no_flabs_account_where_the_clinic_has_a_list_of_its_own() -> None:
    prices = "id,kind,name,price_inr\nA1,test,HbA1c,399\n"
    alone = {"FLABS_CLIENT_ID": "", "FLABS_CLIENT_SECRET": ""}
    clinic = REQUIRED.replace("[staff]", 'catalogue = "prices.csv"\n[staff]', 1)
    async with house(clinic, backend="glapi", environ=alone, files={"prices.csv": prices}) as inside:
        patient = inside.patient()
        await book(patient)
        confirmed = await patient.wait_for("is confirmed")
        assert "₹399" in confirmed.text
        assert len(inside.leads.customers) == 1
        assert not inside.lab.journal


async def test_a_leads_system_that_takes_no_token_is_said_and_stops_nothing_else() -> None:
    async with house(backend="glapi", environ={"GLAPI_TOKEN": "an-old-one"}) as inside:
        patient = inside.patient()
        await book(patient)
        told = await patient.wait_for("Our team will get back to you")
        assert "confirmed" not in told.text
        await inside.staff.wait_for("check the keys")
        assert inside.service is not None
        lab = next(check for check in await inside.service.ready() if check.name == "lab asha")
        assert "needs a new one" in lab.problem
        assert not lab.vital


async def test_midnight_means_nothing_to_a_system_without_a_rule_of_one_entry_a_day() -> None:
    late = datetime(2026, 11, 20, 18, 28, tzinfo=UTC)
    async with house(backend="glapi", now=late) as inside:
        patient = inside.patient()
        await inside.leads.changes.until(lambda: len(inside.leads.journal) > 0, seconds=5)
        inside.leads.faults.drop("/leads", when="after")
        await book(patient)
        await patient.wait_for("is confirmed")
        assert len(inside.leads.leads) == 1


async def test_a_token_that_was_replaced_is_taken_without_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("an-old-one", encoding="utf-8")
    environ = {"GLAPI_TOKEN": "", "GLAPI_TOKEN_FILE": str(file)}
    async with house(backend="glapi", environ=environ) as inside:
        patient = inside.patient()
        await patient.start()
        await patient.wait_for("Which test")
        file.write_text(f"{inside.leads.token}\n", encoding="utf-8")
        await book(patient)
        await patient.wait_for("is confirmed")
