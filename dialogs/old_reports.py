"""Old reports, behind a code that the lab sends to the patient's phone."""

from dataclasses import replace
from datetime import timedelta

from dialogs.conversation import Task
from dialogs.draft import Draft
from dialogs.effects import AskLogin, DropTimer, EndLogin, Say, SendReport, SetTimer
from dialogs.events import LoginAnswered
from dialogs.handoff import called
from dialogs.login import HOUR, LOGIN, NUMBER, TRIES, WAITING, Login
from dialogs.progress import Progress, ask_next, begun
from dialogs.refused_hosts import first_refused
from dialogs.text import text

KIND = "reports"
_LAB_SECONDS = 90
_PATIENT_MINUTES = 10


def wanted(progress: Progress) -> Progress:
    """The patient wants reports of earlier days."""
    if not progress.scene.world.clinic.old_reports:
        return ask_next(progress.note(text("unknown-command")))
    if progress.conversation.task is not None and progress.conversation.task.kind == KIND:
        return ask_next(progress.look())
    return ask_next(begun(progress, Task(KIND, Draft(), id=progress.scene.stamp.fresh_id("reports", 10))))


def passed_on(before: Progress, after: Progress) -> Progress:
    """What the turn has changed about a login is asked of the lab; the code itself stays in no draft."""
    was, login = _anywhere(before), _anywhere(after)
    if login is None or (was is not None and was.id != login.id):
        after = after.do(EndLogin(), DropTimer("login")) if was is not None else after
    if login is None:
        return after
    now = after.scene.stamp.now
    if was is None or was.id != login.id:
        number = after.scene.draft.get(NUMBER) or ""
        sent = (*(at for at in after.conversation.codes_sent if at > now - HOUR), now)
        return after.change(codes_sent=sent).do(
            AskLogin(login.id, "send", number), SetTimer("login", now + timedelta(seconds=_LAB_SECONDS))
        )
    if login.code:
        after = _with(after, replace(login, code=""))
        return after.do(
            AskLogin(login.id, "check", login.code), SetTimer("login", now + timedelta(seconds=_LAB_SECONDS))
        )
    if login.wanted:
        return _with(after, replace(login, wanted="")).do(AskLogin(login.id, "file", login.wanted))
    return after


def answered(progress: Progress, event: LoginAnswered) -> Progress:
    """What the lab says of the login that is under way; of any other it is too late."""
    login = _login(progress)
    if login is None or login.id != event.login_id:
        return progress
    now = progress.scene.stamp.now
    patience = SetTimer("login", now + timedelta(minutes=_PATIENT_MINUTES))
    match event.answer:
        case "sent":
            progress = _with(progress.do(patience), replace(login, stage="code", sent_at=now))
        case "wrong" if login.tries + 1 >= TRIES:
            progress = _with(progress, replace(login, stage="over")).do(EndLogin(), DropTimer("login"))
            progress = progress.note(text("report-code-too-often"))
        case "wrong":
            progress = _with(progress.do(patience), replace(login, stage="code", tries=login.tries + 1))
            progress = progress.note(text("report-code-wrong", left=TRIES - login.tries - 1))
        case "expired":
            progress = _with(progress, replace(login, stage="over")).do(DropTimer("login"))
            progress = progress.note(text("report-code-expired"))
        case "unknown_number":
            draft = progress.scene.draft.drop(NUMBER, LOGIN)
            progress = progress.change_task(draft=draft).change(shown=None).do(DropTimer("login"))
            progress = progress.note(text("report-number-unknown"))
        case "failed" if login.stage == "checking":
            progress = _with(progress.do(patience), replace(login, stage="code"))
            progress = progress.note(text("report-lab-away"))
        case "failed":
            progress = _with(progress, replace(login, stage="over")).do(DropTimer("login"))
            progress = progress.note(text("report-lab-away"))
        case "reports":
            progress = _with(progress.do(patience), replace(login, stage="list", found=event.found))
            progress = progress.change(shown=None)
        case "file":
            day = next((each.day for each in login.found if each.id == event.report_id), "")
            name = f"Report-{day}.pdf" if day else "Report.pdf"
            return progress.do(
                SendReport(event.file_id, event.report_id, name, text("report-old-caption")), patience
            )
        case "no_file":
            progress = progress.do(Say(text("report-old-later")))
            if event.known:
                return progress
            if event.host:
                return first_refused(progress, event.host, "", login.bill_of(event.report_id))
            return called(progress, "report_problem", waits=False)
    if progress.conversation.mode == "staff":
        return progress
    return ask_next(progress)


def ran_out(progress: Progress) -> Progress:
    """The time for this step is over: nothing of the login is left."""
    login = _anywhere(progress)
    if login is None:
        return progress
    key = "report-lab-away" if login.stage in WAITING else "report-closed"
    progress = left(progress)
    return progress if progress.conversation.mode == "staff" else ask_next(progress.note(text(key)))


def left(progress: Progress) -> Progress:
    """Without the task."""
    kept = tuple(task for task in progress.conversation.tasks if task.kind != KIND)
    return progress.change(tasks=kept, shown=None)


def _login(progress: Progress) -> Login | None:
    task = progress.conversation.task
    return task.draft.get(LOGIN) if task is not None and task.kind == KIND else None


def _anywhere(progress: Progress) -> Login | None:
    drafts = (task.draft for task in progress.conversation.tasks if task.kind == KIND)
    return next((login for draft in drafts if (login := draft.get(LOGIN)) is not None), None)


def _with(progress: Progress, login: Login) -> Progress:
    return progress.change_task(draft=progress.scene.draft.put(LOGIN, login))
