"""What follows from what a question heard."""

from dialogs import lead
from dialogs.changing import drop_asked, move_asked
from dialogs.confirming import confirmed_by_patient
from dialogs.conversation import Consent, Shown
from dialogs.effects import DropTimer, Journey, RecordConsent
from dialogs.handoff import acknowledged, called
from dialogs.progress import Progress, ask_next, left, question_named, revalidated
from dialogs.question import Answer, Declined, Finish, GoTo, HandOver, Leave, Look, Question, Reading, Unclear
from dialogs.text import text

_REMEMBERED = 12


def read(
    progress: Progress, question: Question, reading: Reading, message_id: int = 0, *, show: bool = True
) -> Progress:
    """Carries out a reading of `question`; with `show`, the question that is open then is asked."""
    match reading:
        case Answer():
            progress = _answered(progress, question, reading, message_id)
        case Look(view, note):
            progress = progress.change(
                shown=Shown(question.name, progress.conversation.revision, view), stumbles=0
            )
            progress = progress.note(note) if note else progress
        case Unclear(reason):
            progress = progress.note(reason or text("not-understood"))
        case GoTo(name):
            if question_named(progress.scene, name) is not None:
                progress = progress.change_task(focus=name).change(shown=None)
        case HandOver(cause, words):
            return acknowledged(called(progress, cause, words=words), cause)
        case Finish():
            return _finished(progress)
        case Leave():
            return left(progress.note(text("change-kept")))
        case Declined():
            return lead.declined(progress)
    return ask_next(progress) if show else progress


def _finished(progress: Progress) -> Progress:
    """What the patient said yes to."""
    match progress.scene.task.kind:
        case "reschedule":
            return move_asked(progress)
        case "cancel":
            return drop_asked(progress)
        case _:
            return confirmed_by_patient(progress)


def _answered(progress: Progress, question: Question, answer: Answer, message_id: int) -> Progress:
    before = progress.scene.draft
    heard = progress.scene.task.heard
    if message_id:
        heard = (*heard, (message_id, question.name))[-_REMEMBERED:]
    progress = (
        progress.change_task(draft=answer.draft, heard=heard).change(stumbles=0).note(*answer.said_back)
    )
    if answer.language is not None:
        progress = progress.change(language=answer.language)
    if answer.consents:
        progress = _consented(progress)
    progress = revalidated(progress, before)
    if question.is_answered(progress.scene):
        progress = progress.change_task(focus=None)
        if progress.conversation.shown is not None and progress.conversation.shown.question == question.name:
            progress = progress.look(*answer.view)
    else:
        progress = progress.change(shown=Shown(question.name, progress.conversation.revision, answer.view))
    return progress


def _consented(progress: Progress) -> Progress:
    scene = progress.scene
    notice = scene.world.clinic.privacy.notice_version
    if scene.conversation.consent is None:
        attribution = scene.conversation.attribution
        progress = progress.do(
            RecordConsent(notice, scene.language, given=True),
            DropTimer("unconsented"),
            Journey("contact", attribution.campaign),
        )
    return progress.change(consent=Consent(notice, scene.language, scene.stamp.now))
