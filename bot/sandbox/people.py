"""The people in front of Telegram: what they type, press, share and see. For tests, the demo and its page."""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.sandbox.chats import GROUP_ANONYMOUS_BOT, Bubble, Chat, Json, Member, Standing, Topic, User
from bot.sandbox.cloud import LONGEST_TEXT, Cloud, Press, Toast
from bot.sandbox.entities import with_found
from bot.sandbox.files import StoredFile
from bot.sandbox.keyboards import Button, Rows, rows_of
from bot.sandbox.presentation import commands_shown
from bot.sandbox.sending import file_content, forward_origin, picture_type

PATIENCE = 15.0
"""Seconds that a wait lasts when nothing else is said."""

ACTION_LIFE = timedelta(seconds=5)

Wanted = str | Callable[[Bubble], bool]

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class NoSuchButton(LookupError):
    """The button is not on the screen; the message lists those that are."""


class NotSeen(TimeoutError):
    """What was waited for did not come; the message shows the end of the chat."""


def _tail(chat: Chat) -> str:
    lines = []
    for bubble in chat.shown()[-6:]:
        labels = "".join(f" [{label}]" for label in bubble.labels)
        lines.append(f"  #{bubble.message_id} {bubble.sender.name}: {bubble.text!r}{labels}")
    return "\n".join(lines) or "  (the chat is empty)"


async def _wait(
    cloud: Cloud, chat_of: Callable[[], Chat], wanted: Wanted, since: int, seconds: float
) -> Bubble:
    def fits(bubble: Bubble) -> bool:
        if bubble.sender is not cloud.bot or bubble.changed <= since:
            return False
        return wanted in bubble.text if isinstance(wanted, str) else wanted(bubble)

    def found() -> Bubble | None:
        return chat_of().newest(fits)

    try:
        async with asyncio.timeout(seconds):
            while (bubble := found()) is None:
                await chat_of().changes.next()
    except TimeoutError:
        what = repr(wanted) if isinstance(wanted, str) else "a message that fits"
        raise NotSeen(f"no {what} within {seconds:g} s; the chat ends with\n{_tail(chat_of())}") from None
    return bubble


