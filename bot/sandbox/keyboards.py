"""Keyboards under a message and instead of the keyboard: read from a call and checked as Telegram does."""

import re
from dataclasses import dataclass
from typing import Any, Literal

from bot.sandbox.refusal import bad_request

Markup = dict[str, Any]
"""A reply markup as the Bot API writes it."""

MarkupKind = Literal["inline", "reply", "remove", "force_reply"]

_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_STYLES = ("danger", "success", "primary")
_MOST_BUTTONS = 100
_MOST_IN_A_ROW = 8
_ADDRESS = re.compile(r"(https?://|tg://|tel:|mailto:)\S+|[\w-]+(\.[\w-]+)+\S*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Button:
    """One button as the person sees it: under a message (`data`, `url`, `copy`) or on the keyboard."""

    text: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    style: str | None = None
    asks: Literal["contact", "location"] | None = None


Rows = tuple[tuple[Button, ...], ...]


def kind_of(markup: Markup) -> MarkupKind:
    """Which of the four kinds a checked markup is."""
    if "inline_keyboard" in markup:
        return "inline"
    if "keyboard" in markup:
        return "reply"
    return "remove" if "remove_keyboard" in markup else "force_reply"


def rows_of(markup: Markup | None) -> Rows:
    """The buttons of a checked inline or reply markup."""
    if markup is None:
        return ()
    rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
    return tuple(tuple(_button(button) for button in row) for row in rows)


def _button(button: Markup) -> Button:
    asks: Literal["contact", "location"] | None = None
    if button.get("request_contact"):
        asks = "contact"
    elif button.get("request_location"):
        asks = "location"
    return Button(
        text=button["text"],
        data=button.get("callback_data"),
        url=button.get("url"),
        copy=(button.get("copy_text") or {}).get("text"),
        style=button.get("style"),
        asks=asks,
    )


def read_markup(value: object, *, private: bool) -> Markup | None:
    """A reply markup from a call, checked; None when there is none. Raises `Refused`."""
    if value is None or value == "":
        return None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in value:
        return _inline(value)
    if "keyboard" in value:
        return _reply(value, private=private)
    if value.get("remove_keyboard") is True:
        return {"remove_keyboard": True}
    if value.get("force_reply") is True:
        return dict(value)
    return None


def read_inline_markup(value: object) -> Markup | None:
    """What an edit may carry: an inline keyboard or none. Raises `Refused`."""
    markup = read_markup(value, private=True)
    if markup is not None and kind_of(markup) != "inline":
        raise bad_request("inline keyboard expected")
    return markup


def _rows(value: object, what: str) -> list[list[object]]:
    if not isinstance(value, list):
        raise bad_request(f'field "{what}" of the ReplyMarkup must be an Array')
    rows = []
    for row in value:
        if not isinstance(row, list):
            raise bad_request(f'field "{what}" must be an Array of Arrays')
        if len(row) > _MOST_IN_A_ROW:
            raise bad_request("REPLY_MARKUP_TOO_LONG")
        if row:
            rows.append(row)
    if sum(map(len, rows)) > _MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return rows


def _text_of(button: Markup, where: str) -> str:
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request(f"can't parse {where} button: Can't find field \"text\"")
    if not text.strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if "style" in button and button["style"] not in _STYLES:
        raise bad_request(f"can't parse {where} button: Invalid button style specified")
    return text


def _inline(value: Markup) -> Markup | None:
    rows = []
    for row in _rows(value["inline_keyboard"], "inline_keyboard"):
        buttons = []
        for button in row:
            if not isinstance(button, dict):
                raise bad_request(
                    "can't parse inline keyboard button: InlineKeyboardButton must be an Object"
                )
            _text_of(button, "inline keyboard")
            if sum(action in button for action in _ACTIONS) != 1:
                raise bad_request(
                    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
                )
            _check_action(button)
            buttons.append(button)
        rows.append(buttons)
    return {"inline_keyboard": rows} if rows else None


def _check_action(button: Markup) -> None:
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
    elif "url" in button:
        if not isinstance(button["url"], str) or not _ADDRESS.fullmatch(button["url"]):
            raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    elif "copy_text" in button:
        copied = button["copy_text"]
        text = copied.get("text") if isinstance(copied, dict) else None
        if not isinstance(text, str) or not 1 <= len(text) <= 256:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _reply(value: Markup, *, private: bool) -> Markup | None:
    rows = []
    for row in _rows(value["keyboard"], "keyboard"):
        buttons: list[Markup] = []
        for button in row:
            if isinstance(button, str):
                button = {"text": button}
            if not isinstance(button, dict):
                raise bad_request("can't parse keyboard button: KeyboardButton must be an Object")
            _text_of(button, "keyboard")
            if button.get("request_contact") and not private:
                raise bad_request("phone number can be requested in private chats only")
            if button.get("request_location") and not private:
                raise bad_request("location can be requested in private chats only")
            buttons.append(button)
        rows.append(buttons)
    placeholder = value.get("input_field_placeholder")
    if placeholder is not None and (not isinstance(placeholder, str) or not 1 <= len(placeholder) <= 64):
        raise bad_request("REPLY_MARKUP_INVALID")
    return value | {"keyboard": rows} if rows else None
