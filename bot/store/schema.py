"""The schema of the database: whether it fits this program, and how it is brought up to date."""

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.store.database import Database, DatabaseTrouble

SchemaState = Literal["empty", "older", "current", "newer"]


class SchemaUnfit(DatabaseTrouble):
    """The schema is not this program's; the text says what to run."""


def schema_state(database: Database) -> SchemaState:
    """How the schema of the database stands to this program's."""
    return database.alone(_state)


def migrate(database: Database) -> bool:
    """Brings the schema up to date, in one transaction that locks the others out; whether anything was to do.

    Raises `SchemaUnfit` for a schema newer than this program.
    """

    def unit(connection: Connection) -> bool:
        match _state(connection):
            case "current":
                return False
            case "newer":
                raise _newer()
            case "empty" | "older":
                command.upgrade(_config(connection), "head")
                return True

    return database.alone(unit, "schema")


def demand_current(database: Database) -> None:
    """Raises `SchemaUnfit` unless the schema is this program's."""
    match schema_state(database):
        case "current":
            return
        case "newer":
            raise _newer()
        case "empty" | "older" as state:
            raise SchemaUnfit(f"the database is {state}; bring it up to date with: python -m bot migrate")


def _newer() -> SchemaUnfit:
    return SchemaUnfit(
        "the database was written by a newer phlebot; run that one, or restore an older database"
    )


def _state(connection: Connection) -> SchemaState:
    # A transaction that is begun already is one that Alembic leaves to us to end.
    if not connection.in_transaction():
        connection.begin()
    current = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory.from_config(_config(connection))
    if current is None:
        return "empty"
    if current == scripts.get_current_head():
        return "current"
    known = {script.revision for script in scripts.walk_revisions()}
    return "older" if current in known else "newer"


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
