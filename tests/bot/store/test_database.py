import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, text

from bot.store import statement
from bot.store.database import Database, DatabaseInUse, DatabaseTrouble, DatabaseUrlUnfit


def on_database(url: str, work: Callable[[Database], Awaitable[None]]) -> None:
    async def run() -> None:
        database = Database.open(url)
        try:
            database.alone(lambda c: c.execute(text("CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY)")))
            await work(database)
        finally:
            await database.close()

    asyncio.run(run())


def put(number: int) -> Callable[[Connection], int]:
    def unit(connection: Connection) -> int:
        connection.execute(text("INSERT INTO t VALUES (:n)"), {"n": number})
        return number

    return unit


def numbers(connection: Connection) -> list[int]:
    return list(connection.scalars(text("SELECT n FROM t ORDER BY n")))


def test_a_failing_unit_undoes_itself_alone(fresh_url: str) -> None:
    async def work(database: Database) -> None:
        def half(connection: Connection) -> None:
            put(1000)(connection)
            raise LookupError("no")

        units = [put(number) for number in range(20)]
        asked = [database.write(unit, f"key {n}") for n, unit in enumerate(units[:10])]
        failing = database.write(half, "half")
        more = [database.write(unit, f"key {n}") for n, unit in enumerate(units[10:])]
        done = await asyncio.gather(*asked, failing, *more, return_exceptions=True)
        assert isinstance(done[10], LookupError)
        assert [each for each in done if isinstance(each, int)] == list(range(20))
        assert await database.read(numbers) == list(range(20))

    on_database(fresh_url, work)


def test_a_unit_that_breaks_a_rule_of_the_table_fails_alone(fresh_url: str) -> None:
    async def work(database: Database) -> None:
        first, again, other = await asyncio.gather(
            *(database.write(put(n), key) for n, key in ((1, "a"), (1, "a"), (2, "b"))),
            return_exceptions=True,
        )
        assert (first, other) == (1, 2)
        assert isinstance(again, Exception)
        assert await database.read(numbers) == [1, 2]

    on_database(fresh_url, work)


def put_unasked(number: int) -> Callable[[Connection], int]:
    def unit(connection: Connection) -> int:
        statement.run(connection, f"INSERT INTO t VALUES ({number})")
        return number

    return unit


def test_a_write_that_nobody_asks_about_fails_its_own_unit_alone(fresh_url: str) -> None:
    async def work(database: Database) -> None:
        done = await asyncio.gather(
            *(database.write(put_unasked(n), key) for n, key in ((1, "a"), (1, "a"), (2, "b"), (3, "c"))),
            return_exceptions=True,
        )
        assert [each for each in done if isinstance(each, int)] == [1, 2, 3]
        assert isinstance(done[1], Exception)
        assert await database.read(numbers) == [1, 2, 3]
        with pytest.raises(Exception, match=r"(?i)unique"):
            await database.write(put_unasked(2), "b")
        assert await database.write(put_unasked(4), "b") == 4

    on_database(fresh_url, work)


def test_a_unit_sees_what_it_wrote_without_asking(fresh_url: str) -> None:
    async def work(database: Database) -> None:
        def unit(connection: Connection) -> list[int]:
            put_unasked(1)(connection)
            seen = numbers(connection)
            put_unasked(2)(connection)
            put(3)(connection)
            return [*seen, *numbers(connection)]

        assert await database.write(unit, "a") == [1, 1, 2, 3]

    on_database(fresh_url, work)


def test_an_answer_that_is_read_later_is_of_the_moment_of_the_question(fresh_url: str) -> None:
    async def work(database: Database) -> None:
        def unit(connection: Connection) -> list[int]:
            before = statement.ask(connection, "SELECT count(*) FROM t")
            put_unasked(1)(connection)
            after = statement.ask(connection, "SELECT count(*) FROM t")
            return [after.row()[0], before.row()[0], before.row()[0]]

        assert await database.write(unit, "a") == [1, 0, 0]

    on_database(fresh_url, work)


def test_a_read_that_fails_fails_alone(fresh_url: str) -> None:
    async def work(database: Database) -> None:
        await database.write(put(1), "a")

        def wrong(connection: Connection) -> list[int]:
            return [number for (number,) in statement.ask(connection, "SELECT nothing FROM t").rows()]

        reads = (numbers, wrong, numbers, wrong, numbers)
        done = await asyncio.gather(*(database.read(unit) for unit in reads), return_exceptions=True)
        assert [each for each in done if not isinstance(each, Exception)] == [[1], [1], [1]]
        assert [isinstance(each, Exception) for each in done] == [False, True, False, True, False]
        assert await database.read(numbers) == [1]

    on_database(fresh_url, work)


