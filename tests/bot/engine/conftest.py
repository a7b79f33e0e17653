"""Plays a scene on a stage of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.bot.engine.stage import Stage

Scene = Callable[[Stage], Awaitable[None]]
Play = Callable[..., None]


@pytest.fixture
def play(database_url: str) -> Play:
    def run(scene: Scene, *, start: bool = True, **given: Any) -> None:
        async def whole() -> None:
            stage = Stage(database_url, **given)
            try:
                if start:
                    await stage.engine.start()
                await scene(stage)
            finally:
                await stage.close()

        asyncio.run(whole())

    return run
