"""A look into the database beside a phlebot that may be running on it: for commands that only read."""

from pathlib import Path

from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.store.database import DatabaseTrouble, T, Unit

__all__ = ["Connection", "read_beside"]


def read_beside(url: str, unit: Unit[T]) -> T:
    """What `unit` yields from one snapshot. Nothing can be written. Raises `DatabaseTrouble`."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if not Path(parsed.database or "").is_file():
            raise DatabaseTrouble(f"there is no database at {parsed.database} yet; `run` makes it")
        engine = create_engine(f"sqlite:///file:{parsed.database}?mode=ro&uri=true")
    else:
        engine = create_engine(parsed.set(drivername="postgresql+psycopg"))
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            return unit(connection)
    except SQLAlchemyError as error:
        raise DatabaseTrouble(f"the database cannot be read ({type(error).__name__})") from error
    finally:
        engine.dispose()
