"""Reading JSON whose shape nobody has documented: several likely names for one thing, and never an exception."""

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

_LONGEST_IDENTIFIER = 200


class NotJson(ValueError):
    """The text is no JSON that can be read."""


def parse(body: bytes) -> object:
    """JSON with exact numbers (`int` or `Decimal`). Raises `NotJson`."""
    try:
        parsed: object = json.loads(body, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError, InvalidOperation):
        raise NotJson("no readable JSON") from None
    return parsed


def parse_or_none(body: bytes) -> object:
    """As `parse`; None for what is no JSON."""
    try:
        return parse(body)
    except NotJson:
        return None


def _refuse_constant(name: str) -> object:
    raise NotJson(f"{name} is no JSON number")


def child(value: object, *names: str) -> object:
    """The first of these members that is there and not null; None when none is, or `value` is no object."""
    if not isinstance(value, Mapping):
        return None
    return next((value[name] for name in names if value.get(name) is not None), None)


def text(value: object) -> str:
    """A string on one line, or the name in an object like `{"name": "Serum"}`; empty when it is neither."""
    if isinstance(value, Mapping):
        value = child(value, "name", "title")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    said = str(value)
    if not said.isprintable():
        said = "".join(each if each.isprintable() else " " for each in said)
    return " ".join(said.split())


def identifier(value: object) -> str | None:
    """An opaque id: a short printable string or a whole number, perhaps wrapped as `{"$oid": …}` or `{"_id": …}`."""
    if isinstance(value, Mapping):
        value = child(value, "_id", "id", "$oid")
        return identifier(value) if not isinstance(value, Mapping) else identifier(child(value, "$oid"))
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    found = str(value).strip()
    return found if 0 < len(found) <= _LONGEST_IDENTIFIER and found.isprintable() else None


def flag(value: object) -> bool | None:
    """Yes or no, however it is written; None for anything else."""
    match text(value).casefold() if not isinstance(value, bool) else value:
        case True | "yes" | "true" | "y" | "1" | "required" | "available":
            return True
        case False | "no" | "false" | "n" | "0" | "not required" | "not available":
            return False
        case _:
            return None
