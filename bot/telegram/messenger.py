"""Delivers to chats through the Bot API and says in our own words what became of it."""

import re
from collections.abc import Sequence
from typing import Any, assert_never

import structlog
from telegram import InputFile, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    TelegramError,
)

from bot.telegram.client import TelegramClient
from bot.telegram.outgoing import (
    AnswerPress,
    Bubble,
    CloseTopic,
    CopyMessage,
    Delivery,
    EditBubble,
    EditCopy,
    Gone,
    InlineButton,
    KeyboardButton,
    Moved,
    NoRight,
    NotForum,
    NoTopic,
    OpenTopic,
    Outgoing,
    Rejected,
    RenameTopic,
    ReopenTopic,
    SendBubble,
    SendFile,
    SendPicture,
    Sent,
    ShowTyping,
    StripButtons,
    TryAgain,
    Unreachable,
)
from bot.telegram.transport import Flooded, NotSent

LONGEST_TOAST = 200
LONGEST_PLACEHOLDER = 64
LONGEST_TOPIC = 128

_log = structlog.get_logger(__name__)

# The words below are those of the Bot API server (telegram-bot-api and td, read at 01a3679 and 022d602) and, in capitals,
# of Telegram behind it. The library writes the first letter large and the rest as it came.
_AS_GOOD_AS_DONE = (
    "message is not modified",
    "query is too old",
    "query id is invalid",
    "query_id_invalid",
    "topic_not_modified",
)
_NO_TOPIC = ("message thread not found", "topic_deleted", "topic_id_invalid")
_NOT_FORUM = ("chat is not a forum", "chat is not a supergroup forum", "channel_forum_missing")
_NO_RIGHT = (
    "not enough rights to create a topic",
    "not enough rights to edit the topic",
    "not enough rights to close or open the topic",
    "not enough rights to delete the topic",
    "not enough rights to manage",
    "chat_admin_required",
    "topic_closed",
)
_NO_TEXT = "there is no text in the message to edit"
_GONE = (
    "message to edit not found",
    "message to copy not found",
    "message to forward not found",
    "message to be replied not found",
    "replied message not found",
    "reply message not found",
    "message can't be edited",
    "message_id_invalid",
    _NO_TEXT,
    "there is no caption in the message to edit",
)
_UNREACHABLE = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "user_deactivated",
    "input_user_deactivated",
    "user_is_blocked",
    "peer_id_invalid",
    "channel_private",
    "chat_write_forbidden",
    "have no rights to send a message",
    "not enough rights to send",
    "need administrator rights in the channel",
    "group chat was deactivated",
    "bot was kicked",
)
_QUOTED = re.compile(r'"[^"]*"')


class TelegramMessenger:
    """`Messenger` over one bot. Safe for any number of tasks at once; keeps no order and no pace of its own."""

    def __init__(self, client: TelegramClient) -> None:
        self._client = client

    async def deliver(self, chat_id: int, outgoing: Outgoing) -> Delivery:
        """Delivers one thing to one chat; never raises for what Telegram or the network does."""
        try:
            return Sent(await self._send(chat_id, outgoing))
        except TelegramError as error:
            delivery = delivery_of(error)
            if isinstance(delivery, Sent) and isinstance(outgoing, EditBubble | StripButtons | EditCopy):
                return Sent(outgoing.message_id)
            return delivery
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            # Telegram said ok, so it is done; only the message in its answer is of a form that we do not know.
            _log.warning(
                "telegram_answer_unreadable", kind=type(outgoing).__name__, error=type(error).__name__
            )
            # A topic without its number is of no use, and another one would have none either.
            return Rejected("the new topic's id is missing") if isinstance(outgoing, OpenTopic) else Sent()

    async def _send(self, chat_id: int, outgoing: Outgoing) -> int:
        async def call(method: str, **parameters: Any) -> Any:
            return await self._client.call(method, {"chat_id": chat_id, **parameters})

        match outgoing:
            case SendBubble(bubble=bubble, reply_to=reply_to, thread_id=thread_id):
                sent = await call(
                    "sendMessage",
                    **_words(bubble),
                    reply_markup=_markup(bubble),
                    reply_parameters=_reply(reply_to),
                    message_thread_id=thread_id,
                )
                return _id_in(sent, "message_id")
            case EditBubble(message_id=message_id, bubble=bubble):
                buttons = _inline(bubble.rows) if bubble.rows else None
                await call("editMessageText", message_id=message_id, **_words(bubble), reply_markup=buttons)
                return message_id
            case StripButtons(message_id=message_id):
                await call("editMessageReplyMarkup", message_id=message_id)
                return message_id
            case SendFile(reply_to=reply_to):
                message = await self._client.send_document(
                    chat_id,
                    InputFile(outgoing.content, filename=outgoing.filename),
                    caption=outgoing.caption_html or None,
                    parse_mode=ParseMode.HTML,
                    reply_parameters=None if reply_to is None else ReplyParameters(**_reply(reply_to)),
                    message_thread_id=outgoing.thread_id,
                )
                return message.message_id
            case SendPicture(reply_to=reply_to):
                message = await self._client.send_photo(
                    chat_id,
                    InputFile(outgoing.content, filename=outgoing.filename),
                    caption=outgoing.caption_html or None,
                    parse_mode=ParseMode.HTML,
                    reply_parameters=None if reply_to is None else ReplyParameters(**_reply(reply_to)),
                    message_thread_id=outgoing.thread_id,
                )
                return message.message_id
            case CopyMessage():
                return _id_in(await self._copy(chat_id, outgoing), "message_id")
            case EditCopy(message_id=message_id, html=html):
                await self._edit_words(chat_id, message_id, html)
                return message_id
            case AnswerPress(query_id=query_id, text=text, alert=alert):
                answer = {"callback_query_id": query_id, "text": text[:LONGEST_TOAST] or None}
                await self._client.call("answerCallbackQuery", {**answer, "show_alert": alert or None})
                return 0
            case ShowTyping(thread_id=thread_id):
                await call("sendChatAction", action=ChatAction.TYPING, message_thread_id=thread_id)
                return 0
            case OpenTopic(name=name):
                return _id_in(await call("createForumTopic", name=name[:LONGEST_TOPIC]), "message_thread_id")
            case RenameTopic(thread_id=thread_id, name=name):
                await call("editForumTopic", message_thread_id=thread_id, name=name[:LONGEST_TOPIC])
                return 0
            case CloseTopic(thread_id=thread_id):
                await call("closeForumTopic", message_thread_id=thread_id)
                return 0
            case ReopenTopic(thread_id=thread_id):
                await call("reopenForumTopic", message_thread_id=thread_id)
                return 0
            case _:
                assert_never(outgoing)

    async def _copy(self, chat_id: int, copy: CopyMessage) -> Any:
        there = {
            "chat_id": chat_id,
            "reply_parameters": _reply(copy.reply_to),
            "message_thread_id": copy.thread_id,
        }
        which = {"from_chat_id": copy.from_chat_id, "message_id": copy.message_id}
        caption = copy.caption_html
        words = {"caption": caption, "parse_mode": None if caption is None else ParseMode.HTML}
        try:
            return await self._client.call("copyMessage", {**there, **which, **words})
        except BadRequest as error:
            if copy.again is None or not isinstance(delivery_of(error), Gone):
                raise
            return await self._client.call(copy.again.method, {**there, **copy.again.captioned(caption)})

    async def _edit_words(self, chat_id: int, message_id: int, html: str) -> None:
        which = {"chat_id": chat_id, "message_id": message_id, "parse_mode": ParseMode.HTML}
        try:
            await self._client.call("editMessageText", {**which, "text": html})
        except BadRequest as error:
            if _NO_TEXT not in str(error).lower():
                raise
            await self._client.call("editMessageCaption", {**which, "caption": html})


