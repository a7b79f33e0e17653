"""Topics of a forum: what Telegram refuses and in which words, what a message in a topic looks like, and what goes."""

import contextlib

import pytest
from telegram import Bot, ChatMember, ChatMemberAdministrator, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, RetryAfter

from bot.sandbox.cloud import FloodLimits, TopicLoss
from bot.sandbox.people import Group, Patient
from bot.sandbox.telegram import TelegramStandIn
from tests.bot.sandbox.moving_clock import MovingClock

pytestmark = pytest.mark.anyio

DESK = -1001234567890
CLAIM = InlineKeyboardMarkup([[InlineKeyboardButton("Claim", callback_data="o:claim:K7")]])


def desk(telegram: TelegramStandIn) -> Group:
    return telegram.group(DESK, members={11: "Asha"}, forum=True)


async def opened(bot: Bot, name: str = "Sunita") -> int:
    return (await bot.create_forum_topic(DESK, name)).message_thread_id


def may_manage_topics(member: ChatMember) -> bool | None:
    assert isinstance(member, ChatMemberAdministrator)
    return member.can_manage_topics


async def test_a_topic_that_is_gone_is_refused_in_telegrams_words(
    bot: Bot, telegram: TelegramStandIn
) -> None:
    group = desk(telegram)
    thread = await opened(bot)
    card = await bot.send_message(DESK, "card", message_thread_id=thread, reply_markup=CLAIM)
    general = await bot.send_message(DESK, "for everybody")
    await group.member(11, "Asha").delete_topic(thread)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(DESK, "more", message_thread_id=thread)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.copy_message(DESK, DESK, general.message_id, message_thread_id=thread)
    for change in (
        bot.edit_forum_topic(DESK, thread, name="x"),
        bot.close_forum_topic(DESK, thread),
        bot.reopen_forum_topic(DESK, thread),
    ):
        with pytest.raises(BadRequest, match="Topic_id_invalid"):
            await change
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", DESK, card.message_id)
    assert await bot.send_chat_action(DESK, "typing", message_thread_id=thread)
    # A reply to what is gone, with no topic named, lands among everybody.
    lost = await bot.send_message(
        DESK, "for whom?", reply_to_message_id=card.message_id, allow_sending_without_reply=True
    )
    assert lost.message_thread_id is None


async def test_the_rights_that_topics_need(bot: Bot, telegram: TelegramStandIn) -> None:
    group = desk(telegram)
    asha = group.member(11, "Asha")
    own, hers = await opened(bot), (await asha.open_topic("Hers")).id
    assert may_manage_topics(await bot.get_chat_member(DESK, bot.id))
    await group.set_topic_right(False)
    assert not may_manage_topics(await bot.get_chat_member(DESK, bot.id))
    told = [each.my_chat_member for each in await bot.get_updates(timeout=0) if each.my_chat_member]
    assert [
        (may_manage_topics(each.old_chat_member), may_manage_topics(each.new_chat_member)) for each in told
    ] == [(True, False)]
    with pytest.raises(BadRequest, match="Not enough rights to create a topic"):
        await opened(bot)
    with pytest.raises(BadRequest, match="Not enough rights to edit the topic"):
        await bot.edit_forum_topic(DESK, hers, name="x")
    with pytest.raises(BadRequest, match="Not enough rights to close or open the topic"):
        await bot.close_forum_topic(DESK, hers)
    assert await bot.edit_forum_topic(DESK, own, name="Sunita, done")
    assert await bot.close_forum_topic(DESK, own)
    await group.set_bot("member")
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(DESK, "x", message_thread_id=own)
    with pytest.raises(BadRequest, match="Not enough rights to delete the topic"):
        await bot.delete_forum_topic(DESK, hers)


async def test_without_topics_a_thread_is_not_looked_at(bot: Bot, telegram: TelegramStandIn) -> None:
    group = desk(telegram)
    thread = await opened(bot)
    await bot.send_message(DESK, "in the topic", message_thread_id=thread)
    await group.set_forum(False)
    assert not (await bot.get_chat(DESK)).is_forum
    sent = await bot.send_message(DESK, "where does this go?", message_thread_id=thread)
    assert sent.is_topic_message is None
    with pytest.raises(BadRequest, match="The chat is not a forum"):
        await opened(bot)
    await group.set_forum(True)
    assert (await bot.send_message(DESK, "back", message_thread_id=thread)).message_thread_id == thread


