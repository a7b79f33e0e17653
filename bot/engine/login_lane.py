"""The login lane: what a patient's login for old reports asks of the lab, beside the turns, and back as events."""

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
from bot.lab.port import CodeWrong, LabError, LoginExpired, NoSuchPatient, PatientReports
from bot.lab.report_file import ReportError, ReportFile, ReportRefused
from bot.store import chats, inbox, refused_hosts, report_logins, reports
from bot.store.inbox import Arrival, InboxRow
from bot.store.report_logins import Login, Secrets
from dialogs.events import LoginAnswered, OldReport, Stamp

_log = structlog.get_logger(__name__)

_AT_ONCE: Final = 4
_ASK_SECONDS: Final = 90.0


class LoginLane:
    """`arrived` is told of the rows, `wake` has the lane look again."""

    def __init__(
        self, means: Means, arrived: Callable[[Sequence[InboxRow]], None], wake: Callable[[], None]
    ) -> None:
        self._means = means
        self._arrived = arrived
        self.calls = Calls("logins", _AT_ONCE, wake)

    async def attend(self) -> datetime | None:
        """Asks the lab what is due to be asked; when the next is."""
        now, sealer = self._means.clock.now(), self._means.sealer

        def begin(connection: Connection) -> list[Login]:
            begun = []
            for clinic, chat_id in report_logins.due(connection, now, self.calls.room):
                login = report_logins.login(connection, sealer, clinic, chat_id, now)
                if login is None:
                    report_logins.end(connection, clinic, chat_id)
                    continue
                report_logins.taken(connection, clinic, chat_id, now + timedelta(seconds=_ASK_SECONDS))
                begun.append(login)
            return begun

        upcoming = await self._means.database.read(report_logins.next_due)
        if upcoming is not None and upcoming <= now:
            if not self.calls.room:
                # Each that ends wakes the lane.
                return None
            for login in await self._means.database.write(begin):
                site = self._means.sites.get(login.clinic)
                if site is not None and site.patients is not None:
                    self.calls.begin(self._ask(site, site.patients, login))
            upcoming = await self._means.database.read(report_logins.next_due)
        return upcoming if upcoming is None or upcoming > now else now + timedelta(seconds=1)

    async def _ask(self, site: Site, patients: PatientReports, login: Login) -> None:
        try:
            match login.step:
                case "send":
                    await self._send(patients, login)
                case "check":
                    await self._check(patients, login)
                case "file":
                    await self._file(site, login)
                case "code" | "list":
                    pass
        except LabError as error:
            _log.warning(
                "login_not_answered", clinic=login.clinic, step=login.step, error=type(error).__name__
            )
            # The code may be right still: it can be given once more.
            await self._over(login, "failed", keep=login.step == "check")

    async def _send(self, patients: PatientReports, login: Login) -> None:
        if login.attempts:
            # Whether a code went out before this process stopped nobody knows: another is the patient's to ask for.
            await self._over(login, "failed")
            return
        try:
            token = await patients.send_code(login.secrets.phone)
        except NoSuchPatient:
            await self._over(login, "unknown_number")
            return
        expires = self._means.clock.now() + report_logins.LIFE
        await self._at(login, "code", replace(login.secrets, otp_token=token), "sent", expires_at=expires)

    async def _check(self, patients: PatientReports, login: Login) -> None:
        secrets = login.secrets
        try:
            token = secrets.patient_token or await patients.check_code(secrets.otp_token, secrets.code)
            found = await patients.reports(token)
        except CodeWrong:
            await self._at(login, "code", replace(secrets, code=""), "wrong")
            return
        except LoginExpired:
            await self._over(login, "expired")
            return
        named = {f"o{number}": each for number, each in enumerate(found, start=1)}
        kept = Secrets(
            patient_token=token,
            files={name: each.url for name, each in named.items() if each.url},
            bills={name: each.bill_id for name, each in named.items()},
        )
        listed = tuple(
            OldReport(name, each.bill_id, each.day, each.key, each.name, bool(each.url))
            for name, each in named.items()
        )
        expires = self._means.clock.now() + report_logins.LIFE
        await self._at(login, "list", kept, "reports", expires_at=expires, found=listed)

    async def _file(self, site: Site, login: Login) -> None:
        url = login.secrets.files.get(login.secrets.wanted, "")
        report_id = login.secrets.wanted
        at_list = replace(login.secrets, wanted="")
        try:
            file = await site.fetch_report(url)
        except ReportError as error:
            _log.warning("old_report_not_fetched", clinic=login.clinic, reason=str(error))
            host = (error.host or "") if isinstance(error, ReportRefused) else ""
            await self._at(login, "list", at_list, "no_file", report_id=report_id, host=host)
            return
        await self._at(login, "list", at_list, "file", report_id=report_id, file=file)

    async def _at(
        self,
        login: Login,
        step: report_logins.Step,
        secrets: Secrets,
        answer: str,
        *,
        expires_at: datetime | None = None,
        found: tuple[OldReport, ...] = (),
        report_id: str = "",
        host: str = "",
        file: ReportFile | None = None,
    ) -> None:
        """The login goes on, and the conversation hears of it, in one commit."""
        sealer, now = self._means.sealer, self._means.clock.now()
        file_id = uuid.uuid4().hex if file is not None else ""

        clinic, bill = login.clinic, login.secrets.bills.get(report_id, "")

        def unit(connection: Connection) -> list[InboxRow]:
            if not report_logins.go_on(connection, sealer, login, step, secrets, expires_at=expires_at):
                return []
            if file is not None:
                wanted = reports.Wanted(
                    login.clinic, login.chat_id, "", f"{login.login_id}:{report_id}", "", "", 0, now
                )
                reports.keep_file(connection, sealer, wanted, file_id, file.content, file.sha256, now)
            told = refused_hosts.claim(connection, clinic, host, login.chat_id, "", now) if host else None
            known = told is not None
            rows = self._tell(connection, login, answer, found, report_id, file_id, host, known=known)
            if told is not None:
                rows += say_again(connection, self._means, clinic, told, host, bill, now)
            return rows

        self._arrived(await written(self._means, clinic, login.chat_id, host, unit))

    async def _over(self, login: Login, answer: str, *, keep: bool = False) -> None:
        """The login has come to nothing; with `keep`, to where another code can be given."""
        if keep:
            await self._at(login, "code", replace(login.secrets, code=""), answer)
            return

        def unit(connection: Connection) -> list[InboxRow]:
            report_logins.end(connection, login.clinic, login.chat_id, login.login_id)
            return self._tell(connection, login, answer)

        self._arrived(await self._means.database.write(unit, chats.key(login.clinic, login.chat_id)))

    def _tell(
        self,
        connection: Connection,
        login: Login,
        answer: str,
        found: tuple[OldReport, ...] = (),
        report_id: str = "",
        file_id: str = "",
        host: str = "",
        *,
        known: bool = False,
    ) -> list[InboxRow]:
        now, seed = self._means.clock.now(), uuid.uuid4().hex
        stamp = Stamp(now, seed)
        event = LoginAnswered(stamp, login.login_id, answer, found, report_id, file_id, host, known)  # type: ignore[arg-type]
        arrival = Arrival("login", seed, "event", event_to_json(event), now, seed)
        return inbox.add(connection, self._means.sealer, login.clinic, login.chat_id, [arrival])
