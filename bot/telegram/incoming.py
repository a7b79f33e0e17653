"""What comes in: whose an update is (`route`), and which event of the conversation it is (`event_of`).

Both are pure and total over the JSON of an update: a kind that nobody asked for, or a damaged one, is never an
accident. `route` reads as little as it can, so that an update finds its chat before anybody trusts the rest of it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import Message, Update, User
from telegram.error import TelegramError

from bot.telegram.callback_data import ObjectData, QuestionData, decode
from dialogs.events import (
    Blocked,
    Commanded,
    ContactShared,
    Edited,
    Event,
    LocationShared,
    MediaKind,
    MediaSent,
    ObjectPressed,
    Pressed,
    Said,
    StaffActed,
    StaffSaid,
    StaffSaidKind,
    Stamp,
    Started,
    Unblocked,
)

Raw = Mapping[str, Any]
"""An update as Telegram's JSON has it."""

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

_COMMAND = re.compile(r"/([A-Za-z][A-Za-z0-9_]{0,31})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?\s*", re.DOTALL)

DESK = "desk"
"""The action of buttons that are commands of the staff: what stands on one is the command, without its slash."""

_NOTE = re.compile(r"//|\.\s")
_CASE_SIGN = re.compile(r"#([2-9A-HJ-NP-Z]{10})\b")

_SERVICE = frozenset(
    {
        "boost_added",
        "channel_chat_created",
        "chat_background_set",
        "chat_shared",
        "connected_website",
        "delete_chat_photo",
        "direct_message_price_changed",
        "forum_topic_closed",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "gift",
        "group_chat_created",
        "left_chat_member",
        "managed_bot_created",
        "message_auto_delete_timer_changed",
        "migrate_from_chat_id",
        "migrate_to_chat_id",
        "new_chat_members",
        "new_chat_photo",
        "new_chat_title",
        "paid_message_price_changed",
        "passport_data",
        "pinned_message",
        "proximity_alert_triggered",
        "refunded_payment",
        "successful_payment",
        "supergroup_chat_created",
        "unique_gift",
        "users_shared",
        "video_chat_ended",
        "video_chat_participants_invited",
        "video_chat_scheduled",
        "video_chat_started",
        "web_app_data",
        "write_access_allowed",
    }
)
"""Messages that Telegram writes by itself, which nobody said."""


class UpdateUnreadable(ValueError):
    """An update that is not what Telegram's contract says, in one sentence without anything personal."""


@dataclass(frozen=True, slots=True)
class ToPatient:
    """An act of a patient, in the patient's own chat."""

    chat_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class ToCase:
    """A staff member pressed a button of a card: `case_id` is the id that stands on the button."""

    case_id: str
    action: str
    user_id: int
    query_id: str


@dataclass(frozen=True, slots=True)
class ToCard:
    """A staff member answered the message `message_id` of the staff chat (a card, or what was relayed under it), or
    changed such an answer (`edited`). `case_id` is what that message says of itself: a card that was sent twice is on
    record once. `own_id` is the message of the staff member, `ours` says that it answers one of the bot."""

    message_id: int
    user_id: int
    case_id: str = ""
    edited: bool = False
    own_id: int = 0
    ours: bool = False


@dataclass(frozen=True, slots=True)
class ToTopic:
    """A staff member wrote message `message_id` in a topic of the staff's forum, or changed it (`edited`); `reply_to` is
    the message that it answers, and `case_id` what stands on the buttons of that one. A message that was a note and
    has become words for the patient comes as edited, without having come before."""

    thread_id: int
    message_id: int
    user_id: int
    reply_to: int | None = None
    case_id: str = ""
    edited: bool = False


@dataclass(frozen=True, slots=True)
class StaffCommand:
    """A command in the staff chat: `name` in lower case without its slash, and what follows. `name` is empty for what
    begins with a slash and is no command: it is for nobody but the bot, either. Whether the sender may is not said.
    It was typed in the message `message_id`, or stands on a button of it (`query_id`); `addressed` is the bot that it
    names, if it names one."""

    name: str
    rest: str
    user_id: int
    message_id: int
    thread_id: int | None = None
    addressed: str = ""
    query_id: str = ""


