"""One run: the stand-ins and the people here, the bots in processes of their own, and the schedule over them all."""

import asyncio
import base64
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from statistics import quantiles
from time import monotonic
from typing import Any, TypeVar, assert_never

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from bot.sandbox.clock import MovableClock
from bot.sandbox.cloud import TopicLoss
from bot.sandbox.faults import Action, Answer, Delay, Drop, Faults, Flood, Hold, When
from bot.sandbox.flabs import SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET, FlabsStandIn, Lab
from bot.sandbox.port import kept_ports
from bot.sandbox.telegram import TelegramStandIn
from tests.chaos import model
from tests.chaos.gate import Gate
from tests.chaos.people import Desk, Visitor
from tests.chaos.record import Record
from tests.chaos.schedule import Happening, Schedule, Way, dice_of
from tests.chaos.workers import Worker
from tests.e2e.house import BRANCH, REQUIRED, STAFF_CHAT

T = TypeVar("T")

BEGINNING = datetime(2026, 11, 20, 4, 45, tzinfo=UTC)
"""By the wall clock of everybody in the run: a Friday morning in India, when all may be written to."""

_PLACES_PER_CHAT = 1.25
_SLOTS_A_WEEK = 42
_LONGEST_CALM = 240.0
_WEATHER_LASTS = 6.0
_TOPIC_LOSS = 0.05
_DEATH_AT_DESK = 0.06
"""How likely an act at the desk has a worker killed within the time that it takes."""
_PAGE = "<html><body>Bad gateway</body></html>"


async def run(schedule: Schedule, folder: Path, database_url: str) -> dict[str, Any]:
    """Carries the schedule out in a folder for its files, on an empty database; the figures of the run."""
    with kept_ports(schedule.workers) as ports:
        return await _run(schedule, folder, database_url, ports)


async def _run(schedule: Schedule, folder: Path, database_url: str, ports: list[int]) -> dict[str, Any]:
    record = Record()
    clock = MovableClock(BEGINNING - datetime.now(UTC))
    capacity = ceil(len(schedule.visits) * _PLACES_PER_CHAT / _SLOTS_A_WEEK)
    (folder / "asha.toml").write_text(f"{REQUIRED}capacity = {capacity}\n", encoding="utf-8")
    async with (
        TelegramStandIn(clock=clock.now) as telegram,
        FlabsStandIn(clock=clock.now, labs=(Lab(BRANCH, "MG Road"),)) as lab,
        Gate(dice_of(schedule.seed, "gate"), record.counts) as gate,
    ):
        record.listen(telegram.cloud())
        group = telegram.group(STAFF_CHAT, "Asha staff", forum=schedule.gathering == "forum")
        telegram.cloud().topic_loss = loss = TopicLoss(_TOPIC_LOSS, schedule.seed)
        staff = [group.member(2001, "Asha"), group.member(2002, "Ravi")]

        def act_at_desk(act: str) -> None:
            world.act_at_desk(act)

        visitors = [
            Visitor(
                telegram.patient(3000 + v.number, f"Patient{v.number}", phone=f"9198{10000000 + v.number}"),
                v,
                group,
                staff,
                record,
                act_at_desk,
            )
            for v in schedule.visits
        ]
        scene = model.Scene(telegram, lab, group, visitors, record, capacity)
        world = _World(schedule, scene, clock, gate, folder, database_url, ports, loss)
        desk = Desk(group, staff, lambda phone: any(e.contact == phone for e in lab.bookings), record)
        await world.open()
        try:
            record.began = monotonic()
            async with _in_background(desk.attend(), world.watch()):
                await world.live(visitors)
            await world.close()
        finally:
            await world.abandon()
        engine = create_engine(_driver(database_url), poolclass=NullPool)
        with engine.connect() as connection:
            told = model.verify(scene, connection)
        return _figures(schedule, world, told)


