"""`python -m tests.chaos`: one run of chaos. Ends with a line of JSON; status 1 when something did not hold."""

import argparse
import asyncio
import json
import secrets
import sys
import tempfile
from pathlib import Path
from typing import get_args

from tests.chaos.databases import empty_database
from tests.chaos.run import run
from tests.chaos.schedule import Database, Gathering, Way, compose


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, help="replays the schedule of that seed; default: a fresh one")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--database", choices=get_args(Database), default="sqlite")
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument(
        "--workers", type=int, choices=(1, 2, 3), help="default: 1 on SQLite, 2 on PostgreSQL"
    )
    parser.add_argument("--way", choices=get_args(Way), help="default: the seed's, changing in the middle")
    parser.add_argument("--gathering", choices=get_args(Gathering), help="default: the seed's")
    parser.add_argument("--keep", type=Path, help="an empty folder for the logs and the database, to be kept")
    chosen = parser.parse_args()
    workers = chosen.workers or (1 if chosen.database == "sqlite" else 2)
    if chosen.database == "sqlite" and workers > 1:
        parser.error("SQLite serves one process: --workers 1")
    seed = chosen.seed if chosen.seed is not None else secrets.randbelow(10**6)
    schedule = compose(
        seed,
        seconds=chosen.minutes * 60,
        chats=chosen.chats,
        database=chosen.database,
        workers=workers,
        way=chosen.way,
        gathering=chosen.gathering,
    )
    print(
        f"seed {seed} (schedule {schedule.digest}): {len(schedule.visits)} people,"
        f" {len(schedule.happenings)} things that go wrong, {schedule.count('kill', 'kill in call')} kills,"
        f" {chosen.minutes:g} minutes, {workers} on {chosen.database}, by {schedule.way} at first,"
        f" the staff in a {schedule.gathering} group",
        flush=True,
    )
    with tempfile.TemporaryDirectory(prefix="phlebot-chaos-") as name:
        folder = chosen.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        with empty_database(chosen.database, folder) as url:
            figures = asyncio.run(run(schedule, folder, url))
    for story in figures.pop("stories"):
        print(story)
    print(json.dumps(figures, ensure_ascii=False))
    return 0 if figures["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
