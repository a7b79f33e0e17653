"""Five hundred people and twenty places: all see the same free times, and all press at once."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.flabs import FlabsStandIn
from tests.bench.crowd import Booking, Crowd, Talker
from tests.bench.stub import Stub
from tests.bench.subjects import Ours

CHATS = 500
PLACES = 20
_DAY = (datetime.now(UTC) + timedelta(days=3)).astimezone(ZoneInfo("Asia/Kolkata")).strftime("%a").lower()
COLLECTION = f"""
days = ["{_DAY}"]
opens = "06:00"
closes = "11:00"
slot_minutes = 60
capacity = 4
horizon_days = 6
"""
"""One day of five slots with four places each."""

_FREE = ("When shall we take", "These are the soonest", "This time is free", "These times are free",
         "please choose another", "nearest")  # fmt: skip
_NONE = "There is no free time"


async def rush(stub: Stub, lab: FlabsStandIn, ours: Ours) -> tuple[int, int]:
    """How many have a place at the end, and how many have not. Raises `RuntimeError` when the lab knows otherwise."""
    async with ours.running(stub):
        # Up to the question for the time, everybody comes as they please.
        crowd = Crowd(stub, Booking(), count=CHATS, at_once=100, until=lambda talker: talker.step == 6)
        await crowd.talk(180)
        winners: set[int] = set()
        losers: set[int] = set()
        over = asyncio.Event()

        def heard(chat_id: int, text: str, markup: Mapping[str, Any]) -> None:
            talker = Talker(chat_id, markup=markup)
            if "is confirmed" in text:
                winners.add(chat_id)
            elif _NONE in text:
                losers.add(chat_id)
            elif any(words in text for words in _FREE):
                press(
                    talker, chat_id % max(1, sum("–" in row[0]["text"] for row in markup["inline_keyboard"]))
                )
            elif "Where shall our phlebotomist come" in text:
                stub.push("message", stub.message(chat_id, text="Flat 12, Rose Villa, 4th Cross"))
            elif "Please check everything" in text:
                press(talker, 0)
            if len(winners) + len(losers) == CHATS:
                over.set()

        def press(talker: Talker, row: int) -> None:
            button = talker.markup["inline_keyboard"][row][0]
            stub.push(
                "callback_query",
                stub.press(talker.chat_id, talker.markup["message_id"], button["callback_data"]),
            )

        stub.on_message = heard
        for talker in crowd.talkers:
            press(talker, talker.chat_id % 3)
        async with asyncio.timeout(120):
            await over.wait()
    if len(lab.bookings) != len(winners):
        raise RuntimeError(
            f"{len(winners)} were told that they have a place, the lab has {len(lab.bookings)}"
        )
    return len(winners), len(losers)
