"""A stand-in for the Flabs lab system: its calls, refusals, rules and webhooks, on a loopback port.

It follows the published contract and, where that is silent, takes the answer that is hardest on a client.
Behind the counter, `complete_report` and its neighbours do what the staff of a lab would do.
"""

import hmac
import json
import secrets
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.sandbox.bills import Bill, EventType, tests_of
from bot.sandbox.changes import Changes
from bot.sandbox.entries import Entry, Phase, PreBooking, entry_problem, prebooking_problem
from bot.sandbox.faults import Answer, Drop, Endless, Faults, Flood, strike
from bot.sandbox.pricelist import Pricelist, read_pricelist
from bot.sandbox.reports import report_pdf
from bot.sandbox.server import LoopbackServer, go_on, hang_up
from bot.sandbox.tokens import ACCESS_LIFE, Tokens
from bot.sandbox.webhooks import Delivery, Subscription, Webhooks, subscription_problem

Json = dict[str, Any]
Order = Callable[[list[tuple[EventType, Json]]], list[tuple[EventType, Json]]]
"""Puts the events of one act into the order in which they are delivered."""

SANDBOX_CLIENT_ID = "sandbox-client"
SANDBOX_CLIENT_SECRET = "sandbox-secret"  # noqa: S105

OTP_LIFE = 300
_OTP_TRIES = 5
_PATIENT_TOKEN_LIFE = 1800


@dataclass(frozen=True, slots=True)
class Lab:
    """A branch of the account."""

    id: str
    name: str
    address: str = ""
    city: str = ""
    pincode: str = ""

    def as_json(self) -> Json:
        return {
            "_id": self.id,
            "name": self.name,
            "address": self.address,
            "city": self.city,
            "pincode": self.pincode,
        }


MAIN_BRANCH = Lab("6530a4a6f1d2c8b7e9a12345", "Main branch", "22 MG Road", "Bengaluru", "560001")


