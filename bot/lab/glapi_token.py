"""Where the token of the leads system comes from: it is given, not asked for, and may be replaced while we run."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.lab.port import LabSignInFailed


def token_reader(token: str, file: Path | None) -> Callable[[], Awaitable[str]]:
    """Reads the token as it is now: from the file where there is one, so that whoever renews it can put it there.

    What it returns raises `LabSignInFailed` when there is none.
    """

    async def read() -> str:
        if file is None:
            return token
        try:
            found = (await asyncio.to_thread(file.read_text, "utf-8")).strip()
        except (OSError, UnicodeDecodeError) as problem:
            raise LabSignInFailed(
                f"the file with the token of the leads system cannot be read ({type(problem).__name__})"
            ) from problem
        if not found or not found.isascii() or not found.isprintable() or " " in found:
            raise LabSignInFailed("the file with the token of the leads system holds no token")
        return found

    return read
