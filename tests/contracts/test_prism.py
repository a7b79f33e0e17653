"""Every call that the bot makes, held against mocks that a tool of others makes from our contract files.

Skipped where that tool is not: `make contract` has npm install it.
"""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from bot.clinic_file import Backend
from bot.lab.flabs import FlabsLab, FlabsSignIn
from bot.lab.flabs_billing import FlabsBilling
from bot.lab.flabs_patient import FlabsPatients
from bot.lab.glapi import Glapi
from bot.lab.glapi_lab import GlapiLab
from bot.lab.glapi_models import LeadCreate, LeadUpdate
from bot.lab.http import Answer, Http
from bot.lab.port import Created, DescribedItem, Entry, EntryItem, Refused
from bot.sandbox.port import kept_ports
from dialogs.clinic import Offer, Parties, Party
from dialogs.money import rupees
from tests.bot.lab.scripted_flabs import MemoryTokens
from tests.contracts import openapi
from tests.e2e.house import book, house

HERE = Path(__file__).parent
PRISM = HERE / "prism" / "node_modules" / ".bin" / "prism"
BRANCH = "6530a4a6f1d2c8b7e9a12345"
LEAD = "d45f8e21-3ab2-4389-9e0d-9c12654b8e7a"
USER = "f47f0ea2-77bd-4578-8c76-0116d473cc27"

