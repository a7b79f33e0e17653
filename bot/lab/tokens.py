"""The access token of a lab account: renewed early, once, and shared by everybody who calls the lab."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Final, Protocol

import structlog
from pydantic import TypeAdapter, ValidationError

from bot.lab.port import LabSignInFailed, LabUnreachable

_log = structlog.get_logger(__name__)

_RENEW_AT: Final = 0.8
_REFUSED_SECONDS: Final = 30.0
_UNREACHABLE_SECONDS: Final = 3.0


@dataclass(frozen=True, slots=True)
class TokenPair:
    """An access token with the refresh token that came with it. Times are seconds since the epoch."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    issued_at: float
    expires_at: float

    @property
    def renew_at(self) -> float:
        return self.issued_at + _RENEW_AT * (self.expires_at - self.issued_at)


_pair_json: TypeAdapter[TokenPair] = TypeAdapter(TokenPair)


def pair_to_json(pair: TokenPair) -> str:
    """The pair as JSON, secrets included: store it encrypted."""
    return _pair_json.dump_json(pair).decode()


def pair_from_json(stored: str) -> TokenPair | None:
    """The pair that `pair_to_json` wrote; None for anything else, since signing in again mends it."""
    try:
        return _pair_json.validate_json(stored)
    except ValidationError:
        return None


class TokenStore(Protocol):
    """Where the newest pair outlives the process and is seen by its siblings. Keeps it encrypted."""

    async def load(self) -> TokenPair | None: ...

    async def save(self, pair: TokenPair) -> None: ...

    def renewing(self) -> AbstractAsyncContextManager[None]:
        """Inside, no sibling renews the pair."""
        ...


class TokenIssuer(Protocol):
    """The lab's two ways to a token. Both raise `LabSignInFailed` when refused, `LabUnreachable` when not answered."""

    async def sign_in(self) -> TokenPair:
        """A pair for the account's own id and secret."""
        ...

    async def refresh(self, refresh_token: str) -> TokenPair:
        """A new pair for the refresh token of the last one."""
        ...


class TokenKeeper:
    """Hands out the access token and renews it at 80 % of its life, one renewal at a time.

    Siblings in other processes share the pair through the store, and only one of them renews it at a time: whoever
    comes next, or has a refresh token refused, asks the store first whether another was quicker. `now` is the computer's clock in seconds since the
    epoch, since a pair may come from another process; it is not a clock that anybody moves for a demonstration.
    """

    def __init__(
        self, issuer: TokenIssuer, store: TokenStore, *, now: Callable[[], float] = time.time
    ) -> None:
        self._issuer = issuer
        self._store = store
        self._now = now
        self._pair: TokenPair | None = None
        self._renewing = asyncio.Lock()
        self._failure: LabSignInFailed | LabUnreachable | None = None
        self._failure_ends = 0.0

    async def token(self) -> str:
        """An access token that is good now. Raises `LabSignInFailed` or `LabUnreachable`."""
        pair = self._pair
        if pair is None or self._is_due(pair):
            async with self._renewing:
                pair = await self._renew_early()
        return pair.access

    async def renew(self, rejected: str) -> str:
        """Another access token than `rejected`, which the lab no longer takes: that of whoever renewed meanwhile, or
        one from signing in again with the secret. Raises `LabSignInFailed` or `LabUnreachable`."""
        async with self._renewing:
            for pair in (self._pair, await self._store.load()):
                if pair is not None and pair.access != rejected and self._now() < pair.expires_at:
                    self._pair = pair
                    return pair.access
            async with self._store.renewing():
                stored = await self._store.load()
                if stored is not None and stored.access != rejected and self._now() < stored.expires_at:
                    self._pair = stored
                    return stored.access
                return (await self._keep(await self._ask(None))).access

    def _is_due(self, pair: TokenPair) -> bool:
        if self._now() >= pair.expires_at:
            return True
        return self._now() >= pair.renew_at and self._now() >= self._failure_ends

    async def _renew_early(self) -> TokenPair:
        pair = await self._newest()
        if pair is not None and not self._is_due(pair):
            return pair
        try:
            async with self._store.renewing():
                pair = await self._newest()
                if pair is not None and not self._is_due(pair):
                    return pair
                return await self._keep(await self._ask(pair))
        except (LabSignInFailed, LabUnreachable) as failure:
            if pair is None or self._now() >= pair.expires_at:
                raise
            _log.warning("lab_token_not_renewed_yet", reason=str(failure))
            return pair

    async def _newest(self) -> TokenPair | None:
        """Our pair, or that of a sibling who was quicker."""
        pair = self._pair
        if pair is None or self._is_due(pair):
            stored = await self._store.load()
            if stored is not None and (pair is None or stored.issued_at > pair.issued_at):
                pair = self._pair = stored
        return pair

    async def _ask(self, last: TokenPair | None) -> TokenPair:
        """A pair from the lab, by the refresh token of `last` if there is one, else by the secret.

        A failure is remembered for a moment, so that everybody who waits for a token is told at once instead of
        asking a lab that is down, or one that locks accounts, again and again.
        """
        if self._failure is not None and self._now() < self._failure_ends:
            raise self._failure.with_traceback(None)
        try:
            pair = await (self._issuer.sign_in() if last is None else self._refresh(last))
        except (LabSignInFailed, LabUnreachable) as failure:
            refused = isinstance(failure, LabSignInFailed)
            self._failure = failure
            self._failure_ends = self._now() + (_REFUSED_SECONDS if refused else _UNREACHABLE_SECONDS)
            raise
        self._failure = None
        self._failure_ends = 0.0
        return pair

    async def _refresh(self, last: TokenPair) -> TokenPair:
        try:
            return await self._issuer.refresh(last.refresh)
        except (LabSignInFailed, LabUnreachable) as failure:
            stored = await self._store.load()
            if stored is not None and not self._is_due(stored):
                return stored
            _log.info("lab_refresh_token_useless", reason=str(failure))
            return await self._issuer.sign_in()

    async def _keep(self, pair: TokenPair) -> TokenPair:
        self._pair = pair
        await self._store.save(pair)
        return pair
