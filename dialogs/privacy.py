"""What people can ask of their own data: the notice, what is kept, withdrawal, erasure."""

from dialogs.effects import DropTimer, EraseChat, FreeHold, RecordConsent, Say
from dialogs.progress import Progress, ask_next
from dialogs.questions.contact import spaced
from dialogs.screen import ObjectButton, Rows
from dialogs.text import Text, lines, text


def notice(progress: Progress) -> Progress:
    """The notice, with withdrawal in one tap where there is consent."""
    clinic = progress.scene.world.clinic
    told = text(
        "privacy",
        clinic=clinic.name,
        url=clinic.privacy.notice_url or "–",
        contact=clinic.privacy.grievance_contact or "–",
        days=clinic.privacy.retention_days,
    )
    rows: Rows = ()
    if progress.conversation.consent is not None:
        rows = ((ObjectButton(text("privacy-withdraw"), "withdraw", "consent", "danger"),),)
    return progress.do(Say(told, rows))


def my_data(progress: Progress) -> Progress:
    """Everything that is kept of this chat, in words."""
    scene = progress.scene
    found: list[Text] = []
    for person in scene.world.people:
        found.append(text("mydata-person", name=person.name, phone=spaced(person.phone)))
    for booking in scene.world.bookings:
        sent = booking.submission
        found.append(
            text(
                "mydata-booking",
                reference=sent.reference,
                name=sent.patient_name,
                state=text("state-told-lead")
                if sent.phase == "lead"
                else text(f"state-told-{booking.state}"),
            )
        )
    if scene.conversation.tasks and scene.draft.answers:
        found.append(text("mydata-draft"))
    if scene.conversation.consent is not None:
        found.append(text("mydata-consent", version=scene.conversation.consent.notice_version))
    return progress.do(Say(text("mydata", data=lines(*found)) if found else text("mydata-nothing")))


def ask_to_forget(progress: Progress) -> Progress:
    rows = ((ObjectButton(text("forget-yes"), "forget", "chat", "danger"),),)
    return progress.do(Say(text("forget-ask"), rows))


def withdrawn(progress: Progress) -> Progress:
    """Consent is taken back: the open answers go, and the number is asked for again before any booking."""
    scene = progress.scene
    consent = scene.conversation.consent
    if consent is not None:
        progress = progress.do(RecordConsent(consent.notice_version, scene.language, given=False))
    progress = progress.change(consent=None, tasks=(), shown=None).do(
        FreeHold(), DropTimer("nudge"), DropTimer("card"), DropTimer("lead")
    )
    return ask_next(progress.note(text("privacy-withdrawn")))


def forgotten(progress: Progress) -> Progress:
    """Everything of this chat that the law does not make us keep is erased."""
    progress = progress.change(consent=None, tasks=(), sent=(), shown=None, prospects=()).do(
        FreeHold(), DropTimer("nudge"), DropTimer("card"), DropTimer("lead"), EraseChat()
    )
    return ask_next(
        progress.note(text("forget-done", days=progress.scene.world.clinic.privacy.retention_days))
    )
