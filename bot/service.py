"""The whole bot in one process, put together: the store, the engine, each clinic's Telegram and lab, the HTTP app."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

import locales
from bot.config import HostedClinic, Settings, is_loopback
from bot.engine.clock import Clock, SystemClock
from bot.engine.engine import Engine
from bot.engine.means import Means
from bot.engine.site import Site
from bot.engine.timing import Timing
from bot.lab.catalogue_cache import CatalogueCache
from bot.lab.catalogue_csv import read_catalogue
from bot.lab.flabs import FlabsLab
from bot.lab.http import Http
from bot.lab.port import Lab, LabError
from bot.lab.report_file import ReportFiles
from bot.shelves import Shelves
from bot.store.catalogues import StoredCatalogues
from bot.store.database import Database
from bot.store.schema import demand_current
from bot.store.schema import migrate as bring_up_to_date
from bot.store.sealing import Sealer, open_sealer
from bot.store.tokens import StoredTokens
from bot.subscribing import subscribe_all
from bot.telegram.client import TelegramClient, bot_id_of, open_client
from bot.telegram.group import decline
from bot.telegram.limits import Limits
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.polling import Polling
from bot.telegram.profile import register
from bot.web.app import Check, make_app, serving
from dialogs.catalogue import Catalogue
from dialogs.text import Text
from dialogs.words import Words

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Service:
    """A bot that is serving. `port` is where its HTTP app listens; `ready` tells what `/readyz` tells."""

    engine: Engine
    database: Database
    port: int
    ready: Callable[[], Awaitable[Sequence[Check]]]


@dataclass(frozen=True, slots=True)
class _Clinic:
    """One clinic's doors to the world, open."""

    hosted: HostedClinic
    client: TelegramClient
    lab: Lab
    shelves: Shelves
    site: Site
    unknown_branches: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.hosted.clinic.id


