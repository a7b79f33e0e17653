"""What the lab says of a submission, and what follows for the patient, the slot and the staff."""

from dataclasses import replace
from typing import assert_never

from dialogs.case import Cause
from dialogs.changing import made_after_all
from dialogs.confirming import no_longer_sent
from dialogs.desk.kinds import KINDS
from dialogs.effects import FreeSlot, Journey, Say, SettleSubmission, TellStaff
from dialogs.events import BookingSeen, LabAnswered, LeadSeen
from dialogs.handoff import called, resolved, with_state
from dialogs.outcome import confirmed_text
from dialogs.progress import Progress, ask_next, question_named
from dialogs.questions.contact import spaced
from dialogs.steps import booked
from dialogs.submission import Booking, State
from dialogs.text import Moment, Money, Text, commas, lines, text

_SETTLED: frozenset[State] = frozenset({"confirmed", "withdrawn", "failed"})


def lab_answered(progress: Progress, event: LabAnswered) -> Progress:
    """The outcome of an attempt, told as it is."""
    booking = progress.scene.world.booking(event.submission_id)
    if booking is not None and event.not_carried and booking.state not in ("withdrawn", "failed"):
        # The lab's own notice may have settled the booking before its answer came.
        progress = _left_to_staff(progress, booking, event.not_carried)
    if booking is None:
        return progress
    if booking.submission.phase == "lead":
        return _lead_answered(progress, booking, event)
    if booking.state == "withdrawn" and event.answer in (
        "created",
        "wrong_phase",
        "duplicate_unclear",
        "unconfirmed",
    ):
        return made_after_all(progress, booking)
    if booking.state in _SETTLED:
        return progress
    match event.answer:
        case "created":
            return _confirmed(progress, booking, event.lab_id)
        case "refused":
            return _refused(progress, booking, event)
        case "duplicate":
            return _with_staff(progress, booking, "lab_duplicate", "outcome-team-confirms", event.detail)
        case "duplicate_ours":
            return _with_staff(progress, booking, "same_contact", "outcome-entry-today", event.detail)
        case "forbidden":
            return _with_staff(progress, booking, "lab_forbidden", "outcome-team-confirms", event.detail)
        case "unauthorised":
            return _with_staff(progress, booking, "lab_unavailable", "outcome-team-confirms", event.detail)
        case "wrong_phase":
            return _with_staff(progress, booking, "lab_refused", "outcome-team-confirms", event.detail)
        case "duplicate_unclear":
            # An earlier attempt may have made the entry: the lab's own word will tell, or a person.
            progress = progress.do(SettleSubmission(event.submission_id, "unconfirmed"))
            return progress.do(Say(text("outcome-checking", reference=booking.submission.reference)))
        case "unconfirmed":
            progress = progress.do(SettleSubmission(event.submission_id, "unconfirmed"))
            progress = progress.do(Say(text("outcome-team-checks", reference=booking.submission.reference)))
            return _to_staff(progress, replace(booking, state="unconfirmed"), "lab_unconfirmed", event.detail)
        case _:
            assert_never(event.answer)


def booking_seen(progress: Progress, event: BookingSeen) -> Progress:
    """The lab's own notice that an entry with our key exists settles whatever was unclear."""
    booking = progress.scene.world.booking(event.submission_id)
    if booking is None:
        return progress
    if booking.submission.phase == "lead":
        return _promoted(progress, booking, event.lab_id)
    if booking.state == "withdrawn":
        return made_after_all(progress, booking)
    if booking.state in _SETTLED:
        return progress
    return _confirmed(progress, booking, event.lab_id)


def lead_seen(progress: Progress, event: LeadSeen) -> Progress:
    """The lab's own notice that a lead with our key exists. Of a booking it tells that the lab took it for one."""
    booking = progress.scene.world.booking(event.submission_id)
    if booking is None or booking.state in ("confirmed", "failed"):
        return progress
    if booking.submission.phase == "lead":
        return _lead_stored(progress, booking, event.lab_id)
    if booking.state == "withdrawn":
        return made_after_all(progress, booking)
    if booking.state == "with_staff":
        return progress
    return _with_staff(progress, booking, "lab_refused", "outcome-team-confirms", "stored as lead")


