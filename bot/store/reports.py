"""Reports: which sets of them a chat was told of, and their files, kept sealed only until they are sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from bot.store import upsert
from bot.store.refused_hosts import LONGEST_HOST
from bot.store.sealing import Sealer
from bot.store.tables import report_files, reports


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report whose file is to be fetched. `sha256` is that of the file fetched before, if one was."""

    clinic: str
    chat_id: int
    submission_id: str
    report_id: str
    url: str
    sha256: str
    attempts: int
    wanted_at: datetime


_announce = upsert.insert(
    reports,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["clinic", "submission_id", "report_id"],
        set_={
            "announced_at": func.coalesce(reports.c.announced_at, insert.excluded.announced_at),
            "url": func.coalesce(insert.excluded.url, reports.c.url),
            "bill_id": insert.excluded.bill_id,
            "done": insert.excluded.done,
        },
    ),
)
_want = upsert.insert(
    reports,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["clinic", "submission_id", "report_id"],
        set_={
            "url": func.coalesce(insert.excluded.url, reports.c.url),
            "attempts": 0,
            "wanted_at": insert.excluded.wanted_at,
            "next_fetch_at": insert.excluded.next_fetch_at,
        },
    ),
)


def announce(
    connection: Connection,
    sealer: Sealer,
    clinic: str,
    chat_id: int,
    submission_id: str,
    report_id: str,
    url: str,
    bill_id: str,
    done: int,
    at: datetime,
) -> None:
    """The patient has been told of this set, which has so many tests of the bill, and whose file is at `url` if anybody
    has said where."""
    _announce.run(
        connection,
        {
            "clinic": clinic,
            "submission_id": submission_id,
            "report_id": report_id,
            "chat_id": chat_id,
            "announced_at": at,
            "bill_id": bill_id[:80],
            "done": done,
            "url": _sealed(sealer, clinic, submission_id, report_id, url),
        },
    )


def want(
    connection: Connection,
    sealer: Sealer,
    clinic: str,
    chat_id: int,
    submission_id: str,
    report_id: str,
    url: str,
    at: datetime,
    *,
    anew: bool = False,
) -> None:
    """Has the file of the report fetched, at once, from where it was said to be last. With `anew`, the same file as
    before counts as one."""
    _want.run(
        connection,
        {
            "clinic": clinic,
            "submission_id": submission_id,
            "report_id": report_id,
            "chat_id": chat_id,
            "url": _sealed(sealer, clinic, submission_id, report_id, url),
            "wanted_at": at,
            "next_fetch_at": at,
        },
    )
    if anew:
        connection.execute(update(reports).where(_this(clinic, submission_id, report_id)).values(sha256=""))


