"""`python -m bot misses`: what patients typed most often and the bot did not understand."""

import argparse
import os
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.config import load_settings
from bot.store import misses
from bot.store.beside import Connection, read_beside
from bot.store.sealing import Sealer, open_sealer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command to its parser."""
    parser.add_argument("--days", type=int, default=30, help="how far to look back (30)")
    parser.add_argument("--most", type=int, default=25, help="how many to list for each clinic (25)")


def main(args: argparse.Namespace) -> int:
    """Prints how often, at which question, in which language, and the words. Raises `ConfigError`, `DatabaseTrouble`
    and `KeysUnfit`."""
    settings = load_settings(os.environ, secrets_needed=False)
    url = settings.database_url
    file = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
    sealer = open_sealer(settings.pii_keys, file)
    since = datetime.now(UTC) - timedelta(days=args.days)
    for hosted in settings.clinics:
        clinic = hosted.clinic.id
        found = read_beside(url, partial(_commonest, sealer, clinic, since, args.most))
        if not found:
            sys.stdout.write(f"{clinic}: everything was understood in the last {args.days} days.\n")
        for words, question, language, count in found:
            sys.stdout.write(f"{count:5}  {question:10} {language:8} {words}\n")
    return 0


def _commonest(
    sealer: Sealer, clinic: str, since: datetime, most: int, connection: Connection
) -> list[tuple[str, str, str, int]]:
    return misses.commonest(connection, sealer, clinic, since, most)
