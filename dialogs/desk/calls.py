"""What came of a call to the patient: booked by hand, call again, nobody there, not interested, a wrong number."""

from dataclasses import replace
from datetime import datetime, timedelta

from dialogs.case import Case
from dialogs.desk.card import CALL_AGAIN, WHY_NOT
from dialogs.desk.hours import next_opening
from dialogs.effects import DropTimer, Journey, Say, SettleSubmission, TellStaff, Toast
from dialogs.events import StaffActed, StaffSaid
from dialogs.handoff import claimed, resolved, with_state
from dialogs.outcome import confirmed_text
from dialogs.progress import Progress, ask_next
from dialogs.questions.contact import CONTACT
from dialogs.scene import Scene
from dialogs.steps import answered_by_person, booked, booked_elsewhere
from dialogs.text import Moment, Text, text
from dialogs.understanding.readings import When
from dialogs.understanding.when import read_when

LONGEST_REFERENCE = 40
_NO_ANSWER_AGAIN = timedelta(hours=2)
_EVENING, _MORNING = 18, 10
_NOTED = text("staff-noted")


def pressed(progress: Progress, case: Case, event: StaffActed, action: str, rest: str) -> Progress:
    """A press on what came of a call; whoever presses it has the case."""
    if case.state != "claimed":
        progress = claimed(progress, event.staff, event.user_id)
        case = progress.scene.world.case or case
    match action, rest:
        case "call", "reference":
            asking = replace(case, view="reference", asking="reference")
            line = TellStaff(text("staff-ask-reference"), case.id)
            return _toast(progress.with_case(asking).do(line), event, None)
        case "call", "later":
            asking = replace(case, view="later", asking="call_at")
            return _toast(
                progress.with_case(asking).do(TellStaff(text("staff-ask-time"), case.id)), event, None
            )
        case "call", "no_answer":
            return _toast(_nobody_there(progress, case), event)
        case "call", "not_interested":
            return _toast(progress.with_case(replace(case, view="why")), event, None)
        case "call", "wrong_number":
            return _toast(_wrong_number(progress, case), event)
        case "no_reference", "":
            return _booked_by_hand(_toast(progress, event), case, event.staff, "")
        case "at", when if when in CALL_AGAIN:
            return _toast(_later(progress, case, _moment(progress.scene, when)), event)
        case "why", why if why in WHY_NOT:
            return _not_interested(_toast(progress, event), why, event.staff)
        case _:
            return _toast(progress, event, text("staff-case-over"))


def told(progress: Progress, case: Case, event: StaffSaid) -> Progress:
    """The reference of a booking made by hand, or the time of the next call, in words."""
    if case.asking == "reference":
        reference = " ".join(event.text.split())
        if len(reference) > LONGEST_REFERENCE:
            return progress.do(TellStaff(text("staff-reference-too-long", most=LONGEST_REFERENCE), case.id))
        return _booked_by_hand(progress, case, event.staff, reference)
    reading = read_when(event.text, progress.scene.local_now)
    at = _wished(progress.scene, reading) if isinstance(reading, When) else None
    if at is None or at <= progress.scene.stamp.now:
        return progress.do(TellStaff(text("staff-time-unclear"), case.id))
    progress = _later(progress, case, at)
    return progress.do(
        TellStaff(text("staff-will-call", at=Moment(at, progress.scene.world.clinic.zone)), case.id)
    )


def _booked_by_hand(progress: Progress, case: Case, staff: str, reference: str) -> Progress:
    """The booking is in the lab's system, made by a person: the patient has the truth of it, and the dialog is over."""
    scene = progress.scene
    pending = next(
        (
            booking
            for task in case.open_tasks
            if (booking := scene.world.booking(task.subject)) is not None
            and booking.submission.phase == "booking"
            and booking.state not in ("confirmed", "withdrawn", "failed")
        ),
        None,
    )
    if pending is not None:
        sent = pending.submission
        progress = progress.do(SettleSubmission(sent.id, "confirmed"), confirmed_text(scene, pending))
        progress = progress.do(*booked(sent))
        progress = with_state(progress, sent.id, "confirmed")
    else:
        key = "outcome-booked-by-team" if reference else "outcome-booked-by-team-unnumbered"
        progress = progress.do(
            Say(text(key, clinic=scene.world.clinic.name, reference=reference)),
            booked_elsewhere(scene.conversation.attribution.campaign, case),
        )
    progress = progress.do(
        Journey("booked_by_hand", scene.conversation.attribution.campaign),
        answered_by_person(scene.conversation.attribution.campaign, case),
    )
    if reference:
        progress = progress.do(TellStaff(text("staff-reference-noted", reference=reference), case.id))
    # The card keeps what was said until then.
    progress = resolved(progress, staff, "booked")
    return progress if pending is not None else _dialog_over(progress)


