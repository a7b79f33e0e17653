"""Whatever happens in whatever order: nothing raises, nothing is lost, nobody is stuck, nothing untrue is said."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.desk.kinds import KINDS
from dialogs.draft import Draft
from dialogs.events import (
    BillSeen,
    Blocked,
    BookingSeen,
    Commanded,
    ContactShared,
    Edited,
    Event,
    HostRefused,
    LabAnswered,
    LeadSeen,
    LocationShared,
    LoginAnswered,
    MediaSent,
    ObjectPressed,
    OldReport,
    Pressed,
    Reoffered,
    ReportAnnounced,
    ReportFetched,
    Said,
    SlotTaken,
    StaffActed,
    StaffSaid,
    Started,
    Stumbled,
    TimerFired,
    Unblocked,
)
from dialogs.login import LOGIN
from dialogs.progress import Progress, questions_in
from dialogs.scene import Scene
from dialogs.screen import ObjectButton, QuestionButton
from dialogs.slots import SlotKey
from tests.dialogs.paper import PaperChat, clinic

TEXTS = (
    "cbc", "lipid profile", "sugar aur thyroid", "hba1c and vitamin d", "full body checkup", "not cbc", "remove cbc",
    "yes", "no", "haan", "1", "2", "9", "560001", "560038", "110001", "56000", "9876543210", "12345", "Sunita Devi",
    "Sunita Devi, 58, F", "सुनीता देवी, 58, महिला", "papa", "58", "8 months", "f", "male", "tomorrow 8 am",
    "kal subah", "sunday", "31/02", "yesterday", "Flat 12, Rose Villa, 4th Cross", "x", "back", "help", "cancel",
    "start over", "hindi", "english", "person", "call me", "bas", "confirm", "price of cbc", "do I need to fast",
    "where is your lab", "kal subah 8 baje papa ka sugar aur thyroid", "chest pain", "boy or girl test", "asdfgh",
    "", " ", "🙂", "<b>x</b>", "हाँ", "पीछे", "मदद", "रद्द", "end", "/nothing", "a" * 500,
    "cancel my booking", "change to saturday", "change my booking to sunday 8 am", "time badalna hai", "keep it",
    "मेरी बुकिंग रद्द कर दो", "take it back", "book again", "book again for Sunita", "i am not there", "reschedule",
    "my reports", "98765 43210", "123456", "1111", "rather not",
)  # fmt: skip
ACTIONS = (
    "change", "cancel", "calendar", "report", "resume", "end", "withdraw", "forget", "nothing", "takeback", "again",
)  # fmt: skip
ANSWERS = (
    "created", "refused", "unauthorised", "forbidden", "duplicate", "duplicate_ours",
    "duplicate_unclear", "unconfirmed", "wrong_phase",
)  # fmt: skip


@st.composite
def happenings(draw: st.DrawFn) -> tuple[str, Any, Any]:
    kind = draw(
        st.sampled_from(
            ["press"] * 8 + ["say"] * 6 + ["contact", "location", "media", "edit", "start", "command", "object"]
            + ["stale", "wait", "lab", "seen", "lead_seen", "bill", "login", "report", "file", "host"]
            + ["staff", "staff_act"]
            + ["slot", "chat"]
        )
    )  # fmt: skip
    return kind, draw(st.integers(0, 10_000)), draw(st.sampled_from(TEXTS))


def event_of(chat: PaperChat, kind: str, number: int, words: str) -> Event | None:
    stamp = chat.stamp()
    submission = list(chat.bookings)[number % len(chat.bookings)] if chat.bookings else "asha-NONE"
    case = chat.case.id if chat.case and number % 3 else "NOCASE"
    match kind:
        case "press":
            buttons = [
                (bubble, button) for bubble in chat.bubbles[-4:] for row in bubble.rows for button in row
            ]
            if not buttons:
                return Said(stamp, words, number)
            bubble, button = buttons[number % len(buttons)]
            match button:
                case QuestionButton(_, question, value):
                    return Pressed(stamp, question, bubble.revision, value, "q")
                case ObjectButton(_, action, object_id):
                    return ObjectPressed(stamp, action, object_id, "q")
                case _:
                    return None
        case "say":
            return Said(stamp, words, number)
        case "contact":
            return ContactShared(
                stamp, ["+919876543210", "9123456780", "12"][number % 3], bool(number % 2), number
            )
        case "location":
            return LocationShared(stamp, 12.97, 77.59, number)
        case "media":
            kinds: Any = ("photo", "document", "voice", "audio", "video", "sticker", "other")
            return MediaSent(stamp, kinds[number % 7], (number,), words)
        case "edit":
            return Edited(stamp, words, number % 30)
        case "start":
            return Started(stamp, ["", "mg-road_diwali", "mg-road_diwali_P002", "junk", "x_y_z"][number % 5])
        case "command":
            names = (
                "help",
                "language",
                "cancel",
                "book",
                "person",
                "privacy",
                "mydata",
                "forget",
                "mybookings",
                "reports",
                "zzz",
            )
            return Commanded(stamp, names[number % len(names)])
        case "object":
            return ObjectPressed(stamp, ACTIONS[number % len(ACTIONS)], submission, "q")
        case "stale":
            return Pressed(
                stamp, ("tests", "slot", "review", "nav", "nothing")[number % 5], number % 40, "ok0", "q"
            )
        case "lab":
            answer: Any = ANSWERS[number % len(ANSWERS)]
            named = ("name", "contact", "slot", None, "nothing")[number % 5]
            return LabAnswered(stamp, submission, answer, "lab-1", named)
        case "seen":
            return BookingSeen(stamp, submission)
        case "lead_seen":
            return LeadSeen(stamp, submission, "lab-1")
        case "bill":
            return BillSeen(stamp, submission, "created" if number % 2 else "deleted")
        case "login":
            login = draft_of(chat).get(LOGIN)
            found = (OldReport("o1", "B1", "2026-05-15"), OldReport("o2", "B2", "", name="Sunita Devi"))
            said: Any = ("sent", "unknown_number", "wrong", "expired", "failed", "reports", "file", "no_file")
            return LoginAnswered(stamp, login.id if login else "none", said[number % 8], found, "o1", "file")
        case "report":
            done = 1 + number % 3
            return ReportAnnounced(
                stamp, submission, f"r{done}", done, 3, done == 3, "https://lab.example/r.pdf"
            )
        case "file":
            problem: Any = ("", "refused", "unavailable", "unchanged")[number % 4]
            host = ("", "files.example.org")[number // 4 % 2]
            known = bool(host) and number % 3 == 0
            return ReportFetched(
                stamp, submission, "r1", "file", problem=problem, host=host, known=known, again=known
            )
        case "host":
            return HostRefused(stamp, "files.example.org", submission, f"R{number % 3}", number % 4 == 0)
        case "staff":
            return StaffSaid(stamp, case, number, "Asha")
        case "staff_act":
            acts = (
                "claim", "release", "resolve", "booked", "unbooked", "nothing", "why-price", "call-wrong_number",
                "no_reference", "call-no_answer", "changed.99", "view-fill", "fill-slot", "fill-reason", "fill-booked",
            )  # fmt: skip
            tasks = chat.case.open_tasks if chat.case else ()
            answers = [f"{tap.name}.{task.number}" for task in tasks for tap in KINDS[task.cause].answers]
            both = (*acts, *answers, *answers)
            return StaffActed(stamp, case, both[number % len(both)], "Asha", "q")
        case "slot":
            key = SlotKey(chat.clinic.branches[0].id, "home", chat.now + timedelta(days=1))
            task = chat.conversation.task
            return SlotTaken(stamp, (task.draft.answers.get("slot") if task else None) or key)  # type: ignore[arg-type]
        case _:
            return (Blocked(stamp), Unblocked(stamp), Reoffered(stamp), Stumbled(stamp, "P1"))[number % 4]


# A booking that goes well, from which the surprises depart; what does not fit the open question is skipped.
WAY = (
    "/start", "hba1c", "[done", "560001", "(contact)", "Sunita Devi, 58, F", "[slot", "Flat 12, Rose Villa, 4th Cross",
    "[ok", "lab", "/start", "hba1c", "[done",
)  # fmt: skip


def go(chat: PaperChat, step: str) -> None:
    stamp, newest = chat.stamp(), next(reversed(chat.bookings), "")
    values = [
        b.value
        for row in (chat.screen.rows if chat.screen else ())
        for b in row
        if isinstance(b, QuestionButton)
    ]
    match step:
        case "/start":
            chat.happen(Started(stamp))
        case "(contact)":
            chat.happen(ContactShared(stamp, "+919876543210", True, 1))
        case "lab":
            chat.happen(LabAnswered(stamp, newest, "created", "lab-1"))
        case "[done" | "[slot" | "[ok":
            wanted: dict[str, Callable[[str], bool]] = {
                "[done": lambda v: v == "done",
                "[slot": str.isdigit,
                "[ok": lambda v: v.startswith("ok"),
            }
            value = next((v for v in values if wanted[step](v)), None)
            if value is not None and chat.screen is not None:
                chat.happen(Pressed(stamp, chat.screen.question, chat.screen.revision, value, "q"))
        case words:
            chat.patient_wrote()
            chat.happen(Said(stamp, words, 1000 + chat.turns))


def draft_of(chat: PaperChat) -> Draft:
    return chat.conversation.task.draft if chat.conversation.task else Draft()


def may_follow(chat: PaperChat, changed: set[str]) -> set[str]:
    """The changed answers and all that depend on them."""
    scene = Progress(Scene(chat.conversation, chat.world(), chat.stamp())).scene
    grown = set(changed)
    for _ in range(5):
        grown |= {q.name for q in questions_in(scene) if grown & set(q.depends_on)}
    return grown


@pytest.mark.parametrize("order", ["tests-first", "person-first"])
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    steps=st.lists(happenings(), min_size=1, max_size=25), language=st.sampled_from(["en", "hi", "ta", None])
)
def test_any_sequence_of_events(order: Any, steps: list[tuple[str, int, str]], language: str | None) -> None:
    play(PaperChat(clinic(order=order, leads_beside=True, old_reports=True), language), steps)


@pytest.mark.parametrize("visits", [1, 2])
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(happenings(), min_size=1, max_size=25), language=st.sampled_from(["en", "hi"]))
def test_any_sequence_of_events_after_a_booking(
    visits: int, steps: list[tuple[str, int, str]], language: str
) -> None:
    chat = PaperChat(clinic(old_reports=True), language_code=language)
    for step in WAY[: WAY.index("lab") + 1]:
        go(chat, step)
    if visits == 2:
        # On another day, so that the lab takes it.
        chat.wait(24 * 60)
        for step in ("/start", "hba1c", "[done", "sunday", "Sunita Devi", "sunday 9 am", "[ok", "lab"):
            go(chat, step)
    assert [booking.state for booking in chat.bookings.values()] == ["confirmed"] * visits
    play(chat, steps)


def play(chat: PaperChat, steps: list[tuple[str, int, str]]) -> None:
    """Whatever happens; after each thing, what must always be true."""
    confirmed = {b.submission.reference for b in chat.bookings.values() if b.state == "confirmed"}
    for kind, number, words in steps:
        if kind == "wait":
            chat.wait(number % 200)
            continue
        event = event_of(chat, kind, number, words)
        if event is None:
            continue
        before, mode = draft_of(chat), chat.conversation.mode
        tasks, opened = len(chat.conversation.tasks), chat.conversation.task
        if kind in ("say", "contact", "location", "media", "edit", "start", "command"):
            chat.patient_wrote()
        chat.happen(event)
        confirmed |= {b.submission.reference for b in chat.bookings.values() if b.state == "confirmed"}
        nothing_untrue_is_said(chat, confirmed)
        nobody_is_stuck(chat, event)
        slots_are_kept_for_whom_they_are(chat)
        what_is_asked_stands_on_the_card(chat)
        same_task = (
            chat.conversation.task is not None
            and opened is not None
            and (len(chat.conversation.tasks) == tasks and chat.conversation.task.id == opened.id)
        )
        if same_task and opened is not None and opened.kind != "reports":
            # A login for old reports gives up its number when another is asked for.
            no_answer_is_lost(chat, event, before, mode)


def nothing_untrue_is_said(chat: PaperChat, confirmed: set[str]) -> None:
    """The word "confirmed" stands only where the lab, or a person who looked, has said so."""
    for bubble in chat.bubbles:
        if "confirmed" in bubble.html.casefold() or "पक्की" in bubble.html:
            assert any(reference in bubble.html for reference in confirmed), bubble.html


def slots_are_kept_for_whom_they_are(chat: PaperChat) -> None:
    """A visit has its slot, and the one that is asked for instead; nobody else's place is taken."""
    for booking in chat.bookings.values():
        sent, change = booking.submission, booking.awaited
        kept = set(chat.firm.get(sent.id, ()))
        if booking.state in ("withdrawn", "failed"):
            assert not kept
            continue
        moves = change is not None and change.kind == "reschedule"
        wanted = {sent.slot_key, sent.at(change).slot_key} if change and moves else {sent.slot_key}
        wanted = set() if sent.phase == "lead" else wanted
        assert kept == wanted, (booking, kept)
    counted = Counter(key for keys in chat.firm.values() for key in keys)
    counted.update([chat.held] if chat.held is not None else [])
    assert {key: number for key, number in chat.taken.items() if number} == dict(counted)


