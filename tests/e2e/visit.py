"""A visitor of the demo's page: the whole stage, a browser in front of it, and what a person does there."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.chats import Bubble
from bot.sandbox.clock import MovableClock
from bot.sandbox.page import page
from bot.sandbox.queues import open_beside
from bot.sandbox.stage import Stage, open_stage
from tests.e2e.browser import Window, browsing, chromium

DESKTOP, PHONE = (1400, 900), (360, 740)
INDIA = ZoneInfo("Asia/Kolkata")
RESTART = 30.0

ANITA, SUNITA, IMRAN, MARY = 1001, 1002, 1003, 1004


@dataclass
class Visit:
    """A visitor in front of the page."""

    stage: Stage
    window: Window
    width: int

    @property
    def narrow(self) -> bool:
        return self.width < 1180

    async def go(self, pane: str) -> None:
        """Where there is not room for everything, the part of the page is chosen first."""
        if self.narrow:
            await self.window.click(f"[data-go={pane}]")

    async def choose(self, patient: int) -> None:
        await self.go("patient")
        await self.window.click(f"[data-patient='{patient}']")

    async def answered(self, doing: Coroutine[Any, Any, None], seconds: float = 15.0) -> None:
        """Does something as the patient, and waits until the bot has handled it and said to patients what it has to
        say; the staff may hear of it later."""
        before = await self.done()
        await doing
        await self.window.until(
            f"Number({tile('inbox')}.dataset.done) > {before} && {tile('inbox')}.dataset.waiting === '0'",
            seconds,
        )
        async with asyncio.timeout(seconds):
            while await asyncio.to_thread(_unsent, self.stage.database):
                await asyncio.sleep(0.05)

    async def done(self) -> int:
        return int(await self.window.js(f"{tile('inbox')}.dataset.done"))

    async def start(self) -> None:
        await self.answered(self.window.click(".start"))

    async def say(self, text: str, seconds: float = 15.0) -> None:
        await self.answered(self.write(text), seconds)

    async def write(self, text: str) -> None:
        await self.window.click("#phones textarea")
        await self.window.type(text)
        await self.window.key("Enter", 13)

    async def press(self, data: str, seconds: float = 15.0) -> None:
        """Presses the newest button whose data begins so and (after a `*`) holds that."""
        begins, _, holds = data.partition("*")
        await self.answered(
            self.window.click(f'#phones [data-press^="{begins}"][data-press*="{holds or begins}"]'), seconds
        )

    async def share_contact(self) -> None:
        await self.answered(self.window.click("#phones .key[data-asks=contact]"))

    async def answer_as_anita(self) -> None:
        """Anita's first answers, by button and word, up to the question for a time."""
        await self.choose(ANITA)
        await self.start()
        await self.say("lipid profile and hba1c")
        await self.press("q:tests:*:done")
        await self.say("560001")
        await self.press("q:mode:*:home")
        await self.share_contact()
        await self.say("Anita Rao, 58, F")

    async def until_booked(self, seconds: float = 15.0) -> None:
        await self.window.until(
            "!!document.querySelector(\"#phones .phone:not([hidden]) [data-press^='o:change:']\")",
            seconds,
        )

    async def finish_report(self, patient: str) -> None:
        await self.go("lab")
        await self.window.click(f'[data-name="{patient}"] [data-lab=complete]')
        await self.go("patient")
        await self.window.until("!!document.querySelector('#phones .phone:not([hidden]) .document')")

    async def write_as_staff(self, text: str) -> None:
        await self.window.click("#group textarea")
        await self.window.type(text)
        await self.window.key("Enter", 13)

    def shown_to_staff(self, text: str) -> Bubble:
        """The newest message of the staff's group with that text."""
        return next(bubble for bubble in reversed(self.stage.group.messages) if text in bubble.text)

    async def act_as(self, name: str) -> None:
        """Chooses who of the staff writes and presses."""
        await self.window.js(
            f"""(() => {{
                const select = document.querySelector("#group .as select");
                select.value = [...select.options].find((each) => each.text.startsWith({json.dumps(name)})).value;
                select.dispatchEvent(new Event("change"));
            }})()"""
        )

    async def decide(self, doing: Coroutine[Any, Any, None]) -> None:
        """Switches what the clinic decides, and waits until the bot serves with it."""
        bot, before = self.stage.bot, self.stage.bot.pid
        await self.go("controls")
        await doing
        await self.stage.changes.until(lambda: bot.pid != before and bot.state == "serving", RESTART)

    async def pick(self, selector: str, value: str) -> None:
        """Chooses from a list, which the system itself would draw."""
        await self.window.js(
            f"""(() => {{
                const select = document.querySelector({json.dumps(selector)});
                select.value = {json.dumps(value)};
                select.dispatchEvent(new Event("change"));
            }})()"""
        )

    async def choose_in_menu(self, label: str) -> None:
        await self.window.click("#group .chat-bar [aria-haspopup=menu]")
        await self.window.click("#group [role=menuitem]", text=label)

    async def all_is_shown(self) -> None:
        """Nothing came that the page could not show, and nothing sticks out of it."""
        assert await self.window.js("document.documentElement.dataset.problems ?? ''") == ""
        assert await self.window.js("document.documentElement.scrollWidth") == self.width


def _unsent(database: Path) -> int:
    """How many messages to patients are still to go out."""
    with closing(open_beside(database)) as connection:
        sql = "SELECT count(*) FROM outbox WHERE chat_id > 0 AND done_at IS NULL"
        found: int = connection.execute(sql).fetchone()[0]
    return found


def tile(queue: str) -> str:
    return f"document.querySelector('.tile[data-queue={queue}]')"


@asynccontextmanager
async def visit(size: tuple[int, int]) -> AsyncIterator[Visit]:
    """Tomorrow at a quarter past ten in India, with everything running."""
    program = chromium()
    assert program is not None
    morning = (datetime.now(INDIA) + timedelta(days=1)).replace(hour=10, minute=15, second=0, microsecond=0)
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(open_stage(MovableClock(morning - datetime.now(UTC))))
        address = await stack.enter_async_context(page(stage))
        browser = await stack.enter_async_context(browsing(program))
        await stage.bot.serving()
        window = await browser.window(*size)
        await window.open(address)
        await window.until(f"!!{tile('inbox')}")
        yield Visit(stage, window, size[0])
