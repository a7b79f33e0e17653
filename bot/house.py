"""The house as a picture: its rooms and who leans on whom, read from the imports of the code itself (Mermaid)."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "dialogs", "locales")


def mermaid() -> str:
    """Rooms as boxes, imports as arrows; what only puts rooms together (`bot/*.py`) is one box."""
    leans: dict[str, set[str]] = defaultdict(set)
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            room = _room(path.relative_to(ROOT).parts)
            for module in _imported(path):
                other = _room((*module.split("."), "x"))
                if module.split(".")[0] in PACKAGES and other != room:
                    leans[room].add(other)
    rooms = sorted({*leans, *(other for others in leans.values() for other in others)})
    boxes = [f'    {_name(room)}["{room}"]' for room in rooms]
    arrows = [f"    {_name(room)} --> {_name(other)}" for room in rooms for other in sorted(leans[room])]
    return "\n".join(["flowchart TD", *boxes, *arrows])


def _room(parts: tuple[str, ...]) -> str:
    """`bot/engine`, `dialogs/questions`, or the package itself for a file at its root."""
    folders = parts[:-1]
    if len(folders) > 1 and (ROOT / folders[0] / folders[1]).is_dir() and not folders[1].startswith("_"):
        return f"{folders[0]}/{folders[1]}"
    return folders[0]


def _name(room: str) -> str:
    return room.replace("/", "_")


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            # `from dialogs import privacy` names a module, `from bot import x` a room.
            yield from (f"{node.module}.{alias.name}" for alias in node.names if "." not in node.module)
