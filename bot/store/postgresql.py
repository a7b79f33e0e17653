"""PostgreSQL: any number of processes share it.

A few threads, each with a connection of its own, commit the units of many callers together. What a unit writes is
locked by its keys, all of a transaction's at once and in one order, so that no two transactions with keys ever wait
for one another in a circle. A process that stops in the middle of a transaction loses it; one that does not stir
loses what it holds.
"""

import asyncio
import hashlib
import os
import queue
import re
import select
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import psycopg
import structlog
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy import text as sql
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.store import statement, wakes
from bot.store.asked import Asked, Outcome, tell
from bot.store.database import Database, DatabaseTrouble, DatabaseUrlUnfit, Heard, Hold, Unit
from bot.store.statement import Question
from bot.store.wakes import Wake

T = TypeVar("T")
Raw = psycopg.Connection[tuple[Any, ...]]

GROUP: Final = 64
WRITERS: Final = 2
READERS: Final = 1
OLDEST_SERVER: Final = 140_000
CHANNEL: Final = "phlebot"

_TRIES: Final = 4
_CONNECT_SECONDS: Final = 5.0
_DEADLOCK_OR_CONFLICT: Final = ("40001", "40P01")
_PASSWORD: Final = re.compile(r"password\s*=\s*\S+|(?<=://)[^@\s]*@", re.IGNORECASE)

_END_STANDING_STILL: Final = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user
      AND application_name = current_setting('application_name')
      AND backend_xid IS NOT NULL AND wait_event_type = 'Client'
      AND state_change < clock_timestamp() - make_interval(secs => %s)
"""
"""Of our own connections those in whose transaction nothing has come from their process for so many seconds.

The server's own limit (`idle_in_transaction_session_timeout`) does not end them all: between statements that go on one
trip it takes a session for busy, and a Flush that comes after the Sync puts its limit off for good.
"""

_LOCK: Final = "SELECT pg_advisory_xact_lock(k) FROM unnest(%s::bigint[]) k"

_log = structlog.get_logger(__name__)


class Postgresql(Database):
    exclusive = False

    def __init__(self, url: URL, lease: float) -> None:
        self._engine = _engine(url, lease)
        try:
            with self._engine.connect() as connection:
                version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
        except (DBAPIError, psycopg.Error) as error:
            raise DatabaseUrlUnfit(
                f"DATABASE_URL names a PostgreSQL that cannot be used: {_reason(error)}"
            ) from None
        if version < OLDEST_SERVER:
            raise DatabaseUrlUnfit(
                f"DATABASE_URL names PostgreSQL {version // 10_000}; it must be {OLDEST_SERVER // 10_000} or newer"
            )
        self._closed = False
        self._writes = _Line()
        self._reads = _Line()
        self._ears = _Ears(self._engine)
        self._keeper = _Keeper(self._engine, lease)
        self._aside = threading.Lock()
        self._session = _Session(self._engine)
        self._threads = [
            *(threading.Thread(target=self._write_forever, name="database-writer", daemon=True) for _ in range(WRITERS)),
            *(threading.Thread(target=self._read_forever, name="database-reader", daemon=True) for _ in range(READERS)),
        ]  # fmt: skip
        for thread in self._threads:
            thread.start()

    @property
    def place(self) -> Path | None:
        return None

    async def read(self, unit: Unit[T]) -> T:
        return await self._ask(self._reads, unit)

    async def write(self, unit: Unit[T], *keys: str) -> T:
        return await self._ask(self._writes, unit, keys)

    def alone(self, unit: Unit[T], *keys: str) -> T:
        with self._aside:
            session = self._session
            try:
                connection = session.connection
                raw = _raw(connection)
                # Whoever migrates may be at it for long.
                raw.execute("SET lock_timeout = 0")
                _begin(connection, keys)
                result = unit(connection)
                raw.execute("COMMIT")
            except (DBAPIError, psycopg.Error) as error:
                session.settle()
                raise _told(error) from error
            except BaseException:
                session.settle()
                raise
            return result

    async def hold(self, name: str) -> Hold | None:
        self._demand_open()
        return await self._keeper.hold(name)

    async def held(self, names: Collection[str]) -> set[str]:
        numbers = await self.read(_locked)
        return {name for name in names if lock_number(name) in numbers}

    def listen(self, worker_id: str, heard: Heard) -> None:
        self._demand_open()
        self._ears.add(worker_id, heard)

    def stop_listening(self, worker_id: str) -> None:
        self._ears.remove(worker_id)

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._writes.close()
        self._reads.close()
        for thread in self._threads:
            await asyncio.to_thread(thread.join)
        await asyncio.to_thread(self._ears.close)
        await asyncio.to_thread(self._keeper.close)
        self._session.drop()
        self._engine.dispose()

    def _demand_open(self) -> None:
        if self._closed:
            raise DatabaseTrouble("the database is closed")

    async def _ask(self, line: "_Line", unit: Unit[T], keys: tuple[str, ...] = ()) -> T:
        self._demand_open()
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        line.put(Asked(unit, answer, keys))
        return await answer

    def _write_forever(self) -> None:
        session = _Session(self._engine)
        while (group := self._writes.take()) is not None:
            try:
                outcomes = _commit(session, group, self._ears.workers)
            finally:
                self._writes.done(group)
            tell(outcomes)
        session.drop()

    def _read_forever(self) -> None:
        session = _Session(self._engine)
        while (group := self._reads.take()) is not None:
            _read(session, group)
            self._reads.done(group)
        session.drop()


def lock_number(name: str) -> int:
    """The number by which PostgreSQL knows the lock of a key or a hold."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


