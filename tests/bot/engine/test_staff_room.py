"""The staff's group: a topic a case where there are topics, and everything where it belongs."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, text

from bot.engine.contents import Card, Copy, Line, Message, Reminder
from bot.engine.live_chat import Post
from bot.engine.staff_order import is_danger, lines_with, next_post, reminders_with
from bot.store.outbox import OutboxRow, Parcel
from bot.telegram.again import Again
from bot.telegram.outgoing import (
    AnswerPress,
    Bubble,
    CloseTopic,
    CopyMessage,
    EditBubble,
    Gone,
    NoRight,
    NoTopic,
    OpenTopic,
    Outgoing,
    ReopenTopic,
    SendBubble,
    Unreachable,
)
from tests.bot.engine.conftest import Play
from tests.bot.engine.stage import CLINIC, NOON, OWNER, QUICK, STAFF, Stage


def in_topic(stage: Stage, thread_id: int, words: str, **more: Any) -> dict[str, Any]:
    """What Ravi writes in a topic."""
    raw = stage.staff_reply(thread_id, words)
    raw["message"] |= {"message_thread_id": thread_id, "is_topic_message": True}
    raw["message"] |= more
    return raw


async def opened(stage: Stage, words: str = "case 1", chat_id: int = 5) -> tuple[int, int]:
    """The topic and the card of a case that a patient's words open."""
    stage.telegram.forum = True
    await stage.say(chat_id, words)
    await stage.settled()
    topic = next(n for _, out, n in reversed(stage.telegram.sent) if isinstance(out, OpenTopic))
    card = next(
        n for to, out, n in reversed(stage.telegram.sent) if to == STAFF and isinstance(out, SendBubble)
    )
    return topic, card