def due(connection: Connection, now: datetime, most: int) -> list[tuple[str, str, str]]:
    """Clinic, submission and report whose fetch is due and in nobody's hand. They are the caller's until the commit."""
    found = connection.execute(
        select(reports.c.clinic, reports.c.submission_id, reports.c.report_id)
        .where(reports.c.next_fetch_at <= now)
        .order_by(reports.c.next_fetch_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return [(row.clinic, row.submission_id, row.report_id) for row in found]


def next_due(connection: Connection) -> datetime | None:
    due: datetime | None = connection.execute(select(func.min(reports.c.next_fetch_at))).scalar_one()
    return due


def wanted(
    connection: Connection, sealer: Sealer, clinic: str, submission_id: str, report_id: str
) -> Wanted | None:
    """The report, if its file is still wanted. An address that does not open is empty."""
    row = connection.execute(
        select(reports).where(_this(clinic, submission_id, report_id), reports.c.next_fetch_at.is_not(None))
    ).one_or_none()
    if row is None:
        return None
    url = sealer.open_or_none(row.url, clinic, "reports", "url", _key(submission_id, report_id))
    return Wanted(
        clinic,
        row.chat_id,
        submission_id,
        report_id,
        (url or b"").decode(),
        row.sha256,
        row.attempts,
        row.wanted_at,
    )


def begin(connection: Connection, wanted: Wanted, until: datetime) -> None:
    """Somebody fetches it; if nothing is heard by that time, somebody else may."""
    connection.execute(
        update(reports)
        .where(_this(wanted.clinic, wanted.submission_id, wanted.report_id))
        .values(next_fetch_at=until)
    )


def postpone(connection: Connection, wanted: Wanted, until: datetime) -> None:
    """The fetch failed and is tried again."""
    connection.execute(
        update(reports)
        .where(_this(wanted.clinic, wanted.submission_id, wanted.report_id))
        .values(attempts=wanted.attempts + 1, next_fetch_at=until)
    )


def settle(connection: Connection, wanted: Wanted, sha256: str = "", refused_host: str = "") -> bool:
    """Nothing more to fetch, from there; whether there was, until now."""
    values: dict[str, object] = {"next_fetch_at": None}
    if refused_host:
        values["refused_host"] = refused_host[:LONGEST_HOST]
    if sha256:
        values["sha256"] = sha256
    done = connection.execute(
        update(reports)
        .where(
            _this(wanted.clinic, wanted.submission_id, wanted.report_id),
            reports.c.next_fetch_at.is_not(None),
            reports.c.wanted_at == wanted.wanted_at,
        )
        .values(**values)
    )
    return done.rowcount == 1


def refused_hosts_of(connection: Connection, clinic: str, submission_id: str) -> tuple[str, ...]:
    """The hosts on which reports of the submission are said to lie, and from which none was fetched."""
    found = connection.scalars(
        select(reports.c.refused_host)
        .where(
            reports.c.clinic == clinic,
            reports.c.submission_id == submission_id,
            reports.c.refused_host != "",
        )
        .distinct()
    )
    return tuple(found)


def no_more_refused(connection: Connection, clinic: str, submission_id: str) -> None:
    """A file of the submission's bill has come: it has all that those before it had."""
    connection.execute(
        update(reports)
        .where(reports.c.clinic == clinic, reports.c.submission_id == submission_id)
        .values(refused_host="")
    )


def keep_file(
    connection: Connection,
    sealer: Sealer,
    wanted: Wanted,
    file_id: str,
    content: bytes,
    sha256: str,
    at: datetime,
) -> None:
    connection.execute(
        report_files.insert(),
        {
            "clinic": wanted.clinic,
            "file_id": file_id,
            "chat_id": wanted.chat_id,
            "submission_id": wanted.submission_id,
            "report_id": wanted.report_id,
            "sha256": sha256,
            "content": sealer.seal(content, wanted.clinic, "report_files", "content", file_id),
            "fetched_at": at,
        },
    )


def file(connection: Connection, sealer: Sealer, clinic: str, chat_id: int, file_id: str) -> bytes | None:
    """The file, for the chat that booked it and nobody else; `None` once it is erased. Raises `Unsealable`."""
    row = connection.execute(
        select(report_files.c.content).where(
            report_files.c.clinic == clinic,
            report_files.c.file_id == file_id,
            report_files.c.chat_id == chat_id,
        )
    ).one_or_none()
    if row is None or row.content is None:
        return None
    return sealer.open(row.content, clinic, "report_files", "content", file_id)


def note_sent(connection: Connection, clinic: str, file_id: str, at: datetime) -> None:
    """The file has reached its chat: it is erased here."""
    row = connection.execute(
        update(report_files)
        .where(report_files.c.clinic == clinic, report_files.c.file_id == file_id)
        .values(content=None, erased_at=at)
        .returning(report_files.c.submission_id, report_files.c.report_id)
    ).one_or_none()
    if row is not None:
        connection.execute(
            update(reports).where(_this(clinic, row.submission_id, row.report_id)).values(sent_at=at)
        )


def erase(
    connection: Connection,
    at: datetime,
    *,
    fetched_before: datetime | None = None,
    chat: tuple[str, int] | None = None,
) -> None:
    """Erases the files that were fetched before that time, or those of one chat, and where they were."""
    where: list[ColumnElement[bool]] = []
    if fetched_before is not None:
        where.append(func.coalesce(reports.c.wanted_at, reports.c.announced_at) < fetched_before)
    if chat is not None:
        where.append(and_(reports.c.clinic == chat[0], reports.c.chat_id == chat[1]))
    connection.execute(
        update(reports)
        .where(or_(*where), reports.c.url.is_not(None), reports.c.next_fetch_at.is_(None))
        .values(url=None)
    )
    which: list[ColumnElement[bool]] = []
    if fetched_before is not None:
        which.append(report_files.c.fetched_at < fetched_before)
    if chat is not None:
        which.append(and_(report_files.c.clinic == chat[0], report_files.c.chat_id == chat[1]))
    connection.execute(
        update(report_files)
        .where(or_(*which), report_files.c.erased_at.is_(None))
        .values(content=None, erased_at=at)
    )


def _this(clinic: str, submission_id: str, report_id: str) -> ColumnElement[bool]:
    return and_(
        reports.c.clinic == clinic,
        reports.c.submission_id == submission_id,
        reports.c.report_id == report_id,
    )


def _sealed(sealer: Sealer, clinic: str, submission_id: str, report_id: str, url: str) -> bytes | None:
    if not url:
        return None
    return sealer.seal(url.encode(), clinic, "reports", "url", _key(submission_id, report_id))


def _key(submission_id: str, report_id: str) -> str:
    return f"{submission_id}:{report_id}"
