"""Bot API methods that put a message into a chat."""

import re
from typing import Any

from bot.sandbox.calls import Params
from bot.sandbox.chats import Bubble, Chat, Json
from bot.sandbox.cloud import LONGEST_CAPTION, LONGEST_TEXT, Cloud
from bot.sandbox.files import LARGEST_UPLOAD, FileKind, StoredFile
from bot.sandbox.keyboards import kind_of, read_markup
from bot.sandbox.refusal import Refused, bad_request

_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_PICTURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"RIFF", "image/webp"))


def send_message(cloud: Cloud, params: Params) -> Json:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    text, entities = cloud.formatted(
        params.text("text") or "",
        params.text("parse_mode"),
        params.object("entities"),
        longest=LONGEST_TEXT,
        what="message",
    )
    if not text:
        raise bad_request("message text is empty")
    return _post(cloud, chat, params, text=text, entities=entities).as_json()


def send_document(cloud: Cloud, params: Params) -> Json:
    return _send_file(cloud, params, "document")


def send_photo(cloud: Cloud, params: Params) -> Json:
    return _send_file(cloud, params, "photo")


def send_voice(cloud: Cloud, params: Params) -> Json:
    return _send_file(cloud, params, "voice")


def send_location(cloud: Cloud, params: Params) -> Json:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if latitude is None or longitude is None:
        raise bad_request("latitude is empty" if latitude is None else "longitude is empty")
    content = {"location": {"latitude": latitude, "longitude": longitude}}
    return _post(cloud, chat, params, content=content).as_json()


def send_contact(cloud: Cloud, params: Params) -> Json:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    phone, first_name = params.text("phone_number"), params.text("first_name")
    if not phone or not first_name:
        raise bad_request("phone number is empty" if not phone else "first name is empty")
    contact = {"phone_number": phone, "first_name": first_name}
    if last_name := params.text("last_name"):
        contact["last_name"] = last_name
    return _post(cloud, chat, params, content={"contact": contact}).as_json()


def copy_message(cloud: Cloud, params: Params) -> Json:
    chat, source = _chat_and_source(cloud, params, "copy")
    caption, entities = source.text, list(source.entities)
    if source.content and params.text("caption") is not None:
        caption, entities = _caption(cloud, params)
    bubble = _post(
        cloud, chat, params, text=caption, entities=entities, content=dict(source.content), file=source.file
    )
    return {"message_id": bubble.message_id}


def forward_message(cloud: Cloud, params: Params) -> Json:
    chat, source = _chat_and_source(cloud, params, "forward")
    if source.protected:
        raise bad_request("message can't be forwarded")
    bubble = _post(
        cloud,
        chat,
        params,
        text=source.text,
        entities=list(source.entities),
        content=dict(source.content),
        file=source.file,
        forwarded=forward_origin(source),
    )
    return bubble.as_json()


def copy_messages(cloud: Cloud, params: Params) -> list[Json]:
    return [copy_message(cloud, each) for each in _each_message(params)]


def forward_messages(cloud: Cloud, params: Params) -> list[Json]:
    return [{"message_id": forward_message(cloud, each)["message_id"]} for each in _each_message(params)]


def send_chat_action(cloud: Cloud, params: Params) -> bool:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    action = params.text("action") or ""
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    # The topic is not looked at: for a deleted one the real server answers "true" just the same.
    chat.action = (action, cloud.clock())
    cloud.announce(chat)
    return True


def forward_origin(source: Bubble) -> Json:
    """Where a forwarded message comes from, as a Bot API MessageOrigin."""
    if source.forwarded is not None:
        return source.forwarded
    date = int(source.at.timestamp())
    if source.sender_chat is not None:
        return {"type": "chat", "date": date, "sender_chat": source.sender_chat.as_json()}
    return {"type": "user", "date": date, "sender_user": source.sender.as_json()}


