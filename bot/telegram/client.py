"""The Bot API client of one bot: python-telegram-bot's `Bot` over our transport, with its token kept to itself."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from telegram import Bot

from bot.telegram.transport import Transport

_POLL_MARGIN_SECONDS = 10.0


class TelegramClient(Bot):
    """Beside the methods of `Bot`: updates as the JSON that Telegram sent, so that one damaged update spoils no batch,
    and calls from plain values, which cost a quarter of those from the library's objects."""

    def __init__(self, token: str, base: str, sending: Transport, polling: Transport) -> None:
        super().__init__(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=sending,
            get_updates_request=polling,
        )
        self._sending = sending

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """What a method of the Bot API answers; a parameter that is `None` is not sent. Raises what `Transport.call`
        raises."""
        said = {name: value for name, value in parameters.items() if value is not None}
        return await self._sending.call(f"{self.base_url}/{method}", said)

    def __repr__(self) -> str:
        return f"TelegramClient({bot_id_of(self.token)})"

    async def raw_updates(
        self, offset: int | None, timeout_seconds: int, allowed: Sequence[str], limit: int = 100
    ) -> list[Any]:
        """`getUpdates`: waits up to `timeout_seconds` for the updates from `offset` on; getting them confirms all
        before it. Raises TelegramError."""
        updates = await self._post(
            "getUpdates",
            {"offset": offset, "timeout": timeout_seconds, "limit": limit, "allowed_updates": list(allowed)},
            read_timeout=timeout_seconds + _POLL_MARGIN_SECONDS,
        )
        return updates if isinstance(updates, list) else []


def bot_id_of(token: str) -> int:
    """The bot's own id, which is the first part of its token; 0 for a token of another form."""
    number = token.partition(":")[0]
    return int(number) if number.isascii() and number.isdigit() else 0


@asynccontextmanager
async def open_client(token: str, api_url: str) -> AsyncIterator[TelegramClient]:
    """A client at a Bot API server (`https://api.telegram.org`), which needs no answer of Telegram to begin with. `getUpdates` has connections of its own, so that
    waiting for updates never delays a message."""
    sending, polling = Transport(), Transport(connections=8)
    base = api_url.rstrip("/").removesuffix("/bot")
    await sending.initialize()
    await polling.initialize()
    try:
        yield TelegramClient(token, base, sending, polling)
    finally:
        await polling.shutdown()
        await sending.shutdown()
