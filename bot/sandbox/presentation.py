"""Bot API methods about the bot itself: who it is, its commands and descriptions, its files."""

import json
import re

from bot.sandbox.calls import Params
from bot.sandbox.chats import Chat, Json
from bot.sandbox.cloud import Cloud
from bot.sandbox.files import LARGEST_DOWNLOAD
from bot.sandbox.refusal import Refused, bad_request

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)


def get_me(cloud: Cloud, params: Params) -> Json:
    return cloud.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_file(cloud: Cloud, params: Params) -> Json:
    try:
        file = cloud.files.get(params.text("file_id") or "")
    except Refused:
        raise bad_request("wrong file_id or the file is temporarily unavailable") from None
    if len(file.content) > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.file_unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }


def set_my_commands(cloud: Cloud, params: Params) -> bool:
    commands = params.object("commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = []
    for each in commands:
        if not isinstance(each, dict):
            raise bad_request("expected an Array of BotCommand")
        command = str(each.get("command", "")).removeprefix("/")
        description = str(each.get("description", "")).strip()
        if not _COMMAND.fullmatch(command):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        kept.append({"command": command, "description": description})
    cloud.profile.commands[_key(cloud, params)] = kept
    cloud.changes.announce()
    return True


def get_my_commands(cloud: Cloud, params: Params) -> list[Json]:
    return cloud.profile.commands.get(_key(cloud, params), [])


def commands_shown(cloud: Cloud, chat: Chat, language_code: str) -> list[Json]:
    """The command menu of a chat: the narrowest scope that has one, in the language if it has that."""
    broad = "all_private_chats" if chat.private else "all_group_chats"
    for scope in ({"type": "chat", "chat_id": chat.id}, {"type": broad}, {"type": "default"}):
        for language in (language_code[:2], ""):
            commands = cloud.profile.commands.get((json.dumps(scope, sort_keys=True), language))
            if commands:
                return commands
    return []


def delete_my_commands(cloud: Cloud, params: Params) -> bool:
    cloud.profile.commands.pop(_key(cloud, params), None)
    cloud.changes.announce()
    return True


def _key(cloud: Cloud, params: Params) -> tuple[str, str]:
    scope = params.object("scope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
        raise bad_request("BotCommandScope must have a valid type")
    if "chat_id" in scope:
        cloud.chat(scope["chat_id"])
    return json.dumps(scope, sort_keys=True), _language(params)


def _language(params: Params) -> str:
    code = params.text("language_code") or ""
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("LANGUAGE_CODE_INVALID")
    return code


def _set(cloud: Cloud, params: Params, name: str, texts: dict[str, str], longest: int) -> bool:
    text, language = params.text(name) or "", _language(params)
    if len(text) > longest:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    if text:
        texts[language] = text
    else:
        texts.pop(language, None)
    cloud.changes.announce()
    return True


def _get(params: Params, texts: dict[str, str]) -> str:
    return texts.get(_language(params)) or texts.get("", "")


def set_my_name(cloud: Cloud, params: Params) -> bool:
    return _set(cloud, params, "name", cloud.profile.names, 64)


def get_my_name(cloud: Cloud, params: Params) -> Json:
    return {"name": _get(params, cloud.profile.names) or cloud.bot.first_name}


def set_my_description(cloud: Cloud, params: Params) -> bool:
    return _set(cloud, params, "description", cloud.profile.descriptions, 512)


def get_my_description(cloud: Cloud, params: Params) -> Json:
    return {"description": _get(params, cloud.profile.descriptions)}


def set_my_short_description(cloud: Cloud, params: Params) -> bool:
    return _set(cloud, params, "short_description", cloud.profile.short_descriptions, 120)


def get_my_short_description(cloud: Cloud, params: Params) -> Json:
    return {"short_description": _get(params, cloud.profile.short_descriptions)}


def set_chat_menu_button(cloud: Cloud, params: Params) -> bool:
    button = params.object("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("MenuButton has unsupported type")
    cloud.profile.menu_buttons[params.integer("chat_id")] = button
    cloud.changes.announce()
    return True


def get_chat_menu_button(cloud: Cloud, params: Params) -> Json:
    buttons = cloud.profile.menu_buttons
    return buttons.get(params.integer("chat_id")) or buttons.get(None) or {"type": "commands"}
