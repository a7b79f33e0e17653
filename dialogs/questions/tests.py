"""Which tests or packages: a search, its results, and the cart."""

import re
from dataclasses import replace

from dialogs.cart import LIMIT, Cart
from dialogs.catalogue import Item
from dialogs.order import CART, cart_of, cart_text, catalogue_of, items_of, price_of
from dialogs.question import (
    Answer,
    Chosen,
    HandOver,
    Heard,
    Look,
    NoLonger,
    Prompt,
    Question,
    Reading,
    Typed,
    Unclear,
)
from dialogs.scene import Scene
from dialogs.screen import QuestionButton, Rows
from dialogs.text import Text, text
from dialogs.understanding.choice import read_choice
from dialogs.understanding.commands import read_command
from dialogs.understanding.readings import TestMention
from dialogs.understanding.yes_no import read_yes_no

_TAKES = re.compile(r"\b(?:add|book|jod|le lo|kar do)\b|जोड़|बुक", re.IGNORECASE)
_SAME = re.compile(
    r"(?:the )?same(?: tests?| as (?:last time|before|for \w+))?|as last time|like last time|(?:wahi|vahi|wohi)(?: tests?| jaanch)?"
    r"|pichhl?i baar (?:jaisa|jaisi|wala|wali)|same (?:to same|wala|wali)|वही(?: जाँच| जांच| टेस्ट)?|पिछली बार (?:जैसा|जैसी|वाली)",
    re.IGNORECASE,
)


def ask(scene: Scene) -> Prompt:
    if not catalogue_of(scene).items:
        return Prompt(text("tests-unavailable"), (_row(("tests-ask-team", "person")),))
    match scene.view:
        case ("results", *found):
            return _results(scene, tuple(found))
        case ("remove",):
            removable = tuple(
                (QuestionButton(text("cart-remove", name=item.name), "tests", f"-{item.short_id}", "danger"),)
                for item in items_of(scene)
            )
            return Prompt(text("cart-remove-which"), (*removable, _row(("cart-show", "cart"))))
        case ("nothing", *_):
            chosen: Rows = (_row(("cart-show", "cart")),) if cart_of(scene).items else ()
            rows: Rows = (*chosen, _row(("tests-ask-team", "person")), *_again(scene))
            return Prompt(text("tests-nothing"), rows, placeholder=text("tests-placeholder"))
        case ("add",):
            return Prompt(text("tests-add-more"), _again(scene), placeholder=text("tests-placeholder"))
        case _:
            if not cart_of(scene).items:
                return Prompt(text("tests-ask"), _again(scene), placeholder=text("tests-placeholder"))
            return Prompt(
                text("cart-ask", cart=cart_text(scene)),
                (
                    _row(("cart-done", "done"), style="success"),
                    (
                        QuestionButton(text("cart-add"), "tests", "add"),
                        QuestionButton(text("cart-remove-one"), "tests", "remove"),
                    ),
                ),
            )


def _row(*buttons: tuple[str, str], style: str = "plain") -> tuple[QuestionButton, ...]:
    return tuple(
        QuestionButton(text(key), "tests", value, "success" if style == "success" else "plain")
        for key, value in buttons
    )


def _results(scene: Scene, found: tuple[str, ...]) -> Prompt:
    items = catalogue_of(scene).items
    chosen = cart_of(scene).items
    rows: list[tuple[QuestionButton, ...]] = []
    shown = [items[item_id] for item_id in found if item_id in items]
    for number, item in enumerate(shown, 1):
        label = text(
            "tests-result-chosen" if item.id in chosen else "tests-result",
            number=str(number),
            name=item.name,
            price=price_of(scene, item),
        )
        rows.append((QuestionButton(label, "tests", item.short_id),))
    if chosen:
        rows.append(_row(("cart-show", "cart")))
    rows.append(_row(("tests-none-of-these", "none")))
    return Prompt(text("tests-results", count=len(shown)), tuple(rows))


def _again(scene: Scene) -> Rows:
    """What this chat ordered last, then nothing: nobody is sold what they did not ask for."""
    items = catalogue_of(scene).items
    for booking in reversed(scene.world.visits):
        ordered = [item.id for item in booking.submission.items]
        if ordered and all(item_id in items for item_id in ordered) and not cart_of(scene).items:
            names = " + ".join(items[item_id].name for item_id in ordered)
            shown = names if len(names) <= 40 else f"{names[:39]}…"
            label = text("tests-again", names=shown)
            sent = booking.submission
            if sent.slot is None or sent.slot > scene.stamp.now:
                # What is still to come is no last time; somebody else may want the same.
                label = text("tests-same", name=sent.patient_name.split()[0][:20], names=shown)
            return ((QuestionButton(label, "tests", "again"),),)
    return ()


def hear(scene: Scene, heard: Heard) -> Reading:
    match heard:
        case Chosen(value):
            return _pressed(scene, value)
        case Typed():
            return _typed(scene, heard)
        case _:
            return Unclear()


