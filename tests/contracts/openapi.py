"""Holds requests and answers against the OpenAPI contracts beside this file.

Stricter than a mock server: a request may only have members, query parameters and formats that the contract names.
"""

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator

Schema = Mapping[str, Any]
_FOLDER = Path(__file__).parent
_METHODS = ("get", "put", "post", "delete", "patch")


class ContractBroken(AssertionError):
    """Something that the contract does not allow."""


@dataclass(frozen=True, eq=False)
class Operation:
    """One call of a contract, its references resolved."""

    id: str
    method: str
    template: str
    definition: Mapping[str, Any]
    spec: "Spec"

    def matches(self, method: str, path: str) -> bool:
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(self.template))
        return method.casefold() == self.method and re.fullmatch(pattern, path) is not None

    def request_example(self, name: str | None = None) -> Any:
        """The body that the contract shows for this call, the caller's own to change; `name` where it shows several."""
        content = self.definition["requestBody"]["content"]["application/json"]
        return copy.deepcopy(content["example"] if name is None else content["examples"][name]["value"])

    def answer_example(self, status: int) -> Any:
        """The (first) answer that the contract shows for a status, the caller's own to change."""
        content = self.definition["responses"][str(status)]["content"]["application/json"]
        return copy.deepcopy(content.get("example") or next(iter(content["examples"].values()))["value"])


@dataclass(frozen=True, eq=False)
class Spec:
    """A contract with all `$ref`s resolved."""

    document: Mapping[str, Any]

    @property
    def operations(self) -> tuple[Operation, ...]:
        return tuple(
            Operation(definition["operationId"], method, template, definition, self)
            for template, item in self.document["paths"].items()
            for method, definition in item.items()
            if method in _METHODS
        )

    def operation(self, method: str, path: str) -> Operation:
        """The call that a request is. Raises `ContractBroken` when it is none."""
        found = [each for each in self.operations if each.matches(method, path)]
        if not found:
            raise ContractBroken(f"{method} {path} is no call of the contract")
        return min(found, key=lambda each: each.template.count("{"))

    def webhook_example(self, event: str) -> Any:
        """The body that the contract shows for an event, the caller's own to change."""
        described = self.document["x-webhooks"][event]["post"]["requestBody"]
        return copy.deepcopy(described["content"]["application/json"]["example"])


@cache
def load(name: str) -> Spec:
    """The contract in `<name>.yaml`, for instance `flabs`."""
    document = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return Spec(_resolved(document, document, ()))


def check_request(
    spec: Spec,
    method: str,
    path: str,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    body: bytes | None,
) -> Operation:
    """Which call of the contract this request is. `path` is without the server's own part. Raises `ContractBroken`."""
    operation = spec.operation(method, path)
    sent = {name.casefold(): value for name, value in headers.items()}
    _check_security(operation, sent)
    _check_query(operation, query)
    declared = operation.definition.get("requestBody")
    if declared is None:
        if body:
            raise ContractBroken(f"{operation.id} takes no body")
        return operation
    if not body:
        if declared.get("required"):
            raise ContractBroken(f"{operation.id} needs a body")
        return operation
    if sent.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise ContractBroken(f"{operation.id} takes application/json")
    schema = _closed(declared["content"]["application/json"]["schema"])
    _check(f"body of {operation.id}", schema, _json(body))
    return operation


def check_response(spec: Spec, method: str, path: str, status: int, body: bytes | None) -> None:
    """Whether the contract lets the call answer like this. Raises `ContractBroken`."""
    operation = spec.operation(method, path)
    responses = {str(code): response for code, response in operation.definition["responses"].items()}
    declared = responses.get(str(status)) or responses.get(f"{status // 100}XX") or responses.get("default")
    if declared is None:
        raise ContractBroken(f"{operation.id} never answers {status}")
    content = declared.get("content", {}).get("application/json")
    if content is None:
        if body:
            raise ContractBroken(f"{operation.id} answers {status} without a body")
        return
    _check(f"answer {status} of {operation.id}", content["schema"], _json(body or b""))


