"""A booking that stands: what may be asked of it, by whom, and what becomes of what was asked."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dialogs.booking import instructions_at
from dialogs.desk.kinds import KINDS
from dialogs.effects import SendCalendar
from dialogs.events import LabAnswered, ObjectPressed, Pressed, Said, StaffActed, Started
from dialogs.graph import mermaid
from dialogs.money import rupees
from dialogs.screen import ObjectButton, QuestionButton
from dialogs.submission import Booking, Change
from dialogs.tasks import CHANGES
from tests.dialogs.paper import NOW, ZONE, PaperChat, clinic, shelf
from tests.dialogs.test_properties import replace_chat
from tests.dialogs.transcript import Player


def booked(patient: str = "booked", **changes: Any) -> Player:
    player = Player({"language": "en", "patient": patient})
    player.chat.clinic = clinic(**changes) if changes else player.chat.clinic
    return player


def only(player: Player) -> Booking:
    (booking,) = player.chat.bookings.values()
    return booking


def says(player: Player, words: str) -> str:
    return "\n".join(player.turn(f"> {words}"))


def asked(player: Player) -> Change:
    says(player, "change my booking to sunday 9 am")
    says(player, "yes")
    change = only(player).awaited
    assert change is not None
    return change


def staff(player: Player, action: str) -> str:
    chat = player.chat
    chat.log.clear()
    chat.happen(StaffActed(chat.stamp(), chat.case.id if chat.case else "none", action, "Ravi", "q"))
    return "\n".join(chat.log)


def answers(player: Player) -> list[str]:
    """The answers that stand on the card."""
    case = player.chat.case
    return [
        f"{tap.name}.{task.number}"
        for task in (case.open_tasks if case else ())
        for tap in KINDS[task.cause].answers
    ]


def done(player: Player) -> str:
    return staff(player, answers(player)[0])


def refused(player: Player) -> str:
    return staff(player, answers(player)[1])


def press(player: Player, action: str, object_id: str) -> str:
    chat = player.chat
    chat.log.clear()
    chat.happen(ObjectPressed(chat.stamp(), action, object_id, "q"))
    return "\n".join(chat.log)


def test_both_times_are_kept_until_the_staff_have_changed_it() -> None:
    player = booked()
    old = only(player).submission.slot_key
    change = asked(player)
    new = only(player).submission.at(change).slot_key
    assert player.chat.firm[only(player).submission.id] == (old, new)
    assert player.chat.held is None
    assert only(player).submission.slot_key == old

    done(player)
    assert player.chat.firm[only(player).submission.id] == (new,)
    assert only(player).submission.slot_key == new
    assert only(player).change is None
    (file,) = [each for each in player.chat.effects if isinstance(each, SendCalendar)]
    assert "DTSTART:20261122T033000Z" in file.content


def test_a_change_that_cannot_be_made_leaves_the_old_time_and_frees_the_new_one() -> None:
    player = booked()
    old = only(player).submission
    asked(player)
    assert "could not be changed" in refused(player)
    assert only(player) == Booking(old, "confirmed", "lab-1")
    assert player.chat.firm[old.id] == (old.slot_key,)
    assert player.chat.case is not None
    assert player.chat.case.cause == "asked_for_call"


def test_the_staff_answer_only_what_is_asked_now() -> None:
    player = booked()
    asked(player)
    before = answers(player)
    says(player, "take it back")
    player.turn("@ 1 min")
    says(player, "change my booking to monday 7 am")
    says(player, "yes")
    for answer in before:
        assert "over" in staff(player, answer)
    assert only(player).awaited is not None
    slot = only(player).submission.slot
    assert slot is not None
    assert slot.astimezone(ZONE).day == 21


def test_nothing_is_asked_twice_and_a_case_with_something_asked_stays_open() -> None:
    player = booked()
    change = asked(player)
    for way in ("change", "cancel"):
        assert "asked, not yet changed" in press(player, way, only(player).submission.id)
    assert only(player).awaited == change
    staff(player, "resolve")
    assert player.chat.case is not None
    staff(player, "claim")
    says(player, "end")
    assert player.chat.conversation.mode == "bot"
    assert player.chat.case is not None
    done(player)
    assert player.chat.case is None


def test_somebody_elses_booking_is_not_touched() -> None:
    player = booked()
    for action in ("change", "cancel", "takeback", "again"):
        assert "from earlier" in press(player, action, "asha-OTHER")
        assert not player.chat.conversation.tasks


@pytest.mark.parametrize(("minutes_before", "free"), [(721, True), (720, True), (719, False), (1, False)])
def test_the_cut_off_is_the_clinics(minutes_before: int, free: bool) -> None:
    player = booked()
    slot = only(player).submission.slot
    assert slot is not None
    player.chat.now = slot - timedelta(minutes=minutes_before)
    for action in ("change", "cancel"):
        told = press(player, action, only(player).submission.id)
        assert ("080 4000 1234" in told) is not free
        assert bool(player.chat.conversation.tasks) is free


def test_without_a_phone_number_the_staff_are_told_of_what_comes_too_late() -> None:
    player = booked()
    branches = tuple(replace(branch, phone="") for branch in player.chat.clinic.branches)
    player.chat.clinic = clinic(branches=branches)
    slot = only(player).submission.slot
    assert slot is not None
    player.chat.now = slot - timedelta(minutes=60)
    assert "will call you" in says(player, "cancel my booking")
    assert player.chat.case is not None
    assert player.chat.case.cause == "asked_for_call"


def test_a_booking_half_done_waits_below_with_the_time_that_it_holds() -> None:
    player = booked()
    for act in ("cbc", "[tests=done", "[Sunita Devi", "friday 6 am"):
        says(player, act)
    held = player.chat.held
    assert held is not None
    press(player, "change", only(player).submission.id)
    assert player.chat.held == held
    says(player, "sunday 9 am")
    assert player.chat.held != held
    says(player, "[Keep the old time]")
    assert player.chat.held == held
    assert player.chat.screen is not None
    assert player.chat.screen.question == "review"


def test_a_change_is_no_booking_to_be_reminded_of() -> None:
    player = booked()
    press(player, "cancel", only(player).submission.id)
    assert not player.chat.timers
    press(player, "change", only(player).submission.id)
    says(player, "sunday 9 am")
    player.turn("@ 300 min")
    assert not player.chat.timers
    assert player.chat.case is None


def test_a_link_opened_in_the_middle_of_a_change_puts_nothing_into_it() -> None:
    player = booked()
    press(player, "change", only(player).submission.id)
    player.chat.happen(Started(player.chat.stamp(), "mg-road_diwali_P002"))
    task = player.chat.conversation.task
    assert task is not None
    assert task.kind == "reschedule"
    says(player, "also cbc please")
    says(player, "sunday 9 am")
    says(player, "yes")
    assert [item.name for item in only(player).submission.items] == ["HbA1c, Glycated Haemoglobin"]
    assert only(player).awaited is not None


def test_the_fast_begins_anew_with_another_time() -> None:
    player = booked()
    (key,) = player.chat.bookings
    fasting = replace(only(player).submission, instructions="FASTING 12h from 20:00 | lift | English")
    player.chat.bookings[key] = replace(only(player), submission=fasting)
    asked(player)
    done(player)
    assert only(player).submission.instructions == "FASTING 12h from 21:00 | lift | English"
    assert (
        instructions_at("English | FASTING 12h from 20:00", NOW, ZONE) == "English | FASTING 12h from 20:00"
    )


@pytest.mark.parametrize("state", ["requested", "sending", "unconfirmed", "with_staff"])
def test_a_request_is_withdrawn_while_the_lab_has_not_answered(state: Any) -> None:
    player = booked()
    (key,) = player.chat.bookings
    player.chat.bookings[key] = replace(only(player), state=state)
    says(player, "cancel my booking")
    says(player, "not needed")
    assert "is withdrawn" in says(player, "yes")
    assert only(player).state == "withdrawn"
    assert not player.chat.firm[key]
    waits = state in ("unconfirmed", "with_staff")
    assert (player.chat.case is not None) is waits

    for _ in range(2):
        player.chat.happen(LabAnswered(player.chat.stamp(), key, "created", "lab-1"))
    assert only(player).state == "withdrawn"
    assert answers(player)
    assert "out of the lab's system" in done(player)
    assert player.chat.case is None
    player.chat.happen(LabAnswered(player.chat.stamp(), key, "created", "lab-1"))
    assert player.chat.case is None


@pytest.mark.parametrize("answer", ["refused", "forbidden", "duplicate", "unauthorised"])
def test_a_withdrawn_request_that_the_lab_does_not_take_is_nobodys_work(answer: Any) -> None:
    player = booked()
    (key,) = player.chat.bookings
    player.chat.bookings[key] = replace(only(player), state="sending")
    for words in ("cancel my booking", "not needed", "yes"):
        says(player, words)
    player.chat.happen(LabAnswered(player.chat.stamp(), key, answer, "", "name"))
    assert only(player).state == "withdrawn"
    assert player.chat.case is None
    assert not player.chat.conversation.tasks


def test_what_is_sold_no_more_is_said_and_todays_price_counts() -> None:
    player = booked("returning")
    item = next(iter(player.chat.bookings.values())).submission.items[0]
    sold = shelf()
    dearer = replace(sold.catalogue.items[item.id], price=rupees(999))
    other = {**sold.catalogue.items, item.id: dearer}
    branches = [branch.id for branch in player.chat.clinic.branches]
    player.chat.shelves = dict.fromkeys(
        branches, replace(sold, catalogue=replace(sold.catalogue, items=other))
    )
    told = says(player, "book again for Sunita")
    assert "The price today is ₹999; last time it was ₹449." in told
    says(player, "cancel")

    del other[item.id]
    told = says(player, "book again for Sunita")
    assert f"Not offered any more: {item.name}" in told
    assert player.chat.screen is not None
    assert player.chat.screen.question == "tests"


def changing() -> list[PaperChat]:
    """The chat at every question of every change, and with every view of it beside."""
    found: list[PaperChat] = []
    for patient, words in (
        ("two visits", ("change my booking", "Sunita", "monday 7 am")),
        ("two visits", ("cancel my booking", "Ramesh", "not well")),
        ("booked", ("change my booking",)),
    ):
        player = booked(patient)
        for each in words:
            says(player, each)
            found.append(replace_chat(player.chat))
            for button in [b for row in (player.chat.screen.rows if player.chat.screen else ()) for b in row]:
                if isinstance(button, QuestionButton) and button.value != "ok" and button.question != "nav":
                    side = replace_chat(player.chat)
                    assert side.screen is not None
                    side.happen(
                        Pressed(side.stamp(), button.question, side.screen.revision, button.value, "q")
                    )
                    found.append(side)
    return found


def test_the_walk_passes_every_question_of_every_change() -> None:
    seen = {
        (c.conversation.task.kind, c.screen.question) for c in changing() if c.conversation.task and c.screen
    }
    assert seen >= {(kind, question.name) for kind, asked in CHANGES.items() for question in asked}


@pytest.mark.parametrize("word", ["help", "मदद"])
def test_help_and_a_person_are_there_in_every_state_of_a_change(word: str) -> None:
    for chat in changing():
        assert chat.screen is not None
        values = {b.value for row in chat.screen.rows for b in row if isinstance(b, QuestionButton)}
        assert "help" in values
        chat.patient_wrote()
        chat.happen(Said(chat.stamp(), word, 99))
        assert {"person", "call"} <= {
            b.value for row in chat.screen.rows for b in row if isinstance(b, QuestionButton)
        }
        chat.happen(Said(chat.stamp(), "talk to a person", 100))
        assert chat.case is not None


def test_back_leads_out_of_every_change_and_nothing_is_asked() -> None:
    for chat in changing():
        for _ in range(4):
            if chat.conversation.tasks:
                chat.patient_wrote()
                chat.happen(Said(chat.stamp(), "back", 99))
        assert not chat.conversation.tasks
        assert chat.held is None
        assert all(booking.change is None for booking in chat.bookings.values())


def test_whatever_stands_on_a_button_of_a_change_can_be_typed() -> None:
    for chat in changing():
        if not chat.conversation.tasks or chat.screen is None:
            continue
        for button in [b for row in chat.screen.rows for b in row if isinstance(b, QuestionButton)]:
            if button.question == "nav":
                continue
            pressed, typed = replace_chat(chat), replace_chat(chat)
            assert pressed.screen is not None
            pressed.happen(
                Pressed(pressed.stamp(), button.question, pressed.screen.revision, button.value, "q")
            )
            typed.happen(Said(typed.stamp(), chat.plain(button.label), 77))
            assert typed.bookings == pressed.bookings
            assert bool(typed.conversation.tasks) == bool(pressed.conversation.tasks)
            if typed.conversation.task and pressed.conversation.task:
                assert typed.conversation.task.draft == pressed.conversation.task.draft


def test_the_picture_of_the_dialog_has_the_changes() -> None:
    drawn = mermaid("tests-first")
    for kind, questions in CHANGES.items():
        assert f"confirmed -- {kind} -->" in drawn
        for question in questions:
            assert f"{kind}-{question.name}[{question.name}]" in drawn


def test_an_earlier_visit_has_no_button_but_to_book_it_again() -> None:
    player = booked("returning")
    player.turn("> /mybookings")
    offered = {
        b.action
        for bubble in player.chat.bubbles[-2:]
        for row in bubble.rows
        for b in row
        if isinstance(b, ObjectButton)
    }
    assert offered == {"again"}


@pytest.mark.parametrize(
    "outcome", ["call-not_interested", "why-price", "call-wrong_number", "no_reference", "resolve"]
)
def test_no_call_ends_what_is_asked_of_a_booking(outcome: str) -> None:
    player = booked()
    asked(player)
    staff(player, "claim")
    staff(player, outcome)
    assert only(player).awaited is not None
    assert player.chat.case is not None
    assert player.chat.case.cause == "change_booking"
    assert "new time" in done(player)
