"""Timers, the lab, reports, upkeep: work beside the turns, which comes back as rows."""

import asyncio
import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.engine.ingest import LabEventFate
from bot.engine.lab_lane import repeat_at
from bot.lab.port import (
    Created,
    Duplicate,
    Entry,
    Forbidden,
    NotMade,
    Outcome,
    PerhapsMade,
    Refused,
    Unauthorised,
    WrongPhase,
    entry_to_json,
)
from bot.lab.report_file import ReportFile, ReportRefused, ReportUnavailable
from bot.lab.webhook import LabEvent, read_event
from bot.telegram.outgoing import SendFile, TryAgain
from dialogs.conversation import Conversation, Turn
from dialogs.effects import FetchReport, NoteReport, SendReport, SettleSubmission
from dialogs.events import BookingSeen, Event, LabAnswered, ReportAnnounced, ReportFetched, Said
from dialogs.text import text
from dialogs.world import World
from tests.bot.engine.conftest import Play
from tests.bot.engine.stage import CLINIC, IST, QUICK, SLOT, Lab, Stage, said, submission, talk

KEY = submission(1).id


def outcomes(*answers: Outcome) -> Any:
    """The lab's answers, one after the other; the last one for ever."""
    left = list(answers)
    return lambda _entry: left.pop(0) if len(left) > 1 else left[0]


