"""When the staff are there, and when a wait is over that counts only the hours in which they are."""

from datetime import datetime, timedelta

from dialogs.clinic import Clinic


def next_opening(clinic: Clinic, now: datetime) -> datetime | None:
    """When the staff are there again (aware, in the clinic's zone); `None` while they are."""
    if clinic.staff_hours is None:
        return None
    local = now.astimezone(clinic.zone)
    opens, closes = _day(clinic, local)
    if opens <= local < closes:
        return None
    return opens if local < opens else _day(clinic, local + timedelta(days=1))[0]


def after_hours(clinic: Clinic, start: datetime, minutes: float) -> datetime:
    """When so many minutes in which the staff are there have passed since `start` (aware; the answer is, too)."""
    left = timedelta(minutes=minutes)
    if clinic.staff_hours is None:
        return start + left
    now = next_opening(clinic, start) or start.astimezone(clinic.zone)
    while True:
        _, closes = _day(clinic, now)
        today = closes - now
        if left <= today:
            return (now + left).astimezone(start.tzinfo)
        left -= today
        now = _day(clinic, now + timedelta(days=1))[0]


def _day(clinic: Clinic, local: datetime) -> tuple[datetime, datetime]:
    assert clinic.staff_hours is not None
    opens, closes = clinic.staff_hours.opens, clinic.staff_hours.closes
    return (
        local.replace(hour=opens.hour, minute=opens.minute, second=0, microsecond=0),
        local.replace(hour=closes.hour, minute=closes.minute, second=0, microsecond=0),
    )
