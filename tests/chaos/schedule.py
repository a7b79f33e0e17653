"""What will happen, composed from a seed: when who comes and how they are, and what goes wrong at which moment.

The same seed and measures give the same schedule to the last figure; its digest is printed with every run. How fast
the bot answers decides what of it meets what, so that a story may differ while the schedule does not.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal, get_args

Database = Literal["sqlite", "postgresql"]
Way = Literal["polling", "webhook"]
Character = Literal["straight", "doubler", "rambler", "editor", "prescriber", "talker", "quiet"]
"""How somebody behaves: books without a stumble; presses and types twice; says odd things at odd moments; changes
what was sent; sends photos; asks for a person and talks; falls silent in the middle and never comes back."""

Gathering = Literal["plain", "forum"]
"""What the staff's group is; in a forum topics are deleted at random."""

What = Literal[
    "kill", "kill in call", "term", "freeze", "switch", "jump", "expire",
    "flood", "fail", "drop", "delay", "garble", "down",
]  # fmt: skip
Side = Literal["telegram", "lab"]

FREEZE_SECONDS = (16.5, 20.0)
"""Longer than a worker's lease."""

_CHARACTERS: Mapping[Character, int] = {
    "straight": 28,
    "doubler": 14,
    "rambler": 12,
    "editor": 10,
    "prescriber": 6,
    "talker": 18,
    "quiet": 12,
}
_SENDING = ("sendMessage", "sendMessage", "sendMessage", "edit*", "copyMessage", "sendDocument")
_TELEGRAM = (*_SENDING, "answerCallbackQuery", "getUpdates", "*")
_CREATE = "/client/crm/lead/create"
_LAB = (_CREATE, _CREATE, _CREATE, "/client/*", "/reports/*")
_AT_THE_DESK = (
    "createForumTopic",
    "sendMessage",
    "sendMessage",
    "copyMessage",
    "editMessageText",
    "editMessageText",
    "*ForumTopic",
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One person: `at` is when they come, in seconds from the beginning; `seed` is that of their own dice.
    `reports` says that the lab finishes their tests later."""

    number: int
    at: float
    character: Character
    seed: int
    pause: float
    reports: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that goes wrong (or a clock that jumps). What a field means depends on `what`; `worker` is a number
    that is taken modulo the workers there are, `desk` narrows a call to those to the staff's group."""

    at: float
    what: What
    worker: int = 0
    seconds: float = 0.0
    side: Side = "telegram"
    operation: str = "*"
    after: bool = False
    times: int = 1
    status: int = 500
    desk: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    seed: int
    seconds: float
    database: Database
    workers: int
    way: Way
    gathering: Gathering
    visits: tuple[Visit, ...]
    happenings: tuple[Happening, ...]

    @property
    def digest(self) -> str:
        """Sixteen hex digits that two schedules share only if they are the same."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    def count(self, *what: What) -> int:
        return sum(each.what in what for each in self.happenings)


def compose(
    seed: int,
    *,
    seconds: float,
    chats: int,
    database: Database,
    workers: int,
    way: Way | None = None,
    gathering: Gathering | None = None,
) -> Schedule:
    """The schedule of a seed. Without a `way` the seed chooses one; in a long run it changes in the middle. Without
    a `gathering` the seed chooses that, too."""
    dice = Random(f"{seed}:way")
    chosen = dice.choice(get_args(Way))
    gathers = Random(f"{seed}:gathering").choice(get_args(Gathering))
    visits = tuple(_visits(Random(f"{seed}:visits"), seconds, chats))
    happenings = sorted(_happenings(seed, seconds, database, workers, switches=way is None), key=_when)
    return Schedule(
        seed, seconds, database, workers, way or chosen, gathering or gathers, visits, tuple(happenings)
    )


def _when(each: Happening) -> float:
    return each.at


def _visits(dice: Random, seconds: float, chats: int) -> list[Visit]:
    names = list(_CHARACTERS)
    # Everybody is there even in a small crowd: the characters come in their shares, shuffled.
    shares = [name for name in names for _ in range(round(_CHARACTERS[name] * chats / 100))]
    shares = (shares + names * chats)[:chats]
    dice.shuffle(shares)
    return [
        Visit(
            number=number,
            at=round(dice.uniform(0, seconds * 0.6), 3),
            character=character,
            seed=dice.getrandbits(48),
            pause=round(dice.uniform(0.3, 1.0) * min(4.0, seconds / 60), 3),
            reports=dice.random() < 0.3,
        )
        for number, character in enumerate(shares, start=1)
    ]


def _happenings(
    seed: int, seconds: float, database: Database, workers: int, *, switches: bool
) -> list[Happening]:
    found = _deaths(Random(f"{seed}:deaths"), seconds, database, workers)
    found += _weather(Random(f"{seed}:weather"), seconds)
    found += _jumps(Random(f"{seed}:jumps"), seconds)
    if switches and seconds >= 120:
        dice = Random(f"{seed}:switches")
        found += [
            Happening(round(seconds * part * dice.uniform(0.9, 1.1), 3), "switch") for part in (0.3, 0.65)
        ]
    return found


def _deaths(dice: Random, seconds: float, database: Database, workers: int) -> list[Happening]:
    """Kills all the way, about every twelve seconds; one in five while a call is on its way, and some kinder ends."""
    found: list[Happening] = []
    at = dice.uniform(2, 6)
    while at < seconds:
        worker, pause = dice.randrange(workers), round(dice.uniform(0.0, 2.5), 3)
        chance = dice.random()
        if chance < 0.12:
            operation, after = dice.choice(_AT_THE_DESK), dice.random() < 0.7
            found.append(
                Happening(
                    round(at, 3), "kill in call", worker, pause, operation=operation, after=after, desk=True
                )
            )
        elif chance < 0.3:
            operation = dice.choice(("sendMessage", "sendMessage", "copyMessage", "editMessageText", _CREATE))
            side: Side = "lab" if operation == _CREATE else "telegram"
            after = dice.random() < 0.7
            found.append(Happening(round(at, 3), "kill in call", worker, pause, side, operation, after))
        elif chance < 0.37:
            found.append(Happening(round(at, 3), "term", worker, pause))
        elif chance < 0.44 and workers > 1 and database == "postgresql" and seconds >= 120:
            found.append(Happening(round(at, 3), "freeze", worker, round(dice.uniform(*FREEZE_SECONDS), 3)))
        else:
            found.append(Happening(round(at, 3), "kill", worker, pause))
        at += dice.uniform(7, 17) if seconds >= 60 else dice.uniform(5, 9)
    return found


def _weather(dice: Random, seconds: float) -> list[Happening]:
    """Something goes wrong with a call about every second and a half; now and then a whole side is away."""
    found: list[Happening] = []
    at = dice.uniform(0.5, 2)
    while at < seconds:
        moment = round(at, 3)
        side: Side = "telegram" if dice.random() < 0.65 else "lab"
        operation = dice.choice(_TELEGRAM if side == "telegram" else _LAB)
        times, after = dice.choice((1, 1, 1, 2, 3)), dice.random() < 0.5
        chance = dice.random()
        if chance < 0.06:
            found.append(Happening(moment, "down", seconds=round(dice.uniform(0.5, 4.0), 3), side=side))
        elif chance < 0.2:
            pause = float(dice.choice((1, 1, 2, 3)))
            found.append(Happening(moment, "flood", 0, pause, side, operation, False, times))
        elif chance < 0.45:
            status = dice.choice((500, 502, 503))
            found.append(Happening(moment, "fail", 0, 0.0, side, operation, after, times, status))
        elif chance < 0.75:
            found.append(Happening(moment, "drop", 0, 0.0, side, operation, after, times))
        elif chance < 0.9:
            pause = round(dice.choice((0.2, 0.5, 1.0, 2.0, 3.0)) * dice.uniform(0.5, 1.5), 3)
            found.append(Happening(moment, "delay", 0, pause, side, operation, after, times * 2))
        elif chance < 0.97:
            found.append(
                Happening(moment, "garble", 0, 0.0, side, operation, after, 1, dice.choice((200, 502)))
            )
        else:
            found.append(Happening(moment, "expire", side="lab"))
        at += dice.expovariate(1 / 1.5)
    return found


def _jumps(dice: Random, seconds: float) -> list[Happening]:
    """The wall clock goes ahead: by little often, and now and then by more than any timer or hold lasts."""
    found: list[Happening] = []
    at = dice.uniform(0.1, 0.25) * max(seconds, 40)
    while at < seconds:
        minutes = dice.choice((1, 2, 4, 9, 11, 16))
        found.append(Happening(round(at, 3), "jump", seconds=minutes * 60.0 + dice.randrange(60)))
        at += dice.uniform(0.06, 0.16) * max(seconds, 120)
    return found


def dice_of(seed: int, purpose: str) -> Callable[[], float]:
    """A die of its own for a purpose, so that one who throws more often does not disturb the others."""
    return Random(f"{seed}:{purpose}").random
