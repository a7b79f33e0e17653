"""Booking again: the same tests for the same person, of whom all is known but the time."""

from dialogs.booking import task_id
from dialogs.cart import Cart
from dialogs.conversation import Task
from dialogs.draft import Draft
from dialogs.order import CART, MODE, PINCODE, bill_of, cart_of, catalogue_of, possible_modes
from dialogs.outcome import bookings_said, past_visits
from dialogs.progress import Progress, ask_next, begun, without_changes
from dialogs.questions.address import ADDRESS, Address
from dialogs.questions.contact import CONTACT, Contact
from dialogs.questions.person import AGE, GENDER, NAME, WHO, Who
from dialogs.scene import Scene
from dialogs.submission import Booking, Submission
from dialogs.text import Money, commas, text
from dialogs.understanding.scripts import latin_name


def booked_again(progress: Progress, booking: Booking) -> Progress:
    """A new booking with what an earlier one had, as it is sold today; only the time is asked, then the review."""
    sent = booking.submission
    progress = without_changes(progress).change(nudged=False)
    if progress.scene.is_booking and not cart_of(progress.scene).items:
        # Nothing was chosen yet: this is what it was begun for.
        progress = progress.change(tasks=progress.conversation.tasks[:-1])
    task = Task("booking", _known(progress.scene, sent), id=task_id(progress.scene.stamp))
    progress = begun(progress, task)
    sold = catalogue_of(progress.scene).items
    kept = tuple(item.id for item in sent.items if item.id in sold)
    gone = [item.name for item in sent.items if item.id not in sold]
    if kept:
        draft = progress.scene.draft.put(CART, Cart(kept, closed=True))
        progress = progress.change_task(draft=draft)
        if sent.mode is not None and sent.mode in possible_modes(progress.scene):
            progress = progress.change_task(draft=draft.put(MODE, sent.mode))
    if gone:
        progress = progress.note(text("again-gone", names=commas(*gone)))
    total = bill_of(progress.scene).total
    if kept and not gone and total != sent.total:
        progress = progress.note(text("again-price", total=Money(total), before=Money(sent.total)))
    return ask_next(progress)


def again_in_words(progress: Progress, words: str) -> Progress:
    """ "Book again", typed: the visit that the words name, the only one there was, or the choice among them."""
    visits = past_visits(progress.scene)
    said = set(latin_name(words).casefold().split())
    named = [
        each for each in visits if set(latin_name(each.submission.patient_name).casefold().split()[:1]) & said
    ]
    meant = named if len(named) == 1 else list(visits)
    if len(meant) == 1:
        return booked_again(progress, meant[0])
    if not visits:
        return ask_next(progress.note(text("again-none")))
    return ask_next(progress.do(*bookings_said(progress.scene)))


def _known(scene: Scene, sent: Submission) -> Draft:
    """All that the earlier booking tells of the person and the place."""
    saved = next(
        (p for p in scene.world.people if p.name == sent.patient_name and p.phone == sent.phone), None
    )
    draft = Draft().put(WHO, Who(saved.id if saved else "", sent.relation)).put(NAME, sent.patient_name)
    draft = draft.put(AGE, saved.age if saved else sent.age).put(CONTACT, Contact(sent.phone))
    if sent.gender is not None:
        draft = draft.put(GENDER, sent.gender)
    if sent.pincode:
        draft = draft.put(PINCODE, sent.pincode)
    if sent.address:
        draft = draft.put(ADDRESS, Address(sent.address, sent.location))
    return draft
