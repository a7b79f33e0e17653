"""The steps of patients' ways, for the clinic's figures."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete

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
    _insert.run_each(
        connection,
        [
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
            }
            for number, step in enumerate(steps)
        ],
    )


def forget(connection: Connection, clinic: str, before: datetime) -> None:
    connection.execute(delete(journey).where(journey.c.clinic == clinic, journey.c.at < before))
