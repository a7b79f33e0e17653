"""The lab lane: submissions go to the lab beside the turns, and what it answers comes back as events.

An attempt is on record before it is made. One whose outcome nobody knows is repeated as it was, to the byte, until
the lab's answer settles it; that is safe only on the lab's same day, so it stops before the day may turn.
"""

import asyncio
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import uniform
from typing import Final, Literal, assert_never
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from bot.engine import metrics
from bot.engine.calls import Calls
from bot.engine.means import Means
from bot.engine.membership import Membership
from bot.engine.site import Site
from bot.engine.stored_event import event_to_json
from bot.lab.entry_of import entry_of
from bot.lab.port import (
    Created,
    Duplicate,
    Entry,
    EntryIncomplete,
    EntryUnreadable,
    Forbidden,
    NotMade,
    Outcome,
    PerhapsMade,
    Refused,
    Unauthorised,
    WrongPhase,
    entry_from_json,
    entry_to_json,
)
from bot.store import chats, inbox, submissions
from bot.store.database import DatabaseTrouble
from bot.store.inbox import Arrival, InboxRow
from bot.store.sealing import Unsealable
from bot.store.submissions import Pending
from dialogs.clinic import Parties
from dialogs.events import LabAnswered, Stamp
from dialogs.lead_hours import lead_not_before
from dialogs.submission import Submission

_QUESTIONS: Final = {
    "name": "name",
    "age": "age",
    "gender": "gender",
    "phone": "contact",
    "address": "address",
    "pincode": "pincode",
    "mode": "mode",
    "slot": "slot",
    "items": "tests",
}
"""What the lab may find fault with, as the question that asks for it."""

_log = structlog.get_logger(__name__)

_AT_ONCE: Final = 8
_INDIA: Final = ZoneInfo("Asia/Kolkata")
_DAY_TURNS: Final = (time(0, 0), time(5, 30))
_AROUND: Final = timedelta(minutes=10)
_LABS_DAY: Final = timedelta(hours=24)
_Key = tuple[str, str]
"""The clinic and the id of a submission."""

Answer = Literal[
    "created",
    "refused",
    "unauthorised",
    "forbidden",
    "duplicate",
    "duplicate_ours",
    "duplicate_unclear",
    "unconfirmed",
    "wrong_phase",
]


@dataclass(frozen=True, slots=True)
class _Heard:
    """An answer for the conversation."""

    answer: Answer
    lab_id: str = ""
    question: str | None = None
    detail: str = ""
    not_carried: tuple[str, ...] = ()


