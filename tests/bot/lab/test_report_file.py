"""Report files: from the lab or a listed host, and from nowhere else, whatever a webhook says."""

import asyncio
import hashlib
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import httpx
import pytest

from bot.lab import report_file
from bot.lab.http import Http
from bot.lab.report_file import (
    LARGEST_BYTES,
    Address,
    ReportError,
    ReportFile,
    ReportFiles,
    ReportRefused,
    ReportUnavailable,
)

LAB = "https://v2.lab.example"
PDF = b"%PDF-1.7\n%rest"
PUBLIC = ip_address("93.184.216.34")


class Internet:
    """Hosts that a test sets up; every connection is noted as (address or name, name told, path)."""

    def __init__(
        self, answer: Callable[[httpx.Request], httpx.Response], addresses: dict[str, list[str]] | None = None
    ) -> None:
        self.answer = answer
        self.addresses = addresses or {}
        self.connections: list[tuple[str, str, str]] = []
        self.lookups: list[str] = []

    async def resolve(self, host: str, port: int) -> tuple[Address, ...]:
        self.lookups.append(host)
        if host == "gone.example":
            raise OSError("no such host")
        return tuple(map(ip_address, self.addresses.get(host, [str(PUBLIC)])))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.connections.append((request.url.host, request.headers["host"], request.url.raw_path.decode()))
        return self.answer(request)

    def fetch(
        self, url: str, *, lab_url: str = LAB, hosts: tuple[str, ...] = ("files.example",)
    ) -> ReportFile:
        async def go() -> ReportFile:
            http = Http(keep_alive=False, transport=httpx.MockTransport(self))
            try:
                return await ReportFiles(http, lab_url=lab_url, hosts=hosts, resolver=self.resolve).fetch(url)
            finally:
                await http.aclose()

        return asyncio.run(go())


def gives(
    content: bytes = PDF, status: int = 200, **headers: str
) -> Callable[[httpx.Request], httpx.Response]:
    return lambda request: httpx.Response(status, content=content, headers=headers)


def test_from_the_lab_s_own_origin() -> None:
    internet = Internet(gives())
    assert internet.fetch(f"{LAB}/r/1?sig=a%2Fb") == ReportFile(PDF, hashlib.sha256(PDF).hexdigest())
    assert internet.connections == [("v2.lab.example", "v2.lab.example", "/r/1?sig=a%2Fb")]
    assert internet.lookups == []


@pytest.mark.parametrize(
    "own", ["http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000", "http://10.0.0.5"]
)
def test_the_lab_itself_may_be_next_door(own: str) -> None:
    assert Internet(gives()).fetch(f"{own}/r/1", lab_url=f"{own}/").content == PDF


def test_from_a_listed_host_at_the_address_that_was_checked() -> None:
    internet = Internet(gives())
    assert internet.fetch("https://Files.Example./r/1#x").content == PDF
    assert internet.connections == [(str(PUBLIC), "files.example", "/r/1")]
    assert internet.lookups == ["files.example"]


def test_a_host_may_be_listed_with_its_port() -> None:
    internet = Internet(gives())
    assert internet.fetch("https://files.example:8443/r", hosts=("files.example:8443",)).content == PDF
    assert internet.connections == [(str(PUBLIC), "files.example:8443", "/r")]


