"""GLAPI: all nine calls for leads, typed, within the requests an hour that it takes.

Follows the contract of its leads API (`tests/contracts/glapi.yaml`).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeVar
from urllib.parse import quote

import structlog

from bot.lab import glapi_models
from bot.lab.glapi_models import (
    Conversion,
    Generation,
    Lead,
    LeadCreate,
    LeadPage,
    LeadUpdate,
    Scoring,
)
from bot.lab.hourly_budget import HourlyBudget
from bot.lab.http import TIMEOUT_SECONDS, Answer, AnswerLost, Http, NotSent, retry_after
from bot.lab.port import LabError, LabOutcomeUnknown, LabRefused, LabSignInFailed, LabUnreachable
from bot.lab.refusal_words import speaks_of_login

MOST_AN_HOUR: Final = 1000
MOST_A_PAGE: Final = 100

_log = structlog.get_logger(__name__)
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Speech:
    """What a host was found to speak: whether its list has pages, and where its leads have their fields (None as long
    as it has no lead to show)."""

    paged: bool
    generation: Generation | None


class Glapi:
    """One organization's leads. Safe to call from any number of tasks at once.

    `url` is the server with the path before `/leads`. `read_token` yields the token as it is now and raises
    `LabSignInFailed`: there is no call to sign in, so that a token that was refused is read again, once, in case
    somebody has replaced it. All calls raise `LabError`: of a call that changes something, `LabOutcomeUnknown` means
    that it was perhaps done, and any other that it was not. The caller closes `http`.
    """

    def __init__(
        self,
        http: Http,
        *,
        url: str,
        read_token: Callable[[], Awaitable[str]],
        budget: HourlyBudget | None = None,
    ) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._read_token = read_token
        self._token = ""
        self._reading = asyncio.Lock()
        self._budget = budget or HourlyBudget(MOST_AN_HOUR)
        self.speech: Speech | None = None
        self.problem = ""
        """Why the last call could not be made or was not answered, in a sentence; empty when it was."""

    async def probe(self) -> Speech:
        """Finds out what the host speaks, by the smallest list."""
        found = await self.leads(page=1, limit=1)
        generation = found.leads[0].generation if found.leads else None
        self.speech = Speech(found.paged, generation)
        _log.info("glapi_speech", paged=found.paged, generation=generation)
        return self.speech

    async def leads(
        self,
        *,
        page: int = 1,
        limit: int = MOST_A_PAGE,
        sort_field: str = "createdAt",
        sort_order: Literal["asc", "desc"] = "desc",
    ) -> LeadPage:
        """A page of the leads, the newest first unless asked otherwise (which not every host heeds)."""
        query = {"page": str(page), "limit": str(limit), "sortField": sort_field, "sortOrder": sort_order}
        answer = await self._call("listLeads", "GET", "/leads", query=query)
        return _readable(glapi_models.page(answer.body), answer)

    async def create(self, lead: LeadCreate, personal: Iterable[str | None] = ()) -> Lead:
        """Makes a lead; made twice, there are two. `personal` are words that no refusal of ours may repeat."""
        answer = await self._call("createLead", "POST", "/leads", body=lead.to_bytes(), personal=personal)
        return _readable(glapi_models.lead(answer.body), answer)

    async def read(self, lead_id: str) -> Lead:
        """The whole lead."""
        answer = await self._call("getLead", "GET", f"/leads/{_part(lead_id)}")
        return _readable(glapi_models.lead(answer.body), answer)

    async def update(self, lead_id: str, change: LeadUpdate) -> Lead:
        """The lead after the change."""
        answer = await self._call("updateLead", "PUT", f"/leads/{_part(lead_id)}", body=change.to_bytes())
        return _readable(glapi_models.lead(answer.body), answer)

    async def delete(self, lead_id: str) -> None:
        """Deletes the lead."""
        await self._call("deleteLead", "DELETE", f"/leads/{_part(lead_id)}")

    async def convert(self, lead_id: str, *, seconds: float = TIMEOUT_SECONDS) -> Conversion:
        """Makes the lead a customer. `LabRefused` with status 409 means that it is one already."""
        path = f"/leads/{_part(lead_id)}/convert-to-customer"
        answer = await self._call("convertLeadToCustomer", "POST", path, seconds=seconds)
        return _readable(glapi_models.conversion(answer.body), answer)

    async def by_source(self, source: str) -> tuple[Lead, ...]:
        """The leads of one source, shortened."""
        answer = await self._call("listLeadsBySource", "GET", f"/leads/by-source/{_part(source)}")
        return _readable(glapi_models.page(answer.body), answer).leads

    async def assigned_to(self, user_id: str) -> tuple[Lead, ...]:
        """The leads of one of the organization's users, shortened."""
        answer = await self._call("listLeadsByAssignee", "GET", f"/leads/assigned-to/{_part(user_id)}")
        return _readable(glapi_models.page(answer.body), answer).leads

    async def scoring(self) -> Scoring:
        """How all leads score."""
        answer = await self._call("getLeadScoringStats", "GET", "/leads/stats/scoring")
        return _readable(glapi_models.scoring(answer.body), answer)

    async def _call(
        self,
        name: str,
        method: str,
        path: str,
        *,
        query: dict[str, str] | None = None,
        body: bytes | None = None,
        personal: Iterable[str | None] = (),
        seconds: float = TIMEOUT_SECONDS,
    ) -> Answer:
        """An answer of success."""
        try:
            answer = await self._authorised(name, method, path, query, body, seconds)
            _raise_refusal(answer, tuple(personal))
        except LabRefused:
            self.problem = ""
            raise
        except LabError as failure:
            self.problem = str(failure)
            raise
        self.problem = ""
        return answer

    async def _authorised(
        self,
        name: str,
        method: str,
        path: str,
        query: dict[str, str] | None,
        body: bytes | None,
        seconds: float,
    ) -> Answer:
        """A call refused for its token is repeated once if there is another one by now: refused, it did nothing."""
        token = self._token or await self._newer("")
        answer = await self._once(name, method, path, token, query, body, seconds)
        if _is_about_login(answer):
            token = await self._newer(token)
            answer = await self._once(name, method, path, token, query, body, seconds)
        return answer

    async def _newer(self, refused: str) -> str:
        """Another token than the refused one. Raises `LabSignInFailed`."""
        async with self._reading:
            if self._token == refused:
                self._token = await self._read_token()
            if self._token == refused:
                raise LabSignInFailed("the leads system takes our token no more; it needs a new one")
            return self._token

    async def _once(
        self,
        name: str,
        method: str,
        path: str,
        token: str,
        query: dict[str, str] | None,
        body: bytes | None,
        seconds: float,
    ) -> Answer:
        wait = self._budget.wait()
        if wait > 0:
            raise LabUnreachable("the leads system takes no more requests in this hour", wait)
        self._budget.spend()
        headers = {"accept": "application/json", "authorization": f"Bearer {token}"}
        if body is not None:
            headers["content-type"] = "application/json"
        started = time.monotonic()
        result: int | str = "cancelled"
        try:
            answer = await self._http.request(
                method, self._url + path, query=query, headers=headers, body=body, seconds=seconds
            )
            result = answer.status
        except NotSent as failure:
            result = str(failure)
            raise LabUnreachable(f"the leads system cannot be reached: {failure}") from failure
        except AnswerLost as failure:
            result = str(failure)
            raise LabOutcomeUnknown(f"the leads system did not answer: {failure}") from failure
        finally:
            milliseconds = round((time.monotonic() - started) * 1000)
            # Not the path, which may hold the words of a campaign.
            _log.info("glapi_call", call=name, result=result, milliseconds=milliseconds)
        if answer.status == 429:
            self._budget.refused(answer.headers, retry_after(answer))
            raise LabUnreachable("the leads system asks to wait (status 429)", self._budget.wait())
        self._budget.heard(answer.headers)
        return answer


def _readable(read: _Read | None, answer: Answer) -> _Read:
    if read is None:
        raise LabOutcomeUnknown(f"nothing readable in the leads system's answer (status {answer.status})")
    return read


def _part(value: str) -> str:
    """One part of a path, whatever it holds."""
    return quote(value, safe="") if value not in (".", "..") else value.replace(".", "%2E")


def _is_about_login(answer: Answer) -> bool:
    """Some hosts turn a missing login into a failure of their own."""
    return answer.status == 401 or (
        answer.status == 500 and speaks_of_login(glapi_models.error_detail(answer.body))
    )


def _raise_refusal(answer: Answer, personal: tuple[str | None, ...]) -> None:
    if 200 <= answer.status < 300:
        return
    if _is_about_login(answer):
        raise LabSignInFailed(f"the leads system takes no token of ours (status {answer.status})")
    if answer.status == 425:
        raise LabUnreachable("the leads system asks to wait (status 425)", retry_after(answer))
    if answer.status == 408 or answer.status >= 500:
        raise LabOutcomeUnknown(f"the leads system answered with status {answer.status}")
    raise LabRefused(answer.status, glapi_models.error_detail(answer.body, personal))
