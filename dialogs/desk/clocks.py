"""What a case waits for, and for how long: each miss is told once, and then told elsewhere."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import get_args

from dialogs.case import Case, Clock
from dialogs.clinic import Clinic
from dialogs.desk.hours import after_hours
from dialogs.effects import DropTimer, Effect, Escalate, Journey, RemindStaff, SetTimer, TellStaff
from dialogs.progress import Progress
from dialogs.scene import Scene
from dialogs.text import Clock as ClockTime
from dialogs.text import Mention, Text, commas, text

CALL = "desk_call"
_PREFIX = "desk_"


def timer_of(clock: Clock) -> str:
    """The kind of the timer that runs for a clock."""
    return f"{_PREFIX}{clock}"


def clock_of(kind: str) -> Clock | None:
    """The clock that a timer of this kind runs for."""
    return next((clock for clock in get_args(Clock) if timer_of(clock) == kind), None)


def minutes_of(clock: Clock, clinic: Clinic) -> float:
    """How long the clinic lets a case wait, in minutes in which the staff are there."""
    return {
        "claim": clinic.desk.claim_minutes,
        "first_reply": clinic.desk.first_reply_minutes,
        "next_reply": clinic.desk.next_reply_minutes,
        "resolution": clinic.desk.resolution_minutes,
    }[clock]


def running(case: Case | None) -> Mapping[Clock, datetime]:
    """The clocks that run for a case, each with the moment from which it counts."""
    if case is None or case.state in ("offered", "resolved"):
        return {}
    if case.call_at is not None:
        # The patient knows until when nothing happens.
        return {}
    called = case.outcome in ("later", "no_answer") and case.claimed_at is not None
    found: dict[Clock, datetime] = {
        "resolution": case.claimed_at if called and case.claimed_at else case.opened_at
    }
    if case.state == "waiting":
        found["claim"] = case.opened_at
    elif case.claimed_at is not None:
        if case.replied_at is None:
            found["first_reply"] = case.claimed_at
        elif case.waits_since is not None:
            found["next_reply"] = case.waits_since
    return found


def wound(clinic: Clinic, before: Case | None, after: Case | None) -> tuple[Effect, ...]:
    """Timers set and dropped, as the case went from one state to another."""
    was, now = running(before), running(after)
    effects: list[Effect] = []
    for clock in get_args(Clock):
        if clock in now and was.get(clock) != now[clock]:
            due = after_hours(clinic, now[clock], minutes_of(clock, clinic))
            effects.append(SetTimer(timer_of(clock), due))
        elif clock in was and clock not in now:
            effects.append(DropTimer(timer_of(clock)))
    called, calls = before.call_at if before else None, after.call_at if after else None
    if calls != called:
        effects.append(DropTimer(CALL) if calls is None else SetTimer(CALL, calls))
    return tuple(effects)


def ran_out(progress: Progress, clock: Clock) -> Progress:
    """A clock has run out: the miss is on record once and said once with a mention; a second time elsewhere."""
    scene, case = progress.scene, progress.scene.world.case
    if case is None or clock not in running(case):
        return progress
    clinic = scene.world.clinic
    if clock in case.missed:
        line = text(
            "staff-escalated", what=text(f"missed-{clock}"), about=text(f"cause-{case.cause}"), case=case.id
        )
        return progress.do(
            Escalate(line), Journey(f"escalated_{clock}", scene.conversation.attribution.campaign)
        )
    who = _whom(scene, case)
    line = text(
        "staff-reminder-line",
        since=ClockTime(case.opened_at, clinic.zone),
        about=text(f"cause-{case.cause}"),
        what=text(f"missed-{clock}"),
        case=case.id,
    )
    progress = progress.with_case(replace(case, missed=(*case.missed, clock))).do(
        RemindStaff(
            case.id, text(f"staff-missed-{clock}", who=who), line, text("staff-reminder-who", who=who)
        ),
        Journey(f"missed_{clock}", scene.conversation.attribution.campaign),
    )
    if clinic.desk.escalate_chat_id is not None:
        due = after_hours(clinic, scene.stamp.now, minutes_of(clock, clinic))
        progress = progress.do(SetTimer(timer_of(clock), due))
    return progress


def time_to_call(progress: Progress) -> Progress:
    """The patient was promised a call now."""
    case = progress.scene.world.case
    if case is None or case.call_at is None:
        return progress
    progress = progress.with_case(
        replace(case, call_at=None, claimed_at=progress.scene.stamp.now, replied_at=None)
    )
    return progress.do(TellStaff(text("staff-call-now", who=_whom(progress.scene, case)), case.id))


def _whom(scene: Scene, case: Case) -> Text | Mention:
    """Whoever has the case; while nobody has, those on duty."""
    if case.claimed_by:
        return Mention(case.claimed_by, case.claimer)
    on_duty = scene.world.clinic.desk.on_duty
    return text("staff-on-duty", names=commas(*on_duty)) if on_duty else text("staff-anybody")
