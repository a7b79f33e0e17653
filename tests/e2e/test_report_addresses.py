"""An address of a report that leads astray, through the whole bot: said to patient and staff, and nothing is leaked."""

import io
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.lab import report_file
from bot.logs import configure_logs
from bot.sandbox.chats import Bubble
from bot.sandbox.faults import Action, Answer, Endless
from bot.sandbox.people import Patient
from bot.sandbox.server import LoopbackServer
from tests.e2e.house import REQUIRED, House, book, house

pytestmark = pytest.mark.anyio

PAGE = "<html><body>Please sign in</body></html>"


@pytest.fixture
def log(logs_restored: None) -> io.StringIO:
    """What the bot writes for its operator."""
    stream = io.StringIO()
    configure_logs(stream, json_lines=True)
    return stream


async def reported(inside: House, log: io.StringIO, step: float = 0.0) -> tuple[Patient, Bubble]:
    """A patient whose report is announced, and the staff's card about it; `step` minutes pass at a time until then."""
    patient = inside.patient(phone="919876543210")
    await book(patient)
    await patient.wait_for("is confirmed")
    key = inside.lab.bookings[0].integrator_id
    await inside.lab.complete_report(key)
    await patient.wait_for("is ready", since=0)
    for _ in range(12):
        with suppress(TimeoutError):
            await inside.staff.chat.changes.until(lambda: bool(cards(inside)), 0.5 if step else 15.0)
        if cards(inside):
            break
        inside.clock.move(minutes=step)
    await patient.wait_for("I could not get the file. Our team will send it to you")
    assert [bubble for bubble in patient.messages if bubble.file is not None] == []
    # The lab says it again, in other words, and nobody is told again.
    inside.clock.move(seconds=1)
    asked = len(inside.lab.calls("/reports/…"))
    await inside.lab.correct_report(key)
    with suppress(TimeoutError):
        await inside.lab.changes.until(lambda: len(inside.lab.calls("/reports/…")) > asked, 1.0)
    assert sum("I could not get the file" in bubble.text for bubble in patient.messages) == 1
    (card,) = cards(inside)
    nothing_leaked(inside, log)
    return patient, card


def cards(inside: House) -> list[Bubble]:
    return [bubble for bubble in inside.staff.messages if "Report could not be delivered" in bubble.text]


def nothing_leaked(inside: House, log: io.StringIO) -> None:
    """The address is a key to somebody's report."""
    (bill,) = inside.lab.bills.values()
    secret = Path(bill.report_path).stem
    assert any(secret in str(delivery.body) for delivery in inside.lab.webhooks.deliveries)
    assert "report_" in log.getvalue()
    assert secret not in log.getvalue()
    assert not any(secret in repr(call) for call in inside.telegram.journal)
    database = Path(inside.environ["DATABASE_URL"].removeprefix("sqlite:///"))
    for file in database.parent.iterdir():
        assert secret.encode() not in file.read_bytes()


@pytest.mark.parametrize(
    "listed, origin, host",
    [
        ("", "http://10.0.0.5", "10.0.0.5"),
        ("", "http://169.254.169.254", "169.254.169.254"),
        ("", "http://[::1]:8080", "::1"),
        ("localhost", "https://localhost", "localhost"),
    ],
)
async def test_a_private_address(log: io.StringIO, listed: str, origin: str, host: str) -> None:
    clinic = REQUIRED.replace("[staff]", f'[reports]\nhosts = ["{listed}"]\n[staff]') if listed else REQUIRED
    async with house(clinic, report_origin=origin) as inside:
        _, card = await reported(inside, log)
        assert host in card.text


async def test_a_redirect_to_a_private_address(log: io.StringIO) -> None:
    asked: list[str] = []

    async def inner(request: web.BaseRequest) -> web.Response:
        asked.append(request.path)
        return web.Response(body=b"%PDF-1.4 of somebody else")

    within = LoopbackServer(inner)
    await within.up()
    try:
        async with house() as inside:
            headers = {"Location": f"{within.url}/private.pdf"}
            inside.lab.faults.add(Answer(302, "", headers=headers), "/reports/*", times=None)
            _, card = await reported(inside, log)
            assert "127.0.0.1" in card.text
            assert inside.lab.calls("/reports/…")
    finally:
        await within.down()
    assert asked == []
    assert "private.pdf" not in log.getvalue()


@pytest.mark.parametrize(
    "answers, step, shortened",
    [
        pytest.param(
            lambda: Answer(200, "%PDF-1.4" + " " * report_file.LARGEST_BYTES), 0.0, 60.0, id="too large"
        ),
        pytest.param(lambda: Answer(200, PAGE), 15.0, 60.0, id="no PDF"),
        pytest.param(lambda: Endless(b"%PDF-1.4\n"), 15.0, 0.3, id="never ends"),
    ],
)
async def test_an_address_that_gives_no_report(
    log: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    answers: Callable[[], Action],
    step: float,
    shortened: float,
) -> None:
    monkeypatch.setattr(report_file, "TOTAL_SECONDS", shortened)
    async with house() as inside:
        inside.lab.faults.add(answers(), "/reports/*", times=None)
        patient, card = await reported(inside, log, step)
        before: list[Any] = [bubble.text for bubble in patient.messages]
        # A person sees to it, and the patient is told nothing more by the bot.
        await inside.staff.member(2001, "Asha").press("Seen to", on=card.message_id)
        await inside.staff.wait_for("Done (Asha)")
        assert [bubble.text for bubble in patient.messages] == before
