"""What each one-tap answer to a task of the staff does to the patient's conversation."""

from collections.abc import Callable, Mapping

from dialogs import changing
from dialogs.case import Case, StaffTask
from dialogs.desk.kinds import KINDS
from dialogs.effects import FetchReport, FreeSlot, Say, SettleSubmission, Toast, TryAgain
from dialogs.events import StaffActed
from dialogs.handoff import claimed, resolved, with_state
from dialogs.outcome import confirmed_text
from dialogs.progress import Progress
from dialogs.steps import booked
from dialogs.submission import Booking
from dialogs.text import text

Answer = Callable[[Progress, StaffTask, StaffActed], Progress | None]
"""What a tap does; `None` when what it is about has settled itself meanwhile."""


Change = Callable[[Progress, Booking, str], Progress]
"""What becomes of a booking that the patient wanted changed, by whose word."""


def tapped(progress: Progress, case: Case, event: StaffActed) -> Progress:
    """A tap on an answer. The task ends; so does the case when nothing else is to be done and nobody talks."""
    name, _, number = event.action.partition(".")
    task = case.numbered(number) if number else next((t for t in case.open_tasks if _takes(t, name)), None)
    if task is None or not _takes(task, name):
        return progress.do(Toast(event.query_id, text("staff-case-over"), for_staff=True))
    done = ANSWERS[name](progress, task, event)
    noted = "staff-case-over" if done is None else "staff-noted"
    progress = (done or progress).do(Toast(event.query_id, text(noted), for_staff=True))
    return _ended(progress, task, name, event.staff)


def _takes(task: StaffTask, name: str) -> bool:
    return any(tap.name == name for tap in KINDS[task.cause].answers)


def _ended(progress: Progress, task: StaffTask, answer: str, staff: str) -> Progress:
    case = progress.scene.world.case
    if case is None:
        return progress
    case = case.answered(task, answer)
    # Whoever has claimed the case and talks to the patient ends it when they are done.
    talks = case.state == "claimed" and (case.replied_at is not None or case.waits_since is not None)
    progress = progress.with_case(case)
    return progress if case.open_tasks or talks else resolved(progress, staff)


def _booked(progress: Progress, task: StaffTask, event: StaffActed) -> Progress | None:
    """A staff member has found, or made, the booking in the lab's system."""
    booking = progress.scene.world.booking(task.subject)
    if booking is None or booking.state in ("confirmed", "withdrawn", "failed"):
        return None
    sent = booking.submission
    if sent.phase == "lead":
        # Whoever asked for it has been told that the staff have the request.
        progress = progress.do(SettleSubmission(task.subject, "confirmed"))
        return with_state(progress, task.subject, "confirmed")
    progress = progress.do(
        SettleSubmission(task.subject, "confirmed"),
        confirmed_text(progress.scene, booking),
        *booked(sent),
    )
    return with_state(progress, task.subject, "confirmed")


def _unbooked(progress: Progress, task: StaffTask, event: StaffActed) -> Progress | None:
    """It is not in the lab's system: whoever says so takes care of it."""
    booking = progress.scene.world.booking(task.subject)
    if booking is None or booking.state in ("confirmed", "withdrawn", "failed"):
        return None
    if booking.submission.phase == "lead":
        return progress
    progress = progress.do(Say(text("outcome-team-calls", reference=booking.submission.reference)))
    case = progress.scene.world.case
    if case is not None and case.state != "claimed":
        progress = claimed(progress, event.staff, event.user_id)
        case = progress.scene.world.case
    if case is not None:
        case = case.with_task("book_by_hand", progress.scene.stamp.now, task.subject)
    return progress.with_case(case)


def _failed(progress: Progress, task: StaffTask, event: StaffActed) -> Progress | None:
    """It cannot be booked: the slot is given back, and the patient hears it from whoever says so."""
    booking = progress.scene.world.booking(task.subject)
    if booking is None or booking.state in ("confirmed", "withdrawn", "failed"):
        return None
    progress = progress.do(
        SettleSubmission(task.subject, "failed"),
        FreeSlot(task.subject),
        Say(text("outcome-not-possible", reference=booking.submission.reference)),
    )
    return with_state(progress, task.subject, "failed")


def _of_a_change(done: Change) -> Answer:
    """What was asked of a booking has become true, or cannot."""

    def answer(progress: Progress, task: StaffTask, event: StaffActed) -> Progress | None:
        booking = progress.scene.world.booking(task.subject)
        return None if booking is None or booking.awaited is None else done(progress, booking, event.staff)

    return answer


def _released(progress: Progress, task: StaffTask, event: StaffActed) -> Progress | None:
    """A person lets a held report go to the chat that booked it."""
    booking = progress.scene.world.booking(task.subject)
    if booking is None or not booking.reports:
        return None
    return progress.do(FetchReport(task.subject, booking.reports[-1], "", anew=True))


def _handled(progress: Progress, task: StaffTask, event: StaffActed) -> Progress | None:
    return progress


def _again(progress: Progress, task: StaffTask, event: StaffActed) -> Progress | None:
    return progress.do(TryAgain(task.subject))


ANSWERS: Mapping[str, Answer] = {
    "booked": _booked,
    "unbooked": _unbooked,
    "failed": _failed,
    "changed": _of_a_change(changing.change_done),
    "unchanged": _of_a_change(changing.change_refused),
    "cancelled": _of_a_change(changing.cancel_done),
    "uncancelled": _of_a_change(changing.cancel_refused),
    "handled": _handled,
    "release": _released,
    "again": _again,
}