@pytest.mark.parametrize(
    "url, sentence, host",
    [
        ("https://evil.example/r", "does not list", "evil.example"),
        ("https://files.example.evil.example/r", "does not list", "files.example.evil.example"),
        ("https://evil-files.example/r", "does not list", "evil-files.example"),
        ("https://files.example@evil.example/r", "login", "evil.example"),
        ("https://user:pass@files.example/r", "login", "files.example"),
        ("http://files.example/r", "over https", "files.example"),
        ("https://files.example:8443/r", "over https", "files.example"),
        ("http://v2.lab.example/r", "does not list", "v2.lab.example"),
        ("https://v2.lab.example:8443/r", "does not list", "v2.lab.example"),
        ("http://127.0.0.1/r", "does not list", "127.0.0.1"),
        ("http://169.254.169.254/latest/meta-data", "does not list", "169.254.169.254"),
        ("https://2130706433/r", "does not list", "2130706433"),
        ("file:///etc/passwd", "cannot be read", None),
        ("ftp://files.example/r", "cannot be read", None),
        ("//files.example/r", "cannot be read", None),
        ("https:///r", "cannot be read", None),
        ("https://[files.example/r", "cannot be read", None),
        ("https://files.example:99999/r", "cannot be read", None),
        ("https://evil.example\\@files.example/r", "cannot be read", None),
        ("", "cannot be read", None),
    ],
)
def test_nobody_is_asked_for_what_lies_elsewhere(url: str, sentence: str, host: str | None) -> None:
    internet = Internet(gives())
    with pytest.raises(ReportRefused, match=sentence) as refused:
        internet.fetch(url)
    assert refused.value.host == host
    assert internet.connections == []
    assert internet.lookups == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2001:db8::1",
        "ff02::1",
    ],
)
@pytest.mark.parametrize("among", [[], [str(PUBLIC)]])
def test_a_listed_host_inside_a_private_network_is_refused(address: str, among: list[str]) -> None:
    internet = Internet(gives(), {"files.example": [*among, address]})
    with pytest.raises(ReportRefused, match="private network"):
        internet.fetch("https://files.example/r")
    assert internet.connections == []


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:4700::6810:84e5", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"]
)
def test_a_listed_host_out_in_the_world_is_asked(address: str) -> None:
    assert Internet(gives(), {"files.example": [address]}).fetch("https://files.example/r").content == PDF


def hops(**places: str) -> Callable[[httpx.Request], httpx.Response]:
    """Redirects by path; a path without one is the file."""

    def answer(request: httpx.Request) -> httpx.Response:
        target = places.get(request.url.path.strip("/"))
        return (
            httpx.Response(302, headers={"location": target}) if target else httpx.Response(200, content=PDF)
        )

    return answer


def test_a_redirect_within_what_is_trusted_is_followed() -> None:
    internet = Internet(hops(a="/b", b="https://files.example/c", c="https://v2.lab.example/d"))
    assert internet.fetch(f"{LAB}/a").content == PDF
    assert internet.connections == [
        ("v2.lab.example", "v2.lab.example", "/a"),
        ("v2.lab.example", "v2.lab.example", "/b"),
        (str(PUBLIC), "files.example", "/c"),
        ("v2.lab.example", "v2.lab.example", "/d"),
    ]


@pytest.mark.parametrize(
    "target, host",
    [
        ("https://evil.example/b", "evil.example"),
        ("//evil.example/b", "evil.example"),
        ("http://files.example/b", "files.example"),
        ("http://127.0.0.1:8080/metrics", "127.0.0.1"),
        ("http://169.254.169.254/latest", "169.254.169.254"),
        ("https://inside.example/b", "inside.example"),
        ("file:///etc/passwd", None),
        ("https://[evil", None),
    ],
)
def test_a_redirect_to_anywhere_else_is_not_followed(target: str, host: str | None) -> None:
    internet = Internet(hops(a=target), {"inside.example": ["10.0.0.1"]})
    with pytest.raises(ReportRefused) as refused:
        internet.fetch(f"{LAB}/a", hosts=("files.example", "inside.example"))
    assert refused.value.host == host
    assert [path for _, _, path in internet.connections] == ["/a"]


def test_a_name_that_changes_its_address_is_checked_at_every_hop() -> None:
    internet = Internet(hops(a="/b"))

    async def rebinding(host: str, port: int) -> tuple[Address, ...]:
        internet.lookups.append(host)
        return (PUBLIC if len(internet.lookups) == 1 else ip_address("127.0.0.1"),)

    internet.resolve = rebinding  # type: ignore[method-assign]
    with pytest.raises(ReportRefused, match="private network"):
        internet.fetch("https://files.example/a")
    assert internet.connections == [(str(PUBLIC), "files.example", "/a")]


@pytest.mark.parametrize("places, sentence", [({"a": "/b", "b": "/a"}, "circles")])
def test_redirects_without_end_end(places: dict[str, str], sentence: str) -> None:
    internet = Internet(hops(**places))
    with pytest.raises(ReportUnavailable, match=sentence) as unavailable:
        internet.fetch(f"{LAB}/a")
    assert not unavailable.value.retryable
    assert len(internet.connections) == 6


