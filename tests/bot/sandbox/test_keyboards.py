"""Which keyboards Telegram takes."""

from typing import Any

import pytest

from bot.sandbox.keyboards import Button, read_inline_markup, read_markup, rows_of
from bot.sandbox.refusal import Refused


def inline(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


def test_rows_of_buttons_are_read() -> None:
    markup = read_markup(
        inline(
            {"text": "Yes", "callback_data": "y", "style": "success"},
            {"text": "Map", "url": "https://example.org/map"},
            {"text": "Copy", "copy_text": {"text": "R-1"}},
        ),
        private=True,
    )
    assert rows_of(markup) == (
        (
            Button("Yes", data="y", style="success"),
            Button("Map", url="https://example.org/map"),
            Button("Copy", copy="R-1"),
        ),
    )


def test_a_reply_keyboard_may_hold_plain_texts() -> None:
    markup = read_markup(
        {"keyboard": [["Later"], [{"text": "Here", "request_location": True}]]}, private=True
    )
    assert rows_of(markup) == ((Button("Later"),), (Button("Here", asks="location"),))


@pytest.mark.parametrize("nothing", [None, "", {}, {"inline_keyboard": []}, {"inline_keyboard": [[]]}])
def test_no_keyboard(nothing: object) -> None:
    assert read_markup(nothing, private=True) is None


@pytest.mark.parametrize(
    ("markup", "refusal"),
    [
        ("keyboard", "object expected as reply markup"),
        ({"inline_keyboard": ["x"]}, "must be an Array of Arrays"),
        (inline({"text": "x"}), "Text buttons are unallowed in the inline keyboard"),
        (inline({"text": "x", "callback_data": "a", "url": "https://a.org"}), "Text buttons are unallowed"),
        (inline({"callback_data": "a"}), 'Can\'t find field "text"'),
        (inline({"text": " ", "callback_data": "a"}), "BUTTON_TEXT_INVALID"),
        (inline({"text": "x", "callback_data": "a" * 65}), "BUTTON_DATA_INVALID"),
        (inline({"text": "x", "callback_data": "ह" * 22}), "BUTTON_DATA_INVALID"),
        (inline({"text": "x", "url": "not an address"}), "Wrong HTTP URL"),
        (inline({"text": "x", "copy_text": {"text": ""}}), "BUTTON_COPY_TEXT_INVALID"),
        (inline({"text": "x", "callback_data": "a", "style": "pink"}), "Invalid button style"),
        (inline(*[{"text": "x", "callback_data": "a"}] * 9), "REPLY_MARKUP_TOO_LONG"),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "a"}]] * 101}, "REPLY_MARKUP_TOO_LONG"),
        ({"keyboard": [[{"text": "x"}]], "input_field_placeholder": "x" * 65}, "REPLY_MARKUP_INVALID"),
    ],
)
def test_refused_keyboards(markup: object, refusal: str) -> None:
    with pytest.raises(Refused) as refused:
        read_markup(markup, private=True)
    assert refusal in refused.value.description


@pytest.mark.parametrize("markup", [{"remove_keyboard": True}, {"keyboard": [["x"]]}])
def test_an_edit_takes_inline_keyboards_only(markup: object) -> None:
    with pytest.raises(Refused, match="inline keyboard expected"):
        read_inline_markup(markup)


@pytest.mark.parametrize("asked", ["request_contact", "request_location"])
def test_contact_and_location_are_asked_for_in_private_only(asked: str) -> None:
    with pytest.raises(Refused, match="can be requested in private chats only"):
        read_markup({"keyboard": [[{"text": "x", asked: True}]]}, private=False)
