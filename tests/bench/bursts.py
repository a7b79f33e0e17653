"""Ten thousand webhooks at once: Telegram's, each of another chat, then the lab's."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable
from time import monotonic

import aiohttp

from bot.sandbox.flabs import FlabsStandIn
from tests.bench.storage import stored_bytes
from tests.bench.stub import TOKEN, Stub
from tests.bench.subjects import Ours
from tests.e2e.house import BRANCH

CONNECTIONS = 100
"""As many as Telegram opens to a webhook at most."""
_SECRET = hmac.digest(TOKEN.encode(), b"telegram webhook", hashlib.sha256).hex()
_CLINIC = "asha"


async def measure(stub: Stub, lab: FlabsStandIn, ours: Ours, chats: int, note: Callable[..., None]) -> None:
    """Sends both bursts and waits until every chat has its answer."""
    async with ours.running(stub):
        pass
    empty = stored_bytes(ours.database_url)
    answered: set[int] = set()
    all_answered = asyncio.Event()

    def heard(chat_id: int, text: str, _: object) -> None:
        if "Which test" in text:
            answered.add(chat_id)
            if len(answered) == chats:
                all_answered.set()

    async with ours.running(stub) as running:
        stub.on_message = heard
        await asyncio.sleep(1.0)
        at_rest = running.megabytes()
        url = f"http://127.0.0.1:{running.port}"
        headers = {"X-Telegram-Bot-Api-Secret-Token": _SECRET}
        bodies = [
            json.dumps(stub.update("message", stub.command(5_000_000 + n, "/start mg-road_diwali"))).encode()
            for n in range(chats)
        ]
        began = monotonic()
        found = await _burst(f"{url}/telegram/{_CLINIC}", headers, bodies)
        note(
            telegram_ack_p50_ms=found[0],
            telegram_ack_p99_ms=found[1],
            telegram_burst_p99_ms=found[2],
            telegram_shed=found[3],
        )
        async with asyncio.timeout(300):
            await all_answered.wait()
        note(burst_answered_seconds=monotonic() - began)
        note(megabytes_at_rest=at_rest, megabytes_with_chats=running.megabytes(), chats=chats)
        lab_bodies = [
            json.dumps(
                {
                    "labID": BRANCH,
                    "eventType": "booking.created",
                    "eventTime": 1_790_000_000 + n,
                    "data": {"_id": f"entry{n}", "integratorID": f"asha-{n:012}", "phase": "booking"},
                }
            ).encode()
            for n in range(chats)
        ]
        found = await _burst(f"{url}/webhooks/flabs/bench", {}, lab_bodies)
        note(lab_ack_p50_ms=found[0], lab_ack_p99_ms=found[1], lab_burst_p99_ms=found[2], lab_shed=found[3])
    note(bytes_per_started_chat=(stored_bytes(ours.database_url) - empty) / chats)


async def _burst(url: str, headers: dict[str, str], bodies: list[bytes]) -> tuple[float, float, float, float]:
    """Milliseconds from a request on its connection to its 2xx, as p50 and p99; the p99 from the beginning of the
    burst; and how many were asked to come again, which they did."""
    acknowledged: list[float] = []
    since_start: list[float] = []
    shed = 0
    headers = {**headers, "Content-Type": "application/json"}
    lines: asyncio.Queue[bytes] = asyncio.Queue()
    for body in bodies:
        lines.put_nowait(body)

    async def line(session: aiohttp.ClientSession) -> None:
        nonlocal shed
        while not lines.empty():
            body = lines.get_nowait()
            sent = monotonic()
            while True:
                async with session.post(url, data=body, headers=headers) as answer:
                    await answer.read()
                if answer.status < 300:
                    break
                if answer.status != 503:
                    raise RuntimeError(f"answered {answer.status}")
                shed += 1
                await asyncio.sleep(float(answer.headers.get("Retry-After", 1)))
            now = monotonic()
            acknowledged.append((now - sent) * 1000)
            since_start.append((now - began) * 1000)

    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(120)) as session:
        began = monotonic()
        await asyncio.gather(*(line(session) for _ in range(CONNECTIONS)))
    acknowledged.sort()
    since_start.sort()
    last = int(len(bodies) * 0.99)
    return acknowledged[len(bodies) // 2], acknowledged[last], since_start[last], float(shed)
