"""Storms, small: a lab that fails, and a flood of reports. `python -m tests.chaos.lab_storm` and `… report_storm` are the large ones."""

import pytest

from tests.chaos import lab_storm, report_storm

pytestmark = pytest.mark.anyio

SEED = 20261120


async def test_everybody_hears_the_truth_from_a_lab_that_fails_one_call_in_five() -> None:
    size = lab_storm.Size(40, 2, at_once=42, late=0.5, too_slow=False, patience=60.0)
    figures, stories = await lab_storm.run(SEED, size)
    assert figures["ok"], "\n".join(stories)
    assert figures["entries"] == figures["told_confirmed"] == 40
    assert figures["creates_struck"] >= 5
    assert figures["webhooks answered 200"] == 80


async def test_each_owner_of_a_report_is_told_once_and_nobody_else_is() -> None:
    size = report_storm.Size(200, bystanders=3, at_once=60, malformed=0.05, patience=60.0)
    figures, stories = await report_storm.run(SEED, size)
    assert figures["ok"], "\n".join(stories)
    assert figures["owners"] == figures["told_ready"] == figures["files"]
    assert figures["answered"] == {"200": 190, "400": 10}
    assert figures["told_in_part"] >= 5
