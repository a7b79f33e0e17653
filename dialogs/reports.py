"""A report comes back: told once, its file sent to the chat that booked it and to no other."""

from dataclasses import replace
from datetime import timedelta

from dialogs.case import Cause, StaffTask
from dialogs.effects import (
    Effect,
    FetchReport,
    Journey,
    NoteCollected,
    NoteReport,
    Say,
    SendReport,
    SettleSubmission,
)
from dialogs.events import BillSeen, ReportAnnounced, ReportFetched
from dialogs.handoff import called
from dialogs.held import held, of_another_adult
from dialogs.lab_answers import settled_with_staff
from dialogs.progress import Progress
from dialogs.refused_hosts import first_refused, without_sign
from dialogs.screen import ObjectButton
from dialogs.steps import collected, completed
from dialogs.submission import Booking, Submission
from dialogs.text import text
from dialogs.world import World

_WHOLE = 10_000
"""More tests than any bill has: of a whole bill the lab need not say how many."""
_UNSETTLED = ("requested", "sending", "unconfirmed", "with_staff")


def announced(progress: Progress, event: ReportAnnounced) -> Progress:
    """The lab says that reports are done. The link is the report of the whole bill, so the file comes with the
    last of them, or when the patient asks for what is ready."""
    booking = progress.scene.world.booking(event.submission_id)
    if booking is None:
        return progress
    progress = _surely_stored(progress, booking)
    if event.report_id in booking.reports:
        return _announced_again(progress, booking, event)
    sent, reference = booking.submission, _reference(progress.scene.world, booking)
    progress = progress.do(
        NoteReport(
            event.submission_id,
            event.report_id,
            event.url,
            event.bill_id,
            _WHOLE if event.complete else event.done,
        ),
        Journey("report", sent.source, sent.branch_id),
        collected(sent),
        *((completed(sent),) if event.complete else ()),
    )
    if not event.complete and event.done <= _told_done(booking, event.bill_id):
        # The lab's words come in any order: what it said before it said more is no news.
        return progress
    if held(progress.scene, booking):
        return _held_back(progress, booking, event)
    if event.complete and event.url:
        progress = progress.do(Say(text("report-ready", reference=reference), unsolicited=True))
        return progress.do(FetchReport(event.submission_id, event.report_id, event.url))
    if event.complete:
        progress = progress.do(Say(text("report-ready-no-file", reference=reference), unsolicited=True))
        return called(progress, "report_problem", subject=event.submission_id, waits=False)
    part = text("report-partly", reference=reference, done=event.done, total=event.total)
    button = ObjectButton(text("report-send-ready"), "report", f"{event.report_id}")
    return progress.do(Say(part, ((button,),) if event.url else (), unsolicited=True))


def _told_done(booking: Booking, bill_id: str) -> int:
    """Of how many tests of the bill the patient has been told that they are done."""
    return max((done for bill, done in booking.reports_done if bill == bill_id), default=0)


def _announced_again(progress: Progress, booking: Booking, event: ReportAnnounced) -> Progress:
    """The same set: nobody is told, but another file of it is a corrected one, and one that was missing is here."""
    if not event.url or not (event.complete or event.report_id in booking.reports_sent):
        return progress
    if held(progress.scene, booking):
        # Another file of it is for a person to look at again; one that nobody has released yet still is.
        return _held_back(progress, booking, event) if event.report_id in booking.reports_sent else progress
    return progress.do(FetchReport(event.submission_id, event.report_id, event.url))


def _held_back(progress: Progress, booking: Booking, event: ReportAnnounced) -> Progress:
    """The patient hears that it is ready, and a person releases it."""
    if not event.complete:
        return progress
    sent, reference = booking.submission, _reference(progress.scene.world, booking)
    cause: Cause = "report_held_other" if of_another_adult(booking) else "report_held"
    progress = progress.do(Say(text("report-held", reference=reference), unsolicited=True))
    return called(progress, cause, words=sent.reference, subject=sent.id, waits=False)


def fetched(progress: Progress, event: ReportFetched) -> Progress:
    """The file is here: it goes out under a name and a caption that say nothing of what is in it."""
    booking = progress.scene.world.booking(event.submission_id)
    if booking is None:
        return progress
    reference = _reference(progress.scene.world, booking)
    match event.problem:
        case "":
            caption = text("report-corrected" if event.corrected else "report-caption", reference=reference)
            progress = progress.do(
                SendReport(event.file_id, event.report_id, f"Report-{reference}.pdf", caption)
            )
            if progress.conversation.reachable:
                return _here_after_all(progress, booking.submission)
            # It waits until the patient comes back, which may be never.
            return called(progress, "report_problem", subject=event.submission_id, waits=False)
        case "unchanged":
            return progress
        case "refused" | "unavailable":
            if not event.again and not _with_staff(progress, event.submission_id):
                progress = progress.do(Say(text("report-later", reference=reference), unsolicited=True))
            if event.known:
                return progress
            if event.host:
                return first_refused(progress, event.host, event.submission_id, booking.submission.reference)
            return called(progress, "report_problem", subject=event.submission_id, waits=False)


def _with_staff(progress: Progress, submission_id: str) -> tuple[StaffTask, ...]:
    """What the staff were asked to do about a file of this booking that could not be had, and have not done yet."""
    case = progress.scene.world.case
    about = case.about(submission_id) if case is not None else ()
    return tuple(task for task in about if task.cause == "report_problem")


def _here_after_all(progress: Progress, sent: Submission) -> Progress:
    """The file that the staff were asked for goes out: it is no task of theirs any more."""
    for task in _with_staff(progress, sent.id):
        case = progress.scene.world.case
        if case is not None:
            progress = without_sign(progress, case, task, sent.reference)
    return progress


def bill_seen(progress: Progress, event: BillSeen) -> Progress:
    """A bill tells the patient nothing: made, it means that the sample has been taken; taken back, the staff look."""
    booking = progress.scene.world.booking(event.submission_id)
    if booking is None:
        return progress
    progress, sent = _surely_stored(progress, booking), booking.submission
    match event.what:
        case "created" if booking.collected_at is None:
            return progress.do(NoteCollected(sent.id), collected(sent))
        case "created":
            return progress
        case "deleted":
            return called(progress, "bill_deleted", words=sent.reference, subject=sent.id, waits=False)


def undelivered(booking: Booking) -> bool:
    """Whether a report of it has been announced of which nothing was sent."""
    return bool(booking.reports) and not booking.reports_sent


def _surely_stored(progress: Progress, booking: Booking) -> Progress:
    """A bill of it proves that the lab has the entry, whatever became of our question."""
    if booking.state not in _UNSETTLED:
        return progress
    settled: Effect = SettleSubmission(booking.submission.id, "confirmed")
    bookings = tuple(
        replace(each, state="confirmed") if each is booking else each
        for each in progress.scene.world.bookings
    )
    world = replace(progress.scene.world, bookings=bookings)
    progress = replace(progress.do(settled), scene=replace(progress.scene, world=world))
    return settled_with_staff(progress, booking.submission.id)


def _reference(world: World, booking: Booking) -> str:
    """The reference that the patient knows: that of the booking which the staff made of a lead."""
    sent = booking.submission
    if sent.phase == "booking":
        return sent.reference
    of_it = [
        each.submission.reference
        for each in world.visits
        if each.submission.phone == sent.phone
        and each.state == "confirmed"
        and timedelta() <= each.submission.made_at - sent.made_at < timedelta(days=1)
        and each.lab_id == booking.lab_id
    ]
    return of_it[-1] if of_it else sent.reference