def what_is_asked_stands_on_the_card(chat: PaperChat) -> None:
    """What waits for the staff is a thing to do on an open card, once for each booking."""
    asked = {b.submission.id for b in chat.bookings.values() if b.awaited is not None}
    tasks = chat.case.open_tasks if chat.case is not None else ()
    to_do = [task.subject for task in tasks if task.cause in ("change_booking", "cancel_booking")]
    assert sorted(to_do) == sorted(asked)


def nobody_is_stuck(chat: PaperChat, event: Event) -> None:
    """There is a way on: an open question with buttons or a keyboard, or a person who has the word."""
    conversation = chat.conversation
    assert len(conversation.tasks) <= 3
    if conversation.mode == "staff":
        assert chat.case is not None or chat.conversation.mode == "bot"
        return
    probe = replace_chat(chat)
    probe.patient_wrote()
    probe.happen(Started(probe.stamp()))
    assert probe.screen is not None
    assert probe.screen.rows or probe.screen.reply
    labels = {probe.plain(b.label) for row in probe.screen.rows for b in row}
    labels |= {label for row in probe.screen.reply for label in row}
    assert any("Help" in label or "मदद" in label or "Go on" in label or "आगे" in label for label in labels), (
        labels
    )
    assert chat.screen is None or chat.screen.question


def replace_chat(chat: PaperChat) -> PaperChat:
    copied = replace(chat)
    for name in ("people", "bookings", "taken", "firm", "timers"):
        setattr(copied, name, dict(getattr(chat, name)))
    for name in ("bubbles", "log"):
        setattr(copied, name, list(getattr(chat, name)))
    return copied


def no_answer_is_lost(chat: PaperChat, event: Event, before: Draft, mode: str) -> None:
    """What vanished was changed by the patient, or depends on what was."""
    after = draft_of(chat)
    gone = set(before.answers) - set(after.answers)
    changed = {name for name in before.answers if before.answers[name] != after.answers.get(name)}
    changed |= set(after.answers) - set(before.answers)
    match event:
        case Pressed() | Said() | Edited() | ContactShared() | LocationShared() | Started():
            replaced = {"name", "age", "gender"} if "person" in changed else set()
            really_gone = gone - may_follow(chat, changed - gone) - replaced - {"wish"}
            assert not really_gone, (event, gone, changed)
        case SlotTaken():
            assert gone <= {"slot"}
        case StaffActed(action="call-wrong_number"):
            assert changed <= {"contact"}
        case TimerFired():
            pass
        case _:
            assert not changed, (event, changed)
