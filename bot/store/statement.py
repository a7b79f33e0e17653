"""Statements of the engine's daily work: written with SQLAlchemy, made into SQL once, and run by the driver itself.

Of a statement that takes the database microseconds, SQLAlchemy's execution takes ten times as many, to find what it
compiled before and to wrap what comes back; with a dozen statements a turn that was a third of the turn. What is
rare, or put together anew for each call, is executed through SQLAlchemy, on the same connection and in the same
transaction.

Where the database is a trip away, writes of which nobody wants to hear wait for the next statement that is asked
something, or for the commit, and go with it on one trip (`hold_back`). Their order stays.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Connection, Dialect, Executable

Params = Mapping[str, Any]
"""The values that a statement waits for, by the names of its `bindparam`s or, of a plain insert, of its columns."""

_Process = Callable[[Any], Any]
_WANTED: Final = object()
_WAITING: Final = "phlebot writes that wait"


@dataclass(frozen=True, slots=True)
class _Sql:
    """What the driver is told. `binds` are the values in their places: a name, what makes it the driver's, and what
    it is when it is not given. `reads` are the columns of `row` that are not taken as they come."""

    text: str
    binds: tuple[tuple[str, _Process | None, Any], ...]
    row: Callable[[Sequence[Any]], Any]
    reads: tuple[tuple[int, _Process], ...]

    def values(self, params: Params) -> list[Any]:
        values = []
        for name, process, default in self.binds:
            value = params[name] if default is _WANTED else params.get(name, default)
            values.append(value if process is None else process(value))
        return values

    def read(self, found: Sequence[Any]) -> Any:
        if not self.reads:
            return self.row(found)
        values = list(found)
        for place, process in self.reads:
            values[place] = process(values[place])
        return self.row(values)


class Statement:
    """One statement for all databases. `build` is the statement, or makes it for a dialect. Of a plain insert each
    call names the same columns. Rows come as named tuples."""

    def __init__(self, build: Executable | Callable[[Dialect], Executable]) -> None:
        self._build = build
        self._by_dialect: dict[str, _Sql] = {}

    def run(self, connection: Connection, params: Params) -> None:
        """Writes, by the next statement that is asked something or by the commit: it may fail as late as then."""
        sql = self._sql(connection, params)
        run(connection, sql.text, sql.values(params))

    def count(self, connection: Connection, params: Params) -> int:
        """Writes at once; how many rows."""
        sql = self._sql(connection, params)
        written: int = _execute(connection, sql.text, sql.values(params)).rowcount
        return written

    def rows(self, connection: Connection, params: Params) -> list[Any]:
        sql = self._sql(connection, params)
        return [sql.read(row) for row in _execute(connection, sql.text, sql.values(params)).fetchall()]

    def row(self, connection: Connection, params: Params) -> Any:
        """The first row, or `None`."""
        return next(iter(self.rows(connection, params)), None)

    def column(self, connection: Connection, params: Params) -> list[Any]:
        """The first value of each row."""
        return [row[0] for row in self.rows(connection, params)]

    def value(self, connection: Connection, params: Params) -> Any:
        """The first value of the first row, or `None`."""
        return next(iter(self.column(connection, params)), None)

    def _sql(self, connection: Connection, params: Params) -> _Sql:
        dialect = connection.dialect
        sql = self._by_dialect.get(dialect.name)
        if sql is None:
            sql = self._by_dialect[dialect.name] = self._compile(dialect, params)
        return sql

    def _compile(self, dialect: Dialect, params: Params) -> _Sql:
        build: Any = self._build if isinstance(self._build, Executable) else self._build(dialect)
        compiled = build.compile(dialect=dialect, column_keys=list(params))
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        columns = list(build.exported_columns)
        # The names are only known here, which is more than a type checker can bear.
        row = cast(Any, namedtuple)("Row", [column.name for column in columns])
        reads = [
            (place, process)
            for place, column in enumerate(columns)
            if (process := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
        ]
        return _Sql(
            str(compiled),
            tuple(
                (
                    name,
                    binds[name].type.dialect_impl(dialect).bind_processor(dialect),
                    _WANTED if binds[name].required else binds[name].value,
                )
                for name in compiled.positiontup
            ),
            row._make,
            tuple(reads),
        )


def hold_back(connection: Connection) -> None:
    """From now on writes wait on this connection, until `settle` or `forget`. The driver must know pipelines."""
    connection.info[_WAITING] = []


def run(connection: Connection, text: str, values: Sequence[Any] = ()) -> None:
    """`Statement.run`, of SQL in the driver's own words."""
    waiting = connection.info.get(_WAITING)
    if waiting is None:
        _driver(connection).execute(text, values)
    else:
        waiting.append((text, values))


def settle(connection: Connection) -> None:
    """Sends what waits. Raises what the database raises; nothing after what failed was done."""
    if waiting := connection.info.get(_WAITING):
        _execute(connection, *waiting.pop())


def forget(connection: Connection) -> None:
    """Lets go of what waits: its transaction is over."""
    connection.info.pop(_WAITING, None)


def _execute(connection: Connection, text: str, values: Sequence[Any]) -> Any:
    """The cursor of a statement and, before it on the same trip, of what waits."""
    driver = _driver(connection)
    waiting = connection.info.get(_WAITING)
    if not waiting:
        return driver.execute(text, values)
    first, waiting[:] = waiting[:], []
    with driver.pipeline():
        for each in first:
            driver.execute(*each)
        return driver.execute(text, values)


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection
