"""The desk in a rush: so many people ask for a person within one minute, where the group takes twenty messages a minute
and somebody deletes topics at random; others book meanwhile.

The bot's own limits are on, at their defaults, and the stand-in holds it to Telegram's. The minute itself is a real
one, in which patients' replies are measured; the queue that it leaves takes ten or twenty minutes, for which all
clocks, the bot's and the stand-in's, run `pace` times as fast (see `tests.quick`).
"""

import asyncio
import base64
import os
import re
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from bot.sandbox.calls import Call
from bot.sandbox.chats import Bubble
from bot.sandbox.cloud import FloodLimits, TopicLoss
from bot.sandbox.flabs import SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET, FlabsStandIn, Lab
from bot.sandbox.people import Group, Patient
from bot.sandbox.port import kept_ports
from bot.sandbox.telegram import TelegramStandIn
from tests.chaos.record import Record
from tests.e2e.bots import Bot
from tests.e2e.house import BRANCH, REQUIRED, STAFF_CHAT
from tests.quick import QuickClock, quick_clock

BEGINNING = datetime(2026, 11, 20, 4, 45, tzinfo=UTC)
_MINUTE = 60.0
_READS = 5.0
_BOOKERS = 100
_SIGN = re.compile(r"\[\d{3}\]")
_DIGEST = "more cases wait"
_PATIENT = "[follow_up]\ncard_minutes = 600\nnudge_minutes = 700\nafter_minutes = 700\n"
_CLINIC = REQUIRED.replace("[[branches]]", f"{_PATIENT}[[branches]]") + "capacity = 100000\n"


@dataclass
class Rush:
    """What was seen. `replies` are in real seconds, all else is in the bot's own. `lost` have no card that tells of
    them in the end; `digests` are the states of each message that told of waiting cases."""

    replies: list[float] = field(default_factory=list)
    cards: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    digests: list[list[str]] = field(default_factory=list)
    messages: int = 0
    floods: int = 0
    topics_deleted: int = 0
    minutes: float = 0.0

    def waits_of_patients(self, name: str) -> dict[str, float]:
        return {
            f"{name}_reply_p50_ms": ranked(self.replies, 0.5) * 1000,
            f"{name}_reply_p99_ms": ranked(self.replies, 0.99) * 1000,
        }

    def figures(self, name: str) -> dict[str, float]:
        """As the bench tells them."""
        return {
            **self.waits_of_patients(name),
            f"{name}_card_wait_p50_s": ranked(self.cards, 0.5),
            f"{name}_card_wait_max_s": ranked(self.cards, 1.0),
            f"{name}_cases_without_card": len(self.lost),
            f"{name}_digests": len(self.digests),
            f"{name}_digest_changes": sum(len(states) - 1 for states in self.digests),
            f"{name}_group_messages": self.messages,
            f"{name}_floods": self.floods,
            f"{name}_topics_deleted": self.topics_deleted,
            f"{name}_minutes": self.minutes,
        }


def ranked(waits: Sequence[float], share: float) -> float:
    """The wait that this share of all is not above."""
    return sorted(waits)[min(int(len(waits) * share), len(waits) - 1)] if waits else 0.0


