"""`/slots`: what is free in the next days; a day or an hour closed, opened again, or with other room, at once.

Every button is a command: what can be pressed can be written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from bot.desk.answer import Answer, Decision, button, in_rows, sentence
from bot.desk.office import Asked, Office, branch_name
from bot.store import room
from bot.store.bookings import Claims
from bot.store.overrides import Override
from bot.store.room import Room
from dialogs.catalogue import short_id
from dialogs.clinic import Branch, Clinic, CollectionMode
from dialogs.screen import ObjectButton
from dialogs.slots import Overrides, SlotDay, SlotKey, capacity, day_of, of_day
from dialogs.text import Day, Span, Text, listed, text
from dialogs.understanding.readings import Rejected
from dialogs.understanding.when import read_when

_CLOSE: Final = frozenset({"close", "closed", "shut", "off", "band", "बंद"})
_OPEN: Final = frozenset({"open", "reopen", "usual", "on", "kholo", "khol", "खोलो", "खोलें"})
_HOME: Final = frozenset({"home", "h", "घर", "ghar"})
_LAB: Final = frozenset({"lab", "l", "लैब"})
_MOST: Final = 99
_MOST_DAYS: Final = 31
_FARTHEST: Final = timedelta(days=183)
"""A day that has passed would otherwise be read as that of the next year."""
_DAY: Final = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")
_HOUR: Final = re.compile(r"([01][0-9]|2[0-3]):?([0-5][0-9])")
_NAMED_MOST: Final = 12
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be shown, and done before: `visits` for all of `targets` (0 closes, "usual" leaves it to the file)."""

    branch: Branch
    mode: CollectionMode
    targets: tuple[SlotKey | SlotDay, ...] = ()
    visits: int | Literal["usual"] | None = None


async def slots(office: Office, asked: Asked) -> Answer | Decision:
    clinic, now = office.clinic, asked.now
    order = read(clinic, asked.rest, now)
    if isinstance(order, Answer):
        return order
    keys = tuple(key for target in order.targets for key in _slots_in(order.branch, target, now))
    if order.targets and not keys:
        return sentence("desk-slots-no-hours")
    if order.visits is None:
        return await office.read(
            lambda connection: told(order, room.since(connection, clinic.id, now - _A_DAY, keys), now)
        )
    visits = None if order.visits == "usual" else order.visits
    changes = [Override(target, visits) for target in order.targets]
    return Decision(
        lambda connection: told(
            order,
            room.changed(
                connection, clinic.id, order.branch, changes, asked.user_id, now, now - _A_DAY, keys
            ),
            now,
        )
    )


def read(clinic: Clinic, rest: str, now: datetime) -> Order | Answer:
    """What a command asks for; an answer where it cannot be told, which says how it is written."""
    words = rest.split()
    branch = _branch(clinic, words[0]) if words else None
    if branch is not None:
        words = words[1:]
    elif len(clinic.branches) == 1:
        branch = clinic.branches[0]
    else:
        buttons = [button(branch_name(each), f"slots {short_id(each.id)}") for each in clinic.branches]
        return Answer((text("desk-slots-which"),), in_rows(buttons, 2))
    mode: CollectionMode = "home"
    if words and words[0].casefold() in _HOME | _LAB:
        mode = "lab" if words[0].casefold() in _LAB else "home"
        words = words[1:]
    if branch.hours(mode) is None:
        return sentence("desk-slots-no-visits")
    if not words:
        return Order(branch, mode)
    return _targeted(branch, mode, words, now)


def _targeted(branch: Branch, mode: CollectionMode, words: list[str], now: datetime) -> Order | Answer:
    visits, when = _visits(words[-1]), words[:-1]
    if visits is None or not when:
        visits, when = None, words
    targets = _targets(branch, mode, " ".join(when), now)
    if targets is None and visits is not None:
        # What looked like a number of visits may be part of the day: "24".
        visits, targets = None, _targets(branch, mode, " ".join(words), now)
    if targets is None:
        return Answer((text("desk-slots-when"), text("desk-usage", example=text("desk-usage-slots"))))
    return Order(branch, mode, targets, visits) if targets else sentence("desk-slots-no-hours")


def _visits(word: str) -> int | Literal["usual"] | None:
    said = word.casefold()
    if said in _CLOSE:
        return 0
    if said in _OPEN:
        return "usual"
    if said.isascii() and said.isdigit() and len(said) <= 2 and int(said) <= _MOST:
        return int(said)
    return None


def _targets(
    branch: Branch, mode: CollectionMode, when: str, now: datetime
) -> tuple[SlotKey | SlotDay, ...] | None:
    """The days or the hours that are meant; `None` when no day is, or one that has passed or is far off."""
    local = now.astimezone(branch.zone)
    first, last, start, end = _said(when, local)
    if first is None or not local.date() <= first <= last <= local.date() + _FARTHEST:
        return None
    if (last - first).days >= _MOST_DAYS:
        return None
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    if start is None and end is None:
        return tuple(SlotDay(branch.id, mode, day) for day in days)
    return tuple(
        key for day in days for key in of_day(branch, mode, day) if _within(branch, mode, key, start, end)
    )


