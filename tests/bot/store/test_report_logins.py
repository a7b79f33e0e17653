"""Logins for old reports: one a chat, sealed to it, and gone in time."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from bot.store import report_logins
from bot.store.report_logins import LIFE, Secrets
from bot.store.sealing import Sealer
from tests.bot.store.conftest import NOW
from tests.bot.store.test_rows import everything


def begin(write: Any, sealer: Sealer, chat_id: int = 5, login_id: str = "L1") -> None:
    write(lambda c: report_logins.begin(c, sealer, "asha", chat_id, login_id, "9876543210", NOW))


def of(write: Any, sealer: Sealer, chat_id: int = 5, at: Any = NOW) -> Any:
    return write(lambda c: report_logins.login(c, sealer, "asha", chat_id, at))


def test_a_login_goes_from_step_to_step(write: Any, sealer: Sealer) -> None:
    begin(write, sealer)
    assert write(lambda c: report_logins.due(c, NOW, 10)) == [("asha", 5)]
    write(lambda c: report_logins.taken(c, "asha", 5, NOW + timedelta(seconds=90)))
    assert write(lambda c: report_logins.due(c, NOW, 10)) == []
    login = of(write, sealer)
    assert (login.step, login.secrets.phone, login.attempts) == ("send", "9876543210", 1)
    assert write(lambda c: report_logins.go_on(c, sealer, login, "code", Secrets(otp_token="t1")))
    assert not write(lambda c: report_logins.go_on(c, sealer, login, "code", Secrets(otp_token="t2")))
    login = of(write, sealer)
    assert (login.step, login.secrets.otp_token, login.attempts) == ("code", "t1", 0)
    assert write(report_logins.next_due) is None


def test_a_new_login_takes_the_place_of_the_one_before(write: Any, sealer: Sealer) -> None:
    begin(write, sealer)
    old = of(write, sealer)
    begin(write, sealer, login_id="L2")
    assert not write(lambda c: report_logins.go_on(c, sealer, old, "code", Secrets()))
    assert of(write, sealer).login_id == "L2"
    write(lambda c: report_logins.end(c, "asha", 5, "L1"))
    assert of(write, sealer) is not None
    write(lambda c: report_logins.end(c, "asha", 5))
    assert of(write, sealer) is None


def test_it_lasts_ten_minutes_and_leaves_nothing(write: Any, sealer: Sealer) -> None:
    begin(write, sealer)
    assert of(write, sealer, at=NOW + LIFE - timedelta(seconds=1)) is not None
    assert of(write, sealer, at=NOW + LIFE) is None
    write(lambda c: report_logins.forget(c, NOW + LIFE))
    assert write(lambda c: c.execute(text("SELECT count(*) FROM report_logins")).scalar()) == 0


def test_its_secrets_open_for_that_chat_alone(write: Any, sealer: Sealer) -> None:
    begin(write, sealer)
    assert b"9876543210" not in everything(write)
    begin(write, sealer, chat_id=6)
    write(
        lambda c: c.execute(
            text(
                "UPDATE report_logins SET secrets = (SELECT secrets FROM report_logins WHERE chat_id = 5)"
                " WHERE chat_id = 6"
            )
        )
    )
    assert of(write, sealer, chat_id=6) is None
    assert of(write, sealer, chat_id=5) is not None
