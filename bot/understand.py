"""`python -m bot understand`: what the bot makes of the messages of a language set, one prediction a line."""

import argparse
import json
import sys
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TextIO, cast, get_args

from bot.lab.catalogue_csv import CatalogueFileUnreadable, read_catalogue, sample_catalogue
from dialogs.understanding import ready
from dialogs.understanding.predictions import ItemUnfit, Kind, predict
from dialogs.understanding.search import build_index

KINDS: tuple[str, ...] = get_args(Kind)


class SetUnreadable(ValueError):
    """The file is not a language set; the message says where."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command to its parser."""
    parser.add_argument("kind", choices=KINDS, help="what the messages of the file are about")
    parser.add_argument(
        "file", type=Path, help="messages, one JSON object a line; expected answers are not read"
    )
    parser.add_argument(
        "--catalogue",
        type=Path,
        default=None,
        metavar="CSV",
        help="the lab's price list; the demonstration's if left out",
    )


def main(args: argparse.Namespace) -> int:
    """Run the command; its exit status."""
    try:
        run(cast(Kind, args.kind), args.file, args.catalogue)
    except (SetUnreadable, CatalogueFileUnreadable) as problem:
        print(problem, file=sys.stderr)  # noqa: T201
        return 2
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has seen enough
    return 0


def run(kind: Kind, file: Path, catalogue_csv: Traversable | None, out: TextIO | None = None) -> None:
    """Print `{"id": ..., "pred": ...}` for each message of a file. Raises `SetUnreadable`, `CatalogueFileUnreadable`."""
    index = build_index(read_catalogue(catalogue_csv or sample_catalogue()).items.values())
    ready.prepare()
    for line, item in _items(file):
        try:
            prediction = predict(kind, item, index)
        except ItemUnfit as problem:
            raise SetUnreadable(f"{file.name}, line {line}: {problem}") from problem
        print(
            json.dumps({"id": item.get("id"), "pred": prediction}, ensure_ascii=False), file=out or sys.stdout
        )


def _items(file: Path) -> Iterator[tuple[int, dict[str, object]]]:
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise SetUnreadable(f"{file.name}: {problem}") from problem
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except ValueError as problem:
            raise SetUnreadable(f"{file.name}, line {number}: not JSON: {problem}") from problem
        if not isinstance(item, dict):
            raise SetUnreadable(f"{file.name}, line {number}: not a JSON object")
        yield number, item
