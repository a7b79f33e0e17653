"""`/leads`: the leads system, asked from the group, against its stand-in."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from bot.desk.answer import Answer
from bot.desk.leads import change_in
from bot.desk.leads import leads as command
from bot.desk.office import Asked
from bot.lab.glapi import Glapi
from bot.lab.glapi_models import LeadCreate
from bot.lab.http import Http
from bot.sandbox.glapi import GlapiStandIn
from tests.bot.desk.conftest import ASHA, NOW, Reception

Ask = Callable[[str], Awaitable[str]]


def play(reception: Reception, scene: Callable[[GlapiStandIn, Glapi, Ask], Awaitable[None]]) -> None:
    async def run() -> None:
        http = Http()
        async with GlapiStandIn(clock=lambda: NOW) as system:

            async def token() -> str:
                return system.token

            leads = reception.leads = Glapi(http, url=system.url, read_token=token)

            async def ask(rest: str) -> str:
                office = reception.desk._office
                answer = reception.last = await command(office, Asked(rest, ASHA, NOW))
                assert isinstance(answer, Answer)
                said = [reception.words.plain(line, "en") for line in answer.lines]
                labels = [" ".join(f"[{each.label}]" for each in row) for row in reception.buttons]
                return "\n".join([*said, *labels]).replace("<b>", "").replace("</b>", "")

            try:
                await scene(system, leads, ask)
            finally:
                await http.aclose()

    asyncio.run(run())


def lead(name: str, source: str = "diwali", score: int = 50) -> LeadCreate:
    return LeadCreate(name=name, phone="+919876543210", source=source, score=score, status="new")


def test_a_lead_is_listed_shown_changed_and_deleted(reception: Reception) -> None:
    async def scene(system: GlapiStandIn, leads: Glapi, ask: Ask) -> None:
        made = await leads.create(lead("Sunita Devi"))
        assert await ask("") == "1. Sunita Devi · new · 50 · diwali\n[1]"
        shown = await ask(f"show {made.id}")
        assert shown.startswith(
            f"Sunita Devi\nid: {made.id}\nphone: •••••• 3210\nsource: diwali\nstatus: new"
        )
        assert shown.endswith("[Delete]")
        changed = await ask(f"update {made.id} status=qualified score=80 contacted notes=likes mornings")
        assert changed.startswith("Changed:\nSunita Devi\n")
        assert "score: 80\n" in changed
        assert "notes: likes mornings" in changed
        assert (await ask(f"delete {made.id}")).startswith("Delete the lead of Sunita Devi for good?")
        assert list(system.leads) == [made.id]
        assert await ask(f"delete {made.id} yes") == "Deleted."
        assert not system.leads
        assert await ask(f"delete {made.id} yes") == "There is no such lead."
        assert await ask("") == "No leads."

    play(reception, scene)


def test_leads_by_source_by_user_and_by_score(reception: Reception) -> None:
    async def scene(system: GlapiStandIn, leads: Glapi, ask: Ask) -> None:
        made = await leads.create(lead("Sunita Devi", score=90))
        await leads.create(lead("Ravi Kumar", "holi", 10))
        assert "Ravi" not in await ask("source diwali")
        user = "f47f0ea2-77bd-4578-8c76-0116d473cc27"
        await ask(f"update {made.id} assignee={user}")
        assert "Sunita Devi" in await ask(f"assigned to {user}")
        scoring = await ask("scoring")
        assert scoring.startswith("How the leads score\naverage: 50.0\n")

    play(reception, scene)


def test_a_long_list_is_turned_by_buttons(reception: Reception) -> None:
    async def scene(system: GlapiStandIn, leads: Glapi, ask: Ask) -> None:
        for number in range(12):
            await leads.create(lead(f"Patient {number}"))
        assert (await ask("")).endswith("[Older ›]")
        second = await ask("page 2")
        assert second.count("Patient") == 2
        assert second.endswith("[‹ Newer]")

    play(reception, scene)


def test_troubles_are_said_kindly(reception: Reception) -> None:
    async def scene(system: GlapiStandIn, leads: Glapi, ask: Ask) -> None:
        await system.go_down()
        assert (await ask("")).startswith("The leads system cannot be reached just now.")
        await system.come_up()
        assert (await ask("dance")).startswith("Please write it like this: /leads")
        assert (await ask("update L1 status=converted")).startswith("Please write it like this")
        assert await ask("show nobody") == "There is no such lead."

    play(reception, scene)


def test_a_token_that_is_refused_is_the_operators_matter(reception: Reception) -> None:
    async def scene(system: GlapiStandIn, leads: Glapi, ask: Ask) -> None:
        system.token = "another"
        leads._token = "refused"

        async def old() -> str:
            return "refused"

        leads._read_token = old
        assert (await ask("")).startswith("The leads system does not take our sign-in.")

    play(reception, scene)


def test_where_there_is_none_that_is_said(reception: Reception) -> None:
    assert reception.ask("/leads").startswith("This clinic's bookings go to the lab's own system.")


@pytest.mark.parametrize("words", ["", "score=101", "score=x", "status=lost", "hello", "contacted=1"])
def test_a_change_that_is_not_understood_is_none(words: str) -> None:
    assert change_in(words, datetime(2026, 11, 20, tzinfo=UTC)) is None
