"""Bot API methods about chats, who is in them, and the topics of a forum."""

from bot.sandbox.calls import Params
from bot.sandbox.chats import Chat, Json, Member, Topic
from bot.sandbox.cloud import Cloud
from bot.sandbox.refusal import bad_request

LONGEST_TOPIC_NAME = 128
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
            ),
            True,
        )
        value["permissions"]["can_manage_topics"] = False
    return value


def get_chat_member(cloud: Cloud, params: Params) -> Json:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    user_id = params.integer("user_id")
    if user_id == cloud.bot.id:
        return cloud.bot_member(chat, chat.bot_standing)
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
        admins.append(cloud.bot_member(chat, chat.bot_standing))
    return admins


def get_chat_member_count(cloud: Cloud, params: Params) -> int:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    if chat.private:
        return 2
    return 1 + sum(member.is_in for member in chat.members.values())


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
    if not _manages_topics(chat):
        raise bad_request("not enough rights to create a topic")
    name = _topic_name(params.text("name") or "")
    color = params.integer("icon_color") or _ICON_COLORS[0]
    if color not in _ICON_COLORS:
        raise bad_request("wrong topic icon color specified")
    opened = cloud.open_topic(chat, cloud.bot, name, color)
    return {"message_thread_id": opened.message_id, "name": name, "icon_color": color}


def edit_forum_topic(cloud: Cloud, params: Params) -> bool:
    chat = _forum(cloud, params)
    topic = _topic(chat, params)
    _check_may_change(cloud, chat, topic, "edit the topic")
    if not params.text("name"):
        return True
    name = _topic_name(params.text("name") or "")
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
    if not chat.bot_is_admin and topic.by is not cloud.bot:
        raise bad_request("not enough rights to delete the topic")
    cloud.drop_topic(chat, topic.id)
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
    return chat


def _manages_topics(chat: Chat) -> bool:
    return chat.bot_is_admin and chat.bot_manages_topics


def _check_may_change(cloud: Cloud, chat: Chat, topic: Topic, doing: str) -> None:
    if not _manages_topics(chat) and topic.by is not cloud.bot:
        raise bad_request(f"not enough rights to {doing}")


def _topic(chat: Chat, params: Params) -> Topic:
    topic = chat.topics.get(params.integer("message_thread_id") or 0)
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


def _topic_name(name: str) -> str:
    clean = name.strip()[:LONGEST_TOPIC_NAME]
    if not clean:
        raise bad_request("name must be non-empty")
    return clean


def _set_closed(cloud: Cloud, params: Params, *, closed: bool) -> bool:
    chat = _forum(cloud, params)
    topic = _topic(chat, params)
    _check_may_change(cloud, chat, topic, "close or open the topic")
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    cloud.close_topic(chat, cloud.bot, topic, closed=closed)
    return True
