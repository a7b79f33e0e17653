"""Answers of the leads system, however strange: read in both generations, and never a reason to stumble."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lab import glapi_models
from bot.lab.glapi_models import Lead, LeadUpdate
from tests.bot.lab.scripted_glapi import lead

names = st.sampled_from(
    [
        "id", "_id", "lead", "data", "leads", "metadata", "name", "status", "score", "leadScore", "customFields",
        "notes", "createdAt", "isActive", "assignedTo", "total", "totalPages", "customer", "customerId", "error",
        "details", "errors", "message", "code", "averageScore", "scoreDistribution", "low", "high", "topScorers",
        "highScoringLeads",
    ]
)  # fmt: skip
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=6)
    | st.sampled_from(["new", "active", "inactive", "2025-05-11T12:33:59.048Z", "0001-01-01T00:00:00+14:00"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6),
    max_leaves=12,
)


@given(values | st.binary(max_size=30))
def test_no_answer_is_too_strange_to_be_read(answer: Any) -> None:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    found = glapi_models.lead(body)
    assert found is None or found.id
    page = glapi_models.page(body)
    assert page is None or all(each.id for each in page.leads)
    conversion = glapi_models.conversion(body)
    assert conversion is None or conversion.customer_id
    glapi_models.scoring(body)
    assert len(glapi_models.error_detail(body)) <= 200


leads = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str),
        "name": st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=10),
        "source": st.none() | st.sampled_from(["diwali", "website"]),
        "score": st.none() | st.integers(0, 100),
        "assignedTo": st.none() | st.uuids().map(str),
    }
)


@given(leads)
def test_both_generations_tell_the_same_lead(about: dict[str, Any]) -> None:
    documented = glapi_models.lead(json.dumps(about | {"status": "qualified"}).encode())
    inside = {
        "id": about["id"],
        "name": about["name"],
        "status": "active",
        "metadata": {
            "source": about["source"],
            "leadScore": about["score"],
            "assignedTo": about["assignedTo"],
        },
    }
    wrapped = glapi_models.lead(json.dumps({"lead": inside}).encode())
    assert documented is not None
    assert wrapped is not None

    def shared(found: Lead) -> tuple[object, ...]:
        return (found.id, found.name, found.source, found.score, found.assigned_to, found.is_active)

    assert shared(documented) == shared(wrapped)
    assert (documented.generation, wrapped.generation) == ("documented", "metadata")


@given(st.lists(leads, max_size=4), st.booleans())
def test_a_bare_list_and_a_page_tell_the_same_leads(listed: list[dict[str, Any]], broken: bool) -> None:
    listed = [*listed, {"name": "without an id"}] if broken else listed
    bare = glapi_models.page(json.dumps(listed).encode())
    page = glapi_models.page(
        json.dumps({"data": listed, "total": 9, "page": 1, "limit": 4, "totalPages": 3}).encode()
    )
    assert bare is not None
    assert page is not None
    assert bare.leads == page.leads
    assert (bare.paged, page.paged, page.pages) == (False, True, 3)


@given(
    st.dictionaries(
        st.text(max_size=5),
        st.integers()
        | st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**6), max_value=10**6)
        | st.text(max_size=5),
        max_size=4,
    )
)
def test_custom_fields_go_back_as_they_were_read(fields: dict[str, Any]) -> None:
    stored = json.dumps(
        lead(customFields={k: float(v) if not isinstance(v, int | str) else v for k, v in fields.items()})
    )
    read = glapi_models.lead(stored.encode())
    assert read is not None
    sent = json.loads(LeadUpdate(customFields=dict(read.custom_fields)).to_bytes())
    assert sent["customFields"] == json.loads(stored)["customFields"]


@pytest.mark.parametrize("secret", ["Anita", "9123456780", "a@example.com", "Bengaluru"])
def test_a_lead_says_nothing_personal_of_itself(secret: str) -> None:
    told = lead(name="Anita", phone="9123456780", email="a@example.com", customFields={"city": "Bengaluru"})
    assert secret not in repr(glapi_models.lead(json.dumps(told).encode()))
