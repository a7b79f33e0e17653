"""Flabs Billing: bookings as pre-bookings, the beginning of the chain pre-booking, bill, report.

Follows the contract of the Flabs client API (`tests/contracts/flabs.yaml`). Branches, price lists and webhooks are
those of the same account: see `bot.lab.flabs`.
"""

from datetime import datetime
from typing import ClassVar

from bot.lab import flabs_billing_models
from bot.lab.flabs import FlabsLab
from bot.lab.flabs_billing_models import NotAPreBooking
from bot.lab.http import Answer
from bot.lab.port import Created, Duplicate, Entry, Outcome, PerhapsMade, Refused


class FlabsBilling:
    """The billing side of a Flabs account as the place where entries go. See `Lab`.

    Nothing documented makes a repeat safe. A conflict is an unknown outcome too: the lab speaks of bar codes there,
    of which none is sent, so that it can only mean that our key is known already. `lead_source` must exist at Flabs.
    """

    repeats_are_safe: ClassVar = False
    one_entry_a_day: ClassVar = False

    def __init__(self, account: FlabsLab, lead_source: str) -> None:
        self._account = account
        self._lead_source = lead_source

    async def create(self, entry: Entry, *, asked_at: datetime | None = None) -> Outcome:
        """Never raises for what the lab or the network does. What no pre-booking can be made of is refused here."""
        try:
            body = flabs_billing_models.create_prebooking(entry, self._lead_source).to_bytes()
        except NotAPreBooking as lack:
            return Refused(0, None, str(lack))
        outcome = await self._account.store("/client/billing/create", body, entry, _stored)
        if isinstance(outcome, Duplicate):
            return PerhapsMade("the lab system says that there is a conflict (status 409)")
        return outcome


def _stored(answer: Answer, entry: Entry) -> Outcome:
    stored = flabs_billing_models.created_prebooking(answer.body)
    if stored is None or not stored.success:
        return PerhapsMade(f"status {answer.status}, but no pre-booking in the answer")
    if stored.key is not None and stored.key != entry.key:
        return PerhapsMade(f"status {answer.status}, but the pre-booking of another key in the answer")
    return Created(stored.id, entry.phase, flabs_billing_models.not_carried(entry))
