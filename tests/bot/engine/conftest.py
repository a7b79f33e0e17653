"""Plays a scene on a stage of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.bot.engine.stage import Stage

Scene = Callable[[Stage], Awaitable[None]]
Play = Callable[..., None]


@pytest.fixture
def play(tmp_path: Path) -> Play:
    def run(scene: Scene, *, start: bool = True, **given: Any) -> None:
        async def whole() -> None:
            stage = Stage(tmp_path, **given)
            try:
                if start:
                    await stage.engine.start()
                await scene(stage)
            finally:
                await stage.close()

        asyncio.run(whole())

    return run
