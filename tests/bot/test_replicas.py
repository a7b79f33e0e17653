"""What only one of several processes does: polling, and setting the webhook."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from bot.replicas import JUST_SET, poll_alone, set_webhook_once
from bot.store.database import Database
from bot.store.sealing import Sealer
from bot.telegram.webhook import Webhook
from tests import postgresql
from tests.bot.engine.stage import HandClock

SEALER = Sealer([("k1", bytes(range(32)))])


class Poller:
    """Polls until it is told to stop."""

    def __init__(self, name: str, log: list[str]) -> None:
        self.problem = "nothing yet"
        self.polls = asyncio.Event()
        self._name = name
        self._log = log

    async def run(self, stop: asyncio.Event) -> None:
        self._log.append(f"{self._name} begins")
        self.polls.set()
        await stop.wait()
        self._log.append(f"{self._name} ends")
        self.polls.clear()


class Told:
    """A Bot API that is told of webhooks."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    async def set_webhook(self, address: str, **_: Any) -> bool:
        self.calls.append(address)
        await asyncio.sleep(0.05)
        return True


def on_two(scene: Callable[[Database, Database], Awaitable[None]], lease: float = 15.0) -> None:
    url = postgresql.emptied_database()

    async def run() -> None:
        databases = [Database.open(url, lease=lease) for _ in range(2)]
        try:
            await scene(*databases)
        finally:
            for each in databases:
                await each.close()

    asyncio.run(run())


def poll(poller: Any, database: Database, stop: asyncio.Event) -> "asyncio.Task[None]":
    return asyncio.create_task(poll_alone(poller, database, "asha", 7, stop))


def test_one_polls_and_another_takes_over_when_it_stops() -> None:
    async def scene(one: Database, other: Database) -> None:
        log: list[str] = []
        first, second = Poller("first", log), Poller("second", log)
        stop_first, stop_second = asyncio.Event(), asyncio.Event()
        polling = [poll(first, one, stop_first)]
        await asyncio.wait_for(first.polls.wait(), 20)
        polling.append(poll(second, other, stop_second))
        async with asyncio.timeout(20):
            while second.problem:
                await asyncio.sleep(0.01)
        stop_first.set()
        await asyncio.wait_for(second.polls.wait(), 20)
        stop_second.set()
        await asyncio.gather(*polling)
        assert log == ["first begins", "first ends", "second begins", "second ends"]

    on_two(scene)


def test_whoever_loses_the_right_to_poll_stops() -> None:
    async def scene(one: Database, other: Database) -> None:
        log: list[str] = []
        poller, stop = Poller("first", log), asyncio.Event()
        polling = poll(poller, one, stop)
        await asyncio.wait_for(poller.polls.wait(), 20)
        # The connection on which it holds the right is lost, and somebody else is quicker.
        await other.write(
            lambda c: c.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                " AND pid <> pg_backend_pid()"
            )
        )
        async with asyncio.timeout(20):
            while await other.hold("getUpdates 7") is None:
                await asyncio.sleep(0)
            while poller.polls.is_set():
                await asyncio.sleep(0.01)
        stop.set()
        await polling
        assert log == ["first begins", "first ends"]

    on_two(scene, lease=2.0)


def test_a_webhook_is_set_once_by_all_who_start_together_and_anew_later() -> None:
    async def scene(one: Database, other: Database) -> None:
        clock, telegram = HandClock(), Told()

        def webhook(secret: str = "s") -> Webhook:
            return Webhook(telegram, "https://x.example/telegram/asha", secret)  # type: ignore[arg-type]

        async def start(database: Database, hook: Webhook) -> None:
            await set_webhook_once(hook, database, SEALER, "asha", 7, clock)

        hooks = webhook(), webhook()
        await asyncio.gather(start(one, hooks[0]), start(other, hooks[1]))
        assert len(telegram.calls) == 1
        assert [hook.problem for hook in hooks] == ["", ""]
        await start(one, webhook("another"))
        assert len(telegram.calls) == 2
        clock.at += JUST_SET + timedelta(seconds=1)
        await start(one, webhook("another"))
        assert len(telegram.calls) == 3

    on_two(scene)


def test_after_polling_the_webhook_is_set_again_however_soon() -> None:
    async def scene(one: Database, other: Database) -> None:
        clock, telegram = HandClock(), Told()
        hook = Webhook(telegram, "https://x.example/telegram/asha", "s")  # type: ignore[arg-type]
        await set_webhook_once(hook, one, SEALER, "asha", 7, clock)
        poller, stop = Poller("poller", []), asyncio.Event()
        polling = poll(poller, other, stop)
        await asyncio.wait_for(poller.polls.wait(), 20)
        stop.set()
        await polling
        await set_webhook_once(hook, one, SEALER, "asha", 7, clock)
        assert len(telegram.calls) == 2

    on_two(scene)
