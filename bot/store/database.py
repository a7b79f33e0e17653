"""The one door to the database: units of work that run on database threads, never on the event loop.

A unit is a plain function over a connection. Written units of different callers are committed together, each in
a savepoint of its own: one that fails undoes itself alone, and nobody is told of success before the commit.
"""

import asyncio
import fcntl
import os
import queue
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import NullPool

T = TypeVar("T")
Unit = Callable[[Connection], T]

GROUP = 64
BUSY_SECONDS = 30.0


class DatabaseTrouble(Exception):
    """The database cannot be used, or has failed; the text is one sentence for whoever runs the bot."""


class DatabaseUrlUnfit(DatabaseTrouble):
    """`DATABASE_URL` is wrong."""


class DatabaseInUse(DatabaseTrouble):
    """Another process has the SQLite file: it serves one process only."""


class Database(ABC):
    """A database that is open. `exclusive` says that no other process can be using it."""

    exclusive: bool

    @staticmethod
    def open(url: str) -> "Database":
        """Opens the database of a `DATABASE_URL`. Raises `DatabaseTrouble`."""
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError):
            raise DatabaseUrlUnfit(
                "DATABASE_URL is no database address; it should look like sqlite:///phlebot.db"
                " or postgresql://user:password@host/name"
            ) from None
        match parsed.get_backend_name():
            case "sqlite":
                return _Sqlite(parsed)
            case "postgresql":
                raise DatabaseUrlUnfit(
                    "DATABASE_URL names PostgreSQL, for which this release has no driver; use sqlite:///phlebot.db"
                )
            case other:
                raise DatabaseUrlUnfit(
                    f"DATABASE_URL names {other!r}; it must begin with sqlite:/// or postgresql://"
                )

    @property
    @abstractmethod
    def place(self) -> Path | None:
        """The file of the database, if it is one: its key file lies beside it."""

    @abstractmethod
    async def read(self, unit: Unit[T]) -> T:
        """What `unit` yields from one snapshot. Raises what it raises."""

    @abstractmethod
    async def write(self, unit: Unit[T]) -> T:
        """What `unit` yields, once it is durable. Raises what it raises, with nothing of it written."""

    @abstractmethod
    def alone(self, unit: Unit[T]) -> T:
        """`unit` in a transaction of its own, in the caller's thread: for migrations and commands."""

    @abstractmethod
    async def close(self) -> None:
        """Finishes what has been asked for and lets go of the database."""


@dataclass(slots=True, eq=False)
class _Asked:
    unit: Unit[Any]
    answer: "asyncio.Future[Any]"


class _Sqlite(Database):
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
        self._writes: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._reads: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._closed = False
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

    async def write(self, unit: Unit[T]) -> T:
        return await self._ask(self._writes, unit)

    def alone(self, unit: Unit[T]) -> T:
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

    async def _ask(self, line: "queue.SimpleQueue[_Asked | None]", unit: Unit[T]) -> T:
        if self._closed:
            raise DatabaseTrouble("the database is closed")
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        line.put(_Asked(unit, answer))
        return await answer

    def _write_forever(self) -> None:
        with self._engine.connect() as connection:
            while (first := self._writes.get()) is not None:
                group: list[_Asked] = [first]
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
                _tell(_commit(connection, group))
                if last:
                    return

    def _read_forever(self) -> None:
        with self._engine.connect() as connection:
            raw = _raw(connection)
            while (asked := self._reads.get()) is not None:
                raw.execute("BEGIN")
                try:
                    outcome: _Outcome = (asked, asked.unit(connection), None)
                except Exception as error:  # noqa: BLE001 - it is the caller's to handle
                    outcome = (asked, None, _told(error))
                finally:
                    raw.rollback()
                _tell([outcome])


_Outcome = tuple[_Asked, Any, Exception | None]


def _commit(connection: Connection, group: list[_Asked]) -> list[_Outcome]:
    """All units in one transaction; what became of each."""
    raw = _raw(connection)
    outcomes: list[_Outcome] = []
    try:
        raw.execute("BEGIN IMMEDIATE")
        for asked in group:
            raw.execute("SAVEPOINT unit")
            try:
                outcome: _Outcome = (asked, asked.unit(connection), None)
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


def _tell(outcomes: list[_Outcome]) -> None:
    """Hands the outcomes to the loops that wait, in the order of the commit."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Outcome]] = {}
    for outcome in outcomes:
        by_loop.setdefault(outcome[0].answer.get_loop(), []).append(outcome)
    for loop, told in by_loop.items():
        # A loop that is closed has nobody left who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, told)


def _settle(outcomes: list[_Outcome]) -> None:
    for asked, result, error in outcomes:
        if asked.answer.done():
            continue
        if error is None:
            asked.answer.set_result(result)
        else:
            asked.answer.set_exception(error)


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
