"""Branches, price lists and subscriptions at Flabs, in the published shape and in those that may turn up."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.lab.flabs import FlabsLab
from bot.lab.flabs_catalogue import read_branches, read_catalogue
from bot.lab.http import Http
from bot.lab.port import (
    AlreadySubscribed,
    CatalogueUnreadable,
    Entry,
    LabBranch,
    LabError,
    LabRefused,
    LabSignInFailed,
    LabUnreachable,
)
from dialogs.catalogue import Item
from dialogs.clinic import Offer
from dialogs.money import rupees
from tests.bot.lab.scripted_flabs import MemoryTokens, ScriptedFlabs, error, reply
from tests.bot.lab.test_port import BOOKING

TESTS = {"success": True, "data": [{"_id": "t1", "name": "Complete Blood Count", "cost": 350}]}
PACKAGES = {
    "success": True,
    "data": [
        {"_id": "p1", "name": "Full Body Checkup", "total": 1499, "tests": [{"_id": "t1", "name": "CBC"}]}
    ],
}


def encoded(value: object) -> bytes:
    return json.dumps(value).encode()


def item(raw: dict[str, Any], kind: str = "test") -> Item:
    lists = {"test": b"[]", "package": b"[]"} | {kind: encoded([raw])}
    (only,) = read_catalogue(lists["test"], lists["package"]).items.values()
    return only


def test_the_published_lists() -> None:
    flabs = ScriptedFlabs(listTests=reply(200, TESTS), listPackages=reply(200, PACKAGES))
    catalogue = asyncio.run(flabs.lab().catalogue(Offer("b1")))
    assert list(catalogue.items.values()) == [
        Item("t1", "test", "Complete Blood Count", rupees(350)),
        Item("p1", "package", "Full Body Checkup", rupees(1499), contains=("t1",)),
    ]
    assert dict(flabs.seen["listTests"][0].url.params) == {"branchID": "b1"}
    assert dict(flabs.seen["listPackages"][0].url.params) == {"branchID": "b1"}


def test_the_published_branches() -> None:
    lab = {
        "_id": "b1",
        "name": "Main branch",
        "address": "22 MG Road",
        "city": "Bengaluru",
        "pincode": "560001",
    }
    flabs = ScriptedFlabs(listLabs=reply(200, {"success": True, "data": [lab, {"labID": 7, "name": "Two"}]}))
    assert asyncio.run(flabs.lab().branches()) == (
        LabBranch("b1", "Main branch", "22 MG Road", "Bengaluru", "560001"),
        LabBranch("7", "Two"),
    )


@pytest.mark.parametrize(
    "wrap",
    [
        lambda each: each,
        lambda each: {"data": each},
        lambda each: {"tests": each, "success": True},
        lambda each: {"packages": each},
        lambda each: {"labs": each},
        lambda each: {"data": {"tests": each}},
        lambda each: {"data": {"docs": each, "totalDocs": 1}},
    ],
)
def test_a_list_is_found_wherever_it_lies(wrap: Callable[[object], object]) -> None:
    raw = encoded(wrap([{"id": "x", "name": "X", "price": "1"}]))
    assert list(read_catalogue(raw, b"[]").items) == ["x"]
    assert [each.id for each in read_branches(raw)] == ["x"]


@pytest.mark.parametrize("found", ["t1", 17, {"$oid": "abc"}])
@pytest.mark.parametrize("name", ["_id", "id", "testId"])
def test_an_id_in_any_of_its_spellings(name: str, found: object) -> None:
    expected = found["$oid"] if isinstance(found, dict) else str(found)
    assert item({name: found, "name": "X", "cost": 1}).id == expected


@pytest.mark.parametrize("name", ["cost", "total", "price"])
@pytest.mark.parametrize(
    "price, paise",
    [
        (350, 35000),
        (350.0, 35000),
        (99.99, 9999),
        (0.1, 10),
        (1e3, 100000),
        ("350", 35000),
        ("1,250.50", 125050),
        ("₹ 1,250", 125000),
        ("Rs. 350/-", 35000),
        ("INR 350", 35000),
        (0, 0),
    ],
)
def test_a_price_in_any_of_its_spellings(name: str, price: object, paise: int) -> None:
    assert item({"_id": "t", "name": "X", name: price}).price == paise


def test_of_two_prices_each_kind_has_its_own() -> None:
    both = {"_id": "x", "name": "X", "cost": 10, "total": 8, "price": 12}
    assert item(both).price == rupees(10)
    assert item(both, "package").price == rupees(8)


@given(st.decimals(min_value=0, max_value=10**6, places=2))
def test_no_paisa_is_lost(amount: Decimal) -> None:
    raw = f'[{{"_id": "t", "name": "X", "cost": {amount:f}}}]'.encode()
    assert read_catalogue(raw, b"[]").items["t"].price == int(amount * 100)


GOOD = {"_id": "t0", "name": "X", "cost": 1}


@pytest.mark.parametrize(
    "tests, packages, sentence",
    [
        ([GOOD, {"name": "X", "cost": 1}], [], r"tests\[1\] has no id"),
        ([{"_id": "", "name": "X", "cost": 1}], [], r"tests\[0\] has no id"),
        ([{"_id": True, "name": "X", "cost": 1}], [], r"tests\[0\] has no id"),
        ([{"_id": "t1", "name": "X"}], [], r"tests\[0\] \(id t1\) has no price"),
        ([{"_id": "t1", "name": "X", "cost": None}], [], "has no price"),
        ([{"_id": "t1", "name": "X", "cost": "on request"}], [], "has no price"),
        ([{"_id": "t1", "name": "X", "cost": -5}], [], "has no price"),
        ([{"_id": "t1", "name": "X", "cost": True}], [], "has no price"),
        ([{"_id": "t1", "name": "X", "cost": 10**9}], [], "has no price"),
        ([], [{"_id": "p1", "name": "X"}], r"packages\[0\] \(id p1\) has no price"),
        ([], ["p1"], r"packages\[0\] is no object"),
        ({"data": "none"}, [], "the list of tests holds no list"),
        ({"success": False, "data": []}, [], "the list of tests holds no list"),
        ("x", [], "the list of tests holds no list"),
    ],
)
def test_an_unusable_list_is_refused_by_name(tests: object, packages: object, sentence: str) -> None:
    with pytest.raises(CatalogueUnreadable, match=sentence):
        read_catalogue(encoded(tests), encoded(packages))


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[" * 100_000, b'[{"_id": "t", "name": "X", "cost": NaN}]', b"\xff"]
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(CatalogueUnreadable, match="no JSON"):
        read_catalogue(body, b"[]")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "_id",
                    "id",
                    "name",
                    "cost",
                    "total",
                    "price",
                    "data",
                    "tests",
                    "packages",
                    "labs",
                    "fasting",
                    "fasting_hours",
                    "tat",
                    "sample",
                    "success",
                ]
            )
            | st.text(max_size=4),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@given(anything, anything)
def test_whatever_comes_is_a_catalogue_or_refused(tests: object, packages: object) -> None:
    for read in (
        lambda: read_catalogue(encoded(tests), encoded(packages)),
        lambda: read_branches(encoded(tests)),
    ):
        with contextlib.suppress(CatalogueUnreadable):
            read()


@given(st.binary(max_size=200))
def test_whatever_bytes_come_are_a_catalogue_or_refused(body: bytes) -> None:
    with contextlib.suppress(CatalogueUnreadable):
        read_catalogue(body, body)


@pytest.mark.parametrize(
    "said, hours",
    [
        ({"fasting_hours": 12}, 12),
        ({"fastingHours": "10"}, 10),
        ({"fasting": "10-12 hours"}, 12),
        ({"fasting": "12 hrs"}, 12),
        ({"fasting_required": "yes", "fasting_hours": 8}, 8),
        ({"fasting_required": True}, None),
        ({"fasting": "Yes"}, None),
        ({"fasting": "Overnight"}, None),
        ({"fasting": 1}, None),
        ({"fasting": False}, 0),
        ({"fasting": "no"}, 0),
        ({"fasting_required": "no", "fasting_hours": 0}, 0),
        ({"fasting_required": False, "fasting_hours": 12}, 0),
        ({"fasting_hours": 0}, 0),
        ({"fasting_required": True, "fasting_hours": 0}, None),
        ({"fasting_hours": 99}, None),
        ({}, None),
    ],
)
def test_fasting_is_what_the_lab_says_or_unknown(said: dict[str, Any], hours: int | None) -> None:
    assert item(GOOD | said).fasting_hours == hours


@pytest.mark.parametrize(
    "said, hours",
    [
        ({"turnaround_hours": 24}, 24),
        ({"tatHours": "36"}, 36),
        ({"tat": "24 hours"}, 24),
        ({"TAT": "2 Days"}, 48),
        ({"turnaroundTime": "24-48 hrs"}, 48),
        ({"reportTime": "1 week"}, 168),
        ({"tat": 2}, None),
        ({"tat": "same day"}, None),
        ({}, None),
    ],
)
def test_the_time_to_the_report_needs_a_unit(said: dict[str, Any], hours: int | None) -> None:
    assert item(GOOD | said).turnaround_hours == hours


def test_the_rest_of_an_item() -> None:
    said = {
        "name": "  Vitamin\n D3 ",
        "department": {"name": "Biochemistry"},
        "sampleType": ["Serum", {"name": "EDTA"}],
        "homeCollection": "yes",
    }
    read = item(GOOD | said)
    assert (read.name, read.department, read.sample_type, read.home_collection) == (
        "Vitamin D3",
        "Biochemistry",
        "Serum, EDTA",
        True,
    )
    assert item(GOOD).home_collection is None


@pytest.mark.parametrize(
    "inside",
    [
        ["t1", "t2"],
        [{"_id": "t1"}, {"id": "t2"}],
        [{"test": {"_id": "t1"}}, {"testId": "t2"}, {"name": "?"}, None, "t1"],
    ],
)
def test_what_a_package_contains(inside: list[Any]) -> None:
    assert item({"_id": "p", "name": "P", "total": 1, "tests": inside}, "package").contains == ("t1", "t2")


def test_doubles_nameless_items_and_missing_pages_are_reported_and_survived() -> None:
    tests = {"total": 900, "data": [GOOD, GOOD, GOOD | {"cost": 2}, {"_id": "t9", "cost": 1}]}
    with capture_logs() as logs:
        catalogue = read_catalogue(encoded(tests), b"[]")
    assert [each.price for each in catalogue.items.values()] == [100]
    assert [each["event"] for each in logs] == [
        "lab_list_incomplete",
        "lab_item_without_name",
        "lab_item_listed_twice",
    ]


@pytest.mark.parametrize(
    "answer, raised",
    [
        (httpx.ConnectError("refused"), LabUnreachable),
        (httpx.ReadTimeout("slow"), LabUnreachable),
        (error(500, "x"), LabUnreachable),
        (error(429, "x", Retry_After="3"), LabUnreachable),
        (error(401, "token expired"), LabSignInFailed),
        (error(403, "branchID is not yours"), LabRefused),
        (error(404, "party not found"), LabRefused),
        (error(400, "branchID is required"), LabRefused),
        (reply(200, b"<html>"), CatalogueUnreadable),
    ],
)
def test_a_list_that_does_not_come_says_why(
    answer: httpx.Response | Exception, raised: type[LabError]
) -> None:
    flabs = ScriptedFlabs(listTests=answer, listPackages=reply(200, PACKAGES), listLabs=answer)
    for call in (flabs.lab().catalogue(Offer("b1")), flabs.lab().branches()):
        with pytest.raises(raised) as said:
            asyncio.run(call)
        assert type(said.value) is raised
        assert "Bearer" not in str(said.value)


def test_a_list_survives_an_expired_token() -> None:
    flabs = ScriptedFlabs(listLabs=[error(401, "expired"), reply(200, [])])
    assert asyncio.run(flabs.lab().branches()) == ()


def test_all_six_events_of_a_branch_are_subscribed() -> None:
    flabs = ScriptedFlabs(subscribeToEvents=reply(200, {"success": True, "message": "ok"}))
    asyncio.run(flabs.lab().subscribe(Offer("b1"), "https://bot.example/webhooks/flabs/s3cret"))
    assert flabs.body("subscribeToEvents") == {
        "labID": "b1",
        "events": [
            "bill.created",
            "bill.completed",
            "bill.deleted",
            "report.completed",
            "lead.created",
            "booking.created",
        ],
        "endpoint": "https://bot.example/webhooks/flabs/s3cret",
        "protocol": "https",
    }


def test_a_stand_in_on_this_machine_is_subscribed_without_tls() -> None:
    seen = []

    def stand_in(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/client/auth/token":
            return reply(200, {"authToken": "a", "refreshToken": "r", "expiresIn": 600})
        seen.append(json.loads(request.content))
        return reply(200, {"success": True})

    lab = FlabsLab(
        Http(transport=httpx.MockTransport(stand_in)),
        url="http://127.0.0.1:9000",
        client_id="c",
        client_secret="s",
        tokens=MemoryTokens(),
    )
    asyncio.run(lab.subscribe(Offer("b1"), "http://127.0.0.1:8080/webhooks/flabs/t"))
    assert seen[0]["protocol"] == "http"
    assert seen[0]["endpoint"] == "http://127.0.0.1:8080/webhooks/flabs/t"


@pytest.mark.parametrize(
    "answer, raised",
    [
        (error(409, "webhook already registered"), AlreadySubscribed),
        (error(400, "endpoint must use https"), LabRefused),
        (error(500, "x"), LabUnreachable),
    ],
)
def test_a_subscription_that_fails_says_why(answer: httpx.Response, raised: type[LabError]) -> None:
    flabs = ScriptedFlabs(subscribeToEvents=answer)
    with pytest.raises(raised) as said:
        asyncio.run(flabs.lab().subscribe(Offer("b1"), "https://bot.example/webhooks/flabs/s3cret"))
    assert type(said.value) is raised
    assert "s3cret" not in str(said.value)


def test_the_log_holds_no_person_no_token_and_no_secret() -> None:

    flabs = ScriptedFlabs(
        createLeadOrBooking=[
            error(401, "x"),
            error(409, "Lead with contact 9123456780 already exists today"),
        ],
        subscribeToEvents=reply(200, {}),
    )
    lab = flabs.lab()
    with capture_logs() as logs:
        asyncio.run(lab.create(Entry(**BOOKING)))
        asyncio.run(lab.subscribe(Offer("b1"), "https://bot.example/webhooks/flabs/t0ken"))
    shown = repr(logs)
    assert "lab_entry_sent" in shown
    assert "'k1'" in shown
    for secret in ("Anita", "9123456780", "s3cret", "t0ken", "a1", "a2", "r1"):
        assert secret not in shown
