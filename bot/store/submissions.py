"""Submissions: what the patient confirmed, apart from the draft, and what has become of it at the lab."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Connection, and_, bindparam, insert, or_, select, update

from bot.store.sealing import Sealer
from bot.store.statement import Later, Statement
from bot.store.tables import reports, submissions, workers
from dialogs.submission import Booking, Change, State, Submission

OPEN: Final[tuple[State, ...]] = ("requested", "sending", "unconfirmed")
"""States in which the lab may still settle the submission by itself."""

_KEPT_IN_VIEW: Final = 30
_json: TypeAdapter[Submission] = TypeAdapter(Submission)
_change_json: TypeAdapter[Change] = TypeAdapter(Change)

_ours = and_(
    submissions.c.clinic == bindparam("b_clinic"), submissions.c.submission_id == bindparam("b_submission")
)
_add = Statement(insert(submissions))
_one = Statement(select(submissions).where(_ours))
_chat = Statement(select(submissions.c.chat_id).where(_ours))
_by_lab_id = Statement(
    select(submissions.c.submission_id, submissions.c.chat_id).where(
        submissions.c.clinic == bindparam("clinic"), submissions.c.lab_id == bindparam("lab_id")
    )
)
_due = Statement(
    select(submissions.c.clinic, submissions.c.submission_id)
    .where(
        or_(
            submissions.c.next_attempt_at <= bindparam("now"),
            submissions.c.unconfirmed_at <= bindparam("now"),
        )
    )
    .order_by(submissions.c.made_at)
    .limit(bindparam("most"))
)
_next_due = tuple(
    Statement(select(column).where(column.is_not(None)).order_by(column).limit(1))
    for column in (submissions.c.next_attempt_at, submissions.c.unconfirmed_at)
)
_lost = Statement(
    select(submissions.c.clinic, submissions.c.submission_id).where(
        submissions.c.attempt_by.is_not(None),
        submissions.c.attempt_by.not_in(
            select(workers.c.worker_id).where(workers.c.worker_id != bindparam("worker_id"))
        ),
    )
)
_begin = Statement(
    update(submissions)
    .where(_ours, submissions.c.attempts == bindparam("b_attempts"), submissions.c.attempt_by.is_(None))
    .values(
        state=bindparam("state"),
        entry=bindparam("entry"),
        attempts=bindparam("attempts"),
        attempt_by=bindparam("attempt_by"),
        asked_at=bindparam("asked_at"),
        next_attempt_at=None,
    )
)
_end = Statement(
    update(submissions)
    .where(_ours, submissions.c.attempt_by == bindparam("b_by"))
    .values(
        attempt_by=None,
        lab_id=bindparam("lab_id"),
        unknown_outcome=bindparam("unknown_outcome"),
        next_attempt_at=bindparam("next_attempt_at"),
        unconfirmed_at=bindparam("unconfirmed_at"),
    )
)
_settle = Statement(
    update(submissions)
    .where(_ours)
    .values(
        state=bindparam("state"),
        lab_id=bindparam("lab_id"),
        next_attempt_at=bindparam("next_attempt_at"),
        unconfirmed_at=bindparam("unconfirmed_at"),
    )
)
_of_chat = Statement(
    select(submissions)
    .where(
        submissions.c.clinic == bindparam("clinic"),
        submissions.c.chat_id == bindparam("chat_id"),
        submissions.c.payload.is_not(None),
    )
    .order_by(submissions.c.made_at.desc())
    .limit(_KEPT_IN_VIEW)
)
_reports_of_chat = Statement(
    select(reports).where(reports.c.clinic == bindparam("clinic"), reports.c.chat_id == bindparam("chat_id"))
)
_with_entry = Statement(
    select(submissions.c.submission_id)
    .where(
        submissions.c.clinic == bindparam("clinic"),
        submissions.c.phone_hash == bindparam("phone_hash"),
        submissions.c.asked_at >= bindparam("since"),
        or_(
            submissions.c.lab_id != "",
            submissions.c.unknown_outcome,
            submissions.c.attempt_by.is_not(None),
        ),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Pending:
    """A submission that waits for the lab. `entry` is what was sent before, if anything was; `attempt_by` is the worker
    that is making an attempt; `unknown_outcome` says that one attempt may have been stored, `asked_at` when the first was made, `unconfirmed_at` when the staff
    are to be asked, `unconfirmed_said` that they have been."""

    clinic: str
    chat_id: int
    submission: Submission
    state: State
    entry: bytes | None
    attempts: int
    attempt_by: str | None
    unknown_outcome: bool
    unconfirmed_said: bool
    asked_at: datetime | None
    next_attempt_at: datetime | None
    unconfirmed_at: datetime | None


def add(connection: Connection, sealer: Sealer, clinic: str, chat_id: int, submission: Submission) -> None:
    """Stores a submission, to be attempted at once. One that is there already stays as it is, unless it was refused
    and comes again corrected, under the same key."""
    values: dict[str, object] = {
        "payload": sealer.seal(_json.dump_json(submission), clinic, "submissions", "payload", submission.id),
        "state": "requested",
        "phone_hash": sealer.digest(clinic, "phone", submission.phone),
        "made_at": submission.made_at,
        "next_attempt_at": submission.made_at,
        "phase": submission.phase,
    }
    if _where_is(connection, clinic, submission.id) is not None:
        refused = _this(clinic, submission.id), submissions.c.state == "failed"
        connection.execute(update(submissions).where(*refused).values(**values, entry=None, attempts=0))
        return
    _add.run(
        connection,
        {
            "clinic": clinic,
            "submission_id": submission.id,
            "chat_id": chat_id,
            "reference": submission.reference,
        }
        | values,
    )


def settle(connection: Connection, clinic: str, submission_id: str, state: State, lab_id: str) -> None:
    """The state that the conversation gives the submission. Where that ends it, no further attempt is made; beside a
    person, only what may have been stored is still repeated. Of what was withdrawn while it may have been stored, a
    person is still to hear."""
    row = _one.row(connection, _named(clinic, submission_id))
    if row is None:
        return
    _settle.run(
        connection,
        {
            **_named(clinic, submission_id),
            "state": state,
            "lab_id": lab_id or row.lab_id,
            "next_attempt_at": row.next_attempt_at if _goes_on(state, row.unknown_outcome) else None,
            "unconfirmed_at": row.unconfirmed_at if _is_heard_of(state, row.unknown_outcome) else None,
        },
    )


def keep_change(
    connection: Connection, sealer: Sealer, clinic: str, submission_id: str, change: Change | None
) -> None:
    """What is asked of a booking from here on; `None` when nothing is any more."""
    sealed = None
    if change is not None:
        sealed = sealer.seal(_change_json.dump_json(change), clinic, "submissions", "change", submission_id)
    connection.execute(update(submissions).where(_this(clinic, submission_id)).values(change=sealed))


def amend(connection: Connection, sealer: Sealer, clinic: str, submission: Submission) -> None:
    """The submission as it stands at the lab by now; the entry that was sent stays as it was."""
    payload = sealer.seal(_json.dump_json(submission), clinic, "submissions", "payload", submission.id)
    connection.execute(update(submissions).where(_this(clinic, submission.id)).values(payload=payload))


def pending(connection: Connection, sealer: Sealer, clinic: str, submission_id: str) -> Pending | None:
    """The submission with what is known of its attempts. Raises `Unsealable` and `ValueError`."""
    row = _one.row(connection, _named(clinic, submission_id))
    if row is None or row.payload is None:
        return None
    return _pending(sealer, row)


def due(connection: Connection, now: datetime, most: int) -> Later[list[tuple[str, str]]]:
    """Clinic and id of submissions whose attempt, or whose word about an unknown outcome, is due."""
    asked = _due.ask(connection, {"now": now, "most": most})
    return lambda: [(row.clinic, row.submission_id) for row in asked.rows()]


def next_due(connection: Connection) -> Later[datetime | None]:
    """When the next is due."""
    asked = [each.ask(connection, {}) for each in _next_due]
    return lambda: min((moment for each in asked for (moment,) in each.rows()), default=None)


def lost_attempts(connection: Connection, worker_id: str) -> Later[list[tuple[str, str]]]:
    """Submissions with an attempt on record that is being made by a worker which is not alive, or by that one."""
    asked = _lost.ask(connection, {"worker_id": worker_id})
    return lambda: [(row.clinic, row.submission_id) for row in asked.rows()]


def begin_attempt(
    connection: Connection,
    sealer: Sealer,
    clinic: str,
    submission_id: str,
    attempts: int,
    entry: bytes,
    worker_id: str,
    now: datetime,
) -> bool:
    """Puts an attempt on record before it is made; whether it may be made. `attempts` is what was read."""
    row = _one.row(connection, _named(clinic, submission_id))
    if not _goes_on(row.state, row.unknown_outcome):
        return False
    begun = _begin.count(
        connection,
        {
            **_named(clinic, submission_id),
            "b_attempts": attempts,
            "state": "sending" if row.state == "requested" else row.state,
            "entry": sealer.seal(entry, clinic, "submissions", "entry", submission_id),
            "attempts": attempts + 1,
            "attempt_by": worker_id,
            "asked_at": row.asked_at or now,
        },
    )
    return begun == 1


def end_attempt(
    connection: Connection,
    clinic: str,
    submission_id: str,
    by: str,
    *,
    lab_id: str = "",
    unknown_outcome: bool,
    next_attempt_at: datetime | None,
    unconfirmed_at: datetime | None,
) -> bool:
    """Notes what became of the attempt that the worker `by` has on record; false, and nothing but `lab_id` is noted,
    when it has none any more: others took it for lost. What has ended meanwhile is not attempted again. The state is
    the conversation's to change, once it has heard."""
    row = _one.row(connection, _named(clinic, submission_id))
    still_to_say = _is_heard_of(row.state, unknown_outcome) and not row.unconfirmed_said
    ended = _end.count(
        connection,
        {
            **_named(clinic, submission_id),
            "b_by": by,
            "lab_id": lab_id or row.lab_id,
            "unknown_outcome": unknown_outcome,
            "next_attempt_at": next_attempt_at if _goes_on(row.state, unknown_outcome) else None,
            "unconfirmed_at": unconfirmed_at if still_to_say else None,
        },
    )
    if ended == 1:
        return True
    if lab_id:
        connection.execute(update(submissions).where(_this(clinic, submission_id)).values(lab_id=lab_id))
    return False


