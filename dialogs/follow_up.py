"""What follows a request that did not become a booking: the lead goes out, once, and last."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

from dialogs.booking import lead_of, task_id
from dialogs.case import Cause
from dialogs.effects import DropTimer, SetTimer, SettleSubmission, Submit
from dialogs.handoff import called
from dialogs.lead import is_last, open_at_lab
from dialogs.lead_hours import lead_not_before
from dialogs.progress import Progress, ask_next, current
from dialogs.questions import contact
from dialogs.submission import Booking, Submission
from dialogs.tasks import questions_of
from dialogs.text import text

_SENT_KEPT = 5


def finished(progress: Progress) -> Progress:
    """Everything that a lead needs has been said: it goes out, or waits until the booking is surely not made."""
    task = progress.conversation.task
    if (
        task is None
        or task.kind != "lead"
        or progress.conversation.mode == "staff"
        or current(progress.scene) is not None
    ):
        return progress
    cause = cast(Cause, task.cause)
    if task.back and not is_last(task, cause):
        progress = progress.change_task(kind=task.back, back="", focus=None).change(shown=None)
        return ask_next(progress.note(text("lead-noted")))
    lead = _made(progress, cause, progress.scene.task.id)
    progress = _gone(progress, lead, asked=True) if lead is not None else progress
    progress = progress.change(tasks=progress.conversation.tasks[:-1], shown=None)
    note = text("lead-sent", reference=lead.reference) if lead is not None else text("lead-noted")
    return ask_next(progress.note(note))


def due(progress: Progress) -> Progress:
    """The wait is over, and nobody has booked: the lead goes out with everything that is known.

    Where none can be made, the staff's card is the record. While staff are at it, or something of this chat is on its
    way to the lab, it waits on.
    """
    conversation, scene = progress.conversation, progress.scene
    task, now = conversation.task, scene.stamp.now
    if task is None or task.kind not in ("booking", "lead") or task.led or not contact.is_answered(scene):
        return progress
    case = scene.world.case
    busy = conversation.mode == "staff" or (case is not None and case.state == "claimed")
    if busy or any(open_at_lab(each.state) for each in scene.world.bookings):
        again = max(1.0, scene.world.clinic.follow_up.after_minutes)
        return progress.do(SetTimer("lead", now + timedelta(minutes=again)))
    begins = lead_not_before(scene.world.clinic, now)
    if begins > now:
        return progress.do(SetTimer("lead", begins))
    asked = cast(Cause, task.cause or "went_quiet")
    lead = _made(progress, asked, task_id(scene.stamp))
    if lead is None:
        progress = called(progress, "went_quiet", waits=False) if case is None else progress
    else:
        progress = _gone(progress, lead, asked=False)
    return progress.change_task(led=True)


def withdrawn_for(progress: Progress, phone: str) -> Progress:
    """The patient has booked after all: a lead of theirs that the lab surely does not have is not sent any more."""
    for each in progress.scene.world.bookings:
        waits = each.submission.phase == "lead" and each.state in ("requested", "sending")
        if waits and each.submission.phone == phone:
            progress = progress.do(SettleSubmission(each.submission.id, "withdrawn"))
    return progress


def _made(progress: Progress, cause: Cause, lead_id: str) -> Submission | None:
    """The lead, if one can be made: everything it needs is there, the lab has leads, and none of that number today.

    A booking that may still be made keeps its id to itself.
    """
    scene = progress.scene
    if scene.world.clinic.backend == "flabs-billing":
        return None
    lead = lead_of(progress.change_task(id=lead_id).scene, questions_of("booking", scene.world), cause)
    if lead is None or lead.phone in scene.world.entries_today:
        return None
    return lead


def _gone(progress: Progress, lead: Submission, *, asked: bool) -> Progress:
    """The lead is on its way. If it was `asked` for, an answer that the lab finds wrong can be asked for again."""
    scene = progress.scene
    progress = progress.do(Submit(lead), DropTimer("lead"), DropTimer("nudge"))
    if asked:
        task = replace(
            scene.task, kind="lead", back="", id=lead.id.removeprefix(f"{scene.world.clinic.id}-"), focus=None
        )
        progress = progress.change(sent=(*progress.conversation.sent, task)[-_SENT_KEPT:])
    world = replace(scene.world, bookings=(*scene.world.bookings, Booking(lead, "requested")))
    return replace(progress, scene=replace(progress.scene, world=world))
