"""What only PostgreSQL does: several processes, lost connections, holds and wake-ups."""

import asyncio
import random
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import psycopg
import pytest
from sqlalchemy import Connection, text

from bot.store import statement, wakes
from bot.store.database import Database, DatabaseTrouble
from bot.store.postgresql import WRITERS, Postgresql, Raw
from bot.store.wakes import Wake

Scene = Callable[[Database, Database], Awaitable[None]]


def put(number: int) -> Callable[[Connection], int]:
    def unit(connection: Connection) -> int:
        connection.execute(text("INSERT INTO t VALUES (:n, 0)"), {"n": number})
        return number

    return unit


def add(*rows: int) -> Callable[[Connection], None]:
    """Counts in some rows, in the order given."""

    def unit(connection: Connection) -> None:
        for row in rows:
            connection.execute(text("UPDATE t SET count = count + 1 WHERE n = :n"), {"n": row})

    return unit


def counts(connection: Connection) -> dict[int, int]:
    return {row.n: row.counted for row in connection.execute(text("SELECT n, count AS counted FROM t"))}


@asynccontextmanager
async def two(url: str, lease: float = 15.0) -> AsyncIterator[tuple[Database, Database]]:
    """Two processes' doors to one database."""
    first, second = Database.open(url, lease=lease), Database.open(url, lease=lease)
    first.alone(lambda c: c.execute(text("CREATE TABLE t (n INTEGER PRIMARY KEY, count INTEGER)")))
    try:
        yield first, second
    finally:
        await first.close()
        await second.close()


def play(url: str, scene: Scene, lease: float = 15.0) -> None:
    async def run() -> None:
        async with two(url, lease) as databases:
            await scene(*databases)

    asyncio.run(run())


