"""`python -m tests.chaos.lab_storm`: people book while a lab fails one call in five. Ends with a line of JSON.

Half of the failures come after the entry was made, so that only its answer is lost; the lab's own word of each entry
comes late, twice and in any order. Some of the people have a number that the lab has had an entry of since this
morning: nobody may tell them that they are booked. Status 1 when something did not hold.
"""

import argparse
import asyncio
import random
import secrets
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from pathlib import Path
from time import monotonic
from typing import Any, get_args

from sqlalchemy import select

from bot.sandbox.faults import Action, Answer, Delay, Drop, Faults, Flood, When
from bot.sandbox.flabs import FlabsStandIn
from bot.sandbox.people import NotSeen, Patient
from bot.store.tables import submissions
from tests.chaos.record import Post
from tests.chaos.schedule import Database
from tests.chaos.storm import CONFIRMED, Storm, book, people, storm, told
from tests.e2e.house import STAFF_CHAT

CREATE = "/client/crm/lead/create"
VIOLATIONS = (
    "entries lost",
    "entries doubled",
    "entries of somebody else",
    "told nothing",
    "told twice",
    "told too soon",
    "called confirmed",
    "staff not told",
    "not as the lab has it",
    "died",
)
WAITING = ("waiting for the lab's answer", "Our team")
"""What those hear of whom nobody knows yet whether the lab has them."""

_PAGE = "<html><body>Bad gateway</body></html>"
_SLOTS_THAT_ARE_OFFERED = 3
_UNCONFIRMED = timedelta(minutes=11)


@dataclass(frozen=True, slots=True)
class Size:
    """`strangers` have a number that is taken; `share` of the calls fail; the lab's word comes within `late` seconds,
    and some answers later than anybody waits."""

    bookings: int
    strangers: int
    at_once: int
    late: float
    share: float = 0.2
    too_slow: bool = True
    patience: float = 300.0


def spoil(faults: Faults, dice: random.Random, size: Size) -> None:
    """Has that share of the coming calls fail, half of them before and half after their effect."""
    struck = 0
    for call in range(100 + 5 * (size.bookings + size.strangers)):
        if dice.random() < size.share:
            # Rules before it have kept the calls that they struck to themselves.
            faults.add(_failure(dice, too_slow=size.too_slow), "/client/*", skip=call - struck)
            struck += 1


def _failure(dice: random.Random, *, too_slow: bool) -> Action:
    when: When = dice.choice(("before", "after"))
    failures: list[Action] = [
        Answer(dice.choice((500, 502, 503, 504)), when=when),
        Answer(502, _PAGE, when),
        Answer(201, _PAGE, when),
        Drop(when),
    ]
    if when == "before":
        failures.append(Flood(1))
    if too_slow and dice.random() < 0.05:
        failures = [Delay(17.0, when)]
    return dice.choice(failures)


@asynccontextmanager
async def telling(lab: FlabsStandIn, dice: random.Random, late: float) -> AsyncIterator[Counter[str]]:
    """Tells of every entry that is made with our key, twice, each time when it pleases."""
    told: Counter[str] = Counter()
    words: set[asyncio.Task[None]] = set()

    async def tell(key: str, after: float) -> None:
        await asyncio.sleep(after)
        for delivery in await lab.announce(key):
            told[f"webhooks answered {delivery.status}"] += 1

    async def watch() -> None:
        seen = 0
        while True:
            for entry in lab.entries[seen:]:
                if not entry.integrator_id.startswith("desk-"):
                    words.update(
                        asyncio.create_task(tell(entry.integrator_id, late * dice.random() ** 2))
                        for _ in range(2)
                    )
            seen = len(lab.entries)
            await lab.changes.next()

    watching = asyncio.create_task(watch())
    try:
        yield told
        await asyncio.gather(*words)
    finally:
        watching.cancel()
        await asyncio.gather(watching, *words, return_exceptions=True)


