"""Bots as processes of their own, as an operator runs them, and a balancer before them."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path

from bot.sandbox.port import kept_ports

ROOT = Path(__file__).parents[2]


class Bot:
    """One process. What it has said is in `said`."""

    def __init__(self, environ: Mapping[str, str], *command: str) -> None:
        self._environ = {"PATH": "/usr/bin:/bin", **environ}
        self._command = command or ("-m", "bot", "run")
        self._process: asyncio.subprocess.Process | None = None
        self.said: list[str] = []

    @property
    def port(self) -> int:
        return int(self._environ["PORT"])

    async def start(self) -> None:
        """Returns once it has said that it serves."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, *self._command, cwd=ROOT, env=self._environ,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert self._process.stderr is not None
        serving = asyncio.Event()
        self._reading = asyncio.create_task(self._read(self._process.stderr, serving))
        waiting = asyncio.create_task(serving.wait())
        await asyncio.wait((self._reading, waiting), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        assert serving.is_set(), "\n".join(self.said)

    async def _read(self, stream: asyncio.StreamReader, serving: asyncio.Event) -> None:
        # What it says is read to the end, so that it never waits for us.
        async for line in stream:
            self.said.append(line.decode(errors="replace").rstrip())
            if b'"serving"' in line or b"serving " in line:
                serving.set()

    def send(self, number: signal.Signals) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.send_signal(number)

    async def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Sends the signal, and waits for the end."""
        assert self._process is not None
        self.send(number)
        await self._process.wait()
        await self._reading


class Balancer:
    """Passes each connection on to one of the bots that are up, in turn."""

    def __init__(self, ports: list[int]) -> None:
        self.ports = ports
        self._turn = count()
        self._pipes: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = next(self._turn)
        for offset in range(len(self.ports)):
            port = self.ports[(first + offset) % len(self.ports)]
            try:
                there, back = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
            async with asyncio.TaskGroup() as pipes:
                pipes.create_task(_pipe(reader, back))
                pipes.create_task(_pipe(there, writer))
            return
        writer.close()


async def _pipe(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    # Half a connection is of no use to anybody here.
    with suppress(OSError):
        sink.close()


@asynccontextmanager
async def balanced(number: int) -> AsyncIterator[tuple[int, list[int]]]:
    """A balancer's port, and those of the bots that it passes on to."""
    with kept_ports(number) as ports:
        server = await asyncio.start_server(Balancer(ports).serve, "127.0.0.1", 0)
        try:
            yield server.sockets[0].getsockname()[1], ports
        finally:
            server.close()
