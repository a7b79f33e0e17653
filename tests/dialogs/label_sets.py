"""The label sets under `tests/language`.

`X.jsonl` is the development set, `X_more.jsonl` our own, from which the weights are learned; from `X_held.jsonl`, written
last, they never are.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "language"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message with the label that the policy gives it."""

    id: str
    text: str
    lang: str
    expected: str | None


def read(name: str) -> list[Labelled]:
    """The rows of a set."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Labelled(row["id"], row["text"], row["lang"], row["expected"]) for row in map(json.loads, lines)]


def misread(
    rows: Sequence[Labelled], reader: Callable[[str], str | None]
) -> list[tuple[str | None, Labelled]]:
    """The rows that a reader labels otherwise, with what it said."""
    return [(said, row) for row in rows if (said := reader(row.text)) != row.expected]
