"""The bot's own client of the lab cannot tell the stand-in from the lab: every answer is read as what it is."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import web

from bot.lab.flabs import FlabsLab
from bot.lab.http import Http
from bot.lab.port import (
    Created,
    Duplicate,
    Entry,
    EntryItem,
    Forbidden,
    NotMade,
    PerhapsMade,
    Refused,
    Unauthorised,
)
from bot.lab.report_file import ReportFiles
from bot.lab.webhook import BillCompleted, BookingCreated, LabEvent, ReportCompleted, read_event
from bot.sandbox.faults import Action, Answer, Drop
from bot.sandbox.flabs import MAIN_BRANCH, FlabsStandIn
from bot.sandbox.server import LoopbackServer
from dialogs.clinic import Offer
from dialogs.money import rupees
from tests.bot.lab.scripted_flabs import MemoryTokens
from tests.bot.sandbox.moving_clock import MovingClock

pytestmark = pytest.mark.anyio

CREATE = "/client/crm/lead/create"


@pytest.fixture
async def lab(clock: MovingClock) -> AsyncIterator[FlabsStandIn]:
    async with FlabsStandIn(clock=clock, steady=clock.steady) as standin:
        yield standin


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    made = Http()
    yield made
    await made.aclose()


@pytest.fixture
def client(lab: FlabsStandIn, http: Http, clock: MovingClock) -> FlabsLab:
    return FlabsLab(
        http,
        url=lab.url,
        client_id=lab.client_id,
        client_secret=lab.client_secret,
        tokens=MemoryTokens(),
        now=clock.epoch,
    )


def booking(key: str = "key-1", phone: str = "9123456780", branch_id: str = MAIN_BRANCH.id) -> Entry:
    return Entry(
        key=key,
        phase="booking",
        branch_id=branch_id,
        first_name="Anita",
        phone=phone,
        age=45,
        mode="home",
        slot=datetime(2026, 5, 15, 8, 30, tzinfo=UTC),
        items=(EntryItem("T0320", "test", rupees(349)), EntryItem("P001", "package", rupees(999))),
        total=rupees(1348),
    )


async def test_branches_and_the_whole_catalogue_are_read(client: FlabsLab) -> None:
    (branch,) = await client.branches()
    assert (branch.id, branch.pincode) == (MAIN_BRANCH.id, "560001")
    items = (await client.catalogue(Offer(branch.id))).items
    assert len(items) == 591
    assert (items["P001"].price, items["P001"].fasting_hours) == (rupees(999), 8)
    assert "T0320" in items["P001"].contains


async def test_every_outcome_is_told_apart(lab: FlabsStandIn, client: FlabsLab, clock: MovingClock) -> None:
    assert isinstance(await client.create(booking()), Created)
    assert isinstance(await client.create(booking("key-2")), Duplicate)
    assert isinstance(await client.create(booking(branch_id="other")), Forbidden)
    lab.faults.fail(CREATE, status=400)
    assert isinstance(await client.create(booking(phone="9000000001")), Refused)
    lab.faults.flood(CREATE, retry_after=5)
    assert isinstance(await client.create(booking(phone="9000000001")), NotMade)
    losses: tuple[Action, ...] = (
        Answer(500, when="after"),
        Drop(when="after"),
        Answer(201, "<html>", when="after"),
    )
    for number, loss in enumerate(losses):
        lab.faults.add(loss, CREATE)
        phone = f"910000000{number}"
        assert isinstance(await client.create(booking(f"lost-{number}", phone)), PerhapsMade)
        assert isinstance(await client.create(booking(f"lost-{number}", phone)), Duplicate)
    await lab.go_down()
    assert isinstance(await client.create(booking(phone="9000000001")), NotMade)
    await lab.come_up()
    assert isinstance(await client.create(booking("last", "9000000001")), Created)
    assert [entry.integrator_id for entry in lab.bookings] == ["key-1", "lost-0", "lost-1", "lost-2", "last"]


@pytest.mark.parametrize("status", [400, 401])
async def test_an_expired_token_is_renewed_unseen(clock: MovingClock, http: Http, status: int) -> None:
    async with FlabsStandIn(clock=clock, refuse_token_with=400 if status == 400 else 401) as lab:
        client = FlabsLab(
            http,
            url=lab.url,
            client_id=lab.client_id,
            client_secret=lab.client_secret,
            tokens=MemoryTokens(),
        )
        await client.branches()
        lab.tokens.expire_access()
        assert isinstance(await client.create(booking()), Created)
        assert [call.status for call in lab.calls(CREATE)] == [status, 201]
        lab.tokens.expire_all()
        await client.branches()


async def test_a_wrong_secret_is_no_outage(lab: FlabsStandIn, http: Http) -> None:
    client = FlabsLab(
        http, url=lab.url, client_id=lab.client_id, client_secret="wrong", tokens=MemoryTokens()
    )
    assert isinstance(await client.create(booking()), Unauthorised)


async def test_events_and_the_report_come_back(lab: FlabsStandIn, client: FlabsLab) -> None:
    events: list[LabEvent] = []

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        events.append(read_event(await request.read()))
        return web.Response()

    server = LoopbackServer(handle)
    await server.up()
    await client.subscribe(Offer(MAIN_BRANCH.id), f"{server.url}/webhooks/flabs/secret")
    await client.create(booking())
    await lab.settled()
    await lab.complete_report("key-1", ["T0320"])
    await lab.complete_report("key-1")
    await server.down()
    assert isinstance(events[0], BookingCreated)
    part = next(event for event in events if isinstance(event, ReportCompleted))
    assert part.done == {"T0320"}
    whole = events[-1]
    assert isinstance(whole, BillCompleted)
    assert whole.done == whole.tests
    assert whole.report_url is not None
    fetching = Http(keep_alive=False)
    report = await ReportFiles(fetching, lab_url=lab.url).fetch(whole.report_url)
    await fetching.aclose()
    assert b"(Patient: Anita)" in report.content
