"""Many people at once, each in a dialog of ten steps, who send the next thing when they have their answer."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol

from tests.bench.stub import Stub

Act = tuple[str, dict[str, Any]]
"""The kind of an update and its body."""

STEPS = 10
_REACTION = 0.005
"""Seconds until somebody who has an answer sends the next thing: a program may still be at the end of its last turn."""
_PATIENCE = 8.0


@dataclass(slots=True)
class Talker:
    """One person; `step` is how many of their ten updates are answered, `noticed` whether anything came since the
    last of them."""

    chat_id: int
    step: int = 0
    sent_at: float = 0.0
    markup: Mapping[str, Any] = field(default_factory=dict)
    done: bool = False
    noticed: bool = False


class Script(Protocol):
    """A dialog of ten steps."""

    def act(self, stub: Stub, talker: Talker) -> Act:
        """What the talker sends at their step."""
        ...

    def is_answer(self, talker: Talker, text: str) -> bool:
        """Whether this is what the update of the talker's step is answered with."""
        ...


class Echo:
    """What the peers talk: a text, and an answer that names its step."""

    def act(self, stub: Stub, talker: Talker) -> Act:
        if talker.step == 0:
            return "message", stub.command(talker.chat_id, "/start")
        return "message", stub.message(talker.chat_id, text=f"answer {talker.step + 1}")

    def is_answer(self, talker: Talker, text: str) -> bool:
        # Any will do; one that names another step is a stray all the same.
        return True


class Booking:
    """The real thing: a booking from the link to the confirmation, and a look at it afterwards."""

    _answers = (
        "Which test",
        "Is this all?",
        "PIN code?",
        "mobile number",
        "Who is the test for?",
        "When shall we take",
        "Where shall our phlebotomist come",
        "Please check everything",
        "is confirmed",
        "booked",
    )

    def act(self, stub: Stub, talker: Talker) -> Act:
        chat_id = talker.chat_id

        def say(text: str) -> Act:
            return "message", stub.message(chat_id, text=text)

        match talker.step:
            case 0:
                return "message", stub.command(chat_id, "/start mg-road_diwali")
            case 1:
                return say("hba1c")
            case 2:
                return self._press(stub, talker, 0)
            case 3:
                return say("560001")
            case 4:
                card = {"phone_number": f"91{phone_of(chat_id)}", "first_name": "Sunita", "user_id": chat_id}
                return "message", stub.message(chat_id, contact=card)
            case 5:
                return say("Sunita Devi, 58, F")
            case 6:
                return self._press(stub, talker, chat_id % 3)
            case 7:
                return say("Flat 12, Rose Villa, 4th Cross")
            case 8:
                return self._press(stub, talker, 0)
            case _:
                return "message", stub.command(chat_id, "/mybookings")

    def is_answer(self, talker: Talker, text: str) -> bool:
        return self._answers[talker.step] in text

    def _press(self, stub: Stub, talker: Talker, row: int) -> Act:
        button = talker.markup["inline_keyboard"][row][0]
        return "callback_query", stub.press(
            talker.chat_id, talker.markup["message_id"], button["callback_data"]
        )


TYPED = (
    "hba1c",
    "Yes, go on",
    "560001",
    "{phone}",
    "Sunita Devi, 58, F",
    "tomorrow 8 am",
    "Flat 12, Rose Villa, 4th Cross",
    "Book it",
    "/mybookings",
)
"""The same booking after /start, typed by somebody who does not wait for answers."""


def phone_of(chat_id: int) -> str:
    """Ten digits, each person's own."""
    return f"9{chat_id:09}"


class Crowd:
    """`count` people, of whom `at_once` talk at a time, at `rate` updates a second (0: as fast as they are answered).

    `finished` is set when all are through. `waits` are the seconds from an update to the first thing that came of it, and `strays`
    messages that answer nothing: of a peer they are answers out of order. `lost` are those who had no answer at all.
    """

    def __init__(
        self,
        stub: Stub,
        script: Script,
        *,
        count: int,
        at_once: int,
        rate: float = 0.0,
        first_chat: int = 1,
        until: Callable[[Talker], bool] = lambda talker: talker.step == STEPS,
    ) -> None:
        self.finished = asyncio.Event()
        self.waits: list[float] = []
        self.strays = 0
        self.lost = 0
        self.updates = 0
        self.began = 0.0
        self.ended = 0.0
        self._stub = stub
        self._script = script
        self._rate = rate
        self._until = until
        self._left = deque(range(first_chat, first_chat + count))
        self._talkers: dict[int, Talker] = {}
        self._open = count
        self._at_once = at_once
        self._ready: deque[Talker] = deque()
        self._pacing: asyncio.Task[None] | None = None

    @property
    def per_second(self) -> float:
        return self.updates / (self.ended - self.began)

    @property
    def talkers(self) -> list[Talker]:
        return list(self._talkers.values())

    async def talk(self, seconds: float) -> None:
        """Until all are through. Raises `TimeoutError`."""
        self._stub.on_message = self._heard
        self.began = monotonic()
        if self._rate:
            self._pacing = asyncio.create_task(self._pace())
        for _ in range(min(self._at_once, len(self._left))):
            self._next()
        try:
            async with asyncio.timeout(seconds):
                while not self.finished.is_set():
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self.finished.wait(), 1.0)
                    self._give_up_the_lost()
        except TimeoutError:
            stuck = [t for t in self._talkers.values() if not t.done][:5]
            raise TimeoutError(f"{self._open} are not through after {seconds:g} s, as {stuck}") from None
        finally:
            if self._pacing is not None:
                self._pacing.cancel()

    def _give_up_the_lost(self) -> None:
        late = monotonic() - _PATIENCE
        for talker in self.talkers:
            if not talker.done and talker.sent_at and talker.sent_at < late and not talker.noticed:
                self.lost += 1
                self._through(talker)

    def _through(self, talker: Talker) -> None:
        talker.done = True
        self._open -= 1
        self._next()
        if not self._open:
            self.finished.set()

    def _next(self) -> None:
        if self._left:
            talker = Talker(self._left.popleft())
            self._talkers[talker.chat_id] = talker
            self._offer(talker)

    def _offer(self, talker: Talker) -> None:
        if self._rate:
            self._ready.append(talker)
        else:
            self._send(talker)

    def _send(self, talker: Talker) -> None:
        kind, body = self._script.act(self._stub, talker)
        talker.sent_at, talker.noticed = monotonic(), False
        self._stub.push(kind, body)

    async def _pace(self) -> None:
        at = monotonic()
        while True:
            at += 1 / self._rate
            await asyncio.sleep(max(0.0, at - monotonic()))
            if self._ready:
                self._send(self._ready.popleft())

    def _heard(self, chat_id: int, text: str, markup: Mapping[str, Any]) -> None:
        talker = self._talkers.get(chat_id)
        if talker is not None and not talker.noticed:
            talker.noticed = True
            self.waits.append(monotonic() - talker.sent_at)
        if text != f"step {talker.step + 1 if talker else 0}":
            self.strays += 1
        if talker is None or talker.done or not self._script.is_answer(talker, text):
            return
        self.ended = monotonic()
        self.updates += 1
        talker.step += 1
        talker.markup = markup
        if self._until(talker):
            self._through(talker)
        else:
            asyncio.get_running_loop().call_later(_REACTION, self._offer, talker)
