"""Files that the stand-in holds: a new `file_id` for every upload, the bytes for whoever has it."""

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from bot.sandbox.refusal import bad_request

FileKind = Literal["document", "photo", "voice"]

LARGEST_DOWNLOAD = 20 * 1024 * 1024
LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024

_FOLDERS = {"document": "documents", "photo": "photos", "voice": "voice"}
_ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "audio/ogg": ".oga"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file and what Telegram tells about it."""

    file_id: str
    file_unique_id: str
    kind: FileKind
    name: str
    mime_type: str
    content: bytes
    path: str


class Files:
    """The registry of one bot: uploads of the bot and of the people who write to it."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, kind: FileKind, content: bytes, name: str, mime_type: str) -> StoredFile:
        """Keeps a file. The unique id follows the bytes, the file id is new each time. Raises `Refused`."""
        if not content:
            raise bad_request("file must be non-empty")
        if kind == "photo" and len(content) > LARGEST_PHOTO:
            raise bad_request(
                f"file of size {len(content)} bytes is too big for a photo; "
                f"the maximum size is {LARGEST_PHOTO} bytes"
            )
        number = len(self._by_id)
        digest = hashlib.sha256(content).hexdigest()
        ending = _ENDINGS.get(mime_type) or (re.search(r"\.\w{1,8}$", name) or [""])[0]
        file = StoredFile(
            file_id=f"{kind[:3].upper()}{number:06d}-{digest[:24]}",
            file_unique_id=f"{kind[:1].upper()}Q{digest[24:38]}",
            kind=kind,
            name=name,
            mime_type=mime_type,
            content=content,
            path=f"{_FOLDERS[kind]}/file_{number}{ending}",
        )
        self._by_id[file.file_id] = file
        self._by_path[file.path] = file
        return file

    def get(self, file_id: str) -> StoredFile:
        """The file with this id. Raises `Refused` in Telegram's words."""
        try:
            return self._by_id[file_id]
        except KeyError:
            raise bad_request("wrong file identifier/HTTP URL specified") from None

    def at(self, path: str) -> StoredFile | None:
        """The file that is downloaded from this path."""
        return self._by_path.get(path)
