"""One token for everybody: renewed early, once, and never asked for in a storm."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from bot.lab.port import LabSignInFailed, LabUnreachable
from bot.lab.tokens import TokenKeeper, TokenPair, pair_from_json, pair_to_json
from tests.bot.lab.scripted_flabs import MemoryTokens


class Clock:
    def __init__(self) -> None:
        self.time = 10_000.0

    def __call__(self) -> float:
        return self.time


class Issuer:
    """Issues a1, a2, … for ten minutes each; `fails` makes a way fail."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.calls: list[str] = []
        self.fails: dict[str, Exception] = {}
        self.issued = 0
        self.before: Callable[[], None] = lambda: None

    async def sign_in(self) -> TokenPair:
        return await self._issue("sign_in")

    async def refresh(self, refresh_token: str) -> TokenPair:
        return await self._issue(f"refresh {refresh_token}")

    async def _issue(self, call: str) -> TokenPair:
        self.calls.append(call)
        await asyncio.sleep(0)
        self.before()
        if failure := self.fails.get(call.split()[0]):
            raise failure
        self.issued += 1
        return TokenPair(f"a{self.issued}", f"r{self.issued}", self.clock(), self.clock() + 600)


class Room:
    def __init__(self, stored: TokenPair | None = None) -> None:
        self.clock = Clock()
        self.issuer = Issuer(self.clock)
        self.store = MemoryTokens(stored)
        self.keeper = self.sibling()

    def sibling(self) -> TokenKeeper:
        return TokenKeeper(self.issuer, self.store, now=self.clock)


def run(play: Callable[[Room], Coroutine[Any, Any, None]], stored: TokenPair | None = None) -> Room:
    room = Room(stored)
    asyncio.run(play(room))
    return room


def test_a_hundred_callers_share_one_sign_in() -> None:
    async def play(room: Room) -> None:
        assert set(await asyncio.gather(*(room.keeper.token() for _ in range(100)))) == {"a1"}

    room = run(play)
    assert room.issuer.calls == ["sign_in"]
    assert room.store.pair == TokenPair("a1", "r1", 10_000, 10_600)


def test_renewed_at_eighty_percent_with_the_newest_refresh_token() -> None:
    async def play(room: Room) -> None:
        await room.keeper.token()
        room.clock.time += 479
        assert await room.keeper.token() == "a1"
        for number in (2, 3):
            room.clock.time += 481
            assert set(await asyncio.gather(*(room.keeper.token() for _ in range(20)))) == {f"a{number}"}

    assert run(play).issuer.calls == ["sign_in", "refresh r1", "refresh r2"]


def test_a_restart_goes_on_with_the_stored_pair() -> None:
    async def play(room: Room) -> None:
        assert await room.keeper.token() == "old"

    assert run(play, TokenPair("old", "r", 9_900, 10_500)).issuer.calls == []


def test_a_restart_after_long_refreshes_the_stored_pair() -> None:
    async def play(room: Room) -> None:
        assert await room.keeper.token() == "a1"

    assert run(play, TokenPair("old", "r", 1_000, 1_600)).issuer.calls == ["refresh r"]


def test_a_sibling_s_newer_pair_is_taken_instead_of_renewing_again() -> None:
    async def play(room: Room) -> None:
        sibling = room.sibling()
        await room.keeper.token()
        await sibling.token()
        room.clock.time += 500
        assert await sibling.token() == "a2"
        assert await room.keeper.token() == "a2"

    assert run(play).issuer.calls == ["sign_in", "refresh r1"]


@pytest.mark.parametrize("failure", [LabSignInFailed("dead"), LabUnreachable("500")])
def test_a_refresh_token_that_fails_falls_back_to_the_secret(failure: Exception) -> None:
    async def play(room: Room) -> None:
        await room.keeper.token()
        room.clock.time += 500
        room.issuer.fails = {"refresh": failure}
        assert await room.keeper.token() == "a2"

    assert run(play).issuer.calls == ["sign_in", "refresh r1", "sign_in"]


