"""What the commands of the staff work with, and how each is asked."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.desk.answer import Answer, Decision
from bot.lab.glapi import Glapi
from bot.store.database import Database, Unit
from bot.store.sealing import Sealer
from dialogs.clinic import Branch, Clinic
from dialogs.submission import Submission
from dialogs.words import Words
from dialogs.world import Shelf

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Office:
    """A clinic as its staff ask about it. `is_staff` says whether a user is in the staff chat now, `None` when that
    cannot be found out; `shelves` yields what each branch sells now; `username` the bot's name in
    links, and raises whatever Telegram's door raises; `leads` is there only where the clinic's entries go there."""

    clinic: Clinic
    database: Database
    sealer: Sealer
    words: Words
    is_staff: Callable[[int], Awaitable[bool | None]]
    shelves: Callable[[], Mapping[str, Shelf]]
    username: Callable[[], Awaitable[str]]
    leads: Glapi | None = None

    @property
    def language(self) -> str:
        return self.clinic.locales[0]

    async def read(self, unit: Unit[T]) -> T:
        return await self.database.read(unit)

    def zone(self, sent: Submission) -> ZoneInfo:
        branch = self.clinic.branch(sent.branch_id)
        return branch.zone if branch is not None else self.clinic.zone


@dataclass(frozen=True, slots=True)
class Asked:
    """A command of a member: what stands behind its name, who asks, and when."""

    rest: str
    user_id: int
    now: datetime


Command = Callable[[Office, Asked], Awaitable[Answer | Decision]]


def branch_name(branch: Branch) -> str:
    return branch.name or branch.slug


def masked(phone: str) -> str:
    """A number that only whoever knows it already recognises."""
    return f"•••••• {phone[-4:]}"