def test_a_case_has_a_topic_of_its_own(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        topic, card = await opened(stage)
        assert stage.telegram.of(OpenTopic) == [OpenTopic("topic of card 1")]
        (hung,) = stage.telegram.of(SendBubble, STAFF)
        assert (hung.bubble.html, hung.thread_id, hung.reply_to) == ("card 1", topic, None)
        words = stage.message(5, "tell C1 hello")
        await stage.engine.ingest_update(CLINIC, words)
        await stage.settled()
        told = stage.telegram.of(SendBubble, STAFF)[-1]
        assert (told.bubble.html, told.thread_id, told.reply_to) == ("hello", topic, None)
        await stage.engine.ingest_update(CLINIC, in_topic(stage, topic, "we are coming"))
        await stage.settled()
        assert len(stage.telegram.of(CopyMessage, 5)) == 1
        await stage.restart()
        await stage.say(5, "case 1")
        await stage.settled()
        assert [edit.message_id for edit in stage.telegram.of(EditBubble, STAFF)] == [card]
        assert len(stage.telegram.of(OpenTopic)) == 1

    play(scene)


def test_talk_in_other_topics_is_the_staffs_own(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        topic, _ = await opened(stage)
        for raw in (
            in_topic(stage, topic + 999, "who has the keys?"),
            in_topic(stage, topic, "// a note among us"),
            in_topic(stage, topic, "", forum_topic_closed={}),
        ):
            await stage.engine.ingest_update(CLINIC, raw)
        await stage.settled()
        assert stage.telegram.of(CopyMessage, 5) == []

    play(scene)


def test_a_deleted_topic_is_made_anew_with_the_card_first(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        topic, _ = await opened(stage)
        stage.telegram.answers = lambda _, out: (
            NoTopic("message thread not found") if getattr(out, "thread_id", None) == topic else None
        )
        await stage.say(5, "tell C1 are you there")
        await stage.settled()
        assert len(stage.telegram.of(OpenTopic)) == 2
        (_, card, card_id), (_, words, _) = stage.telegram.sent[-2:]
        assert isinstance(card, SendBubble)
        assert isinstance(words, SendBubble)
        assert (card.bubble.html, words.bubble.html) == ("card 1", "are you there")
        assert card.thread_id not in (None, topic)
        assert words.thread_id == card.thread_id
        await stage.say(5, "case 1")
        await stage.settled()
        assert stage.telegram.of(EditBubble, STAFF)[-1].message_id == card_id

    play(scene)


def test_a_right_that_was_lost_is_said_once_and_cards_come_all_the_same(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.telegram.answers = lambda _, out: (
            NoRight("not enough rights") if isinstance(out, OpenTopic) else None
        )
        for chat_id in (5, 6):
            await stage.say(chat_id, f"case {chat_id}")
            await stage.settled()
        assert stage.telegram.texts(STAFF) == ["No topics any more", "card 5", "card 6"]
        assert stage.telegram.texts(OWNER) == ["No topics any more"]
        await stage.say(5, "tell C5 hello")
        await stage.settled()
        told = stage.telegram.of(SendBubble, STAFF)[-1]
        card = next(
            n
            for to, out, n in stage.telegram.sent
            if to == STAFF and isinstance(out, SendBubble) and out.bubble.html == "card 5"
        )
        assert (told.bubble.html, told.reply_to, told.thread_id) == ("hello\n#C5", card, None)

    play(scene)


def waits(stage: Stage) -> bool:
    """What was refused is tried again."""
    stage.clock.steadily += 61
    return True


def test_the_owner_hears_once_that_the_group_is_shut(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        shut = True
        stage.telegram.answers = lambda to, _: Unreachable("kicked") if shut and to == STAFF else None
        await stage.say(5, "case 5")
        await stage.until(lambda: stage.telegram.texts(OWNER) == ["Shut out"])
        await stage.say(6, "case 6")
        await stage.until(lambda: waits(stage) and sum(to == STAFF for to, _ in stage.telegram.tried) >= 3)
        assert stage.telegram.texts(OWNER) == ["Shut out"]
        shut = False
        await stage.until(
            lambda: waits(stage) and sorted(stage.telegram.texts(STAFF)) == ["card 5", "card 6"]
        )
        shut = True
        await stage.say(7, "case 7")
        await stage.until(lambda: stage.telegram.texts(OWNER) == ["Shut out"] * 2)

    play(scene)


def test_what_opens_again_opens_its_topic(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        topic, _ = await opened(stage)
        await stage.say(5, "over 1")
        await stage.settled()
        assert stage.telegram.of(CloseTopic) == [CloseTopic(topic)]
        await stage.say(5, "case 1")
        await stage.settled()
        assert stage.telegram.of(ReopenTopic) == [ReopenTopic(topic)]
        assert len(stage.telegram.of(OpenTopic)) == 1

    play(scene)


def test_lines_that_come_together_go_as_one_message(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        topic, _ = await opened(stage)
        lines = [stage.message(5, f"tell C1 {words}") for words in ("one", "two", "three")]
        await stage.engine.ingest_updates(CLINIC, lines)
        staff = stage.engine._membership.live.of(CLINIC, STAFF)
        await stage.until(lambda: len(staff.outbox) == 3)
        stage.clock.move(seconds=4)
        await stage.say(6, "say meanwhile")
        await stage.until(lambda: stage.telegram.texts(6) == ["meanwhile"])
        assert stage.telegram.texts(STAFF) == ["card 1"]
        stage.clock.move(seconds=2)
        await stage.until(lambda: stage.telegram.texts(STAFF) == ["card 1", "one\ntwo\nthree"])
        joined = stage.telegram.sent[-1][2]
        # Whoever answers it answers the last of them; a change of any finds it.
        await stage.engine.ingest_update(
            CLINIC,
            in_topic(
                stage,
                topic,
                "yes",
                reply_to_message=stage.staff_reply(1, "")["message"] | {"message_id": joined},
            ),
        )
        await stage.until(lambda: stage.telegram.of(CopyMessage, 5))
        assert stage.telegram.of(CopyMessage, 5)[-1].reply_to == lines[2]["message"]["message_id"]
        answer = stage.message(5, "tell C1 four", reply_to_message=lines[0]["message"])
        await stage.engine.ingest_update(CLINIC, answer)
        await stage.until(lambda: later(stage) and stage.telegram.texts(STAFF)[-1] == "four")
        assert stage.telegram.of(SendBubble, STAFF)[-1].reply_to == joined

    play(scene, timing=replace(QUICK, merge=5.0))


def later(stage: Stage) -> bool:
    stage.clock.move(seconds=0.1)
    return True


def test_a_flood_in_the_group_never_slows_a_patient(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        gate = asyncio.Event()

        async def slow(chat_id: int, _: Outgoing) -> None:
            if chat_id == STAFF:
                await gate.wait()

        stage.telegram.before = slow
        for chat_id in range(10, 30):
            await stage.say(chat_id, f"case {chat_id}")
        await stage.say(5, "say quick")
        await stage.until(lambda: stage.telegram.texts(5) == ["quick"])
        assert stage.telegram.texts(STAFF) == []
        await stage.say(31, "urgent 31")
        await stage.until(lambda: stage.database.alone(_waiting_for_staff) == 21)
        gate.set()
        await stage.settled()
        told = stage.telegram.texts(STAFF)
        assert sorted(told) == sorted(f"card {n}" for n in (*range(10, 30), 31))
        # One was on its way; danger is next.
        assert "card 31" in told[:2]

    play(scene)


def _waiting_for_staff(connection: Connection) -> int:
    waiting = text("SELECT count(*) FROM outbox WHERE chat_id = :chat AND done_at IS NULL")
    number: int = connection.execute(waiting, {"chat": STAFF}).scalar_one()
    return number


def test_nobody_from_outside_the_group_acts(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        topic, _ = await opened(stage)
        data = stage.telegram.of(SendBubble, STAFF)[0].bubble.rows[0][0].data
        stage.staff = {99: False}
        await stage.engine.ingest_update(CLINIC, stage.press(99, data, "q1", in_chat=STAFF))
        await stage.engine.ingest_update(CLINIC, in_topic(stage, topic, "I am nobody"))
        # While Telegram cannot be asked nobody presses; who writes there was let in.
        stage.staff = {99: None}
        await stage.engine.ingest_update(CLINIC, stage.press(99, data, "q2", in_chat=STAFF))
        await stage.engine.ingest_update(CLINIC, in_topic(stage, topic, "I am Ravi"))
        await stage.settled()
        assert stage.telegram.of(AnswerPress) == [
            AnswerPress(q, "No member", alert=True) for q in ("q1", "q2")
        ]
        assert len(stage.telegram.of(CopyMessage, 5)) == 1
        assert stage.telegram.texts(5) == []

    play(scene)


def test_who_writes_past_the_card_or_without_a_name_is_told(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "case 1")
        await stage.settled()
        past = stage.staff_reply(4242, "when do you come?")
        past["message"]["reply_to_message"]["from"] = {"id": 7, "is_bot": True, "first_name": "bot"}
        nameless = stage.staff_reply(4242, "hello")
        nameless["message"]["sender_chat"] = nameless["message"]["chat"]
        for raw in (past, nameless, nameless | {"update_id": 888}):
            await stage.engine.ingest_update(CLINIC, raw)
        await stage.settled()
        hints = stage.telegram.of(SendBubble, STAFF)[1:]
        assert [hint.bubble.html for hint in hints] == ["Which patient?", "Who are you?"]
        assert [hint.reply_to for hint in hints] == [
            past["message"]["message_id"],
            nameless["message"]["message_id"],
        ]
        assert stage.telegram.of(CopyMessage, 5) == []

    play(scene)


def post(seq: int, contents: Any) -> Post:
    return Post(OutboxRow(CLINIC, STAFF, seq, Parcel("x", b"", NOON, NOON)), contents)


def test_what_is_pressing_goes_first_and_a_case_keeps_its_order() -> None:
    bubble = Bubble("")
    posts = [
        post(1, Message(bubble)),
        post(2, Card("A", bubble)),
        post(3, Line("A", 1, "a")),
        post(4, Line("B", 2, "b")),
        post(5, Card("C", bubble, urgent=True)),
        post(6, Card("D", bubble, over=True)),
        post(7, Line("E", 3, "e")),
        post(8, Message(bubble, "E", danger=True)),
        post(9, Card("F", bubble, urgent=True, danger=True)),
    ]
    assert [each.row.seq for each in posts if is_danger(each, posts, {"E"})] == [7, 8, 9]
    order: list[int] = []
    while posts:
        chosen, _ = next_post(posts, lambda _: 0.0, {"E"})
        assert chosen is not None
        order.append(chosen.row.seq)
        posts.remove(chosen)
    assert order == [7, 8, 9, 5, 4, 2, 3, 1, 6]


def test_one_that_must_wait_holds_up_its_own_case_only() -> None:
    posts = [post(1, Line("A", 1, "a")), post(2, Card("A", Bubble(""))), post(3, Copy(9, "B"))]

    def waits(seconds: float) -> Callable[[Post], float]:
        return lambda each: seconds if each.row.seq == 1 else 0.0

    assert next_post(posts, waits(3.0))[0] is posts[2]
    assert next_post(posts[:2], waits(3.0)) == (None, 3.0)
    assert next_post([], waits(3.0)) == (None, float("inf"))


def test_only_fresh_lines_of_one_case_are_joined() -> None:
    posts = [
        post(1, Line("A", 1, "one")),
        post(2, Line("B", 2, "other")),
        post(3, Line("A", 3, "two")),
        post(4, Line("A", 3, "changed", edited=True)),
        post(5, Line("A", 5, "three")),
    ]
    assert [each.row.seq for each in lines_with(posts[0], posts)] == [1, 3]
    assert lines_with(posts[3], posts[3:]) == (posts[3],)
    long = [post(n, Line("A", n, "x" * 1500)) for n in range(1, 5)]
    assert [each.row.seq for each in lines_with(long[0], long)] == [1, 2]


def test_what_is_passed_on_carries_how_it_is_sent_should_it_be_deleted_meanwhile(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        topic, _ = await opened(stage)
        photo = [{"file_id": "bill", "file_unique_id": "u", "width": 1, "height": 1}]
        await stage.engine.ingest_update(CLINIC, in_topic(stage, topic, "", photo=photo, caption="your bill"))
        await stage.settled()
        (copy,) = stage.telegram.of(CopyMessage, 5)
        assert copy.again == Again("sendPhoto", {"photo": "bill", "caption": "your bill"})

    play(scene)


def late(seq: int, case_id: str, line: str = "-") -> Post:
    return post(seq, Reminder(Bubble(""), case_id, line, "@asha"))


def test_reminders_are_joined_where_there_are_many() -> None:
    posts = [
        post(1, Card("A", Bubble(""))),
        late(2, "A"),
        late(3, "B"),
        post(4, Line("C", 1, "c")),
        late(5, "C"),
        post(6, Card("D", Bubble(""))),
        late(7, "D"),
        late(8, "E"),
    ]
    joined = reminders_with(posts[1], posts, {"A", "B", "C"})
    # Not before words of its own case, nor before a card that hangs nowhere yet.
    assert [each.row.seq for each in joined] == [2, 3, 8]
    assert reminders_with(posts[1], posts[:3], {"A"}) == (posts[1],)
    long = [late(number, f"C{number}", "x" * 1000) for number in range(1, 9)]
    assert [each.row.seq for each in reminders_with(long[0], long, ())] == [1, 2, 3, 4]


def test_what_was_deleted_before_it_could_be_passed_on_is_told(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        topic, _ = await opened(stage)
        stage.telegram.answers = lambda _, out: (
            Gone("message to copy not found") if isinstance(out, CopyMessage) else None
        )
        await stage.engine.ingest_update(CLINIC, in_topic(stage, topic, "a picture"))
        await stage.settled()
        assert stage.telegram.texts(STAFF)[-1] == "Not delivered."

    play(scene)
