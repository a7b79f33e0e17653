"""What the lab tells by itself: bills, reports, entries."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from aiohttp import web

from bot.sandbox.bills import EVENT_TYPES
from bot.sandbox.flabs import MAIN_BRANCH, FlabsStandIn
from bot.sandbox.server import LoopbackServer
from bot.sandbox.webhooks import Subscription
from tests.bot.sandbox.flabs_contract import SPEC, checking_client, event_example, example, sign_in
from tests.bot.sandbox.moving_clock import MovingClock
from tests.contracts import openapi

pytestmark = pytest.mark.anyio

SUBSCRIBE = "/client/events/subscribe"
BOOKING = {
    "branchID": MAIN_BRANCH.id,
    "integratorID": "key-1",
    "phase": "booking",
    "first_name": "Anita",
    "contact": "9123456780",
    "age": 45,
    "age_type": "year",
    "bookingType": "Home Collection",
    "scheduledAt": "2026-05-15T08:30:00.000Z",
    "tests": [{"test": "T0320", "cost": 349}],
    "packages": [{"package": "P001", "price": 999}],
    "unmappedTests": [{"name": "Vitamin K"}],
}


class Listener:
    """The bot's side: keeps every event that comes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.status = 200
        self.bodies: list[bytes] = []

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]

    @property
    def kinds(self) -> list[str]:
        return [event["eventType"] for event in self.events]


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        kept.bodies.append(await request.read())
        return web.Response(status=kept.status)

    server = LoopbackServer(handle)
    await server.up()
    kept = Listener(f"{server.url}/webhooks/flabs/secret")
    yield kept
    await server.down()
    for event, body in zip(kept.kinds, kept.bodies, strict=True):
        openapi.check_webhook(SPEC, event, body)


@pytest.fixture
async def lab(clock: MovingClock) -> AsyncIterator[FlabsStandIn]:
    async with FlabsStandIn(clock=clock) as standin:
        yield standin


@pytest.fixture
async def client(lab: FlabsStandIn) -> AsyncIterator[httpx.AsyncClient]:
    async with checking_client(lab) as connected:
        await sign_in(lab, connected)
        yield connected


async def subscribe(client: httpx.AsyncClient, listener: Listener) -> httpx.Response:
    return await client.post(
        SUBSCRIBE,
        json={
            "labID": MAIN_BRANCH.id,
            "events": list(EVENT_TYPES),
            "endpoint": listener.url,
            "protocol": "http",
        },
    )


async def book(lab: FlabsStandIn, client: httpx.AsyncClient, **changes: object) -> str:
    answer = await client.post("/client/crm/lead/create", json=BOOKING | changes)
    assert answer.status_code == 201
    await lab.settled()
    return str(answer.json()["leadId"])


async def test_the_published_subscription_is_taken(lab: FlabsStandIn, client: httpx.AsyncClient) -> None:
    await client.post(SUBSCRIBE, json=example(SUBSCRIBE, "catchAll") | {"labID": MAIN_BRANCH.id})
    (kept,) = lab.webhooks.subscriptions
    assert kept.endpoint == "https://your-domain.com/webhooks/flabs"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"endpoint": "http://example.org/hook", "protocol": "http"}, 400),
        ({"endpoint": "http://127.0.0.1:1/hook"}, 400),
        ({"endpoint": "https://example.org/hook", "protocol": "http"}, 400),
        ({"events": []}, 400),
        ({"events": ["bill.paid"]}, 400),
        ({"corporateUser": "corp"}, 400),
        ({"labID": "other"}, 403),
        ({"endpoint": "http://127.0.0.1:1/hook", "protocol": "http"}, 200),
    ],
)
async def test_what_can_be_subscribed(
    client: httpx.AsyncClient, changes: dict[str, object], status: int
) -> None:
    body = {
        "labID": MAIN_BRANCH.id,
        "events": ["bill.created"],
        "endpoint": "https://example.org/hook",
        "protocol": "https",
    }
    assert (await client.post(SUBSCRIBE, json=body | changes)).status_code == status


async def test_an_entry_is_told_with_our_own_key(
    lab: FlabsStandIn, client: httpx.AsyncClient, listener: Listener, clock: MovingClock
) -> None:
    await subscribe(client, listener)
    lead_id = await book(lab, client)
    (event,) = listener.events
    assert event.keys() == event_example("booking.created").keys()
    assert event == {
        "labID": MAIN_BRANCH.id,
        "eventType": "booking.created",
        "eventTime": int(clock.now.timestamp()),
        "data": {"leadID": lead_id, "integratorID": "key-1", "phase": "booking"},
    }


async def test_a_promoted_lead_is_a_booking(
    lab: FlabsStandIn, client: httpx.AsyncClient, listener: Listener
) -> None:
    await subscribe(client, listener)
    lead_id = await book(lab, client, phase="lead")
    await lab.promote(lead_id)
    assert listener.kinds == ["lead.created", "booking.created"]
    assert lab.entry("key-1").phase == "booking"