@dataclass(frozen=True, slots=True)
class LabCall:
    """One call of the journal, without the value of any token.

    `status` None means that the connection was broken before an answer.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    at: datetime
    status: int | None
    answer: Any
    fault: bool = False


class _Refused(Exception):
    def __init__(self, status: int, details: str) -> None:
        super().__init__(details)
        self.status = status
        self.details = details


@dataclass(slots=True)
class _OneTimePassword:
    contact: str
    code: str
    expires: float
    tries: int = 0


class FlabsStandIn:
    """A lab system with one account. `async with` starts and stops it.

    `prices` apply to every branch, unless `prices_at` names others for one; `clock` is the wall clock, whose
    day in `zone` the rule of one entry per contact follows; `steady` ages the tokens. `announce` sends
    `lead.created` and `booking.created` by itself after each entry. `refuse_token_with` is the status of the
    create call for a missing or expired token. `parties` makes the account party-scoped;
    `negotiated` are the rupees of items by party and id, where they are others than the branch's (see `scope`).
    `report_origin` is told as the place of the reports instead of the lab system's own address, and may be changed;
    when it is empty, nobody is told where they are. With `files_as_lead` the next booking is stored as a lead.
    """

    def __init__(
        self,
        *,
        client_id: str = SANDBOX_CLIENT_ID,
        client_secret: str = SANDBOX_CLIENT_SECRET,
        labs: Sequence[Lab] = (MAIN_BRANCH,),
        prices: Pricelist | None = None,
        prices_at: Mapping[str, Pricelist] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        steady: Callable[[], float] = time.monotonic,
        zone: str = "Asia/Kolkata",
        token_life: int = ACCESS_LIFE,
        keep_old_refresh: bool = False,
        refuse_token_with: Literal[400, 401] = 401,
        announce: bool = True,
        list_shape: Literal["data", "named", "bare"] = "data",
        lead_sources: frozenset[str] = frozenset({"telegram_bot"}),
        custom_fields: frozenset[str] = frozenset(),
        parties: frozenset[str] = frozenset(),
        negotiated: Mapping[str, Mapping[str, int]] | None = None,
        report_origin: str | None = None,
        journal_limit: int | None = None,
    ) -> None:
        self.client_id = client_id
        self.client_secret = client_secret
        self.clock = clock
        self.labs = {lab.id: lab for lab in labs}
        self.faults = Faults()
        self.changes = Changes()
        self.journal: deque[LabCall] = deque(maxlen=journal_limit)
        self.entries: list[Entry] = []
        self.prebookings: list[PreBooking] = []
        self.bills: dict[str, Bill] = {}
        self.tokens = Tokens(
            client_id, client_secret, steady, life=token_life, keep_old_refresh=keep_old_refresh
        )
        self.webhooks = Webhooks(clock)
        self._steady = steady
        self._zone = ZoneInfo(zone)
        self._prices = prices if prices is not None else read_pricelist()
        self._prices_at = dict(prices_at or {})
        self._refuse_token_with = refuse_token_with
        self._announce = announce
        self._list_shape = list_shape
        self._lead_sources = lead_sources
        self._custom_fields = custom_fields
        self._parties = parties
        self._negotiated = negotiated or {}
        self.report_origin_told = report_origin
        self.files_as_lead = False
        self._of_today: dict[tuple[str, str], Entry] = {}
        self._bar_codes: set[str] = set()
        self._reports: dict[str, Bill] = {}
        self._passwords: dict[str, _OneTimePassword] = {}
        self._patients: dict[str, tuple[str, float]] = {}
        self._encoded: dict[tuple[str, str, str], bytes] = {}
        self._server = LoopbackServer(self._handle, host, port)

    # Life

    async def __aenter__(self) -> Self:
        await self._server.up()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.clear()
        await self.webhooks.close()
        await self._server.down()

    async def go_down(self) -> None:
        """From now on connections are refused; entries and subscriptions stay."""
        await self._server.down()

    async def come_up(self) -> None:
        """Serves again, at the same address."""
        await self._server.up()

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def report_origin(self) -> str:
        """Where the reports are said to lie."""
        return self.url if self.report_origin_told is None else self.report_origin_told

    # Behind the counter

    @property
    def bookings(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.phase == "booking"]

    @property
    def leads(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.phase == "lead"]

    def entry(self, integrator_id: str) -> Entry:
        """The newest entry with this key. Raises `LookupError`."""
        for entry in reversed(self.entries):
            if entry.integrator_id == integrator_id:
                return entry
        raise LookupError(f"no entry has the integratorID {integrator_id}")

    def prices(self, branch_id: str) -> Pricelist:
        """What a branch sells."""
        return self._prices_at.get(branch_id, self._prices)

    def set_prices(self, prices: Pricelist, branch_id: str | None = None) -> None:
        """Other prices from now on, for one branch or for all that have none of their own."""
        if branch_id is None:
            self._prices = prices
        else:
            self._prices_at[branch_id] = prices
        self._encoded.clear()

    def scope(
        self,
        parties: frozenset[str] = frozenset(),
        negotiated: Mapping[str, Mapping[str, int]] | None = None,
    ) -> None:
        """Makes the account party-scoped from now on, with those prices; without parties, an account like others."""
        self._parties, self._negotiated = parties, negotiated or {}
        self._encoded.clear()
        self.changes.announce()

    def enter_by_hand(
        self, contact: str, *, branch_id: str | None = None, phase: Phase = "lead", name: str = "Walk-in"
    ) -> Entry:
        """An entry that somebody else made today: the desk, a form, another campaign."""
        body = {
            "branchID": branch_id or next(iter(self.labs)),
            "integratorID": f"desk-{secrets.token_hex(4)}",
            "phase": phase,
            "first_name": name,
            "contact": contact,
            "age": 40,
            "age_type": "year",
        }
        return self._keep(body, phase)

    async def promote(self, entry_id: str) -> list[Delivery]:
        """A telecaller turns a lead into a booking, which is told as `booking.created`."""
        entry = next(each for each in self.entries if each.id == entry_id)
        entry.phase = "booking"
        self.changes.announce()
        return await self.webhooks.deliver("booking.created", entry.branch_id, _crm_data(entry))

    async def announce(self, integrator_id: str) -> list[Delivery]:
        """Tells (again) that an entry was created."""
        entry = self.entry(integrator_id)
        event: EventType = "booking.created" if entry.phase == "booking" else "lead.created"
        return await self.webhooks.deliver(event, entry.branch_id, _crm_data(entry))

    async def create_bill(self, integrator_id: str) -> Bill:
        """Makes the bill of an entry or pre-booking and tells of it; the same bill if there is one."""
        known = self._bill_of(integrator_id)
        if known is not None:
            return known
        bill = self._new_bill(integrator_id)
        await self.webhooks.deliver(
            "bill.created", bill.lab_id, bill.event_data("bill.created", self.report_origin)
        )
        return bill

    async def complete_report(
        self,
        integrator_id: str,
        tests_done: Sequence[str] | None = None,
        *,
        repeats: int = 1,
        order: Order = list,
    ) -> list[Delivery]:
        """Finishes tests of an entry (their ids; all that are left by default) and tells of it.

        Makes the bill if there is none, renews the PDF, and delivers `bill.created` (if new),
        `report.completed` and, when nothing is left, `bill.completed`: each `repeats` times, in the order
        that `order` gives them (`lambda events: events[::-1]`). Raises `LookupError`.
        """
        events: list[tuple[EventType, Json]] = []
        bill = self._bill_of(integrator_id)
        if bill is None:
            bill = self._new_bill(integrator_id)
            events.append(("bill.created", bill.event_data("bill.created", self.report_origin)))
        for each in tests_done if tests_done is not None else bill.tests:
            if each not in bill.tests:
                raise LookupError(f"the bill has no test {each}, but {', '.join(bill.tests)}")
            bill.done.add(each)
        self._write_report(bill)
        events.append(("report.completed", bill.event_data("report.completed", self.report_origin)))
        if bill.completed:
            events.append(("bill.completed", bill.event_data("bill.completed", self.report_origin)))
        return await self._tell(bill, [each for each in events for _ in range(repeats)], order)

    async def correct_report(self, integrator_id: str) -> list[Delivery]:
        """Replaces the PDF by another edition and tells of the same tests again."""
        bill = self._bill_of(integrator_id)
        if bill is None:
            raise LookupError(f"no bill has the integratorID {integrator_id}")
        self._write_report(bill)
        return await self._tell(
            bill, [("report.completed", bill.event_data("report.completed", self.report_origin))], list
        )

    async def delete_bill(self, integrator_id: str) -> list[Delivery]:
        """Removes the bill of an entry and its report, and tells of it."""
        bill = self._bill_of(integrator_id)
        if bill is None:
            raise LookupError(f"no bill has the integratorID {integrator_id}")
        bill.deleted = True
        self._reports.pop(bill.report_path, None)
        self.changes.announce()
        return await self._tell(
            bill, [("bill.deleted", bill.event_data("bill.deleted", self.report_origin))], list
        )

    def file_report(self, contact: str, patient: str, tests: Mapping[str, str], at: datetime) -> Bill:
        """A finished report of a walk-in: tests by id and name. Nobody is told; it is found by the number."""
        bill = Bill(
            id=f"bill_{len(self.bills) + 10001}",
            lab_id=next(iter(self.labs)),
            integrator_id=None,
            patient=patient,
            contact=contact,
            tests=dict(tests),
            report_path=f"/reports/{secrets.token_urlsafe(18)}.pdf",
            done=set(tests),
        )
        self.bills[bill.id] = bill
        self._write_report(bill, at)
        return bill

    async def tell_of_stranger(self) -> list[Delivery]:
        """Tells of the finished report of a booking that was never made here by the bot."""
        bill = Bill(
            id=f"bill_{secrets.token_hex(4)}",
            lab_id=next(iter(self.labs)),
            integrator_id=f"desk-{secrets.token_hex(4)}",
            patient="Somebody Else",
            contact="",
            tests={"T": "CBC"},
            report_path=f"/reports/{secrets.token_urlsafe(18)}.pdf",
            done={"T"},
            pdf=b"%PDF",
        )
        return await self._tell(
            bill, [("report.completed", bill.event_data("report.completed", self.report_origin))], list
        )

    def code_for(self, contact: str) -> str:
        """The one-time password that was sent to a number last. Raises `LookupError`."""
        for password in reversed(self._passwords.values()):
            if password.contact == contact:
                return password.code
        raise LookupError(f"no one-time password was sent to {contact}")

    def waiting_code(self, contact: str) -> str | None:
        """The one-time password that was sent to a number last, while it is good for something."""
        newest = [each for each in self._passwords.values() if each.contact == contact][-1:]
        good = [each.code for each in newest if each.expires > self._steady() and each.tries < _OTP_TRIES]
        return good[0] if good else None

    def calls(self, path: str) -> list[LabCall]:
        """The calls of one path, oldest first."""
        return [call for call in self.journal if call.path == path]

    async def settled(self) -> None:
        """Waits until every webhook under way has been delivered."""
        await self.webhooks.settled()

    async def _tell(self, bill: Bill, events: list[tuple[EventType, Json]], order: Order) -> list[Delivery]:
        sent: list[Delivery] = []
        for event, data in self.webhooks.in_order(order(events)):
            sent += await self.webhooks.deliver(event, bill.lab_id, data)
        return sent

    def _bill_of(self, integrator_id: str) -> Bill | None:
        for bill in reversed(self.bills.values()):
            if bill.integrator_id == integrator_id and not bill.deleted:
                return bill
        return None

    def _new_bill(self, integrator_id: str) -> Bill:
        source: Entry | PreBooking | None = next(
            (each for each in reversed(self.prebookings) if each.integrator_id == integrator_id), None
        )
        if source is None:
            source = self.entry(integrator_id)
        lab_id = source.branch_id if isinstance(source, Entry) else str(source.body.get("labID", ""))
        lab_id = lab_id or next(iter(self.labs))
        bill = Bill(
            id=f"bill_{len(self.bills) + 10001}",
            lab_id=lab_id,
            integrator_id=integrator_id,
            patient=source.patient,
            contact=source.contact if isinstance(source, Entry) else "",
            tests=tests_of(source, self.prices(lab_id)),
            report_path=f"/reports/{secrets.token_urlsafe(18)}.pdf",
        )
        self.bills[bill.id] = bill
        self.changes.announce()
        return bill

    def _write_report(self, bill: Bill, at: datetime | None = None) -> None:
        bill.edition += 1
        bill.reported_at = at or self.clock()
        bill.pdf = report_pdf(
            lab=self.labs[bill.lab_id].name,
            patient=bill.patient,
            reference=bill.id,
            on=bill.reported_at.astimezone(self._zone).date(),
            tests=[(name, each in bill.done) for each, name in bill.tests.items()],
            edition=bill.edition,
        )
        self._reports[bill.report_path] = bill
        self.changes.announce()

    # Serving

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        raw = await request.read() if request.body_exists else b""
        fault = self.faults.take(path)
        status = 200
        answer: Any = None
        replaced = await strike(fault, "before")
        if replaced is None:
            status, answer = self._answer(request, path, raw)
            replaced = await strike(fault, "after")
        headers: Mapping[str, str] = {}
        match replaced:
            case Flood(retry_after=pause):
                status, answer = 429, _error(429, "slow down")
                headers = {"Retry-After": str(pause)}
            case Answer(status=status, body=body, headers=headers):
                answer = _error(status, _DETAILS.get(status, "failed")) if body is None else body
            case Drop():
                self._note(request, path, raw, None, None, struck=True)
                return hang_up(request)
            case Endless(beginning=beginning):
                self._note(request, path, raw, 200, None, struck=True)
                return await go_on(request, beginning)
            case None:
                pass
        self._note(request, path, raw, status, answer, struck=fault is not None)
        if isinstance(answer, bytes):
            kind = "application/pdf" if path.startswith("/reports/") else "application/json"
            return web.Response(status=status, body=answer, content_type=kind, headers=headers)
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
        shown = path if not path.startswith("/reports/") else "/reports/…"
        self.journal.append(
            LabCall(
                method=request.method,
                path=shown,
                query=dict(parse_qsl(request.rel_url.raw_query_string)),
                headers={name: _masked(name, value) for name, value in request.headers.items()},
                body=_without_secrets(_parsed(raw)),
                at=self.clock(),
                status=status,
                answer=None if isinstance(answer, bytes) else _without_secrets(answer),
                fault=struck,
            )
        )
        self.changes.announce()

    def _answer(self, request: web.BaseRequest, path: str, raw: bytes) -> tuple[int, Json | bytes]:
        try:
            match request.method, path:
                case "POST", "/client/auth/token":
                    return 200, self._sign_in(_object(raw))
                case "POST", "/client/auth/token/refresh":
                    return 200, self._refresh(_object(raw))
                case "GET", _ if path.startswith("/reports/"):
                    return 200, self._report(path)
            self._authorize(request, path)
            match request.method, path:
                case "GET", "/client/labs":
                    return 200, self._listed("labs", [lab.as_json() for lab in self.labs.values()])
                case "GET", "/client/crm/tests":
                    return 200, self._prices_of(request, "tests")
                case "GET", "/client/crm/packages":
                    return 200, self._prices_of(request, "packages")
                case "POST", "/client/crm/lead/create":
                    return 201, self._create(_object(raw))
                case "POST", "/client/billing/create":
                    return 200, self._create_prebooking(_object(raw))
                case "POST", "/client/events/subscribe":
                    return 200, self._subscribe(_object(raw))
                case "POST", "/client/patient/getLoginOTP":
                    return 200, self._send_password(_object(raw))
                case "POST", "/client/patient/verifyLoginOTP":
                    return 200, self._check_password(_object(raw))
                case "GET", "/client/patient/getReports":
                    return 200, self._reports_of(request)
        except _Refused as refused:
            return refused.status, _error(refused.status, refused.details)
        return 404, _error(404, "no such endpoint")

    def _authorize(self, request: web.BaseRequest, path: str) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.tokens.valid(token.strip()):
            return
        status = self._refuse_token_with if path == "/client/crm/lead/create" else 401
        raise _Refused(status, "token expired" if token else "authorization token is missing")

    def _sign_in(self, body: Json) -> Json:
        for name in ("clientID", "clientSecret"):
            if not body.get(name):
                raise _Refused(400, f"{name} is required")
        pair = self.tokens.sign_in(body["clientID"], body["clientSecret"])
        if pair is None:
            raise _Refused(401, "client credentials are wrong")
        return pair

    def _refresh(self, body: Json) -> Json:
        for name in ("clientID", "refreshToken"):
            if not body.get(name):
                raise _Refused(400, f"{name} is required")
        pair = self.tokens.refresh(body["clientID"], body["refreshToken"])
        if pair is None:
            raise _Refused(401, "refresh token expired")
        return pair

    def _listed(self, name: str, items: list[Json]) -> bytes:
        match self._list_shape:
            case "data":
                return json.dumps({"success": True, "data": items}).encode()
            case "named":
                return json.dumps({"success": True, name: items}).encode()
            case "bare":
                return json.dumps(items).encode()

    def _prices_of(self, request: web.BaseRequest, what: Literal["tests", "packages"]) -> bytes:
        query = dict(parse_qsl(request.rel_url.raw_query_string))
        branch_id = query.get("branchID")
        if not branch_id:
            raise _Refused(400, "branchID is required")
        self._check_branch(branch_id)
        party = self._check_party(query, ("corporateUser", "organization"), most=1) or ""
        key = (branch_id, what, party)
        if key not in self._encoded:
            prices = self.prices(branch_id)
            items = prices.tests_as_json() if what == "tests" else prices.packages_as_json()
            agreed = self._negotiated.get(party, {})
            name = "cost" if what == "tests" else "total"
            self._encoded[key] = self._listed(
                what,
                [item | {name: agreed[item["_id"]]} if item["_id"] in agreed else item for item in items],
            )
        return self._encoded[key]

    def _check_branch(self, branch_id: object, name: str = "branchID") -> None:
        if branch_id not in self.labs:
            raise _Refused(403, f"{name} does not belong to your account")

    def _check_party(self, values: Mapping[str, Any], names: tuple[str, ...], *, most: int) -> str | None:
        given = [str(values[name]) for name in names if values.get(name)]
        if not self._parties:
            if given and most == 1:
                raise _Refused(400, "this account is not party-scoped")
            return None
        if not given:
            raise _Refused(400, "a party is required for this account")
        if len(given) > most:
            raise _Refused(400, "only one party may be named")
        for party in given:
            if party not in self._parties:
                raise _Refused(404, "party not found")
        return given[0]

    def _create(self, body: Json) -> Json:
        problem = entry_problem(body)
        if problem is not None:
            raise _Refused(400, problem)
        self._check_branch(body["branchID"])
        self._check_party(
            body, ("corporateUser", "referredOrganization", "referredHospitalOrganization"), most=3
        )
        self._check_items(body)
        for name in body.get("customFields") or {}:
            if name not in self._custom_fields:
                raise _Refused(400, f"custom field {name} does not exist")
        today = self._today()
        for name in ("contact", "email"):
            value = str(body.get(name) or "").lower()
            earlier = self._of_today.get((name, value)) if value else None
            if earlier is not None and earlier.day == today:
                raise _Refused(409, f"Lead with {name} {value} already exists today")
        entry = self._keep(body, "lead" if self.files_as_lead else body.get("phase", "lead"))
        self.files_as_lead = False
        if self._announce:
            event: EventType = "booking.created" if entry.phase == "booking" else "lead.created"
            self.webhooks.deliver_soon(event, entry.branch_id, _crm_data(entry))
        return {
            "success": True,
            "leadId": entry.id,
            "phase": entry.phase,
            "message": f"{entry.phase.title()} created successfully",
        }

    def _check_items(self, body: Json) -> None:
        prices = self.prices(body["branchID"])
        for each in body.get("tests") or ():
            if each["test"] not in prices.tests:
                raise _Refused(400, f"test {each['test']} does not exist in this branch")
        for each in body.get("packages") or ():
            if each["package"] not in prices.packages:
                raise _Refused(400, f"package {each['package']} does not exist in this branch")

    def _today(self) -> Any:
        return self.clock().astimezone(self._zone).date()

    def _keep(self, body: Json, phase: Phase) -> Entry:
        entry = Entry(
            id=f"6530a4a6f1d2c8b7e9{len(self.entries) + 0x54321:06x}",
            phase=phase,
            body=body,
            at=self.clock(),
            day=self._today(),
        )
        self.entries.append(entry)
        self._of_today["contact", entry.contact] = entry
        if body.get("email"):
            self._of_today["email", str(body["email"]).lower()] = entry
        self.changes.announce()
        return entry

    def _create_prebooking(self, body: Json) -> Json:
        problem = prebooking_problem(body)
        if problem is not None:
            raise _Refused(400, problem)
        if body["lead_source"] not in self._lead_sources:
            raise _Refused(400, f"lead_source {body['lead_source']} is not known")
        if "labID" in body:
            self._check_branch(body["labID"], "labID")
        bar_code = body.get("barCode")
        if bar_code in self._bar_codes:
            raise _Refused(409, "barCode already exists")
        if bar_code is not None:
            self._bar_codes.add(bar_code)
        prebooking = PreBooking(f"pre_{len(self.prebookings) + 10001}", body, self.clock())
        self.prebookings.append(prebooking)
        self.changes.announce()
        return {
            "success": True,
            "message": "Booking created successfully",
            "integrator_id": prebooking.integrator_id,
            "preBookingID": prebooking.id,
        }

    def _subscribe(self, body: Json) -> Json:
        problem = subscription_problem(body)
        if problem is not None:
            raise _Refused(400, problem)
        self._check_branch(body["labID"], "labID")
        party = self._check_party(body, ("corporateUser", "organization"), most=1)
        events = frozenset(body["events"])
        if party is not None and self.webhooks.taken(party, events):
            raise _Refused(409, "webhook already registered for this party and event")
        self.webhooks.subscribe(
            Subscription(body["labID"], events, body["endpoint"], party, body.get("authToken"))
        )
        self.changes.announce()
        return {"success": True, "message": "Events subscribed successfully"}

    def _report(self, path: str) -> bytes:
        bill = self._reports.get(path)
        if bill is None:
            raise _Refused(404, "report not found")
        return bill.pdf

    # Patients

    def _send_password(self, body: Json) -> Json:
        contact = body.get("contact")
        if not isinstance(contact, str) or len(contact) != 10 or not contact.isdecimal():
            raise _Refused(400, "contact is invalid" if contact else "contact is required")
        if contact not in {entry.contact for entry in self.entries} | {
            bill.contact for bill in self.bills.values()
        }:
            raise _Refused(404, "patient not found")
        token = secrets.token_urlsafe(16)
        self._passwords[token] = _OneTimePassword(
            contact, f"{secrets.randbelow(10**6):06d}", self._steady() + OTP_LIFE
        )
        self.changes.announce()
        return {"otpToken": token}

    def _check_password(self, body: Json) -> Json:
        for name in ("otp", "otpToken"):
            if not body.get(name):
                raise _Refused(400, f"{name} is required")
        password = self._passwords.get(str(body["otpToken"]))
        if password is None or password.expires <= self._steady() or password.tries >= _OTP_TRIES:
            raise _Refused(400, "otp expired")
        password.tries += 1
        if not hmac.compare_digest(str(body["otp"]).encode(), password.code.encode()):
            raise _Refused(400, "otp is wrong")
        del self._passwords[str(body["otpToken"])]
        self.changes.announce()
        token = secrets.token_urlsafe(16)
        self._patients[token] = (password.contact, self._steady() + _PATIENT_TOKEN_LIFE)
        return {"patientToken": token}

    def _reports_of(self, request: web.BaseRequest) -> Json:
        token = request.headers.get("patient-authorization", "").removeprefix("Bearer ").strip()
        contact, expires = self._patients.get(token, ("", 0.0))
        if expires <= self._steady():
            raise _Refused(401, "patient token expired")
        reports = [
            {
                "billID": bill.id,
                "date": (bill.reported_at or self.clock())
                .astimezone(UTC)
                .isoformat(timespec="milliseconds")
                .replace("+00:00", "Z"),
                "status": "completed" if bill.completed else "pending",
            }
            | ({"reportURL": f"{self.report_origin}{bill.report_path}"} if self.report_origin else {})
            for bill in self.bills.values()
            if bill.contact == contact and bill.pdf and not bill.deleted
        ]
        return {"success": True, "data": reports}


_MESSAGES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}
_DETAILS = {
    400: "a required field is missing",
    401: "token expired",
    403: "branchID does not belong to your account",
    409: "Lead with this contact already exists today",
    500: "An unexpected error occurred",
}
_SECRET_FIELDS = frozenset({"authToken", "refreshToken", "clientSecret", "otp", "otpToken", "patientToken"})


def _error(status: int, details: str) -> Json:
    return {
        "success": False,
        "status": status,
        "message": _MESSAGES.get(status, "Error"),
        "error": {"details": details},
    }


def _crm_data(entry: Entry) -> Json:
    return {"leadID": entry.id, "integratorID": entry.integrator_id, "phase": entry.phase}


def _object(raw: bytes) -> Json:
    value = _parsed(raw)
    if not isinstance(value, dict):
        raise _Refused(400, "the body must be a JSON object")
    return value


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode(errors="replace")


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict) and not _SECRET_FIELDS.isdisjoint(value):
        return {name: "…" if name in _SECRET_FIELDS else each for name, each in value.items()}
    return value


def _masked(name: str, value: str) -> str:
    if name.lower() not in {"authorization", "patient-authorization"}:
        return value
    return "Bearer …" if value.lower().startswith("bearer ") else "…"
