"""Moving about: back, help, start over, cancel, another language, a new booking."""

from dialogs import lead, old_reports
from dialogs.booking import task_id
from dialogs.cart import Cart
from dialogs.conversation import Attribution, Task
from dialogs.correcting import undone
from dialogs.draft import Draft
from dialogs.effects import FreeHold
from dialogs.handoff import acknowledged, called
from dialogs.order import CART, PINCODE, booked, catalogue_of
from dialogs.outcome import bookings_said
from dialogs.progress import Progress, ask_next, begun, current, left, question_named, questions_in
from dialogs.question import Chosen
from dialogs.questions.address import ADDRESS, Address
from dialogs.questions.booked import about
from dialogs.questions.contact import CONTACT, Contact
from dialogs.reading import read
from dialogs.text import text


def navigated(progress: Progress, value: str) -> Progress:
    """A button that every screen has, or its word."""
    match value:
        case "back":
            return _back(progress)
        case "help":
            return ask_next(progress.look("help"))
        case "close":
            return ask_next(progress.look())
        case "undo":
            return ask_next(undone(progress))
        case "skip":
            return lead.declined(progress)
        case "keep":
            return ask_next(progress.change_task(focus=None).change(shown=None))
        case "person":
            return acknowledged(called(progress, "asked_for_person"), "asked_for_person")
        case "call":
            return acknowledged(called(progress, "asked_for_call"), "asked_for_call")
        case "reports":
            return old_reports.wanted(progress.look())
        case "bookings":
            return ask_next(progress.look().do(*bookings_said(progress.scene)))
        case "book":
            return ask_next(booking_begun(progress.look()))
        case "restart":
            return restarted(progress)
        case "cancel" | "leave":
            return cancelled(progress)
        case _ if value.startswith("lang-"):
            return ask_next(language_chosen(progress, value.removeprefix("lang-")).look())
        case _:
            return ask_next(progress)


def pressed_value(progress: Progress, label: str) -> Progress:
    """The button `question=value` of the open screen."""
    name, _, value = label.partition("=")
    question = question_named(progress.scene, name)
    if question is None:
        return navigated(progress, value) if name == "nav" else ask_next(progress)
    return read(progress, question, question.hear(progress.scene, Chosen(value)))


def _back(progress: Progress) -> Progress:
    """To the answer before this one, kept until it is replaced; before the first question, out of the task."""
    scene = progress.scene
    if scene.view and scene.conversation.shown is not None and scene.conversation.tasks:
        # From results, days or help, back to the question itself.
        return ask_next(progress.look())
    question = current(scene)
    if question is None:
        return ask_next(progress)
    earlier = []
    for one in questions_in(scene):
        if one.name == question.name:
            break
        if one.applies(scene) and one.is_answered(scene) and one.name != "language":
            earlier.append(one)
    if not earlier:
        return lead.declined(progress) if scene.task.kind == "lead" else left(progress)
    return ask_next(progress.change_task(focus=earlier[-1].name).change(shown=None))


def cancelled(progress: Progress) -> Progress:
    if not progress.conversation.tasks:
        return ask_next(progress.note(text("cancel-nothing")))
    match progress.scene.task.kind:
        case "booking" | "lead":
            kept = text("cancel-done")
        case old_reports.KIND:
            kept = text("report-closed")
        case _:
            kept = text("change-kept")
    return left(progress.note(kept))


def restarted(progress: Progress) -> Progress:
    """From the beginning: the answers of this booking go, consent and language stay."""
    if progress.conversation.tasks and progress.scene.task.kind != "booking":
        booking = booked(progress.scene)
        draft = about(Draft(), booking) if booking is not None else Draft()
        again = Task(progress.scene.task.kind, draft, id=task_id(progress.scene.stamp))
        return ask_next(begun(progress.change(tasks=progress.conversation.tasks[:-1]), again))
    tasks = progress.conversation.tasks[:-1]
    progress = progress.change(tasks=tasks, shown=None, stumbles=0).do(FreeHold())
    return ask_next(booking_begun(progress.note(text("restart-done"))))


def language_chosen(progress: Progress, language: str) -> Progress:
    if language not in progress.scene.world.clinic.locales:
        return progress
    return progress.change(language=language)


def booking_begun(progress: Progress) -> Progress:
    """A new booking, with what a returning patient has told before and what the link named."""
    scene = progress.scene
    draft = Draft()
    known = [booking.submission for booking in scene.world.bookings]
    if known and scene.conversation.consent is not None:
        last = known[-1]
        draft = draft.put(CONTACT, Contact(last.phone))
        # Whoever asked for a call may have done so because nobody comes to where they are.
        if last.phase == "booking" or scene.world.clinic.serving(last.pincode) is not None:
            draft = draft.put(PINCODE, last.pincode)
        if last.address:
            draft = draft.put(ADDRESS, Address(last.address, last.location))
    progress = begun(progress.change(nudged=False), Task("booking", draft, id=task_id(scene.stamp)))
    return with_linked_item(progress, scene.conversation.attribution)


def with_linked_item(progress: Progress, link: Attribution) -> Progress:
    """With the item that the link named in the cart."""
    if progress.scene.task.kind != "booking":
        # What is chosen for another visit has no part in a change of this one.
        return progress
    items = catalogue_of(progress.scene).items
    item = items.get(link.item) or catalogue_of(progress.scene).by_short_id(link.item)
    if item is None:
        return progress
    cart = progress.scene.draft.get(CART) or Cart()
    if item.id in cart.items:
        return progress
    was_closed = cart.closed or not cart.items
    cart = cart.add(item.id)
    draft = progress.scene.draft.put(CART, cart.close() if was_closed else cart)
    return progress.change_task(draft=draft).note(text("link-item", name=item.name))
