"""Day and time on one screen: the three soonest slots that fit, then days, then a day's times."""

import re
from datetime import UTC, date, datetime, time, timedelta

from dialogs.clinic import Branch
from dialogs.draft import Key
from dialogs.order import branch_of, mode_of
from dialogs.question import (
    Answer,
    Chosen,
    HandOver,
    Heard,
    Look,
    NoLonger,
    Prompt,
    Question,
    Reading,
    Typed,
    Unclear,
)
from dialogs.scene import Scene
from dialogs.screen import QuestionButton, Rows
from dialogs.slots import Slot, SlotKey, free, if_free
from dialogs.text import Day, Span, Text, text
from dialogs.understanding.choice import read_choice
from dialogs.understanding.commands import read_command
from dialogs.understanding.readings import Rejected, When
from dialogs.understanding.when import read_when

SLOT: Key[SlotKey] = Key("slot", SlotKey)
WISH: Key[When] = Key("wish", When)
_MOST = 8
_ANY = re.compile(
    r"\b(?:any ?time|any slot|any of (?:them|these)|whenever|as soon as|asap|soonest|earliest|no preference|up to you)\b"
    r"|\b(?:koi bhi|koi sa bhi|kabhi bhi|jaldi se jaldi|sabse (?:pehle|jaldi)|jab (?:bhi )?(?:aap|ho|chaho|chahe))\b"
    r"|कोई भी|कोई सा भी|कभी भी|जल्दी से जल्दी|सबसे (?:पहले|जल्दी)|जब (?:भी )?(?:आप|हो|चाह)",
    re.IGNORECASE,
)
"""Words of somebody whom any time suits."""


def free_slots(scene: Scene) -> tuple[Slot, ...]:
    """What can be booked now for this draft, soonest first."""
    branch, mode = branch_of(scene), mode_of(scene)
    if branch is None or mode is None:
        return ()
    world = scene.world
    return free(branch, mode, scene.stamp.now, world.taken, own=world.held, overrides=world.overrides)


def slot_of(scene: Scene) -> Slot | None:
    """The chosen slot, while it is free for this patient."""
    key, branch = scene.draft.get(SLOT), branch_of(scene)
    if key is None or branch is None or key.mode != mode_of(scene):
        return None
    world = scene.world
    return if_free(branch, scene.stamp.now, world.taken, key, own=world.held, overrides=world.overrides)


def code(key: SlotKey) -> str:
    """A slot's start in minutes, short enough for a button."""
    return str(int(key.start.timestamp()) // 60)


def slot_text(slot: Slot, branch: Branch) -> Text:
    local = slot.key.start.astimezone(branch.zone)
    return text("slot-time", day=Day(local.date()), span=Span(slot.key.start, slot.end, branch.zone))


def ask(scene: Scene) -> Prompt:
    branch, slots = branch_of(scene), free_slots(scene)
    if branch is None or not slots:
        return Prompt(
            text("slot-none"), ((QuestionButton(text("nav-person"), "slot", "person", "primary"),),)
        )
    match scene.view:
        case ("days",):
            days = list(dict.fromkeys(local_day(slot, branch) for slot in slots))
            rows = tuple(
                (QuestionButton(text("slot-day", day=Day(day)), "slot", f"d{day:%Y%m%d}"),) for day in days
            )
            return Prompt(text("slot-ask-day"), rows)
        case ("day", day):
            of_day = [slot for slot in slots if f"{local_day(slot, branch):%Y%m%d}" == day]
            if of_day:
                return Prompt(
                    text("slot-ask-time", day=Day(local_day(of_day[0], branch))),
                    _times(of_day, branch, _more()),
                )
        case ("found", *codes):
            found = [slot for slot in slots if code(slot.key) in codes]
            if found:
                return Prompt(text("slot-found", count=len(found)), _offers(found, branch))
        case _:
            pass
    return Prompt(text("slot-ask"), _offers(slots[:3], branch), placeholder=text("slot-placeholder"))


def local_day(slot: Slot, branch: Branch) -> date:
    return slot.key.start.astimezone(branch.zone).date()


def _offers(slots: "tuple[Slot, ...] | list[Slot]", branch: Branch) -> Rows:
    rows = tuple((QuestionButton(slot_text(slot, branch), "slot", code(slot.key)),) for slot in slots)
    return (*rows, _more())


def _times(slots: list[Slot], branch: Branch, last: tuple[QuestionButton, ...]) -> Rows:
    buttons = [
        QuestionButton(
            text("slot-span", span=Span(slot.key.start, slot.end, branch.zone)), "slot", code(slot.key)
        )
        for slot in slots
    ]
    return (*(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)), last)