async def test_a_name_is_cut_and_never_empty(bot: Bot, telegram: TelegramStandIn) -> None:
    group = desk(telegram)
    with pytest.raises(BadRequest, match="Name must be non-empty"):
        await opened(bot, "  ")
    thread = await opened(bot, "x" * 128)
    assert len(group.chat.topics[thread].name) == 128
    with pytest.raises(BadRequest, match="Topic_not_modified"):
        await bot.edit_forum_topic(DESK, thread, name="x" * 128)
    assert await bot.edit_forum_topic(DESK, thread)


async def test_what_answers_nothing_in_a_topic_answers_its_opening(
    bot: Bot, telegram: TelegramStandIn
) -> None:
    asha = desk(telegram).member(11, "Asha")
    thread = await opened(bot)
    card = await bot.send_message(DESK, "card", message_thread_id=thread)
    await asha.say("plain", thread_id=thread)
    await asha.reply(card.message_id, "an answer")
    await asha.say("in the general topic")
    general = await bot.send_message(DESK, "notice")
    answer = await asha.reply(general.message_id, "an answer there")
    await asha.reply(answer.message_id, "and one to that")
    plain, reply, aside, under, deeper = (each.message for each in await bot.get_updates(timeout=0))
    assert plain is not None
    assert plain.is_topic_message
    assert plain.reply_to_message is not None
    assert plain.reply_to_message.message_id == plain.message_thread_id == thread
    assert plain.reply_to_message.forum_topic_created is not None
    assert reply is not None
    assert reply.reply_to_message is not None
    assert (reply.reply_to_message.message_id, reply.message_thread_id) == (card.message_id, thread)
    assert aside is not None
    assert (aside.message_thread_id, aside.reply_to_message) == (None, None)
    for each in (under, deeper):
        assert each is not None
        assert (each.message_thread_id, each.is_topic_message) == (general.message_id, None)


async def test_the_group_takes_twenty_a_minute_and_says_when_there_is_room(clock: MovingClock) -> None:
    async with (
        TelegramStandIn(clock=clock, steady=clock.steady, flood=FloodLimits(topics_per_minute=5)) as telegram,
        Bot(telegram.token, base_url=f"{telegram.url}/bot") as bot,
    ):
        desk(telegram)
        thread = await opened(bot)
        card = await bot.send_message(DESK, "card", message_thread_id=thread)
        for number in range(9):
            await bot.edit_message_text(f"card {number}", DESK, card.message_id)
        for number in range(4):
            await opened(bot, f"topic {number}")
        with pytest.raises(RetryAfter):
            await opened(bot, "one too many")
        for number in range(5):
            await bot.send_message(DESK, f"line {number}")
        with pytest.raises(RetryAfter) as flooded:
            await bot.send_message(DESK, "one too many")
        assert flooded.value._retry_after.total_seconds() == 60
        await bot.send_chat_action(DESK, "typing")
        clock.forward(seconds=61)
        await bot.send_message(DESK, "room again")
        telegram.cloud().flood = None
        for number in range(40):
            await bot.send_message(DESK, f"no limit {number}")


async def test_topics_go_at_random_the_same_ones_for_the_same_seed() -> None:
    async def lost(seed: int) -> list[tuple[int, int]]:
        async with (
            TelegramStandIn() as telegram,
            Bot(telegram.token, base_url=f"{telegram.url}/bot") as bot,
        ):
            group = desk(telegram)
            loss = telegram.cloud().topic_loss = TopicLoss(0.3, seed, most=4)
            for number in range(20):
                thread = await opened(bot, f"topic {number}")
                with contextlib.suppress(BadRequest):
                    await bot.send_message(DESK, "card", message_thread_id=thread)
            refused = [call.answer["description"] for call in telegram.journal if not call.accepted]
            assert set(refused) <= {"Bad Request: message thread not found"}
            assert len(group.chat.topics) == 16
            return loss.lost

    assert await lost(1) == await lost(1)
    assert await lost(1) != await lost(2)


