"""The staff's chat in a rush: what waits is told once and kept up to date, and everything keeps its place."""

import asyncio
from dataclasses import replace

import pytest

from bot.engine.live_chat import LiveChat
from bot.telegram.outgoing import (
    CopyMessage,
    Delivery,
    EditBubble,
    Gone,
    NoTopic,
    OpenTopic,
    Outgoing,
    SendBubble,
    TryAgain,
)
from tests.bot.engine.conftest import Play
from tests.bot.engine.stage import CLINIC, QUICK, STAFF, Stage

TIMING = replace(QUICK, digest_after=10.0, digest_pause=30.0)


class Turnstile:
    """Lets as many messages into the staff's chat as it is told to."""

    def __init__(self) -> None:
        self.free = asyncio.Semaphore(0)
        self.penalties: list[tuple[int, float]] = []

    def let(self, number: int) -> None:
        for _ in range(number):
            self.free.release()

    async def acquire(self, chat_id: int, kind: str, *, first: bool = False, reserved: bool = False) -> None:
        assert not (first and chat_id == STAFF)
        if chat_id == STAFF and kind == "group":
            await self.free.acquire()

    def room(self, chat_id: int, messages: int = 1, *, reserved: bool = False) -> float:
        return 0.0

    def penalise(self, chat_id: int, seconds: float, kind: str = "reply") -> None:
        assert kind
        self.penalties.append((chat_id, seconds))


def staff_chat(stage: Stage) -> LiveChat:
    return stage.engine._membership.live.of(CLINIC, STAFF)


async def opened(stage: Stage) -> Turnstile:
    """The engine, with a turnstile before the staff's chat."""
    turnstile = Turnstile()
    stage.limits = turnstile  # type: ignore[assignment]
    stage.engine = stage.another_engine()
    await stage.engine.start()
    return turnstile


async def rushed(stage: Stage, *words: str) -> None:
    """So many people, one after the other, who have waited a while by now."""
    for number, each in enumerate(words, start=1):
        await stage.say(9 + number, each)
        await waiting(stage, number)
    stage.clock.move(seconds=11)


async def waiting(stage: Stage, number: int) -> None:
    """Until so much is to go to the staff."""
    query = f"SELECT COUNT(*) FROM outbox WHERE chat_id = {STAFF} AND done_at IS NULL"
    async with asyncio.timeout(20):
        while await stage.rows(query) != [(number,)]:
            await asyncio.sleep(0.005)


def later(stage: Stage) -> None:
    """Half a minute goes by."""
    stage.clock.steadily += 31
    staff_chat(stage).pushed.set()


def edits(stage: Stage) -> list[str]:
    return [edit.bubble.html for edit in stage.telegram.of(EditBubble, STAFF)]


def told(number: int) -> str:
    return f"{number} wait: " + "\n".join(["Asks"] * number)


CASES = tuple(f"case {number}" for number in range(1, 9))


