"""Reads a price list from a CSV file.

Columns: `id`, `kind` (test or package), `name`, `department`, `sample_type`, `fasting_hours`, `price_inr`,
`turnaround_hours`, `home_collection` (yes or no), `included_test_ids` (of a package, separated by spaces). The first
three and the price are required; others may be missing or empty, which means that the lab does not say.
"""

import csv
import io
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from importlib.resources.abc import Traversable

from dialogs.catalogue import Catalogue, Item, ItemKind
from dialogs.money import Paise, rupees

_REQUIRED = ("id", "kind", "name", "price_inr")


class CatalogueFileUnreadable(ValueError):
    """The file is not a price list; the message says where, for a person to mend it."""


def sample_catalogue() -> Traversable:
    """The demonstration price list that comes with the bot."""
    return files("bot.sandbox").joinpath("catalogue.csv")


def read_catalogue(path: Traversable) -> Catalogue:
    """The catalogue in a file (a `Path` will do), in the file's order. Raises `CatalogueFileUnreadable`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise CatalogueFileUnreadable(f"{path.name}: {problem.strerror or problem}") from problem
    except UnicodeDecodeError as problem:
        raise CatalogueFileUnreadable(f"{path.name}: byte {problem.start} is not UTF-8 text") from problem
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    items: dict[str, Item] = {}
    try:
        missing = [column for column in _REQUIRED if column not in (reader.fieldnames or ())]
        if missing:
            raise CatalogueFileUnreadable(f"{path.name}, line 1: there is no column “{missing[0]}”")
        for row in reader:
            item = _item(row, f"{path.name}, line {reader.line_num}")
            if item.id in items:
                raise CatalogueFileUnreadable(
                    f"{path.name}, line {reader.line_num}, column “id”: {item.id} stands here twice"
                )
            items[item.id] = item
    except csv.Error as problem:
        raise CatalogueFileUnreadable(f"{path.name}, line {reader.reader.line_num}: {problem}") from problem
    return Catalogue(items)


def _item(row: Mapping[str, str | None], where: str) -> Item:
    def cell(column: str) -> str:
        return (row.get(column) or "").strip()

    def wrong(column: str, wanted: str) -> CatalogueFileUnreadable:
        return CatalogueFileUnreadable(f"{where}, column “{column}”: {cell(column)!r} is not {wanted}")

    def hours(column: str) -> int | None:
        if not cell(column):
            return None
        if not (cell(column).isascii() and cell(column).isdecimal()):
            raise wrong(column, "a whole number of hours")
        return int(cell(column))

    def price() -> Paise:
        try:
            amount = Decimal(cell("price_inr"))
        except InvalidOperation as problem:
            raise wrong("price_inr", "an amount in rupees") from problem
        if not amount.is_finite() or amount < 0:
            raise wrong("price_inr", "an amount in rupees")
        return rupees(amount)

    for column in ("id", "name"):
        if not cell(column):
            raise CatalogueFileUnreadable(f"{where}, column “{column}”: it is empty")
    kind: ItemKind
    match cell("kind").lower():
        case "test":
            kind = "test"
        case "package":
            kind = "package"
        case _:
            raise wrong("kind", "“test” or “package”")
    home = {"yes": True, "no": False, "": None}
    if cell("home_collection").lower() not in home:
        raise wrong("home_collection", "“yes” or “no”")
    return Item(
        id=cell("id"),
        kind=kind,
        name=cell("name"),
        price=price(),
        department=cell("department"),
        sample_type=cell("sample_type"),
        fasting_hours=hours("fasting_hours"),
        turnaround_hours=hours("turnaround_hours"),
        home_collection=home[cell("home_collection").lower()],
        contains=tuple(cell("included_test_ids").split()),
    )
