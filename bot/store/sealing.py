"""Sealed columns: authenticated encryption bound to the place of the value, and keyed hashes to look values up.

A sealed value is a version byte, the length and id of its key, a nonce, and AES-256-GCM's output. Its place
(clinic, table, column, row) is authenticated with it, so that a value moved elsewhere does not open.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
from collections.abc import Sequence
from pathlib import Path

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_log = structlog.get_logger(__name__)

_VERSION = 1
_NONCE_BYTES = 12
_KEY_BYTES = 32
_ID = re.compile(r"[A-Za-z0-9_-]{1,16}")


class KeysUnfit(ValueError):
    """`PII_KEYS`, or the key file, is missing or wrong: one sentence that says what would be right."""


class Unsealable(ValueError):
    """A sealed value that does not open: damaged, moved from its place, or sealed with a key that we lack."""


class Sealer:
    """Seals with the first of its keys, opens with any. `keys` are pairs of an id and 32 bytes, newest first."""

    def __init__(self, keys: Sequence[tuple[str, bytes]]) -> None:
        if not keys:
            raise KeysUnfit("there is no key to seal personal data with")
        self._keys = dict(keys)
        self._newest = keys[0][0]
        self._prefix = bytes((_VERSION, len(self._newest))) + self._newest.encode()
        self._ciphers: dict[tuple[str, str, str], AESGCM] = {}

    def seal(self, plain: bytes, clinic: str, table: str, column: str, row: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        cipher = self._cipher(self._newest, clinic, table)
        return self._prefix + nonce + cipher.encrypt(nonce, plain, _place(clinic, table, column, row))

    def open(self, sealed: bytes, clinic: str, table: str, column: str, row: str) -> bytes:
        """Raises `Unsealable`."""
        if len(sealed) < 2 or sealed[0] != _VERSION:
            raise Unsealable("a sealed value has a form that is not known")
        start = 2 + sealed[1]
        key_id = sealed[2:start].decode("ascii", "replace")
        if key_id not in self._keys:
            raise Unsealable(f"a value was sealed with key {key_id!r}, which is not among PII_KEYS")
        nonce, body = sealed[start : start + _NONCE_BYTES], sealed[start + _NONCE_BYTES :]
        try:
            return self._cipher(key_id, clinic, table).decrypt(
                nonce, body, _place(clinic, table, column, row)
            )
        except (InvalidTag, ValueError):
            raise Unsealable(f"a value in {table}.{column} is damaged or not from this row") from None

    def open_or_none(
        self, sealed: bytes | None, clinic: str, table: str, column: str, row: str
    ) -> bytes | None:
        """`open`, for callers that can go on without."""
        try:
            return self.open(sealed or b"", clinic, table, column, row)
        except Unsealable as error:
            _log.error("sealed_value_does_not_open", table=table, column=column, reason=str(error))
            return None

    def digest(self, clinic: str, purpose: str, value: str) -> str:
        """A keyed hash of `value` for look-ups, with the id of its key."""
        return self._digest(self._newest, clinic, purpose, value)

    def digests(self, clinic: str, purpose: str, value: str) -> tuple[str, ...]:
        """`digest` under each key: what to look for where rows may be older than the newest key."""
        return tuple(self._digest(key_id, clinic, purpose, value) for key_id in self._keys)

    def _digest(self, key_id: str, clinic: str, purpose: str, value: str) -> str:
        message = "\x1f".join(("look-up", clinic, purpose, value)).encode()
        return f"{key_id}:{hmac.digest(self._keys[key_id], message, hashlib.sha256).hex()}"

    def _cipher(self, key_id: str, clinic: str, table: str) -> AESGCM:
        # A key of its own for each table keeps random nonces far from their limit of use.
        place = (key_id, clinic, table)
        cipher = self._ciphers.get(place)
        if cipher is None:
            message = "\x1f".join(("seal", clinic, table)).encode()
            cipher = AESGCM(hmac.digest(self._keys[key_id], message, hashlib.sha256))
            self._ciphers[place] = cipher
        return cipher


def sealer_from(setting: str) -> Sealer:
    """The sealer for a `PII_KEYS` setting. Raises `KeysUnfit`, whose text holds no part of a key."""
    keys: list[tuple[str, bytes]] = []
    for number, entry in enumerate(filter(None, (part.strip() for part in setting.split(","))), start=1):
        key_id, separated, encoded = entry.partition(":")
        if not separated or not _ID.fullmatch(key_id):
            raise KeysUnfit(
                f"PII_KEYS: entry {number} must be id:base64, the id 1 to 16 letters, digits, - or _"
            )
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raise KeysUnfit(f"PII_KEYS: the key {key_id!r} is not base64") from None
        if len(key) != _KEY_BYTES:
            raise KeysUnfit(f"PII_KEYS: the key {key_id!r} has {len(key)} bytes, not {_KEY_BYTES}")
        if key_id in dict(keys):
            raise KeysUnfit(f"PII_KEYS: the id {key_id!r} is there twice")
        keys.append((key_id, key))
    if not keys:
        raise KeysUnfit("PII_KEYS is empty; it must be id:base64 of 32 bytes, comma separated, newest first")
    return Sealer(keys)


def open_sealer(setting: str, database_file: Path | None) -> Sealer:
    """The sealer of the `PII_KEYS` setting; where that is empty, of the key file beside the database's file.

    Raises `KeysUnfit`.
    """
    if setting.strip():
        return sealer_from(setting)
    if database_file is None:
        raise KeysUnfit("PII_KEYS must be set with PostgreSQL: id:base64 of 32 bytes, newest first")
    return sealer_from_file(database_file.with_name(database_file.name + ".keys"))


def sealer_from_file(path: Path) -> Sealer:
    """The sealer of the key file at `path`, which is made, for its owner's eyes only, when it is not there.

    Raises `KeysUnfit`.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    except OSError as error:
        raise KeysUnfit(f"the key file {path.name} cannot be made ({error.strerror}); set PII_KEYS") from None
    else:
        with os.fdopen(descriptor, "w") as file:
            file.write(f"k1:{base64.b64encode(os.urandom(_KEY_BYTES)).decode()}\n")
            file.flush()
            os.fsync(file.fileno())
        _log.warning("key_file_made", file=path.name, advice="keep it safe, or set PII_KEYS")
    try:
        written = path.read_text()
    except OSError as error:
        raise KeysUnfit(f"the key file {path.name} cannot be read ({error.strerror}); set PII_KEYS") from None
    try:
        return sealer_from(written)
    except KeysUnfit as error:
        raise KeysUnfit(f"the key file {path.name} is damaged: {error}") from None


def _place(clinic: str, table: str, column: str, row: str) -> bytes:
    return f"{clinic}\x1f{table}\x1f{column}\x1f{row}".encode()