class Person:
    """Somebody in a chat with the bot. What they do returns the message that the chat now shows."""

    def __init__(self, cloud: Cloud, user: User, chat_of: Callable[[], Chat], phone: str) -> None:
        self.user = user
        self.phone = phone
        self._cloud = cloud
        self._chat_of = chat_of
        self._acted = 0

    @property
    def chat(self) -> Chat:
        return self._chat_of()

    @property
    def messages(self) -> list[Bubble]:
        """What the chat shows now, oldest first."""
        return self.chat.shown()

    @property
    def keyboard(self) -> Rows | None:
        """The buttons shown instead of the keyboard, if any."""
        markup = self.chat.keyboard
        return rows_of(markup) if markup is not None else None

    @property
    def bot_does(self) -> str | None:
        """The chat action shown now (`typing`), which lasts five seconds or until the next message."""
        if self.chat.action is None:
            return None
        action, since = self.chat.action
        return action if self._cloud.clock() - since <= ACTION_LIFE else None

    @property
    def commands(self) -> list[tuple[str, str]]:
        """The command menu: commands without slash, and what they do, in this person's language."""
        shown = commands_shown(self._cloud, self.chat, self.user.language_code)
        return [(each["command"], each["description"]) for each in shown]

    @property
    def toasts(self) -> list[Toast]:
        """The short lines and alerts that this person's presses brought."""
        return self._cloud.toasts.setdefault(self.user.id, [])

    # Waiting

    async def wait_for(
        self,
        wanted: Wanted,
        timeout: float = PATIENCE,  # noqa: ASYNC109
        *,
        since: int | None = None,
    ) -> Bubble:
        """The newest message of the bot that contains the text or fits, new or edited since this person's
        last act (or since the change number `since`; 0 is the whole chat). Raises `NotSeen`."""
        return await _wait(
            self._cloud, self._chat_of, wanted, self._acted if since is None else since, timeout
        )

    async def wait_until(
        self,
        condition: Callable[[], bool],
        timeout: float = PATIENCE,  # noqa: ASYNC109
    ) -> None:
        """Waits until something else is so in this chat (`lambda: patient.keyboard is None`).

        Raises `NotSeen`.
        """
        try:
            await self.chat.changes.until(condition, timeout)
        except TimeoutError:
            raise NotSeen(f"not so within {timeout:g} s; the chat ends with\n{_tail(self.chat)}") from None

    async def answer_to(
        self,
        press: Press,
        timeout: float = PATIENCE,  # noqa: ASYNC109
    ) -> Toast | None:
        """Waits until the bot answered a press; the toast, if the answer had a text. Raises `NotSeen`."""
        await self.wait_until(lambda: press.answered, timeout)
        return press.toast

    # Acting

    async def say(self, text: str, *, thread_id: int | None = None) -> Bubble:
        """Types a text; one that is too long for a message is sent as several, as the apps do."""
        for start in range(0, max(len(text) - LONGEST_TEXT, 0), LONGEST_TEXT):
            self._send(text=text[start : start + LONGEST_TEXT], thread_id=thread_id)
        rest = text[(len(text) - 1) // LONGEST_TEXT * LONGEST_TEXT :] if text else text
        return self._send(text=rest, thread_id=thread_id)

    async def reply(self, message_id: int, text: str) -> Bubble:
        """Types a text as the reply to a message; in a forum it goes to that message's topic."""
        return self._send(text=text, reply_to=self._bubble(message_id))

    async def edit(self, message_id: int, text: str) -> Bubble:
        """Changes the text (or caption) of an own message."""
        bubble = self._bubble(message_id)
        bubble.text = text.strip()
        bubble.entities = with_found(bubble.text, [])
        self._cloud.touch(bubble)
        self._cloud.tell_message(bubble, "edited_message")
        self._acted = self.chat.changed
        return bubble

    async def press(
        self,
        button: str,
        on: int | None = None,
        *,
        doubled: bool = False,
        stale: bool = False,
    ) -> Press | None:
        """Presses a button: by its label, its callback data, or a piece of a label that only one has.

        Looked for on message `on`, else on the newest message that has it, else on the reply keyboard.
        `stale` also finds buttons that an edit has taken away since, as on an app that has not caught up;
        `doubled` delivers the press a second time as another update, as a phone on a bad line does.
        Returns None for a button that asks nothing of the bot by itself (an address, a reply keyboard).
        Raises `NoSuchButton`.
        """
        found = self._find(button, on, stale=stale)
        if found is None:
            key = self._on_keyboard(button) if on is None else None
            if key is None:
                raise NoSuchButton(f"no button {button!r}; the chat ends with\n{_tail(self.chat)}")
            await self._press_key(key)
            return None
        bubble, pressed = found
        self._acted = self.chat.changed
        if pressed.data is None:
            return None
        press = self._cloud.tell_press(self.user, bubble, pressed.data)
        if doubled:
            self._cloud.tell_press(self.user, bubble, pressed.data)
        self._cloud.announce(self.chat)
        return press

    async def send_photo(
        self,
        content: bytes,
        caption: str = "",
        *,
        media_group_id: str | None = None,
        reply_to: int | None = None,
        thread_id: int | None = None,
    ) -> Bubble:
        """Sends a JPEG, PNG or WebP picture; several with one `media_group_id` are an album."""
        file = self._cloud.files.add("photo", content, "photo.jpg", picture_type(content))
        return self._send_file(
            file, caption, media_group_id=media_group_id, reply_to=reply_to, thread_id=thread_id
        )

    async def send_document(
        self,
        content: bytes,
        name: str = "document.pdf",
        mime_type: str = "application/pdf",
        caption: str = "",
        *,
        media_group_id: str | None = None,
        reply_to: int | None = None,
        thread_id: int | None = None,
    ) -> Bubble:
        """Sends a file."""
        file = self._cloud.files.add("document", content, name, mime_type)
        return self._send_file(
            file, caption, media_group_id=media_group_id, reply_to=reply_to, thread_id=thread_id
        )

    async def send_voice(
        self,
        content: bytes = b"OggS",
        caption: str = "",
        *,
        reply_to: int | None = None,
        thread_id: int | None = None,
    ) -> Bubble:
        """Sends a voice message."""
        file = self._cloud.files.add("voice", content, "voice.oga", "audio/ogg")
        return self._send_file(file, caption, reply_to=reply_to, thread_id=thread_id)

    async def send_location(
        self, latitude: float, longitude: float, *, reply_to: int | None = None, thread_id: int | None = None
    ) -> Bubble:
        """Sends a place on the map."""
        return self._send(
            content={"location": {"latitude": latitude, "longitude": longitude}},
            reply_to=self._bubble(reply_to) if reply_to is not None else None,
            thread_id=thread_id,
        )

    async def send_contact(
        self,
        phone: str,
        user_id: int | None = None,
        *,
        first_name: str = "",
        forwarded: bool = False,
    ) -> Bubble:
        """Sends a card from the address book, of anybody; `forwarded` one that somebody else had sent."""
        contact: Json = {"phone_number": phone, "first_name": first_name or self.user.first_name}
        if user_id is not None:
            contact["user_id"] = user_id
        origin = None
        if forwarded:
            date = int(self._cloud.clock().timestamp())
            origin = {"type": "hidden_user", "date": date, "sender_user_name": first_name or "Somebody"}
        return self._send(content={"contact": contact}, forwarded=origin)

    async def forward(self, message_id: int, to: "Person | None" = None) -> Bubble:
        """Forwards a message of this chat into it again, or into the chat where this person is as `to`. Its buttons
        stay on it, as on an app that does not take them off."""
        source = self._bubble(message_id)
        return (to or self)._send(
            text=source.text,
            content=dict(source.content),
            forwarded=forward_origin(source),
            file=source.file,
            markup=source.markup if source.buttons else None,
        )

    async def forge_press(self, data: str, on: int) -> Press:
        """What an app that was tampered with can do: any data at all, on any message that it sees."""
        press = self._cloud.tell_press(self.user, self._bubble(on), data)
        self._cloud.announce(self.chat)
        return press

    async def delete_message(self, message_id: int) -> None:
        """Deletes a message; the bot is not told."""
        self._cloud.remove(self._bubble(message_id))

    async def react(self, message_id: int, emoji: str | None) -> None:
        """Puts an emoji on a message, or takes it off. The bot hears of it only if it asked to."""
        bubble = self._bubble(message_id)
        old, bubble.reactions = bubble.reactions, (emoji,) if emoji else ()
        self._cloud.touch(bubble, edited=False)

        def as_json(reactions: tuple[str, ...]) -> list[Json]:
            return [{"type": "emoji", "emoji": each} for each in reactions]

        self._cloud.updates.push(
            "message_reaction",
            {
                "chat": self.chat.as_json(),
                "message_id": message_id,
                "user": self.user.as_json(),
                "date": int(self._cloud.clock().timestamp()),
                "old_reaction": as_json(old),
                "new_reaction": as_json(bubble.reactions),
            },
            ("chat", self.chat.id),
        )

    # Behind it

    def _speaks_as(self) -> tuple[User, Chat | None]:
        return self.user, None

    def _send(self, *, text: str = "", reply_to: Bubble | None = None, **parts: Any) -> Bubble:
        sender, sender_chat = self._speaks_as()
        clean = text.strip()
        if not clean and not parts.get("content"):
            raise ValueError("an empty message cannot be sent")
        if reply_to is not None and parts.get("thread_id") is None:
            parts["thread_id"] = reply_to.thread_id
        if parts.get("thread_id") is not None and parts["thread_id"] not in self.chat.topics:
            raise LookupError(f"there is no topic {parts['thread_id']} in the chat")
        bubble = self._cloud.post(
            self.chat,
            sender,
            text=clean,
            entities=with_found(clean, []),
            sender_chat=sender_chat,
            reply_to=reply_to,
            **parts,
        )
        self._acted = self.chat.changed
        self._cloud.tell_message(bubble)
        return bubble

    def _send_file(
        self,
        file: StoredFile,
        caption: str,
        *,
        media_group_id: str | None = None,
        reply_to: int | None = None,
        thread_id: int | None = None,
    ) -> Bubble:
        return self._send(
            text=caption,
            content=file_content(file),
            file=file,
            media_group_id=media_group_id,
            reply_to=self._bubble(reply_to) if reply_to is not None else None,
            thread_id=thread_id,
        )

    def _bubble(self, message_id: int) -> Bubble:
        bubble = self.chat.bubbles.get(message_id)
        if bubble is None or bubble.deleted:
            raise LookupError(f"no message {message_id} in the chat, which ends with\n{_tail(self.chat)}")
        return bubble

    def _find(self, wanted: str, on: int | None, *, stale: bool) -> tuple[Bubble, Button] | None:
        if on is not None:
            candidates = [self.chat.bubbles[on]] if stale else [self._bubble(on)]
        else:
            candidates = [bubble for bubble in reversed(self.chat.shown()) if bubble.markup or bubble.former]
        for matches in (_exact, _piece):
            for bubble in candidates:
                shown = [bubble.buttons]
                if stale:
                    shown += [rows_of(markup) for markup in reversed(bubble.former)]
                for rows in shown:
                    button = matches(rows, wanted)
                    if button is not None:
                        return bubble, button
        return None

    def _on_keyboard(self, wanted: str) -> Button | None:
        rows = self.keyboard or ()
        return _exact(rows, wanted) or _piece(rows, wanted)

    async def _press_key(self, key: Button) -> None:
        markup = self.chat.keyboard
        source = self.chat.bubbles.get(self.chat.keyboard_from)
        match key.asks:
            case None:
                self._send(text=key.text)
            case "contact":
                self._send(content={"contact": self._own_card()}, reply_to=source)
            case "location":
                self._send(content={"location": {"latitude": 12.9716, "longitude": 77.5946}}, reply_to=source)
        if markup is not None and markup.get("one_time_keyboard") and self.chat.keyboard is markup:
            self.chat.keyboard = None
            self._cloud.announce(self.chat)

    def _own_card(self) -> Json:
        card: Json = {
            "phone_number": self.phone,
            "first_name": self.user.first_name,
            "user_id": self.user.id,
        }
        if self.user.last_name:
            card["last_name"] = self.user.last_name
        return card


def _exact(rows: Rows, wanted: str) -> Button | None:
    return next(
        (button for row in rows for button in row if wanted in (button.text, button.data)),
        None,
    )


def _piece(rows: Rows, wanted: str) -> Button | None:
    holding = [button for row in rows for button in row if wanted in button.text]
    return holding[0] if len(holding) == 1 else None


class Patient(Person):
    """A person in their private chat with the bot."""

    async def start(self, payload: str = "") -> Bubble:
        """Opens the bot, by a link with this payload or without one, and presses Start."""
        if payload and not _PAYLOAD.fullmatch(payload):
            raise ValueError(f"Telegram carries no such start payload: {payload!r}")
        return await self.say(f"/start {payload}")

    async def share_contact(self) -> Bubble:
        """Presses the button of the reply keyboard that shares one's own number. Raises `NoSuchButton`."""
        return await self._press_asking("contact")

    async def share_location(self, latitude: float, longitude: float) -> Bubble:
        """Presses the button of the reply keyboard that shares one's place. Raises `NoSuchButton`."""
        self._asking("location")
        bubble = await self.send_location(latitude, longitude)
        self._used_keyboard()
        return bubble

    async def block(self) -> None:
        """Blocks the bot, which is told so."""
        self.chat.blocked = True
        self._cloud.tell_standing(self.chat, self.user, "member", "kicked")
        self._cloud.announce(self.chat)

    async def unblock(self) -> None:
        """Lets the bot write again, which is told so."""
        self.chat.blocked = False
        self._cloud.tell_standing(self.chat, self.user, "kicked", "member")
        self._cloud.announce(self.chat)

    async def delete_account(self) -> None:
        """Leaves Telegram; the bot is not told and finds out when it writes."""
        self.user.deactivated = True
        self._cloud.announce(self.chat)

    def _send(self, *, text: str = "", reply_to: Bubble | None = None, **parts: Any) -> Bubble:
        if self.chat.blocked or self.user.deactivated:
            raise RuntimeError("this person cannot write to the bot: it is blocked, or the account deleted")
        self.chat.started = True
        return super()._send(text=text, reply_to=reply_to, **parts)

    def _asking(self, what: str) -> Button:
        for row in self.keyboard or ():
            for button in row:
                if button.asks == what:
                    return button
        raise NoSuchButton(f"no button asks for the {what}; the chat ends with\n{_tail(self.chat)}")

    async def _press_asking(self, what: str) -> Bubble:
        await self._press_key(self._asking(what))
        return self.chat.bubbles[self.chat.last_id]

    def _used_keyboard(self) -> None:
        if self.chat.keyboard is not None and self.chat.keyboard.get("one_time_keyboard"):
            self.chat.keyboard = None
            self._cloud.announce(self.chat)


class Staff(Person):
    """A member of a group, or somebody who is none: what they press still arrives."""

    def __init__(
        self, cloud: Cloud, user: User, chat_of: Callable[[], Chat], phone: str, *, anonymous: bool
    ) -> None:
        super().__init__(cloud, user, chat_of, phone)
        self.anonymous = anonymous

    @property
    def is_in(self) -> bool:
        member = self.chat.members.get(self.user.id)
        return member is not None and member.is_in

    async def leave(self) -> None:
        """Leaves the group."""
        self._send(content={"left_chat_member": self.user.as_json()})
        self.chat.members[self.user.id].standing = "left"
        self._cloud.announce(self.chat)

    async def join(self) -> None:
        """Comes (back) into the group."""
        standing: Standing = "administrator" if self.anonymous else "member"
        self.chat.members[self.user.id] = Member(self.user, standing, self.anonymous)
        self._send(content={"new_chat_members": [self.user.as_json()]})

    async def open_topic(self, name: str) -> Topic:
        """Opens a topic in a forum."""
        if not self.chat.forum:
            raise RuntimeError("this group has no topics")
        bubble = self._cloud.open_topic(self.chat, self.user, name, 7322096)
        self._cloud.tell_message(bubble)
        return self.chat.topics[bubble.message_id]

    async def close_topic(self, thread_id: int, *, closed: bool = True) -> None:
        """Closes a topic, or opens it again; the bot is told."""
        bubble = self._cloud.close_topic(self.chat, self.user, self._topic(thread_id), closed=closed)
        self._cloud.tell_message(bubble)

    async def rename_topic(self, thread_id: int, name: str) -> None:
        """Gives a topic another name; the bot is told."""
        self._topic(thread_id).name = name
        self._cloud.tell_message(
            self._cloud.post(
                self.chat, self.user, content={"forum_topic_edited": {"name": name}}, thread_id=thread_id
            )
        )

    async def delete_topic(self, thread_id: int) -> None:
        """Deletes a topic with all that is in it; the bot is not told."""
        self._cloud.drop_topic(self.chat, self._topic(thread_id).id)

    def _topic(self, thread_id: int) -> Topic:
        topic = self.chat.topics.get(thread_id)
        if topic is None:
            raise LookupError(f"there is no topic {thread_id} in the chat")
        return topic

    def _send(self, *, text: str = "", reply_to: Bubble | None = None, **parts: Any) -> Bubble:
        if not self.is_in:
            raise RuntimeError("this person is not in the group")
        return super()._send(text=text, reply_to=reply_to, **parts)

    def _speaks_as(self) -> tuple[User, Chat | None]:
        return (GROUP_ANONYMOUS_BOT, self.chat) if self.anonymous else (self.user, None)


class Group:
    """A group as those in it see it; it follows its chat when that becomes a supergroup."""

    def __init__(self, cloud: Cloud, chat: Chat) -> None:
        self._cloud = cloud
        self.chat = chat

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def messages(self) -> list[Bubble]:
        """What the group shows now, oldest first."""
        return self.chat.shown()

    def member(
        self,
        user_id: int,
        name: str,
        *,
        standing: Standing = "member",
        anonymous: bool = False,
        username: str = "",
        language_code: str = "",
    ) -> Staff:
        """Somebody in the group, who is put there if need be; an anonymous one is an admin."""
        if anonymous and standing == "member":
            standing = "administrator"
        staff = self.outsider(user_id, name, username=username, language_code=language_code)
        staff.anonymous = anonymous
        self.chat.members[user_id] = Member(staff.user, standing, anonymous)
        return staff

    def outsider(self, user_id: int, name: str, *, username: str = "", language_code: str = "") -> Staff:
        """Somebody who has never been in the group."""
        first_name, _, last_name = name.partition(" ")
        user = self._cloud.users.get(user_id)
        if user is None:
            user = User(user_id, first_name, last_name, username, language_code)
            self._cloud.users[user_id] = user
        return Staff(self._cloud, user, lambda: self.chat, "", anonymous=False)

    async def wait_for(
        self,
        wanted: Wanted,
        timeout: float = PATIENCE,  # noqa: ASYNC109
        *,
        since: int = 0,
    ) -> Bubble:
        """The newest message of the bot in the group that contains the text or fits. Raises `NotSeen`."""
        return await _wait(self._cloud, lambda: self.chat, wanted, since, timeout)

    async def set_bot(self, standing: Standing, by: int | None = None) -> None:
        """Adds the bot, promotes, demotes or removes it; it is told so."""
        old, self.chat.bot_standing = self.chat.bot_standing, standing
        user = next(iter(self.chat.members.values())).user if by is None else self._cloud.users[by]
        self._cloud.tell_standing(self.chat, user, old, standing)
        if old in {"left", "kicked"} and standing not in {"left", "kicked"}:
            joined = {"new_chat_members": [self._cloud.bot.as_json()]}
            self._cloud.tell_message(self._cloud.post(self.chat, user, content=joined))
        self._cloud.announce(self.chat)

    async def set_forum(self, on: bool) -> None:
        """Turns topics on or off; the bot is not told. What was in topics stays, and the topics come back with them. A
        basic group becomes a supergroup first, as Telegram does it."""
        if on and self.chat.kind == "group":
            await self.migrate()
        self.chat.forum = on
        self._cloud.announce(self.chat)

    async def set_topic_right(self, on: bool) -> None:
        """Gives the bot the right to manage topics, or takes it away; it is told that its rights have changed."""
        chat, cloud = self.chat, self._cloud
        old = cloud.bot_member(chat, chat.bot_standing)
        chat.bot_manages_topics = on
        by = next(iter(chat.members.values())).user
        cloud.tell_change(chat, by, old, cloud.bot_member(chat, chat.bot_standing))
        cloud.announce(chat)

    async def migrate(self, new_id: int | None = None) -> int:
        """Turns a basic group into a supergroup; returns the new id. The old one refuses from now on."""
        old = self.chat
        if old.kind != "group":
            raise RuntimeError("only a basic group can become a supergroup")
        supergroup = Chat(
            id=new_id or -(10**12) + old.id,
            kind="supergroup",
            title=old.title,
            members=old.members,
            bot_standing=old.bot_standing,
        )
        self._cloud.chats[supergroup.id] = supergroup
        by = next(iter(old.members.values())).user
        left = self._cloud.post(old, by, content={"migrate_to_chat_id": supergroup.id})
        self._cloud.tell_message(left)
        old.migrated_to = supergroup.id
        self.chat = supergroup
        old.changes.announce()
        arrived = self._cloud.post(supergroup, GROUP_ANONYMOUS_BOT, content={"migrate_from_chat_id": old.id})
        self._cloud.tell_message(arrived)
        return supergroup.id
