"""A booking and its report through the whole bot, between stand-ins of Telegram and the lab."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.sandbox.pricelist import pricelist
from tests.e2e.house import BRANCH, REQUIRED, book, house
from tests.e2e.way import go_to

pytestmark = pytest.mark.anyio
CONTRACT = Path(__file__).parents[1] / "contracts" / "flabs.yaml"


async def test_a_booking_is_confirmed_and_its_report_comes_back(database: dict[str, str]) -> None:
    async with house(environ=database) as inside:
        patient = inside.patient()
        await book(patient)
        confirmed = await patient.wait_for("is confirmed")
        entry = inside.lab.bookings[0]
        assert entry.body["phase"] == "booking"
        assert entry.body["source"] == "diwali"
        assert "Sat 21 Nov, 6:00" in confirmed.text
        assert [button.text for row in confirmed.buttons for button in row] == [
            "Change", "Cancel", "Add to my calendar",
        ]  # fmt: skip

        await inside.lab.complete_report(entry.integrator_id)
        report = await patient.wait_for(lambda bubble: bubble.file is not None)
        assert report.file is not None
        assert report.file.content.startswith(b"%PDF")
        assert report.file.name.startswith("Report-")
        assert "HbA1c" not in report.text


async def test_a_report_told_several_times_reaches_the_patient_once() -> None:
    async with house() as inside:
        patient = inside.patient()
        await book(patient)
        await patient.wait_for("is confirmed")
        key = inside.lab.bookings[0].integrator_id
        await inside.lab.complete_report(key, repeats=4, order=lambda events: events[::-1])
        await patient.wait_for(lambda bubble: bubble.file is not None)
        await patient.say("/mybookings")
        await patient.wait_for("booked")
        assert sum(bubble.file is not None for bubble in patient.messages) == 1
        assert sum("report for" in bubble.text.casefold() for bubble in patient.messages) == 1


async def test_the_published_example_is_what_a_chat_sends() -> None:
    published: Any = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    create = published["paths"]["/client/crm/lead/create"]["post"]["requestBody"]["content"]
    example = create["application/json"]["examples"]["booking"]["value"]
    clinic = REQUIRED + 'opens = "14:00"\ncloses = "16:00"\n'
    now = datetime(2026, 5, 14, 13, 0, tzinfo=UTC)
    prices = pricelist(tests={"6530a4a6f1d2c8b7e9aabcde": ("Complete Blood Count", 350)})
    async with house(clinic, now=now, prices=prices) as inside:
        patient = inside.patient(phone="919123456780", first_name="Anita", last_name="Verma")
        await go_to(
            patient,
            "review",
            link="",
            test="Complete Blood Count",
            who="Anita Verma, 45, female",
            address="22 MG Road",
        )
        await patient.press("Add a note")
        await patient.wait_for("your note")
        await patient.say("Diabetic, call before coming")
        await patient.wait_for("Diabetic")
        await patient.press("✓ Book it")
        await patient.wait_for("is confirmed")

        sent = inside.lab.bookings[0].body
        same = {
            key: value
            for key, value in example.items()
            if key not in ("email", "integratorID", "specialInstructions")
        }
        assert {key: sent.get(key) for key in same} == same
        assert sent["specialInstructions"].endswith(example["specialInstructions"])
        assert set(sent) - set(example) <= {"source", "discountAmount"}


async def test_a_booking_in_hindi() -> None:
    async with house() as inside:
        patient = inside.patient(language_code="hi")
        await patient.start()
        await patient.wait_for("कौन सी जाँच")
        await patient.say("टीएसएच")
        await patient.wait_for("बस इतना")
        await patient.say("हाँ")
        await patient.wait_for("पिन कोड")
        await patient.say("५६०००१")
        await patient.wait_for("मोबाइल नंबर")
        await patient.share_contact()
        await patient.wait_for("किसकी होनी है")
        await patient.say("सुनीता देवी, 58, महिला")
        await patient.wait_for("सैंपल कब")
        await patient.say("कल सुबह 8 बजे")
        await patient.wait_for("कहाँ आना है")
        await patient.say("मकान 12, रोज़ विला, चौथी गली")
        await patient.wait_for("देख लीजिए")
        await patient.say("पक्का करो")
        await patient.wait_for("पक्की हो गई")
        sent = inside.lab.bookings[0].body
        assert (sent["first_name"], sent["last_name"], sent["gender"]) == ("Sunita", "Devi", "female")
        assert sent["scheduledAt"] == "2026-11-21T02:30:00.000Z"
        assert sent["branchID"] == BRANCH


async def test_a_press_that_arrives_twice_books_once() -> None:
    async with house() as inside:
        patient = inside.patient()
        await book_to_review(patient)
        await patient.press("✓ Book it", doubled=True)
        await patient.wait_for("is confirmed")
        await patient.say("/mybookings")
        await patient.wait_for("booked")
        assert len(inside.lab.bookings) == 1


async def book_to_review(patient: Any) -> None:
    await patient.start()
    await patient.wait_for("Which test")
    await patient.say("hba1c tomorrow 7 am for Sunita Devi 58 female, 560001")
    await patient.wait_for("mobile number")
    await patient.share_contact()
    await patient.wait_for("Where shall our phlebotomist come?")
    await patient.say("Flat 12, Rose Villa, 4th Cross")
    await patient.wait_for("Please check everything")


async def test_a_restart_in_the_middle_loses_nothing(database: dict[str, str]) -> None:
    async with house(environ=database) as inside:
        patient = inside.patient()
        await book_to_review(patient)
        await inside.restart()
        await patient.press("✓ Book it")
        await patient.wait_for("is confirmed")
        await inside.restart()
        await inside.lab.complete_report(inside.lab.bookings[0].integrator_id)
        await patient.wait_for(lambda bubble: bubble.file is not None)


async def test_what_was_typed_while_the_bot_was_away_is_answered() -> None:
    async with house() as inside:
        patient = inside.patient()
        await patient.start()
        await patient.wait_for("Which test")
        await inside.stop()
        await patient.say("hba1c")
        await inside.start()
        await patient.wait_for("Is this all?")