def _said(when: str, local: datetime) -> tuple[date | None, date, time | None, time | None]:
    """First and last day, and from when to when, in words or as buttons write it."""
    words = when.split()
    day = _DAY.fullmatch(words[0]) if words else None
    hour = _HOUR.fullmatch(words[1]) if len(words) == 2 else None
    if day is not None and (len(words) == 1 or hour is not None):
        try:
            of = date(int(day[1]), int(day[2]), int(day[3]))
        except ValueError:
            return None, local.date(), None, None
        at = time(int(hour[1]), int(hour[2])) if hour is not None else None
        return of, of, at, at
    wish = read_when(when, local)
    if isinstance(wish, Rejected):
        return None, local.date(), None, None
    first = wish.date or local.date()
    return first, wish.date_to or first, wish.start, wish.end


def _within(branch: Branch, mode: CollectionMode, key: SlotKey, start: time | None, end: time | None) -> bool:
    """Whether a slot begins in that time; for a point in time, whether it is the slot that holds it."""
    begins = key.start.astimezone(branch.zone)
    ends = key.start + _length(branch, mode)
    if start is not None and start == end:
        return key.start <= datetime.combine(begins.date(), start, branch.zone) < ends
    return (start is None or begins.time() >= start) and (end is None or begins.time() < end)


def _slots_in(branch: Branch, target: SlotKey | SlotDay, now: datetime) -> Iterator[SlotKey]:
    """The slots of a target that have not begun."""
    its = (target,) if isinstance(target, SlotKey) else of_day(branch, target.mode, target.day)
    return (key for key in its if key.start > now)


def told(order: Order, known: Room, now: datetime) -> Answer:
    """What was done, and what the slots look like now."""
    branch, mode = order.branch, order.mode
    days = sorted({_day(branch, target) for target in order.targets})
    done: list[Text | str] = []
    if order.visits is not None:
        done = [_done(order), *_over(order, known, now), ""]
    toast = text("desk-slots-done") if order.visits is not None else None
    if len(days) != 1:
        shown = days or [
            now.astimezone(branch.zone).date() + timedelta(days=ahead)
            for ahead in range((branch.hours(mode) or branch.collection).horizon_days + 1)
        ]
        return _overview(order, known, shown, now, done, toast)
    if len(order.targets) == 1 and isinstance(order.targets[0], SlotKey):
        return _one(order, order.targets[0], known, done, toast)
    return _day_told(order, days[0], known, now, done, toast)


def _overview(
    order: Order, known: Room, days: list[date], now: datetime, done: list[Text | str], toast: Text | None
) -> Answer:
    branch, mode = order.branch, order.mode
    lines: list[Text | str] = [*done, _head(order)]
    buttons = []
    for day in days:
        keys = list(_slots_in(branch, SlotDay(branch.id, mode, day), now))
        if not keys:
            continue
        lines.append(_sum(text("slot-day", day=Day(day)), branch, keys, known))
        buttons.append(button(text("slot-day", day=Day(day)), _command(branch, mode, day)))
    if len(lines) == len(done) + 1:
        return sentence("desk-slots-no-hours")
    rows = in_rows(buttons, 2)
    if branch.visit is not None:
        other: CollectionMode = "lab" if mode == "home" else "home"
        rows = (*rows, (button(text(f"mode-{other}"), _command(branch, other)),))
    return Answer(tuple(lines), rows, toast=toast)


def _day_told(
    order: Order, day: date, known: Room, now: datetime, done: list[Text | str], toast: Text | None
) -> Answer:
    branch, mode = order.branch, order.mode
    whole = SlotDay(branch.id, mode, day)
    keys = list(_slots_in(branch, whole, now))
    lines: list[Text | str] = [*done, _head(order), text("desk-slots-day", day=Day(day))]
    hours: list[ObjectButton] = []
    for key in keys:
        span = _span(branch, mode, key)
        lines.append(_line(text("slot-span", span=span), branch, key, known))
        hours.append(button(text("slot-span", span=span), _command(branch, mode, day, key)))
    closed = all(capacity(branch, key, known.overrides) == 0 for key in keys)
    act = (
        button(text("desk-button-reopen-day"), f"{_command(branch, mode, day)} open", "success")
        if closed
        else button(text("desk-button-close-day"), f"{_command(branch, mode, day)} close", "danger")
    )
    usual = any(_is_set(branch, key, known.overrides) for key in keys) and not closed
    acts: list[ObjectButton] = [act]
    if usual:
        acts.append(button(text("desk-button-usual"), f"{_command(branch, mode, day)} open"))
    back = button(text("desk-button-all-days"), _command(branch, mode))
    return Answer(tuple(lines), (*in_rows(hours, 2), tuple(acts), (back,)), toast=toast)


