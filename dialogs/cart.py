"""The cart, and what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dialogs.catalogue import Catalogue, Item
from dialogs.clinic import CollectionMode, Prices
from dialogs.money import Paise

LIMIT = 15


@dataclass(frozen=True, slots=True)
class Cart:
    """What the patient wants, by the lab's item ids, in the order of choice. Adding reopens it."""

    items: tuple[str, ...] = ()
    closed: bool = False

    def add(self, item_id: str) -> "Cart":
        """With the item in it, open; the same cart when it is full or has the item already."""
        if item_id in self.items or len(self.items) >= LIMIT:
            return self
        return Cart((*self.items, item_id))

    def remove(self, item_id: str) -> "Cart":
        return Cart(tuple(kept for kept in self.items if kept != item_id))

    def close(self) -> "Cart":
        return replace(self, closed=bool(self.items))


@dataclass(frozen=True, slots=True)
class Bill:
    """What a cart costs at one branch. `included` are tests that a chosen package contains: not charged."""

    charged: tuple[Item, ...]
    included: tuple[Item, ...]
    missing: tuple[str, ...]
    discount: Paise
    visit_charge: Paise
    total: Paise


def bill(
    cart: Cart, catalogue: Catalogue, prices: Prices, mode: CollectionMode | None, campaign: str
) -> Bill:
    """Prices the cart. `missing` are ids that the branch does not sell."""
    wanted = [catalogue.items[item_id] for item_id in cart.items if item_id in catalogue.items]
    covered = {test for item in wanted if item.kind == "package" for test in item.contains}
    included = tuple(item for item in wanted if item.kind == "test" and item.id in covered)
    charged = tuple(item for item in wanted if item not in included)
    full = sum(item.price for item in charged)
    discount = sum(max(0, item.price - promised(item, prices, campaign)) for item in charged)
    visit = prices.visit_charge if mode != "lab" else 0
    if prices.free_above is not None and full - discount >= prices.free_above:
        visit = 0
    return Bill(
        charged=charged,
        included=included,
        missing=tuple(item_id for item_id in cart.items if item_id not in catalogue.items),
        discount=Paise(discount),
        visit_charge=Paise(visit if charged else 0),
        total=Paise(full - discount + (visit if charged else 0)),
    )


def promised(item: Item, prices: Prices, campaign: str) -> Paise:
    """The item's price for who came by this campaign: what the advertisement said, else the lab's."""
    promise: Mapping[str, Paise] = prices.ad_price.get(campaign, {})
    return min(item.price, promise.get(item.id, item.price))
