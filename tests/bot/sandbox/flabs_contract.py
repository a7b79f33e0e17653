"""What the lab's contract shows, and a client that holds every answer of the stand-in against it."""

from typing import Any

import httpx

from bot.sandbox.flabs import FlabsStandIn
from tests.contracts import openapi

SPEC = openapi.load("flabs")


def event_example(event: str) -> Any:
    """The body that the contract shows for an event."""
    return SPEC.webhook_example(event)


def example(path: str, name: str | None = None) -> Any:
    """The request that the contract shows for a POST path."""
    return SPEC.operation("POST", path).request_example(name)


async def _check(answer: httpx.Response) -> None:
    await answer.aread()
    path = answer.request.url.path
    if path.startswith("/client/") and answer.headers["Content-Type"].startswith("application/json"):
        openapi.check_response(SPEC, answer.request.method, path, answer.status_code, answer.content)


def checking_client(lab: FlabsStandIn) -> httpx.AsyncClient:
    """A client that raises `ContractBroken` when the stand-in answers what the lab never would."""
    return httpx.AsyncClient(base_url=lab.url, event_hooks={"response": [_check]})


async def sign_in(lab: FlabsStandIn, client: httpx.AsyncClient) -> None:
    """Signs the client in; its later calls carry the token."""
    answer = await client.post(
        "/client/auth/token", json={"clientID": lab.client_id, "clientSecret": lab.client_secret}
    )
    client.headers["Authorization"] = f"Bearer {answer.json()['authToken']}"
