"""A stand-in for the GLAPI leads system: its nine calls, refusals and rate limit, on a loopback port.

It follows the published contract; `generation` makes it the other system that its public sources describe.
"""

import hmac
import json
import re
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import parse_qsl, unquote

from aiohttp import web

from bot.sandbox.changes import Changes
from bot.sandbox.faults import Answer, Drop, Endless, Faults, Flood, strike
from bot.sandbox.flabs import LabCall
from bot.sandbox.server import LoopbackServer, go_on, hang_up

Json = dict[str, Any]

SANDBOX_GLAPI_TOKEN = "sandbox-glapi-token"  # noqa: S105
ROOT = "/api"

_STATUSES = ("new", "contacted", "qualified", "unqualified", "converted")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TEXTS = ("phone", "company", "source", "notes")
_HOUR = 3600.0
_LARGEST_PAGE = 100
_SUMMARY = ("id", "name", "email", "source", "status", "score", "assignedTo", "lastContactedAt", "createdAt")


class _Refused(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class GlapiStandIn:
    """The leads of one organization. `async with` starts and stops it.

    `generation` is where a lead has its fields (see `bot.lab.glapi_models`); of the other one, `keeps_notes` says
    whether notes survive, and there are no routes for conversion, sources, assignees and statistics. `listing` is
    whether the list has pages; `errors` the shape of refusals; `hourly` how many requests an hour are taken. `clock` is
    the wall clock, `steady` measures that hour. Tokens are compared with `token`, which may be replaced at any time.
    """

    def __init__(
        self,
        *,
        token: str = SANDBOX_GLAPI_TOKEN,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        steady: Callable[[], float] | None = None,
        generation: Literal["documented", "metadata"] = "documented",
        keeps_notes: bool = True,
        listing: Literal["paged", "bare"] = "paged",
        errors: Literal["leads", "authentication", "service"] = "leads",
        hourly: int = 1000,
        journal_limit: int | None = None,
    ) -> None:
        self.token = token
        self.clock = clock
        self.generation = generation
        self.listing = listing
        self.errors = errors
        self.hourly = hourly
        self.organization = str(uuid.uuid4())
        self.faults = Faults()
        self.changes = Changes()
        self.journal: deque[LabCall] = deque(maxlen=journal_limit)
        self.leads: dict[str, Json] = {}
        self.customers: dict[str, Json] = {}
        self._keeps_notes = keeps_notes
        self._steady = steady or (lambda: clock().timestamp())
        self._window_began = self._steady()
        self._in_window = 0
        self._server = LoopbackServer(self._handle, host, port)

    async def __aenter__(self) -> Self:
        await self._server.up()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.clear()
        await self._server.down()

    async def go_down(self) -> None:
        """From now on connections are refused; the leads stay."""
        await self._server.down()

    async def come_up(self) -> None:
        """Serves again, at the same address."""
        await self._server.up()

    @property
    def url(self) -> str:
        """What stands before `/leads`."""
        return f"{self._server.url}{ROOT}"

    # Behind the counter

    def enter_by_hand(self, name: str, **about: Any) -> Json:
        """A lead that somebody else made."""
        return self._keep({"name": name, **about})

    def calls(self, path: str, method: str = "POST") -> list[LabCall]:
        """The calls of one path, oldest first."""
        return [call for call in self.journal if call.path == path and call.method == method]

    # Serving

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path.removeprefix(ROOT)
        raw = await request.read() if request.body_exists else b""
        fault = self.faults.take(path)
        status, answer = 200, None
        replaced = await strike(fault, "before")
        if replaced is None:
            status, answer = self._answer(request, path, raw)
            replaced = await strike(fault, "after")
        headers = dict(self._limit_headers())
        match replaced:
            case Flood(retry_after=pause):
                status, answer = 429, self._error(429, "Rate limit exceeded")
                headers |= {"Retry-After": str(pause), "X-RateLimit-Reset": str(pause)}
            case Answer(status=status, body=body, headers=extra):
                answer = self._error(status, "failed") if body is None else body
                headers |= dict(extra)
            case Drop():
                self._note(request, path, raw, None, None, struck=True)
                return hang_up(request)
            case Endless(beginning=beginning):
                self._note(request, path, raw, 200, None, struck=True)
                return await go_on(request, beginning)
            case None:
                pass
        self._note(request, path, raw, status, answer, struck=fault is not None)
        if status == 204:
            return web.Response(status=204, headers=headers)
        if isinstance(answer, str):
            return web.Response(status=status, text=answer, content_type="text/html", headers=headers)
        return web.Response(
            status=status,
            body=json.dumps(answer).encode(),
            content_type="application/json",
            headers=headers,
        )

    def _note(
        self,
        request: web.BaseRequest,
        path: str,
        raw: bytes,
        status: int | None,
        answer: Any,
        *,
        struck: bool,
    ) -> None:
        self.journal.append(
            LabCall(
                method=request.method,
                path=path,
                query=dict(parse_qsl(request.rel_url.raw_query_string)),
                headers={
                    name: "Bearer …" if name.lower() == "authorization" and value else value
                    for name, value in request.headers.items()
                },
                body=_parsed(raw),
                at=self.clock(),
                status=status,
                answer=answer,
                fault=struck,
            )
        )
        self.changes.announce()

    def _answer(self, request: web.BaseRequest, path: str, raw: bytes) -> tuple[int, Any]:
        try:
            self._count()
            self._authorize(request)
            parts = [unquote(part) for part in path.strip("/").split("/")]
            if self.generation == "metadata" and len(parts) > 2:
                raise _Refused(404, "no such route")
            match request.method, parts:
                case "POST", ["leads"]:
                    return 201, self._single(self._create(_object(raw)))
                case "GET", ["leads"]:
                    return 200, self._list(dict(parse_qsl(request.rel_url.raw_query_string)))
                case "GET", ["leads", "by-source", source]:
                    return 200, self._summaries("source", source)
                case "GET", ["leads", "assigned-to", assignee]:
                    return 200, self._summaries("assignedTo", assignee)
                case "GET", ["leads", "stats", "scoring"]:
                    return 200, self._scoring()
                case "POST", ["leads", lead_id, "convert-to-customer"]:
                    return 200, self._convert(self._lead(lead_id))
                case "GET", ["leads", lead_id]:
                    return 200, self._single(self._lead(lead_id))
                case "PUT", ["leads", lead_id]:
                    return 200, self._single(self._update(self._lead(lead_id), _object(raw)))
                case "DELETE", ["leads", lead_id]:
                    del self.leads[self._lead(lead_id)["id"]]
                    return (204, None) if self.generation == "documented" else (200, _DELETED)
            raise _Refused(404, "no such route")
        except _Refused as refused:
            return refused.status, self._error(refused.status, refused.message)

    def _count(self) -> None:
        if self._steady() - self._window_began >= _HOUR:
            self._window_began, self._in_window = self._steady(), 0
        if self._in_window >= self.hourly:
            raise _Refused(429, "Rate limit exceeded")
        self._in_window += 1

    def _limit_headers(self) -> Mapping[str, str]:
        resets = self.clock().timestamp() + _HOUR - (self._steady() - self._window_began)
        return {
            "X-RateLimit-Limit": str(self.hourly),
            "X-RateLimit-Remaining": str(max(self.hourly - self._in_window, 0)),
            "X-RateLimit-Reset": str(int(resets)),
        }

    def _authorize(self, request: web.BaseRequest) -> None:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not hmac.compare_digest(given.encode(), self.token.encode()):
            # The other generation turns a missing login into a failure of its own.
            raise _Refused(
                401 if self.generation == "documented" else 500, "Unauthorized: token not accepted"
            )

    def _error(self, status: int, message: str) -> Json:
        title = _TITLES.get(status, "Error")
        match self.errors if self.generation == "documented" else "service":
            case "authentication":
                return {"error": {"code": title.upper().replace(" ", "_"), "message": message}}
            case "service":
                return {"message": message, "code": title.upper().replace(" ", "_"), "details": None}
            case _:
                return {"error": title, "details": [{"message": message}]}

    # Leads

    def _create(self, body: Json) -> Json:
        if not isinstance(body.get("name"), str) or not body["name"].strip():
            raise _Refused(400, "name is required")
        if body.get("status") == "converted":
            raise _Refused(400, "status cannot be converted on creation")
        _check(body)
        return self._keep(body)

    def _keep(self, body: Json) -> Json:
        now = self._moment()
        lead: Json = {
            "id": str(uuid.uuid4()),
            "organizationId": self.organization,
            "name": body["name"],
            "email": body.get("email"),
            "phone": body.get("phone"),
            "company": None,
            "source": None,
            "status": "new",
            "score": None,
            "assignedTo": None,
            "lastContactedAt": None,
            "notes": None,
            "customFields": None,
            "isActive": True,
            "createdAt": now,
            "updatedAt": now,
        }
        if self.generation == "documented":
            lead |= {name: value for name, value in body.items() if name in lead and name not in _THEIRS}
        elif self._keeps_notes:
            lead["notes"] = body.get("notes")
        self.leads[lead["id"]] = lead
        self.changes.announce()
        return lead

    def _update(self, lead: Json, body: Json) -> Json:
        if not body:
            raise _Refused(400, "nothing to change")
        if "name" in body and (not isinstance(body["name"], str) or not body["name"].strip()):
            raise _Refused(400, "name is required")
        _check(body)
        lead |= {name: value for name, value in body.items() if name in lead and name not in _THEIRS}
        lead["updatedAt"] = self._moment()
        self.changes.announce()
        return lead

    def _convert(self, lead: Json) -> Json:
        if lead["status"] == "converted":
            raise _Refused(409, "lead was converted earlier")
        lead["status"] = "converted"
        now = self._moment()
        customer = {
            "id": str(uuid.uuid4()),
            "organizationId": self.organization,
            "companyName": lead["name"],
            "customerId": f"CUST-{len(self.customers) + 1:03d}",
            "contactEmail": lead["email"],
            "contactPhone": lead["phone"],
            "status": "active",
            "createdAt": now,
            "updatedAt": now,
        }
        self.customers[lead["id"]] = customer
        self.changes.announce()
        return {"customerId": customer["id"], "customer": customer}

    def _lead(self, lead_id: str) -> Json:
        if lead_id not in self.leads:
            raise _Refused(404, "Lead not found")
        return self.leads[lead_id]

    def _list(self, query: Mapping[str, str]) -> Any:
        if self.listing == "bare":
            return [self._shown(lead) for lead in self._by_name()]
        page, limit = _count_of(query, "page", 1), _count_of(query, "limit", 10)
        if limit > _LARGEST_PAGE:
            raise _Refused(400, "limit must be 100 or less")
        ordered = self._by_name() if self.generation == "metadata" else self._sorted(query)
        return {
            "data": [self._shown(lead) for lead in ordered[(page - 1) * limit : page * limit]],
            "total": len(ordered),
            "page": page,
            "limit": limit,
            "totalPages": -(-len(ordered) // limit),
        }

    def _by_name(self) -> list[Json]:
        return sorted(self.leads.values(), key=lambda lead: str(lead["name"]))

    def _sorted(self, query: Mapping[str, str]) -> list[Json]:
        name, order = query.get("sortField", "createdAt"), query.get("sortOrder", "desc")
        if order not in ("asc", "desc"):
            raise _Refused(400, "sortOrder must be asc or desc")
        # What is younger stands later in the dictionary, also within one tick of the clock.
        by_age = list(self.leads.values())
        by_age.sort(key=lambda lead: (lead.get(name) is not None, lead.get(name) or 0))
        return by_age if order == "asc" else by_age[::-1]

    def _summaries(self, name: str, value: str) -> Json:
        return {
            "data": [
                {each: lead[each] for each in _SUMMARY} for lead in self.leads.values() if lead[name] == value
            ]
        }

    def _scoring(self) -> Json:
        scored = sorted(
            (lead for lead in self.leads.values() if lead["score"] is not None),
            key=lambda lead: int(lead["score"]),
            reverse=True,
        )
        scores = [int(lead["score"]) for lead in scored]
        return {
            "averageScore": sum(scores) / len(scores) if scores else 0,
            "scoreDistribution": {
                "low": sum(score <= 33 for score in scores),
                "medium": sum(33 < score <= 66 for score in scores),
                "high": sum(score > 66 for score in scores),
            },
            "topScorers": [{each: lead[each] for each in _SUMMARY} for lead in scored[:5]],
        }

    def _single(self, lead: Json) -> Json:
        return self._shown(lead) if self.generation == "documented" else {"lead": self._shown(lead)}

    def _shown(self, lead: Json) -> Json:
        if self.generation == "documented":
            return dict(lead)
        return {
            "id": lead["id"],
            "organizationId": "org_123",
            "name": lead["name"],
            "email": lead["email"],
            "phone": lead["phone"],
            "notes": lead["notes"],
            "status": "active" if lead["isActive"] else "inactive",
            "metadata": {"source": None, "leadScore": None, "assignedTo": None},
            "createdAt": lead["createdAt"],
            "updatedAt": lead["updatedAt"],
        }

    def _moment(self) -> str:
        return self.clock().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


_THEIRS = frozenset({"id", "organizationId", "createdAt", "updatedAt"})
_DELETED = {"success": True, "message": "Lead deleted"}
_TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
    500: "Internal Server Error",
}


def _check(body: Json) -> None:
    """Refuses values that the contract does not allow."""
    status, score, email = body.get("status"), body.get("score"), body.get("email")
    if "status" in body and status not in _STATUSES:
        raise _Refused(400, "status is invalid")
    if score is not None and (isinstance(score, bool) or not isinstance(score, int) or not 0 <= score <= 100):
        raise _Refused(400, "score must be a whole number from 0 to 100")
    if email is not None and (not isinstance(email, str) or not _EMAIL.fullmatch(email)):
        raise _Refused(400, "email is invalid")
    for name in _TEXTS:
        if body.get(name) is not None and not isinstance(body[name], str):
            raise _Refused(400, f"{name} is invalid")
    if body.get("customFields") is not None and not isinstance(body["customFields"], dict):
        raise _Refused(400, "customFields is invalid")
    if body.get("assignedTo") is not None:
        try:
            uuid.UUID(str(body["assignedTo"]))
        except ValueError:
            raise _Refused(400, "assignedTo is invalid") from None


def _count_of(query: Mapping[str, str], name: str, usual: int) -> int:
    said = query.get(name, str(usual))
    if not (said.isascii() and said.isdigit()) or int(said) < 1:
        raise _Refused(400, f"{name} must be 1 or more")
    return int(said)


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode(errors="replace")


def _object(raw: bytes) -> Json:
    value = _parsed(raw)
    if not isinstance(value, dict):
        raise _Refused(400, "the body must be a JSON object")
    return value
