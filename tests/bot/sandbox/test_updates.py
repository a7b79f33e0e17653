"""How updates reach the bot: long polling and webhooks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Conflict

from bot.sandbox.people import Patient
from bot.sandbox.server import LoopbackServer
from bot.sandbox.telegram import TelegramStandIn
from tests.bot.sandbox.moving_clock import MovingClock
from tests.contracts.botapi import update_problems

pytestmark = pytest.mark.anyio

YES = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])


async def test_a_long_poll_waits_for_the_next_message(
    bot: Bot, telegram: TelegramStandIn, patient: Patient
) -> None:
    (started,) = await bot.get_updates(timeout=0)
    poll = asyncio.create_task(bot.get_updates(offset=started.update_id + 1, timeout=30))
    await telegram.changes.until(lambda: not telegram.cloud().updates.pending, 5)
    await patient.say("CBC")
    (update,) = await poll
    assert update.message is not None
    assert update.message.text == "CBC"
    assert update.update_id == started.update_id + 1


async def test_updates_stay_until_an_offset_confirms_them(bot: Bot, patient: Patient) -> None:
    await patient.say("one")
    await patient.say("two")
    first = await bot.get_updates(limit=2, timeout=0)
    again = await bot.get_updates(limit=2, timeout=0)
    assert [each.update_id for each in first] == [each.update_id for each in again]
    (last,) = await bot.get_updates(offset=first[-1].update_id + 1, timeout=0)
    assert last.message is not None
    assert last.message.text == "two"
    assert await bot.get_updates(offset=last.update_id + 1, timeout=0) == ()


async def test_a_negative_offset_keeps_only_the_newest(bot: Bot, patient: Patient) -> None:
    await patient.say("one")
    await patient.say("two")
    (newest,) = await bot.get_updates(offset=-1, timeout=0)
    assert newest.message is not None
    assert newest.message.text == "two"


async def test_a_second_poller_ends_the_first(bot: Bot, telegram: TelegramStandIn, patient: Patient) -> None:
    (started,) = await bot.get_updates(timeout=0)
    first = asyncio.create_task(bot.get_updates(offset=started.update_id + 1, timeout=30))
    await telegram.changes.until(lambda: not telegram.cloud().updates.pending, 5)
    async with Bot(telegram.token, base_url=f"{telegram.url}/bot") as another:
        second = asyncio.create_task(another.get_updates(offset=started.update_id + 1, timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        await patient.say("still here?")
        assert len(await second) == 1


async def test_a_poller_that_died_takes_nothing_with_it(
    bot: Bot, telegram: TelegramStandIn, patient: Patient
) -> None:
    (started,) = await bot.get_updates(timeout=0)
    async with httpx.AsyncClient() as doomed:
        poll = asyncio.create_task(
            doomed.get(
                f"{telegram.url}/bot{telegram.token}/getUpdates",
                params={"offset": started.update_id + 1, "timeout": 30},
            )
        )
        await telegram.changes.until(lambda: not telegram.cloud().updates.pending, 5)
        poll.cancel()
    await patient.say("CBC")
    (update,) = await bot.get_updates(offset=started.update_id + 1, timeout=30)
    assert update.message is not None
    assert update.message.text == "CBC"


async def test_only_wanted_kinds_are_queued(bot: Bot, patient: Patient) -> None:
    await bot.get_updates(timeout=0, allowed_updates=["callback_query"])
    await patient.say("hello")
    await bot.send_message(501, "Well?", reply_markup=YES)
    await patient.press("Yes")
    kinds = [each.to_dict().keys() - {"update_id"} for each in await bot.get_updates(timeout=0)]
    assert kinds == [{"message"}, {"callback_query"}]


async def test_presses_are_dropped_after_150_seconds_and_messages_after_a_day(
    bot: Bot, patient: Patient, clock: MovingClock
) -> None:
    await bot.send_message(501, "Well?", reply_markup=YES)
    await patient.press("Yes")
    assert len(await bot.get_updates(timeout=0)) == 2
    clock.forward(seconds=150)
    assert len(await bot.get_updates(timeout=0)) == 1
    clock.forward(hours=24)
    assert await bot.get_updates(timeout=0) == ()


async def test_every_kind_of_update_is_as_the_bot_api_describes_it(
    bot: Bot, telegram: TelegramStandIn, patient: Patient
) -> None:
    await bot.get_updates(
        timeout=0,
        allowed_updates=["message", "edited_message", "callback_query", "my_chat_member", "message_reaction"],
    )
    said = await patient.say("CBC /help me@example.org https://example.org/a.")
    await patient.edit(said.message_id, "CBC and sugar")
    await bot.send_message(501, "Well?", reply_markup=YES)
    await patient.press("Yes")
    await patient.send_contact("+919876500000", 777, forwarded=True)
    await patient.send_location(12.97, 77.59)
    await patient.send_photo(b"\xff\xd8\xff\xe0", "paper", media_group_id="album")
    await patient.send_voice()
    await patient.send_document(b"%PDF")
    await patient.forward(said.message_id)
    await patient.react(said.message_id, "👍")
    await patient.block()
    group = telegram.group(-200, "Staff", {11: "Asha Rao"})
    await group.set_bot("left")
    await group.set_bot("administrator")
    await group.member(12, "Boss", anonymous=True).say("hello")
    await group.migrate()
    pending = telegram.cloud().updates.pending
    assert [problem for update in pending for problem in update_problems(update)] == []
    assert len({update["update_id"] for update in pending}) == len(pending)
    kinds = {kind for update in pending for kind in update if kind != "update_id"}
    assert kinds == {"message", "edited_message", "callback_query", "my_chat_member", "message_reaction"}
    assert all(Update.de_json(update, bot) for update in pending)


class Hook:
    """The bot's side of a webhook: keeps what comes, answers as it is told."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, object]] = []
        self.secrets: list[str | None] = []
        self.respond: Callable[[int], Awaitable[web.StreamResponse]] = self._ok
        self.arrived = asyncio.Condition()

    async def _ok(self, number: int) -> web.StreamResponse:
        return web.Response()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.bodies.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        async with self.arrived:
            self.arrived.notify_all()
        return await self.respond(len(self.bodies))

    async def count(self, number: int) -> None:
        async with asyncio.timeout(20), self.arrived:
            await self.arrived.wait_for(lambda: len(self.bodies) >= number)