async def blow(found: Storm, dice: random.Random, size: Size) -> dict[str, Any]:
    """Lets everybody book in the storm, and looks at what came of it; figures."""
    inside, record = found.inside, found.record
    patients = people(inside, size.bookings + size.strangers)
    strangers = {patient.user.id for patient in dice.sample(patients, size.strangers)}
    for patient in patients:
        if patient.user.id in strangers:
            inside.lab.enter_by_hand(patient.phone[-10:])
    # What the lab has told nobody of cannot come twice.
    await inside.lab.changes.until(lambda: bool(inside.lab.webhooks.subscriptions), 60.0)
    spoil(inside.lab.faults, dice, size)
    chairs = asyncio.Semaphore(size.at_once)
    until = monotonic() + size.patience
    waits: list[float] = []

    async def book_and_wait(patient: Patient) -> None:
        async with chairs:
            try:
                await book(patient)
                asked = monotonic()
                wanted = (*WAITING, CONFIRMED) if patient.user.id in strangers else (CONFIRMED,)
                await patient.wait_for(
                    lambda bubble: any(each in bubble.text for each in wanted), until - monotonic()
                )
                waits.append(monotonic() - asked)
            except NotSeen as unseen:
                record.violated("told nothing", patient.user.id, str(unseen).partition(";")[0])

    began = monotonic()
    async with telling(inside.lab, dice, size.late) as told:
        await asyncio.gather(*map(book_and_wait, patients))
    took = monotonic() - began
    calls = inside.lab.calls(CREATE)
    _entries(found, patients, strangers)
    _words(found, patients, strangers)
    await _staff(found, [patient for patient in patients if patient.user.id in strangers])
    await _books(found)
    ours = [entry for entry in inside.lab.entries if not entry.integrator_id.startswith("desk-")]
    statuses = Counter(str(call.status or "broken off") for call in calls)
    waits.sort()
    return {
        "bookings": size.bookings,
        "strangers": size.strangers,
        "entries": len(ours),
        "creates": len(calls),
        "creates_struck": sum(call.fault for call in calls),
        "calls_struck": sum(call.fault for call in inside.lab.journal),
        "creates_answered": dict(sorted(statuses.items())),
        "told_waiting_first": sum(
            any(each in post.text for post in record.of(patient.user.id) for each in WAITING)
            for patient in patients
            if patient.user.id not in strangers
        ),
        "told_confirmed": sum(bool(_confirmations(found, patient)) for patient in patients),
        **told,
        "outcome_seconds": {
            "p50": round(waits[len(waits) // 2], 2),
            "p99": round(waits[int(len(waits) * 0.99)], 2),
        }
        if waits
        else {},
        "seconds": round(took, 1),
        **found.outcome(VIOLATIONS),
    }


def _confirmations(found: Storm, patient: Patient) -> list[Post]:
    return [
        post
        for post in found.record.of(patient.user.id)
        if post.by_bot and not post.edit and CONFIRMED in post.text
    ]


def _entries(found: Storm, patients: Sequence[Patient], strangers: set[int]) -> None:
    """One entry each, with that person's own answers."""
    for patient in patients:
        chat_id, record = patient.user.id, found.record
        mine = [
            entry
            for entry in found.inside.lab.entries
            if entry.contact == patient.phone[-10:] and not entry.integrator_id.startswith("desk-")
        ]
        if chat_id in strangers:
            if mine:
                record.violated("entries doubled", chat_id, "the number had an entry already")
            continue
        if not mine:
            record.violated("entries lost", chat_id, "the lab has none")
        if len(mine) > 1:
            record.violated("entries doubled", chat_id, f"the lab has {len(mine)}")
        for entry in mine:
            who = (entry.body["first_name"], entry.body.get("last_name"), entry.body["age"], entry.phase)
            if who != ("Asha", patient.user.first_name, 20 + chat_id % 60, "booking"):
                record.violated("entries of somebody else", chat_id, f"the lab has {who}")
    keys = Counter(entry.integrator_id for entry in found.inside.lab.entries)
    for key, number in keys.items():
        if number > 1:
            found.record.violated("entries doubled", 0, f"{number} with the key {key}")


def _words(found: Storm, patients: Sequence[Patient], strangers: set[int]) -> None:
    """Confirmed is said once, and not before the lab had the entry."""
    for patient in patients:
        chat_id, record = patient.user.id, found.record
        said = _confirmations(found, patient)
        made = [
            found.seconds(entry.at)
            for entry in found.inside.lab.bookings
            if entry.contact == patient.phone[-10:]
        ]
        if chat_id in strangers:
            if said:
                record.violated("called confirmed", chat_id, "the entry is somebody else's")
            continue
        if len(said) > 1:
            record.violated("told twice", chat_id, f"confirmed {len(said)} times")
        if said and not made:
            record.violated("called confirmed", chat_id, "and the lab has nothing")
        elif said and made[0] > said[0].at:
            record.violated("told too soon", chat_id, f"{made[0] - said[0].at:.3f} s before the lab had it")


async def _staff(found: Storm, strangers: Sequence[Patient]) -> None:
    """A person looks at each entry that may be somebody else's, at the latest when it has not settled itself."""
    await found.move(_UNCONFIRMED)

    def left() -> list[Patient]:
        shown = [post.text for post in found.record.of(STAFF_CHAT)]
        return [each for each in strangers if not any(each.user.first_name in text for text in shown)]

    try:
        await found.inside.staff.chat.changes.until(lambda: not left(), 60.0)
    except TimeoutError:
        for patient in left():
            found.record.violated("staff not told", patient.user.id, "no card with that name")


async def _books(found: Storm) -> None:
    """Our own books say what the lab's say."""
    entries = {entry.integrator_id: entry.id for entry in found.inside.lab.bookings}
    async with found.look() as connection:
        for row in connection.execute(select(submissions)):
            has = entries.get(row.submission_id)
            if (row.state == "confirmed") != (has is not None) or (has and row.lab_id != has):
                story = f"{row.state} as {row.lab_id or 'nothing'}, at the lab {has or 'nothing'}"
                found.record.violated("not as the lab has it", row.chat_id, story)


async def run(
    seed: int, size: Size, log: Path | None = None, environ: Mapping[str, str] | None = None
) -> tuple[dict[str, Any], list[str]]:
    """The figures of one storm, and the stories of what did not hold."""
    dice = random.Random(seed)
    everybody = size.bookings + size.strangers
    capacity = ceil(everybody / _SLOTS_THAT_ARE_OFFERED) + 1
    async with storm(capacity, environ=environ, log=log, announce=False) as found:
        figures = await blow(found, dice, size)
        return {"seed": seed, **figures}, found.stories()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.lab_storm", description=__doc__)
    parser.add_argument("--seed", type=int, help="draws the same failures again; default: fresh ones")
    parser.add_argument("--bookings", type=int, default=1000)
    parser.add_argument("--at-once", type=int, default=60, help="how many people talk at a time")
    parser.add_argument("--database", choices=get_args(Database), default="sqlite")
    chosen = parser.parse_args()
    seed = chosen.seed if chosen.seed is not None else secrets.randbelow(10**6)
    size = Size(chosen.bookings, max(1, chosen.bookings // 40), chosen.at_once, late=20.0, patience=3600.0)
    print(
        f"seed {seed}: {size.bookings} people, and {size.strangers} with a number that is taken", flush=True
    )
    return told(chosen.database, lambda log, environ: run(seed, size, log, environ))


if __name__ == "__main__":
    sys.exit(main())