def _pressed(scene: Scene, value: str) -> Reading:
    cart = cart_of(scene)
    match value:
        case "done":
            return Answer(scene.draft.put(CART, cart.close())) if cart.items else Look(())
        case "cart":
            return Look(())
        case "add" | "none":
            return Look(("add",) if value == "add" else ("nothing",))
        case "remove":
            return Look(("remove",))
        case "person":
            return HandOver(
                "unknown_test", " ".join(scene.view[1:]) if scene.view[:1] == ("nothing",) else ""
            )
        case "again":
            return _order_again(scene)
        case _:
            removing = value.startswith("-")
            item = catalogue_of(scene).by_short_id(value.removeprefix("-"))
            if item is None:
                return Unclear(text("tests-not-sold"))
            if removing or item.id in cart.items:
                return Answer(scene.draft.put(CART, cart.remove(item.id)))
            return _added(scene, (item,))


def _order_again(scene: Scene) -> Reading:
    items = catalogue_of(scene).items
    for booking in reversed(scene.world.visits):
        ordered = tuple(item.id for item in booking.submission.items if item.id in items)
        if ordered:
            return Answer(scene.draft.put(CART, Cart(ordered).close()))
    return Unclear()


def _typed(scene: Scene, heard: Typed) -> Reading:
    cart, items = cart_of(scene), catalogue_of(scene).items
    if scene.view[:1] == ("results",):
        number = read_choice(heard.text)
        found = [item_id for item_id in scene.view[1:] if item_id in items]
        if number is not None and 1 <= number <= len(found):
            return _added(scene, (items[found[number - 1]],))
        if len(found) == 1 and not heard.sentence.tests and _takes_it(heard.text):
            return _added(scene, (items[found[0]],))
    if _again(scene) and _SAME.fullmatch(heard.text.strip()):
        return _order_again(scene)
    if cart.items and (read_command(heard.text) in ("done", "confirm") or _agrees(scene, heard.text)):
        return Answer(scene.draft.put(CART, cart.close()))
    unwanted = {hit.item_id for mention in heard.sentence.refused_tests for hit in mention.hits}
    kept = tuple(item_id for item_id in cart.items if item_id not in unwanted)
    reading = with_mentions(scene, heard.sentence.tests)
    if kept == cart.items:
        return reading
    removed = [items[item_id].name for item_id in cart.items if item_id in unwanted and item_id in items]
    said_back = (text("cart-removed", name=" + ".join(removed)),)
    if isinstance(reading, Answer):
        after = reading.draft.get(CART) or Cart()
        merged = Cart(tuple(i for i in after.items if i not in unwanted))
        return Answer(reading.draft.put(CART, merged), said_back)
    return Answer(scene.draft.put(CART, Cart(kept)), said_back)


def _takes_it(said: str) -> bool:
    """Whether the one test that is shown is wanted: "yes", "ok book it", "jod do"."""
    return (
        read_yes_no(said) is True
        or read_command(said) in ("confirm", "book", "done")
        or _TAKES.search(said) is not None
    )


def _agrees(scene: Scene, said: str) -> bool:
    """A yes to the cart as it is shown, or a no to more tests."""
    if not scene.view:
        return read_yes_no(said) is True
    return scene.view == ("add",) and read_yes_no(said) is False


def with_mentions(scene: Scene, mentions: tuple[TestMention, ...]) -> Reading:
    """Adds what was clearly asked for; shows the choice where there is one."""
    items = catalogue_of(scene).items
    sure = tuple(
        items[mention.hits[0].item_id]
        for mention in mentions
        if mention.certain and mention.hits and mention.hits[0].item_id in items
    )
    view = open_results(scene, mentions)
    if not sure:
        return Look(view) if view else Unclear()
    added = _added(scene, sure)
    return replace(added, view=view) if isinstance(added, Answer) else added


def open_results(scene: Scene, mentions: tuple[TestMention, ...]) -> tuple[str, ...]:
    """The view in which the first unclear mention is chosen from; () when all are clear."""
    items = catalogue_of(scene).items
    for mention in mentions:
        found = tuple(hit.item_id for hit in mention.hits if hit.item_id in items)
        if not mention.certain and found:
            return ("results", *found[:5])
    return ()


def _added(scene: Scene, wanted: tuple[Item, ...]) -> Reading:
    cart = cart_of(scene)
    new = [item for item in wanted if item.id not in cart.items]
    if len(cart.items) + len(new) > LIMIT:
        return Unclear(text("cart-full", limit=LIMIT))
    for item in new:
        cart = cart.add(item.id)
    names = " + ".join(item.name for item in wanted)
    draft = scene.draft.put(CART, Cart(cart.items))
    return Answer(draft, (text("cart-added", name=names),))


def recheck(scene: Scene, cart: Cart) -> NoLonger | None:
    """Another branch may not sell everything: what it sells is kept, and the cart is open again."""
    items = catalogue_of(scene).items
    kept = tuple(item_id for item_id in cart.items if item_id in items)
    return None if kept == cart.items or not items else NoLonger(text("tests-not-at-branch"), Cart(kept))


def summary(scene: Scene, _: Cart) -> Text:
    return cart_text(scene)


QUESTION = Question(
    key=CART,
    ask=ask,
    hear=hear,
    answered=lambda scene: cart_of(scene).closed,
    depends_on=("pincode",),
    recheck=recheck,
    summary=summary,
)
