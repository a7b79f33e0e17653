"""Amounts of money: whole paise, never a float."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NewType

Paise = NewType("Paise", int)
"""An amount in paise (1/100 rupee)."""

NOTHING = Paise(0)


def rupees(amount: Decimal | int | str) -> Paise:
    """Paise from an amount in rupees, rounded half up to a whole paisa."""
    return Paise(int((Decimal(amount) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)))


def as_rupees(amount: Paise) -> Decimal:
    """The amount in rupees, with no trailing zeroes (`Decimal('350')`, `Decimal('99.5')`)."""
    value = Decimal(amount) / 100
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
