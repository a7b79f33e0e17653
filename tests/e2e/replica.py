"""One replica of the bot as a process of its own: `python -m tests.e2e.replica`, with the lease of `LEASE` seconds."""

import asyncio
import os

from bot.config import load_settings
from bot.engine.timing import Timing
from bot.logs import configure_logs
from bot.service import run


def main() -> None:
    lease = float(os.environ.get("LEASE", "15"))
    timing = Timing(lease=lease, beat=lease / 3, watch=lease / 10, poll=min(5.0, lease))
    configure_logs()
    asyncio.run(run(load_settings(os.environ), timing=timing))


if __name__ == "__main__":
    main()
