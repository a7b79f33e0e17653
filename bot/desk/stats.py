"""`/stats [days]`: what became of whom each campaign brought, in words and as a picture."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import Final

from bot.desk.answer import Answer, Attachment, sentence, usage
from bot.desk.office import Asked, Office
from bot.desk.stats_picture import Funnel, drawn
from bot.store import journey
from bot.store.journey import Count, Wait
from dialogs.money import Paise
from dialogs.text import Money, Text, text

STEPS: Final = ("started", "price_seen", "contact", "booked", "collected", "completed")
_BY_PATIENT: Final = frozenset({"started", "price_seen", "contact"})
"""Steps that a patient may repeat: patients are counted. The others are made once for each booking."""

_WITHOUT: Final = frozenset({"", "telegram"})
"""What stands where no advertisement brought the patient."""

_USUAL_DAYS: Final = 7
_MOST_DAYS: Final = 366
_MOST_SHOWN: Final = 12
_MOST_DRAWN: Final = 6


@dataclass(slots=True)
class Campaign:
    """The figures of one campaign; `name` is empty for those whom none brought."""

    name: str
    steps: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STEPS, 0))
    ordered: int = 0
    revenue: int = 0
    waits: list[float] = field(default_factory=list)


async def stats(office: Office, asked: Asked) -> Answer:
    days = _days(asked.rest)
    if days is None:
        return usage("stats")
    clinic, since = office.clinic.id, asked.now - timedelta(days=days)
    counts = await office.read(lambda connection: journey.counts(connection, clinic, since))
    waits = await office.read(lambda connection: journey.waits(connection, clinic, since))
    campaigns = summed(counts, waits)
    if not campaigns:
        return sentence("desk-stats-none", days=days)
    answer = told(campaigns, days)
    labels = [office.words.plain(Text(f"desk-picture-{step}"), office.language) for step in STEPS]
    nameless = office.words.plain(text("desk-picture-no-campaign"), office.language)
    funnels = [
        Funnel(each.name or nameless, tuple(each.steps[step] for step in STEPS))
        for each in campaigns[:_MOST_DRAWN]
    ]
    picture = await asyncio.to_thread(drawn, funnels, labels)
    return Answer(answer.lines, attachment=Attachment("stats.png", picture, picture=True))


def _days(rest: str) -> int | None:
    words = rest.split()
    if not words:
        return _USUAL_DAYS
    days = int(words[0]) if words[0].isascii() and words[0].isdigit() and len(words[0]) < 5 else 0
    return days if 1 <= days <= _MOST_DAYS else None


def summed(counts: Iterable[Count], waits: Iterable[Wait]) -> list[Campaign]:
    """The campaigns, those with the most patients first; those whom none brought come last."""
    found: dict[str, Campaign] = {}

    def of(name: str) -> Campaign:
        name = "" if name in _WITHOUT else name
        return found.setdefault(name, Campaign(name))

    for each in counts:
        if each.step not in STEPS:
            continue
        campaign = of(each.campaign)
        campaign.steps[each.step] += each.visitors if each.step in _BY_PATIENT else each.times
        if each.step == "booked":
            campaign.ordered += each.amount
        elif each.step == "collected":
            campaign.revenue += each.amount
    for wait in waits:
        of(wait.campaign).waits.append(wait.seconds)
    return sorted(found.values(), key=lambda each: (not each.name, -each.steps["started"], each.name))


def told(campaigns: list[Campaign], days: int) -> Answer:
    """The figures in words."""
    lines: list[Text | str] = [text("desk-stats", days=days)]
    for each in campaigns[:_MOST_SHOWN]:
        name = each.name or text("desk-no-campaign")
        figures = {step.replace("_", ""): count for step, count in each.steps.items()}
        lines += ["", text("desk-stats-campaign", name=name), text("desk-stats-funnel", **figures)]
        lines.append(
            text(
                "desk-stats-money",
                ordered=Money(Paise(each.ordered)),
                revenue=Money(Paise(each.revenue)),
            )
        )
        if each.waits:
            lines.append(text("desk-stats-human", minutes=_minutes(each.waits), count=len(each.waits)))
    if len(campaigns) > _MOST_SHOWN:
        lines.append(text("desk-more", count=len(campaigns) - _MOST_SHOWN))
    return Answer(tuple(lines))


def _minutes(waits: list[float]) -> str:
    """The wait that half of them had at most."""
    minutes = median(waits) / 60
    return f"{minutes:.0f}" if minutes >= 10 else f"{minutes:.1f}".removesuffix(".0")
