"""What an operator does with the leads from the command line."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator

import pytest
import structlog

from bot.__main__ import main
from tests.e2e.house import House, book, house

pytestmark = pytest.mark.anyio
USER = "f47f0ea2-77bd-4578-8c76-0116d473cc27"
Leads = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers = handlers
    root.setLevel(level)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[House], Leads]:
    def inside(place: House) -> Leads:
        for name, value in place.environ.items():
            monkeypatch.setenv(name, value)

        async def leads(*words: str) -> tuple[int, str, str]:
            capsys.readouterr()
            status = await asyncio.to_thread(main, ["leads", *words])
            said = capsys.readouterr()
            return status, said.out, said.err

        return leads

    return inside


async def test_a_booking_is_found_shown_changed_and_deleted(run: Callable[[House], Leads]) -> None:
    async with house(backend="glapi") as inside:
        patient = inside.patient(phone="919876543210")
        await book(patient)
        await patient.wait_for("is confirmed")
        await inside.stop()
        leads = run(inside)
        [lead_id] = inside.leads.leads
        line = f"{lead_id}\tconverted\t90\tdiwali\tSunita Devi\n"
        assert await leads("list") == (0, f"{line}page 1 of 1\n", "")
        assert (await leads("source", "diwali"))[1] == line
        shown = (await leads("show", lead_id))[1]
        assert "phone\t+919876543210\n" in shown
        assert "slot\t2026-11-21T00:30:00Z\n" in shown
        changed = await leads("update", lead_id, "--score", "40", "--assignee", USER, "--contacted")
        assert "\t40\t" in changed[1]
        assert inside.leads.leads[lead_id]["lastContactedAt"]
        assert (await leads("assignee", USER))[1].startswith(lead_id)
        assert "medium\t1\n" in (await leads("scoring"))[1]
        status, _, sentence = await leads("convert", lead_id)
        assert (status, sentence.count("\n")) == (1, 1)
        assert "409" in sentence
        assert (await leads("delete", lead_id))[1] == "deleted\n"
        assert not inside.leads.leads


async def test_what_cannot_be_done_is_one_sentence(run: Callable[[House], Leads]) -> None:
    async with house(backend="glapi", start=False) as inside:
        leads = run(inside)
        assert (await leads("update", "x"))[2].startswith("phlebot: nothing to change; name --status")
        assert (await leads("--clinic", "ashok", "list"))[2] == "phlebot: --clinic must be one of asha\n"
        await inside.leads.go_down()
        status, _, sentence = await leads("list")
        assert status == 1
        assert "the leads system cannot be reached" in sentence
    async with house(start=False) as inside:
        assert "backend" in (await run(inside)("list"))[2]
