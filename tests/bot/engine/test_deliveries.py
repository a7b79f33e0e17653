"""Deliveries: in order, on one screen, at least once or at most once, and never stuck."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text as sql

from bot.telegram.outgoing import (
    AnswerPress,
    CopyMessage,
    Delivery,
    EditBubble,
    Gone,
    Moved,
    Outgoing,
    Rejected,
    SendBubble,
    StripButtons,
    TryAgain,
    Unreachable,
)
from dialogs.conversation import Conversation, Turn
from dialogs.effects import Say, Show
from dialogs.events import Event
from dialogs.screen import ReplyButton, Screen
from dialogs.text import text
from dialogs.world import World
from tests.bot.engine.conftest import Play
from tests.bot.engine.stage import CLINIC, NOON, QUICK, STAFF, Stage, asked, said, talk


def once(answer: Delivery, kind: type[Any] = SendBubble) -> Callable[[int, Outgoing], Delivery | None]:
    """The answer for the first of that kind; all else goes."""
    answers = iter([answer])
    return lambda _chat, outgoing: next(answers, None) if isinstance(outgoing, kind) else None


def always(answer: Delivery, chat_id: int) -> Callable[[int, Outgoing], Delivery | None]:
    return lambda chat, _outgoing: answer if chat == chat_id else None


def doing(*effects: Any) -> Callable[[Conversation, Event, World], Turn]:
    """A conversation that does the same at every event."""

    def advance(conversation: Conversation, event: Event, world: World) -> Turn:
        turn = talk(conversation, event, world)
        return Turn(turn.conversation, tuple(effects))

    return advance


async def press(stage: Stage, query_id: str = "q") -> None:
    await stage.engine.ingest_update(CLINIC, stage.press(5, "q:q:1:v", query_id))
    await stage.settled()


def test_the_question_is_edited_while_it_is_the_newest_message(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "next")
        await stage.settled()
        await press(stage)
        (_, first, shown), (_, edit, edited) = (
            each for each in stage.telegram.sent if not isinstance(each[1], AnswerPress)
        )
        assert isinstance(first, SendBubble)
        assert isinstance(edit, EditBubble)
        assert (edit.message_id, edit.bubble.html) == (shown, "Question 2")
        assert edited == shown

    play(scene)


def test_below_a_newer_message_the_question_is_sent_anew_and_the_old_buttons_go(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "next")
        await stage.settled()
        old = stage.telegram.sent[-1][2]
        await stage.say(5, "next")
        await stage.settled()
        kinds = [type(outgoing).__name__ for _, outgoing, _ in stage.telegram.sent]
        assert kinds == ["SendBubble", "SendBubble", "StripButtons"]
        assert stage.telegram.of(StripButtons) == [StripButtons(old)]

    play(scene)


def test_after_a_restart_the_screen_is_still_known(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "next")
        await stage.settled()
        await stage.restart()
        await press(stage)
        assert len(stage.telegram.of(EditBubble)) == 1

    play(scene)


def test_a_question_under_an_outcome_is_sent_anew(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "next")
        await stage.settled()
        await stage.say(5, "say an outcome")
        await stage.settled()
        await press(stage)
        assert stage.telegram.texts(5) == ["Question 1", "an outcome", "Question 3"]

    play(scene)


def test_a_question_with_a_reply_keyboard_is_never_an_edit(play: Play) -> None:
    keyboard = Screen("q", 1, text("question", number=1), reply=((ReplyButton(text("button"), "contact"),),))

    async def scene(stage: Stage) -> None:
        for query_id in ("a", "b"):
            await press(stage, query_id)
        assert len(stage.telegram.of(SendBubble, 5)) == 2
        assert await stage.rows("SELECT keyboard FROM chats WHERE chat_id = 5") == [(1,)]

    play(scene, advance=doing(Show(keyboard)))


def test_a_keyboard_taken_away_is_remembered(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "x")
        await stage.settled()
        (bubble,) = [each.bubble for each in stage.telegram.of(SendBubble, 5)]
        assert bubble.remove_keyboard

    play(scene, advance=doing(Say(text("said", what="thanks"), remove_keyboard=True)))


def test_a_message_that_is_gone_is_sent_anew(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "next")
        await stage.settled()
        stage.telegram.answers = once(Gone("deleted"), EditBubble)
        await press(stage)
        assert stage.telegram.texts(5) == ["Question 1", "Question 2"]

    play(scene)


def test_a_question_not_yet_sent_is_dropped_for_a_newer_one(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        sending = asyncio.Event()
        go = asyncio.Event()

        async def slow(_chat: int, _outgoing: Outgoing) -> None:
            sending.set()
            await go.wait()

        async def waiting(count: int) -> None:
            await stage.until(lambda: len(stage.engine._membership.live.of(CLINIC, 5).outbox) == count)

        stage.telegram.before = slow
        await stage.say(5, "say first")
        await asyncio.wait_for(sending.wait(), 20)
        for number in range(3):
            await stage.say(5, "next")
            await waiting(number + 2)
        go.set()
        await stage.settled()
        assert stage.telegram.texts(5) == ["first", "Question 4"]
        assert await stage.rows("SELECT state, count(*) FROM outbox GROUP BY 1 ORDER BY 1") == [
            ("dropped", 2),
            ("sent", 2),
        ]

    play(scene)


def test_a_crash_between_send_and_commit_doubles_an_outcome_and_loses_none(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await crash_after_sending(stage, "say outcome")
        await stage.until(lambda: stage.telegram.texts(5) == ["outcome", "outcome"])
        await stage.say(5, "say next")
        await stage.settled()
        assert stage.telegram.texts(5) == ["outcome", "outcome", "next"]

    play(scene)


def test_a_crash_between_send_and_commit_never_doubles_a_nudge(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await crash_after_sending(stage, "fleeting nudge")
        await stage.say(5, "say next")
        await stage.until(lambda: len(stage.telegram.texts(5)) == 2)
        assert stage.telegram.texts(5) == ["nudge", "next"]

    play(scene)


async def crash_after_sending(stage: Stage, words: str) -> None:
    """The message has gone out, and the process dies before that is noted."""
    write = stage.database.write
    dying = asyncio.Event()

    async def never_noted(unit: Any, *keys: str) -> Any:
        if "_sent" in getattr(unit, "__qualname__", ""):
            dying.set()
            await asyncio.sleep(60)
        return await write(unit, *keys)

    stage.database.write = never_noted  # type: ignore[method-assign]
    await stage.say(5, words)
    await asyncio.wait_for(dying.wait(), 20)
    stage.database.write = write  # type: ignore[method-assign]
    await stage.restart()


def test_what_did_not_go_is_tried_again_in_its_place(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        failures = iter([TryAgain("refused"), TryAgain("lost", perhaps=True), None])
        stage.telegram.answers = lambda _chat, _outgoing: next(failures, None)
        await stage.engine.ingest_updates(CLINIC, [stage.message(5, "say one"), stage.message(5, "say two")])
        await stage.until(lambda: stage.telegram.texts(5) == ["one", "two"])

    play(scene)


def test_a_flood_is_obeyed_for_the_chat_that_it_concerns(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.telegram.answers = once(TryAgain("flood", after=30.0))
        await stage.say(5, "say one")
        await stage.until(lambda: stage.limits.penalties == [(5, 30.0)])
        await stage.say(6, "say other")
        await stage.until(lambda: stage.telegram.texts(6) == ["other"])
        assert stage.telegram.texts(5) == []
        stage.clock.steadily += 31
        stage.engine._membership.live.of(CLINIC, 5).pushed.set()
        await stage.until(lambda: stage.telegram.texts(5) == ["one"])

    play(scene)


def test_what_may_go_once_only_is_not_repeated_when_its_answer_was_lost(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.telegram.answers = once(TryAgain("lost", perhaps=True))
        await stage.say(5, "fleeting nudge")
        await stage.say(5, "say on")
        await stage.settled()
        assert stage.telegram.texts(5) == ["on"]
        stage.telegram.answers = once(TryAgain("refused"))
        await stage.say(5, "fleeting again")
        await stage.until(lambda: stage.telegram.texts(5) == ["on", "again"])

    play(scene)


def test_a_message_that_fails_while_others_go_is_given_up_and_the_staff_hear_of_it(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.telegram.answers = lambda chat, outgoing: (
            TryAgain("500")
            if chat == 5 and isinstance(outgoing, SendBubble) and outgoing.bubble.html == "cursed"
            else None
        )
        await stage.say(5, "say cursed")
        await stage.until(lambda: stage.telegram.tried)
        stage.clock.steadily += 700
        await stage.say(6, "say fine")
        await stage.until(lambda: stage.telegram.texts(6))
        stage.clock.steadily += 700
        await stage.until(lambda: stage.telegram.texts(STAFF) == ["Not delivered."])
        await stage.say(5, "say after")
        await stage.settled()
        assert stage.telegram.texts(5) == ["after"]

    play(scene, timing=replace(QUICK, send_pause=0.01, send_pause_most=0.01))


def test_while_nothing_goes_to_anybody_no_outcome_is_given_up(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        async def tried_again() -> None:
            before = len(stage.telegram.tried)
            stage.clock.steadily += 3600
            await stage.until(lambda: len(stage.telegram.tried) > before)

        stage.telegram.answers = lambda _chat, _outgoing: TryAgain("down")
        await stage.say(5, "say outcome")
        for _ in range(5):
            await tried_again()
        stage.telegram.answers = lambda _chat, _outgoing: None
        stage.clock.steadily += 3600
        await stage.until(lambda: stage.telegram.texts(5) == ["outcome"])

    play(scene, timing=replace(QUICK, send_pause=0.01, send_pause_most=0.01))


def test_what_is_no_longer_useful_is_not_sent(play: Play) -> None:
    late = Say(text("said", what="nudge"), fleeting=True, latest=NOON + timedelta(minutes=1))

    async def scene(stage: Stage) -> None:
        stage.engine._deliveries._open = False
        await stage.say(5, "x")
        await stage.settled()
        stage.clock.move(minutes=2)
        stage.engine._deliveries._open = True
        stage.engine._look_lane.wake()
        await stage.until(lambda: stage.telegram.texts(5) == ["outcome"])

    play(scene, advance=doing(late, said("outcome")))


def test_a_patient_who_blocked_the_bot_gets_what_matters_when_they_are_back(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.telegram.answers = always(Unreachable("blocked"), 5)
        await stage.engine.ingest_updates(CLINIC, [stage.message(5, "say outcome"), stage.message(5, "next")])
        await stage.until(lambda: len(stage.telegram.tried) == 1)
        await stage.settled()
        assert await stage.rows("SELECT source, state FROM inbox ORDER BY seq") == [
            (f"telegram:{7}", "done"),
            (f"telegram:{7}", "done"),
            ("delivery", "done"),
        ]
        assert len(stage.telegram.tried) == 1
        await stage.restart()
        assert len(stage.telegram.tried) == 1
        stage.telegram.answers = lambda _chat, _outgoing: None
        await stage.say(5, "say hello")
        await stage.until(lambda: "hello" in stage.telegram.texts(5))
        await stage.settled()
        assert stage.telegram.texts(5)[0] == "outcome"
        assert await stage.rows("SELECT unreachable_at FROM chats WHERE chat_id = 5") == [(None,)]

    play(scene)


def test_a_message_that_telegram_will_never_take_reaches_the_staff_instead(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.telegram.answers = once(Rejected("can't parse entities"))
        await stage.say(5, "say bad")
        await stage.say(5, "say good")
        await stage.until(lambda: stage.telegram.texts(STAFF) == ["Not delivered."])
        await stage.settled()
        assert stage.telegram.texts(5) == ["good"]
        assert await stage.rows("SELECT state FROM outbox WHERE chat_id = 5 ORDER BY seq") == [
            ("dead",),
            ("sent",),
        ]

    play(scene)


def test_the_staff_group_is_followed_where_it_moves(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.telegram.answers = lambda chat, _outgoing: Moved(-2002) if chat == STAFF else None
        await stage.say(5, "case 1")
        await stage.until(lambda: stage.telegram.texts(-2002) == ["card 1"])
        await stage.settled()
        await stage.restart()
        await stage.say(6, "case 2")
        await stage.until(lambda: stage.telegram.texts(-2002) == ["card 1", "card 2"])
        assert sum(chat == STAFF for chat, _ in stage.telegram.tried) == 1

    play(scene)


def test_a_staff_chat_that_cannot_be_reached_is_tried_again_later(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.telegram.answers = once(Unreachable("kicked"))
        await stage.say(5, "case 1")
        await stage.until(lambda: stage.telegram.tried)
        await stage.until(lambda: stage.engine._deliveries._failing)
        assert stage.telegram.texts(STAFF) == []
        stage.clock.steadily += 61
        stage.engine._membership.live.of(CLINIC, STAFF).pushed.set()
        await stage.until(lambda: stage.telegram.texts(STAFF) == ["card 1"])

    play(scene)


def test_a_row_that_cannot_be_read_blocks_nothing(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.engine._deliveries._open = False
        await stage.say(5, "say lost")
        await stage.say(5, "say kept")
        await stage.settled()
        await stage.database.write(
            lambda c: c.execute(
                sql("UPDATE outbox SET payload = :none WHERE chat_id = 5 AND seq = 1"), {"none": b"\0"}
            )
        )
        await stage.restart()
        await stage.until(lambda: stage.telegram.texts(5) == ["kept"])

    play(scene)


def test_a_slow_chat_holds_up_no_other(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stuck = asyncio.Event()

        async def slow(chat: int, _outgoing: Outgoing) -> None:
            if chat == 5:
                await stuck.wait()

        stage.telegram.before = slow
        await stage.say(5, "say slow")
        for chat in range(6, 30):
            await stage.say(chat, "say fast")
        await stage.until(lambda: all(stage.telegram.texts(chat) == ["fast"] for chat in range(6, 30)))
        assert stage.telegram.texts(5) == []
        stuck.set()
        await stage.settled()

    play(scene)


def test_sent_words_are_erased_at_once(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "say secret")
        await stage.settled()
        assert await stage.rows("SELECT count(*) FROM outbox WHERE payload IS NOT NULL") == [(0,)]
        assert await stage.rows("SELECT count(*) FROM inbox WHERE payload IS NOT NULL") == [(0,)]

    play(scene)


@pytest.mark.parametrize("turns", [1, 3])
def test_only_the_last_question_of_a_commit_is_sent(play: Play, turns: int) -> None:
    async def scene(stage: Stage) -> None:
        await stage.engine.ingest_updates(CLINIC, [stage.message(5, "x") for _ in range(turns)])
        await stage.settled()
        assert stage.telegram.texts(5) == ["a"] * turns + ["Question 2"]

    play(scene, advance=doing(asked(1), said("a"), asked(2)))


def test_relays_go_both_ways_under_the_card(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "case 1")
        await stage.settled()
        card = stage.telegram.sent[-1][2]
        words = stage.message(5, "relay C1")
        await stage.engine.ingest_update(CLINIC, words)
        await stage.settled()
        assert stage.telegram.of(CopyMessage, STAFF) == [
            CopyMessage(5, words["message"]["message_id"], reply_to=card)
        ]
        copied = stage.telegram.sent[-1][2]
        # What answers a relayed message is an answer to that message in the other chat as well.
        for answered, original in ((card, None), (copied, words["message"]["message_id"])):
            reply = stage.staff_reply(answered, "we are coming")
            await stage.engine.ingest_update(CLINIC, reply)
            await stage.settled()
            assert stage.telegram.of(CopyMessage, 5)[-1] == CopyMessage(
                STAFF, reply["message"]["message_id"], original
            )
        await stage.engine.ingest_update(CLINIC, stage.staff_reply(4242, "talk among us"))
        await stage.settled()
        assert len(stage.telegram.of(CopyMessage, 5)) == 2

    play(scene)


def test_a_card_is_sent_once_and_then_edited(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "case 1")
        await stage.settled()
        hangs = stage.telegram.sent[-1][2]
        await stage.say(5, "case 1")
        await stage.settled()
        await stage.restart()
        await stage.say(5, "case 1")
        await stage.settled()
        assert [each.message_id for each in stage.telegram.of(EditBubble, STAFF)] == [hangs, hangs]
        stage.telegram.answers = once(Gone("deleted"), EditBubble)
        await stage.say(5, "case 1")
        await stage.settled()
        await stage.say(5, "case 1")
        await stage.settled()
        assert stage.telegram.of(EditBubble, STAFF)[-1].message_id != hangs

    play(scene)


def test_a_staff_press_is_the_patients_event(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "case 1")
        await stage.settled()
        (card,) = stage.telegram.of(SendBubble, STAFF)
        data = card.bubble.rows[0][0].data
        await stage.engine.ingest_update(CLINIC, stage.press(99, data, "q", in_chat=STAFF))
        await stage.settled()
        assert stage.telegram.texts(5) == ["staff Ravi claim"]
        assert stage.telegram.of(AnswerPress) == [AnswerPress("q")]

    play(scene)


def test_a_worker_that_lost_the_chat_sends_nothing_further(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        sending, go = asyncio.Event(), asyncio.Event()
        held = iter([True])

        async def freeze(_chat: int, _outgoing: Outgoing) -> None:
            if next(held, False):
                sending.set()
                await go.wait()

        stage.telegram.before = freeze
        await stage.engine.ingest_updates(CLINIC, [stage.message(5, f"say {n}") for n in range(4)])
        await asyncio.wait_for(sending.wait(), 20)
        old, new = stage.engine, stage.another_engine()
        await stage.lose_sight_of(old)
        await new.start()
        await stage.until(lambda: stage.telegram.texts(5) == ["0", "1", "2", "3"])
        go.set()
        await stage.until(lambda: not old._deliveries._running)
        assert stage.telegram.texts(5) == ["0", "1", "2", "3", "0"]
        await new.stop()

    play(scene)


def test_a_messenger_that_raises_blocks_no_chat(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        faults = iter([True])

        async def faulty(_chat: int, _outgoing: Outgoing) -> None:
            if next(faults, False):
                raise RuntimeError("bug")

        stage.telegram.before = faulty
        await stage.engine.ingest_updates(CLINIC, [stage.message(5, "say one"), stage.message(5, "say two")])
        await stage.until(lambda: stage.telegram.texts(5) == ["one", "two"])

    play(scene)


@pytest.mark.parametrize("taken_by", ["a turn", "a delivery"])
def test_whoever_takes_a_chat_over_does_all_that_waits_in_it(play: Play, taken_by: str) -> None:
    """Also when only one half of it was found: the other half may have come in between."""

    async def scene(stage: Stage) -> None:
        stage.engine._deliveries._open = False
        await stage.say(5, "say left to send")
        await stage.settled()
        stage.engine._turns._open = False
        await stage.say(5, "say left to handle")
        await stage.crash()
        stage.engine = stage.another_engine()
        stage.engine._look_lane._work = _nothing
        await stage.engine.start()
        (stage.engine._turns if taken_by == "a turn" else stage.engine._deliveries).look_at(CLINIC, 5)
        await stage.until(lambda: stage.telegram.texts(5) == ["left to send", "left to handle"])

    play(scene)


async def _nothing() -> None:
    """A look that finds nothing."""
