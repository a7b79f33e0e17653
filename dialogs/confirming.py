"""The patient says yes: the draft becomes a submission, and the slot is theirs."""

from dataclasses import replace
from datetime import timedelta

from dialogs.booking import saved_person, submission_of, task_id
from dialogs.cart import Cart
from dialogs.conversation import Shown, Task
from dialogs.draft import Draft
from dialogs.effects import DropTimer, FirmSlot, Journey, SavePerson, SettleSubmission, Show, Submit
from dialogs.follow_up import withdrawn_for
from dialogs.handoff import acknowledged, called, with_state
from dialogs.order import CART, PINCODE
from dialogs.progress import Progress, ask_next, begun, questions_in
from dialogs.questions.address import ADDRESS, Address
from dialogs.questions.contact import CONTACT, Contact
from dialogs.questions.person import GENDER, WHO, Who, implied_gender, whose
from dialogs.questions.slot import SLOT
from dialogs.screen import Screen
from dialogs.submission import ON_ITS_WAY, Booking, Submission
from dialogs.text import text


def _next_person(progress: Progress, sent: Submission) -> Progress:
    """The same for the next person that was named: their own booking, with what is the same for both."""
    relation, *others = progress.conversation.later
    draft = Draft().put(CART, Cart(tuple(item.id for item in sent.items), closed=True))
    draft = draft.put(PINCODE, sent.pincode).put(CONTACT, Contact(sent.phone)).put(WHO, Who("", relation))
    gender = implied_gender(relation)
    draft = draft if gender is None else draft.put(GENDER, gender)
    if sent.address:
        draft = draft.put(ADDRESS, Address(sent.address, sent.location))
    if sent.slot_key is not None:
        draft = draft.put(SLOT, sent.slot_key)
    task = Task("booking", draft, id=task_id(progress.scene.stamp))
    progress = begun(progress.change(later=tuple(others)), task)
    return ask_next(progress.note(text("next-person", person=whose(relation))))


def no_longer_sent(progress: Progress, submission_id: str) -> Progress:
    """The lab, or the patient, has settled what was on its way."""
    prefix = f"{progress.scene.world.clinic.id}-"
    kept = tuple(task for task in progress.conversation.sent if f"{prefix}{task.id}" != submission_id)
    return progress.change(sent=kept)


def _with_entry_of_today(progress: Progress, sent: Submission) -> Progress:
    """The lab takes one entry a day for a number, and ours is there already: a person adds to that visit, or makes a
    booking of that lead. The lab is not asked."""
    since = progress.scene.stamp.now - timedelta(days=1)
    ours = [
        b
        for b in progress.scene.world.bookings
        if b.submission.phone == sent.phone
        and b.submission.id != sent.id
        and b.submission.made_at > since
        and (b.lab_id or b.state in ON_ITS_WAY)
    ]
    visit = any(b.submission.phase == "booking" for b in ours)
    earlier = ", ".join(f"{b.submission.phase} {b.submission.reference}" for b in ours[-2:])
    progress = with_state(progress.do(SettleSubmission(sent.id, "with_staff")), sent.id, "with_staff")
    progress = called(progress, "same_contact", words=earlier, subject=sent.id, waits=False)
    key = "outcome-same-contact" if visit else "outcome-entry-today"
    progress = acknowledged(progress.note(text(key, reference=sent.reference)), "same_contact")
    return _next_person(progress, sent) if progress.conversation.later else progress


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
        DropTimer("lead"),
        Journey("requested", scene.conversation.attribution.campaign, sent.branch_id),
    )
    tasks, task = scene.conversation.tasks[:-1], scene.task
    waiting_for_lab = (*scene.conversation.sent, task)[-5:]
    progress = progress.change(tasks=tasks, sent=waiting_for_lab, nudged=False)
    world = replace(scene.world, bookings=(*scene.world.bookings, Booking(sent, "requested")))
    progress = replace(progress, scene=replace(progress.scene, world=world))
    # Of two that are under way at once, the lab would refuse whichever comes second.
    under_way = scene.world.clinic.backend == "flabs" and any(
        b.submission.phone == sent.phone
        and b.state in ON_ITS_WAY
        and b.submission.made_at > scene.stamp.now - timedelta(days=1)
        for b in scene.world.visits
    )
    if under_way or sent.phone in scene.world.entries_today:
        return _with_entry_of_today(progress, sent)
    progress = withdrawn_for(progress, sent.phone)
    if progress.conversation.later:
        return _next_person(progress.note(text("outcome-sending", reference=sent.reference)), sent)
    revision = progress.conversation.revision + 1
    screen = Screen("home", revision, text("outcome-sending", reference=sent.reference))
    return progress.change(revision=revision, shown=Shown("home", revision)).do(Show(screen))
