"""The queues as the page has them, against a database that somebody else writes to."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.changes import Changes
from bot.sandbox.queues import Queues, follow, open_beside, read
from bot.store.database import Database
from bot.store.schema import migrate

pytestmark = pytest.mark.anyio

NOW = 1_795_000_000_000_000


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    path = tmp_path / "phlebot.db"
    database = Database.open(f"sqlite:///{path}")
    await asyncio.to_thread(migrate, database)
    await database.close()
    return path


def put(connection: sqlite3.Connection, seq: int, state: str, attempts: int = 0) -> None:
    connection.execute(
        "INSERT INTO outbox (clinic, chat_id, seq, kind, state, attempts, made_at, latest_useful, unsolicited,"
        " fleeting, about_chat_id, done_at) VALUES ('asha', 1001, ?, 'message', ?, ?, ?, ?, 0, 0, 0, ?)",
        (seq, state, attempts, NOW + seq, NOW, NOW if state == "sent" else None),
    )
    connection.commit()


async def test_counts_and_rows_are_what_the_tables_hold(path: Path) -> None:
    with closing(sqlite3.connect(path)) as writer, closing(open_beside(path)) as reader:
        for seq in range(1, 12):
            put(writer, seq, "sent")
        put(writer, 12, "waiting", attempts=2)
        writer.execute("INSERT INTO timers VALUES ('asha', 1001, 'nudge', ?)", (NOW + 9_000_000,))
        writer.commit()

        counts, rows = read(reader)

    assert counts["outbox"] == {"sent": 11, "waiting": 1}
    assert counts["timers"] == {"waiting": 1}
    assert [row["seq"] for row in rows["outbox"][:3]] == [12, 11, 10]
    assert rows["retries"] == [{"chat": 1001, "kind": "message", "attempts": 2, "due": None}]
    assert rows["timers"] == [{"chat": 1001, "kind": "nudge", "due": (NOW + 9_000_000) // 1000}]


async def test_nothing_can_be_written_from_here(path: Path) -> None:
    with closing(open_beside(path)) as reader, pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM timers")


async def test_it_keeps_in_step_from_before_there_is_a_database(path: Path, tmp_path: Path) -> None:
    moved = tmp_path / "later.db"
    queues, changes = Queues(), Changes()
    following = asyncio.create_task(follow(moved, queues, changes.announce))
    try:
        assert not queues.busy
        path.rename(moved)
        await changes.until(lambda: "timers" in queues.counts, 5)
        with closing(sqlite3.connect(moved)) as writer:
            put(writer, 1, "waiting")
            await changes.until(lambda: queues.busy, 5)
            writer.execute("UPDATE outbox SET state = 'sent', done_at = made_at")
            writer.commit()
            await changes.until(lambda: not queues.busy, 5)
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    assert queues.counts["outbox"] == {"sent": 1}


async def test_its_end_waits_for_a_look_that_is_under_way(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on, ended = threading.Event(), threading.Event(), threading.Event()
    found: list[object] = []

    def slow(connection: sqlite3.Connection) -> Any:
        began.set()
        go_on.wait(5)
        try:
            found.append(read(connection))
        except sqlite3.Error as error:
            found.append(error)
        ended.set()
        return {}, {}

    monkeypatch.setattr("bot.sandbox.queues.read", slow)
    following = asyncio.create_task(follow(path, Queues(), lambda: None))
    assert await asyncio.to_thread(began.wait, 5)
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    go_on.set()
    assert await asyncio.to_thread(ended.wait, 5)
    [looked] = found
    assert not isinstance(looked, sqlite3.Error)
