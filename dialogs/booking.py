"""A confirmed draft as what is sent to the lab."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dialogs.case import Cause
from dialogs.clinic import Branch
from dialogs.events import Stamp
from dialogs.money import Paise, as_rupees
from dialogs.order import DESCRIBED, PINCODE, UNSERVED, bill_of, branch_of, mode_of
from dialogs.person import SavedPerson
from dialogs.question import Question
from dialogs.questions.address import ADDRESS
from dialogs.questions.contact import CONTACT
from dialogs.questions.person import AGE, GENDER, NAME, WHO
from dialogs.questions.review import NOTE, prepared
from dialogs.questions.slot import slot_of
from dialogs.scene import Scene
from dialogs.submission import OrderedItem, Submission
from dialogs.understanding.readings import Age
from dialogs.understanding.scripts import latin_name

LONGEST_INSTRUCTIONS = 500
_FAST = re.compile(r"FASTING (\d+)h from \d\d:\d\d")
_LANGUAGES = {"en": "English", "hi": "Hindi", "hi-Latn": "Hindi (Latin letters)"}
_CAUSES: Mapping[Cause, str] = {
    "asked_for_call": "CALL asked for",
    "not_served": "CALL asked for: PIN code not served",
    "unknown_test": "test not found",
    "prescription": "PRESCRIPTION sent to the staff's chat",
    "went_quiet": "did not finish booking",
}
"""Why there is a lead, in the lab's language."""


def task_id(stamp: Stamp) -> str:
    """A new key for the lab, from which the reference is made that people read to each other."""
    return stamp.fresh_id("booking", 12)


def reference_of(submission_id: str) -> str:
    return f"{submission_id[:4]}-{submission_id[4:8]}"


def submission_of(scene: Scene, questions: tuple[Question, ...]) -> Submission | None:
    """The booking that the draft asks for; `None` while something it needs is missing."""
    draft, branch, mode, slot = scene.draft, branch_of(scene), mode_of(scene), slot_of(scene)
    name, age, contact = draft.get(NAME), draft.get(AGE), draft.get(CONTACT)
    if branch is None or mode is None or slot is None or name is None or age is None or contact is None:
        return None
    cost, who, address = bill_of(scene), draft.get(WHO), draft.get(ADDRESS)
    first, last = first_and_last(name)
    at_home = mode == "home" and address is not None
    return Submission(
        id=f"{scene.world.clinic.id}-{scene.task.id}",
        reference=reference_of(scene.task.id),
        phase="booking",
        branch_id=branch.id,
        patient_name=name,
        first_name=first,
        last_name=last,
        phone=contact.phone,
        age=age,
        gender=draft.get(GENDER),
        relation=who.relation if who else None,
        address=address.text if at_home and address else "",
        pincode=draft.get(PINCODE) or "",
        location=address.location if at_home and address else "",
        items=tuple(
            OrderedItem(item.id, item.kind, item.name, item.price, item.contains) for item in cost.charged
        ),
        described=draft.get(DESCRIBED) or (),
        discount=cost.discount,
        visit_charge=cost.visit_charge,
        total=cost.total,
        mode=mode,
        slot=slot.key.start,
        slot_end=slot.end,
        instructions=instructions_of(scene, questions, cost.total),
        source=scene.conversation.attribution.campaign or "telegram",
        language=scene.language,
        made_at=scene.stamp.now,
        party=scene.conversation.attribution.party,
    )


def first_and_last(name: str) -> tuple[str, str]:
    """The name in Latin letters; a single name has no last one."""
    latin = latin_name(name).split()
    return (" ".join(latin[:-1]), latin[-1]) if len(latin) > 1 else (latin[0], "")


