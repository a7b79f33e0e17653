"""What the lab may answer, through the whole bot: the truth for the patient, the staff where they are needed."""

import pytest

from tests.e2e.house import book, house

pytestmark = pytest.mark.anyio


async def test_an_entry_of_that_number_exists_today() -> None:
    async with house() as inside:
        patient = inside.patient(phone="919876543210")
        inside.lab.enter_by_hand("9876543210")
        await book(patient)
        told = await patient.wait_for("Our team will get back to you")
        assert "confirmed" not in told.text
        card = await inside.staff.wait_for("already has an entry")
        assert "98••••••10" in card.text
        asha = inside.staff.member(2001, "Asha")
        await asha.press("It is in the lab system", on=card.message_id)
        await patient.wait_for("is confirmed")


async def test_the_answer_is_lost_after_the_entry_was_made() -> None:
    async with house(announce=False) as inside:
        patient = inside.patient()
        inside.lab.faults.drop("/client/crm/lead/create", when="after")
        await book(patient)
        await patient.wait_for("waiting for the lab's answer")
        assert len(inside.lab.bookings) == 1
        await inside.lab.announce(inside.lab.bookings[0].integrator_id)
        await patient.wait_for("is confirmed")
        assert len(inside.lab.bookings) == 1


async def test_the_lab_is_away_and_comes_back() -> None:
    async with house() as inside:
        patient = inside.patient()
        await patient.start()
        await patient.wait_for("Which test")
        await inside.lab.go_down()
        await book(patient)
        await patient.wait_for("Sending your request")
        await inside.lab.come_up()
        await patient.wait_for("is confirmed")
        assert len(inside.lab.bookings) == 1


async def test_server_errors_are_repeated_until_they_pass() -> None:
    async with house() as inside:
        patient = inside.patient()
        inside.lab.faults.fail("/client/crm/lead/create", status=502, times=2)
        await book(patient)
        await patient.wait_for("is confirmed")
        assert len(inside.lab.bookings) == 1
        creates = inside.lab.calls("/client/crm/lead/create")
        assert len({call.body["integratorID"] for call in creates if call.body}) == 1


async def test_an_expired_token_is_nobodys_trouble() -> None:
    async with house() as inside:
        patient = inside.patient()
        await patient.start()
        await patient.wait_for("Which test")
        inside.lab.tokens.expire_access()
        await book(patient)
        await patient.wait_for("is confirmed")
