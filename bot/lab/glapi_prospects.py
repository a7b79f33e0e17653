"""GLAPI beside the lab: a patient who may book is a lead there, which follows them and becomes a customer.

Nothing here is the booking, which is the lab's. Our key stands in the lead as in `bot.lab.glapi_lab`: what was perhaps
made is looked for before it is made again.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.lab.glapi import Glapi
from bot.lab.glapi_models import LeadCreate, LeadUpdate
from bot.lab.glapi_search import KEY_FIELD, made_before, marked
from bot.lab.port import LabRefused
from dialogs.prospect import Prospect


@dataclass(frozen=True, slots=True)
class LeadState:
    """How far the leads system has been told: the lead's id, what it was last told, whether it is a customer."""

    lead_id: str = ""
    told: Prospect | None = None
    customer: bool = False


class GlapiProspects:
    """One organization's leads as what stands beside the lab. With `name_tests` the tests stand in the lead, which the
    clinic's privacy notice must cover."""

    def __init__(self, glapi: Glapi, *, name_tests: bool) -> None:
        self._glapi = glapi
        self._name_tests = name_tests

    def is_told(self, wanted: Prospect, state: LeadState) -> bool:
        """Whether nothing is left to do."""
        return bool(state.lead_id) and (
            state.customer or (state.told == wanted and wanted.customer == state.customer)
        )

    async def step(self, wanted: Prospect, state: LeadState, perhaps_since: datetime | None) -> LeadState:
        """The next one thing that brings the lead to what is wanted: making it, changing it, making it a customer.

        `perhaps_since` is when the lead was first perhaps made. Raises `LabError`: `LabOutcomeUnknown` means that it
        was perhaps done.
        """
        if not state.lead_id:
            found = await made_before(self._glapi, wanted.id, perhaps_since) if perhaps_since else None
            if found is not None:
                return LeadState(found.id)
            made = await self._glapi.create(self._lead(wanted), (wanted.name, wanted.phone))
            # Of what nobody has been contacted for, nothing can be said in the making.
            return LeadState(made.id, replace(wanted, contacted_at=None))
        if state.told != wanted:
            change = await self._change(wanted, state)
            if change.model_fields_set:
                await self._glapi.update(state.lead_id, change)
            return LeadState(state.lead_id, wanted, state.customer)
        try:
            await self._glapi.convert(state.lead_id)
        except LabRefused as refusal:
            if refusal.status != 409:
                raise
        return LeadState(state.lead_id, wanted, customer=True)

    async def delete(self, key: str, lead_id: str, perhaps_since: datetime | None) -> None:
        """Takes the lead away, where there is one. Raises `LabError`."""
        if not lead_id and perhaps_since is not None:
            found = await made_before(self._glapi, key, perhaps_since)
            lead_id = found.id if found is not None else ""
        if not lead_id:
            return
        try:
            await self._glapi.delete(lead_id)
        except LabRefused as refusal:
            if refusal.status != 404:
                raise

    def _lead(self, wanted: Prospect) -> LeadCreate:
        return LeadCreate(customFields=self._custom_fields(wanted), **self._fields(wanted))

    async def _change(self, wanted: Prospect, state: LeadState) -> LeadUpdate:
        """What differs from what was told; all of it where that is not known."""
        fields = self._fields(wanted)
        if state.told is not None:
            before = self._fields(state.told)
            fields = {name: value for name, value in fields.items() if value != before[name]}
        if wanted.contacted_at is not None and (
            state.told is None or state.told.contacted_at != wanted.contacted_at
        ):
            fields["lastContactedAt"] = f"{wanted.contacted_at:%Y-%m-%dT%H:%M:%S}Z"
        ours = self._custom_fields(wanted)
        if state.told is None or ours != self._custom_fields(state.told):
            # Nobody says whether custom fields are merged or replaced.
            lead = await self._glapi.read(state.lead_id)
            fields["customFields"] = dict(lead.custom_fields) | ours
        return LeadUpdate(**fields)

    def _fields(self, wanted: Prospect) -> dict[str, Any]:
        return {
            "name": wanted.name,
            "phone": f"+91{wanted.phone}",
            "source": wanted.source or None,
            "status": wanted.status,
            "score": wanted.score,
            "notes": marked("; ".join(wanted.staff_acts), wanted.id),
        }

    def _custom_fields(self, wanted: Prospect) -> dict[str, Any]:
        ours: dict[str, Any] = {KEY_FIELD: wanted.id}
        if wanted.submission_id:
            ours["booking"] = wanted.submission_id
        if self._name_tests and wanted.tests:
            ours["tests"] = list(wanted.tests)
        return ours
