"""Our key in a lead, and finding the lead that has it: GLAPI has no field for it and cannot look for one."""

from datetime import UTC, datetime, timedelta
from typing import Final

from bot.lab.glapi import MOST_A_PAGE, Glapi
from bot.lab.glapi_models import Lead
from bot.lab.port import LabUnreachable

KEY_FIELD: Final = "phlebotKey"
MOST_PAGES: Final = 20
"""How far back is looked for a lead of ours."""
_CLOCKS_APART: Final = timedelta(hours=1)


def marked(notes: str, key: str) -> str:
    """The notes with our key in them, since some hosts drop custom fields."""
    return f"{notes} [{key}]".strip()


def carries(lead: Lead, key: str) -> bool:
    """Whether the lead is the one with our key."""
    return lead.custom_fields.get(KEY_FIELD) == key or f"[{key}]" in lead.notes


async def made_before(glapi: Glapi, key: str, asked_at: datetime) -> Lead | None:
    """The lead with our key, among those made since it was first asked for; None when there surely is none.

    Raises `LabUnreachable` also when there are too many leads to be sure.
    """
    seen: set[str] = set()
    since, newest_first, last = asked_at - _CLOCKS_APART, True, datetime.max.replace(tzinfo=UTC)
    for number in range(1, MOST_PAGES + 1):
        page = await glapi.leads(page=number, limit=MOST_A_PAGE)
        fresh = [lead for lead in page.leads if lead.id not in seen]
        seen.update(lead.id for lead in fresh)
        found = next((lead for lead in fresh if carries(lead, key)), None)
        if found is not None or not fresh or number == page.pages:
            return found
        for lead in fresh:
            newest_first = newest_first and lead.created_at is not None and lead.created_at <= last
            last = lead.created_at or last
        if newest_first and last < since:
            return None
    raise LabUnreachable("there are too many leads to find ours among them")
