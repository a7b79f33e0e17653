"""A clinic as the engine serves it: what it decides, and the doors to its bot and its lab."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from bot.desk.answer import Answer, Decision
from bot.lab.entry_of import EntryRules
from bot.lab.glapi_prospects import GlapiProspects
from bot.lab.port import Lab, PatientReports
from bot.lab.report_file import ReportFile
from bot.telegram.incoming import StaffCommand
from bot.telegram.outgoing import Messenger
from dialogs.clinic import Clinic
from dialogs.world import Shelf


class Limits(Protocol):
    """How fast the clinic's bot speaks. See `bot.telegram.limits`."""

    async def acquire(
        self,
        chat_id: int,
        kind: Literal["reply", "unsolicited", "group", "topic"],
        *,
        first: bool = False,
        reserved: bool = False,
    ) -> None: ...

    def room(self, chat_id: int, messages: int = 1, *, reserved: bool = False) -> float: ...

    def penalise(
        self, chat_id: int, seconds: float, kind: Literal["reply", "unsolicited", "group"] = "reply"
    ) -> None: ...


class Desk(Protocol):
    """What answers the commands of the clinic's staff. See `bot.desk.desk`."""

    def knows(self, name: str) -> bool: ...

    async def answer(
        self, command: StaffCommand, now: datetime, *, private: bool
    ) -> Answer | Decision | None: ...


@dataclass(frozen=True, slots=True)
class Site:
    """`shelves` yields what each branch sells now, by branch id. `fetch_report` raises `ReportError`. `decline`
    tells a group that is not the staff's so, and leaves it.
    `prospects` is the leads system that is told of patients beside the lab, where there is one.
    `is_staff` says whether a user is in the staff chat now; `None` when that cannot be found out; `owner` is the user
    who owns the staff's group, if Telegram says. `rules` are what the
    lab's account takes, `patients` the way to old reports, where the clinic wants it."""

    clinic: Clinic
    bot_id: int
    messenger: Messenger
    limits: Limits
    lab: Lab
    shelves: Callable[[], Mapping[str, Shelf]]
    fetch_report: Callable[[str], Awaitable[ReportFile]]
    decline: Callable[[int], Awaitable[None]]
    is_staff: Callable[[int], Awaitable[bool | None]]
    owner: Callable[[], Awaitable[int | None]]
    prospects: GlapiProspects | None = None
    desk: Desk | None = None
    rules: EntryRules = field(default_factory=EntryRules)
    patients: PatientReports | None = None

    @property
    def staff_language(self) -> str:
        return self.clinic.locales[0]
