"""The heart: a conversation and an event in, the conversation and what is to be done out. Pure and total."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never, get_args

from dialogs import again, changing, follow_up, hearing, old_reports, privacy, reports, small_talk
from dialogs.case import Cause
from dialogs.conversation import Conversation, Task, Turn
from dialogs.desk import clocks
from dialogs.desk.acts import staff_acted, staff_said
from dialogs.desk.card import card_rows, card_text, topic_name
from dialogs.desk.kinds import KINDS
from dialogs.effects import (
    DropTimer,
    FetchReport,
    FirmSlot,
    FreeHold,
    HoldSlot,
    Journey,
    PutCase,
    Say,
    SetTimer,
    TimerKind,
    Toast,
)
from dialogs.events import (
    BillSeen,
    Blocked,
    BookingSeen,
    Commanded,
    ContactShared,
    Edited,
    Event,
    HostRefused,
    LabAnswered,
    LeadSeen,
    LocationShared,
    LoginAnswered,
    MediaSent,
    ObjectPressed,
    PatientAct,
    Pressed,
    Reoffered,
    ReportAnnounced,
    ReportFetched,
    Said,
    SlotTaken,
    StaffActed,
    StaffSaid,
    Started,
    Stumbled,
    TimerFired,
    Unblocked,
)
from dialogs.handoff import acknowledged, called, ended_by_patient, passed_on
from dialogs.held import held
from dialogs.lab_answers import booking_seen, lab_answered, lead_seen
from dialogs.links import read_payload
from dialogs.login import NUMBER
from dialogs.navigation import booking_begun, cancelled, language_chosen, navigated, with_linked_item
from dialogs.order import MODE
from dialogs.outcome import bookings_said, calendar
from dialogs.progress import Progress, ask_next, current, question_named
from dialogs.prospecting import prospects_kept
from dialogs.question import Answer, Chosen, GaveContact, GaveLocation, Question, Typed
from dialogs.questions import contact
from dialogs.questions.address import ADDRESS, PLACE, place_of_location
from dialogs.questions.contact import CONTACT, spaced
from dialogs.questions.slot import SLOT
from dialogs.reading import read
from dialogs.refused_hosts import refused_again
from dialogs.scene import Scene
from dialogs.screen import ObjectButton
from dialogs.slots import SlotKey
from dialogs.submission import ChangeKind
from dialogs.tasks import KEYS
from dialogs.text import text
from dialogs.understanding.commands import read_command
from dialogs.world import World

UNCONSENTED_MINUTES = 15
_WAKES, _SLEEPS = 8, 21
_FOLLOW_UP: tuple[TimerKind, ...] = ("nudge", "card", "lead")


def advance(conversation: Conversation, event: Event, world: World) -> Turn:
    """One turn. Every event has an answer in every state; nothing raises."""
    progress = Progress(Scene(conversation, world, event.stamp))
    before = progress
    if isinstance(event, get_args(PatientAct)):
        progress = _heard_from(progress)
        if not _takes_back(event):
            # A correction can be taken back until the next thing that is said or done.
            progress = progress.change_task(before=None)
    progress = old_reports.passed_on(before, follow_up.finished(_handled(progress, event)))
    progress = _slot_held(before, progress, event)
    progress = _timers(before, progress, event)
    progress = _card_kept(before, progress)
    progress = prospects_kept(before, progress, event)
    return Turn(progress.conversation, progress.effects)


def _takes_back(event: Event) -> bool:
    match event:
        case Pressed(value=value):
            return value == "undo"
        case Said(text=said):
            return read_command(said) == "undo"
        case _:
            return False


def _card_kept(before: Progress, after: Progress) -> Progress:
    """The case is stored, and its card says what is so now; it goes before anything that hangs under it. A case that
    has ended in this turn has its last card already."""
    was, case = before.scene.world.case, after.scene.world.case
    after = after.do(*clocks.wound(after.scene.world.clinic, was, case))
    if case is None:
        return after
    card, rows = card_text(after.scene, case), card_rows(after.scene, case)
    shown = was is None or (card, rows) != (card_text(before.scene, was), card_rows(before.scene, was))
    if case == was and not shown:
        return after
    urgent = any(KINDS[task.cause].urgent for task in case.open_tasks)
    # Once somebody has it, what changes on its card presses no longer.
    danger = case.state != "claimed" and any(KINDS[task.cause].danger for task in case.open_tasks)
    put = PutCase(case, card, rows, topic_name(after.scene, case), urgent, shown, danger)
    return replace(after, effects=(put, *after.effects))


def _handled(progress: Progress, event: Event) -> Progress:
    match event:
        case Started():
            return _started(progress, event)
        case Commanded():
            return _commanded(progress, event)
        case Said():
            return hearing.said(progress, event.text, event.message_id, event.reply_to)
        case Edited():
            return _edited(progress, event)
        case Pressed():
            return _pressed(progress, event)
        case ObjectPressed():
            return _object_pressed(progress, event)
        case ContactShared():
            return _contact_shared(progress, event)
        case LocationShared():
            return _location_shared(progress, event)
        case MediaSent():
            return _media_sent(progress, event)
        case TimerFired():
            return _timer_fired(progress, event)
        case LabAnswered():
            return lab_answered(progress, event)
        case BookingSeen():
            return booking_seen(progress, event)
        case LeadSeen():
            return lead_seen(progress, event)
        case BillSeen():
            return reports.bill_seen(progress, event)
        case ReportAnnounced():
            return reports.announced(progress, event)
        case ReportFetched():
            return reports.fetched(progress, event)
        case HostRefused():
            return refused_again(progress, event)
        case LoginAnswered():
            return old_reports.answered(progress, event)
        case SlotTaken():
            return _slot_taken(progress, event)
        case StaffSaid():
            return staff_said(progress, event)
        case StaffActed():
            return staff_acted(progress, event)
        case Blocked():
            return _blocked(progress)
        case Unblocked():
            return progress.change(reachable=True)
        case Reoffered():
            return ask_next(progress) if progress.conversation.tasks and _bot_talks(progress) else progress
        case Stumbled():
            return _stumbled(progress, event)
        case _:
            assert_never(event)


def _stumbled(progress: Progress, event: Stumbled) -> Progress:
    """Something went wrong inside: the staff can have it tried again, and the patient can go on."""
    if event.again:
        progress = called(progress, "stumbled", subject=event.poison_id, waits=False)
    if not event.by_patient or not _bot_talks(progress):
        return progress
    return ask_next(progress.note(text("stumbled")))


def _bot_talks(progress: Progress) -> bool:
    return progress.conversation.mode != "staff" and progress.conversation.reachable


def _heard_from(progress: Progress) -> Progress:
    """The patient is there: reachable, and spoken to in a language of the clinic."""
    conversation, stamp = progress.conversation, progress.scene.stamp
    if not conversation.reachable or conversation.offer:
        progress = progress.change(reachable=True, offer="")
    if conversation.language is None and stamp.language_code:
        spoken = stamp.language_code.casefold().partition("-")[0]
        progress = language_chosen(progress, spoken)
    if conversation.mode != "bot" and progress.scene.world.case is None:
        progress = progress.change(mode="bot")
    return progress


def _started(progress: Progress, event: Started) -> Progress:
    link = read_payload(event.payload)
    if link is not None:
        progress = progress.change(attribution=link).do(
            Journey("started", link.campaign, _branch_id(progress.scene.world, link.branch))
        )
    elif not progress.conversation.revision:
        progress = progress.do(Journey("started"))
    if progress.conversation.mode == "staff":
        return _with_staff(progress)
    if not progress.conversation.tasks:
        greeting = text("greeting", clinic=progress.scene.world.clinic.name)
        return ask_next(booking_begun(progress.note(greeting).look()))
    if link is not None and link.item:
        progress = with_linked_item(progress, link)
    return ask_next(progress.note(text("welcome-back")).look())


def _branch_id(world: World, slug: str) -> str:
    branch = world.clinic.branch_by_slug(slug)
    return branch.id if branch else ""


def _with_staff(progress: Progress) -> Progress:
    case = progress.scene.world.case
    rows = ((ObjectButton(text("handoff-end"), "end", case.id),),) if case else ()
    return progress.do(Say(text("with-staff"), rows))


def _commanded(progress: Progress, event: Commanded) -> Progress:
    match event.name:
        case "privacy":
            return privacy.notice(progress)
        case "mydata":
            return privacy.my_data(progress)
        case "forget":
            return privacy.ask_to_forget(progress)
        case "mybookings" | "bookings":
            return progress.do(*bookings_said(progress.scene))
        case "person" | "staff":
            return acknowledged(called(progress, "asked_for_person", words=event.rest), "asked_for_person")
        case _ if progress.conversation.mode == "staff":
            if event.name in ("end", "cancel"):
                return ended_by_patient(progress)
            return _with_staff(progress)
        case "end" if progress.conversation.mode == "waiting":
            return ended_by_patient(progress)
        case "reports":
            return old_reports.wanted(progress)
        case "help":
            return navigated(progress, "help")
        case "language":
            return ask_next(progress.look("language"))
        case "cancel":
            return cancelled(progress)
        case "book":
            return ask_next(progress if progress.scene.is_booking else booking_begun(progress))
        case "back":
            return navigated(progress, "back")
        case _:
            return ask_next(progress.note(text("unknown-command")))


def _pressed(progress: Progress, event: Pressed) -> Progress:
    shown = progress.conversation.shown
    if progress.conversation.mode == "staff":
        return progress.do(Toast(event.query_id, text("with-staff-toast")))
    stale = shown is None or event.revision != shown.revision or event.question not in ("nav", shown.question)
    if stale:
        progress = progress.do(Toast(event.query_id, text("stale")))
        # While a request is on its way its number stays in sight: a doubled press takes nothing away.
        on_its_way = not progress.conversation.tasks and bool(progress.conversation.sent)
        return progress if on_its_way else ask_next(progress)
    progress = progress.do(Toast(event.query_id))
    if event.question == "nav":
        return navigated(progress, event.value)
    question = question_named(progress.scene, event.question)
    if question is None:
        return ask_next(progress)
    return read(progress, question, question.hear(progress.scene, Chosen(event.value)))


def _object_pressed(progress: Progress, event: ObjectPressed) -> Progress:
    """A button on a thing of this chat; one that is not this chat's does nothing."""
    scene, query = progress.scene, event.query_id
    booking = scene.world.booking(event.object_id)
    match event.action:
        case "resume":
            return ask_next(progress.do(Toast(query)))
        case "end":
            if progress.conversation.mode == "bot":
                return ask_next(progress.do(Toast(query)))
            return ended_by_patient(progress.do(Toast(query)))
        case "withdraw":
            return privacy.withdrawn(progress.do(Toast(query)))
        case "forget":
            return privacy.forgotten(progress.do(Toast(query)))
        case "report":
            return _report_wanted(progress, event)
        case "calendar" if booking is not None:
            file = calendar(scene, booking.submission)
            return progress.do(Toast(query), *((file,) if file else ()))
        case "change" | "cancel" | "again" if booking is not None and progress.conversation.mode == "staff":
            return progress.do(Toast(query, text("with-staff-toast")))
        case "change" | "cancel" if booking is not None:
            kind: ChangeKind = "reschedule" if event.action == "change" else "cancel"
            return changing.wanted(progress.do(Toast(query)), kind, booking)
        case "takeback" if booking is not None:
            return changing.taken_back(progress.do(Toast(query)), booking)
        case "again" if booking is not None:
            return again.booked_again(progress.do(Toast(query)), booking)
        case _:
            return progress.do(Toast(query, text("stale")))


