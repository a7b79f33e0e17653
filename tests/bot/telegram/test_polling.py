import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from bot.sandbox.faults import Answer
from bot.sandbox.telegram import TelegramStandIn
from bot.telegram.client import open_client
from bot.telegram.polling import Polling
from tests.bot.telegram.steady_time import SteadyTime
from tests.contracts.botapi import call_problems

PATIENCE = 5.0


class Desk:
    """Takes batches; `trouble` is raised as often as it says."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.failures = 0
        self.gate = asyncio.Event()
        self.gate.set()

    @property
    def taken(self) -> list[int]:
        return [update_id for batch in self.batches for update_id in batch]

    async def ingest(self, batch: Sequence[dict[str, Any]]) -> None:
        await self.gate.wait()
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the database is away")
        self.batches.append([update["update_id"] for update in batch])


class Scene:
    def __init__(self, telegram: TelegramStandIn, polling: Polling, desk: Desk, clock: SteadyTime) -> None:
        self.telegram = telegram
        self.polling = polling
        self.desk = desk
        self.clock = clock
        self.patient = telegram.patient(1001)
        self.stop = asyncio.Event()
        self.running = asyncio.ensure_future(polling.run(self.stop))

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits until something is so; pauses of the poller pass at once."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not condition():
            assert asyncio.get_running_loop().time() < deadline, "it never came to that"
            await self.clock.advance(0.25)
            await asyncio.sleep(0.002)


def in_scene(
    work: Callable[[Scene], Awaitable[None]], *, before: Callable[[TelegramStandIn], None] | None = None
) -> None:
    async def play() -> None:
        async with TelegramStandIn() as telegram, open_client(telegram.token, telegram.url) as client:
            desk, clock = Desk(), SteadyTime()
            polling = Polling(client, desk.ingest, timeout_seconds=30, sleep=clock.sleep)
            if before is not None:
                before(telegram)
            scene = Scene(telegram, polling, desk, clock)
            try:
                await work(scene)
            finally:
                scene.stop.set()
                await asyncio.wait_for(scene.running, PATIENCE)
            for call in telegram.journal:
                assert call_problems(call) == []

    asyncio.run(play())


def offsets(scene: Scene) -> list[int | None]:
    return [call.params.get("offset") for call in scene.telegram.journal if call.method == "getUpdates"]


def test_updates_come_in_order_and_are_confirmed_when_they_are_safe() -> None:
    async def check(scene: Scene) -> None:
        for number in range(3):
            await scene.patient.say(f"message {number}")
        await scene.until(lambda: len(scene.desk.taken) == 3)
        await scene.patient.say("another")
        await scene.until(lambda: len(scene.desk.taken) == 4)
        assert scene.desk.taken == sorted(scene.desk.taken)
        await scene.until(lambda: offsets(scene)[-1] == scene.desk.taken[2] + 1)
        assert scene.polling.problem == ""

    in_scene(check)


def test_what_could_not_be_stored_is_asked_for_again() -> None:
    async def check(scene: Scene) -> None:
        scene.desk.failures = 3
        await scene.patient.say("hello")
        await scene.until(lambda: "updates cannot be stored" in scene.polling.problem)
        await scene.until(lambda: len(scene.desk.taken) == 1)
        assert set(offsets(scene)) <= {None}
        await scene.patient.say("again")
        await scene.until(lambda: len(scene.desk.taken) == 2)
        assert scene.polling.problem == ""

    in_scene(check)


def test_the_allowed_updates_are_named() -> None:
    async def check(scene: Scene) -> None:
        await scene.patient.say("hello")
        await scene.until(lambda: len(scene.desk.taken) == 1)
        (call, *_) = [call for call in scene.telegram.journal if call.method == "getUpdates"]
        assert call.params["allowed_updates"] == [
            "message",
            "edited_message",
            "callback_query",
            "my_chat_member",
        ]
        assert call.params["timeout"] == 30

    in_scene(check)


def test_a_webhook_is_taken_off_and_what_waits_is_kept() -> None:
    async def check(scene: Scene) -> None:
        await scene.patient.say("hello")
        await scene.until(lambda: len(scene.desk.taken) == 1)
        (call,) = scene.telegram.calls("deleteWebhook")
        assert call.params["drop_pending_updates"] is False

    in_scene(check)


@pytest.mark.parametrize(
    ("status", "description", "said"),
    [
        (
            409,
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            "another program polls this bot",
        ),
        (401, "Unauthorized", "check TELEGRAM_BOT_TOKEN"),
        (502, "Bad Gateway", "Telegram cannot be reached"),
        (429, "Too Many Requests: retry after 1", "ask less often"),
    ],
)
def test_trouble_is_said_in_words_and_outlived(status: int, description: str, said: str) -> None:
    def trouble(telegram: TelegramStandIn) -> None:
        body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
        if status == 429:
            body["parameters"] = {"retry_after": 1}
        telegram.faults.add(Answer(status, body), "getUpdates", times=3)

    async def check(scene: Scene) -> None:
        await scene.until(lambda: said in scene.polling.problem)
        await scene.patient.say("hello")
        await scene.until(lambda: len(scene.desk.taken) == 1)
        await scene.until(lambda: scene.polling.problem == "")

    in_scene(check, before=trouble)


def test_a_telegram_that_is_away_at_the_start_is_waited_for() -> None:
    async def check(scene: Scene) -> None:
        await scene.telegram.go_down()
        await scene.until(lambda: "cannot be reached" in scene.polling.problem)
        await scene.telegram.come_up()
        await scene.patient.say("hello")
        await scene.until(lambda: len(scene.desk.taken) == 1)

    in_scene(check)


def test_pauses_grow_to_half_a_minute() -> None:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async def play() -> None:
        async with TelegramStandIn() as telegram, open_client(telegram.token, telegram.url) as client:
            telegram.faults.fail("getUpdates", status=500, times=10)
            desk, stop = Desk(), asyncio.Event()
            polling = Polling(client, desk.ingest, sleep=sleep)
            running = asyncio.ensure_future(polling.run(stop))
            await telegram.patient(1001).say("hello")
            await telegram.changes.until(lambda: bool(desk.taken) or len(pauses) >= 10, PATIENCE)
            stop.set()
            await asyncio.wait_for(running, PATIENCE)

    asyncio.run(play())
    assert pauses[:8] == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_it_stops_at_once_while_it_waits_for_updates() -> None:
    async def check(scene: Scene) -> None:
        await scene.patient.say("hello")
        await scene.until(lambda: len(scene.desk.taken) == 1)
        scene.stop.set()
        await asyncio.wait_for(scene.running, 1)

    in_scene(check)


def test_a_batch_that_is_being_stored_is_stored_to_its_end() -> None:
    async def check(scene: Scene) -> None:
        scene.desk.gate.clear()
        await scene.patient.say("hello")
        await scene.until(lambda: len(offsets(scene)) == 1)
        scene.stop.set()
        scene.desk.gate.set()
        await scene.until(lambda: len(scene.desk.taken) == 1)

    in_scene(check)


def test_an_update_without_an_id_is_passed_over() -> None:
    def trouble(telegram: TelegramStandIn) -> None:
        batch = [{"message": {}}, 7, {"update_id": 41, "poll": {}}]
        telegram.faults.add(Answer(200, {"ok": True, "result": batch}), "getUpdates")

    async def check(scene: Scene) -> None:
        await scene.until(lambda: scene.desk.taken == [41])
        await scene.patient.say("hello")
        await scene.until(lambda: len(scene.desk.taken) == 2)
        assert 42 in offsets(scene)

    in_scene(check, before=trouble)
