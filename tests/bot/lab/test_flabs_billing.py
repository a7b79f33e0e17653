"""Pre-bookings at Flabs: what is sent, what each answer means, and what is left for the staff."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.lab import flabs_billing_models
from bot.lab.flabs_billing import FlabsBilling
from bot.lab.port import (
    Created,
    DescribedItem,
    Entry,
    EntryItem,
    Forbidden,
    NotCarried,
    NotMade,
    Outcome,
    PerhapsMade,
    Refused,
    Unauthorised,
)
from dialogs.money import Paise, rupees
from tests.bot.lab.scripted_flabs import ScriptedFlabs, error, reply
from tests.bot.lab.test_port import BOOKING, entries
from tests.contracts import openapi

CBC = EntryItem("t1", "test", rupees(350))
ENTRY = Entry(**BOOKING, gender="female", items=(CBC,))
STORED = reply(200, {"success": True, "message": "ok", "integrator_id": "k1", "preBookingID": "P1"})
ALWAYS_LEFT: tuple[NotCarried, ...] = ("phone", "slot", "mode")


def create(entry: Entry, *answers: httpx.Response | Exception) -> tuple[Outcome, ScriptedFlabs]:
    flabs = ScriptedFlabs(createPreBooking=list(answers))
    billing = FlabsBilling(flabs.lab(), "telegram_bot")
    return asyncio.run(billing.create(entry)), flabs


def sent(entry: Entry) -> Any:
    outcome, flabs = create(entry, reply(200, {"success": True, "preBookingID": "P1"}))
    assert isinstance(outcome, Created)
    return flabs.body("createPreBooking")


def test_mapped_and_described_tests_and_packages_under_billing_s_names() -> None:
    entry = Entry(
        **(BOOKING | {"age": 7, "age_unit": "months"}),
        gender="male",
        last_name="Verma",
        items=(CBC, EntryItem("p1", "package", rupees(999))),
        described=(DescribedItem("Vitamin D3"), DescribedItem("Bridal Glow Panel", "package")),
    )
    assert sent(entry) == {
        "labID": "b1",
        "patient_details": {
            "first_name": "Anita",
            "last_name": "Verma",
            "gender": "male",
            "age": 7,
            "age_type": "month",
        },
        "integrator_id": "k1",
        "lead_source": "telegram_bot",
        "mapped_tests": [{"flabs_id": "t1"}],
        "unmapped_tests": ["Vitamin D3"],
        "mapped_packages": [{"id": "p1"}],
        "unmapped_packages": ["Bridal Glow Panel"],
    }


def test_a_test_inside_a_chosen_package_is_not_billed_again() -> None:
    package = EntryItem("p1", "package", rupees(999), contains=("t1", "t9"))
    body = sent(replace(ENTRY, items=(package, replace(CBC, price=Paise(0)))))
    assert body["mapped_packages"] == [{"id": "p1"}]
    assert "mapped_tests" not in body


def test_what_billing_has_no_room_for_is_named() -> None:
    entry = Entry(
        **BOOKING,
        gender="other",
        items=(CBC,),
        email="a@example.com",
        address="22 MG Road",
        pincode="560001",
        total=rupees(350),
        instructions="2nd floor",
    )
    outcome, flabs = create(entry, STORED)
    assert outcome == Created(
        "P1", "booking", ("phone", "email", "slot", "mode", "address", "pincode", "amount", "note")
    )
    told = flabs.seen["createPreBooking"][0].content.decode()
    assert not any(each in told for each in ("9123456780", "@", "MG Road", "560001", "2nd floor"))


@pytest.mark.parametrize(
    "change, lack",
    [
        ({"gender": None}, "gender"),
        ({"phase": "lead", "slot": None, "mode": None}, "lead"),
        ({"items": ()}, "test or a package"),
    ],
)
def test_what_no_pre_booking_can_be_made_of_goes_to_the_staff_and_nowhere_else(
    change: dict[str, Any], lack: str
) -> None:
    outcome, flabs = create(replace(ENTRY, **change), STORED)
    assert isinstance(outcome, Refused)
    assert lack in outcome.detail
    assert outcome.field is None, "no question is asked again: it has been answered"
    assert not flabs.seen["createPreBooking"]


@given(entries, st.sampled_from(["male", "female", "other"]))
def test_every_booking_fits_the_contract_and_repeats_to_the_byte(entry: Entry, gender: Any) -> None:
    assume(entry.phase == "booking" and (entry.items or entry.described))
    prebooking = flabs_billing_models.create_prebooking(replace(entry, gender=gender), "telegram_bot")
    body = prebooking.to_bytes()
    headers = {"authorization": "Bearer t", "content-type": "application/json"}
    openapi.check_request(openapi.load("flabs"), "POST", "/client/billing/create", {}, headers, body)
    assert (
        body
        == flabs_billing_models.create_prebooking(replace(entry, gender=gender), "telegram_bot").to_bytes()
    )
    described = [each.name for each in entry.described]
    told = json.loads(body)
    assert sorted(told.get("unmapped_tests", []) + told.get("unmapped_packages", [])) == sorted(described)


@pytest.mark.parametrize(
    "answer, outcome",
    [
        (STORED, Created("P1", "booking", ALWAYS_LEFT)),
        (reply(201, {"data": {"preBookingId": 7}}), Created("7", "booking", ALWAYS_LEFT)),
        (
            reply(200, {"success": False, "preBookingID": "P1"}),
            PerhapsMade("status 200, but no pre-booking in the answer"),
        ),
        (reply(200, {"success": True}), PerhapsMade("status 200, but no pre-booking in the answer")),
        (
            reply(200, {"success": True, "integrator_id": "k2", "preBookingID": "P1"}),
            PerhapsMade("status 200, but the pre-booking of another key in the answer"),
        ),
        (reply(200, b"<html>"), PerhapsMade("status 200, but no pre-booking in the answer")),
        (error(400, "gender is required"), Refused(400, "gender", "gender is required")),
        (error(400, "mapped_tests is invalid"), Refused(400, "items", "mapped_tests is invalid")),
        (error(400, "lead_source is not known"), Refused(400, None, "lead_source is not known")),
        (error(403, "labID is not yours"), Forbidden("labID is not yours")),
        (error(409, "exists"), PerhapsMade("the lab system says that there is a conflict (status 409)")),
        (error(429, "x", Retry_After="7"), NotMade("the lab system asks to wait (status 429)", 7.0)),
        (error(500, "x"), PerhapsMade("the lab system answered with status 500")),
        (httpx.ConnectError("refused"), NotMade("no connection (ConnectError: refused)")),
        (httpx.ReadTimeout("slow"), PerhapsMade("the connection broke (ReadTimeout)")),
    ],
)
def test_what_the_lab_answers(answer: httpx.Response | Exception, outcome: Outcome) -> None:
    assert create(ENTRY, answer)[0] == outcome


def test_a_refused_token_is_renewed_once_and_the_same_bytes_go_again() -> None:
    outcome, flabs = create(ENTRY, error(401, "token expired"), STORED)
    first, second = flabs.seen["createPreBooking"]
    assert isinstance(outcome, Created)
    assert first.content == second.content
    assert isinstance(create(ENTRY, error(401, "token expired"))[0], Unauthorised)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "preBookingID", "integrator_id", "success", "_id"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@given(json_values | st.binary(max_size=20))
def test_no_answer_is_too_strange_to_be_read(answer: Any) -> None:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    stored = flabs_billing_models.created_prebooking(body)
    assert stored is None or stored.id
