"""When a person of the clinic is needed: the case, its card, and who talks to the patient meanwhile."""

from dataclasses import replace
from datetime import datetime, timedelta

from dialogs.booking import task_id
from dialogs.case import Case, Cause
from dialogs.conversation import Task
from dialogs.effects import (
    ChangeCase,
    DropTimer,
    Journey,
    OpenCase,
    RelayToPatient,
    RelayToStaff,
    Say,
    SettleSubmission,
    TellStaff,
    Toast,
)
from dialogs.events import StaffActed, StaffSaid
from dialogs.outcome import confirmed_text
from dialogs.progress import Progress, ask_next, begun, questions_in
from dialogs.questions.contact import CONTACT, spaced
from dialogs.questions.review import answers_said
from dialogs.scene import Scene
from dialogs.screen import ObjectButton, Rows
from dialogs.submission import Booking, State
from dialogs.text import Clock, Moment, Text, lines, text

URGENT: frozenset[Cause] = frozenset({"emergency", "self_harm", "asked_for_call"})
_NEED_A_NUMBER: frozenset[Cause] = frozenset({"asked_for_call", "not_served", "no_slot"})
_OF_THE_LAB: frozenset[Cause] = frozenset(
    {"lab_refused", "lab_duplicate", "lab_unconfirmed", "lab_forbidden", "lab_unavailable", "same_contact"}
)


def called(
    progress: Progress,
    cause: Cause,
    *,
    words: str = "",
    subject: str = "",
    relay: tuple[int, ...] = (),
    waits: bool = True,
) -> Progress:
    """Calls the staff: a case with the whole story on its card, or a line under the card of the open case.

    `words` are what the patient said last; `relay` are messages of theirs that go along; with `waits` the
    conversation waits for the staff from here on.
    """
    progress = progress.change(told_staff=words[:1000]) if words else progress
    scene, case = progress.scene, progress.scene.world.case
    told, news = scene.conversation.told, f"{cause} {subject} {words[:100]}"
    if case is None:
        progress = progress.change(told=(news,))
        scene = progress.scene
        case_id = scene.stamp.fresh_id("case", 10)
        case = Case(case_id, cause, "waiting", scene.stamp.now, subject=subject)
        progress = progress.do(
            OpenCase(
                case_id,
                cause,
                card(scene, case),
                card_rows(scene, case),
                urgent=cause in URGENT,
                subject=subject,
            ),
            Journey("handoff", scene.conversation.attribution.campaign),
        )
        progress = replace(progress, scene=replace(scene, world=replace(scene.world, case=case)))
    elif news not in told:
        # Nobody is told the same thing twice.
        line = text("card-further", cause=text(f"cause-{cause}"), words=words or "–")
        progress = progress.change(told=(*told, news)[-20:]).do(TellStaff(line, case.id))
    progress = progress.do(*(RelayToStaff(case.id, message_id) for message_id in relay))
    if waits and progress.conversation.mode == "bot":
        progress = progress.change(mode="waiting").do(DropTimer("nudge"), DropTimer("card"))
    return progress


def acknowledged(progress: Progress, cause: Cause) -> Progress:
    """Tells the patient that a person will be there, and when."""
    scene = progress.scene
    key = "handoff-call" if cause == "asked_for_call" else "handoff-waiting"
    opens = next_opening(scene)
    phone = next((branch.phone for branch in scene.world.clinic.branches if branch.phone), "")
    parts = [text(key, clinic=scene.world.clinic.name)]
    if opens is not None:
        parts.append(text("handoff-closed", opens=Moment(opens, scene.world.clinic.zone)))
    if phone:
        parts.append(text("handoff-phone", phone=phone))
    case = scene.world.case
    rows: Rows = ((ObjectButton(text("handoff-end"), "end", case.id),),) if case else ()
    if cause in _NEED_A_NUMBER and scene.draft.get(CONTACT) is None and not scene.world.bookings:
        return _number_asked(replace(progress, notes=(*progress.notes, *parts)))
    keyboard = scene.conversation.keyboard
    said = text("notes", notes=lines(*progress.notes, *parts))
    progress = progress.do(Say(said, () if keyboard else rows, remove_keyboard=keyboard))
    return replace(progress.change(keyboard=False), notes=())


