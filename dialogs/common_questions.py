"""Questions that come at any moment, answered from data; the open question stands again below."""

from dialogs.care import preparation
from dialogs.catalogue import Item
from dialogs.clinic import Branch, Opening
from dialogs.order import bill_of, branch_of, cart_of, catalogue_of, items_of, place_of, price_of
from dialogs.outcome import preparation_said, slot_said, state_told
from dialogs.preparing import advice
from dialogs.questions.review import preparation_text
from dialogs.scene import Scene
from dialogs.text import Clock, Money, Text, lines, listed, text
from dialogs.understanding.pincode import read_pincode
from dialogs.understanding.readings import FaqKind, TestMention
from dialogs.understanding.requests import is_about_coming

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def answer(scene: Scene, kind: FaqKind, said: str, mentions: tuple[TestMention, ...]) -> Text | None:
    """The answer in words, or `None` for what is not answered but done (cancel, person, language)."""
    asked = mentioned(scene, mentions)
    match kind:
        case "price" if not asked and is_about_coming(said):
            return _visit_charge(scene)
        case "price":
            return _price(scene, asked)
        case "preparation":
            return _preparation(scene, asked)
        case "report_time":
            return _report_time(scene, asked)
        case "hours":
            return _hours(scene)
        case "address":
            return _address(scene)
        case "pincode_served":
            return _served(scene, said)
        case "package_contents":
            return _contents(scene, asked)
        case "booking_status":
            return _status(scene)
        case "payment":
            return text("answer-payment")
        case "home_or_lab":
            visit = any(branch.visit for branch in scene.world.clinic.branches)
            return text("answer-home-or-lab" if visit else "answer-home")
        case "cancel" | "reschedule" | "person" | "language":
            return None


def mentioned(scene: Scene, mentions: tuple[TestMention, ...]) -> tuple[Item, ...]:
    """The items that the words name: the best one each, or all candidates of an unclear one."""
    items = catalogue_of(scene).items
    found = [
        items[hit.item_id]
        for mention in mentions
        for hit in (mention.hits[:1] if mention.certain else mention.hits[:5])
        if hit.item_id in items
    ]
    return tuple(dict.fromkeys(found))[:8]


def _visit_charge(scene: Scene) -> Text:
    prices = scene.world.clinic.prices
    if not prices.visit_charge:
        return text("answer-visit-free")
    charge = Money(prices.visit_charge)
    if prices.free_above is None:
        return text("answer-visit-charge", charge=charge)
    return text("answer-visit-charge-above", charge=charge, above=Money(prices.free_above))


def _price(scene: Scene, asked: tuple[Item, ...]) -> Text:
    if asked:
        return text(
            "answer-price",
            lines=lines(*(text("answer-price-line", name=i.name, price=price_of(scene, i)) for i in asked)),
        )
    if cart_of(scene).items:
        return text("answer-total", total=Money(bill_of(scene).total))
    return text("answer-price-which")


def _preparation(scene: Scene, asked: tuple[Item, ...]) -> Text:
    if asked:
        return advice(preparation(asked, catalogue_of(scene)), None, scene.world.clinic.zone)
    if items_of(scene):
        return preparation_text(scene)
    booked = [b for b in scene.world.visits if b.state == "confirmed"]
    return preparation_said(scene, booked[-1].submission) if booked else text("answer-preparation-which")


def _report_time(scene: Scene, asked: tuple[Item, ...]) -> Text:
    items = asked or items_of(scene) or _of_last_visit(scene)
    hours = [item.turnaround_hours for item in items]
    known = [hour for hour in hours if hour is not None]
    if not items or len(known) < len(hours):
        return text("answer-report-time")
    slowest = max(known)
    if slowest <= 24:
        return text("answer-report-hours", hours=slowest)
    return text("answer-report-days", days=-(-slowest // 24))


def _of_last_visit(scene: Scene) -> tuple[Item, ...]:
    """What is sold of the tests of the visit that was booked last; all of them or none."""
    if not scene.world.visits:
        return ()
    ordered, sold = scene.world.visits[-1].submission.items, catalogue_of(scene).items
    found = tuple(sold[each.id] for each in ordered if each.id in sold)
    return found if len(found) == len(ordered) else ()


def _branch(scene: Scene) -> Branch:
    return branch_of(scene) or scene.linked_branch or scene.world.clinic.branches[0]


def _hours(scene: Scene) -> Text:
    branch = _branch(scene)
    parts = [text("answer-hours-home", times=_times(scene, branch, branch.collection))]
    if branch.visit is not None:
        parts.append(text("answer-hours-lab", times=_times(scene, branch, branch.visit)))
    if branch.opening:
        parts.append(text("answer-hours-opening", opening=branch.opening))
    return text("notes", notes=lines(*parts))


def _times(scene: Scene, branch: Branch, opening: Opening) -> Text:
    today = scene.stamp.now.astimezone(branch.zone)
    opens = today.replace(hour=opening.opens.hour, minute=opening.opens.minute)
    closes = today.replace(hour=opening.closes.hour, minute=opening.closes.minute)
    days = listed(*(text(f"day-{_DAYS[day]}") for day in sorted(opening.days)))
    span = {"opens": Clock(opens, branch.zone), "closes": Clock(closes, branch.zone)}
    if len(opening.days) == 7:
        return text("answer-times-daily", **span)
    return text("answer-times", days=days, **span)


def _address(scene: Scene) -> Text:
    branches = scene.world.clinic.branches
    places = lines(
        *(text("answer-address-line", place=place_of(b, scene), phone=b.phone or "–") for b in branches)
    )
    return text("answer-address", places=places)


def _served(scene: Scene, said: str) -> Text:
    pincode = read_pincode(said)
    if pincode is None:
        return text("answer-served-which")
    branch = scene.world.clinic.serving(pincode)
    return text("answer-served" if branch else "answer-not-served", pincode=pincode)


def _contents(scene: Scene, asked: tuple[Item, ...]) -> Text:
    items = catalogue_of(scene).items
    packages = [item for item in (asked or items_of(scene)) if item.kind == "package"]
    if not packages:
        return text("answer-contents-which")
    package = packages[0]
    names = [items[test].name for test in package.contains if test in items]
    if not names:
        return text("answer-contents-unknown", name=package.name)
    shown = lines(*(text("answer-contents-line", name=name) for name in names[:60]))
    return text("answer-contents", name=package.name, count=len(names), tests=shown)


def _status(scene: Scene) -> Text:
    current = [b for b in scene.world.visits if b.state not in ("withdrawn", "failed")]
    if not current:
        return _hours(scene)
    return text(
        "notes",
        notes=lines(
            *(
                text(
                    "answer-status",
                    reference=booking.submission.reference,
                    state=state_told(booking),
                    slot=slot_said(scene, booking.submission),
                )
                for booking in current[-3:]
            )
        ),
    )
