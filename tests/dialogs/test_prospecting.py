"""Who may book is a prospect: from when on, how far along, and what the lab and the staff make of it."""

from dataclasses import replace
from typing import Any

import pytest

from dialogs.effects import NoteProspect
from dialogs.events import LabAnswered, ObjectPressed, StaffSaid, Started
from dialogs.prospect import HIGH, LOW, MEDIUM, Prospect
from tests.dialogs.paper import PaperChat, clinic
from tests.dialogs.test_properties import go

TO_THE_PERSON = ("/start", "hba1c", "[done", "560001", "(contact)")


def chat(**about: Any) -> PaperChat:
    return PaperChat(replace(clinic(**about), leads_beside=True))


def only(on: PaperChat) -> Prospect:
    (prospect,) = on.prospects.values()
    return prospect


def play(on: PaperChat, *steps: str) -> list[Prospect]:
    """What was noted on the way, which begins with an advertisement's link."""
    noted = []
    for step in steps:
        if step == "/start":
            on.happen(Started(on.stamp(), "mg-road_diwali"))
        else:
            go(on, step)
        noted += [each.prospect for each in on.effects if isinstance(each, NoteProspect)]
    return noted


def test_it_begins_with_a_name_and_a_number_and_moves_with_each_milestone() -> None:
    on = chat()
    assert play(on, *TO_THE_PERSON) == []
    noted = play(on, "Sunita Devi, 58, F", "[slot", "Flat 12, Rose Villa, 4th Cross", "[ok")
    assert [each.score for each in noted] == [MEDIUM, HIGH, HIGH]
    assert {(each.name, each.phone, each.source, each.status) for each in noted} == {
        ("Sunita Devi", only(on).phone, "diwali", "new")
    }
    assert noted[-1].submission_id == next(iter(on.bookings))
    assert len({each.id for each in noted}) == 1
    assert all("HbA1c" in each.tests[0] for each in noted)


def test_with_nothing_chosen_yet_it_is_low() -> None:
    on = chat(order="person-first")
    play(on, "/start", "560001", "(contact)", "Sunita Devi, 58, F")
    assert only(on).score == LOW


@pytest.mark.parametrize(
    ("answer", "status", "customer"), [("created", "qualified", True), ("forbidden", "new", False)]
)
def test_only_a_confirmed_booking_makes_a_customer(answer: Any, status: str, customer: bool) -> None:
    on = chat()
    play(on, *TO_THE_PERSON, "Sunita Devi, 58, F", "[slot", "Flat 12, Rose Villa, 4th Cross", "[ok")
    on.happen(LabAnswered(on.stamp(), next(iter(on.bookings)), answer, "lab-1"))
    assert (only(on).status, only(on).customer) == (status, customer)


def test_the_next_booking_is_another_prospect() -> None:
    on = chat()
    booking = (*TO_THE_PERSON, "Sunita Devi, 58, F", "[slot", "Flat 12, Rose Villa, 4th Cross", "[ok")
    play(on, *booking)
    on.happen(LabAnswered(on.stamp(), next(iter(on.bookings)), "created", "lab-1"))
    first = only(on)
    noted = play(on, "/start", "hba1c", "[done", "560001", "Sunita Devi, 58, F")
    assert on.prospects[first.id] == first
    assert all(each.id != first.id for each in noted)


def test_what_a_person_of_the_clinic_writes_is_a_contact() -> None:
    on = chat()
    play(on, *TO_THE_PERSON, "Sunita Devi, 58, F", "I want to talk to a person")
    assert on.case is not None
    on.happen(StaffSaid(on.stamp(), on.case.id, 9001, "Asha", 2001, "Namaste"))
    assert (only(on).status, only(on).contacted_at) == ("contacted", on.now)


def test_who_never_agreed_or_has_no_leads_system_is_nobodys_prospect() -> None:
    on = chat()
    play(on, "/start", "hba1c for Sunita Devi 58 female 9876543210")
    assert on.prospects == {}
    without = PaperChat(clinic())
    play(without, *TO_THE_PERSON, "Sunita Devi, 58, F")
    assert without.prospects == {}


def test_nothing_is_noted_of_who_wants_to_be_forgotten() -> None:
    on = chat()
    play(on, *TO_THE_PERSON, "Sunita Devi, 58, F")
    known = dict(on.prospects)
    on.happen(ObjectPressed(on.stamp(), "forget", "chat", "q"))
    assert on.prospects == known
    assert on.conversation.prospects == ()


def test_without_consent_nobody_is_pursued_but_who_has_booked_stays_a_customer() -> None:
    on = chat()
    play(on, *TO_THE_PERSON, "Sunita Devi, 58, F", "[slot", "Flat 12, Rose Villa, 4th Cross", "[ok")
    booked = only(on)
    play(on, "/start", "tsh", "[done", "Ravi Kumar, 34, M")
    assert len(on.prospects) == 2
    go(on, "/privacy")
    on.happen(ObjectPressed(on.stamp(), "withdraw", "consent", "q1"))
    assert on.conversation.consent is None
    assert list(on.prospects) == [booked.id]
    assert [each.id for each in on.conversation.prospects] == [booked.id]
