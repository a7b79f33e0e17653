"""A host from which no report is fetched: of all who meet it, one has the staff called."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.store import chats, refused_hosts
from bot.store.database import Database
from bot.store.refused_hosts import QUIET, Told
from dialogs.case import Case, StaffTask
from tests.bot.store.conftest import NOW

HOST = "files.example.org"
CASE = Case("C1", "waiting", NOW, (StaffTask(1, "report_problem", NOW, "S1", HOST),))
OVER = replace(CASE, state="resolved", tasks=(replace(CASE.tasks[0], answer="handled"),))


def claim(chat: int, at: Any = NOW, host: str = HOST, clinic: str = "asha") -> Any:
    return lambda c: refused_hosts.claim(c, clinic, host, chat, f"S{chat}", at)


def follow(case: Case, at: Any = NOW, chat: int = 1) -> Any:
    return lambda c: refused_hosts.follow(c, "asha", chat, case, at)


def test_the_first_has_the_staff_called_and_whoever_comes_later_is_told_where(write: Any) -> None:
    assert write(claim(1)) is None
    assert write(claim(2)) == write(claim(1)) == Told(1, "S1")
    assert write(lambda c: refused_hosts.told(c, "asha", HOST)) == Told(1, "S1")


def test_of_many_at_once_one_is_the_first(database: Database) -> None:
    async def run() -> None:
        claims = [database.write(claim(chat), chats.key("asha", chat)) for chat in range(1, 41)]
        found = await asyncio.gather(*claims)
        assert found.count(None) == 1
        first = Told(1 + found.index(None), f"S{1 + found.index(None)}")
        assert {each for each in found if each is not None} == {first}

    asyncio.run(run())


def test_another_host_or_clinic_is_another_matter(write: Any) -> None:
    write(claim(1))
    assert write(claim(2, host="other.example.org")) is None
    assert write(claim(2, clinic="other")) is None


def test_it_stays_quiet_for_a_while_after_the_staff_have_ended_it(write: Any) -> None:
    write(claim(1))
    write(follow(CASE))
    assert write(claim(2, NOW + 9 * QUIET)) == Told(1, "S1"), "while it is open, for ever"
    write(follow(OVER, NOW + timedelta(hours=1)))
    assert write(claim(2, NOW + QUIET)) == Told(1, "S1")
    assert write(claim(2, NOW + timedelta(hours=1) + QUIET)) is None
    assert write(claim(1, NOW + timedelta(hours=2) + QUIET)) == Told(2, "S2")


@pytest.mark.parametrize(
    "case, chat",
    [
        (OVER, 2),
        (replace(OVER, tasks=(replace(OVER.tasks[0], subject="S9", words="other.example.org"),)), 1),
        (replace(OVER, tasks=(*OVER.tasks, replace(CASE.tasks[0], number=2))), 1),
    ],
    ids=["of another chat", "about something else", "with another like it still open"],
)
def test_a_case_that_does_not_end_it_leaves_it_open(write: Any, case: Case, chat: int) -> None:
    write(claim(1))
    write(follow(case, chat=chat))
    assert write(claim(2, NOW + 2 * QUIET)) == Told(1, "S1")


def test_what_was_done_with_long_ago_is_forgotten(write: Any) -> None:
    write(claim(1))
    write(lambda c: refused_hosts.forget(c, "asha", NOW + QUIET))
    assert write(lambda c: refused_hosts.told(c, "asha", HOST)) is not None
    write(follow(OVER))
    write(lambda c: refused_hosts.forget(c, "asha", NOW + QUIET))
    assert write(lambda c: refused_hosts.told(c, "asha", HOST)) is None


def test_a_name_that_is_longer_than_any_host_has_is_cut(write: Any) -> None:
    assert write(claim(1, host="a" * 400)) is None
    assert write(claim(2, host="a" * 400)) == Told(1, "S1")
