"""The patient says yes: the draft becomes a submission, and the slot is theirs."""

from dataclasses import replace

from dialogs.booking import saved_person, submission_of
from dialogs.conversation import Shown
from dialogs.effects import DropTimer, FirmSlot, Journey, SavePerson, SettleSubmission, Show, Submit
from dialogs.handoff import acknowledged, called
from dialogs.progress import Progress, ask_next, questions_in
from dialogs.screen import Screen
from dialogs.submission import Booking
from dialogs.text import text


def confirmed_by_patient(progress: Progress) -> Progress:
    """Sends the booking on its way. Until the lab has answered the patient holds a request number."""
    scene = progress.scene
    sent = submission_of(scene, questions_in(scene))
    key = sent.slot_key if sent else None
    if sent is None or key is None:
        return ask_next(progress)
    person = saved_person(scene, sent)
    progress = progress.do(
        FirmSlot(key, sent.id),
        Submit(sent),
        SavePerson(person),
        DropTimer("nudge"),
        DropTimer("card"),
        Journey("requested", scene.conversation.attribution.campaign, sent.branch_id),
    )
    tasks, task = scene.conversation.tasks[:-1], scene.task
    waiting_for_lab = (*scene.conversation.sent, task)[-5:]
    progress = progress.change(tasks=tasks, sent=waiting_for_lab, nudged=False)
    world = replace(scene.world, bookings=(*scene.world.bookings, Booking(sent, "requested")))
    progress = replace(progress, scene=replace(progress.scene, world=world))
    if sent.phone in scene.world.entries_today:
        # The lab takes one entry a day for a number; ours is there already, so a person adds to that visit.
        progress = progress.do(SettleSubmission(sent.id, "with_staff"))
        progress = called(progress, "same_contact", subject=sent.id, waits=False)
        return acknowledged(
            progress.note(text("outcome-same-contact", reference=sent.reference)), "same_contact"
        )
    revision = progress.conversation.revision + 1
    screen = Screen("home", revision, text("outcome-sending", reference=sent.reference))
    return progress.change(revision=revision, shown=Shown("home", revision)).do(Show(screen))
