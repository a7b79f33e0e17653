"""Inserts that may meet a row that is there already, in the dialect of the connection."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.sqlite import Insert

Statement = Callable[[Connection], Executable]


def insert(table: Table, build: Callable[[Insert], Executable]) -> Statement:
    """A statement that `build` makes of an insert with `on_conflict_*`, built once for each dialect."""

    @lru_cache(maxsize=2)
    def built(dialect: str) -> Executable:
        start: Any = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
        return build(cast(Insert, start))

    return lambda connection: built(connection.dialect.name)