class _World:
    """The schedule's hands."""

    def __init__(
        self,
        schedule: Schedule,
        scene: model.Scene,
        clock: MovableClock,
        gate: Gate,
        folder: Path,
        database_url: str,
        ports: list[int],
        topic_loss: TopicLoss,
    ) -> None:
        self.topic_loss = topic_loss
        self.schedule = schedule
        self.scene = scene
        self.clock = clock
        self.gate = gate
        self.way: Way = schedule.way
        self._folder = folder
        self._url = database_url
        self._keys = f"k1:{base64.b64encode(os.urandom(32)).decode()}"
        self._ports = ports
        self._away: set[str] = set()
        self._die = dice_of(schedule.seed, "desk")
        self._tasks: set[asyncio.Task[None]] = set()
        self.workers = [
            Worker(
                number,
                self._environ(number),
                clock,
                folder / f"worker-{number}.log",
                self._died,
                scene.record.counts,
            )
            for number in range(schedule.workers)
        ]

    def _environ(self, number: int) -> dict[str, str]:
        scene = self.scene
        return {
            "CLINIC_FILE": str(self._folder / "asha.toml"),
            "DATABASE_URL": self._url,
            "PII_KEYS": self._keys,
            "TELEGRAM_BOT_TOKEN": scene.telegram.token,
            "TELEGRAM_API_URL": scene.telegram.url,
            "TELEGRAM_MODE": self.way,
            "TELEGRAM_RATE": "0",
            "FLABS_API_URL": scene.lab.url,
            "FLABS_CLIENT_ID": SANDBOX_CLIENT_ID,
            "FLABS_CLIENT_SECRET": SANDBOX_CLIENT_SECRET,
            "FLABS_WEBHOOK_TOKEN": "a-long-random-secret",
            "PUBLIC_URL": self.gate.url,
            "PORT": str(self._ports[number]),
        }

    def _died(self, story: str) -> None:
        self.scene.record.violated("died", 0, story)

    def act_at_desk(self, act: str) -> None:
        """A claim, a relay or the end of a case begins: now and then a worker dies in the middle of it."""
        struck, worker = self._die() < _DEATH_AT_DESK, self.workers[int(self._die() * len(self.workers))]
        pause = 0.5 * self._die()
        if struck and worker.serving.is_set() and not self.gate.calm:

            async def strike() -> None:
                await asyncio.sleep(pause)
                self.scene.record.counts[f"kills during {act}"] += 1
                worker.end(signal.SIGKILL, pause)

            self._go(strike())

    async def open(self) -> None:
        self.gate.workers = self.workers
        # The first alone, so that it makes the schema; the others find it made.
        for worker in self.workers:
            worker.start()
            await asyncio.wait_for(worker.serving.wait(), 60)

    async def live(self, visitors: list[Visitor]) -> None:
        """The schedule, then calm until everybody has what they came for."""
        people = [asyncio.create_task(self._at(v.visit.at, v.come())) for v in visitors]
        for happening in self.schedule.happenings:
            self._go(self._at(happening.at, self._happen(happening)))
        for visitor in visitors:
            if visitor.visit.reports:
                self._go(self._report(visitor))
        try:
            await asyncio.sleep(self.schedule.seconds)
            await self._calm(people, visitors)
        finally:
            for task in people:
                task.cancel()
            results = await asyncio.gather(*people, return_exceptions=True)
        for error in results:
            if isinstance(error, Exception):
                raise error

    async def _calm(self, people: list[asyncio.Task[None]], visitors: list[Visitor]) -> None:
        scene, began = self.scene, monotonic()
        for task in [task for task in self._tasks if task.get_name() != "report"]:
            task.cancel()
        await asyncio.gather(
            *self._tasks - {t for t in self._tasks if t.get_name() == "report"}, return_exceptions=True
        )
        scene.telegram.faults.clear()
        scene.lab.faults.clear()
        scene.telegram.cloud().topic_loss = None
        self.gate.calm = True
        for worker in self.workers:
            worker.thaw()
        await asyncio.gather(scene.telegram.come_up(), scene.lab.come_up())
        for worker in self.workers:
            await asyncio.wait_for(worker.serving.wait(), 60)
        jumped = 0
        while not all(task.done() for task in people) and monotonic() - began < _LONGEST_CALM:
            await asyncio.sleep(0.5)
            if jumped < 3 and monotonic() - began > 25 * (jumped + 1):
                # What waits for the lab's word or a timer of minutes need not be waited for in real time.
                jumped += 1
                await self._jump(660.0)
        # Every timer of a silence falls due now.
        await self._jump(16 * 60.0)
        await self._rest(60.0)
        scene.record.counts["seconds of calm"] = round(monotonic() - began)

    async def _rest(self, seconds: float) -> None:
        """Until nothing is left to be done, twice in a row."""
        until, quiet = monotonic() + seconds, 0
        left = ""
        await asyncio.sleep(2.0)
        while quiet < 3:
            left = await asyncio.to_thread(
                self._read, lambda connection: model.at_rest(connection, self.clock.now())
            )
            quiet = 0 if left else quiet + 1
            if monotonic() > until:
                self.scene.record.violated("left undone", 0, left)
                return
            await asyncio.sleep(0.5)

    def _read(self, unit: Callable[[Connection], T]) -> T:
        engine = create_engine(_driver(self._url), poolclass=NullPool)
        with engine.connect() as connection:
            return unit(connection)

    async def watch(self) -> None:
        while True:
            model.look_at_the_lab(self.scene)
            await asyncio.sleep(1.0)

    async def close(self) -> None:
        for worker in self.workers:
            await worker.stop()

    async def abandon(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for worker in self.workers:
            worker.end(signal.SIGKILL, 0.0)
            await worker.stop()

    def _go(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name=getattr(work, "__name__", "").strip("_"))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _at(self, at: float, work: Awaitable[None]) -> None:
        try:
            await asyncio.sleep(at - self.scene.record.now())
        except asyncio.CancelledError:
            if asyncio.iscoroutine(work):
                work.close()
            raise
        await work

    # What happens

    async def _happen(self, it: Happening) -> None:
        scene, counts = self.scene, self.scene.record.counts
        faults = scene.telegram.faults if it.side == "telegram" else scene.lab.faults
        when: When = "after" if it.after else "before"
        worker = self.workers[it.worker % len(self.workers)]
        counts[f"{it.what}"] += it.what not in ("kill", "term", "freeze")
        match it.what:
            case "kill":
                worker.end(signal.SIGKILL, it.seconds)
            case "kill in call":
                await self._kill_in_call(faults, worker, it)
            case "term":
                worker.end(signal.SIGTERM, it.seconds)
            case "freeze":
                worker.freeze()
                await asyncio.sleep(it.seconds)
                worker.thaw()
            case "switch":
                self.way = "webhook" if self.way == "polling" else "polling"
                for number, each in enumerate(self.workers):
                    await each.become(self._environ(number))
            case "jump":
                await self._jump(it.seconds)
            case "expire":
                scene.lab.tokens.expire_access()
            case "flood":
                await self._pass_over(faults, Flood(round(it.seconds)), it)
            case "fail":
                await self._pass_over(faults, Answer(it.status, when=when), it)
            case "drop":
                await self._pass_over(faults, Drop(when), it)
            case "delay":
                await self._pass_over(faults, Delay(it.seconds, when), it)
            case "garble":
                await self._pass_over(faults, Answer(it.status, _PAGE, when), it)
            case "down":
                await self._take_down(it)
            case _:
                assert_never(it.what)

    async def _pass_over(self, faults: Faults, action: Action, it: Happening) -> None:
        """Strikes the next calls that fit; what nobody called for in time is over, so that bad weather does not
        gather until one call has it all."""
        fault = faults.add(action, it.operation, times=it.times)
        await asyncio.sleep(_WEATHER_LASTS)
        faults.remove(fault)

    async def _kill_in_call(self, faults: Faults, worker: Worker, it: Happening) -> None:
        """Kills while a call is held: its effect is there, or comes after the death, and nobody hears of it."""
        gate = asyncio.Event()
        chat_id = STAFF_CHAT if it.desk else None
        fault = faults.add(Hold(gate, "after" if it.after else "before"), it.operation, chat_id=chat_id)
        try:
            for _ in range(200):
                if fault.struck:
                    break
                await asyncio.sleep(0.05)
            worker.end(signal.SIGKILL, it.seconds)
            await asyncio.sleep(0.1)
        finally:
            gate.set()
            faults.remove(fault)

    async def _take_down(self, it: Happening) -> None:
        if it.side in self._away:
            return
        self._away.add(it.side)
        stand_in = self.scene.telegram if it.side == "telegram" else self.scene.lab
        try:
            await stand_in.go_down()
            await asyncio.sleep(it.seconds)
        finally:
            await stand_in.come_up()
            self._away.discard(it.side)

    async def _jump(self, seconds: float) -> None:
        """The clock goes ahead once Telegram keeps nothing back: what it keeps ages by real time only."""
        pending = self.scene.telegram.cloud().updates
        for _ in range(150):
            if not pending.pending:
                break
            await asyncio.sleep(0.1)
        else:
            self.scene.record.counts["jumps left out"] += 1
            return
        self.clock.shift += timedelta(seconds=seconds)
        for worker in self.workers:
            await worker.tell_time()

    async def _report(self, visitor: Visitor) -> None:
        """The lab does the tests of a booking and tells of it, twice and out of order."""
        while visitor.state != "confirmed":
            await asyncio.sleep(0.5)
        contact = visitor.patient.phone[-10:]
        entry = next(each for each in self.scene.lab.bookings if each.contact == contact)
        if not entry.integrator_id:
            return
        await self.scene.lab.complete_report(
            entry.integrator_id, repeats=2, order=lambda events: [*events[1:], events[0]]
        )
        self.scene.record.counts["reports"] += 1


@asynccontextmanager
async def _in_background(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        with suppress(Exception):
            await asyncio.gather(*tasks, return_exceptions=True)


def _driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _figures(schedule: Schedule, world: _World, told: dict[str, Any]) -> dict[str, Any]:
    record, scene = world.scene.record, world.scene
    waits = sorted(seconds for _, _, seconds in record.waits)
    cuts = quantiles(waits, n=100) if len(waits) > 1 else [0.0] * 99
    startups = sorted(seconds for worker in world.workers for seconds in worker.startups)
    struck = Counter(f"telegram {call.method}" for call in scene.telegram.journal if call.fault)
    violations = model.totals(record.violations)
    return {
        "seed": schedule.seed,
        "digest": schedule.digest,
        "database": schedule.database,
        "workers": schedule.workers,
        "minutes": round(schedule.seconds / 60, 2),
        "chats": len(schedule.visits),
        "gathering": schedule.gathering,
        "kills": record.counts["kills"],
        "terms": record.counts["terms"],
        "freezes": record.counts["freezes"],
        "updates": len(record.updates),
        "calls": len(scene.telegram.journal),
        "calls_struck": sum(struck.values()),
        "lab_calls_struck": sum(call.fault for call in scene.lab.journal),
        "answer_seconds": {
            "p50": round(cuts[49], 3),
            "p99": round(cuts[98], 3),
            "max": round(max(waits, default=0), 3),
        },
        "late_answers": len(record.late),
        "startup_seconds": round(startups[len(startups) // 2], 2) if startups else None,
        "topics_deleted": len(world.topic_loss.lost),
        **told,
        "counts": {k: v for k, v in sorted(record.counts.items()) if k not in ("kills", "terms", "freezes")},
        **violations,
        "ok": not record.violations,
    } | {"stories": _stories(record)}


def _stories(record: Record) -> list[str]:
    told = [
        f"{what}, chat {chat}: {why}\n{record.story(chat) if chat else ''}"
        for what, chat, why in record.violations
    ]
    slowest = sorted(record.waits, key=lambda wait: wait[2])[-5:]
    told += [
        f"a slow answer, {seconds:.1f} s, at {at:.1f} s, chat {chat}"
        for at, chat, seconds in slowest
        if seconds > 5
    ]
    return told + [f"an answer came late, chat {chat}\n{story}" for chat, story in record.late[:5]]
