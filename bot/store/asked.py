"""Units on their way through a database thread, and how those who asked for them are told."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bot.store.database import Unit


@dataclass(slots=True, eq=False)
class Asked:
    """A unit, the keys of what it writes, and who waits for it."""

    unit: Unit[Any]
    answer: "asyncio.Future[Any]"
    keys: tuple[str, ...] = ()


Outcome = tuple[Asked, Any, Exception | None]


def tell(outcomes: list[Outcome]) -> None:
    """Hands the outcomes to the loops that wait, in their order."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Outcome]] = {}
    for outcome in outcomes:
        by_loop.setdefault(outcome[0].answer.get_loop(), []).append(outcome)
    for loop, told in by_loop.items():
        # A loop that is closed has nobody left who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, told)


def _settle(outcomes: list[Outcome]) -> None:
    for asked, result, error in outcomes:
        if asked.answer.done():
            continue
        if error is None:
            asked.answer.set_result(result)
        else:
            asked.answer.set_exception(error)