def test_a_refresh_token_that_a_sibling_used_first_needs_no_secret() -> None:
    async def play(room: Room) -> None:
        await room.keeper.token()
        room.clock.time += 500
        newer = TokenPair("sibling", "rs", room.clock(), room.clock() + 600)

        def sibling_is_quicker() -> None:
            room.store.pair = newer

        room.issuer.before = sibling_is_quicker
        room.issuer.fails = {"refresh": LabSignInFailed("used")}
        assert await room.keeper.token() == "sibling"

    assert run(play).issuer.calls == ["sign_in", "refresh r1"]


def test_a_lab_that_is_down_while_the_token_still_lives_is_no_trouble() -> None:
    async def play(room: Room) -> None:
        await room.keeper.token()
        room.issuer.fails = dict.fromkeys(("refresh", "sign_in"), LabUnreachable("down"))
        room.clock.time += 500
        for _ in range(5):
            assert await room.keeper.token() == "a1"
        assert len(room.issuer.calls) == 3, "asked once, not by every caller"
        room.clock.time += 101
        with pytest.raises(LabUnreachable):
            await room.keeper.token()
        room.issuer.fails = {}
        room.clock.time += 4
        assert await room.keeper.token() == "a2"

    run(play)


@pytest.mark.parametrize("failure, pause", [(LabSignInFailed("wrong"), 30), (LabUnreachable("down"), 3)])
def test_a_failure_is_told_to_all_who_wait_and_the_lab_is_left_alone_for_a_while(
    failure: Exception, pause: int
) -> None:
    async def play(room: Room) -> None:
        room.issuer.fails = {"sign_in": failure}
        told = await asyncio.gather(*(room.keeper.token() for _ in range(50)), return_exceptions=True)
        assert {type(each) for each in told} == {type(failure)}
        assert room.issuer.calls == ["sign_in"]
        room.clock.time += pause - 0.1
        with pytest.raises(type(failure)):
            await room.keeper.token()
        assert room.issuer.calls == ["sign_in"]
        room.issuer.fails = {}
        room.clock.time += 0.2
        assert await room.keeper.token() == "a1"

    run(play)


def test_a_rejected_token_is_renewed_once_by_the_secret_for_all() -> None:
    async def play(room: Room) -> None:
        token = await room.keeper.token()
        assert set(await asyncio.gather(*(room.keeper.renew(token) for _ in range(50)))) == {"a2"}
        assert await room.keeper.token() == "a2"

    assert run(play).issuer.calls == ["sign_in", "sign_in"]


def test_a_rejected_token_that_a_sibling_replaced_is_taken_over() -> None:
    async def play(room: Room) -> None:
        token = await room.keeper.token()
        await room.sibling().renew(token)
        assert await room.keeper.renew(token) == "a2"

    assert run(play).issuer.calls == ["sign_in", "sign_in"]


def test_a_caller_who_gives_up_does_not_take_the_renewal_with_him() -> None:
    async def play(room: Room) -> None:
        impatient = asyncio.create_task(room.keeper.token())
        patient = asyncio.create_task(room.keeper.token())
        await asyncio.sleep(0)
        impatient.cancel()
        assert await patient == "a1"
        assert impatient.cancelled()

    assert run(play).issuer.calls == ["sign_in", "sign_in"]


def test_a_pair_comes_back_from_storage_and_shows_no_secret() -> None:
    pair = TokenPair("s3cret-access", "s3cret-refresh", 1.0, 2.0)
    assert pair_from_json(pair_to_json(pair)) == pair
    assert "s3cret" not in repr(pair)


@pytest.mark.parametrize("stored", ["", "{}", "null", '{"access": 1}'])
def test_a_damaged_pair_is_as_good_as_none(stored: str) -> None:
    assert pair_from_json(stored) is None
