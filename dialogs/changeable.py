"""What may still be asked of a booking, and why not."""

from datetime import timedelta
from typing import Literal

from dialogs.order import catalogue_of
from dialogs.outcome import slot_said
from dialogs.scene import Scene
from dialogs.submission import Booking, ChangeKind
from dialogs.text import Text, text

_USUAL_HOURS = 24

Hindrance = Literal["over", "passed", "asked", "unconfirmed", "near", "timeless"]
"""`over`: cancelled or never made; `near`: past the clinic's cut-off; `timeless`: it has no slot to be moved from."""


def hindrance(scene: Scene, booking: Booking, kind: ChangeKind) -> Hindrance | None:
    """Why this cannot be asked of the booking now; `None` when it can."""
    sent, now = booking.submission, scene.stamp.now
    if booking.state in ("withdrawn", "failed"):
        return "over"
    if sent.slot is not None and sent.slot <= now:
        return "passed"
    if booking.awaited is not None:
        return "asked"
    if booking.state != "confirmed":
        return "unconfirmed" if kind == "reschedule" else None
    cutoff = timedelta(minutes=scene.world.clinic.cutoff_minutes)
    if sent.slot is not None and sent.slot - now < cutoff:
        return "near"
    return "timeless" if kind == "reschedule" and sent.slot_key is None else None


def still_to_come(scene: Scene) -> tuple[Booking, ...]:
    """The bookings and requests of this chat that somebody who speaks of "my booking" may mean."""
    return tuple(
        booking
        for booking in scene.world.bookings
        if booking.submission.phase == "booking"
        and hindrance(scene, booking, "cancel") not in ("over", "passed")
    )


def missed_visit(scene: Scene) -> Booking | None:
    """The visit whose time is over since a day at most, and of which nobody has said that the sample is taken."""
    now = scene.stamp.now
    return next(
        (
            booking
            for booking in reversed(scene.world.visits)
            if booking.state == "confirmed"
            and booking.collected_at is None
            and booking.submission.slot is not None
            and (booking.submission.slot_end or booking.submission.slot) <= now
            and now < booking.submission.slot + timedelta(days=1)
        ),
        None,
    )


def late_report(scene: Scene) -> Booking | None:
    """The visit whose report could be there by now, and is not."""
    items = catalogue_of(scene).items
    for booking in reversed(scene.world.visits):
        sent = booking.submission
        if booking.state != "confirmed" or booking.reports or sent.slot is None:
            continue
        hours = [items[each.id].turnaround_hours for each in sent.items if each.id in items]
        usual = max((each for each in hours if each is not None), default=_USUAL_HOURS)
        if (sent.slot_end or sent.slot) + timedelta(hours=usual) < scene.stamp.now:
            return booking
    return None


def phone_of(scene: Scene, booking: Booking) -> str:
    """The number to call about a booking: its branch's, else the clinic's first."""
    branch = scene.world.clinic.branch(booking.submission.branch_id)
    phones = [b.phone for b in (branch, *scene.world.clinic.branches) if b is not None and b.phone]
    return phones[0] if phones else ""


def hindrance_said(scene: Scene, booking: Booking, why: Hindrance) -> Text:
    reference, slot = booking.submission.reference, slot_said(scene, booking.submission)
    match why:
        case "over":
            return text("change-over", reference=reference)
        case "passed":
            return text("change-passed", reference=reference, slot=slot)
        case "asked":
            return asked_said(scene, booking)
        case "unconfirmed":
            return text("change-unconfirmed", reference=reference)
        case "near":
            phone = phone_of(scene, booking)
            if phone:
                return text("change-near", reference=reference, slot=slot, phone=phone)
            return text("change-near-team", reference=reference, slot=slot)
        case "timeless":
            return text("change-by-team", reference=reference)


def asked_said(scene: Scene, booking: Booking) -> Text:
    """What was asked of the booking, and that it is not done yet."""
    sent, change = booking.submission, booking.awaited
    if change is not None and change.kind == "reschedule":
        return text(
            "change-asked",
            reference=sent.reference,
            old=slot_said(scene, sent),
            new=slot_said(scene, sent.at(change)),
        )
    return text("cancel-asked", reference=sent.reference, slot=slot_said(scene, sent))
