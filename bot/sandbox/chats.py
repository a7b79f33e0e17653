"""Chats as Telegram keeps them: users, members, topics, and every message as it looks now."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.sandbox.changes import Changes
from bot.sandbox.entities import Entity, to_html
from bot.sandbox.files import StoredFile
from bot.sandbox.keyboards import Markup, Rows, rows_of

Json = dict[str, Any]

ChatKind = Literal["private", "group", "supergroup"]
Standing = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

GENERAL_TOPIC = 1


def is_supergroup(chat_id: int) -> bool:
    """Whether an id is that of a supergroup: they begin with -100."""
    return chat_id < -(10**12)


@dataclass(slots=True)
class User:
    """A person or a bot."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False
    deactivated: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def as_json(self) -> Json:
        """A Bot API User."""
        value: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            value["last_name"] = self.last_name
        if self.username:
            value["username"] = self.username
        if self.language_code:
            value["language_code"] = self.language_code
        return value


GROUP_ANONYMOUS_BOT = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
"""Who Telegram says sent the message of an anonymous admin."""


@dataclass(slots=True)
class Member:
    """Somebody in a group, or who was there. `manages_topics` is the right of an admin to open and change topics that
    are somebody else's."""

    user: User
    standing: Standing = "member"
    anonymous: bool = False
    manages_topics: bool = True

    @property
    def is_admin(self) -> bool:
        return self.standing in {"creator", "administrator"}

    @property
    def is_in(self) -> bool:
        return self.standing not in {"left", "kicked"}

    def as_json(self) -> Json:
        """A Bot API ChatMember."""
        value: Json = {"status": self.standing, "user": self.user.as_json()}
        match self.standing:
            case "creator":
                value["is_anonymous"] = self.anonymous
            case "administrator":
                value |= dict.fromkeys(_RIGHTS, True)
                value |= {"can_be_edited": False, "is_anonymous": self.anonymous}
                value["can_manage_topics"] = self.manages_topics
            case "restricted":
                value |= dict.fromkeys(_PERMISSIONS, False)
                value |= {"is_member": True, "can_send_messages": True, "until_date": 0}
            case "kicked":
                value["until_date"] = 0
            case "member" | "left":
                pass
        return value


_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)


_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


@dataclass(slots=True)
class Topic:
    """One topic of a forum; its id is the id of the message that opened it. `by` opened it: what is their own they
    may change without a right."""

    id: int
    name: str
    icon_color: int
    by: User
    closed: bool = False
    hidden: bool = False


