"""Prospects in the store: told once each, one of a chat at a time, whoever dies in the middle."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from bot.store import prospects, workers
from bot.store.prospects import Pending
from bot.store.sealing import Sealer
from dialogs.prospect import HIGH, Prospect
from tests.bot.store.conftest import NOW
from tests.bot.store.test_rows import everything

SUNITA = Prospect("asha-P1", "Sunita Devi", "9876543210", "diwali", 20)
RAVI = replace(SUNITA, id="asha-P2", name="Ravi Devi")
LATER = NOW + timedelta(minutes=5)


def note(write: Any, sealer: Sealer, prospect: Prospect = SUNITA, chat_id: int = 5, at: Any = NOW) -> None:
    write(lambda c: prospects.note(c, sealer, "asha", chat_id, prospect, at))


def begin(write: Any, sealer: Sealer, key: str = SUNITA.id, by: str = "w1", at: Any = NOW) -> Pending | None:
    if by not in write(workers.beats):
        write(lambda c: workers.register(c, by, NOW))
    found: Pending | None = write(lambda c: prospects.begin_attempt(c, sealer, "asha", key, by, at))
    return found


def end(write: Any, sealer: Sealer, pending: Pending, by: str = "w1", **about: Any) -> None:
    usual: dict[str, Any] = {
        "lead_id": "L1", "told": pending.wanted, "customer": False, "asked_at": None, "attempts": 0,
        "next_attempt_at": None, "now": NOW,
    }  # fmt: skip
    write(lambda c: prospects.end_attempt(c, sealer, pending, by, **(usual | about)))


def due(write: Any, at: Any = NOW) -> list[str]:
    return [key for _, key in write(lambda c: prospects.due(c, at, 9))]


def test_what_is_wanted_is_told_and_then_nothing_is_due(write: Any, sealer: Sealer) -> None:
    note(write, sealer)
    assert b"Sunita" not in everything(write)
    assert due(write) == [SUNITA.id]
    pending = begin(write, sealer)
    assert pending is not None
    assert (pending.wanted, pending.told, pending.asked_at) == (SUNITA, None, None)
    assert (due(write), begin(write, sealer)) == ([], None)
    end(write, sealer, pending)
    assert (due(write), write(prospects.next_due)) == ([], None)
    note(write, sealer, replace(SUNITA, score=HIGH))
    again = begin(write, sealer)
    assert again is not None
    assert (again.told, again.lead_id, again.wanted) == (SUNITA, "L1", replace(SUNITA, score=HIGH))


def test_what_changes_during_an_attempt_is_due_after_it(write: Any, sealer: Sealer) -> None:
    note(write, sealer)
    pending = begin(write, sealer)
    assert pending is not None
    note(write, sealer, replace(SUNITA, score=HIGH), at=LATER)
    assert due(write, LATER) == []
    end(write, sealer, pending)
    assert due(write) == [SUNITA.id]


def test_a_change_does_not_shorten_the_pause_after_a_failure(write: Any, sealer: Sealer) -> None:
    note(write, sealer)
    pending = begin(write, sealer)
    assert pending is not None
    end(write, sealer, pending, lead_id="", told=None, attempts=1, next_attempt_at=LATER)
    note(write, sealer, replace(SUNITA, score=HIGH))
    assert (due(write), due(write, LATER)) == ([], [SUNITA.id])


def test_of_one_chat_one_is_under_way(write: Any, sealer: Sealer) -> None:
    for prospect in (SUNITA, RAVI):
        note(write, sealer, prospect)
    pending = begin(write, sealer)
    assert pending is not None
    assert begin(write, sealer, RAVI.id, by="w2") is None
    end(write, sealer, pending)
    assert begin(write, sealer, RAVI.id, by="w2") is not None


def test_an_attempt_whose_worker_died_is_due_again_and_known_as_perhaps_made(
    write: Any, sealer: Sealer
) -> None:
    note(write, sealer)
    lost = begin(write, sealer, by="dead")
    assert lost is not None
    write(lambda c: workers.bury(c, "dead"))
    assert due(write) == [SUNITA.id]
    again = begin(write, sealer, by="w2", at=LATER)
    assert again is not None
    assert again.asked_at == NOW
    # What the dead one still says changes nothing.
    end(write, sealer, lost, by="dead", lead_id="other")
    end(write, sealer, again, by="w2")
    assert write(lambda c: c.execute(text("SELECT lead_id FROM prospects")).all()) == [("L1",)]


def test_who_is_forgotten_here_is_to_be_deleted_there(write: Any, sealer: Sealer) -> None:
    outcomes: tuple[dict[str, Any], ...] = ({}, {"lead_id": ""}, {"customer": True})
    for number, about in enumerate(outcomes, start=1):
        prospect = replace(SUNITA, id=f"asha-P{number}")
        note(write, sealer, prospect)
        if number != 2:
            pending = begin(write, sealer, prospect.id)
            assert pending is not None
            end(write, sealer, pending, **about)
    write(lambda c: prospects.erase(c, "asha", 5, NOW))
    # Of who was never told nothing is there, and a customer's booking stays.
    assert due(write) == ["asha-P1"]
    pending = begin(write, sealer, "asha-P1")
    assert pending is not None
    assert (pending.wanted, pending.told, pending.lead_id) == (None, None, "L1")
    write(lambda c: prospects.remove(c, pending, "w1"))
    assert write(lambda c: c.execute(text("SELECT count(*) FROM prospects")).scalar_one()) == 0


def test_one_of_a_chat_goes_by_itself(write: Any, sealer: Sealer) -> None:
    other = replace(SUNITA, id="asha-P3")
    for prospect in (SUNITA, other):
        note(write, sealer, prospect)
    write(lambda c: prospects.drop(c, "asha", SUNITA.id, NOW))
    assert due(write) == [other.id]
    begin(write, sealer, other.id)
    # It may be there by now: that is found out.
    write(lambda c: prospects.drop(c, "asha", other.id, NOW))
    assert write(lambda c: c.execute(text("SELECT wanted FROM prospects")).scalar_one()) is None


def test_what_does_not_open_is_not_tried_again_and_again(write: Any, sealer: Sealer) -> None:
    note(write, sealer)
    write(lambda c: c.execute(text("UPDATE prospects SET wanted = :none"), {"none": b"\0"}))
    assert begin(write, sealer) is None
    assert due(write) == []


def test_old_ones_go_when_nothing_is_to_be_told(write: Any, sealer: Sealer) -> None:
    for prospect in (SUNITA, RAVI):
        note(write, sealer, prospect)
    pending = begin(write, sealer)
    assert pending is not None
    end(write, sealer, pending)
    write(lambda c: prospects.forget(c, "asha", LATER))
    assert due(write) == [RAVI.id]
    assert write(lambda c: c.execute(text("SELECT count(*) FROM prospects")).scalar_one()) == 1
