"""The demo's page: one address on this machine, its files, what happens as server-sent events, what visitors do."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.sandbox import showing
from bot.sandbox.acts import LARGEST_FILE, CannotAct, act, upload
from bot.sandbox.refusal import Refused
from bot.sandbox.stage import Stage
from bot.sandbox.tour import PLAYS, Tour
from bot.web.app import serving

WEB = Path(__file__).with_name("web")

_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_SHOWN_INLINE = frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp", "audio/ogg"})
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'self'",
}
_BREATH = 0.03
"""Seconds in which changes are gathered before they are told."""
_TICK = 1.0
"""The longest silence: what only time changes (a typing mark that ends) is looked at again after it."""


@asynccontextmanager
async def page(stage: Stage, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serves the page inside the block, at the address that is yielded. Raises `CannotListen`."""
    tour = Tour(stage)
    here = _Page(stage, tour)
    app = web.Application(client_max_size=LARGEST_FILE, middlewares=[_guard])
    app.router.add_get("/", here.index)
    app.router.add_get("/web/{name}", here.asset)
    app.router.add_get("/events", here.events)
    app.router.add_get("/clinic.toml", here.clinic)
    app.router.add_get("/file/{file_id}", here.file)
    app.router.add_post("/act", here.act)
    app.router.add_post("/upload/{user_id}", here.upload)
    async with serving(app, host, port) as taken:
        try:
            yield f"http://{host}:{taken}/"
        finally:
            await tour.stop()
            here.close()


class _Page:
    def __init__(self, stage: Stage, tour: Tour) -> None:
        self._stage = stage
        self._tour = tour
        self._open: set[asyncio.Task[Any]] = set()

    def close(self) -> None:
        for task in self._open:
            task.cancel()

    async def index(self, request: web.Request) -> web.StreamResponse:
        return _asset("index.html")

    async def asset(self, request: web.Request) -> web.StreamResponse:
        return _asset(request.match_info["name"])

    async def act(self, request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="JSON is expected here.")
        try:
            body = await request.json()
        except ValueError:
            raise web.HTTPBadRequest(text="That is no JSON.") from None
        if not isinstance(body, dict):
            raise web.HTTPBadRequest(text="A JSON object is expected here.")
        try:
            match body.get("do"):
                case "play":
                    self._tour.play(str(body.get("play")), str(body.get("language")))
                case "stop":
                    await self._tour.stop()
                case _:
                    await self._tour.give_way(body.get("who"))
                    await act(self._stage, body)
        except CannotAct as cannot:
            return web.json_response({"problem": str(cannot)}, status=409)
        return web.json_response({})

    async def upload(self, request: web.Request) -> web.StreamResponse:
        # A header that no form of another site can send.
        if request.headers.get("X-Page") != "1":
            raise web.HTTPForbidden(text="Only the page uploads here.")
        user_id = request.match_info["user_id"]
        name = Path(request.query.get("name", "file")).name[:80]
        try:
            await self._tour.give_way(user_id)
            await upload(
                self._stage,
                int(user_id) if user_id.isdigit() else 0,
                name,
                request.query.get("type", ""),
                await request.read(),
                request.query.get("caption", ""),
                reply_to=_number(request.query.get("reply", "")),
                thread_id=_number(request.query.get("thread", "")),
            )
        except CannotAct as cannot:
            return web.json_response({"problem": str(cannot)}, status=409)
        return web.json_response({})

    async def file(self, request: web.Request) -> web.StreamResponse:
        try:
            file = self._stage.telegram.cloud().files.get(request.match_info["file_id"])
        except Refused:
            raise web.HTTPNotFound(text="There is no such file.") from None
        shown = file.mime_type in _SHOWN_INLINE and "download" not in request.query
        way = "inline" if shown else "attachment"
        return web.Response(
            body=file.content,
            content_type=file.mime_type if file.mime_type in _SHOWN_INLINE else "application/octet-stream",
            headers={"Content-Disposition": f"{way}; filename*=UTF-8''{quote(file.name)}"},
        )

    async def clinic(self, request: web.Request) -> web.StreamResponse:
        """The clinic's file as the bot reads it."""
        text = await asyncio.to_thread(self._stage.clinic_file.read_text, encoding="utf-8")
        return web.Response(text=text, content_type="text/plain")

    async def events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={**_HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await _Telling(self._stage, self._tour, response).run()
        finally:
            self._open.discard(task)
        return response


class _Telling:
    """One visitor's window: tells what it does not know yet."""

    def __init__(self, stage: Stage, tour: Tour, response: web.StreamResponse) -> None:
        self._stage = stage
        self._tour = tour
        self._response = response
        self._told: dict[str, str] = {}
        self._seen: dict[int, int] = {}
        self._toasts = {
            user_id: showing.toasts_so_far(stage, person) for user_id, person in _everybody(stage).items()
        }

    async def run(self) -> None:
        while True:
            number = self._stage.number
            # Told again only when the group has become another one; the page then begins anew.
            await self._tell("house", showing.house(self._stage) | {"plays": PLAYS})
            await self._tell("scene", showing.scene(self._stage))
            await self._tell("lab", showing.lab(self._stage))
            for user_id, person in _everybody(self._stage).items():
                toasts = self._toasts.setdefault(user_id, 0)
                value = showing.chat(self._stage, person, self._seen.get(user_id, 0), toasts)
                self._seen[user_id] = value["changed"]
                self._toasts[user_id] = toasts + len(value["toasts"])
                await self._tell("chat", value, key=f"chat {user_id}")
            await self._tell("queues", showing.queues(self._stage))
            await self._tell("tour", self._tour.as_shown())
            await self._tell("time", {"shift": self._stage.clock.shift.total_seconds()})
            await self._stage.changed(number, _TICK)
            await asyncio.sleep(_BREATH)

    async def _tell(self, event: str, value: dict[str, Any], *, key: str = "") -> None:
        text = json.dumps(value, ensure_ascii=False, default=str)
        if self._told.get(key or event) != text:
            self._told[key or event] = text
            await self._response.write(f"event: {event}\ndata: {text}\n\n".encode())


def _everybody(stage: Stage) -> dict[int, Any]:
    """Each chat by somebody who sees it: every patient their own, the first of the staff the group."""
    people: dict[int, Any] = {user_id: role.patient for user_id, role in stage.cast.items()}
    first, member = next(iter(stage.staff.items()))
    return people | {first: member}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _asset(name: str) -> web.Response:
    path = WEB / name
    if path.parent != WEB or path.suffix not in _TYPES or not path.is_file():
        raise web.HTTPNotFound(text="There is no such file.")
    return web.Response(
        body=path.read_bytes(), headers={"Content-Type": f"{_TYPES[path.suffix]}; charset=utf-8"}
    )


@web.middleware
async def _guard(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Only this machine is asked by its own name: a page elsewhere cannot reach in under a name of its own."""
    name = request.host.rpartition(":")[0] or request.host
    if name not in {"127.0.0.1", "localhost", "[::1]"}:
        raise web.HTTPForbidden(text="This page answers on this machine only.")
    response = await handler(request)
    if not response.prepared:
        for header, value in _HEADERS.items():
            response.headers.setdefault(header, value)
    return response