def check_webhook(spec: Spec, event: str, body: bytes) -> None:
    """Whether the contract lets the vendor send this body for this event. Raises `ContractBroken`."""
    schema = spec.document["x-webhooks"][event]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    _check(f"webhook {event}", schema, _json(body))


def _check_security(operation: Operation, headers: Mapping[str, str]) -> None:
    wanted = operation.definition.get("security", operation.spec.document.get("security", []))
    for name in {name for each in wanted for name in each}:
        scheme = operation.spec.document["components"]["securitySchemes"][name]
        if scheme["type"] == "http":
            if not re.fullmatch(r"Bearer \S+", headers.get("authorization", "")):
                raise ContractBroken(f"{operation.id} needs a bearer token")
        elif not headers.get(scheme["name"].casefold()):
            raise ContractBroken(f"{operation.id} needs the header {scheme['name']}")
    if not wanted and "authorization" in headers:
        raise ContractBroken(f"{operation.id} takes no token")


def _check_query(operation: Operation, query: Mapping[str, str]) -> None:
    declared = {
        each["name"]: each for each in operation.definition.get("parameters", ()) if each["in"] == "query"
    }
    for name in query.keys() - declared.keys():
        raise ContractBroken(f"{operation.id} has no query parameter {name}")
    for name, parameter in declared.items():
        if name not in query:
            if parameter.get("required"):
                raise ContractBroken(f"{operation.id} needs the query parameter {name}")
            continue
        value: Any = query[name]
        if parameter["schema"].get("type") in ("integer", "number"):
            value = _json(query[name].encode())
        _check(f"{name} of {operation.id}", parameter["schema"], value)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise ContractBroken(f"no JSON: {error}") from None


def _resolved(node: Any, document: Any, under: tuple[str, ...]) -> Any:
    if isinstance(node, list):
        return [_resolved(each, document, under) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        reference = node["$ref"]
        if reference in under:
            raise ContractBroken(f"{reference} contains itself")
        target = document
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
        return _resolved(target, document, (*under, reference))
    return {name: _resolved(value, document, under) for name, value in node.items()}


def _closed(schema: Schema) -> Schema:
    """The schema with nothing allowed that it does not name. What it only combines stays as it is."""
    closed = dict(schema)
    if "properties" in closed:
        closed["properties"] = {name: _closed(each) for name, each in closed["properties"].items()}
        if "allOf" not in closed:
            closed.setdefault("additionalProperties", False)
    if "items" in closed:
        closed["items"] = _closed(closed["items"])
    return closed


def _check(what: str, schema: Schema, value: Any) -> None:
    validator: Validator = Draft202012Validator(_nullable(schema), format_checker=_FORMATS)
    wrong = sorted(f"{error.json_path}: {error.message}" for error in validator.iter_errors(value))
    if wrong:
        raise ContractBroken(f"{what}: {'; '.join(wrong)}")


def _nullable(schema: Any) -> Any:
    """OpenAPI's `nullable` as JSON Schema says it."""
    if isinstance(schema, list):
        return [_nullable(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {
        name: {each: _nullable(value) for each, value in part.items()}
        if name == "properties"
        else _nullable(part)
        for name, part in schema.items()
        if name not in ("nullable", "example", "examples", "default", "enum")
    }
    if "enum" in schema:
        plain["enum"] = schema["enum"]
    return {"anyOf": [{"type": "null"}, plain]} if schema.get("nullable") is True else plain


_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date-time")
def _is_date_time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value):
        return False
    return datetime.fromisoformat(value).tzinfo is not None


@_FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme and urlsplit(value).netloc)


@_FORMATS.checks("email")
def _is_email(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value) is not None


@_FORMATS.checks("date")
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None
