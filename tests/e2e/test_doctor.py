"""What an operator asks before going live: is everything there, and what is the link."""

import asyncio
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.config import ConfigError, load_settings
from bot.doctor import Finding, findings
from tests.e2e.house import REQUIRED, House, book, house

pytestmark = pytest.mark.anyio


async def found(inside: House) -> dict[str, Finding]:
    return {finding.what: finding async for finding in findings(load_settings(inside.environ))}


async def test_a_house_in_order() -> None:
    async with house() as inside:
        await inside.stop()
        told = await found(inside)
        missing = {what for what, finding in told.items() if finding.advice and finding.vital}
        assert missing == set()
        assert "asha: bot @phlebot_sandbox_bot" in told
        assert any("591 tests and packages" in what for what in told)


async def test_what_is_missing_is_named_with_advice() -> None:
    async with house(start=False, labs=()) as inside:
        inside.staff.chat.bot_standing = "member"
        told = await found(inside)
        assert "administrator" in told["asha: staff group Asha staff"].advice
        assert "no branch with this id" in told["asha: branch mg-road"].advice
        await inside.lab.go_down()
        assert "FLABS_CLIENT_ID" in (await found(inside))["asha: lab system"].advice
        await inside.telegram.go_down()
        assert "cannot be reached" in (await found(inside))["asha: bot"].advice


async def test_the_leads_system_is_looked_at_where_bookings_go_there() -> None:
    async with house(backend="glapi", start=False) as inside:
        assert (await found(inside))["asha: leads system"].advice == ""
        inside.leads.generation = "metadata"
        inside.leads.enter_by_hand("Walk-in")
        assert "the staff are told what to add" in (await found(inside))["asha: leads system"].advice
        inside.leads.generation = "documented"
        inside.leads.token = "another"
        assert "GLAPI_TOKEN" in (await found(inside))["asha: leads system"].advice
    async with house(start=False) as inside:
        assert "asha: leads system" not in await found(inside)


async def test_the_leads_system_is_looked_at_where_it_stands_beside_the_lab() -> None:
    beside = REQUIRED.replace("[staff]", "[lab]\nleads_beside = true\n[staff]")
    async with house(beside, start=False) as inside:
        seen = await found(inside)
        assert seen["asha: leads system"].advice == ""
        assert "asha: lab system" in seen
        del inside.environ["GLAPI_TOKEN"]
        with pytest.raises(ConfigError, match="GLAPI_TOKEN is not set"):
            await found(inside)


async def test_the_link_and_its_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    async with house(start=False) as inside:
        for name, value in inside.environ.items():
            monkeypatch.setenv(name, value)
        code = tmp_path / "poster.svg"
        assert await asyncio.to_thread(main, ["link", "mg-road", "diwali", "P002", "--qr", str(code)]) == 0
        assert capsys.readouterr().out == "https://t.me/phlebot_sandbox_bot?start=mg-road_diwali_P002\n"
        assert code.read_text(encoding="utf-8").startswith("<?xml")


SCOPED = REQUIRED.replace(
    "[staff]", '[lab.parties]\ncorporate = "ACME"\n[lab.linked_parties.dr-rao]\ndoctor = "RAO"\n[staff]'
)


async def test_the_link_of_whoever_sends_patients(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with house(SCOPED, start=False) as inside:
        for name, value in inside.environ.items():
            monkeypatch.setenv(name, value)
        words = ["link", "mg-road", "diwali", "--party"]
        assert await asyncio.to_thread(main, [*words, "dr-rao"]) == 0
        assert capsys.readouterr().out == "https://t.me/phlebot_sandbox_bot?start=mg-road--dr-rao_diwali\n"
        assert await asyncio.to_thread(main, [*words, "dr-no"]) == 2
        assert (
            'no party "dr-no" for links; [lab.linked_parties] of the file has dr-rao'
            in capsys.readouterr().err
        )


async def test_the_prices_and_events_of_every_party_are_looked_at() -> None:
    async with house(SCOPED, start=False, parties=frozenset({"ACME"})) as inside:
        seen = await found(inside)
        assert not next(each.advice for what, each in seen.items() if "mg-road for corporate ACME" in what)
        assert "party not found" in seen["asha: branch mg-road for doctor RAO"].advice
    async with house(SCOPED, parties=frozenset({"ACME", "RAO"})) as inside:
        await book(inside.patient())
        await inside.stop()
        seen = await found(inside)
        assert not seen["asha: events of mg-road, corporate ACME"].advice
        assert not seen["asha: events of mg-road, doctor RAO"].advice


@pytest.mark.parametrize(
    "words, sentence",
    [
        (["nowhere"], 'no branch with the slug "nowhere"'),
        (["mg-road", "with_underscore"], "no underscore"),
        (["mg-road", "x" * 70], "64"),
        (["mg-road", "diwali", "--qr", "code.gif"], ".png or .svg"),
    ],
)
async def test_a_link_that_cannot_be(
    words: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with house(start=False) as inside:
        for name, value in inside.environ.items():
            monkeypatch.setenv(name, value)
        assert await asyncio.to_thread(main, ["link", *words]) == 2
        assert sentence in capsys.readouterr().err


async def test_what_was_not_understood_is_listed_beside_a_running_bot(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with house() as inside:
        for name, value in inside.environ.items():
            monkeypatch.setenv(name, value)
        for number, first in ((1001, "Sunita"), (1002, "Ravi")):
            patient = inside.patient(number, first_name=first)
            await patient.start()
            await patient.wait_for("Which test")
            await patient.say("Qwertz 4711 asdf")
            await patient.wait_for("could not find")
        assert await asyncio.to_thread(main, ["misses"]) == 0
        line = capsys.readouterr().out.splitlines()[-1]
        assert line.split() == ["2", "tests", "en", "qwertz", "…", "asdf"]
        told = await found(inside)
        assert "running on it" in told["database"].advice
