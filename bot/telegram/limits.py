"""How fast we speak: what Telegram bears, kept by ourselves, so that a flood is the exception.

Telegram's figures (Bot FAQ): about one message a second in a chat with short bursts, about thirty a second to all
chats together for what nobody asked for, twenty a minute in a group with edits counted. Answers to button presses
and chat actions never come here. Times are seconds of a steady clock.
"""

import asyncio
import time
from bisect import insort
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

Kind = Literal["reply", "unsolicited", "group", "topic"]
"""`topic` is a new topic of a forum: a message of the group like others, and one of twenty topics a minute."""
Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

CHAT_INTERVAL = 1.0
CHAT_BURST = 5
GROUP_MESSAGES = 20
GROUP_RESERVE = 2
"""Of a group's messages these are kept for what cannot wait a minute: a topic and the card in it."""
GROUP_WINDOW = 60.0
FIRST_ANSWER_WAIT = 1.0
_LATE_SECONDS = 0.25
"""Whoever comes so late to its turn has slept through it, perhaps with many others."""
_SWEEP_EVERY = 60.0


class UnsolicitedBucket(Protocol):
    """What all chats of a bot share: the turn of the next message that nobody asked for."""

    async def acquire(self) -> None:
        """Waits until it is this message's turn."""
        ...

    def penalise(self, seconds: float) -> None:
        """Nothing more for so long: Telegram has said so."""
        ...


class SteadyBucket:
    """So many a second, evenly spaced, for the chats of this process; `rate` 0 spaces nothing."""

    def __init__(self, rate: float, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._interval = 1.0 / rate if rate > 0 else 0.0
        self._clock = clock
        self._sleep = sleep
        self._next = 0.0
        self._penalty = 0.0

    async def acquire(self) -> None:
        now = self._clock()
        turn = max(self._next, self._penalty, now)
        self._next = turn + self._interval
        while turn > now:
            await self._sleep(turn - now)
            now = self._clock()
            if self._penalty > turn or now - turn >= _LATE_SECONDS:
                # A flood was named while this one waited, or everybody slept through their turns: it queues again.
                turn = max(self._next, self._penalty, now)
                self._next = turn + self._interval

    def penalise(self, seconds: float) -> None:
        self._penalty = max(self._penalty, self._clock() + seconds)
        self._next = max(self._next, self._penalty)


@dataclass(slots=True)
class _Chat:
    """`drained` is when the chat's bucket is full again; `sent` are the times of a group's last messages."""

    drained: float = 0.0
    penalty: float = 0.0
    sent: deque[float] = field(default_factory=deque)
    topics: deque[float] = field(default_factory=deque)

    def idle(self, now: float) -> bool:
        return (
            self.drained <= now
            and self.penalty <= now
            and all(not each or each[-1] + GROUP_WINDOW <= now for each in (self.sent, self.topics))
        )


class Limits:
    """The pace of one bot. Used by one event loop; a chat's messages are acquired in the order they go out.

    `rate` is our own limit on unsolicited messages a second; 0 lifts all limits of ours, but never Telegram's
    `retry_after`. `unsolicited` replaces the bucket that all chats share.
    """

    def __init__(
        self,
        rate: float = 28,
        *,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        unsolicited: UnsolicitedBucket | None = None,
    ) -> None:
        self._lifted = rate <= 0
        self._clock = clock
        self._sleep = sleep
        self._unsolicited = unsolicited or SteadyBucket(rate, clock, sleep)
        self._chats: dict[int, _Chat] = {}
        self._swept = clock()

    def __len__(self) -> int:
        """How many chats are remembered."""
        return len(self._chats)

    async def acquire(self, chat_id: int, kind: Kind, *, first: bool = False, reserved: bool = False) -> None:
        """Waits until a message (or an edit) may go to the chat.

        `first` is the first answer to an update: it waits for our own pace no longer than a second. `reserved` takes
        what is kept in a group for what cannot wait.
        """
        now = self._clock()
        self._sweep(now)
        chat = self._chats.setdefault(chat_id, _Chat())
        turn = now if self._lifted else self._turn(chat, kind, now, first, reserved)
        turn = max(turn, chat.penalty)
        while turn > now:
            await self._sleep(turn - now)
            now = self._clock()
            turn = max(turn, chat.penalty)
        if kind == "unsolicited":
            await self._unsolicited.acquire()

    def room(self, chat_id: int, messages: int = 1, *, reserved: bool = False) -> float:
        """Seconds until so many messages may go to a group one after the other; nothing is taken by asking."""
        now, chat = self._clock(), self._chats.get(chat_id)
        if chat is None:
            return 0.0
        turn = now if self._lifted else _room(chat.sent, now, _most(reserved), messages)
        return max(turn, chat.penalty) - now

    def penalise(self, chat_id: int, seconds: float, kind: Kind = "reply") -> None:
        """Telegram's `retry_after` for a message of this kind to this chat: the chat rests, and the whole bot only
        for what nobody asked for."""
        now = self._clock()
        chat = self._chats.setdefault(chat_id, _Chat())
        chat.penalty = max(chat.penalty, now + seconds)
        if kind == "unsolicited":
            self._unsolicited.penalise(seconds)

    def _turn(self, chat: _Chat, kind: Kind, now: float, first: bool, reserved: bool) -> float:
        if kind in ("group", "topic"):
            windows = [chat.sent] if kind == "group" else [chat.sent, chat.topics]
            turn = max(_room(made, now, _most(reserved)) for made in windows)
            for made in windows:
                # One that takes from what is kept goes before others that wait.
                insort(made, turn)
            return turn
        turn = max(now, chat.drained - (CHAT_BURST - 1) * CHAT_INTERVAL)
        if first:
            turn = min(turn, now + FIRST_ANSWER_WAIT)
        chat.drained = max(chat.drained, turn) + CHAT_INTERVAL
        return turn

    def _sweep(self, now: float) -> None:
        if now - self._swept < _SWEEP_EVERY:
            return
        self._swept = now
        self._chats = {chat_id: chat for chat_id, chat in self._chats.items() if not chat.idle(now)}


def _most(reserved: bool) -> int:
    return GROUP_MESSAGES if reserved else GROUP_MESSAGES - GROUP_RESERVE


def _room(made: deque[float], now: float, most: int, messages: int = 1) -> float:
    """When a group's window, which takes so many at most, has room for so many more."""
    while made and made[0] + GROUP_WINDOW <= now:
        made.popleft()
    over = len(made) + messages - most
    return now if over <= 0 else max(now, made[over - 1] + GROUP_WINDOW)
