"""What the demo's clinic decides, switched on its page: the file is written anew, the bot starts again, nothing is lost."""

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.sandbox.chats import Bubble
from bot.sandbox.people import Patient
from bot.sandbox.stage import Stage
from tests.e2e.house import book
from tests.e2e.test_demo import heard, visited

pytestmark = pytest.mark.anyio

ANITA, SUNITA = 1001, 1002
NOT_ONE = {"do": "setting", "setting": "gravity", "to": True}


async def act(session: aiohttp.ClientSession, **body: Any) -> None:
    async with session.post("/act", json=body) as answer:
        assert answer.status == 200, await answer.text()


async def decide(stage: Stage, session: aiohttp.ClientSession, **settings: object) -> None:
    """As a visitor does: one switch after the other, until the bot serves again."""
    await stage.bot.serving()
    for setting, to in settings.items():
        before = stage.bot.pid
        await act(session, do="setting", setting=setting, to=to)
        await stage.bot.serving()
        assert stage.bot.pid != before
    assert stage.bot.deaths == 0


async def joined(stage: Stage, session: aiohttp.ClientSession, link: str) -> Patient:
    await act(session, do="join", name="Rekha Nair", language="en", link=link)
    return stage.cast[max(stage.cast)].patient


async def entry(session: aiohttp.ClientSession) -> dict[str, Any]:
    [found] = (await heard(session, "lab"))["entries"]
    return dict(found)


async def booked(patient: Patient, link: str, test: str = "hba1c") -> Bubble:
    """By a branch where people can also be visited at the lab."""
    await book(patient, who="Rekha Nair, 44, F", link=link, test=test, mode="At home")
    return await patient.wait_for("is confirmed")


async def test_a_patient_who_is_sent_by_a_party_is_booked_with_it_at_its_price() -> None:
    async with visited() as (stage, session):
        await decide(stage, session, parties=True)
        setup = (await heard(session, "scene"))["setup"]
        assert setup["parties"]
        link = f"mg-road--{setup['party_link']}_clinic"
        patient = await joined(stage, session, link)
        confirmed = await booked(patient, link)
        shown = await entry(session)
        assert shown["parties"] == ["Dr Rao"]
        # 449 less 15 in a hundred, and the visit.
        assert shown["body"]["totalAmount"] == 382 + 100
        assert "₹482" in confirmed.text


async def test_without_parties_the_account_takes_none() -> None:
    async with visited() as (stage, session):
        await decide(stage, session, parties=True)
        await decide(stage, session, parties=False)
        patient = stage.cast[ANITA].patient
        await booked(patient, "mg-road_paper")
        shown = await entry(session)
        assert shown["parties"] == []
        assert shown["body"]["totalAmount"] == 449 + 100


@pytest.mark.parametrize("user_id", [ANITA, SUNITA])
async def test_old_reports_are_found_by_the_code_that_the_phone_shows(user_id: int) -> None:
    async with visited() as (stage, session):
        await decide(stage, session, old_reports=True)
        patient = stage.cast[user_id].patient
        await patient.start(stage.cast[user_id].link)
        await patient.wait_for(lambda bubble: bool(bubble.buttons) or bool(patient.keyboard))
        await patient.say("/reports")
        await patient.wait_for(
            lambda bubble: "📄" in bubble.text or "Reports" in bubble.text or "रिपोर्ट" in bubble.text
        )
        assert await sms(session, user_id) is None
        await patient.say(patient.phone[-10:])
        async with asyncio.timeout(15):
            while (code := await sms(session, user_id)) is None:
                await stage.lab.changes.next()
        await act(session, do="say", who=user_id, text=code)
        listed = await patient.wait_for(lambda bubble: "2" in str(bubble.labels) and bool(bubble.buttons))
        await patient.press(listed.buttons[0][0].text)
        asked = await patient.wait_for(
            lambda bubble: bubble.message_id >= listed.message_id and bool(bubble.buttons)
        )
        await patient.press(asked.buttons[0][0].text)
        shown = await patient.wait_for(lambda bubble: len(bubble.buttons) >= 2 and "📄" in str(bubble.labels))
        await patient.press(shown.buttons[0][0].text)
        report = await patient.wait_for(lambda bubble: bubble.file is not None)
        assert report.file is not None
        assert report.file.content.startswith(b"%PDF")
        assert await sms(session, user_id) is None


async def sms(session: aiohttp.ClientSession, user_id: int) -> str | None:
    """The code in the text message on a patient's phone, as the page shows it."""
    patients = (await heard(session, "scene"))["patients"]
    [code] = [each["sms"] for each in patients if each["id"] == user_id]
    return None if code is None else str(code)


