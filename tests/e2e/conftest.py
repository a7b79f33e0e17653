from collections.abc import Iterator

import pytest

from tests import postgresql as embedded


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def postgresql() -> Iterator[dict[str, str]]:
    """Variables with which the bot runs on an empty PostgreSQL database."""
    url = embedded.fresh_database()
    yield {"DATABASE_URL": url, "PII_KEYS": embedded.PII_KEYS}
    embedded.drop_database(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> dict[str, str]:
    """Variables with which the bot runs on an empty database, of each kind that there is."""
    return {} if request.param == "sqlite" else dict(request.getfixturevalue("postgresql"))
