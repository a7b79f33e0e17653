"""A Bot API that does next to nothing, fast: it hands out updates, takes every call, and tells of each message."""

import asyncio
import json
import re
from collections import Counter, deque
from collections.abc import Callable, Mapping
from time import monotonic, time
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

from bot.sandbox.server import LoopbackServer

OnMessage = Callable[[int, str, Mapping[str, Any]], None]
"""A chat, what it was sent (or what a message of it was changed to), and the buttons under that."""

BOT_ID = 123456789
TOKEN = f"{BOT_ID}:bench"
_FIELD = re.compile(
    rb'name="(chat_id|text|reply_markup|offset|timeout)"[^\r]*(?:\r\n[^\r]+)*\r\n\r\n(.*?)\r\n--', re.DOTALL
)
_ME = {"id": BOT_ID, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
_LONGEST_POLL = 20.0


class Stub:
    """`delay` is how long each call takes, in seconds (but for those that ask for updates). `async with` serves."""

    def __init__(self, on_message: OnMessage) -> None:
        self.delay = 0.0
        self.calls: Counter[str] = Counter()
        self.first_poll = asyncio.Event()
        self.webhook: str | None = None
        self.on_message = on_message
        self._pending: deque[tuple[int, dict[str, Any]]] = deque()
        self._next_id = 1
        self._message_id = 1000
        self._arrived = asyncio.Event()
        self._server = LoopbackServer(self._handle)

    @property
    def url(self) -> str:
        return self._server.url

    async def __aenter__(self) -> "Stub":
        await self._server.up()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.down()

    def forget(self) -> None:
        """As if no bot had ever been here."""
        self._pending.clear()
        self.calls.clear()
        self.first_poll.clear()
        self.webhook = None

    def push(self, kind: str, body: dict[str, Any]) -> None:
        """Queues an update for whoever polls."""
        self._pending.append((self._next_id, self.update(kind, body)))
        self._arrived.set()

    def update(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """An update with the next number, for a webhook."""
        update = {"update_id": self._next_id, kind: body}
        self._next_id += 1
        return update

    def message(self, chat_id: int, **content: Any) -> dict[str, Any]:
        """A message of a patient."""
        self._message_id += 1
        return {
            "message_id": self._message_id,
            "date": int(time()),
            "from": {"id": chat_id, "is_bot": False, "first_name": "Sunita", "language_code": "en"},
            "chat": {"id": chat_id, "type": "private", "first_name": "Sunita"},
            **content,
        }

    def command(self, chat_id: int, text: str) -> dict[str, Any]:
        length = len(text.partition(" ")[0])
        return self.message(
            chat_id, text=text, entities=[{"type": "bot_command", "offset": 0, "length": length}]
        )

    def press(self, chat_id: int, message_id: int, data: str) -> dict[str, Any]:
        """A press on a button of a message of the bot."""
        self._message_id += 1
        shown = {**self.message(chat_id, text="…"), "message_id": message_id, "from": _ME}
        user = {"id": chat_id, "is_bot": False, "first_name": "Sunita", "language_code": "en"}
        return {
            "id": str(10**15 + self._message_id),
            "from": user,
            "message": shown,
            "chat_instance": str(chat_id),
            "data": data,
        }

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        method = request.path.rpartition("/")[2].lower()
        body = await request.read() if request.body_exists else b""
        self.calls[method] += 1
        match method:
            case "getupdates":
                self.first_poll.set()
                given = _params(request, body)
                updates = await self._poll(int(given.get("offset") or 0), float(given.get("timeout") or 0))
                return _ok(updates)
            case "getme":
                return _ok(_ME)
            case "getmycommands":
                return _ok([])
            case "getmydescription":
                return _ok({"description": ""})
            case "getmyshortdescription":
                return _ok({"short_description": ""})
            case "setwebhook":
                self.webhook = str(_params(request, body).get("url"))
                return _ok(True)
            case (
                "sendmessage" | "editmessagetext" | "copymessage" | "senddocument" | "editmessagereplymarkup"
            ):
                if self.delay:
                    await asyncio.sleep(self.delay)
                given = _params(request, body)
                chat_id = int(given["chat_id"])
                self._message_id += 1
                message_id = int(given.get("message_id") or self._message_id)
                text = str(given.get("text") or "")
                if text:
                    markup = given.get("reply_markup") or {}
                    markup = json.loads(markup) if isinstance(markup, str) else markup
                    self.on_message(chat_id, text, {**markup, "message_id": message_id})
                sent = {
                    "message_id": message_id,
                    "date": int(time()),
                    "from": _ME,
                    "chat": {"id": chat_id, "type": "private", "first_name": "Sunita"},
                    "text": "…",
                }
                return _ok(sent)
            case _:
                if self.delay:
                    await asyncio.sleep(self.delay)
                return _ok(True)

    async def _poll(self, offset: int, seconds: float) -> list[dict[str, Any]]:
        while self._pending and self._pending[0][0] < offset:
            self._pending.popleft()
        until = monotonic() + min(seconds, _LONGEST_POLL)
        while not self._pending and (left := until - monotonic()) > 0:
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), left)
            except TimeoutError:
                break
        return [update for _, update in list(self._pending)[:100]]


def _params(request: web.BaseRequest, body: bytes) -> dict[str, Any]:
    kind = request.content_type
    if kind == "application/json":
        given: dict[str, Any] = json.loads(body) if body else {}
        return given
    if kind == "multipart/form-data":
        return {name.decode(): value.decode() for name, value in _FIELD.findall(body)}
    given = {name: values[-1] for name, values in parse_qs(body.decode()).items()}
    return given | dict(request.rel_url.query.items())


def _ok(result: Any) -> web.Response:
    return web.Response(
        body=json.dumps({"ok": True, "result": result}).encode(), content_type="application/json"
    )
