"""What the lab's system has no room for reaches the staff, whichever word of the lab comes first."""

import pytest

from dialogs.clinic import Parties
from dialogs.effects import Effect, TellStaff
from dialogs.events import BookingSeen, LabAnswered, Started
from tests.dialogs.paper import PaperChat, clinic, words
from tests.dialogs.test_properties import go

LEFT = ("phone", "slot", "mode", "address", "pincode", "items", "amount", "note", "party", "customer")


def booked(payload: str = "", chat: PaperChat | None = None) -> tuple[PaperChat, str]:
    chat = chat or PaperChat()
    chat.happen(Started(chat.stamp(), payload))
    for step in ("hba1c", "[done", "560001", "(contact)", "Sunita Devi, 58, F", "[slot"):
        go(chat, step)
    go(chat, "Flat 12, Rose Villa, 4th Cross")
    go(chat, "[ok")
    return chat, next(iter(chat.bookings))


def told(effects: tuple[Effect, ...], language: str = "en") -> list[str]:
    return [words().html(each.text, language) for each in effects if isinstance(each, TellStaff)]


def created(chat: PaperChat, key: str, not_carried: tuple[str, ...] = LEFT) -> tuple[Effect, ...]:
    return chat.happen(LabAnswered(chat.stamp(), key, "created", "lab-1", not_carried=not_carried))


@pytest.mark.parametrize("language", ["en", "hi", "hi-Latn"])
def test_every_part_is_said(language: str) -> None:
    chat, key = booked()
    [line] = told(created(chat, key), language)
    sent = chat.bookings[key].submission
    for part in (sent.reference, "Sunita Devi", "Rose Villa", "560001", "HbA1c", "collect ₹", "6:00"):
        assert part in line


def test_only_what_is_missing_is_said() -> None:
    chat, key = booked()
    [line] = told(created(chat, key, ("items",)))
    assert "HbA1c" in line
    assert "Rose Villa" not in line
    assert "customer" not in line
    chat, key = booked()
    assert told(created(chat, key, ())) == []


def test_the_labs_own_notice_may_come_before_its_answer() -> None:
    chat, key = booked()
    chat.happen(BookingSeen(chat.stamp(), key, "lab-1"))
    assert chat.bookings[key].state == "confirmed"
    effects = created(chat, key)
    assert len(told(effects)) == 1
    assert len(effects) == 1, "the patient is not told twice"


def test_of_a_booking_that_was_called_off_nothing_is_to_be_added() -> None:
    chat, key = booked()
    chat.bookings[key] = chat.bookings[key].__class__(chat.bookings[key].submission, "withdrawn")
    assert told(created(chat, key)) == []


@pytest.mark.parametrize("language", ["en", "hi", "hi-Latn"])
def test_who_sends_the_patient_is_said_by_the_name_of_the_link_and_the_labs_ids(language: str) -> None:
    parties = {"dr-rao": Parties(doctor="RAO", hospital="CITY")}
    chat, key = booked("mg-road--dr-rao_diwali", PaperChat(clinic(linked_parties=parties)))
    [line] = told(created(chat, key, ("party",)), language)
    for part in ("dr-rao", "RAO", "CITY"):
        assert part in line


def test_of_somebody_whom_nobody_sent_no_party_is_said() -> None:
    chat, key = booked("mg-road--stranger_diwali")
    [line] = told(created(chat, key, ("party",)))
    assert "Sent by" not in line
