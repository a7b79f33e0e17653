"""Groups: who hears what, admins, anonymous ones, topics, and the move to a supergroup."""

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.sandbox.telegram import TelegramStandIn

pytestmark = pytest.mark.anyio

CLAIM = InlineKeyboardMarkup([[InlineKeyboardButton("Claim", callback_data="c")]])


async def test_staff_see_cards_press_and_reply(bot: Bot, telegram: TelegramStandIn) -> None:
    group = telegram.group(members={11: "Asha Rao"})
    asha = group.member(11, "Asha Rao")
    card = await bot.send_message(group.id, "New case", reply_markup=CLAIM)
    assert (await group.wait_for("New case")).message_id == card.message_id
    await asha.press("Claim")
    await asha.reply(card.message_id, "I call her")
    pressed, replied = await bot.get_updates(timeout=0)
    assert pressed.callback_query is not None
    assert pressed.callback_query.from_user.full_name == "Asha Rao"
    assert replied.message is not None
    assert replied.message.chat.type == "supergroup"
    assert replied.message.reply_to_message is not None
    assert replied.message.reply_to_message.message_id == card.message_id


async def test_an_anonymous_admin_speaks_as_the_group_and_presses_as_themselves(
    bot: Bot, telegram: TelegramStandIn
) -> None:
    group = telegram.group(members={11: "Asha"})
    boss = group.member(12, "Boss", anonymous=True)
    await bot.send_message(group.id, "New case", reply_markup=CLAIM)
    await boss.say("hello")
    await boss.press("Claim")
    said, pressed = await bot.get_updates(timeout=0)
    assert said.message is not None
    assert said.message.from_user is not None
    assert said.message.from_user.username == "GroupAnonymousBot"
    assert said.message.sender_chat is not None
    assert said.message.sender_chat.id == group.id
    assert pressed.callback_query is not None
    assert pressed.callback_query.from_user.id == 12


async def test_a_bot_that_is_no_admin_hears_only_what_is_meant_for_it(
    bot: Bot, telegram: TelegramStandIn
) -> None:
    group = telegram.group(members={11: "Asha"}, bot="member")
    asha = group.member(11, "Asha")
    sent = await bot.send_message(group.id, "hello")
    await asha.say("talk among ourselves")
    await asha.say("/cases")
    await asha.reply(sent.message_id, "to you")
    texts = [each.message.text for each in await bot.get_updates(timeout=0) if each.message]
    assert texts == ["/cases", "to you"]


async def test_members_and_admins(bot: Bot, telegram: TelegramStandIn) -> None:
    group = telegram.group(members={11: "Asha"})
    group.member(12, "Boss", standing="creator")
    telegram.patient(501)
    assert (await bot.get_chat_member(group.id, 11)).status == "member"
    assert (await bot.get_chat_member(group.id, 12)).status == "creator"
    assert (await bot.get_chat_member(group.id, 501)).status == "left"
    assert (await bot.get_chat_member(group.id, bot.id)).status == "administrator"
    assert [each.user.id for each in await bot.get_chat_administrators(group.id)] == [12, bot.id]
    assert await bot.get_chat_member_count(group.id) == 3
    with pytest.raises(BadRequest, match=r"(?i)participant_id_invalid"):
        await bot.get_chat_member(group.id, 99)
    chat = await bot.get_chat(group.id)
    assert (chat.title, chat.type) == ("Staff", "supergroup")


async def test_a_bot_that_left_or_was_removed_cannot_write(bot: Bot, telegram: TelegramStandIn) -> None:
    group = telegram.group(members={11: "Asha"})
    assert await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="not a member of the supergroup chat"):
        await bot.send_message(group.id, "hello")
    await group.set_bot("administrator")
    await bot.send_message(group.id, "back again")
    await group.set_bot("kicked")
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "hello")
    changes = [each.my_chat_member for each in await bot.get_updates(timeout=0) if each.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["left", "administrator", "kicked"]


async def test_a_group_becomes_a_supergroup(bot: Bot, telegram: TelegramStandIn) -> None:
    group = telegram.group(-4001, members={11: "Asha"})
    asha = group.member(11, "Asha")
    await bot.send_message(-4001, "before")
    new_id = await group.migrate()
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(-4001, "after")
    assert moved.value.new_chat_id == new_id == group.id
    await bot.send_message(new_id, "after")
    assert (await group.wait_for("after")).message_id == 2
    await asha.say("still here")
    left, arrived, said = (each.message for each in await bot.get_updates(timeout=0))
    assert left is not None
    assert (left.chat.id, left.migrate_to_chat_id) == (-4001, new_id)
    assert arrived is not None
    assert (arrived.chat.id, arrived.migrate_from_chat_id) == (new_id, -4001)
    assert said is not None
    assert said.chat.id == new_id


async def test_topics(bot: Bot, telegram: TelegramStandIn) -> None:
    group = telegram.group(members={11: "Asha"}, forum=True)
    asha = group.member(11, "Asha")
    topic = await bot.create_forum_topic(group.id, "Sunita Devi", icon_color=7322096)
    thread = topic.message_thread_id
    sent = await bot.send_message(group.id, "the story", message_thread_id=thread)
    assert sent.message_thread_id == thread
    await asha.reply(sent.message_id, "thanks")
    (update,) = await bot.get_updates(timeout=0)
    assert update.message is not None
    assert (update.message.message_thread_id, update.message.is_topic_message) == (thread, True)
    assert await bot.edit_forum_topic(group.id, thread, name="Sunita, done")
    assert await bot.close_forum_topic(group.id, thread)
    with pytest.raises(BadRequest, match=r"(?i)topic_not_modified"):
        await bot.close_forum_topic(group.id, thread)
    assert await bot.reopen_forum_topic(group.id, thread)
    assert await bot.unpin_all_forum_topic_messages(group.id, thread)
    assert await bot.get_forum_topic_icon_stickers() == ()
    assert await bot.delete_forum_topic(group.id, thread)
    for gone in (thread, 1):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_message(group.id, "hello?", message_thread_id=gone)
    assert group.messages == []


async def test_topics_need_a_forum_and_rights(bot: Bot, telegram: TelegramStandIn) -> None:
    plain = telegram.group(members={11: "Asha"})
    with pytest.raises(BadRequest, match="The chat is not a forum"):
        await bot.create_forum_topic(plain.id, "x")
    weak = telegram.group(-1009, members={11: "Asha"}, bot="member")
    weak.chat.forum = True
    with pytest.raises(BadRequest, match="Not enough rights to create a topic"):
        await bot.create_forum_topic(weak.id, "x")


async def test_a_phone_number_is_asked_for_in_private_chats_only(bot: Bot, telegram: TelegramStandIn) -> None:
    from telegram import KeyboardButton, ReplyKeyboardMarkup

    group = telegram.group(members={11: "Asha"})
    ask = ReplyKeyboardMarkup([[KeyboardButton("Share", request_contact=True)]])
    with pytest.raises(BadRequest, match="Phone number can be requested in private chats only"):
        await bot.send_message(group.id, "Your number?", reply_markup=ask)