def _promoted(progress: Progress, lead: Booking, lab_id: str) -> Progress:
    """The staff have made a booking of a lead of ours: it is the one that waits with them, if one does."""
    sent, lab_id = lead.submission, lab_id or lead.lab_id
    if lead.state != "confirmed":
        progress = progress.do(SettleSubmission(sent.id, "confirmed", lab_id))
    waiting = [
        each
        for each in progress.scene.world.visits
        if each.submission.phone == sent.phone
        and each.state in ("with_staff", "unconfirmed")
        and each.submission.made_at >= sent.made_at
    ]
    return _confirmed(progress, waiting[-1], lab_id) if waiting else progress


def _lead_answered(progress: Progress, lead: Booking, event: LabAnswered) -> Progress:
    """What the lab says of a lead is for the staff: whoever asked for it has been told that they have the request."""
    if lead.state in ("confirmed", "failed") or (lead.state == "withdrawn" and event.answer != "created"):
        return progress
    match event.answer:
        case "created":
            return _lead_stored(progress, lead, event.lab_id)
        case "refused":
            return _lead_refused(progress, lead, event)
        case "duplicate":
            return _lead_to_staff(progress, lead, "lab_duplicate", event.detail)
        case "duplicate_ours":
            return _lead_to_staff(progress, lead, "same_contact", event.detail)
        case "forbidden":
            return _lead_to_staff(progress, lead, "lab_forbidden", event.detail)
        case "unauthorised":
            return _lead_to_staff(progress, lead, "lab_unavailable", event.detail)
        case "wrong_phase":
            return _lead_to_staff(progress, lead, "lab_refused", event.detail)
        case "duplicate_unclear":
            return progress.do(SettleSubmission(lead.submission.id, "unconfirmed"))
        case "unconfirmed":
            progress = progress.do(SettleSubmission(lead.submission.id, "unconfirmed"))
            return _to_staff(progress, replace(lead, state="unconfirmed"), "lab_unconfirmed", event.detail)
        case _:
            assert_never(event.answer)


def _lead_stored(progress: Progress, lead: Booking, lab_id: str) -> Progress:
    sent = lead.submission
    if lead.state == "withdrawn":
        # The booking that came instead will find it there; the staff read of it then.
        return progress.do(SettleSubmission(sent.id, "withdrawn", lab_id))
    progress = progress.do(
        SettleSubmission(sent.id, "confirmed", lab_id), Journey("lead", sent.source, sent.branch_id)
    )
    progress = with_state(no_longer_sent(progress, sent.id), sent.id, "confirmed")
    case = progress.scene.world.case
    if case is None:
        return progress
    progress = progress.do(TellStaff(text("card-lead-stored", reference=sent.reference), case.id))
    return settled_with_staff(progress, sent.id, booked=False)


def _lead_refused(progress: Progress, lead: Booking, event: LabAnswered) -> Progress:
    """Whoever asked for it may still be there to answer; whoever went quiet is left in peace."""
    asked = _asked_again(progress, lead, event)
    return asked or _lead_to_staff(progress, lead, "lab_refused", event.detail)


def _lead_to_staff(progress: Progress, lead: Booking, cause: Cause, detail: str) -> Progress:
    progress = progress.do(SettleSubmission(lead.submission.id, "with_staff"))
    progress = no_longer_sent(progress, lead.submission.id)
    return _to_staff(progress, replace(lead, state="with_staff"), cause, detail)


def _confirmed(progress: Progress, booking: Booking, lab_id: str) -> Progress:
    sent = booking.submission
    progress = progress.do(
        SettleSubmission(sent.id, "confirmed", lab_id),
        confirmed_text(progress.scene, booking),
        *booked(sent),
    )
    progress = with_state(no_longer_sent(progress, sent.id), sent.id, "confirmed")
    return settled_with_staff(progress, sent.id)


def settled_with_staff(progress: Progress, submission_id: str, *, booked: bool = True) -> Progress:
    """What the staff were asked about this submission has settled itself; so has, once somebody has `booked`, a card
    that asked for nobody."""
    case = before = progress.scene.world.case
    if case is None:
        return progress
    for task in case.open_tasks:
        asked = task.subject == submission_id and any(
            tap.name == "booked" for tap in KINDS[task.cause].answers
        )
        if asked or (booked and task.cause == "went_quiet"):
            case = case.answered(task, "settled")
    if case == before:
        return progress
    progress = progress.with_case(case)
    return progress if case.open_tasks or case.state == "claimed" else resolved(progress)


