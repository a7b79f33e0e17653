"""Every press is answered once, behind nothing."""

import asyncio
from dataclasses import replace

from bot.telegram.outgoing import AnswerPress, Delivery, Outgoing, SendBubble, TryAgain
from dialogs.conversation import Conversation, Turn
from dialogs.events import Event
from dialogs.world import World
from tests.bot.engine.conftest import Play
from tests.bot.engine.stage import CLINIC, QUICK, STAFF, Stage


def test_a_toast_waits_for_no_message_before_it(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stuck = asyncio.Event()

        async def slow(_chat: int, outgoing: Outgoing) -> None:
            if isinstance(outgoing, SendBubble):
                await stuck.wait()

        stage.telegram.before = slow
        await stage.say(5, "say slow")
        await stage.engine.ingest_update(CLINIC, stage.press(5, "q:q:1:yes", "p1"))
        await stage.until(lambda: stage.telegram.of(AnswerPress) == [AnswerPress("p1", "yes")])
        assert stage.telegram.texts(5) == []
        stuck.set()
        await stage.settled()

    play(scene)


def test_a_press_that_its_turn_says_nothing_to_is_answered_all_the_same(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.engine.ingest_update(CLINIC, stage.press(5, "o:claim:C1", "p1"))
        await stage.settled()
        assert stage.telegram.of(AnswerPress) == [AnswerPress("p1")]

    play(scene)


def test_a_press_whose_turn_takes_long_is_answered_with_nothing(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.engine._turns._open = False
        await stage.engine.ingest_update(CLINIC, stage.press(5, "q:q:1:yes", "p1"))
        await stage.until(lambda: stage.telegram.of(AnswerPress) == [AnswerPress("p1")])

    play(scene, timing=replace(QUICK, press_wait=0.01))


def test_a_press_that_cannot_be_handled_is_answered(play: Play) -> None:
    def broken(conversation: Conversation, event: Event, world: World) -> Turn:
        raise RuntimeError("no")

    async def scene(stage: Stage) -> None:
        await stage.engine.ingest_update(CLINIC, stage.press(5, "q:q:1:yes", "p1"))
        await stage.until(lambda: stage.telegram.of(AnswerPress) == [AnswerPress("p1")])

    play(scene, timing=replace(QUICK, press_wait=0.01), advance=broken)


def test_an_answer_that_surely_did_not_go_is_sent_once_more(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        answers: list[Delivery | None] = [TryAgain("refused"), None]
        stage.telegram.answers = lambda _chat, outgoing: (
            answers.pop(0) if isinstance(outgoing, AnswerPress) and answers else None
        )
        await stage.engine.ingest_update(CLINIC, stage.press(5, "q:q:1:yes", "p1"))
        await stage.settled()
        assert stage.telegram.of(AnswerPress) == [AnswerPress("p1", "yes")]

    play(scene)


def test_a_press_of_no_case_and_of_nobody_stops_waiting(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        for number, data in enumerate(("o:claim:UNKNOWN", "o:retry:UNKNOWN", "nonsense")):
            await stage.engine.ingest_update(CLINIC, stage.press(99, data, f"p{number}", in_chat=STAFF))
        await stage.settled()
        assert {each.query_id for each in stage.telegram.of(AnswerPress)} == {"p0", "p1", "p2"}
        assert await stage.rows("SELECT count(*) FROM inbox") == [(0,)]

    play(scene)


def test_groups_that_are_not_the_staffs_are_declined(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        update = stage.message(5, "hello")
        update["message"]["chat"] = {"id": -77, "type": "supergroup", "title": "Family"}
        await stage.engine.ingest_update(CLINIC, update)
        assert stage.declined == [-77]
        assert await stage.rows("SELECT count(*) FROM inbox") == [(0,)]

    play(scene)
