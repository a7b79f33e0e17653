"""Entries as leads: what is sent, what each answer means, and that nothing is made twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lab.glapi_lab import GlapiLab, lead_of
from bot.lab.glapi_search import MOST_PAGES
from bot.lab.port import (
    Created,
    DescribedItem,
    Duplicate,
    Entry,
    EntryItem,
    Forbidden,
    NotMade,
    Outcome,
    PerhapsMade,
    Refused,
    Unauthorised,
)
from dialogs.money import rupees
from tests.bot.lab.scripted_flabs import Answer, reply
from tests.bot.lab.scripted_glapi import ScriptedGlapi, error, lead
from tests.bot.lab.test_port import BOOKING, entries
from tests.contracts import openapi

pytestmark = pytest.mark.anyio

ID = "d45f8e21-3ab2-4389-9e0d-9c12654b8e7a"
ENTRY = Entry(**BOOKING, items=(EntryItem("t1", "test", rupees(350), name="HbA1c"),), total=rupees(350))
ASKED = datetime(2026, 5, 14, 8, 0, tzinfo=UTC)
CONVERTED = reply(200, {"customerId": "c1", "customer": {"id": "c1", "companyName": "Anita"}})


def echo(entry: Entry = ENTRY, **about: Any) -> dict[str, Any]:
    """The lead as a host stores it."""
    sent = lead_of(entry, name_tests=False)
    kept = {"name": sent.name, "phone": sent.phone, "notes": sent.notes, "customFields": sent.customFields}
    return lead(**(kept | {"status": sent.status} | about))


STORED = reply(201, echo())
NO_LEADS = reply(200, [])


async def create(
    entry: Entry,
    *answers: Answer,
    asked_at: datetime | None = None,
    name_tests: bool = False,
    convert: Answer | list[Answer] = CONVERTED,
    leads: Answer | list[Answer] = NO_LEADS,
) -> tuple[Outcome, ScriptedGlapi]:
    glapi = ScriptedGlapi(createLead=list(answers), convertLeadToCustomer=convert, listLeads=leads)
    backend = GlapiLab(glapi.client(), name_tests=name_tests, pauses=(0.0, 0.0, 0.0))
    return await backend.create(entry, asked_at=asked_at), glapi


async def test_a_booking_is_a_qualified_lead_and_then_a_customer() -> None:
    entry = replace(
        ENTRY,
        last_name="Verma",
        gender="female",
        address="22 MG Road",
        pincode="560001",
        source="diwali",
        instructions="diabetic",
        described=(DescribedItem("Vitamin D3"),),
    )
    outcome, glapi = await create(entry, reply(201, echo(entry)))
    assert outcome == Created(ID, "booking", ("items", "note"))
    assert glapi.body("createLead") == {
        "name": "Anita Verma",
        "phone": "+919123456780",
        "source": "diwali",
        "status": "qualified",
        "score": 90,
        "notes": "[k1]",
        "customFields": {
            "phlebotKey": "k1",
            "branch": "b1",
            "mode": "home",
            "slot": "2026-05-15T08:30:00Z",
            "address": "22 MG Road",
            "pincode": "560001",
            "age": "45 years",
            "gender": "female",
            "amount": "350",
        },
    }
    assert glapi.seen["convertLeadToCustomer"][0].content == b""


async def test_tests_and_notes_go_along_where_the_notice_covers_them() -> None:
    entry = replace(ENTRY, instructions="diabetic", described=(DescribedItem("Vitamin D3"),))
    outcome, glapi = await create(entry, reply(201, echo(entry, notes="diabetic [k1]")), name_tests=True)
    assert outcome == Created(ID, "booking")
    assert glapi.body("createLead")["customFields"]["tests"] == ["HbA1c", "Vitamin D3"]
    assert glapi.body("createLead")["notes"] == "diabetic [k1]"


@given(entries.filter(lambda entry: entry.email is None), st.booleans())
def test_every_entry_fits_the_contract_and_repeats_to_the_byte(entry: Entry, name_tests: bool) -> None:
    body = lead_of(entry, name_tests=name_tests).to_bytes()
    headers = {"authorization": "Bearer t", "content-type": "application/json"}
    openapi.check_request(openapi.load("glapi"), "POST", "/leads", {}, headers, body)
    assert body == lead_of(entry, name_tests=name_tests).to_bytes()


@given(entries)
def test_what_a_patient_comes_for_is_not_in_the_lead(entry: Entry) -> None:
    secret = replace(
        entry,
        items=(EntryItem("SECRETID", "test", rupees(1), name="SECRETNAME"),),
        described=(DescribedItem("SECRETWORDS"),),
        instructions="SECRETNOTE",
    )
    assert b"SECRET" not in lead_of(secret, name_tests=False).to_bytes()


async def test_a_lead_stays_a_lead() -> None:
    entry = Entry(**(BOOKING | {"phase": "lead", "slot": None, "mode": None}))
    outcome, glapi = await create(entry, reply(201, echo(entry)))
    assert outcome == Created(ID, "lead")
    assert (glapi.body("createLead")["status"], glapi.body("createLead")["score"]) == ("new", 20)
    assert not glapi.seen["convertLeadToCustomer"]


async def test_what_a_host_drops_is_left_to_the_staff() -> None:
    dropped = {"lead": {"id": "7", "name": "Anita", "status": "active", "metadata": {}}}
    outcome, _ = await create(ENTRY, reply(201, dropped))
    assert outcome == Created("7", "booking", ("phone", "slot", "mode", "items", "amount"))


@pytest.mark.parametrize(
    "answer, outcome",
    [
        (STORED, Created(ID, "booking", ("items",))),
        (error(400, "phone is invalid"), Refused(400, "phone", "phone is invalid")),
        (error(422, "nothing known"), Refused(422, None, "nothing known")),
        (error(403, "not yours"), Forbidden("not yours")),
        (error(409, "Lead already exists"), Duplicate("Lead already exists")),
        (error(401), Unauthorised("the leads system takes our token no more; it needs a new one")),
        (error(429, Retry_After="7"), NotMade("the leads system asks to wait (status 429)", 7.0)),
        (error(500), PerhapsMade("the leads system answered with status 500")),
        (reply(201, b"<html>"), PerhapsMade("nothing readable in the leads system's answer (status 201)")),
        (
            httpx.ReadTimeout("slow"),
            PerhapsMade("the leads system did not answer: the connection broke (ReadTimeout)"),
        ),
        (
            httpx.ConnectError("refused"),
            NotMade("the leads system cannot be reached: no connection (ConnectError: refused)"),
        ),
    ],
)
async def test_what_the_leads_system_answers(answer: Answer, outcome: Outcome) -> None:
    got, glapi = await create(ENTRY, answer)
    if isinstance(got, NotMade) and got.retry_after is not None:
        got = replace(got, retry_after=round(got.retry_after, 1))
    assert got == outcome
    assert len(glapi.seen["createLead"]) == 1, "never repeated by the client itself"
    assert not glapi.seen["listLeads"], "a first attempt needs no look"


@pytest.mark.parametrize(
    "convert, tries, customer",
    [
        (CONVERTED, 1, True),
        (error(409), 1, True),
        ([error(500), CONVERTED], 2, True),
        ([httpx.ReadTimeout("slow"), error(409)], 2, True),
        ([reply(200, b"?"), error(409)], 2, True),
        (error(500), 3, False),
        (error(404), 1, False),
        (error(401), 1, False),
        (error(429, Retry_After="900"), 1, False),
    ],
)
async def test_a_booking_stands_whatever_becomes_of_the_customer(
    convert: Answer | list[Answer], tries: int, customer: bool
) -> None:
    outcome, glapi = await create(ENTRY, STORED, convert=convert)
    assert outcome == Created(ID, "booking", ("items",) if customer else ("items", "customer"))
    assert len(glapi.seen["convertLeadToCustomer"]) == tries


def made(number: int, at: datetime, **about: Any) -> dict[str, Any]:
    return lead(id=f"l{number}", createdAt=at.isoformat(), customFields=None, notes=None, **about)


def pages(count: int, *found: dict[str, Any]) -> httpx.Response:
    return reply(200, {"data": found, "total": 999, "page": 1, "limit": 100, "totalPages": count})


OLD = ASKED - timedelta(hours=2)


@pytest.mark.parametrize(
    "ours",
    [
        echo(id="ours"),
        echo(id="ours", customFields=None),
        {"id": "ours", "name": "A", "status": "active", "notes": "[k1]", "metadata": {}},
        {"id": "ours", "name": "A", "metadata": {"customFields": {"phlebotKey": "k1"}}},
    ],
)
async def test_what_was_perhaps_made_is_found_and_not_made_again(ours: dict[str, Any]) -> None:
    listed: list[Answer] = [pages(9, made(1, ASKED)), pages(9, made(2, ASKED), ours)]
    outcome, glapi = await create(ENTRY, STORED, asked_at=ASKED, leads=listed)
    assert isinstance(outcome, Created)
    assert outcome.lab_id == "ours"
    assert not glapi.seen["createLead"]
    assert len(glapi.seen["convertLeadToCustomer"]) == 1


async def test_a_lead_that_is_a_customer_already_is_not_converted_again() -> None:
    listed = pages(1, echo(id="ours", status="converted"))
    outcome, glapi = await create(ENTRY, STORED, asked_at=ASKED, leads=listed)
    assert outcome == Created("ours", "booking", ("items",))
    assert not glapi.seen["convertLeadToCustomer"]


@pytest.mark.parametrize(
    "listed, looks",
    [
        ([reply(200, [])], 1),
        ([pages(1, made(1, ASKED))], 1),
        ([pages(9, made(1, ASKED)), pages(9, made(2, OLD))], 2),
        # An order by name says nothing of age: everything is looked at.
        ([pages(3, made(1, OLD), made(2, ASKED)), pages(3, made(3, OLD)), pages(3, made(4, OLD))], 3),
        # A host that has no pages says the same again.
        ([reply(200, [made(1, ASKED)]), reply(200, [made(1, ASKED)])], 2),
    ],
)
async def test_it_is_made_again_once_it_is_surely_not_there(listed: list[Answer], looks: int) -> None:
    outcome, glapi = await create(ENTRY, STORED, asked_at=ASKED, leads=listed)
    assert isinstance(outcome, Created)
    assert len(glapi.seen["listLeads"]) == looks
    assert len(glapi.seen["createLead"]) == 1


@pytest.mark.parametrize(
    "listed, kind",
    [
        ([error(500)], PerhapsMade),
        ([error(403)], PerhapsMade),
        ([error(429)], PerhapsMade),
        ([httpx.ConnectError("refused")], PerhapsMade),
        ([error(401)], Unauthorised),
        ([pages(99, made(n, ASKED)) for n in range(MOST_PAGES)], PerhapsMade),
    ],
)
async def test_what_cannot_be_looked_for_is_not_made_again(listed: list[Answer], kind: type[Outcome]) -> None:
    outcome, glapi = await create(ENTRY, STORED, asked_at=ASKED, leads=listed)
    assert isinstance(outcome, kind)
    assert not glapi.seen["createLead"]
