"""Where each clinic's staff are: rows for them are addressed to the chat of the clinic's file, wherever it moved."""

import asyncio

from sqlalchemy import Connection

from bot.engine.means import Means
from bot.store import settings


class StaffChats:
    def __init__(self, means: Means) -> None:
        self._means = means
        self._moved: dict[str, int] = {}
        self._news = asyncio.Event()

    async def load(self) -> None:
        """What other processes have learnt. A chat that the file names anew counts from there."""

        def unit(connection: Connection) -> dict[str, str | None]:
            return {
                clinic: settings.get(connection, clinic, settings.STAFF_CHAT_ID)
                for clinic in self._means.sites
            }

        for clinic, stored in (await self._means.database.read(unit)).items():
            named, _, now = (stored or "").partition(":")
            if now and named == str(self.address(clinic)):
                self._put(clinic, int(now))

    def address(self, clinic: str) -> int:
        """The chat that rows for the staff are addressed to."""
        return self._means.sites[clinic].clinic.staff_chat_id

    def now(self, clinic: str) -> int:
        """The chat where the staff are."""
        return self._moved.get(clinic, self.address(clinic))

    async def other_than(self, clinic: str, known: int | None) -> int:
        """The chat where the staff are, once it is another one than that."""
        while (chat_id := self.now(clinic)) == known:
            await self._news.wait()
        return chat_id

    def _put(self, clinic: str, chat_id: int) -> None:
        if chat_id != self.now(clinic):
            self._moved[clinic] = chat_id
            self._news.set()
            self._news = asyncio.Event()

    async def moved(self, clinic: str, chat_id: int) -> None:
        """The group has become another one."""
        if chat_id == self.now(clinic):
            return
        self._put(clinic, chat_id)
        value = f"{self.address(clinic)}:{chat_id}"

        def unit(connection: Connection) -> None:
            settings.put(connection, clinic, settings.STAFF_CHAT_ID, value)

        await self._means.database.write(unit)
