"""Leads, bookings and pre-bookings as the lab keeps them, and what it demands of each."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

Phase = Literal["lead", "booking"]

_CONTACT = re.compile(r"[0-9]{10}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(slots=True)
class Entry:
    """A lead or a booking. `body` is what was sent; `day` is the day of its arrival, which the rule of one
    entry per contact counts."""

    id: str
    phase: Phase
    body: Mapping[str, Any]
    at: datetime
    day: date

    @property
    def integrator_id(self) -> str:
        return str(self.body["integratorID"])

    @property
    def branch_id(self) -> str:
        return str(self.body["branchID"])

    @property
    def contact(self) -> str:
        return str(self.body["contact"])

    @property
    def patient(self) -> str:
        return f"{self.body['first_name']} {self.body.get('last_name', '')}".strip()


@dataclass(frozen=True, slots=True)
class PreBooking:
    """An entry of the billing side."""

    id: str
    body: Mapping[str, Any]
    at: datetime

    @property
    def integrator_id(self) -> str:
        return str(self.body["integrator_id"])

    @property
    def patient(self) -> str:
        details = self.body["patient_details"]
        return f"{details['first_name']} {details.get('last_name', '')}".strip()


Check = Callable[[object], bool]


def _text(value: object) -> bool:
    return isinstance(value, str)


def _filled(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _one_of(*values: str) -> Check:
    return lambda value: isinstance(value, str) and value in values


def _object(value: object) -> bool:
    return isinstance(value, dict)


def _moment(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _matches(pattern: re.Pattern[str]) -> Check:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _list_of(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    def check(value: object) -> bool:
        return isinstance(value, list) and all(
            isinstance(each, dict)
            and all(name in each and fits(each[name]) for name, fits in required.items())
            and all(name not in each or fits(each[name]) for name, fits in optional.items())
            for each in value
        )

    return check


_ENTRY_REQUIRED: Mapping[str, Check] = {
    "branchID": _filled,
    "integratorID": _filled,
    "first_name": _filled,
    "contact": _matches(_CONTACT),
    "age": _number,
    "age_type": _one_of("year", "month", "day"),
}
_BOOKING_REQUIRED: Mapping[str, Check] = {
    "bookingType": _one_of("Home Collection", "Lab Visit"),
    "scheduledAt": _moment,
}
_ENTRY_OPTIONAL: Mapping[str, Check] = {
    "phase": _one_of("lead", "booking"),
    "corporateUser": _text,
    "referredOrganization": _text,
    "referredHospitalOrganization": _text,
    "designation": _text,
    "last_name": _text,
    "country_code": _text,
    "email": _matches(_EMAIL),
    "gender": _one_of("male", "female", "other"),
    "weight": _number,
    "height": _number,
    "address": _text,
    "pincode": _text,
    "googleLocation": _text,
    "source": _text,
    "priority": _one_of("urgent", "high", "medium", "low"),
    "tests": _list_of({"test": _filled, "cost": _number}, {"packageId": _text}),
    "packages": _list_of({"package": _filled, "price": _number}, {}),
    "unmappedTests": _list_of({"name": _filled}, {"cost": _number}),
    "unmappedPackages": _list_of({"name": _filled}, {"price": _number}),
    "discountAmount": _number,
    "totalAmount": _number,
    "bookingType": _one_of("Home Collection", "Lab Visit"),
    "scheduledAt": _moment,
    "specialInstructions": _text,
    "paymentStatus": _one_of("Pending", "Paid", "Pay Later"),
    "paymentMode": _one_of("Razorpay UPI", "Card", "Cash"),
    "customFields": _object,
}
_PATIENT_REQUIRED: Mapping[str, Check] = {
    "first_name": _filled,
    "gender": _one_of("male", "female", "other"),
    "age": _whole,
    "age_type": _one_of("year", "month", "day"),
}
_ITEM_LISTS: Mapping[str, Check] = {
    "mapped_tests": lambda value: (
        isinstance(value, list)
        and all(isinstance(each, dict) and bool(each.get("flabs_id") or each.get("id")) for each in value)
    ),
    "unmapped_tests": lambda value: isinstance(value, list) and all(map(_filled, value)),
    "mapped_packages": _list_of({"id": _filled}, {}),
    "unmapped_packages": lambda value: isinstance(value, list) and all(map(_filled, value)),
    "unmapped_packages_with_tests": _list_of(
        {"package_name": _filled, "tests": lambda value: isinstance(value, list)}, {}
    ),
}


def entry_problem(body: Mapping[str, Any]) -> str | None:
    """Why the lab refuses the body of a lead or booking; None when it does not."""
    required = dict(_ENTRY_REQUIRED)
    if body.get("phase") == "booking":
        required |= _BOOKING_REQUIRED
    return _problem(body, required, _ENTRY_OPTIONAL)


def prebooking_problem(body: Mapping[str, Any]) -> str | None:
    """Why the lab refuses the body of a pre-booking; None when it does not."""
    required: Mapping[str, Check] = {
        "patient_details": _object,
        "integrator_id": _filled,
        "lead_source": _filled,
    }
    problem = _problem(body, required, {"barCode": _filled, "labID": _filled, **_ITEM_LISTS})
    if problem is None:
        problem = _problem(body["patient_details"], _PATIENT_REQUIRED, {"last_name": _text})
    if problem is None and not any(body.get(name) for name in _ITEM_LISTS):
        problem = "at least one of the test or package lists is required"
    return problem


def _problem(
    body: Mapping[str, Any], required: Mapping[str, Check], optional: Mapping[str, Check]
) -> str | None:
    for name, fits in required.items():
        if name not in body or body[name] == "":
            return f"{name} is required"
        if not fits(body[name]):
            return f"{name} is invalid"
    for name, fits in optional.items():
        if name in body and name not in required and not fits(body[name]):
            return f"{name} is invalid"
    return None
