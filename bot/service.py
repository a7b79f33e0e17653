"""The whole bot in one process, put together: the store, the engine, each clinic's Telegram and lab, the HTTP app."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

import locales
from bot.config import HostedClinic, Settings, is_loopback
from bot.desk.desk import Desk
from bot.desk.help import HELP
from bot.desk.office import Office
from bot.engine.clock import Clock, SystemClock
from bot.engine.engine import Engine
from bot.engine.site import Site
from bot.engine.timing import Timing
from bot.lab.catalogue_cache import CatalogueCache
from bot.lab.catalogue_csv import CatalogueFileUnreadable, read_catalogue
from bot.lab.flabs import FlabsLab
from bot.lab.flabs_billing import FlabsBilling
from bot.lab.flabs_patient import FlabsPatients
from bot.lab.glapi import Glapi
from bot.lab.glapi_lab import GlapiLab
from bot.lab.glapi_prospects import GlapiProspects
from bot.lab.http import Http
from bot.lab.port import CatalogueUnreadable, Lab, LabAccount, LabError
from bot.lab.report_file import ReportFiles
from bot.lab.webhook import delivery_id, read_event
from bot.leads import open_leads, probe
from bot.replicas import poll_alone, set_webhook_once
from bot.shelves import Shelves
from bot.store.catalogues import StoredCatalogues
from bot.store.database import Database, DatabaseTrouble
from bot.store.paces import SharedBucket
from bot.store.schema import demand_current
from bot.store.schema import migrate as bring_up_to_date
from bot.store.sealing import Sealer, open_sealer
from bot.store.tokens import StoredTokens
from bot.subscribing import subscribe_all, told_of
from bot.telegram.client import TelegramClient, bot_id_of, open_client
from bot.telegram.group import decline
from bot.telegram.identity import OwnName, TelegramUnreachable
from bot.telegram.limits import Limits
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.polling import Polling
from bot.telegram.profile import register, register_staff
from bot.telegram.staff_members import StaffMembers
from bot.telegram.webhook import Webhook
from bot.web.app import Check, IngestUpdate, make_app, serving
from dialogs.advance import advance
from dialogs.catalogue import Catalogue
from dialogs.clinic import Offer
from dialogs.text import Text
from dialogs.understanding import ready
from dialogs.words import Words

MOST_UNDER_WAY = 512
"""Updates of one process that are being stored at once."""

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
    account: LabAccount | None
    leads: Glapi | None
    shelves: Shelves
    site: Site
    unknown_branches: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.hosted.clinic.id


async def run(settings: Settings, *, migrate: bool = True, timing: Timing | None = None) -> None:
    """Serves until SIGTERM or SIGINT. Raises `DatabaseTrouble`, `KeysUnfit` and `CannotListen`."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with serve(settings, migrate=migrate, timing=timing) as service:
        _log.info("serving", port=service.port, clinics=len(settings.clinics))
        await stop.wait()
        _log.info("stopping")


@asynccontextmanager
async def serve(
    settings: Settings, *, migrate: bool = True, clock: Clock | None = None, timing: Timing | None = None
) -> AsyncIterator[Service]:
    """The bot, serving inside the block. Raises `DatabaseTrouble`, `KeysUnfit` and `CannotListen`."""
    clock = clock or SystemClock()
    ready.prepare()
    for note in settings.notes:
        _log.warning("configuration", advice=note)
    async with AsyncExitStack() as stack:
        lease = (timing or Timing()).lease
        database = await _database(settings, stack, lease=lease, migrate=migrate)
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
        # What is loaded now stays: the collector need not look through it again and again.
        gc.freeze()
        engine = Engine(
            database,
            sealer,
            {clinic.id: clinic.site for clinic in clinics},
            advance=advance,
            words=words,
            clock=clock,
            timing=timing,
        )
        await engine.start()
        stack.push_async_callback(engine.stop)

        ways = {clinic.id: _way_in(clinic, settings, engine) for clinic in clinics}

        async def checks() -> Sequence[Check]:
            telegram = [Check(f"telegram {name}", way.problem, vital=False) for name, way in ways.items()]
            lab = [Check(f"lab {clinic.id}", _lab_problem(clinic), vital=False) for clinic in clinics]
            return (await _database_check(database), *telegram, *lab)

        async def ingest_lab_event(clinic_id: str, body: bytes) -> None:
            await engine.ingest_lab_event(clinic_id, read_event(body), delivery_id(body))

        app = make_app(
            webhook_tokens={
                clinic.hosted.secrets.flabs_webhook_token: clinic.id
                for clinic in clinics
                if clinic.hosted.secrets.flabs_webhook_token
            },
            ingest_lab_event=ingest_lab_event,
            telegram_secrets={
                clinic.id: clinic.hosted.secrets.telegram_webhook_secret
                for clinic in clinics
                if settings.telegram_mode == "webhook"
            },
            ingest_update=_by_webhook(engine),
            checks=checks,
            metrics_token=settings.metrics_token,
            local_only=is_loopback(settings.host),
        )
        port = await stack.enter_async_context(serving(app, settings.host, settings.port))

        stop_polling = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(asyncio.to_thread(ready.prepare_rare))
            background = [tasks.create_task(clinic.shelves.run()) for clinic in clinics]
            background += [
                tasks.create_task(_introduce(clinic, settings, words, engine, database, sealer, clock))
                for clinic in clinics
            ]
            coming_in = [
                tasks.create_task(
                    poll_alone(way, database, clinic.id, clinic.site.bot_id, stop_polling)
                    if isinstance(way, Polling)
                    else set_webhook_once(way, database, sealer, clinic.id, clinic.site.bot_id, clock)
                )
                for clinic, way in ((clinic, ways[clinic.id]) for clinic in clinics)
            ]
            try:
                yield Service(engine, database, port, checks)
            finally:
                stop_polling.set()
                for task in background:
                    task.cancel()
                for task, way in zip(coming_in, ways.values(), strict=True):
                    if isinstance(way, Webhook):
                        task.cancel()
                await asyncio.gather(*coming_in, return_exceptions=True)


