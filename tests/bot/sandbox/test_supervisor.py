"""The keeper of the bot's process: it starts, is killed, starts again, hears of the clock, and ends."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.sandbox.changes import Changes
from bot.sandbox.clock import MovableClock
from bot.sandbox.supervisor import BotNotServing, Supervisor

pytestmark = pytest.mark.anyio

# Says that it serves, and repeats on standard error what it is told.
_ECHO = """
import sys
sys.stderr.write(sys.stdin.readline())
sys.stderr.flush()
print("ready", flush=True)
for line in sys.stdin:
    sys.stderr.write(line)
    sys.stderr.flush()
"""
_DIES = "import sys; sys.stderr.write('no database here\\n'); sys.exit(3)"


@asynccontextmanager
async def supervised(script: str) -> AsyncIterator[tuple[Supervisor, Changes, MovableClock]]:
    clock, changes = MovableClock(), Changes()
    supervisor = Supervisor({"NAME": "value"}, clock, changes, (sys.executable, "-c", script))
    await supervisor.start()
    try:
        yield supervisor, changes, clock
    finally:
        await supervisor.stop()


async def test_it_serves_and_is_given_its_environment() -> None:
    async with supervised(_ECHO) as (supervisor, changes, _):
        await supervisor.serving()
        await changes.until(lambda: bool(supervisor.lines), 5)
        assert supervisor.lines[0] == '{"environment": {"NAME": "value"}, "shift": 0.0}'
    assert supervisor.state == "stopped"


async def test_a_killed_bot_is_another_process_soon() -> None:
    async with supervised(_ECHO) as (supervisor, changes, _):
        await supervisor.serving()
        first = supervisor.pid
        supervisor.kill(pause=0.01)
        await changes.until(lambda: supervisor.deaths == 1, 5)
        assert "killed" in supervisor.lines[-1]
        await supervisor.serving()
        assert supervisor.pid != first


async def test_one_that_is_started_again_ends_by_itself_and_has_not_died() -> None:
    async with supervised(_ECHO) as (supervisor, changes, _):
        await supervisor.serving()
        first = supervisor.pid
        await supervisor.restart()
        assert supervisor.state == "starting"
        await supervisor.serving()
        assert supervisor.pid != first
        assert supervisor.deaths == 0
        supervisor.kill(pause=0.01)
        await changes.until(lambda: supervisor.deaths == 1, 5)
        await supervisor.serving()


async def test_it_hears_that_the_clock_was_moved_and_so_does_its_successor() -> None:
    async with supervised(_ECHO) as (supervisor, changes, clock):
        await supervisor.serving()
        clock.shift += timedelta(minutes=10)
        await supervisor.tell_time()
        await changes.until(lambda: supervisor.lines[-1] == '{"shift": 600.0}', 5)
        supervisor.kill(pause=0.01)
        await changes.until(
            lambda: supervisor.lines[-1].endswith('"shift": 600.0}') and supervisor.deaths == 1, 5
        )


async def test_one_that_does_not_come_up_is_told_with_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sandbox.supervisor.PAUSE", 0.01)
    async with supervised(_DIES) as (supervisor, _, _):
        with pytest.raises(BotNotServing, match="no database here"):
            await supervisor.serving()


async def test_telling_the_time_to_a_dead_one_is_no_error() -> None:
    async with supervised(_ECHO) as (supervisor, changes, _):
        await supervisor.serving()
        supervisor.kill(pause=30)
        await changes.until(lambda: supervisor.state == "dead", 5)
        await supervisor.tell_time()
