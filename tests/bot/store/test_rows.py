"""Inbox, outbox, chats and timers: rows in order, claimed once, fenced, erased when done with."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, text

from bot.store import chats, inbox, outbox, timers, workers
from bot.store.chats import Fence, Fenced
from bot.store.inbox import Arrival
from bot.store.outbox import Parcel
from bot.store.sealing import Sealer
from bot.store.timers import Timer
from tests.bot.store.conftest import NOW

SECRET = b"Sunita Devi, 58, F"


def arrival(key: str, payload: bytes = SECRET) -> Arrival:
    return Arrival("telegram:7", key, "update", payload, NOW, f"seed-{key}")


def parcel(payload: bytes = SECRET, *, fleeting: bool = False) -> Parcel:
    return Parcel("message", payload, NOW, NOW + timedelta(hours=1), fleeting=fleeting)


def everything(write: Any) -> bytes:
    def unit(connection: Any) -> bytes:
        tables = inspect(connection).get_table_names()
        return b"".join(
            cell if isinstance(cell, bytes) else str(cell).encode()
            for table in tables
            for row in connection.execute(text(f"SELECT * FROM {table}"))
            for cell in row
        )

    return bytes(write(unit))


def commit(fence: Fence, version: int, conversation: bytes | None = b"sealed", letters: int = 0) -> Any:
    return lambda c: chats.commit_turn(
        c,
        fence,
        version,
        version=version + 1,
        conversation=conversation,
        language="en",
        asking=True,
        letters=letters,
        newest_message_id=3,
        last_act_at=NOW,
        unreachable_at=None,
    )


def claim(write: Any, owner: str) -> chats.ChatRecord | None:
    """The chat for a worker that lives."""
    if owner not in write(workers.beats):
        write(lambda c: workers.register(c, owner, NOW))
    found: chats.ChatRecord | None = write(lambda c: chats.claim(c, "asha", 5, owner))
    return found


def bury(write: Any, worker: str) -> None:
    write(lambda c: workers.bury(c, worker))


def test_rows_of_a_chat_are_numbered_in_the_order_of_their_commits(write: Any, sealer: Sealer) -> None:
    first = write(lambda c: inbox.add(c, sealer, "asha", 5, [arrival("1"), arrival("2")]))
    write(lambda c: inbox.add(c, sealer, "asha", 6, [arrival("3")]))
    second = write(lambda c: inbox.add(c, sealer, "asha", 5, [arrival("4")]))
    assert [row.seq for row in first + second] == [1, 2, 3]
    waiting = write(lambda c: inbox.waiting(c, sealer, "asha", 5, 10))
    assert waiting == first + second
    assert write(lambda c: inbox.known(c, "asha", "telegram:7", ["1", "3", "9"])) == {"1", "3"}
    assert write(lambda c: inbox.known(c, "other", "telegram:7", ["1"])) == set()


def test_a_handled_row_is_erased_but_not_forgotten_until_nothing_repeats_it(
    write: Any, sealer: Sealer
) -> None:
    write(lambda c: inbox.add(c, sealer, "asha", 5, [arrival("1"), arrival("2")]))
    write(lambda c: inbox.finish(c, "asha", 5, 1, 1, NOW))
    assert [row.seq for row in write(lambda c: inbox.waiting(c, sealer, "asha", 5, 10))] == [2]
    assert write(lambda c: c.scalar(text("SELECT count(*) FROM inbox WHERE payload IS NOT NULL"))) == 1
    assert write(lambda c: inbox.known(c, "asha", "telegram:7", ["1"])) == {"1"}
    assert write(lambda c: inbox.forget_done(c, NOW)) == 0
    assert write(lambda c: inbox.forget_done(c, NOW + timedelta(seconds=1))) == 1


def test_what_people_said_is_nowhere_to_be_read(write: Any, sealer: Sealer) -> None:
    write(lambda c: inbox.add(c, sealer, "asha", 5, [arrival("1")]))
    write(lambda c: outbox.add(c, sealer, "asha", 5, 1, [parcel()]))
    assert b"Sunita" not in everything(write)


def test_a_row_that_does_not_open_is_still_a_row(write: Any, sealer: Sealer) -> None:
    write(lambda c: inbox.add(c, sealer, "asha", 5, [arrival("1")]))
    write(lambda c: outbox.add(c, sealer, "asha", 5, 1, [parcel()]))
    write(lambda c: c.execute(text("UPDATE inbox SET payload = :none"), {"none": b"\0"}))
    write(lambda c: c.execute(text("UPDATE outbox SET payload = :none"), {"none": b"\0"}))
    assert [row.payload for row in write(lambda c: inbox.waiting(c, sealer, "asha", 5, 10))] == [None]
    assert [row.parcel.payload for row in write(lambda c: outbox.waiting(c, sealer, "asha", 5, NOW))] == [
        None
    ]


def test_a_chat_has_one_owner_and_its_epoch_rises_with_each(write: Any) -> None:
    first = claim(write, "w1")
    assert first is not None
    assert claim(write, "w2") is None
    bury(write, "w1")
    assert write(lambda c: chats.claim(c, "asha", 5, "w1")) is None
    second = claim(write, "w2")
    assert second is not None
    assert (first.epoch, second.epoch) == (1, 2)


def test_a_commit_is_fenced_by_owner_epoch_and_version(write: Any) -> None:
    claim(write, "w1")
    old = Fence("asha", 5, "w1", 1)
    write(commit(old, 0))
    for void in (
        commit(Fence("asha", 5, "w2", 1), 1),
        commit(Fence("asha", 5, "w1", 2), 1),
        commit(old, 0),
        commit(old, 2),
    ):
        with pytest.raises(Fenced):
            write(void)
    write(commit(old, 1))
    claim(write, "w1")
    with pytest.raises(Fenced):
        write(commit(old, 2))
    with pytest.raises(Fenced):
        write(lambda c: chats.demand(c, old))
    write(lambda c: chats.demand(c, Fence("asha", 5, "w1", 2)))


def test_a_chat_let_go_is_free_for_anybody(write: Any) -> None:
    claim(write, "w1")
    write(lambda c: chats.let_go(c, Fence("asha", 5, "w1", 1)))
    assert claim(write, "w2") is not None


def test_a_claimed_chat_is_as_it_was_left(write: Any) -> None:
    claim(write, "w1")
    fence = Fence("asha", 5, "w1", 1)
    assert write(commit(fence, 0, letters=3)) == 3
    assert write(
        lambda c: chats.commit_screen(
            c, fence, screen_message_id=9, screen_buttons=True, keyboard=True, newest_message_id=2
        )
    )
    bury(write, "w1")
    found = claim(write, "w2")
    assert found is not None
    assert (found.conversation, found.version, found.outbox_seq) == (b"sealed", 1, 3)
    assert (found.screen_message_id, found.screen_buttons, found.keyboard) == (9, True, True)
    assert found.newest_message_id == 3
    assert found.last_act_at == NOW
    assert (
        write(
            lambda c: chats.commit_screen(
                c, fence, screen_message_id=1, screen_buttons=True, keyboard=True, newest_message_id=2
            )
        )
        is False
    )


def test_who_was_in_the_middle_of_a_dialog(write: Any) -> None:
    claim(write, "w1")
    write(commit(Fence("asha", 5, "w1", 1), 0))
    hour = timedelta(hours=1)
    assert write(lambda c: chats.in_the_middle(c, "asha", NOW - hour, NOW)) == [5]
    assert write(lambda c: chats.in_the_middle(c, "asha", NOW + hour, NOW + 2 * hour)) == []
    write(lambda c: chats.mark_unreachable(c, Fence("asha", 5, "w1", 1), NOW))
    assert write(lambda c: chats.in_the_middle(c, "asha", NOW - hour, NOW)) == []


def test_old_chats_are_emptied_and_whoever_has_one_in_memory_learns_it(write: Any) -> None:
    claim(write, "w1")
    fence = Fence("asha", 5, "w1", 1)
    write(commit(fence, 0))
    write(lambda c: chats.forget(c, "asha", NOW + timedelta(days=1)))
    with pytest.raises(Fenced):
        write(commit(fence, 1))
    found = claim(write, "w1")
    assert found is not None
    assert found.conversation is None


def test_a_row_that_goes_at_most_once_is_given_up_when_it_may_have_gone(write: Any, sealer: Sealer) -> None:
    claim(write, "w1")
    fence = Fence("asha", 5, "w1", 1)
    write(lambda c: outbox.add(c, sealer, "asha", 5, 2, [parcel(fleeting=True), parcel()]))
    assert not write(lambda c: outbox.begin_once(c, Fence("asha", 5, "w1", 2), 1))
    assert write(lambda c: outbox.begin_once(c, fence, 1))
    assert not write(lambda c: outbox.begin_once(c, fence, 1))
    assert [row.seq for row in write(lambda c: outbox.waiting(c, sealer, "asha", 5, NOW))] == [2]
    assert write(lambda c: outbox.waiting_chats(c, "w1", 10)) == [("asha", 5)]
    write(lambda c: outbox.finish(c, "asha", 5, 2, "sent", NOW))
    assert write(lambda c: outbox.waiting_chats(c, "w1", 10)) == []
    assert write(lambda c: c.scalar(text("SELECT count(*) FROM outbox WHERE payload IS NOT NULL"))) == 0
    assert write(lambda c: outbox.forget_done(c, NOW + timedelta(hours=1))) == 2


def test_rows_whose_time_has_passed_are_given_up(write: Any, sealer: Sealer) -> None:
    write(lambda c: outbox.add(c, sealer, "asha", 5, 1, [parcel()]))
    assert write(lambda c: outbox.give_up_late(c, NOW)) == 0
    assert write(lambda c: outbox.give_up_late(c, NOW + timedelta(hours=2))) == 1
    assert write(lambda c: outbox.waiting(c, sealer, "asha", 5, NOW)) == []


def test_a_timer_is_one_a_chat_and_kind_and_leaves_when_it_is_due(write: Any) -> None:
    claim(write, "w1")
    later = NOW + timedelta(minutes=5)
    for due in (NOW + timedelta(days=1), later):
        write(lambda c, at=due: timers.set_timer(c, Timer("asha", 5, "nudge", at)))
    write(lambda c: timers.set_timer(c, Timer("asha", 5, "card", later + timedelta(hours=1))))
    assert write(timers.next_due) == later
    assert write(lambda c: timers.take_due(c, NOW, 10)) == []
    assert write(lambda c: timers.take_due(c, later, 10)) == [Timer("asha", 5, "nudge", later)]
    assert write(lambda c: timers.take_due(c, later, 10)) == []
    write(lambda c: timers.drop(c, "asha", 5, "card"))
    assert write(timers.next_due) is None


def test_a_buried_worker_learns_that_it_is_dead(write: Any) -> None:
    write(lambda c: workers.register(c, "w1", NOW))
    assert write(lambda c: workers.beat(c, "w1", NOW + timedelta(seconds=5)))
    assert write(workers.beats) == {"w1": 1}
    assert write(workers.last_beat) == NOW + timedelta(seconds=5)
    write(lambda c: workers.bury(c, "w1"))
    assert not write(lambda c: workers.beat(c, "w1", NOW))
