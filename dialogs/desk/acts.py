"""What a staff member's press on a card does, and what their words are."""

from dataclasses import replace

from dialogs.case import Case
from dialogs.desk import answers, calls, filling
from dialogs.desk.kinds import KINDS
from dialogs.effects import RelayToPatient, Say, TellStaff, Toast
from dialogs.events import StaffActed, StaffSaid
from dialogs.handoff import claimed, resolved
from dialogs.progress import Progress, ask_next
from dialogs.steps import answered_by_person
from dialogs.text import Mention, Text, text

LONGEST_INITIALS = 12


def staff_acted(progress: Progress, event: StaffActed) -> Progress:
    """A press on a card. What does not fit the case any more is answered with a line and does nothing."""
    case = progress.scene.world.case
    if case is None or case.id != event.case_id:
        return _toast(progress, event, "staff-case-over")
    action, _, rest = event.action.partition("-")
    match action, rest:
        case "claim", "":
            return _claim(progress, case, event)
        case "takeover", "":
            if case.claimed_by == event.staff and case.claimer == event.user_id:
                return _toast(progress, event, "staff-already-yours")
            return _claim(progress, replace(case, state="waiting"), event)
        case "who", initials:
            if initials not in progress.scene.world.clinic.desk.initials:
                return _toast(progress, event, "staff-case-over")
            return _toast(claimed(progress, initials, event.user_id), event, "staff-claimed")
        case "release", "" if case.state == "claimed":
            released = replace(
                case, state="waiting", claimed_by="", claimer=0, claimed_at=None, view="", asking="",
                opened_at=progress.scene.stamp.now,
            )  # fmt: skip
            return _toast(progress.change(mode="waiting").with_case(released), event, "staff-released")
        case "resolve", "":
            return _resolve(progress, case, event)
        case "view", view:
            claimer = case.claimer if case.state == "claimed" else 0
            return _toast(progress.with_case(replace(case, view=view, asking="", claimer=claimer)), event)
        case "call" | "at" | "why" | "no_reference", _:
            return calls.pressed(progress, case, event, action, rest)
        case (("reply" | "own"), name):
            return _ready_reply(progress, case, event, action, name)
        case "fill", question:
            return filling.asked(progress, case, event, question)
        case _:
            return answers.tapped(progress, case, event)


def staff_said(progress: Progress, event: StaffSaid) -> Progress:
    """A staff member's words for the patient; the first of them claims the case. Words that the card asked for are
    read as that."""
    case = progress.scene.world.case
    if case is None or case.id != event.case_id:
        return progress.do(TellStaff(text("staff-case-over"), event.case_id))
    words = event.text if event.kind == "text" else ""
    if event.edited:
        said = _said(progress, words) if words else None
        return progress.do(RelayToPatient(event.message_id, said, edited=True, caption=event.text))
    if case.asking and words and case.claimer in (0, event.user_id):
        return _asked_for(progress, case, event)
    if case.state != "claimed":
        progress = claimed(progress, event.staff, event.user_id)
    progress = replied(progress.change(mode="staff"))
    said = _said(progress, words) if words else None
    return progress.do(RelayToPatient(event.message_id, said, event.reply_to))


def replied(progress: Progress) -> Progress:
    """Somebody has answered the patient: nothing of theirs waits now."""
    case = progress.scene.world.case
    if case is None:
        return progress
    if case.replied_at is None:
        progress = progress.do(answered_by_person(progress.conversation.attribution.campaign, case))
    answered = replace(
        case, replied_at=case.replied_at or progress.scene.stamp.now, waits_since=None, call_at=None
    )
    return progress.with_case(answered)


def _said(progress: Progress, words: str) -> Text:
    return text("team-says", clinic=progress.scene.world.clinic.name, words=words)


def _asked_for(progress: Progress, case: Case, event: StaffSaid) -> Progress:
    if case.asking == "initials":
        initials = " ".join(event.text.split())[:LONGEST_INITIALS]
        return claimed(progress, initials, event.user_id)
    if case.asking.startswith("fill-"):
        return filling.filled(progress, case, event)
    return calls.told(progress, case, event)


def _claim(progress: Progress, case: Case, event: StaffActed) -> Progress:
    if case.state == "claimed":
        return _toast(progress, event, "staff-already-claimed", staff=case.claimed_by)
    if progress.scene.world.clinic.desk.initials:
        # Several people share one account: the card asks which of them it is.
        asking = replace(case, view="who", asking="initials", claimer=event.user_id)
        return _toast(progress.with_case(asking), event, "staff-who")
    return _toast(claimed(progress, event.staff, event.user_id), event, "staff-claimed")


def _resolve(progress: Progress, case: Case, event: StaffActed) -> Progress:
    must = next((task for task in case.open_tasks if KINDS[task.cause].must), None)
    if must is not None:
        line = text("staff-answer-first", cause=text(f"cause-{must.cause}"))
        return progress.do(Toast(event.query_id, line, alert=True, for_staff=True))
    # A shared account has a name of its own for each of those who share it.
    staff = case.claimed_by if event.user_id == case.claimer and case.claimed_by else event.staff
    progress = resolved(_toast(progress, event, "staff-resolved"), staff)
    return ask_next(progress.note(text("handoff-over")))


def _ready_reply(progress: Progress, case: Case, event: StaffActed, action: str, name: str) -> Progress:
    """One of the ready answers, in the patient's language."""
    scene = progress.scene
    words: Text | str
    if action == "own":
        by_language = scene.world.clinic.desk.replies.get(name, {})
        words = by_language.get(scene.language) or next(iter(by_language.values()), "")
    else:
        key = f"reply-{name}"
        words = text(key) if scene.world.words.has(key, scene.language) else ""
    if not words:
        return _toast(progress, event, "staff-case-over")
    if case.state != "claimed":
        progress = claimed(progress, event.staff, event.user_id)
    progress = replied(progress.change(mode="staff"))
    known = progress.scene.world.case
    assert known is not None
    told = text("staff-replied", who=Mention(event.staff), words=words)
    progress = progress.with_case(replace(known, view="")).do(
        Say(text("team-says", clinic=scene.world.clinic.name, words=words)), TellStaff(told, case.id)
    )
    return _toast(progress, event, "staff-sent")


def _toast(progress: Progress, event: StaffActed, key: str = "", **args: str) -> Progress:
    line = text(key, **args) if key else None
    return progress.do(Toast(event.query_id, line, for_staff=True))
