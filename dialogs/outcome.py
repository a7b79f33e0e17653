"""What became of a submission, told truly."""

from datetime import UTC

from dialogs.care import preparation
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


def preparation_said(scene: Scene, sent: Submission) -> Text:
    """How to prepare for a booking, with the hour until which to eat."""
    shelf = scene.world.shelf(sent.branch_id)
    items = (
        [shelf.catalogue.items[i.id] for i in sent.items if i.id in shelf.catalogue.items] if shelf else []
    )
    if shelf is None or len(items) < len(sent.items):
        return text("prepare-unknown", names=listed(*(item.name for item in sent.items)))
    return advice(preparation(items, shelf.catalogue), sent.slot, scene.world.clinic.zone)


def confirmed_text(scene: Scene, booking: Booking) -> Say:
    """The confirmation. Nothing else in the product uses its word."""
    sent = booking.submission
    branch = scene.world.clinic.branch(sent.branch_id)
    where = (
        text("address-summary", address=sent.address)
        if sent.mode == "home"
        else text(
            "mode-summary-lab", branch=(branch.name or branch.address) if branch else scene.world.clinic.name
        )
    )
    body = text(
        "outcome-confirmed",
        reference=sent.reference,
        name=sent.patient_name,
        items=" + ".join(item.name for item in sent.items),
        slot=slot_said(scene, sent),
        where=where,
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
    recent = [b for b in scene.world.bookings if b.state not in ("withdrawn", "failed")]
    if not recent:
        return (Say(text("bookings-none")),)
    return tuple(_booking_said(scene, booking) for booking in recent[-5:])


def _booking_said(scene: Scene, booking: Booking) -> Say:
    sent = booking.submission
    body = text(
        "booking-line",
        reference=sent.reference,
        state=text(f"state-told-{booking.state}"),
        name=sent.patient_name,
        items=" + ".join(item.name for item in sent.items),
        slot=slot_said(scene, sent),
    )
    return Say(body, booking_rows(sent) if booking.state == "confirmed" else ())


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
        ("SUMMARY", escaped),
        ("DESCRIPTION", sent.reference),
    )
    return SendCalendar(f"{sent.reference}.ics", content, text("calendar-caption"))


def _ics(*fields: tuple[str, str]) -> str:
    inner = "".join(f"{name}:{value}\r\n" for name, value in fields)
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//phlebot//EN\r\nBEGIN:VEVENT\r\n"
    return f"{head}{inner}END:VEVENT\r\nEND:VCALENDAR\r\n"
