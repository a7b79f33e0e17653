"""Every test of the store runs on each database that the store knows."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from bot.store.database import Database
from bot.store.schema import migrate
from bot.store.sealing import Sealer

T = TypeVar("T")
NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
Write = Callable[[Callable[[Connection], T]], T]


@pytest.fixture
def sealer() -> Sealer:
    return Sealer([("k1", bytes(range(32)))])


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database.open(database_url)
    migrate(opened)
    yield opened
    asyncio.run(opened.close())


@pytest.fixture
def write(database: Database) -> Write[object]:
    return database.alone
