"""The steps of patients' ways, for the clinic's figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from bot.store import upsert
from bot.store.sealing import Sealer
from bot.store.tables import journey
from dialogs.effects import Journey

_insert = upsert.insert(journey, lambda insert: insert.on_conflict_do_nothing())


def record(
    connection: Connection,
    sealer: Sealer,
    clinic: str,
    chat_id: int,
    turn: int,
    steps: Sequence[Journey],
    at: datetime,
) -> None:
    """The steps that the conversation's turn with this number made."""
    visitor = sealer.digest(clinic, "visitor", str(chat_id))
    for number, step in enumerate(steps):
        _insert.run(
            connection,
            {
                "clinic": clinic,
                "visitor": visitor,
                "turn": turn,
                "number": number,
                "at": at,
                "step": step.step,
                "campaign": step.campaign,
                "branch_id": step.branch_id,
                "amount": step.amount,
                "once": sealer.digest(clinic, "journey", step.once) if step.once else None,
            },
        )


@dataclass(frozen=True, slots=True)
class Count:
    """How often a step was made for a campaign, by how many patients, and the money that went with it, in paise."""

    campaign: str
    step: str
    times: int
    visitors: int
    amount: int


@dataclass(frozen=True, slots=True)
class Wait:
    """A patient who was handed to a person, and the first person who was there for them."""

    campaign: str
    seconds: float


def counts(connection: Connection, clinic: str, since: datetime) -> tuple[Count, ...]:
    """The steps since then."""
    found = connection.execute(
        select(
            journey.c.campaign,
            journey.c.step,
            func.count().label("times"),
            func.count(journey.c.visitor.distinct()).label("visitors"),
            func.sum(journey.c.amount).label("amount"),
        )
        .where(journey.c.clinic == clinic, journey.c.at >= since)
        .group_by(journey.c.campaign, journey.c.step)
    )
    return tuple(
        Count(row.campaign, row.step, row.times, row.visitors, int(row.amount or 0)) for row in found
    )


def waits(connection: Connection, clinic: str, since: datetime) -> tuple[Wait, ...]:
    """How long patients who were handed to a person since then have waited for one; those who have got one."""
    rows = connection.execute(
        select(journey.c.visitor, journey.c.at, journey.c.step, journey.c.campaign)
        .where(
            journey.c.clinic == clinic,
            journey.c.at >= since,
            journey.c.step.in_(("handoff", "answered_by_person")),
        )
        .order_by(journey.c.visitor, journey.c.at, journey.c.turn, journey.c.number)
    ).all()
    found: list[Wait] = []
    handed: tuple[str, str, datetime] | None = None
    for row in rows:
        if row.step == "handoff":
            handed = (row.visitor, row.campaign, row.at)
        elif handed is not None and handed[0] == row.visitor:
            found.append(Wait(handed[1], (row.at - handed[2]).total_seconds()))
            handed = None
    return tuple(found)


def forget(connection: Connection, clinic: str, before: datetime) -> None:
    connection.execute(delete(journey).where(journey.c.clinic == clinic, journey.c.at < before))
