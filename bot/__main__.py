"""The command line: `python -m bot run | demo | migrate | doctor | graph | link | leads | search | misses | understand`."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Sequence

from bot import doctor, leads, link, misses, search, understand
from bot.clinic_file import ConfigError
from bot.lab.catalogue_csv import CatalogueFileUnreadable
from bot.store.database import DatabaseTrouble
from bot.store.sealing import KeysUnfit
from bot.web.app import CannotListen

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; what is wrong with the configuration is one sentence, and exit status 2."""
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="phlebot: book lab tests at home, on Telegram."
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="serve patients, until SIGTERM or SIGINT")
    run.add_argument(
        "--no-migrate", action="store_true", help="refuse to start on a database that is not up to date"
    )
    run.set_defaults(command=_run)

    demo = commands.add_parser("demo", help="try everything on this machine, with nobody else involved")
    way = demo.add_mutually_exclusive_group()
    way.add_argument("--play", action="store_true", help="play one booking and its report here, then end")
    way.add_argument("--terminal", action="store_true", help="chat as a patient here, instead of on a page")
    demo.add_argument("--language", choices=("en", "hi"), default="en", help="the patient's language, here")
    demo.set_defaults(command=_demo)

    migrate = commands.add_parser("migrate", help="bring the database up to date")
    migrate.set_defaults(command=_migrate)

    examination = commands.add_parser("doctor", help="look at each thing that going live needs")
    doctor.add_arguments(examination)
    examination.set_defaults(command=doctor.main)

    linking = commands.add_parser("link", help="the deep link for an advertisement, and its QR code")
    link.add_arguments(linking)
    linking.set_defaults(command=link.main)

    keeping = commands.add_parser("leads", help="look at the leads of a clinic whose bookings go to GLAPI")
    leads.add_arguments(keeping)
    keeping.set_defaults(command=leads.main)

    graph = commands.add_parser("graph", help="draw the dialog from its questions (Mermaid)")
    graph.add_argument("--order", choices=("tests-first", "person-first"), default="tests-first")
    graph.add_argument(
        "--house", action="store_true", help="the rooms of the code instead, from their imports"
    )
    graph.set_defaults(command=_graph)

    searching = commands.add_parser("search", help="what a patient would get for some words, and why")
    search.add_arguments(searching)
    searching.set_defaults(command=search.main)

    missing = commands.add_parser("misses", help="what patients typed most often and was not understood")
    misses.add_arguments(missing)
    missing.set_defaults(command=misses.main)

    understanding = commands.add_parser(
        "understand", help="what is understood of each message of a file, one prediction a line"
    )
    understand.add_arguments(understanding)
    understanding.set_defaults(command=understand.main)

    chosen = parser.parse_args(arguments)
    command: Command = chosen.command
    try:
        return command(chosen)
    except (ConfigError, DatabaseTrouble, KeysUnfit, CannotListen, CatalogueFileUnreadable) as error:
        sys.stderr.write(f"phlebot: {error}\n")
        return 2
    except KeyboardInterrupt:
        return 130


def _run(chosen: argparse.Namespace) -> int:
    from bot.config import load_settings
    from bot.logs import configure_logs
    from bot.service import run

    settings = load_settings(os.environ)
    configure_logs()
    asyncio.run(run(settings, migrate=not chosen.no_migrate))
    return 0


def _demo(chosen: argparse.Namespace) -> int:
    if chosen.play or chosen.terminal:
        from bot.sandbox.terminal import chat, play

        return asyncio.run(play(chosen.language) if chosen.play else chat(chosen.language))
    from bot.sandbox.demo import show

    return asyncio.run(show())


def _migrate(_: argparse.Namespace) -> int:
    from bot.config import load_settings
    from bot.store.database import Database
    from bot.store.schema import migrate

    settings = load_settings(os.environ, secrets_needed=False)
    database = Database.open(settings.database_url)
    try:
        changed = migrate(database)
    finally:
        asyncio.run(database.close())
    sys.stdout.write("The database is up to date now.\n" if changed else "The database was up to date.\n")
    return 0


def _graph(chosen: argparse.Namespace) -> int:
    from bot import house
    from dialogs.graph import mermaid

    sys.stdout.write((house.mermaid() if chosen.house else mermaid(chosen.order)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
