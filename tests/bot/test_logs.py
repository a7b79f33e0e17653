import ast
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.config import ConfigError
from bot.logs import HARMLESS, HIDDEN, chat_mark, configure_logs, scrub

PHONE = "9876543210"
NAME = "Sunita Devi"


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    root.handlers = handlers
    root.setLevel(level)


@pytest.fixture
def stream() -> io.StringIO:
    stream = io.StringIO()
    configure_logs(stream, json_lines=True)
    return stream


def entries(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_entry_is_one_line_of_json_with_its_time_level_and_logger(stream: io.StringIO) -> None:
    structlog.get_logger("bot.engine.turns").info("turn_done", update_id=7, milliseconds=1.5, clinic="asha")
    (entry,) = entries(stream)
    assert entry.pop("timestamp").endswith("Z")
    assert entry == {
        "event": "turn_done",
        "level": "info",
        "logger": "bot.engine.turns",
        "update_id": 7,
        "milliseconds": 1.5,
        "clinic": "asha",
    }


def test_what_nobody_has_called_harmless_is_hidden(stream: io.StringIO) -> None:
    structlog.get_logger("x").info(
        "said", text=f"I am {NAME}", phone=PHONE, first_name=NAME, update={"message": NAME}
    )
    (entry,) = entries(stream)
    assert (entry["text"], entry["phone"], entry["first_name"], entry["update"]) == (HIDDEN,) * 4
    assert NAME not in stream.getvalue()
    assert PHONE not in stream.getvalue()


def test_a_name_and_a_number_bound_to_the_context_are_hidden_too(stream: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(patient=NAME, clinic="asha"):
        structlog.get_logger("x").info("something")
    (entry,) = entries(stream)
    assert entry["patient"] == HIDDEN
    assert entry["clinic"] == "asha"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("call 9876543210 now", "call (number) now"),
        ("call +91 98765-43210", "call (number)"),
        ("write to sunita.devi@example.org", "write to (address)"),
        (
            "https://api.telegram.org/bot123456789:AAF-swordfish_swordfish/getMe",
            "https://api.telegram.org/bot(token)/getMe",
        ),
        ("Authorization: Bearer swordfish", "Authorization: Bearer (token)"),
        ("postgresql://user:swordfish@host/name", "postgresql://host/name"),
        ("POST /webhooks/flabs/swordfish", "POST /webhooks/flabs/(token)"),
        ("branch 6530a4a6f1d2c8b7e9a12345 has 12 tests", "branch 6530a4a6f1d2c8b7e9a12345 has 12 tests"),
        ("2026-12-01", "2026-12-01"),
    ],
)
def test_texts_lose_numbers_addresses_and_tokens(text: str, left: str) -> None:
    assert scrub(text) == left


def test_harmless_keys_do_not_carry_a_number_through(stream: io.StringIO) -> None:
    for key in sorted(HARMLESS - {"event", "level", "timestamp", "logger"}):
        structlog.get_logger("x").warning("tried", **{key: f"call {PHONE}"})
        structlog.get_logger("x").warning("tried", **{key: [f"call +91{PHONE}"]})
        structlog.get_logger("x").warning("tried", **{key: {"name": NAME, "phone": PHONE}})
    assert PHONE not in stream.getvalue()
    assert NAME not in stream.getvalue()


def test_an_exception_of_a_library_tells_its_kind_and_place_but_not_its_text(stream: io.StringIO) -> None:
    def inner() -> None:
        raise ValueError(f"parameters: ({NAME!r}, {PHONE!r})")

    try:
        try:
            inner()
        except ValueError as error:
            raise ConfigError("PORT is wrong") from error
    except ConfigError:
        structlog.get_logger("x").exception("failed")
    (entry,) = entries(stream)
    assert entry["error"] == ["ValueError", "ConfigError: PORT is wrong"]
    assert any("test_an_exception" in line for line in entry["line"])
    assert NAME not in stream.getvalue()
    assert PHONE not in stream.getvalue()


def test_the_libraries_lines_come_without_their_values(stream: io.StringIO) -> None:
    library = logging.getLogger("sqlalchemy.engine")
    library.warning("inserting %s for %s", NAME, PHONE)
    library.warning(f"gave up on {PHONE}")
    library.info("not of interest")
    try:
        raise KeyError(NAME)
    except KeyError:
        library.exception("broken by %r", NAME)
    first, second, third = entries(stream)
    assert first["event"] == "inserting %s for %s"
    assert first["logger"] == "sqlalchemy.engine"
    assert second["event"] == "gave up on (number)"
    assert third["error"] == ["KeyError"]
    assert NAME not in stream.getvalue()


def test_a_chat_is_a_mark(stream: io.StringIO) -> None:
    structlog.get_logger("x").info("sent", chat_id=987654321)
    structlog.get_logger("x").info("sent", chat_id=987654321)
    structlog.get_logger("x").info("sent", chat_id=987654322)
    marks = [entry["chat"] for entry in entries(stream)]
    assert marks[0] == marks[1] != marks[2]
    assert marks[0] == chat_mark(987654321)
    assert "987654321" not in stream.getvalue()


def test_a_person_who_watches_gets_lines_to_read() -> None:
    stream = io.StringIO()
    configure_logs(stream, json_lines=False)
    structlog.get_logger("x").info("started", port=8080, phone=PHONE)
    assert "started" in stream.getvalue()
    assert "port=8080" in stream.getvalue()
    assert PHONE not in stream.getvalue()


@given(st.dictionaries(st.text(max_size=12), st.recursive(st.just(NAME) | st.just(PHONE), st.lists)))
def test_no_unknown_key_lets_a_name_through(values: dict[str, Any]) -> None:
    stream = io.StringIO()
    configure_logs(stream, json_lines=True)
    unknown = {key: value for key, value in values.items() if key not in HARMLESS}
    if {"exc_info", "stack_info", "chat_id", "self", "event"} & unknown.keys():
        return
    structlog.get_logger("x").info("tried", **unknown)
    assert NAME not in stream.getvalue()
    assert PHONE not in stream.getvalue()


def logged_keys(source: Path) -> Iterator[str]:
    """The keys of the values that a module logs."""
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in {"_log", "log", "logger"}
        ):
            yield from (keyword.arg for keyword in node.keywords if keyword.arg)


def test_no_module_logs_what_would_only_be_hidden() -> None:
    root = Path(__file__).parents[2]
    known = HARMLESS | {"chat_id", "exc_info"}
    hidden = {
        f"{source.relative_to(root)}: {key}"
        for source in (root / "bot").rglob("*.py")
        for key in logged_keys(source)
        if key not in known
    }
    assert not hidden, "add these keys to bot.logs.HARMLESS if nothing about a patient can stand under them"
