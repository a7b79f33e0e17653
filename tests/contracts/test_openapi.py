"""The contracts hold against their own examples, and the validator sees what breaks them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contracts import openapi

BEARER = {"Authorization": "Bearer t", "Content-Type": "application/json"}


def examples(content: Any) -> Iterator[Any]:
    part = content["application/json"]
    if "example" in part:
        yield part["example"]
    yield from (each["value"] for each in part.get("examples", {}).values())


@pytest.mark.parametrize("name", ["flabs", "glapi"])
def test_every_published_example_fits_its_own_contract(name: str) -> None:
    spec = openapi.load(name)
    checked = 0
    for operation in spec.operations:
        path = operation.template.replace("{", "").replace("}", "")
        patient = {"patient-authorization": "p"} if "Reports" in operation.id else {}
        signed = {} if operation.definition.get("security") == [] else {"Authorization": "Bearer t"}
        content = operation.definition.get("requestBody", {}).get("content")
        for body in examples(content) if content else ():
            headers = {**signed, **patient, "Content-Type": "application/json"}
            openapi.check_request(spec, operation.method, path, {}, headers, json.dumps(body).encode())
            checked += 1
        for status, response in operation.definition["responses"].items():
            for body in examples(response["content"]) if "content" in response else ():
                openapi.check_response(spec, operation.method, path, int(status), json.dumps(body).encode())
                checked += 1
    for event, definition in spec.document.get("x-webhooks", {}).items():
        for body in examples(definition["post"]["requestBody"]["content"]):
            openapi.check_webhook(spec, event, json.dumps(body).encode())
            checked += 1
    assert checked >= 19


def booking(**changes: object) -> bytes:
    spec = openapi.load("flabs")
    content = spec.operation("POST", "/client/crm/lead/create").definition["requestBody"]["content"]
    published = content["application/json"]["examples"]["booking"]["value"]
    return json.dumps(
        {name: value for name, value in (published | changes).items() if value is not None}
    ).encode()


@pytest.mark.parametrize(
    "changes, named",
    [
        ({"integratorID": None}, "integratorID"),
        ({"scheduledAt": None}, "not valid under any of the given schemas"),
        ({"scheduledAt": "2026-05-15 08:30"}, "date-time"),
        ({"scheduledAt": "2026-05-15T08:30:00"}, "date-time"),
        ({"contact": "+919123456780"}, "contact"),
        ({"email": "anita"}, "email"),
        ({"bookingtype": "Home Collection"}, "bookingtype"),
        ({"tests": [{"test": "a"}]}, "cost"),
        ({"tests": [{"test": "a", "cost": 1, "price": 1}]}, "price"),
        ({"totalAmount": "350"}, "totalAmount"),
    ],
)
def test_a_broken_booking_is_refused(changes: dict[str, object], named: str) -> None:
    spec = openapi.load("flabs")
    openapi.check_request(spec, "POST", "/client/crm/lead/create", {}, BEARER, booking())
    with pytest.raises(openapi.ContractBroken, match=named):
        openapi.check_request(spec, "POST", "/client/crm/lead/create", {}, BEARER, booking(**changes))


@pytest.mark.parametrize(
    "method, path, query, headers, body, named",
    [
        ("GET", "/client/crm/tests", {}, BEARER, None, "needs the query parameter branchID"),
        ("GET", "/client/crm/tests", {"branchID": "b", "page": "2"}, BEARER, None, "no query parameter page"),
        ("GET", "/client/labs", {}, {}, None, "bearer"),
        ("GET", "/client/lab", {}, BEARER, None, "no call"),
        ("DELETE", "/client/labs", {}, BEARER, None, "no call"),
        ("POST", "/client/crm/lead/create", {}, BEARER, None, "needs a body"),
        ("POST", "/client/crm/lead/create", {}, BEARER, b"{", "no JSON"),
        ("POST", "/client/crm/lead/create", {}, {"authorization": "Bearer t"}, b"{}", "application/json"),
        ("GET", "/client/labs", {}, BEARER, b"{}", "takes no body"),
        ("POST", "/client/auth/token", {}, BEARER, b"{}", "takes no token"),
        ("GET", "/client/patient/getReports", {}, BEARER, None, "patient-authorization"),
    ],
)
def test_a_broken_request_is_refused(
    method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes | None, named: str
) -> None:
    with pytest.raises(openapi.ContractBroken, match=named):
        openapi.check_request(openapi.load("flabs"), method, path, query, headers, body)


@pytest.mark.parametrize(
    "status, body", [(200, b'{"success": true}'), (201, b'{"leadId": 5}'), (201, b""), (502, b"{}")]
)
def test_an_answer_that_the_contract_does_not_know_is_refused(status: int, body: bytes) -> None:
    with pytest.raises(openapi.ContractBroken):
        openapi.check_response(openapi.load("flabs"), "POST", "/client/crm/lead/create", status, body)


def test_a_nullable_member_may_be_null_and_others_may_not() -> None:
    spec = openapi.load("flabs")
    event = {
        "labID": "l",
        "eventType": "bill.created",
        "eventTime": 1,
        "data": {"billID": "b", "integratorID": None, "reportURL": None},
    }
    openapi.check_webhook(spec, "bill.created", json.dumps(event).encode())
    event["data"] = {"billID": None}
    with pytest.raises(openapi.ContractBroken, match="billID"):
        openapi.check_webhook(spec, "bill.created", json.dumps(event).encode())