def test_units_of_many_callers_share_a_commit(tmp_path: Path) -> None:
    async def work(database: Database) -> None:
        held = asyncio.Event()
        loop = asyncio.get_running_loop()
        commits: list[int] = []

        def slow(connection: Connection) -> None:
            # While this one runs, the others queue up behind it.
            asyncio.run_coroutine_threadsafe(held.wait(), loop).result()

        def tell(connection: Connection) -> None:
            commits.append(connection.scalar(text("SELECT count(*) FROM t")) or 0)

        first = asyncio.ensure_future(database.write(slow))
        await asyncio.sleep(0)
        rest = [asyncio.ensure_future(database.write(put(number))) for number in range(30)]
        last = asyncio.ensure_future(database.write(tell))
        await asyncio.sleep(0)
        seen_before = await database.read(numbers)
        held.set()
        await asyncio.gather(first, *rest, last)
        assert seen_before == []
        assert commits == [30]
        assert await database.read(numbers) == list(range(30))

    on_database(f"sqlite:///{tmp_path / 'a.db'}", work)


def test_what_is_answered_survives_the_process(fresh_url: str) -> None:
    async def work(database: Database) -> None:
        await database.write(put(7))
        # Another connection, as another process after a kill would have it.
        connect = psycopg.connect if fresh_url.startswith("postgresql") else sqlite3.connect
        with closing(connect(fresh_url.removeprefix("sqlite:///"))) as connection:
            assert connection.execute("SELECT n FROM t").fetchall() == [(7,)]

    on_database(fresh_url, work)


def test_commits_are_synced_to_the_disk(tmp_path: Path) -> None:
    async def work(database: Database) -> None:
        def look(connection: Connection) -> tuple[object, object, object]:
            return tuple(  # type: ignore[return-value]
                connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "busy_timeout")
            )

        assert await database.write(look) == ("wal", 2, 30_000)

    on_database(f"sqlite:///{tmp_path / 'a.db'}", work)


def test_a_read_sees_one_snapshot(fresh_url: str) -> None:
    async def work(database: Database) -> None:
        loop = asyncio.get_running_loop()

        def twice(connection: Connection) -> tuple[list[int], list[int]]:
            before = numbers(connection)
            asyncio.run_coroutine_threadsafe(database.write(put(1), "a"), loop).result()
            return before, numbers(connection)

        assert await database.read(twice) == ([], [])
        assert await database.read(numbers) == [1]

    on_database(fresh_url, work)


def test_a_full_disk_fails_every_unit_and_none_of_them_is_half_written(tmp_path: Path) -> None:
    async def work(database: Database) -> None:
        def fill(connection: Connection) -> None:
            connection.exec_driver_sql("PRAGMA max_page_count = 3")
            connection.execute(text("CREATE TABLE big (b BLOB)"))
            connection.execute(text("INSERT INTO big VALUES (zeroblob(1000000))"))

        done = await asyncio.gather(database.write(put(1)), database.write(fill), return_exceptions=True)
        assert any(isinstance(each, DatabaseTrouble) for each in done)
        written = [each for each in done if each == 1]
        assert await database.read(numbers) == written

    on_database(f"sqlite:///{tmp_path / 'a.db'}", work)


def test_a_second_process_is_told_why_it_cannot_start(tmp_path: Path) -> None:
    async def work(database: Database) -> None:
        with pytest.raises(DatabaseInUse, match="another phlebot process"):
            Database.open(f"sqlite:///{tmp_path / 'a.db'}")

    on_database(f"sqlite:///{tmp_path / 'a.db'}", work)
    on_database(f"sqlite:///{tmp_path / 'a.db'}", lambda database: database.read(lambda _: None))


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "no database address"),
        ("nonsense", "no database address"),
        ("mysql://h/x", "must begin with sqlite:/// or postgresql://"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite://host/x.db", "sqlite:/// and a file name"),
        ("sqlite:////nowhere/at/all/x.db", "does not exist"),
        ("sqlite:////", "a folder, not a file"),
        ("postgresql://user:hush@127.0.0.1:9/name", "a PostgreSQL that cannot be used"),
    ],
)
def test_a_wrong_address_is_one_readable_sentence(url: str, sentence: str) -> None:
    with pytest.raises(DatabaseUrlUnfit, match=sentence) as raised:
        Database.open(url)
    assert str(raised.value).startswith("DATABASE_URL")
    assert "\n" not in str(raised.value)
    assert "hush" not in str(raised.value)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"this is a letter to my aunt" * 100)
    with pytest.raises(DatabaseUrlUnfit, match=r"x\.db"):
        Database.open(f"sqlite:///{tmp_path / 'x.db'}")
