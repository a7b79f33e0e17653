"""The demo without its browser: what the page's server takes and refuses, and the plays of its tour."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.sandbox import showing, terminal
from bot.sandbox.clock import MovableClock
from bot.sandbox.page import page
from bot.sandbox.stage import Stage, open_stage
from bot.sandbox.tour import SCRIPTS, Tour, perform
from tests.e2e.visit import INDIA

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def visited() -> AsyncIterator[tuple[Stage, aiohttp.ClientSession]]:
    async with open_stage() as stage, page(stage) as address, aiohttp.ClientSession(address) as session:
        yield stage, session


async def heard(session: aiohttp.ClientSession, wanted: str) -> dict[str, Any]:
    """The first event of that name that a new window is told."""
    async with session.get("/events") as events:
        name = ""
        async for line in events.content:
            if line.startswith(b"event: "):
                name = line[7:].strip().decode()
            elif line.startswith(b"data: ") and name == wanted:
                value: dict[str, Any] = json.loads(line[6:])
                return value
    raise AssertionError(f"nothing was told of {wanted}")


async def test_the_page_asks_for_nothing_from_outside() -> None:
    async with visited() as (_, session):
        async with session.get("/") as index:
            text = await index.text()
            assert "default-src 'self'" in index.headers["Content-Security-Policy"]
        assert "://" not in text
        for name in ("app.js", "chat.js", "page.css", "icon.svg"):
            async with session.get(f"/web/{name}") as asset:
                assert asset.status == 200
        for name in ("missing.js", "..%2Fpage.py", "%2e%2e/page.py"):
            async with session.get(f"/web/{name}") as asset:
                assert asset.status == 404


async def test_a_page_of_somebody_else_reaches_nothing() -> None:
    async with visited() as (stage, session):
        say = json.dumps({"do": "start", "who": 1001})
        form = {"Content-Type": "text/plain"}
        async with session.post("/act", data=say, headers=form) as answer:
            assert answer.status == 415
        async with session.post(
            "/act", json={"do": "start", "who": 1001}, headers={"Host": "evil.example"}
        ) as answer:
            assert answer.status == 403
        async with session.post("/upload/1001", data=b"x") as answer:
            assert answer.status == 403
        assert stage.cast[1001].patient.messages == []


async def test_what_cannot_be_done_is_said_in_a_sentence() -> None:
    async with visited() as (_, session):
        for body in (
            {"do": "fly"},
            {"do": "start", "who": 7},
            {"do": "say", "who": 1001},
            {"do": "press", "who": 1001, "message": 3, "data": "q:x"},
            {"do": "clock", "seconds": -5},
            {"do": "report", "entry": "nothing"},
            {"do": "switch", "switch": "gravity", "on": True},
            {"do": "join", "name": " ", "language": "en", "link": "mg-road_x"},
            {"do": "play", "play": "tragedy", "language": "en"},
        ):
            async with session.post("/act", json=body) as answer:
                assert answer.status == 409, body
                assert (await answer.json())["problem"].endswith("."), body


async def test_a_window_is_told_everything_and_a_file_is_no_page() -> None:
    async with visited() as (stage, session):
        assert (await heard(session, "house"))["clinic"] == stage.clinic.name
        patient = stage.cast[1001].patient
        await patient.start()
        query = {"name": "evil.html", "type": "text/html"}
        async with session.post(
            "/upload/1001", params=query, data=b"<script>", headers={"X-Page": "1"}
        ) as answer:
            assert answer.status == 200
        chat = await heard(session, "chat")
        assert [message["text"] for message in chat["messages"][:1]] == ["/start"]
        sent = patient.messages[-1] if patient.messages[-1].file else patient.messages[1]
        assert sent.file is not None
        async with session.get(f"/file/{sent.file.file_id}") as answer:
            assert answer.content_type == "application/octet-stream"
            assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(("language", "hour"), [("en", 11), ("hi", 22)])
async def test_every_play_of_the_tour_comes_to_its_end(language: str, hour: int) -> None:
    begins = datetime.now(UTC).astimezone(INDIA).replace(hour=hour, minute=0)
    begins += timedelta(days=1)
    async with open_stage(MovableClock(begins - datetime.now(UTC))) as stage:
        await stage.bot.serving()
        tour = Tour(stage)
        for play, scripts in SCRIPTS.items():
            role = tour.actor(play, language)
            for step in scripts[language]:
                await perform(stage, role, step, still=0.05)
            entry = stage.booking_of(role.patient)
            assert entry is not None, play
        assert len(stage.lab.entries) == len(SCRIPTS)
        # Whoever booked stands in the leads system, too, where the page shows them.
        shown = showing.lab(stage)["leads"]
        assert {lead["name"] for lead in shown} >= {stage.lab.entries[-1].patient}
        assert not stage.switches.on()


async def test_a_booking_plays_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert await terminal.play("en") == 0
    told = capsys.readouterr().out
    assert "presses [ " in told
    assert "Report-" in told
