"""How the bot presents itself: commands and texts by language."""

import pytest
from telegram import Bot, BotCommandScopeAllPrivateChats, BotCommandScopeChat, MenuButtonCommands
from telegram.error import BadRequest

from bot.sandbox.telegram import TelegramStandIn

pytestmark = pytest.mark.anyio


async def test_commands_are_kept_by_scope_and_language(bot: Bot, telegram: TelegramStandIn) -> None:
    group = telegram.group(members={11: "Asha"})
    private = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([("book", "Book a test")])
    await bot.set_my_commands([("book", "टेस्ट बुक करें")], scope=private, language_code="hi")
    await bot.set_my_commands([("cases", "Open cases")], scope=BotCommandScopeChat(group.id))
    assert (await bot.get_my_commands())[0].description == "Book a test"
    assert (await bot.get_my_commands(private, "hi"))[0].description == "टेस्ट बुक करें"
    assert await bot.get_my_commands(private, "en") == ()
    hindi = telegram.patient(1, language_code="hi-IN")
    english = telegram.patient(2, language_code="en")
    assert hindi.commands == [("book", "टेस्ट बुक करें")]
    assert english.commands == [("book", "Book a test")]
    assert group.member(11, "Asha").commands == [("cases", "Open cases")]
    await bot.delete_my_commands(private, "hi")
    assert await bot.get_my_commands(private, "hi") == ()


@pytest.mark.parametrize(
    ("command", "description", "refusal"),
    [
        ("Book", "x", "bot_command_invalid"),
        ("b" * 33, "x", "bot_command_invalid"),
        ("book", "x" * 257, "bot_command_description_invalid"),
    ],
)
async def test_unfit_commands_are_refused(bot: Bot, command: str, description: str, refusal: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){refusal}"):
        await bot.set_my_commands([(command, description)])


async def test_texts_by_language(bot: Bot) -> None:
    await bot.set_my_name("Asha Lab")
    await bot.set_my_name("आशा लैब", language_code="hi")
    await bot.set_my_description("Books lab tests")
    await bot.set_my_short_description("Lab tests at home", language_code="hi")
    assert (await bot.get_my_name("hi")).name == "आशा लैब"
    assert (await bot.get_my_name("ta")).name == "Asha Lab"
    assert (await bot.get_my_description("hi")).description == "Books lab tests"
    assert (await bot.get_my_short_description()).short_description == ""
    with pytest.raises(BadRequest, match="too long"):
        await bot.set_my_short_description("x" * 121)


async def test_the_menu_button(bot: Bot) -> None:
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_chat_menu_button()).type == "commands"
