"""A change of plan. The lab's system has no call for it: a change is asked for until a staff member has made it there.

Until then both times stay taken, and the patient hears "asked, not yet changed".
"""

from dataclasses import replace

from dialogs.booking import instructions_at, task_id
from dialogs.case import Cause
from dialogs.changeable import Hindrance, asked_said, hindrance, hindrance_said, phone_of, still_to_come
from dialogs.confirming import no_longer_sent
from dialogs.conversation import Task
from dialogs.desk.hours import next_opening
from dialogs.draft import Draft
from dialogs.effects import (
    Amend,
    FirmSlot,
    FreeSlot,
    Journey,
    KeepChange,
    Say,
    SettleSubmission,
    TellStaff,
)
from dialogs.handoff import called, resolved
from dialogs.order import booked
from dialogs.outcome import again_row, calendar, moved_text, slot_said, takeback_rows
from dialogs.progress import Progress, ask_next, begun, without_changes
from dialogs.question import Answer, Typed
from dialogs.questions.booked import QUESTION as BOOKED_QUESTION
from dialogs.questions.booked import about, named
from dialogs.questions.reason import REASON
from dialogs.questions.slot import WISH, slot_of
from dialogs.screen import ObjectButton, Rows
from dialogs.submission import Booking, Change, ChangeKind
from dialogs.text import Moment, Text, lines, text
from dialogs.understanding.readings import Sentence, When

_CAUSES: dict[ChangeKind, Cause] = {
    "reschedule": "change_booking",
    "cancel": "cancel_booking",
    "withdraw": "cancel_booking",
}


def wanted(
    progress: Progress,
    kind: ChangeKind,
    booking: Booking | None = None,
    words: str = "",
    when: When | None = None,
) -> Progress:
    """The patient wants a booking changed or cancelled: by its button, or in `words` that may name it.

    `when` is the time that was said; where it is the only thing that tells one booking from another, a cancelled
    one is meant by it.
    """
    known = still_to_come(progress.scene)
    if booking is None:
        meant = known if len(known) == 1 else tuple(named(progress.scene, words))
        booking = meant[0] if len(meant) == 1 else None
    if booking is None and not known:
        return ask_next(progress.note(text("change-none")))
    progress = without_changes(progress)
    if booking is not None:
        why = hindrance(progress.scene, booking, kind)
        if why is not None:
            return ask_next(_hindered(progress, booking, why))
    draft = about(Draft(), booking) if booking is not None else Draft()
    if kind == "reschedule" and when is not None:
        draft = draft.put(WISH, when)
    progress = begun(progress, Task(kind, draft, id=task_id(progress.scene.stamp)))
    return ask_next(_told_apart(progress, kind, when) if booking is None else progress)


def _told_apart(progress: Progress, kind: ChangeKind, when: When | None) -> Progress:
    """ "Cancel the saturday booking" names it by its day; "move it to saturday" does not."""
    if kind != "cancel" or when is None:
        return progress
    from_day = BOOKED_QUESTION.hear(progress.scene, Typed("", Sentence(when=when)))
    return progress.change_task(draft=from_day.draft) if isinstance(from_day, Answer) else progress


def _hindered(progress: Progress, booking: Booking, why: Hindrance) -> Progress:
    """Says why it cannot be asked for, and what can be done instead."""
    scene, sent = progress.scene, booking.submission
    rows: Rows = ()
    match why:
        case "asked":
            rows = takeback_rows(sent)
        case "passed" if booking.state == "confirmed":
            rows = (again_row(sent),)
        case "unconfirmed":
            rows = ((ObjectButton(text("booking-withdraw"), "cancel", sent.id, "danger"),),)
        case "timeless":
            progress = called(progress, "asked_for_person", subject=sent.id, waits=False)
        case "near" if not phone_of(scene, booking):
            progress = _to_call(progress, booking)
        case _:
            pass
    return progress.do(Say(hindrance_said(scene, booking, why), rows))


