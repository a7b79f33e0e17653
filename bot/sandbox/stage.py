"""Everything that the demo needs, running: Telegram and the lab as stand-ins, the bot between them, people in front."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from importlib import resources
from pathlib import Path

from bot.clinic_file import ConfigError
from bot.config import Settings, load_settings
from bot.sandbox.changes import Changes
from bot.sandbox.chats import is_supergroup
from bot.sandbox.clinic_setup import DEMO_SETUP, PARTIES, ClinicSetup, negotiated
from bot.sandbox.clock import MovableClock
from bot.sandbox.entries import Entry
from bot.sandbox.flabs import SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET, FlabsStandIn, Lab
from bot.sandbox.glapi import SANDBOX_GLAPI_TOKEN, GlapiStandIn
from bot.sandbox.old_reports import file_old_reports
from bot.sandbox.people import Group, Patient, Person, Staff
from bot.sandbox.port import kept_ports
from bot.sandbox.queues import Queues, follow
from bot.sandbox.supervisor import Supervisor
from bot.sandbox.switches import Switches
from bot.sandbox.telegram import SANDBOX_TOKEN, TelegramStandIn

JOURNAL = 400
"""How many calls of each stand-in are remembered."""

_MORNING, _EVENING = time(9), time(19)
"""Surely hours in which people may be written to unasked."""

LANGUAGES = {"en": "English", "hi": "हिन्दी"}
"""What a patient's Telegram may be set to, by the code that it tells."""


@dataclass(frozen=True, slots=True)
class Role:
    """A patient on stage, and the link that brought them here (what follows `?start=`)."""

    patient: Patient
    link: str

    @property
    def language(self) -> str:
        return self.patient.user.language_code


CAST = (
    ("Anita", "Rao", "en", "mg-road_paper", "919845012345"),
    ("सुनीता", "देवी", "hi", "mg-road_diwali", "919876543210"),
    ("Imran", "Khan", "hi", "mg-road_youtube", "919900112233"),
    ("Mary", "Thomas", "en", "whitefield_poster_P002", "919731045678"),
)
"""First and last name, language, link and phone of those who are there from the beginning."""

MEMBERS = {2001: "Asha", 2002: "Vikram", 2003: "Front desk"}
"""The staff by id; several people share the last one's account."""

OWNER = (2004, "Dr Rao")
"""Who made the group, and writes there without showing a name."""


class Stage:
    """The stand-ins, the bot and the people; `changes` fires at whatever the stand-ins do not announce themselves."""

    def __init__(
        self,
        telegram: TelegramStandIn,
        lab: FlabsStandIn,
        leads: GlapiStandIn,
        bot: Supervisor,
        clock: MovableClock,
        changes: Changes,
        settings: Settings,
        database: Path,
    ) -> None:
        self.telegram = telegram
        self.lab = lab
        self.leads = leads
        self.bot = bot
        self.clock = clock
        self.changes = changes
        self.clinic = settings.clinics[0].clinic
        self.clinic_file = settings.clinics[0].file.path
        self.setup = DEMO_SETUP
        self.database = database
        self._have_old_reports: set[int] = set()
        self.queues = Queues()
        self.switches = Switches(telegram, lab, leads, changes.announce)
        self.cast: dict[int, Role] = {}
        self.staff: dict[int, Staff] = {}
        group_id = self.clinic.staff_chat_id
        self.group: Group = telegram.group(
            # Only a supergroup has topics; the clinic's file may name a basic group, which can be made one.
            group_id,
            f"{self.clinic.name} · staff",
            forum=is_supergroup(group_id),
        )
        for user_id, name in MEMBERS.items():
            self.staff[user_id] = self.group.member(user_id, name)
        self.staff[OWNER[0]] = self.group.member(*OWNER, standing="creator", anonymous=True)
        for first, last, language, link, phone in CAST:
            self.join(first, last, language, link, phone)

    def join(self, first_name: str, last_name: str, language: str, link: str, phone: str = "") -> Role:
        """Another patient, who has tapped a link but not yet started the bot. Raises `ValueError`."""
        if language not in LANGUAGES:
            raise ValueError(f"there is no language {language!r} here")
        user_id = max(self.cast, default=1000) + 1
        patient = self.telegram.patient(
            user_id, first_name, last_name, language_code=language, phone=phone or f"9198{user_id:08d}"
        )
        role = self.cast[user_id] = Role(patient, link)
        self._file_old_reports()
        self.changes.announce()
        return role

    def person(self, user_id: int) -> Person:
        """A patient or a member of the staff. Raises `LookupError`."""
        if user_id in self.cast:
            return self.cast[user_id].patient
        if user_id in self.staff:
            return self.staff[user_id]
        raise LookupError("nobody here has that number")

    def colleague(self, user_id: int) -> Staff:
        """A member of the staff. Raises `LookupError`."""
        if user_id not in self.staff:
            raise LookupError("nobody of the staff has that number")
        return self.staff[user_id]

    def booking_of(self, patient: Patient) -> Entry | None:
        """The newest booking that came from this patient's phone."""
        return next(
            (entry for entry in reversed(self.lab.bookings) if entry.contact == patient.phone[-10:]), None
        )

    async def set_up(self, setup: ClinicSetup) -> None:
        """Writes the clinic's file anew, has the lab's account fit it, and starts the bot again with it; the database
        stays. A file that the bot would not start with changes nothing: raises `ConfigError`."""
        if setup == self.setup:
            return
        before = self.clinic_file.read_text(encoding="utf-8")
        self.clinic_file.write_text(setup.written(demo_clinic()), encoding="utf-8")
        try:
            [hosted] = load_settings(self.bot.environment).clinics
        except ConfigError:
            self.clinic_file.write_text(before, encoding="utf-8")
            raise
        self.clinic, self.setup = hosted.clinic, setup
        self._fit_lab()
        self.changes.announce()
        await self.bot.restart()

    def _fit_lab(self) -> None:
        """The lab's account is what the clinic's file says it is."""
        if self.setup.parties:
            self.lab.scope(frozenset(PARTIES), negotiated(self.lab.prices(next(iter(self.lab.labs)))))
        else:
            self.lab.scope()
        self._file_old_reports()

    def _file_old_reports(self) -> None:
        """Everybody was at the lab before, once that matters."""
        for user_id, role in self.cast.items():
            if self.setup.old_reports and user_id not in self._have_old_reports:
                self._have_old_reports.add(user_id)
                file_old_reports(self.lab, role.patient, self.clock.now())

    async def move_clock(self, by: timedelta) -> None:
        """Moves the wall clock of everybody forward. Raises `ValueError` for a move back, or one of over 60 days."""
        if not timedelta() < by <= timedelta(days=60):
            raise ValueError("the clock moves forward only, by sixty days at most")
        self.clock.shift += by
        await self.bot.tell_time()
        self.changes.announce()

    async def move_clock_to(self, moment: datetime) -> None:
        """Moves the wall clock to that moment; raises as `move_clock`."""
        await self.move_clock(moment - self.clock.now())

    async def wait_for_day(self) -> None:
        """Moves the clock to the morning where the bot would soon, or already, let people sleep."""
        now = self.clock.now().astimezone(self.clinic.zone)
        if _MORNING <= now.time() < _EVENING:
            return
        day = now.date() if now.time() < _MORNING else now.date() + timedelta(days=1)
        await self.move_clock_to(datetime.combine(day, _MORNING, self.clinic.zone))

    @property
    def _everything(self) -> tuple[Changes, ...]:
        return (self.telegram.changes, self.lab.changes, self.leads.changes, self.changes)

    @property
    def number(self) -> int:
        """Grows with every change of anything on stage."""
        return sum(each.number for each in self._everything)

    async def changed(self, since: int, seconds: float) -> None:
        """Waits until `number` is another one, so many seconds at most."""
        if self.number != since:
            return
        waits = [asyncio.ensure_future(each.next()) for each in self._everything]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