def _more() -> tuple[QuestionButton, ...]:
    return (QuestionButton(text("slot-other-days"), "slot", "days"),)


def hear(scene: Scene, heard: Heard) -> Reading:
    match heard:
        case Chosen("days"):
            return Look(("days",))
        case Chosen("person"):
            return HandOver("no_slot")
        case Chosen(value) if value.startswith("d"):
            return Look(("day", value[1:]))
        case Chosen(value):
            slot = next((slot for slot in free_slots(scene) if code(slot.key) == value), None)
            return _chosen(scene, slot) if slot else Look((), text("slot-gone"))
        case Typed():
            return _typed(scene, heard)
        case _:
            return Unclear()


def _chosen(scene: Scene, slot: Slot) -> Reading:
    branch = branch_of(scene)
    said_back = (text("slot-chosen", slot=slot_text(slot, branch)),) if branch else ()
    return Answer(scene.draft.put(SLOT, slot.key), said_back)


def _typed(scene: Scene, heard: Typed) -> Reading:
    if read_command(heard.text) == "more":
        return Look(("days",))
    offered = _on_screen(scene)
    number = read_choice(heard.text)
    when = heard.sentence.when or read_when(heard.text, scene.local_now)
    if number is not None and number <= min(3, len(offered)) and scene.view[:1] != ("day",):
        return _chosen(scene, offered[number - 1])
    if _ANY.search(heard.text) and (isinstance(when, Rejected) or when.start is when.end is None):
        return _any(scene, offered, when)
    if isinstance(when, Rejected):
        return Unclear(text(f"slot-{when.reason}") if when.reason != "none" else None)
    if scene.view[:1] == ("day",) and when.date is None:
        day = datetime.strptime(scene.view[1], "%Y%m%d").replace(tzinfo=UTC).date()
        when = When(day, None, when.start, when.end)
    days = {local_day(slot, branch) for slot in offered} if (branch := branch_of(scene)) else set()
    if scene.view[:1] == ("found",) and when.date is None and len(days) == 1:
        # The times that stand there are all of one day: another time is meant for that day.
        when = When(days.pop(), None, when.start, when.end)
    return choose(scene, when)


def _any(scene: Scene, offered: tuple[Slot, ...], when: When | Rejected) -> Reading:
    """Whoever does not mind gets the soonest: of the day that was named, else of those that stand there."""
    branch, slots = branch_of(scene), offered or free_slots(scene)
    if branch is None or not slots:
        return Look(())
    named = not isinstance(when, Rejected) and when.date is not None and when.date != scene.local_now.date()
    if named and isinstance(when, When):
        of_day = [slot for slot in free_slots(scene) if _day_fits(slot, branch, when)]
        return _chosen(scene, of_day[0]) if of_day else Look((), text("slot-day-full"))
    return _chosen(scene, slots[0])


def completed(when: When, slot: Slot, branch: Branch) -> When:
    """A wish about a chosen slot: another day keeps the time, another time keeps the day."""
    local = slot.key.start.astimezone(branch.zone)
    if when.start is None and when.end is None:
        return When(when.date, when.date_to, local.time(), local.time())
    if when.date is None:
        return When(local.date(), None, when.start, when.end)
    return when


