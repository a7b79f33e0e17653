"""Debian's chromium over the DevTools protocol: as much of a driver as the page's test needs."""

import asyncio
import base64
import contextlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

PATIENCE = 15.0

_FLAGS = (
    "--remote-debugging-port=0",
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
)
_ADDRESS = re.compile(rb"DevTools listening on (ws://\S+)")


def chromium() -> str | None:
    """Where chromium is, if it is here."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Window:
    """One window of the browser. Whatever is looked for is waited for, `PATIENCE` seconds at most."""

    def __init__(self, browser: "Browser", session: str) -> None:
        self._browser = browser
        self._session = session

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        return await self._browser.call(method, self._session, **params)

    async def size(self, width: int, height: int, *, scale: float = 1) -> None:
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=width < 800,
        )

    async def open(self, url: str) -> None:
        await self.call("Page.navigate", url=url)
        await self.until("document.readyState === 'complete' && document.documentElement.dataset.heard")

    async def js(self, expression: str) -> Any:
        """The value of an expression, awaited. Raises `AssertionError` with what the page threw."""
        answer = await self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True
        )
        thrown = answer.get("exceptionDetails")
        assert thrown is None, f"{expression}: {thrown and thrown.get('exception', {}).get('description')}"
        return answer["result"].get("value")

    async def until(self, expression: str, seconds: float = PATIENCE) -> Any:
        """Waits until an expression is true, and returns its value."""
        try:
            async with asyncio.timeout(seconds):
                while not (value := await self.js(expression)):
                    await asyncio.sleep(0.05)
                return value
        except TimeoutError:
            shown = await self.js("document.body.innerText")
            raise AssertionError(f"not so within {seconds:g} s: {expression}\n{shown[-3000:]}") from None

    async def sees(self, text: str, within: str = "body", seconds: float = PATIENCE) -> None:
        """Waits until a text is visible in the element."""
        await self.until(
            f"[...document.querySelectorAll({json.dumps(within)})].some("
            f"(each) => each.checkVisibility() && each.innerText.includes({json.dumps(text)}))",
            seconds,
        )

    async def click(self, selector: str, text: str = "") -> None:
        """Clicks the last visible element that fits and holds the text, where a person would: on its middle."""
        spot = await self.until(
            f"""(() => {{
                const all = [...document.querySelectorAll({json.dumps(selector)})].filter((each) =>
                    each.checkVisibility() && !each.disabled && each.innerText.includes({json.dumps(text)}));
                const node = all.at(-1);
                if (!node) return null;
                node.scrollIntoView({{ block: "nearest", inline: "nearest", behavior: "instant" }});
                const box = node.getBoundingClientRect();
                const x = box.x + box.width / 2, y = box.y + box.height / 2;
                const top = document.elementFromPoint(x, y);
                return top && (node.contains(top) || top.contains(node)) ? [x, y] : null;
            }})()"""
        )
        for kind in ("mousePressed", "mouseReleased"):
            await self.call(
                "Input.dispatchMouseEvent", type=kind, x=spot[0], y=spot[1], button="left", clickCount=1
            )

    async def type(self, text: str) -> None:
        """Types into what has the focus."""
        await self.call("Input.insertText", text=text)

    async def key(self, key: str, code: int = 0) -> None:
        for kind in ("keyDown", "keyUp"):
            await self.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                windowsVirtualKeyCode=code,
                text="\r" if key == "Enter" and kind == "keyDown" else "",
            )

    async def choose_file(self, selector: str, path: Path) -> None:
        """Chooses a file as in the system's own window."""
        found = await self.call(
            "Runtime.evaluate", expression=f"document.querySelector({json.dumps(selector)})"
        )
        await self.call("DOM.setFileInputFiles", files=[str(path)], objectId=found["result"]["objectId"])

    async def picture(self, path: Path) -> None:
        """A PNG of what the window shows."""
        shot = await self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))


class Browser:
    """A running chromium."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._reading = asyncio.create_task(self._read())

    async def call(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        asked = self._asked[self._number] = asyncio.get_running_loop().create_future()
        await self._socket.send_str(json.dumps(message))
        answer = await asyncio.wait_for(asked, PATIENCE * 2)
        assert "error" not in answer, f"{method}: {answer.get('error')}"
        result: dict[str, Any] = answer["result"]
        return result

    async def window(self, width: int, height: int) -> Window:
        """A new window of that size, with nothing kept from another."""
        context = await self.call("Target.createBrowserContext")
        target = await self.call(
            "Target.createTarget", url="about:blank", browserContextId=context["browserContextId"]
        )
        attached = await self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        window = Window(self, attached["sessionId"])
        await window.call("Page.enable")
        await window.size(width, height)
        return window

    async def close(self) -> None:
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        await self._socket.close()

    async def _read(self) -> None:
        async for message in self._socket:
            answer = json.loads(message.data)
            asked = self._asked.pop(answer.get("id", 0), None)
            if asked is not None and not asked.done():
                asked.set_result(answer)


@asynccontextmanager
async def browsing(program: str) -> AsyncIterator[Browser]:
    """A chromium of our own inside the block."""
    with tempfile.TemporaryDirectory(prefix="phlebot-chromium-", ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            program,
            *_FLAGS,
            f"--user-data-dir={folder}",
            "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stderr is not None
        try:
            address = await asyncio.wait_for(_address(process.stderr), 30)
            rest = asyncio.create_task(_drain(process.stderr))
            async with (
                aiohttp.ClientSession() as session,
                session.ws_connect(address, max_msg_size=0) as socket,
            ):
                browser = Browser(socket)
                try:
                    yield browser
                finally:
                    with contextlib.suppress(TimeoutError, ConnectionError, AssertionError):
                        await browser.call("Browser.close")
                    await browser.close()
        finally:
            with contextlib.suppress(ProcessLookupError, TimeoutError):
                await asyncio.wait_for(process.wait(), 5)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, 9)
            await process.wait()
            rest.cancel()
            await asyncio.gather(rest, return_exceptions=True)


async def _address(errors: asyncio.StreamReader) -> str:
    while line := await errors.readline():
        if found := _ADDRESS.search(line):
            return found[1].decode()
    raise AssertionError("chromium ended before it listened")


async def _drain(errors: asyncio.StreamReader) -> None:
    while await errors.readline():
        pass
