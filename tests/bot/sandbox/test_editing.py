"""What the bot alters, removes, marks and answers, through a real client."""

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest

from bot.sandbox.people import Patient
from bot.sandbox.telegram import TelegramStandIn
from tests.bot.sandbox.moving_clock import MovingClock

pytestmark = pytest.mark.anyio

CHAT = 501
YES = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y", style="success")]])


async def test_an_edit_changes_the_message_in_place(bot: Bot, patient: Patient, clock: MovingClock) -> None:
    sent = await bot.send_message(CHAT, "Which test?", reply_markup=YES)
    clock.forward(seconds=5)
    edited = await bot.edit_message_text(
        "<b>CBC</b>", chat_id=CHAT, message_id=sent.message_id, parse_mode="HTML", reply_markup=YES
    )
    assert not isinstance(edited, bool)
    assert edited.edit_date == clock.now
    (_, shown) = patient.messages
    assert (shown.text, shown.edited, shown.labels) == ("CBC", True, ("Yes",))


async def test_an_edit_without_buttons_takes_them_away(bot: Bot, patient: Patient) -> None:
    sent = await bot.send_message(CHAT, "Which test?", reply_markup=YES)
    await bot.edit_message_text("CBC", chat_id=CHAT, message_id=sent.message_id)
    assert patient.messages[-1].labels == ()


async def test_the_same_again_is_not_modified(bot: Bot, patient: Patient) -> None:
    sent = await bot.send_message(CHAT, "Which test?", reply_markup=YES)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("Which test?", chat_id=CHAT, message_id=sent.message_id, reply_markup=YES)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(chat_id=CHAT, message_id=sent.message_id, reply_markup=YES)
    await bot.edit_message_reply_markup(chat_id=CHAT, message_id=sent.message_id)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(chat_id=CHAT, message_id=sent.message_id)
    assert patient.messages[-1].labels == ()


async def test_only_own_messages_with_inline_buttons_or_none_are_edited(bot: Bot, patient: Patient) -> None:
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", chat_id=CHAT, message_id=77)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", chat_id=CHAT, message_id=1)
    keyboard = await bot.send_message(CHAT, "share", reply_markup=ReplyKeyboardMarkup([["a"]]))
    removal = await bot.send_message(CHAT, "thanks", reply_markup=ReplyKeyboardRemove())
    for sent in (keyboard, removal):
        with pytest.raises(BadRequest, match="Message can't be edited"):
            await bot.edit_message_text("x", chat_id=CHAT, message_id=sent.message_id)
    file = await bot.send_document(CHAT, b"%PDF", filename="a.pdf", caption="one")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("x", chat_id=CHAT, message_id=file.message_id)
    await bot.edit_message_caption(chat_id=CHAT, message_id=file.message_id, caption="two")
    assert patient.messages[-1].text == "two"


async def test_deleted_messages_are_gone_for_everybody(
    bot: Bot, patient: Patient, clock: MovingClock
) -> None:
    keyboard = await bot.send_message(CHAT, "share", reply_markup=ReplyKeyboardMarkup([["a"]]))
    assert len(patient.keyboard or ()) == 1
    assert await bot.delete_message(CHAT, keyboard.message_id)
    assert len(patient.keyboard or ()) == 0
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(CHAT, keyboard.message_id)
    old = await bot.send_message(CHAT, "old")
    clock.forward(hours=49)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(CHAT, old.message_id)
    new = await bot.send_message(CHAT, "new")
    assert await bot.delete_messages(CHAT, [new.message_id, 999])
    assert [bubble.text for bubble in patient.messages] == ["/start", "old"]


async def test_a_press_is_answered_with_a_toast(bot: Bot, patient: Patient) -> None:
    await bot.send_message(CHAT, "Well?", reply_markup=YES)
    press = await patient.press("Yes")
    assert press is not None
    await bot.answer_callback_query(press.query_id, text="Noted", show_alert=True)
    assert await patient.answer_to(press) == patient.toasts[0]
    assert (patient.toasts[0].text, patient.toasts[0].alert) == ("Noted", True)
    assert await bot.answer_callback_query(press.query_id, text="again")
    assert len(patient.toasts) == 1


async def test_a_press_is_answered_within_150_seconds(bot: Bot, patient: Patient, clock: MovingClock) -> None:
    await bot.send_message(CHAT, "Well?", reply_markup=YES)
    press = await patient.press("y")
    assert press is not None
    with pytest.raises(BadRequest, match=r"(?i)message_too_long"):
        await bot.answer_callback_query(press.query_id, text="x" * 201)
    clock.forward(seconds=151)
    for query_id in (press.query_id, "123"):
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is"):
            await bot.answer_callback_query(query_id)
    assert not press.answered


async def test_reactions(bot: Bot, patient: Patient) -> None:
    await bot.set_message_reaction(CHAT, 1, "👍")
    assert list(patient.messages[0].reactions) == ["👍"]
    await bot.set_message_reaction(CHAT, 1)
    assert list(patient.messages[0].reactions) == []


async def test_pins(bot: Bot, telegram: TelegramStandIn) -> None:
    staff = telegram.group(members={11: "Asha"})
    card = await bot.send_message(staff.id, "case 1")
    await bot.pin_chat_message(staff.id, card.message_id)
    pinned = (await bot.get_chat(staff.id)).pinned_message
    assert pinned is not None
    assert pinned.text == "case 1"
    await bot.unpin_chat_message(staff.id, card.message_id)
    assert staff.chat.pinned == []
    with pytest.raises(BadRequest, match="Message to pin not found"):
        await bot.pin_chat_message(staff.id, 99)
    await bot.pin_chat_message(staff.id, card.message_id)
    await bot.unpin_all_chat_messages(staff.id)
    assert staff.chat.pinned == []