@pytest.fixture
async def hook() -> AsyncIterator[tuple[Hook, str]]:
    kept = Hook()
    server = LoopbackServer(kept.handle)
    await server.up()
    yield kept, f"{server.url}/telegram/asha"
    await server.down()


async def test_a_webhook_gets_what_waited_and_what_comes(
    bot: Bot, patient: Patient, hook: tuple[Hook, str]
) -> None:
    kept, url = hook
    await bot.set_webhook(url, secret_token="s3cret", allowed_updates=["message"])
    await kept.count(1)
    await patient.say("CBC")
    await kept.count(2)
    assert [body["message"]["text"] for body in kept.bodies] == ["/start", "CBC"]  # type: ignore[index]
    assert kept.secrets == ["s3cret", "s3cret"]
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates(timeout=0)
    await bot.delete_webhook()
    await patient.say("sugar")
    assert len(await bot.get_updates(timeout=0)) == 1


async def test_a_failed_delivery_is_repeated_before_the_next_of_that_chat(
    bot: Bot, telegram: TelegramStandIn, patient: Patient, hook: tuple[Hook, str]
) -> None:
    kept, url = hook

    async def thrice(number: int) -> web.StreamResponse:
        return web.Response(status=500 if number < 4 else 200)

    kept.respond = thrice
    await bot.set_webhook(url)
    await patient.say("CBC")
    await kept.count(5)
    texts = [body["message"]["text"] for body in kept.bodies]  # type: ignore[index]
    assert texts == ["/start", "/start", "/start", "/start", "CBC"]
    info = await bot.get_webhook_info()
    assert info.url == url
    assert info.last_error_message is not None
    assert "500" in info.last_error_message


async def test_one_chat_that_fails_does_not_hold_up_another(
    bot: Bot, telegram: TelegramStandIn, patient: Patient, hook: tuple[Hook, str]
) -> None:
    kept, url = hook

    async def not_sunita(number: int) -> web.StreamResponse:
        sender = kept.bodies[number - 1]["message"]["from"]["id"]  # type: ignore[index]
        return web.Response(status=503 if sender == 501 else 200, headers={"Retry-After": "3600"})

    kept.respond = not_sunita
    await bot.set_webhook(url)
    await telegram.patient(502, "Ravi").start()
    await kept.count(2)
    await telegram.changes.until(lambda: len(telegram.cloud().updates.pending) == 1, 5)


async def test_nothing_is_delivered_while_telegram_is_down(
    bot: Bot, telegram: TelegramStandIn, patient: Patient, hook: tuple[Hook, str]
) -> None:
    kept, url = hook
    await bot.set_webhook(url)
    await telegram.changes.until(lambda: not telegram.cloud().updates.pending, 5)
    await telegram.go_down()
    await patient.say("CBC")
    assert len(telegram.cloud().updates.pending) == 1
    await telegram.come_up()
    await kept.count(2)
    assert [body["message"]["text"] for body in kept.bodies] == ["/start", "CBC"]  # type: ignore[index]


async def test_a_webhook_may_answer_with_a_call(bot: Bot, patient: Patient, hook: tuple[Hook, str]) -> None:
    kept, url = hook

    async def answer(number: int) -> web.StreamResponse:
        return web.json_response({"method": "sendMessage", "chat_id": 501, "text": "Welcome"})

    kept.respond = answer
    await bot.set_webhook(url)
    assert (await patient.wait_for("Welcome")).from_bot


@pytest.mark.parametrize(
    ("url", "secret", "refusal"),
    [
        ("http://example.org/hook", None, "HTTPS URL must be provided"),
        ("https://example.org/hook", "not allowed!", "unallowed characters"),
    ],
)
async def test_unfit_webhooks_are_refused(bot: Bot, url: str, secret: str | None, refusal: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){refusal}"):
        await bot.set_webhook(url, secret_token=secret)


async def test_pending_updates_are_dropped_on_request(bot: Bot, patient: Patient) -> None:
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates(timeout=0) == ()