async def run(settings: Settings, *, migrate: bool = True) -> None:
    """Serves until SIGTERM or SIGINT. Raises `DatabaseTrouble`, `KeysUnfit` and `CannotListen`."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with serve(settings, migrate=migrate) as service:
        _log.info("serving", port=service.port, clinics=len(settings.clinics))
        await stop.wait()
        _log.info("stopping")


@asynccontextmanager
async def serve(
    settings: Settings, *, migrate: bool = True, clock: Clock | None = None, timing: Timing | None = None
) -> AsyncIterator[Service]:
    """The bot, serving inside the block. Raises `DatabaseTrouble`, `KeysUnfit` and `CannotListen`."""
    clock = clock or SystemClock()
    for note in settings.notes:
        _log.warning("note", note=note)
    async with AsyncExitStack() as stack:
        database = await _database(settings, stack, migrate=migrate)
        sealer = open_sealer(settings.pii_keys, _database_file(settings.database_url))
        http = Http()
        stack.push_async_callback(http.aclose)
        report_http = Http(keep_alive=False)
        stack.push_async_callback(report_http.aclose)
        words = Words(locales.sources())

        clinics = [
            await _open_clinic(
                hosted, settings, stack, database=database, sealer=sealer, http=http,
                report_http=report_http, words=words, clock=clock,
            )
            for hosted in settings.clinics
        ]  # fmt: skip
        means = Means(
            database=database,
            sealer=sealer,
            sites={clinic.id: clinic.site for clinic in clinics},
            words=words,
            clock=clock,
            timing=timing or Timing(),
        )
        engine = Engine(means)
        await engine.start()
        stack.push_async_callback(engine.stop)

        polls = {clinic.id: Polling(clinic.client, _ingest(engine, clinic.id)) for clinic in clinics}

        async def checks() -> Sequence[Check]:
            vital = await engine.checks()
            telegram = [Check(f"telegram {name}", poll.problem, vital=False) for name, poll in polls.items()]
            lab = [Check(f"lab {clinic.id}", _lab_problem(clinic), vital=False) for clinic in clinics]
            return (*vital, *telegram, *lab)

        app = make_app(
            webhook_tokens={
                clinic.hosted.secrets.flabs_webhook_token: clinic.id
                for clinic in clinics
                if clinic.hosted.secrets.flabs_webhook_token
            },
            ingest_lab_event=engine.ingest_lab_event,
            checks=checks,
            metrics_token=settings.metrics_token,
            local_only=is_loopback(settings.host),
        )
        port = await stack.enter_async_context(serving(app, settings.host, settings.port))

        stop_polling = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            background = [tasks.create_task(clinic.shelves.run()) for clinic in clinics]
            background += [
                tasks.create_task(_introduce(clinic, settings, words, database, sealer, clock))
                for clinic in clinics
            ]
            polling = [tasks.create_task(poll.run(stop_polling)) for poll in polls.values()]
            try:
                yield Service(engine, database, port, checks)
            finally:
                stop_polling.set()
                await asyncio.gather(*polling, return_exceptions=True)
                for task in background:
                    task.cancel()


def _ingest(engine: Engine, clinic: str) -> Callable[[Sequence[dict[str, Any]]], Awaitable[None]]:
    async def ingest(batch: Sequence[dict[str, Any]]) -> None:
        await engine.ingest_updates(clinic, batch)

    return ingest


def _lab_problem(clinic: _Clinic) -> str:
    if clinic.unknown_branches:
        slugs = ", ".join(clinic.unknown_branches)
        return f"the lab's account has no branch with the id that the clinic's file gives for {slugs}; correct id there"
    missing = [b.slug for b in clinic.hosted.clinic.branches if b.id not in clinic.shelves()]
    return f"no list of tests yet for {', '.join(missing)}" if missing else ""


async def _database(settings: Settings, stack: AsyncExitStack, *, migrate: bool) -> Database:
    database = Database.open(settings.database_url)
    stack.push_async_callback(database.close)
    if not migrate:
        demand_current(database)
    elif await asyncio.to_thread(bring_up_to_date, database):
        _log.info("database_brought_up_to_date")
    return database


def _database_file(url: str) -> Path | None:
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


async def _open_clinic(
    hosted: HostedClinic,
    settings: Settings,
    stack: AsyncExitStack,
    *,
    database: Database,
    sealer: Sealer,
    http: Http,
    report_http: Http,
    words: Words,
    clock: Clock,
) -> _Clinic:
    clinic, secrets = hosted.clinic, hosted.secrets
    client = await stack.enter_async_context(
        open_client(secrets.telegram_bot_token, settings.telegram_api_url)
    )
    lab = FlabsLab(
        http,
        url=settings.flabs_api_url,
        client_id=secrets.flabs_client_id,
        client_secret=secrets.flabs_client_secret,
        tokens=StoredTokens(database, sealer, clinic.id, secrets.flabs_client_id),
    )
    branch_ids = tuple(branch.id for branch in clinic.branches)
    catalogues = CatalogueCache(
        _fetch(hosted, lab), StoredCatalogues(database, clinic.id), branch_ids, now=clock.now
    )
    shelves = Shelves(catalogues, branch_ids)
    await shelves.ready()
    reports = ReportFiles(report_http, lab_url=settings.flabs_api_url, hosts=clinic.report_hosts)
    declined = words.html(Text("group-declined"), clinic.locales[0])

    async def decline_group(chat_id: int) -> None:
        await decline(client, chat_id, clinic.staff_chat_id, declined)

    site = Site(
        clinic=clinic,
        bot_id=bot_id_of(secrets.telegram_bot_token),
        messenger=TelegramMessenger(client),
        limits=Limits(settings.telegram_rate),
        lab=lab,
        shelves=shelves,
        fetch_report=reports.fetch,
        decline=decline_group,
    )
    return _Clinic(hosted, client, lab, shelves, site)


def _fetch(hosted: HostedClinic, lab: Lab) -> Callable[[str], Awaitable[Catalogue]]:
    """Where the price list comes from: the clinic's own file where it names one, else the lab's system."""
    path = hosted.file.catalogue
    if path is None:
        return lab.catalogue

    async def from_file(_: str) -> Catalogue:
        return await asyncio.to_thread(read_catalogue, path)

    return from_file


async def _introduce(
    clinic: _Clinic, settings: Settings, words: Words, database: Database, sealer: Sealer, clock: Clock
) -> None:
    """Tells Telegram how the bot presents itself, and the lab where to call; goes on trying in the background."""
    token = clinic.hosted.secrets.flabs_webhook_token

    async def present() -> None:
        pause = 30.0
        while not await register(
            clinic.client,
            clinic.hosted.clinic.locales,
            lambda key, language: words.plain(Text(key), language),
        ):
            await asyncio.sleep(pause)
            pause = min(pause * 2, 3600.0)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(present())
        tasks.create_task(_compare_branches(clinic))
        if token and settings.public_url:
            endpoint = f"{settings.public_url}/webhooks/flabs/{token}"
            branches = [branch.id for branch in clinic.hosted.clinic.branches]
            tasks.create_task(
                subscribe_all(
                    clinic.lab, clinic.id, branches, endpoint, database=database, sealer=sealer, clock=clock
                )
            )


async def _compare_branches(clinic: _Clinic) -> None:
    """Says which branches of the clinic's file the lab's account does not have: bookings for them would be refused."""
    pause = 30.0
    while True:
        try:
            known = {branch.id for branch in await clinic.lab.branches()}
        except LabError as error:
            _log.warning("branches_not_compared", clinic=clinic.id, error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 3600.0)
            continue
        clinic.unknown_branches.extend(
            branch.slug for branch in clinic.hosted.clinic.branches if branch.id not in known
        )
        if clinic.unknown_branches:
            _log.error("note", note=_lab_problem(clinic))
        return