def test_a_timer_is_waited_for_and_not_looked_for(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        looked: list[datetime] = []
        fire = stage.engine._timer_lane._work

        async def counting() -> datetime | None:
            looked.append(stage.clock.now())
            return await fire()

        stage.engine._timer_lane._work = counting
        for chat_id in range(5, 25):
            await stage.say(chat_id, "timer nudge")
        await stage.settled()
        assert len(looked) < 5
        stage.clock.move(minutes=6)
        await stage.until(
            lambda: all("timer nudge" in stage.telegram.texts(chat_id) for chat_id in range(5, 25))
        )

    play(scene)


def test_a_timer_fires_once_when_it_is_due(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "timer nudge")
        await stage.settled()
        stage.clock.move(minutes=4)
        stage.engine.clock_moved()
        await stage.settled()
        assert stage.telegram.texts(5) == []
        stage.clock.move(minutes=2)
        await stage.until(lambda: stage.telegram.texts(5) == ["timer nudge"])
        stage.engine.clock_moved()
        await stage.restart()
        await stage.settled()
        assert stage.telegram.texts(5).count("timer nudge") == 1

    play(scene)


def test_a_timer_that_fell_due_while_nobody_lived_fires_at_the_start(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "timer nudge")
        await stage.settled()
        await stage.crash()
        stage.clock.move(minutes=6)
        stage.engine = stage.another_engine()
        await stage.engine.start()
        await stage.until(lambda: stage.telegram.texts(5).count("timer nudge") == 1)

    play(scene)


def test_a_thousand_timers_fire_once_each(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        updates = [stage.message(chat, "timer nudge") for chat in range(1, 301)]
        await stage.engine.ingest_updates(CLINIC, updates)
        await stage.settled()
        stage.clock.move(minutes=6)
        stage.engine.clock_moved()
        await stage.until(lambda: len(stage.telegram.sent) >= 150)
        await stage.restart()
        await stage.until(lambda: all(stage.telegram.texts(chat) for chat in range(1, 301)), 10)
        await stage.settled()
        assert await stage.rows("SELECT count(*) FROM inbox WHERE source = 'timer'") == [(300,)]

    play(scene)


def test_a_submission_is_stored_at_the_lab_and_the_patient_hears_of_it(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "submit 1")
        await stage.until(lambda: stage.telegram.texts(5) == ["sending", "lab created"])
        (entry,) = stage.lab.entries
        assert (entry.key, entry.first_name, entry.phone, entry.slot) == (
            KEY,
            "Sunita",
            "9876543210",
            SLOT.start,
        )
        await stage.settled()
        assert await stage.rows("SELECT state, lab_id, attempts FROM submissions") == [
            ("confirmed", f"lab-{KEY}", 1)
        ]

    play(scene)


@pytest.mark.parametrize(
    ("outcome", "answer"),
    [
        (WrongPhase("L", "lead"), "wrong_phase"),
        (Refused(400, "age", "no"), "refused"),
        (Unauthorised("no"), "unauthorised"),
        (Forbidden("no"), "forbidden"),
        (Duplicate("there"), "duplicate"),
    ],
)
def test_each_answer_of_the_lab_is_told_once_and_nothing_is_repeated(
    play: Play, outcome: Outcome, answer: str
) -> None:
    async def scene(stage: Stage) -> None:
        stage.lab.answers = outcomes(outcome)
        await stage.say(5, "submit 1")
        await stage.until(lambda: stage.telegram.texts(5) == ["sending", f"lab {answer}"])
        stage.clock.move(minutes=30)
        stage.engine.clock_moved()
        await stage.settled()
        assert len(stage.lab.entries) == 1

    play(scene)


def test_what_was_surely_not_made_is_tried_again(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.lab.answers = outcomes(NotMade("refused"), NotMade("429"), Created("L", "booking"))
        await stage.say(5, "submit 1")
        await stage.until(lambda: stage.telegram.texts(5) == ["sending", "lab created"])
        assert len(stage.lab.entries) == 3

    play(scene)


def test_an_unknown_outcome_is_repeated_to_the_byte_until_it_is_settled(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.lab.answers = outcomes(PerhapsMade("timeout"), PerhapsMade("500"), Duplicate("there"))
        await stage.say(5, "submit 1")
        await stage.until(lambda: stage.telegram.texts(5) == ["sending", "lab duplicate_unclear"])
        assert len({entry_to_json(entry) for entry in stage.lab.entries}) == 1
        stage.clock.move(minutes=11)
        stage.engine.clock_moved()
        await stage.until(lambda: stage.telegram.texts(5)[-1] == "lab unconfirmed")
        stage.clock.move(minutes=30)
        stage.engine.clock_moved()
        await stage.settled()
        assert stage.telegram.texts(5).count("lab unconfirmed") == 1
        assert len(stage.lab.entries) == 3

    play(scene)


def test_the_staff_are_asked_once_and_the_repeats_go_on(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.lab.answers = outcomes(PerhapsMade("timeout"))
        await stage.say(5, "submit 1")
        await stage.until(lambda: len(stage.lab.entries) > 2)
        stage.clock.move(minutes=11)
        await stage.until(lambda: "lab unconfirmed" in stage.telegram.texts(5))
        before = len(stage.lab.entries)
        await stage.until(lambda: len(stage.lab.entries) > before + 2)
        stage.lab.answers = outcomes(Created("L", "booking"))
        await stage.until(lambda: stage.telegram.texts(5)[-1] == "lab created")
        assert stage.telegram.texts(5).count("lab unconfirmed") == 1

    play(scene)


def test_the_first_pause_after_an_unknown_outcome_is_two_to_five_seconds_then_they_double(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.lab.answers = outcomes(PerhapsMade("timeout"))
        await stage.say(5, "submit 1")
        pauses: list[float] = []
        for _ in range(5):
            await stage.until(lambda: len(stage.lab.entries) == len(pauses) + 1)
            await stage.until(lambda: not stage.engine._lab.calls._under_way)
            ((due,),) = await stage.rows("SELECT next_attempt_at FROM submissions")
            pauses.append(due / 1e6 - stage.clock.now().timestamp())
            stage.clock.move(seconds=pauses[-1] + 0.001)
            stage.engine.clock_moved()
        assert 2 <= pauses[0] <= 5
        assert pauses[1:] == pytest.approx([10, 20, 30, 30])

    play(scene, timing=replace(QUICK, unknown_pause=(2.0, 5.0), unknown_pause_most=30.0))


def test_an_attempt_that_the_process_did_not_survive_has_an_unknown_outcome(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.lab.gate = asyncio.Event()
        await stage.say(5, "submit 1")
        await stage.until(lambda: stage.lab.entries)
        assert await stage.rows("SELECT state, attempts FROM submissions") == [("sending", 1)]
        await stage.crash()
        assert await stage.rows("SELECT unknown_outcome FROM submissions") == [(0,)]
        first = stage.lab.entries
        stage.lab = Lab(outcomes(Duplicate("there")))
        stage.engine = stage.another_engine()
        await stage.engine.start()
        await stage.until(lambda: stage.telegram.texts(5)[-1:] == ["lab duplicate_unclear"])
        assert stage.lab.entries == first

    play(scene)


def test_a_crash_before_the_attempt_is_on_record_makes_it_once(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.engine._lab_lane.stop()
        await stage.say(5, "submit 1")
        await stage.settled()
        await stage.restart()
        await stage.until(lambda: stage.telegram.texts(5)[-1:] == ["lab created"])
        assert len(stage.lab.entries) == 1

    play(scene)


def test_a_slow_lab_delays_no_reply(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.lab.gate = asyncio.Event()
        await stage.say(5, "submit 1")
        await stage.until(lambda: stage.lab.entries)
        await stage.say(5, "say meanwhile")
        await stage.until(lambda: stage.telegram.texts(5) == ["sending", "meanwhile"])
        stage.lab.gate.set()
        await stage.until(lambda: stage.telegram.texts(5)[-1] == "lab created")

    play(scene)


def test_more_submissions_than_calls_at_once_are_all_made(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        for number in range(1, 31):
            await stage.say(number, f"submit {number}")
        await stage.until(
            lambda: all(stage.telegram.texts(number)[-1:] == ["lab created"] for number in range(1, 31))
        )
        assert len({entry.key for entry in stage.lab.entries}) == len(stage.lab.entries) == 30

    play(scene)


def test_what_the_patient_withdrew_is_not_sent_again(play: Play) -> None:
    def withdrawing(conversation: Conversation, event: Event, world: World) -> Turn:
        if isinstance(event, Said) and event.text == "withdraw":
            return Turn(conversation, (SettleSubmission(KEY, "withdrawn"), said("withdrawn")))
        return talk(conversation, event, world)

    async def scene(stage: Stage) -> None:
        stage.lab.answers = outcomes(NotMade("down"))
        await stage.say(5, "submit 1")
        await stage.until(lambda: stage.lab.entries)
        await stage.say(5, "withdraw")
        await stage.until(lambda: "withdrawn" in stage.telegram.texts(5))
        await stage.until(lambda: not stage.engine._lab.calls._under_way)
        made = len(stage.lab.entries)
        stage.clock.move(minutes=30)
        stage.engine.clock_moved()
        await stage.settled()
        assert len(stage.lab.entries) == made
        assert await stage.rows("SELECT state, next_attempt_at FROM submissions") == [("withdrawn", None)]

    play(scene, advance=withdrawing, timing=replace(QUICK, lab_pause=0.05))


def test_when_the_slot_is_too_near_another_is_asked_for(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.lab.answers = outcomes(NotMade("down"))
        await stage.say(5, "submit 1")
        await stage.until(lambda: stage.lab.entries)
        stage.clock.at = SLOT.start - timedelta(minutes=119)
        stage.engine.clock_moved()
        await stage.until(lambda: "lab refused" in stage.telegram.texts(5))
        await stage.until(lambda: not stage.engine._lab.calls._under_way)
        made = len(stage.lab.entries)
        stage.clock.move(hours=1)
        stage.engine.clock_moved()
        await stage.settled()
        assert len(stage.lab.entries) == made

    play(scene, timing=replace(QUICK, lab_pause=1.0))


def test_a_lab_client_that_raises_leaves_the_outcome_unknown(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        calls = iter([True])

        def answer(entry: Entry) -> Outcome:
            if next(calls, False):
                raise RuntimeError("bug")
            return Duplicate("there")

        stage.lab.answers = answer
        await stage.say(5, "submit 1")
        await stage.until(lambda: stage.telegram.texts(5)[-1:] == ["lab duplicate_unclear"])

    play(scene)


def ist(hour: int, minute: int, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=IST).astimezone(UTC)


@pytest.mark.parametrize(
    ("asked", "now", "expected"),
    [
        (ist(12, 0), ist(12, 1), ist(12, 1)),
        (ist(23, 0), ist(23, 49), ist(23, 49)),
        (ist(23, 0), ist(23, 51), None),
        (ist(23, 0), ist(0, 30, 21), None),
        (ist(23, 0), ist(12, 0, 22), None),
        (ist(5, 0), ist(5, 25), None),
        (ist(5, 0), ist(6, 0), None),
        (ist(5, 31), ist(5, 32), ist(5, 40)),
        (ist(5, 31), ist(5, 41), ist(5, 41)),
        (ist(0, 5), ist(0, 6), ist(0, 10)),
        (ist(0, 5), ist(1, 0), ist(1, 0)),
        (ist(23, 55), ist(23, 56), None),
    ],
)
def test_nothing_is_repeated_where_the_labs_day_may_have_turned(
    asked: datetime, now: datetime, expected: datetime | None
) -> None:
    assert repeat_at(asked, now) == expected


# --- reports ---------------------------------------------------------------------------------------------------------

URL = "https://lab.example/report?token=secret"


def reporting(conversation: Conversation, event: Event, world: World) -> Turn:
    match event:
        case ReportAnnounced(submission_id=submission_id, report_id=report_id, url=url):
            booking = world.booking(submission_id)
            if booking is not None and report_id in booking.reports:
                return Turn(conversation)
            told = said(f"ready {event.done} of {event.total} {event.complete}")
            fetch = FetchReport(submission_id, report_id, url)
            return Turn(conversation, (NoteReport(submission_id, report_id), told, *([fetch] if url else [])))
        case ReportFetched(problem="", file_id=file_id, report_id=report_id):
            caption = text("said", what="corrected" if event.corrected else "caption")
            return Turn(conversation, (SendReport(file_id, report_id, "Report-R1.pdf", caption),))
        case ReportFetched(problem=problem, host=host):
            return Turn(conversation, (said(f"{problem} {host}"),))
        case BookingSeen(lab_id=lab_id):
            return Turn(conversation, (said(f"seen {lab_id}"),))
        case Said(text="again"):
            return Turn(conversation, (FetchReport(KEY, "r1", URL),))
        case LabAnswered():
            return Turn(conversation, (SettleSubmission(KEY, "confirmed", event.lab_id),))
        case _:
            return talk(conversation, event, world)


def report_event(key: str = KEY, done: int = 2, url: str = URL, kind: str = "report.completed") -> LabEvent:
    tests = ",".join(f'{{"_id":"t{n}","status":"{"completed" if n <= done else "pending"}"}}' for n in (1, 2))
    body = (
        f'{{"labID":"b1","eventType":"{kind}","eventTime":1795156200,"data":{{"billID":"B","integratorID":"{key}",'
        f'"billData":{{"status":"x","testData":[{tests}]}},"reportURL":"{url}"}}}}'
    )
    return read_event(body.encode())


async def booked(stage: Stage) -> None:
    await stage.say(5, "submit 1")
    await stage.until(lambda: stage.lab.entries)
    await stage.settled()
    await stage.until(lambda: not stage.engine._lab.calls._under_way)
    await stage.settled()


async def tell(stage: Stage, event: LabEvent, delivery: str) -> LabEventFate:
    fate = await stage.engine.ingest_lab_event(CLINIC, event, delivery)
    await stage.settled()
    return fate


def pdf(words: bytes) -> ReportFile:
    content = b"%PDF-1.4 " + words
    return ReportFile(content, hashlib.sha256(content).hexdigest())


def test_a_report_is_told_once_fetched_sent_and_erased(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.reports[URL] = pdf(b"one")
        await booked(stage)
        assert await tell(stage, report_event(done=1, url=""), "d1") == "stored"
        assert await tell(stage, report_event(), "d2") == "stored"
        assert await tell(stage, report_event(), "d2") == "repeated"
        assert await tell(stage, report_event(), "d3") == "stored"
        assert await tell(stage, report_event(kind="bill.completed"), "d4") == "stored"
        await stage.until(lambda: stage.telegram.of(SendFile, 5))
        await stage.settled()
        assert stage.telegram.texts(5)[1:] == ["ready 1 of 2 False", "ready 2 of 2 True"]
        assert stage.telegram.of(SendFile) == [SendFile("Report-R1.pdf", b"%PDF-1.4 one", "caption")]
        assert await stage.rows("SELECT count(*) FROM report_files WHERE content IS NOT NULL") == [(0,)]
        assert await stage.rows("SELECT count(*) FROM reports WHERE sent_at IS NOT NULL") == [(1,)]

    play(scene, advance=reporting)


def test_events_that_are_not_ours_leave_no_trace(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await booked(stage)
        before = await stage.rows("SELECT count(*) FROM inbox")
        assert await tell(stage, report_event("somebody-elses"), "d1") == "not_ours"
        assert await stage.rows("SELECT count(*) FROM inbox") == before

    play(scene, advance=reporting)


def test_the_labs_word_finds_an_entry_by_our_key_or_by_its_own(play: Play) -> None:
    def seen(**data: str) -> LabEvent:
        inside = ",".join(f'"{name}":"{value}"' for name, value in data.items())
        body = f'{{"labID":"b1","eventType":"booking.created","data":{{{inside}}}}}'
        return read_event(body.encode())

    async def scene(stage: Stage) -> None:
        await booked(stage)
        assert await tell(stage, seen(integratorID=KEY, leadID="L9"), "d1") == "stored"
        assert await tell(stage, seen(leadID=f"lab-{KEY}"), "d2") == "stored"
        assert stage.telegram.texts(5)[1:] == ["seen L9", f"seen lab-{KEY}"]

    play(scene, advance=reporting)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ReportRefused("not listed", "evil.example"), "refused evil.example"),
        (ReportUnavailable("gone", retryable=False), "unavailable "),
    ],
)
def test_a_report_that_cannot_be_had_is_said_so(play: Play, error: Exception, told: str) -> None:
    async def scene(stage: Stage) -> None:
        stage.reports[URL] = error
        await booked(stage)
        await tell(stage, report_event(), "d1")
        await stage.until(lambda: stage.telegram.texts(5)[-1] == told)

    play(scene, advance=reporting)


def test_a_report_that_is_not_there_yet_is_fetched_later_and_not_for_ever(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.reports[URL] = ReportUnavailable("404", retryable=True)
        await booked(stage)
        await tell(stage, report_event(), "d1")
        await stage.until(lambda: not stage.engine._reports.calls._under_way)
        stage.reports[URL] = pdf(b"late")
        stage.clock.move(minutes=5)
        stage.engine.clock_moved()
        await stage.until(lambda: stage.telegram.of(SendFile))
        stage.reports[URL] = ReportUnavailable("404", retryable=True)
        await stage.say(5, "again")
        await stage.until(lambda: not stage.engine._reports.calls._under_way)
        await stage.settled()
        stage.clock.move(hours=2)
        stage.engine.clock_moved()
        await stage.until(lambda: stage.telegram.texts(5)[-1] == "unavailable ")

    play(scene, advance=reporting)


def test_another_file_of_the_same_report_is_a_corrected_one(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        async def sent(files: int, unchanged: int) -> None:
            await stage.until(lambda: len(stage.telegram.of(SendFile)) == files)
            await stage.until(lambda: stage.telegram.texts(5).count("unchanged ") == unchanged)

        await booked(stage)
        fetches = ((b"one", 1, 0), (b"one", 1, 1), (b"two", 2, 1))
        for words, files, unchanged in fetches:
            stage.reports[URL] = pdf(words)
            await stage.say(5, "again")
            await sent(files, unchanged)
            await stage.settled()
        assert [each.caption_html for each in stage.telegram.of(SendFile)] == ["caption", "corrected"]
        assert stage.telegram.texts(5)[-1] == "unchanged "

    play(scene, advance=reporting)


def test_a_report_survives_a_crash_until_it_is_sent(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stage.reports[URL] = pdf(b"one")
        await booked(stage)
        stage.telegram.answers = lambda _chat, outgoing: (
            TryAgain("down") if isinstance(outgoing, SendFile) else None
        )
        await stage.engine.ingest_lab_event(CLINIC, report_event(), "d1")
        await stage.until(lambda: any(isinstance(each, SendFile) for _, each in stage.telegram.tried))
        await stage.crash()
        stage.telegram.answers = lambda _chat, _outgoing: None
        stage.clock.move(seconds=1)
        stage.engine = stage.another_engine()
        await stage.engine.start()
        await stage.until(lambda: len(stage.telegram.of(SendFile)) == 1)

    play(scene, advance=reporting, timing=replace(QUICK, send_pause=0.01, send_pause_most=0.01))


# --- upkeep, outages, the end ----------------------------------------------------------------------------------------


def test_what_is_done_with_is_removed_in_time(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "say hi")
        await stage.settled()
        stage.clock.move(hours=2)
        stage.clock.steadily += 700
        stage.engine.clock_moved()

        async def emptied(table: str) -> None:
            async with asyncio.timeout(20):
                while await stage.rows(f"SELECT * FROM {table}"):
                    await asyncio.sleep(0.005)

        await emptied("outbox")
        assert len(await stage.rows("SELECT * FROM inbox")) == 1
        stage.clock.move(hours=49)
        stage.clock.steadily += 700
        stage.engine.clock_moved()
        await emptied("inbox")
        await stage.say(5, "say still")
        await stage.settled()
        assert stage.telegram.texts(5) == ["hi", "still"]

    play(scene)


@pytest.mark.parametrize(("minutes", "offered"), [(2, False), (3, True)])
def test_after_an_outage_the_open_question_is_offered_again(play: Play, minutes: int, offered: bool) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "next")
        await stage.settled()
        await stage.crash()
        stage.clock.move(minutes=minutes)
        stage.engine = stage.another_engine()
        await stage.engine.start()
        await stage.say(6, "say hi")
        await stage.settled()
        assert ("Reoffered" in stage.telegram.texts(5)) is offered
        assert "Reoffered" not in stage.telegram.texts(6)

    play(scene)


def test_a_worker_that_was_frozen_offers_again_too(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "next")
        await stage.settled()
        stage.clock.move(minutes=10)
        stage.clock.steadily += 600
        await stage.until(lambda: "Reoffered" in stage.telegram.texts(5))

    play(scene, timing=replace(QUICK, beat=0.05))


def test_moving_the_wall_clock_alone_is_no_outage(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        await stage.say(5, "next")
        await stage.settled()
        stage.clock.move(hours=5)
        await stage.engine._membership.beat()
        gap = await stage.engine._membership.beat()
        assert gap is not None
        assert gap < timedelta(seconds=150)

    play(scene)


def test_the_end_waits_for_what_is_under_way_and_leaves_the_rest_in_rows(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        sending, go = asyncio.Event(), asyncio.Event()

        async def slow(_chat: int, _outgoing: Any) -> None:
            sending.set()
            await go.wait()

        stage.telegram.before = slow
        await stage.engine.ingest_updates(CLINIC, [stage.message(5, "say one"), stage.message(5, "say two")])
        await asyncio.wait_for(sending.wait(), 20)
        ending = asyncio.create_task(stage.engine.stop())
        # The lanes end one after the other; deliveries are closed once it is their turn.
        await stage.until(lambda: not stage.engine._deliveries._open)
        with pytest.raises(Exception, match="takes nothing in"):
            await stage.say(5, "say late")
        go.set()
        await ending
        assert stage.telegram.texts(5) == ["one"]
        assert await stage.rows("SELECT state FROM outbox ORDER BY seq") == [("sent",), ("waiting",)]
        assert await stage.rows("SELECT count(*) FROM workers") == [(0,)]
        stage.engine = stage.another_engine()
        await stage.engine.start()
        await stage.until(lambda: stage.telegram.texts(5) == ["one", "two"])

    play(scene)


def test_the_end_does_not_wait_for_ever(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        never = asyncio.Event()
        trying = asyncio.Event()

        async def stuck(_chat: int, _outgoing: Any) -> None:
            trying.set()
            await never.wait()

        stage.telegram.before = stuck
        stage.lab.gate = never
        await stage.say(5, "submit 1")
        await asyncio.wait_for(trying.wait(), 20)
        await stage.until(lambda: stage.lab.entries)
        async with asyncio.timeout(3):
            await stage.engine.stop(grace=0.05)
        stage.telegram.before = None
        stage.lab.gate = None
        stage.engine = stage.another_engine()
        await stage.engine.start()
        await stage.until(lambda: stage.telegram.texts(5) == ["sending", "lab created"])

    play(scene)


def test_500_chats_want_20_places_and_20_get_one(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        updates = [stage.message(chat, "hold") for chat in range(1, 501)]
        for at in range(0, 500, 100):
            await stage.engine.ingest_updates(CLINIC, updates[at : at + 100])
        await stage.settled(30)
        told = [stage.telegram.texts(chat)[0] for chat in range(1, 501)]
        assert (told.count("held"), told.count("taken")) == (20, 480)
        assert await stage.rows("SELECT taken FROM slots") == [(20,)]

    play(scene, capacity=20)
