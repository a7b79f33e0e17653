"""The whole bot between the two stand-ins, on a database of its own; every call is held against the contracts."""

import json
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from bot.clinic_file import Backend
from bot.config import load_settings
from bot.engine.timing import Timing
from bot.sandbox.flabs import SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET, FlabsStandIn, Lab
from bot.sandbox.glapi import GlapiStandIn
from bot.sandbox.people import Group, Patient
from bot.sandbox.port import kept_ports
from bot.sandbox.telegram import TelegramStandIn
from bot.service import Service, serve
from tests.contracts import openapi
from tests.contracts.botapi import answer_problems, call_problems
from tests.e2e.way import go_to

STAFF_CHAT = -1001234567890
BRANCH = "6530a4a6f1d2c8b7e9a12345"

# What a clinic's file must have, and nothing else.
REQUIRED = f"""
name = "Asha Diagnostics"
backend = "flabs"
[staff]
chat_id = {STAFF_CHAT}
[[branches]]
id = "{BRANCH}"
slug = "mg-road"
pincodes = ["560001", "5600*"]
[branches.collection]
"""


class HouseClock:
    """The wall clock of everybody in the house: it begins where a test says and can be moved."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._begun = monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=monotonic() - self._begun)

    def steady(self) -> float:
        return monotonic()

    def move(self, **by: float) -> None:
        self._start += timedelta(**by)


@dataclass
class House:
    """`restart` stops the bot as a deploy would and starts it again on the same database."""

    telegram: TelegramStandIn
    lab: FlabsStandIn
    leads: GlapiStandIn
    clock: HouseClock
    environ: dict[str, str]
    staff: Group
    service: Service | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    def patient(self, user_id: int = 1001, **about: Any) -> Patient:
        usual: dict[str, Any] = {"first_name": "Sunita", "last_name": "Devi", "language_code": "en"}
        return self.telegram.patient(user_id, **(usual | about))

    async def start(self) -> None:
        settings = load_settings(self.environ)
        timing = Timing(tick=0.05, unknown_pause=(0.05, 0.1), lab_pause=0.1, album_wait=0.1)
        self.service = await self._stack.enter_async_context(serve(settings, clock=self.clock, timing=timing))

    async def stop(self) -> None:
        await self._stack.aclose()
        self._stack = AsyncExitStack()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    def hold_against_contracts(self) -> None:
        """Every call that was made is one that the Bot API and the lab's contract describe."""
        for call in self.telegram.journal:
            if call.accepted and not call.fault:
                assert call_problems(call) == []
                assert answer_problems(call) == []
        contract = openapi.load("flabs")
        for made in self.lab.journal:
            if not made.path.startswith("/reports/") and made.path != "/client/events/subscribe":
                body = json.dumps(made.body).encode() if made.body is not None else b""
                openapi.check_request(contract, made.method, made.path, made.query, made.headers, body)
        contract = openapi.load("glapi")
        for made in self.leads.journal:
            body = json.dumps(made.body).encode() if made.body is not None else b""
            openapi.check_request(contract, made.method, made.path, made.query, made.headers, body)


@asynccontextmanager
async def house(
    clinic: str = REQUIRED,
    *,
    now: datetime = datetime(2026, 11, 20, 4, 45, tzinfo=UTC),
    environ: Mapping[str, str] | None = None,
    start: bool = True,
    backend: Backend = "flabs",
    files: Mapping[str, str] | None = None,
    leads_about: Mapping[str, Any] | None = None,
    **lab_about: Any,
) -> AsyncIterator[House]:
    """The bot with the clinic's file and that `backend` in it, between stand-ins that share its clock. `files` lie
    beside the clinic's, by name; an `environ` variable that is empty is not set."""
    clock = HouseClock(now)
    with tempfile.TemporaryDirectory(prefix="phlebot-house-") as folder, kept_ports(1) as (port,):
        file = Path(folder) / "asha.toml"
        file.write_text(clinic.replace('backend = "flabs"', f'backend = "{backend}"'), encoding="utf-8")
        for name, content in (files or {}).items():
            (Path(folder) / name).write_text(content, encoding="utf-8")
        async with TelegramStandIn(clock=clock.now) as telegram:
            about = {"labs": (Lab(BRANCH, "MG Road"),)} | lab_about
            async with (
                FlabsStandIn(clock=clock.now, **about) as lab,
                GlapiStandIn(clock=clock.now, **(leads_about or {})) as leads,
            ):
                variables = {
                    "CLINIC_FILE": str(file),
                    "DATABASE_URL": f"sqlite:///{folder}/phlebot.db",
                    "TELEGRAM_BOT_TOKEN": telegram.token,
                    "TELEGRAM_API_URL": telegram.url,
                    "TELEGRAM_MODE": "polling",
                    "FLABS_API_URL": lab.url,
                    "FLABS_CLIENT_ID": SANDBOX_CLIENT_ID,
                    "FLABS_CLIENT_SECRET": SANDBOX_CLIENT_SECRET,
                    "FLABS_WEBHOOK_TOKEN": "a-long-random-secret",
                    "GLAPI_API_URL": leads.url,
                    "GLAPI_TOKEN": leads.token,
                    "PUBLIC_URL": f"http://127.0.0.1:{port}",
                    "PORT": str(port),
                    "TELEGRAM_RATE": "0",
                }
                staff = telegram.group(STAFF_CHAT, "Asha staff", {2001: "Asha", 2002: "Ravi"})
                inside = House(telegram, lab, leads, clock, variables | dict(environ or {}), staff)
                if start:
                    await inside.start()
                try:
                    yield inside
                finally:
                    await inside.stop()
                inside.hold_against_contracts()


async def book(
    patient: Patient,
    *,
    test: str = "hba1c",
    pincode: str = "560001",
    who: str = "Sunita Devi, 58, F",
    address: str = "Flat 12, Rose Villa, 4th Cross",
    link: str = "mg-road_diwali",
    mode: str = "",
) -> None:
    """An English booking by a patient who never stumbles, up to and including the last press. `mode` is the button to
    press where the branch can be visited, too."""
    way = {"link": link, "test": test, "pincode": pincode, "who": who, "address": address, "mode": mode}
    await go_to(patient, "review", **way)
    await patient.press("✓ Book it")
