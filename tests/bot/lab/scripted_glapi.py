"""A leads system that answers what a test tells it to, and takes no request that the contract does not allow."""

import json
from collections import defaultdict
from typing import Any

import httpx

from bot.lab.glapi import Glapi
from bot.lab.hourly_budget import HourlyBudget
from bot.lab.http import Http
from tests.bot.lab.scripted_flabs import Answer, reply
from tests.contracts import openapi

URL = "https://leads.example/api"


class ScriptedGlapi:
    """`script` gives the answers of a call by its operation id, in order; the last one is repeated. `tokens` are read
    one after the other, the last one again and again."""

    def __init__(self, *tokens: str, **script: Answer | list[Answer]) -> None:
        self.tokens = list(tokens or ("t1",))
        self.script = {name: each if isinstance(each, list) else [each] for name, each in script.items()}
        self.seen: dict[str, list[httpx.Request]] = defaultdict(list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        operation = openapi.check_request(
            openapi.load("glapi"),
            request.method,
            request.url.raw_path.decode().partition("?")[0].removeprefix("/api"),
            dict(request.url.params),
            request.headers,
            request.content,
        )
        self.seen[operation.id].append(request)
        answers = self.script[operation.id]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def body(self, operation_id: str, index: int = -1) -> Any:
        return json.loads(self.seen[operation_id][index].content)

    def sent_tokens(self, operation_id: str) -> list[str]:
        return [each.headers["authorization"] for each in self.seen[operation_id]]

    async def read_token(self) -> str:
        return self.tokens.pop(0) if len(self.tokens) > 1 else self.tokens[0]

    def client(self, budget: HourlyBudget | None = None) -> Glapi:
        return Glapi(
            Http(transport=httpx.MockTransport(self)), url=URL, read_token=self.read_token, budget=budget
        )


def error(status: int, message: str = "x", **headers: str) -> httpx.Response:
    return reply(status, {"error": "Title", "details": [{"message": message}]}, **headers)


def lead(**about: Any) -> dict[str, Any]:
    """A lead as the contract shows it."""
    published: dict[str, Any] = openapi.load("glapi").operation("POST", "/leads").answer_example(201)
    return published | about
