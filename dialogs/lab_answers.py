"""What the lab says of a submission, and what follows for the patient, the slot and the staff."""

from dataclasses import replace
from typing import assert_never

from dialogs.case import Cause
from dialogs.effects import FreeSlot, Journey, Say, SettleSubmission
from dialogs.events import BookingSeen, LabAnswered
from dialogs.handoff import called, resolved, with_state
from dialogs.outcome import confirmed_text
from dialogs.progress import Progress, ask_next, question_named
from dialogs.submission import Booking, State
from dialogs.text import text

_SETTLED: frozenset[State] = frozenset({"confirmed", "withdrawn", "failed"})


def lab_answered(progress: Progress, event: LabAnswered) -> Progress:
    """The outcome of an attempt, told as it is."""
    booking = progress.scene.world.booking(event.submission_id)
    if booking is None or booking.state in _SETTLED:
        return progress
    match event.answer:
        case "created":
            return _confirmed(progress, booking, event.lab_id)
        case "refused":
            return _refused(progress, booking, event)
        case "duplicate":
            return _with_staff(progress, booking, "lab_duplicate", "outcome-team-confirms", event.detail)
        case "forbidden":
            return _with_staff(progress, booking, "lab_forbidden", "outcome-team-confirms", event.detail)
        case "unauthorised":
            return _with_staff(progress, booking, "lab_unavailable", "outcome-team-confirms", event.detail)
        case "wrong_phase":
            return _with_staff(progress, booking, "lab_refused", "outcome-team-confirms", event.detail)
        case "duplicate_unclear":
            # An earlier attempt may have made the entry: the lab's own word will tell, or a person.
            progress = progress.do(SettleSubmission(event.submission_id, "unconfirmed"))
            return progress.do(Say(text("outcome-checking", reference=booking.submission.reference)))
        case "unconfirmed":
            progress = progress.do(SettleSubmission(event.submission_id, "unconfirmed"))
            progress = progress.do(Say(text("outcome-team-checks", reference=booking.submission.reference)))
            return _to_staff(progress, replace(booking, state="unconfirmed"), "lab_unconfirmed", event.detail)
        case _:
            assert_never(event.answer)


def booking_seen(progress: Progress, event: BookingSeen) -> Progress:
    """The lab's own notice that an entry with our key exists settles whatever was unclear."""
    booking = progress.scene.world.booking(event.submission_id)
    if booking is None or booking.state in _SETTLED:
        return progress
    return _confirmed(progress, booking, event.lab_id)


def _confirmed(progress: Progress, booking: Booking, lab_id: str) -> Progress:
    sent = booking.submission
    progress = progress.do(
        SettleSubmission(sent.id, "confirmed", lab_id),
        confirmed_text(progress.scene, booking),
        Journey("booked", sent.source, sent.branch_id),
    )
    progress = _no_longer_sent(progress, sent.id)
    case = progress.scene.world.case
    if (
        case is not None
        and (case.subject == sent.id or case.cause == "went_quiet")
        and case.state == "waiting"
    ):
        progress = resolved(progress)
    return progress


def _refused(progress: Progress, booking: Booking, event: LabAnswered) -> Progress:
    """The one question that the lab names is asked again; if it names none, a person takes over."""
    sent = booking.submission
    prefix = f"{progress.scene.world.clinic.id}-"
    task = next((t for t in progress.conversation.sent if f"{prefix}{t.id}" == sent.id), None)
    if task is None or event.question is None:
        return _with_staff(progress, booking, "lab_refused", "outcome-team-confirms", event.detail)
    reopened = progress.change(tasks=(*progress.conversation.tasks, task)[-3:], shown=None)
    if question_named(reopened.scene, event.question) is None:
        return _with_staff(progress, booking, "lab_refused", "outcome-team-confirms", event.detail)
    reopened = _no_longer_sent(reopened, sent.id).change_task(focus=event.question)
    reopened = reopened.do(SettleSubmission(sent.id, "failed"), FreeSlot(sent.id))
    return ask_next(reopened.note(text("outcome-ask-again", about=text(f"edit-{event.question}"))))


def _with_staff(progress: Progress, booking: Booking, cause: Cause, key: str, detail: str) -> Progress:
    sent = booking.submission
    progress = progress.do(SettleSubmission(sent.id, "with_staff"), Say(text(key, reference=sent.reference)))
    return _to_staff(_no_longer_sent(progress, sent.id), replace(booking, state="with_staff"), cause, detail)


def _to_staff(progress: Progress, booking: Booking, cause: Cause, detail: str) -> Progress:
    """The card tells the state as it is now."""
    sent = booking.submission
    progress = with_state(progress, sent.id, booking.state)
    return called(progress, cause, words=detail, subject=sent.id, waits=False)


def _no_longer_sent(progress: Progress, submission_id: str) -> Progress:
    prefix = f"{progress.scene.world.clinic.id}-"
    kept = tuple(task for task in progress.conversation.sent if f"{prefix}{task.id}" != submission_id)
    return progress.change(sent=kept)
