"""`/today`: the visits of today and tomorrow, by branch and hour."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from itertools import groupby

from bot.desk.answer import Answer, button, in_rows
from bot.desk.office import Asked, Office, branch_name, masked
from bot.store import bookings
from bot.store.bookings import Found
from dialogs.care import preparation
from dialogs.clinic import Branch, Clinic
from dialogs.submission import Submission
from dialogs.text import Day, Span, Text, commas, text
from dialogs.world import Shelf

_OVER = ("withdrawn", "failed")


async def today(office: Office, asked: Asked) -> Answer:
    # Branches may keep other clocks than the clinic: a day more on both sides holds all of them.
    first, last = asked.now - timedelta(days=2), asked.now + timedelta(days=3)
    visits = await office.read(
        lambda connection: bookings.between(connection, office.sealer, office.clinic.id, first, last)
    )
    return told(office.clinic, office.shelves(), visits, asked.now)


def told(clinic: Clinic, shelves: Mapping[str, Shelf], visits: tuple[Found, ...], now: datetime) -> Answer:
    """The answer for what the store knows."""
    coming = [each.booking for each in visits if each.booking.state not in _OVER]
    lines: list[Text | str] = []
    shown: list[Submission] = []
    for ahead, key in enumerate(("desk-today", "desk-tomorrow")):
        day = now.astimezone(clinic.zone).date() + timedelta(days=ahead)
        of_day = [
            (branch, [each for each in coming if _is_on(each.submission, branch, day)])
            for branch in clinic.branches
        ]
        count = sum(len(its) for _, its in of_day)
        lines += ["", text(key, day=Day(day), count=count)]
        for branch, its in of_day:
            if not its:
                continue
            if len(clinic.branches) > 1:
                lines.append(text("desk-branch", name=branch_name(branch)))
            for hour, of_hour in groupby(its, key=lambda each: _span(each.submission, branch)):
                lines.append(text("desk-hour", hour=hour))
                for each in of_hour:
                    shown.append(each.submission)
                    lines.append(
                        text(
                            "desk-visit",
                            reference=each.submission.reference,
                            about=commas(*_about(each.submission, shelves.get(branch.id))),
                            state=text(f"state-{each.state}"),
                        )
                    )
    more = [button(sent.reference, f"booking {sent.reference}") for sent in shown]
    return Answer(tuple(lines[1:]), in_rows(more, 3))


def _is_on(sent: Submission, branch: Branch, day: date) -> bool:
    return (
        sent.branch_id == branch.id
        and sent.slot is not None
        and sent.slot.astimezone(branch.zone).date() == day
    )


def _span(sent: Submission, branch: Branch) -> Span:
    start = sent.slot or datetime.combine(date.min, time(), branch.zone)
    return Span(start, sent.slot_end or start, branch.zone)


def _about(sent: Submission, shelf: Shelf | None) -> list[Text | str]:
    known: list[Text | str] = [_first_name(sent)]
    known.append(text("mode-lab") if sent.mode == "lab" else sent.pincode)
    known.append(text("desk-items", count=len(sent.items) + len(sent.described)))
    hours = fasting_hours(sent, shelf)
    if hours:
        known.append(text("desk-fasting", hours=hours))
    known.append(masked(sent.phone))
    return known


def _first_name(sent: Submission) -> str:
    return sent.patient_name.split()[0] if sent.patient_name.split() else sent.first_name


def fasting_hours(sent: Submission, shelf: Shelf | None) -> int:
    """How long the patient is to fast, as far as the catalogue says."""
    if shelf is None:
        return 0
    items = [shelf.catalogue.items[item.id] for item in sent.items if item.id in shelf.catalogue.items]
    return preparation(items, shelf.catalogue).fasting_hours
