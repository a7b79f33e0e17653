"""Telegram's updates by webhook: only with its secret, and without losing any when the way in is changed."""

import aiohttp
import pytest

from tests.e2e.house import book, house

pytestmark = pytest.mark.anyio
BY_WEBHOOK = {"TELEGRAM_MODE": "webhook"}


async def test_a_booking_by_webhook() -> None:
    async with house(environ=BY_WEBHOOK) as inside:
        patient = inside.patient()
        await book(patient)
        await patient.wait_for("is confirmed")
        assert inside.telegram.calls("setWebhook")
        assert not inside.telegram.calls("getUpdates")


async def test_without_the_secret_nothing_is_taken() -> None:
    async with house(environ=BY_WEBHOOK) as inside:
        patient = inside.patient()
        await patient.start()
        await patient.wait_for("Which test")
        shown = len(patient.messages)
        url = inside.environ["PUBLIC_URL"]
        forged = {
            "update_id": 999_999,
            "message": {
                "message_id": 77, "date": 1, "text": "hba1c",
                "chat": {"id": patient.user.id, "type": "private"},
                "from": {"id": patient.user.id, "is_bot": False, "first_name": "X"},
            },
        }  # fmt: skip
        async with aiohttp.ClientSession() as session:
            for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}):
                async with session.post(f"{url}/telegram/asha", json=forged, headers=headers) as answer:
                    assert answer.status == 404
            async with session.post(f"{url}/telegram/nobody", json=forged) as answer:
                assert answer.status == 404
        await patient.say("help")
        await patient.wait_for("How it works")
        assert len(patient.messages) == shown + 2


async def test_changing_the_way_in_loses_nothing(database: dict[str, str]) -> None:
    async with house(environ=database) as inside:
        patient = inside.patient()
        await patient.start()
        await patient.wait_for("Which test")
        await inside.stop()
        await patient.say("hba1c")
        inside.environ["TELEGRAM_MODE"] = "webhook"
        await inside.start()
        await patient.wait_for("Is this all?")
        await inside.stop()
        await patient.say("yes")
        inside.environ["TELEGRAM_MODE"] = "polling"
        await inside.start()
        await patient.wait_for("PIN code?")
