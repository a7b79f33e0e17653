"""What goes wrong, said beforehand: the next calls that match are refused, broken, delayed or held.

Nothing here is random: a fault strikes the calls it names, in the order they come, as often as it says.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal, assert_never

When = Literal["before", "after"]
"""Whether a fault strikes before the call had its effect, or after it (the answer alone is lost)."""


@dataclass(frozen=True, slots=True)
class Flood:
    """429 before the effect, with the pause in seconds that the stand-in's own error shape carries."""

    retry_after: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a body of one's own instead of the true answer.

    `body` None is the stand-in's own error body for that status; a text is sent as it is, which makes an
    answer that is no JSON.
    """

    status: int
    body: Mapping[str, object] | str | None = None
    when: When = "before"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drop:
    """The connection breaks without an answer."""

    when: When = "before"


@dataclass(frozen=True, slots=True)
class Endless:
    """The answer begins well, with these bytes, and goes on until the other side hangs up."""

    beginning: bytes = b""
    when: When = "before"


@dataclass(frozen=True, slots=True)
class Delay:
    """The call takes so many seconds longer."""

    seconds: float
    when: When = "before"


@dataclass(frozen=True, slots=True)
class Hold:
    """The call waits until `gate` is set."""

    gate: asyncio.Event
    when: When = "before"


Action = Flood | Answer | Drop | Endless | Delay | Hold


@dataclass(slots=True)
class Fault:
    """One rule of the switchboard, and how often it has struck."""

    action: Action
    operation: str
    chat_id: int | None
    skip: int
    times: int | None
    struck: int = 0

    @property
    def spent(self) -> bool:
        return self.times is not None and self.struck >= self.times


class Faults:
    """The switchboard of one stand-in.

    `operation` is a Bot API method or a path of the lab system, `*` as in a shell (`"send*"`,
    `"/client/crm/*"`); `chat_id` narrows it to one chat; `skip` lets so many matching calls pass first;
    `times` None means until it is cleared. The first rule that fits strikes, in the order they were added.
    """

    def __init__(self) -> None:
        self._rules: list[Fault] = []

    @property
    def rules(self) -> tuple[Fault, ...]:
        """The rules that may still strike."""
        return tuple(self._rules)

    def add(
        self,
        action: Action,
        operation: str = "*",
        *,
        chat_id: int | None = None,
        times: int | None = 1,
        skip: int = 0,
    ) -> Fault:
        """Adds a rule; the returned value tells how often it struck."""
        fault = Fault(action, operation, chat_id, skip, times)
        self._rules.append(fault)
        return fault

    def flood(
        self, operation: str = "*", *, retry_after: int = 1, chat_id: int | None = None, times: int | None = 1
    ) -> Fault:
        """Answers 429 and asks for a pause of `retry_after` seconds."""
        return self.add(Flood(retry_after), operation, chat_id=chat_id, times=times)

    def fail(
        self, operation: str = "*", *, status: int = 500, when: When = "before", times: int | None = 1
    ) -> Fault:
        """Answers with a status and the stand-in's own error body."""
        return self.add(Answer(status, when=when), operation, times=times)

    def drop(self, operation: str = "*", *, when: When = "before", times: int | None = 1) -> Fault:
        """Breaks the connection before or after the effect."""
        return self.add(Drop(when), operation, times=times)

    def delay(self, seconds: float, operation: str = "*", *, times: int | None = 1) -> Fault:
        """Lets the call take longer."""
        return self.add(Delay(seconds), operation, times=times)

    def garble(
        self, operation: str = "*", *, status: int = 200, when: When = "before", times: int | None = 1
    ) -> Fault:
        """Answers with something that is no JSON, as a proxy's error page."""
        page = "<html><body>Bad gateway</body></html>"
        return self.add(Answer(status, page, when), operation, times=times)

    def hold(self, operation: str = "*", *, when: When = "before", times: int | None = 1) -> asyncio.Event:
        """Lets the call wait until the returned event is set."""
        gate = asyncio.Event()
        self.add(Hold(gate, when), operation, times=times)
        return gate

    def remove(self, fault: Fault) -> None:
        """Takes one rule away, if it is still there."""
        if fault in self._rules:
            self._rules.remove(fault)

    def clear(self) -> None:
        """Takes every rule away and lets held calls go on."""
        for fault in self._rules:
            if isinstance(fault.action, Hold):
                fault.action.gate.set()
        self._rules.clear()

    def take(self, operation: str, chat_id: int | None = None) -> Action | None:
        """What strikes this call; counts it."""
        for fault in self._rules:
            if fault.chat_id is not None and fault.chat_id != chat_id:
                continue
            if not fnmatchcase(operation, fault.operation):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.struck += 1
            if fault.spent:
                self._rules.remove(fault)
            return fault.action
        return None


async def strike(action: Action | None, when: When) -> Flood | Answer | Drop | Endless | None:
    """Lets a fault act at its time: sits out delays and holds, and returns what replaces the answer."""
    match action:
        case None:
            return None
        case Flood():
            return action if when == "before" else None
        case Answer() | Drop() | Endless():
            return action if when == action.when else None
        case Delay():
            if when == action.when:
                await asyncio.sleep(action.seconds)
            return None
        case Hold():
            if when == action.when:
                await action.gate.wait()
            return None
        case _:
            assert_never(action)
