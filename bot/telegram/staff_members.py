"""Who is in the staff chat now, and what the bot may do there: asked of Telegram, never remembered for long."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from telegram import (
    Bot,
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberMember,
    ChatMemberOwner,
    ChatMemberRestricted,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.telegram.client import bot_id_of
from bot.telegram.identity import TelegramUnreachable

YES_SECONDS = 60.0
NO_SECONDS = 10.0
KEPT = 1024
"""Answers in memory: strangers can ask, too."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class StaffChatFacts:
    """How the staff chat is made, and how the bot stands in it. `owner` is who made the group, if Telegram says."""

    forum: bool = False
    can_manage_topics: bool = False
    can_post: bool = False
    owner: int | None = None

    @property
    def topics(self) -> bool:
        """Whether each case can have a topic of its own."""
        return self.forum and self.can_manage_topics


class StaffMembers:
    """The members of the chat that `chat_id` names at the time. A yes is believed for a minute, a no for ten seconds:
    somebody who leaves is out soon, somebody who was let in need not wait."""

    def __init__(
        self, bot: Bot, chat_id: Callable[[], int], steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._bot = bot
        self._chat_id = chat_id
        self._steady = steady
        self._known: dict[tuple[int, int], tuple[bool, float]] = {}

    async def is_member(self, user_id: int) -> bool:
        """Whether somebody is in the staff chat. Never raises: who cannot be looked up counts as a stranger, until the
        next time."""
        return await self.looked_up(user_id) is True

    async def looked_up(self, user_id: int) -> bool | None:
        """Whether somebody is in the staff chat; `None` when Telegram does not say. Never raises."""
        chat_id, now = self._chat_id(), self._steady()
        known = self._known.get((chat_id, user_id))
        if known is not None and now < known[1]:
            return known[0]
        try:
            member = await self._member(chat_id, user_id)
        except (TelegramError, LookupError, TypeError, ValueError) as error:
            _log.warning("staff_membership_unknown", reason=type(error).__name__)
            return None
        answer = _is_in(member)
        self._known.pop((chat_id, user_id), None)
        while len(self._known) >= KEPT:
            del self._known[next(iter(self._known))]
        self._known[chat_id, user_id] = (answer, now + (YES_SECONDS if answer else NO_SECONDS))
        return answer

    async def staff_chat_facts(self) -> StaffChatFacts:
        """How things stand now; nothing at all where the bot is not in the chat, or there is none. Raises
        `TelegramUnreachable`."""
        chat_id = self._chat_id()
        try:
            chat = await self._bot.get_chat(chat_id)
            me = await self._bot.get_chat_member(chat_id, bot_id_of(self._bot.token))
            owner = await self._owner(chat_id)
        except ChatMigrated as moved:
            raise TelegramUnreachable("the staff chat has just become another one") from moved
        except (BadRequest, Forbidden) as error:
            _log.warning("staff_chat_closed_to_us", reason=str(error))
            return StaffChatFacts()
        except TelegramError as error:
            raise TelegramUnreachable(f"Telegram cannot be asked about the staff chat: {error}") from error
        return StaffChatFacts(bool(chat.is_forum), _manages_topics(me), _may_post(chat, me), owner)

    async def _member(self, chat_id: int, user_id: int) -> ChatMember:
        try:
            return await self._bot.get_chat_member(chat_id, user_id)
        except ChatMigrated as moved:
            return await self._bot.get_chat_member(moved.new_chat_id, user_id)

    async def _owner(self, chat_id: int) -> int | None:
        admins = await self._bot.get_chat_administrators(chat_id)
        return next((each.user.id for each in admins if isinstance(each, ChatMemberOwner)), None)


def _is_in(member: ChatMember) -> bool:
    match member:
        case ChatMemberOwner() | ChatMemberAdministrator() | ChatMemberMember():
            return True
        case ChatMemberRestricted(is_member=is_member):
            return bool(is_member)
        case _:
            return False


def _manages_topics(me: ChatMember) -> bool:
    return isinstance(me, ChatMemberAdministrator) and bool(me.can_manage_topics)


def _may_post(chat: ChatFullInfo, me: ChatMember) -> bool:
    match me:
        case ChatMemberOwner() | ChatMemberAdministrator():
            return True
        case ChatMemberMember():
            return chat.permissions is None or bool(chat.permissions.can_send_messages)
        case ChatMemberRestricted(is_member=is_member, can_send_messages=can_send_messages):
            return bool(is_member) and bool(can_send_messages)
        case _:
            return False