def _number_asked(progress: Progress) -> Progress:
    """Nobody can be called without a number: it is asked for next, whatever was open."""
    if not progress.conversation.tasks:
        progress = begun(progress, Task("booking", id=task_id(progress.scene.stamp)))
    progress = progress.change_task(focus=CONTACT.name).change(shown=None)
    return ask_next(progress)


def next_opening(scene: Scene) -> datetime | None:
    """When the staff are there again; `None` while they are."""
    hours, now = scene.world.clinic.staff_hours, scene.local_now
    if hours is None:
        return None
    opens = now.replace(hour=hours.opens.hour, minute=hours.opens.minute, second=0, microsecond=0)
    closes = now.replace(hour=hours.closes.hour, minute=hours.closes.minute, second=0, microsecond=0)
    if opens <= now < closes:
        return None
    return opens if now < opens else opens + timedelta(days=1)


def card(scene: Scene, case: Case) -> Text:
    """The whole story, for the staff: who, why, what was said so far, from which advertisement."""
    conversation, contact = scene.conversation, scene.draft.get(CONTACT)
    booking = scene.world.booking(case.subject) if case.subject else None
    told: list[Text] = []
    if contact is None and booking is None:
        told.append(text("card-no-phone"))
    if conversation.tasks:
        told.extend(answers_said(scene, questions_in(scene)))
    if booking is not None:
        told.extend(_booking_lines(scene, booking))
    if conversation.told_staff:
        told.append(text("card-words", words=conversation.told_staff))
    state = {
        "waiting": text("card-waiting", since=Clock(case.opened_at, scene.world.clinic.zone)),
        "claimed": text("card-claimed", staff=case.claimed_by or "–"),
        "resolved": text("card-resolved", staff=case.claimed_by or "–"),
    }[case.state]
    return text(
        "card",
        cause=text(f"cause-{case.cause}"),
        state=state,
        language=conversation.language or scene.world.clinic.locales[0],
        campaign=conversation.attribution.campaign or "–",
        story=lines(*told) if told else text("card-nothing-yet"),
        opened=Moment(case.opened_at, scene.world.clinic.zone),
    )


def _booking_lines(scene: Scene, booking: Booking) -> list[Text]:
    sent = booking.submission
    found = [
        text(
            "card-booking",
            reference=sent.reference,
            state=text(f"state-{booking.state}"),
            name=sent.patient_name,
            phone=spaced(sent.phone),
            items=" + ".join(item.name for item in sent.items),
        )
    ]
    if sent.slot is not None:
        found.append(text("card-slot", slot=Moment(sent.slot, scene.world.clinic.zone)))
    if sent.address:
        found.append(text("address-summary", address=f"{sent.address}, {sent.pincode}"))
    if sent.instructions:
        found.append(text("card-instructions", instructions=sent.instructions))
    return found


def card_rows(scene: Scene, case: Case) -> Rows:
    """What staff can do with the case by a tap."""
    if case.state == "resolved":
        return ()
    rows: list[tuple[ObjectButton, ...]] = []
    if case.state == "waiting":
        rows.append((ObjectButton(text("staff-claim"), "claim", case.id, "primary"),))
    if case.cause in _OF_THE_LAB and case.subject:
        rows.append(
            (
                ObjectButton(text("staff-is-booked"), "booked", case.id, "success"),
                ObjectButton(text("staff-not-booked"), "unbooked", case.id, "danger"),
            )
        )
    last = [ObjectButton(text("staff-resolve"), "resolve", case.id)]
    if case.state == "claimed":
        last.insert(0, ObjectButton(text("staff-release"), "release", case.id))
    return (*rows, tuple(last))


def changed(progress: Progress, case: Case) -> Progress:
    """The case as it is now, with its card edited to say so."""
    scene = replace(progress.scene, world=replace(progress.scene.world, case=case))
    change = ChangeCase(case.id, case.state, card(scene, case), card_rows(scene, case), case.claimed_by)
    return replace(progress, scene=scene).do(change)


