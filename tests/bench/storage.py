"""How much a database holds."""

import sqlite3
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool


def stored_bytes(database_url: str) -> int:
    """Bytes of the database that nobody uses now, with its indexes."""
    if database_url.startswith("sqlite:///"):
        path = Path(database_url.removeprefix("sqlite:///"))
        file = sqlite3.connect(path)
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        file.close()
        return path.stat().st_size
    engine = create_engine(
        database_url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=NullPool
    )
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)
