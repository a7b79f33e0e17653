"""Every state has a way on, a way back, help, cancel, and a way to a person: by button and by word."""

from collections.abc import Iterator

import pytest

from dialogs.events import ContactShared, LabAnswered, MediaSent, Pressed, Said, StaffActed, Started
from dialogs.graph import mermaid
from dialogs.screen import QuestionButton
from dialogs.tasks import BOOKING
from tests.dialogs.paper import PaperChat, clinic
from tests.dialogs.test_properties import go, replace_chat

STEPS = {
    "tests-first": (
        "/start", "hba1c", "[done", "560038", "home", "(contact)", "Aarav", "8 months", "boy", "Ramesh Kumar, father",
        "[slot", "Flat 12, Rose Villa, 4th Cross", "[ok", "lab",
    ),
    "person-first": (
        "/start", "(contact)", "Aarav", "8 months", "boy", "Ramesh Kumar, father", "hba1c", "[done", "560038", "home",
        "[slot", "Flat 12, Rose Villa, 4th Cross", "[ok", "lab",
    ),
}  # fmt: skip


def states(order: str) -> Iterator[PaperChat]:
    """The chat at every step of a booking that passes every question, and with every view beside."""
    chat = PaperChat(clinic(order=order), None)
    chat.happen(Started(chat.stamp()))
    yield replace_chat(chat)
    chat.happen(Said(chat.stamp(), "english", 1))
    for step in STEPS[order]:
        go(chat, step)
        yield replace_chat(chat)
        for button in [b for row in (chat.screen.rows if chat.screen else ()) for b in row]:
            if isinstance(button, QuestionButton) and not button.value.startswith(("ok", "done")):
                side = replace_chat(chat)
                assert side.screen is not None
                side.happen(Pressed(side.stamp(), button.question, side.screen.revision, button.value, "q"))
                yield side


@pytest.mark.parametrize("order", ["tests-first", "person-first"])
def test_the_walk_passes_every_question(order: str) -> None:
    asked = {chat.screen.question for chat in states(order) if chat.screen}
    assert asked >= {question.name for question in BOOKING[order]}


@pytest.mark.parametrize("order", ["tests-first", "person-first"])
def test_every_state_shows_a_way_on_and_help(order: str) -> None:
    for chat in states(order):
        if chat.conversation.mode == "staff" or chat.screen is None:
            continue
        values = {b.value for row in chat.screen.rows for b in row if isinstance(b, QuestionButton)}
        if chat.screen.reply:
            labels = [label for row in chat.screen.reply for label in row]
            assert any("Help" in label or "मदद" in label for label in labels)
            assert any("Back" in label or "पीछे" in label for label in labels)
        elif "sending" not in chat.screen.html.casefold() and "भेजा जा रहा" not in chat.screen.html:
            assert values & {"help", "close"}, chat.screen.html
            assert "back" in values or "close" in values or chat.screen.question == "home"


@pytest.mark.parametrize("order", ["tests-first", "person-first"])
@pytest.mark.parametrize("word", ["help", "मदद", "/help"])
def test_help_is_there_in_every_state(order: str, word: str) -> None:
    for chat in states(order):
        if chat.conversation.mode == "staff" or (chat.screen and chat.conversation.shown is None):
            continue
        if chat.conversation.shown and chat.conversation.shown.view == ("note",):
            continue
        chat.patient_wrote()
        chat.happen(Said(chat.stamp(), word.removeprefix("/"), 99))
        assert chat.screen is not None
        values = {b.value for row in chat.screen.rows for b in row if isinstance(b, QuestionButton)}
        assert values >= {"person", "call"}, chat.screen.html


@pytest.mark.parametrize("order", ["tests-first", "person-first"])
def test_a_person_is_one_word_away_in_every_state(order: str) -> None:
    for chat in states(order):
        if chat.conversation.mode == "staff":
            continue
        chat.patient_wrote()
        chat.happen(Said(chat.stamp(), "talk to a person", 99))
        assert chat.case is not None
        assert chat.conversation.mode in ("waiting", "staff")


@pytest.mark.parametrize("order", ["tests-first", "person-first"])
def test_cancel_ends_any_booking_under_way_and_nothing_is_booked(order: str) -> None:
    for chat in states(order):
        if not chat.conversation.tasks or chat.conversation.mode == "staff":
            continue
        booked = dict(chat.bookings)
        chat.patient_wrote()
        chat.happen(Said(chat.stamp(), "cancel", 99))
        assert not chat.conversation.tasks, chat.screen
        assert chat.held is None
        assert chat.bookings == booked


@pytest.mark.parametrize("order", ["tests-first", "person-first"])
def test_back_leads_out_of_any_state_in_a_few_steps(order: str) -> None:
    for chat in states(order):
        for _ in range(2 * len(BOOKING[order]) + 4):
            if not chat.conversation.tasks:
                break
            chat.patient_wrote()
            chat.happen(Said(chat.stamp(), "back", 99))
        assert not chat.conversation.tasks, chat.screen


def test_a_staff_member_and_the_patient_can_both_end_a_talk() -> None:
    for way in ("resolve", "end"):
        chat = PaperChat()
        go(chat, "/start")
        chat.happen(MediaSent(chat.stamp(), "photo", (5,)))
        assert chat.case is not None
        chat.happen(StaffActed(chat.stamp(), chat.case.id, "claim", "Asha", "q"))
        claimed = chat.conversation.mode
        assert claimed == "staff"
        if way == "resolve":
            chat.happen(StaffActed(chat.stamp(), chat.case.id, "resolve", "Asha", "q"))
        else:
            chat.happen(Said(chat.stamp(), "end", 9))
        assert chat.conversation.mode == "bot"
        assert chat.screen is not None
        assert chat.screen.question == "tests"


def test_the_whole_way_ends_in_a_confirmed_booking() -> None:
    chat = PaperChat()
    for step in ("/start", "hba1c", "[done", "560001", "(contact)", "Sunita Devi, 58, F", "[slot"):
        go(chat, step)
    go(chat, "Flat 12, Rose Villa, 4th Cross")
    go(chat, "[ok")
    assert [b.state for b in chat.bookings.values()] == ["requested"]
    chat.happen(LabAnswered(chat.stamp(), next(iter(chat.bookings)), "created", "lab-1"))
    assert [b.state for b in chat.bookings.values()] == ["confirmed"]
    assert chat.held is None


def test_the_picture_of_the_dialog_has_every_question() -> None:
    for order, questions in BOOKING.items():
        drawn = mermaid(order)
        assert drawn.startswith("flowchart TD")
        for question in questions:
            assert f"{question.name}[{question.name}]" in drawn


def test_a_shared_card_of_somebody_else_is_a_number_but_not_theirs() -> None:
    chat = PaperChat()
    for step in ("/start", "hba1c", "[done", "560001"):
        go(chat, step)
    chat.happen(ContactShared(chat.stamp(), "+91 91234 56780", False, 3))
    task = chat.conversation.task
    assert task is not None
    contact = task.draft.answers["contact"]
    assert (contact.phone, contact.own) == ("9123456780", False)  # type: ignore[attr-defined]
