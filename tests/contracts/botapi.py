"""Checks calls and answers against the description of the Bot API."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.sandbox.calls import Call

_PATH = Path(__file__).parent / "botapi.json"
_PRIMITIVES: Mapping[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
    "String": (str,),
}


@cache
def description() -> Any:
    return json.loads(_PATH.read_text(encoding="utf-8"))


def call_problems(call: Call) -> list[str]:
    """What the description has against a call: unknown, missing or wrong parameters, wrong lengths."""
    method = description()["methods"].get(call.method)
    if method is None:
        return [f"{call.method} is no method"]
    given = dict(call.params) | {
        name: upload for name, upload in call.uploads.items() if name in method["fields"]
    }
    return _fields(given, method["fields"], call.method)


def answer_problems(call: Call) -> list[str]:
    """What the description has against the result of an accepted call."""
    returns = description()["methods"][call.method]["returns"]
    return _any_of(call.answer["result"], returns, f"{call.method} → ")


def update_problems(update: Mapping[str, Any]) -> list[str]:
    """What the description has against an update."""
    return _check(update, "Update", "update")


def _fields(given: Mapping[str, Any], fields: Mapping[str, Any], where: str) -> list[str]:
    problems = [f"{where}.{name} is unknown" for name in given if name not in fields]
    for name, field in fields.items():
        if name not in given:
            if field["required"]:
                problems.append(f"{where}.{name} is missing")
            continue
        value = given[name]
        problems += _any_of(value, field["types"], f"{where}.{name}")
        if "length" in field and isinstance(value, str):
            least, most, unit = field["length"]
            size = len(value.encode()) if unit == "bytes" else len(value)
            # Markup is longer than the text that counts; the stand-in itself measures what is left of it.
            if (not least <= size and size > 0) or (size > most and name not in {"text", "caption"}):
                problems.append(f"{where}.{name} has {size} {unit}, not {least} to {most}")
    return problems


def _any_of(value: Any, types: list[str], where: str) -> list[str]:
    found = [_check(value, each, where) for each in types]
    return [] if any(not problems for problems in found) else min(found, key=len)


def _check(value: Any, kind: str, where: str) -> list[str]:
    if kind.startswith("Array of "):
        if not isinstance(value, list | tuple):
            return [f"{where} is no array"]
        return [
            problem
            for index, each in enumerate(value)
            for problem in _check(each, kind.removeprefix("Array of "), f"{where}[{index}]")
        ]
    if kind in _PRIMITIVES:
        right = isinstance(value, _PRIMITIVES[kind]) and (kind == "Boolean" or not isinstance(value, bool))
        return [] if right else [f"{where} is {value!r}, not {kind}"]
    if kind == "InputFile":
        return []
    described = description()["types"][kind]
    if described.get("subtypes"):
        return _any_of(value, described["subtypes"], where)
    if not isinstance(value, dict):
        return [f"{where} is {value!r}, not {kind}"]
    return _fields(value, described["fields"], where)
