"""What a draft comes to: the branch, where the sample is taken, the items and the bill."""

from dialogs.cart import Bill, Cart, bill, promised
from dialogs.catalogue import Catalogue, Item
from dialogs.clinic import Branch, CollectionMode
from dialogs.draft import Key
from dialogs.scene import Scene
from dialogs.submission import Booking
from dialogs.text import Money, Text, lines, text

CART: Key[Cart] = Key("tests", Cart)
PINCODE: Key[str] = Key("pincode", str)
MODE: Key[CollectionMode] = Key("mode", CollectionMode)
BOOKED: Key[str] = Key("booked", str)
"""The booking that is to be changed, by our key at the lab."""
UNSERVED: Key[str] = Key("unserved", str)
"""A pincode where nobody comes and from which nobody will come to the lab either."""
DESCRIBED: Key[tuple[str, ...]] = Key("described", tuple[str, ...])
"""Tests that the catalogue does not know, in the patient's words."""


def booked(scene: Scene) -> Booking | None:
    """The booking that the task would change; `None` in a task that makes a new one."""
    key = scene.draft.get(BOOKED)
    return scene.world.booking(key) if key is not None else None


def branch_of(scene: Scene) -> Branch | None:
    """The branch for this booking: the one that serves the pincode, else the one that can be visited.

    `None` until a pincode is given, and when no branch can do anything for it. A booking that is changed stays
    with its own.
    """
    known = booked(scene)
    if known is not None:
        return scene.world.clinic.branch(known.submission.branch_id)
    pincode = scene.draft.get(PINCODE)
    if pincode is None:
        return None
    linked = scene.linked_branch
    return scene.world.clinic.serving(pincode, linked.id if linked else None) or branch_to_visit(scene)


def branch_to_visit(scene: Scene) -> Branch | None:
    """Where a patient whose pincode is not served can come to: the link's branch, else the first."""
    linked = scene.linked_branch
    open_to_visits = [branch for branch in scene.world.clinic.branches if branch.visit is not None]
    return next((b for b in open_to_visits if b is linked), open_to_visits[0] if open_to_visits else None)


def comes_home(scene: Scene) -> bool:
    """Whether a phlebotomist comes to the pincode."""
    pincode = scene.draft.get(PINCODE)
    return pincode is not None and scene.world.clinic.serving(pincode) is not None


def possible_modes(scene: Scene) -> tuple[CollectionMode, ...]:
    """Where the chosen tests can be taken, given the pincode."""
    branch = branch_of(scene)
    if branch is None:
        return ()
    modes: list[CollectionMode] = []
    if comes_home(scene) and all(item.home_collection is not False for item in items_of(scene)):
        modes.append("home")
    if branch.visit is not None:
        modes.append("lab")
    return tuple(modes)


def mode_of(scene: Scene) -> CollectionMode | None:
    """The chosen mode while it is possible, the only possible one, or `None`; that of a booking is kept."""
    known = booked(scene)
    if known is not None:
        return known.submission.mode
    modes = possible_modes(scene)
    chosen = scene.draft.get(MODE)
    if chosen in modes:
        return chosen
    return modes[0] if len(modes) == 1 else None


def cart_of(scene: Scene) -> Cart:
    return scene.draft.get(CART) or Cart()


def catalogue_of(scene: Scene) -> Catalogue:
    shelf = scene.shelf_of(branch_of(scene))
    return shelf.catalogue if shelf else Catalogue({})


def items_of(scene: Scene) -> tuple[Item, ...]:
    """The chosen items that the branch sells, as it names and prices them."""
    items = catalogue_of(scene).items
    return tuple(items[item_id] for item_id in cart_of(scene).items if item_id in items)


def bill_of(scene: Scene) -> Bill:
    return bill(
        cart_of(scene),
        catalogue_of(scene),
        scene.world.clinic.prices,
        mode_of(scene),
        scene.conversation.attribution.campaign,
    )


def price_of(scene: Scene, item: Item) -> Money:
    """What the item costs this patient."""
    return Money(promised(item, scene.world.clinic.prices, scene.conversation.attribution.campaign))


def cart_text(scene: Scene) -> Text:
    """The cart line by line with discount, visit charge and total."""
    cost = bill_of(scene)
    rows: list[Text] = [text("cart-item", name=item.name, price=Money(item.price)) for item in cost.charged]
    rows += [text("cart-included", name=item.name) for item in cost.included]
    if cost.discount:
        rows.append(text("cart-discount", amount=Money(cost.discount)))
    if cost.visit_charge:
        rows.append(text("cart-visit-charge", amount=Money(cost.visit_charge)))
    rows.append(text("cart-total", amount=Money(cost.total)))
    return text("cart", lines=lines(*rows))


def place_of(branch: Branch, scene: Scene) -> str:
    """How a branch is named to people."""
    name = branch.name or scene.world.clinic.name
    return f"{name}, {branch.address}" if branch.address else name
