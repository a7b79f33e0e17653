"""`/open`: what waits for a person or is with one, how long, and why."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.desk.answer import Answer, sentence
from bot.desk.office import Asked, Office
from bot.store import bookings, cases
from bot.store.cases import Open
from dialogs.screen import LinkButton, Rows
from dialogs.text import Text, text

_SUPERGROUP = "-100"
_MOST_SHOWN = 40
_MOST_LINKS = 8


async def open_cases(office: Office, asked: Asked) -> Answer:
    clinic, sealer = office.clinic.id, office.sealer
    found = await office.read(lambda connection: cases.all_open(connection, sealer, clinic))
    subjects = [each.case.subject for each in found if each.case.subject]
    called = await office.read(lambda connection: bookings.references(connection, clinic, subjects))
    return told(found, called, asked.now)


def told(found: tuple[Open, ...], references: Mapping[str, str], now: datetime) -> Answer:
    """The answer for what the store knows; the urgent come first, then the oldest."""
    if not found:
        return sentence("desk-open-none")
    waiting = sum(each.case.state == "waiting" for each in found)
    lines: list[Text | str] = [text("desk-open", count=len(found), waiting=waiting)]
    for number, each in enumerate(found[:_MOST_SHOWN], start=1):
        case = each.case
        reference = references.get(case.subject, "")
        lines.append(
            text(
                "desk-open-line",
                number=number,
                urgent="yes" if each.urgent else "no",
                cause=text(f"cause-{case.cause}"),
                about=text("desk-open-about", reference=reference) if reference else "",
                state=text(f"desk-case-{case.state}", staff=case.claimed_by or "–"),
                waited=waited(now - case.opened_at),
            )
        )
    if len(found) > _MOST_SHOWN:
        lines.append(text("desk-more", count=len(found) - _MOST_SHOWN))
    return Answer(tuple(lines), _links(found))


def waited(span: timedelta) -> Text:
    """How long, in the two units that matter."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return text("desk-minutes", minutes=minutes)
    if minutes < 24 * 60:
        return text("desk-hours", hours=minutes // 60, minutes=minutes % 60)
    return text("desk-days", days=minutes // (24 * 60), hours=minutes // 60 % 24)


def _links(found: tuple[Open, ...]) -> Rows:
    """Buttons that lead to the cards, where Telegram has addresses for messages: in supergroups."""
    links = []
    for number, each in enumerate(found[:_MOST_LINKS], start=1):
        place = each.place
        group = str(place.chat_id)
        if place.message_id and group.startswith(_SUPERGROUP):
            topic = f"/{place.topic_id}" if place.topic_id else ""
            address = f"https://t.me/c/{group.removeprefix(_SUPERGROUP)}{topic}/{place.message_id}"
            links.append(LinkButton(text("desk-open-link", number=number), address))
    return tuple(tuple(links[at : at + 4]) for at in range(0, len(links), 4))
