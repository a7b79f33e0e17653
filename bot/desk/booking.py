"""`/booking <reference or phone>`: everything that is known of a booking."""

import re

from bot.desk.answer import Answer, button, in_rows, sentence, usage
from bot.desk.office import Asked, Office, branch_name, masked
from bot.store import bookings, cases
from bot.store.bookings import Found
from dialogs.care import is_held
from dialogs.case import Case
from dialogs.clinic import Clinic
from dialogs.questions.contact import spaced
from dialogs.submission import Submission
from dialogs.text import Day, Moment, Money, Span, Text, commas, text
from dialogs.understanding.phone import read_phone

_REFERENCE = re.compile(r"([A-Z0-9]{4})[\s-]?([A-Z0-9]{4})")


async def booking(office: Office, asked: Asked) -> Answer:
    wanted = asked.rest.strip()
    if not wanted:
        return usage("booking")
    clinic, sealer = office.clinic.id, office.sealer
    phone = (read_phone(wanted) or "")[-10:]
    if phone:
        found = await office.read(lambda connection: bookings.by_phone(connection, sealer, clinic, phone))
    else:
        reference = reference_in(wanted)
        found = await office.read(
            lambda connection: bookings.by_reference(connection, sealer, clinic, reference)
        )
    if not found:
        return sentence("desk-booking-none")
    if len(found) > 1 and len({each.booking.submission.reference for each in found}) > 1:
        return several(office.clinic, found)
    lines: list[Text | str] = []
    for each in found:
        sent = each.booking.submission
        open_case, past_case = await _cases_of(office, each.chat_id)
        case = about(sent, open_case, past_case)
        lines += ["", *told(office.clinic, each, case, number_known=bool(phone))]
    return Answer(tuple(lines[1:]))


async def _cases_of(office: Office, chat_id: int) -> tuple[Case | None, Case | None]:
    sealer, clinic = office.sealer, office.clinic.id
    return await office.read(lambda connection: cases.of_chat(connection, sealer, clinic, chat_id)())


def about(sent: Submission, *known: Case | None) -> Case | None:
    """The case that is about the booking; else the one that is open in its chat."""
    cases_of_chat = [case for case in known if case is not None]
    its = (case for case in cases_of_chat if any(task.subject == sent.id for task in case.tasks))
    return next(its, next((case for case in cases_of_chat if case.state != "resolved"), None))


def reference_in(wanted: str) -> str:
    """A reference as it is kept, however it was written."""
    written = wanted.upper().lstrip("#")
    parts = _REFERENCE.fullmatch(written)
    return f"{parts[1]}-{parts[2]}" if parts else written


def several(clinic: Clinic, found: tuple[Found, ...]) -> Answer:
    """The bookings of one number: a button for each, the newest first."""
    lines: list[Text | str] = [text("desk-booking-several", count=len(found))]
    for each in found:
        sent = each.booking.submission
        lines.append(
            text(
                "desk-booking-line",
                reference=sent.reference,
                state=text(f"state-{each.booking.state}"),
                slot=_slot(clinic, sent),
            )
        )
    buttons = [
        button(each.booking.submission.reference, f"booking {each.booking.submission.reference}")
        for each in found
    ]
    return Answer(tuple(lines), in_rows(buttons, 3))


def told(clinic: Clinic, found: Found, case: Case | None, *, number_known: bool) -> list[Text | str]:
    """Everything about a booking, a line each. The number stands there whole for whoever has named it."""
    booked, sent = found.booking, found.booking.submission
    branch = clinic.branch(sent.branch_id)
    phone = spaced(sent.phone) if number_known else masked(sent.phone)
    lines: list[Text | str] = [
        text("desk-booking-head", reference=sent.reference, state=text(f"state-{booked.state}")),
        text("desk-booking-who", name=sent.patient_name, phone=phone),
        text(
            "desk-booking-where",
            branch=branch_name(branch) if branch is not None else sent.branch_id,
            mode=text(f"mode-{sent.mode or 'home'}"),
        ),
    ]
    if sent.slot is not None:
        lines.append(text("card-slot", slot=_slot(clinic, sent)))
    where = ", ".join(part for part in (sent.address, sent.pincode, sent.location) if part)
    if where:
        lines.append(text("address-summary", address=where))
    named = [name for name in (*(item.name for item in sent.items), *sent.described) if not is_held(name)]
    held = len(sent.items) + len(sent.described) - len(named)
    if named:
        lines.append(text("card-items", items=commas(*named)))
    if held:
        lines.append(text("card-held", count=held))
    lines.append(text("card-amount", total=Money(sent.total)))
    if sent.instructions:
        lines.append(text("card-instructions", instructions=sent.instructions))
    lines.append(text("desk-booking-lab", id=booked.lab_id) if booked.lab_id else text("desk-booking-no-lab"))
    if booked.reports:
        lines.append(
            text("desk-booking-reports", announced=len(booked.reports), sent=len(booked.reports_sent))
        )
    if case is not None:
        lines.append(
            text(
                "desk-booking-case",
                cause=text(f"cause-{case.cause}"),
                state=text(f"desk-case-{case.state}", staff=case.claimed_by or "–"),
            )
        )
    made = Moment(sent.made_at, branch.zone if branch is not None else clinic.zone)
    lines.append(text("desk-booking-made", made=made, campaign=sent.source))
    return lines


def _slot(clinic: Clinic, sent: Submission) -> Text:
    if sent.slot is None:
        return text("desk-no-slot")
    branch = clinic.branch(sent.branch_id)
    zone = branch.zone if branch is not None else clinic.zone
    span = Span(sent.slot, sent.slot_end or sent.slot, zone)
    return text("slot-time", day=Day(sent.slot.astimezone(zone).date()), span=span)
