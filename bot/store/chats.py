"""Chats: the stored conversation, who works on it, and what is on its screen.

A chat has one owner at a time. Each change of owner raises `epoch`, and what a worker writes to a chat is fenced
by both, so that one that slept through its own funeral writes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, case, or_, select, update

from bot.store import upsert
from bot.store.statement import Later, Statement
from bot.store.tables import chats, workers
from bot.store.wakes import Wake, wake


@dataclass(frozen=True, slots=True)
class ChatRecord:
    """`conversation` is sealed. `inbox_seq` and `outbox_seq` are the last numbers given."""

    clinic: str
    chat_id: int
    conversation: bytes | None
    version: int
    epoch: int
    language: str | None
    inbox_seq: int
    outbox_seq: int
    screen_message_id: int
    screen_buttons: bool
    newest_message_id: int
    keyboard: bool
    last_act_at: datetime | None
    unreachable_at: datetime | None


@dataclass(frozen=True, slots=True)
class Fence:
    """What a worker holds of a chat: it is its owner, since `epoch`."""

    clinic: str
    chat_id: int
    owner: str
    epoch: int


class Fenced(Exception):
    """The chat belongs to somebody else by now, or has moved on: what was to be written is void."""


_ensure = upsert.insert(
    chats,
    lambda insert: insert.values(
        clinic=bindparam("clinic"), chat_id=bindparam("chat_id")
    ).on_conflict_do_nothing(),
)
_living = select(workers.c.worker_id)
_claim = Statement(
    update(chats)
    .where(
        chats.c.clinic == bindparam("b_clinic"),
        chats.c.chat_id == bindparam("b_chat"),
        or_(
            chats.c.owner.is_(None),
            chats.c.owner == bindparam("b_owner"),
            chats.c.owner.not_in(_living),
        ),
        _living.where(workers.c.worker_id == bindparam("b_owner")).exists(),
    )
    .values(owner=bindparam("b_owner"), epoch=chats.c.epoch + 1)
    .returning(
        chats.c.conversation,
        chats.c.version,
        chats.c.epoch,
        chats.c.language,
        chats.c.inbox_seq,
        chats.c.outbox_seq,
        chats.c.screen_message_id,
        chats.c.screen_buttons,
        chats.c.newest_message_id,
        chats.c.keyboard,
        chats.c.last_act_at,
        chats.c.unreachable_at,
    )
)
_number_inbox = upsert.insert(
    chats,
    lambda insert: (
        insert.values(clinic=bindparam("clinic"), chat_id=bindparam("chat_id"), inbox_seq=bindparam("count"))
        .on_conflict_do_update(
            index_elements=["clinic", "chat_id"],
            set_={"inbox_seq": chats.c.inbox_seq + insert.excluded.inbox_seq},
        )
        .returning(chats.c.inbox_seq, chats.c.owner)
    ),
)
_number_outbox = upsert.insert(
    chats,
    lambda insert: (
        insert.values(clinic=bindparam("clinic"), chat_id=bindparam("chat_id"), outbox_seq=bindparam("count"))
        .on_conflict_do_update(
            index_elements=["clinic", "chat_id"],
            set_={"outbox_seq": chats.c.outbox_seq + insert.excluded.outbox_seq},
        )
        .returning(chats.c.outbox_seq, chats.c.owner)
    ),
)
_mine = (
    (chats.c.clinic == bindparam("b_clinic"))
    & (chats.c.chat_id == bindparam("b_chat"))
    & (chats.c.owner == bindparam("b_owner"))
    & (chats.c.epoch == bindparam("b_epoch"))
)
_newest = case(
    (chats.c.newest_message_id < bindparam("b_newest"), bindparam("b_newest")),
    else_=chats.c.newest_message_id,
)
_turn = Statement(
    update(chats)
    .where(_mine, chats.c.version == bindparam("b_version"))
    .values(
        conversation=bindparam("conversation"),
        version=bindparam("version"),
        language=bindparam("language"),
        asking=bindparam("asking"),
        outbox_seq=chats.c.outbox_seq + bindparam("letters"),
        newest_message_id=_newest,
        last_act_at=bindparam("last_act_at"),
        unreachable_at=bindparam("unreachable_at"),
    )
    .returning(chats.c.outbox_seq)
)
_shown = Statement(
    update(chats)
    .where(_mine)
    .values(
        screen_message_id=bindparam("screen_message_id"),
        screen_buttons=bindparam("screen_buttons"),
        keyboard=bindparam("keyboard"),
        newest_message_id=_newest,
    )
)
# A write that changes nothing: it holds the row where many write at once.
_demand = Statement(update(chats).where(_mine).values(epoch=chats.c.epoch))
_held = Statement(select(chats.c.epoch).where(_mine))
_let_go = Statement(update(chats).where(_mine).values(owner=None))
_unreachable = Statement(update(chats).where(_mine).values(unreachable_at=bindparam("at")))


def key(clinic: str, chat_id: int) -> str:
    """What a unit that writes anything of the chat names (`Database.write`)."""
    return f"chat {clinic} {chat_id}"


def number_inbox(
    connection: Connection, clinic: str, chat_id: int, count: int
) -> Later[tuple[int, str | None]]:
    """The last of `count` new numbers for the chat's inbox, and who serves the chat, who is told. Whoever asks waits
    for others that have asked: rows of a chat become visible in the order of their numbers."""
    asked = _number_inbox.ask(connection, {"clinic": clinic, "chat_id": chat_id, "count": count})

    def read() -> tuple[int, str | None]:
        row = asked.row()
        if row.owner is not None:
            wake(connection, Wake("inbox", row.owner, clinic, chat_id))
        return row.inbox_seq, row.owner

    return read


def number_outbox(connection: Connection, clinic: str, chat_id: int, count: int) -> tuple[int, str | None]:
    """The last of `count` new numbers for the outbox of a chat that is not the caller's own, and who serves that
    chat, who is told."""
    params = {"clinic": clinic, "chat_id": chat_id, "count": count}
    row = _number_outbox.row(connection, params)
    if row.owner is not None:
        wake(connection, Wake("outbox", row.owner, clinic, chat_id))
    return row.outbox_seq, row.owner


def claim(connection: Connection, clinic: str, chat_id: int, owner: str) -> ChatRecord | None:
    """Takes the chat for the worker `owner`, unless another that is alive has it, or `owner` is itself counted among
    the dead. The epoch rises even when it was `owner`'s."""
    params = {"clinic": clinic, "chat_id": chat_id}
    _ensure.run(connection, params)
    named = {"b_clinic": clinic, "b_chat": chat_id, "b_owner": owner}
    row = _claim.row(connection, named)
    if row is None:
        return None
    return ChatRecord(clinic, chat_id, **row._asdict())