class _Line:
    """Units that wait for a thread. Those with a key in common go one after the other, in their order."""

    def __init__(self) -> None:
        self._waiting: deque[Asked] = deque()
        self._busy: set[str] = set()
        self._free = threading.Condition()
        self._closed = False

    def put(self, asked: Asked) -> None:
        with self._free:
            self._waiting.append(asked)
            self._free.notify()

    def take(self) -> list[Asked] | None:
        """The next units for one transaction; `None` once the line is closed and empty."""
        with self._free:
            while True:
                group = self._group()
                if group:
                    return group
                if self._closed and not self._waiting:
                    return None
                self._free.wait()

    def done(self, group: list[Asked]) -> None:
        with self._free:
            for asked in group:
                self._busy.difference_update(asked.keys)
            if self._waiting or self._closed:
                self._free.notify_all()

    def close(self) -> None:
        with self._free:
            self._closed = True
            self._free.notify_all()

    def _group(self) -> list[Asked]:
        group: list[Asked] = []
        passed: deque[Asked] = deque()
        # What is passed over must not be overtaken by what shares a key with it.
        blocked = set(self._busy)
        while self._waiting and len(group) < GROUP and len(passed) < GROUP:
            asked = self._waiting.popleft()
            if not asked.keys:
                if not group:
                    group.append(asked)
                else:
                    self._waiting.appendleft(asked)
                break
            if blocked.isdisjoint(asked.keys):
                group.append(asked)
            else:
                blocked.update(asked.keys)
                passed.append(asked)
        self._waiting.extendleft(reversed(passed))
        for asked in group:
            self._busy.update(asked.keys)
        return group


