"""Calls of the Bot API: what came, read as the real server reads it, and the journal of what was answered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from bot.sandbox.refusal import bad_request

_INTEGERS = frozenset(
    {
        "cache_time",
        "chat_id",
        "direct_messages_topic_id",
        "duration",
        "from_chat_id",
        "height",
        "icon_color",
        "limit",
        "max_connections",
        "message_id",
        "message_thread_id",
        "offset",
        "reply_to_message_id",
        "timeout",
        "user_id",
        "width",
    }
)
_BOOLEANS = frozenset(
    {
        "allow_paid_broadcast",
        "allow_sending_without_reply",
        "disable_content_type_detection",
        "disable_notification",
        "drop_pending_updates",
        "has_spoiler",
        "is_big",
        "protect_content",
        "remove_caption",
        "show_alert",
        "show_caption_above_media",
    }
)
_OBJECTS = frozenset(
    {
        "allowed_updates",
        "caption_entities",
        "commands",
        "entities",
        "link_preview_options",
        "menu_button",
        "message_ids",
        "reaction",
        "reply_markup",
        "reply_parameters",
        "scope",
    }
)
_FLOATS = frozenset({"horizontal_accuracy", "latitude", "longitude"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime_type: str
    content: bytes


class Params:
    """The parameters of one call, in their own types; a getter raises `Refused` for what cannot be read."""

    def __init__(self, values: Mapping[str, Any], uploads: Mapping[str, Upload]) -> None:
        self.values = values
        self.uploads = uploads

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        return value if value is None or isinstance(value, str) else str(value)

    def integer(self, name: str) -> int | None:
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def flag(self, name: str) -> bool:
        return self.values.get(name) is True

    def number(self, name: str) -> float | None:
        value = self.values.get(name)
        return float(value) if isinstance(value, int | float) else None

    def object(self, name: str) -> Any:
        """A value that is sent as JSON: an object, an array, or None."""
        return self.values.get(name)

    def upload(self, name: str) -> Upload | None:
        """The file of a field, sent under its own name or as `attach://…`."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.uploads.get(value.removeprefix("attach://"))
        return self.uploads.get(name)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the journal.

    `status` None means that the connection was broken before an answer; `fault` tells whether a fault of
    the switchboard struck. `uploads` are the files by the name of their part.
    """

    method: str
    params: Mapping[str, Any]
    uploads: Mapping[str, Upload]
    at: datetime
    status: int | None
    answer: Any
    fault: bool = False

    @property
    def accepted(self) -> bool:
        return self.status == 200 and isinstance(self.answer, dict) and self.answer.get("ok") is True


async def read_params(request: web.BaseRequest) -> Params:
    """Reads the query and the body (JSON, form or multipart). Raises `Refused`."""
    raw: dict[str, Any] = dict(parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True))
    uploads: dict[str, Upload] = {}
    kind = request.content_type
    if not request.body_exists:
        pass
    elif kind == "application/json":
        body = await request.read()
        if body:
            try:
                value = json.loads(body)
            except ValueError:
                raise bad_request("can't parse JSON object") from None
            if not isinstance(value, dict):
                raise bad_request("can't parse JSON object")
            raw |= value
    elif kind == "application/x-www-form-urlencoded":
        raw |= parse_qsl((await request.read()).decode(), keep_blank_values=True)
    elif kind == "multipart/form-data":
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader) or part.name is None:
                continue
            if part.filename is None:
                raw[part.name] = await part.text()
            else:
                uploads[part.name] = Upload(
                    part.filename,
                    part.headers.get("Content-Type", "application/octet-stream"),
                    bytes(await part.read(decode=True)),
                )
    return Params({name: _typed(name, value) for name, value in raw.items() if value is not None}, uploads)


def _typed(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in _INTEGERS:
        try:
            return int(value)
        except ValueError:
            return value
    if name in _OBJECTS:
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None
    if name in _BOOLEANS:
        return value.strip().lower() in {"true", "yes", "1"}
    if name in _FLOATS:
        try:
            return float(value)
        except ValueError:
            return value
    return value
