"""What only one of several processes on one database does at a time."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot.engine.clock import Clock
from bot.store import settings
from bot.store.database import Database, DatabaseTrouble, Hold
from bot.store.sealing import Sealer
from bot.telegram.polling import Polling
from bot.telegram.webhook import Webhook

AGAIN_SECONDS = 1.0
"""Between two tries to have what somebody else has."""

JUST_SET = timedelta(seconds=30)
"""A webhook that a sibling set so lately is not set again."""

_log = structlog.get_logger(__name__)


async def poll_alone(
    polling: Polling, database: Database, clinic: str, bot_id: int, stop: asyncio.Event
) -> None:
    """Polls the bot while no other process does, until `stop` is set: when that one ends, this one takes over."""
    while not stop.is_set():
        hold = await _try(database, f"getUpdates {bot_id}")
        if hold is None:
            # Somebody else polls, and all is well.
            polling.problem = ""
            await _rest(stop)
            continue
        try:
            with suppress(DatabaseTrouble):
                # Polling takes the webhook away: whoever sets one next must not think that it is still there.
                await settings.remember(database, clinic, settings.WEBHOOK, "")
            if not stop.is_set():
                await _poll(polling, hold, stop)
        finally:
            await hold.let_go()


async def set_webhook_once(
    webhook: Webhook, database: Database, sealer: Sealer, clinic: str, bot_id: int, clock: Clock
) -> None:
    """Sets the webhook unless a sibling, that started with the same settings, has done so just now."""
    told = sealer.digest(clinic, "webhook", webhook.told)
    while True:
        hold = await _try(database, f"setWebhook {bot_id}")
        if hold is None:
            await asyncio.sleep(AGAIN_SECONDS)
            continue
        try:
            if await _was_set(database, clinic, told, clock.now()):
                webhook.problem = ""
                return
            await webhook.set()
            with suppress(DatabaseTrouble):
                at = clock.now().isoformat()
                await settings.remember(database, clinic, settings.WEBHOOK, f"{told} {at}")
            return
        finally:
            await hold.let_go()


async def _poll(polling: Polling, hold: Hold, stop: asyncio.Event) -> None:
    """Polls until `stop` is set or the hold is lost."""
    over = asyncio.Event()
    ends = [asyncio.create_task(event.wait()) for event in (stop, hold.lost)]
    for end in ends:
        end.add_done_callback(lambda _: over.set())
    try:
        await polling.run(over)
    finally:
        for end in ends:
            end.cancel()
        await asyncio.gather(*ends, return_exceptions=True)


async def _was_set(database: Database, clinic: str, told: str, now: datetime) -> bool:
    try:
        before, _, at = (await settings.recall(database, clinic, settings.WEBHOOK) or "").partition(" ")
        return before == told and timedelta() <= now - datetime.fromisoformat(at) < JUST_SET
    except (DatabaseTrouble, ValueError):
        return False


async def _try(database: Database, name: str) -> Hold | None:
    try:
        return await database.hold(name)
    except DatabaseTrouble as trouble:
        _log.warning("nothing_held", lane=name, reason=str(trouble))
        return None


async def _rest(stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(AGAIN_SECONDS):
            await stop.wait()
