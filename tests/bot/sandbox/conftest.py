"""The Telegram stand-in and a real client of the Bot API in front of it."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from bot.sandbox.people import Patient
from bot.sandbox.telegram import TelegramStandIn
from tests.bot.sandbox.moving_clock import MovingClock
from tests.contracts.botapi import answer_problems, call_problems


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _pauses_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the client warns at every 429 of a type that will change."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
async def telegram(clock: MovingClock) -> AsyncIterator[TelegramStandIn]:
    """A stand-in whose calls and answers are all checked against the Bot API in the end."""
    async with TelegramStandIn(clock=clock, steady=clock.steady, webhook_pause=0.01) as standin:
        yield standin
        for call in standin.journal:
            if call.accepted and not call.fault:
                assert call_problems(call) == []
                assert answer_problems(call) == []


@pytest.fixture
async def bot(telegram: TelegramStandIn) -> AsyncIterator[Bot]:
    async with Bot(
        telegram.token, base_url=f"{telegram.url}/bot", base_file_url=f"{telegram.url}/file/bot"
    ) as client:
        yield client


@pytest.fixture
async def patient(telegram: TelegramStandIn) -> Patient:
    """A patient who has pressed Start."""
    sunita = telegram.patient(501, "Sunita", "Devi", language_code="hi", phone="919876543210")
    await sunita.start()
    return sunita
