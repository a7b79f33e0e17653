"""A small HTTP server on the loopback address, which can be taken down and brought up at the same port."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestHandler

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

LARGEST_BODY = 60 * 1024 * 1024
"""Bytes. Above the 50 MB that Telegram takes, so that the limit is the stand-in's answer, not the server's."""


class LoopbackServer:
    """Serves one handler without routing; `port` 0 takes a free one and keeps it over `down` and `up`."""

    def __init__(self, handler: Handler, host: str = "127.0.0.1", port: int = 0) -> None:
        self._handler = handler
        self._host = host
        self._port = port
        self._runner: web.ServerRunner | None = None

    @property
    def url(self) -> str:
        """`http://127.0.0.1:<port>`, once it has been up."""
        if not self._port:
            raise RuntimeError("the server has no port before it is up")
        return f"http://{self._host}:{self._port}"

    async def up(self) -> None:
        """Starts to listen; does nothing when it listens already."""
        if self._runner is not None:
            return
        runner = web.ServerRunner(
            web.Server(self._handler, request_factory=_request, access_log=None), shutdown_timeout=0.2
        )
        await runner.setup()
        site = web.TCPSite(runner, self._host, self._port, reuse_address=True)
        await site.start()
        self._runner = runner
        if not self._port:
            self._port = int(runner.addresses[0][1])

    async def down(self) -> None:
        """Stops to listen and breaks every open connection: from now on connections are refused."""
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: RequestHandler,
    writer: AbstractStreamWriter,
    task: "asyncio.Task[None]",
) -> web.BaseRequest:
    return web.BaseRequest(
        message, payload, protocol, writer, task, asyncio.get_running_loop(), client_max_size=LARGEST_BODY
    )


async def go_on(request: web.BaseRequest, beginning: bytes) -> web.StreamResponse:
    """Answers 200, and never comes to an end."""
    response = web.StreamResponse()
    with suppress(ConnectionError):
        await response.prepare(request)
        await response.write(beginning)
        while True:
            await asyncio.sleep(0.02)
            await response.write(b" ")
    return response


def hang_up(request: web.BaseRequest) -> web.Response:
    """Breaks the connection of a request without an answer; what it returns never reaches anybody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
