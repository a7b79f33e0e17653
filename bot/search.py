"""`python -m bot search "words"`: what a patient would get for some words, and why."""

import argparse
import sys
from pathlib import Path

from bot.lab.catalogue_csv import read_catalogue, sample_catalogue
from dialogs.catalogue import Catalogue
from dialogs.understanding.readings import Hit
from dialogs.understanding.search import build_index, mentions, refused
from dialogs.words import money


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command to its parser."""
    parser.add_argument("words", nargs="+", help="what a patient types")
    parser.add_argument(
        "--catalogue",
        type=Path,
        default=None,
        metavar="CSV",
        help="the lab's price list; the demonstration's if left out",
    )


def main(args: argparse.Namespace) -> int:
    """Run the command; 1 when there is no such test. Raises `CatalogueFileUnreadable`."""
    catalogue = read_catalogue(args.catalogue or sample_catalogue())
    lines = explained(catalogue, " ".join(args.words))
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if lines[0] != NOTHING else 1


NOTHING = "no such test"


def explained(catalogue: Catalogue, words: str) -> list[str]:
    """A block for each test that the words ask for, or refuse: the candidates, best first, with price and reason."""
    index = build_index(catalogue.items.values())
    lines: list[str] = []
    for mention in mentions(index, words):
        lines.append(f"“{mention.words}”: {'goes into the cart' if mention.sure else 'the patient chooses'}")
        lines += [_line(catalogue, number, hit) for number, hit in enumerate(mention.hits, 1)]
    for mention in refused(index, words):
        lines.append(f"“{mention.words}”: not wanted")
    return lines or [NOTHING]


def _line(catalogue: Catalogue, number: int, hit: Hit) -> str:
    item = catalogue.items[hit.item_id]
    return f"  {number}. {item.name} · {money(item.price)}  ({hit.score:.2f}: {hit.why})"
