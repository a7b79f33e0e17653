"""Flabs: sign-in, branches, price lists, leads and bookings, webhook subscriptions.

Follows the contract of the Flabs client API (`tests/contracts/flabs.yaml`).
"""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar, Final, Literal
from urllib.parse import urlsplit

import structlog

from bot.lab import flabs_catalogue, flabs_models, loose_json
from bot.lab.http import Answer, AnswerLost, Http, NotSent, retry_after
from bot.lab.port import (
    AlreadySubscribed,
    Created,
    Duplicate,
    Entry,
    Forbidden,
    LabBranch,
    LabRefused,
    LabSignInFailed,
    LabUnreachable,
    NotMade,
    Outcome,
    PerhapsMade,
    Refused,
    Unauthorised,
    WrongPhase,
)
from bot.lab.refusal_words import named_field, personal_words, speaks_of_login, speaks_of_party
from bot.lab.tokens import TokenKeeper, TokenPair, TokenStore
from dialogs.catalogue import Catalogue
from dialogs.clinic import Offer

PRODUCTION_URL: Final = "https://v2.flabs.in"

_log = structlog.get_logger(__name__)


class FlabsSignIn:
    """The two token calls. See `TokenIssuer`."""

    def __init__(
        self, http: Http, url: str, client_id: str, client_secret: str, now: Callable[[], float]
    ) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._client_id = client_id
        self._client_secret = client_secret
        self._now = now

    async def sign_in(self) -> TokenPair:
        """Raises `LabSignInFailed` or `LabUnreachable`."""
        body = flabs_models.SignIn(clientID=self._client_id, clientSecret=self._client_secret)
        return await self._ask("/client/auth/token", body.to_bytes())

    async def refresh(self, refresh_token: str) -> TokenPair:
        """Raises `LabSignInFailed` or `LabUnreachable`."""
        body = flabs_models.Refresh(clientID=self._client_id, refreshToken=refresh_token)
        return await self._ask("/client/auth/token/refresh", body.to_bytes())

    async def _ask(self, path: str, body: bytes) -> TokenPair:
        asked_at = self._now()
        try:
            answer = await _call(self._http, "POST", self._url + path, {}, body=body)
        except (NotSent, AnswerLost) as failure:
            raise LabUnreachable(f"the lab system cannot be reached to sign in: {failure}") from failure
        if answer.status == 429:
            raise LabUnreachable("the lab system asks to wait before signing in", retry_after(answer))
        if 400 <= answer.status < 500:
            detail = flabs_models.error_detail(answer.body, (self._client_id, self._client_secret))
            raise LabSignInFailed(
                "the lab system refuses our client id and secret"
                f" (status {answer.status}{f': {detail}' if detail else ''})"
            )
        pair = flabs_models.tokens(answer.body) if 200 <= answer.status < 300 else None
        if pair is None:
            raise LabUnreachable(f"no tokens in the lab system's answer (status {answer.status})")
        return TokenPair(pair.authToken, pair.refreshToken, asked_at, asked_at + pair.expiresIn)


