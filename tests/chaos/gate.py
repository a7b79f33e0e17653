"""The way in from outside: what Telegram and the lab bring is handed to one of the workers that live.

It is what a load balancer on a bad line would be. It doubles and delays what comes, breaks connections before the
worker heard and after it has answered, and so brings Telegram to repeat what was taken long ago.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress

import aiohttp
from aiohttp import web

from bot.sandbox.server import LoopbackServer, hang_up
from tests.chaos.workers import Worker

_PASSED_ON = ("Content-Type", "Authorization", "X-Telegram-Bot-Api-Secret-Token")


class Gate:
    """`async with` opens it. `calm` ends the mischief: from then on it only hands over."""

    def __init__(self, die: Callable[[], float], counts: Counter[str]) -> None:
        self.workers: Sequence[Worker] = ()
        self.calm = False
        self._die = die
        self._counts = counts
        self._server = LoopbackServer(self._handle)
        self._session: aiohttp.ClientSession | None = None
        self._repeats: set[asyncio.Task[int | None]] = set()

    @property
    def url(self) -> str:
        return self._server.url

    async def __aenter__(self) -> "Gate":
        await self._server.up()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(10))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._repeats:
            task.cancel()
        await asyncio.gather(*self._repeats, return_exceptions=True)
        await self._server.down()
        if self._session is not None:
            await self._session.close()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
        path = request.path
        from_lab = path.startswith("/webhooks/")
        chance = 1.0 if self.calm else self._die()
        if from_lab:
            # The lab tells once: an event may come late and twice, but one that came is not taken from us.
            if chance < 0.3:
                self._repeat(path, headers, body, 3.0 * self._die())
            elif chance < 0.6:
                await asyncio.sleep(3.0 * self._die())
        elif chance < 0.03:
            self._counts["webhooks dropped before"] += 1
            return hang_up(request)
        elif chance < 0.06:
            await self._pass_on(path, headers, body)
            self._counts["webhooks dropped after"] += 1
            return hang_up(request)
        elif chance < 0.1:
            self._repeat(path, headers, body, self._die())
        elif chance < 0.15:
            await asyncio.sleep(self._die())
        status = await self._pass_on(path, headers, body)
        if status is None:
            return web.Response(status=502)
        return web.Response(status=status, headers={"Retry-After": "1"} if status == 503 else {})

    def _repeat(self, path: str, headers: dict[str, str], body: bytes, after: float) -> None:
        async def again() -> int | None:
            await asyncio.sleep(after)
            return await self._pass_on(path, headers, body)

        self._counts["webhooks doubled"] += 1
        task = asyncio.create_task(again())
        self._repeats.add(task)
        task.add_done_callback(self._repeats.discard)

    async def _pass_on(self, path: str, headers: dict[str, str], body: bytes) -> int | None:
        """What a worker answered; `None` when none could be reached or the one that was has died over it."""
        assert self._session is not None
        living = [worker for worker in self.workers if worker.serving.is_set()]
        if not living:
            return None
        worker = living[int(self._die() * len(living))]
        with suppress(aiohttp.ClientError, OSError, TimeoutError):
            async with self._session.post(
                f"http://127.0.0.1:{worker.port}{path}", data=body, headers=headers
            ) as answer:
                await answer.read()
                return answer.status
        return None