@dataclass(frozen=True, slots=True)
class StaffMoved:
    """The staff's group has become the supergroup `chat_id`."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Decline:
    """A group or channel that is not the staff's: say so and leave."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Ignore:
    """Nobody's. `query_id` is given where a press still has to be answered, so that its button stops waiting, and
    `message_id` (with its topic) where somebody should be told that nobody heard them."""

    reason: str
    query_id: str = ""
    message_id: int | None = None
    thread_id: int | None = None


ANONYMOUS = "written by an anonymous admin, who acts by button only: nobody can be named for it"
"""The reason for letting go of what somebody in the staff chat meant for us; they should be told."""

Destination = ToPatient | ToCase | ToCard | ToTopic | StaffCommand | StaffMoved | Decline | Ignore


def update_key(raw: Raw) -> int:
    """What makes an update the same when it comes again: its id. Raises `UpdateUnreadable`."""
    key = _whole(raw.get("update_id")) if isinstance(raw, Mapping) else None
    if key is None:
        raise UpdateUnreadable("an update has no update_id")
    return key


def media_group_of(raw: Raw) -> str | None:
    """The album that the update's message belongs to: its parts arrive as updates of their own."""
    group = _part(raw, "message").get("media_group_id")
    return group if isinstance(group, str) and group else None


def newest_message_of(raw: Raw) -> int | None:
    """The id of the message that this update put under all others of its chat, if it did."""
    return _whole(_part(raw, "message").get("message_id"))


def query_of(raw: Raw) -> str | None:
    """The press that waits for an answer, if the update is one."""
    query = _part(raw, "callback_query").get("id")
    return query if isinstance(query, str) and query else None


def staff_command_of(raw: Raw) -> StaffCommand | None:
    """The command that an update is, by its form, in whatever chat: whether its sender may is for others to say. One
    that was forwarded is nobody's order."""
    if not (message := _part(raw, "message")):
        return _command_pressed(_part(raw, "callback_query"))
    user_id, message_id = _whole(_part(message, "from").get("id")), _whole(message.get("message_id"))
    text = message.get("text")
    if message.get("forward_origin") is not None or message.get("sender_chat") is not None:
        return None
    if user_id is None or message_id is None or not isinstance(text, str) or not text.startswith("/"):
        return None
    found = _route_staff_command(_clean(text), "", user_id, message_id, _topic_of(message), edited=False)
    return found if isinstance(found, StaffCommand) and found.name else None


def _command_pressed(query: Raw) -> StaffCommand | None:
    """The command that stands on the button."""
    data, query_id, message = query.get("data"), query.get("id"), _part(query, "message")
    pressed = decode(data) if isinstance(data, str) else None
    user_id, message_id = _whole(_part(query, "from").get("id")), _whole(message.get("message_id"))
    if not isinstance(pressed, ObjectData) or pressed.action != DESK or not isinstance(query_id, str):
        return None
    if user_id is None or message_id is None:
        return None
    name, _, rest = pressed.object_id.partition(" ")
    return StaffCommand(name, rest, user_id, message_id, _topic_of(message), query_id=query_id)


def _topic_of(message: Raw) -> int | None:
    # Any line of replies has a thread's id in a supergroup: only this says that it is a topic.
    return _whole(message.get("message_thread_id")) if message.get("is_topic_message") is True else None


def route(raw: Raw, staff_chat_id: int, bot_id: int, bot_username: str = "") -> Destination:
    """Whose an update is. Without the bot's name, a command to any bot in the staff chat counts as ours."""
    if message := _part(raw, "message"):
        return _route_message(message, staff_chat_id, bot_id, bot_username)
    if edited := _part(raw, "edited_message"):
        if _chat_id(edited) == staff_chat_id:
            return _route_staff_message(edited, bot_id, bot_username, edited=True)
        if _chat_type(edited) != "private":
            return Ignore("a message of a group was edited")
        return _from_patient(edited)
    if query := _part(raw, "callback_query"):
        return _route_press(query, staff_chat_id)
    if member := _part(raw, "my_chat_member"):
        return _route_membership(member, staff_chat_id)
    return Ignore("an update of a kind that was not asked for")


