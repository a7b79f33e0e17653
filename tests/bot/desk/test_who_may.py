"""Who may ask, and who may not."""

from dataclasses import replace

import pytest

from bot.desk.commands import COMMANDS as ALL
from bot.desk.help import HELP
from tests.bot.desk.conftest import ASHA, STRANGER, Reception

COMMANDS = ("today", "booking AAAA-2222", "open", "stats", "link", "slots", "leads", "help")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_patient_who_types_a_staff_command_is_a_patient(reception: Reception, command: str) -> None:
    assert reception.ask(f"/{command}", STRANGER, private=True) == "(nothing)"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_member_is_answered_in_private_as_in_the_group(reception: Reception, command: str) -> None:
    in_group = reception.ask(f"/{command}")
    assert in_group not in ("(nothing)", "")
    assert reception.ask(f"/{command}", private=True) == in_group


def test_a_former_member_is_told_nothing_more(reception: Reception) -> None:
    assert reception.ask("/open", private=True).startswith("Nobody waits")
    reception.group.inside.remove(ASHA)
    assert reception.ask("/open", private=True) == "(nothing)"
    assert reception.press_data("o:desk:open") == "(Only members of this group can do that.)"


def test_a_press_is_authorised_each_time(reception: Reception) -> None:
    reception.ask("/slots mg-road")
    assert reception.press("Sun 22 Nov", STRANGER, private=True) == "(nothing)"
    reception.ask("/slots mg-road 22 nov")
    assert reception.press("Close the day", STRANGER) == "(Only members of this group can do that.)"
    assert "closed" not in reception.ask("/slots mg-road")


def test_a_command_for_another_bot_is_let_go(reception: Reception) -> None:
    assert reception.ask("/open@other_bot") == "(nothing)"
    assert reception.ask("/open@Asha_Bot").startswith("Nobody waits")


def test_commands_that_are_not_the_staffs_are_let_go(reception: Reception) -> None:
    for typed in ("/start", "/book", "/mybookings", "/nonsense"):
        assert reception.ask(typed) == "(nothing)"
    assert reception.group.asked == 0


def test_while_telegram_does_not_say_who_is_inside_nobody_is_let_in(reception: Reception) -> None:
    reception.group.away = True
    assert reception.ask("/today").startswith("Telegram does not answer just now.")
    assert reception.ask("/today", private=True) == "(nothing)"


@pytest.mark.parametrize("language", ["en", "hi", "hi-Latn"])
def test_help_names_every_command(reception: Reception, language: str) -> None:
    reception.clinic = replace(reception.clinic, locales=(language,))
    told = reception.ask("/help")
    assert set(HELP) == set(ALL)
    assert all(f"/{name} – " in told for name in HELP)
