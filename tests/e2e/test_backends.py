"""The same booking through the whole bot on each system that entries can go to."""

from typing import Any

import pytest

from bot.clinic_file import Backend
from tests.e2e.house import House, book, house

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
        case _:
            raise NotImplementedError(backend)


@pytest.mark.parametrize("backend, source", [("flabs", "diwali"), ("flabs-billing", "telegram_bot")])
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