def _report_wanted(progress: Progress, event: ObjectPressed) -> Progress:
    """What is ready of a report, sent before the rest."""
    booking = next((b for b in progress.scene.world.bookings if event.object_id in b.reports), None)
    if booking is None:
        return progress.do(Toast(event.query_id, text("stale")))
    if held(progress.scene, booking):
        return progress.do(Toast(event.query_id, text("report-held-toast")))
    return progress.do(
        Toast(event.query_id, text("report-coming")),
        FetchReport(booking.submission.id, event.object_id, "", anew=True),
    )


def _edited(progress: Progress, event: Edited) -> Progress:
    """An edited message answers its question again, until the booking is confirmed."""
    case = progress.scene.world.case
    if progress.conversation.mode == "staff" and case is not None:
        return passed_on(progress, event.message_id, words=event.text, edited=True)
    if event.caption:
        return progress
    task = progress.conversation.task
    name = dict(task.heard).get(event.message_id) if task else None
    question = question_named(progress.scene, name)
    if question is None:
        # Words that had not been understood may be corrected, too.
        return (
            hearing.said(progress, event.text, event.message_id)
            if progress.conversation.stumbles
            else progress
        )
    return _reanswered(progress, question, event)


def _reanswered(progress: Progress, question: Question, event: Edited) -> Progress:
    scene = progress.scene.with_view()
    reading = question.hear(scene, Typed(event.text, hearing.sentence_of(scene, event.text)))
    if not isinstance(reading, Answer):
        return ask_next(progress.note(text("edit-unclear")))
    return read(progress.note(text("edit-noted")), question, reading, event.message_id)


