"""A clinic's leads system: opened as its settings say, asked at the start what it speaks, and `python -m bot leads`."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

import structlog

from bot.config import ConfigError, HostedClinic, Settings, load_settings
from bot.lab.glapi import Glapi
from bot.lab.glapi_models import STATUSES, Lead, LeadUpdate, Scoring
from bot.lab.glapi_token import token_reader
from bot.lab.http import Http
from bot.lab.port import LabError
from bot.logs import configure_logs

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 600.0

_log = structlog.get_logger(__name__)


def open_leads(hosted: HostedClinic, settings: Settings, http: Http) -> Glapi | None:
    """The clinic's leads system; none unless its entries go there, or it is told of patients beside the lab."""
    if not (hosted.clinic.backend == "glapi" or hosted.clinic.leads_beside) or settings.glapi_api_url is None:
        return None
    token = token_reader(hosted.secrets.glapi_token, hosted.secrets.glapi_token_file)
    return Glapi(http, url=settings.glapi_api_url, read_token=token)


async def probe(leads: Glapi, clinic: str) -> None:
    """Finds out what the leads system speaks; goes on trying while it is away or takes no token."""
    pause = FIRST_PAUSE
    while True:
        try:
            await leads.probe()
        except LabError as error:
            _log.warning("leads_not_probed", clinic=clinic, error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            return


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command to its parser."""
    parser.add_argument("--clinic", default="", help="the clinic's id, where several are hosted")
    acts = parser.add_subparsers(title="acts", required=True, metavar="ACT", dest="act")
    listing = acts.add_parser("list", help="a page of the leads, newest first")
    listing.add_argument("--page", type=int, default=1)
    listing.add_argument("--limit", type=int, default=20, help="leads a page, 100 at most")
    acts.add_parser("source", help="the leads of one source").add_argument("source")
    acts.add_parser("assignee", help="the leads of one user").add_argument("user_id")
    acts.add_parser("scoring", help="how the leads score")
    for act, told in (
        ("show", "one lead with everything known of it"),
        ("convert", "make a lead a customer"),
        ("delete", "delete a lead"),
    ):
        acts.add_parser(act, help=told).add_argument("lead_id")
    change = acts.add_parser("update", help="change a lead")
    change.add_argument("lead_id")
    change.add_argument("--status", choices=[each for each in STATUSES if each != "converted"])
    change.add_argument("--score", type=int, metavar="0..100", choices=range(101))
    change.add_argument("--assignee", metavar="USER_ID")
    change.add_argument("--notes")
    change.add_argument("--contacted", action="store_true", help="somebody has spoken to them just now")


def main(args: argparse.Namespace) -> int:
    """Does one act and prints what came of it. Raises `ConfigError`."""
    settings = load_settings(os.environ)
    configure_logs(level=logging.WARNING)
    hosted = _clinic(settings.clinics, args.clinic)
    if args.act == "update" and not _change(args).model_fields_set:
        raise ConfigError("nothing to change; name --status, --score, --assignee, --notes or --contacted")
    try:
        told = asyncio.run(_act(args, hosted, settings))
    except LabError as error:
        sys.stderr.write(f"phlebot: {error}\n")
        return 1
    sys.stdout.writelines(f"{line}\n" for line in told)
    return 0


def _clinic(clinics: tuple[HostedClinic, ...], clinic_id: str) -> HostedClinic:
    keeping = [each for each in clinics if each.clinic.backend == "glapi" or each.clinic.leads_beside]
    found = [each for each in keeping if clinic_id in ("", each.clinic.id)]
    if not keeping:
        raise ConfigError('no clinic has backend "glapi" or [lab] leads_beside; only then are there leads')
    if len(found) != 1:
        known = ", ".join(each.clinic.id for each in keeping)
        raise ConfigError(f"--clinic must be one of {known}")
    return found[0]


async def _act(args: argparse.Namespace, hosted: HostedClinic, settings: Settings) -> Iterable[str]:
    http = Http()
    leads = open_leads(hosted, settings, http)
    if leads is None:
        raise ConfigError("GLAPI_API_URL is not set; it must be the address of the leads system")
    try:
        match args.act:
            case "list":
                page = await leads.leads(page=args.page, limit=args.limit)
                count = [] if page.pages is None else [f"page {args.page} of {page.pages}"]
                return [*map(_line, page.leads), *count]
            case "source":
                return map(_line, await leads.by_source(args.source))
            case "assignee":
                return map(_line, await leads.assigned_to(args.user_id))
            case "scoring":
                return _scoring(await leads.scoring())
            case "show":
                return _whole(await leads.read(args.lead_id))
            case "convert":
                made = await leads.convert(args.lead_id)
                return [f"customer {made.number or made.customer_id}"]
            case "delete":
                await leads.delete(args.lead_id)
                return ["deleted"]
            case _:
                return [_line(await leads.update(args.lead_id, _change(args)))]
    finally:
        await http.aclose()


def _change(args: argparse.Namespace) -> LeadUpdate:
    named = {"status": args.status, "score": args.score, "assignedTo": args.assignee, "notes": args.notes}
    if args.contacted:
        named["lastContactedAt"] = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}Z"
    return LeadUpdate(**{name: value for name, value in named.items() if value is not None})


def _line(lead: Lead) -> str:
    score = "" if lead.score is None else str(lead.score)
    return "\t".join((lead.id, lead.status or "", score, lead.source, lead.name))


def _whole(lead: Lead) -> list[str]:
    known: dict[str, object] = {
        "id": lead.id,
        "name": lead.name,
        "phone": lead.phone,
        "email": lead.email,
        "source": lead.source,
        "status": lead.status,
        "score": lead.score,
        "assignee": lead.assigned_to,
        "contacted": lead.last_contacted_at,
        "made": lead.created_at,
        "notes": lead.notes,
        **lead.custom_fields,
    }
    return [f"{name}\t{value}" for name, value in known.items() if value not in (None, "")]


def _scoring(scoring: Scoring) -> list[str]:
    known = {
        "average": scoring.average,
        "low": scoring.low,
        "medium": scoring.medium,
        "high": scoring.high,
        "all": scoring.total,
    }
    told = [f"{name}\t{value}" for name, value in known.items() if value is not None]
    return [*told, *map(_line, scoring.top)]