def _left_to_staff(progress: Progress, booking: Booking, not_carried: tuple[str, ...]) -> Progress:
    """What the lab's system has no room for, said to those who add it there."""
    sent, clinic = booking.submission, progress.scene.world.clinic
    branch = clinic.branch(sent.branch_id)
    told: list[Text] = []
    if "slot" in not_carried and sent.slot is not None:
        told.append(text("card-slot", slot=Moment(sent.slot, branch.zone if branch else clinic.zone)))
    if "mode" in not_carried and sent.mode == "lab":
        told.append(text("mode-summary-lab", branch=(branch.name or branch.slug) if branch else clinic.name))
    if "address" in not_carried and (sent.address or sent.location):
        where = ", ".join(part for part in (sent.address, sent.pincode, sent.location) if part)
        told.append(text("address-summary", address=where))
    elif "pincode" in not_carried and sent.pincode:
        told.append(text("address-summary", address=sent.pincode))
    if "items" in not_carried:
        told.append(
            text("card-items", items=" + ".join([*(item.name for item in sent.items), *sent.described]))
        )
    if "amount" in not_carried:
        told.append(text("card-amount", total=Money(sent.total)))
    if "note" in not_carried and sent.instructions:
        told.append(text("card-instructions", instructions=sent.instructions))
    senders = clinic.parties_of(sent.branch_id, sent.party).each
    if "party" in not_carried and senders:
        by = commas(*(text(f"party-{party.kind}", party=party.id) for party in senders))
        linked = sent.party if sent.party in clinic.linked_parties else ""
        told.append(text("card-linked-party", name=linked, by=by) if linked else text("card-party", by=by))
    if "customer" in not_carried:
        told.append(text("card-make-customer"))
    case = progress.scene.world.case
    line = text(
        "card-not-carried",
        reference=sent.reference,
        name=sent.patient_name,
        phone=spaced(sent.phone),
        story=lines(*told),
    )
    return progress.do(TellStaff(line, case.id if case is not None and case.about(sent.id) else None))


def _refused(progress: Progress, booking: Booking, event: LabAnswered) -> Progress:
    """The one question that the lab names is asked again; if it names none, a person takes over."""
    asked = _asked_again(progress, booking, event)
    return asked or _with_staff(progress, booking, "lab_refused", "outcome-team-confirms", event.detail)


def _asked_again(progress: Progress, booking: Booking, event: LabAnswered) -> Progress | None:
    """With the answer that the lab names open again; `None` when it names none that was asked for."""
    sent = booking.submission
    prefix = f"{progress.scene.world.clinic.id}-"
    task = next((t for t in progress.conversation.sent if f"{prefix}{t.id}" == sent.id), None)
    if task is None or event.question is None or progress.conversation.mode == "staff":
        return None
    reopened = progress.change(tasks=(*progress.conversation.tasks, task)[-3:], shown=None)
    if question_named(reopened.scene, event.question) is None:
        return None
    reopened = no_longer_sent(reopened, sent.id).change_task(focus=event.question)
    reopened = reopened.do(SettleSubmission(sent.id, "failed"))
    reopened = reopened.do(FreeSlot(sent.id)) if sent.slot_key is not None else reopened
    return ask_next(reopened.note(text("outcome-ask-again", about=text(f"edit-{event.question}"))))


def _with_staff(progress: Progress, booking: Booking, cause: Cause, key: str, detail: str) -> Progress:
    sent = booking.submission
    progress = progress.do(SettleSubmission(sent.id, "with_staff"), Say(text(key, reference=sent.reference)))
    return _to_staff(no_longer_sent(progress, sent.id), replace(booking, state="with_staff"), cause, detail)


def _to_staff(progress: Progress, booking: Booking, cause: Cause, detail: str) -> Progress:
    """The card tells the state as it is now."""
    sent = booking.submission
    progress = with_state(progress, sent.id, booking.state)
    return called(progress, cause, words=detail, subject=sent.id, waits=False)