def _each_message(params: Params) -> list[Params]:
    ids = params.object("message_ids")
    if not isinstance(ids, list) or not 1 <= len(ids) <= 100:
        raise bad_request("message identifiers are not specified")
    return [Params({**params.values, "message_id": int(each)}, {}) for each in sorted(ids)]


def _chat_and_source(cloud: Cloud, params: Params, purpose: str) -> tuple[Chat, Bubble]:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    origin = cloud.chat(params.object("from_chat_id"))
    source = cloud.bubble(origin, params.integer("message_id"), purpose)
    if source.is_service:
        word = "copied" if purpose == "copy" else "forwarded"
        raise bad_request(f"message can't be {word}")
    return chat, source


def _caption(cloud: Cloud, params: Params) -> tuple[str, list[Json]]:
    return cloud.formatted(
        params.text("caption") or "",
        params.text("parse_mode"),
        params.object("caption_entities"),
        longest=LONGEST_CAPTION,
        what="message caption",
    )


def _send_file(cloud: Cloud, params: Params, kind: FileKind) -> Json:
    chat = cloud.chat_to_act_in(params.object("chat_id"))
    file = _file(cloud, params, kind)
    caption, entities = _caption(cloud, params)
    bubble = _post(
        cloud, chat, params, text=caption, entities=entities, content=file_content(file), file=file
    )
    return bubble.as_json()


def _file(cloud: Cloud, params: Params, kind: FileKind) -> StoredFile:
    upload = params.upload(kind)
    if upload is not None:
        if len(upload.content) > LARGEST_UPLOAD:
            raise Refused(413, "Request Entity Too Large")
        mime_type = upload.mime_type
        if kind == "photo":
            mime_type = picture_type(upload.content)
        return cloud.files.add(kind, upload.content, upload.name, mime_type)
    value = params.text(kind)
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    if re.match(r"https?://", value):
        raise bad_request("failed to get HTTP URL content")
    file = cloud.files.get(value)
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


def picture_type(content: bytes) -> str:
    """The media type of a photo. Raises `Refused` for what is no picture."""
    for beginning, mime_type in _PICTURES:
        if content.startswith(beginning):
            return mime_type
    raise bad_request("IMAGE_PROCESS_FAILED")


def file_content(file: StoredFile) -> Json:
    """A file as the part of a Bot API Message that carries it."""
    value: Json = {
        "file_id": file.file_id,
        "file_unique_id": file.file_unique_id,
        "file_size": len(file.content),
    }
    match file.kind:
        case "photo":
            small = value | {"width": 90, "height": 67}
            return {"photo": [small, value | {"width": 1280, "height": 960}]}
        case "voice":
            return {"voice": value | {"duration": 3, "mime_type": file.mime_type}}
        case "document":
            return {"document": value | {"file_name": file.name, "mime_type": file.mime_type}}


def _post(cloud: Cloud, chat: Chat, params: Params, **parts: Any) -> Bubble:
    markup = read_markup(params.object("reply_markup"), private=chat.private)
    reply_to = _reply_to(chat, params)
    thread_id = cloud.thread(chat, params.integer("message_thread_id"))
    if thread_id is None and reply_to is not None:
        thread_id = reply_to.thread_id
    if markup is not None and kind_of(markup) == "force_reply":
        markup = None
    return cloud.post(
        chat,
        cloud.bot,
        markup=markup,
        reply_to=reply_to,
        thread_id=thread_id,
        silent=params.flag("disable_notification"),
        protected=params.flag("protect_content"),
        **parts,
    )


def _reply_to(chat: Chat, params: Params) -> Bubble | None:
    given = params.object("reply_parameters")
    if isinstance(given, dict):
        wanted, optional = given.get("message_id"), given.get("allow_sending_without_reply") is True
    else:
        wanted, optional = params.integer("reply_to_message_id"), params.flag("allow_sending_without_reply")
    if wanted is None:
        return None
    bubble = chat.bubbles.get(wanted) if isinstance(wanted, int) else None
    if bubble is not None and not bubble.deleted:
        return bubble
    if optional:
        return None
    raise bad_request("message to be replied not found")
