"""`python -m tests.bench`: the whole bot beside its peers, in turns. Ends with a line of JSON.

Everything is on loopback. Rounds are interleaved, and each figure is the median of its rounds: a machine that others
use at the same time slows all alike, so ratios say more than the figures themselves.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bot.sandbox.flabs import FlabsStandIn, Lab
from tests.bench import bursts, contention, desk
from tests.bench.crowd import STEPS, TYPED, Booking, Crowd, Echo, Script, phone_of
from tests.bench.storage import stored_bytes
from tests.bench.stub import Stub
from tests.bench.subjects import ROOT, Ours, Peer
from tests.chaos.databases import empty_database
from tests.chaos.schedule import Database
from tests.e2e.house import BRANCH

PTB, PTB_CONCURRENT, AIOGRAM = "ptb in memory", "ptb concurrent_updates=64", "aiogram 64 tasks"
OURS: dict[str, Database] = {"phlebot sqlite": "sqlite", "phlebot postgresql": "postgresql"}

PARTS = {
    "rounds": "ours beside its peers",
    "alone": "ours alone: what is stored, many chats, bursts, few places",
    "desk": "ours alone: a rush on the desk",
}
SLOW = 0.05
"""Seconds that each call takes at a Bot API that is far away."""
PACE = 50.0
"""Updates a second, at which latency is measured."""


@dataclass(frozen=True)
class Size:
    """How much is measured: conversations of ten updates, seconds, chats."""

    instant: int = 200
    slow: int = 200
    slow_sequential: int = 10
    latency: int = 75
    impatient: int = 50
    chats: int = 10_000
    cases: int = 200


QUICK = Size(instant=30, slow=30, slow_sequential=3, latency=20, impatient=10, chats=500, cases=24)


class Bench:
    """The stub, the lab's stand-in, and a figure for everything that was measured: by subject and name, a list."""

    def __init__(
        self, stub: Stub, folder: Path, peers: Path | None, databases: Sequence[str], size: Size
    ) -> None:
        self.stub = stub
        self.folder = folder
        self.size = size
        self.found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        self._peers = peers
        self._databases = databases
        self._number = 0

    @property
    def subjects(self) -> list[str]:
        peers = [PTB, PTB_CONCURRENT, AIOGRAM] if self._peers is not None else []
        return [*peers, *self._databases]

    def note(self, subject: str, **figures: float) -> None:
        for name, figure in figures.items():
            self.found[subject][name].append(figure)
        told = ", ".join(f"{name} {figure:.4g}" for name, figure in figures.items())
        print(f"  {subject}: {told}", flush=True)

    @asynccontextmanager
    async def lab(self) -> AsyncIterator[FlabsStandIn]:
        async with FlabsStandIn(labs=(Lab(BRANCH, "MG Road"),), journal_limit=50) as lab:
            yield lab

    @contextmanager
    def fresh(self, lab: FlabsStandIn, subject: str, **about: str) -> Iterator[Ours]:
        """Ours on an empty database of its own."""
        self._number += 1
        folder = self.folder / f"ours-{self._number}"
        folder.mkdir()
        with empty_database(OURS[subject], folder) as url:
            yield Ours(lab, url, folder, **about)

    def peer(self, subject: str) -> Peer:
        assert self._peers is not None
        module = "aiogram_memory" if subject == AIOGRAM else "ptb"
        return Peer(self._peers, module, 1 if subject == PTB else 64, self.folder)

    async def round(self, subject: str) -> None:
        """Everything that is measured of each subject, once."""
        async with self.lab() as lab:
            with ExitStack() as stack:
                if subject in OURS:
                    bot: Ours | Peer = stack.enter_context(self.fresh(lab, subject))
                    script: Script = Booking()
                else:
                    bot, script = self.peer(subject), Echo()
                async with bot.running(self.stub) as running:
                    self.note(subject, start_seconds=running.started_in)
                    await asyncio.sleep(1.0)
                    self.note(subject, megabytes_at_rest=running.megabytes())
                    first = 1_000_000
                    for name, delay, count, at_once, rate in self._measures(subject):
                        self.stub.delay = delay
                        self.stub.calls.clear()
                        cpu = running.cpu_seconds()
                        crowd = Crowd(
                            self.stub, script, count=count, at_once=at_once, rate=rate, first_chat=first
                        )
                        await crowd.talk(180)
                        await asyncio.sleep(0.2)
                        first += count
                        sent = sum(n for call, n in self.stub.calls.items() if call != "getupdates")
                        waits = sorted(crowd.waits)
                        figures = {f"{name}_per_second": crowd.per_second}
                        if rate:
                            figures = {
                                "p50_ms": waits[len(waits) // 2] * 1000,
                                "p99_ms": waits[int(len(waits) * 0.99)] * 1000,
                            }
                        if name == "instant":
                            figures["cpu_ms_per_update"] = (
                                (running.cpu_seconds() - cpu) * 1000 / crowd.updates
                            )
                            figures["calls_per_update"] = sent / crowd.updates
                            figures["unanswered"] = crowd.lost
                        self.note(subject, **figures)
                    self.stub.delay = 0.0
                    await self._impatient(subject, lab, first)

    def _measures(self, subject: str) -> Iterator[tuple[str, float, int, int, float]]:
        size = self.size
        yield "warm", 0.0, 10, 10, 0.0
        yield "instant", 0.0, size.instant, 100, 0.0
        yield "slow", SLOW, size.slow_sequential if subject == PTB else size.slow, 200, 0.0
        yield "latency", 0.0, size.latency, 50, PACE

    async def _impatient(self, subject: str, lab: FlabsStandIn, first: int) -> None:
        """People who send everything at once: how many of the answers come out of order.

        Ours has each of them booked if it took their words in order, and asks again where it did not."""
        chats = range(first, first + self.size.impatient)
        seen: dict[int, list[str]] = defaultdict(list)
        done, begun = asyncio.Event(), len(lab.bookings)
        ours = subject in OURS

        def heard(chat_id: int, text: str, _: object) -> None:
            seen[chat_id].append(text)
            if ours:
                through = sum(any("is confirmed" in each for each in texts) for texts in seen.values())
            else:
                through = sum(len(texts) >= STEPS for texts in seen.values())
            if through == len(chats):
                done.set()

        self.stub.on_message = heard
        for chat_id in chats:
            self.stub.push("message", self.stub.command(chat_id, "/start"))
        for number in range(STEPS - 1):
            for chat_id in chats:
                words = TYPED[number].format(phone=phone_of(chat_id)) if ours else f"answer {number + 2}"
                if words.startswith("/"):
                    body = self.stub.command(chat_id, words)
                else:
                    body = self.stub.message(chat_id, text=words)
                self.stub.push("message", body)
        try:
            async with asyncio.timeout(20):
                await done.wait()
        except TimeoutError:
            pass
        expected = [f"step {number}" for number in range(1, STEPS + 1)]
        if ours:
            wrong = len(chats) - (len(lab.bookings) - begun)
        else:
            wrong = sum(
                sum(a != b for a, b in zip(texts, expected, strict=False)) + STEPS - min(len(texts), STEPS)
                for texts in (seen[chat_id] for chat_id in chats)
            )
        self.note(subject, out_of_order=wrong, of=len(chats) * (1 if ours else STEPS))

    async def alone(self, subject: str) -> None:
        """What is measured of ours only: what is stored, many chats, bursts, and a rush for few slots."""
        async with self.lab() as lab:
            with self.fresh(lab, subject) as ours:
                async with ours.running(self.stub):
                    pass
                empty = stored_bytes(ours.database_url)
                async with ours.running(self.stub):
                    crowd = Crowd(self.stub, Booking(), count=self.size.instant, at_once=100)
                    await crowd.talk(180)
                    await asyncio.sleep(1.0)
                stored = (stored_bytes(ours.database_url) - empty) / self.size.instant
                self.note(subject, bytes_per_booking=stored)
            with self.fresh(lab, subject, mode="webhook") as ours:
                await bursts.measure(
                    self.stub, lab, ours, self.size.chats, lambda **f: self.note(subject, **f)
                )
        async with self.lab() as lab:
            with self.fresh(lab, subject, collection=contention.COLLECTION) as ours:
                winners, losers = await contention.rush(self.stub, lab, ours)
                self.note(subject, won=winners, of_chats=winners + losers)

    async def desk(self, subject: str) -> None:
        """The same people with a calm desk, and with one where many ask for a person within a minute."""

        @contextmanager
        def empty() -> Iterator[str]:
            self._number += 1
            folder = self.folder / f"desk-{self._number}"
            folder.mkdir()
            with empty_database(OURS[subject], folder) as url:
                yield url

        await desk.measure(empty, lambda **f: self.note(subject, **f), cases=self.size.cases, pace=20)


async def measure(chosen: argparse.Namespace) -> dict[str, Any]:
    peers = chosen.peers if chosen.peers.exists() else None
    size = QUICK if chosen.quick else Size()
    databases = [name for name, database in OURS.items() if database in chosen.databases]
    with tempfile.TemporaryDirectory(prefix="phlebot-bench-") as folder:
        async with Stub(lambda *_: None) as stub:
            bench = Bench(stub, Path(folder), peers, databases, size)
            for number in range(1, chosen.rounds + 1) if "rounds" in chosen.parts else ():
                print(f"round {number} of {chosen.rounds}", flush=True)
                for subject in bench.subjects:
                    await bench.round(subject)
            for part, one in (("alone", bench.alone), ("desk", bench.desk)):
                if part in chosen.parts:
                    print(PARTS[part], flush=True)
                    for subject in databases:
                        await one(subject)
            return _figures(bench)


def _figures(bench: Bench) -> dict[str, Any]:
    """Medians, ratios of the same round, and how far the rounds lie apart."""
    told: dict[str, Any] = {}
    for subject, names in bench.found.items():
        told[subject] = {name: round(median(values), 4) for name, values in names.items()}
        for name in ("instant_per_second", "slow_per_second"):
            values, base = names.get(name, []), bench.found.get(PTB, {}).get(name, [])
            if values and len(values) == len(base):
                ratios = [ours / theirs for ours, theirs in zip(values, base, strict=True)]
                told[subject][name.replace("per_second", "ratio_to_ptb")] = round(median(ratios), 3)
                told[subject][name.replace("per_second", "spread")] = round(
                    (max(values) - min(values)) / median(values), 3
                )
        for name in ("p50_ms", "p99_ms"):
            if subject in OURS and PTB in bench.found:
                added = [a - b for a, b in zip(names[name], bench.found[PTB][name], strict=True)]
                told[subject][f"added_{name}"] = round(median(added), 2)
    return told


def _table(told: dict[str, Any]) -> str:
    columns: list[tuple[str, str, Callable[[Any], str]]] = [
        ("updates/s", "instant_per_second", "{:.0f}".format),
        ("ratio", "instant_ratio_to_ptb", "{:.2f}".format),
        ("CPU ms/update", "cpu_ms_per_update", "{:.2f}".format),
        ("calls/update", "calls_per_update", "{:.1f}".format),
        ("at 50 ms: updates/s", "slow_per_second", "{:.0f}".format),
        ("ratio", "slow_ratio_to_ptb", "{:.1f}".format),
        ("p50 ms", "p50_ms", "{:.1f}".format),
        ("p99 ms", "p99_ms", "{:.1f}".format),
        ("added p50 ms", "added_p50_ms", "{:+.1f}".format),
        ("added p99 ms", "added_p99_ms", "{:+.1f}".format),
        ("out of order", "out_of_order", "{:.0f}".format),
        ("start s", "start_seconds", "{:.2f}".format),
        ("MB", "megabytes_at_rest", "{:.0f}".format),
    ]
    lines = ["| | " + " | ".join(title for title, _, _ in columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for subject, figures in told.items():
        cells = [show(figures[name]) if name in figures else "–" for _, name, show in columns]
        lines.append(f"| {subject} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _table_of_ours(told: dict[str, Any]) -> str:
    """What is measured of ours only: a row a figure, a column a database."""
    rows: list[tuple[str, str]] = [
        ("bytes stored for a booking, from the link to the confirmation", "bytes_per_booking"),
        ("bytes stored for a chat that was started", "bytes_per_started_chat"),
        ("MB of memory at rest", "megabytes_at_rest"),
        ("MB of memory with {chats:,.0f} chats", "megabytes_with_chats"),
        ("{chats:,.0f} updates by webhook at once: p50 of the acknowledgement, ms", "telegram_ack_p50_ms"),
        ("its p99, ms", "telegram_ack_p99_ms"),
        ("its p99 from the beginning of the burst, ms", "telegram_burst_p99_ms"),
        ("told to come again, which they did", "telegram_shed"),
        ("until all had their answer, s", "burst_answered_seconds"),
        ("{chats:,.0f} webhooks of the lab at once: p50 of the acknowledgement, ms", "lab_ack_p50_ms"),
        ("its p99, ms", "lab_ack_p99_ms"),
        ("told to come again, which they did", "lab_shed"),
        (f"{{of_chats:.0f}} chats press for the same {contention.PLACES} places: have one", "won"),
    ]
    return _by_database(told, rows)


def _table_of_the_desk(told: dict[str, Any]) -> str:
    rows = [
        ("patients' reply with a calm desk: p50, ms", "calm_reply_p50_ms"),
        ("its p99, ms", "calm_reply_p99_ms"),
    ]
    for name, where in (("rush", "a group without topics"), ("forum_rush", "a forum")):
        rows += [
            (f"in a rush, {where}: p50, ms", f"{name}_reply_p50_ms"),
            ("its p99, ms", f"{name}_reply_p99_ms"),
            ("cases without a card in the end", f"{name}_cases_without_card"),
            ("topics deleted meanwhile", f"{name}_topics_deleted"),
            ("a card's wait: p50, s", f"{name}_card_wait_p50_s"),
            ("the longest, s", f"{name}_card_wait_max_s"),
            ("messages to the group", f"{name}_group_messages"),
            ("times that Telegram said it was too much", f"{name}_floods"),
        ]
    return _by_database(told, rows)


def _by_database(told: dict[str, Any], rows: Sequence[tuple[str, str]]) -> str:
    """A row a figure, a column a database; only rows that have any."""
    ours = {name: told[name] for name in OURS if name in told}
    lines = ["| | " + " | ".join(ours) + " |", "|---" * (len(ours) + 1) + "|"]
    for title, figure in rows:
        if not any(figure in figures for figures in ours.values()):
            continue
        cells = [_shown(figures[figure]) if figure in figures else "–" for figures in ours.values()]
        lines.append(f"| {title.format_map(next(iter(ours.values())))} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _shown(figure: float) -> str:
    return f"{figure:,.1f}" if 0 < figure < 100 and figure != int(figure) else f"{figure:,.0f}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="small measures: whether it runs, not how fast")
    parser.add_argument(
        "--peers",
        type=Path,
        default=ROOT / ".venv-bench/bin/python",
        help="the interpreter with the peers' packages",
    )
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS), help="what is measured")
    parser.add_argument("--databases", nargs="+", choices=OURS.values(), default=list(OURS.values()))
    machine = {"cores": os.cpu_count(), "load_before": round(os.getloadavg()[0], 2)}
    chosen = parser.parse_args()
    told = asyncio.run(measure(chosen))
    if "rounds" in chosen.parts:
        print(_table(told))
    print(_table_of_ours(told))
    if "desk" in chosen.parts:
        print(_table_of_the_desk(told))
    print(json.dumps({"machine": machine, **told}))
    broken = [name for name in OURS if name in told and _broken(told[name])]
    for name in broken:
        sys.stderr.write(f"{name} has broken a promise that no figure may cost\n")
    return 1 if broken else 0


def _broken(ours: dict[str, float]) -> bool:
    never = ("out_of_order", "unanswered", "rush_cases_without_card", "forum_rush_cases_without_card")
    return any(ours.get(name) for name in never) or ours.get("won", contention.PLACES) != contention.PLACES


if __name__ == "__main__":
    sys.exit(main())
