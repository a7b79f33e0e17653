"""GLAPI as the place where entries go: a booking becomes a lead, which is made a customer.

The slots are ours, so that the stored lead is the lab's yes. GLAPI makes a second lead of a repeated call and cannot
look for a key of ours; therefore our key stands in the lead's custom fields and in its notes (some hosts drop custom
fields), and what was perhaps made is looked for among the newest leads before it is made again.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

import structlog

from bot.lab.glapi import Glapi
from bot.lab.glapi_models import Lead, LeadCreate
from bot.lab.glapi_search import KEY_FIELD, made_before, marked
from bot.lab.port import (
    Created,
    Duplicate,
    Entry,
    Forbidden,
    LabOutcomeUnknown,
    LabRefused,
    LabSignInFailed,
    LabUnreachable,
    NotCarried,
    NotMade,
    Outcome,
    PerhapsMade,
    Refused,
    Unauthorised,
)
from bot.lab.refusal_words import named_field, personal_words
from dialogs.money import as_rupees

_CONVERSION_SECONDS: Final = 5.0

_log = structlog.get_logger(__name__)


class GlapiLab:
    """See `Lab`. With `name_tests` the tests and what to know of the visit stand in the lead, which the clinic's
    privacy notice must cover; without, they are left to the staff. `pauses` are waited before each try to convert."""

    repeats_are_safe: ClassVar = True
    one_entry_a_day: ClassVar = False

    def __init__(self, glapi: Glapi, *, name_tests: bool, pauses: Sequence[float] = (0.0, 1.0, 3.0)) -> None:
        self._glapi = glapi
        self._name_tests = name_tests
        self._pauses = pauses

    async def create(self, entry: Entry, *, asked_at: datetime | None = None) -> Outcome:
        """Never raises for what the leads system or the network does."""
        outcome = await self._create(entry, asked_at)
        _log.info("lab_entry_sent", key=entry.key, phase=entry.phase, outcome=type(outcome).__name__)
        return outcome

    async def _create(self, entry: Entry, asked_at: datetime | None) -> Outcome:
        try:
            lead = await made_before(self._glapi, entry.key, asked_at) if asked_at is not None else None
        except LabSignInFailed as failure:
            return Unauthorised(str(failure))
        except (LabUnreachable, LabRefused) as failure:
            return PerhapsMade(f"it cannot be looked for: {failure}")
        if lead is None:
            made = await self._make(entry)
            if not isinstance(made, Lead):
                return made
            lead = made
        left = self._left(entry, lead)
        if entry.phase == "booking" and not await self._converted(lead):
            left = (*left, "customer")
        return Created(lead.id, entry.phase, left)

    async def _make(self, entry: Entry) -> Lead | Outcome:
        try:
            return await self._glapi.create(
                lead_of(entry, name_tests=self._name_tests), tuple(personal_words(entry))
            )
        except LabSignInFailed as failure:
            return Unauthorised(str(failure))
        except LabOutcomeUnknown as failure:
            return PerhapsMade(str(failure))
        except LabUnreachable as failure:
            return NotMade(str(failure), failure.retry_after)
        except LabRefused as refusal:
            match refusal.status:
                case 403:
                    return Forbidden(refusal.detail)
                case 409:
                    return Duplicate(refusal.detail)
                case status:
                    return Refused(status, named_field(refusal.detail), refusal.detail)

    async def _converted(self, lead: Lead) -> bool:
        """Makes the lead a customer; whether it is one. What fails here is left to the staff: the booking stands."""
        if lead.status == "converted":
            return True
        why = ""
        for pause in self._pauses:
            if pause:
                await asyncio.sleep(pause)
            try:
                await self._glapi.convert(lead.id, seconds=_CONVERSION_SECONDS)
            except LabRefused as refusal:
                if refusal.status == 409:
                    return True
                why = f"refused with status {refusal.status}"
                break
            except LabSignInFailed as failure:
                why = str(failure)
                break
            except LabUnreachable as failure:
                why = str(failure)
                if failure.retry_after is not None:
                    break
            else:
                return True
        _log.warning("glapi_lead_not_converted", lab_id=lead.id, reason=why)
        return False

    def _left(self, entry: Entry, lead: Lead) -> tuple[NotCarried, ...]:
        """What the stored lead does not hold: what was kept out of it, and what the host has dropped."""
        kept = lead.custom_fields.get(KEY_FIELD) == entry.key
        parts: tuple[tuple[NotCarried, bool, object], ...] = (
            ("phone", not lead.phone, entry.phone),
            ("email", not lead.email, entry.email),
            ("slot", not kept, entry.slot),
            ("mode", not kept, entry.mode),
            ("address", not kept, entry.address or entry.location),
            ("pincode", not kept, entry.pincode),
            ("items", not (kept and self._name_tests), entry.items or entry.described),
            ("amount", not kept, entry.total),
            ("note", not self._name_tests or not lead.notes, entry.instructions),
            ("party", True, entry.parties.each),
        )
        return tuple(name for name, missing, value in parts if missing and value)


def lead_of(entry: Entry, *, name_tests: bool) -> LeadCreate:
    """The lead that an entry becomes. What a patient comes for is health data and stays out unless `name_tests`;
    so does what to know of the visit, which may name it."""
    booking = entry.phase == "booking"
    return LeadCreate(
        name=" ".join(filter(None, (entry.first_name, entry.last_name))),
        email=entry.email or None,
        phone=f"+{entry.country_code}{entry.phone}",
        source=entry.source or None,
        status="qualified" if booking else "new",
        score=_score(entry),
        notes=marked(entry.instructions if name_tests else "", entry.key),
        customFields=_custom_fields(entry, name_tests=name_tests),
    )


def _custom_fields(entry: Entry, *, name_tests: bool) -> dict[str, Any]:
    ours: dict[str, Any] = {
        KEY_FIELD: entry.key,
        "branch": entry.branch_id,
        "mode": entry.mode,
        "slot": entry.slot.isoformat().replace("+00:00", "Z") if entry.slot else None,
        "address": entry.address,
        "pincode": entry.pincode,
        "location": entry.location,
        "age": f"{entry.age} {entry.age_unit}",
        "gender": entry.gender,
        "amount": str(as_rupees(entry.total)) if entry.total else None,
    }
    if name_tests:
        ours["tests"] = [item.name or item.id for item in entry.items] + [
            each.name for each in entry.described
        ]
    return dict(entry.custom_fields) | {name: value for name, value in ours.items() if value}


def _score(entry: Entry) -> int:
    """Low with a name and a number, medium with what is wanted, high with a time."""
    if entry.slot is not None:
        return 90
    return 50 if entry.items or entry.described else 20
