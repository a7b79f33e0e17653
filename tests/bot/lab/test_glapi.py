"""The nine calls of the leads system: what is sent, what comes back, and what each refusal means."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.lab.glapi import Glapi, Speech
from bot.lab.glapi_models import Conversion, LeadCreate, LeadUpdate
from bot.lab.glapi_token import token_reader
from bot.lab.hourly_budget import HourlyBudget
from bot.lab.port import LabError, LabOutcomeUnknown, LabRefused, LabSignInFailed, LabUnreachable
from tests.bot.lab.scripted_flabs import reply
from tests.bot.lab.scripted_glapi import ScriptedGlapi, error, lead
from tests.contracts import openapi

pytestmark = pytest.mark.anyio

ID = "d45f8e21-3ab2-4389-9e0d-9c12654b8e7a"
USER = "f47f0ea2-77bd-4578-8c76-0116d473cc27"
WRAPPED = {
    "lead": {
        "id": ID,
        "name": "Acme Corporation",
        "status": "active",
        "metadata": {"source": "website", "leadScore": 75, "assignedTo": USER},
        "createdAt": "2025-05-11T12:33:59.048Z",
    }
}


def published(method: str, path: str, status: str) -> httpx.Response:
    return reply(int(status), openapi.load("glapi").operation(method, path).answer_example(int(status)))


async def test_a_lead_is_made_with_what_is_known() -> None:
    glapi = ScriptedGlapi(createLead=published("POST", "/leads", "201"))
    made = await glapi.client().create(LeadCreate(name="Acme", score=75, customFields={"industry": "x"}))
    assert glapi.body("createLead") == {"name": "Acme", "score": 75, "customFields": {"industry": "x"}}
    assert (made.id, made.name, made.status, made.score) == (ID, "Acme Corporation", "new", 75)
    assert made.custom_fields == {"industry": "Technology", "companySize": "100-500"}
    assert made.created_at == datetime(2025, 5, 11, 12, 33, 59, 48000, UTC)


async def test_a_page_of_leads() -> None:
    glapi = ScriptedGlapi(listLeads=published("GET", "/leads", "200"))
    page = await glapi.client().leads(page=2, limit=10)
    assert (page.paged, page.total, page.pages, len(page.leads)) == (True, 45, 5, 1)
    assert dict(glapi.seen["listLeads"][0].url.params) == {
        "page": "2",
        "limit": "10",
        "sortField": "createdAt",
        "sortOrder": "desc",
    }


@pytest.mark.parametrize("answer", [published("GET", f"/leads/{ID}", "200"), reply(200, WRAPPED)])
async def test_a_lead_is_read_in_both_generations(answer: httpx.Response) -> None:
    found = await ScriptedGlapi(getLead=answer).client().read(ID)
    assert (found.id, found.name, found.source, found.score) == (ID, "Acme Corporation", "website", 75)
    assert found.is_active


async def test_a_change_sends_what_changes_and_nothing_else() -> None:
    glapi = ScriptedGlapi(updateLead=published("PUT", f"/leads/{ID}", "200"))
    change = LeadUpdate(
        status="contacted", assignedTo=None, customFields={"rate": Decimal("1.5"), "n": [Decimal(2)]}
    )
    changed = await glapi.client().update(ID, change)
    assert glapi.body("updateLead") == {
        "status": "contacted",
        "assignedTo": None,
        "customFields": {"rate": 1.5, "n": [2]},
    }
    assert changed.status == "contacted"
    for nothing in (LeadUpdate(), LeadUpdate(name=None), LeadUpdate(status=None)):
        with pytest.raises(ValueError, match=r"nothing|emptied"):
            nothing.to_bytes()


@pytest.mark.parametrize("answer", [reply(204), reply(200, {"success": True, "message": "gone"})])
async def test_a_lead_is_deleted_in_both_generations(answer: httpx.Response) -> None:
    glapi = ScriptedGlapi(deleteLead=answer)
    await glapi.client().delete(ID)
    assert len(glapi.seen["deleteLead"]) == 1


@pytest.mark.parametrize(
    "answer, conversion",
    [
        (
            published("POST", f"/leads/{ID}/convert-to-customer", "200"),
            Conversion("b72e9d34-2b14-4c5a-9fb2-e8a713b42c65", "CUST-001"),
        ),
        (reply(200, WRAPPED), Conversion(ID)),
    ],
)
async def test_a_lead_becomes_a_customer(answer: httpx.Response, conversion: Conversion) -> None:
    assert await ScriptedGlapi(convertLeadToCustomer=answer).client().convert(ID) == conversion


async def test_the_leads_of_a_source_whatever_it_is_called() -> None:
    glapi = ScriptedGlapi(listLeadsBySource=published("GET", "/leads/by-source/website", "200"))
    [found] = await glapi.client().by_source("diwali/50% & more")
    assert found.source == "website"
    assert glapi.seen["listLeadsBySource"][0].url.raw_path.endswith(b"/diwali%2F50%25%20%26%20more")


async def test_the_leads_of_a_user() -> None:
    glapi = ScriptedGlapi(listLeadsByAssignee=published("GET", f"/leads/assigned-to/{USER}", "200"))
    [found] = await glapi.client().assigned_to(USER)
    assert (found.assigned_to, found.score) == (USER, 85)


async def test_the_statistics_in_both_generations() -> None:
    scoring = (
        await ScriptedGlapi(getLeadScoringStats=published("GET", "/leads/stats/scoring", "200"))
        .client()
        .scoring()
    )
    assert (scoring.average, scoring.low, scoring.medium, scoring.high) == (Decimal("68.5"), 12, 28, 15)
    assert [each.score for each in scoring.top] == [85]
    other = {"averageScore": 40, "highScoringLeads": [WRAPPED["lead"]], "totalLeads": 3}
    scoring = await ScriptedGlapi(getLeadScoringStats=reply(200, other)).client().scoring()
    assert (scoring.average, scoring.high, scoring.total, scoring.low) == (Decimal(40), 1, 3, None)


@pytest.mark.parametrize(
    "answer, speech",
    [
        (published("GET", "/leads", "200"), Speech(True, "documented")),
        (reply(200, {"data": [], "total": 0, "page": 1, "limit": 1, "totalPages": 0}), Speech(True, None)),
        (reply(200, [WRAPPED["lead"]]), Speech(False, "metadata")),
        (reply(200, []), Speech(False, None)),
    ],
)
async def test_what_a_host_speaks_is_found_out(answer: httpx.Response, speech: Speech) -> None:
    client = ScriptedGlapi(listLeads=answer).client()
    assert await client.probe() == speech == client.speech


Call = Callable[[Glapi], Awaitable[Any]]
CREATE: Call = lambda client: client.create(LeadCreate(name="Anita Verma"), ("Anita Verma",))  # noqa: E731


@pytest.mark.parametrize(
    "answer, failure",
    [
        (error(400, "name is required"), LabRefused),
        (error(403), LabRefused),
        (error(404), LabRefused),
        (error(409), LabRefused),
        (reply(302, b"", Location="https://elsewhere.example/"), LabRefused),
        (error(401), LabSignInFailed),
        (reply(500, {"message": "Unauthorized", "code": "INTERNAL"}), LabSignInFailed),
        (error(429, Retry_After="7"), LabUnreachable),
        (httpx.ConnectError("refused"), LabUnreachable),
        (error(500), LabOutcomeUnknown),
        (reply(502, b"<html>"), LabOutcomeUnknown),
        (httpx.ReadTimeout("slow"), LabOutcomeUnknown),
        (reply(201, b"<html>welcome</html>"), LabOutcomeUnknown),
        (reply(201, {"success": True}), LabOutcomeUnknown),
    ],
)
async def test_what_went_wrong_is_told_apart(
    answer: httpx.Response | Exception, failure: type[LabError]
) -> None:
    client = ScriptedGlapi(createLead=answer).client()
    with pytest.raises(LabError) as raised:
        await CREATE(client)
    assert type(raised.value) is failure


@pytest.mark.parametrize(
    "body",
    [
        {"error": "Bad Request", "details": [{"message": "a is required"}]},
        {"error": {"code": "BAD", "message": "a is required"}},
        {"message": "a is required", "code": "BAD", "details": None},
        {"message": "Validation failed", "errors": [{"message": "a is required"}]},
        {"error": "a is required"},
    ],
)
async def test_all_three_shapes_of_a_refusal_are_read(body: dict[str, Any]) -> None:
    with pytest.raises(LabRefused) as refused:
        await CREATE(ScriptedGlapi(createLead=reply(400, body)).client())
    assert (refused.value.status, refused.value.detail) == (400, "a is required")


async def test_a_refusal_repeats_nothing_personal() -> None:
    told = error(400, "Anita Verma (9123456780, a@example.com) is there")
    with pytest.raises(LabRefused) as refused:
        await CREATE(ScriptedGlapi(createLead=told).client())
    assert refused.value.detail == "… (…, …) is there"


async def test_a_token_that_was_replaced_is_taken_up_once_it_is_refused() -> None:
    glapi = ScriptedGlapi("old", "new", createLead=[error(401), reply(201, lead()), reply(201, lead())])
    client = glapi.client()
    await CREATE(client)
    await CREATE(client)
    assert glapi.sent_tokens("createLead") == ["Bearer old", "Bearer new", "Bearer new"]
    first, second, _ = glapi.seen["createLead"]
    assert first.content == second.content


async def test_a_token_that_nobody_replaces_is_the_end_of_it() -> None:
    glapi = ScriptedGlapi("old", createLead=error(401))
    client = glapi.client()
    with pytest.raises(LabSignInFailed, match="needs a new one"):
        await CREATE(client)
    assert len(glapi.seen["createLead"]) == 1
    assert "new one" in client.problem


async def test_what_is_wrong_is_no_longer_said_once_it_works_again() -> None:
    client = ScriptedGlapi(createLead=[error(500), reply(201, lead())]).client()
    with pytest.raises(LabOutcomeUnknown):
        await CREATE(client)
    assert client.problem
    await CREATE(client)
    assert client.problem == ""


async def test_many_at_once_read_a_new_token_once() -> None:
    reads = 0

    async def read() -> str:
        nonlocal reads
        reads += 1
        await asyncio.sleep(0)
        return f"t{reads}"

    glapi = ScriptedGlapi(createLead=[error(401), error(401), error(401), reply(201, lead())])
    client = glapi.client()
    client._read_token = read
    await asyncio.gather(*(CREATE(client) for _ in range(3)))
    assert reads == 2
    assert set(glapi.sent_tokens("createLead")[3:]) == {"Bearer t2"}


async def test_the_token_in_a_file_is_read_as_it_is_now(tmp_path: Path) -> None:
    file = tmp_path / "token"
    read = token_reader("", file)
    with pytest.raises(LabSignInFailed, match="cannot be read"):
        await read()
    file.write_text("first\n", encoding="utf-8")
    assert await read() == "first"
    file.write_text("two words", encoding="utf-8")
    with pytest.raises(LabSignInFailed, match="no token"):
        await read()
    assert await token_reader("given", None)() == "given"


async def test_a_thousand_requests_an_hour_and_not_one_more() -> None:
    steady = 0.0
    budget = HourlyBudget(1000, steady=lambda: steady)
    glapi = ScriptedGlapi(getLead=reply(200, lead()))
    client = glapi.client(budget)
    for _ in range(1000):
        await client.read(ID)
        steady += 1.0
    with pytest.raises(LabUnreachable) as refused:
        await client.read(ID)
    assert refused.value.retry_after == 2600.0
    assert len(glapi.seen["getLead"]) == 1000
    steady = 3600.0
    await client.read(ID)


@pytest.mark.parametrize(
    "answer, wait",
    [
        (error(429, X_RateLimit_Reset="30"), 30.0),
        (error(429, X_RateLimit_Reset="1700000090"), 90.0),
        (error(429, X_RateLimit_Reset="1700000090000"), 90.0),
        (error(429, X_RateLimit_Reset="2023-11-14T22:14:50Z"), 90.0),
        (error(429, X_RateLimit_Reset="Tue, 14 Nov 2023 22:14:50 GMT"), 90.0),
        (error(429, X_RateLimit_Reset="1700099999"), 3600.0),
        (error(429, X_RateLimit_Reset="soon"), 60.0),
        (error(429, X_RateLimit_Reset="1600000000"), 60.0),
        (error(429), 60.0),
        (error(429, Retry_After="7", X_RateLimit_Reset="30"), 7.0),
        (reply(200, lead(), X_RateLimit_Remaining="0", X_RateLimit_Reset="30"), 30.0),
        (reply(200, lead(), X_RateLimit_Remaining="1", X_RateLimit_Reset="30"), 0.0),
        (reply(200, lead(), X_RateLimit_Remaining="many"), 0.0),
    ],
)
async def test_what_the_vendor_says_of_its_limit_is_heeded(answer: httpx.Response, wait: float) -> None:
    budget = HourlyBudget(1000, steady=lambda: 5.0, now=lambda: 1_700_000_000.0)
    client = ScriptedGlapi(getLead=answer).client(budget)
    try:
        await client.read(ID)
    except LabUnreachable:
        assert answer.status_code == 429
    assert budget.wait() == wait