def cut_all(url: str) -> None:
    """Every connection to the database is lost."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_units_that_wait_share_a_transaction(postgresql_url: str) -> None:
    async def scene(database: Database, _: Database) -> None:
        loop, go = asyncio.get_running_loop(), asyncio.Event()

        def slow(connection: Connection) -> None:
            asyncio.run_coroutine_threadsafe(go.wait(), loop).result()

        busy = [asyncio.ensure_future(database.write(slow)) for _ in range(WRITERS)]
        await asyncio.sleep(0)
        rest = [asyncio.ensure_future(database.write(put(n), f"key {n}")) for n in range(30)]
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(*busy, *rest)
        transactions = await database.read(
            lambda c: c.scalar(text("SELECT count(DISTINCT xmin::text) FROM t"))
        )
        assert transactions <= WRITERS

    play(postgresql_url, scene)


def test_of_two_units_with_a_key_in_common_one_waits_in_any_process(postgresql_url: str) -> None:
    async def scene(first: Database, second: Database) -> None:
        loop, begun, go = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

        def come(number: int) -> Callable[[Connection], None]:
            """Writes who came after how many."""
            after = text("INSERT INTO t SELECT :n, count(*) FROM t")
            return lambda connection: void(connection.execute(after, {"n": number}))

        def slow(connection: Connection) -> None:
            assert counts(connection) == {}
            loop.call_soon_threadsafe(begun.set)
            asyncio.run_coroutine_threadsafe(go.wait(), loop).result()
            come(1)(connection)

        waiting = asyncio.ensure_future(first.write(slow, "a", "b"))
        await begun.wait()
        here, there = (
            asyncio.ensure_future(each.write(come(number), "b")) for number, each in ((2, first), (3, second))
        )
        await first.write(come(9), "c")
        go.set()
        await asyncio.gather(waiting, here, there)
        found = await first.read(counts)
        assert (found[9], found[1], {found[2], found[3]}) == (0, 1, {2, 3})

    def void(_: object) -> None:
        """What a unit yields must not outlive its connection."""

    play(postgresql_url, scene)


def test_units_over_several_rows_never_wait_in_a_circle(postgresql_url: str) -> None:
    async def scene(first: Database, second: Database) -> None:
        chance = random.Random(1)
        for number in range(6):
            await first.write(put(number))
        units = [chance.sample(range(6), k=chance.randint(1, 4)) for _ in range(300)]
        deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        await asyncio.gather(
            *(
                (first, second)[number % 2].write(add(*rows), *(f"row {row}" for row in rows))
                for number, rows in enumerate(units)
            )
        )
        counted = await first.read(counts)
        assert counted == {row: sum(row in rows for rows in units) for row in range(6)}
        assert await first.read(lambda c: c.scalar(text(deadlocks))) == 0

    play(postgresql_url, scene)


def test_a_deadlock_of_units_without_keys_is_tried_again(postgresql_url: str) -> None:
    async def scene(first: Database, second: Database) -> None:
        loop = asyncio.get_running_loop()
        for number in range(2):
            await first.write(put(number))
        both = asyncio.Event()
        waiting = 0

        async def meet() -> None:
            nonlocal waiting
            waiting += 1
            if waiting == 2:
                both.set()
            await both.wait()

        def crossing(one: int, other: int) -> Callable[[Connection], None]:
            def unit(connection: Connection) -> None:
                add(one)(connection)
                asyncio.run_coroutine_threadsafe(meet(), loop).result()
                add(other)(connection)

            return unit

        await asyncio.gather(first.write(crossing(0, 1)), second.write(crossing(1, 0)))
        assert await first.read(counts) == {0: 2, 1: 2}

    play(postgresql_url, scene)


def test_a_lost_connection_is_made_again(postgresql_url: str) -> None:
    async def scene(database: Database, _: Database) -> None:
        await database.write(put(1), "a")
        cut_all(postgresql_url)
        assert await database.read(counts) == {1: 0}
        await database.write(add(1), "a")
        assert await database.read(counts) == {1: 1}

    play(postgresql_url, scene)


def test_a_unit_whose_connection_never_holds_is_trouble(postgresql_url: str) -> None:
    async def scene(database: Database, _: Database) -> None:
        def suicidal(connection: Connection) -> None:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

        with pytest.raises(DatabaseTrouble):
            await database.write(suicidal, "a")
        await database.write(put(1), "a")

    play(postgresql_url, scene)


@pytest.mark.parametrize("arrives", [True, False])
def test_a_commit_whose_answer_is_lost_is_looked_up(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch, arrives: bool
) -> None:
    execute = psycopg.Connection.execute
    cuts = iter([True])

    def cutting(self: Any, query: Any, *given: Any, **more: Any) -> Any:
        if query == "COMMIT" and next(cuts, False):
            if arrives:
                execute(self, query)
            self.close()
            raise psycopg.OperationalError("the connection was lost")
        return execute(self, query, *given, **more)

    async def scene(database: Database, _: Database) -> None:
        await database.write(put(1), "a")
        monkeypatch.setattr(psycopg.Connection, "execute", cutting)
        await database.write(add(1), "a")
        assert await database.read(counts) == {1: 1}

    play(postgresql_url, scene)


def test_who_stands_still_in_a_transaction_loses_it(postgresql_url: str) -> None:
    async def scene(first: Database, second: Database) -> None:
        await first.write(put(1))
        with psycopg.connect(postgresql_url) as still:
            still.execute("SET idle_in_transaction_session_timeout = 300")
            still.execute("UPDATE t SET count = 100")
            await first.write(add(1), "a")
            assert await second.read(counts) == {1: 1}
            with pytest.raises(psycopg.Error):
                still.commit()

    play(postgresql_url, scene)


@pytest.mark.parametrize("where", ["between statements of one trip", "after a flush"])
def test_who_stands_still_where_the_server_does_not_see_it_is_ended_by_whoever_is_awake(
    postgresql_url: str, where: str
) -> None:
    async def scene(first: Database, second: Database) -> None:
        standing, go = threading.Event(), threading.Event()

        def stand_still() -> None:
            standing.set()
            go.wait()

        def halfway(connection: Connection) -> None:
            statement.settle(connection)
            driver = cast(Raw, connection.connection.dbapi_connection)
            with driver.pipeline():
                for number in (1, 2):
                    driver.execute("INSERT INTO t VALUES (%s, 0)", (number,))
                if where == "between statements of one trip":
                    stand_still()
            if where == "after a flush":
                # As the driver does it when it waits for the end of a trip.
                driver.pgconn.send_flush_request()
                driver.pgconn.flush()
                stand_still()

        await second.hold("worker")
        still = asyncio.ensure_future(first.write(halfway, "a"))
        await asyncio.to_thread(standing.wait)
        try:
            async with asyncio.timeout(20):
                while await second.read(counts) == {}:
                    with suppress(DatabaseTrouble):
                        await second.write(put(3), "a")
            assert await second.read(counts) == {3: 0}
        finally:
            go.set()
        await still
        assert await second.read(counts) == {1: 0, 2: 0, 3: 0}

    play(postgresql_url, scene, lease=1.0)


def test_a_long_statement_is_not_standing_still(postgresql_url: str) -> None:
    async def scene(first: Database, second: Database) -> None:
        await second.hold("worker")
        runs = []

        def long(connection: Connection) -> None:
            runs.append(put(1)(connection))
            connection.execute(text("SELECT pg_sleep(1.2)"))

        await first.write(long, "a")
        assert len(runs) == 1

    play(postgresql_url, scene, lease=1.0)


def test_our_own_connections_do_not_stand_still_for_long(postgresql_url: str) -> None:
    async def scene(database: Database, _: Database) -> None:
        def look(connection: Connection) -> list[Any]:
            names = ("idle_in_transaction_session_timeout", "lock_timeout", "synchronous_commit")
            return [connection.execute(text(f"SHOW {name}")).scalar() for name in names]

        names = psycopg.conninfo.conninfo_to_dict(postgresql_url)
        with psycopg.connect(postgresql_url, dbname="postgres", autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {names['dbname']} SET synchronous_commit = off")
        cut_all(postgresql_url)
        assert await database.write(look, "a") == ["1s", "2s", "on"]

    play(postgresql_url, scene, lease=2.0)


def test_a_hold_is_one_processs_until_it_lets_go_or_ends(postgresql_url: str) -> None:
    async def scene(first: Database, second: Database) -> None:
        mine = await first.hold("poller")
        assert mine is not None
        assert await first.hold("poller") is None
        assert await second.hold("poller") is None
        assert await second.held(["poller", "other"]) == {"poller"}
        await mine.let_go()
        assert mine.lost.is_set()
        theirs = await second.hold("poller")
        assert theirs is not None
        await second.close()
        assert await first.hold("poller") is not None

    play(postgresql_url, scene)


def test_whoever_loses_its_session_is_told_that_its_holds_are_gone(postgresql_url: str) -> None:
    async def scene(first: Database, second: Database) -> None:
        mine = await first.hold("poller")
        assert mine is not None
        cut_all(postgresql_url)
        theirs = await second.hold("poller")
        assert theirs is not None
        await asyncio.wait_for(mine.lost.wait(), 20)
        assert await first.hold("poller") is None

    play(postgresql_url, scene, lease=1.0)


def test_a_hold_of_a_process_that_does_not_stir_ends_with_its_lease(postgresql_url: str) -> None:
    async def scene(first: Database, second: Database) -> None:
        mine = await first.hold("poller")
        assert mine is not None
        assert isinstance(first, Postgresql)
        standing, go = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def stand_still() -> None:
            loop.call_soon_threadsafe(standing.set)
            asyncio.run_coroutine_threadsafe(go.wait(), loop).result()

        still = asyncio.ensure_future(first._keeper._order(stand_still))
        await standing.wait()
        async with asyncio.timeout(20):
            while await second.hold("poller") is None:
                await asyncio.sleep(0.02)
        go.set()
        await still
        await asyncio.wait_for(mine.lost.wait(), 20)

    play(postgresql_url, scene, lease=0.4)


def test_the_worker_of_a_chat_is_told_of_what_another_process_stored(postgresql_url: str) -> None:
    async def scene(first: Database, second: Database) -> None:
        heard: list[Any] = []
        told = asyncio.Event()

        def hear(what: Any) -> None:
            heard.append(what)
            told.set()

        async def hears() -> Any:
            await asyncio.wait_for(told.wait(), 20)
            told.clear()
            return heard.pop()

        def store(*owners: str) -> Callable[[Connection], None]:
            return lambda c: wakes.wake(c, *(Wake("inbox", owner, "asha", 5) for owner in owners))

        first.listen("w1", hear)
        assert await hears() is None
        await second.write(store("w1", "w2", "w1"), "a")
        assert await hears() == [Wake("inbox", "w1", "asha", 5)]
        await first.write(store("w1"), "a")
        await second.write(lambda c: wakes.wake(c, Wake("left")), "a")
        assert await hears() == [Wake("left")]
        cut_all(postgresql_url)
        assert await hears() is None
        await second.write(store("w1"), "a")
        assert await hears() == [Wake("inbox", "w1", "asha", 5)]

    play(postgresql_url, scene)


def test_what_a_failed_unit_wanted_told_is_not_told(postgresql_url: str) -> None:
    async def scene(first: Database, second: Database) -> None:
        heard: asyncio.Queue[Any] = asyncio.Queue()
        first.listen("w1", heard.put_nowait)
        assert await asyncio.wait_for(heard.get(), 5) is None

        def failing(connection: Connection) -> None:
            wakes.wake(connection, Wake("inbox", "w1", "asha", 1))
            raise LookupError("no")

        with pytest.raises(LookupError):
            await second.write(failing, "a")
        await second.write(lambda c: wakes.wake(c, Wake("inbox", "w1", "asha", 2)), "a")
        assert await asyncio.wait_for(heard.get(), 5) == [Wake("inbox", "w1", "asha", 2)]

    play(postgresql_url, scene)


def test_many_wake_ups_are_few_notifications_each_short_enough() -> None:
    many = [Wake("inbox", "w" * 32, "asha", number) for number in range(1000)]
    told = wakes.payloads(many)
    assert len(told) < 20
    assert all(len(each.encode()) <= wakes.LONGEST_PAYLOAD for each in told)
    assert [wake for each in told for wake in wakes.from_payload(each)] == many
    assert wakes.from_payload("what is this\n[1]\n") == []
