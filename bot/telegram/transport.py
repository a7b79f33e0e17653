"""How requests reach the Bot API: aiohttp behind python-telegram-bot's own seam for transports.

What the errors tell, beside those of python-telegram-bot:

- `NotSent`   (a NetworkError)  the request surely did not reach Telegram
- `Flooded`   (a TelegramError) Telegram names the seconds to wait; the request was not carried out
- `TimedOut`, `NetworkError`    the request may have been carried out: its answer was lost or is a server's failure

What goes to chats, which is nearly everything, goes by `Transport.call`: our own values as JSON, without an object of
the library's for each of their parts. Everything else goes by the library's methods.

No error holds an address, because the bot's token is part of every address.
"""

import io
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0
WRITE_SECONDS = 20.0
UPLOAD_SECONDS = 90.0
POOL_SECONDS = 10.0
_KEEP_ALIVE_SECONDS = 30.0
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_JSON = {"Content-Type": "application/json"}
_REFUSALS: dict[int, type[TelegramError]] = {
    HTTPStatus.BAD_REQUEST: BadRequest,
    HTTPStatus.UNAUTHORIZED: InvalidToken,
    HTTPStatus.FORBIDDEN: Forbidden,
    HTTPStatus.NOT_FOUND: InvalidToken,
    HTTPStatus.CONFLICT: Conflict,
}


class NotSent(NetworkError):
    """The request surely did not reach Telegram: no connection could be had in time."""

    __slots__ = ()


class Flooded(TelegramError):
    """Telegram wants us to wait for `after` seconds, if it says for how long."""

    __slots__ = ("after",)

    def __init__(self, after: float | None) -> None:
        super().__init__(
            "Too many requests" if after is None else f"Too many requests: wait {after:g} seconds"
        )
        self.after = after


class Transport(BaseRequest):
    """One pool of kept connections. `connections` bounds how many requests are under way at once."""

    def __init__(self, connections: int = 256, read_timeout: float = READ_SECONDS) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._usual = _timeout(
            read=read_timeout, write=WRITE_SECONDS, connect=CONNECT_SECONDS, pool=POOL_SECONDS
        )
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._read_timeout

    async def initialize(self) -> None:
        """Opens the pool; a second call changes nothing."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections, keepalive_timeout=_KEEP_ALIVE_SECONDS, ttl_dns_cache=60
                ),
                headers={"User-Agent": "phlebot"},
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=True,
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(self, url: str, parameters: Mapping[str, Any]) -> Any:
        """What a method of the Bot API, whose address is `url`, answers to parameters that can be JSON. Raises what
        the module says, and of `TelegramError` what python-telegram-bot would."""
        body = json.dumps(parameters, separators=(",", ":")).encode()
        status, payload = await self._exchange("POST", url, self._usual, data=body, headers=_JSON)
        answer = Transport.parse_json_payload(payload)
        if 200 <= status <= 299:
            return answer.get("result")
        raise _refusal(status, answer)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and the body of the answer. Raises what the module says."""
        upload = request_data is not None and request_data.contains_files
        timeout = _timeout(
            read=_given(read_timeout, self._read_timeout),
            write=_given(write_timeout, UPLOAD_SECONDS if upload else WRITE_SECONDS),
            connect=_given(connect_timeout, CONNECT_SECONDS),
            pool=_given(pool_timeout, POOL_SECONDS),
        )
        return await self._exchange(method, url, timeout, **_body(request_data))

    async def _exchange(
        self, method: str, url: str, limits: aiohttp.ClientTimeout, **body: Any
    ) -> tuple[int, bytes]:
        if self._session is None or self._session.closed:
            raise NotSent("the transport is closed")
        try:
            async with self._session.request(
                method, url, timeout=limits, allow_redirects=False, **body
            ) as response:
                status, payload = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotSent(f"no connection to Telegram ({_name(error)})") from None
        except TimeoutError as error:
            raise TimedOut(f"Telegram did not answer in time ({_name(error)})") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"the answer of Telegram was lost ({_name(error)})") from None
        return _checked(status, payload)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The JSON object of an answer. Raises TelegramError, which holds nothing of the answer."""
        try:
            parsed = json.loads(payload)
        except ValueError:
            raise TelegramError("an answer that is not JSON") from None
        if not isinstance(parsed, dict) or not ({"result", "description"} & parsed.keys()):
            raise TelegramError("an answer that is not the Bot API's")
        return parsed


def _body(request_data: RequestData | None) -> dict[str, Any]:
    """What aiohttp is to send: a form, of several parts only where there is a file among them."""
    if request_data is None:
        return {}
    if not request_data.contains_files:
        # Written here: aiohttp prepares for several parts even where there is one, which takes a third of the time.
        return {"data": urlencode(request_data.json_parameters).encode(), "headers": _FORM}
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, content_type) in request_data.multipart_data.items():
        # Of bytes aiohttp would write a large file in one go, while every other chat waits.
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=filename, content_type=content_type)
    return {"data": form}


def _timeout(
    *, read: float | None, write: float | None, connect: float | None, pool: float | None
) -> aiohttp.ClientTimeout:
    parts = (read, write, connect, pool)
    total = None if None in parts else sum(part for part in parts if part is not None)
    waiting = None if pool is None or connect is None else pool + connect
    return aiohttp.ClientTimeout(total=total, connect=waiting, sock_connect=connect, sock_read=read)


def _given(value: Any, default: float) -> float | None:
    if value is BaseRequest.DEFAULT_NONE:
        return default
    return None if value is None else float(value)


def _name(error: BaseException) -> str:
    """The kind of an error: its text may hold the address."""
    number = getattr(error, "errno", None)
    return f"{type(error).__name__}, errno {number}" if number else type(error).__name__


def _checked(status: int, payload: bytes) -> tuple[int, bytes]:
    """The answer as python-telegram-bot should see it; it knows neither a flood without a time nor a body too large,
    and puts an unreadable body into its errors."""
    if 200 <= status <= 299:
        return status, payload
    try:
        answer = Transport.parse_json_payload(payload)
    except TelegramError:
        answer = {"ok": False, "error_code": status, "description": _phrase(status)}
        payload = json.dumps(answer).encode()
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        parameters = answer.get("parameters")
        after = parameters.get("retry_after") if isinstance(parameters, dict) else None
        raise Flooded(float(after) if isinstance(after, int | float) else None)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return HTTPStatus.BAD_REQUEST, payload
    return status, payload


def _refusal(status: int, answer: Mapping[str, Any]) -> TelegramError:
    """The error that an answer tells, of the kind that python-telegram-bot has for it."""
    said = str(answer.get("description") or _phrase(status))
    parameters = answer.get("parameters")
    moved_to = parameters.get("migrate_to_chat_id") if isinstance(parameters, dict) else None
    if isinstance(moved_to, int):
        return ChatMigrated(moved_to)
    return _REFUSALS.get(status, NetworkError)(said)


def _phrase(status: int) -> str:
    try:
        return f"{HTTPStatus(status).phrase} ({status})"
    except ValueError:
        return f"status {status}"
