import asyncio

from bot.sandbox.telegram import TelegramStandIn
from bot.telegram.client import open_client
from bot.telegram.profile import COMMANDS, register, register_staff
from tests.contracts.botapi import call_problems

SETTERS = ("setMyCommands", "setMyDescription", "setMyShortDescription")


def words(key: str, language: str) -> str:
    return f"{key} in {language}"


def test_commands_and_descriptions_are_told_once_in_every_language() -> None:
    async def check() -> None:
        async with TelegramStandIn() as telegram, open_client(telegram.token, telegram.url) as client:
            assert await register(client, ["hi", "en", "hi-Latn"], words)
            for language in ("hi", "en"):
                commands = await client.get_my_commands(language_code=language)
                assert [each.command for each in commands] == list(COMMANDS)
                assert commands[0].description == f"command-start in {language}"
            everybody = await client.get_my_commands()
            assert everybody[0].description == "command-start in hi"
            assert (
                await client.get_my_description(language_code="en")
            ).description == "bot-description in en"
            short = await client.get_my_short_description()
            assert short.short_description == "bot-short-description in hi"
            told = [len(telegram.calls(setter)) for setter in SETTERS]

            assert await register(client, ["hi", "en", "hi-Latn"], words)
            assert [len(telegram.calls(setter)) for setter in SETTERS] == told
            for call in telegram.journal:
                assert call_problems(call) == []

    asyncio.run(check())


def test_only_what_differs_is_told_again() -> None:
    async def check() -> None:
        async with TelegramStandIn() as telegram, open_client(telegram.token, telegram.url) as client:
            await register(client, ["en"], words)
            await client.set_my_description("something else", language_code="en")
            before = [len(telegram.calls(setter)) for setter in SETTERS]
            await register(client, ["en"], words)
            after = [len(telegram.calls(setter)) for setter in SETTERS]
            assert [late - early for early, late in zip(before, after, strict=True)] == [0, 1, 0]

    asyncio.run(check())


def test_a_telegram_that_is_away_does_not_keep_the_bot_from_starting() -> None:
    async def check() -> None:
        async with TelegramStandIn() as telegram, open_client(telegram.token, telegram.url) as client:
            telegram.faults.flood("setMyCommands", retry_after=900)
            assert await register(client, ["en"], words) is False
            await telegram.go_down()
            assert await register(client, ["en"], words) is False

    asyncio.run(check())


def test_the_staff_have_commands_of_their_own_in_their_chat() -> None:
    async def check() -> None:
        async with TelegramStandIn() as telegram, open_client(telegram.token, telegram.url) as client:
            group = telegram.group(-1001, "Staff", {1: "Asha"})
            assert await register_staff(client, -1001, ["today", "open"], "hi", words)
            asha = group.member(1, "Asha")
            assert asha.commands == [("today", "desk-help-today in hi"), ("open", "desk-help-open in hi")]
            assert telegram.patient(5, first_name="Sunita").commands == []
            assert await register_staff(client, -1001, ["today", "open"], "hi", words)
            assert len(telegram.calls("setMyCommands")) == 1
            assert not await register_staff(client, -1002, ["today"], "hi", words)

    asyncio.run(check())
