"""What a lab's webhook says: Flabs' six events, read from bodies of which only a part is documented.

Nothing is believed beyond "something happened to this key"; whether the key is ours is for the caller to find out.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import assert_never
from urllib.parse import urlsplit

from bot.lab import loose_json


class WebhookUnreadable(ValueError):
    """A body that is none of the events; the text is one sentence without anything from the body's data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    """Common to all: `branch_id` as the lab says it, `key` the integrator id that we gave the entry, `at` the lab's
    own time of the event. None where the body does not say."""

    branch_id: str | None
    key: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _BillEvent(_Event):
    """`tests` are the ids of all tests of the bill, `done` those whose reports are ready. `report_url` leads to the
    report of the whole bill and is a secret."""

    bill_id: str | None
    tests: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    report_url: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _EntryEvent(_Event):
    """`lab_id` is the lab's id of the lead or booking."""

    lab_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BillCreated(_BillEvent):
    """The bill exists: the sample has been taken, or is about to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillCompleted(_BillEvent):
    """Every report of the bill is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillDeleted(_BillEvent):
    """The bill was removed; this may follow any other event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCompleted(_BillEvent):
    """One report of the bill is done; the others may not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadCreated(_EntryEvent):
    """A lead was stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCreated(_EntryEvent):
    """A booking was stored, or a lead became one."""


LabEvent = BillCreated | BillCompleted | BillDeleted | ReportCompleted | LeadCreated | BookingCreated

_BILL_EVENTS: Mapping[str, type[BillCreated | BillCompleted | BillDeleted | ReportCompleted]] = {
    "bill.created": BillCreated,
    "bill.completed": BillCompleted,
    "bill.deleted": BillDeleted,
    "report.completed": ReportCompleted,
}
_ENTRY_EVENTS: Mapping[str, type[LeadCreated | BookingCreated]] = {
    "lead.created": LeadCreated,
    "booking.created": BookingCreated,
}
_KEYS = ("integratorID", "integratorId", "integrator_id")
_BRANCHES = ("labID", "labId", "lab_id", "branchID", "branchId")
_DONE = frozenset({"completed", "complete"})


def delivery_id(body: bytes) -> str:
    """What makes a delivery the same: the SHA-256 of its body, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def read_event(body: bytes) -> LabEvent:
    """The event in the body of a webhook call. Raises `WebhookUnreadable`."""
    try:
        envelope = loose_json.parse(body)
    except loose_json.NotJson:
        raise WebhookUnreadable("the body is no JSON") from None
    if not isinstance(envelope, Mapping):
        raise WebhookUnreadable("the body is no JSON object")
    named = loose_json.child(envelope, "eventType", "event_type", "event", "type")
    data = loose_json.child(envelope, "data")
    if not isinstance(data, Mapping):
        raise WebhookUnreadable("the event has no data")
    if not isinstance(named, str):
        raise WebhookUnreadable("the event has no type")
    entry = loose_json.child(data, "lead", "booking", "leadData", "bookingData")
    bill = loose_json.child(data, "billData", "bill")
    branch_id = _first_id(_BRANCHES, envelope, data)
    key = _first_id(_KEYS, data, entry, bill, envelope)
    at = _time(loose_json.child(envelope, "eventTime", "event_time", "timestamp"))
    if bill_event := _BILL_EVENTS.get(named):
        tests, done = _tests(loose_json.child(bill, "testData", "tests"))
        return bill_event(
            branch_id=branch_id,
            key=key,
            at=at,
            bill_id=_first_id(("billID", "billId", "bill_id"), data, bill)
            or _first_id(("_id", "id"), bill, data),
            tests=tests,
            done=tests if bill_event is BillCompleted else done,
            report_url=_address(loose_json.child(data, "reportURL", "reportUrl", "report_url")),
        )
    if entry_event := _ENTRY_EVENTS.get(named):
        names = ("leadID", "leadId", "lead_id", "bookingID", "bookingId", "_id", "id")
        return entry_event(branch_id=branch_id, key=key, at=at, lab_id=_first_id(names, data, entry))
    raise WebhookUnreadable("the type of the event is none that is known")


def event_name(event: LabEvent) -> str:
    """The lab's name of the event, for counting."""
    match event:
        case BillCreated():
            return "bill.created"
        case BillCompleted():
            return "bill.completed"
        case BillDeleted():
            return "bill.deleted"
        case ReportCompleted():
            return "report.completed"
        case LeadCreated():
            return "lead.created"
        case BookingCreated():
            return "booking.created"
        case _ as never:
            assert_never(never)


def _first_id(names: tuple[str, ...], *places: object) -> str | None:
    found = (loose_json.identifier(loose_json.child(place, name)) for place in places for name in names)
    return next((each for each in found if each is not None), None)


def _tests(listed: object) -> tuple[frozenset[str], frozenset[str]]:
    """Ids of all tests, and of those that are done. A status that nobody has documented is not done."""
    tests, done = set(), set()
    for each in listed if isinstance(listed, list) else ():
        found = _first_id(("_id", "id", "testID", "testId", "test"), each)
        if found is None:
            continue
        tests.add(found)
        if loose_json.text(loose_json.child(each, "status")).casefold() in _DONE:
            done.add(found)
    return frozenset(tests), frozenset(done)


_MILLISECONDS_FROM = 100_000_000_000
_YEAR_2100 = 4_102_444_800


def _time(value: object) -> datetime | None:
    """Unix time in seconds or milliseconds, or ISO 8601 with a zone; None when it is none of these."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:15])
    if isinstance(value, str):
        try:
            said = datetime.fromisoformat(value)
        except ValueError:
            return None
        return said.astimezone(UTC) if said.tzinfo else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    seconds = value / 1000 if value >= _MILLISECONDS_FROM else value
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < _YEAR_2100 else None


def _address(value: object) -> str | None:
    if not isinstance(value, str) or not value.isprintable() or len(value) > 2000:
        return None
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return None
    return value.strip() if parts.scheme in ("http", "https") and parts.hostname else None
