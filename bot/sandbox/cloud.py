"""What Telegram's servers know of one bot: its chats, files, open presses, and how it presents itself."""

import random
import time
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.changes import Changes
from bot.sandbox.chats import GENERAL_TOPIC, Bubble, Chat, Json, Member, Standing, Topic, User
from bot.sandbox.entities import Entity, parse_html, trimmed, utf16_length, with_found
from bot.sandbox.files import Files, StoredFile
from bot.sandbox.keyboards import Markup, kind_of
from bot.sandbox.refusal import Refused, bad_request, forbidden, too_many_requests
from bot.sandbox.updates import PRESS_LIFE, UpdateQueue

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """Telegram's own limits, per sliding window; None switches one off. Sends and edits count together, and in a group
    so do topics that are opened, renamed, closed or opened again."""

    group_per_minute: int | None = 20
    topics_per_minute: int | None = 20
    private_per_second: int | None = None
    all_per_second: int | None = None


class TopicLoss:
    """Somebody deletes topics at random, the same ones for the same seed: before each of the bot's calls to a forum,
    with this probability, one of its topics. `lost` names them by chat and topic."""

    def __init__(self, probability: float, seed: int, most: int | None = None) -> None:
        self.lost: list[tuple[int, int]] = []
        self._probability = probability
        self._most = most
        self._random = random.Random(seed)

    def pick(self, chat: Chat) -> int | None:
        """The topic that goes now, if one does."""
        if not chat.topics or (self._most is not None and len(self.lost) >= self._most):
            return None
        if self._random.random() >= self._probability:
            return None
        thread_id = self._random.choice(sorted(chat.topics))
        self.lost.append((chat.id, thread_id))
        return thread_id


@dataclass(frozen=True, slots=True)
class Toast:
    """What a person saw after a press: a short line over the chat, or an alert to be closed."""

    text: str
    alert: bool
    at: datetime


@dataclass(slots=True)
class Press:
    """A press on a button under a message, as long as the bot has not answered it."""

    query_id: str
    user_id: int
    chat_id: int
    message_id: int
    data: str
    at: datetime
    answered: bool = False
    toast: Toast | None = None


