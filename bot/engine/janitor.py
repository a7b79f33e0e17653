"""The janitor: frees holds that ran out, and erases what is done with."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.engine.means import Means
from bot.engine.membership import Membership
from bot.engine.world import TakenSlots
from bot.store import (
    cases,
    chats,
    inbox,
    journey,
    message_links,
    misses,
    outbox,
    overrides,
    people,
    poison,
    prospects,
    refused_hosts,
    relays,
    report_logins,
    reports,
    slots,
    submissions,
)

REPEATS: Final = timedelta(hours=48)
"""How long it is remembered that something came: Telegram repeats for a day."""

_SENT_KEPT: Final = timedelta(hours=1)
_POISON_KEPT: Final = timedelta(days=30)
_FILES_KEPT: Final = timedelta(days=30)
_LINKS_KEPT: Final = timedelta(days=180)
_SLOTS_KEPT: Final = timedelta(days=2)


class Janitor:
    def __init__(self, means: Means, membership: Membership, taken: TakenSlots) -> None:
        self._means = means
        self._membership = membership
        self._taken = taken
        self._upkeep_at = 0.0

    async def sweep(self) -> datetime:
        """Frees holds that ran out, and now and then erases what is done with; when to come again."""
        now, steady = self._means.clock.now(), self._means.clock.steady()
        freed = await self._means.database.write(
            lambda connection: slots.sweep(connection, now), *map(slots.claims_key, self._means.sites)
        )
        for clinic, chat_id in freed:
            self._taken.changed(clinic)
            chat = self._membership.live.get(clinic, chat_id)
            if chat is not None:
                chat.view = None
        if steady >= self._upkeep_at:
            self._upkeep_at = steady + self._means.timing.upkeep
            hold = await self._means.database.hold("upkeep")
            if hold is not None:
                try:
                    await self._upkeep(now)
                finally:
                    await hold.let_go()
        return now + timedelta(seconds=self._means.timing.sweep)

    async def _upkeep(self, now: datetime) -> None:
        """In units of their own, so that no turn waits long for one of them."""

        def done_with(connection: Connection) -> None:
            inbox.forget_done(connection, now - REPEATS)
            outbox.give_up_late(connection, now)
            outbox.forget_done(connection, now - _SENT_KEPT)
            report_logins.forget(connection, now)

        def old(connection: Connection) -> None:
            poison.forget(connection, now - _POISON_KEPT)
            message_links.forget(connection, now - _LINKS_KEPT)
            relays.forget(connection, now - _LINKS_KEPT)
            slots.forget_past(connection, now - _SLOTS_KEPT)
            overrides.forget_past(connection, now - _SLOTS_KEPT)
            reports.erase(connection, now, fetched_before=now - _FILES_KEPT)

        def retention(connection: Connection) -> None:
            for clinic, site in self._means.sites.items():
                before = now - timedelta(days=site.clinic.privacy.retention_days)
                submissions.forget(connection, clinic, before)
                people.forget(connection, clinic, before)
                prospects.forget(connection, clinic, before)
                cases.forget(connection, clinic, before)
                refused_hosts.forget(connection, clinic, before)
                journey.forget(connection, clinic, before)
                misses.forget(connection, clinic, before)
                chats.forget(connection, clinic, before)

        for unit in (done_with, old, retention):
            await self._means.database.write(unit)
