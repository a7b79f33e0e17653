"""Consents: which notice was agreed to, or withdrawn from, in which language and when. Never changed afterwards."""

from datetime import datetime

from sqlalchemy import Connection

from bot.store import upsert
from bot.store.tables import consents

_record = upsert.insert(consents, lambda insert: insert.on_conflict_do_nothing())


def record(
    connection: Connection,
    clinic: str,
    chat_id: int,
    turn: int,
    *,
    at: datetime,
    notice_version: str,
    language: str,
    given: bool,
) -> None:
    """What the patient decided in the conversation's turn with this number."""
    _record.run(
        connection,
        {
            "clinic": clinic,
            "chat_id": chat_id,
            "turn": turn,
            "at": at,
            "notice_version": notice_version,
            "language": language,
            "given": given,
        },
    )
