"""A report comes back: told once, its file sent to the chat that booked it and to no other."""

from dialogs.effects import FetchReport, Journey, NoteReport, Say, SendReport
from dialogs.events import ReportAnnounced, ReportFetched
from dialogs.handoff import called
from dialogs.progress import Progress
from dialogs.screen import ObjectButton
from dialogs.steps import collected, completed
from dialogs.text import text


def announced(progress: Progress, event: ReportAnnounced) -> Progress:
    """The lab says that reports are done. The link is the report of the whole bill, so the file comes with the
    last of them, or when the patient asks for what is ready."""
    booking = progress.scene.world.booking(event.submission_id)
    if booking is None or event.report_id in booking.reports:
        return progress
    sent = booking.submission
    progress = progress.do(
        NoteReport(event.submission_id, event.report_id),
        Journey("report", sent.source, sent.branch_id),
        collected(sent),
        *((completed(sent),) if event.complete else ()),
    )
    if event.complete and event.url:
        progress = progress.do(Say(text("report-ready", reference=sent.reference), unsolicited=True))
        return progress.do(FetchReport(event.submission_id, event.report_id, event.url))
    if event.complete:
        progress = progress.do(Say(text("report-ready-no-file", reference=sent.reference), unsolicited=True))
        return called(progress, "report_problem", subject=event.submission_id, waits=False)
    part = text("report-partly", reference=sent.reference, done=event.done, total=event.total)
    button = ObjectButton(text("report-send-ready"), "report", f"{event.report_id}")
    return progress.do(Say(part, ((button,),) if event.url else (), unsolicited=True))


def fetched(progress: Progress, event: ReportFetched) -> Progress:
    """The file is here: it goes out under a name and a caption that say nothing of what is in it."""
    booking = progress.scene.world.booking(event.submission_id)
    if booking is None:
        return progress
    reference = booking.submission.reference
    match event.problem:
        case "":
            caption = text("report-corrected" if event.corrected else "report-caption", reference=reference)
            return progress.do(SendReport(event.file_id, event.report_id, f"Report-{reference}.pdf", caption))
        case "unchanged":
            return progress
        case "refused" | "unavailable":
            progress = progress.do(Say(text("report-later", reference=reference), unsolicited=True))
            return called(
                progress, "report_problem", words=event.host, subject=event.submission_id, waits=False
            )
