"""The one door to the database: units of work that run on database threads, never on the event loop.

A unit is a plain function over a connection, and may be run more than once before it counts: it must do nothing but
read and write there. Written units of different callers are committed together; one that fails undoes itself alone,
and nobody is told of success before the commit.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import ArgumentError

from bot.store.wakes import Wake

T = TypeVar("T")
Unit = Callable[[Connection], T]
Heard = Callable[[Sequence[Wake] | None], None]
"""Is told, on its loop, of what other processes have stored; `None`: something may have been missed."""

LEASE_SECONDS = 15.0
"""How long a process that does not stir keeps its holds."""


class DatabaseTrouble(Exception):
    """The database cannot be used, or has failed; the text is one sentence for whoever runs the bot."""


class DatabaseUrlUnfit(DatabaseTrouble):
    """`DATABASE_URL` is wrong."""


class DatabaseInUse(DatabaseTrouble):
    """Another process has the SQLite file: it serves one process only."""


class Hold(ABC):
    """Something that one process has and no other, until it lets go, ends, or has not stirred for a lease."""

    def __init__(self) -> None:
        self.lost = asyncio.Event()
        """Set once it is ours no longer, whoever ended it."""

    @abstractmethod
    async def let_go(self) -> None:
        """Leaves it to whoever wants it next."""


class Database(ABC):
    """A database that is open. `exclusive` says that no other process can be using it."""

    exclusive: bool

    @staticmethod
    def open(url: str, *, lease: float = LEASE_SECONDS) -> "Database":
        """Opens the database of a `DATABASE_URL`. A process that does not stir for `lease` seconds loses what it
        holds. Raises `DatabaseTrouble`."""
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError):
            raise DatabaseUrlUnfit(
                "DATABASE_URL is no database address; it should look like sqlite:///phlebot.db"
                " or postgresql://user:password@host/name"
            ) from None
        match parsed.get_backend_name():
            case "sqlite":
                from bot.store.sqlite import Sqlite

                return Sqlite(parsed)
            case "postgresql":
                from bot.store.postgresql import Postgresql

                return Postgresql(parsed, lease)
            case other:
                raise DatabaseUrlUnfit(
                    f"DATABASE_URL names {other!r}; it must begin with sqlite:/// or postgresql://"
                )

    @property
    @abstractmethod
    def place(self) -> Path | None:
        """The file of the database, if it is one: its key file lies beside it."""

    @abstractmethod
    async def read(self, unit: Unit[T]) -> T:
        """What `unit` yields from one snapshot. Raises what it raises."""

    @abstractmethod
    async def write(self, unit: Unit[T], *keys: str) -> T:
        """What `unit` yields, once it is durable. Raises what it raises, with nothing of it written.

        `keys` name what the unit writes (`chats.key`, `slots.claims_key`): of two units with a key in common the second
        reads and writes only when the first is durable, in whatever process. A unit without keys has a transaction of its own, and
        may only wait for rows that no unit with keys writes.
        """

    @abstractmethod
    def alone(self, unit: Unit[T], *keys: str) -> T:
        """`unit` in a transaction of its own, in the caller's thread: for migrations and commands."""

    @abstractmethod
    async def hold(self, name: str) -> Hold | None:
        """What goes by that name, or `None` while somebody else has it. Raises `DatabaseTrouble`."""

    @abstractmethod
    async def held(self, names: Collection[str]) -> set[str]:
        """Which of the names somebody holds."""

    @abstractmethod
    def listen(self, worker_id: str, heard: Heard) -> None:
        """Has `heard` told of what others store for chats of that worker, from now on and on this loop."""

    @abstractmethod
    def stop_listening(self, worker_id: str) -> None: ...

    @abstractmethod
    async def close(self) -> None:
        """Finishes what has been asked for and lets go of the database."""
