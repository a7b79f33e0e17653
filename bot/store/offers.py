"""The key of an offer as a column of branches holds it."""

import hashlib
from typing import Final

_MOST: Final = 64


def fitting(key: str) -> str:
    """The key itself where it fits, as a branch's id does; of one that names a party too, perhaps a hash."""
    return key if len(key) <= _MOST else hashlib.sha256(key.encode()).hexdigest()
