"""The lab account's tokens, sealed, shared by all processes that use the account."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from bot.lab.tokens import TokenPair, pair_from_json, pair_to_json
from bot.store import upsert
from bot.store.database import Database, Hold
from bot.store.sealing import Sealer
from bot.store.tables import lab_tokens

_PATIENCE_SECONDS = 20.0

_save = upsert.insert(
    lab_tokens,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["clinic", "account"],
        set_={"pair": insert.excluded.pair, "saved_at": insert.excluded.saved_at},
    ),
)


class StoredTokens:
    """See `bot.lab.tokens.TokenStore`. `account` names the account at the lab, without its secret."""

    def __init__(self, database: Database, sealer: Sealer, clinic: str, account: str) -> None:
        self._database = database
        self._sealer = sealer
        self._clinic = clinic
        self._account = account

    async def load(self) -> TokenPair | None:
        def unit(connection: Connection) -> bytes | None:
            return connection.scalars(
                select(lab_tokens.c.pair).where(
                    lab_tokens.c.clinic == self._clinic, lab_tokens.c.account == self._account
                )
            ).one_or_none()

        sealed = await self._database.read(unit)
        if sealed is None:
            return None
        stored = self._sealer.open_or_none(sealed, self._clinic, "lab_tokens", "pair", self._account)
        return None if stored is None else pair_from_json(stored.decode())

    async def save(self, pair: TokenPair) -> None:
        sealed = self._sealer.seal(
            pair_to_json(pair).encode(), self._clinic, "lab_tokens", "pair", self._account
        )
        values = {
            "clinic": self._clinic,
            "account": self._account,
            "pair": sealed,
            "saved_at": datetime.fromtimestamp(pair.issued_at, UTC),
        }

        def unit(connection: Connection) -> None:
            _save.run(connection, values)

        await self._database.write(unit)

    @asynccontextmanager
    async def renewing(self) -> AsyncIterator[None]:
        hold = await self._hold()
        try:
            yield
        finally:
            if hold is not None:
                await hold.let_go()

    async def _hold(self) -> Hold | None:
        """None when whoever has it takes too long: better two renewals than none."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            hold = await self._database.hold(f"tokens {self._clinic} {self._account}")
            if hold is not None:
                return hold
            await asyncio.sleep(0.1)
        return None
