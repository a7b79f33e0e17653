"""The switches of the page, against the stand-ins that they act on."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox.changes import Changes
from bot.sandbox.flabs import SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET, FlabsStandIn
from bot.sandbox.glapi import GlapiStandIn
from bot.sandbox.switches import FLOODED, Switch, Switches
from bot.sandbox.telegram import TelegramStandIn

pytestmark = pytest.mark.anyio

LEAD = {
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
    ) -> None:
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

    async def enter(self) -> int:
        keys = {"clientID": SANDBOX_CLIENT_ID, "clientSecret": SANDBOX_CLIENT_SECRET}
        async with self.session.post(f"{self.lab.url}/client/auth/token", json=keys) as answer:
            token = (await answer.json())["authToken"]
        url = f"{self.lab.url}/client/crm/lead/create"
        headers = {"Authorization": f"Bearer {token}"}
        async with self.session.post(url, json=LEAD, headers=headers) as answer:
            return answer.status


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with (
        TelegramStandIn() as telegram,
        FlabsStandIn() as lab,
        GlapiStandIn() as leads,
        aiohttp.ClientSession() as session,
    ):
        await telegram.patient(1001).start()
        yield World(telegram, lab, leads, session)


@pytest.mark.parametrize(
    "switch", ["lab_down", "lab_slow", "answer_lost", "leads_down", "telegram_down", "flood", "limits"]
)
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
