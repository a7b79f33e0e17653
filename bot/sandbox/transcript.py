"""Bubbles as text for a terminal: who, what, the rows of buttons, files, edits."""

from bot.sandbox.chats import Bubble
from bot.sandbox.keyboards import Rows, rows_of

_INDENT = "    "


def render(bubble: Bubble) -> str:
    """One message as a few lines.

    `[ label ]` is a button under the message, `( label )` one of the keyboard that came with it; ✎ marks an
    edited message, 📎 a file, ↩ a reply.
    """
    marks = "".join(f" {mark}" for mark in (_edited(bubble), _reactions(bubble)) if mark)
    lines = [f"{bubble.sender.name}{marks}"]
    if bubble.forwarded is not None:
        lines.append(f"{_INDENT}(forwarded)")
    if bubble.reply_to is not None:
        lines.append(f"{_INDENT}↩ {_first_line(bubble.reply_to)}")
    attached = _attached(bubble)
    if attached:
        lines.append(_INDENT + attached)
    lines += [_INDENT + line for line in bubble.text.splitlines()]
    lines += _rows(bubble.buttons, "[ ", " ]")
    if bubble.markup is not None and "keyboard" in bubble.markup:
        lines += _rows(rows_of(bubble.markup), "( ", " )")
    return "\n".join(lines)


def _edited(bubble: Bubble) -> str:
    return "✎" if bubble.edited else ""


def _reactions(bubble: Bubble) -> str:
    return "".join(bubble.reactions)


def _rows(rows: Rows, before: str, after: str) -> list[str]:
    return [_INDENT + " ".join(f"{before}{button.text}{after}" for button in row) for row in rows]


def _first_line(bubble: Bubble) -> str:
    line = (bubble.text or _attached(bubble)).partition("\n")[0]
    return line if len(line) <= 50 else f"{line[:49]}…"


def _attached(bubble: Bubble) -> str:
    content = bubble.content
    if bubble.file is not None:
        size = max(1, round(len(bubble.file.content) / 1024))
        icon = {"photo": "📷", "voice": "🎤", "document": "📎"}[bubble.file.kind]
        return f"{icon} {bubble.file.name} ({size} kB)"
    if "contact" in content:
        contact = content["contact"]
        return f"👤 {contact['first_name']} {contact['phone_number']}"
    if "location" in content:
        place = content["location"]
        return f"📍 {place['latitude']:.4f}, {place['longitude']:.4f}"
    if "forum_topic_created" in content:
        return f"— topic opened: {content['forum_topic_created']['name']} —"
    if "forum_topic_edited" in content:
        return f"— topic is now: {content['forum_topic_edited'].get('name', '')} —"
    return next((f"— {note} —" for key, note in _NOTES.items() if key in content), "")


_NOTES = {
    "forum_topic_closed": "topic closed",
    "forum_topic_reopened": "topic opened again",
    "pinned_message": "a message was pinned",
    "migrate_to_chat_id": "the group became a supergroup",
    "migrate_from_chat_id": "the group became a supergroup",
    "new_chat_members": "somebody joined",
    "left_chat_member": "somebody left",
}