async def test_a_report_makes_bill_pdf_and_events(
    lab: FlabsStandIn, client: httpx.AsyncClient, listener: Listener
) -> None:
    await book(lab, client)
    await subscribe(client, listener)
    await lab.complete_report("key-1", ["T0320"])
    assert listener.kinds == ["bill.created", "report.completed"]
    created, part = listener.events
    assert created["data"].keys() == event_example("bill.created")["data"].keys()
    assert part["data"].keys() == event_example("report.completed")["data"].keys()
    assert part["data"]["billData"]["status"] == "pending"
    states = {each["_id"]: each["status"] for each in part["data"]["billData"]["testData"]}
    assert states.pop("T0320") == "completed"
    assert set(states.values()) == {"pending"}
    assert "T0067" in states, "a package is opened into its tests"
    partial = (await client.get(part["data"]["reportURL"])).content
    assert partial.startswith(b"%PDF")

    await lab.complete_report("key-1")
    assert listener.kinds[2:] == ["report.completed", "bill.completed"]
    done = listener.events[-1]
    assert done["data"].keys() == event_example("bill.completed")["data"].keys()
    assert done["data"]["billData"]["status"] == "completed"
    assert done["data"]["reportURL"].startswith(f"{lab.url}/reports/")
    async with httpx.AsyncClient() as stranger:
        fetched = await stranger.get(done["data"]["reportURL"])
    assert fetched.headers["Content-Type"] == "application/pdf"
    assert fetched.content != partial


async def test_reports_may_be_said_to_lie_elsewhere(listener: Listener) -> None:
    async with (
        FlabsStandIn(report_origin="https://files.example.org") as lab,
        httpx.AsyncClient(base_url=lab.url) as client,
    ):
        lab.webhooks.subscribe(
            Subscription(MAIN_BRANCH.id, frozenset({"bill.completed"}), listener.url, None, None)
        )
        entry = lab.enter_by_hand("9123456780", phase="booking")
        await lab.complete_report(entry.integrator_id)
        (event,) = listener.events
        origin, path = "https://files.example.org", lab.bills["bill_10001"].report_path
        assert event["data"]["reportURL"] == origin + path
        assert (await client.get(path)).content.startswith(b"%PDF")


async def test_events_repeat_and_change_places_on_request(
    lab: FlabsStandIn, client: httpx.AsyncClient, listener: Listener
) -> None:
    await book(lab, client)
    await subscribe(client, listener)
    await lab.complete_report("key-1", repeats=2, order=lambda events: events[::-1])
    assert listener.kinds == [
        "bill.completed",
        "bill.completed",
        "report.completed",
        "report.completed",
        "bill.created",
        "bill.created",
    ]
    assert listener.events[0] == listener.events[1]


async def test_a_second_subscription_doubles_every_event(
    lab: FlabsStandIn, client: httpx.AsyncClient, listener: Listener
) -> None:
    await subscribe(client, listener)
    await subscribe(client, listener)
    await book(lab, client)
    assert listener.kinds == ["booking.created"] * 2


async def test_a_corrected_report_is_another_file_at_the_same_place(
    lab: FlabsStandIn, client: httpx.AsyncClient, listener: Listener
) -> None:
    await book(lab, client)
    await lab.complete_report("key-1")
    await subscribe(client, listener)
    url = f"{lab.url}{lab.bills['bill_10001'].report_path}"
    before = (await client.get(url)).content
    await lab.correct_report("key-1")
    assert listener.kinds == ["report.completed"]
    assert listener.events[0]["data"]["reportURL"] == url
    assert (await client.get(url)).content != before


async def test_a_deleted_bill_takes_its_report_along(
    lab: FlabsStandIn, client: httpx.AsyncClient, listener: Listener
) -> None:
    await book(lab, client)
    await lab.complete_report("key-1")
    await subscribe(client, listener)
    await lab.delete_bill("key-1")
    (event,) = listener.events
    assert event["data"] == {"billID": "bill_10001", "integratorID": "key-1"}
    assert event["data"].keys() == event_example("bill.deleted")["data"].keys()
    gone = f"{lab.url}{lab.bills['bill_10001'].report_path}"
    assert (await client.get(gone)).status_code == 404
    with pytest.raises(LookupError):
        await lab.delete_bill("key-1")


async def test_deliveries_are_on_record_and_never_repeated(
    lab: FlabsStandIn, client: httpx.AsyncClient, listener: Listener
) -> None:
    listener.status = 503
    await subscribe(client, listener)
    await book(lab, client)
    assert [delivery.status for delivery in lab.webhooks.deliveries] == [503]
    nowhere = {"endpoint": "http://127.0.0.1:9/hook", "protocol": "http"}
    await client.post(SUBSCRIBE, json={"labID": MAIN_BRANCH.id, "events": ["bill.created"]} | nowhere)
    await lab.create_bill("key-1")
    assert [delivery.status for delivery in lab.webhooks.deliveries] == [503, 503, None]
    assert listener.kinds == ["booking.created", "bill.created"]


async def test_unknown_keys_and_tests_are_said_so(lab: FlabsStandIn, client: httpx.AsyncClient) -> None:
    with pytest.raises(LookupError, match="nobody"):
        await lab.complete_report("nobody")
    await book(lab, client)
    with pytest.raises(LookupError, match="T9999"):
        await lab.complete_report("key-1", ["T9999"])
