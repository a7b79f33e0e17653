"""What patients typed and the bot did not understand, for the clinic to learn from."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from bot.store import misses
from bot.store.sealing import Sealer
from tests.bot.store.conftest import NOW
from tests.bot.store.test_rows import everything

DAY = timedelta(days=1)


def note(write: Any, sealer: Sealer, words: str, *, question: str = "tests", at: Any = NOW) -> None:
    write(lambda c: misses.note(c, sealer, "asha", question=question, words=words, language="hi", at=at))


def commonest(write: Any, sealer: Sealer, since: Any = NOW, most: int = 10) -> Any:
    return write(lambda c: misses.commonest(c, sealer, "asha", since, most))


def test_the_commonest_come_first(write: Any, sealer: Sealer) -> None:
    for words in ("full body wala", "Full  body wala", "xyz", "full body wala"):
        note(write, sealer, words)
    note(write, sealer, "xyz", question="slot")
    assert commonest(write, sealer) == [
        ("full body wala", "tests", "hi", 3),
        ("xyz", "slot", "hi", 1),
        ("xyz", "tests", "hi", 1),
    ]
    assert commonest(write, sealer, most=1) == [("full body wala", "tests", "hi", 3)]
    assert write(lambda c: misses.commonest(c, sealer, "other", NOW, 10)) == []


def test_they_count_from_their_day_and_are_removed_after_it(write: Any, sealer: Sealer) -> None:
    note(write, sealer, "old", at=NOW - DAY)
    note(write, sealer, "new")
    assert [each[0] for each in commonest(write, sealer, NOW + timedelta(hours=9))] == ["new"]
    assert [each[0] for each in commonest(write, sealer, NOW - DAY)] == ["new", "old"]
    write(lambda c: misses.forget(c, "asha", NOW))
    assert [each[0] for each in commonest(write, sealer, NOW - DAY)] == ["new"]


def test_they_are_sealed_and_do_not_say_who_said_them_or_when(write: Any, sealer: Sealer) -> None:
    note(write, sealer, "my secret complaint")
    assert b"secret" not in everything(write)
    ((day,),) = write(lambda c: c.execute(text("SELECT day FROM misses")).all())
    assert day % (24 * 3600 * 1_000_000) == 0
    assert "chat_id" not in write(lambda c: c.execute(text("SELECT * FROM misses")).keys())


def test_one_that_does_not_open_is_left_out(write: Any, sealer: Sealer) -> None:
    note(write, sealer, "lost")
    write(lambda c: c.execute(text("UPDATE misses SET words = :none"), {"none": b"\0"}))
    assert commonest(write, sealer) == []
