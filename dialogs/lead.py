"""A lead: what the lab's system keeps of somebody who did not book. What it needs and lacks is asked for."""

from dataclasses import replace

from dialogs.booking import task_id
from dialogs.cart import Cart
from dialogs.case import Cause
from dialogs.conversation import Task
from dialogs.draft import Draft
from dialogs.order import CART, DESCRIBED, PINCODE, UNSERVED
from dialogs.progress import Progress, ask_next, begun, current, settled
from dialogs.questions.address import ADDRESS, Address
from dialogs.questions.contact import CONTACT, Contact
from dialogs.questions.person import AGE, GENDER, NAME, WHO, Who
from dialogs.scene import Scene
from dialogs.submission import Submission
from dialogs.text import text
from dialogs.understanding.pincode import read_pincode

ASKED_FOR: frozenset[Cause] = frozenset({"asked_for_call", "not_served", "unknown_test", "prescription"})
"""What the patient says or does that makes a lead, besides going quiet."""


_LONGEST_DESCRIBED = 100


def wanted(progress: Progress, cause: Cause) -> Progress:
    """With a lead to be made because of what the patient asked for; what it lacks is the open question then."""
    task = progress.conversation.task
    if cause not in ASKED_FOR or booked(progress.scene):
        return progress
    if task is None:
        progress = begun(progress, Task("lead", known_of(progress.scene), id=task_id(progress.scene.stamp)))
        return settled(progress.change_task(cause=cause))
    if task.kind not in ("booking", "lead") or task.led:
        return progress
    progress = _with_words(progress.change_task(cause=cause), cause)
    asking = progress.change_task(kind="lead", back="booking", focus=None, before=None).change(shown=None)
    asking = settled(asking)
    return asking if is_last(task, cause) or current(asking.scene) is not None else progress


def is_last(task: Task, cause: str) -> bool:
    """Whether no booking is under way that could still be made: else the lead waits, since it would block that."""
    nothing_chosen = not (task.draft.get(CART) or Cart()).items
    return cause == "not_served" or (cause == "asked_for_call" and nothing_chosen)


def is_asking(scene: Scene) -> bool:
    """Whether something that a lead needs is the open question."""
    task = scene.conversation.task
    return task is not None and task.kind == "lead" and current(scene) is not None


def declined(progress: Progress) -> Progress:
    """The patient will not say what a lead needs: it stays with the staff, and the booking can go on."""
    task = progress.conversation.task
    if task is None or task.kind != "lead":
        return ask_next(progress)
    if task.back:
        progress = progress.change_task(kind=task.back, back="", cause="", focus=None)
    else:
        progress = progress.change(tasks=progress.conversation.tasks[:-1])
    return ask_next(progress.change(shown=None).note(text("lead-declined")))


def resumed(before: Progress, after: Progress) -> Progress:
    """Whoever names tests while a lead is asked for, or a place where somebody comes, goes on booking."""
    task, was, now = after.conversation.task, before.scene.draft, after.scene.draft
    same = was.get(CART) == now.get(CART) and was.get(PINCODE) == now.get(PINCODE)
    if task is None or not task.back or same:
        return after
    return after.change_task(kind=task.back, back="", focus=None).change(shown=None)


def booked(scene: Scene) -> bool:
    """Whether there is a booking still to come, or one whose outcome is open: what is asked is about that."""
    if scene.conversation.tasks:
        return False
    return any(
        open_at_lab(each.state)
        or (each.state == "confirmed" and (each.submission.slot or scene.stamp.now) > scene.stamp.now)
        for each in scene.world.visits
    )


def open_at_lab(state: str) -> bool:
    return state in ("requested", "sending", "unconfirmed", "with_staff")


def known_of(scene: Scene) -> Draft:
    """What a returning patient has told before, of the person who was booked for last."""
    known = scene.world.bookings[-1].submission if scene.world.bookings else None
    if known is None or scene.conversation.consent is None:
        return Draft()
    return _draft_of(known)


def _draft_of(known: Submission) -> Draft:
    draft = Draft().put(CONTACT, Contact(known.phone)).put(WHO, Who("", known.relation))
    draft = draft.put(NAME, known.patient_name).put(AGE, known.age)
    if known.gender is not None:
        draft = draft.put(GENDER, known.gender)
    if known.pincode:
        draft = draft.put(PINCODE, known.pincode)
    return draft.put(ADDRESS, Address(known.address, known.location)) if known.address else draft


def _with_words(progress: Progress, cause: Cause) -> Progress:
    """What was said about it belongs to the lead: the place that nobody goes to, the test that nobody found."""
    draft, words = progress.scene.draft, " ".join(progress.conversation.told_staff.split())
    if cause == "not_served" and (pincode := read_pincode(words)) is not None:
        return progress.change_task(draft=draft.put(UNSERVED, pincode))
    if cause == "unknown_test" and words:
        described = (*(draft.get(DESCRIBED) or ()), words[:_LONGEST_DESCRIBED])
        return progress.change_task(draft=draft.put(DESCRIBED, tuple(dict.fromkeys(described))[-5:]))
    return progress


def without(progress: Progress) -> Progress:
    """A person has taken care of it: no lead is asked for any more."""
    task = progress.conversation.task
    if task is None or not task.cause:
        return progress
    if task.kind == "lead" and not task.back:
        return progress.change(tasks=progress.conversation.tasks[:-1], shown=None)
    shown = None if task.kind == "lead" else progress.conversation.shown
    kept = replace(
        task, kind=task.back or task.kind, back="", cause="", focus=task.focus if not task.back else None
    )
    return progress.change(tasks=(*progress.conversation.tasks[:-1], kept), shown=shown)
