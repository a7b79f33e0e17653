"""Requests over real sockets: what surely was not sent, what may have been, and the limits."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any

import httpx
import pytest

from bot.lab.http import Answer, AnswerLost, AnswerTooLarge, Http, NotSent

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def against(script: Script, scheme: str = "http", **request: Any) -> Answer:
    """The answer of a server that plays `script` on each connection."""

    async def play() -> Answer:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await script(reader, writer)
            finally:
                writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        http = Http()
        try:
            port = server.sockets[0].getsockname()[1]
            return await http.request("POST", f"{scheme}://127.0.0.1:{port}/a", **({"body": b"{}"} | request))
        finally:
            await http.aclose()
            server.close()

    return asyncio.run(play())


async def ask(url: str) -> Answer:
    http = Http()
    try:
        return await http.request("POST", url, body=b"{}", seconds=5)
    finally:
        await http.aclose()


def test_a_request_that_never_connected_was_not_sent() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = unused.getsockname()[1]
        for url in (
            f"http://127.0.0.1:{closed}/",
            "http://no-such-host.invalid/",
            "ftp://127.0.0.1/",
            "http://[::1/",
            "nonsense",
        ):
            with pytest.raises(NotSent):
                asyncio.run(ask(url))


def test_a_server_without_tls_was_not_sent_anything() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with pytest.raises(NotSent):
        against(hang_up, scheme="https")


def test_a_connection_that_breaks_after_the_request_may_have_done_its_work() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")

    with pytest.raises(AnswerLost):
        against(hang_up)


def test_half_an_answer_is_none() -> None:
    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{")

    with pytest.raises(AnswerLost):
        against(half)


def test_an_answer_that_drips_for_ever_ends_at_the_limit() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"1\r\nx\r\n")
            await asyncio.sleep(0.02)

    with pytest.raises(AnswerLost, match=r"within 0\.2 seconds"):
        against(drip, seconds=0.2)


@pytest.mark.parametrize("length, fits", [(100, True), (101, False)])
def test_an_answer_is_read_up_to_its_limit(length: int, fits: bool) -> None:
    async def long(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * length)

    if fits:
        assert against(long, limit=100).body == b"x" * 100
    else:
        with pytest.raises(AnswerTooLarge):
            against(long, limit=100)


def test_the_server_hears_who_asks_and_the_environment_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = b""

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal heard
        heard = await reader.readuntil(b"{}")
        writer.write(OK)

    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert against(listen, query={"branchID": "a&b"}) == Answer(200, {"content-length": "2"}, b"ok")
    assert heard.startswith(b"POST /a?branchID=a%26b HTTP/1.1\r\n")
    assert b"user-agent: phlebot\r\n" in heard.lower()


def test_with_an_address_the_name_is_told_but_not_looked_up() -> None:
    async def play() -> tuple[Answer, bytes]:
        heard = b""

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal heard
            heard = await reader.readuntil(b"\r\n\r\n")
            writer.write(OK)
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        http = Http()
        port = server.sockets[0].getsockname()[1]
        url = f"http://reports.invalid:{port}/r"
        answer = await http.request("GET", url, address=ip_address("127.0.0.1"))
        await http.aclose()
        server.close()
        assert f"host: reports.invalid:{port}\r\n".encode() in heard.lower()
        return answer, heard

    assert asyncio.run(play())[0].body == b"ok"


def test_tls_is_asked_for_the_name_and_not_for_the_address() -> None:
    async def play() -> httpx.Request:
        seen: list[httpx.Request] = []

        def note(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return httpx.Response(200)

        http = Http(transport=httpx.MockTransport(note))
        await http.request("GET", "https://reports.example/r", address=ip_address("2001:db8::1"))
        await http.aclose()
        return seen[0]

    request = asyncio.run(play())
    assert request.url.host == "2001:db8::1"
    assert request.extensions["sni_hostname"] == "reports.example"
    assert request.headers["host"] == "reports.example"


def test_cookies_are_not_kept_and_redirects_not_followed() -> None:
    async def play() -> list[httpx.Request]:
        seen: list[httpx.Request] = []

        def note(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return httpx.Response(
                302, headers={"set-cookie": "a=b", "location": "https://elsewhere.example/"}
            )

        http = Http(transport=httpx.MockTransport(note))
        for _ in range(2):
            assert (await http.request("GET", "https://lab.example/")).status == 302
        await http.aclose()
        return seen

    first, second = asyncio.run(play())
    assert first.url.host == second.url.host == "lab.example"
    assert "cookie" not in second.headers


def test_addresses_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        writer.write(OK)

    with caplog.at_level(logging.DEBUG):
        against(answer, query={"secret": "reporturl"})
    assert "reporturl" not in caplog.text


def test_only_so_many_requests_at_once_and_waiting_costs_no_time_limit() -> None:
    async def play() -> int:
        under_way = most = 0

        async def slow(request: httpx.Request) -> httpx.Response:
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0.05)
            under_way -= 1
            return httpx.Response(200)

        http = Http(parallel=2, transport=httpx.MockTransport(slow))
        calls = (http.request("GET", "https://lab.example/", seconds=0.2) for _ in range(12))
        assert len(await asyncio.gather(*calls)) == 12
        await http.aclose()
        return most

    assert asyncio.run(play()) == 2
