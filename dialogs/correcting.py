"""Corrections: "no, saturday", "make it my mother, 62". They change that and only that, are said back, and can be
undone by a tap."""

from dataclasses import replace

from dialogs.cart import LIMIT
from dialogs.conversation import Shown
from dialogs.draft import Draft
from dialogs.order import CART, PINCODE, branch_of, catalogue_of
from dialogs.progress import Progress, questions_in, revalidated
from dialogs.question import Answer, Look
from dialogs.questions.address import ADDRESS, Address, address_in
from dialogs.questions.contact import CONTACT, Contact
from dialogs.questions.person import AGE, GENDER, NAME, WHO, Who, says_a_person, with_described
from dialogs.questions.slot import SLOT, WISH, choose, completed, slot_of
from dialogs.scene import Scene
from dialogs.text import commas, text
from dialogs.understanding.readings import Sentence


def corrected(progress: Progress, sentence: Sentence) -> Progress | None:
    """With every filled answer replaced that the sentence says otherwise; `None` when it says nothing else."""
    before = progress.scene.draft
    draft = _tests(_people(_places(before, progress.scene, sentence), sentence), progress.scene, sentence)
    changed = progress.change_task(draft=draft)
    changed, view = _time(changed, sentence)
    if changed.scene.draft == before and not view:
        return None
    changed = revalidated(changed, before).change_task(before=before, focus=None).change(stumbles=0)
    after = changed.scene.draft
    said = [
        summary
        for question in questions_in(changed.scene)
        if (value := after.get(question.key)) is not None and before.get(question.key) != value
        if (summary := question.summary(changed.scene, value)) is not None
    ]
    if _person_of(before) != _person_of(after) and after.get(NAME) == before.get(NAME):
        told = next((one for one in questions_in(changed.scene) if one.key == NAME), None)
        name = after.get(NAME)
        summary = told.summary(changed.scene, name) if told is not None and name is not None else None
        said += [summary or text("correction-person")]
    if before.get(WISH) != after.get(WISH):
        said += [text("correction-time")]
    changed = changed.note(text("corrected", answers=commas(*said)) if said else text("edit-noted"))
    if (
        not view
        and changed.conversation.shown is not None
        and changed.conversation.shown.question == "review"
    ):
        # From the choice of what to change back to the whole.
        changed = changed.look()
    if view:
        changed = changed.change_task(focus=SLOT.name)
        changed = changed.change(shown=Shown(SLOT.name, changed.conversation.revision, view))
    return changed


def address_corrected(progress: Progress, words: str) -> Progress | None:
    """With another address, which is said back and can be taken back; `None` when it leads to no door."""
    before, address = progress.scene.draft, address_in(words)
    if not isinstance(address, Address):
        return None
    said = text("corrected", answers=text("address-summary", address=address.text))
    return (
        progress.change_task(draft=before.put(ADDRESS, address), before=before)
        .note(said)
        .look()
        .change(stumbles=0)
    )


def undone(progress: Progress) -> Progress:
    """With the answers as they were before the correction."""
    before = progress.scene.task.before
    return progress if before is None else progress.change_task(draft=before, before=None, focus=None)


def _person_of(draft: Draft) -> tuple[object, ...]:
    return draft.get(NAME), draft.get(AGE), draft.get(GENDER)


def _places(draft: Draft, scene: Scene, sentence: Sentence) -> Draft:
    served = sentence.pincode is not None and scene.world.clinic.serving(sentence.pincode) is not None
    if sentence.pincode and served and draft.get(PINCODE) not in (None, sentence.pincode):
        draft = draft.put(PINCODE, sentence.pincode)
    known = draft.get(CONTACT)
    if sentence.phone and known is not None and known.phone != sentence.phone[-10:]:
        draft = draft.put(CONTACT, Contact(sentence.phone[-10:]))
    return draft


def _tests(draft: Draft, scene: Scene, sentence: Sentence) -> Draft:
    """Without what is refused, with what is clearly asked for; a cart is not emptied in passing."""
    cart, sold = draft.get(CART), catalogue_of(scene).items
    if cart is None or not cart.closed:
        return draft
    unwanted = {hit.item_id for mention in sentence.refused_tests for hit in mention.hits}
    added = [m.hits[0].item_id for m in sentence.tests if m.certain and m.hits and m.hits[0].item_id in sold]
    kept = [item_id for item_id in cart.items if item_id not in unwanted]
    items = tuple(dict.fromkeys([*kept, *added]))[:LIMIT]
    return draft.put(CART, replace(cart, items=items)) if items and items != cart.items else draft


def _people(draft: Draft, sentence: Sentence) -> Draft:
    if not says_a_person(sentence) or draft.get(WHO) is None:
        return draft
    known = draft.get(WHO) or Who()
    if sentence.relation is not None and known.relation is None and sentence.name is None:
        draft = draft.drop(NAME, AGE, GENDER)
    return with_described(draft, sentence)


def _time(progress: Progress, sentence: Sentence) -> tuple[Progress, tuple[str, ...]]:
    """Another day keeps the time, another time keeps the day; where that is not free, what is nearest is shown."""
    draft, when = progress.scene.draft, sentence.when
    slot, branch = slot_of(progress.scene), branch_of(progress.scene)
    if when is None:
        return progress, ()
    if slot is None or branch is None:
        wish = draft.get(WISH)
        if wish is None:
            return progress, ()
        if when.date is None:
            when = replace(when, date=wish.date, date_to=wish.date_to)
        elif when.start is None and when.end is None:
            when = replace(when, start=wish.start, end=wish.end)
        return progress.change_task(draft=draft.put(WISH, when)), ()
    match choose(progress.scene, completed(when, slot, branch)):
        case Answer(chosen):
            return progress.change_task(draft=chosen), ()
        case Look(view, note):
            return (progress.note(note) if note else progress), view or ("days",)
        case _:
            return progress, ()