def stop(connection: Connection, clinic: str, submission_id: str) -> None:
    """No further attempt."""
    connection.execute(update(submissions).where(_this(clinic, submission_id)).values(next_attempt_at=None))


def give_up(connection: Connection, clinic: str, submission_id: str) -> None:
    """Nothing more is done with the submission by itself."""
    connection.execute(
        update(submissions)
        .where(_this(clinic, submission_id))
        .values(next_attempt_at=None, unconfirmed_at=None, attempt_by=None)
    )


def postpone(connection: Connection, clinic: str, submission_id: str, until: datetime) -> None:
    """The next attempt not before that time."""
    connection.execute(update(submissions).where(_this(clinic, submission_id)).values(next_attempt_at=until))


def say_unconfirmed(connection: Connection, clinic: str, submission_id: str) -> bool:
    """Takes away the time at which an unknown outcome is spoken of; whether there was one."""
    said = connection.execute(
        update(submissions)
        .where(_this(clinic, submission_id), submissions.c.unconfirmed_at.is_not(None))
        .values(unconfirmed_at=None, unconfirmed_said=True)
    )
    return said.rowcount == 1


def bookings(connection: Connection, sealer: Sealer, clinic: str, chat_id: int) -> Later[tuple[Booking, ...]]:
    """The chat's submissions, oldest first, with the reports that were announced and sent."""
    chat = {"clinic": clinic, "chat_id": chat_id}
    asked, reports_asked = _of_chat.ask(connection, chat), _reports_of_chat.ask(connection, chat)

    def read() -> tuple[Booking, ...]:
        told = reports_asked.rows()
        found = [booking_of(sealer, row, told) for row in reversed(asked.rows())]
        return tuple(booking for booking in found if booking is not None)

    return read