def _contact_shared(progress: Progress, event: ContactShared) -> Progress:
    case = progress.scene.world.case
    if progress.conversation.mode == "staff" and case is not None:
        return passed_on(progress, event.message_id, reply_to=event.reply_to)
    reports_task = progress.conversation.task is not None and progress.conversation.task.kind == "reports"
    name = NUMBER.name if reports_task else CONTACT.name
    return _given(progress, name, GaveContact(event.phone, event.own), event.message_id)


def _location_shared(progress: Progress, event: LocationShared) -> Progress:
    case = progress.scene.world.case
    if progress.conversation.mode == "staff" and case is not None:
        return passed_on(progress, event.message_id, reply_to=event.reply_to)
    return _given(progress, ADDRESS.name, GaveLocation(event.latitude, event.longitude), event.message_id)


def _given(progress: Progress, name: str, given: GaveContact | GaveLocation, message_id: int) -> Progress:
    """A card or a location, for its question if that is open; before it, it is kept for it. Else it is not needed."""
    scene = progress.scene
    question, wanted = current(scene), question_named(scene, name)
    if question is not None and question.name == MODE.name:
        heard = question.hear(scene, given)
        if isinstance(heard, Answer):
            return read(progress, question, heard, message_id)
    if question is not None and wanted is not None and question.name == name:
        return read(progress, wanted, wanted.hear(scene, given), message_id)
    if scene.is_booking and wanted is not None and scene.draft.get(wanted.key) is None:
        if isinstance(given, GaveLocation):
            place = place_of_location(given.latitude, given.longitude)
            kept = progress.change_task(draft=scene.draft.put(PLACE, place))
            if kept.conversation.mode == "waiting":
                kept = passed_on(kept, message_id)
            return ask_next(kept.note(text("location-kept")))
        heard = wanted.hear(scene, given)
        if isinstance(heard, Answer):
            # Without the notice on the screen, it is the number only, and no consent.
            kept = progress.change_task(draft=heard.draft)
            phone = heard.draft.get(CONTACT)
            told = text("contact-summary", phone=spaced(phone.phone)) if phone else ""
            return ask_next(kept.note(text("understood", answers=told)))
    if progress.conversation.mode == "waiting" and scene.world.case is not None:
        return small_talk.unseen(passed_on(progress, message_id), always=True)
    return ask_next(progress.note(text("not-asked-for")))


def _media_sent(progress: Progress, event: MediaSent) -> Progress:
    """A prescription is for people to read; so is what the bot cannot hear."""
    case = progress.scene.world.case
    if progress.conversation.mode == "staff" and case is not None:
        for number, message_id in enumerate(event.message_ids):
            words = "" if number else event.caption
            caption = None if event.kind in ("sticker", "other") else words
            progress = passed_on(progress, message_id, reply_to=event.reply_to, caption=caption)
        return progress
    if event.kind in ("sticker", "other", "video"):
        if progress.conversation.mode == "waiting" and case is not None:
            for message_id in event.message_ids:
                progress = passed_on(progress, message_id, reply_to=event.reply_to)
            return small_talk.unseen(progress)
        return ask_next(progress.note(text("media-unreadable")))
    known = progress.scene.world.case is not None and progress.conversation.mode == "waiting"
    cause: Cause = "prescription" if event.kind in ("photo", "document") else "asked_for_person"
    progress = called(progress, cause, words=event.caption, relay=event.message_ids)
    if known:
        return small_talk.unseen(progress, always=True)
    return acknowledged(progress.note(text(f"media-{event.kind}")), cause)


def _timer_fired(progress: Progress, event: TimerFired) -> Progress:
    conversation, scene = progress.conversation, progress.scene
    clock = clocks.clock_of(event.kind)
    if clock is not None:
        return clocks.ran_out(progress, clock)
    match event.kind:
        case clocks.CALL:
            return clocks.time_to_call(progress)
        case "unconsented":
            return progress if conversation.consent else _personal_dropped(progress)
        case "lead":
            return follow_up.due(progress)
        case "login":
            return old_reports.ran_out(progress)
        case "nudge" if (
            _bookings_begun(conversation) and conversation.mode == "bot" and conversation.reachable
        ):
            if conversation.nudged:
                return progress
            waking = _waking(scene)
            if waking is not None:
                return progress.do(SetTimer("nudge", waking))
            rows = ((ObjectButton(text("nudge-resume"), "resume", "task", "primary"),),)
            nudge = Say(
                text("nudge"),
                () if conversation.keyboard else rows,
                unsolicited=True,
                fleeting=True,
                latest=scene.stamp.now + timedelta(hours=2),
            )
            return progress.change(nudged=True).do(
                nudge, Journey("nudged", conversation.attribution.campaign)
            )
        case "card" if conversation.mode == "bot" and _number_known(conversation):
            return called(progress, "went_quiet", waits=False) if scene.world.case is None else progress
        case _:
            return progress


