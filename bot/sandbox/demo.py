"""The demo: `python -m bot demo` puts everything on one page of this machine and says where that is."""

import asyncio
import contextlib
import os
import signal
import sys
import webbrowser

from bot.sandbox.page import page
from bot.sandbox.stage import open_stage
from bot.sandbox.supervisor import BotNotServing
from bot.web.app import CannotListen

PORT = 8360
"""Where the page is, so that its address can be kept; another one when somebody else is there."""


async def show() -> int:
    """Shows the page until SIGINT or SIGTERM; the status to exit with."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Where a loop cannot listen to signals, Ctrl-C ends it as an exception.
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with contextlib.AsyncExitStack() as stack:
        stage = await stack.enter_async_context(open_stage())
        try:
            address = await stack.enter_async_context(page(stage, port=PORT))
        except CannotListen:
            address = await stack.enter_async_context(page(stage))
        try:
            await stage.bot.serving()
        except BotNotServing as error:
            sys.stderr.write(f"{error}\n")
            return 1
        sys.stdout.write(f"The demo is at {address}\nNothing leaves this machine. Ctrl-C ends it.\n")
        sys.stdout.flush()
        if has_desktop():
            await asyncio.to_thread(webbrowser.open, address)
        await stop.wait()
        sys.stdout.write("\n")
    return 0


def has_desktop() -> bool:
    """Whether there is somebody in front of a screen to open a window for."""
    if os.environ.get("CI"):
        return False
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
