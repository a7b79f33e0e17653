import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import RequestData

from bot.sandbox.server import LoopbackServer
from bot.telegram.client import bot_id_of, open_client
from bot.telegram.transport import Flooded, NotSent, Transport

TOKEN = "123456789:swordfish"


def with_server(
    handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]],
    work: Callable[[LoopbackServer, Transport], Awaitable[None]],
) -> None:
    async def play() -> None:
        server, transport = LoopbackServer(handler), Transport()
        await server.up()
        await transport.initialize()
        try:
            await work(server, transport)
        finally:
            await transport.shutdown()
            await server.down()

    asyncio.run(play())


async def answer(request: web.BaseRequest) -> web.Response:
    return web.json_response({"ok": True, "result": True})


def test_connections_are_kept_between_requests() -> None:
    seen: set[object] = set()

    async def handler(request: web.BaseRequest) -> web.Response:
        seen.add(request.transport)
        return await answer(request)

    async def check(server: LoopbackServer, transport: Transport) -> None:
        for _ in range(20):
            assert await transport.post(f"{server.url}/botX/getMe") is True

    with_server(handler, check)
    assert len(seen) == 1


def test_a_server_that_does_not_answer_in_time_is_timed_out() -> None:
    gate = asyncio.Event()

    async def handler(request: web.BaseRequest) -> web.Response:
        await gate.wait()
        return await answer(request)

    async def check(server: LoopbackServer, transport: Transport) -> None:
        with pytest.raises(TimedOut):
            await transport.post(f"{server.url}/botX/getMe", read_timeout=0.05)
        gate.set()

    with_server(handler, check)


def test_a_full_pool_surely_sent_nothing() -> None:
    gate = asyncio.Event()

    async def handler(request: web.BaseRequest) -> web.Response:
        await gate.wait()
        return await answer(request)

    async def check(server: LoopbackServer, _: Transport) -> None:
        narrow = Transport(connections=1)
        await narrow.initialize()
        first = asyncio.ensure_future(narrow.post(f"{server.url}/botX/getMe"))
        await asyncio.sleep(0)
        with pytest.raises(NotSent):
            await narrow.post(f"{server.url}/botX/getMe", pool_timeout=0.05, connect_timeout=0.05)
        gate.set()
        assert await first is True
        await narrow.shutdown()

    with_server(handler, check)


def test_a_connection_that_cannot_be_had_surely_sent_nothing() -> None:
    async def check(server: LoopbackServer, transport: Transport) -> None:
        await server.down()
        with pytest.raises(NotSent):
            await transport.post(f"{server.url}/bot{TOKEN}/getMe")
        with pytest.raises(NotSent):
            await transport.post("http://name.invalid/getMe")

    with_server(answer, check)


def test_a_broken_connection_leaves_it_open() -> None:
    async def handler(request: web.BaseRequest) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    async def check(server: LoopbackServer, transport: Transport) -> None:
        with pytest.raises(NetworkError) as lost:
            await transport.post(f"{server.url}/bot{TOKEN}/getMe")
        assert not isinstance(lost.value, NotSent)

    with_server(handler, check)


def test_a_closed_transport_surely_sent_nothing() -> None:
    async def check() -> None:
        with pytest.raises(NotSent):
            await Transport().post("http://127.0.0.1:1/getMe", RequestData())

    asyncio.run(check())


def test_a_redirect_is_not_followed() -> None:
    async def handler(request: web.BaseRequest) -> web.Response:
        return web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"})

    async def check(server: LoopbackServer, transport: Transport) -> None:
        with pytest.raises(TelegramError, match="Found"):
            await transport.post(f"{server.url}/botX/getMe")

    with_server(handler, check)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, "<html>swordfish</html>"),
        (200, "<html>swordfish</html>"),
        (200, '["swordfish"]'),
        (429, '{"ok":false,"description":"Too Many Requests: retry after 3","parameters":{"retry_after":3}}'),
        (401, '{"ok":false,"description":"Unauthorized"}'),
    ],
)
def test_no_error_and_no_log_line_holds_the_token(
    caplog: pytest.LogCaptureFixture, status: int, body: str
) -> None:
    caplog.set_level(logging.INFO)

    async def handler(request: web.BaseRequest) -> web.Response:
        return web.Response(status=status, text=body, content_type="application/json")

    async def check(server: LoopbackServer, _: Transport) -> None:
        async with open_client(TOKEN, server.url) as client:
            for down in (False, True):
                if down:
                    await server.down()
                with pytest.raises(TelegramError) as failed:
                    await client.send_chat_action(1, "typing")
                text = "".join(traceback.format_exception(failed.value))
                assert "swordfish" not in text
                assert "swordfish" not in repr(client)

    with_server(handler, check)
    assert "swordfish" not in caplog.text


def test_a_flood_names_its_seconds_if_telegram_does() -> None:
    bodies = iter(
        [
            {
                "ok": False,
                "description": "Too Many Requests: retry after 3",
                "parameters": {"retry_after": 3},
            },
            {"ok": False, "description": "Too Many Requests"},
        ]
    )

    async def handler(request: web.BaseRequest) -> web.Response:
        return web.json_response(next(bodies), status=429)

    async def check(server: LoopbackServer, transport: Transport) -> None:
        with pytest.raises(Flooded) as flood:
            await transport.post(f"{server.url}/botX/sendMessage")
        assert flood.value.after == 3
        with pytest.raises(Flooded) as flood:
            await transport.post(f"{server.url}/botX/sendMessage")
        assert flood.value.after is None

    with_server(handler, check)


def test_the_bots_id_is_the_first_part_of_its_token() -> None:
    assert bot_id_of(TOKEN) == 123456789
    assert bot_id_of("sandbox") == 0
