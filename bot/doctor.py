"""`python -m bot doctor`: each thing that going live needs, looked at, with a sentence of advice where it lacks."""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.config import HostedClinic, Settings, load_settings
from bot.lab.flabs import FlabsLab
from bot.lab.http import Http
from bot.lab.port import LabError, LabRefused
from bot.leads import open_leads
from bot.store import subscriptions
from bot.store.database import Database, DatabaseInUse, DatabaseTrouble
from bot.store.schema import schema_state
from bot.store.sealing import open_sealer
from bot.store.tokens import StoredTokens
from bot.subscribing import told_of
from bot.telegram.identity import TelegramUnreachable, standing
from dialogs.clinic import Offer

SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing. `advice` is empty when it is as it should be; what is not `vital` may stay so."""

    what: str
    advice: str = ""
    vital: bool = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has none."""


def main(_: argparse.Namespace) -> int:
    """Prints every finding; 0 when nothing vital is missing. Raises `ConfigError`."""
    settings = load_settings(os.environ)
    return asyncio.run(_examine(settings))


async def _examine(settings: Settings) -> int:
    sick = False
    async for finding in findings(settings):
        sick |= bool(finding.advice) and finding.vital
        mark = "✓" if not finding.advice else "✗" if finding.vital else "!"
        told = f": {finding.advice}" if finding.advice else ""
        sys.stdout.write(f"{mark} {finding.what}{told}\n")
    sys.stdout.write("Something is missing.\n" if sick else "Ready to serve.\n")
    return 1 if sick else 0


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Everything that is looked at, as it is found. Changes nothing, but may sign in to the lab."""
    yield Finding("configuration")
    for note in settings.notes:
        yield Finding("lab webhooks", note, vital=False)
    yield _keys(settings)
    database = None
    try:
        database = Database.open(settings.database_url)
        yield await asyncio.to_thread(_schema, database)
    except DatabaseInUse:
        yield Finding(
            "database", "a phlebot is running on it, so what is kept there was not looked at", vital=False
        )
    except DatabaseTrouble as trouble:
        yield Finding("database", str(trouble))
    try:
        for hosted in settings.clinics:
            async for finding in _of_clinic(settings, hosted, database):
                yield finding
        if settings.public_url is not None:
            yield await _reachable(settings.public_url)
    finally:
        if database is not None:
            await database.close()


def _keys(settings: Settings) -> Finding:
    if settings.pii_keys:
        return Finding("keys for personal data")
    advice = "they lie in a file beside the database; back both up, or set PII_KEYS"
    return Finding("keys for personal data", advice, vital=False)


def _schema(database: Database) -> Finding:
    match schema_state(database):
        case "current":
            return Finding("database")
        case "newer":
            return Finding("database", "it was written by a newer phlebot; run that one")
        case "empty" | "older":
            return Finding("database", "`run` brings it up to date by itself when it starts", vital=False)


async def _of_clinic(
    settings: Settings, hosted: HostedClinic, database: Database | None
) -> AsyncIterator[Finding]:
    clinic, secrets = hosted.clinic, hosted.secrets
    try:
        stands = await standing(secrets.telegram_bot_token, settings.telegram_api_url, clinic.staff_chat_id)
        yield Finding(f"{clinic.id}: bot @{stands.username}")
        yield Finding(f"{clinic.id}: staff group {stands.group}".rstrip(), stands.problem)
    except TelegramUnreachable as problem:
        yield Finding(f"{clinic.id}: bot", str(problem))
    if secrets.flabs_client_id:
        async for finding in _lab(settings, hosted, database):
            yield finding
    if clinic.backend == "glapi" or clinic.leads_beside:
        yield await _leads(settings, hosted)
    if not clinic.privacy.notice_url:
        advice = "[privacy] notice_url is not set; patients are told only the short notice"
        yield Finding(f"{clinic.id}: privacy notice", advice, vital=False)


async def _lab(settings: Settings, hosted: HostedClinic, database: Database | None) -> AsyncIterator[Finding]:
    clinic, secrets = hosted.clinic, hosted.secrets
    path = settings.database_url.removeprefix("sqlite:///")
    file = Path(path) if settings.database_url.startswith("sqlite:///") else None
    sealer = open_sealer(settings.pii_keys, file)
    kept = database
    if kept is not None and await asyncio.to_thread(schema_state, kept) != "current":
        kept = None
    http = Http()
    lab = FlabsLab(
        http,
        url=settings.flabs_api_url,
        client_id=secrets.flabs_client_id,
        client_secret=secrets.flabs_client_secret,
        tokens=StoredTokens(kept, sealer, clinic.id, secrets.flabs_client_id) if kept else _NoTokens(),
    )
    try:
        known = {branch.id for branch in await lab.branches()}
        yield Finding(f"{clinic.id}: lab system")
        for branch in clinic.branches:
            if branch.id not in known:
                yield Finding(
                    f"{clinic.id}: branch {branch.slug}",
                    "the lab's account has no branch with this id; correct it in the clinic's file",
                )
                continue
            for offer in clinic.offers:
                if offer.branch_id == branch.id:
                    yield await _sold(lab, f"{clinic.id}: branch {branch.slug}", offer)
    except LabError as error:
        yield Finding(f"{clinic.id}: lab system", f"{error}; check FLABS_CLIENT_ID and FLABS_CLIENT_SECRET")
    finally:
        await http.aclose()
    if kept is not None and secrets.flabs_webhook_token and settings.public_url and clinic.backend != "glapi":
        endpoint = f"{settings.public_url}/webhooks/flabs/{secrets.flabs_webhook_token}"
        for offer in told_of(clinic):
            told = await subscriptions.is_remembered(kept, sealer, clinic.id, offer.key, endpoint)
            advice = "" if told else "not asked for yet; `run` does so when it starts"
            slug = next(branch.slug for branch in clinic.branches if branch.id == offer.branch_id)
            party = f", {offer.party.kind} {offer.party.id}" if offer.party else ""
            yield Finding(f"{clinic.id}: events of {slug}{party}", advice, vital=False)


async def _sold(lab: FlabsLab, where: str, offer: Offer) -> Finding:
    """Whether the branch sells anything, to the patients of a party where the account has such."""
    party = f" for {offer.party.kind} {offer.party.id}" if offer.party else ""
    try:
        catalogue = await lab.catalogue(offer)
    except LabRefused as refusal:
        return Finding(where + party, f"{refusal}; check [lab.parties] and the parties of branches and links")
    empty = "" if catalogue.items else "the lab sells nothing there"
    return Finding(f"{where}{party}, {len(catalogue.items)} tests and packages", empty)


async def _leads(settings: Settings, hosted: HostedClinic) -> Finding:
    """Whether the leads system answers us, and what it speaks."""
    what = f"{hosted.clinic.id}: leads system"
    http = Http()
    leads = open_leads(hosted, settings, http)
    try:
        if leads is None:
            return Finding(what, "GLAPI_API_URL is not set")
        speech = await leads.probe()
    except LabError as error:
        return Finding(what, f"{error}; check GLAPI_API_URL and GLAPI_TOKEN")
    finally:
        await http.aclose()
    if speech.generation == "metadata":
        advice = "it drops most of what a booking has, and makes no customers; the staff are told what to add"
        return Finding(what, advice, vital=False)
    return Finding(what)


async def _reachable(public_url: str) -> Finding:
    """Whether the world's address leads to a phlebot that is alive."""
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"{public_url}/healthz") as answer,
        ):
            if answer.status == 200:
                return Finding(f"{public_url}")
            advice = f"it answers {answer.status}; it must lead to HOST and PORT of the running bot"
    except (aiohttp.ClientError, TimeoutError) as problem:
        advice = (
            f"it cannot be reached from here ({type(problem).__name__}); start the bot first, then look again"
        )
    return Finding(public_url, advice, vital=False)


class _NoTokens:
    """Where the database is not made yet, a sign-in is not kept."""

    async def load(self) -> None:
        return None

    async def save(self, pair: object) -> None:
        pass

    def renewing(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()
