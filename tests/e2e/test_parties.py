"""An account that is scoped to parties: whose prices are shown, who is named to the lab, who is listened to."""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from bot.clinic_file import Backend
from bot.sandbox.flabs import Lab
from bot.sandbox.people import Patient
from tests.e2e.house import BRANCH, REQUIRED, House, book, house
from tests.e2e.way import go_to

pytestmark = pytest.mark.anyio

OTHER = "6530a4a6f1d2c8b7e9a67890"
HBA1C = "T0086"
SCOPED = """[lab.parties]
corporate = "ACME"
[lab.linked_parties.dr-rao]
doctor = "RAO"
hospital = "CITY"
[staff]"""
ELSEWHERE = f"""
[[branches]]
id = "{OTHER}"
slug = "whitefield"
pincodes = ["560066"]
[branches.parties]
doctor = "ANY"
[branches.collection]
"""
PARTIES = frozenset({"ACME", "CITY", "ANY", "RAO"})
AGREED = {"ACME": {HBA1C: 400}, "CITY": {HBA1C: 250}}


def scoped(backend: Backend = "flabs") -> AbstractAsyncContextManager[House]:
    return house(
        REQUIRED.replace("[staff]", SCOPED) + ELSEWHERE,
        backend=backend,
        labs=(Lab(BRANCH, "MG Road"), Lab(OTHER, "Whitefield")),
        parties=PARTIES,
        negotiated=AGREED,
    )


async def asked_for(patient: Patient, link: str) -> str:
    return (await go_to(patient, "all", link=link)).text


async def test_everybody_is_shown_the_prices_of_who_sends_them() -> None:
    async with scoped() as inside:
        for number, (link, price) in enumerate(
            {
                "mg-road_paper": "₹400",
                "mg-road--dr-rao_paper": "₹250",
                "mg-road--nobody_paper": "₹400",
                "whitefield_paper": "₹449",
            }.items()
        ):
            patient = inside.patient(1001 + number, phone=f"91987654{1001 + number}")
            assert price in await asked_for(patient, link)


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ("mg-road_diwali", {"corporateUser": "ACME"}),
        (
            "mg-road--dr-rao_diwali",
            {"referredOrganization": "RAO", "referredHospitalOrganization": "CITY"},
        ),
    ],
)
async def test_the_lab_is_told_who_sends_the_patient_under_the_name_of_each_kind(
    link: str, named: dict[str, str]
) -> None:
    async with scoped() as inside:
        patient = inside.patient()
        await book(patient, link=link)
        confirmed = await patient.wait_for("is confirmed")
        (entry,) = inside.lab.bookings
        kinds = ("corporateUser", "referredOrganization", "referredHospitalOrganization")
        assert {name: entry.body[name] for name in kinds if name in entry.body} == named
        assert entry.body["source"] == "diwali"
        # What is agreed on is what is charged, and what to prepare is known of these lists too.
        price = 400 if "ACME" in named.values() else 250
        assert entry.body["totalAmount"] == price
        assert f"₹{price}" in confirmed.text


async def test_every_party_is_listened_to_once_at_every_branch() -> None:
    async with scoped() as inside:
        await eight(inside)
        asked = subscriptions(inside)
        assert {(each["labID"], party_in(each)) for each in asked} == {
            (branch, party)
            for branch in (BRANCH, OTHER)
            for party in (
                ("corporateUser", "ACME"),
                ("organization", "CITY"),
                ("organization", "RAO"),
                ("organization", "ANY"),
            )
        }
        await inside.restart()
        await book(inside.patient(1002, phone="919876500002"))
        assert len(subscriptions(inside)) == 8


async def test_a_party_that_the_lab_does_not_know_is_for_the_clinic_to_put_right() -> None:
    unknown = REQUIRED.replace("[staff]", '[lab.parties]\ncorporate = "ACME"\ndoctor = "GONE"\n[staff]')
    async with house(unknown, parties=frozenset({"ACME"}), negotiated=AGREED) as inside:
        patient = inside.patient()
        await book(patient)
        await inside.staff.wait_for("party not found")
        assert not any("is confirmed" in bubble.text for bubble in patient.messages)
        assert inside.lab.bookings == []


@pytest.mark.parametrize("backend", ["flabs-billing", "glapi"])
async def test_where_the_lab_has_no_field_for_it_the_staff_are_told_who_sends_the_patient(
    backend: Backend,
) -> None:
    async with scoped(backend) as inside:
        patient = inside.patient()
        await book(patient, link="mg-road--dr-rao_diwali")
        confirmed = await patient.wait_for("is confirmed")
        assert "₹250" in confirmed.text
        told = await inside.staff.wait_for("has no room for all of it")
        for part in ("dr-rao", "doctor RAO", "hospital CITY"):
            assert part in told.text


async def eight(inside: House) -> None:
    """Waits until the lab was asked for everything."""
    async with asyncio.timeout(20):
        while len(subscriptions(inside)) < 8:
            await asyncio.sleep(0.02)


def subscriptions(inside: House) -> list[dict[str, Any]]:
    return [call.body for call in inside.lab.journal if call.path == "/client/events/subscribe"]


def party_in(body: dict[str, Any]) -> tuple[str, str]:
    (found,) = [(name, body[name]) for name in ("corporateUser", "organization") if name in body]
    return found
