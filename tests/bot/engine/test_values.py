"""What is stored between the parts of the engine comes back as it was."""

import dataclasses
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.contents import (
    Caption,
    Card,
    Copy,
    Line,
    Message,
    Question,
    Reply,
    Report,
    TextFile,
    contents_from_json,
    contents_to_json,
    kind_of,
)
from bot.engine.stored_event import EventUnreadable, event_from_json, event_to_json
from bot.engine.thinking import Thinking, TurnHung
from bot.telegram.outgoing import Bubble, InlineButton, KeyboardButton
from dialogs.events import (
    Blocked,
    BookingSeen,
    HostRefused,
    LabAnswered,
    LoginAnswered,
    OldReport,
    Reoffered,
    ReportAnnounced,
    ReportFetched,
    Stamp,
    Stumbled,
    TimerFired,
)
from tests.bot.engine.stage import NOON

STAMP = Stamp(NOON, "seed")
words = st.text(max_size=40)
bubbles = st.builds(
    Bubble,
    html=words,
    rows=st.lists(st.lists(st.builds(InlineButton, words, words), max_size=2).map(tuple), max_size=2).map(
        tuple
    ),
    keyboard=st.lists(st.lists(st.builds(KeyboardButton, words), max_size=2).map(tuple), max_size=2).map(
        tuple
    ),
    placeholder=words,
    remove_keyboard=st.booleans(),
)
contents = st.one_of(
    st.builds(Question, bubbles),
    st.builds(Message, bubbles, words),
    st.builds(Card, words, bubbles, words, st.booleans(), st.booleans()),
    st.builds(Report, words, words, words),
    st.builds(TextFile, words, words, words),
    st.builds(Copy, st.integers(), words, st.none() | st.integers()),
    st.builds(Line, words, st.integers(), words, st.none() | st.integers(), st.booleans()),
    st.builds(Reply, st.integers(), bubbles, st.none() | st.integers(), st.booleans()),
    st.builds(Caption, st.integers(), words),
)


@given(contents)
def test_contents_of_the_outbox_come_back(what: Any) -> None:
    assert contents_from_json(kind_of(what), contents_to_json(what)) == what


@pytest.mark.parametrize(
    ("kind", "stored"), [("none", b"{}"), ("message", b"{}"), ("card", b"x"), ("card", None)]
)
def test_contents_that_nobody_knows_are_none(kind: str, stored: bytes | None) -> None:
    assert contents_from_json(kind, stored) is None


@pytest.mark.parametrize(
    "event",
    [
        TimerFired(STAMP, "nudge"),
        LabAnswered(STAMP, "S", "refused", "", "age", "अच्छा नहीं"),
        BookingSeen(STAMP, "S", "L"),
        ReportAnnounced(STAMP, "S", "r", 1, 2, False, "https://x"),
        ReportFetched(STAMP, "S", "r", "f", True, "refused", "h", True, True),
        HostRefused(STAMP, "h", "S", "R-1", True),
        LoginAnswered(STAMP, "L", "no_file", (OldReport("o1", "B1", ""),), "o1", "", "h", True),
        Blocked(STAMP),
        Reoffered(STAMP),
        Stumbled(STAMP, "P"),
    ],
)
def test_events_come_back_with_the_stamp_of_their_row(event: Any) -> None:
    later = dataclasses.replace(STAMP, seed="other")
    assert event_from_json(event_to_json(event), STAMP) == event
    assert event_from_json(event_to_json(event), later).stamp == later


@pytest.mark.parametrize("stored", [b"", b"[]", b"{}", b'{"event": "Said"}', b'{"event": "Blocked", "x": 1}'])
def test_an_event_of_another_form_is_refused(stored: bytes) -> None:
    with pytest.raises(EventUnreadable):
        event_from_json(stored, STAMP)


def test_a_computation_that_hangs_is_torn_away_and_the_next_one_runs() -> None:
    import asyncio

    def hang() -> None:
        while True:
            pass

    def fail() -> None:
        raise LookupError("no")

    async def run() -> None:
        thinking = Thinking(0.1)
        thinking.start()
        hung = asyncio.ensure_future(thinking.run(hang))
        assert await thinking.run(lambda: 1) == 1
        with pytest.raises(TurnHung):
            await hung
        with pytest.raises(LookupError):
            await thinking.run(fail)
        assert await asyncio.gather(*(thinking.run(partial(abs, n)) for n in range(50))) == list(range(50))
        await thinking.stop()

    asyncio.run(run())