def event_of(
    raw: Raw, now: datetime, seed: str, *, staff_chat_id: int, bot_id: int, case_id: str = ""
) -> Event | None:
    """The event that an update is; `None` when nothing was said or done in it, and for a command of the staff, which
    is no event of a conversation.

    `now` (aware, UTC) and `seed` become the stamp. `case_id` is the case whose card a staff member answered, or in
    whose topic they wrote, found by what `route` said. Raises `UpdateUnreadable`.
    """
    destination = route(raw, staff_chat_id, bot_id)
    if isinstance(destination, StaffCommand | StaffMoved | Decline | Ignore):
        return None
    update = _parsed(raw)
    user = update.effective_user
    stamp = Stamp(now, seed, _language(user))
    match destination:
        case ToCase():
            return StaffActed(
                stamp,
                destination.case_id,
                destination.action,
                _staff_name(user),
                destination.query_id,
                destination.user_id,
            )
        case ToCard(message_id=answered) | ToTopic(reply_to=answered):
            message = update.message or update.edited_message
            if not case_id or message is None:
                return None
            return StaffSaid(
                stamp,
                case_id,
                _message_id(message),
                _staff_name(user),
                destination.user_id,
                _clean(message.text or message.caption or ""),
                _kind(message),
                answered,
                destination.edited,
            )
        case ToPatient():
            return _patient_event(update, stamp)


def _route_message(message: Raw, staff_chat_id: int, bot_id: int, bot_username: str) -> Destination:
    chat_id = _chat_id(message)
    if chat_id is None:
        return Ignore("a message without a chat")
    if chat_id == staff_chat_id:
        return _route_staff_message(message, bot_id, bot_username)
    if _chat_type(message) == "private":
        return _from_patient(message)
    if _whole(message.get("migrate_from_chat_id")) == staff_chat_id:
        return StaffMoved(chat_id)
    if _whole(message.get("migrate_to_chat_id")) is not None:
        return Ignore("a group that is not the staff's has moved")
    if _whole(_part(message, "left_chat_member").get("id")) == bot_id:
        return Ignore("the bot has left a group")
    return Decline(chat_id)


def _route_staff_message(
    message: Raw, bot_id: int, bot_username: str, *, edited: bool = False
) -> Destination:
    if (moved_to := _whole(message.get("migrate_to_chat_id"))) is not None:
        return StaffMoved(moved_to)
    sender = _part(message, "from")
    user_id, message_id = _whole(sender.get("id")), _whole(message.get("message_id"))
    thread_id = _topic_of(message)
    if not _SERVICE.isdisjoint(message):
        return Ignore("a notice of the staff chat")
    if message.get("sender_chat") is not None:
        if _whole(_part(message, "sender_chat").get("id")) == _chat_id(message) and not edited:
            return Ignore(ANONYMOUS, message_id=message_id, thread_id=thread_id)
        return Ignore("written in the name of a chat")
    if sender.get("is_bot") is not False or user_id is None or message_id is None:
        return Ignore("written by a bot")
    text = message.get("text") or message.get("caption")
    if isinstance(text, str):
        if _NOTE.match(text):
            return Ignore("a note among the staff")
        if text.startswith("/") and "text" in message:
            if message.get("forward_origin") is not None:
                return Ignore("a command that was forwarded is nobody's order")
            return _route_staff_command(text, bot_username, user_id, message_id, thread_id, edited=edited)
    answered = _part(message, "reply_to_message")
    answered_id, case_id = _whole(answered.get("message_id")), _case_named(answered, bot_id)
    if thread_id is not None:
        # What answers nothing in a topic comes as an answer to the message that opened the topic.
        reply_to = None if answered_id == thread_id else answered_id
        return ToTopic(thread_id, message_id, user_id, reply_to, case_id, edited)
    if answered_id is None:
        return Ignore("talk among the staff")
    return ToCard(answered_id, user_id, case_id, edited, message_id, _is_ours(answered, bot_id))