class LabLane:
    """`arrived` is told of the rows, `wake` has the lane look again."""

    def __init__(
        self,
        means: Means,
        membership: Membership,
        arrived: Callable[[Sequence[InboxRow]], None],
        wake: Callable[[], None],
    ) -> None:
        self._means = means
        self._membership = membership
        self._arrived = arrived
        self._wake = wake
        self.calls = Calls("lab", _AT_ONCE, wake)
        self._in_hand: set[_Key] = set()

    async def attend(self) -> datetime | None:
        """Makes the attempts that are due; when the next are."""
        now, worker_id = self._means.clock.now(), self._membership.worker_id

        def look(connection: Connection) -> tuple[list[_Key], list[_Key], datetime | None]:
            lost = submissions.lost_attempts(connection, worker_id)
            due = submissions.due(connection, now, 64)
            upcoming = submissions.next_due(connection)
            return lost(), due(), upcoming()

        lost, due, upcoming = await self._means.database.read(look)
        await self._take_up(lost)
        for clinic, submission_id in due:
            if not self.calls.room:
                # Each answer wakes the lane.
                return None
            if clinic in self._means.sites:
                await self._attend(clinic, submission_id, now)
        if lost or due:
            upcoming = await self._means.database.read(lambda connection: submissions.next_due(connection)())
        return upcoming if upcoming is None or upcoming > now else now + timedelta(seconds=1)

    async def _take_up(self, lost: Sequence[_Key]) -> None:
        """Attempts that nobody is making any more: nobody knows what became of them."""
        for clinic, submission_id in lost:
            site = self._means.sites.get(clinic)
            if site is None or (clinic, submission_id) in self._in_hand:
                continue
            pending = await self._pending(clinic, submission_id)
            if pending is not None and pending.attempt_by is not None:
                outcome = PerhapsMade("the bot stopped before the lab answered")
                await self._settle(site, pending, outcome, pending.attempt_by)

    async def _attend(self, clinic: str, submission_id: str, now: datetime) -> None:
        site = self._means.sites[clinic]
        pending = await self._pending(clinic, submission_id)
        if pending is None:
            return
        key = chats.key(clinic, pending.chat_id)
        if pending.unconfirmed_at is not None and pending.unconfirmed_at <= now:
            await self._say_unconfirmed(pending, now)
        if pending.next_attempt_at is None or pending.next_attempt_at > now:
            return
        if _too_late(site, pending.submission, pending.attempts, now):
            await self._too_late(pending, now)
            return
        if pending.unknown_outcome and site.lab.one_entry_a_day:
            at = repeat_at(pending.asked_at or now, now)
            if at is None:
                await self._means.database.write(
                    lambda connection: submissions.stop(connection, clinic, submission_id), key
                )
                return
            if at > now:
                await self._means.database.write(
                    lambda connection: submissions.postpone(connection, clinic, submission_id, at), key
                )
                return
        if pending.submission.phase == "lead":
            begins = lead_not_before(site.clinic, now)
            if begins > now:
                await self._means.database.write(
                    lambda connection: submissions.postpone(connection, clinic, submission_id, begins), key
                )
                return
        try:
            entry = (
                entry_of(pending.submission, _parties(site, pending.submission), site.rules)
                if pending.entry is None
                else entry_from_json(pending.entry.decode())
            )
        except (EntryIncomplete, EntryUnreadable) as error:
            await self._refuse(pending, str(error), now)
            return
        sealer, worker_id = self._means.sealer, self._membership.worker_id
        stored = entry_to_json(entry).encode()
        begun = await self._means.database.write(
            lambda connection: submissions.begin_attempt(
                connection, sealer, clinic, submission_id, pending.attempts, stored, worker_id, now
            ),
            key,
        )
        if begun:
            self._in_hand.add((clinic, submission_id))
            call = self.calls.begin(self._attempt(site, pending, entry, worker_id))
            call.add_done_callback(lambda _: self._in_hand.discard((clinic, submission_id)))

    async def _attempt(self, site: Site, pending: Pending, entry: Entry, worker_id: str) -> None:
        outcome: Outcome
        try:
            await self._membership.be_sure()
            if self._membership.worker_id == worker_id:
                perhaps_since = pending.asked_at if pending.unknown_outcome else None
                outcome = await site.lab.create(entry, asked_at=perhaps_since)
            else:
                # Others may be making the attempt that this worker began before it froze.
                outcome = NotMade("the bot stood still before the lab was asked")
        except DatabaseTrouble:
            outcome = NotMade("the database failed before the lab was asked")
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the lab may have the entry
            _log.error("lab_call_raised", clinic=pending.clinic, exc_info=error)
            outcome = PerhapsMade(f"the call failed ({type(error).__name__})")
        metrics.LAB_ATTEMPTS.labels(type(outcome).__name__).inc()
        while True:
            try:
                await self._settle(site, pending, outcome, worker_id)
            except DatabaseTrouble as trouble:
                _log.error("lab_answer_not_stored", reason=str(trouble))
                await asyncio.sleep(self._means.timing.tick)
            else:
                return

    async def _settle(self, site: Site, pending: Pending, outcome: Outcome, by: str) -> None:
        """Notes the outcome of the attempt that the worker `by` had on record, and tells the conversation of it in
        the same commit. Where others took the attempt for lost, only what the lab surely has counts."""
        now, timing = self._means.clock.now(), self._means.timing
        waits = timedelta(minutes=site.clinic.unconfirmed_minutes)
        unknown = pending.unknown_outcome
        attempts = pending.attempts + 1
        next_at: datetime | None = None
        ask_at: datetime | None = None
        heard: _Heard | None = None
        lab_id = ""
        match outcome:
            case Created(lab_id=lab_id, not_carried=not_carried):
                heard = _Heard("created", lab_id, not_carried=not_carried)
            case WrongPhase(lab_id=lab_id, phase=phase):
                heard = _Heard("wrong_phase", lab_id, detail=f"stored as {phase or 'something unnamed'}")
            case Refused(detail=detail) if unknown:
                # An earlier attempt may have been stored under this key: it cannot be used for another entry.
                heard = _Heard("refused", detail=detail)
            case Refused(field=field, detail=detail):
                heard = _Heard("refused", question=_QUESTIONS.get(field or ""), detail=detail)
            case Unauthorised(detail=detail):
                heard = _Heard("unauthorised", detail=detail)
            case Forbidden(detail=detail):
                heard = _Heard("forbidden", detail=detail)
            case Duplicate(detail=detail) if unknown:
                heard = _Heard("duplicate_unclear", detail=detail)
                ask_at = pending.unconfirmed_at or now + waits
            case Duplicate(detail=detail):
                heard = _Heard("duplicate", detail=detail)
            case NotMade(reason=reason, retry_after=retry_after):
                pause = min(timing.lab_pause_most, timing.lab_pause * 2.0 ** (attempts - 1))
                next_at = now + timedelta(seconds=max(pause * uniform(1, 1.25), retry_after or 0.0))
                ask_at = pending.unconfirmed_at or now + waits
                _log.warning("lab_entry_not_made", clinic=pending.clinic, attempts=attempts, reason=reason)
            case PerhapsMade(reason=reason):
                first = not unknown
                unknown = True
                ask_at = pending.unconfirmed_at or now + waits
                if site.lab.repeats_are_safe:
                    next_at = now + timedelta(seconds=self._unknown_pause(first, attempts))
                else:
                    # No rule of this lab makes a repeat safe: a person looks.
                    ask_at = now
                _log.warning("lab_outcome_unknown", clinic=pending.clinic, attempts=attempts, reason=reason)
            case _ as never:
                assert_never(never)

        def unit(connection: Connection) -> list[InboxRow]:
            ours = submissions.end_attempt(
                connection,
                pending.clinic,
                pending.submission.id,
                by,
                lab_id=lab_id,
                unknown_outcome=unknown,
                next_attempt_at=next_at,
                unconfirmed_at=ask_at,
            )
            if heard is None or not (ours or lab_id):
                return []
            told = self._by_our_records(connection, pending, heard, now)
            return self._tell(connection, pending, told, attempts, now)

        self._arrived(await self._means.database.write(unit, chats.key(pending.clinic, pending.chat_id)))
        self._wake()

    def _by_our_records(
        self, connection: Connection, pending: Pending, heard: _Heard, now: datetime
    ) -> _Heard:
        """A duplicate is our own where our records say so: the lab's day may be another than the clinic's."""
        if heard.answer != "duplicate":
            return heard
        since = now - _LABS_DAY
        known = submissions.entry_of_number(connection, pending.clinic, pending.submission.id, since)
        return heard if known is None else _Heard("duplicate_ours", detail=known)

    async def _refuse(self, pending: Pending, detail: str, now: datetime) -> None:
        """What cannot be sent as it is: the conversation hears it as the lab's refusal."""

        def unit(connection: Connection) -> list[InboxRow]:
            submissions.give_up(connection, pending.clinic, pending.submission.id)
            return self._tell(connection, pending, _Heard("refused", detail=detail), pending.attempts, now)

        self._arrived(await self._means.database.write(unit, chats.key(pending.clinic, pending.chat_id)))

    def _unknown_pause(self, first: bool, attempts: int) -> float:
        timing = self._means.timing
        if first:
            return uniform(*timing.unknown_pause)
        return min(timing.unknown_pause_most, timing.unknown_pause[1] * 2.0 ** min(attempts - 1, 16))

    async def _say_unconfirmed(self, pending: Pending, now: datetime) -> None:
        minutes = round(((now - pending.asked_at).total_seconds() if pending.asked_at else 0.0) / 60)
        since = f"for {minutes} minutes" if minutes > 1 else "until now"
        detail = (
            f"the lab was asked, but has not answered {since}: it may or may not have it"
            if pending.unknown_outcome
            else f"the lab could not be reached {since}: it surely does not have it yet; the bot goes on trying"
        )

        def unit(connection: Connection) -> list[InboxRow]:
            if not submissions.say_unconfirmed(connection, pending.clinic, pending.submission.id):
                return []
            return self._tell(
                connection, pending, _Heard("unconfirmed", detail=detail), pending.attempts, now
            )

        self._arrived(await self._means.database.write(unit, chats.key(pending.clinic, pending.chat_id)))

    async def _too_late(self, pending: Pending, now: datetime) -> None:
        """The slot is too near for another attempt: a person settles what is unknown, else another slot is asked."""
        if pending.unknown_outcome:
            heard = _Heard("unconfirmed", detail="the slot is too near to ask the lab again")
        else:
            heard = _Heard(
                "refused", question="slot", detail="the slot was too near before the lab could be reached"
            )

        def unit(connection: Connection) -> list[InboxRow]:
            submissions.stop(connection, pending.clinic, pending.submission.id)
            submissions.say_unconfirmed(connection, pending.clinic, pending.submission.id)
            if pending.unknown_outcome and pending.unconfirmed_said:
                return []
            return self._tell(connection, pending, heard, pending.attempts, now)

        self._arrived(await self._means.database.write(unit, chats.key(pending.clinic, pending.chat_id)))

    def _tell(
        self, connection: Connection, pending: Pending, heard: _Heard, attempts: int, now: datetime
    ) -> list[InboxRow]:
        seed = uuid.uuid4().hex
        event = LabAnswered(
            Stamp(now, seed),
            pending.submission.id,
            heard.answer,
            heard.lab_id,
            heard.question,
            heard.detail,
            heard.not_carried,
        )
        key = f"{pending.submission.id}:{attempts}:{heard.answer}"
        if inbox.known(connection, pending.clinic, "lab", [key]):
            return []
        arrival = Arrival("lab", key, "event", event_to_json(event), now, seed)
        return inbox.add(connection, self._means.sealer, pending.clinic, pending.chat_id, [arrival])

    async def _pending(self, clinic: str, submission_id: str) -> Pending | None:
        """The submission; one that cannot be read is attempted no more."""
        sealer = self._means.sealer
        try:
            return await self._means.database.read(
                lambda connection: submissions.pending(connection, sealer, clinic, submission_id)
            )
        except (Unsealable, ValueError) as error:
            _log.error("submission_unreadable", clinic=clinic, error=type(error).__name__)
            # Of a row that cannot be read the chat is not known either: the unit is on its own.
            await self._means.database.write(
                lambda connection: submissions.give_up(connection, clinic, submission_id)
            )
            return None


