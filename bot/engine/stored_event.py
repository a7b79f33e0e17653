"""Events that are stored before their turn, as JSON without their stamp, which the row carries."""

import dataclasses
import json
from typing import Any

from dialogs.events import (
    BillSeen,
    Blocked,
    BookingSeen,
    Event,
    HostRefused,
    LabAnswered,
    LeadSeen,
    LoginAnswered,
    OldReport,
    Reoffered,
    ReportAnnounced,
    ReportFetched,
    Stamp,
    Stumbled,
    TimerFired,
)

StoredEvent = (
    TimerFired
    | LabAnswered
    | BookingSeen
    | LeadSeen
    | BillSeen
    | ReportAnnounced
    | ReportFetched
    | HostRefused
    | LoginAnswered
    | Blocked
    | Reoffered
    | Stumbled
)
_KINDS: dict[str, type[StoredEvent]] = {
    kind.__name__: kind
    for kind in (
        TimerFired,
        LabAnswered,
        BookingSeen,
        LeadSeen,
        BillSeen,
        ReportAnnounced,
        ReportFetched,
        HostRefused,
        LoginAnswered,
        Blocked,
        Reoffered,
        Stumbled,
    )
}


class EventUnreadable(ValueError):
    """A stored event of a kind or form that this program does not know."""


def event_to_json(event: StoredEvent) -> bytes:
    fields = {
        field.name: getattr(event, field.name) for field in dataclasses.fields(event) if field.name != "stamp"
    }
    return json.dumps(
        {"event": type(event).__name__, **fields}, ensure_ascii=False, default=dataclasses.asdict
    ).encode()


def event_from_json(stored: bytes, stamp: Stamp) -> Event:
    """The event that `event_to_json` wrote. Raises `EventUnreadable`."""
    try:
        fields: dict[str, Any] = json.loads(stored)
        kind = _KINDS[fields.pop("event")]
        # JSON has one kind of sequence, events have the other.
        given: dict[str, Any] = {
            name: tuple(each) if isinstance(each, list) else each for name, each in fields.items()
        }
        if kind is LoginAnswered:
            given["found"] = tuple(OldReport(**each) for each in given["found"])
        return kind(stamp, **given)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EventUnreadable("a stored event cannot be read") from error