def _route_staff_command(
    text: str, bot_username: str, user_id: int, message_id: int, thread_id: int | None, *, edited: bool
) -> Destination:
    if edited:
        return Ignore("a command is carried out when it is sent, not when it is changed")
    command = _COMMAND.fullmatch(text)
    if command is None:
        return StaffCommand("", text, user_id, message_id, thread_id)
    if command[2] and bot_username and command[2].lower() != bot_username.lower():
        return Ignore("a command for another bot")
    addressed = (command[2] or "").lower()
    return StaffCommand(
        command[1].lower(), (command[3] or "").strip(), user_id, message_id, thread_id, addressed
    )


def _case_named(message: Raw, bot_id: int) -> str:
    """The case that a message of ours is about, as it says itself: on its buttons, or with the case's sign. What is on
    record of it may be missing, when the bot stopped right after it was sent."""
    said = message.get("text") or message.get("caption")
    signs = set(_CASE_SIGN.findall(said)) if isinstance(said, str) and _is_ours(message, bot_id) else set()
    # One with several signs is about none of them in particular.
    return _case_on_buttons(message) or (signs.pop() if len(signs) == 1 else "")


def _is_ours(message: Raw, bot_id: int) -> bool:
    return _whole(_part(message, "from").get("id")) == bot_id


def _case_on_buttons(message: Raw) -> str:
    for row in _part(message, "reply_markup").get("inline_keyboard") or ():
        for button in row if isinstance(row, list) else ():
            data = button.get("callback_data") if isinstance(button, Mapping) else None
            pressed = decode(data) if isinstance(data, str) else None
            if isinstance(pressed, ObjectData):
                return pressed.object_id
    return ""


def _route_press(query: Raw, staff_chat_id: int) -> Destination:
    query_id = query.get("id")
    user_id = _whole(_part(query, "from").get("id"))
    if not isinstance(query_id, str) or not query_id or user_id is None:
        return Ignore("a press without its id or its user")
    message = _part(query, "message")
    chat_id = _chat_id(message)
    if chat_id is None:
        return Ignore("a press on a message that no chat holds", query_id)
    if chat_id == staff_chat_id:
        data = query.get("data")
        pressed = decode(data) if isinstance(data, str) else None
        if (command := _command_pressed(query)) is not None:
            return command
        if isinstance(pressed, ObjectData):
            return ToCase(pressed.object_id, pressed.action, user_id, query_id)
        return Ignore("a press in the staff chat on a button of no case", query_id)
    if _chat_type(message) == "private":
        return ToPatient(chat_id, user_id)
    return Decline(chat_id)


def _route_membership(member: Raw, staff_chat_id: int) -> Destination:
    chat_id = _chat_id(member)
    new = _part(member, "new_chat_member")
    status = new.get("status")
    if chat_id is None or not isinstance(status, str):
        return Ignore("a change of membership without its chat or its status")
    if chat_id == staff_chat_id:
        return Ignore(f"the bot is now '{status[:16]}' in the staff chat")
    if _chat_type(member) == "private":
        return _from_patient(member)
    if status in ("creator", "administrator", "member") or (
        status == "restricted" and new.get("is_member") is True
    ):
        return Decline(chat_id)
    return Ignore("the bot is out of a group")


def _from_patient(part: Raw) -> Destination:
    chat_id = _chat_id(part)
    sender = _part(part, "from")
    if chat_id is None:
        return Ignore("an act without a chat")
    if sender.get("is_bot") is True:
        return Ignore("another bot")
    user_id = _whole(sender.get("id"))
    return ToPatient(chat_id, chat_id if user_id is None else user_id)


def _patient_event(update: Update, stamp: Stamp) -> Event | None:
    if update.message is not None:
        return _message_event(update.message, stamp)
    if update.edited_message is not None:
        edited = update.edited_message
        words = edited.text or edited.caption
        # A live location is edited every few seconds.
        return Edited(stamp, _clean(words), _message_id(edited), not edited.text) if words else None
    if update.callback_query is not None:
        query = update.callback_query
        match decode(query.data) if isinstance(query.data, str) else None:
            case QuestionData(question=question, revision=revision, value=value):
                return Pressed(stamp, question, revision, value, query.id)
            case ObjectData(action=action, object_id=object_id):
                return ObjectPressed(stamp, action, object_id, query.id)
            case None:
                # A button of another release is a stale one: no screen has this revision.
                return Pressed(stamp, "", -1, "", query.id)
    if update.my_chat_member is not None:
        match update.my_chat_member.new_chat_member.status:
            case "kicked" | "left":
                return Blocked(stamp)
            case "member":
                return Unblocked(stamp)
    return None