async def test_people_come_and_go(bot: Bot, telegram: TelegramStandIn) -> None:
    group = desk(telegram)
    asha, stranger = group.member(11, "Asha"), group.outsider(31, "Stranger")
    await bot.send_message(DESK, "card", reply_markup=CLAIM)
    await asha.leave()
    assert (await bot.get_chat_member(DESK, 11)).status == "left"
    for outside in (asha, stranger):
        with pytest.raises(RuntimeError, match="not in the group"):
            await outside.say("hello?")
        await outside.press("Claim")
    await asha.join()
    await asha.say("back")
    assert (await bot.get_chat_member(DESK, 11)).status == "member"
    updates = await bot.get_updates(timeout=0)
    assert [each.callback_query.from_user.id for each in updates if each.callback_query] == [11, 31]
    notices = [each.message for each in updates if each.message]
    assert notices[0].left_chat_member is not None
    assert notices[1].new_chat_members
    assert notices[2].text == "back"


async def test_a_card_can_be_forwarded_and_pressed_elsewhere_and_a_press_forged(
    bot: Bot, telegram: TelegramStandIn, patient: Patient
) -> None:
    asha = desk(telegram).member(11, "Asha")
    card = await bot.send_message(DESK, "card", reply_markup=CLAIM)
    greeting = await bot.send_message(patient.chat.id, "hello", reply_markup=CLAIM)
    there = await asha.forward(card.message_id, to=patient)
    assert (there.chat.id, there.labels) == (patient.chat.id, ("Claim",))
    await patient.press("Claim", on=there.message_id)
    await patient.forge_press("o:resolve:K7", on=greeting.message_id)
    presses = [each.callback_query for each in await bot.get_updates(timeout=0) if each.callback_query]
    assert [(each.data, each.message.chat.id) for each in presses if each.message] == [
        ("o:claim:K7", patient.chat.id),
        ("o:resolve:K7", patient.chat.id),
    ]


async def test_staff_and_patients_change_what_they_wrote(
    bot: Bot, telegram: TelegramStandIn, patient: Patient
) -> None:
    asha = desk(telegram).member(11, "Asha")
    thread = await opened(bot)
    said = await asha.say("at 5", thread_id=thread)
    sent = await asha.send_photo(b"\xff\xd8\xff", "this way", thread_id=thread)
    await asha.edit(said.message_id, "at 6")
    await asha.edit(sent.message_id, "that way")
    words = await patient.say("yes")
    await patient.edit(words.message_id, "no")
    changed = [each.edited_message for each in await bot.get_updates(timeout=0) if each.edited_message]
    assert [(each.text or each.caption, each.message_thread_id) for each in changed] == [
        ("at 6", thread),
        ("that way", thread),
        ("no", None),
    ]


async def test_a_copy_keeps_what_it_is(bot: Bot, telegram: TelegramStandIn, patient: Patient) -> None:
    group = desk(telegram)
    thread = await opened(bot)
    for sent in (
        await patient.send_photo(b"\xff\xd8\xff", "mine"),
        await patient.send_document(b"%PDF", "old-report.pdf"),
        await patient.send_voice(),
        await patient.send_location(12.9, 77.6),
        await patient.send_contact("919876543210", patient.user.id),
    ):
        copied = await bot.copy_message(DESK, patient.chat.id, sent.message_id, message_thread_id=thread)
        shown = group.chat.bubbles[copied.message_id]
        assert (shown.content, shown.text, shown.thread_id) == (sent.content, sent.text, thread)


async def test_staff_close_rename_and_reopen_topics_of_their_own_accord(
    bot: Bot, telegram: TelegramStandIn
) -> None:
    asha = desk(telegram).member(11, "Asha")
    thread = await opened(bot)
    await asha.close_topic(thread)
    await asha.close_topic(thread, closed=False)
    await asha.rename_topic(thread, "Sunita · later")
    closed, reopened, renamed = (each.message for each in await bot.get_updates(timeout=0))
    assert closed is not None
    assert closed.forum_topic_closed is not None
    assert reopened is not None
    assert reopened.forum_topic_reopened is not None
    assert renamed is not None
    assert renamed.forum_topic_edited is not None
    assert renamed.forum_topic_edited.name == "Sunita · later"
    with pytest.raises(LookupError, match="no topic"):
        await asha.say("x", thread_id=thread + 99)


async def test_a_basic_group_that_gets_topics_becomes_a_supergroup(
    bot: Bot, telegram: TelegramStandIn
) -> None:
    group = telegram.group(-4001, members={11: "Asha"})
    await group.set_forum(True)
    assert group.id != -4001
    assert (await bot.get_chat(group.id)).is_forum
    assert (await bot.create_forum_topic(group.id, "K7")).message_thread_id > 1