def _way_in(clinic: _Clinic, settings: Settings, engine: Engine) -> Polling | Webhook:
    """How the clinic's updates come to us."""
    if settings.telegram_mode == "polling" or settings.public_url is None:
        return Polling(clinic.client, _ingest(engine, clinic.id))
    address = f"{settings.public_url}/telegram/{clinic.id}"
    return Webhook(clinic.client, address, clinic.hosted.secrets.telegram_webhook_secret)


def _by_webhook(engine: Engine) -> IngestUpdate:
    """Stores updates that Telegram brings; with too many on their way, it says so and they come again."""
    under_way = 0

    async def ingest(clinic_id: str, raw: dict[str, Any]) -> bool:
        nonlocal under_way
        if under_way >= MOST_UNDER_WAY:
            return False
        under_way += 1
        try:
            await engine.ingest_update(clinic_id, raw)
        finally:
            under_way -= 1
        return True

    return ingest


async def _database_check(database: Database) -> Check:
    try:
        await database.read(lambda _: None)
    except DatabaseTrouble as trouble:
        return Check("database", str(trouble))
    return Check("database")


def _ingest(engine: Engine, clinic: str) -> Callable[[Sequence[dict[str, Any]]], Awaitable[None]]:
    async def ingest(batch: Sequence[dict[str, Any]]) -> None:
        await engine.ingest_updates(clinic, batch)

    return ingest


def _lab_problem(clinic: _Clinic) -> str:
    if clinic.unknown_branches:
        slugs = ", ".join(clinic.unknown_branches)
        return f"the lab's account has no branch with the id that the clinic's file gives for {slugs}; correct id there"
    if clinic.leads is not None and clinic.leads.problem:
        return clinic.leads.problem
    known = clinic.hosted.clinic
    missing = [
        branch.slug
        for branch in known.branches
        if any(offer.branch_id == branch.id and offer.key not in clinic.shelves() for offer in known.offers)
    ]
    return f"no list of tests yet for {', '.join(missing)}" if missing else ""


async def _database(settings: Settings, stack: AsyncExitStack, *, lease: float, migrate: bool) -> Database:
    database = Database.open(settings.database_url, lease=lease)
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
    account = (
        FlabsLab(
            http,
            url=settings.flabs_api_url,
            client_id=secrets.flabs_client_id,
            client_secret=secrets.flabs_client_secret,
            tokens=StoredTokens(database, sealer, clinic.id, secrets.flabs_client_id),
        )
        if secrets.flabs_client_id
        else None
    )
    leads = open_leads(hosted, settings, http)
    offers = {offer.key: offer for offer in clinic.offers}
    catalogues = CatalogueCache(
        _fetch(hosted, account, offers), StoredCatalogues(database, clinic.id), offers, now=clock.now
    )
    shelves = Shelves(catalogues, tuple(offers), hosted.file.aliases)
    await shelves.ready()
    reports = ReportFiles(report_http, lab_url=settings.flabs_api_url, hosts=clinic.report_hosts)
    declined = words.html(Text("group-declined"), clinic.locales[0])

    async def decline_group(chat_id: int) -> None:
        await decline(client, chat_id, clinic.staff_chat_id, declined)

    members = StaffMembers(client, lambda: clinic.staff_chat_id, clock.steady)
    is_staff = members.looked_up

    async def owner() -> int | None:
        try:
            return (await members.staff_chat_facts()).owner
        except TelegramUnreachable:
            return None

    site = Site(
        clinic=clinic,
        bot_id=bot_id_of(secrets.telegram_bot_token),
        messenger=TelegramMessenger(client),
        limits=_limits(settings.telegram_rate, database, clinic.id),
        lab=_lab(hosted, account, leads),
        shelves=shelves,
        fetch_report=reports.fetch,
        decline=decline_group,
        prospects=GlapiProspects(leads, name_tests=hosted.file.name_tests)
        if leads is not None and clinic.leads_beside
        else None,
        is_staff=is_staff,
        owner=owner,
        desk=Desk(
            Office(
                clinic=clinic,
                database=database,
                sealer=sealer,
                words=words,
                is_staff=is_staff,
                shelves=shelves,
                username=OwnName(client).username,
                leads=leads,
            )
        ),
        rules=hosted.file.rules,
        patients=FlabsPatients(account) if account is not None and clinic.old_reports else None,
    )
    return _Clinic(hosted, client, account, leads, shelves, site)


