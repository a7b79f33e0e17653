"""Who the bot is: what Telegram says of its token, and of its place in the staff's group."""

from dataclasses import dataclass

from telegram import Bot, ChatMemberAdministrator
from telegram.error import InvalidToken, TelegramError

from bot.telegram.client import open_client


class TelegramUnreachable(Exception):
    """Telegram gave no answer, or does not know the token; one sentence."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The bot's name, and how it stands in a group: `problem` is empty when all is well."""

    username: str
    group: str
    problem: str = ""


async def username_of(token: str, api_url: str) -> str:
    """The bot's name in links. Raises `TelegramUnreachable`."""
    async with open_client(token, api_url) as client:
        try:
            me = await client.get_me()
        except InvalidToken as error:
            raise TelegramUnreachable(
                "Telegram does not know the bot's token; check TELEGRAM_BOT_TOKEN"
            ) from error
        except TelegramError as error:
            raise TelegramUnreachable(f"Telegram cannot be reached: {error}") from error
        return me.username or ""


class OwnName:
    """The bot's name in links, asked of Telegram once."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._known = ""

    async def username(self) -> str:
        """Raises `TelegramUnreachable`."""
        if not self._known:
            try:
                self._known = (await self._bot.get_me()).username or ""
            except TelegramError as error:
                raise TelegramUnreachable(f"Telegram cannot be reached: {error}") from error
        return self._known


async def standing(token: str, api_url: str, group_id: int) -> Standing:
    """How the bot stands in the staff's group. Raises `TelegramUnreachable`."""
    username = await username_of(token, api_url)
    async with open_client(token, api_url) as client:
        try:
            chat = await client.get_chat(group_id)
            member = await client.get_chat_member(group_id, int(token.partition(":")[0]))
        except TelegramError as error:
            advice = "add the bot to the group, and check [staff] chat_id (it is a negative number)"
            return Standing(username, "", f"the staff's group cannot be seen ({error}); {advice}")
        title = chat.title or ""
        if not isinstance(member, ChatMemberAdministrator):
            return Standing(
                username, title, "the bot is no administrator there, so it does not see replies; make it one"
            )
        return Standing(username, title)
