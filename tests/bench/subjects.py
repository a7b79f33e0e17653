"""Those that are measured: each a process, started on an address of the Bot API and ended with SIGTERM."""

import asyncio
import base64
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from bot.sandbox.flabs import SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET, FlabsStandIn
from bot.sandbox.port import kept_ports
from tests.bench.stub import TOKEN, Stub
from tests.e2e.house import REQUIRED

ROOT = Path(__file__).parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Subject:
    """A bot that runs. `started_in` is how long it took until it first asked for updates, in seconds."""

    process: asyncio.subprocess.Process
    started_in: float
    port: int = 0

    def cpu_seconds(self) -> float:
        """Of all its threads so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def megabytes(self) -> float:
        """Of memory that it has now."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0


@dataclass
class Ours:
    """The whole bot, as an operator runs it, with the lab's stand-in at its side."""

    lab: FlabsStandIn
    database_url: str
    folder: Path
    collection: str = "capacity = 100000"
    mode: str = "polling"
    keys: str = field(default_factory=lambda: f"k1:{base64.b64encode(os.urandom(32)).decode()}")

    @asynccontextmanager
    async def running(self, stub: Stub) -> AsyncIterator[Subject]:
        (self.folder / "asha.toml").write_text(REQUIRED + self.collection + "\n", encoding="utf-8")
        with kept_ports(1) as (port,):
            environ = {
                "CLINIC_FILE": str(self.folder / "asha.toml"),
                "DATABASE_URL": self.database_url,
                "PII_KEYS": self.keys,
                "TELEGRAM_BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": stub.url,
                "TELEGRAM_MODE": self.mode,
                "TELEGRAM_RATE": "0",
                "FLABS_API_URL": self.lab.url,
                "FLABS_CLIENT_ID": SANDBOX_CLIENT_ID,
                "FLABS_CLIENT_SECRET": SANDBOX_CLIENT_SECRET,
                "FLABS_WEBHOOK_TOKEN": "bench",
                "PUBLIC_URL": f"http://127.0.0.1:{port}",
                "PORT": str(port),
            }
            command = [sys.executable, "-m", "bot", "run"]
            async with _running(stub, command, environ, self.folder / "ours.log") as subject:
                subject.port = port
                yield subject


@dataclass(frozen=True)
class Peer:
    """Somebody else's way, by the interpreter that has its packages; `at_once` is how many updates at a time."""

    python: Path
    module: str
    at_once: int
    folder: Path

    @asynccontextmanager
    async def running(self, stub: Stub) -> AsyncIterator[Subject]:
        command = [str(self.python), "-m", f"tests.bench.peers.{self.module}", stub.url, str(self.at_once)]
        async with _running(stub, command, {}, self.folder / f"{self.module}.log") as subject:
            yield subject


@asynccontextmanager
async def _running(
    stub: Stub, command: Sequence[str], environ: dict[str, str], log: Path
) -> AsyncIterator[Subject]:
    stub.forget()
    began = monotonic()
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", **environ},
            stdout=errors,
            stderr=errors,
        )
    try:
        up = asyncio.create_task(stub.first_poll.wait())
        polled = [up] if environ.get("TELEGRAM_MODE") != "webhook" else [asyncio.create_task(_set(stub))]
        ended = asyncio.create_task(process.wait())
        await asyncio.wait([*polled, ended], timeout=60, return_when=asyncio.FIRST_COMPLETED)
        if process.returncode is not None or not all(task.done() for task in polled):
            raise RuntimeError(f"{' '.join(command[1:4])} does not come up: {log.read_text()[-2000:]}")
        yield Subject(process, monotonic() - began)
    finally:
        for task in (up, ended, *polled):
            task.cancel()
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 15)
            except TimeoutError:
                process.kill()
                await process.wait()


async def _set(stub: Stub) -> None:
    """A bot with a webhook is up once it has told where it is, which it does when it serves."""
    while stub.webhook is None:
        await asyncio.sleep(0.005)
