"""Asking the lab to tell us of what happens: every branch once, remembered, so that no event comes twice."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.engine.clock import Clock
from bot.lab.port import AlreadySubscribed, LabAccount, LabError
from bot.store import subscriptions
from bot.store.database import Database
from bot.store.sealing import Sealer
from dialogs.clinic import Clinic, Offer

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 600.0

_log = structlog.get_logger(__name__)


def told_of(clinic: Clinic) -> tuple[Offer, ...]:
    """Of what the lab is asked to tell: every branch, or, of an account that is scoped to parties, what each of them
    sends to every branch."""
    parties = clinic.parties or (None,)
    return tuple(Offer(branch.id, party) for branch in clinic.branches for party in parties)


async def subscribe_all(
    lab: LabAccount,
    clinic: str,
    offers: Sequence[Offer],
    endpoint: str,
    *,
    database: Database,
    sealer: Sealer,
    clock: Clock,
) -> None:
    """Subscribes to what each of these sells at `endpoint` unless that was done before; goes on asking while the lab is away."""
    waiting, pause = list(offers), FIRST_PAUSE
    while waiting:
        waiting = [
            offer
            for offer in waiting
            if not await _subscribed(lab, clinic, offer, endpoint, database, sealer, clock)
        ]
        if waiting:
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


async def _subscribed(
    lab: LabAccount,
    clinic: str,
    offer: Offer,
    endpoint: str,
    database: Database,
    sealer: Sealer,
    clock: Clock,
) -> bool:
    hold = await database.hold(f"subscription {clinic} {offer.key}")
    if hold is None:
        # Another process is at it.
        return False
    try:
        if await subscriptions.is_remembered(database, sealer, clinic, offer.key, endpoint):
            return True
        try:
            await lab.subscribe(offer, endpoint)
        except AlreadySubscribed:
            # The lab does not say to which address; asking again would change nothing.
            _log.warning("lab_already_subscribed", clinic=clinic, branch=offer.branch_id)
        except LabError as error:
            _log.warning(
                "lab_not_subscribed", clinic=clinic, branch=offer.branch_id, error=type(error).__name__
            )
            return False
        await subscriptions.remember(database, sealer, clinic, offer.key, endpoint, clock.now())
        return True
    finally:
        await hold.let_go()
