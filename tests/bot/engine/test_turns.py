"""Turns: every row once, in order, in one commit; and what happens to a row that cannot be handled."""

import asyncio
import random
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from bot.store import misses
from bot.store.database import DatabaseTrouble
from bot.telegram.outgoing import AnswerPress, SendBubble
from dialogs.codec import conversation_from_json, conversation_to_json
from dialogs.conversation import Conversation, Turn
from dialogs.effects import NoteMiss
from dialogs.events import Event, Said, SlotTaken
from dialogs.world import World
from tests.bot.engine.conftest import Play
from tests.bot.engine.stage import CLINIC, QUICK, SLOT, STAFF, Stage, said, talk


def test_an_update_becomes_a_turn_and_its_words(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "/start")
        await stage.settled()
        assert stage.telegram.texts(5) == ["hello", "Question 1"]

    play(scene)


def test_an_update_that_comes_again_is_handled_once(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        update = stage.message(5, "say hi")
        await stage.engine.ingest_updates(CLINIC, [update, update])
        await stage.settled()
        await stage.engine.ingest_update(CLINIC, update)
        await stage.restart()
        await stage.engine.ingest_update(CLINIC, update)
        await stage.settled()
        assert stage.telegram.texts(5) == ["hi"]

    play(scene)


def test_what_was_stored_is_handled_after_a_crash(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.engine._turns._open = False
        await stage.say(5, "say one")
        await stage.say(5, "say two")
        await stage.restart()
        await stage.until(lambda: stage.telegram.texts(5) == ["one", "two"])
        assert await stage.rows("SELECT DISTINCT state FROM inbox") == [("done",)]

    play(scene)


def test_a_crash_between_turn_and_commit_makes_no_second_effect(play: Play) -> None:
    turns: list[str] = []

    def counting(conversation: Conversation, event: Event, world: World) -> Turn:
        turns.append(type(event).__name__)
        return talk(conversation, event, world)

    async def scene(stage: Stage) -> None:
        write = stage.database.write
        lost = asyncio.Event()

        async def dying(unit: Any, *keys: str) -> Any:
            if "_commit" in unit.__qualname__:
                lost.set()
                await asyncio.sleep(60)
            return await write(unit, *keys)

        stage.database.write = dying  # type: ignore[method-assign]
        await stage.say(5, "say once")
        await asyncio.wait_for(lost.wait(), 20)
        stage.database.write = write  # type: ignore[method-assign]
        await stage.restart()
        await stage.until(lambda: stage.telegram.texts(5))
        await stage.settled()
        assert len(turns) == 2
        assert stage.telegram.texts(5) == ["once"]

    play(scene, advance=counting)


def test_rows_that_wait_together_share_a_commit_and_keep_their_order(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.engine._turns._open = False
        for number in range(40):
            await stage.say(5, f"say {number}")
        await stage.restart()
        await stage.until(lambda: len(stage.telegram.texts(5)) == 40)
        assert stage.telegram.texts(5) == [str(number) for number in range(40)]
        assert await stage.rows("SELECT version FROM chats WHERE chat_id = 5") == [(40,)]

    play(scene)


@pytest.mark.parametrize("seed", range(6))
def test_every_chat_keeps_its_order_whatever_happens_between(play: Play, seed: int) -> None:
    """Random batches, doubled updates, slow sends and crashes: in each chat, each word once and in order."""
    chance = random.Random(seed)

    async def scene(stage: Stage) -> None:
        async def now_and_then_slow(_chat: int, _outgoing: Any) -> None:
            if chance.random() < 0.3:
                await asyncio.sleep(chance.random() / 200)

        stage.telegram.before = now_and_then_slow
        said_to: dict[int, list[str]] = {}
        updates = []
        for number in range(120):
            chat = chance.randint(1, 8)
            said_to.setdefault(chat, []).append(str(number))
            updates.append(stage.message(chat, f"say {number}"))
        at = 0
        while at < len(updates):
            batch = updates[at : at + chance.randint(1, 9)]
            repeated = updates[max(0, at - 3) : at]
            await stage.engine.ingest_updates(CLINIC, [*repeated, *batch])
            at += len(batch)
            if chance.random() < 0.15:
                await stage.restart()
        await stage.until(
            lambda: all(len(set(stage.telegram.texts(chat))) == len(words) for chat, words in said_to.items())
        )
        for chat, words in said_to.items():
            heard = stage.telegram.texts(chat)
            # After a crash in the middle of a send that one message may come twice, at its place.
            assert [word for n, word in enumerate(heard) if n == 0 or heard[n - 1] != word] == words
        assert await stage.rows("SELECT count(*) FROM inbox WHERE state != 'done'") == [(0,)]

    play(scene)


def test_a_stale_worker_commits_nothing(play: Play) -> None:
    """Two workers on one database: who lost the chat meanwhile throws its turn away, and the row is handled once."""
    asleep = asyncio.Event()

    async def scene(stage: Stage) -> None:
        await stage.say(5, "say first")
        await stage.settled()
        old = stage.engine
        run = old._thinking.run

        async def sleeping(work: Any) -> Any:
            result = await run(work)
            asleep.set()
            await wake.wait()
            return result

        wake = asyncio.Event()
        old._thinking.run = sleeping  # type: ignore[method-assign]
        await stage.say(5, "say second")
        await asyncio.wait_for(asleep.wait(), 20)
        new = stage.another_engine()
        await stage.lose_sight_of(old)
        await new.start()
        await stage.until(lambda: stage.telegram.texts(5) == ["first", "second"])
        old._turns._open = old._deliveries._open = False
        wake.set()
        await stage.until(lambda: not old._turns._running)
        assert stage.telegram.texts(5) == ["first", "second"]
        assert await stage.rows("SELECT version, epoch FROM chats WHERE chat_id = 5") == [(2, 2)]
        await new.stop()

    play(scene)


def test_a_worker_that_was_thought_dead_begins_anew(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "say one")
        await stage.settled()
        other = stage.another_engine()
        await stage.lose_sight_of(stage.engine)
        await other.start()
        await other.stop()
        before = stage.engine._membership.worker_id
        await stage.engine._membership.beat()
        assert stage.engine._membership.worker_id != before
        await stage.say(5, "say two")
        await stage.settled()
        assert stage.telegram.texts(5) == ["one", "two"]

    play(scene)


def test_a_lost_slot_throws_the_turn_away(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        for chat in range(1, 6):
            await stage.say(chat, "hold")
        await stage.settled()
        told = [stage.telegram.texts(chat) for chat in range(1, 6)]
        assert sorted(told) == [
            ["held"],
            ["held"],
            ["taken", "Question 1"],
            ["taken", "Question 1"],
            ["taken", "Question 1"],
        ]
        assert await stage.rows("SELECT taken FROM slots") == [(2,)]
        assert await stage.rows("SELECT DISTINCT version FROM chats WHERE chat_id > 0") == [(1,)]

    play(scene, capacity=2)


def test_a_slot_that_is_never_free_does_not_hang_the_chat(play: Play) -> None:
    def stubborn(conversation: Conversation, event: Event, world: World) -> Turn:
        if isinstance(event, SlotTaken):
            event = Said(event.stamp, "hold", 1)
        return talk(conversation, event, world)

    async def scene(stage: Stage) -> None:
        await stage.say(5, "hold")
        await stage.say(5, "say on")
        await stage.settled()
        assert stage.telegram.texts(5)[0] == "on"

    play(scene, capacity=0, advance=stubborn)


def test_what_a_turn_changed_is_known_to_the_next(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        updates = [stage.message(5, words) for words in ("hold", "world", "case 7", "world")]
        await stage.engine.ingest_updates(CLINIC, updates)
        await stage.settled()
        _, first, second = stage.telegram.texts(5)
        assert first == "held True people 0 case None"
        assert "case Case(id='C7'" in second

    play(scene)


def test_a_hold_is_renewed_by_what_the_patient_does_and_runs_out_without(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "hold")
        await stage.settled()
        for _ in range(3):
            stage.clock.move(minutes=10)
            await stage.say(5, "world")
            await stage.settled()
        stage.clock.move(minutes=16)
        stage.engine.clock_moved()
        await stage.until(lambda: stage.engine._membership.live.get(CLINIC, 5).view is None)  # type: ignore[union-attr]
        await stage.say(5, "world")
        await stage.settled()
        assert [words[:9] for words in stage.telegram.texts(5)[1:]] == ["held True"] * 3 + ["held Fals"]
        assert await stage.rows("SELECT taken FROM slots") == [(0,)]

    play(scene)


def test_a_row_that_fails_three_times_is_set_aside_and_blocks_nobody(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.engine.ingest_updates(
            CLINIC, [stage.message(5, words) for words in ("say before", "boom", "say after", "/start")]
        )
        await stage.settled()
        assert stage.telegram.texts(5)[:3] == ["before", "after", "hello"]
        assert stage.telegram.texts(5)[-2:] == ["stumbled", "Question 4"]
        assert await stage.rows("SELECT attempts FROM inbox WHERE state = 'poison'") == [(2,)]
        (alert,) = stage.telegram.texts(STAFF)
        assert alert.startswith("Set aside: ")

    play(scene)


def test_the_staff_can_have_it_tried_again(play: Play) -> None:
    broken = True

    def mended(conversation: Conversation, event: Event, world: World) -> Turn:
        if isinstance(event, Said) and event.text == "boom" and not broken:
            return Turn(conversation, (said("mended"),))
        return talk(conversation, event, world)

    async def scene(stage: Stage) -> None:
        nonlocal broken
        await stage.say(5, "boom")
        await stage.settled()
        (alert,) = [each.bubble for each in stage.telegram.of(SendBubble, STAFF)]
        data = alert.rows[0][0].data
        broken = False
        await stage.engine.ingest_update(CLINIC, stage.press(99, data, "q1", in_chat=STAFF))
        await stage.engine.ingest_update(CLINIC, stage.press(99, data, "q2", in_chat=STAFF))
        await stage.settled()
        assert stage.telegram.texts(5).count("mended") == 1
        assert {each.query_id for each in stage.telegram.of(AnswerPress)} == {"q1", "q2"}

    play(scene, advance=mended)


def test_a_patient_is_told_even_when_the_conversation_cannot(play: Play) -> None:
    def broken(conversation: Conversation, event: Event, world: World) -> Turn:
        raise RuntimeError("everything is broken")

    async def scene(stage: Stage) -> None:
        await stage.say(5, "hello")
        await stage.settled()
        assert stage.telegram.texts(5) == ["Sorry, something went wrong."]
        assert len(stage.telegram.texts(STAFF)) == 1

    play(scene, advance=broken)


def test_a_turn_that_hangs_is_torn_away_and_others_go_on(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "hang")
        await stage.say(6, "say meanwhile")
        await stage.until(lambda: "stumbled" in stage.telegram.texts(5), 20)
        assert stage.telegram.texts(6) == ["meanwhile"]
        await stage.say(5, "say on")
        await stage.until(lambda: stage.telegram.texts(5)[-1] == "on")

    play(scene, timing=replace(QUICK, turn_limit=0.1))


def test_an_update_of_a_form_that_nobody_knows_is_set_aside_at_once(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        broken = stage.message(5, "x")
        broken["message"]["date"] = "yesterday"
        await stage.engine.ingest_updates(CLINIC, [broken, stage.message(5, "say on")])
        await stage.engine.ingest_updates(CLINIC, [{"no": "id"}, {"update_id": 77, "nonsense": {}}])
        await stage.settled()
        assert stage.telegram.texts(5)[0] == "on"
        assert await stage.rows("SELECT attempts, state FROM inbox WHERE state != 'done'") == [(0, "poison")]

    play(scene)


@pytest.mark.parametrize("stored", [b"not sealed at all", "sealed nonsense"])
def test_an_unreadable_conversation_is_kept_aside_and_start_works(play: Play, stored: Any) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "say one")
        await stage.settled()
        await stage.crash()
        blob = stored
        if isinstance(stored, str):
            blob = stage.sealer.seal(stored.encode(), CLINIC, "chats", "conversation", "5")
        await stage.database.write(
            lambda c: c.execute(
                text("UPDATE chats SET conversation = :blob WHERE chat_id = 5"), {"blob": blob}
            )
        )
        stage.engine = stage.another_engine()
        await stage.engine.start()
        await stage.say(5, "/start")
        await stage.settled()
        assert stage.telegram.texts(5)[1:] == ["hello", "stumbled", "Question 2"]
        assert len(stage.telegram.texts(STAFF)) == 1
        (kept,) = await stage.rows("SELECT poison_id, payload FROM poison WHERE kind = 'conversation'")
        assert stage.sealer.open(kept[1], CLINIC, "poison", "payload", kept[0]) == blob

    play(scene)


def test_a_newer_conversation_is_left_to_newer_workers(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "say one")
        await stage.settled()
        await stage.crash()
        plain = conversation_to_json(replace(Conversation(), version=99))
        blob = stage.sealer.seal(plain, CLINIC, "chats", "conversation", "5")
        await stage.database.write(
            lambda c: c.execute(
                text("UPDATE chats SET conversation = :blob WHERE chat_id = 5"), {"blob": blob}
            )
        )
        stage.engine = stage.another_engine()
        await stage.engine.start()
        await stage.say(5, "say two")
        await stage.say(6, "say other")
        await stage.settled()
        assert stage.telegram.texts(6) == ["other"]
        assert await stage.rows("SELECT conversation, owner FROM chats WHERE chat_id = 5") == [(blob, None)]
        assert await stage.rows("SELECT state FROM inbox WHERE chat_id = 5 ORDER BY seq") == [
            ("done",),
            ("waiting",),
        ]

    play(scene)


def test_what_was_not_understood_is_kept_without_who_said_it(play: Play) -> None:
    def puzzled(conversation: Conversation, event: Event, world: World) -> Turn:
        turn = talk(conversation, event, world)
        return replace(turn, effects=(*turn.effects, NoteMiss("tests", "full body wala", "hi")))

    async def scene(stage: Stage) -> None:
        for chat in (5, 6):
            await stage.say(chat, "say what?")
        await stage.settled()
        kept = await stage.database.read(
            lambda c: misses.commonest(c, stage.sealer, CLINIC, stage.clock.now(), 9)
        )
        assert kept == [("full body wala", "tests", "hi", 2)]

    play(scene, advance=puzzled)


def test_an_album_is_one_event(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
        parts = [
            stage.message(5, "", photo=photo, media_group_id="g", caption="mine" if number == 1 else "")
            for number in range(3)
        ]
        for part in parts:
            del part["message"]["text"]
        asked = [stage.message(5, "say before"), *parts[:2]]
        await stage.engine.ingest_updates(CLINIC, asked)
        await stage.engine.ingest_updates(CLINIC, [parts[2]])
        await stage.until(lambda: stage.telegram.texts(5) == ["before"])
        stage.clock.move(seconds=1)
        await stage.settled()
        assert stage.telegram.texts(5) == ["before", "media 3 mine"]

    play(scene, timing=replace(QUICK, album_wait=0.05))


def test_a_database_in_trouble_loses_and_doubles_nothing(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        write = stage.database.write
        failures = iter([True, True, False, True])

        async def troubled(unit: Any, *keys: str) -> Any:
            if next(failures, False):
                raise DatabaseTrouble("the disk is full")
            return await write(unit, *keys)

        await stage.say(5, "say one")
        await stage.settled()
        stage.engine._turns._open = False
        await stage.say(5, "say two")
        stage.engine._turns._open = True
        stage.database.write = troubled  # type: ignore[method-assign]
        stage.engine._turns.look_at(CLINIC, 5)
        await stage.until(lambda: stage.telegram.texts(5) == ["one", "two"])
        stage.database.write = write  # type: ignore[method-assign]
        await stage.settled()
        assert await stage.rows("SELECT version FROM chats WHERE chat_id = 5") == [(2,)]
        assert await stage.rows("SELECT DISTINCT state FROM outbox") == [("sent",)]

    play(scene)


def test_the_conversation_is_stored_sealed(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "say hi")
        await stage.settled()
        ((blob,),) = await stage.rows("SELECT conversation FROM chats WHERE chat_id = 5")
        plain = stage.sealer.open(blob, CLINIC, "chats", "conversation", "5")
        assert conversation_from_json(plain).revision == 1

    play(scene)


def test_what_waits_unseen_is_found_by_the_slow_look(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.engine._turns._open = False
        await stage.say(5, "say found")
        stage.engine._turns._open = True
        stage.engine._look_lane.wake()
        await stage.until(lambda: stage.telegram.texts(5) == ["found"])

    play(scene)


def test_slots_are_counted_in_the_world_and_held_places_too(play: Play) -> None:
    seen: list[int] = []

    def looking(conversation: Conversation, event: Event, world: World) -> Turn:
        seen.append(world.taken.get(SLOT, 0))
        return talk(conversation, event, world)

    async def scene(stage: Stage) -> None:
        await stage.say(1, "hold")
        await stage.settled()
        await stage.say(2, "firm")
        await stage.settled()
        await stage.say(3, "world")
        await stage.settled()
        assert seen == [0, 1, 2]

    play(scene, advance=looking)


def test_what_goes_wrong_around_a_turn_blocks_no_chat(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        of = stage.engine._turns._taken.of
        faults = iter([True] * 3)

        async def faulty(clinic: str) -> Any:
            if next(faults, False):
                raise LookupError("bug")
            return await of(clinic)

        stage.engine._turns._taken.of = faulty  # type: ignore[method-assign]
        await stage.engine.ingest_updates(CLINIC, [stage.message(5, "say one"), stage.message(5, "/start")])
        await stage.until(lambda: "hello" in stage.telegram.texts(5))
        await stage.settled()
        assert len(stage.telegram.texts(STAFF)) == 1

    play(scene)