def move_asked(progress: Progress) -> Progress:
    """The patient confirmed another time: it is taken beside the old one until the staff have changed it."""
    scene = progress.scene
    booking, slot = booked(scene), slot_of(scene)
    if booking is None or slot is None:
        return ask_next(progress)
    why = hindrance(scene, booking, "reschedule")
    if why is not None:
        return ask_next(_hindered(without_changes(progress), booking, why))
    sent = booking.submission
    change = Change("reschedule", scene.stamp.now, slot.key.start, slot.end)
    progress = without_changes(progress).do(
        FirmSlot(slot.key, sent.id), Journey("change_asked", sent.source, sent.branch_id)
    )
    return ask_next(_asked(_kept(progress, booking, change), sent.id))


def drop_asked(progress: Progress) -> Progress:
    """The patient confirmed that the visit is to be cancelled."""
    scene = progress.scene
    booking = booked(scene)
    if booking is None:
        return ask_next(without_changes(progress))
    why = hindrance(scene, booking, "cancel")
    if why is not None:
        return ask_next(_hindered(without_changes(progress), booking, why))
    sent = booking.submission
    change = Change("cancel", scene.stamp.now, reason=scene.draft.get(REASON) or "")
    progress = without_changes(progress).do(Journey("cancel_asked", sent.source, sent.branch_id))
    if booking.state != "confirmed":
        return ask_next(_withdrawn(progress, booking, change))
    return ask_next(_asked(_kept(progress, booking, change), sent.id))


def _withdrawn(progress: Progress, booking: Booking, change: Change) -> Progress:
    """A request that the lab has not settled is given up at once; what may stand at the lab, the staff take out."""
    sent = booking.submission
    progress = no_longer_sent(progress, sent.id).do(SettleSubmission(sent.id, "withdrawn"), FreeSlot(sent.id))
    with_people = booking.state in ("unconfirmed", "with_staff")
    if not with_people:
        change = replace(change, kind="withdraw")
    progress = _kept(progress, replace(booking, state="withdrawn"), change)
    progress = progress.do(Say(text("withdrawn-request", reference=sent.reference)))
    return _staff_told(progress, sent.id) if with_people else progress


def _asked(progress: Progress, submission_id: str) -> Progress:
    """The staff are told, and the patient that it is asked and not done yet."""
    progress = _staff_told(progress, submission_id)
    scene = progress.scene
    booking = scene.world.booking(submission_id)
    if booking is None:
        return progress
    said: list[Text] = [asked_said(scene, booking)]
    opens = next_opening(scene.world.clinic, scene.stamp.now)
    if opens is not None:
        said.append(text("handoff-closed", opens=Moment(opens, scene.world.clinic.zone)))
    return progress.do(Say(text("notes", notes=lines(*said)), takeback_rows(booking.submission)))


def taken_back(progress: Progress, booking: Booking) -> Progress:
    """The patient takes back what is not done yet: the booking stays as it is, and a new time is free again."""
    sent, change = booking.submission, booking.awaited
    if change is None or booking.state != "confirmed":
        return ask_next(progress.note(text("takeback-nothing", reference=sent.reference)))
    progress = _let_go(progress, booking, change)
    slot = slot_said(progress.scene, sent)
    progress = progress.do(Say(text("takeback-done", reference=sent.reference, slot=slot)))
    case = progress.scene.world.case
    if case is not None:
        line = text("card-change-taken-back", reference=sent.reference)
        progress = progress.do(TellStaff(line, case.id))
        for task in case.about(sent.id):
            if task.cause in _CAUSES.values():
                case = case.answered(task, "taken_back")
        progress = progress.with_case(case)
        if not case.open_tasks and case.state != "claimed":
            progress = resolved(progress)
    return ask_next(progress) if progress.conversation.mode != "staff" else progress


def change_done(progress: Progress, booking: Booking, staff: str) -> Progress:
    """A staff member has given the visit its new time in the lab's system: the old one is free for others."""
    change, old = booking.awaited, booking.submission
    if change is None or change.kind != "reschedule":
        return progress
    branch = progress.scene.world.clinic.branch(old.branch_id)
    zone = branch.zone if branch is not None else progress.scene.world.clinic.zone
    moved = old.at(change)
    moved = replace(moved, instructions=instructions_at(old.instructions, moved.slot, zone))
    progress = progress.do(Amend(moved))
    if old.slot_key is not None:
        progress = progress.do(FreeSlot(old.id, old.slot_key))
    progress = _kept(progress, replace(booking, submission=moved), None)
    file = calendar(progress.scene, moved)
    return progress.do(
        moved_text(progress.scene, moved),
        *((file,) if file is not None else ()),
        Journey("changed", moved.source, moved.branch_id),
    )