def test_what_waits_is_told_once_and_then_edited_until_all_hangs(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        turnstile = await opened(stage)
        await rushed(stage, *CASES)
        turnstile.let(3)
        await stage.until(lambda: stage.telegram.texts(STAFF) == [told(8), "card 1", "card 2"])
        later(stage)
        turnstile.let(7)
        await stage.until(lambda: len(stage.telegram.texts(STAFF)) == 9)
        assert edits(stage) == [told(6)]
        assert stage.telegram.texts(STAFF)[3:] == [f"card {number}" for number in range(3, 9)]
        turnstile.let(1)
        # Not more often than twice a minute, not even to end it.
        later(stage)
        await stage.until(lambda: edits(stage) == [told(6), "All hang."])
        await stage.settled()
        assert await stage.rows("SELECT value FROM settings WHERE name = 'staff_digest'") == [("",)]

    play(scene, start=False, timing=TIMING)


def test_a_few_are_not_told_of(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        turnstile = await opened(stage)
        await rushed(stage, *CASES[:5])
        turnstile.let(9)
        await stage.until(lambda: len(stage.telegram.texts(STAFF)) == 5)
        await stage.settled()
        assert stage.telegram.texts(STAFF) == [f"card {number}" for number in range(1, 6)]

    play(scene, start=False, timing=TIMING)


def test_a_danger_goes_before_what_is_told_of_the_rest(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        turnstile = await opened(stage)
        await rushed(stage, *CASES, "urgent 9")
        turnstile.let(2)
        await stage.until(lambda: len(stage.telegram.texts(STAFF)) == 2)
        assert stage.telegram.texts(STAFF) == ["card 9", told(8)]

    play(scene, start=False, timing=TIMING)


def test_many_that_are_late_are_told_of_once_and_called_once(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        turnstile = await opened(stage)
        await rushed(stage, *CASES[:5])
        turnstile.let(5)
        await stage.until(lambda: len(stage.telegram.texts(STAFF)) == 5)
        for number, who in enumerate(("@asha", "@asha", "Ravi", "@asha", "Ravi"), start=1):
            await stage.say(9 + number, f"late C{number} {who}")
        await waiting(stage, 5)
        turnstile.let(1)
        await stage.until(lambda: len(stage.telegram.texts(STAFF)) == 6)
        await stage.settled()
        told = "5 are late:\n- #C1\n- #C2\n- #C3\n- #C4\n- #C5\n@asha\nRavi"
        assert stage.telegram.texts(STAFF)[5:] == [told]
        # It is about none of them more than about another.
        assert await stage.rows("SELECT COUNT(*) FROM message_links") == [(5,)]

    play(scene, start=False, timing=TIMING)


class Spent:
    """A group in whose minute nothing has room but what is kept."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    async def acquire(self, chat_id: int, kind: str, *, first: bool = False, reserved: bool = False) -> None:
        assert chat_id != STAFF or reserved

    def room(self, chat_id: int, messages: int = 1, *, reserved: bool = False) -> float:
        self.asked.append(messages)
        return 0.0 if reserved else 60.0

    def penalise(self, chat_id: int, seconds: float, kind: str = "reply") -> None:
        raise AssertionError("nobody floods")


@pytest.mark.parametrize("forum", [False, True])
def test_a_danger_does_not_wait_for_the_next_minute(play: Play, forum: bool) -> None:
    async def scene(stage: Stage) -> None:
        stage.telegram.forum = forum
        spent = Spent()
        stage.limits = spent  # type: ignore[assignment]
        stage.engine = stage.another_engine()
        await stage.engine.start()
        await rushed(stage, *CASES)
        assert stage.telegram.texts(STAFF) == []
        # The rest is waiting for the minute by now.
        await stage.until(lambda: bool(spent.asked))
        await stage.say(30, "danger 9")
        await stage.until(lambda: stage.telegram.texts(STAFF) == ["card 9"])
        await stage.say(30, "cry C9 It is worse.")
        await stage.until(lambda: len(stage.telegram.texts(STAFF)) == 2)
        assert stage.telegram.texts(STAFF)[1].startswith("It is worse.")
        await waiting(stage, len(CASES))

    play(scene, start=False, timing=TIMING)


def test_after_a_restart_the_same_message_goes_on(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        turnstile = await opened(stage)
        await rushed(stage, *CASES)
        turnstile.let(1)
        await stage.until(lambda: stage.telegram.texts(STAFF) == [told(8)])
        await stage.restart()
        turnstile.let(9)
        await stage.until(lambda: len(stage.telegram.texts(STAFF)) == 9)
        assert edits(stage) == [told(8)]
        # Nothing is left to send, and a third process finds what is to be ended all the same.
        await stage.restart()
        turnstile.let(1)
        await stage.until(lambda: edits(stage) == [told(8), "All hang."])

    play(scene, start=False, timing=TIMING)


def test_what_may_have_been_sent_is_doubled_once_at_most(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        def lost(_chat: int, outgoing: Outgoing) -> Delivery | None:
            is_digest = isinstance(outgoing, SendBubble) and "wait: " in outgoing.bubble.html
            return TryAgain("its answer was lost", perhaps=True) if is_digest else None

        turnstile = await opened(stage)
        stage.telegram.answers = lost
        await rushed(stage, *CASES)
        for left in (7, 6, 4):
            later(stage)
            turnstile.let(2)
            # Whether the message is there is asked of nobody: after two attempts the room is for cards.
            await waiting(stage, left)
            await stage.restart()
        tried = [each for _, each in stage.telegram.tried if isinstance(each, SendBubble)]
        assert sum("wait: " in each.bubble.html for each in tried) == 2
        turnstile.let(9)
        await stage.until(lambda: len(stage.telegram.texts(STAFF)) == 8)

    play(scene, start=False, timing=TIMING)


def test_whoever_takes_the_message_away_is_not_told_again(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        turnstile = await opened(stage)
        await rushed(stage, *CASES)
        turnstile.let(1)
        await stage.until(lambda: stage.telegram.texts(STAFF) == [told(8)])
        stage.telegram.answers = lambda _chat, outgoing: (
            Gone("message to edit not found") if isinstance(outgoing, EditBubble) else None
        )
        for _ in range(3):
            later(stage)
            turnstile.let(3)
            await stage.until(turnstile.free.locked)
        turnstile.let(9)
        await stage.until(lambda: len(stage.telegram.texts(STAFF)) == 9)
        assert stage.telegram.texts(STAFF)[1:] == [f"card {number}" for number in range(1, 9)]

    play(scene, start=False, timing=TIMING)


def test_a_card_that_changes_while_it_waits_keeps_its_place_and_goes_once(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        turnstile = await opened(stage)
        await rushed(stage, "case 1", "case 2", "case 3")
        for _ in range(3):
            await stage.say(10, "case 1")
        await waiting(stage, 6)
        turnstile.let(9)
        await stage.until(lambda: len(stage.telegram.texts(STAFF)) == 3)
        await stage.settled()
        assert stage.telegram.texts(STAFF) == ["card 1", "card 2", "card 3"]
        assert edits(stage) == []

    play(scene, start=False, timing=TIMING)


def test_changes_of_a_card_that_hangs_wait_behind_cards_that_do_not(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        turnstile = await opened(stage)
        await rushed(stage, "case 1")
        turnstile.let(1)
        await stage.until(lambda: stage.telegram.texts(STAFF) == ["card 1"])
        await stage.say(10, "case 1")
        await stage.say(11, "case 2")
        await waiting(stage, 2)
        turnstile.let(1)
        await stage.until(lambda: stage.telegram.texts(STAFF) == ["card 1", "card 2"])
        assert edits(stage) == []
        turnstile.let(1)
        await stage.until(lambda: edits(stage) == ["card 1"])

    play(scene, start=False, timing=TIMING)


def test_what_is_said_in_a_conversation_does_not_wait_for_the_rest(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        turnstile = await opened(stage)
        await rushed(stage, "case 1")
        turnstile.let(1)
        await stage.until(lambda: stage.telegram.texts(STAFF) == ["card 1"])
        await stage.say(10, "case 1")
        await stage.say(10, "tell C1 hello")
        await stage.say(11, "case 2")
        await waiting(stage, 3)
        turnstile.let(3)
        await stage.until(lambda: len(stage.telegram.texts(STAFF)) == 3)
        # The change of the card stands before the words, and goes as soon as they may.
        assert edits(stage) == ["card 1"]
        assert stage.telegram.texts(STAFF) == ["card 1", "hello\n#C1", "card 2"]

    play(scene, start=False, timing=TIMING)


def test_a_danger_behind_what_the_case_had_to_say_is_no_later_for_it(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        turnstile = await opened(stage)
        await rushed(stage, "case 1", "case 2")
        await stage.say(11, "tell C2 hello")
        await stage.say(11, "urgent 2")
        await waiting(stage, 4)
        turnstile.let(3)
        await stage.until(lambda: len(stage.telegram.sent) >= 3 and turnstile.free.locked())
        assert stage.telegram.texts(STAFF) == ["card 2", "hello\n#C2"]

    play(scene, start=False, timing=TIMING)


def test_words_from_a_topic_that_was_made_anew_meanwhile_find_their_case(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.telegram.forum = True
        await stage.say(10, "case 1")
        await stage.until(lambda: stage.telegram.texts(STAFF) == ["card 1"])
        (first,) = (number for _, each, number in stage.telegram.sent if isinstance(each, OpenTopic))
        stage.telegram.answers = lambda _chat, outgoing: (
            NoTopic("message thread not found")
            if isinstance(outgoing, SendBubble) and outgoing.thread_id == first
            else None
        )
        await stage.say(10, "tell C1 hello")
        await stage.until(lambda: stage.telegram.texts(STAFF) == ["card 1", "card 1", "hello"])
        late = stage.staff_reply(first, "on my way")
        late["message"] |= {"message_thread_id": first, "is_topic_message": True}
        await stage.engine.ingest_update(CLINIC, late)
        await stage.settled()
        (copied,) = (each for chat, each, _ in stage.telegram.sent if chat == 10)
        assert isinstance(copied, CopyMessage)
        assert copied.message_id == late["message"]["message_id"]

    play(scene, timing=TIMING)
