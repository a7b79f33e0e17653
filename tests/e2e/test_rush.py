"""More people ask for a person than Telegram lets into the staff's group, and topics are deleted: everybody gets a card."""

from pathlib import Path

import pytest

from tests.bench.desk import rush

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("forum", [False, True], ids=["plain", "forum"])
async def test_every_case_has_its_card_in_the_end(tmp_path: Path, forum: bool) -> None:
    # Two or three minutes of the bot's clocks, thirty of its seconds for one of ours.
    url = f"sqlite:///{tmp_path}/phlebot.db"
    seen = await rush(url, cases=45, bookers=3, forum=forum, pace=30, after=0.0)
    assert seen.lost == []
    assert len(seen.cards) == 45
    assert seen.topics_deleted >= 2 * forum
    # One message has told of those that wait, and says in the end that none does.
    (states,) = seen.digests
    assert "more cases wait" in states[0]
    assert "Wants to talk to a person" in states[0]
    assert "has its card now" in states[-1]
    # The group takes twenty a minute, the bot knows it: a flood is the exception.
    assert seen.floods < seen.messages / 5