async def rush(
    database_url: str,
    *,
    cases: int,
    bookers: int,
    forum: bool,
    pace: float,
    after: float = 90.0,
    seed: int = 1,
) -> Rush:
    """`cases` people ask for a person within a minute, and `bookers` begin a booking; until every case has its card.
    The clocks are quick from `after` seconds on. Raises `TimeoutError` when all that takes an hour."""
    async with _stage(database_url, quick_clock(pace, after, BEGINNING), forum) as stage:
        group, record = stage.telegram.group(STAFF_CHAT), stage.record
        loss = stage.telegram.cloud().topic_loss = TopicLoss(0.03, seed, most=cases // 10 + 1)
        asked: dict[str, float] = {}
        async with asyncio.timeout(stage.clock.really(60 * _MINUTE)):
            async with asyncio.TaskGroup() as people:
                for number in range(cases):
                    people.create_task(stage.call(number, number / cases * _MINUTE, asked))
                for number in range(bookers):
                    people.create_task(stage.book(number, number / bookers * _MINUTE / 2))
            first = await _until_hung(record, asked)
            stage.telegram.cloud().topic_loss = None
            # Of a topic that was deleted the bot hears when it has something to say there.
            for sign in _without_card(group, asked):
                await stage.write_again(sign)
            await stage.quick_until(lambda: not _without_card(group, asked), 30 * _MINUTE)
            # Its last word is one more message, for which the group may have no room for a minute.
            await stage.quick_until(
                lambda: not any(_is_open(states) for states in _digests(record)), 3 * _MINUTE
            )
        hung = {sign: stage.clock.at(record.began + at) for sign, at in first.items()}
        return Rush(
            stage.replies,
            [hung[sign] - at for sign, at in asked.items()],
            _without_card(group, asked),
            _digests(record),
            sum(_is_to_group(call) and call.accepted for call in stage.telegram.journal),
            sum(_is_to_group(call) and call.status == 429 for call in stage.telegram.journal),
            len(loss.lost),
            (max(hung.values(), default=0.0) - min(asked.values(), default=0.0)) / _MINUTE,
        )


async def measure(
    empty: Callable[[], AbstractContextManager[str]], note: Callable[..., None], *, cases: int, pace: float
) -> None:
    """The calm run, then the rush in a plain group and in a forum, each on the address of an `empty` database; others
    begin a booking in all of them."""
    for name, number, forum in (("calm", 0, False), ("rush", cases, False), ("forum_rush", cases, True)):
        with empty() as database_url:
            found = await rush(database_url, cases=number, bookers=_BOOKERS, forum=forum, pace=pace)
        note(**(found.figures(name) if number else found.waits_of_patients(name)))


class _Stage:
    """The bot between its stand-ins, and what people do."""

    def __init__(self, telegram: TelegramStandIn, record: Record, clock: QuickClock) -> None:
        self.telegram = telegram
        self.record = record
        self.clock = clock
        self.replies: list[float] = []

    async def call(self, number: int, after: float, asked: dict[str, float]) -> None:
        """Somebody asks for a person."""
        patient, sign = self.telegram.patient(3000 + number, f"Caller{number}"), _sign(number)
        await asyncio.sleep(self.clock.really(after))
        asked[sign] = self.clock.steady()
        await self._answered(patient, patient.say(f"/person please call me {sign}"))

    async def write_again(self, sign: str) -> None:
        patient = self.telegram.patient(3000 + int(sign[1:-1]))
        await patient.say(f"/person are you there? {sign}")

    async def book(self, number: int, after: float) -> None:
        """Somebody begins a booking, and reads before they go on."""
        patient = self.telegram.patient(5000 + number, f"Booker{number}")
        await asyncio.sleep(self.clock.really(after))
        await self._answered(patient, patient.start("mg-road_diwali"))
        for words in (
            "hba1c",
            "yes",
            "560001",
            f"9{number:09}",
            f"Sunita{chr(97 + number % 26)} Devi, 58, F",
        ):
            await asyncio.sleep(self.clock.really(_READS))
            await self._answered(patient, patient.say(words))

    async def _answered(self, patient: Patient, act: Awaitable[Bubble]) -> None:
        sent, since = monotonic(), patient.chat.changed + 1
        await act
        await patient.wait_until(
            lambda: any(b.from_bot and b.changed > since for b in patient.chat.bubbles.values()), 30.0
        )
        self.replies.append(monotonic() - sent)

    async def quick_until(self, condition: Callable[[], bool], seconds: float) -> None:
        """For so long by the bot's clock, or until it holds."""
        until = self.clock.steady() + seconds
        while not condition() and self.clock.steady() < until:
            await asyncio.sleep(0.05)


@asynccontextmanager
async def _stage(database_url: str, clock: QuickClock, forum: bool) -> AsyncIterator[_Stage]:
    record = Record()
    async with (
        TelegramStandIn(clock=clock.now, steady=clock.steady, flood=FloodLimits()) as telegram,
        FlabsStandIn(clock=clock.now, labs=(Lab(BRANCH, "MG Road"),)) as lab,
    ):
        record.listen(telegram.cloud())
        telegram.group(STAFF_CHAT, "Asha staff", {2001: "Asha"}, forum=forum)
        with tempfile.TemporaryDirectory(prefix="phlebot-desk-") as folder, kept_ports(1) as (port,):
            file = Path(folder) / "asha.toml"
            file.write_text(_CLINIC, encoding="utf-8")
            environ = {
                "CLINIC_FILE": str(file),
                "DATABASE_URL": database_url,
                "PII_KEYS": f"k1:{base64.b64encode(os.urandom(32)).decode()}",
                "TELEGRAM_BOT_TOKEN": telegram.token,
                "TELEGRAM_API_URL": telegram.url,
                # A poll would be held by one clock and given up by the other.
                "TELEGRAM_MODE": "webhook",
                "FLABS_API_URL": lab.url,
                "FLABS_CLIENT_ID": SANDBOX_CLIENT_ID,
                "FLABS_CLIENT_SECRET": SANDBOX_CLIENT_SECRET,
                "PUBLIC_URL": f"http://127.0.0.1:{port}",
                "PORT": str(port),
            }
            bot = Bot(environ, *clock.command)
            await bot.start()
            try:
                yield _Stage(telegram, record, clock)
            finally:
                await bot.kill(signal.SIGTERM)


async def _until_hung(record: Record, asked: Mapping[str, float]) -> dict[str, float]:
    """When the first card of each case was there."""
    seen: dict[str, float] = {}
    looked_at = 0
    while len(seen) < len(asked):
        posts = record.of(STAFF_CHAT)
        for post in posts[looked_at:]:
            for sign in _SIGN.findall(post.text) if post.by_bot and post.buttons else ():
                seen.setdefault(sign, post.at)
        looked_at = len(posts)
        await asyncio.sleep(0.02)
    return seen


def _without_card(group: Group, asked: Iterable[str]) -> list[str]:
    """The cases of which no card tells that the group shows now."""
    told = {sign for bubble in group.messages if bubble.labels for sign in _SIGN.findall(bubble.text)}
    return [sign for sign in asked if sign not in told]


def _digests(record: Record) -> list[list[str]]:
    """What each message that told of waiting cases has said."""
    states: dict[int, list[str]] = {}
    for post in record.of(STAFF_CHAT):
        if _DIGEST in post.text or post.message_id in states:
            states.setdefault(post.message_id, []).append(post.text)
    return list(states.values())


def _is_open(states: list[str]) -> bool:
    return _DIGEST in states[-1]


def _is_to_group(call: Call) -> bool:
    return str(call.params.get("chat_id")) == str(STAFF_CHAT) and not call.method.startswith("get")


def _sign(number: int) -> str:
    return f"[{number:03}]"