@dataclass(slots=True)
class Bubble:
    """One message as the chat shows it now.

    `text` is the text or the caption; `content` holds what else the message is made of, as the Bot API
    writes it (`{"contact": {...}}`). `changed` is the number of the chat's change that made or last altered
    it; `former` are the keyboards it had before, newest last.
    """

    message_id: int
    chat: "Chat"
    at: datetime
    sender: User
    changed: int
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    content: Json = field(default_factory=dict)
    markup: Markup | None = None
    sender_chat: "Chat | None" = None
    reply_to: "Bubble | None" = None
    thread_id: int | None = None
    forwarded: Json | None = None
    media_group_id: str | None = None
    file: StoredFile | None = None
    edited_at: datetime | None = None
    silent: bool = False
    protected: bool = False
    deleted: bool = False
    reactions: tuple[str, ...] = ()
    former: list[Markup] = field(default_factory=list)

    @property
    def from_bot(self) -> bool:
        return self.sender.is_bot and self.sender_chat is None

    @property
    def edited(self) -> bool:
        return self.edited_at is not None

    @property
    def html(self) -> str:
        """The text or caption with its formatting, in Telegram's HTML."""
        return to_html(self.text, self.entities)

    @property
    def buttons(self) -> Rows:
        """The rows of buttons under the message now."""
        return rows_of(self.markup) if self.markup and "inline_keyboard" in self.markup else ()

    @property
    def labels(self) -> tuple[str, ...]:
        """What stands on the buttons under the message, row after row."""
        return tuple(button.text for row in self.buttons for button in row)

    @property
    def is_service(self) -> bool:
        """Whether it tells of an event in the chat (a topic opened, somebody joined) instead of being said."""
        return any(key in self.content for key in _SERVICE)

    def _answered(self) -> "Bubble | None":
        """The message that the Bot API says this one answers: in a topic, the one that opened it if nothing else."""
        if self.reply_to is not None or self.thread_id is None or self.thread_id == self.message_id:
            return self.reply_to
        opening = self.chat.bubbles.get(self.thread_id)
        return None if opening is None or opening.deleted else opening

    def _first_answered(self) -> "Bubble":
        first = self
        while first.reply_to is not None:
            first = first.reply_to
        return first

    def as_json(self, *, with_reply: bool = True) -> Json:
        """A Bot API Message."""
        value: Json = {"message_id": self.message_id}
        if self.thread_id is not None:
            value["message_thread_id"] = self.thread_id
            value["is_topic_message"] = True
        elif self.reply_to is not None and self.chat.kind == "supergroup":
            # Every line of replies is a thread there, which is no topic.
            value["message_thread_id"] = self._first_answered().message_id
        value["from"] = self.sender.as_json()
        if self.sender_chat is not None:
            value["sender_chat"] = self.sender_chat.as_json()
        value["date"] = int(self.at.timestamp())
        value["chat"] = self.chat.as_json()
        if self.forwarded is not None:
            value["forward_origin"] = self.forwarded
        if self.edited_at is not None:
            value["edit_date"] = int(self.edited_at.timestamp())
        if with_reply and (answered := self._answered()) is not None:
            value["reply_to_message"] = answered.as_json(with_reply=False)
        if self.media_group_id is not None:
            value["media_group_id"] = self.media_group_id
        if self.protected:
            value["has_protected_content"] = True
        value |= self.content
        if self.text:
            captioned = bool(self.content)
            value["caption" if captioned else "text"] = self.text
            if self.entities:
                value["caption_entities" if captioned else "entities"] = self.entities
        if self.markup is not None and "inline_keyboard" in self.markup:
            value["reply_markup"] = self.markup
        return value


_SERVICE = (
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "new_chat_members",
    "left_chat_member",
    "pinned_message",
)


@dataclass(slots=True)
class Chat:
    """One chat of the bot: with a person, or a group."""

    id: int
    kind: ChatKind
    title: str = ""
    person: User | None = None
    forum: bool = False
    started: bool = False
    blocked: bool = False
    bot_standing: Standing = "member"
    bot_manages_topics: bool = True
    migrated_to: int | None = None
    members: dict[int, Member] = field(default_factory=dict)
    bubbles: dict[int, Bubble] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    keyboard: Markup | None = None
    keyboard_from: int = 0
    action: tuple[str, datetime] | None = None
    last_id: int = 0
    changes: Changes = field(default_factory=Changes)
    changed: int = 0

    @property
    def private(self) -> bool:
        return self.kind == "private"

    @property
    def bot_is_admin(self) -> bool:
        return self.bot_standing in {"administrator", "creator"}

    def shown(self) -> list[Bubble]:
        """The messages that are there now, oldest first."""
        return [bubble for bubble in self.bubbles.values() if not bubble.deleted]

    def newest(self, wanted: Callable[[Bubble], bool]) -> Bubble | None:
        """The newest message that fits."""
        return next(
            (bubble for bubble in reversed(self.bubbles.values()) if not bubble.deleted and wanted(bubble)),
            None,
        )

    def as_json(self) -> Json:
        """A Bot API Chat."""
        if self.person is not None:
            value: Json = {"id": self.id, "first_name": self.person.first_name, "type": "private"}
            if self.person.last_name:
                value["last_name"] = self.person.last_name
            if self.person.username:
                value["username"] = self.person.username
            return value
        value = {"id": self.id, "title": self.title, "type": self.kind}
        if self.forum:
            value["is_forum"] = True
        return value
