"""How the bot presents itself in Telegram: its commands and descriptions, in every language that there are texts for."""

from collections.abc import Callable, Sequence

import structlog
from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

COMMANDS = (
    "start",
    "book",
    "mybookings",
    "reports",
    "person",
    "language",
    "help",
    "cancel",
    "privacy",
    "mydata",
    "forget",
)

LONGEST_COMMAND = 256
LONGEST_DESCRIPTION = 512
LONGEST_SHORT_DESCRIPTION = 120

_log = structlog.get_logger(__name__)

Words = Callable[[str, str], str]
"""The text of a key of `locales/` in a language: `command-<name>`, `bot-description`, `bot-short-description`."""


async def register(bot: Bot, languages: Sequence[str], words: Words, *, without: Sequence[str] = ()) -> bool:
    """Tells Telegram what differs from what it has; the first language is also everybody else's. Commands in
    `without` are those that the clinic does not have.

    Whether all of it is told now: Telegram may be away or want a pause, which is logged and no reason not to start.
    """
    try:
        # Telegram knows languages by two letters; the variants of a language share them.
        for language in ["", *(each for each in languages if len(each) == 2)]:
            await _register(bot, language, words, language or languages[0], without)
    except TelegramError as error:
        _log.warning("profile_not_registered", reason=str(error))
        return False
    return True


async def register_staff(bot: Bot, chat_id: int, names: Sequence[str], language: str, words: Words) -> bool:
    """Shows the staff their own commands in their chat (`desk-help-<name>`), where patients never see them. Whether
    Telegram knows them now: the bot may not be in that chat yet."""
    scope = BotCommandScopeChat(chat_id)
    commands = [BotCommand(name, words(f"desk-help-{name}", language)[:LONGEST_COMMAND]) for name in names]
    try:
        if list(await bot.get_my_commands(scope=scope)) != commands:
            await bot.set_my_commands(commands, scope=scope)
    except TelegramError as error:
        _log.warning("staff_commands_not_registered", reason=str(error))
        return False
    return True


async def _register(bot: Bot, language: str, words: Words, spoken: str, without: Sequence[str]) -> None:
    code = language or None
    commands = [
        BotCommand(name, words(f"command-{name}", spoken)[:LONGEST_COMMAND])
        for name in COMMANDS
        if name not in without
    ]
    if list(await bot.get_my_commands(language_code=code)) != commands:
        await bot.set_my_commands(commands, language_code=code)

    description = words("bot-description", spoken)[:LONGEST_DESCRIPTION]
    if (await bot.get_my_description(language_code=code)).description != description:
        await bot.set_my_description(description, language_code=code)

    short = words("bot-short-description", spoken)[:LONGEST_SHORT_DESCRIPTION]
    if (await bot.get_my_short_description(language_code=code)).short_description != short:
        await bot.set_my_short_description(short, language_code=code)
