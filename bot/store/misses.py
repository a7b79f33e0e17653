"""Misses: what patients typed and the bot did not understand, kept sealed, without who said it or when that day."""

import uuid
from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from bot.store.sealing import Sealer
from bot.store.statement import Statement
from bot.store.tables import misses

_insert = Statement(insert(misses))


def note(
    connection: Connection,
    sealer: Sealer,
    clinic: str,
    *,
    question: str,
    words: str,
    language: str,
    at: datetime,
) -> None:
    """Keeps the words that the question could not read. `at` is rounded to its day, in UTC."""
    miss_id = uuid.uuid4().hex
    _insert.run(
        connection,
        {
            "clinic": clinic,
            "miss_id": miss_id,
            "day": _day(at),
            "question": question,
            "language": language,
            "words": sealer.seal(words.encode(), clinic, "misses", "words", miss_id),
        },
    )


def commonest(
    connection: Connection, sealer: Sealer, clinic: str, since: datetime, most: int
) -> list[tuple[str, str, str, int]]:
    """Words, question, language and count of what was missed most often since that day, letter case aside; words that
    do not open are left out."""
    found = connection.execute(
        select(misses.c.miss_id, misses.c.words, misses.c.question, misses.c.language).where(
            misses.c.clinic == clinic, misses.c.day >= _day(since)
        )
    )
    counted: Counter[tuple[str, str, str]] = Counter()
    for row in found:
        plain = sealer.open_or_none(row.words, clinic, "misses", "words", row.miss_id)
        if plain is not None:
            counted[" ".join(plain.decode().casefold().split()), row.question, row.language] += 1
    ordered = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    return [(*said, count) for said, count in ordered[:most]]


def forget(connection: Connection, clinic: str, before: datetime) -> None:
    """Removes what was said before that day."""
    connection.execute(delete(misses).where(misses.c.clinic == clinic, misses.c.day < _day(before)))


def _day(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
