"""The report lane: files of reports are fetched beside the turns, and come back as events."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection

from bot.engine.calls import Calls
from bot.engine.host_watch import say_again, written
from bot.engine.means import Means
from bot.engine.site import Site
from bot.engine.stored_event import event_to_json
from bot.lab.report_file import ReportError, ReportFile, ReportGarbled, ReportRefused, ReportUnavailable
from bot.store import chats, inbox, refused_hosts, reports, submissions
from bot.store.inbox import Arrival, InboxRow
from bot.store.reports import Wanted
from dialogs.events import ReportFetched, Stamp

_log = structlog.get_logger(__name__)

_AT_ONCE: Final = 4
_FETCH_SECONDS: Final = 120.0
_GARBLED_TRIES: Final = 4


class ReportLane:
    """`arrived` is told of the rows, `wake` has the lane look again."""

    def __init__(
        self, means: Means, arrived: Callable[[Sequence[InboxRow]], None], wake: Callable[[], None]
    ) -> None:
        self._means = means
        self._arrived = arrived
        self.calls = Calls("reports", _AT_ONCE, wake)

    async def attend(self) -> datetime | None:
        """Begins the fetches that are due; when the next are."""
        now, sealer = self._means.clock.now(), self._means.sealer

        def begin(connection: Connection) -> list[Wanted]:
            begun = []
            for clinic, submission_id, report_id in reports.due(connection, now, self.calls.room):
                wanted = reports.wanted(connection, sealer, clinic, submission_id, report_id)
                if wanted is not None:
                    reports.begin(connection, wanted, now + timedelta(seconds=_FETCH_SECONDS))
                    begun.append(wanted)
            return begun

        upcoming = await self._means.database.read(reports.next_due)
        if upcoming is not None and upcoming <= now:
            if not self.calls.room:
                # Each that ends wakes the lane.
                return None
            for wanted in await self._means.database.write(begin):
                site = self._means.sites.get(wanted.clinic)
                if site is not None:
                    self.calls.begin(self._fetch(site, wanted))
            upcoming = await self._means.database.read(reports.next_due)
        return upcoming if upcoming is None or upcoming > now else now + timedelta(seconds=1)

    async def _fetch(self, site: Site, wanted: Wanted) -> None:
        try:
            file = await site.fetch_report(wanted.url)
        except ReportGarbled as garbled:
            _log.warning("report_garbled", clinic=wanted.clinic, reason=garbled.reason)
            await self._garbled(wanted)
        except ReportRefused as refused:
            _log.warning("report_refused", clinic=wanted.clinic, reason=refused.reason)
            await self._settle(
                wanted, ReportFetched(*self._about(wanted), problem="refused", host=refused.host or "")
            )
        except ReportUnavailable as unavailable:
            _log.warning("report_unavailable", clinic=wanted.clinic, reason=unavailable.reason)
            await self._unavailable(wanted, retryable=unavailable.retryable)
        except ReportError as error:
            _log.warning("report_unavailable", clinic=wanted.clinic, reason=str(error))
            await self._unavailable(wanted, retryable=False)
        else:
            await self._here(wanted, file)

    async def _unavailable(self, wanted: Wanted, *, retryable: bool) -> None:
        now, timing = self._means.clock.now(), self._means.timing
        if retryable and (now - wanted.wanted_at).total_seconds() < timing.fetch_bound:
            pause = min(timing.fetch_pause_most, timing.fetch_pause * 2.0 ** min(wanted.attempts, 16))
            until = now + timedelta(seconds=pause)
            await self._means.database.write(
                lambda connection: reports.postpone(connection, wanted, until),
                chats.key(wanted.clinic, wanted.chat_id),
            )
            return
        await self._settle(wanted, ReportFetched(*self._about(wanted), problem="unavailable"))

    async def _garbled(self, wanted: Wanted) -> None:
        """What is no report a few times in a row is none."""
        if wanted.attempts + 1 < _GARBLED_TRIES:
            await self._unavailable(wanted, retryable=True)
        else:
            await self._settle(wanted, ReportFetched(*self._about(wanted), problem="refused"))

    async def _here(self, wanted: Wanted, file: ReportFile) -> None:
        if file.sha256 == wanted.sha256:
            await self._settle(wanted, ReportFetched(*self._about(wanted), problem="unchanged"))
            return
        file_id = uuid.uuid4().hex
        event = ReportFetched(*self._about(wanted), file_id=file_id, corrected=bool(wanted.sha256))
        await self._settle(wanted, event, file)

    def _about(self, wanted: Wanted) -> tuple[Stamp, str, str]:
        return Stamp(self._means.clock.now(), uuid.uuid4().hex), wanted.submission_id, wanted.report_id

    async def _settle(self, wanted: Wanted, event: ReportFetched, file: ReportFile | None = None) -> None:
        """Keeps the file if there is one, and tells the conversation, in one commit; and the one under whose case the
        staff were told of the host, if that is another."""
        sealer, now, seed = self._means.sealer, event.stamp.now, event.stamp.seed
        clinic, submission_id = wanted.clinic, wanted.submission_id
        before = await self._means.database.read(
            lambda connection: reports.refused_hosts_of(connection, clinic, submission_id)
        )
        # Whoever is here after all was refused from one host, unless the lab has moved in between.
        host = event.host or (before[0] if file is not None and before else "")

        def unit(connection: Connection) -> list[InboxRow]:
            again = reports.refused_hosts_of(connection, clinic, submission_id)
            if not reports.settle(connection, wanted, file.sha256 if file is not None else "", event.host):
                return []
            told, rows = event, list[InboxRow]()
            if file is not None:
                reports.keep_file(connection, sealer, wanted, event.file_id, file.content, file.sha256, now)
                reports.no_more_refused(connection, clinic, submission_id)
            if event.host:
                known = refused_hosts.claim(
                    connection, clinic, event.host, wanted.chat_id, submission_id, now
                )
                told = replace(event, known=known is not None, again=known is not None and bool(again))
            else:
                known = refused_hosts.told(connection, clinic, host) if host else None
            arrival = Arrival("report", seed, "event", event_to_json(told), now, seed)
            rows += inbox.add(connection, sealer, clinic, wanted.chat_id, [arrival])
            if known is not None and known.subject != submission_id:
                sign = submissions.reference_of(connection, clinic, submission_id)
                rows += say_again(
                    connection, self._means, clinic, known, host, sign, now, here=file is not None
                )
            return rows

        self._arrived(await written(self._means, clinic, wanted.chat_id, host, unit))
