"""Bubbles in a terminal."""

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.sandbox.people import Patient
from bot.sandbox.telegram import TelegramStandIn
from bot.sandbox.transcript import render

pytestmark = pytest.mark.anyio


async def test_a_chat_reads_well(bot: Bot, telegram: TelegramStandIn, patient: Patient) -> None:
    keyboard = InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton("CBC", callback_data="1"),
                InlineKeyboardButton("Sugar", callback_data="2"),
            ],
            [InlineKeyboardButton("Back", callback_data="3")],
        ]
    )
    sent = await bot.send_message(501, "x", reply_markup=keyboard)
    await bot.edit_message_text(
        "<b>Which test?</b>\nTap or type.",
        chat_id=501,
        message_id=sent.message_id,
        parse_mode="HTML",
        reply_markup=keyboard,
    )
    await patient.reply(sent.message_id, "CBC")
    await bot.send_message(
        501, "Number?", reply_markup=ReplyKeyboardMarkup([[KeyboardButton("Share", request_contact=True)]])
    )
    await patient.share_contact()
    await patient.send_location(12.97, 77.59)
    await patient.send_photo(b"\xff\xd8\xff\xe0")
    await bot.send_document(501, b"%PDF" * 700, filename="Report-R1.pdf", caption="Your report")
    assert "\n".join(render(bubble) for bubble in patient.messages) == (
        "Sunita Devi\n"
        "    /start\n"
        "Asha Diagnostics ✎\n"
        "    Which test?\n"
        "    Tap or type.\n"
        "    [ CBC ] [ Sugar ]\n"
        "    [ Back ]\n"
        "Sunita Devi\n"
        "    ↩ Which test?\n"
        "    CBC\n"
        "Asha Diagnostics\n"
        "    Number?\n"
        "    ( Share )\n"
        "Sunita Devi\n"
        "    ↩ Number?\n"
        "    👤 Sunita 919876543210\n"
        "Sunita Devi\n"
        "    📍 12.9700, 77.5900\n"
        "Sunita Devi\n"
        "    📷 photo.jpg (1 kB)\n"
        "Asha Diagnostics\n"
        "    📎 Report-R1.pdf (3 kB)\n"
        "    Your report"
    )


async def test_events_of_a_group(bot: Bot, telegram: TelegramStandIn) -> None:
    group = telegram.group(members={11: "Asha"}, forum=True)
    topic = await bot.create_forum_topic(group.id, "Sunita")
    await bot.close_forum_topic(group.id, topic.message_thread_id)
    assert [render(bubble) for bubble in group.messages] == [
        "Asha Diagnostics\n    — topic opened: Sunita —",
        "Asha Diagnostics\n    — topic closed —",
    ]
