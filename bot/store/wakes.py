"""Wake-ups: what a commit has stored for a chat that another process serves, told to that process by the database."""

import json
from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass
from typing import Literal

from sqlalchemy import Connection

LONGEST_PAYLOAD = 7_900
"""PostgreSQL takes 8,000 bytes."""

_WAKES = "phlebot wakes"


@dataclass(frozen=True, slots=True)
class Wake:
    """For the worker `owner`: something new lies in the inbox or the outbox of its chat. `left` is for everybody: a
    worker has gone, and what waits for its chats is anybody's."""

    kind: Literal["inbox", "outbox", "left"]
    owner: str = ""
    clinic: str = ""
    chat_id: int = 0


def wake(connection: Connection, *wakes: Wake) -> None:
    """Tells of these when the unit's transaction is committed. Where one process has the database, nobody needs to
    be told."""
    if connection.dialect.name == "postgresql":
        connection.info.setdefault(_WAKES, {}).update(dict.fromkeys(wakes))


def take(connection: Connection, but_for: Collection[str] = ()) -> list[Wake]:
    """What is to be told, but for the chats of these workers, and is then forgotten here."""
    return [each for each in connection.info.pop(_WAKES, ()) if each.owner not in but_for]


def payloads(wakes: Iterable[Wake]) -> list[str]:
    """The wake-ups as few texts, each short enough for one notification."""
    told: list[str] = []
    line = ""
    for each in wakes:
        one = json.dumps(astuple(each), separators=(",", ":"))
        if line and len(line) + len(one) >= LONGEST_PAYLOAD:
            told.append(line)
            line = ""
        line += ("\n" if line else "") + one
    return [*told, line] if line else told


def from_payload(payload: str) -> list[Wake]:
    """The reverse of `payloads`; what another release has written otherwise is passed over."""
    found = []
    for line in payload.splitlines():
        try:
            kind, owner, clinic, chat_id = json.loads(line)
        except ValueError:
            continue
        found.append(Wake(kind, owner, clinic, chat_id))
    return found
