"""Bills: what the lab works on after a booking, and the webhook bodies that tell of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.sandbox.entries import Entry, PreBooking
from bot.sandbox.pricelist import Pricelist

EventType = Literal[
    "bill.created", "bill.completed", "bill.deleted", "report.completed", "lead.created", "booking.created"
]
EVENT_TYPES: tuple[EventType, ...] = (
    "bill.created",
    "bill.completed",
    "bill.deleted",
    "report.completed",
    "lead.created",
    "booking.created",
)


@dataclass(slots=True)
class Bill:
    """One bill: its tests by id with their names, and those whose report is done."""

    id: str
    lab_id: str
    integrator_id: str | None
    patient: str
    contact: str
    tests: dict[str, str]
    report_path: str
    done: set[str] = field(default_factory=set)
    edition: int = 0
    pdf: bytes = b""
    deleted: bool = False
    reported_at: datetime | None = None

    @property
    def completed(self) -> bool:
        return self.done >= self.tests.keys()

    def event_data(self, event: EventType, origin: str) -> dict[str, Any]:
        """The `data` of a webhook about this bill; `origin` is where its report is fetched, and empty where that is not
        told."""
        data: dict[str, Any] = {"billID": self.id, "integratorID": self.integrator_id}
        if event == "bill.deleted":
            return data
        data["billData"] = {
            "status": "completed" if event != "bill.created" and self.completed else "pending",
            "testData": [
                {"_id": each, "status": "completed" if each in self.done else "pending"}
                for each in self.tests
            ],
        }
        if self.pdf and origin and event != "bill.created":
            data["reportURL"] = f"{origin}{self.report_path}"
        return data


def tests_of(source: Entry | PreBooking, prices: Pricelist) -> dict[str, str]:
    """The tests that an entry asks for, packages opened: id to name."""
    body = source.body
    if isinstance(source, Entry):
        wanted = [each["test"] for each in body.get("tests", ())]
        packages = [each["package"] for each in body.get("packages", ())]
        unmapped = [
            each["name"] for key in ("unmappedTests", "unmappedPackages") for each in body.get(key, ())
        ]
    else:
        wanted = [each.get("flabs_id") or each["id"] for each in body.get("mapped_tests", ())]
        packages = [each["id"] for each in body.get("mapped_packages", ())]
        unmapped = [*body.get("unmapped_tests", ()), *body.get("unmapped_packages", ())]
        for package in body.get("unmapped_packages_with_tests", ()):
            unmapped += package["tests"]
    for package_id in packages:
        known = prices.packages.get(package_id)
        wanted += known.contains if known is not None and known.contains else (package_id,)
    tests = {each: prices.name_of(each) for each in wanted}
    return tests | {f"unmapped_{number}": name for number, name in enumerate(unmapped, start=1)}