def booking_of(sealer: Sealer, row: Any, told: Sequence[Any]) -> Booking | None:
    """The booking of a row, with its reports among the rows of `told`, or none: one that does not open must not close
    the chat."""
    submission = _readable(sealer, row)
    if submission is None:
        return None
    its = [each for each in told if each.submission_id == submission.id]
    return Booking(
        submission=submission,
        state=row.state,
        lab_id=row.lab_id,
        reports=tuple(each.report_id for each in its if each.announced_at),
        reports_done=tuple((each.bill_id, each.done) for each in its if each.announced_at),
        reports_sent=tuple(each.report_id for each in its if each.sent_at),
        change=_change(sealer, row),
        collected_at=row.collected_at,
        bill_id=row.bill_id,
    )


def chat_of(connection: Connection, clinic: str, submission_id: str) -> int | None:
    """The chat that made the submission with our key."""
    return _where_is(connection, clinic, submission_id)


def by_lab_id(connection: Connection, clinic: str, lab_id: str) -> tuple[str, int] | None:
    """Our key and chat of the entry that the lab calls `lab_id`."""
    row = _by_lab_id.row(connection, {"clinic": clinic, "lab_id": lab_id})
    return None if row is None or not lab_id else (row.submission_id, row.chat_id)


def with_entry_since(
    connection: Connection, sealer: Sealer, clinic: str, phones: Iterable[str], since: datetime
) -> Later[frozenset[str]]:
    """Which of the phone numbers have, or may have, an entry of ours at the lab that was asked for since then."""
    asked = [
        (phone, _with_entry.ask(connection, {"clinic": clinic, "phone_hash": digest, "since": since}))
        for phone in phones
        for digest in sealer.digests(clinic, "phone", phone)
    ]
    return lambda: frozenset(phone for phone, each in asked if each.row() is not None)


