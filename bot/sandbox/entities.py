"""Telegram's HTML style: markup to text with entities, and back. Offsets and lengths count UTF-16 units."""

import html
import re
from typing import Any

from bot.sandbox.refusal import Refused, bad_request

Entity = dict[str, Any]
"""A MessageEntity as the Bot API writes it."""

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_SPECIAL = re.compile(r"[<&]")
_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ATTRIBUTE = re.compile(r"""\s*([^\s=>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([a-zA-Z0-9.-]+)))?""")
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/])"
    r"|(?<!\w)(?P<mention>@[A-Za-z0-9_]{3,32})"
)
_CLUES = ("/", "@")


def utf16_length(text: str) -> int:
    """How many UTF-16 units a text takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The text without its tags, and the entities. Raises `Refused` for what Telegram does not parse."""
    if "<" not in source and "&" not in source:
        return trimmed(source, [])
    parts: list[str] = []
    entities: list[Entity] = []
    opened: list[tuple[str, int, dict[str, str], int]] = []
    offset = at = 0
    while at < len(source):
        found = _SPECIAL.search(source, at)
        plain = source[at : found.start() if found else len(source)]
        if plain:
            parts.append(plain)
            offset += utf16_length(plain)
        if found is None:
            break
        at = found.start()
        if source[at] == "&":
            character, at = _reference(source, at)
            parts.append(character)
            offset += utf16_length(character)
        elif source.startswith("</", at):
            at = _close(source, at, offset, opened, entities)
        else:
            name, attributes, end = _start_tag(source, at)
            opened.append((name, offset, attributes, at))
            at = end
    if opened:
        raise _unparsable(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return trimmed("".join(parts), entities)


def _unparsable(reason: str) -> Refused:
    return bad_request(f"can't parse entities: {reason}")


def _bytes_before(source: str, at: int) -> int:
    return len(source[:at].encode())


def _reference(source: str, at: int) -> tuple[str, int]:
    match = _REFERENCE.match(source, at)
    if match is None:
        return "&", at + 1
    named, decimal, hexadecimal = match.groups()
    if named:
        return _NAMED[named], match.end()
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if not 0 < code < 0x110000 or 0xD800 <= code < 0xE000:
        return "&", at + 1
    return chr(code), match.end()


def _start_tag(source: str, at: int) -> tuple[str, dict[str, str], int]:
    end = at + 1
    while end < len(source) and not source[end].isspace() and source[end] != ">":
        end += 1
    if end == len(source):
        raise _unparsable(f"Unclosed start tag at byte offset {_bytes_before(source, at)}")
    name = source[at + 1 : end].lower()
    if name not in _STYLES:
        raise _unparsable(f'Unsupported start tag "{name}" at byte offset {_bytes_before(source, at)}')
    attributes: dict[str, str] = {}
    while True:
        while end < len(source) and source[end].isspace():
            end += 1
        if end >= len(source):
            raise _unparsable(f"Unclosed start tag at byte offset {_bytes_before(source, at)}")
        if source[end] == ">":
            break
        match = _ATTRIBUTE.match(source, end)
        if match is None:
            raise _unparsable(
                f'Empty attribute name in the tag "{name}" at byte offset {_bytes_before(source, at)}'
            )
        key, *values = match.groups()
        attributes[key.lower()] = html.unescape(next((value for value in values if value is not None), ""))
        end = match.end()
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _unparsable(
            f'Tag "span" must have class "tg-spoiler" at byte offset {_bytes_before(source, at)}'
        )
    return name, attributes, end + 1


def _close(
    source: str,
    at: int,
    offset: int,
    opened: list[tuple[str, int, dict[str, str], int]],
    entities: list[Entity],
) -> int:
    here = _bytes_before(source, at)
    if not opened:
        raise _unparsable(f"Unexpected end tag at byte offset {here}")
    end = source.find(">", at)
    if end < 0:
        raise _unparsable(f"Unclosed end tag at byte offset {here}")
    name = source[at + 2 : end].strip().lower()
    start, began, attributes, _ = opened.pop()
    if name and name != start:
        raise _unparsable(
            f'Unmatched end tag at byte offset {here}, expected "</{start}>", found "</{name}>"'
        )
    if offset > began:
        entity = _entity(start, attributes, began, offset - began, opened, entities)
        if entity is not None:
            entities.append(entity)
    return end + 1


def _entity(
    name: str,
    attributes: dict[str, str],
    offset: int,
    length: int,
    opened: list[tuple[str, int, dict[str, str], int]],
    entities: list[Entity],
) -> Entity | None:
    entity: Entity = {"type": _STYLES[name], "offset": offset, "length": length}
    if name == "a":
        url = attributes.get("href", "")
        if url.startswith("tg://user?id=") and url[13:].isdigit():
            return {
                "type": "text_mention",
                "offset": offset,
                "length": length,
                "user": {"id": int(url[13:]), "is_bot": False, "first_name": ""},
            }
        if not re.match(r"(https?|tg|tel|mailto):", url):
            return None
        entity["url"] = url
    elif name == "tg-emoji":
        if not attributes.get("emoji-id", "").isdigit():
            raise _unparsable("Custom emoji entity must contain a valid identifier")
        entity["custom_emoji_id"] = attributes["emoji-id"]
    elif name == "blockquote" and "expandable" in attributes:
        entity["type"] = "expandable_blockquote"
    elif name == "code" and opened and opened[-1][0] == "pre":
        language = attributes.get("class", "")
        if opened[-1][1] == offset and language.startswith("language-"):
            opened[-1][2]["language"] = language.removeprefix("language-")
        return None
    elif name == "pre" and "language" in attributes:
        entity["language"] = attributes["language"]
    return entity


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without the blanks at both ends, as Telegram stores it; entities are moved and cut to fit."""
    cut = text.strip()
    if len(cut) != len(text) and entities:
        lead = utf16_length(text[: len(text) - len(text.lstrip())])
        size = utf16_length(cut)
        kept = []
        for entity in entities:
            start = max(entity["offset"] - lead, 0)
            end = min(entity["offset"] + entity["length"] - lead, size)
            if end > start:
                kept.append(entity | {"offset": start, "length": end - start})
        entities = kept
    entities.sort(key=_outermost_first)
    return cut, entities


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """The entities and those that Telegram finds by itself: addresses, commands, mentions."""
    if not any(clue in text for clue in _CLUES):
        return entities
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in entities
        if entity["type"] in {"code", "pre", "text_link", "text_mention"}
    ]
    more: list[Entity] = []
    for match in _FOUND.finditer(text):
        offset = utf16_length(text[: match.start()])
        length = utf16_length(match.group())
        if not any(start < offset + length and offset < end for start, end in taken):
            more.append({"type": match.lastgroup, "offset": offset, "length": length})
    if not more:
        return entities
    return sorted([*entities, *more], key=_outermost_first)


def _outermost_first(entity: Entity) -> tuple[int, int, str]:
    return entity["offset"], -entity["length"], entity["type"]


def to_html(text: str, entities: list[Entity] | tuple[Entity, ...]) -> str:
    """HTML of Telegram's style from text and entities, everything else escaped."""
    units = text.encode("utf-16-le")
    marks: list[tuple[int, int, int, str]] = []
    for number, entity in enumerate(entities):
        start, end = entity["offset"], entity["offset"] + entity["length"]
        kind = entity["type"]
        if kind == "text_link":
            opening, closing = f'<a href="{html.escape(entity["url"])}">', "</a>"
        elif kind == "expandable_blockquote":
            opening, closing = "<blockquote expandable>", "</blockquote>"
        elif kind in _TAGS:
            opening, closing = f"<{_TAGS[kind]}>", f"</{_TAGS[kind]}>"
        else:
            continue
        marks.append((start, 1, number, opening))
        marks.append((end, 0, -number, closing))
    marks.sort(key=lambda mark: mark[:3])
    parts: list[str] = []
    at = 0
    for position, _, _, tag in marks:
        parts.append(html.escape(units[at * 2 : position * 2].decode("utf-16-le"), quote=False))
        parts.append(tag)
        at = position
    parts.append(html.escape(units[at * 2 :].decode("utf-16-le"), quote=False))
    return "".join(parts)