def delivery_of(error: TelegramError) -> Delivery:
    """What an error of the Bot API, of its server or of the network means for what was to be delivered."""
    reason = _reason(error)
    said = reason.lower()
    match error:
        case Flooded(after=after):
            return TryAgain(reason, after=after)
        case ChatMigrated(new_chat_id=chat_id):
            return Moved(chat_id)
        case Forbidden():
            return Unreachable(reason)
        case BadRequest() if any(words in said for words in _AS_GOOD_AS_DONE):
            return Sent()
        case BadRequest() if any(words in said for words in _NO_TOPIC):
            return NoTopic(reason)
        case BadRequest() if any(words in said for words in _NOT_FORUM):
            return NotForum(reason)
        case BadRequest() if any(words in said for words in _NO_RIGHT):
            return NoRight(reason)
        case BadRequest() if any(words in said for words in _GONE):
            return Gone(reason)
        case BadRequest() if any(words in said for words in _UNREACHABLE):
            return Unreachable(reason)
        case BadRequest():
            return Rejected(reason)
        case NotSent():
            return TryAgain(reason)
        case InvalidToken() | Conflict():
            # A matter of the operator's: what waits goes out once the token is right.
            return TryAgain(f"Telegram refuses the bot: {reason}")
        case _:
            return TryAgain(reason, perhaps=True)


def _reason(error: TelegramError) -> str:
    """What Telegram says, without the parts of our own text that it may quote."""
    return _QUOTED.sub('"…"', str(error))[:200] or type(error).__name__


def _id_in(answer: Any, name: str) -> int:
    """Raises `LookupError` and `TypeError` where there is none."""
    return int(answer[name])


def _words(bubble: Bubble) -> dict[str, Any]:
    return {
        "text": bubble.html,
        "parse_mode": ParseMode.HTML,
        "link_preview_options": {"is_disabled": True},
    }


def _reply(message_id: int | None) -> Any:
    return None if message_id is None else {"message_id": message_id, "allow_sending_without_reply": True}


def _markup(bubble: Bubble) -> Any:
    """A message carries one of the three: inline buttons, or a reply keyboard, or its removal."""
    if bubble.rows:
        return _inline(bubble.rows)
    if bubble.keyboard:
        placeholder = bubble.placeholder[:LONGEST_PLACEHOLDER]
        return {
            "keyboard": [[_keyboard_button(button) for button in row] for row in bubble.keyboard],
            "resize_keyboard": True,
            "one_time_keyboard": True,
            **({"input_field_placeholder": placeholder} if placeholder else {}),
        }
    return {"remove_keyboard": True} if bubble.remove_keyboard else None


def _inline(rows: Sequence[Sequence[InlineButton]]) -> Any:
    return {"inline_keyboard": [[_inline_button(button) for button in row] for row in rows]}


def _inline_button(button: InlineButton) -> Any:
    does = {"url": button.url} if button.url else {"callback_data": button.data}
    style = {} if button.style == "plain" else {"style": button.style}
    return {"text": button.label, **does, **style}


def _keyboard_button(button: KeyboardButton) -> Any:
    asks = {} if button.asks is None else {f"request_{button.asks}": True}
    return {"text": button.label, **asks}
