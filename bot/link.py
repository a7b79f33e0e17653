"""`python -m bot link`: the deep link for an advertisement, and a QR code of it fit for a poster."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from bot.clinic_file import ConfigError
from bot.config import HostedClinic, load_settings
from bot.qr_code import POSTER_SCALE, QUIET_MODULES, code_of
from bot.telegram.identity import TelegramUnreachable, username_of
from dialogs.conversation import Attribution
from dialogs.links import make_payload


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command to its parser."""
    parser.add_argument("branch", help="the slug of the branch in the clinic's file")
    parser.add_argument(
        "campaign", nargs="?", default="", help="how the advertisement is called; no underscore"
    )
    parser.add_argument(
        "item", nargs="?", default="", help="the id of a test or package, to be in the cart already"
    )
    parser.add_argument(
        "--party",
        default="",
        help="who sends the patients: a name of [lab.linked_parties] in the clinic's file",
    )
    parser.add_argument("--bot", default="", help="the bot's name, without @; asked of Telegram if left out")
    parser.add_argument("--clinic", default="", help="the clinic's id, where several are hosted")
    parser.add_argument(
        "--qr",
        type=Path,
        default=None,
        metavar="FILE",
        help="write a QR code there: .png or .svg by its name",
    )


def main(args: argparse.Namespace) -> int:
    """Prints the link and writes the code. Raises `ConfigError`."""
    settings = load_settings(os.environ, secrets_needed=not args.bot)
    hosted = _clinic(settings.clinics, args.clinic)
    branch = hosted.clinic.branch_by_slug(args.branch)
    if branch is None:
        known = ", ".join(each.slug for each in hosted.clinic.branches)
        raise ConfigError(f'there is no branch with the slug "{args.branch}"; the clinic\'s file has {known}')
    if args.party and args.party not in hosted.clinic.linked_parties:
        known = ", ".join(hosted.clinic.linked_parties) or "none"
        raise ConfigError(
            f'there is no party "{args.party}" for links; [lab.linked_parties] of the file has {known}'
        )
    try:
        payload = make_payload(Attribution(branch.slug, args.campaign, args.item, args.party))
        username = args.bot or asyncio.run(
            username_of(hosted.secrets.telegram_bot_token, settings.telegram_api_url)
        )
    except (ValueError, TelegramUnreachable) as problem:
        raise ConfigError(str(problem)) from problem
    link = f"https://t.me/{username}?start={payload}"
    sys.stdout.write(link + "\n")
    if args.qr is not None:
        write_code(link, args.qr)
    return 0


def write_code(link: str, path: Path) -> None:
    """A QR code with room for damage (error correction Q), as PNG or SVG by the file's name. Raises `ConfigError`."""
    if path.suffix.lower() not in (".png", ".svg"):
        raise ConfigError(
            f'the QR code cannot be written to "{path.name}"; its name must end in .png or .svg'
        )
    try:
        code_of(link).save(str(path), scale=POSTER_SCALE, border=QUIET_MODULES)
    except OSError as problem:
        raise ConfigError(f'the QR code cannot be written to "{path}": {problem.strerror}') from problem


def _clinic(clinics: tuple[HostedClinic, ...], wanted: str) -> HostedClinic:
    if not wanted and len(clinics) == 1:
        return clinics[0]
    found = next((hosted for hosted in clinics if hosted.clinic.id == wanted), None)
    if found is None:
        known = ", ".join(hosted.clinic.id for hosted in clinics)
        raise ConfigError(f"say which clinic with --clinic: {known}")
    return found
