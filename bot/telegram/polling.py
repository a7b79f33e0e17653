"""Long polling: the updates of one bot, in Telegram's order, each batch confirmed only after it is safe with us."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.telegram.client import TelegramClient
from bot.telegram.incoming import ALLOWED_UPDATES, UpdateUnreadable, update_key
from bot.telegram.transport import Flooded

Ingest = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]
"""Stores a batch durably; only when it has returned are the batch's updates confirmed to Telegram."""

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")


class Polling:
    """Polls until told to stop. Only one may poll a bot at a time; who else does is Telegram's `Conflict`.

    `problem` is what stands in the way now, in words, and empty while all is well.
    """

    def __init__(
        self,
        client: TelegramClient,
        ingest: Ingest,
        *,
        timeout_seconds: int = 25,
        sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._ingest = ingest
        self._timeout = timeout_seconds
        self._sleep = sleep
        self.problem = "the first answer of Telegram is still to come"

    async def run(self, stop: asyncio.Event) -> None:
        """Runs until `stop` is set. A poll under way is then broken off: what it would have brought is not confirmed
        and comes again. A batch that is being stored is stored to its end."""
        offset: int | None = None
        pause = FIRST_PAUSE
        webhook_gone = False
        while not stop.is_set():
            try:
                if not webhook_gone:
                    await _until(stop, self._delete_webhook())
                    webhook_gone = True
                    continue
                batch = await _until(stop, self._client.raw_updates(offset, self._timeout, ALLOWED_UPDATES))
                if batch is None:
                    return
                if batch:
                    offset = await self._take(batch)
            except TelegramError as error:
                after = self._explain(error)
            except Exception as error:  # noqa: BLE001 - whatever storing raises
                # Storing failed: the database may be busy or away. Nothing is confirmed, so nothing is lost, and
                # giving up would leave every patient without an answer.
                self.problem = f"updates cannot be stored ({type(error).__name__})"
                _log.exception("updates_not_stored", advice="they are asked for again")
                after = None
            else:
                self.problem, pause = "", FIRST_PAUSE
                continue
            await _until(stop, self._sleep(pause if after is None else after))
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _delete_webhook(self) -> bool:
        # While a webhook is set, Telegram refuses getUpdates.
        return await self._client.delete_webhook(drop_pending_updates=False)

    async def _take(self, batch: list[Any]) -> int:
        keyed: dict[int, dict[str, Any]] = {}
        for raw in batch:
            try:
                keyed[update_key(raw)] = raw
            except UpdateUnreadable as error:
                _log.error("update_passed_over", reason=str(error))
        if not keyed:
            raise UpdateUnreadable("a batch without a single update that has an id")
        await self._ingest(tuple(keyed.values()))
        return list(keyed)[-1] + 1

    def _explain(self, error: TelegramError) -> float | None:
        """Says what is wrong; the seconds to wait if Telegram named them."""
        match error:
            case Flooded(after=after):
                self.problem = "Telegram wants us to ask less often"
                _log.warning("polling_trouble", problem=self.problem)
                return after
            case Conflict():
                self.problem = (
                    "another program polls this bot or has set a webhook for it: stop that one, only one can have"
                    f" the updates (Telegram says: {error})"
                )
            case InvalidToken():
                self.problem = "Telegram does not know the bot's token: check TELEGRAM_BOT_TOKEN"
            case _:
                self.problem = f"Telegram cannot be reached: {error}"
        _log.warning("polling_trouble", problem=self.problem)
        return None


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, _T]) -> _T | None:
    """The result of the work, or `None` (and the work cancelled) when `stop` is set first."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        return None
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
