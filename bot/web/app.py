"""The HTTP app: the lab's webhooks, and what an operator asks.

- `POST /telegram/<clinic>`: updates of Telegram, with its secret in a header; stored before they are answered 2xx
- `POST /webhooks/flabs/<token>`: stored before it is answered 2xx; the token may also come as a bearer token
- `GET /healthz`: the process is alive
- `GET /readyz`: what it needs is there; Telegram and the lab are told of, but never make it unready
- `GET /metrics`: for Prometheus, with a bearer token, or from this machine
"""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest

from bot.lab.webhook import WebhookUnreadable, read_event
from bot.telegram.incoming import UpdateUnreadable, update_key

LARGEST_BODY = 1024 * 1024
READY_SECONDS = 3.0
RETRY_AFTER_SECONDS = 10
BURST_RETRY_SECONDS = 1

IngestLabEvent = Callable[[str, bytes], Awaitable[None]]
"""Stores the body of a lab's webhook for the clinic with this id, durably, before it returns."""

IngestUpdate = Callable[[str, dict[str, Any]], Awaitable[bool]]
"""Stores an update for the clinic with this id, durably, before it returns; false when there is no room now."""

TELEGRAM_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header

_log = structlog.get_logger(__name__)


class CannotListen(Exception):
    """The HTTP app cannot have its address: one sentence for whoever starts the bot."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing the bot needs. `problem` is empty while all is well; only what is `vital` makes the bot unready."""

    name: str
    problem: str = ""
    vital: bool = True


def make_app(
    *,
    webhook_tokens: Mapping[str, str],
    ingest_lab_event: IngestLabEvent,
    checks: Callable[[], Awaitable[Sequence[Check]]],
    telegram_secrets: Mapping[str, str] | None = None,
    ingest_update: IngestUpdate | None = None,
    metrics_token: str = "",
    local_only: bool = False,
    registry: CollectorRegistry = REGISTRY,
) -> web.Application:
    """The app. `webhook_tokens` are the clinics' ids by the secret that their lab's calls carry, `telegram_secrets`
    the secrets of Telegram's calls by clinic (none: updates are polled for); `local_only` says that nobody but this
    machine can reach the app, so that metrics need no token."""
    secrets = {clinic: secret.encode() for clinic, secret in (telegram_secrets or {}).items() if secret}
    clinics = {token.encode(): clinic for token, clinic in webhook_tokens.items() if token}

    async def lab_webhook(request: web.Request) -> web.Response:
        clinic = _clinic_of(clinics, request.match_info.get("token", ""), _bearer(request))
        if clinic is None:
            return _said(404, "There is nothing here.")
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return _said(413, f"The body is larger than {LARGEST_BODY} bytes.")
        try:
            read_event(body)
        except WebhookUnreadable as unreadable:
            _log.warning("lab_webhook_unreadable", clinic=clinic, reason=str(unreadable), size=len(body))
            return _said(400, f"This is not an event: {unreadable}.")
        try:
            await ingest_lab_event(clinic, body)
        except Exception:  # noqa: BLE001 - whatever storing raises, the lab should call again
            _log.exception("lab_webhook_not_stored", clinic=clinic, size=len(body))
            return _said(503, "The event could not be stored; please send it again.", RETRY_AFTER_SECONDS)
        return _said(200, "Stored.")

    async def telegram_webhook(request: web.Request) -> web.Response:
        clinic = request.match_info["clinic"]
        # An unknown clinic is compared like a known one, so that answers tell nothing by their time.
        right = _same(request.headers.get(TELEGRAM_SECRET_HEADER, ""), secrets.get(clinic, b"-"))
        if not right or clinic not in secrets or ingest_update is None:
            return _said(404, "There is nothing here.")
        try:
            raw = json.loads(await request.read())
            update_key(raw)
        except web.HTTPRequestEntityTooLarge:
            return _said(413, f"The body is larger than {LARGEST_BODY} bytes.")
        except (ValueError, UpdateUnreadable):
            # Telegram would bring it again for a day, and hold back what follows.
            _log.error("update_passed_over", clinic=clinic)
            return _said(200, "This is no update.")
        try:
            stored = await ingest_update(clinic, raw)
        except Exception:  # noqa: BLE001 - whatever storing raises, Telegram should call again
            _log.exception("update_not_stored", clinic=clinic)
            stored = False
        if not stored:
            return _said(503, "Not now; please send it again.", BURST_RETRY_SECONDS)
        return _said(200, "Stored.")

    async def healthz(_: web.Request) -> web.Response:
        return _said(200, "Alive.")

    async def readyz(_: web.Request) -> web.Response:
        try:
            results = await asyncio.wait_for(checks(), READY_SECONDS)
        except TimeoutError:
            results = (Check("checks", f"they took longer than {READY_SECONDS:g} seconds"),)
        ready = not any(check.problem and check.vital for check in results)
        told = {check.name: check.problem or "ok" for check in results}
        return web.json_response({"ready": ready, "checks": told}, status=200 if ready else 503)

    async def metrics(request: web.Request) -> web.Response:
        if metrics_token:
            if not _same(_bearer(request), metrics_token.encode()):
                refusal = _said(401, "The bearer token is missing or wrong.")
                refusal.headers["WWW-Authenticate"] = "Bearer"
                return refusal
        elif not local_only or _came_through_proxy(request):
            return _said(404, "There is nothing here.")
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application(client_max_size=LARGEST_BODY)
    if secrets:
        app.router.add_post("/telegram/{clinic}", telegram_webhook)
    app.router.add_post("/webhooks/flabs", lab_webhook)
    app.router.add_post("/webhooks/flabs/{token}", lab_webhook)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)
    return app


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serves the app inside the block; the port that it has (another one than asked for only when that was 0).

    Raises `CannotListen`.
    """
    # No access log: a webhook's address holds its secret.
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=5.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise CannotListen(
                f"HOST and PORT are {host}:{port}, which cannot be had ({error.strerror or type(error).__name__}); they must"
                " be an address of this machine and a port that is free"
            ) from None
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


def _clinic_of(clinics: Mapping[bytes, str], *given: str) -> str | None:
    """The clinic whose token was given. Every token is compared, in constant time."""
    found = None
    for token, clinic in clinics.items():
        for each in given:
            if _same(each, token):
                found = clinic
    return found


def _same(given: str, secret: bytes) -> bool:
    # A header may hold bytes that are no text, which aiohttp keeps as surrogates.
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), secret)


def _bearer(request: web.Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _came_through_proxy(request: web.Request) -> bool:
    """A proxy on this machine brings the whole world to a loopback address."""
    return any(header in request.headers for header in ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"))


def _said(status: int, sentence: str, retry_after: int | None = None) -> web.Response:
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return web.Response(status=status, text=sentence + "\n", headers=headers)
