"""What people do in front of the stand-in, and what they see."""

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)

from bot.sandbox.people import NoSuchButton, NotSeen, Patient
from bot.sandbox.telegram import TelegramStandIn

pytestmark = pytest.mark.anyio

CHAT = 501
SHARE = ReplyKeyboardMarkup(
    [[KeyboardButton("📱 Share my number", request_contact=True)], ["Type it instead"]],
    one_time_keyboard=True,
)


def buttons(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(each, callback_data=f"d:{each}")] for each in labels])


async def newest_update(bot: Bot) -> Update:
    return (await bot.get_updates(offset=-1, timeout=0))[-1]


async def test_a_start_link_carries_its_payload(bot: Bot, telegram: TelegramStandIn) -> None:
    await telegram.patient(7, "Ravi").start("mg-road_camp1_T0320")
    message = (await newest_update(bot)).message
    assert message is not None
    assert message.text == "/start mg-road_camp1_T0320"
    assert message.entities[0].type == "bot_command"
    with pytest.raises(ValueError, match="start payload"):
        await telegram.patient(7).start("no spaces")


async def test_the_same_id_is_the_same_person(telegram: TelegramStandIn) -> None:
    assert telegram.patient(7, "Ravi") is telegram.patient(7)


async def test_buttons_are_found_by_label_data_or_piece_newest_first(bot: Bot, patient: Patient) -> None:
    old = await bot.send_message(CHAT, "one", reply_markup=buttons("✅ Confirm", "Back"))
    new = await bot.send_message(CHAT, "two", reply_markup=buttons("Back"))
    assert (await patient.press("Back")).message_id == new.message_id  # type: ignore[union-attr]
    assert (await patient.press("Back", on=old.message_id)).message_id == old.message_id  # type: ignore[union-attr]
    assert (await patient.press("Confirm")).data == "d:✅ Confirm"  # type: ignore[union-attr]
    assert (await patient.press("d:✅ Confirm")).message_id == old.message_id  # type: ignore[union-attr]
    with pytest.raises(NoSuchButton, match="two"):
        await patient.press("Cancel")


async def test_a_doubled_press_is_two_updates(bot: Bot, patient: Patient) -> None:
    await bot.send_message(CHAT, "well?", reply_markup=buttons("Yes"))
    await patient.press("Yes", doubled=True)
    first, second = (await bot.get_updates(timeout=0))[-2:]
    assert first.callback_query is not None
    assert second.callback_query is not None
    assert first.update_id != second.update_id
    assert first.callback_query.data == second.callback_query.data
    assert first.callback_query.message == second.callback_query.message


async def test_a_button_that_an_edit_took_away_can_still_be_pressed_on_a_slow_phone(
    bot: Bot, patient: Patient
) -> None:
    sent = await bot.send_message(CHAT, "well?", reply_markup=buttons("Yes"))
    await bot.edit_message_text("done", chat_id=CHAT, message_id=sent.message_id)
    with pytest.raises(NoSuchButton):
        await patient.press("Yes")
    assert await patient.press("Yes", stale=True)
    query = (await newest_update(bot)).callback_query
    assert query is not None
    assert query.data == "d:Yes"
    assert query.message is not None
    assert query.message.to_dict()["text"] == "done"


async def test_sharing_ones_number_uses_the_reply_keyboard(bot: Bot, patient: Patient) -> None:
    with pytest.raises(NoSuchButton):
        await patient.share_contact()
    await bot.send_message(CHAT, "Your number?", reply_markup=SHARE)
    assert patient.keyboard is not None
    assert patient.keyboard[0][0].asks == "contact"
    await patient.share_contact()
    message = (await newest_update(bot)).message
    assert message is not None
    assert message.contact is not None
    assert (message.contact.phone_number, message.contact.user_id) == ("919876543210", CHAT)
    assert message.reply_to_message is not None
    assert patient.keyboard is None


async def test_a_key_of_the_keyboard_types_its_label(bot: Bot, patient: Patient) -> None:
    await bot.send_message(CHAT, "Your number?", reply_markup=SHARE)
    assert await patient.press("Type it instead") is None
    assert patient.messages[-1].text == "Type it instead"
    await bot.send_message(CHAT, "Again?", reply_markup=SHARE)
    await bot.send_message(CHAT, "Thanks", reply_markup=ReplyKeyboardRemove())
    assert patient.keyboard is None


async def test_a_card_of_somebody_else_is_told_apart(bot: Bot, patient: Patient) -> None:
    await patient.send_contact("+919000000000", 9)
    other = (await newest_update(bot)).message
    await patient.send_contact("919876543210", CHAT, forwarded=True)
    forwarded = (await newest_update(bot)).message
    assert other is not None
    assert other.contact is not None
    assert other.contact.user_id == 9
    assert forwarded is not None
    assert forwarded.forward_origin is not None


async def test_replies_and_edits(bot: Bot, patient: Patient) -> None:
    sent = await bot.send_message(CHAT, "Age?")
    said = await patient.reply(sent.message_id, "58")
    await patient.edit(said.message_id, "59")
    update = await newest_update(bot)
    assert update.edited_message is not None
    assert update.edited_message.text == "59"
    assert update.edited_message.edit_date is not None
    assert update.edited_message.reply_to_message is not None
    assert update.edited_message.reply_to_message.text == "Age?"


async def test_a_long_text_arrives_as_several_messages(bot: Bot, patient: Patient) -> None:
    await patient.say("x" * 5000)
    texts = [each.message.text for each in await bot.get_updates(timeout=0) if each.message]
    assert [len(text or "") for text in texts] == [6, 4096, 904]


async def test_waiting_sees_what_is_new_since_the_last_act(bot: Bot, patient: Patient) -> None:
    first = await bot.send_message(CHAT, "Which test?")
    assert (await patient.wait_for("Which test")).message_id == first.message_id
    await patient.say("CBC")
    with pytest.raises(NotSeen, match="Which test"):
        await patient.wait_for("Which test", timeout=0.01)
    await bot.edit_message_text("Which test now?", chat_id=CHAT, message_id=first.message_id)
    assert (await patient.wait_for("Which test")).edited
    await patient.say("sugar")
    assert (await patient.wait_for(lambda bubble: bubble.edited, since=0)).text == "Which test now?"


async def test_blocking_is_told_and_silences_both(bot: Bot, patient: Patient) -> None:
    await patient.block()
    update = await newest_update(bot)
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(RuntimeError, match="blocked"):
        await patient.say("hello")
    await patient.unblock()
    assert (await newest_update(bot)).my_chat_member.new_chat_member.status == "member"  # type: ignore[union-attr]


async def test_several_bots_share_a_server_but_no_chats(bot: Bot, telegram: TelegramStandIn) -> None:
    telegram.add_bot("222:other", username="other_bot", name="Other lab")
    await telegram.patient(7, token="222:other").start()
    assert await bot.get_updates(timeout=0) == ()
    async with Bot("222:other", base_url=f"{telegram.url}/bot") as other:
        assert other.username == "other_bot"
        assert len(await other.get_updates(timeout=0)) == 1
