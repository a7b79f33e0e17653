"""Reads Flabs' lists of branches, tests and packages, whose shape nobody has documented.

Lists may come bare or under `data`, `labs`, `tests`, `packages`; ids as `_id` or `id`; prices as `cost`, `total` or
`price`, numbers or strings. An item without id or price makes the whole list unreadable: half a price list is worse
than the last whole one. What else an item says is taken where it stands under a likely name.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation

import structlog

from bot.lab import loose_json
from bot.lab.port import CatalogueUnreadable, LabBranch
from dialogs.catalogue import Catalogue, Item, ItemKind
from dialogs.money import Paise, rupees

_log = structlog.get_logger(__name__)

_LISTS = ("data", "labs", "branches", "tests", "packages", "items", "docs", "results", "list")
_COUNTS = ("totalCount", "total_count", "totalItems", "totalDocs", "total", "count")
_HIGHEST_PRICE = Decimal(10_000_000)


def read_branches(body: bytes) -> tuple[LabBranch, ...]:
    """The branches in the answer of `GET /client/labs`. Raises `CatalogueUnreadable`."""
    branches = []
    for where, raw in _each(body, "labs"):
        found = loose_json.identifier(
            loose_json.child(raw, "_id", "id", "labID", "labId", "branchID", "branchId")
        )
        if found is None:
            raise CatalogueUnreadable(f"{where} has no id")
        branches.append(
            LabBranch(
                id=found,
                name=loose_json.text(loose_json.child(raw, "name", "labName", "branchName")),
                address=loose_json.text(loose_json.child(raw, "address")),
                city=loose_json.text(loose_json.child(raw, "city")),
                pincode=loose_json.text(loose_json.child(raw, "pincode", "pinCode", "zip")),
                contact=loose_json.text(loose_json.child(raw, "contact", "phone", "mobile")),
            )
        )
    return tuple(branches)


def read_catalogue(tests: bytes, packages: bytes) -> Catalogue:
    """The catalogue in the answers of `GET /client/crm/tests` and `GET /client/crm/packages`, in the lab's order.

    An id that comes twice counts the first time, an item without a name is left out; both are logged. Raises
    `CatalogueUnreadable`.
    """
    items: dict[str, Item] = {}
    for item in (*_read_items(tests, "test"), *_read_items(packages, "package")):
        if items.setdefault(item.id, item) != item:
            _log.warning("lab_item_listed_twice", kind=item.kind, item=item.id)
    return Catalogue(items)


def _read_items(body: bytes, kind: ItemKind) -> Iterable[Item]:
    prices = ("cost", "total", "price", "amount") if kind == "test" else ("total", "cost", "price", "amount")
    for where, raw in _each(body, f"{kind}s"):
        found = loose_json.identifier(loose_json.child(raw, "_id", "id", f"{kind}ID", f"{kind}Id", kind))
        if found is None:
            raise CatalogueUnreadable(f"{where} has no id")
        price = _price(loose_json.child(raw, *prices))
        if price is None:
            raise CatalogueUnreadable(f"{where} (id {found}) has no price")
        name = loose_json.text(loose_json.child(raw, "name", f"{kind}Name", "title"))
        if not name:
            _log.warning("lab_item_without_name", kind=kind, item=found)
            continue
        yield Item(
            id=found,
            kind=kind,
            name=name,
            price=price,
            department=loose_json.text(loose_json.child(raw, "department", "departmentName", "category")),
            sample_type=_sample_type(
                loose_json.child(raw, "sample_type", "sampleType", "sample", "specimen")
            ),
            fasting_hours=_fasting_hours(raw),
            turnaround_hours=_turnaround_hours(raw),
            home_collection=loose_json.flag(
                loose_json.child(
                    raw, "home_collection", "homeCollection", "isHomeCollection", "homeCollectionAvailable"
                )
            ),
            contains=_contains(raw) if kind == "package" else (),
        )


def _each(body: bytes, what: str) -> Iterable[tuple[str, object]]:
    try:
        answer = loose_json.parse(body)
    except loose_json.NotJson:
        raise CatalogueUnreadable(f"the list of {what} is no JSON") from None
    listed = _listed(answer, depth=2)
    if listed is None or loose_json.flag(loose_json.child(answer, "success")) is False:
        raise CatalogueUnreadable(f"the list of {what} holds no list")
    _notice_missing_pages(answer, len(listed), what)
    for index, raw in enumerate(listed):
        if not isinstance(raw, dict):
            raise CatalogueUnreadable(f"{what}[{index}] is no object")
        yield f"{what}[{index}]", raw


def _listed(answer: object, depth: int) -> list[object] | None:
    if isinstance(answer, list):
        return answer
    if depth == 0 or not isinstance(answer, dict):
        return None
    found = (_listed(answer[name], depth - 1) for name in _LISTS if name in answer)
    return next((each for each in found if each is not None), None)


def _notice_missing_pages(answer: object, listed: int, what: str) -> None:
    """A list is taken to be whole. Where the lab itself counts more, somebody must hear of it."""
    data = loose_json.child(answer, "data")
    for part in (answer, loose_json.child(answer, "pagination", "paging", "meta", "page"), data):
        count = loose_json.child(part, *_COUNTS)
        if isinstance(count, int) and not isinstance(count, bool) and count > listed:
            _log.error("lab_list_incomplete", list=what, read=listed, counted=count)
            return


def _price(value: object) -> Paise | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = re.sub(r"^(?:₹|rs\.?|inr)\s*|\s*(?:/-|₹|inr)$|,", "", value.strip(), flags=re.IGNORECASE)
        if not re.fullmatch(r"\d+(?:\.\d+)?", value, flags=re.ASCII):
            return None
    if not isinstance(value, str | int | Decimal):
        return None
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return None
    return rupees(amount) if amount.is_finite() and 0 <= amount <= _HIGHEST_PRICE else None


def _sample_type(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(loose_json.text, value)))
    return loose_json.text(value)


def _fasting_hours(raw: object) -> int | None:
    """Hours without food; 0 when the lab says that none are needed; None when it does not say how many."""
    said = loose_json.child(raw, "fasting_hours", "fastingHours", "fasting")
    needed = loose_json.flag(
        loose_json.child(
            raw, "fasting_required", "fastingRequired", "isFasting", "isFastingRequired", "fasting"
        )
    )
    hours = (
        [] if isinstance(said, bool) else [int(each) for each in re.findall(r"\d{1,2}", _number_text(said))]
    )
    longest = max(hours, default=0)
    if 2 <= longest <= 24 and needed is not False:
        return longest
    if needed is None and hours and longest == 0:
        return 0
    return 0 if needed is False else None


_HOURS: tuple[tuple[str, Callable[[int], int]], ...] = (
    (r"(\d{1,4})\s*(?:h|hr|hrs|hour|hours)\b", lambda count: count),
    (r"(\d{1,3})\s*(?:d|day|days)\b", lambda count: count * 24),
    (r"(\d{1,2})\s*(?:week|weeks)\b", lambda count: count * 7 * 24),
)


def _turnaround_hours(raw: object) -> int | None:
    """Hours until the report; a number without a unit counts only where the name itself says hours."""
    hours = _number_text(
        loose_json.child(raw, "turnaround_hours", "turnaroundHours", "tatHours", "tat_hours")
    )
    if re.fullmatch(r"\d{1,4}", hours):
        return int(hours)
    said = _number_text(
        loose_json.child(raw, "turnaround", "turnaroundTime", "tat", "TAT", "reportTime", "reportingTime")
    ).casefold()
    found = [scale(int(each)) for pattern, scale in _HOURS for each in re.findall(pattern, said)]
    return max(found, default=None)


def _number_text(value: object) -> str:
    if isinstance(value, Decimal):
        return str(int(value)) if abs(value) < 10_000 and value == int(value) else ""
    return loose_json.text(value)


def _contains(raw: object) -> tuple[str, ...]:
    inside = loose_json.child(
        raw, "tests", "included_test_ids", "includedTestIds", "includedTests", "testIds", "items"
    )
    if not isinstance(inside, list):
        return ()
    ids = (
        loose_json.identifier(loose_json.child(each, "_id", "id", "testID", "testId", "test") or each)
        for each in inside
    )
    return tuple(dict.fromkeys(each for each in ids if each is not None))
