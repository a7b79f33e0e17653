"""Statements of the engine's daily work: written with SQLAlchemy, made into SQL once, and run by the driver itself.

Of a statement that takes the database microseconds, SQLAlchemy's execution takes ten times as many, to find what it
compiled before and to wrap what comes back; with a dozen statements a turn that was a third of the turn. What is
rare, or put together anew for each call, is executed through SQLAlchemy, on the same connection and in the same
transaction.

Where the database is a trip away, writes of which nobody wants to hear, and questions whose answer is wanted later
(`ask`), wait for the next statement that is asked something, or for the commit, and go with it on one trip
(`hold_back`). Their order stays.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Connection, Dialect, Executable

Params = Mapping[str, Any]
"""The values that a statement waits for, by the names of its `bindparam`s or, of a plain insert, of its columns."""

T = TypeVar("T")
Later = Callable[[], T]
"""What was asked, to be read once everything else has been asked too; in the unit that asked."""

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

    def ask(self, connection: Connection, params: Params) -> "Question":
        """Asks now, for an answer that is read later: all that is asked before the first is read goes on one trip."""
        sql = self._sql(connection, params)
        return ask(connection, sql.text, sql.values(params), sql.read)

    def count(self, connection: Connection, params: Params) -> int:
        """Writes at once; how many rows."""
        return self.ask(connection, params).count()

    def rows(self, connection: Connection, params: Params) -> list[Any]:
        return self.ask(connection, params).rows()

    def row(self, connection: Connection, params: Params) -> Any:
        """The first row, or `None`."""
        return self.ask(connection, params).row()

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


class Question:
    """A statement that was asked something, whose answer can be read in the unit that asked."""

    __slots__ = ("_connection", "_found", "_read", "_written", "text", "values")

    def __init__(
        self, connection: Connection, text: str, values: Sequence[Any], read: Callable[[Sequence[Any]], Any]
    ) -> None:
        self.text = text
        self.values = values
        self._connection = connection
        self._read = read
        self._found: Sequence[Any] | None = None
        self._written = 0

    def count(self) -> int:
        """How many rows it has written."""
        self._wait()
        return self._written

    def rows(self) -> list[Any]:
        return [self._read(row) for row in self._wait()]

    def row(self) -> Any:
        """The first row, or `None`."""
        return next(iter(self.rows()), None)

    def hear(self, cursor: Any) -> None:
        """The driver has the answer."""
        self._found = cursor.fetchall() if cursor.description else ()
        self._written = cursor.rowcount

    def _wait(self) -> Sequence[Any]:
        if self._found is None:
            settle(self._connection)
        return self._found or ()


@dataclass(frozen=True, slots=True)
class _Write:
    text: str
    values: Sequence[Any]


def hold_back(connection: Connection) -> None:
    """From now on writes and questions wait on this connection, until an answer is read, `settle` or `forget`. The
    driver must know pipelines."""
    connection.info[_WAITING] = []


def run(connection: Connection, text: str, values: Sequence[Any] = ()) -> None:
    """`Statement.run`, of SQL in the driver's own words."""
    waiting = connection.info.get(_WAITING)
    if waiting is None:
        _driver(connection).execute(text, values)
    else:
        waiting.append(_Write(text, values))


def ask(
    connection: Connection,
    text: str,
    values: Sequence[Any] = (),
    read: Callable[[Sequence[Any]], Any] = tuple,
) -> Question:
    """`Statement.ask`, of SQL in the driver's own words; `read` makes a row of what the driver has found."""
    question = Question(connection, text, values, read)
    waiting = connection.info.get(_WAITING)
    if waiting is None:
        question.hear(_driver(connection).execute(text, values))
    else:
        waiting.append(question)
    return question


def settle(connection: Connection) -> None:
    """Sends what waits. Raises what the database raises; nothing after what failed was done."""
    waiting: list[_Write | Question] = connection.info.get(_WAITING) or []
    if not waiting:
        return
    driver = _driver(connection)
    first, waiting[:] = waiting[:], []
    if len(first) == 1:
        sent = [(first[0], driver.execute(first[0].text, first[0].values))]
    else:
        with driver.pipeline():
            sent = [(each, driver.execute(each.text, each.values)) for each in first]
    for each, cursor in sent:
        if isinstance(each, Question):
            each.hear(cursor)


def forget(connection: Connection) -> None:
    """Lets go of what waits: its transaction is over."""
    connection.info.pop(_WAITING, None)


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection
