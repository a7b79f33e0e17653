"""When a person of the clinic is needed: the staff are called, and the patient is told who will be there, and when."""

from dataclasses import replace
from datetime import timedelta
from itertools import chain, repeat

from dialogs import lead
from dialogs.booking import task_id
from dialogs.case import Case, CaseState, Cause
from dialogs.conversation import Task
from dialogs.desk.card import card_rows, card_text, topic_name
from dialogs.desk.hours import next_opening
from dialogs.desk.kinds import KINDS
from dialogs.effects import DropTimer, Journey, PutCase, RelayToStaff, Say, TellStaff
from dialogs.progress import Progress, ask_next, begun
from dialogs.questions.contact import CONTACT
from dialogs.screen import ObjectButton, Rows
from dialogs.submission import Booking, State
from dialogs.text import Moment, lines, text

REOPENS = timedelta(days=14)
"""For so long a case that was ended goes on in its old place when the patient needs people again."""


def called(
    progress: Progress,
    cause: Cause,
    *,
    words: str = "",
    subject: str = "",
    relay: tuple[int, ...] = (),
    waits: bool = True,
) -> Progress:
    """Calls the staff: a case with the whole story on its card, or one more thing to do on the open one.

    `words` are what the patient said last; `relay` are messages of theirs that go along; with `waits` the
    conversation waits for the staff from here on.
    """
    progress = progress.change(told_staff=words[:1000]) if words else progress
    scene, case = progress.scene, progress.scene.world.case
    news = f"{cause} {subject} {words[:100]}"
    if case is None:
        progress = progress.change(told=(news,)).do(
            Journey("handoff", scene.conversation.attribution.campaign)
        )
        case = _opened(progress, cause, subject, words)
    else:
        if news not in scene.conversation.told:
            # Nobody is told the same thing twice.
            line = text("card-also", cause=text(f"cause-{cause}"))
            if words:
                line = text("card-further", cause=text(f"cause-{cause}"), words=words)
            progress = progress.change(told=(*scene.conversation.told, news)[-20:]).do(
                TellStaff(line, case.id, KINDS[cause].danger)
            )
        if not any(task.cause == cause and task.subject == subject for task in case.open_tasks):
            case = case.with_task(cause, scene.stamp.now, subject, words[:1000])
        if case.state == "offered" and cause != "went_quiet":
            case = replace(case, state="waiting", opened_at=scene.stamp.now)
    progress = progress.with_case(case)
    # The words are those of the whole album, which stand under its first picture.
    captions = chain((words,), repeat(""))
    progress = progress.do(
        *(
            RelayToStaff(case.id, message_id, caption=caption)
            for message_id, caption in zip(relay, captions, strict=False)
        )
    )
    if waits and progress.conversation.mode == "bot":
        progress = progress.change(mode="waiting", stumbles=0).do(DropTimer("nudge"), DropTimer("card"))
    return progress


def _opened(progress: Progress, cause: Cause, subject: str, words: str) -> Case:
    """A new case, or the last one opened again: its place in the staff chat holds the story so far."""
    stamp, past = progress.scene.stamp, progress.scene.world.past_case
    state: CaseState = "offered" if cause == "went_quiet" else "waiting"
    case = Case(stamp.fresh_id("case", 10), state, stamp.now, ())
    if past is not None and stamp.now - past.opened_at < REOPENS:
        case = replace(case, id=past.id, tasks=past.tasks, times_opened=past.times_opened + 1)
    return case.with_task(cause, stamp.now, subject, words[:1000])


def acknowledged(progress: Progress, cause: Cause) -> Progress:
    """Tells the patient that a person will be there, and when."""
    scene = progress.scene
    key = "handoff-call" if cause == "asked_for_call" else "handoff-waiting"
    opens = next_opening(scene.world.clinic, scene.stamp.now)
    phone = next((branch.phone for branch in scene.world.clinic.branches if branch.phone), "")
    parts = [text(key, clinic=scene.world.clinic.name)]
    if opens is not None:
        parts.append(text("handoff-closed", opens=Moment(opens, scene.world.clinic.zone)))
    if phone:
        parts.append(text("handoff-phone", phone=phone))
    case = scene.world.case
    rows: Rows = ((ObjectButton(text("handoff-end"), "end", case.id),),) if case else ()
    progress = lead.wanted(progress, cause)
    if lead.is_asking(progress.scene):
        return ask_next(progress.note(*parts, text("lead-needs")))
    if KINDS[cause].needs_number and scene.draft.get(CONTACT) is None and not scene.world.bookings:
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


def claimed(progress: Progress, staff: str, staff_id: int) -> Progress:
    """A staff member takes the open case: the patient is told, and the bot is silent from here on."""
    scene, case = progress.scene, progress.scene.world.case
    if case is None:
        return progress
    case = replace(
        case,
        state="claimed",
        claimed_by=staff,
        claimer=staff_id,
        claimed_at=scene.stamp.now,
        replied_at=None,
        view="",
        asking="",
        opened_at=scene.stamp.now if case.state == "offered" else case.opened_at,
    )
    rows: Rows = (
        () if scene.conversation.keyboard else ((ObjectButton(text("handoff-end"), "end", case.id),),)
    )
    if scene.conversation.mode != "staff":
        progress = progress.do(Say(text("handoff-claimed", clinic=scene.world.clinic.name), rows))
    progress = progress.change(mode="staff").do(DropTimer("nudge"), DropTimer("card"))
    return progress.with_case(case)


def resolved(progress: Progress, staff: str = "", outcome: str = "") -> Progress:
    """The case is over and the bot answers again."""
    scene, case = progress.scene, progress.scene.world.case
    progress = progress.change(mode="bot", stumbles=0)
    if case is None:
        return progress
    if any(booking.awaited is not None for booking in scene.world.bookings):
        return progress.with_case(_kept_open(case, scene.world.bookings))
    over = replace(
        case,
        state="resolved",
        claimed_by=staff or case.claimed_by,
        call_at=None,
        waits_since=None,
        view="",
        asking="",
        outcome=outcome or case.outcome,
        tasks=tuple(replace(task, answer=task.answer or "done") for task in case.tasks),
    )
    progress = lead.without(progress)
    if staff:
        # A person has settled it: nothing more follows of itself.
        progress = progress.do(DropTimer("lead"))
    put = PutCase(over, card_text(scene, over), card_rows(scene, over), topic_name(scene, over))
    return progress.do(put).change(told_staff="", told=()).with_case(None)


def _kept_open(case: Case, bookings: tuple[Booking, ...]) -> Case:
    """What patients have asked of a booking is not over before a staff member has said what became of it."""
    asked = {booking.submission.id for booking in bookings if booking.awaited is not None}
    tasks = tuple(
        task
        if task.subject in asked and KINDS[task.cause].must
        else replace(task, answer=task.answer or "done")
        for task in case.tasks
    )
    return replace(
        case, state="waiting", tasks=tasks, claimed_by="", claimer=0, view="", asking="", waits_since=None, call_at=None
    )  # fmt: skip


def ended_by_patient(progress: Progress) -> Progress:
    """The patient goes on with the bot; the half-done booking is still there. What the staff still have to do about a
    booking stays with them."""
    case = progress.scene.world.case
    if case is not None:
        progress = progress.do(TellStaff(text("card-ended-by-patient"), case.id))
        if any(KINDS[task.cause].must for task in case.open_tasks):
            released = replace(
                case, state="waiting", claimed_by="", claimer=0, view="", asking="", waits_since=None
            )
            return ask_next(progress.with_case(released).change(mode="bot").note(text("handoff-over")))
    return ask_next(resolved(progress).note(text("handoff-over")))


def passed_on(
    progress: Progress,
    message_id: int,
    *,
    words: str = "",
    reply_to: int | None = None,
    edited: bool = False,
    caption: str | None = None,
) -> Progress:
    """A message of the patient goes to the staff, under the card of the open case; from now on it waits."""
    case = progress.scene.world.case
    if case is None:
        return progress
    if case.state == "claimed" and case.waits_since is None:
        progress = progress.with_case(replace(case, waits_since=progress.scene.stamp.now))
    return progress.do(RelayToStaff(case.id, message_id, words, reply_to, edited, caption))


def with_state(progress: Progress, submission_id: str, state: State) -> Progress:
    """With a submission in that state from here on, so that the card tells it."""
    world = progress.scene.world
    bookings = tuple(
        replace(known, state=state) if known.submission.id == submission_id else known
        for known in world.bookings
    )
    return replace(progress, scene=replace(progress.scene, world=replace(world, bookings=bookings)))
