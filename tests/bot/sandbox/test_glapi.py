"""The leads system's stand-in: every answer held against the contract, and what the contract leaves open."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.lab.glapi import Glapi, Speech
from bot.lab.glapi_models import LeadCreate, LeadUpdate
from bot.lab.http import Http
from bot.lab.port import LabOutcomeUnknown, LabRefused, LabSignInFailed, LabUnreachable
from bot.sandbox.glapi import ROOT, GlapiStandIn
from tests.bot.sandbox.moving_clock import MovingClock
from tests.contracts import openapi

pytestmark = pytest.mark.anyio
SPEC = openapi.load("glapi")
USER = "f47f0ea2-77bd-4578-8c76-0116d473cc27"
NOBODY = "00000000-0000-4000-8000-000000000000"


def checking_client(leads: GlapiStandIn) -> httpx.AsyncClient:
    """A client that raises `ContractBroken` when the stand-in answers what the leads system never would."""

    async def check(answer: httpx.Response) -> None:
        await answer.aread()
        path = answer.request.url.path.removeprefix(ROOT)
        openapi.check_response(SPEC, answer.request.method, path, answer.status_code, answer.content or None)

    return httpx.AsyncClient(
        base_url=leads.url,
        headers={"Authorization": f"Bearer {leads.token}"},
        event_hooks={"response": [check]},
    )


@pytest.fixture
async def leads(clock: MovingClock) -> AsyncIterator[GlapiStandIn]:
    async with GlapiStandIn(clock=clock, steady=clock.steady) as standin:
        yield standin


@pytest.fixture
async def client(leads: GlapiStandIn) -> AsyncIterator[httpx.AsyncClient]:
    async with checking_client(leads) as connected:
        yield connected


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    connections = Http()
    yield connections
    await connections.aclose()


def ours(leads: GlapiStandIn, http: Http) -> Glapi:
    async def token() -> str:
        return leads.token

    return Glapi(http, url=leads.url, read_token=token)


def published(method: str, path: str) -> Any:
    return SPEC.operation(method, path).request_example()


async def test_the_published_lead_goes_its_whole_way(client: httpx.AsyncClient) -> None:
    made = (await client.post("/leads", json=published("POST", "/leads"))).json()
    assert (made["status"], made["score"], made["customFields"]["industry"]) == ("new", 75, "Technology")
    path = f"/leads/{made['id']}"
    changed = await client.put(path, json=published("PUT", path))
    assert (changed.json()["score"], changed.json()["email"]) == (85, "contact@acme.com")
    assert (await client.get(path)).json() == changed.json()
    assert [each["id"] for each in (await client.get("/leads/by-source/website")).json()["data"]] == [
        made["id"]
    ]
    assert len((await client.get(f"/leads/assigned-to/{USER}")).json()["data"]) == 1
    scoring = (await client.get("/leads/stats/scoring")).json()
    assert (scoring["averageScore"], scoring["scoreDistribution"]["high"]) == (85, 1)
    customer = (await client.post(f"{path}/convert-to-customer")).json()
    assert customer["customer"]["customerId"] == "CUST-001"
    assert (await client.post(f"{path}/convert-to-customer")).status_code == 409
    assert (await client.get(path)).json()["status"] == "converted"
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404


async def test_pages_come_newest_first(client: httpx.AsyncClient, clock: MovingClock) -> None:
    for name in ("Anita", "Bina", "Chitra"):
        await client.post("/leads", json={"name": name})
        clock.forward(seconds=1)
    page = (await client.get("/leads", params={"limit": 2})).json()
    assert [each["name"] for each in page["data"]] == ["Chitra", "Bina"]
    assert (page["total"], page["totalPages"]) == (3, 2)
    rest = (await client.get("/leads", params={"limit": 2, "page": 2})).json()
    assert [each["name"] for each in rest["data"]] == ["Anita"]
    turned = (await client.get("/leads", params={"sortField": "name", "sortOrder": "asc"})).json()
    assert [each["name"] for each in turned["data"]] == ["Anita", "Bina", "Chitra"]


@pytest.mark.parametrize(
    "method, path, body, status, named",
    [
        ("POST", "/leads", {}, 400, "name is required"),
        ("POST", "/leads", {"name": "A", "status": "converted"}, 400, "status"),
        ("POST", "/leads", {"name": "A", "status": "active"}, 400, "status"),
        ("POST", "/leads", {"name": "A", "score": 101}, 400, "score"),
        ("POST", "/leads", {"name": "A", "email": "a"}, 400, "email"),
        ("POST", "/leads", {"name": "A", "notes": 5}, 400, "notes"),
        ("POST", "/leads", {"name": "A", "assignedTo": "Ravi"}, 400, "assignedTo"),
        ("POST", "/leads", [], 400, "JSON object"),
        ("PUT", f"/leads/{NOBODY}", {"score": 1}, 404, "not found"),
        ("DELETE", f"/leads/{NOBODY}", None, 404, "not found"),
        ("POST", f"/leads/{NOBODY}/convert-to-customer", None, 404, "not found"),
        ("GET", "/leads?limit=101", None, 400, "limit"),
        ("GET", "/leads?page=0", None, 400, "page"),
    ],
)
async def test_what_is_refused(
    client: httpx.AsyncClient, method: str, path: str, body: Any, status: int, named: str
) -> None:
    answer = await client.request(method, path, json=body)
    assert answer.status_code == status
    assert named in answer.json()["details"][0]["message"]


@pytest.mark.parametrize("errors", ["leads", "authentication", "service"])
async def test_a_refused_token_in_all_three_shapes(
    errors: Any, http: Http, leads: GlapiStandIn, client: httpx.AsyncClient
) -> None:
    leads.errors = errors
    assert (await client.get("/leads", headers={"Authorization": "Bearer guess"})).status_code == 401
    glapi = ours(leads, http)
    await glapi.leads()
    leads.token = "another"
    await glapi.leads()
    with pytest.raises(LabRefused, match="Lead not found"):
        await glapi.read(NOBODY)


async def test_a_thousand_an_hour(
    leads: GlapiStandIn, http: Http, client: httpx.AsyncClient, clock: MovingClock
) -> None:
    leads.hourly = 3
    for remaining in ("2", "1", "0"):
        answer = await client.get("/leads")
        assert answer.headers["X-RateLimit-Remaining"] == remaining
    assert (await client.get("/leads")).status_code == 429
    with pytest.raises(LabUnreachable) as refused:
        await ours(leads, http).leads()
    assert refused.value.retry_after is not None
    assert refused.value.retry_after > 0
    clock.forward(seconds=3601)
    assert (await client.get("/leads")).status_code == 200


async def test_faults_strike_before_and_after(leads: GlapiStandIn, http: Http) -> None:
    glapi = ours(leads, http)
    leads.faults.drop("/leads", when="after")
    with pytest.raises(LabOutcomeUnknown):
        await glapi.create(LeadCreate(name="Anita"))
    leads.faults.garble("/leads", status=201, when="after")
    with pytest.raises(LabOutcomeUnknown):
        await glapi.create(LeadCreate(name="Anita"))
    leads.faults.fail("/leads", status=500)
    with pytest.raises(LabOutcomeUnknown):
        await glapi.create(LeadCreate(name="Anita"))
    assert len(leads.leads) == 2
    await leads.go_down()
    with pytest.raises(LabUnreachable) as refused:
        await glapi.create(LeadCreate(name="Anita"))
    assert not isinstance(refused.value, LabOutcomeUnknown)
    await leads.come_up()
    leads.faults.flood("/leads", retry_after=9)
    with pytest.raises(LabUnreachable) as flooded:
        await glapi.create(LeadCreate(name="Anita"))
    assert round(flooded.value.retry_after or 0) == 9


@pytest.mark.parametrize("listing", ["paged", "bare"])
async def test_the_other_generation_drops_most_and_has_few_routes(
    listing: Any, http: Http, clock: MovingClock
) -> None:
    async with GlapiStandIn(
        clock=clock, steady=clock.steady, generation="metadata", listing=listing
    ) as leads:
        glapi = ours(leads, http)
        for name in ("Bina", "Anita"):
            await glapi.create(LeadCreate(name=name, source="web", score=5, notes="n", customFields={"a": 1}))
        assert await glapi.probe() == Speech(listing == "paged", "metadata")
        first, second = (await glapi.leads()).leads
        assert (first.name, second.name) == ("Anita", "Bina"), "always by name"
        assert (first.source, first.score, dict(first.custom_fields), first.notes) == ("", None, {}, "n")
        assert (await glapi.update(first.id, LeadUpdate(isActive=False))).is_active is False
        for call in (glapi.convert(first.id), glapi.by_source("web"), glapi.scoring()):
            with pytest.raises(LabRefused):
                await call
        await glapi.delete(first.id)
        assert len(leads.leads) == 1
        leads.token = "other"

        async def old() -> str:
            return "old"

        with pytest.raises(LabSignInFailed):
            await Glapi(http, url=leads.url, read_token=old).leads()


async def test_the_journal_knows_no_token(leads: GlapiStandIn, client: httpx.AsyncClient) -> None:
    await client.post("/leads", json={"name": "Anita"})
    assert leads.token not in json.dumps([dict(call.headers) for call in leads.journal])