def _on_screen(scene: Scene) -> tuple[Slot, ...]:
    slots = free_slots(scene)
    if scene.view[:1] == ("found",):
        return tuple(slot for slot in slots if code(slot.key) in scene.view[1:])
    return slots[:3] if not scene.view else ()


def choose(scene: Scene, when: When) -> Reading:
    """The one slot that a wish means, or those that fit it best, nearest first."""
    branch, slots = branch_of(scene), free_slots(scene)
    if branch is None or not slots:
        return Look(())
    fitting = [slot for slot in slots if _day_fits(slot, branch, when)]
    if not fitting:
        return Look((), text("slot-day-full" if when.date else "slot-none-fits"))
    if when.start is not None and when.start == when.end:
        within = [slot for slot in fitting if _holds(slot, branch, when.start)]
        if within:
            return _chosen(scene, within[0])
        nearest = sorted(fitting, key=lambda slot: _distance(slot, branch, when.start or time()))[:3]
        return _found(sorted(nearest, key=lambda slot: slot.key), text("slot-nearest"))
    in_time = [slot for slot in fitting if _time_fits(slot, branch, when)]
    if not in_time:
        return _found(fitting[:3], text("slot-nearest"))
    return _chosen(scene, in_time[0]) if len(in_time) == 1 else _found(in_time[:_MOST], None)


def _found(slots: list[Slot], note: Text | None) -> Look:
    return Look(("found", *(code(slot.key) for slot in slots)), note)


def _day_fits(slot: Slot, branch: Branch, when: When) -> bool:
    day = local_day(slot, branch)
    return when.date is None or when.date <= day <= (when.date_to or when.date)


def _holds(slot: Slot, branch: Branch, wanted: time) -> bool:
    start, end = slot.key.start.astimezone(branch.zone), slot.end.astimezone(branch.zone)
    return start <= datetime.combine(start.date(), wanted, branch.zone) < end


def _time_fits(slot: Slot, branch: Branch, when: When) -> bool:
    start, end = slot.key.start.astimezone(branch.zone), slot.end.astimezone(branch.zone)
    earliest = datetime.combine(start.date(), when.start or time(0), branch.zone)
    latest = datetime.combine(start.date(), when.end, branch.zone) if when.end else end
    return start >= earliest and end <= max(latest, earliest + timedelta(minutes=1))


def _distance(slot: Slot, branch: Branch, wanted: time) -> timedelta:
    start = slot.key.start.astimezone(branch.zone)
    return abs(start - datetime.combine(start.date(), wanted, branch.zone))


def summary(scene: Scene, key: SlotKey) -> Text | None:
    slot, branch = slot_of(scene), branch_of(scene)
    return text("slot-summary", slot=slot_text(slot, branch)) if slot and branch else None


def recheck(scene: Scene, key: SlotKey) -> NoLonger | None:
    """Another branch or mode has other slots: the same time there is kept when it is free."""
    if slot_of(scene) is not None or mode_of(scene) is None:
        # Until home or lab is chosen again, nothing can be said of the time.
        return None
    same_time = next((slot.key for slot in free_slots(scene) if slot.key.start == key.start), None)
    return NoLonger(text("slot-no-longer"), same_time)


def settle(scene: Scene) -> Answer | None:
    """Uses the wish for a time that was said before slots could be offered; only once, not at every asking."""
    wish = scene.draft.get(WISH)
    if wish is None or not free_slots(scene):
        return None
    match choose(scene, wish):
        case Answer(draft, said_back):
            return Answer(draft.drop(WISH), said_back)
        case Look(view, note):
            return Answer(scene.draft.drop(WISH), (note,) if note else (), view)
        case _:
            return None


def is_answered(scene: Scene) -> bool:
    return slot_of(scene) is not None


QUESTION = Question(
    key=SLOT,
    ask=ask,
    hear=hear,
    answered=is_answered,
    depends_on=("tests", "pincode", "mode"),
    recheck=recheck,
    settle=settle,
    summary=summary,
)
