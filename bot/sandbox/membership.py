"""Bot API methods about chats, who is in them, and the topics of a forum."""

from bot.sandbox.calls import Params
from bot.sandbox.chats import Chat, Json, Member, Topic
from bot.sandbox.cloud import Cloud
from bot.sandbox.refusal import bad_request

_ICON_COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


def get_chat(cloud: Cloud, params: Params) -> Json:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    value = chat.as_json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
    if chat.pinned:
        value["pinned_message"] = chat.bubbles[chat.pinned[-1]].as_json(with_reply=False)
    if not chat.private:
        value["permissions"] = dict.fromkeys(
            (
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
                "can_change_info",
                "can_invite_users",
                "can_pin_messages",
                "can_manage_topics",
            ),
            True,
        )
    return value


def get_chat_member(cloud: Cloud, params: Params) -> Json:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    user_id = params.integer("user_id")
    if user_id == cloud.bot.id:
        return cloud.bot_member(chat.bot_standing)
    if chat.person is not None and user_id == chat.person.id:
        return Member(chat.person).as_json()
    member = chat.members.get(user_id or 0)
    if member is not None:
        return member.as_json()
    user = cloud.users.get(user_id or 0)
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return Member(user, "left").as_json()


def get_chat_administrators(cloud: Cloud, params: Params) -> list[Json]:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    admins = [member.as_json() for member in chat.members.values() if member.is_admin]
    if chat.bot_is_admin:
        admins.append(cloud.bot_member(chat.bot_standing))
    return admins


def get_chat_member_count(cloud: Cloud, params: Params) -> int:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    if chat.private:
        return 2
    return 1 + sum(member.standing not in {"left", "kicked"} for member in chat.members.values())


def leave_chat(cloud: Cloud, params: Params) -> bool:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    old, chat.bot_standing = chat.bot_standing, "left"
    cloud.tell_standing(chat, cloud.bot, old, "left")
    cloud.announce(chat)
    return True


def create_forum_topic(cloud: Cloud, params: Params) -> Json:
    chat = _forum(cloud, params)
    name = (params.text("name") or "").strip()
    if not name:
        raise bad_request("TOPIC_TITLE_EMPTY")
    if len(name) > 128:
        raise bad_request("TOPIC_TITLE_TOO_LONG")
    color = params.integer("icon_color") or _ICON_COLORS[0]
    if color not in _ICON_COLORS:
        raise bad_request("wrong topic icon color specified")
    opened = {"name": name, "icon_color": color}
    bubble = cloud.post(chat, cloud.bot, content={"forum_topic_created": opened})
    bubble.thread_id = bubble.message_id
    chat.topics[bubble.message_id] = Topic(bubble.message_id, name, color)
    return {"message_thread_id": bubble.message_id, **opened}


def edit_forum_topic(cloud: Cloud, params: Params) -> bool:
    chat = _forum(cloud, params)
    topic = _topic(chat, params)
    name = (params.text("name") or topic.name).strip()
    if not 1 <= len(name) <= 128:
        raise bad_request("TOPIC_TITLE_TOO_LONG")
    if name == topic.name:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = name
    cloud.post(chat, cloud.bot, content={"forum_topic_edited": {"name": name}}, thread_id=topic.id)
    return True


def close_forum_topic(cloud: Cloud, params: Params) -> bool:
    return _set_closed(cloud, params, closed=True)


def reopen_forum_topic(cloud: Cloud, params: Params) -> bool:
    return _set_closed(cloud, params, closed=False)


def delete_forum_topic(cloud: Cloud, params: Params) -> bool:
    chat = _forum(cloud, params)
    topic = _topic(chat, params)
    del chat.topics[topic.id]
    for bubble in chat.shown():
        if bubble.thread_id == topic.id:
            cloud.remove(bubble)
    return True


def unpin_all_forum_topic_messages(cloud: Cloud, params: Params) -> bool:
    chat = _forum(cloud, params)
    topic = _topic(chat, params)
    chat.pinned = [each for each in chat.pinned if chat.bubbles[each].thread_id != topic.id]
    cloud.announce(chat)
    return True


def get_forum_topic_icon_stickers(cloud: Cloud, params: Params) -> list[Json]:
    return []


def _forum(cloud: Cloud, params: Params) -> Chat:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    if not chat.bot_is_admin:
        raise bad_request("not enough rights to create a topic")
    return chat


def _topic(chat: Chat, params: Params) -> Topic:
    topic = chat.topics.get(params.integer("message_thread_id") or 0)
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


def _set_closed(cloud: Cloud, params: Params, *, closed: bool) -> bool:
    chat = _forum(cloud, params)
    topic = _topic(chat, params)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    event = "forum_topic_closed" if closed else "forum_topic_reopened"
    cloud.post(chat, cloud.bot, content={event: {}}, thread_id=topic.id)
    return True