def demand(connection: Connection, fence: Fence) -> None:
    """Raises `Fenced` unless the chat still belongs to the caller, to whom it then belongs until the commit."""
    if _demand.count(connection, _at(fence)) != 1:
        raise Fenced(f"chat of epoch {fence.epoch}")


def is_held(connection: Connection, fence: Fence) -> bool:
    """Whether the chat still belongs to the caller."""
    return _held.row(connection, _at(fence)) is not None


def let_go(connection: Connection, fence: Fence) -> None:
    """Leaves the chat to whoever takes it next."""
    _let_go.run(connection, _at(fence))


def commit_turn(
    connection: Connection,
    fence: Fence,
    read_version: int,
    *,
    version: int,
    conversation: bytes | None,
    language: str | None,
    asking: bool,
    letters: int,
    newest_message_id: int,
    last_act_at: datetime | None,
    unreachable_at: datetime | None,
) -> int:
    """Stores the conversation after a turn over the one of `read_version`; the last number in the chat's outbox
    once the turn's letters are there. Raises `Fenced`."""
    written = _turn.value(
        connection,
        {
            **_at(fence),
            "b_version": read_version,
            "b_newest": newest_message_id,
            "conversation": conversation,
            "version": version,
            "language": language,
            "asking": asking,
            "letters": letters,
            "last_act_at": last_act_at,
            "unreachable_at": unreachable_at,
        },
    )
    if written is None:
        raise Fenced(f"chat of epoch {fence.epoch} at version {read_version}")
    return int(written)


def commit_screen(
    connection: Connection,
    fence: Fence,
    *,
    screen_message_id: int,
    screen_buttons: bool,
    keyboard: bool,
    newest_message_id: int,
) -> bool:
    """Remembers what a delivery has put on the screen; whether the chat still belongs to the caller."""
    written = _shown.count(
        connection,
        {
            **_at(fence),
            "b_newest": newest_message_id,
            "screen_message_id": screen_message_id,
            "screen_buttons": screen_buttons,
            "keyboard": keyboard,
        },
    )
    return written == 1


def mark_unreachable(connection: Connection, fence: Fence, at: datetime) -> bool:
    """Nothing can be sent until the patient writes again; whether the chat still belongs to the caller."""
    return _unreachable.count(connection, {**_at(fence), "at": at}) == 1


def in_the_middle(connection: Connection, clinic: str, since: datetime, until: datetime) -> list[int]:
    """Chats with an open question, whose patient acted last in that time and can be reached."""
    return list(
        connection.scalars(
            select(chats.c.chat_id)
            .where(
                chats.c.clinic == clinic,
                chats.c.asking,
                chats.c.last_act_at.between(since, until),
                chats.c.unreachable_at.is_(None),
            )
            .order_by(chats.c.chat_id)
        )
    )


def free(owner: ColumnElement[str | None], worker_id: str) -> ColumnElement[bool]:
    """That a chat of this owner is nobody's, or that worker's."""
    return or_(owner.is_(None), owner == worker_id, owner.not_in(_living))


def forget(connection: Connection, clinic: str, before: datetime) -> None:
    """Empties chats whose patient acted last before that time; whoever serves one reads it anew. One that somebody
    writes just now is left for the next time."""
    old = (
        select(chats.c.chat_id)
        .where(chats.c.clinic == clinic, chats.c.last_act_at < before, chats.c.conversation.is_not(None))
        .with_for_update(skip_locked=True)
    )
    connection.execute(
        update(chats)
        .where(chats.c.clinic == clinic, chats.c.chat_id.in_(old))
        .values(conversation=None, version=chats.c.version + 1, owner=None, asking=False)
    )


def _at(fence: Fence) -> dict[str, object]:
    return {
        "b_clinic": fence.clinic,
        "b_chat": fence.chat_id,
        "b_owner": fence.owner,
        "b_epoch": fence.epoch,
    }
