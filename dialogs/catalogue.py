"""What a branch sells: tests and packages with their prices, as the lab's system names them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dialogs.money import Paise

ItemKind = Literal["test", "package"]


def short_id(lab_id: str) -> str:
    """A stable eight-letter id for callback data, made from the lab's id of an item."""
    return hashlib.blake2b(lab_id.encode(), digest_size=5).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Item:
    """A test or a package at one branch. Ids are the lab's; `None` means that the lab does not say."""

    id: str
    kind: ItemKind
    name: str
    price: Paise
    department: str = ""
    sample_type: str = ""
    fasting_hours: int | None = None
    turnaround_hours: int | None = None
    home_collection: bool | None = None
    contains: tuple[str, ...] = ()

    @property
    def short_id(self) -> str:
        return short_id(self.id)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All items of a branch by the lab's id, in the lab's order."""

    items: Mapping[str, Item]
    _by_short_id: Mapping[str, Item] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Of two items with one short id the first counts.
        named = {item.short_id: item for item in reversed(list(self.items.values()))}
        object.__setattr__(self, "_by_short_id", named)

    def by_short_id(self, wanted: str) -> Item | None:
        return self._by_short_id.get(wanted)
