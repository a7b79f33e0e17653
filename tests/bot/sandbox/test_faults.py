"""What goes wrong on request: refusals, broken lines, waits, floods, darkness."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut

from bot.sandbox.cloud import FloodLimits
from bot.sandbox.faults import Answer, Endless, Faults, Flood
from bot.sandbox.people import Patient
from bot.sandbox.telegram import TelegramStandIn
from tests.bot.sandbox.moving_clock import MovingClock

pytestmark = pytest.mark.anyio

CHAT = 501


def shown(patient: Patient) -> list[str]:
    return [bubble.text for bubble in patient.messages if bubble.from_bot]


async def test_a_flood_strikes_so_often_and_then_no_more(
    bot: Bot, telegram: TelegramStandIn, patient: Patient
) -> None:
    fault = telegram.faults.flood("send*", retry_after=7, times=2)
    for _ in range(2):
        with pytest.raises(RetryAfter) as flood:
            await bot.send_message(CHAT, "hello")
        assert flood.value.retry_after == timedelta(seconds=7)
    await bot.send_message(CHAT, "hello")
    assert shown(patient) == ["hello"]
    assert fault.struck == 2
    assert telegram.faults.rules == ()


async def test_a_fault_may_concern_one_chat_or_method_only(
    bot: Bot, telegram: TelegramStandIn, patient: Patient
) -> None:
    staff = telegram.group(members={11: "Asha"})
    telegram.faults.flood("sendMessage", chat_id=staff.id, times=None)
    await bot.send_message(CHAT, "to the patient")
    with pytest.raises(RetryAfter):
        await bot.send_message(staff.id, "to the staff")
    await bot.send_location(staff.id, 1, 2)
    telegram.faults.clear()
    await bot.send_message(staff.id, "to the staff")


@pytest.mark.parametrize(("when", "texts"), [("before", []), ("after", ["hello"])])
async def test_a_dropped_connection_before_or_after_the_effect(
    bot: Bot, telegram: TelegramStandIn, patient: Patient, when: str, texts: list[str]
) -> None:
    telegram.faults.drop("sendMessage", when="after" if when == "after" else "before")
    with pytest.raises(NetworkError):
        await bot.send_message(CHAT, "hello")
    assert shown(patient) == texts
    assert [(call.status, call.fault) for call in telegram.journal if call.method == "sendMessage"] == [
        (None, True)
    ]
    await bot.send_message(CHAT, "again")


async def test_server_errors_and_answers_that_are_no_json(
    bot: Bot, telegram: TelegramStandIn, patient: Patient
) -> None:
    telegram.faults.fail("sendMessage", status=502, when="after")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(CHAT, "one")
    telegram.faults.garble("sendMessage", status=200, when="after")
    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.send_message(CHAT, "two")
    assert shown(patient) == ["one", "two"]


async def test_a_delay_outlasts_a_short_patience(
    bot: Bot, telegram: TelegramStandIn, patient: Patient
) -> None:
    telegram.faults.delay(30, "sendMessage")
    with pytest.raises(TimedOut):
        await bot.send_message(CHAT, "hello", read_timeout=0.05)
    assert shown(patient) == []


async def test_a_held_call_goes_on_when_the_gate_opens(
    bot: Bot, telegram: TelegramStandIn, patient: Patient
) -> None:
    gate = telegram.faults.hold("sendMessage", when="after")
    sending = asyncio.create_task(bot.send_message(CHAT, "hello"))
    await patient.wait_for("hello")
    assert not sending.done()
    gate.set()
    assert (await sending).text == "hello"


async def test_down_is_refused_and_up_again_is_the_same_place(
    bot: Bot, telegram: TelegramStandIn, patient: Patient
) -> None:
    before = telegram.url
    await telegram.go_down()
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(before)
    await patient.say("anybody there?")
    await telegram.come_up()
    assert telegram.url == before
    texts = [each.message.text for each in await bot.get_updates(timeout=0) if each.message]
    assert texts == ["/start", "anybody there?"]


async def test_twenty_a_minute_in_a_group_edits_included(clock: MovingClock) -> None:
    async with TelegramStandIn(steady=clock.steady, flood=FloodLimits(group_per_minute=20)) as telegram:
        staff = telegram.group(members={11: "Asha"})
        patient = telegram.patient(501)
        await patient.start()
        async with Bot(telegram.token, base_url=f"{telegram.url}/bot") as bot:
            sent = await bot.send_message(staff.id, "case")
            for number in range(19):
                await bot.edit_message_text(f"case {number}", chat_id=staff.id, message_id=sent.message_id)
            await bot.send_chat_action(staff.id, "typing")
            with pytest.raises(RetryAfter) as flood:
                await bot.send_message(staff.id, "one too many")
            await bot.send_message(501, "patients are not slowed")
            pause = flood.value.retry_after
            assert isinstance(pause, timedelta)
            clock.forward(seconds=pause.total_seconds())
            await bot.send_message(staff.id, "case 2")


def test_the_first_rule_that_fits_strikes_and_skips_are_counted() -> None:
    faults = Faults()
    faults.add(Answer(500), "/client/*", skip=1)
    faults.add(Flood(3), "/client/labs")
    assert faults.take("/reports/x") is None
    assert faults.take("/client/labs") == Flood(3)
    assert faults.take("/client/labs") == Answer(500)
    assert faults.take("/client/labs") is None


async def test_an_answer_may_begin_and_never_end(telegram: TelegramStandIn) -> None:
    telegram.faults.add(Endless(b"{"), "getMe")
    address = f"{telegram.url}/bot{telegram.token}/getMe"
    async with httpx.AsyncClient() as client, client.stream("GET", address) as answer:
        assert answer.status_code == 200
        pieces = answer.aiter_raw()
        assert (await anext(pieces)).startswith(b"{")
        for _ in range(3):
            assert (await anext(pieces)).strip() == b""
    async with httpx.AsyncClient() as client:
        assert (await client.get(address)).json()["ok"]
