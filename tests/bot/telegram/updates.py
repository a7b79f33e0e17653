"""Updates as Telegram writes them, for tests."""

from typing import Any

STAFF = -1001234567890
BOT = 4242
PATIENT = 987654321
STAFF_MEMBER = 55


def person(user_id: int = PATIENT, **more: Any) -> dict[str, Any]:
    return {"id": user_id, "is_bot": False, "first_name": "Sunita", "language_code": "hi-IN"} | more


def private(user_id: int = PATIENT) -> dict[str, Any]:
    return {"id": user_id, "type": "private", "first_name": "Sunita"}


def group(chat_id: int = STAFF, kind: str = "supergroup") -> dict[str, Any]:
    return {"id": chat_id, "type": kind, "title": "Asha desk"}


def message(
    chat: dict[str, Any] | None = None, sender: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    body = {
        "message_id": 31,
        "date": 1_795_000_000,
        "chat": chat or private(),
        "from": sender or person(),
    } | more
    return {"update_id": 900, "message": body}


def edited(**more: Any) -> dict[str, Any]:
    body = message(**more)["message"] | {"edit_date": 1_795_000_050}
    return {"update_id": 901, "edited_message": body}


def press(
    data: str | None, chat: dict[str, Any] | None = None, user: dict[str, Any] | None = None
) -> dict[str, Any]:
    shown = {"message_id": 30, "date": 1_795_000_000, "chat": chat or private(), "text": "?"}
    query = {"id": "77001", "from": user or person(), "chat_instance": "1", "message": shown}
    return {"update_id": 902, "callback_query": query | ({} if data is None else {"data": data})}


def membership(status: str, chat: dict[str, Any] | None = None) -> dict[str, Any]:
    bot = {"id": BOT, "is_bot": True, "first_name": "phlebot"}
    new: dict[str, Any] = {"status": status, "user": bot}
    if status == "kicked":
        new["until_date"] = 0
    return {
        "update_id": 903,
        "my_chat_member": {
            "chat": chat or private(),
            "from": person(),
            "date": 1_795_000_000,
            "old_chat_member": {"status": "left", "user": bot},
            "new_chat_member": new,
        },
    }


PHOTO = [{"file_id": "a", "file_unique_id": "b", "width": 90, "height": 90}]
FILE = {"file_id": "a", "file_unique_id": "b"}
CLIP = FILE | {"duration": 3}
CONTACT = {"phone_number": "+919876543210", "first_name": "Sunita", "user_id": PATIENT}
USER_ORIGIN = {"type": "user", "date": 1_795_000_000, "sender_user": person(1)}