PREBOOKED = "your_unique_integrator_id"
"""The key of which the mock says that it made a pre-booking."""

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(
        not PRISM.exists() or shutil.which("node") is None,
        reason="the mock server is not installed: make contract",
    ),
]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Mock(Http):
    """A mock of one contract, and a way to it that notes which calls were made and what was found wrong with them.
    What is in `prefer` the mock is asked to answer with."""

    def __init__(self, contract: str) -> None:
        super().__init__()
        self.contract = contract
        self.url = ""
        self.prefer = ""
        self.called: set[str] = set()
        self.wrong: list[str] = []

    async def __aenter__(self) -> "Mock":
        self._stack = AsyncExitStack()
        self._stack.push_async_callback(self.aclose)
        (port,) = self._stack.enter_context(kept_ports(1))
        file = str(HERE / f"{self.contract}.yaml")
        process = await asyncio.create_subprocess_exec(
            str(PRISM), "mock", "-h", "127.0.0.1", "-p", str(port), file,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        self._stack.push_async_callback(process.wait)
        self._stack.callback(process.terminate)
        assert process.stdout is not None
        said = []
        async with asyncio.timeout(60):
            async for line in process.stdout:
                said.append(line.decode())
                if "Prism is listening" in said[-1]:
                    break
            else:
                raise AssertionError("".join(said))
        # It must never wait for us to read what it says.
        reading = asyncio.create_task(process.stdout.read())
        self._stack.callback(reading.cancel)
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def request(self, method: str, url: str, **how: Any) -> Answer:
        headers = dict(how.pop("headers", None) or {})
        if self.prefer:
            headers["prefer"] = self.prefer
        answer = await super().request(method, url, headers=headers, **how)
        call = openapi.load(self.contract).operation(method, urlsplit(url).path).id
        self.called.add(call)
        # The mock names what it finds wrong, whatever it answers.
        if violations := answer.headers.get("sl-violations"):
            self.wrong.append(f"{call}: {violations}")
        if answer.status >= 400:
            self.wrong.append(f"{call}: status {answer.status}")
        return answer


@pytest.fixture
async def flabs() -> AsyncIterator[Mock]:
    async with Mock("flabs") as mock:
        yield mock


@pytest.fixture
async def glapi() -> AsyncIterator[Mock]:
    async with Mock("glapi") as mock:
        yield mock


def account(mock: Mock) -> FlabsLab:
    return FlabsLab(mock, url=mock.url, client_id="clinic", client_secret="s3cret", tokens=MemoryTokens())


def leads(mock: Mock) -> Glapi:
    async def token() -> str:
        return "a token"

    return Glapi(mock, url=mock.url, read_token=token)


def entry(**about: Any) -> Entry:
    """An entry with all that one can have."""
    whole: dict[str, Any] = {
        "key": "asha-1",
        "phase": "booking",
        "branch_id": BRANCH,
        "first_name": "Sunita",
        "last_name": "Devi",
        "phone": "9876543210",
        "age": 58,
        "gender": "female",
        "email": "sunita@example.com",
        "address": "12 MG Road",
        "pincode": "560001",
        "location": "https://maps.google.com/?q=12.97,77.59",
        "mode": "home",
        "slot": datetime(2026, 11, 21, 0, 30, tzinfo=UTC),
        "items": (
            EntryItem("6530a4a6f1d2c8b7e9aabcde", "test", rupees(350), name="CBC"),
            EntryItem("6530a4a6f1d2c8b7e9afedcb", "package", rupees(1499), ("6530a4a6f1d2c8b7e9aabcde",)),
        ),
        "described": (
            DescribedItem("Vitamin D3", "test", rupees(800)),
            DescribedItem("Glow Panel", "package", rupees(2500)),
        ),
        "discount": rupees(100),
        "total": rupees("5049.50"),
        "instructions": "FASTING 12h from 19:30",
        "source": "diwali",
        "priority": "high",
        "custom_fields": {"utm_campaign": "summer_sale", "lead_score": 78},
        "parties": Parties("C1", "H1", "D1"),
    }
    return Entry(**(whole | about))


SPARSE = entry(
    phase="lead", last_name=None, gender=None, email=None, address=None, pincode=None, location=None, mode=None,
    slot=None, items=(), described=(), discount=0, total=0, instructions="", source=None, priority=None,
    custom_fields={}, parties=Parties(), age=6, age_unit="months",
)  # fmt: skip
"""As little as there can be in one."""


async def test_every_call_to_the_lab_system_is_one_that_its_contract_takes(flabs: Mock) -> None:
    lab = account(flabs)
    assert [branch.id for branch in await lab.branches()] == [BRANCH]
    for party in (None, Party("corporate", "C1"), Party("hospital", "H1"), Party("doctor", "D1")):
        assert len((await lab.catalogue(Offer(BRANCH, party))).items) == 2
        await lab.subscribe(Offer(BRANCH, party), "https://bot.example.org/webhooks/flabs/secret")
    flabs.prefer = "example=booking"
    for booking in (entry(), entry(mode="lab", address=None)):
        assert isinstance(await lab.create(booking), Created)
    flabs.prefer = "example=lead"
    for lead in (entry(phase="lead", mode=None, slot=None), SPARSE):
        assert isinstance(await lab.create(lead), Created)
    flabs.prefer = ""
    billing = FlabsBilling(lab, "telegram_bot")
    for booking in (entry(key=PREBOOKED), entry(key=PREBOOKED, items=()), entry(key=PREBOOKED, described=())):
        assert isinstance(await billing.create(booking), Created)
    patient = FlabsPatients(lab)
    otp_token = await patient.send_code("9876543210")
    assert await patient.reports(await patient.check_code(otp_token, "123456"))
    signing_in = FlabsSignIn(flabs, flabs.url, "clinic", "s3cret", lambda: 0.0)
    assert (await signing_in.refresh("refresh")).access
    assert flabs.wrong == []
    assert flabs.called == {call.id for call in openapi.load("flabs").operations}


async def test_every_call_to_the_leads_system_is_one_that_its_contract_takes(glapi: Mock) -> None:
    client = leads(glapi)
    assert (await client.probe()).paged
    assert (await client.create(LeadCreate(name="Sunita Devi"))).id == LEAD
    assert (await client.read(LEAD)).id == LEAD
    change = LeadUpdate(
        status="contacted", score=85, assignedTo=USER, lastContactedAt="2026-11-20T05:00:00Z", notes="called",
        customFields={"phlebotKey": "asha-1"},
    )  # fmt: skip
    assert (await client.update(LEAD, change)).id == LEAD
    assert (await client.convert(LEAD)).number == "CUST-001"
    assert await client.by_source("diwali / paper")
    assert await client.assigned_to(USER)
    assert (await client.scoring()).average is not None
    await client.delete(LEAD)
    backend = GlapiLab(client, name_tests=True)
    for sent in (entry(), entry(phase="lead", mode=None, slot=None), SPARSE):
        assert isinstance(await backend.create(sent), Created)
    assert isinstance(await backend.create(entry(), asked_at=datetime.now(UTC)), Created)
    assert glapi.wrong == []
    assert glapi.called == {call.id for call in openapi.load("glapi").operations}


@pytest.mark.parametrize("backend", ["flabs", "flabs-billing", "glapi"])
async def test_what_the_whole_bot_sends_for_a_booking(backend: Backend, flabs: Mock, glapi: Mock) -> None:
    async with house(backend=backend) as inside:
        await book(inside.patient())
        await inside.patient().wait_for("is confirmed", since=0)
        journals = ((flabs, inside.lab.journal), (glapi, inside.leads.journal))
        sent = [
            (mock, call.method, call.path, call.query, call.body)
            for mock, calls in journals
            for call in calls
        ]
    for mock, method, path, query, body in sent:
        # To a stand-in the events are asked for over http; nobody else is asked so.
        if path != "/client/events/subscribe":
            await mock.request(
                method, mock.url + quote(path), query=_texts(query), headers=HEADERS, body=_bytes(body)
            )
    assert (flabs.wrong, glapi.wrong) == ([], [])
    creates = {"flabs": "createLeadOrBooking", "flabs-billing": "createPreBooking", "glapi": "createLead"}
    assert creates[backend] in flabs.called | glapi.called


async def test_the_mock_does_find_what_is_wrong(flabs: Mock) -> None:
    lab = account(flabs)
    outcome = await lab.create(entry(email="no address"))
    assert isinstance(outcome, Refused)
    assert flabs.wrong


HEADERS = {"authorization": "Bearer a-token", "content-type": "application/json"}


def _texts(query: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in query.items()}


def _bytes(body: object) -> bytes | None:
    return None if body is None else json.dumps(body).encode()