def _one(order: Order, key: SlotKey, known: Room, done: list[Text | str], toast: Text | None) -> Answer:
    branch, mode = order.branch, order.mode
    day, takes = day_of(branch, key).day, capacity(branch, key, known.overrides)
    claims = known.claims.get(key, Claims((), 0))
    span = text("slot-time", day=Day(day), span=_span(branch, mode, key))
    lines: list[Text | str] = [*done, _head(order), _line(span, branch, key, known)]
    if claims.references:
        lines.append(text("desk-slots-booked", references=listed(*claims.references)))
    if claims.holds:
        lines.append(text("desk-slots-holds", count=claims.holds))
    command = _command(branch, mode, day, key)
    acts: list[ObjectButton] = []
    if takes:
        acts.append(button(text("desk-button-close"), f"{command} close", "danger"))
        if takes > 1:
            acts.append(button(f"{takes - 1}", f"{command} {takes - 1}"))
    if takes < _MOST:
        acts.append(button(f"{takes + 1}", f"{command} {takes + 1}"))
    rows: list[tuple[ObjectButton, ...]] = [tuple(acts)]
    if takes == 0:
        usual = (branch.hours(mode) or branch.collection).capacity
        rows.append((button(text("desk-button-reopen"), f"{command} {usual}", "success"),))
    elif _is_set(branch, key, known.overrides):
        rows.append((button(text("desk-button-usual"), f"{command} open"),))
    return Answer(
        tuple(lines),
        (*rows, (button(text("slot-day", day=Day(day)), _command(branch, mode, day)),)),
        toast=toast,
    )


def _done(order: Order) -> Text:
    what = listed(*_named(order))
    match order.visits:
        case 0:
            return text("desk-slots-closed", what=what)
        case int() as visits:
            return text("desk-slots-set", what=what, visits=visits)
        case _:
            return text("desk-slots-usual", what=what)


def _named(order: Order) -> list[Text | str]:
    """The days or hours of an order, in words."""
    named: list[Text | str] = []
    for target in order.targets[:_NAMED_MOST]:
        if isinstance(target, SlotDay):
            named.append(text("slot-day", day=Day(target.day)))
        else:
            span = _span(order.branch, order.mode, target)
            named.append(text("slot-time", day=Day(_day(order.branch, target)), span=span))
    if len(order.targets) > _NAMED_MOST:
        named.append(text("desk-more", count=len(order.targets) - _NAMED_MOST))
    return named


def _over(order: Order, known: Room, now: datetime) -> list[Text]:
    """The bookings that no longer have room, those that were made last: somebody must call these patients."""
    found = []
    for target in order.targets:
        for key in _slots_in(order.branch, target, now):
            claims = known.claims.get(key, Claims((), 0))
            over = claims.references[capacity(order.branch, key, known.overrides) :]
            if over:
                span = _span(order.branch, order.mode, key)
                when = text("slot-time", day=Day(_day(order.branch, key)), span=span)
                found.append(text("desk-slots-over", when=when, count=len(over), references=listed(*over)))
    return found


def _head(order: Order) -> Text:
    return text("desk-slots", branch=branch_name(order.branch), mode=text(f"mode-{order.mode}"))


def _line(when: Text, branch: Branch, key: SlotKey, known: Room) -> Text:
    takes, taken = capacity(branch, key, known.overrides), known.taken.get(key, 0)
    if takes == 0:
        return text("desk-slots-line-closed", when=when, taken=taken)
    changed = "yes" if _is_set(branch, key, known.overrides) else "no"
    return text("desk-slots-line", when=when, taken=taken, visits=takes, changed=changed)


def _sum(when: Text, branch: Branch, keys: list[SlotKey], known: Room) -> Text:
    """A day in one line."""
    takes = sum(capacity(branch, key, known.overrides) for key in keys)
    taken = sum(known.taken.get(key, 0) for key in keys)
    if takes == 0:
        return text("desk-slots-line-closed", when=when, taken=taken)
    changed = "yes" if any(_is_set(branch, key, known.overrides) for key in keys) else "no"
    return text("desk-slots-line", when=when, taken=taken, visits=takes, changed=changed)


def _is_set(branch: Branch, key: SlotKey, known: Overrides) -> bool:
    return key in known or day_of(branch, key) in known


def _branch(clinic: Clinic, word: str) -> Branch | None:
    named = clinic.branch_by_slug(word.lower())
    return named or next((branch for branch in clinic.branches if short_id(branch.id) == word), None)


def _day(branch: Branch, target: SlotKey | SlotDay) -> date:
    return target.day if isinstance(target, SlotDay) else day_of(branch, target).day


def _length(branch: Branch, mode: CollectionMode) -> timedelta:
    return timedelta(minutes=(branch.hours(mode) or branch.collection).slot_minutes)


def _span(branch: Branch, mode: CollectionMode, key: SlotKey) -> Span:
    return Span(key.start, key.start + _length(branch, mode), branch.zone)


def _command(
    branch: Branch, mode: CollectionMode, day: date | None = None, key: SlotKey | None = None
) -> str:
    """The command that shows it, without its slash; short enough for a button."""
    words = ["slots", short_id(branch.id), mode[0]]
    if day is not None:
        words.append(f"{day:%Y%m%d}")
    if key is not None:
        words.append(f"{key.start.astimezone(branch.zone):%H%M}")
    return " ".join(words)
