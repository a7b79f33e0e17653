"""Inserts that may meet a row that is there already, in the dialect of the connection."""

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import Dialect, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.sqlite import Insert

from bot.store.statement import Statement


def insert(table: Table, build: Callable[[Insert], Executable]) -> Statement:
    """The statement that `build` makes of an insert with `on_conflict_*`."""

    def built(dialect: Dialect) -> Executable:
        start: Any = postgresql.insert(table) if dialect.name == "postgresql" else sqlite.insert(table)
        return build(cast(Insert, start))

    return Statement(built)