async def test_with_billing_a_booking_becomes_a_pre_booking_whose_report_is_finished_on_the_page() -> None:
    async with visited() as (stage, session):
        await decide(stage, session, backend="flabs-billing")
        patient = stage.cast[ANITA].patient
        await booked(patient, "mg-road_paper")
        shown = await entry(session)
        assert (shown["phase"], shown["name"]) == ("pre-booking", "Rekha Nair")
        assert shown["items"] == ["HbA1c, Glycated Haemoglobin"]
        assert shown["who"] == {"age": 44, "age_type": "year", "gender": "female"}
        assert stage.lab.entries == []
        await act(session, do="bill", entry=shown["key"])
        assert (await entry(session))["bill"]["done"] == 0
        await act(session, do="complete", entry=shown["key"])
        await patient.wait_for(lambda bubble: bubble.file is not None)
        assert (await entry(session))["bill"]["done"] == 1


async def test_billing_with_parties_tells_the_staff_who_sent_the_patient() -> None:
    async with visited() as (stage, session):
        await decide(stage, session, parties=True, backend="flabs-billing")
        patient = await joined(stage, session, "mg-road--dr-rao_clinic")
        await booked(patient, "mg-road--dr-rao_clinic")
        told = await stage.group.wait_for("has no room for all of it")
        assert "dr-rao" in told.text


async def test_with_the_leads_system_as_backend_a_booking_is_a_lead_of_it() -> None:
    async with visited() as (stage, session):
        await decide(stage, session, name_tests=True, backend="glapi")
        await booked(stage.cast[ANITA].patient, "mg-road_paper")
        [lead] = (await heard(session, "lab"))["leads"]
        assert (lead["name"], lead["status"]) == ("Rekha Nair", "converted")
        assert lead["body"]["customFields"]["tests"] == ["HbA1c, Glycated Haemoglobin"]
        assert stage.lab.entries == [] == stage.lab.prebookings


async def test_a_booking_under_way_is_ended_by_the_bot_that_starts_with_the_new_file() -> None:
    async with visited() as (stage, session):
        await stage.bot.serving()
        patient = stage.cast[ANITA].patient
        await patient.start("mg-road_paper")
        await patient.wait_for("Which test")
        await patient.say("hba1c")
        await patient.wait_for("Is this all?")
        await decide(stage, session, own_words=True, leads_beside=False)
        async with session.get("/clinic.toml") as file:
            text = await file.text()
        assert "unmapped_tests = true" in text
        assert "\nleads_beside" not in text
        await patient.press("Yes, go on")
        await patient.wait_for("PIN code?")
        assert [row for row in patient.messages if "start again" in row.text] == []


async def test_what_cannot_be_decided_changes_nothing() -> None:
    async with visited() as (stage, session):
        await stage.bot.serving()
        pid, before = stage.bot.pid, stage.clinic_file.read_text(encoding="utf-8")
        for body in (
            NOT_ONE,
            {"do": "setting", "setting": "backend", "to": "paper"},
            {"do": "setting", "setting": "parties", "to": "yes"},
            {"do": "setting", "setting": "parties"},
        ):
            async with session.post("/act", json=body) as answer:
                assert answer.status == 409, body
        await act(session, do="setting", setting="backend", to="flabs")
        assert (stage.bot.pid, stage.bot.state) == (pid, "serving")
        assert stage.clinic_file.read_text(encoding="utf-8") == before


async def test_reports_elsewhere_are_one_thing_for_the_staff_to_do() -> None:
    async with visited() as (stage, session):
        await stage.bot.serving()
        await act(session, do="switch", switch="reports_elsewhere", on=True)
        for user_id, who in ((ANITA, "Anita Rao, 58, F"), (SUNITA, "Sunita Devi, 52, F")):
            patient = stage.cast[user_id].patient
            patient.user.language_code = "en"
            await book(patient, who=who, link="mg-road_paper", mode="At home")
            await patient.wait_for("is confirmed")
            await act(session, do="complete", entry=stage.lab.bookings[-1].integrator_id)
            await patient.wait_for("I could not get the file")
        card = await stage.group.wait_for("The same with 2 reports")
        assert "files.example.net" in card.text
        assert sum("could not be delivered" in bubble.text for bubble in stage.group.messages) == 1


async def test_a_booking_that_the_lab_files_as_a_lead_is_not_called_confirmed() -> None:
    async with visited() as (stage, session):
        await stage.bot.serving()
        await act(session, do="switch", switch="answer_wrong_phase", on=True)
        patient = stage.cast[ANITA].patient
        await book(patient, link="mg-road_paper", mode="At home")
        await stage.group.wait_for(lambda bubble: bool(bubble.buttons))
        assert not any("is confirmed" in bubble.text for bubble in patient.messages)
        shown = await entry(session)
        assert shown["phase"] == "lead"
        assert (await heard(session, "scene"))["switches"] == []
        await act(session, do="promote", entry=shown["key"])
        await patient.wait_for("is confirmed")
