"""The six events of the lab, as published and as they may turn up."""

import contextlib
import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lab.webhook import (
    BillCompleted,
    BillCreated,
    BillDeleted,
    BookingCreated,
    LabEvent,
    LeadCreated,
    ReportCompleted,
    WebhookUnreadable,
    delivery_id,
    event_name,
    read_event,
)
from tests.contracts import openapi


def published(name: str) -> dict[str, Any]:
    return openapi.load("flabs").webhook_example(name)  # type: ignore[no-any-return]


def read(body: object) -> LabEvent:
    return read_event(json.dumps(body).encode())


BILL: dict[str, Any] = {"branch_id": "lab_67890", "key": "your_unique_integrator_id", "bill_id": "bill_12345"}
FILE = "https://reports.example.com/bill_12345"


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(
    "name, event",
    [
        ("bill.created", BillCreated(**BILL, at=at(1705744200), tests=frozenset({"test_1"}))),
        (
            "bill.completed",
            BillCompleted(
                **BILL,
                at=at(1705747800),
                tests=frozenset({"test_1"}),
                done=frozenset({"test_1"}),
                report_url=FILE,
            ),
        ),
        ("bill.deleted", BillDeleted(**BILL, at=at(1705748000))),
        (
            "report.completed",
            ReportCompleted(
                **BILL,
                at=at(1705746000),
                tests=frozenset({"test_1", "test_2"}),
                done=frozenset({"test_1"}),
                report_url=FILE,
            ),
        ),
        (
            "lead.created",
            LeadCreated(
                branch_id="lab_67890",
                key="EXT-LEAD-10231",
                at=at(1705740000),
                lab_id="6530a4a6f1d2c8b7e9a54321",
            ),
        ),
        (
            "booking.created",
            BookingCreated(
                branch_id="lab_67890",
                key="EXT-BOOK-55012",
                at=at(1705740600),
                lab_id="6530a4a6f1d2c8b7e9a54322",
            ),
        ),
    ],
)
def test_the_published_events(name: str, event: LabEvent) -> None:
    assert read(published(name)) == event
    assert event_name(event) == name


@pytest.mark.parametrize("name", ["leadID", "leadId", "lead_id", "_id", "id"])
def test_the_entry_s_id_in_any_of_its_spellings(name: str) -> None:
    event = read({"eventType": "booking.created", "data": {name: "L1", "integratorID": "k1"}})
    assert event == BookingCreated(branch_id=None, key="k1", at=None, lab_id="L1")


@pytest.mark.parametrize(
    "change",
    [
        {"data": {"integratorId": "k1", "leadID": "L1"}},
        {"data": {"integrator_id": "k1", "leadID": "L1"}},
        {"data": {"leadID": "L1"}, "integratorID": "k1"},
        {"data": {"lead": {"integratorID": "k1", "_id": "L1"}}},
    ],
)
def test_our_key_wherever_it_lies(change: dict[str, Any]) -> None:
    event = read({"eventType": "lead.created"} | change)
    assert isinstance(event, LeadCreated)
    assert (event.key, event.lab_id) == ("k1", "L1")


@pytest.mark.parametrize("key", [None, "", "  ", True, [], {}, "k" * 201, "k\x001"])
def test_an_event_without_a_usable_key_is_nobody_s(key: object) -> None:
    event = read({"eventType": "bill.created", "data": {"billID": "b", "integratorID": key}})
    assert event.key is None


def test_a_bill_without_data_or_file_is_read_all_the_same() -> None:
    assert read(
        {"eventType": "report.completed", "data": {"billID": 5, "reportURL": None}}
    ) == ReportCompleted(branch_id=None, key=None, at=None, bill_id="5")


@pytest.mark.parametrize("status", ["completed", "Completed", "complete"])
def test_a_test_that_is_done(status: str) -> None:
    event = read(
        {
            "eventType": "report.completed",
            "data": {"billData": {"testData": [{"_id": "t", "status": status}]}},
        }
    )
    assert isinstance(event, ReportCompleted)
    assert event.done == {"t"}


