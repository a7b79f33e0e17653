"""Leads and bookings at Flabs: what is sent, and what each answer means."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from hypothesis import given

from bot.lab import flabs_models
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
    WrongPhase,
)
from dialogs.money import Paise, rupees
from tests.bot.lab.scripted_flabs import ScriptedFlabs, error, reply
from tests.bot.lab.test_port import BOOKING, entries
from tests.contracts import openapi

ENTRY = Entry(**BOOKING)
LEAD = Entry(**(BOOKING | {"phase": "lead", "slot": None, "mode": None}))
STORED = reply(201, {"success": True, "leadId": "L1", "phase": "booking", "message": "ok"})


def create(
    entry: Entry, *answers: httpx.Response | Exception, **script: Any
) -> tuple[Outcome, ScriptedFlabs]:
    flabs = ScriptedFlabs(createLeadOrBooking=list(answers), **script)
    return asyncio.run(flabs.lab().create(entry)), flabs


def sent(entry: Entry) -> Any:
    stored = reply(201, {"success": True, "leadId": "L1", "phase": entry.phase})
    outcome, flabs = create(entry, stored)
    assert outcome == Created("L1", entry.phase)
    return flabs.body("createLeadOrBooking")


def published(name: str) -> dict[str, Any]:
    call = openapi.load("flabs").operation("POST", "/client/crm/lead/create")
    return call.request_example(name)  # type: ignore[no-any-return]


def test_the_published_booking_comes_out_field_by_field() -> None:
    entry = Entry(
        key="EXT-BOOK-55012",
        phase="booking",
        branch_id="6530a4a6f1d2c8b7e9a12345",
        first_name="Anita",
        last_name="Verma",
        phone="9123456780",
        age=45,
        gender="female",
        address="22 MG Road",
        pincode="560001",
        mode="home",
        slot=BOOKING["slot"],
        instructions="Diabetic, call before coming",
        items=(EntryItem("6530a4a6f1d2c8b7e9aabcde", "test", rupees(350)),),
        total=rupees(350),
    )
    example = published("booking")
    del example["email"]
    body = sent(entry)
    assert body == example
    assert [type(body[name]) for name in ("age", "totalAmount")] == [int, int]


def test_the_published_lead_comes_out_field_by_field() -> None:
    entry = Entry(
        key="EXT-LEAD-10231",
        phase="lead",
        branch_id="6530a4a6f1d2c8b7e9a12345",
        first_name="Rahul",
        last_name="Sharma",
        phone="9876543210",
        email="rahul@example.com",
        age=32,
        gender="male",
        address="42 Park Street",
        pincode="560001",
        source="facebook_ads",
        priority="high",
        items=(
            EntryItem("6530a4a6f1d2c8b7e9aabcde", "test", rupees(350)),
            EntryItem("6530a4a6f1d2c8b7e9afedcb", "package", rupees(1499)),
        ),
        described=(
            DescribedItem("Vitamin D3 (custom name)", "test", rupees(800)),
            DescribedItem("Bridal Glow Panel", "package", rupees(2500)),
        ),
        discount=rupees(100),
        total=rupees(4549),
    )
    example = published("lead")
    assert example.pop("country_code") == "91", "the default, which needs no saying"
    assert sent(entry) == example


def test_what_is_not_known_is_not_said() -> None:
    assert sent(LEAD) == {
        "branchID": "b1",
        "integratorID": "k1",
        "phase": "lead",
        "first_name": "Anita",
        "contact": "9123456780",
        "age": 45,
        "age_type": "year",
    }


def test_a_package_is_sent_once_and_a_test_inside_it_as_part_of_it() -> None:
    package = EntryItem("p1", "package", rupees("999.50"), contains=("t1", "t2"))
    items = (package, EntryItem("t2", "test", Paise(0)), EntryItem("t3", "test", rupees(100)))
    body = sent(Entry(**BOOKING, items=items, total=rupees("1099.50")))
    assert body["packages"] == [{"package": "p1", "price": 999.5}]
    assert body["tests"] == [
        {"test": "t2", "cost": 0, "isPackage": True, "packageId": "p1"},
        {"test": "t3", "cost": 100},
    ]
    assert body["totalAmount"] == 1099.5


def test_the_rest_of_an_entry_under_the_lab_s_names() -> None:
    entry = Entry(
        **(BOOKING | {"mode": "lab", "age_unit": "months"}),
        country_code="977",
        email="a@example.com",
        location="12.97,77.59",
        custom_fields={"utm_campaign": "summer", "lead_score": 78},
    )
    body = sent(entry)
    assert body["bookingType"] == "Lab Visit"
    assert body["age_type"] == "month"
    assert body["country_code"] == "977"
    assert body["email"] == "a@example.com"
    assert body["googleLocation"] == "12.97,77.59"
    assert body["customFields"] == {"utm_campaign": "summer", "lead_score": 78}
    assert (body["paymentStatus"], body["paymentMode"], body["totalAmount"]) == ("Pending", "Cash", 0)


@given(entries.filter(lambda entry: entry.email is None))
def test_every_entry_fits_the_contract_and_repeats_to_the_byte(entry: Entry) -> None:
    body = flabs_models.create_lead(entry).to_bytes()
    headers = {"authorization": "Bearer t", "content-type": "application/json"}
    openapi.check_request(openapi.load("flabs"), "POST", "/client/crm/lead/create", {}, headers, body)
    assert flabs_models.create_lead(entry).to_bytes() == body
    assert json.loads(body)["phase"] == entry.phase


CONFLICT = "Lead with contact 9123456780 already exists today"


@pytest.mark.parametrize(
    "answer, outcome",
    [
        (STORED, Created("L1", "booking")),
        (reply(200, {"leadId": "L1", "phase": "booking"}), Created("L1", "booking")),
        (reply(201, {"success": True, "data": {"_id": 77, "phase": "Booking"}}), Created("77", "booking")),
        (reply(201, {"success": True, "leadId": "L1", "phase": "lead"}), WrongPhase("L1", "lead")),
        (reply(201, {"success": True, "leadId": "L1"}), WrongPhase("L1", None)),
        (reply(201, b"<html>welcome</html>"), PerhapsMade("status 201, but no entry in the answer")),
        (reply(201, b""), PerhapsMade("status 201, but no entry in the answer")),
        (reply(201, {"success": True}), PerhapsMade("status 201, but no entry in the answer")),
        (
            reply(200, {"success": False, "leadId": "L1"}),
            PerhapsMade("status 200, but no entry in the answer"),
        ),
        (reply(204), PerhapsMade("status 204, but no entry in the answer")),
        (error(400, "first_name is required"), Refused(400, "name", "first_name is required")),
        (error(400, "something is wrong"), Refused(400, None, "something is wrong")),
        (reply(400, b"Bad"), Refused(400, None, "Bad")),
        (error(403, "branchID is not yours"), Forbidden("branchID is not yours")),
        (error(404, "party not found"), Forbidden("party not found")),
        (
            error(400, "a party is required for this account"),
            Forbidden("a party is required for this account"),
        ),
        (error(409, CONFLICT), Duplicate("Lead with contact … already exists today")),
        (reply(409, b""), Duplicate("")),
        (error(422, "age is wrong"), Refused(422, None, "age is wrong")),
        (reply(302, b"", Location="https://elsewhere.example/"), Refused(302, None, "")),
        (error(429, "slow", Retry_After="7"), NotMade("the lab system asks to wait (status 429)", 7.0)),
        (
            error(
                429, "x", Retry_After="Fri, 15 May 2026 08:01:00 GMT", Date="Fri, 15 May 2026 08:00:30 GMT"
            ),
            NotMade("the lab system asks to wait (status 429)", 30.0),
        ),
        (error(429, "x", Retry_After="soon"), NotMade("the lab system asks to wait (status 429)", None)),
        (error(500, "x"), PerhapsMade("the lab system answered with status 500")),
        (reply(502, b"<html>"), PerhapsMade("the lab system answered with status 502")),
        (reply(503, b"", Retry_After="5"), PerhapsMade("the lab system answered with status 503")),
        (reply(408), PerhapsMade("the lab system answered with status 408")),
    ],
)
def test_what_the_lab_answers(answer: httpx.Response, outcome: Outcome) -> None:
    assert create(ENTRY, answer)[0] == outcome


@pytest.mark.parametrize(
    "fault, kind",
    [
        (httpx.ConnectError("[Errno 111] Connection refused"), NotMade),
        (httpx.ConnectError("[Errno -2] Name or service not known"), NotMade),
        (httpx.ConnectError("certificate verify failed"), NotMade),
        (httpx.ConnectTimeout("slow"), NotMade),
        (httpx.PoolTimeout("busy"), NotMade),
        (httpx.ReadTimeout("slow"), PerhapsMade),
        (httpx.WriteTimeout("slow"), PerhapsMade),
        (httpx.ReadError("reset"), PerhapsMade),
        (httpx.WriteError("broken pipe"), PerhapsMade),
        (httpx.RemoteProtocolError("Server disconnected without sending a response."), PerhapsMade),
        (httpx.DecodingError("no gzip"), PerhapsMade),
    ],
)
def test_what_the_network_does(fault: Exception, kind: type[Outcome]) -> None:
    outcome, flabs = create(ENTRY, fault)
    assert isinstance(outcome, kind)
    assert len(flabs.seen["createLeadOrBooking"]) == 1, "never repeated by the client itself"


def test_a_refused_token_is_renewed_once_and_the_same_bytes_go_again() -> None:
    outcome, flabs = create(ENTRY, error(401, "token expired"), STORED)
    first, second = flabs.seen["createLeadOrBooking"]
    assert outcome == Created("L1", "booking")
    assert first.content == second.content
    assert (first.headers["authorization"], second.headers["authorization"]) == ("Bearer a1", "Bearer a2")


@pytest.mark.parametrize(
    "detail",
    ["Invalid token", "authToken has expired", "Unauthorized", "missing authorization header", "jwt expired"],
)
def test_a_bad_request_that_speaks_of_the_token_is_a_refused_token(detail: str) -> None:
    outcome, flabs = create(ENTRY, error(400, detail), STORED)
    assert outcome == Created("L1", "booking")
    assert flabs.signed_in == 2


@pytest.mark.parametrize("answer", [error(401, "token expired"), error(400, "token expired")])
def test_a_token_refused_twice_is_the_end_of_it(answer: httpx.Response) -> None:
    outcome, flabs = create(ENTRY, answer)
    assert outcome == Unauthorised("token expired")
    assert len(flabs.seen["createLeadOrBooking"]) == 2


@pytest.mark.parametrize(
    "after_renewal, outcome",
    [
        (httpx.ReadTimeout("slow"), PerhapsMade("the connection broke (ReadTimeout)")),
        (error(500, "x"), PerhapsMade("the lab system answered with status 500")),
        (error(400, "age is required"), Refused(400, "age", "age is required")),
        (error(409, "exists"), Duplicate("exists")),
    ],
)
def test_what_comes_after_the_renewal_counts(
    after_renewal: httpx.Response | Exception, outcome: Outcome
) -> None:
    assert create(ENTRY, error(401, "x"), after_renewal)[0] == outcome


@pytest.mark.parametrize(
    "sign_in, kind",
    [
        (error(401, "wrong secret"), Unauthorised),
        (error(400, "clientSecret is wrong"), Unauthorised),
        (error(429, "x", Retry_After="9"), NotMade),
        (error(500, "x"), NotMade),
        (reply(200, b"no"), NotMade),
        (httpx.ConnectError("refused"), NotMade),
        (httpx.ReadTimeout("slow"), NotMade),
    ],
)
def test_an_entry_is_surely_not_made_when_there_is_no_token(
    sign_in: httpx.Response | Exception, kind: type[Outcome]
) -> None:
    outcome, flabs = create(ENTRY, STORED, createAuthToken=sign_in)
    assert isinstance(outcome, kind)
    assert not flabs.seen["createLeadOrBooking"]
    if isinstance(outcome, NotMade):
        assert outcome.retry_after == (
            9.0 if isinstance(sign_in, httpx.Response) and sign_in.status_code == 429 else None
        )
    else:
        assert "s3cret" not in repr(outcome)


@pytest.mark.parametrize(
    "detail, field",
    [
        ("first_name is required", "name"),
        ("Last name too long", "name"),
        ("age_type must be one of year, month, day", "age"),
        ("age must be a number and age_type is required", "age"),
        ("gender must be male, female or other", "gender"),
        ("contact must have exactly 10 digits", "phone"),
        ("Invalid mobile number", "phone"),
        ("address is too short", "address"),
        ("pincode is not served", "pincode"),
        ("bookingType is required", "mode"),
        ("scheduledAt must be in the future", "slot"),
        ("The slot is not available", "slot"),
        ("test not found", "items"),
        ("unmappedTests must be an array", "items"),
        ("packages.0.price must be a number", "items"),
        ("specialInstructions is too long", "note"),
        ("email address is not valid", "email"),
        ("contact and age are required", None),
        ("branchID is required", None),
        ("integratorID is required", None),
        ("message too large", None),
        ("", None),
    ],
)
def test_which_question_a_refusal_names(detail: str, field: str | None) -> None:
    outcome, _ = create(ENTRY, error(400, detail))
    assert isinstance(outcome, Refused)
    assert outcome.field == field


@pytest.mark.parametrize(
    "body, detail",
    [
        ({"error": {"details": "a is required"}}, "a is required"),
        ({"error": "a is required"}, "a is required"),
        ({"error": {"message": "a is required"}, "message": "Bad Request"}, "a is required"),
        ({"message": "a is required"}, "a is required"),
        ({"errors": [{"message": "a is required"}, {"message": "b"}]}, "a is required"),
        ({"details": "a is required"}, "a is required"),
        ([], ""),
        (b"a is\n\n required\x00", "a is required"),
        (b"x" * 5000, "x" * 200),
        (
            {"error": {"details": "Anita Verma (9123456780, +91 91234-56780, av@example.com) exists"}},
            "… … (…, …, …) exists",
        ),
    ],
)
def test_the_words_of_an_error_are_found_shortened_and_blotted(body: object, detail: str) -> None:
    outcome, _ = create(Entry(**BOOKING, last_name="Verma"), reply(422, body))
    assert outcome == Refused(422, None, detail)
    assert "required" not in repr(outcome)