def _message_event(message: Message, stamp: Stamp) -> Event | None:
    message_id = _message_id(message)
    reply_to = _answered_id(message)
    if message.text:
        text = _clean(message.text)
        if (command := _COMMAND.fullmatch(text)) is None:
            return Said(stamp, text, message_id, reply_to)
        name, rest = command[1].lower(), (command[3] or "").strip()
        return Started(stamp, rest) if name == "start" else Commanded(stamp, name, rest)
    if message.contact is not None:
        phone = _clean(message.contact.phone_number)
        return ContactShared(stamp, phone, _own_contact(message), message_id, reply_to)
    if message.location is not None:
        latitude, longitude = message.location.latitude, message.location.longitude
        if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
            raise UpdateUnreadable("a location is not two numbers")
        return LocationShared(stamp, float(latitude), float(longitude), message_id, reply_to)
    if not _SERVICE.isdisjoint(_present(message)):
        return None
    return MediaSent(stamp, _media_kind(message), (message_id,), _clean(message.caption or ""), reply_to)


def _answered_id(message: Message) -> int | None:
    answered = message.reply_to_message
    return None if answered is None else _whole(answered.message_id)


def _kind(message: Message) -> StaffSaidKind:
    if message.text:
        return "text"
    if message.contact is not None:
        return "contact"
    return "location" if message.location is not None else _media_kind(message)


def _media_kind(message: Message) -> MediaKind:
    if message.photo or message.live_photo:
        return "photo"
    if message.animation or message.video or message.video_note:
        return "video"
    if message.document:
        return "document"
    if message.voice:
        return "voice"
    if message.audio:
        return "audio"
    return "sticker" if message.sticker else "other"


def _own_contact(message: Message) -> bool:
    """Anybody's card can be forwarded: only the sender's own, fresh from the sender, is the sender's number."""
    contact, sender = message.contact, message.from_user
    return (
        contact is not None
        and sender is not None
        and isinstance(contact.user_id, int)
        and contact.user_id == sender.id
        and message.forward_origin is None
        and message.via_bot is None
        and not any(key.startswith("forward_") for key in message.api_kwargs)
    )


def _present(message: Message) -> set[str]:
    present = {name for name in _SERVICE if getattr(message, name, None)}
    return present | (set(message.api_kwargs) & _SERVICE)


def _parsed(raw: Raw) -> Update:
    try:
        return Update.de_json(dict(raw))
    except (
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
        OSError,
        TelegramError,
    ) as error:
        raise UpdateUnreadable(
            f"update {update_key(raw)} is not what the Bot API promises ({type(error).__name__})"
        ) from None


def _message_id(message: Message) -> int:
    if (message_id := _whole(message.message_id)) is None:
        raise UpdateUnreadable("a message has no message_id")
    return message_id


def _language(user: User | None) -> str | None:
    code = user.language_code if user is not None else None
    return code[:35] if isinstance(code, str) and code else None


def _staff_name(user: User | None) -> str:
    if user is None:
        return ""
    names = (user.first_name, user.last_name)
    full = " ".join(_clean(name) for name in names if isinstance(name, str) and name)
    return full or (user.username if isinstance(user.username, str) else "")


def _clean(text: object) -> str:
    """The text as it can be stored: half of a surrogate pair is no character."""
    if not isinstance(text, str):
        raise UpdateUnreadable("a text is not a string")
    return text.encode("utf-8", "replace").decode()


def _part(raw: object, key: str) -> Raw:
    part = raw.get(key) if isinstance(raw, Mapping) else None
    return part if isinstance(part, Mapping) else {}


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _chat_id(part: Raw) -> int | None:
    return _whole(_part(part, "chat").get("id"))


def _chat_type(part: Raw) -> object:
    return _part(part, "chat").get("type")