@pytest.mark.parametrize("status", ["pending", "approved?", "", None, 5, {"name": "x"}])
def test_a_status_that_nobody_knows_is_not_done(status: object) -> None:
    data = {
        "billData": {
            "status": status,
            "testData": [{"_id": "t", "status": status}, "odd", {"status": "completed"}],
        }
    }
    event = read({"eventType": "report.completed", "data": data})
    assert isinstance(event, ReportCompleted)
    assert event.tests == {"t"}
    assert not event.done


def test_a_completed_bill_is_done_whatever_its_tests_say() -> None:
    data = {
        "billData": {"testData": [{"_id": "t1", "status": "pending"}, {"_id": "t2", "status": "completed"}]}
    }
    event = read({"eventType": "bill.completed", "data": data})
    assert isinstance(event, BillCompleted)
    assert event.done == {"t1", "t2"}


@pytest.mark.parametrize(
    "said, when",
    [
        (1705744200, at(1705744200)),
        (1705744200000, at(1705744200)),
        ("1705744200", at(1705744200)),
        ("2024-01-20T09:50:00.000Z", at(1705744200)),
        ("2024-01-20T15:20:00+05:30", at(1705744200)),
        ("2024-01-20T09:50:00", None),
        (0, None),
        (-5, None),
        (10**30, None),
        ("yesterday", None),
        (True, None),
        (1.5, None),
        (None, None),
    ],
)
def test_the_time_of_an_event(said: object, when: datetime | None) -> None:
    assert read({"eventType": "bill.deleted", "eventTime": said, "data": {"billID": "b"}}).at == when


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "//host/x",
        "javascript:1",
        "https://",
        "http://[",
        "",
        5,
        "https://a/\n",
        "https://a/" + "x" * 2000,
    ],
)
def test_what_is_no_web_address_is_no_report(address: object) -> None:
    event = read({"eventType": "report.completed", "data": {"billID": "b", "reportURL": address}})
    assert isinstance(event, ReportCompleted)
    assert event.report_url is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]",
        b"null",
        b'"report.completed"',
        b'{"data": {}}',
        b'{"eventType": "report.completed"}',
        b'{"eventType": "report.completed", "data": []}',
        b'{"eventType": "payment.secret", "data": {}}',
        b'{"eventType": ["report.completed"], "data": {}}',
    ],
)
def test_what_is_no_event_is_refused_in_one_sentence_that_repeats_nothing(body: bytes) -> None:
    with pytest.raises(WebhookUnreadable) as refused:
        read_event(body)
    assert str(refused.value)
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)


def test_the_link_to_a_report_is_not_shown() -> None:
    assert "reports.example.com" not in repr(read(published("report.completed")))


def test_a_delivery_is_the_same_by_its_body() -> None:
    assert delivery_id(b"{}") == hashlib.sha256(b"{}").hexdigest()
    assert delivery_id(b"{}") != delivery_id(b"{} ")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "integratorID",
                    "billID",
                    "leadID",
                    "billData",
                    "testData",
                    "_id",
                    "status",
                    "reportURL",
                    "lead",
                    "labID",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)
names = st.sampled_from(
    ["bill.created", "bill.completed", "bill.deleted", "report.completed", "lead.created", "booking.created"]
)


@given(names, anything, anything)
def test_whatever_comes_is_an_event_or_refused(name: str, time: object, data: object) -> None:
    with contextlib.suppress(WebhookUnreadable):
        event = read({"eventType": name, "eventTime": time, "data": data})
        assert event_name(event) == name
        if not isinstance(event, LeadCreated | BookingCreated):
            assert event.done <= event.tests


@given(st.binary(max_size=200))
def test_whatever_bytes_come_are_an_event_or_refused(body: bytes) -> None:
    with contextlib.suppress(WebhookUnreadable):
        read_event(body)
