"""A message that can be sent once more when it is deleted before it could be copied."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_FILES: Final = {
    # An animation is a document, too.
    "animation": "sendAnimation",
    "video_note": "sendVideoNote",
    "video": "sendVideo",
    "voice": "sendVoice",
    "audio": "sendAudio",
    "document": "sendDocument",
    "sticker": "sendSticker",
    "photo": "sendPhoto",
}
_WITHOUT_CAPTION: Final = ("video_note", "sticker")
_PLACE: Final = ("latitude", "longitude")
_FACTS: Final[Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]]] = {
    # A venue is a place, too.
    "venue": ("sendVenue", (*_PLACE, "title", "address"), ()),
    "location": ("sendLocation", _PLACE, ("horizontal_accuracy",)),
    "contact": ("sendContact", ("phone_number", "first_name"), ("last_name", "vcard")),
}
"""What is sent by its facts: the call, what it must be given, and what it may be given."""


@dataclass(frozen=True, slots=True)
class Again:
    """The call that sends it, without the chat: what Telegram keeps of a file stays when its message is gone."""

    method: str
    parameters: Mapping[str, Any]

    def captioned(self, html: str | None) -> Mapping[str, Any]:
        """The parameters, with other words under it; `None` leaves those that were there."""
        if html is None or "caption" not in self.parameters:
            return self.parameters
        kept = {name: value for name, value in self.parameters.items() if name != "caption_entities"}
        return {**kept, "caption": html, "parse_mode": "HTML"}


def again_of(message: Mapping[str, Any]) -> Again | None:
    """How a message (as JSON) is sent once more; `None` for text, which is passed on in words, and for what only its
    sender can send (a poll, a die, a story). Total over any JSON."""
    for kind, (method, needed, allowed) in _FACTS.items():
        if not isinstance(facts := message.get(kind), Mapping):
            continue
        if isinstance(place := facts.get("location"), Mapping):
            facts = {**place, **facts}
        known = {name: facts[name] for name in (*needed, *allowed) if facts.get(name) is not None}
        return Again(method, known) if all(name in known for name in needed) else None
    for kind, method in _FILES.items():
        file_id = _file_id(message.get(kind))
        if file_id is None:
            continue
        if kind in _WITHOUT_CAPTION:
            return Again(method, {kind: file_id})
        caption, entities = message.get("caption"), message.get("caption_entities")
        words = {"caption": caption if isinstance(caption, str) else ""}
        marked = {"caption_entities": entities} if words["caption"] and isinstance(entities, list) else {}
        return Again(method, {kind: file_id, **words, **marked})
    return None


def sendable_in(update: Mapping[str, Any]) -> Mapping[int, Again]:
    """The message of an update (as JSON) by its id, if it can be sent again."""
    message = update.get("message") or update.get("edited_message")
    if not isinstance(message, Mapping) or not isinstance(message_id := message.get("message_id"), int):
        return {}
    again = again_of(message)
    return {} if again is None else {message_id: again}


def _file_id(file: Any) -> str | None:
    """A photo is a list of its sizes, the largest last."""
    if isinstance(file, list):
        file = file[-1] if file else None
    found = file.get("file_id") if isinstance(file, Mapping) else None
    return found if isinstance(found, str) and found else None
