"""Fetches the file of a report, from where the clinic trusts and from nowhere else.

The address comes with a webhook that nobody signs, so it could point anywhere: only the lab system's own origin is
asked, or, over https, hosts that the clinic lists; every redirect is held to the same rule; a listed host must not
resolve to an address inside our own network, and the connection goes to the very address that was checked.
"""

import asyncio
import hashlib
import socket
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from bot.lab.http import Answer, AnswerLost, AnswerTooLarge, Http, NotSent

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Awaitable[tuple[Address, ...]]]

LARGEST_BYTES: Final = 20 * 1024 * 1024
TOTAL_SECONDS: Final = 60.0
_REDIRECTS: Final = 5
_PDF_WITHIN: Final = 1024


class ReportError(Exception):
    """A report file that could not be had. The text is one sentence without the address of the report."""


class ReportRefused(ReportError):
    """The file must not be fetched, or is not what it should be; asking again changes nothing.

    `host` is where it would have come from, if the place is the reason.
    """

    def __init__(self, reason: str, host: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.host = host


class ReportGarbled(ReportRefused):
    """What came is no PDF: perhaps a page of something in between, so that a few more tries are worth it."""


class ReportUnavailable(ReportError):
    """The place is right but gave no file; `retryable` says whether it may do so later."""

    def __init__(self, reason: str, *, retryable: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retryable = retryable


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A PDF with the SHA-256 of its bytes in hexadecimal."""

    content: bytes = field(repr=False)
    sha256: str


async def resolve(host: str, port: int) -> tuple[Address, ...]:
    """All addresses of a host. Raises `OSError`."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(ip_address(str(each[4][0]).partition("%")[0]) for each in found))


class ReportFiles:
    """Fetches report files. `lab_url` is the lab system's own address, `hosts` are those that the clinic lists, each
    with its port where that is not 443.

    `http` should keep no connections alive: each belongs to one checked address. The caller closes it.
    """

    def __init__(
        self, http: Http, *, lab_url: str, hosts: Iterable[str] = (), resolver: Resolver = resolve
    ) -> None:
        self._http = http
        self._own = _origin(urlsplit(lab_url))
        self._listed = frozenset(_origin(urlsplit(f"https://{each.strip()}")) for each in hosts)
        self._resolver = resolver

    async def fetch(self, url: str) -> ReportFile:
        """The PDF at `url`, at most 20 MB, within 60 seconds altogether. Raises `ReportError`."""
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                answer = await self._follow(url)
        except TimeoutError:
            raise ReportUnavailable("the report did not arrive within a minute", retryable=True) from None
        if _PDF_MARK not in answer.body[:_PDF_WITHIN]:
            raise ReportGarbled("the file is no PDF")
        return ReportFile(answer.body, hashlib.sha256(answer.body).hexdigest())

    async def _follow(self, url: str) -> Answer:
        for _ in range(_REDIRECTS + 1):
            answer = await self._get(url)
            if answer.status not in (301, 302, 303, 307, 308):
                return _whole(answer)
            target = answer.headers.get("location")
            if not target:
                raise ReportUnavailable("a redirect leads nowhere", retryable=False)
            try:
                url = urljoin(url, target)
            except ValueError:
                raise ReportRefused("a redirect has an address that cannot be read") from None
        raise ReportUnavailable("the report redirects in circles", retryable=False)

    async def _get(self, url: str) -> Answer:
        target, address = await self._checked(url)
        try:
            return await self._http.request(
                "GET",
                target,
                headers={"accept": "application/pdf", "accept-encoding": "identity"},
                seconds=TOTAL_SECONDS,
                limit=LARGEST_BYTES,
                address=address,
            )
        except AnswerTooLarge:
            raise ReportRefused("the file is larger than 20 MB") from None
        except (NotSent, AnswerLost) as failure:
            raise ReportUnavailable(
                f"the report could not be fetched: {failure}", retryable=True
            ) from failure

    async def _checked(self, url: str) -> tuple[str, Address | None]:
        """What to ask for, and the address to connect to (None for the lab system's own origin).

        What to ask for is put together again from the parts that were checked, so that no other reading of the same
        text can lead elsewhere. Raises `ReportError`.
        """
        try:
            parts = urlsplit(url)
            origin = _origin(parts)
        except ValueError:
            raise ReportRefused("the address of the report cannot be read") from None
        target = urlunsplit((origin.scheme, origin.netloc, parts.path, parts.query, ""))
        if parts.username is not None or parts.password is not None:
            raise ReportRefused("the address of the report carries a login", origin.host)
        if origin == self._own:
            return target, None
        if origin not in self._listed:
            if any(origin.host == listed.host for listed in self._listed):
                raise ReportRefused(
                    "the report lies at a listed host, but not where it is listed over https", origin.host
                )
            raise ReportRefused("the report lies at a host that the clinic does not list", origin.host)
        try:
            addresses = await self._resolver(origin.host, origin.port)
        except (OSError, UnicodeError):
            raise ReportUnavailable("the host of the report has no address now", retryable=True) from None
        if not addresses:
            raise ReportUnavailable("the host of the report has no address now", retryable=True)
        if not all(map(_is_public, addresses)):
            raise ReportRefused("the host of the report has an address inside a private network", origin.host)
        return target, addresses[0]


_PDF_MARK: Final = b"%PDF-"
_NAT64: Final = ip_network("64:ff9b::/96")
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class _Origin:
    scheme: str
    host: str
    port: int

    @property
    def netloc(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def _origin(parts: SplitResult) -> _Origin:
    """Raises `ValueError` for what has no host, or is not http or https."""
    scheme, host = parts.scheme.casefold(), (parts.hostname or "").rstrip(".").casefold()
    if scheme not in _PORTS or not host or not parts.netloc.isprintable() or "\\" in parts.netloc:
        raise ValueError("no address of a web server")
    return _Origin(scheme, host, parts.port or _PORTS[scheme])


def _is_public(address: Address) -> bool:
    """Whether an address, and the IPv4 address that an IPv6 one may carry, is out in the world."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast


def _whole(answer: Answer) -> Answer:
    if answer.status == 200:
        return answer
    later = answer.status in (404, 408, 425, 429) or answer.status >= 500
    raise ReportUnavailable(f"the report's server answered with status {answer.status}", retryable=later)
