"""HTTP as the lab room uses it: one request, one whole answer, limits on time and size.

The only module that imports the HTTP client, so that another one can take its place here.
"""

import asyncio
import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import IPv4Address, IPv6Address

import httpx

USER_AGENT = "phlebot"
TIMEOUT_SECONDS = 15.0
_CONNECT_SECONDS = 5.0
_MEGABYTE = 1024 * 1024

# The client's own log lines hold whole addresses, and the address of a report is a secret.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class HttpFailure(Exception):
    """No usable answer. The text says why, without addresses, headers or bodies."""


class NotSent(HttpFailure):
    """The request surely did not reach the server: no connection, no such name, TLS refused."""


class AnswerLost(HttpFailure):
    """The request may have reached the server, but its answer did not reach us whole."""


class AnswerTooLarge(AnswerLost):
    """The answer was longer than allowed; reading stopped there."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, read to its end. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Http:
    """A pool of connections. At most `parallel` requests are under way at once; the others wait their turn, which
    does not count as time that a server took. Redirects are answers like any other; cookies and the proxy settings
    of the environment are left alone. `transport` takes the network's place in tests."""

    def __init__(
        self,
        *,
        parallel: int = 8,
        keep_alive: bool = True,
        verify: ssl.SSLContext | bool = True,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._turn = asyncio.Semaphore(parallel)
        self._client = httpx.AsyncClient(
            headers={"user-agent": USER_AGENT},
            cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
            trust_env=False,
            verify=verify,
            # Shorter than what servers usually keep: a connection that the server is just closing would turn a
            # harmless request into one of unknown outcome.
            limits=httpx.Limits(
                max_connections=parallel,
                max_keepalive_connections=parallel if keep_alive else 0,
                keepalive_expiry=3.0,
            ),
            transport=transport,
        )

    async def request(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        seconds: float = TIMEOUT_SECONDS,
        limit: int = 32 * _MEGABYTE,
        address: IPv4Address | IPv6Address | None = None,
    ) -> Answer:
        """Send one request and read the answer to its end, within `seconds` and `limit` bytes altogether.

        With `address` the connection goes to that address, whatever the name in `url` resolves to by now; the name is
        still what TLS checks and the server is told. Raises `NotSent`, `AnswerLost` or `AnswerTooLarge`.
        """
        async with self._turn:
            try:
                async with asyncio.timeout(seconds):
                    request = self._build(method, url, query, headers, body, seconds, address)
                    return await self._exchange(request, limit)
            except TimeoutError:
                raise AnswerLost(f"no whole answer within {seconds:g} seconds") from None
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
                raise NotSent(f"no connection ({type(error).__name__}: {str(error)[:200]})") from error
            except (
                httpx.UnsupportedProtocol,
                httpx.LocalProtocolError,
                httpx.InvalidURL,
                UnicodeError,
            ) as error:
                raise NotSent(f"the request cannot be made ({type(error).__name__})") from error
            except (httpx.RequestError, httpx.StreamError) as error:
                raise AnswerLost(f"the connection broke ({type(error).__name__})") from error

    async def aclose(self) -> None:
        await self._client.aclose()

    def _build(
        self,
        method: str,
        url: str,
        query: Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
        body: bytes | None,
        seconds: float,
        address: IPv4Address | IPv6Address | None,
    ) -> httpx.Request:
        target = httpx.URL(url)
        if query:
            target = target.copy_merge_params(dict(query))
        sent = dict(headers or {})
        extensions: dict[str, object] = {}
        if address is not None:
            sent["host"] = target.netloc.decode("ascii")
            extensions["sni_hostname"] = target.raw_host.decode("ascii")
            target = target.copy_with(host=str(address))
        connect = min(_CONNECT_SECONDS, seconds)
        return self._client.build_request(
            method,
            target,
            headers=sent,
            content=body,
            timeout=httpx.Timeout(seconds, connect=connect, pool=connect),
            extensions=extensions,
        )

    async def _exchange(self, request: httpx.Request, limit: int) -> Answer:
        response = await self._client.send(request, stream=True)
        try:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > limit:
                    raise AnswerTooLarge(f"the answer is longer than {limit} bytes")
            return Answer(response.status_code, dict(response.headers), bytes(body))
        finally:
            await response.aclose()


def retry_after(answer: Answer) -> float | None:
    """The seconds to wait that an answer asks for; a date is taken against the server's own clock."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:6])
    try:
        until = parsedate_to_datetime(said)
        asked = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    return max(0.0, (_aware(until) - _aware(asked)).total_seconds())


def _aware(time: datetime) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=UTC)
