"""Checks bodies against the lab's contract."""

from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

_PATH = Path(__file__).parents[2] / "contracts" / "flabs.yaml"


@cache
def contract() -> Any:
    return yaml.safe_load(_PATH.read_text(encoding="utf-8"))


def check(value: object, schema: str) -> None:
    """Raises `jsonschema.ValidationError` when the value does not fit the named schema."""
    root = {"$ref": f"#/components/schemas/{schema}", "components": _nullable(contract()["components"])}
    jsonschema.Draft202012Validator(root).validate(value)


def event_example(event: str) -> Any:
    """The body that the contract shows for an event."""
    return contract()["x-webhooks"][event]["post"]["requestBody"]["content"]["application/json"]["example"]


def example(path: str, name: str | None = None) -> Any:
    """The request that the contract shows for a POST path."""
    content = contract()["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    return content["example"] if name is None else content["examples"][name]["value"]


def _nullable(node: Any) -> Any:
    """OpenAPI's `nullable` in the words of JSON Schema."""
    if isinstance(node, list):
        return [_nullable(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {name: _nullable(each) for name, each in node.items()}
    if made.get("nullable") is True and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    return made
