"""The prospect lane: the leads system beside the lab is told of patients who may book, and nothing waits for it.

Each attempt is one call, on record before it is made, so that a crash loses none and doubles none.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from random import uniform
from typing import Final

import structlog
from sqlalchemy import Connection

from bot.engine import metrics
from bot.engine.calls import Calls
from bot.engine.means import Means
from bot.engine.membership import Membership
from bot.lab.glapi_prospects import GlapiProspects, LeadState
from bot.lab.port import LabError, LabOutcomeUnknown, LabRefused, LabSignInFailed, LabUnreachable
from bot.store import prospects
from bot.store.database import DatabaseTrouble
from bot.store.prospects import Pending

_log = structlog.get_logger(__name__)

_AT_ONCE: Final = 4


class ProspectLane:
    """`wake` has the lane look again."""

    def __init__(self, means: Means, membership: Membership, wake: Callable[[], None]) -> None:
        self._means = means
        self._membership = membership
        self._wake = wake
        self.calls = Calls("prospects", _AT_ONCE, wake)

    async def attend(self) -> datetime | None:
        """Makes the attempts that are due; when the next are."""
        if not any(site.prospects is not None for site in self._means.sites.values()):
            return None
        database, now = self._means.database, self._means.clock.now()
        for clinic, prospect_id in await database.read(lambda connection: prospects.due(connection, now, 64)):
            if not self.calls.room:
                # Each answer wakes the lane.
                return None
            await self._begin(clinic, prospect_id, now)
        upcoming = await database.read(prospects.next_due)
        return upcoming if upcoming is None or upcoming > now else now + timedelta(seconds=1)

    async def _begin(self, clinic: str, prospect_id: str, now: datetime) -> None:
        site = self._means.sites.get(clinic)
        if site is None or site.prospects is None:
            return
        sealer, worker_id = self._means.sealer, self._membership.worker_id
        pending = await self._means.database.write(
            lambda connection: prospects.begin_attempt(
                connection, sealer, clinic, prospect_id, worker_id, now
            ),
            _key(clinic),
        )
        if pending is not None:
            self.calls.begin(self._attempt(site.prospects, pending, worker_id))

    async def _attempt(self, leads: GlapiProspects, pending: Pending, worker_id: str) -> None:
        state = LeadState(pending.lead_id, pending.told, pending.customer)
        failure: LabError | None = None
        try:
            await self._membership.be_sure()
            if self._membership.worker_id != worker_id:
                # Others may be making the attempt that this worker began before it froze.
                return
            if pending.wanted is None:
                await leads.delete(pending.prospect_id, pending.lead_id, pending.asked_at)
            else:
                state = await leads.step(pending.wanted, state, pending.asked_at)
        except LabError as error:
            failure = error
        except DatabaseTrouble:
            failure = LabUnreachable("the database failed before the leads system was asked")
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the lead may have been made
            _log.error("prospect_call_raised", clinic=pending.clinic, exc_info=error)
            failure = LabOutcomeUnknown(f"the call failed ({type(error).__name__})")
        metrics.PROSPECT_STEPS.labels("done" if failure is None else type(failure).__name__).inc()
        while True:
            try:
                await self._settle(leads, pending, state, failure, worker_id)
            except DatabaseTrouble as trouble:
                _log.error("prospect_answer_not_stored", reason=str(trouble))
                await asyncio.sleep(self._means.timing.tick)
            else:
                return

    async def _settle(
        self,
        leads: GlapiProspects,
        pending: Pending,
        state: LeadState,
        failure: LabError | None,
        worker_id: str,
    ) -> None:
        now, sealer, wanted = self._means.clock.now(), self._means.sealer, pending.wanted
        next_at: datetime | None = None
        attempts, asked_at = 0, None
        if failure is not None:
            attempts = pending.attempts + 1
            next_at = self._again_at(failure, attempts, now)
            # Only what was perhaps made is looked for before it is made again.
            unsure = isinstance(failure, LabOutcomeUnknown) and not pending.lead_id
            asked_at = pending.asked_at or (now if unsure else None)
            # What a refusal says may repeat what was sent.
            reason = f"status {failure.status}" if isinstance(failure, LabRefused) else str(failure)
            _log.warning(
                "prospect_refused" if next_at is None else "prospect_not_told",
                clinic=pending.clinic,
                attempts=attempts,
                reason=reason,
            )
        elif wanted is not None and not leads.is_told(wanted, state):
            next_at = now

        def unit(connection: Connection) -> None:
            if wanted is None and next_at is None:
                prospects.remove(connection, pending, worker_id)
                return
            prospects.end_attempt(
                connection,
                sealer,
                pending,
                worker_id,
                lead_id=state.lead_id,
                told=state.told,
                customer=state.customer,
                asked_at=asked_at,
                attempts=attempts,
                next_attempt_at=next_at,
                now=now,
            )

        await self._means.database.write(unit, _key(pending.clinic))
        self._wake()

    def _again_at(self, failure: LabError, attempts: int, now: datetime) -> datetime | None:
        """When it is tried again: with growing pauses, and not at all where it was refused as it is."""
        if isinstance(failure, LabRefused):
            return None
        timing = self._means.timing
        pause = min(timing.lab_pause_most, timing.lab_pause * 2.0 ** min(attempts - 1, 16)) * uniform(1, 1.25)
        if isinstance(failure, LabSignInFailed):
            # Somebody has to bring a new token.
            pause = max(pause, timing.lab_pause_most)
        elif isinstance(failure, LabUnreachable):
            pause = max(pause, failure.retry_after or 0.0)
        return now + timedelta(seconds=pause)


def _key(clinic: str) -> str:
    """What a unit that writes prospects names: one after the other, so that two of a chat are not begun at once."""
    return f"prospects {clinic}"