def _lab(hosted: HostedClinic, account: FlabsLab | None, leads: Glapi | None) -> Lab:
    """Where the clinic's entries go."""
    match hosted.clinic.backend:
        case "flabs" if account is not None:
            return account
        case "flabs-billing" if account is not None:
            return FlabsBilling(account, hosted.file.lead_source)
        case "glapi" if leads is not None:
            return GlapiLab(leads, name_tests=hosted.file.name_tests)
        case backend:
            raise AssertionError(f"the settings have no account for {backend}")


def _limits(rate: float, database: Database, clinic: str) -> Limits:
    """The bot's pace: where others may speak for the same bot, theirs and ours together."""
    if rate <= 0 or database.exclusive:
        return Limits(rate)
    return Limits(rate, unsolicited=SharedBucket(database, clinic, "unsolicited", rate))


def _fetch(
    hosted: HostedClinic, account: LabAccount | None, offers: Mapping[str, Offer]
) -> Callable[[str], Awaitable[Catalogue]]:
    """Where the price list of an offer comes from, by its key: the clinic's own file where it names one, else the lab's system."""
    path = hosted.file.catalogue
    if path is None:
        if account is None:
            raise AssertionError("the settings have neither a list nor a lab account")
        read = account.catalogue
        return lambda key: read(offers[key])

    # A list that cannot be read stops the start; one that is spoilt later leaves what there is.
    read_catalogue(path)

    async def from_file(_: str) -> Catalogue:
        try:
            return await asyncio.to_thread(read_catalogue, path)
        except CatalogueFileUnreadable as problem:
            raise CatalogueUnreadable(str(problem)) from problem

    return from_file


async def _introduce(
    clinic: _Clinic,
    settings: Settings,
    words: Words,
    engine: Engine,
    database: Database,
    sealer: Sealer,
    clock: Clock,
) -> None:
    """Tells Telegram how the bot presents itself, and the lab where to call; goes on trying in the background."""
    token = clinic.hosted.secrets.flabs_webhook_token

    own = clinic.hosted.clinic

    def said(key: str, language: str) -> str:
        return words.plain(Text(key), language)

    async def until_done(present: Callable[[], Awaitable[bool]]) -> None:
        pause = 30.0
        while not await present():
            await asyncio.sleep(pause)
            pause = min(pause * 2, 3600.0)

    async def to_patients() -> bool:
        return await register(
            clinic.client, own.locales, said, without=() if own.old_reports else ("reports",)
        )

    shown_in: int | None = None

    async def to_staff() -> bool:
        nonlocal shown_in
        chat_id = await engine.staff_chat(clinic.id)
        if not await register_staff(clinic.client, chat_id, HELP, own.locales[0], said):
            return False
        shown_in = chat_id
        return True

    async def to_staff_wherever_they_are() -> None:
        while True:
            await engine.staff_chat(clinic.id, other_than=shown_in)
            await until_done(to_staff)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(until_done(to_patients))
        tasks.create_task(to_staff_wherever_they_are())
        if clinic.leads is not None:
            tasks.create_task(probe(clinic.leads, clinic.id))
        if clinic.account is not None:
            tasks.create_task(_compare_branches(clinic, clinic.account))
        # Only an account that holds the entries has something to tell of them.
        backend = clinic.hosted.clinic.backend
        if clinic.account is not None and backend != "glapi" and token and settings.public_url:
            endpoint = f"{settings.public_url}/webhooks/flabs/{token}"
            tasks.create_task(
                subscribe_all(
                    clinic.account,
                    clinic.id,
                    told_of(clinic.hosted.clinic),
                    endpoint,
                    database=database,
                    sealer=sealer,
                    clock=clock,
                )
            )


async def _compare_branches(clinic: _Clinic, account: LabAccount) -> None:
    """Says which branches of the clinic's file the lab's account does not have: bookings for them would be refused."""
    pause = 30.0
    while True:
        try:
            known = {branch.id for branch in await account.branches()}
        except LabError as error:
            _log.warning("branches_not_compared", clinic=clinic.id, error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 3600.0)
            continue
        clinic.unknown_branches.extend(
            branch.slug for branch in clinic.hosted.clinic.branches if branch.id not in known
        )
        if clinic.unknown_branches:
            _log.error("branches_unknown", problem=_lab_problem(clinic))
        return
