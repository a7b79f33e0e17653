"""The leads system beside the lab: told of everybody who may book, never in the way of a booking."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from tests.e2e.house import REQUIRED, House, book, house
from tests.e2e.way import go_to

pytestmark = pytest.mark.anyio

BESIDE = REQUIRED.replace("[staff]", "[lab]\nleads_beside = true\n[staff]")


def beside(clinic: str = BESIDE, **about: Any) -> AbstractAsyncContextManager[House]:
    return house(clinic, **about)


async def until(true: Callable[[], Any], seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


def only_lead(inside: House) -> dict[str, Any]:
    (lead,) = inside.leads.leads.values()
    return lead


def writes(inside: House) -> list[tuple[str, Any]]:
    """What was asked of the leads system, but for reading."""
    return [(call.method, call.body) for call in inside.leads.journal if call.method != "GET"]


async def test_a_lead_is_made_follows_the_patient_and_becomes_a_customer(database: dict[str, str]) -> None:
    async with beside(environ=database) as inside:
        patient = inside.patient(phone="919876543210")
        await go_to(patient, "person")
        assert inside.leads.leads == {}
        await patient.say("Sunita Devi, 58, F")
        slots = await patient.wait_for("When shall we take")
        await until(lambda: inside.leads.leads and not_busy(inside))
        lead = only_lead(inside)
        assert (lead["name"], lead["phone"], lead["source"]) == ("Sunita Devi", "+919876543210", "diwali")
        assert (lead["status"], lead["score"]) == ("new", 50)
        await patient.press(slots.buttons[0][0].text)
        await patient.wait_for("Where shall our phlebotomist come?")
        await until(lambda: only_lead(inside)["score"] == 90)
        await patient.say("Flat 12, Rose Villa, 4th Cross")
        await patient.wait_for("Please check everything")
        await patient.press("✓ Book it")
        await patient.wait_for("is confirmed")
        await until(lambda: inside.leads.customers)
        lead = only_lead(inside)
        (entry,) = inside.lab.bookings
        assert lead["status"] == "converted"
        assert lead["customFields"]["booking"] == entry.integrator_id
        # What the patient came for is health data.
        assert "hba1c" not in str(writes(inside)).lower()
        statuses = [body["status"] for _, body in writes(inside) if body and "status" in body]
        assert statuses == ["new", "qualified"]


def not_busy(inside: House) -> bool:
    assert inside.service is not None
    return not inside.service.engine._prospects.calls._under_way


async def test_tests_are_named_where_the_notice_of_the_clinic_covers_it() -> None:
    async with beside(
        BESIDE.replace("leads_beside = true", "leads_beside = true\nname_tests = true")
    ) as inside:
        await book(inside.patient())
        await until(lambda: inside.leads.customers)
        assert only_lead(inside)["customFields"]["tests"] == ["HbA1c, Glycated Haemoglobin"]


async def test_a_leads_system_that_is_away_is_in_nobodys_way(database: dict[str, str]) -> None:
    async with beside(environ=database) as inside:
        await inside.leads.go_down()
        await book(inside.patient())
        await inside.patient().wait_for("is confirmed", since=0)
        await inside.restart()
        await inside.leads.come_up()
        inside.clock.move(minutes=10)
        assert inside.service is not None
        inside.service.engine.clock_moved()
        await until(lambda: inside.leads.customers)
        assert only_lead(inside)["status"] == "converted"
        assert len(inside.lab.bookings) == 1


async def test_a_lead_that_was_perhaps_made_is_looked_for_before_it_is_made_again(
    database: dict[str, str],
) -> None:
    async with beside(environ=database) as inside:
        for _ in range(3):
            inside.leads.enter_by_hand("Walk-in")
        inside.leads.faults.drop("/leads", when="after")
        await book(inside.patient())
        await inside.patient().wait_for("is confirmed", since=0)
        await until(lambda: inside.leads.customers)
        assert [body["name"] for method, body in writes(inside) if method == "POST" and body] == [
            "Sunita Devi"
        ]
        assert sum(lead["name"] == "Sunita Devi" for lead in inside.leads.leads.values()) == 1


async def test_an_answer_that_the_lead_is_a_customer_already_is_a_yes() -> None:
    async with beside() as inside:
        inside.leads.faults.drop("*convert*", when="after")
        await book(inside.patient())
        await until(lambda: inside.leads.customers)
        await until(lambda: len([c for c in inside.leads.journal if "convert" in c.path]) == 2)
        await until(lambda: not_busy(inside))
        assert [call.status for call in inside.leads.journal if "convert" in call.path] == [None, 409]
        assert len(inside.leads.customers) == 1


async def test_what_the_staff_do_is_told() -> None:
    async with beside() as inside:
        patient = inside.patient()
        await go_to(patient, "slot")
        await until(lambda: inside.leads.leads)
        await patient.say("I want to talk to a person")
        asha = inside.staff.member(2001, "Asha")
        card = await inside.staff.wait_for("Wants to talk to a person")
        await asha.press("I take it", on=card.message_id)
        await until(lambda: only_lead(inside)["status"] == "contacted")
        lead = only_lead(inside)
        assert lead["lastContactedAt"].startswith("2026-11-20T")
        assert "Asha took over" in lead["notes"]


async def test_who_wants_to_be_forgotten_is_forgotten_there_too(database: dict[str, str]) -> None:
    async with beside(environ=database) as inside:
        patient = inside.patient()
        await go_to(patient, "slot")
        await until(lambda: inside.leads.leads)
        await patient.say("/forget")
        await patient.wait_for("Shall we erase everything")
        await patient.press("Yes, erase it")
        await until(lambda: not inside.leads.leads)


async def test_who_takes_their_consent_back_is_pursued_there_no_longer(database: dict[str, str]) -> None:
    async with beside(environ=database) as inside:
        patient = inside.patient()
        await go_to(patient, "slot")
        await until(lambda: inside.leads.leads)
        await patient.say("/privacy")
        await patient.wait_until(lambda: any("Take back my consent" in b.labels for b in patient.messages))
        await patient.press("Take back my consent")
        await patient.wait_for("Your consent is taken back")
        await until(lambda: not inside.leads.leads)


async def test_what_the_hour_has_no_room_for_waits_for_the_next() -> None:
    async with beside(leads_about={"hourly": 3}) as inside:
        await book(inside.patient())
        await inside.patient().wait_for("is confirmed", since=0)
        await until(lambda: not_busy(inside))
        # What is left of the hour is told with each answer: nobody asks a fourth time.
        assert sorted(str(call.status) for call in inside.leads.journal) == ["200", "200", "201"]
        assert inside.lab.bookings


async def test_a_clinic_without_one_tells_nobody() -> None:
    async with house() as inside:
        await book(inside.patient())
        await inside.patient().wait_for("is confirmed", since=0)
        assert list(inside.leads.journal) == []
