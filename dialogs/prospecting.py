"""What the leads system is to be told after a turn, where a clinic has one beside the lab."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from dialogs.conversation import Conversation
from dialogs.effects import DropProspect, Effect, EraseChat, NoteProspect, SettleSubmission, Submit
from dialogs.events import Event, StaffActed, StaffSaid
from dialogs.order import cart_of, items_of
from dialogs.progress import Progress
from dialogs.prospect import HIGH, LOW, MEDIUM, Prospect
from dialogs.questions.contact import CONTACT
from dialogs.questions.person import NAME
from dialogs.questions.slot import SLOT
from dialogs.scene import Scene
from dialogs.submission import Submission
from dialogs.understanding.scripts import latin_name

_KEPT: Final = 4
_ACTS_KEPT: Final = 5


def prospects_kept(before: Progress, after: Progress, event: Event) -> Progress:
    """The progress with every prospect that this turn has made or changed."""
    scene = after.scene
    if not scene.world.clinic.leads_beside or any(isinstance(each, EraseChat) for each in after.effects):
        return after
    known = scene.conversation.prospects
    if before.conversation.consent is not None and scene.conversation.consent is None:
        return _dropped(after, known)
    followed = _followed_by_booking(scene, known, after.effects)
    if followed is known:
        followed = _followed_by_draft(scene, known)
    followed = _followed_by_lab(followed, after.effects)
    followed = _followed_by_staff(before.conversation, after.conversation, followed, event)
    changed = [each for each in followed if each not in known]
    return after.change(prospects=followed[-_KEPT:]).do(*map(NoteProspect, changed)) if changed else after


def _dropped(after: Progress, known: tuple[Prospect, ...]) -> Progress:
    """Without consent nobody may be pursued; who has booked is called because of the booking."""
    kept = tuple(each for each in known if each.submission_id)
    return after.change(prospects=kept).do(*(DropProspect(each.id) for each in known if each not in kept))


def _open(scene: Scene, known: tuple[Prospect, ...]) -> tuple[tuple[Prospect, ...], Prospect]:
    """The others, and the prospect that is still on its way to a booking: the last one, or a fresh one."""
    if known and not known[-1].submission_id:
        return known[:-1], known[-1]
    fresh = scene.stamp.fresh_id("prospect", 12)
    return known, Prospect(f"{scene.world.clinic.id}-P{fresh}", "", "", "", LOW)


def _followed_by_draft(scene: Scene, known: tuple[Prospect, ...]) -> tuple[Prospect, ...]:
    """With what the open task has come to: a prospect begins when the name and the number are there."""
    task, conversation = scene.conversation.task, scene.conversation
    if task is None or task.kind != "booking" or conversation.consent is None:
        return known
    name, contact = scene.draft.get(NAME), scene.draft.get(CONTACT)
    if name is None or contact is None:
        return known
    others, prospect = _open(scene, known)
    reached = HIGH if scene.draft.get(SLOT) is not None else MEDIUM if cart_of(scene).items else LOW
    return (
        *others,
        replace(
            prospect,
            name=latin_name(name),
            phone=contact.phone,
            source=conversation.attribution.campaign or "telegram",
            score=max(prospect.score, reached),
            tests=tuple(item.name for item in items_of(scene)) or prospect.tests,
        ),
    )


def _followed_by_booking(
    scene: Scene, known: tuple[Prospect, ...], effects: Iterable[Effect]
) -> tuple[Prospect, ...]:
    """With the booking that the patient has just confirmed; the same tuple when there is none."""
    for effect in effects:
        match effect:
            case Submit(Submission(phase="booking") as sent) if all(
                each.submission_id != sent.id for each in known
            ):
                others, prospect = _open(scene, known)
                known = (
                    *others,
                    replace(
                        prospect,
                        name=" ".join(filter(None, (sent.first_name, sent.last_name))),
                        phone=sent.phone,
                        source=sent.source,
                        score=HIGH,
                        tests=(*(item.name for item in sent.items), *sent.described),
                        submission_id=sent.id,
                    ),
                )
            case _:
                pass
    return known


def _followed_by_lab(known: tuple[Prospect, ...], effects: Iterable[Effect]) -> tuple[Prospect, ...]:
    """With what became of bookings: confirmed, a customer; withdrawn before that, nobody to pursue."""
    for effect in effects:
        match effect:
            case SettleSubmission(submission_id, "confirmed"):
                known = tuple(
                    replace(each, status="qualified", customer=True)
                    if each.submission_id == submission_id
                    else each
                    for each in known
                )
            case SettleSubmission(submission_id, "withdrawn"):
                known = tuple(
                    replace(each, status="unqualified")
                    if each.submission_id == submission_id and not each.customer
                    else each
                    for each in known
                )
            case _:
                pass
    return known


def _followed_by_staff(
    before: Conversation, after: Conversation, known: tuple[Prospect, ...], event: Event
) -> tuple[Prospect, ...]:
    """With what a person of the clinic did for the patient: they took over, or wrote."""
    match event:
        case StaffActed(stamp=stamp, staff=staff) if before.mode != "staff" and after.mode == "staff":
            act = f"{stamp.now:%Y-%m-%d %H:%M} UTC: {staff} took over"
        case StaffSaid(stamp=stamp, edited=False):
            act = ""
        case _:
            return known
    if not known:
        return known
    last = known[-1]
    status = "contacted" if last.status == "new" else last.status
    acts = (*last.staff_acts, act)[-_ACTS_KEPT:] if act else last.staff_acts
    return (*known[:-1], replace(last, status=status, contacted_at=stamp.now, staff_acts=acts))
