"""What the lab of the sandbox sells, as its price lists show it."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).with_name("catalogue.csv")


@dataclass(frozen=True, slots=True)
class Offer:
    """A test or a package with its price in rupees; `contains` are the ids of a package's tests.

    `more` are further fields of the list, which the contract leaves open.
    """

    id: str
    name: str
    price: float
    contains: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pricelist:
    """Tests and packages by id, in the order of the list."""

    tests: Mapping[str, Offer]
    packages: Mapping[str, Offer]

    def tests_as_json(self) -> list[dict[str, Any]]:
        """What the list of tests holds."""
        return [
            {"_id": test.id, "name": test.name, "cost": test.price, **test.more}
            for test in self.tests.values()
        ]

    def packages_as_json(self) -> list[dict[str, Any]]:
        """What the list of packages holds, each with its tests."""
        return [
            {
                "_id": package.id,
                "name": package.name,
                "total": package.price,
                "tests": [
                    {"_id": each, "name": self.tests[each].name if each in self.tests else each}
                    for each in package.contains
                ],
                **package.more,
            }
            for package in self.packages.values()
        ]

    def name_of(self, offer_id: str) -> str:
        """The name of a test, or the id itself when it is not on the list."""
        test = self.tests.get(offer_id)
        return test.name if test is not None else offer_id


def pricelist(
    *, tests: Mapping[str, tuple[str, float]], packages: Mapping[str, Offer] | None = None
) -> Pricelist:
    """A price list of a few tests: id to name and rupees."""
    return Pricelist(
        {each: Offer(each, name, price) for each, (name, price) in tests.items()}, packages or {}
    )


def read_pricelist(path: Path = CATALOGUE) -> Pricelist:
    """Reads the catalogue of the sandbox (CSV, prices in rupees)."""
    tests: dict[str, Offer] = {}
    packages: dict[str, Offer] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            offer = Offer(
                id=row["id"],
                name=row["name"],
                price=_number(row["price_inr"]),
                contains=tuple(row["included_test_ids"].split()),
                more={
                    "department": row["department"],
                    "sample_type": row["sample_type"],
                    "fasting_required": row["fasting_required"] == "yes",
                    "fasting_hours": int(row["fasting_hours"]),
                    "turnaround_hours": int(row["turnaround_hours"]),
                    "home_collection": row["home_collection"] == "yes",
                },
            )
            (packages if row["kind"] == "package" else tests)[offer.id] = offer
    return Pricelist(tests, packages)


def _number(text: str) -> float:
    value = float(text)
    return int(value) if value.is_integer() else value
