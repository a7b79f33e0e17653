"""Bot API methods that alter, remove, mark or answer what is already in a chat."""

from bot.sandbox.calls import Params
from bot.sandbox.chats import Bubble, Json
from bot.sandbox.cloud import DELETABLE_FOR, LONGEST_CAPTION, LONGEST_TEXT, Cloud, Toast
from bot.sandbox.entities import Entity, utf16_length
from bot.sandbox.keyboards import Markup, kind_of, read_inline_markup
from bot.sandbox.refusal import Refused, bad_request

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_LONGEST_TOAST = 200


def edit_message_text(cloud: Cloud, params: Params) -> Json:
    bubble = _own(cloud, params)
    if bubble.content:
        raise bad_request("there is no text in the message to edit")
    try:
        text, entities = cloud.formatted(
            params.text("text") or "",
            params.text("parse_mode"),
            params.object("entities"),
            longest=LONGEST_TEXT,
            what="message",
        )
    except Refused as refused:
        if refused.description.endswith("message is too long"):
            raise bad_request("MESSAGE_TOO_LONG") from None
        raise
    if not text:
        raise bad_request("message text is empty")
    return _change(cloud, bubble, text, entities, read_inline_markup(params.object("reply_markup")))


def edit_message_caption(cloud: Cloud, params: Params) -> Json:
    bubble = _own(cloud, params)
    if bubble.file is None:
        raise bad_request("there is no caption in the message to edit")
    text, entities = cloud.formatted(
        params.text("caption") or "",
        params.text("parse_mode"),
        params.object("caption_entities"),
        longest=LONGEST_CAPTION,
        what="message caption",
    )
    return _change(cloud, bubble, text, entities, read_inline_markup(params.object("reply_markup")))


def edit_message_reply_markup(cloud: Cloud, params: Params) -> Json:
    bubble = _own(cloud, params)
    markup = read_inline_markup(params.object("reply_markup"))
    if markup == bubble.markup:
        raise bad_request(_NOT_MODIFIED)
    _replace_markup(bubble, markup)
    cloud.touch(bubble)
    return bubble.as_json()


def delete_message(cloud: Cloud, params: Params) -> bool:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    bubble = cloud.bubble(chat, params.integer("message_id"), "delete")
    theirs = bubble.sender is not cloud.bot and not chat.private and not chat.bot_is_admin
    if theirs or cloud.clock() - bubble.at > DELETABLE_FOR:
        raise bad_request("message can't be deleted for everyone")
    cloud.remove(bubble)
    return True


def delete_messages(cloud: Cloud, params: Params) -> bool:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    ids = params.object("message_ids")
    if not isinstance(ids, list) or not 1 <= len(ids) <= 100:
        raise bad_request("message identifiers are not specified")
    for message_id in ids:
        bubble = chat.bubbles.get(message_id)
        if bubble is not None and not bubble.deleted:
            cloud.remove(bubble)
    return True


def answer_callback_query(cloud: Cloud, params: Params) -> bool:
    press = cloud.open_press(params.text("callback_query_id"))
    text = params.text("text") or ""
    if utf16_length(text) > _LONGEST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    if not press.answered:
        press.answered = True
        if text:
            press.toast = Toast(text, params.flag("show_alert"), cloud.clock())
            cloud.toasts.setdefault(press.user_id, []).append(press.toast)
        cloud.announce(cloud.chats[press.chat_id])
    return True


def set_message_reaction(cloud: Cloud, params: Params) -> bool:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    bubble = cloud.bubble(chat, params.integer("message_id"), "react")
    reactions = params.object("reaction") or []
    if not isinstance(reactions, list) or len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = []
    for reaction in reactions:
        if not isinstance(reaction, dict) or reaction.get("type") != "emoji" or not reaction.get("emoji"):
            raise bad_request("REACTION_INVALID")
        emoji.append(str(reaction["emoji"]))
    bubble.reactions = tuple(emoji)
    cloud.touch(bubble, edited=False)
    return True


def pin_chat_message(cloud: Cloud, params: Params) -> bool:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    bubble = cloud.bubble(chat, params.integer("message_id"), "pin")
    if not chat.private and not chat.bot_is_admin:
        raise bad_request("not enough rights to manage pinned messages in the chat")
    if bubble.message_id not in chat.pinned:
        chat.pinned.append(bubble.message_id)
        cloud.post(
            chat,
            cloud.bot,
            content={"pinned_message": bubble.as_json(with_reply=False)},
            thread_id=bubble.thread_id,
            silent=True,
        )
    return True


def unpin_chat_message(cloud: Cloud, params: Params) -> bool:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    message_id = params.integer("message_id")
    if message_id is None and chat.pinned:
        message_id = chat.pinned[-1]
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    cloud.announce(chat)
    return True


def unpin_all_chat_messages(cloud: Cloud, params: Params) -> bool:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    chat.pinned.clear()
    cloud.announce(chat)
    return True


def _own(cloud: Cloud, params: Params) -> Bubble:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    bubble = cloud.bubble(chat, params.integer("message_id"), "edit")
    foreign = bubble.sender is not cloud.bot or bubble.forwarded is not None or bubble.is_service
    if foreign or (bubble.markup is not None and kind_of(bubble.markup) != "inline"):
        raise bad_request("message can't be edited")
    return bubble


def _change(cloud: Cloud, bubble: Bubble, text: str, entities: list[Entity], markup: Markup | None) -> Json:
    if text == bubble.text and entities == bubble.entities and markup == bubble.markup:
        raise bad_request(_NOT_MODIFIED)
    bubble.text, bubble.entities = text, entities
    _replace_markup(bubble, markup)
    cloud.touch(bubble)
    return bubble.as_json()


def _replace_markup(bubble: Bubble, markup: Markup | None) -> None:
    if bubble.markup is not None and bubble.markup != markup:
        bubble.former.append(bubble.markup)
    bubble.markup = markup