def test_a_redirect_that_names_no_place() -> None:
    with pytest.raises(ReportUnavailable, match="nowhere"):
        Internet(gives(b"", 302)).fetch(f"{LAB}/a")


@pytest.mark.parametrize(
    "content, taken",
    [
        (PDF, True),
        (b"\xef\xbb\xbf\n" + PDF, True),
        (b" " * 1000 + PDF, True),
        (b" " * 1020 + PDF, False),
        (b"<html>login</html>", False),
        (b"MZ\x90", False),
        (b"", False),
    ],
)
def test_only_a_pdf_is_taken(content: bytes, taken: bool) -> None:
    internet = Internet(gives(content))
    if taken:
        assert internet.fetch(f"{LAB}/r").content == content
    else:
        with pytest.raises(ReportRefused, match="no PDF"):
            internet.fetch(f"{LAB}/r")


@pytest.mark.parametrize("length, taken", [(LARGEST_BYTES, True), (LARGEST_BYTES + 1, False)])
def test_only_what_fits_is_taken(length: int, taken: bool) -> None:
    internet = Internet(gives(PDF.ljust(length, b" ")))
    if taken:
        assert len(internet.fetch(f"{LAB}/r").content) == length
    else:
        with pytest.raises(ReportRefused, match="larger than 20 MB"):
            internet.fetch(f"{LAB}/r")


def test_a_file_that_says_it_is_small_and_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_file, "TOTAL_SECONDS", 0.2)
    given = 0

    async def drip() -> Any:
        nonlocal given
        yield PDF
        while True:
            given += 1
            await asyncio.sleep(0.01)
            yield b" "

    with pytest.raises(ReportUnavailable) as unavailable:
        Internet(lambda request: httpx.Response(200, content=drip())).fetch(f"{LAB}/r")
    assert unavailable.value.retryable
    assert 0 < given < 1000


@pytest.mark.parametrize(
    "answer, retryable",
    [
        (gives(b"", 500), True),
        (gives(b"", 503), True),
        (gives(b"", 429), True),
        (gives(b"", 404), True),
        (gives(b"", 403), False),
        (gives(b"", 410), False),
        (gives(PDF, 206), False),
    ],
)
def test_a_server_without_the_file(
    answer: Callable[[httpx.Request], httpx.Response], retryable: bool
) -> None:
    with pytest.raises(ReportUnavailable) as unavailable:
        Internet(answer).fetch(f"{LAB}/r")
    assert unavailable.value.retryable is retryable


@pytest.mark.parametrize(
    "fault", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("gone")]
)
def test_a_network_without_the_server(fault: Exception) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise fault

    with pytest.raises(ReportUnavailable) as unavailable:
        Internet(broken).fetch(f"{LAB}/r")
    assert unavailable.value.retryable


@pytest.mark.parametrize("answered", [(), None])
def test_a_host_without_an_address(answered: tuple[()] | None) -> None:
    internet = Internet(gives(), {"files.example": []})
    url, hosts = (
        ("https://files.example/r", ("files.example",))
        if answered == ()
        else ("https://gone.example/r", ("gone.example",))
    )
    with pytest.raises(ReportUnavailable, match="no address") as unavailable:
        internet.fetch(url, hosts=hosts)
    assert unavailable.value.retryable


def test_neither_token_nor_cookie_goes_along_and_no_error_repeats_the_address() -> None:
    heard: list[httpx.Headers] = []

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(request.headers)
        return httpx.Response(500)

    with pytest.raises(ReportError) as failed:
        Internet(answer).fetch(f"{LAB}/s3cret-link")
    assert "s3cret" not in str(failed.value)
    assert not {"authorization", "cookie"} & set(heard[0])
    assert heard[0]["accept-encoding"] == "identity", "what is packed could unpack to more than fits"
    assert "PDF" not in repr(ReportFile(PDF, "x"))


def test_the_computer_s_own_names_are_resolved() -> None:
    assert ip_address("127.0.0.1") in asyncio.run(report_file.resolve("127.0.0.1", 80))
    with pytest.raises(OSError):
        asyncio.run(report_file.resolve("no-such-host.invalid", 80))
