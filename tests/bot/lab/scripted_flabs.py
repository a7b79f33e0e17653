"""A lab that answers what a test tells it to, and takes no request that the contract does not allow."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx

from bot.lab.flabs import FlabsLab
from bot.lab.http import Http
from bot.lab.tokens import TokenPair
from tests.contracts import openapi

URL = "https://lab.example"
Answer = httpx.Response | Exception


class MemoryTokens:
    """Keeps the pair as a database would."""

    def __init__(self, pair: TokenPair | None = None) -> None:
        self.pair = pair
        self.saved: list[TokenPair] = []
        self.turn = asyncio.Lock()

    async def load(self) -> TokenPair | None:
        return self.pair

    async def save(self, pair: TokenPair) -> None:
        self.pair = pair
        self.saved.append(pair)

    def renewing(self) -> AbstractAsyncContextManager[None]:
        return self.turn


def reply(status: int, body: object = None, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if isinstance(body, bytes):
        return httpx.Response(status, content=body, headers=named)
    return httpx.Response(status, json=body, headers=named)


def error(status: int, details: str, **headers: str) -> httpx.Response:
    body = {"success": False, "status": status, "message": "x", "error": {"details": details}}
    return reply(status, body, **headers)


class ScriptedFlabs:
    """`script` gives the answers of a call by its operation id, in order; the last one is repeated."""

    def __init__(self, **script: Answer | list[Answer]) -> None:
        self.script = {name: each if isinstance(each, list) else [each] for name, each in script.items()}
        self.seen: dict[str, list[httpx.Request]] = defaultdict(list)
        self.signed_in = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        operation = openapi.check_request(
            openapi.load("flabs"),
            request.method,
            request.url.path,
            dict(request.url.params),
            request.headers,
            request.content,
        )
        self.seen[operation.id].append(request)
        answers = self.script.get(operation.id)
        if answers is None:
            self.signed_in += 1
            assert operation.id in ("createAuthToken", "refreshAuthToken"), (
                f"nothing scripted for {operation.id}"
            )
            number = self.signed_in
            return reply(200, {"authToken": f"a{number}", "refreshToken": f"r{number}", "expiresIn": 600})
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        # An answer may be given several times, a response may not.
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def body(self, operation_id: str, index: int = -1) -> Any:
        return json.loads(self.seen[operation_id][index].content)

    def lab(self, tokens: MemoryTokens | None = None, now: Callable[[], float] = lambda: 1000.0) -> FlabsLab:
        return FlabsLab(
            Http(transport=httpx.MockTransport(self)),
            url=URL,
            client_id="clinic",
            client_secret="s3cret",
            tokens=tokens or MemoryTokens(),
            now=now,
        )