class _Session:
    """The connection of one thread, made again when it is lost."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    @property
    def connection(self) -> Connection:
        """Raises what connecting raises."""
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def settle(self) -> None:
        """Ends whatever is half done on the connection; lets go of it if it is lost."""
        connection = self._connection
        if connection is None:
            return
        with suppress(Exception):
            if not connection.closed and not connection.invalidated and not _raw(connection).closed:
                wakes.take(connection)
                statement.forget(connection)
                _raw(connection).rollback()
                return
        self.drop()

    def drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # A connection that is lost cannot be closed in good order either.
            with suppress(Exception):
                connection.invalidate()
            with suppress(Exception):
                connection.close()


class _UnitFailed(Exception):
    """One unit of several failed, and with it the transaction of all."""


class _InDoubt(Exception):
    """The connection was lost in the very moment of the commit of the transaction with this id."""

    def __init__(self, transaction: str) -> None:
        super().__init__(transaction)
        self.transaction = transaction


def _commit(session: _Session, group: list[Asked], listening: Callable[[], Collection[str]]) -> list[Outcome]:
    """All units in one transaction; what became of each."""
    careful = False
    outcomes: list[Outcome] = []
    error: Exception = DatabaseTrouble("the database failed")
    for attempt in range(_TRIES):
        outcomes.clear()
        try:
            _transaction(session, group, outcomes, listening, careful=careful)
        except _UnitFailed:
            careful = True
            continue
        except _InDoubt as doubt:
            if _was_committed(session, doubt.transaction):
                return outcomes
            error = doubt
        except Exception as raised:  # noqa: BLE001 - it is the callers' to handle
            session.settle()
            error = raised
            if not _passes(raised):
                break
            if attempt:
                time.sleep(0.05 * attempt)
        else:
            return outcomes
    return [(asked, None, _told(error)) for asked in group]


def _transaction(
    session: _Session,
    group: list[Asked],
    outcomes: list[Outcome],
    listening: Callable[[], Collection[str]],
    *,
    careful: bool,
) -> None:
    """Runs and commits the units. With `careful`, one that fails undoes itself alone. Raises `_UnitFailed`, `_InDoubt`,
    and what the database raises."""
    connection = session.connection
    raw = _raw(connection)
    if not careful:
        statement.hold_back(connection)
    number = _begin(connection, [key for asked in group for key in asked.keys])
    for asked in group:
        if careful:
            raw.execute("SAVEPOINT unit")
        try:
            outcome: Outcome = (asked, asked.unit(connection), None)
        except Exception as error:
            if _passes(error) or _waited(error):
                raise
            if careful:
                raw.execute("ROLLBACK TO SAVEPOINT unit")
            else:
                session.settle()
                if len(group) > 1:
                    raise _UnitFailed from None
                outcomes.append((asked, None, _told(error)))
                return
            outcome = (asked, None, _told(error))
        if careful:
            raw.execute("RELEASE SAVEPOINT unit")
        outcomes.append(outcome)
    for payload in wakes.payloads(wakes.take(connection, listening())):
        statement.run(connection, "SELECT pg_notify(%s, %s)", (CHANNEL, payload))
    transaction = ""
    try:
        transaction = number.row()[0]
        if raw.info.transaction_status != TransactionStatus.INTRANS:
            raise DatabaseTrouble("a unit went on in a transaction that had failed")
        statement.run(connection, "COMMIT")
        statement.settle(connection)
    except psycopg.Error as error:
        if raw.closed and transaction:
            raise _InDoubt(transaction) from error
        if len(group) > 1 and not careful and not _passes(error) and not _waited(error):
            # Whose write it was that failed so late is found out one by one.
            session.settle()
            raise _UnitFailed from None
        raise
    statement.forget(connection)


def _was_committed(session: _Session, transaction: str) -> bool:
    """Whether a transaction was committed of whose commit the answer was lost."""
    until = time.monotonic() + 2 * _CONNECT_SECONDS
    while time.monotonic() < until:
        session.drop()
        with suppress(Exception):
            found = _raw(session.connection).execute("SELECT pg_xact_status(%s::xid8)", (transaction,))
            status = (found.fetchone() or ("",))[0]
            if status in ("committed", "aborted"):
                return bool(status == "committed")
        time.sleep(0.1)
    return False


def _read(session: _Session, group: list[Asked]) -> None:
    """All units from one snapshot, which is younger than the wish for each of them; each is told as soon as it is
    done. One that fails has the others begin anew."""
    waiting = deque(group)
    failures = 0
    while waiting:
        asked = waiting[0]
        try:
            connection = session.connection
            statement.hold_back(connection)
            statement.run(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            while waiting:
                asked = waiting[0]
                outcome: Outcome = (asked, asked.unit(connection), None)
                waiting.popleft()
                failures = 0
                tell([outcome])
            statement.run(connection, "COMMIT")
            statement.settle(connection)
            statement.forget(connection)
        except Exception as error:  # noqa: BLE001 - it is the caller's to handle
            session.settle()
            if not waiting:
                return
            if _passes(error) and failures < _TRIES - 1:
                time.sleep(0.05 * failures)
                failures += 1
                continue
            waiting.popleft()
            failures = 0
            tell([(asked, None, _told(error))])


def _begin(connection: Connection, keys: Iterable[str]) -> Question:
    """Begins a transaction that writes, under the locks of the keys; asks for its id."""
    statement.run(connection, "BEGIN")
    number = statement.ask(connection, "SELECT pg_current_xact_id()::text")
    locks = ",".join(map(str, sorted({lock_number(key) for key in keys})))
    if locks:
        # All keys in one value: the statement stays the same, however many they are.
        statement.run(connection, _LOCK, (f"{{{locks}}}",))
    return number


def _passes(error: Exception) -> bool:
    """Whether the same may succeed when it is done again: a lost connection, a deadlock."""
    state = getattr(getattr(error, "orig", error), "sqlstate", None)
    if state in _DEADLOCK_OR_CONFLICT:
        return True
    if isinstance(error, DBAPIError):
        return bool(error.connection_invalidated) or _is_loss(error.orig)
    return _is_loss(error)


def _waited(error: Exception) -> bool:
    """Somebody else has had what is wanted for a whole lease: no unit of the transaction is to blame."""
    return getattr(getattr(error, "orig", error), "sqlstate", None) == "55P03"


def _is_loss(error: BaseException | None) -> bool:
    """The connection was lost, or could not be made."""
    if not isinstance(error, psycopg.OperationalError | psycopg.InternalError):
        return False
    # No state: the server had no say. 08: connection, 57P: it shuts down or starts, 25P03: idle in a transaction.
    state = error.sqlstate
    return state is None or state.startswith(("08", "57P")) or state == "25P03"


def _told(error: Exception) -> Exception:
    """The error as a caller may see it: what the database itself failed at is `DatabaseTrouble`."""
    original = getattr(error, "orig", error)
    fault = isinstance(original, psycopg.OperationalError | psycopg.InternalError) or isinstance(
        error, _InDoubt
    )
    if not fault:
        return error
    trouble = DatabaseTrouble(f"the database failed: {_reason(error)}")
    trouble.__cause__ = error
    return trouble


def _reason(error: Exception) -> str:
    """What went wrong, in one line and without a password."""
    said = " ".join(str(getattr(error, "orig", None) or error).split())
    return _PASSWORD.sub("…", said)[:300] or type(error).__name__


class _Hold(Hold):
    def __init__(self, keeper: "_Keeper", name: str) -> None:
        super().__init__()
        self.name = name
        self.loop = asyncio.get_running_loop()
        self._keeper = keeper

    async def let_go(self) -> None:
        await self._keeper.let_go(self)


class _Keeper:
    """Holds: locks of one session, which is asked for a sign of life and ends by itself where none comes.

    Whoever holds something also ends those who stand still in the middle of a transaction.
    """

    def __init__(self, engine: Engine, lease: float) -> None:
        self._engine = engine
        self._lease = lease
        self._orders: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._holds: dict[str, _Hold] = {}
        self._session = _Session(engine)
        self._thread: threading.Thread | None = None

    async def hold(self, name: str) -> Hold | None:
        hold = _Hold(self, name)
        return await self._order(lambda: self._take(hold))

    async def let_go(self, hold: _Hold) -> None:
        with suppress(DatabaseTrouble):
            await self._order(lambda: self._leave(hold))

    def close(self) -> None:
        if self._thread is not None:
            self._orders.put(None)
            self._thread.join()

    async def _order(self, work: Callable[[], T]) -> T:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="database-keeper", daemon=True)
            self._thread.start()
        answer: Future[T] = Future()
        self._orders.put((work, answer))
        return await asyncio.wrap_future(answer)

    def _run(self) -> None:
        while True:
            try:
                order = self._orders.get(timeout=self._lease / 4 if self._holds else None)
            except queue.Empty:
                self._stir()
                continue
            if order is None:
                break
            work, answer = order
            if not answer.set_running_or_notify_cancel():
                continue
            try:
                answer.set_result(work())
            except Exception as error:  # noqa: BLE001 - it is the caller's to handle
                answer.set_exception(_told(error))
        self._lose_all()

    def _take(self, hold: _Hold) -> Hold | None:
        if hold.name in self._holds:
            return None
        for again in (True, False):
            try:
                taken = self._ask("pg_try_advisory_lock", hold.name)
                break
            except Exception:
                # The session, and with it every hold, was lost since it was asked last.
                self._lose_all()
                if not again:
                    raise
        if not taken:
            return None
        self._holds[hold.name] = hold
        return hold

    def _leave(self, hold: _Hold) -> None:
        if self._holds.get(hold.name) is not hold:
            return
        del self._holds[hold.name]
        _lost(hold)
        try:
            self._ask("pg_advisory_unlock", hold.name)
        except Exception:
            self._lose_all()
            raise
        if not self._holds:
            self._session.drop()

    def _stir(self) -> None:
        """A sign of life, and a look at whether everybody else gives one."""
        try:
            ended = _raw(self._session.connection).execute(_END_STANDING_STILL, (_standstill(self._lease),))
            if ended.rowcount:
                _log.warning("standing_still_ended", count=ended.rowcount)
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing is held any more
            _log.warning("holds_lost", count=len(self._holds), reason=_reason(error))
            self._lose_all()

    def _ask(self, function: str, name: str) -> bool:
        raw = _raw(self._session.connection)
        if not self._holds:
            raw.execute(f"SET idle_session_timeout = {int(self._lease * 1000)}")
        answer = raw.execute(f"SELECT {function}(%s)", (lock_number(name),)).fetchone()
        return bool(answer and answer[0])

    def _lose_all(self) -> None:
        holds, self._holds = list(self._holds.values()), {}
        self._session.drop()
        for hold in holds:
            _lost(hold)


def _lost(hold: _Hold) -> None:
    with suppress(RuntimeError):
        hold.loop.call_soon_threadsafe(hold.lost.set)


def _locked(connection: Connection) -> set[int]:
    """The numbers of all locks that are held in this database by their number."""
    found = connection.execute(
        sql(
            "SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1"
            " AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    )
    return set(found.scalars())


class _Ears:
    """Listens for wake-ups on a connection of its own, once somebody wants to be told."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._heard: dict[str, tuple[asyncio.AbstractEventLoop, Heard]] = {}
        self._thread: threading.Thread | None = None
        self._closing = False
        self._woken, self._wake = os.pipe()

    def workers(self) -> Collection[str]:
        return self._heard.keys()

    def add(self, worker_id: str, heard: Heard) -> None:
        self._heard = {**self._heard, worker_id: (asyncio.get_running_loop(), heard)}
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="database-listener", daemon=True)
            self._thread.start()

    def remove(self, worker_id: str) -> None:
        self._heard = {known: how for known, how in self._heard.items() if known != worker_id}

    def close(self) -> None:
        self._closing = True
        os.write(self._wake, b".")
        if self._thread is not None:
            self._thread.join()
        os.close(self._wake)
        os.close(self._woken)

    def _run(self) -> None:
        session = _Session(self._engine)
        pause = 0.0
        while not self._closing:
            try:
                raw = _raw(session.connection)
                raw.execute(f"LISTEN {CHANNEL}")
                # What was stored while nobody listened was told to nobody.
                self._tell(None)
                pause = 0.0
                self._listen(raw)
            except Exception as error:  # noqa: BLE001 - whoever listens goes on trying
                _log.warning("not_listening", reason=_reason(error))
                session.drop()
                pause = min(5.0, pause * 2 or 0.1)
                select.select([self._woken], [], [], pause)
        session.drop()

    def _listen(self, raw: Raw) -> None:
        while not self._closing:
            told = []
            while (notified := raw.pgconn.notifies()) is not None:
                told += wakes.from_payload(notified.extra.decode())
            if told:
                self._tell(told)
            select.select([raw.fileno(), self._woken], [], [])
            raw.pgconn.consume_input()

    def _tell(self, told: Sequence[Wake] | None) -> None:
        for worker_id, (loop, heard) in self._heard.items():
            mine = None if told is None else [wake for wake in told if wake.owner in ("", worker_id)]
            if mine is None or mine:
                with suppress(RuntimeError):
                    loop.call_soon_threadsafe(heard, mine)


