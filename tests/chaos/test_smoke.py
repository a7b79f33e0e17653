"""A short run of chaos: enough to see that a kill, a fault and a jump of the clock harm nobody."""

from pathlib import Path

import pytest

from tests.chaos.databases import empty_database
from tests.chaos.run import run
from tests.chaos.schedule import compose

pytestmark = pytest.mark.anyio

SEED = 20261120


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def test_a_seed_replays_its_schedule() -> None:
    about = {"seconds": 600.0, "chats": 200, "database": "sqlite", "workers": 1}
    assert compose(SEED, **about).digest == compose(SEED, **about).digest  # type: ignore[arg-type]
    assert compose(SEED, **about).digest != compose(SEED + 1, **about).digest  # type: ignore[arg-type]


def test_ten_minutes_hold_thirty_kills() -> None:
    for seed in range(20):
        schedule = compose(seed, seconds=600, chats=200, database="sqlite", workers=1)
        assert schedule.count("kill", "kill in call") >= 30
        assert {visit.character for visit in schedule.visits} >= {"quiet", "talker", "editor", "prescriber"}


async def test_a_short_run_harms_nobody(tmp_path: Path) -> None:
    schedule = compose(SEED, seconds=15, chats=14, database="sqlite", workers=1)
    with empty_database("sqlite", tmp_path) as url:
        figures = await run(schedule, tmp_path, url)
    assert figures["kills"] >= 2
    assert figures["bookings"] >= 8
    assert figures["ok"], "\n".join(figures["stories"])
