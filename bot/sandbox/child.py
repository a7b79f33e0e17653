"""The bot as a process of its own, started by `bot.sandbox.supervisor` and fit to be killed.

The first line of standard input is the environment that the bot sees and how far its wall clock is moved; each
further line moves the clock; the end of the input ends the bot. `ready` on standard output says that it serves.
"""

import asyncio
import json
import signal
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.config import load_settings
from bot.logs import configure_logs
from bot.sandbox.clock import MovableClock
from bot.sandbox.supervisor import READY
from bot.service import serve


async def live(first: dict[str, Any]) -> None:
    """Serves until the input ends or SIGTERM comes."""
    loop = asyncio.get_running_loop()
    clock = MovableClock(timedelta(seconds=first["shift"]))
    stop = asyncio.Event()

    def heard(line: str) -> None:
        if line:
            clock.shift = timedelta(seconds=json.loads(line)["shift"])
        else:
            stop.set()

    # A thread that dies with the process: neither a pipe of the loop nor a pool works on every system.
    threading.Thread(
        target=_listen, args=(lambda line: loop.call_soon_threadsafe(heard, line),), daemon=True
    ).start()
    signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(stop.set))
    async with serve(load_settings(first["environment"]), clock=clock):
        sys.stdout.write(f"{READY}\n")
        sys.stdout.flush()
        await stop.wait()


def _listen(tell: Callable[[str], object]) -> None:
    while True:
        line = sys.stdin.readline()
        try:
            tell(line)
        except RuntimeError:
            return
        if not line:
            return


if __name__ == "__main__":
    # Ctrl-C in a terminal reaches every process in it; the one that started this one decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    configure_logs(json_lines=False)
    asyncio.run(live(json.loads(sys.stdin.readline())))
