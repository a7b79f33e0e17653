"""Delivers to chats through the Bot API and says in our own words what became of it."""

import re
from collections.abc import Sequence
from typing import assert_never

import structlog
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram import KeyboardButton as TelegramKeyboardButton
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    TelegramError,
)

from bot.telegram.outgoing import (
    AnswerPress,
    Bubble,
    CopyMessage,
    Delivery,
    EditBubble,
    Gone,
    InlineButton,
    KeyboardButton,
    Moved,
    Outgoing,
    Rejected,
    SendBubble,
    SendFile,
    Sent,
    ShowTyping,
    StripButtons,
    TryAgain,
    Unreachable,
)
from bot.telegram.transport import Flooded, NotSent

LONGEST_TOAST = 200
LONGEST_PLACEHOLDER = 64

_log = structlog.get_logger(__name__)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_AS_GOOD_AS_DONE = ("message is not modified", "query is too old", "query id is invalid", "query_id_invalid")
_GONE = (
    "message to edit not found",
    "message to copy not found",
    "message to forward not found",
    "message to be replied not found",
    "replied message not found",
    "reply message not found",
    "message thread not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
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

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def deliver(self, chat_id: int, outgoing: Outgoing) -> Delivery:
        """Delivers one thing to one chat; never raises for what Telegram or the network does."""
        try:
            return Sent(await self._send(chat_id, outgoing))
        except TelegramError as error:
            delivery = delivery_of(error)
            if isinstance(delivery, Sent) and isinstance(outgoing, EditBubble | StripButtons):
                return Sent(outgoing.message_id)
            return delivery
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            # Telegram said ok, so it is done; only the message in its answer is of a form that we do not know.
            _log.warning(
                "telegram_answer_unreadable", kind=type(outgoing).__name__, error=type(error).__name__
            )
            return Sent()

    async def _send(self, chat_id: int, outgoing: Outgoing) -> int:
        bot = self._bot
        match outgoing:
            case SendBubble(bubble=bubble, reply_to=reply_to):
                message = await bot.send_message(
                    chat_id,
                    bubble.html,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=_markup(bubble),
                    reply_parameters=_reply(reply_to),
                )
                return message.message_id
            case EditBubble(message_id=message_id, bubble=bubble):
                await bot.edit_message_text(
                    bubble.html,
                    chat_id=chat_id,
                    message_id=message_id,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=_inline(bubble.rows) if bubble.rows else None,
                )
                return message_id
            case StripButtons(message_id=message_id):
                await bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id)
                return message_id
            case SendFile(filename=filename, content=content, caption_html=caption, reply_to=reply_to):
                message = await bot.send_document(
                    chat_id,
                    InputFile(content, filename=filename),
                    caption=caption or None,
                    parse_mode=ParseMode.HTML,
                    reply_parameters=_reply(reply_to),
                )
                return message.message_id
            case CopyMessage(from_chat_id=from_chat_id, message_id=message_id, reply_to=reply_to):
                copied = await bot.copy_message(
                    chat_id, from_chat_id, message_id, reply_parameters=_reply(reply_to)
                )
                return copied.message_id
            case AnswerPress(query_id=query_id, text=text, alert=alert):
                await bot.answer_callback_query(
                    query_id, text=text[:LONGEST_TOAST] or None, show_alert=alert or None
                )
                return 0
            case ShowTyping():
                await bot.send_chat_action(chat_id, ChatAction.TYPING)
                return 0
            case _:
                assert_never(outgoing)


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


def _reply(message_id: int | None) -> ReplyParameters | None:
    return None if message_id is None else ReplyParameters(message_id, allow_sending_without_reply=True)


def _markup(bubble: Bubble) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    """A message carries one of the three: inline buttons, or a reply keyboard, or its removal."""
    if bubble.rows:
        return _inline(bubble.rows)
    if bubble.keyboard:
        return ReplyKeyboardMarkup(
            [[_keyboard_button(button) for button in row] for row in bubble.keyboard],
            resize_keyboard=True,
            one_time_keyboard=True,
            input_field_placeholder=bubble.placeholder[:LONGEST_PLACEHOLDER] or None,
        )
    return ReplyKeyboardRemove() if bubble.remove_keyboard else None


def _inline(rows: Sequence[Sequence[InlineButton]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[_inline_button(button) for button in row] for row in rows])


def _inline_button(button: InlineButton) -> InlineKeyboardButton:
    style = None if button.style == "plain" else button.style
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url, style=style)
    return InlineKeyboardButton(button.label, callback_data=button.data, style=style)


def _keyboard_button(button: KeyboardButton) -> TelegramKeyboardButton:
    return TelegramKeyboardButton(
        button.label,
        request_contact=True if button.asks == "contact" else None,
        request_location=True if button.asks == "location" else None,
    )