def staff_said(progress: Progress, event: StaffSaid) -> Progress:
    """A staff member's words for the patient; the first of them claims the case."""
    case = progress.scene.world.case
    if case is None or case.id != event.case_id:
        return progress.do(TellStaff(text("staff-case-over"), event.case_id))
    if case.state == "waiting":
        progress = _claimed(progress, case, event.staff)
    return progress.do(RelayToPatient(event.message_id))


def staff_acted(progress: Progress, event: StaffActed) -> Progress:
    """A press on a card. What does not fit the case any more is answered with a line and does nothing."""
    case = progress.scene.world.case
    if case is None or case.id != event.case_id:
        return progress.do(Toast(event.query_id, text("staff-case-over"), for_staff=True))
    match event.action:
        case "claim" if case.state == "claimed":
            return progress.do(
                Toast(event.query_id, text("staff-already-claimed", staff=case.claimed_by), for_staff=True)
            )
        case "claim":
            return _claimed(progress, case, event.staff).do(
                Toast(event.query_id, text("staff-claimed"), for_staff=True)
            )
        case "release" if case.state == "claimed":
            progress = progress.change(mode="waiting").do(
                Toast(event.query_id, text("staff-released"), for_staff=True)
            )
            return changed(progress, replace(case, state="waiting", claimed_by=""))
        case "resolve":
            progress = resolved(
                progress.do(Toast(event.query_id, text("staff-resolved"), for_staff=True)), event.staff
            )
            return ask_next(progress.note(text("handoff-over")))
        case "booked" | "unbooked" if case.subject:
            return _settled_by_staff(progress, case, event)
        case _:
            return progress.do(Toast(event.query_id, text("staff-case-over"), for_staff=True))


def _claimed(progress: Progress, case: Case, staff: str) -> Progress:
    scene = progress.scene
    rows: Rows = (
        () if scene.conversation.keyboard else ((ObjectButton(text("handoff-end"), "end", case.id),),)
    )
    progress = progress.change(mode="staff").do(
        Say(text("handoff-claimed", clinic=scene.world.clinic.name), rows),
        DropTimer("nudge"),
        DropTimer("card"),
    )
    return changed(progress, replace(case, state="claimed", claimed_by=staff))


def resolved(progress: Progress, staff: str = "") -> Progress:
    """The case is over and the bot answers again."""
    case = progress.scene.world.case
    progress = progress.change(mode="bot", stumbles=0)
    if case is None:
        return progress
    over = replace(case, state="resolved", claimed_by=staff or case.claimed_by)
    progress = changed(progress, over).change(told_staff="", told=())
    return replace(progress, scene=replace(progress.scene, world=replace(progress.scene.world, case=None)))


def ended_by_patient(progress: Progress, words: str = "") -> Progress:
    """The patient goes on with the bot; the half-done booking is still there."""
    case = progress.scene.world.case
    if case is not None:
        progress = progress.do(TellStaff(text("card-ended-by-patient"), case.id))
    return ask_next(resolved(progress).note(text("handoff-over")))


def with_state(progress: Progress, submission_id: str, state: State) -> Progress:
    """With a submission in that state from here on, so that the card tells it."""
    world = progress.scene.world
    bookings = tuple(
        replace(known, state=state) if known.submission.id == submission_id else known
        for known in world.bookings
    )
    return replace(progress, scene=replace(progress.scene, world=replace(world, bookings=bookings)))


def _settled_by_staff(progress: Progress, case: Case, event: StaffActed) -> Progress:
    """A staff member has looked into the lab's system: the booking is there, or it is not."""
    booking = progress.scene.world.booking(case.subject)
    if booking is None or booking.state in ("confirmed", "withdrawn", "failed"):
        return progress.do(Toast(event.query_id, text("staff-case-over"), for_staff=True))
    if event.action == "booked":
        progress = progress.do(
            SettleSubmission(case.subject, "confirmed"),
            Toast(event.query_id, text("staff-noted"), for_staff=True),
            confirmed_text(progress.scene, booking),
        )
        return resolved(with_state(progress, case.subject, "confirmed"), event.staff)
    progress = progress.do(
        Toast(event.query_id, text("staff-noted"), for_staff=True),
        Say(text("outcome-team-calls", reference=booking.submission.reference)),
    )
    return _claimed(progress, case, event.staff) if case.state == "waiting" else progress
