"""When a lead may go out: it blocks a booking of the same phone for the rest of the lab's day."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogs.clinic import Clinic

INDIA = ZoneInfo("Asia/Kolkata")
_NIGHT_ENDS = time(5, 30)
_STAFF_FIRST = timedelta(hours=2)


def lead_not_before(clinic: Clinic, now: datetime) -> datetime:
    """The first moment from `now` on at which a lead may go out.

    Never between midnight and half past five in India, where the lab's day may turn, nor in the first two hours of
    the staff's, who can still make a booking of whoever went quiet.
    """
    at = now
    for _ in range(3):
        later = _after_staff_begin(clinic, _after_night(at))
        if later == at:
            break
        at = later
    return at


def _after_night(at: datetime) -> datetime:
    local = at.astimezone(INDIA)
    if local.time() >= _NIGHT_ENDS:
        return at
    return local.replace(
        hour=_NIGHT_ENDS.hour, minute=_NIGHT_ENDS.minute, second=0, microsecond=0
    ).astimezone(at.tzinfo)


def _after_staff_begin(clinic: Clinic, at: datetime) -> datetime:
    if clinic.staff_hours is None:
        return at
    local = at.astimezone(clinic.zone)
    opens = clinic.staff_hours.opens
    for day in (local - timedelta(days=1), local):
        begin = day.replace(hour=opens.hour, minute=opens.minute, second=0, microsecond=0)
        if begin <= local < begin + _STAFF_FIRST:
            return (begin + _STAFF_FIRST).astimezone(at.tzinfo)
    return at
