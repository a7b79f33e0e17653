"""Telegram's webhook: set once to our address, so that updates are brought to us instead of being asked for."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from telegram.error import TelegramError

from bot.telegram.client import TelegramClient
from bot.telegram.incoming import ALLOWED_UPDATES

FIRST_PAUSE = 2.0
LONGEST_PAUSE = 300.0
CONNECTIONS = 40

_log = structlog.get_logger(__name__)


class Webhook:
    """Sets the webhook of one bot. `problem` is what stands in the way, in words; empty while all is well."""

    def __init__(
        self,
        client: TelegramClient,
        address: str,
        secret: str,
        *,
        sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._address = address
        self._secret = secret
        self._sleep = sleep
        self.problem = "the webhook is not set yet"

    @property
    def told(self) -> str:
        """All that Telegram is told when the webhook is set, as one text with a secret in it."""
        return "\n".join((self._address, self._secret, *ALLOWED_UPDATES, str(CONNECTIONS)))

    async def set(self) -> None:
        """Sets it, and goes on trying while Telegram is away. Waiting updates are kept: nothing is dropped.

        It is set at every start, for Telegram does not tell whether the secret it has is still ours.
        """
        pause = FIRST_PAUSE
        while True:
            try:
                await self._client.set_webhook(
                    self._address,
                    secret_token=self._secret,
                    allowed_updates=list(ALLOWED_UPDATES),
                    max_connections=CONNECTIONS,
                    drop_pending_updates=False,
                )
            except TelegramError as error:
                self.problem = f"the webhook could not be set: {error}"
                _log.warning("webhook_not_set", reason=type(error).__name__)
                await self._sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                self.problem = ""
                return