def collected(connection: Connection, clinic: str, submission_id: str, at: datetime) -> None:
    """The sample has been taken, as far as anybody has said by then; the first word counts."""
    connection.execute(
        update(submissions)
        .where(_this(clinic, submission_id), submissions.c.collected_at.is_(None))
        .values(collected_at=at)
    )


def note_bill(connection: Connection, clinic: str, submission_id: str, bill_id: str) -> None:
    """What the lab calls the bill of it."""
    connection.execute(update(submissions).where(_this(clinic, submission_id)).values(bill_id=bill_id[:80]))


def reference_of(connection: Connection, clinic: str, submission_id: str) -> str:
    """What people call it; empty when it is not there."""
    found = connection.scalars(select(submissions.c.reference).where(_this(clinic, submission_id)))
    return found.one_or_none() or ""


def entry_of_number(connection: Connection, clinic: str, submission_id: str, since: datetime) -> str | None:
    """The phase and reference of another submission of the same number that the lab has since then, if one does."""
    number = select(submissions.c.phone_hash).where(_this(clinic, submission_id)).scalar_subquery()
    row = connection.execute(
        select(submissions.c.phase, submissions.c.reference)
        .where(
            submissions.c.clinic == clinic,
            submissions.c.phone_hash == number,
            submissions.c.submission_id != submission_id,
            submissions.c.asked_at >= since,
            submissions.c.lab_id != "",
        )
        .order_by(submissions.c.asked_at.desc())
        .limit(1)
    ).first()
    return None if row is None else f"{row.phase} {row.reference}"


def forget(connection: Connection, clinic: str, before: datetime) -> None:
    """Removes submissions made before that time, with their reports."""
    old = select(submissions.c.submission_id).where(
        submissions.c.clinic == clinic, submissions.c.made_at < before
    )
    connection.execute(reports.delete().where(reports.c.clinic == clinic, reports.c.submission_id.in_(old)))
    connection.execute(
        submissions.delete().where(submissions.c.clinic == clinic, submissions.c.made_at < before)
    )


def _named(clinic: str, submission_id: str) -> dict[str, object]:
    return {"b_clinic": clinic, "b_submission": submission_id}


def _this(clinic: str, submission_id: str) -> ColumnElement[bool]:
    return and_(submissions.c.clinic == clinic, submissions.c.submission_id == submission_id)


def _goes_on(state: State, unknown_outcome: bool) -> bool:
    return state in OPEN or (state == "with_staff" and unknown_outcome)


def _is_heard_of(state: State, unknown_outcome: bool) -> bool:
    """Whether somebody is to hear when it stays unknown for too long."""
    return state in OPEN or (state == "withdrawn" and unknown_outcome)


def _where_is(connection: Connection, clinic: str, submission_id: str) -> int | None:
    chat_id: int | None = _chat.value(connection, _named(clinic, submission_id))
    return chat_id


def _submission(sealer: Sealer, row: Any) -> Submission:
    return _json.validate_json(
        sealer.open(row.payload, row.clinic, "submissions", "payload", row.submission_id)
    )


def _readable(sealer: Sealer, row: Any) -> Submission | None:
    """The submission, or none: one that does not open must not close the chat."""
    plain = sealer.open_or_none(row.payload, row.clinic, "submissions", "payload", row.submission_id)
    try:
        return None if plain is None else _json.validate_json(plain)
    except ValidationError:
        return None


def _change(sealer: Sealer, row: Any) -> Change | None:
    """What is asked of the booking; one that does not open must not close the chat."""
    if row.change is None:
        return None
    plain = sealer.open_or_none(row.change, row.clinic, "submissions", "change", row.submission_id)
    try:
        return None if plain is None else _change_json.validate_json(plain)
    except ValidationError:
        return None


def _pending(sealer: Sealer, row: Any) -> Pending:
    entry = row.entry
    if entry is not None:
        entry = sealer.open(entry, row.clinic, "submissions", "entry", row.submission_id)
    return Pending(
        clinic=row.clinic,
        chat_id=row.chat_id,
        submission=_submission(sealer, row),
        state=cast(State, row.state),
        entry=entry,
        attempts=row.attempts,
        attempt_by=row.attempt_by,
        unknown_outcome=row.unknown_outcome,
        unconfirmed_said=row.unconfirmed_said,
        asked_at=row.asked_at,
        next_attempt_at=row.next_attempt_at,
        unconfirmed_at=row.unconfirmed_at,
    )
