"""`python -m tests.chaos.report_storm`: reports come back all at once. Ends with a line of JSON.

Ten thousand deliveries as fast as the endpoint takes them: each report one to four times, in any order, one in ten
about somebody who never was here, one in a hundred no event at all. Every owner hears of each report once, gets the
file of the whole bill once, and nobody else hears anything. Status 1 when something did not hold.
"""

import argparse
import asyncio
import json
import random
import re
import secrets
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from time import monotonic
from typing import Any, get_args

import aiohttp
from sqlalchemy import Connection, func, select

from bot.sandbox.bills import Bill
from bot.sandbox.people import NotSeen, Patient
from bot.store.tables import inbox, reports
from tests.chaos.model import at_rest
from tests.chaos.record import Post
from tests.chaos.schedule import Database
from tests.chaos.storm import CONFIRMED, PATIENCE, Storm, book, people, storm, told
from tests.e2e.house import STAFF_CHAT

VIOLATIONS = (
    "not booked",
    "not told",
    "told twice",
    "told out of order",
    "told what is not",
    "file of somebody else",
    "file missing",
    "file twice",
    "told a stranger",
    "wrongly answered",
    "kept a stranger's",
    "too fast",
    "left undone",
    "died",
)
RATE = 28
"""Messages a second that nobody asked for."""
CONNECTIONS = 100
_TESTS = ("hba1c", "tsh", "creatinine")
_SLOTS_THAT_ARE_OFFERED = 3
_PART = re.compile(r"(\d+) of (\d+) reports are ready")
_WINDOW = 2.0
_COUNTER = re.compile(r'^phlebot_lab_events_total\{outcome="(\w+)"\} ([\d.e+]+)$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Size:
    """`bystanders` have booked, and none of their reports is ready."""

    deliveries: int
    bystanders: int
    at_once: int
    foreign: float = 0.1
    malformed: float = 0.01
    patience: float = 900.0


@dataclass(frozen=True, slots=True)
class Owner:
    """How often each report of the bill is delivered: with the first test done, with the first two, and so on."""

    copies: tuple[int, ...]

    @property
    def tests(self) -> str:
        return " and ".join(_TESTS[: len(self.copies)])


@dataclass(frozen=True, slots=True)
class Call:
    """A delivery, with the status that it should be answered with."""

    body: bytes
    status: int


def draw(dice: random.Random, size: Size) -> list[Owner]:
    """Owners whose deliveries are what the strangers and the garbage leave."""
    left = size.deliveries - round(size.deliveries * (size.foreign + size.malformed))
    owners: list[Owner] = []
    while left > 0:
        copies = []
        for _ in range(dice.choice((1, 1, 2, 3))):
            if left > 0:
                copies.append(min(left, dice.randint(1, 4)))
                left -= copies[-1]
        owners.append(Owner(tuple(copies)))
    return owners


async def blow(found: Storm, dice: random.Random, size: Size) -> dict[str, Any]:
    """Books for everybody, lets the reports come, and looks at what came of it; figures."""
    inside, record = found.inside, found.record
    owners = draw(dice, size)
    patients = people(inside, len(owners) + size.bystanders)
    chairs = asyncio.Semaphore(size.at_once)

    async def booked(patient: Patient, tests: str) -> None:
        async with chairs:
            try:
                await book(patient, tests)
                await patient.wait_for(CONFIRMED, PATIENCE)
            except NotSeen as unseen:
                record.violated("not booked", patient.user.id, str(unseen).partition(";")[0])

    began = monotonic()
    every = [*owners, *[Owner((1,))] * size.bystanders]
    await asyncio.gather(*(booked(each, owner.tests) for each, owner in zip(patients, every, strict=True)))
    booking_seconds = monotonic() - began
    if record.violations:
        return {"owners": len(owners), **found.outcome(VIOLATIONS)}
    await found.restart({"TELEGRAM_RATE": str(RATE)})
    await _rest(found, 60.0)

    bills: dict[int, Bill] = {}
    calls = await _calls(found, dice, size, list(zip(patients, owners, strict=False)), bills)
    counted, rows = await _counted(found), await _rows(found)
    deaf = Deafness()
    begun_at = record.now()
    began = monotonic()
    answers, waits = await _deliver(found, calls)
    delivered = monotonic() - began
    told = {patient.user.id: owner for patient, owner in zip(patients, owners, strict=False)}

    def through() -> bool:
        return all(any(p.file for p in record.of(chat) if p.by_bot and p.at > begun_at) for chat in told)

    try:
        async with asyncio.timeout(size.patience):
            while not through():
                await asyncio.sleep(0.5)
        await _rest(found, 120.0)
    except TimeoutError:
        record.violated("left undone", 0, f"after {monotonic() - began:.0f} s")
    deaf.end()
    posts = [post for post in record.posts if post.by_bot and post.at > begun_at and not post.act]
    drained = max((post.at for post in posts), default=begun_at) - begun_at
    parts = _told(found, patients, told, bills, posts)
    fastest = _pace(found, posts, deaf.longest)
    now = await _counted(found)
    fates = {name: round(now[name] - counted[name]) for name in sorted(now)}
    await _strangers(found, fates, rows, round(size.deliveries * size.foreign))
    waits.sort()
    return {
        "deliveries": len(calls),
        "reports": sum(len(owner.copies) for owner in owners),
        "owners": len(owners),
        "bystanders": size.bystanders,
        "booking_seconds": round(booking_seconds, 1),
        "answered": dict(sorted(answers.items())),
        "fates": fates,
        "accepted_per_second": round(len(calls) / delivered, 1),
        "ack_ms": {
            "p50": round(waits[len(waits) // 2] * 1000, 1),
            "p99": round(waits[int(len(waits) * 0.99)] * 1000, 1),
            "max": round(waits[-1] * 1000, 1),
        },
        "drain_seconds": round(drained, 1),
        "messages": len(posts),
        "messages_per_second": round(len(posts) / max(drained, 0.001), 2),
        f"most_in_{_WINDOW:g}_seconds": fastest,
        "deaf_seconds": round(deaf.longest, 2),
        **parts,
        **found.outcome(VIOLATIONS),
    }


async def _calls(
    found: Storm,
    dice: random.Random,
    size: Size,
    owners: Sequence[tuple[Patient, Owner]],
    bills: dict[int, Bill],
) -> list[Call]:
    """The lab finishes every test, and nobody has been told so yet."""
    lab = found.inside.lab
    subscriptions, lab.webhooks.subscriptions = lab.webhooks.subscriptions, []
    keys = {entry.contact: entry.integrator_id for entry in lab.bookings}
    at = int(lab.clock().timestamp())
    calls: list[Call] = []

    def event(data: dict[str, Any], moment: int) -> bytes:
        envelope = {
            "labID": next(iter(lab.labs)),
            "eventType": "report.completed",
            "eventTime": moment,
            "data": data,
        }
        return json.dumps(envelope).encode()

    for patient, owner in owners:
        bill = await lab.create_bill(keys[patient.phone[-10:]])
        bills[patient.user.id] = bill
        for test, copies in zip(tuple(bill.tests), owner.copies, strict=False):
            await lab.complete_report(bill.integrator_id or "", [test])
            data = bill.event_data("report.completed", lab.report_origin)
            # The lab repeats a delivery as it was, or sends the event anew.
            calls += [Call(event(data, at + dice.choice((0, copy))), 200) for copy in range(copies)]
        for _ in range(len(bill.tests) - len(owner.copies)):
            found.record.violated(
                "not booked", patient.user.id, f"tests are {', '.join(bill.tests.values())}"
            )
    example = dict(data)
    for number in range(round(size.deliveries * size.foreign)):
        key = dice.choice((f"other-{number:012}", f"asha-{number:012}", None, "", number))
        foreign = example | {"integratorID": key, "billID": f"bill_of_{number}"}
        calls.append(Call(event(foreign, at + number), 200))
    whole = event(example, at)
    for number in range(round(size.deliveries * size.malformed)):
        garbage = (
            whole[: dice.randrange(1, len(whole) - 1)],
            b"[" + whole + b"]",
            whole.replace(b"report.completed", b"report.%d" % number),
            whole.replace(b'"data"', b'"date"'),
            b"\xff\xfe" + dice.randbytes(40),
            b"",
        )
        calls.append(Call(garbage[number % len(garbage)], 400))
    dice.shuffle(calls)
    lab.webhooks.subscriptions = subscriptions
    return calls


async def _deliver(found: Storm, calls: Sequence[Call]) -> tuple[Counter[str], list[float]]:
    """How they were answered, and after how many seconds each."""
    record, answers = found.record, Counter[str]()
    waits: list[float] = []
    url = f"{found.address}/webhooks/flabs/{found.inside.environ['FLABS_WEBHOOK_TOKEN']}"
    lines = iter(calls)

    async def line(session: aiohttp.ClientSession) -> None:
        for call in lines:
            sent = monotonic()
            while True:
                async with session.post(
                    url, data=call.body, headers={"Content-Type": "application/json"}
                ) as answer:
                    await answer.read()
                answers[str(answer.status)] += 1
                if answer.status != 503:
                    break
                await asyncio.sleep(float(answer.headers.get("Retry-After", 1)))
            waits.append(monotonic() - sent)
            if answer.status != call.status:
                record.violated("wrongly answered", 0, f"{answer.status} instead of {call.status}")

    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(120)) as session:
        await asyncio.gather(*(line(session) for _ in range(CONNECTIONS)))
    return answers, waits


def _told(
    found: Storm,
    patients: Sequence[Patient],
    owners: dict[int, Owner],
    bills: dict[int, Bill],
    posts: Sequence[Post],
) -> dict[str, int]:
    """What each heard, and how many heard what."""
    record = found.record
    by_chat: dict[int, list[Post]] = defaultdict(list)
    for post in posts:
        by_chat[post.chat_id].append(post)
    counted: Counter[str] = Counter({"told_ready": 0, "told_in_part": 0, "files": 0})
    for chat_id in by_chat.keys() - owners.keys():
        whose = "the staff" if chat_id == STAFF_CHAT else "somebody without a report"
        record.violated("told a stranger", chat_id, f"{whose}: {by_chat[chat_id][0].text[:80]}")
    for patient in patients:
        chat_id, bill = patient.user.id, bills.get(patient.user.id)
        if bill is None:
            continue
        said = by_chat[chat_id]
        ready = [post for post in said if "is ready" in post.text]
        parts = [(post, _PART.search(post.text)) for post in said]
        counts = [int(part[1]) for _, part in parts if part is not None]
        sent = [post for post in said if post.file]
        counted.update(told_ready=len(ready), told_in_part=len(counts), files=len(sent))
        if not ready:
            record.violated("not told", chat_id, "that the report is ready")
        if len(ready) > 1 or len(set(counts)) != len(counts):
            record.violated("told twice", chat_id, f"ready {len(ready)} times, in part {counts}")
        if counts != sorted(counts) or (ready and any(post.at > ready[0].at for post, part in parts if part)):
            record.violated("told out of order", chat_id, f"in part {counts}")
        if any(
            part and (int(part[1]) >= int(part[2]) or int(part[2]) != len(bill.tests)) for _, part in parts
        ):
            record.violated("told what is not", chat_id, f"in part {counts} of {len(bill.tests)}")
        if len(said) != len(ready) + len(counts) + len(sent):
            record.violated("told what is not", chat_id, "something besides")
        if any(name in post.text + post.file for name in bill.tests.values() for post in said):
            record.violated("told what is not", chat_id, "the name of a test")
        files = [bubble.file.content for bubble in patient.messages if bubble.from_bot and bubble.file]
        files = [each for each in files if each.startswith(b"%PDF")]
        if len(sent) != 1:
            record.violated("file twice" if sent else "file missing", chat_id, f"{len(sent)} files")
        if any(each != bill.pdf for each in files):
            record.violated("file of somebody else", chat_id, "or an older edition")
    return dict(counted)


class Deafness:
    """How long nobody here could listen, at most, from now on: what was sent meanwhile is heard all at once."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        while True:
            before = monotonic()
            await asyncio.sleep(0.01)
            self.longest = max(self.longest, monotonic() - before)

    def end(self) -> None:
        self._listening.cancel()


def _pace(found: Storm, posts: Sequence[Post], deaf: float) -> int:
    """The most messages within a window."""
    times = sorted(post.at for post in posts)
    most = first = 0
    for last, at in enumerate(times):
        while at - times[first] > _WINDOW:
            first += 1
        most = max(most, last - first + 1)
    if most > RATE * (_WINDOW + deaf + 0.5):
        found.record.violated("too fast", 0, f"{most} messages in {_WINDOW:g} s")
    return most


async def _strangers(found: Storm, fates: dict[str, int], rows: int, foreign: int) -> None:
    """What is not ours is counted, and not kept."""
    if fates.get("not_ours") != foreign:
        found.record.violated("kept a stranger's", 0, f"of {foreign}, {fates.get('not_ours')} were not ours")
    kept = await _rows(found) - rows
    if kept != fates.get("stored"):
        found.record.violated("kept a stranger's", 0, f"{kept} rows for {fates.get('stored')} events")


async def _counted(found: Storm) -> Counter[str]:
    """What has become of the lab's events so far."""
    async with aiohttp.ClientSession() as session, session.get(f"{found.address}/metrics") as answer:
        return Counter({name: int(float(value)) for name, value in _COUNTER.findall(await answer.text())})


async def _rows(found: Storm) -> int:
    async with found.look() as connection:
        rows = select(func.count()).select_from(inbox).where(inbox.c.source == "flabs")
        return int(connection.execute(rows).scalar_one())


async def _rest(found: Storm, seconds: float) -> None:
    """Until nothing is left to be done. Raises `TimeoutError`."""

    def left(connection: Connection) -> str:
        wanted = select(func.count()).where(reports.c.next_fetch_at.is_not(None))
        fetches = connection.execute(wanted).scalar_one()
        return at_rest(connection, found.inside.clock.now()) or (f"{fetches} files" if fetches else "")

    async with asyncio.timeout(seconds):
        while True:
            async with found.look() as connection:
                if not left(connection):
                    return
            await asyncio.sleep(0.25)


async def run(
    seed: int, size: Size, log: Path | None = None, environ: Mapping[str, str] | None = None
) -> tuple[dict[str, Any], list[str]]:
    """The figures of one storm, and the stories of what did not hold."""
    dice = random.Random(seed)
    capacity = ceil(size.deliveries / _SLOTS_THAT_ARE_OFFERED) + 1
    async with storm(capacity, environ=environ, log=log) as found:
        figures = await blow(found, dice, size)
        return {"seed": seed, **figures}, found.stories()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.report_storm", description=__doc__)
    parser.add_argument("--seed", type=int, help="draws the same deliveries again; default: fresh ones")
    parser.add_argument("--deliveries", type=int, default=10_000)
    parser.add_argument("--at-once", type=int, default=60, help="how many people book at a time")
    parser.add_argument("--database", choices=get_args(Database), default="sqlite")
    chosen = parser.parse_args()
    seed = chosen.seed if chosen.seed is not None else secrets.randbelow(10**6)
    size = Size(chosen.deliveries, bystanders=20, at_once=chosen.at_once)
    print(f"seed {seed}: {size.deliveries} deliveries", flush=True)
    return told(chosen.database, lambda log, environ: run(seed, size, log, environ))


if __name__ == "__main__":
    sys.exit(main())
