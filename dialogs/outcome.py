"""What became of a submission, told truly."""

from datetime import UTC

from dialogs.care import preparation
from dialogs.clinic import Offer
from dialogs.effects import Say, SendCalendar
from dialogs.preparing import advice
from dialogs.scene import Scene
from dialogs.screen import ObjectButton, Rows
from dialogs.submission import Booking, Submission
from dialogs.text import Day, Money, Span, Text, listed, text


def slot_said(scene: Scene, sent: Submission) -> Text:
    branch = scene.world.clinic.branch(sent.branch_id)
    zone = branch.zone if branch else scene.world.clinic.zone
    if sent.slot is None:
        return text("slot-unset")
    end = sent.slot_end or sent.slot
    return text("slot-time", day=Day(sent.slot.astimezone(zone).date()), span=Span(sent.slot, end, zone))


def items_said(sent: Submission) -> str:
    return " + ".join(item.name for item in sent.items)


def preparation_said(scene: Scene, sent: Submission) -> Text:
    """How to prepare for a booking, with the hour until which to eat."""
    parties = scene.world.clinic.parties_of(sent.branch_id, sent.party)
    shelf = scene.world.shelf(Offer(sent.branch_id, parties.pricing))
    items = (
        [shelf.catalogue.items[i.id] for i in sent.items if i.id in shelf.catalogue.items] if shelf else []
    )
    if shelf is None or len(items) < len(sent.items):
        return text("prepare-unknown", names=listed(*(item.name for item in sent.items)))
    return advice(preparation(items, shelf.catalogue), sent.slot, scene.world.clinic.zone)


def where_said(scene: Scene, sent: Submission) -> Text:
    """Where the sample is taken."""
    branch = scene.world.clinic.branch(sent.branch_id)
    if sent.mode == "home":
        return text("address-summary", address=sent.address)
    return text(
        "mode-summary-lab", branch=(branch.name or branch.address) if branch else scene.world.clinic.name
    )


def confirmed_text(scene: Scene, booking: Booking) -> Say:
    """The confirmation. Nothing else in the product uses its word."""
    sent = booking.submission
    body = text(
        "outcome-confirmed",
        reference=sent.reference,
        name=sent.patient_name,
        items=items_said(sent),
        slot=slot_said(scene, sent),
        where=where_said(scene, sent),
        preparation=preparation_said(scene, sent),
        total=Money(sent.total),
    )
    return Say(body, booking_rows(sent))


def moved_text(scene: Scene, sent: Submission) -> Say:
    """The visit at its new time, once that stands in the lab's system."""
    body = text(
        "change-done",
        reference=sent.reference,
        name=sent.patient_name,
        items=items_said(sent),
        slot=slot_said(scene, sent),
        where=where_said(scene, sent),
        preparation=preparation_said(scene, sent),
        total=Money(sent.total),
    )
    return Say(body, booking_rows(sent))


def booking_rows(sent: Submission) -> Rows:
    """What can be done with a booking; these buttons never go stale."""
    return (
        (
            ObjectButton(text("booking-change"), "change", sent.id),
            ObjectButton(text("booking-cancel"), "cancel", sent.id, "danger"),
        ),
        (ObjectButton(text("booking-calendar"), "calendar", sent.id),),
    )


def bookings_said(scene: Scene) -> tuple[Say, ...]:
    """Every booking of this chat that is still to come or under way, a message each; or that there is none."""
    recent = [b for b in scene.world.visits if b.state not in ("withdrawn", "failed") or b.awaited]
    if not recent:
        return (Say(text("bookings-none")),)
    return tuple(_booking_said(scene, booking) for booking in recent[-5:])


def _booking_said(scene: Scene, booking: Booking) -> Say:
    sent = booking.submission
    body = text(
        "booking-line",
        reference=sent.reference,
        state=state_told(booking),
        name=sent.patient_name,
        items=items_said(sent),
        slot=slot_said(scene, sent),
    )
    change = booking.awaited
    if change is not None and change.kind == "reschedule":
        body = text("booking-line-moving", line=body, slot=slot_said(scene, sent.at(change)))
    return Say(body, _rows_of(scene, booking))


def state_told(booking: Booking) -> Text:
    """How a booking stands, for the patient."""
    change = booking.awaited
    if change is not None and booking.state == "confirmed":
        return text("state-told-moving" if change.kind == "reschedule" else "state-told-cancelling")
    return text(f"state-told-{booking.state}")


def _rows_of(scene: Scene, booking: Booking) -> Rows:
    """What can be done with a booking as it stands."""
    sent = booking.submission
    if booking.state == "withdrawn":
        return ()
    if booking.awaited is not None:
        return takeback_rows(sent)
    if sent.slot is not None and sent.slot <= scene.stamp.now:
        return (again_row(sent),) if booking.state == "confirmed" else ()
    if booking.state == "confirmed":
        return booking_rows(sent)
    return ((ObjectButton(text("booking-withdraw"), "cancel", sent.id, "danger"),),)


def takeback_rows(sent: Submission) -> Rows:
    """What was asked of a booking, taken back by a tap."""
    return ((ObjectButton(text("booking-take-back"), "takeback", sent.id),),)


def again_row(sent: Submission) -> tuple[ObjectButton, ...]:
    """The same tests for the same person once more."""
    names = items_said(sent)
    label = text(
        "booking-again",
        name=sent.patient_name.split()[0][:20],
        items=names if len(names) <= 40 else f"{names[:39]}…",
    )
    return (ObjectButton(label, "again", sent.id, "primary"),)


def past_visits(scene: Scene) -> tuple[Booking, ...]:
    """Visits that are over, one for each person, the latest first."""
    found: dict[str, Booking] = {}
    for booking in reversed(scene.world.visits):
        sent = booking.submission
        over = sent.slot is not None and sent.slot <= scene.stamp.now
        if booking.state == "confirmed" and over and sent.items:
            found.setdefault(sent.patient_name.casefold(), booking)
    return tuple(found.values())


def calendar(scene: Scene, sent: Submission) -> SendCalendar | None:
    """The visit for the patient's own calendar, without a test's name in it."""
    if sent.slot is None:
        return None
    end = sent.slot_end or sent.slot
    title = scene.plain(text("calendar-title", clinic=scene.world.clinic.name))
    escaped = title.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    stamps = [f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" for moment in (scene.stamp.now, sent.slot, end)]
    content = _ics(
        ("UID", f"{sent.id}@phlebot"),
        ("DTSTAMP", stamps[0]),
        ("DTSTART", stamps[1]),
        ("DTEND", stamps[2]),
        # A calendar takes the file that was made last for the visit.
        ("SEQUENCE", str(max(0, int((scene.stamp.now - sent.made_at).total_seconds() // 60)))),
        ("SUMMARY", escaped),
        ("DESCRIPTION", sent.reference),
    )
    return SendCalendar(f"{sent.reference}.ics", content, text("calendar-caption"))


def _ics(*fields: tuple[str, str]) -> str:
    inner = "".join(f"{name}:{value}\r\n" for name, value in fields)
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//phlebot//EN\r\nBEGIN:VEVENT\r\n"
    return f"{head}{inner}END:VEVENT\r\nEND:VCALENDAR\r\n"
