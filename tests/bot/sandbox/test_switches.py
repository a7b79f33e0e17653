"""The switches of the page, against the stand-ins that they act on."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.bills import EVENT_TYPES
from bot.sandbox.changes import Changes
from bot.sandbox.flabs import SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET, FlabsStandIn
from bot.sandbox.glapi import GlapiStandIn
from bot.sandbox.server import LoopbackServer
from bot.sandbox.switches import CHOICES, ELSEWHERE, FLOODED, SWITCHES, Switch, Switches
from bot.sandbox.telegram import TelegramStandIn
from bot.sandbox.webhooks import Subscription

pytestmark = pytest.mark.anyio

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

LEAD: dict[str, Any] = {
    "branchID": "6530a4a6f1d2c8b7e9a12345",
    "integratorID": "asha-1",
    "phase": "lead",
    "first_name": "Anita",
    "contact": "9845012345",
    "age": 58,
    "age_type": "year",
}


class World:
    def __init__(
        self,
        telegram: TelegramStandIn,
        lab: FlabsStandIn,
        leads: GlapiStandIn,
        session: aiohttp.ClientSession,
        stack: AsyncExitStack,
    ) -> None:
        self.stack = stack
        self.leads = leads
        self.telegram = telegram
        self.lab = lab
        self.session = session
        self.changes = Changes()
        self.switches = Switches(telegram, lab, leads, self.changes.announce)

    async def send(self, chat_id: int = 1001) -> int:
        url = f"{self.telegram.url}/bot{self.telegram.token}/sendMessage"
        async with self.session.post(url, json={"chat_id": chat_id, "text": "Hello"}) as answer:
            return answer.status

    async def enter(self, **about: str) -> int:
        keys = {"clientID": SANDBOX_CLIENT_ID, "clientSecret": SANDBOX_CLIENT_SECRET}
        async with self.session.post(f"{self.lab.url}/client/auth/token", json=keys) as answer:
            token = (await answer.json())["authToken"]
        url = f"{self.lab.url}/client/crm/lead/create"
        headers = {"Authorization": f"Bearer {token}"}
        async with self.session.post(url, json=LEAD | about, headers=headers) as answer:
            return answer.status


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with (
        TelegramStandIn() as telegram,
        FlabsStandIn() as lab,
        GlapiStandIn() as leads,
        aiohttp.ClientSession() as session,
        AsyncExitStack() as stack,
    ):
        await telegram.patient(1001).start()
        yield World(telegram, lab, leads, session, stack)


async def subscribed(world: World) -> list[dict[str, Any]]:
    """What the lab tells from now on."""
    heard: list[dict[str, Any]] = []

    async def handle(request: web.BaseRequest) -> web.Response:
        heard.append(await request.json())
        return web.Response()

    address = await world.stack.enter_async_context(listening(handle))
    world.lab.webhooks.subscribe(
        Subscription(LEAD["branchID"], frozenset(EVENT_TYPES), f"{address}/events", None, None)
    )
    return heard


@asynccontextmanager
async def listening(handle: Handler) -> AsyncIterator[str]:
    server = LoopbackServer(handle)
    await server.up()
    try:
        yield server.url
    finally:
        await server.down()


@pytest.mark.parametrize("switch", SWITCHES)
async def test_each_goes_on_and_off_and_says_so(world: World, switch: Switch) -> None:
    assert world.switches.on() == []
    await world.switches.turn(switch, True)
    await world.switches.turn(switch, True)
    assert world.switches.on() == [switch]
    await world.switches.turn(switch, False)
    assert world.switches.on() == []
    assert world.changes.number == 3
    assert (await world.send(), await world.enter()) == (200, 201)


async def test_what_is_down_refuses_connections(world: World) -> None:
    await world.switches.turn("telegram_down", True)
    await world.switches.turn("lab_down", True)
    with pytest.raises(aiohttp.ClientConnectorError):
        await world.send()
    with pytest.raises(aiohttp.ClientConnectorError):
        await world.enter()
    await world.switches.turn("leads_down", True)
    with pytest.raises(aiohttp.ClientConnectorError):
        await world.session.get(f"{world.leads.url}/leads")


async def test_a_lost_answer_leaves_the_entry_and_goes_off_by_itself(world: World) -> None:
    await world.switches.turn("answer_lost", True)
    with pytest.raises(aiohttp.ClientError):
        await world.enter()
    assert [entry.integrator_id for entry in world.lab.entries] == ["asha-1"]
    assert world.switches.on() == []


async def test_a_flood_refuses_a_few_messages_and_is_over(world: World) -> None:
    await world.switches.turn("flood", True)
    assert [await world.send() for _ in range(FLOODED + 1)] == [429] * FLOODED + [200]
    assert world.switches.on() == []


async def test_a_group_takes_no_more_than_telegram_lets_it(world: World) -> None:
    group = world.telegram.group(members={11: "Asha"})
    await world.switches.turn("limits", True)
    assert [await world.send(group.id) for _ in range(21)] == [200] * 20 + [429]
    assert await world.send() == 200
    await world.switches.turn("limits", False)
    assert await world.send(group.id) == 200


@pytest.mark.parametrize(
    "switch, status, phases",
    [
        ("answer_garbled", 200, ["lead"]),
        ("answer_failed", 500, []),
        ("answer_busy", 429, []),
        ("answer_no_token", 401, []),
        ("answer_refused", 400, []),
        ("answer_forbidden", 403, []),
        ("answer_wrong_phase", 201, ["lead"]),
    ],
)
async def test_the_next_answer_is_another_one_and_the_one_after_it_true(
    world: World, switch: Switch, status: int, phases: list[str]
) -> None:
    await world.switches.turn(switch, True)
    assert await world.enter() == status
    assert [entry.phase for entry in world.lab.entries] == phases
    assert world.switches.on() == []
    assert await world.enter() == (409 if phases else 201)


@pytest.mark.parametrize("choice", CHOICES)
async def test_of_a_choice_one_takes_the_place_of_another(world: World, choice: tuple[Switch, ...]) -> None:
    for switch in choice:
        await world.switches.turn(switch, True)
        assert world.switches.on() == [switch]
    await world.switches.turn(choice[-1], False)
    assert world.switches.on() == []
    assert await world.enter() == 201


async def test_a_booking_that_is_stored_as_a_lead_is_said_to_be_one(world: World) -> None:
    world.lab.files_as_lead = True
    booking = {"phase": "booking", "bookingType": "Lab Visit", "scheduledAt": "2026-11-21T02:30:00Z"}
    assert await world.enter(**booking) == 201
    assert [entry.phase for entry in world.lab.entries] == ["lead"]
    assert await world.enter(**booking, contact="9845012346") == 201
    assert [entry.phase for entry in world.lab.entries] == ["lead", "booking"]


async def test_a_lab_that_says_everything_twice_says_it_backwards_too(world: World) -> None:
    heard = await subscribed(world)
    await world.enter()
    await world.lab.settled()
    heard.clear()
    await world.switches.turn("webhooks_confused", True)
    await world.lab.complete_report("asha-1", [])
    assert [event["eventType"] for event in heard] == ["bill.completed", "bill.completed", *["report.completed"] * 2, *["bill.created"] * 2]  # fmt: skip
    await world.switches.turn("webhooks_silent", True)
    heard.clear()
    await world.lab.correct_report("asha-1")
    assert heard == []
    await world.switches.turn("webhooks_silent", False)
    await world.lab.correct_report("asha-1")
    assert len(heard) == 1


async def test_a_report_is_said_to_lie_elsewhere_or_nowhere(world: World) -> None:
    heard = await subscribed(world)
    await world.enter()
    await world.lab.settled()
    await world.switches.turn("reports_elsewhere", True)
    await world.lab.complete_report("asha-1", [])
    assert heard[-1]["data"]["reportURL"].startswith(ELSEWHERE)
    await world.switches.turn("reports_nowhere", True)
    await world.lab.correct_report("asha-1")
    assert "reportURL" not in heard[-1]["data"]
    await world.switches.turn("reports_nowhere", False)
    await world.lab.correct_report("asha-1")
    assert heard[-1]["data"]["reportURL"].startswith(world.lab.url)


async def test_a_stranger_is_told_of_under_a_key_that_nobody_has(world: World) -> None:
    heard = await subscribed(world)
    await world.lab.tell_of_stranger()
    assert heard[-1]["data"]["integratorID"].startswith("desk-")
    assert world.lab.bills == {}
