"""A clinic's leads system, opened as its settings say, and asked at the start what it speaks."""

import asyncio

import structlog

from bot.config import HostedClinic, Settings
from bot.lab.glapi import Glapi
from bot.lab.glapi_token import token_reader
from bot.lab.http import Http
from bot.lab.port import LabError

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 600.0

_log = structlog.get_logger(__name__)


def open_leads(hosted: HostedClinic, settings: Settings, http: Http) -> Glapi | None:
    """The clinic's leads system; none unless its entries go there."""
    if hosted.clinic.backend != "glapi" or settings.glapi_api_url is None:
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
