"""`/leads`: the clinic's leads system, for those who have no other way to it at hand."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from bot.desk.answer import Answer, button, sentence, usage
from bot.desk.office import Asked, Office, masked
from bot.lab.glapi import Glapi
from bot.lab.glapi_models import STATUSES, Lead, LeadUpdate, Scoring
from bot.lab.port import LabError, LabOutcomeUnknown, LabRefused, LabSignInFailed
from dialogs.screen import ObjectButton, Rows
from dialogs.text import Text, text

_A_PAGE: Final = 10
_MOST_SHOWN: Final = 20
_LONGEST_ON_A_BUTTON: Final = 40
_NOT_THERE: Final = 404


async def leads(office: Office, asked: Asked) -> Answer:
    if office.leads is None:
        return sentence("desk-leads-none")
    act, _, rest = asked.rest.strip().partition(" ")
    try:
        return await _done(office.leads, act.casefold(), rest.strip(), asked.now)
    except LabOutcomeUnknown:
        return sentence("desk-leads-unknown")
    except LabSignInFailed:
        return sentence("desk-leads-sign-in")
    except LabRefused as refused:
        if refused.status == _NOT_THERE:
            return sentence("desk-leads-not-there")
        return sentence("desk-leads-refused", detail=refused.detail[:300])
    except LabError:
        return sentence("desk-leads-away")


async def _done(system: Glapi, act: str, rest: str, now: datetime) -> Answer:
    match act:
        case "" | "list" | "page":
            return await _page(system, rest)
        case "source" if rest:
            return _list(await system.by_source(rest))
        case "assignee" | "assigned" if rest:
            return _list(await system.assigned_to(rest.removeprefix("to ").strip()))
        case "scoring" | "statistics" | "stats":
            return _scoring(await system.scoring())
        case "show" if rest:
            return _whole(await system.read(rest))
        case "update" if rest:
            lead_id, _, words = rest.partition(" ")
            change = change_in(words, now)
            if change is None:
                return usage("leads")
            return Answer((text("desk-leads-changed"), *_whole(await system.update(lead_id, change)).lines))
        case "delete" if rest:
            lead_id, _, sure = rest.partition(" ")
            return await _deleted(system, lead_id, sure=sure.strip() == "yes")
        case _:
            return usage("leads")


async def _page(system: Glapi, rest: str) -> Answer:
    number = int(rest) if rest.isascii() and rest.isdigit() and 0 < len(rest) < 5 else 1
    found = await system.leads(page=max(1, number), limit=_A_PAGE)
    answer = _list(found.leads)
    turns: list[ObjectButton] = []
    if number > 1:
        turns.append(button(text("desk-button-newer"), f"leads page {number - 1}"))
    if found.pages is not None and number < found.pages:
        turns.append(button(text("desk-button-older"), f"leads page {number + 1}"))
    return Answer(answer.lines, (*answer.rows, tuple(turns)) if turns else answer.rows)


def _list(found: Sequence[Lead]) -> Answer:
    if not found:
        return sentence("desk-leads-empty")
    lines: list[Text | str] = [
        text(
            "desk-leads-line",
            number=number,
            name=each.name or "–",
            status=each.status or "–",
            score="–" if each.score is None else str(each.score),
            source=each.source or "–",
        )
        for number, each in enumerate(found[:_MOST_SHOWN], start=1)
    ]
    if len(found) > _MOST_SHOWN:
        lines.append(text("desk-more", count=len(found) - _MOST_SHOWN))
    return Answer(tuple(lines), _numbered(found[:_MOST_SHOWN]))


def _numbered(found: Iterable[Lead]) -> Rows:
    """A button a lead, where its id is short enough for one."""
    buttons = [
        button(str(number), f"leads show {each.id}")
        for number, each in enumerate(found, start=1)
        if len(each.id.encode()) <= _LONGEST_ON_A_BUTTON
    ]
    return tuple(tuple(buttons[at : at + 5]) for at in range(0, len(buttons), 5))


def _whole(lead: Lead) -> Answer:
    known: dict[str, object] = {
        "id": lead.id,
        "phone": masked(lead.phone) if lead.phone else "",
        "source": lead.source,
        "status": lead.status,
        "score": lead.score,
        "assignee": lead.assigned_to,
        "notes": lead.notes,
        **lead.custom_fields,
    }
    lines: list[Text | str] = [text("desk-leads-head", name=lead.name or "–")]
    lines += [f"{name}: {value}" for name, value in known.items() if value not in (None, "")]
    rows: Rows = ()
    if len(lead.id.encode()) <= _LONGEST_ON_A_BUTTON:
        rows = ((button(text("desk-button-delete"), f"leads delete {lead.id}", "danger"),),)
    return Answer(tuple(lines), rows)


async def _deleted(system: Glapi, lead_id: str, *, sure: bool) -> Answer:
    """Asked once more before: nothing brings a lead back."""
    if sure:
        await system.delete(lead_id)
        return sentence("desk-leads-deleted")
    lead = await system.read(lead_id)
    asked = text("desk-leads-sure", name=lead.name or "–", command=f"/leads delete {lead_id} yes")
    if len(lead_id.encode()) > _LONGEST_ON_A_BUTTON:
        return Answer((asked,))
    yes = button(text("desk-button-delete-yes"), f"leads delete {lead_id} yes", "danger")
    return Answer((asked,), ((yes,), (button(text("desk-button-back"), f"leads show {lead_id}"),)))


def _scoring(scoring: Scoring) -> Answer:
    known = {
        "average": scoring.average,
        "low": scoring.low,
        "medium": scoring.medium,
        "high": scoring.high,
        "all": scoring.total,
    }
    figures = [f"{name}: {value}" for name, value in known.items() if value is not None]
    top = _list(scoring.top) if scoring.top else Answer()
    return Answer((text("desk-leads-scoring"), *figures, *top.lines), top.rows)


def change_in(words: str, now: datetime) -> LeadUpdate | None:
    """The change that is written: `status=qualified score=80 assignee=… contacted notes=…`, the notes last. None when
    it is none, or has a part that is not understood."""
    before, marked, notes = words.partition("notes=")
    named: dict[str, object] = {"notes": notes.strip()} if marked else {}
    for word in before.split():
        name, _, value = word.partition("=")
        match name.casefold():
            case "status" if value in STATUSES and value != "converted":
                named["status"] = value
            case "score" if value.isascii() and value.isdigit() and int(value) <= 100:
                named["score"] = int(value)
            case "assignee" if value:
                named["assignedTo"] = value
            case "contacted" if not value:
                named["lastContactedAt"] = f"{now:%Y-%m-%dT%H:%M:%S}Z"
            case _:
                return None
    return LeadUpdate.model_validate(named) if named else None
