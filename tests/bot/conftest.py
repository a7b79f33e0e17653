"""What needs a database is tried on each that the store knows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The `DATABASE_URL` of a database without rows, and, on SQLite, still without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    return postgresql.emptied_database()


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """The `DATABASE_URL` of a PostgreSQL database without anything."""
    url = postgresql.fresh_database()
    yield url
    postgresql.drop_database(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The `DATABASE_URL` of a database without anything."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'fresh.db'}"
    return str(request.getfixturevalue("postgresql_url"))