def _standstill(lease: float) -> float:
    """How many seconds a process may stand still in the middle of a transaction before it loses it."""
    return min(5.0, lease / 2)


def _engine(url: URL, lease: float) -> Engine:
    reaching = {
        "connect_timeout": int(_CONNECT_SECONDS),
        "keepalives_idle": 5,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "application_name": "phlebot",
    }
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        # Transactions are begun by hand, together with their locks.
        isolation_level="AUTOCOMMIT",
        # Values in their places, as `Statement` hands them to the driver.
        paramstyle="format",
        connect_args={name: value for name, value in reaching.items() if name not in url.query},
    )
    settings = (
        # Who stops in the middle of a transaction must not keep the others from what it has locked.
        f"SET idle_in_transaction_session_timeout = {int(_standstill(lease) * 1000)};"
        f"SET lock_timeout = {int(lease * 1000)};"
        "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 3;"
        # Whatever the server's usual setting: what is answered has been stored.
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    )

    @event.listens_for(engine, "connect")
    def _prepare(raw: Raw, _record: object) -> None:
        raw.autocommit = True
        raw.prepare_threshold = 2
        raw.prepared_max = 400
        raw.execute(settings)

    @event.listens_for(engine, "before_cursor_execute")
    def _in_order(connection: Connection, *_: object) -> None:
        statement.settle(connection)

    return engine


def _raw(connection: Connection) -> Raw:
    return cast(Raw, connection.connection.dbapi_connection)
