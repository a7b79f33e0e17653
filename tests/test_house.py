"""The house rules that no linter knows: what may import what, and what the pure core may not do."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE = sorted((ROOT / "dialogs").rglob("*.py"))

# What the core may import: values, text and arithmetic. Nothing here reaches a network, a database or a clock.
ALLOWED = {
    "__future__", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal", "enum", "functools",
    "hashlib", "heapq", "html", "importlib", "itertools", "json", "math", "operator", "re", "string", "tomllib",
    "types", "typing", "unicodedata", "zoneinfo",
    "anyascii", "babel", "dateparser", "fluent", "pydantic", "rapidfuzz",
    "dialogs",
}  # fmt: skip
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "shared", "stuff"}


def imports(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            yield node.module or "", node.lineno


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_imports_nothing_that_does_io(path: Path) -> None:
    for module, line in imports(path):
        assert module.split(".")[0] in ALLOWED, f"{path.name}:{line} imports {module}"
        assert module != "importlib" or line, module
        assert not module.startswith("importlib.") or module.startswith("importlib.resources")


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_asks_no_clock_and_opens_no_file(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name):
            assert called.id not in {"open", "print", "input", "eval", "exec"}, f"{path.name}:{node.lineno}"
        if isinstance(called, ast.Attribute):
            assert called.attr not in {"now", "utcnow", "today"}, f"{path.name}:{node.lineno}"


def test_loading_the_core_loads_no_room_of_the_shell() -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in CORE
    ]
    script = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "bad = {'bot', 'telegram', 'httpx', 'aiohttp', 'sqlalchemy', 'alembic', 'sqlite3'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {sorted(bad)}' if bad else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_no_file_is_a_drawer_of_odds_and_ends() -> None:
    for package in ("dialogs", "bot"):
        for path in (ROOT / package).rglob("*.py"):
            assert path.stem not in DRAWERS, path


def test_a_vendor_stays_in_its_own_room() -> None:
    rooms = {
        "telegram": {"telegram", "sandbox"},
        "httpx": {"lab", "sandbox"},
        "sqlalchemy": {"store", "engine"},
    }
    for path in (ROOT / "bot").rglob("*.py"):
        for module, line in imports(path):
            allowed = rooms.get(module.split(".")[0])
            room = path.relative_to(ROOT / "bot").parts[0]
            assert allowed is None or room in allowed, f"{path.name}:{line} imports {module}"
