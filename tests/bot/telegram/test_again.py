from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.again import Again, again_of, sendable_in
from tests.bot.telegram.updates import CLIP, CONTACT, FILE, PHOTO, edited, message
from tests.contracts.botapi import description

PLACE = {"latitude": 12.97, "longitude": 77.59}
BOLD = [{"type": "bold", "offset": 0, "length": 4}]
SENDABLE: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
    ({"photo": [{"file_id": "small"}, *PHOTO]}, "sendPhoto", {"photo": "a", "caption": ""}),
    ({"document": FILE, "caption": "bill"}, "sendDocument", {"document": "a", "caption": "bill"}),
    ({"animation": CLIP, "document": FILE}, "sendAnimation", {"animation": "a", "caption": ""}),
    (
        {"voice": CLIP, "caption": "Amma", "caption_entities": BOLD},
        "sendVoice",
        {"voice": "a", "caption": "Amma", "caption_entities": BOLD},
    ),
    ({"audio": CLIP}, "sendAudio", {"audio": "a", "caption": ""}),
    ({"video": CLIP}, "sendVideo", {"video": "a", "caption": ""}),
    ({"video_note": CLIP}, "sendVideoNote", {"video_note": "a"}),
    ({"sticker": FILE}, "sendSticker", {"sticker": "a"}),
    ({"location": PLACE}, "sendLocation", PLACE),
    (
        {"location": PLACE, "venue": {"location": PLACE, "title": "Clinic", "address": "12 MG Road"}},
        "sendVenue",
        PLACE | {"title": "Clinic", "address": "12 MG Road"},
    ),
    ({"contact": CONTACT}, "sendContact", {"phone_number": "+919876543210", "first_name": "Sunita"}),
]


@pytest.mark.parametrize(("parts", "method", "parameters"), SENDABLE, ids=[each[1] for each in SENDABLE])
def test_what_is_no_text_can_be_sent_again(
    parts: dict[str, Any], method: str, parameters: dict[str, Any]
) -> None:
    assert sendable_in(message(**parts)) == {31: Again(method, parameters)}
    assert sendable_in(edited(**parts)) == {31: Again(method, parameters)}
    fields = description()["methods"][method]["fields"]
    assert parameters.keys() <= fields.keys()
    needed = {name for name, field in fields.items() if field["required"]}
    assert needed <= {"chat_id", *parameters}


@pytest.mark.parametrize(
    "parts",
    [
        {"text": "call me"},
        {"poll": {"id": "1"}},
        {"dice": {"value": 3}},
        {"photo": []},
        {"voice": {"file_id": 7}},
        {"location": {"latitude": 12.97}},
        {"venue": {"title": "nowhere", "address": "none"}},
        {"contact": {"first_name": "Sunita"}},
    ],
)
def test_what_cannot_be_sent_again(parts: dict[str, Any]) -> None:
    assert sendable_in(message(**parts)) == {}


def test_other_words_may_stand_under_it_where_words_can_stand() -> None:
    voice = Again("sendVoice", {"voice": "a", "caption": "Amma", "caption_entities": BOLD})
    assert voice.captioned(None) == voice.parameters
    assert voice.captioned("Amma\n#K7") == {"voice": "a", "caption": "Amma\n#K7", "parse_mode": "HTML"}
    sticker = Again("sendSticker", {"sticker": "a"})
    assert sticker.captioned("#K7") == sticker.parameters


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
_KINDS = st.sampled_from(sorted({kind for parts, _, _ in SENDABLE for kind in parts} | {"message_id"}))


@given(st.dictionaries(_KINDS, _JSON, max_size=4))
def test_no_json_is_an_accident(parts: dict[str, Any]) -> None:
    again = again_of(parts)
    assert again is None or again.parameters
    assert sendable_in({"message": parts}) == sendable_in({"edited_message": parts})
