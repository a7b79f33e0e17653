"""Asking the lab to tell us of what happens: every branch once, remembered, so that no event comes twice."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.engine.clock import Clock
from bot.lab.port import AlreadySubscribed, LabAccount, LabError
from bot.store import subscriptions
from bot.store.database import Database
from bot.store.sealing import Sealer

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 600.0

_log = structlog.get_logger(__name__)


async def subscribe_all(
    lab: LabAccount,
    clinic: str,
    branch_ids: Sequence[str],
    endpoint: str,
    *,
    database: Database,
    sealer: Sealer,
    clock: Clock,
) -> None:
    """Subscribes each branch to `endpoint` unless that was done before; goes on asking while the lab is away."""
    waiting, pause = list(branch_ids), FIRST_PAUSE
    while waiting:
        waiting = [
            branch_id
            for branch_id in waiting
            if not await _subscribed(lab, clinic, branch_id, endpoint, database, sealer, clock)
        ]
        if waiting:
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


async def _subscribed(
    lab: LabAccount,
    clinic: str,
    branch_id: str,
    endpoint: str,
    database: Database,
    sealer: Sealer,
    clock: Clock,
) -> bool:
    hold = await database.hold(f"subscription {clinic} {branch_id}")
    if hold is None:
        # Another process is at it.
        return False
    try:
        if await subscriptions.is_remembered(database, sealer, clinic, branch_id, endpoint):
            return True
        try:
            await lab.subscribe(branch_id, endpoint)
        except AlreadySubscribed:
            # The lab does not say to which address; asking again would change nothing.
            _log.warning("lab_already_subscribed", clinic=clinic, branch=branch_id)
        except LabError as error:
            _log.warning("lab_not_subscribed", clinic=clinic, branch=branch_id, error=type(error).__name__)
            return False
        await subscriptions.remember(database, sealer, clinic, branch_id, endpoint, clock.now())
        return True
    finally:
        await hold.let_go()