def lead_of(scene: Scene, questions: tuple[Question, ...], cause: Cause) -> Submission | None:
    """The lead that the draft makes, with everything that is known; `None` while something it needs is missing.

    `questions` are those of the booking that it might have become.
    """
    draft = scene.draft
    name, age, contact = draft.get(NAME), draft.get(AGE), draft.get(CONTACT)
    if name is None or age is None or contact is None or scene.conversation.consent is None:
        return None
    cost, who, address = bill_of(scene), draft.get(WHO), draft.get(ADDRESS)
    branch, (first, last) = branch_of_lead(scene), first_and_last(name)
    shelf = scene.shelf_of(branch)
    # Only what that branch sells goes by its id.
    sold = shelf.catalogue.items if shelf else {}
    return Submission(
        id=f"{scene.world.clinic.id}-{scene.task.id}",
        reference=reference_of(scene.task.id),
        phase="lead",
        branch_id=branch.id,
        patient_name=name,
        first_name=first,
        last_name=last,
        phone=contact.phone,
        age=age,
        gender=draft.get(GENDER),
        relation=who.relation if who else None,
        address=address.text if address else "",
        pincode=draft.get(PINCODE) or draft.get(UNSERVED) or "",
        location=address.location if address else "",
        items=tuple(
            OrderedItem(item.id, item.kind, item.name, item.price, item.contains)
            for item in cost.charged
            if item.id in sold
        ),
        described=(
            *(item.name for item in cost.charged if item.id not in sold),
            *(draft.get(DESCRIBED) or ()),
        ),
        discount=cost.discount,
        visit_charge=cost.visit_charge,
        total=cost.total,
        mode=None,
        slot=None,
        slot_end=None,
        instructions=_instructions_of_lead(scene, questions, cause),
        source=scene.conversation.attribution.campaign or "telegram",
        language=scene.language,
        made_at=scene.stamp.now,
        cause=cause,
        party=scene.conversation.attribution.party,
    )


def branch_of_lead(scene: Scene) -> Branch:
    """The link's branch, else the first that serves the pincode, else the first there is."""
    clinic, pincode = scene.world.clinic, scene.draft.get(PINCODE)
    serving = clinic.serving(pincode) if pincode is not None else None
    return scene.linked_branch or serving or clinic.branches[0]


def _instructions_of_lead(scene: Scene, questions: tuple[Question, ...], cause: Cause) -> str:
    parts = [_CAUSES.get(cause, "")]
    slot, mode, branch = slot_of(scene), mode_of(scene), branch_of(scene)
    if slot is not None and branch is not None:
        begins = slot.key.start.astimezone(branch.zone)
        where = "home visit" if mode == "home" else "lab visit"
        parts.append(f"wanted a {where} on {begins:%a %d %b, %H:%M}")
    for question in questions:
        value = scene.draft.get(question.key)
        parts.append((question.instruction(scene, value) if value is not None else None) or "")
    who = scene.draft.get(WHO)
    if who is not None and who.relation not in (None, "self"):
        parts.append(f"for {str(who.relation).replace('_', '-')}")
    parts += [_LANGUAGES.get(scene.language, scene.language), scene.draft.get(NOTE) or ""]
    return " | ".join(filter(None, parts))[:LONGEST_INSTRUCTIONS]


def instructions_of(scene: Scene, questions: tuple[Question, ...], total: Paise) -> str:
    """What whoever takes the sample must know, in English and in a fixed order; the patient's note is last."""
    parts: list[str] = []
    hours, slot, branch = prepared(scene).fasting_hours, slot_of(scene), branch_of(scene)
    if hours and slot is not None and branch is not None:
        begins = (slot.key.start - timedelta(hours=hours)).astimezone(branch.zone)
        parts.append(f"FASTING {hours}h from {begins:%H:%M}")
    for question in questions:
        value = scene.draft.get(question.key)
        said = question.instruction(scene, value) if value is not None and question.applies(scene) else None
        if said:
            parts.append(said)
    who = scene.draft.get(WHO)
    if who is not None and who.relation not in (None, "self"):
        parts.append(f"booked for {str(who.relation).replace('_', '-')}")
    parts.append(_LANGUAGES.get(scene.language, scene.language))
    parts.append(f"collect ₹{as_rupees(total):,f}")
    note = scene.draft.get(NOTE)
    said = " | ".join(parts)[:LONGEST_INSTRUCTIONS]
    if not note:
        return said
    room = LONGEST_INSTRUCTIONS - len(note) - 3
    return f"{said[:room]} | {note}"


def instructions_at(instructions: str, slot: datetime | None, zone: ZoneInfo) -> str:
    """The same instructions for another time: the fast begins accordingly."""
    fast = _FAST.match(instructions)
    if fast is None or slot is None:
        return instructions
    begins = (slot - timedelta(hours=int(fast[1]))).astimezone(zone)
    return f"FASTING {fast[1]}h from {begins:%H:%M}{instructions[fast.end() :]}"


def saved_person(scene: Scene, submission: Submission) -> SavedPerson:
    """The patient, to be offered by a tap next time."""
    who = scene.draft.get(WHO)
    known = who.saved if who else ""
    return SavedPerson(
        id=known or scene.stamp.fresh_id("person", 8),
        name=submission.patient_name,
        age=Age(submission.age.value, submission.age.unit, submission.age.born),
        gender=submission.gender,
        relation=submission.relation,
        phone=submission.phone,
        pincode=submission.pincode,
        address=submission.address,
    )