@asynccontextmanager
async def open_stage(clock: MovableClock | None = None) -> AsyncIterator[Stage]:
    """The stage inside the block, the bot on its way up. The database is a file that goes when the block ends."""
    clock = clock or MovableClock()
    changes = Changes()
    # The bot keeps its port over its restarts, because the lab calls it there.
    with tempfile.TemporaryDirectory(prefix="phlebot-demo-") as name, kept_ports(1) as (port,):
        folder = Path(name)
        (folder / "clinic.toml").write_text(DEMO_SETUP.written(demo_clinic()), encoding="utf-8")
        database = folder / "phlebot.db"
        async with (
            TelegramStandIn(clock=clock.now, journal_limit=JOURNAL) as telegram,
            GlapiStandIn(clock=clock.now, journal_limit=JOURNAL) as leads,
        ):
            environment = _environment(folder, database, telegram.url, leads.url, port)
            labs = _branches(load_settings(environment))
            async with FlabsStandIn(labs=labs, clock=clock.now, journal_limit=JOURNAL) as lab:
                environment["FLABS_API_URL"] = lab.url
                bot = Supervisor(environment, clock, changes)
                stage = Stage(telegram, lab, leads, bot, clock, changes, load_settings(environment), database)
                await bot.start()
                following = asyncio.create_task(follow(database, stage.queues, changes.announce))
                try:
                    yield stage
                finally:
                    await bot.stop()
                    following.cancel()
                    await asyncio.gather(following, return_exceptions=True)


def demo_clinic() -> str:
    """The demo clinic's file: beside the sources, or within an installed package."""
    beside = Path(__file__).parents[2] / "clinic.toml"
    if beside.is_file():
        return beside.read_text(encoding="utf-8")
    return resources.files(__package__).joinpath("clinic.toml").read_text(encoding="utf-8")


def _environment(
    folder: Path, database: Path, telegram_url: str, leads_url: str, port: int
) -> dict[str, str]:
    return {
        "CLINIC_FILE": str(folder / "clinic.toml"),
        "DATABASE_URL": f"sqlite:///{database}",
        "TELEGRAM_BOT_TOKEN": SANDBOX_TOKEN,
        "TELEGRAM_API_URL": telegram_url,
        "TELEGRAM_MODE": "polling",
        # Nobody is flooded here, and plays need not wait for a pace that is meant for people.
        "TELEGRAM_RATE": "0",
        "FLABS_API_URL": "http://127.0.0.1",
        "FLABS_CLIENT_ID": SANDBOX_CLIENT_ID,
        "FLABS_CLIENT_SECRET": SANDBOX_CLIENT_SECRET,
        "FLABS_WEBHOOK_TOKEN": "sandbox-webhook-token",
        "GLAPI_API_URL": leads_url,
        "GLAPI_TOKEN": SANDBOX_GLAPI_TOKEN,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
    }


def _branches(settings: Settings) -> tuple[Lab, ...]:
    """The lab system knows the branches that the clinic's file names."""
    return tuple(
        Lab(branch.id, branch.name, branch.address)
        for hosted in settings.clinics
        for branch in hosted.clinic.branches
    )