def repeat_at(asked_at: datetime, now: datetime) -> datetime | None:
    """When an attempt of `asked_at` with an unknown outcome may be repeated: now, or a little later, or never.

    The lab refuses a second entry of a contact on one day of its own, which may turn at midnight or at half past
    five in India: within ten minutes of either nothing is repeated, and on the next day it is not taken up again.
    """
    for turn in _turns_around(asked_at, now):
        if asked_at < turn and now > turn - _AROUND:
            return None
        if turn <= asked_at and now < turn + _AROUND:
            return turn + _AROUND
    return now


def _turns_around(asked_at: datetime, now: datetime) -> list[datetime]:
    first = asked_at.astimezone(_INDIA).date()
    days = (now.astimezone(_INDIA).date() - first).days + 1
    return [
        datetime.combine(first + timedelta(days=day), turn, _INDIA).astimezone(UTC)
        for day in range(max(days, 0) + 1)
        for turn in _DAY_TURNS
    ]


def _parties(site: Site, submission: Submission) -> Parties:
    return site.clinic.parties_of(submission.branch_id, submission.party)


def _too_late(site: Site, submission: Submission, attempts: int, now: datetime) -> bool:
    """Whether the slot's notice has passed, so that nothing more is sent. The first attempt may still be made."""
    key = submission.slot_key
    if key is None:
        return False
    if now >= key.start:
        return True
    branch = site.clinic.branch(key.branch_id)
    opening = branch.hours(key.mode) if branch is not None else None
    notice = timedelta(minutes=opening.notice_minutes) if opening is not None else timedelta()
    return attempts > 0 and now >= key.start - notice
