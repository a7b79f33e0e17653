"""Answers to button presses: on a lane of their own, behind nothing."""

import asyncio
from collections.abc import Iterable

import structlog

from bot.engine.site import Site
from bot.telegram.outgoing import AnswerPress, TryAgain

_log = structlog.get_logger(__name__)


class Presses:
    """Every press is answered once: with what its turn says, or with nothing when that takes too long."""

    def __init__(self, wait: float) -> None:
        self._wait = wait
        self._waiting: dict[tuple[str, str], asyncio.TimerHandle] = {}
        self._answering: set[asyncio.Task[None]] = set()

    def expect(self, site: Site, chat_id: int, query_id: str) -> None:
        """A press whose turn is still to come."""
        key = (site.clinic.id, query_id)
        if key not in self._waiting:
            loop = asyncio.get_running_loop()
            self._waiting[key] = loop.call_later(self._wait, self._too_long, site, chat_id, query_id)

    def answer(self, site: Site, chat_id: int, answers: Iterable[AnswerPress]) -> None:
        """Sends answers, and waits for nobody."""
        for each in answers:
            waiting = self._waiting.pop((site.clinic.id, each.query_id), None)
            if waiting is not None:
                waiting.cancel()
            task = asyncio.create_task(self._send(site, chat_id, each))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    async def stop(self) -> None:
        """Lets what is on its way arrive."""
        for waiting in self._waiting.values():
            waiting.cancel()
        self._waiting.clear()
        if self._answering:
            await asyncio.gather(*self._answering, return_exceptions=True)

    def _too_long(self, site: Site, chat_id: int, query_id: str) -> None:
        self.answer(site, chat_id, [AnswerPress(query_id)])

    async def _send(self, site: Site, chat_id: int, answer: AnswerPress) -> None:
        delivery = await site.messenger.deliver(chat_id, answer)
        if isinstance(delivery, TryAgain) and not delivery.perhaps:
            delivery = await site.messenger.deliver(chat_id, answer)
        if isinstance(delivery, TryAgain):
            _log.info("press_not_answered", clinic=site.clinic.id, reason=delivery.reason)