def _later(progress: Progress, case: Case, at: datetime) -> Progress:
    zone = progress.scene.world.clinic.zone
    said = text("outcome-call-later", clinic=progress.scene.world.clinic.name, at=Moment(at, zone))
    later = replace(case, call_at=at, view="", asking="", waits_since=None, outcome="later")
    return progress.change(mode="waiting").do(Say(said)).with_case(later)


def _nobody_there(progress: Progress, case: Case) -> Progress:
    """Nobody picked up: the patient is asked in the chat, and called again later."""
    now, clinic = progress.scene.stamp.now, progress.scene.world.clinic
    at = now + _NO_ANSWER_AGAIN
    at = next_opening(clinic, at) or at
    tried = replace(
        case,
        no_answers=case.no_answers + 1,
        call_at=at,
        view="",
        asking="",
        waits_since=None,
        outcome="no_answer",
    )
    said = text("outcome-no-answer", clinic=clinic.name, at=Moment(at, clinic.zone))
    return progress.change(mode="waiting").do(Say(said)).with_case(tried)


def _not_interested(progress: Progress, why: str, staff: str) -> Progress:
    campaign = progress.conversation.attribution.campaign
    case = progress.scene.world.case
    progress = progress.do(
        Say(text("outcome-not-interested")),
        Journey(f"declined_{why}", campaign),
        *((answered_by_person(campaign, case),) if case is not None else ()),
    )
    return _dialog_over(resolved(progress, staff, "not_interested"))


def _wrong_number(progress: Progress, case: Case) -> Progress:
    """The number is somebody else's: it is asked for again."""
    progress = progress.with_case(replace(case, view="", asking="", outcome="wrong_number")).change(
        mode="waiting"
    )
    progress = progress.do(TellStaff(text("staff-number-asked"), case.id))
    if progress.conversation.tasks and progress.scene.draft.get(CONTACT) is not None:
        draft = progress.scene.draft.drop(CONTACT)
        progress = progress.change_task(draft=draft, focus=CONTACT.name).change(shown=None)
        return ask_next(progress.note(text("outcome-wrong-number")))
    return progress.do(Say(text("outcome-wrong-number")))


def _dialog_over(progress: Progress) -> Progress:
    return progress.change(tasks=(), shown=None).do(DropTimer("nudge"), DropTimer("card"), DropTimer("lead"))


def _moment(scene: Scene, when: str) -> datetime:
    """The moment behind a button: so many minutes from now, or the next evening or morning."""
    if when.isdecimal():
        return scene.stamp.now + timedelta(minutes=int(when))
    now, hour = scene.local_now, _EVENING if when == "evening" else _MORNING
    at = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    if when == "morning" or at <= now:
        at += timedelta(days=1)
    return at.astimezone(scene.stamp.now.tzinfo)


def _wished(scene: Scene, when: When) -> datetime:
    """The moment of a wish: a day alone is its morning, an hour alone the next time that it strikes."""
    now, hour = scene.local_now, when.start or when.end
    day = when.date or now.date()
    at = now.replace(
        year=day.year,
        month=day.month,
        day=day.day,
        hour=hour.hour if hour else _MORNING,
        minute=hour.minute if hour else 0,
        second=0,
        microsecond=0,
    )
    if when.date is None and at <= now:
        at += timedelta(days=1)
    return at.astimezone(scene.stamp.now.tzinfo)


def _toast(progress: Progress, event: StaffActed, line: Text | None = _NOTED) -> Progress:
    return progress.do(Toast(event.query_id, line, for_staff=True))
