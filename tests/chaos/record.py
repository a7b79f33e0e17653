"""What was seen: every message as it was first posted, every update as it was first queued, how long answers took."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from bot.sandbox.chats import Bubble, Chat, Json
from bot.sandbox.cloud import Cloud, Press

_WHO_SPEAKS = re.compile(r"^(👤|✎) (Asha Diagnostics: )?")


@dataclass(frozen=True, slots=True)
class Post:
    """A message at the moment it was put into its chat; `text` is what it said then. `act` marks a press and `edit` a change instead,
    `changed` is the number of the chat's change that it was."""

    at: float
    chat_id: int
    message_id: int
    by_bot: bool
    text: str
    buttons: bool = False
    file: str = ""
    act: bool = False
    edit: bool = False
    changed: int = 0
    reply_to: int = 0


@dataclass(frozen=True, slots=True)
class Update:
    """An update that Telegram has for the bot."""

    id: int
    kind: str
    chat_id: int
    private: bool


@dataclass
class Record:
    """Listens to a cloud from `listen` on. `waits` are when somebody acted, in which chat, and how many seconds it was
    until the bot was seen to have noticed. `violations` are told with the chat that they concern (0 is none)."""

    began: float = field(default_factory=monotonic)
    posts: list[Post] = field(default_factory=list)
    by_chat: dict[int, list[Post]] = field(default_factory=lambda: defaultdict(list))
    updates: list[Update] = field(default_factory=list)
    waits: list[tuple[float, int, float]] = field(default_factory=list)
    late: list[tuple[int, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    violations: list[tuple[str, int, str]] = field(default_factory=list)

    def now(self) -> float:
        return monotonic() - self.began

    def violated(self, what: str, chat_id: int, story: str) -> None:
        """Something that must hold does not; told once for each chat and thing."""
        if not any(each[:2] == (what, chat_id) for each in self.violations if chat_id):
            self.violations.append((what, chat_id, story))

    def _note(self, post: Post) -> None:
        self.posts.append(post)
        self.by_chat[post.chat_id].append(post)

    def listen(self, cloud: Cloud) -> None:
        post, push, tell_press, touch = cloud.post, cloud.updates.push, cloud.tell_press, cloud.touch

        def posted(chat: Chat, *args: Any, **kwargs: Any) -> Bubble:
            bubble = post(chat, *args, **kwargs)
            markup = bubble.markup or {}
            self._note(
                Post(
                    self.now(),
                    chat.id,
                    bubble.message_id,
                    bubble.from_bot,
                    bubble.text,
                    buttons="inline_keyboard" in markup or "keyboard" in markup,
                    file=bubble.file.name if bubble.file is not None else "",
                    changed=bubble.changed,
                    reply_to=bubble.reply_to.message_id if bubble.reply_to is not None else 0,
                )
            )
            return bubble

        def pushed(kind: str, body: Json, *args: Any, **kwargs: Any) -> int | None:
            update_id = push(kind, body, *args, **kwargs)
            chat = (body.get("message") or body).get("chat", {})
            if update_id is not None:
                self.updates.append(Update(update_id, kind, chat.get("id", 0), chat.get("type") == "private"))
            return update_id

        def pressed(user: Any, bubble: Bubble, data: str) -> Press:
            press = tell_press(user, bubble, data)
            self._note(
                Post(
                    self.now(),
                    bubble.chat.id,
                    bubble.message_id,
                    False,
                    f"[{data}]",
                    act=True,
                    changed=bubble.chat.changed,
                )
            )
            return press

        def touched(bubble: Bubble, *, edited: bool = True) -> None:
            touch(bubble, edited=edited)
            if edited:
                at, chat = self.now(), bubble.chat
                self._note(
                    Post(
                        at,
                        chat.id,
                        bubble.message_id,
                        bubble.from_bot,
                        bubble.text,
                        edit=True,
                        changed=bubble.changed,
                    )
                )

        cloud.post = posted  # type: ignore[method-assign]
        cloud.updates.push = pushed  # type: ignore[method-assign]
        cloud.tell_press = pressed  # type: ignore[method-assign]
        cloud.touch = touched  # type: ignore[method-assign]

    def of(self, chat_id: int) -> list[Post]:
        """What came to be in a chat, in order."""
        return self.by_chat[chat_id]

    def told(self, chat_id: int) -> dict[str, Post]:
        """What the bot has passed on there, whatever became of it, each with where it first was, in order: a message
        may hold several lines, each behind a sign of who speaks."""
        found: dict[str, Post] = {}
        for post in self.of(chat_id):
            if post.by_bot and not post.act:
                for line in post.text.split("\n"):
                    found.setdefault(_WHO_SPEAKS.sub("", line), post)
        return found

    def story(self, chat_id: int, most: int = 40, about: str = "") -> str:
        """The end of a chat as it came to be, or what of it has those words."""
        lines = []
        for post in [post for post in self.of(chat_id) if about in post.text][-most:]:
            who = ("bot   " if post.by_bot else "person") + (" edits" if post.edit else "")
            text = " / ".join(post.text.split("\n"))[:160] or post.file or "(no text)"
            answered = f" (to #{post.reply_to})" if post.reply_to else ""
            lines.append(f"  {post.at:7.2f} s #{post.message_id:<4} {who}{answered} {text}")
        return "\n".join(lines) or "  (nothing was said)"
