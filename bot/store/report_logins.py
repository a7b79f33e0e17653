"""Logins of patients for their old reports: one a chat, sealed, for ten minutes.

A row says what is to be asked of the lab next, and holds what that needs: the number, the lab's tokens, the code while
it is being checked. Nothing of it is in the conversation, and nothing outlives the login.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, update

from bot.store import upsert
from bot.store.sealing import Sealer
from bot.store.tables import report_logins

LIFE = timedelta(minutes=10)
Step = Literal["send", "code", "check", "list", "file"]
"""`send` a code, wait for the `code`, `check` it, show the `list`, fetch a `file`."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """`files` are addresses of report files by our own short names of them, `bills` what the lab calls the bill of each;
    `wanted` is one of those names."""

    phone: str = field(default="", repr=False)
    otp_token: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    patient_token: str = field(default="", repr=False)
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
    wanted: str = ""
    bills: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Login:
    clinic: str
    chat_id: int
    login_id: str
    step: Step
    secrets: Secrets
    attempts: int
    expires_at: datetime


_json: TypeAdapter[Secrets] = TypeAdapter(Secrets)

_begin = upsert.insert(
    report_logins,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["clinic", "chat_id"],
        set_={
            name: getattr(insert.excluded, name)
            for name in ("login_id", "step", "secrets", "attempts", "begun_at", "expires_at", "next_at")
        },
    ),
)


def begin(
    connection: Connection,
    sealer: Sealer,
    clinic: str,
    chat_id: int,
    login_id: str,
    phone: str,
    now: datetime,
) -> None:
    """A new login of the chat in place of any before: a code is to be sent to the number."""
    _begin.run(
        connection,
        {
            "clinic": clinic,
            "chat_id": chat_id,
            "login_id": login_id,
            "step": "send",
            "secrets": _sealed(sealer, clinic, chat_id, login_id, Secrets(phone=phone)),
            "attempts": 0,
            "begun_at": now,
            "expires_at": now + LIFE,
            "next_at": now,
        },
    )


def login(connection: Connection, sealer: Sealer, clinic: str, chat_id: int, now: datetime) -> Login | None:
    """The chat's login, while it lasts and opens."""
    row = connection.execute(
        select(report_logins).where(_of(clinic, chat_id), report_logins.c.expires_at > now)
    ).one_or_none()
    if row is None:
        return None
    plain = sealer.open_or_none(row.secrets, *_place(clinic, chat_id, row.login_id))
    try:
        secrets = _json.validate_json(plain or b"")
    except ValidationError:
        return None
    return Login(clinic, chat_id, row.login_id, row.step, secrets, row.attempts, row.expires_at)


def go_on(
    connection: Connection,
    sealer: Sealer,
    known: Login,
    step: Step,
    secrets: Secrets,
    *,
    next_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """The login at its next step; false when it is not the chat's any more."""
    done = connection.execute(
        update(report_logins)
        .where(
            _of(known.clinic, known.chat_id),
            report_logins.c.login_id == known.login_id,
            report_logins.c.step == known.step,
        )
        .values(
            step=step,
            secrets=_sealed(sealer, known.clinic, known.chat_id, known.login_id, secrets),
            next_at=next_at,
            expires_at=expires_at or known.expires_at,
            attempts=0,
        )
    )
    return done.rowcount == 1


def due(connection: Connection, now: datetime, most: int) -> list[tuple[str, int]]:
    """Clinic and chat of logins of which the lab is to be asked now. They are the caller's until the commit."""
    found = connection.execute(
        select(report_logins.c.clinic, report_logins.c.chat_id)
        .where(report_logins.c.next_at <= now)
        .order_by(report_logins.c.next_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return [(row.clinic, row.chat_id) for row in found]


def taken(connection: Connection, clinic: str, chat_id: int, again_at: datetime) -> None:
    """Somebody asks the lab; if nothing is heard by that time, somebody else may."""
    connection.execute(
        update(report_logins)
        .where(_of(clinic, chat_id))
        .values(next_at=again_at, attempts=report_logins.c.attempts + 1)
    )


def next_due(connection: Connection) -> datetime | None:
    first: datetime | None = connection.execute(select(func.min(report_logins.c.next_at))).scalar_one()
    return first


def end(connection: Connection, clinic: str, chat_id: int, login_id: str = "") -> None:
    """Nothing is left of the chat's login, or of that one of its."""
    which = [_of(clinic, chat_id)]
    if login_id:
        which.append(report_logins.c.login_id == login_id)
    connection.execute(delete(report_logins).where(*which))


def forget(connection: Connection, now: datetime) -> None:
    """Removes what has run out."""
    connection.execute(delete(report_logins).where(report_logins.c.expires_at <= now))


def _of(clinic: str, chat_id: int) -> ColumnElement[bool]:
    return and_(report_logins.c.clinic == clinic, report_logins.c.chat_id == chat_id)


def _sealed(sealer: Sealer, clinic: str, chat_id: int, login_id: str, secrets: Secrets) -> bytes:
    return sealer.seal(_json.dump_json(secrets), *_place(clinic, chat_id, login_id))


def _place(clinic: str, chat_id: int, login_id: str) -> tuple[str, str, str, str]:
    """What the secrets are bound to: they open for that login of that chat alone."""
    return clinic, "report_logins", "secrets", f"{chat_id}:{login_id}"