def _waking(scene: Scene) -> datetime | None:
    """When people may be written to unasked; `None` when that is now."""
    now = scene.local_now
    if _WAKES <= now.hour < _SLEEPS:
        return None
    morning = now.replace(hour=_WAKES, minute=0, second=0, microsecond=0)
    return morning if now.hour < _WAKES else morning + timedelta(days=1)


def _personal_dropped(progress: Progress) -> Progress:
    """Without consent nothing personal is kept."""
    personal = [key for key in KEYS.values() if key.personal]
    tasks = tuple(
        replace(task, draft=task.draft.drop(*personal), heard=()) for task in progress.conversation.tasks
    )
    return progress.change(tasks=tasks)


def _slot_taken(progress: Progress, event: SlotTaken) -> Progress:
    tasks = tuple(
        replace(task, draft=task.draft.drop(SLOT), focus=None) if task.draft.get(SLOT) == event.key else task
        for task in progress.conversation.tasks
    )
    progress = progress.change(tasks=tasks)
    return ask_next(progress.change(shown=None).note(text("slot-taken")))


def _blocked(progress: Progress) -> Progress:
    """No more words for now; with a booking to come the staff hear of it."""
    progress = progress.change(reachable=False).do(DropTimer("nudge"))
    now = progress.scene.stamp.now
    coming = [
        booking
        for booking in progress.scene.world.bookings
        if booking.state not in ("withdrawn", "failed")
        and booking.submission.slot is not None
        and booking.submission.slot > now
    ]
    waiting = [each for each in progress.scene.world.bookings if reports.undelivered(each)]
    if coming or waiting:
        subject = (coming or waiting)[-1].submission.id
        progress = called(progress, "unreachable", subject=subject, waits=False)
    return progress


def _slot_held(before: Progress, after: Progress, event: Event) -> Progress:
    """The slot on the draft is held while the patient is at it; a hold that no draft wants is let go."""
    was, now = _slot_wanted(before.conversation), _slot_wanted(after.conversation)
    if isinstance(event, SlotTaken):
        return after
    active = isinstance(event, get_args(PatientAct))
    if now is not None and (now != was or (active and after.scene.world.held != now)):
        return after.do(HoldSlot(now))
    if now is None and was is not None and not _let_go(after):
        return after.do(FreeHold())
    return after


def _slot_wanted(conversation: Conversation) -> SlotKey | None:
    """That of the task on top; a booking below keeps its own meanwhile."""
    chosen = (task.draft.get(SLOT) for task in reversed(conversation.tasks))
    return next((key for key in chosen if key is not None), None)


def _let_go(progress: Progress) -> bool:
    """Whether the turn itself has already said what becomes of the slot."""
    return any(isinstance(effect, FreeHold | FirmSlot) for effect in progress.effects)


def _timers(before: Progress, after: Progress, event: Event) -> Progress:
    """What follows a silence is counted from the patient's last act."""
    if not isinstance(event, get_args(PatientAct)):
        return after
    conversation, follow = after.conversation, after.scene.world.clinic.follow_up
    now = event.stamp.now
    if _personal(conversation) and conversation.consent is None and not _personal(before.conversation):
        after = after.do(SetTimer("unconsented", now + timedelta(minutes=UNCONSENTED_MINUTES)))
    followed = conversation.task is not None and conversation.task.kind in ("booking", "lead")
    if not followed:
        return after.do(*map(DropTimer, _FOLLOW_UP)) if before.conversation.tasks else after
    if conversation.mode != "staff" and contact.is_answered(after.scene) and not after.scene.task.led:
        after = after.do(SetTimer("lead", now + timedelta(minutes=follow.after_minutes)))
    if conversation.mode != "bot":
        return after.do(DropTimer("nudge"), DropTimer("card")) if before.conversation.tasks else after
    if follow.nudge_minutes < follow.after_minutes:
        after = after.do(SetTimer("nudge", now + timedelta(minutes=follow.nudge_minutes)))
    if _number_known(conversation):
        after = after.do(SetTimer("card", now + timedelta(minutes=follow.card_minutes)))
    return after


def _bookings_begun(conversation: Conversation) -> tuple[Task, ...]:
    """What is worth a reminder: a booking that is under way, not a change of one that stands."""
    return tuple(task for task in conversation.tasks if task.kind == "booking")


def _number_known(conversation: Conversation) -> bool:
    return any(CONTACT.name in task.draft.answers for task in _bookings_begun(conversation))


def _personal(conversation: Conversation) -> bool:
    return any(
        KEYS[name].personal for task in conversation.tasks for name in task.draft.answers if name in KEYS
    )
