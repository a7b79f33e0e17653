"""The bot's queues as its database has them, read beside the running bot. What the rows say is sealed; that they
are there, and how they fare, is not."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

_POLL = 0.15
_ROWS = 8

_COUNTS = """
SELECT 'inbox', state, count(*) FROM inbox GROUP BY state
UNION ALL SELECT 'outbox', state, count(*) FROM outbox GROUP BY state
UNION ALL SELECT 'timers', 'waiting',
  (SELECT count(*) FROM timers) + (SELECT count(*) FROM submissions WHERE unconfirmed_at IS NOT NULL)
UNION ALL SELECT 'submissions', state, count(*) FROM submissions GROUP BY state
UNION ALL SELECT 'reports', CASE WHEN sent_at IS NULL THEN 'waiting' ELSE 'sent' END, count(*) FROM reports GROUP BY 2
UNION ALL SELECT 'slots', CASE WHEN expires_at IS NULL THEN 'firm' ELSE 'held' END, count(*) FROM slot_claims GROUP BY 2
UNION ALL SELECT 'set aside', 'waiting', count(*) FROM poison WHERE retried_at IS NULL
"""
# Whatever waits first, then the newest of what is done.
_LISTS = {
    "inbox": """
SELECT chat_id AS chat, seq, source, kind, state, attempts, received_at AS at FROM inbox
ORDER BY state <> 'waiting', received_at DESC, seq DESC LIMIT :rows""",
    "outbox": """
SELECT chat_id AS chat, seq, kind, state, attempts, made_at AS at, not_before AS due FROM outbox
ORDER BY done_at IS NOT NULL, made_at DESC, seq DESC LIMIT :rows""",
    "timers": """
SELECT chat_id AS chat, kind, due FROM timers
UNION ALL SELECT chat_id, 'ask the staff about ' || reference, unconfirmed_at FROM submissions
WHERE unconfirmed_at IS NOT NULL
ORDER BY 3 LIMIT 2 * :rows""",
    "retries": """
SELECT chat_id AS chat, 'message' AS kind, attempts, not_before AS due FROM outbox
WHERE done_at IS NULL AND attempts > 0
UNION ALL SELECT chat_id, 'booking ' || reference, attempts, next_attempt_at FROM submissions
WHERE next_attempt_at IS NOT NULL
UNION ALL SELECT chat_id, 'report file', attempts, next_fetch_at FROM reports WHERE next_fetch_at IS NOT NULL
ORDER BY 4 LIMIT :rows""",
    "submissions": """
SELECT chat_id AS chat, reference, state, attempts, made_at AS at FROM submissions ORDER BY made_at DESC LIMIT :rows""",
}


class Queues:
    """What was read last. `counts` by queue and state; `rows` the few of each queue that are worth a look. Times are
    milliseconds since the epoch."""

    def __init__(self) -> None:
        self.counts: dict[str, dict[str, int]] = {}
        self.rows: dict[str, list[dict[str, Any]]] = {}

    @property
    def busy(self) -> bool:
        """Whether something waits to be handled or to be sent."""
        inbox, outbox = self.counts.get("inbox", {}), self.counts.get("outbox", {})
        return any((inbox.get("waiting"), outbox.get("waiting"), outbox.get("sending")))


def read(connection: sqlite3.Connection) -> tuple[dict[str, dict[str, int]], dict[str, list[dict[str, Any]]]]:
    """Counts and rows from one snapshot. Raises `sqlite3.Error`."""
    connection.execute("BEGIN")
    try:
        counts: dict[str, dict[str, int]] = {}
        for queue, state, count in connection.execute(_COUNTS):
            counts.setdefault(queue, {})[state] = count
        rows = {queue: _rows(connection.execute(select, {"rows": _ROWS})) for queue, select in _LISTS.items()}
    finally:
        connection.execute("ROLLBACK")
    return counts, rows


def open_beside(database: Path) -> sqlite3.Connection:
    """A connection that can only read. Raises `sqlite3.Error`."""
    address = f"{database.as_uri()}?mode=ro"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=1.0, check_same_thread=False)


async def follow(database: Path, queues: Queues, announce: Callable[[], object]) -> None:
    """Keeps `queues` in step with the database, until cancelled."""
    while True:
        try:
            await _follow_one(database, queues, announce)
        except sqlite3.Error:
            # There is no database yet, or it is being brought up to date.
            await asyncio.sleep(_POLL)


async def _follow_one(database: Path, queues: Queues, announce: Callable[[], object]) -> None:
    # One thread does all of it, the closing too: whoever cancels this may do so in the middle of a look, and SQLite does
    # not outlive a connection that is closed under it.
    thread = ThreadPoolExecutor(1, "queues")
    opening = thread.submit(open_beside, database)
    try:
        connection = await asyncio.wrap_future(opening)
        seen = -1
        while True:
            version = await asyncio.wrap_future(thread.submit(_version, connection))
            if version != seen:
                looked = await asyncio.wrap_future(thread.submit(read, connection))
                queues.counts, queues.rows = looked
                seen = version
                announce()
            await asyncio.sleep(_POLL)
    finally:
        thread.submit(_close, opening)
        thread.shutdown(wait=False)


def _close(opening: Future[sqlite3.Connection]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()


def _version(connection: sqlite3.Connection) -> int:
    """A number that is another one after every commit of somebody else."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _rows(cursor: sqlite3.Cursor) -> list[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    return [
        {
            name: value // 1000 if name in {"at", "due"} and value is not None else value
            for name, value in zip(names, row, strict=True)
        }
        for row in cursor
    ]
