"""Submissions, reports, people, cases and the rest of what a turn writes."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from bot.lab.tokens import TokenPair
from bot.store import (
    cases,
    consents,
    journey,
    message_links,
    people,
    poison,
    relays,
    reports,
    settings,
    submissions,
    subscriptions,
    workers,
)
from bot.store.cases import Place
from bot.store.catalogues import StoredCatalogues
from bot.store.database import Database
from bot.store.sealing import Sealer
from bot.store.tokens import StoredTokens
from dialogs.case import Case
from dialogs.catalogue import Catalogue, Item
from dialogs.effects import Journey
from dialogs.money import Paise
from dialogs.person import SavedPerson
from dialogs.submission import Change
from dialogs.understanding.readings import Age
from tests.bot.engine.stage import submission
from tests.bot.store.conftest import NOW
from tests.bot.store.test_rows import everything

ONE = submission(1)
PHONE = ONE.phone
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def add(write: Any, sealer: Sealer) -> None:
    write(lambda c: submissions.add(c, sealer, "asha", 5, ONE))


def begin(write: Any, sealer: Sealer, attempts: int = 0) -> bool:
    return bool(
        write(lambda c: submissions.begin_attempt(c, sealer, "asha", ONE.id, attempts, b"e", "w1", NOW))
    )


def end(write: Any, **more: Any) -> None:
    given = {"unknown_outcome": False, "next_attempt_at": None, "unconfirmed_at": None, **more}
    assert write(lambda c: submissions.end_attempt(c, "asha", ONE.id, "w1", **given))


def pending(write: Any, sealer: Sealer) -> submissions.Pending:
    found = write(lambda c: submissions.pending(c, sealer, "asha", ONE.id))
    assert isinstance(found, submissions.Pending)
    return found


def test_a_submission_is_attempted_at_once_and_by_one_worker(write: Any, sealer: Sealer) -> None:
    add(write, sealer)
    add(write, sealer)
    assert write(lambda c: submissions.due(c, ONE.made_at, 10)()) == [("asha", ONE.id)]
    write(lambda c: workers.register(c, "w1", NOW))
    assert begin(write, sealer)
    assert not begin(write, sealer)
    assert not begin(write, sealer, attempts=1)
    found = pending(write, sealer)
    assert (found.submission, found.state, found.entry, found.attempts) == (ONE, "sending", b"e", 1)
    assert write(lambda c: submissions.due(c, NOW + timedelta(days=9), 10)()) == []
    assert write(lambda c: submissions.lost_attempts(c, "w2")()) == []
    write(lambda c: workers.bury(c, "w1"))
    assert write(lambda c: submissions.lost_attempts(c, "w2")()) == [("asha", ONE.id)]


def test_an_unknown_outcome_is_repeated_and_asked_about_once(write: Any, sealer: Sealer) -> None:
    add(write, sealer)
    begin(write, sealer)
    end(write, unknown_outcome=True, next_attempt_at=NOW + MINUTE, unconfirmed_at=NOW + 10 * MINUTE)
    assert write(lambda c: submissions.next_due(c)()) == NOW + MINUTE
    assert write(lambda c: submissions.say_unconfirmed(c, "asha", ONE.id))
    assert not write(lambda c: submissions.say_unconfirmed(c, "asha", ONE.id))
    begin(write, sealer, attempts=1)
    end(write, unknown_outcome=True, next_attempt_at=NOW + 2 * MINUTE, unconfirmed_at=NOW + 10 * MINUTE)
    assert pending(write, sealer).unconfirmed_at is None


def test_beside_a_person_only_what_may_be_stored_is_repeated(write: Any, sealer: Sealer) -> None:
    add(write, sealer)
    write(lambda c: submissions.settle(c, "asha", ONE.id, "with_staff", ""))
    assert write(lambda c: submissions.next_due(c)()) is None
    assert not begin(write, sealer)


def test_what_has_ended_is_attempted_no_more(write: Any, sealer: Sealer) -> None:
    add(write, sealer)
    begin(write, sealer)
    write(lambda c: submissions.settle(c, "asha", ONE.id, "failed", ""))
    end(write, unknown_outcome=True, next_attempt_at=NOW + MINUTE, unconfirmed_at=NOW + MINUTE)
    assert write(lambda c: submissions.next_due(c)()) is None


def test_what_was_withdrawn_is_attempted_no_more_but_heard_of_while_it_may_be_stored(
    write: Any, sealer: Sealer
) -> None:
    soon = NOW + MINUTE
    add(write, sealer)
    begin(write, sealer)
    write(lambda c: submissions.settle(c, "asha", ONE.id, "withdrawn", ""))
    end(write, unknown_outcome=True, next_attempt_at=NOW, unconfirmed_at=soon)
    assert write(lambda c: submissions.due(c, NOW, 9)()) == []
    assert not begin(write, sealer, attempts=1)
    assert write(lambda c: submissions.next_due(c)()) == soon
    write(lambda c: submissions.settle(c, "asha", ONE.id, "withdrawn", ""))
    assert write(lambda c: submissions.next_due(c)()) == soon
    assert write(lambda c: submissions.say_unconfirmed(c, "asha", ONE.id))
    assert write(lambda c: submissions.next_due(c)()) is None


def test_what_was_withdrawn_before_it_may_be_stored_is_heard_of_no_more(write: Any, sealer: Sealer) -> None:
    add(write, sealer)
    begin(write, sealer)
    end(write, next_attempt_at=NOW + MINUTE, unconfirmed_at=NOW + MINUTE)
    write(lambda c: submissions.settle(c, "asha", ONE.id, "withdrawn", ""))
    assert write(lambda c: submissions.next_due(c)()) is None


def test_what_is_asked_of_a_booking_is_kept_sealed_until_it_is_done(write: Any, sealer: Sealer) -> None:
    def change_now() -> Change | None:
        (booking,) = write(lambda c: submissions.bookings(c, sealer, "asha", 5)())
        change: Change | None = booking.change
        return change

    add(write, sealer)
    asked = Change("cancel", NOW, reason="the doctor said so")
    write(lambda c: submissions.keep_change(c, sealer, "asha", ONE.id, asked))
    assert change_now() == asked
    assert b"doctor" not in everything(write)
    other = Change("reschedule", NOW, NOW + DAY, NOW + DAY + MINUTE)
    write(lambda c: submissions.keep_change(c, sealer, "asha", ONE.id, other))
    assert change_now() == other
    write(lambda c: submissions.amend(c, sealer, "asha", ONE.at(other)))
    write(lambda c: submissions.keep_change(c, sealer, "asha", ONE.id, None))
    (booking,) = write(lambda c: submissions.bookings(c, sealer, "asha", 5)())
    assert (booking.change, booking.submission) == (None, ONE.at(other))
    write(lambda c: c.execute(text("UPDATE submissions SET change = :junk"), {"junk": b"\0"}))
    assert change_now() is None


def test_a_booking_carries_what_became_of_it_and_its_reports(write: Any, sealer: Sealer) -> None:
    add(write, sealer)
    begin(write, sealer)
    end(write, lab_id="lab-1")
    write(lambda c: submissions.settle(c, "asha", ONE.id, "confirmed", "lab-1"))
    write(lambda c: reports.announce(c, sealer, "asha", 5, ONE.id, "r1", "", "bill_1", 2, NOW))
    (booking,) = write(lambda c: submissions.bookings(c, sealer, "asha", 5)())
    assert (booking.submission, booking.state, booking.lab_id) == (ONE, "confirmed", "lab-1")
    assert (booking.reports, booking.reports_sent) == (("r1",), ())
    assert booking.reports_done == (("bill_1", 2),)
    assert write(lambda c: submissions.chat_of(c, "asha", ONE.id)) == 5
    assert write(lambda c: submissions.chat_of(c, "other", ONE.id)) is None
    assert write(lambda c: submissions.by_lab_id(c, "asha", "lab-1")) == (ONE.id, 5)
    assert write(lambda c: submissions.by_lab_id(c, "asha", "")) is None


def test_a_number_with_an_entry_today_is_found_across_chats(write: Any, sealer: Sealer) -> None:
    def found(phones: frozenset[str], since: Any) -> frozenset[str]:
        result: frozenset[str] = write(
            lambda c: submissions.with_entry_since(c, sealer, "asha", phones, since)()
        )
        return result

    both = frozenset({PHONE, "9000000000"})
    add(write, sealer)
    assert found(both, NOW - MINUTE) == frozenset()
    begin(write, sealer)
    assert found(both, NOW - MINUTE) == {PHONE}
    end(write)
    assert found(both, NOW - MINUTE) == frozenset()
    begin(write, sealer, attempts=1)
    end(write, lab_id="lab-1")
    assert found(both, NOW - MINUTE) == {PHONE}
    assert found(both, NOW + MINUTE) == frozenset()
    assert PHONE.encode() not in everything(write)


def test_a_submission_that_does_not_open_does_not_close_the_chat(write: Any, sealer: Sealer) -> None:
    add(write, sealer)
    write(lambda c: c.execute(text("UPDATE submissions SET payload = :none"), {"none": b"\0"}))
    assert write(lambda c: submissions.bookings(c, sealer, "asha", 5)()) == ()


def test_a_report_file_is_kept_sealed_until_it_is_sent(write: Any, sealer: Sealer) -> None:
    url = "https://lab.example/r?secret=1"
    write(lambda c: reports.want(c, sealer, "asha", 5, ONE.id, "r1", url, NOW))
    assert write(lambda c: reports.due(c, NOW, 10)) == [("asha", ONE.id, "r1")]
    wanted = write(lambda c: reports.wanted(c, sealer, "asha", ONE.id, "r1"))
    assert (wanted.url, wanted.chat_id, wanted.sha256) == (url, 5, "")
    write(lambda c: reports.keep_file(c, sealer, wanted, "f1", b"%PDF-secret", "sha", NOW))
    assert write(lambda c: reports.settle(c, wanted, "sha"))
    assert not write(lambda c: reports.settle(c, wanted, "sha"))
    assert b"%PDF" not in everything(write)
    assert b"secret" not in everything(write)
    assert write(lambda c: reports.file(c, sealer, "asha", 5, "f1")) == b"%PDF-secret"
    assert write(lambda c: reports.file(c, sealer, "asha", 6, "f1")) is None
    write(lambda c: reports.note_sent(c, "asha", "f1", NOW))
    assert write(lambda c: reports.file(c, sealer, "asha", 5, "f1")) is None
    assert write(lambda c: c.scalar(text("SELECT content FROM report_files"))) is None
    write(lambda c: reports.want(c, sealer, "asha", 5, ONE.id, "r1", url, NOW + MINUTE))
    again = write(lambda c: reports.wanted(c, sealer, "asha", ONE.id, "r1"))
    assert again.sha256 == "sha"


def test_people_are_known_to_their_chat_alone(write: Any, sealer: Sealer) -> None:
    sunita = SavedPerson("A", "Sunita Devi", Age(58), "female", "self", PHONE)
    write(lambda c: people.save(c, sealer, "asha", 5, sunita, NOW))
    older = replace(sunita, age=Age(59))
    write(lambda c: people.save(c, sealer, "asha", 5, older, NOW + MINUTE))
    assert write(lambda c: people.of_chat(c, sealer, "asha", 5)()) == (older,)
    assert write(lambda c: people.of_chat(c, sealer, "asha", 6)()) == ()
    assert b"Sunita" not in everything(write)
    write(lambda c: people.erase(c, "asha", 5))
    assert write(lambda c: people.of_chat(c, sealer, "asha", 5)()) == ()


def test_a_case_is_open_until_it_is_resolved(write: Any, sealer: Sealer) -> None:
    opened = Case("C1", "waiting", NOW, ()).with_task("asked_for_person", NOW, ONE.id, "my sugar is high")
    write(lambda c: cases.put(c, sealer, "asha", 5, opened, True, NOW))
    claimed = replace(opened, state="claimed", claimed_by="Ravi Kumar", claimed_at=NOW)
    write(lambda c: cases.put(c, sealer, "asha", 5, claimed, True, NOW))
    assert write(lambda c: cases.of_chat(c, sealer, "asha", 5)()) == (claimed, None)
    assert b"Ravi" not in everything(write)
    assert b"sugar" not in everything(write)
    assert write(lambda c: cases.chat_of(c, "asha", "C1")) == 5
    assert write(lambda c: cases.place_of(c, "asha", "C1")) == Place()
    place = Place(-1001, 77, 12)
    write(lambda c: cases.put_at(c, sealer, "asha", "C1", place, b"the card of Sunita"))
    assert write(lambda c: cases.place_of(c, "asha", "C1")) == place
    assert write(lambda c: cases.card_of(c, sealer, "asha", "C1")) == b"the card of Sunita"
    assert b"Sunita" not in everything(write)
    assert write(lambda c: cases.in_topic(c, "asha", -1001, 12)) == "C1"
    assert write(lambda c: cases.in_topic(c, "asha", -1001, 13)) is None
    write(lambda c: cases.put(c, sealer, "asha", 5, claimed, True, NOW))
    assert write(lambda c: cases.place_of(c, "asha", "C1")) == place
    write(lambda c: message_links.link_case(c, "asha", -1001, 77, "C1", NOW))
    assert write(lambda c: message_links.case_of(c, "asha", -1001, 77)) == "C1"
    assert write(lambda c: message_links.case_of(c, "asha", -1001, 78)) is None
    over = replace(claimed, state="resolved")
    write(lambda c: cases.put(c, sealer, "asha", 5, over, False, NOW))
    assert write(lambda c: cases.of_chat(c, sealer, "asha", 5)()) == (None, over)
    again = Case("C2", "waiting", NOW + MINUTE, ()).with_task("prescription", NOW + MINUTE)
    write(lambda c: cases.put(c, sealer, "asha", 5, again, False, NOW + MINUTE))
    assert write(lambda c: cases.of_chat(c, sealer, "asha", 5)()) == (again, over)


def test_what_was_relayed_is_found_from_both_sides(write: Any) -> None:
    write(lambda c: relays.note(c, "asha", 5, [11, 12], -1001, 80, NOW))
    write(lambda c: relays.note(c, "asha", 6, [11], -1001, 81, NOW))
    assert write(lambda c: relays.with_staff(c, "asha", 5, 11, -1001)) == 80
    assert write(lambda c: relays.with_staff(c, "asha", 5, 13, -1001)) is None
    assert write(lambda c: relays.with_staff(c, "asha", 5, 11, -1002)) is None
    assert write(lambda c: relays.with_patient(c, "asha", 5, -1001, 80)) == 12
    assert write(lambda c: relays.with_patient(c, "asha", 6, -1001, 80)) is None
    write(lambda c: relays.forget(c, NOW + MINUTE))
    assert write(lambda c: relays.with_staff(c, "asha", 5, 11, -1001)) is None


def test_what_was_set_aside_is_tried_again_once(write: Any, sealer: Sealer) -> None:
    row = poison.SetAside("asha", "P1", 5, "update", "telegram:7", b"secret", NOW, "s")
    talk = poison.SetAside("asha", "P2", 5, "conversation", "", b"secret", NOW, "")
    for each in (row, talk):
        write(lambda c, what=each: poison.add(c, sealer, what, "Sunita said secret", NOW))
    assert b"secret" not in everything(write)
    assert write(lambda c: poison.take_again(c, sealer, "asha", "P1", NOW)) == row
    assert write(lambda c: poison.take_again(c, sealer, "asha", "P1", NOW)) is None
    assert write(lambda c: poison.take_again(c, sealer, "asha", "P2", NOW)) is None


def test_the_journey_names_nobody(write: Any, sealer: Sealer) -> None:
    steps = [Journey("started", "diwali"), Journey("requested", "diwali", "b1")]
    write(lambda c: journey.record(c, sealer, "asha", 5550001, 3, steps, NOW))
    told = write(
        lambda c: c.execute(text("SELECT step, campaign, branch_id FROM journey ORDER BY number")).all()
    )
    assert [tuple(row) for row in told] == [("started", "diwali", ""), ("requested", "diwali", "b1")]
    assert b"5550001" not in everything(write)


def test_a_consent_is_never_changed_afterwards(write: Any) -> None:
    for given in (True, False):
        write(
            lambda c, yes=given: consents.record(
                c, "asha", 5, 3, at=NOW, notice_version="1", language="hi", given=yes
            )
        )
    assert write(lambda c: c.execute(text("SELECT language, given FROM consents")).all()) == [("hi", 1)]


def test_settings_are_remembered_by_clinic(write: Any) -> None:
    write(lambda c: settings.put(c, "asha", "staff_chat_id", "1:2"))
    write(lambda c: settings.put(c, "asha", "staff_chat_id", "1:3"))
    assert write(lambda c: settings.get(c, "asha", "staff_chat_id")) == "1:3"
    assert write(lambda c: settings.get(c, "other", "staff_chat_id")) is None


def test_tokens_are_kept_sealed_and_the_newest_pair_counts(database: Database, sealer: Sealer) -> None:
    async def run() -> None:
        tokens = StoredTokens(database, sealer, "asha", "client-1")
        assert await tokens.load() is None
        for number in (1, 2):
            await tokens.save(TokenPair(f"access-{number}", f"refresh-{number}", 10.0 * number, 99.0))
        assert await tokens.load() == TokenPair("access-2", "refresh-2", 20.0, 99.0)
        assert await StoredTokens(database, sealer, "asha", "client-2").load() is None

    asyncio.run(run())
    assert b"refresh-" not in everything(database.alone)


def test_a_catalogue_outlives_the_process(database: Database) -> None:
    async def run() -> None:
        store = StoredCatalogues(database, "asha")
        assert await store.load("b1") is None
        catalogue = Catalogue({"t1": Item("t1", "test", "CBC", Paise(35000))})
        await store.save("b1", Catalogue({}), NOW - MINUTE)
        await store.save("b1", catalogue, NOW)
        assert await store.load("b1") == (catalogue, NOW)

    asyncio.run(run())


def test_a_subscription_is_remembered_without_its_secret(database: Database, sealer: Sealer) -> None:
    async def run() -> None:
        place = (database, sealer, "asha", "b1", "https://x.example/webhooks/flabs/secret")
        assert not await subscriptions.is_remembered(*place)
        await subscriptions.remember(*place, NOW)
        await subscriptions.remember(*place, NOW)
        assert await subscriptions.is_remembered(*place)
        assert not await subscriptions.is_remembered(database, sealer, "asha", "b1", "https://y.example")

    asyncio.run(run())
    assert b"secret" not in everything(database.alone)


def test_what_is_older_than_it_may_be_is_removed(write: Any, sealer: Sealer) -> None:
    add(write, sealer)
    write(lambda c: reports.announce(c, sealer, "asha", 5, ONE.id, "r1", "", "bill_1", 2, NOW))
    write(lambda c: submissions.forget(c, "asha", ONE.made_at))
    assert len(write(lambda c: submissions.bookings(c, sealer, "asha", 5)())) == 1
    write(lambda c: submissions.forget(c, "asha", ONE.made_at + MINUTE))
    assert write(lambda c: submissions.bookings(c, sealer, "asha", 5)()) == ()
    assert write(lambda c: c.scalar(text("SELECT count(*) FROM reports"))) == 0


def test_a_step_made_again_for_the_same_thing_counts_once(write: Any, sealer: Sealer) -> None:
    booked = Journey("booked", "diwali", "b1", Paise(125_000), "asha-S1")

    def record(turn: int) -> Any:
        return lambda c: journey.record(c, sealer, "asha", 1, turn, [booked, Journey("started")], NOW)

    write(record(1))
    write(record(2))
    found = write(lambda c: c.execute(text("SELECT step, amount, once FROM journey")).all())
    assert sorted((row.step, row.amount) for row in found) == [
        ("booked", 125_000),
        ("started", 0),
        ("started", 0),
    ]
    assert not any("S1" in (row.once or "") for row in found)