def change_refused(progress: Progress, booking: Booking, staff: str) -> Progress:
    """It cannot be changed: the old time stays, the new one is free again, and somebody calls."""
    change, sent = booking.awaited, booking.submission
    if change is None or change.kind != "reschedule":
        return progress
    progress = _let_go(progress, booking, change)
    slot = slot_said(progress.scene, sent)
    progress = progress.do(Say(text("change-refused", reference=sent.reference, slot=slot)))
    return _to_call(progress, booking)


def cancel_done(progress: Progress, booking: Booking, staff: str) -> Progress:
    """A staff member has cancelled the visit in the lab's system; reports of what was taken may still come."""
    change, sent = booking.awaited, booking.submission
    if change is None or change.kind != "cancel":
        return progress
    if booking.state == "withdrawn":
        progress = _kept(progress, booking, None)
        return progress.do(Say(text("withdrawn-done", reference=sent.reference)))
    progress = progress.do(SettleSubmission(sent.id, "withdrawn"), FreeSlot(sent.id))
    progress = _kept(progress, replace(booking, state="withdrawn"), None)
    slot = slot_said(progress.scene, sent)
    return progress.do(
        Say(text("cancel-done-told", reference=sent.reference, slot=slot)),
        Journey("cancelled", sent.source, sent.branch_id),
    )


def cancel_refused(progress: Progress, booking: Booking, staff: str) -> Progress:
    """It cannot be cancelled: the booking stays, and somebody calls."""
    change, sent = booking.awaited, booking.submission
    if change is None or change.kind != "cancel":
        return progress
    progress = _kept(progress, booking, None)
    slot = slot_said(progress.scene, sent)
    if booking.state == "withdrawn":
        said = text("withdrawn-refused", reference=sent.reference)
    else:
        said = text("cancel-refused", reference=sent.reference, slot=slot)
    return _to_call(progress.do(Say(said)), booking)


def made_after_all(progress: Progress, booking: Booking) -> Progress:
    """The lab has, or may have, stored a request that the patient had given up: the staff take it out."""
    if booking.change is None or booking.change.kind != "withdraw":
        return progress
    asked = replace(booking.change, kind="cancel", asked_at=progress.scene.stamp.now)
    return _staff_told(_kept(progress, booking, asked), booking.submission.id)


def _let_go(progress: Progress, booking: Booking, change: Change) -> Progress:
    """The change is off: a new time that was taken for it is free again."""
    wanted_key = booking.submission.at(change).slot_key if change.kind == "reschedule" else None
    if wanted_key is not None:
        progress = progress.do(FreeSlot(booking.submission.id, wanted_key))
    return _kept(progress, booking, None)


def _kept(progress: Progress, booking: Booking, change: Change | None) -> Progress:
    """With what is asked of the booking from here on, in the store and in the world of this turn."""
    now = replace(booking, change=change)
    world = progress.scene.world
    bookings = tuple(now if known.submission.id == now.submission.id else known for known in world.bookings)
    progress = replace(progress, scene=replace(progress.scene, world=replace(world, bookings=bookings)))
    return progress.do(KeepChange(now.submission.id, change))


def _staff_told(progress: Progress, submission_id: str) -> Progress:
    """What was asked is for the staff to do in the lab's system."""
    booking = progress.scene.world.booking(submission_id)
    if booking is None or booking.awaited is None:
        return progress
    # What was asked before, and is over, is no reason to be silent now.
    told = tuple(news for news in progress.conversation.told if submission_id not in news)
    return called(
        progress.change(told=told), _CAUSES[booking.awaited.kind], subject=submission_id, waits=False
    )


def _to_call(progress: Progress, booking: Booking) -> Progress:
    """Somebody is to call about what could not be done."""
    return called(progress, "asked_for_call", subject=booking.submission.id, waits=False)