class FlabsLab:
    """One Flabs account, and its CRM as the place where entries go. See `Lab` and `LabAccount`.

    A repeat is safe because the CRM takes one entry of a contact a day. `url` is the server without a path; `now` is as in `TokenKeeper`. The caller closes `http`.
    """

    repeats_are_safe: ClassVar = True
    one_entry_a_day: ClassVar = True

    def __init__(
        self,
        http: Http,
        *,
        url: str = PRODUCTION_URL,
        client_id: str,
        client_secret: str,
        tokens: TokenStore,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._tokens = TokenKeeper(FlabsSignIn(http, url, client_id, client_secret, now), tokens, now=now)

    async def branches(self) -> tuple[LabBranch, ...]:
        """Raises `LabError`."""
        return flabs_catalogue.read_branches(await self._read("/client/labs", {}))

    async def catalogue(self, offer: Offer) -> Catalogue:
        """Raises `LabError`."""
        query = {"branchID": offer.branch_id, **flabs_models.party_read(offer.party)}
        tests = await self._read("/client/crm/tests", query)
        packages = await self._read("/client/crm/packages", query)
        # Thousands of items take a tenth of a second, for which nobody else should wait.
        return await asyncio.to_thread(flabs_catalogue.read_catalogue, tests, packages)

    async def create(self, entry: Entry, *, asked_at: datetime | None = None) -> Outcome:
        """Never raises for what the lab or the network does."""
        body = flabs_models.create_lead(entry).to_bytes()
        return await self.store("/client/crm/lead/create", body, entry, _stored)

    async def store(
        self, path: str, body: bytes, entry: Entry, stored: Callable[[Answer, Entry], Outcome]
    ) -> Outcome:
        """What becomes of an entry that is sent as `body`; `stored` reads an answer of success. Never raises for what
        the lab or the network does."""
        try:
            answer = await self._authorised("POST", path, body=body)
        except LabSignInFailed as failure:
            outcome: Outcome = Unauthorised(str(failure))
        except LabUnreachable as failure:
            outcome = NotMade(str(failure), failure.retry_after)
        except NotSent as failure:
            outcome = NotMade(str(failure))
        except AnswerLost as failure:
            outcome = PerhapsMade(str(failure))
        else:
            outcome = _outcome(answer, entry, stored)
        _log.info("lab_entry_sent", key=entry.key, phase=entry.phase, outcome=type(outcome).__name__)
        return outcome

    async def subscribe(self, offer: Offer, endpoint: str) -> None:
        """Raises `LabError`. An `endpoint` that is not https is subscribed with `protocol: http`, which only stand-ins
        for the lab take."""
        protocol: Literal["https", "http"] = "http" if urlsplit(endpoint).scheme == "http" else "https"
        body = flabs_models.Subscribe(
            labID=offer.branch_id,
            endpoint=endpoint,
            protocol=protocol,
            **flabs_models.party_read(offer.party),
        )
        answer = await self._answered("POST", "/client/events/subscribe", body=body.to_bytes())
        if answer.status == 409:
            raise AlreadySubscribed(409, flabs_models.error_detail(answer.body))
        _raise_refusal(answer)

    async def ask(
        self, method: str, path: str, *, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> object:
        """What the account's system answers to a call of another part of it; None for what is no JSON. Raises
        `LabError`."""
        answer = await self._answered(method, path, body=body, headers=headers)
        _raise_refusal(answer)
        return loose_json.parse_or_none(answer.body)

    async def _read(self, path: str, query: dict[str, str]) -> bytes:
        answer = await self._answered("GET", path, query=query)
        _raise_refusal(answer)
        return answer.body

    async def _answered(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, str] | None = None,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        try:
            return await self._authorised(method, path, query=query, body=body, headers=headers)
        except (NotSent, AnswerLost) as failure:
            raise LabUnreachable(f"the lab system cannot be reached: {failure}") from failure

    async def _authorised(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, str] | None = None,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """The answer to a call with our token. A call refused for its token is repeated once with a new one: refused,
        it did nothing."""
        token = await self._tokens.token()
        answer = await self._with_token(token, method, path, query, body, headers)
        if _is_about_login(answer):
            token = await self._tokens.renew(token)
            answer = await self._with_token(token, method, path, query, body, headers)
        return answer

    async def _with_token(
        self,
        token: str,
        method: str,
        path: str,
        query: dict[str, str] | None,
        body: bytes | None,
        more: dict[str, str] | None,
    ) -> Answer:
        headers = {"authorization": f"Bearer {token}", **(more or {})}
        return await _call(self._http, method, self._url + path, headers, query=query, body=body)


async def _call(
    http: Http,
    method: str,
    url: str,
    headers: dict[str, str],
    *,
    query: dict[str, str] | None = None,
    body: bytes | None = None,
) -> Answer:
    """One call, logged without its contents. Raises `NotSent` or `AnswerLost`."""
    content = {"content-type": "application/json"} if body is not None else {}
    started = time.monotonic()
    result: int | str = "cancelled"
    try:
        answer = await http.request(
            method, url, query=query, headers={"accept": "application/json", **content, **headers}, body=body
        )
        result = answer.status
    except (NotSent, AnswerLost) as failure:
        result = str(failure)
        raise
    finally:
        milliseconds = round((time.monotonic() - started) * 1000)
        _log.info(
            "lab_call", method=method, path=urlsplit(url).path, result=result, milliseconds=milliseconds
        )
    return answer


def _outcome(answer: Answer, entry: Entry, stored: Callable[[Answer, Entry], Outcome]) -> Outcome:
    personal = personal_words(entry)
    detail = flabs_models.error_detail(answer.body, personal)
    match answer.status:
        case status if 200 <= status < 300:
            return stored(answer, entry)
        case 401:
            return Unauthorised(detail)
        case 400 if speaks_of_login(detail):
            return Unauthorised(detail)
        # The account does not know who is named as sending the patient, or wants to be told.
        case 403 | 404:
            return Forbidden(detail)
        case 400 if speaks_of_party(detail):
            return Forbidden(detail)
        case 409:
            return Duplicate(detail)
        case 425 | 429:
            return NotMade(f"the lab system asks to wait (status {answer.status})", retry_after(answer))
        case 400:
            return Refused(400, named_field(detail), detail)
        case status if status == 408 or status >= 500:
            return PerhapsMade(f"the lab system answered with status {status}")
        case status:
            return Refused(status, None, detail)


def _stored(answer: Answer, entry: Entry) -> Outcome:
    stored = flabs_models.created_lead(answer.body)
    if stored is None or not stored.success:
        return PerhapsMade(f"status {answer.status}, but no entry in the answer")
    if stored.phase != entry.phase:
        return WrongPhase(stored.id, stored.phase)
    return Created(stored.id, stored.phase)


def _raise_refusal(answer: Answer) -> None:
    if 200 <= answer.status < 300:
        return
    detail = flabs_models.error_detail(answer.body)
    if answer.status in (408, 425, 429) or answer.status >= 500:
        raise LabUnreachable(f"the lab system answered with status {answer.status}", retry_after(answer))
    if _is_about_login(answer):
        raise LabSignInFailed(f"the lab system takes no token of ours (status {answer.status}: {detail})")
    raise LabRefused(answer.status, detail)


def _is_about_login(answer: Answer) -> bool:
    return answer.status == 401 or (
        answer.status == 400 and speaks_of_login(flabs_models.error_detail(answer.body))
    )
