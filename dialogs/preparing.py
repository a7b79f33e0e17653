"""How to prepare for a sample, in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs.care import Preparation, eat_until
from dialogs.text import Moment, Text, lines, listed, text


def advice(needed: Preparation, sample: datetime | None, zone: ZoneInfo) -> Text:
    """What to do before the sample; with its time, until when to eat. What nobody knows, the team tells."""
    parts: list[Text] = []
    if needed.fasting_hours and sample is not None:
        until = Moment(eat_until(sample, needed.fasting_hours, zone), zone)
        parts.append(text("prepare-fasting-until", hours=needed.fasting_hours, until=until))
    elif needed.fasting_hours:
        parts.append(text("prepare-fasting", hours=needed.fasting_hours))
    elif not needed.unknown:
        parts.append(text("prepare-nothing"))
    if needed.unknown:
        parts.append(text("prepare-unknown", names=listed(*(item.name for item in needed.unknown))))
    return text("prepare", parts=lines(*parts))