@dataclass(slots=True)
class Profile:
    """How the bot presents itself; texts by language code, commands by scope and language code."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)


class Cloud:
    """The state of one bot. Everything that changes a chat goes through `post`, `touch` or `remove`."""

    def __init__(
        self,
        bot: User,
        clock: Callable[[], datetime],
        *,
        flood: FloodLimits | None = None,
        steady: Callable[[], float] = time.monotonic,
        first_update_id: int = 700_000_001,
        webhook_pause: float = 1.0,
        webhook_timeout: float = 60.0,
        on_reply: Callable[[Json], None],
    ) -> None:
        self.bot = bot
        self.clock = clock
        self.chats: dict[int, Chat] = {}
        self.users: dict[int, User] = {bot.id: bot}
        self.files = Files()
        self.presses: dict[str, Press] = {}
        self.toasts: dict[int, list[Toast]] = {}
        self.profile = Profile()
        self.changes = Changes()
        self.updates = UpdateQueue(
            clock,
            self.changes,
            first_update_id=first_update_id,
            first_pause=webhook_pause,
            delivery_timeout=webhook_timeout,
            on_reply=on_reply,
        )
        self.flood = flood
        self.topic_loss: TopicLoss | None = None
        self._steady = steady
        self._sent: dict[Hashable, deque[float]] = {}
        self._queries = 0

    # Finding

    def chat(self, chat_id: object) -> Chat:
        """The chat with this id, whoever asks. Raises `Refused`."""
        if chat_id is None or chat_id == "":
            raise bad_request("chat_id is empty")
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def chat_to_act_in(self, chat_id: object) -> Chat:
        """The chat, if the bot may act there. Raises `Refused`."""
        chat = self.chat(chat_id)
        if chat.migrated_to is not None:
            raise Refused(
                400,
                "group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": chat.migrated_to},
            )
        if chat.person is not None:
            if chat.person.deactivated:
                raise forbidden("user is deactivated")
            if chat.blocked:
                raise forbidden("bot was blocked by the user")
            if not chat.started:
                raise forbidden("bot can't initiate conversation with a user")
        elif chat.bot_standing == "kicked":
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        elif chat.bot_standing == "left":
            raise forbidden(f"bot is not a member of the {chat.kind} chat")
        return chat

    def thread(self, chat: Chat, thread_id: int | None) -> int | None:
        """The topic of a forum that a message goes to; None is the general one, and all there is in a group without
        topics. Raises `Refused`."""
        if thread_id is None or not chat.forum:
            return None
        if thread_id == GENERAL_TOPIC or thread_id not in chat.topics:
            raise bad_request("message thread not found")
        if chat.topics[thread_id].closed and not chat.bot_is_admin:
            raise bad_request("TOPIC_CLOSED")
        return thread_id

    def bubble(self, chat: Chat, message_id: int | None, purpose: str) -> Bubble:
        """A message that is still there. Raises `Refused`: "message to <purpose> not found"."""
        if message_id is None:
            raise bad_request("message identifier is not specified")
        bubble = chat.bubbles.get(message_id)
        if bubble is None or bubble.deleted:
            raise bad_request(f"message to {purpose} not found")
        return bubble

    # Text

    def formatted(
        self, text: str, parse_mode: str | None, given: object, *, longest: int, what: str
    ) -> tuple[str, list[Entity]]:
        """Text and entities as Telegram stores them. Raises `Refused`; an empty text is the caller's matter."""
        entities: list[Entity]
        mode = (parse_mode or "").lower()
        if mode == "html":
            clean, entities = parse_html(text)
        elif mode:
            raise bad_request("unsupported parse_mode")
        elif isinstance(given, list):
            clean, entities = trimmed(text, [dict(entity) for entity in given])
        else:
            clean, entities = text.strip(), []
        if len(clean) > longest and utf16_length(clean) > longest:
            raise bad_request(f"{what} is too long")
        return clean, with_found(clean, entities)

    # Limits

    def check_flood(self, chat_id: object, *, opens_topic: bool = False) -> None:
        """Counts a send or an edit. Raises `Refused` with 429 when there were too many."""
        limits = self.flood
        if limits is None:
            return
        now = self._steady()
        if isinstance(chat_id, int) and chat_id < 0:
            if opens_topic:
                self._count((chat_id, "topics"), limits.topics_per_minute, 60.0, now)
            self._count(chat_id, limits.group_per_minute, 60.0, now)
        elif isinstance(chat_id, int):
            self._count(chat_id, limits.private_per_second, 1.0, now)
        self._count(None, limits.all_per_second, 1.0, now)

    def _count(self, key: Hashable, most: int | None, window: float, now: float) -> None:
        if most is None:
            return
        sent = self._sent.setdefault(key, deque())
        while sent and sent[0] <= now - window:
            sent.popleft()
        if len(sent) >= most:
            raise too_many_requests(max(1, round(sent[0] + window - now + 0.5)))
        sent.append(now)

    # Changing

    def post(
        self,
        chat: Chat,
        sender: User,
        *,
        text: str = "",
        entities: list[Entity] | None = None,
        content: Json | None = None,
        file: StoredFile | None = None,
        markup: Markup | None = None,
        sender_chat: Chat | None = None,
        reply_to: Bubble | None = None,
        thread_id: int | None = None,
        forwarded: Json | None = None,
        media_group_id: str | None = None,
        silent: bool = False,
        protected: bool = False,
    ) -> Bubble:
        """Puts a new message into a chat."""
        chat.last_id += 1
        chat.changed += 1
        bubble = Bubble(
            message_id=chat.last_id,
            chat=chat,
            at=self.clock(),
            sender=sender,
            changed=chat.changed,
            text=text,
            entities=entities if entities is not None else [],
            content=content if content is not None else {},
            markup=markup,
            sender_chat=sender_chat,
            reply_to=reply_to,
            thread_id=thread_id,
            forwarded=forwarded,
            media_group_id=media_group_id,
            file=file,
            silent=silent,
            protected=protected,
        )
        chat.bubbles[bubble.message_id] = bubble
        if sender is self.bot:
            chat.action = None
            if markup is not None:
                self._show_keyboard(chat, bubble, markup)
        self.announce(chat)
        return bubble

    def _show_keyboard(self, chat: Chat, bubble: Bubble, markup: Markup) -> None:
        match kind_of(markup):
            case "reply":
                chat.keyboard, chat.keyboard_from = markup, bubble.message_id
            case "remove":
                chat.keyboard = None
            case "inline" | "force_reply":
                pass

    def announce(self, chat: Chat) -> None:
        """Wakes those who follow this chat, and those who follow the whole bot."""
        chat.changes.announce()
        self.changes.announce()

    def touch(self, bubble: Bubble, *, edited: bool = True) -> None:
        """Marks a message as altered."""
        if edited:
            bubble.edited_at = self.clock()
        bubble.chat.changed += 1
        bubble.changed = bubble.chat.changed
        self.announce(bubble.chat)

    def remove(self, bubble: Bubble) -> None:
        """Deletes a message for everybody; a keyboard that came with it goes too."""
        chat = bubble.chat
        bubble.deleted = True
        if chat.keyboard is not None and chat.keyboard_from == bubble.message_id:
            chat.keyboard = None
        if bubble.message_id in chat.pinned:
            chat.pinned.remove(bubble.message_id)
        self.touch(bubble, edited=False)

    def open_topic(self, chat: Chat, by: User, name: str, color: int) -> Bubble:
        """A new topic; the message that opens it."""
        bubble = self.post(chat, by, content={"forum_topic_created": {"name": name, "icon_color": color}})
        bubble.thread_id = bubble.message_id
        chat.topics[bubble.message_id] = Topic(bubble.message_id, name, color, by)
        return bubble

    def close_topic(self, chat: Chat, by: User, topic: Topic, *, closed: bool) -> Bubble:
        """Closes a topic or opens it again."""
        topic.closed = closed
        event = "forum_topic_closed" if closed else "forum_topic_reopened"
        return self.post(chat, by, content={event: {}}, thread_id=topic.id)

    def drop_topic(self, chat: Chat, thread_id: int) -> None:
        """Deletes a topic with all that is in it."""
        del chat.topics[thread_id]
        for bubble in chat.shown():
            if bubble.thread_id == thread_id:
                self.remove(bubble)
        self.announce(chat)

    def lose_topic(self, chat_id: object) -> None:
        """Lets `topic_loss` have its chance."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if self.topic_loss is None or chat is None or not chat.forum:
            return
        if (lost := self.topic_loss.pick(chat)) is not None:
            self.drop_topic(chat, lost)

    # Telling the bot

    def tell_message(self, bubble: Bubble, kind: str = "message") -> int | None:
        """Queues a message (or `edited_message`) for the bot, if it may see it; returns the update's id."""
        if not self._sees(bubble):
            return None
        return self.updates.push(kind, bubble.as_json(), ("chat", bubble.chat.id))

    def _sees(self, bubble: Bubble) -> bool:
        chat = bubble.chat
        if chat.private:
            return not chat.blocked
        if chat.bot_standing in {"left", "kicked"}:
            return False
        if chat.bot_is_admin or bubble.is_service:
            return True
        if bubble.reply_to is not None and bubble.reply_to.sender is self.bot:
            return True
        return any(
            entity["type"] == "bot_command"
            or (entity["type"] == "mention" and f"@{self.bot.username}" in bubble.text)
            for entity in bubble.entities
        )

    def tell_press(self, user: User, bubble: Bubble, data: str) -> Press:
        """Queues a press for the bot."""
        self._queries += 1
        press = Press(
            query_id=str(4_300_000_000_000_000 + self._queries),
            user_id=user.id,
            chat_id=bubble.chat.id,
            message_id=bubble.message_id,
            data=data,
            at=self.clock(),
        )
        self.presses[press.query_id] = press
        message: Any
        if bubble.deleted:
            message = {"chat": bubble.chat.as_json(), "message_id": bubble.message_id, "date": 0}
        else:
            message = bubble.as_json()
        query = {
            "id": press.query_id,
            "from": user.as_json(),
            "message": message,
            "chat_instance": str(8_000_000_000 + abs(bubble.chat.id)),
            "data": data,
        }
        self.updates.push("callback_query", query, ("user", user.id), PRESS_LIFE)
        return press

    def open_press(self, query_id: object) -> Press:
        """A press that can be answered. Raises `Refused`."""
        press = self.presses.get(query_id) if isinstance(query_id, str) else None
        if press is None or self.clock() - press.at > PRESS_LIFE:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        return press

    def tell_standing(self, chat: Chat, by: User, old: Standing, new: Standing) -> None:
        """Queues `my_chat_member`: how the bot stands in a chat changed."""
        self.tell_change(chat, by, self.bot_member(chat, old), self.bot_member(chat, new))

    def tell_change(self, chat: Chat, by: User, old: Json, new: Json) -> None:
        """Queues `my_chat_member` with the bot as a member before and after."""
        self.updates.push(
            "my_chat_member",
            {
                "chat": chat.as_json(),
                "from": by.as_json(),
                "date": int(self.clock().timestamp()),
                "old_chat_member": old,
                "new_chat_member": new,
            },
            ("chat", chat.id),
        )

    def bot_member(self, chat: Chat, standing: Standing) -> Json:
        """The bot as a Bot API ChatMember."""
        held: Standing = "administrator" if standing == "creator" else standing
        return Member(self.bot, held, manages_topics=chat.bot_manages_topics).as_json()


DELETABLE_FOR = timedelta(hours=48)
