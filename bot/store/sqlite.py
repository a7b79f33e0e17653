"""SQLite: the file beside the bot. One writer thread commits the units of many callers together."""

import asyncio
import fcntl
import os
import queue
import sqlite3
import threading
from collections.abc import Collection
from pathlib import Path
from typing import TypeVar, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from bot.store.asked import Asked, Outcome, tell
from bot.store.database import Database, DatabaseInUse, DatabaseTrouble, DatabaseUrlUnfit, Heard, Hold, Unit

T = TypeVar("T")

GROUP = 64
BUSY_SECONDS = 30.0


class _Hold(Hold):
    def __init__(self, held: set[str], name: str) -> None:
        super().__init__()
        self._held = held
        self._name = name

    async def let_go(self) -> None:
        if not self.lost.is_set():
            self._held.discard(self._name)
            self.lost.set()


class Sqlite(Database):
    """One file, one process, one thread that writes."""

    exclusive = True

    def __init__(self, url: URL) -> None:
        if not url.database or url.database == ":memory:":
            raise DatabaseUrlUnfit("DATABASE_URL names no file; it should look like sqlite:///phlebot.db")
        if url.query or url.host:
            raise DatabaseUrlUnfit(
                "DATABASE_URL for SQLite is sqlite:/// and a file name, without a host or options"
            )
        self._path = Path(url.database)
        if not self._path.parent.is_dir():
            raise DatabaseUrlUnfit(
                f"DATABASE_URL names a file in the folder {str(self._path.parent)!r}, which does not exist"
            )
        if self._path.is_dir():
            raise DatabaseUrlUnfit(f"DATABASE_URL names {str(self._path)!r}, which is a folder, not a file")
        self._lock = _lock(self._path.with_name(self._path.name + "-lock"))
        try:
            self._engine = _sqlite_engine(url)
            with self._engine.connect() as connection:
                connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
        except Exception as error:
            os.close(self._lock)
            reason = getattr(error, "orig", error)
            raise DatabaseUrlUnfit(
                f"DATABASE_URL names {self._path.name!r}, which SQLite cannot open: {reason}"
            ) from error
        self._writes: queue.SimpleQueue[Asked | None] = queue.SimpleQueue()
        self._reads: queue.SimpleQueue[Asked | None] = queue.SimpleQueue()
        self._closed = False
        self._held: set[str] = set()
        self._threads = [
            threading.Thread(target=self._write_forever, name="database-writer", daemon=True),
            threading.Thread(target=self._read_forever, name="database-reader", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def place(self) -> Path:
        return self._path

    async def read(self, unit: Unit[T]) -> T:
        return await self._ask(self._reads, unit)

    async def write(self, unit: Unit[T], *keys: str) -> T:
        return await self._ask(self._writes, unit)

    def alone(self, unit: Unit[T], *keys: str) -> T:
        with self._engine.connect() as connection:
            raw = _raw(connection)
            raw.execute("BEGIN IMMEDIATE")
            try:
                result = unit(connection)
            except BaseException:
                raw.rollback()
                raise
            raw.execute("COMMIT")
            return result

    async def hold(self, name: str) -> Hold | None:
        if name in self._held:
            return None
        self._held.add(name)
        return _Hold(self._held, name)

    async def held(self, names: Collection[str]) -> set[str]:
        return self._held & set(names)

    def listen(self, worker_id: str, heard: Heard) -> None:
        """Nobody else writes here."""

    def stop_listening(self, worker_id: str) -> None:
        """Nobody was listened to."""

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._writes.put(None)
        self._reads.put(None)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)
        self._engine.dispose()
        os.close(self._lock)

    async def _ask(self, line: "queue.SimpleQueue[Asked | None]", unit: Unit[T]) -> T:
        if self._closed:
            raise DatabaseTrouble("the database is closed")
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        line.put(Asked(unit, answer))
        return await answer

    def _write_forever(self) -> None:
        with self._engine.connect() as connection:
            while (first := self._writes.get()) is not None:
                group: list[Asked] = [first]
                last = False
                while len(group) < GROUP:
                    try:
                        following = self._writes.get_nowait()
                    except queue.Empty:
                        break
                    if following is None:
                        last = True
                        break
                    group.append(following)
                tell(_commit(connection, group))
                if last:
                    return

    def _read_forever(self) -> None:
        with self._engine.connect() as connection:
            raw = _raw(connection)
            while (asked := self._reads.get()) is not None:
                raw.execute("BEGIN")
                try:
                    outcome: Outcome = (asked, asked.unit(connection), None)
                except Exception as error:  # noqa: BLE001 - it is the caller's to handle
                    outcome = (asked, None, _told(error))
                finally:
                    raw.rollback()
                tell([outcome])


def _commit(connection: Connection, group: list[Asked]) -> list[Outcome]:
    """All units in one transaction; what became of each."""
    raw = _raw(connection)
    outcomes: list[Outcome] = []
    try:
        raw.execute("BEGIN IMMEDIATE")
        for asked in group:
            raw.execute("SAVEPOINT unit")
            try:
                outcome: Outcome = (asked, asked.unit(connection), None)
            except Exception as error:  # noqa: BLE001 - it is the caller's to handle
                outcome = (asked, None, _told(error))
                raw.execute("ROLLBACK TO unit")
            raw.execute("RELEASE unit")
            outcomes.append(outcome)
        raw.execute("COMMIT")
    except sqlite3.Error as error:
        # The transaction as a whole is gone, and with it every unit: a full disk, most likely.
        if raw.in_transaction:
            raw.rollback()
        return [(asked, None, _told(error)) for asked in group]
    return outcomes


def _told(error: Exception) -> Exception:
    """The error as a caller may see it: what the database itself failed at is `DatabaseTrouble`."""
    if not isinstance(error, OperationalError | sqlite3.Error):
        return error
    trouble = DatabaseTrouble(f"the database failed: {getattr(error, 'orig', error)}")
    trouble.__cause__ = error
    return trouble


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        poolclass=NullPool,
        # Transactions are begun by hand: the driver would begin them later than a snapshot needs.
        isolation_level="AUTOCOMMIT",
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "cached_statements": 512},
    )

    @event.listens_for(engine, "connect")
    def _prepare(raw: sqlite3.Connection, _record: object) -> None:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA secure_delete = FAST")
        raw.execute("PRAGMA temp_store = MEMORY")
        raw.execute("PRAGMA cache_size = -32768")

    return engine


def _raw(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.dbapi_connection)


def _lock(path: Path) -> int:
    """An open lock file that no other process has. Raises `DatabaseTrouble`."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DatabaseUrlUnfit(
            f"the lock file {path.name} beside the database cannot be made: {error.strerror}"
        ) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise DatabaseInUse(
            f"another phlebot process has the database {path.name.removesuffix('-lock')!r} open;"
            " SQLite serves one process, stop the other or use PostgreSQL"
        ) from None
    return descriptor
