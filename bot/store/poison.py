"""What was set aside because it could not be handled, kept with its error so that it can be tried again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, select, update

from bot.store.sealing import Sealer
from bot.store.tables import poison

Kind = Literal["update", "staff", "event", "conversation"]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row of the inbox (`update`, `staff`, `event`) or a stored conversation. `payload` is `None` where it could
    not even be opened."""

    clinic: str
    poison_id: str
    chat_id: int
    kind: str
    source: str
    payload: bytes | None
    received_at: datetime
    seed: str


def add(connection: Connection, sealer: Sealer, what: SetAside, error: str, at: datetime) -> None:
    payload = what.payload
    if payload is not None:
        payload = sealer.seal(payload, what.clinic, "poison", "payload", what.poison_id)
    connection.execute(
        poison.insert(),
        {
            "clinic": what.clinic,
            "poison_id": what.poison_id,
            "chat_id": what.chat_id,
            "kind": what.kind,
            "source": what.source,
            "payload": payload,
            "error": sealer.seal(error.encode(), what.clinic, "poison", "error", what.poison_id),
            "received_at": what.received_at,
            "seed": what.seed,
            "set_aside_at": at,
        },
    )


def take_again(
    connection: Connection, sealer: Sealer, clinic: str, poison_id: str, at: datetime
) -> SetAside | None:
    """What was set aside, to be tried again; `None` when it is not there, cannot be, or was taken already."""
    taken = connection.execute(
        update(poison)
        .where(
            poison.c.clinic == clinic,
            poison.c.poison_id == poison_id,
            poison.c.kind != "conversation",
            poison.c.payload.is_not(None),
            poison.c.retried_at.is_(None),
        )
        .values(retried_at=at)
        .returning(poison)
    ).one_or_none()
    if taken is None:
        return None
    payload = sealer.open_or_none(taken.payload, clinic, "poison", "payload", poison_id)
    return SetAside(
        clinic,
        poison_id,
        taken.chat_id,
        taken.kind,
        taken.source,
        payload,
        taken.received_at,
        taken.seed,
    )


def chat_of(connection: Connection, clinic: str, poison_id: str) -> int | None:
    """The chat from which it was set aside."""
    return connection.scalars(
        select(poison.c.chat_id).where(poison.c.clinic == clinic, poison.c.poison_id == poison_id)
    ).one_or_none()


def is_known(connection: Connection, clinic: str, poison_id: str) -> bool:
    """Whether something was set aside under this id."""
    return (
        connection.execute(
            select(poison.c.poison_id).where(poison.c.clinic == clinic, poison.c.poison_id == poison_id)
        ).first()
        is not None
    )


def erase(connection: Connection, clinic: str, chat_id: int) -> None:
    connection.execute(delete(poison).where(poison.c.clinic == clinic, poison.c.chat_id == chat_id))


def forget(connection: Connection, before: datetime) -> None:
    connection.execute(delete(poison).where(poison.c.set_aside_at < before))
