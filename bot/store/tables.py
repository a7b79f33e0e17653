"""Every table, the same on SQLite and PostgreSQL. The clinic's id is the first part of every clinic's key.

A column of bytes is sealed (`bot.store.sealing`), since it holds what a person said or is; it is empty once its
row is done. Times are whole microseconds since the epoch, UTC.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Utc(TypeDecorator[datetime]):
    """An aware moment, stored as microseconds since the epoch. Comes back in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        since = value - EPOCH
        return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _clinic() -> Column[str]:
    return Column("clinic", String(64), primary_key=True)


def _chat(*, key: bool = False) -> Column[int]:
    return Column("chat_id", BigInteger, primary_key=key, nullable=False, autoincrement=False)


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=false())


def _partial(name: str, *columns: Any, where: str, unique: bool = False) -> Index:
    """An index over the few rows that something waits for, or that must not come twice."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


chats = Table(
    "chats",
    metadata,
    _clinic(),
    _chat(key=True),
    Column("conversation", LargeBinary),
    Column("version", BigInteger, nullable=False, server_default="0"),
    Column("owner", String(32)),
    Column("epoch", BigInteger, nullable=False, server_default="0"),
    Column("language", String(16)),
    # The last numbers given to rows of the inbox and of the outbox.
    Column("inbox_seq", BigInteger, nullable=False, server_default="0"),
    Column("outbox_seq", BigInteger, nullable=False, server_default="0"),
    # The message that shows the open question, whether it has inline buttons, and the newest message of the chat.
    Column("screen_message_id", BigInteger, nullable=False, server_default="0"),
    _flag("screen_buttons"),
    Column("newest_message_id", BigInteger, nullable=False, server_default="0"),
    _flag("keyboard"),
    _flag("asking"),
    Column("last_act_at", Utc),
    Column("unreachable_at", Utc),
)
_partial("ix_chats_asking", chats.c.clinic, chats.c.last_act_at, where="asking")

inbox = Table(
    "inbox",
    metadata,
    _clinic(),
    _chat(key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("source", String(40), nullable=False),
    Column("external_id", String(160), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("payload", LargeBinary),
    Column("received_at", Utc, nullable=False),
    Column("seed", String(32), nullable=False),
    _count("attempts"),
    Column("state", String(12), nullable=False, server_default="waiting"),
    Column("done_at", Utc),
    UniqueConstraint("clinic", "source", "external_id"),
    sqlite_with_rowid=False,
)
_partial("ix_inbox_waiting", inbox.c.clinic, inbox.c.chat_id, where="state = 'waiting'")
_partial("ix_inbox_done", inbox.c.done_at, where="done_at IS NOT NULL")

outbox = Table(
    "outbox",
    metadata,
    _clinic(),
    _chat(key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("payload", LargeBinary),
    Column("state", String(12), nullable=False, server_default="waiting"),
    _count("attempts"),
    Column("made_at", Utc, nullable=False),
    Column("not_before", Utc),
    Column("latest_useful", Utc, nullable=False),
    _flag("unsolicited"),
    _flag("fleeting"),
    # The patient's chat that a row for the staff speaks of; 0 for rows that go to the patient's own chat.
    Column("about_chat_id", BigInteger, nullable=False, server_default="0"),
    Column("done_at", Utc),
    sqlite_with_rowid=False,
)
_partial("ix_outbox_waiting", outbox.c.clinic, outbox.c.chat_id, where="done_at IS NULL")

report_logins = Table(
    "report_logins",
    metadata,
    _clinic(),
    _chat(key=True),
    # Which login of the chat this is: answers to an earlier one count for nothing.
    Column("login_id", String(16), nullable=False),
    # What is to be asked of the lab next, and what that needs: the number, the code, the lab's tokens.
    Column("step", String(8), nullable=False),
    Column("secrets", LargeBinary),
    _count("attempts"),
    Column("begun_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("next_at", Utc),
)
_partial("ix_report_logins_next", report_logins.c.next_at, where="next_at IS NOT NULL")
Index("ix_report_logins_expires_at", report_logins.c.expires_at)

message_links = Table(
    "message_links",
    metadata,
    _clinic(),
    _chat(key=True),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("object_id", String(96), nullable=False),
    Column("made_at", Utc, nullable=False),
)
Index("ix_message_links_made_at", message_links.c.made_at)

# Which message of a patient's chat is which of the staff's: one was relayed as the other.
relays = Table(
    "relays",
    metadata,
    _clinic(),
    _chat(key=True),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("staff_chat_id", BigInteger, nullable=False),
    Column("staff_message_id", BigInteger, nullable=False),
    Column("made_at", Utc, nullable=False),
)
Index("ix_relays_staff", relays.c.clinic, relays.c.staff_chat_id, relays.c.staff_message_id)
Index("ix_relays_made_at", relays.c.made_at)

timers = Table(
    "timers",
    metadata,
    _clinic(),
    _chat(key=True),
    Column("kind", String(32), primary_key=True),
    Column("due", Utc, nullable=False),
)
Index("ix_timers_due", timers.c.due)

slots = Table(
    "slots",
    metadata,
    _clinic(),
    Column("branch_id", String(64), primary_key=True),
    Column("mode", String(8), primary_key=True),
    Column("start", Utc, primary_key=True),
    _count("taken"),
)

slot_claims = Table(
    "slot_claims",
    metadata,
    _clinic(),
    _chat(key=True),
    # Empty for a hold, which is all that a chat has before it confirms.
    Column("submission_id", String(96), primary_key=True),
    Column("branch_id", String(64), primary_key=True),
    Column("mode", String(8), primary_key=True),
    Column("start", Utc, primary_key=True),
    Column("expires_at", Utc),
)
_partial("ix_slot_claims_expires_at", slot_claims.c.expires_at, where="expires_at IS NOT NULL")
Index("ix_slot_claims_submission", slot_claims.c.clinic, slot_claims.c.submission_id)

slot_overrides = Table(
    "slot_overrides",
    metadata,
    _clinic(),
    Column("branch_id", String(64), primary_key=True),
    Column("mode", String(8), primary_key=True),
    # The day by the branch's calendar, and the slot's start; the epoch where the whole day is meant.
    Column("day", String(10), primary_key=True),
    Column("start", Utc, primary_key=True),
    # Visits that it takes; 0 is closed.
    Column("capacity", Integer, nullable=False),
    # The Telegram user who set it.
    Column("set_by", BigInteger, nullable=False),
    Column("set_at", Utc, nullable=False),
)
Index("ix_slot_overrides_day", slot_overrides.c.day)

submissions = Table(
    "submissions",
    metadata,
    _clinic(),
    Column("submission_id", String(96), primary_key=True),
    _chat(),
    Column("reference", String(32), nullable=False),
    Column("payload", LargeBinary),
    # The entry as it went to the lab the first time: repeats are that, to the byte.
    Column("entry", LargeBinary),
    Column("state", String(16), nullable=False),
    Column("lab_id", String(80), nullable=False, server_default=""),
    Column("phone_hash", String(96), nullable=False),
    _count("attempts"),
    # The worker that is making an attempt: on record before it is made, so that a lost one is known.
    Column("attempt_by", String(32)),
    _flag("unknown_outcome"),
    _flag("unconfirmed_said"),
    Column("made_at", Utc, nullable=False),
    Column("asked_at", Utc),
    Column("next_attempt_at", Utc),
    Column("unconfirmed_at", Utc),
    # What the patient asks of the booking and the staff have not done yet.
    Column("change", LargeBinary),
    Column("phase", String(8), nullable=False, server_default="booking"),
    # When the lab made the bill of it: the sample has been taken.
    Column("collected_at", Utc),
    Column("bill_id", String(80), nullable=False, server_default=""),
)
Index("ix_submissions_chat_id", submissions.c.clinic, submissions.c.chat_id)
Index("ix_submissions_phone_hash", submissions.c.clinic, submissions.c.phone_hash, submissions.c.asked_at)
Index("ix_submissions_reference", submissions.c.clinic, submissions.c.reference)
Index("ix_submissions_lab_id", submissions.c.clinic, submissions.c.lab_id)
Index("ix_submissions_made_at", submissions.c.clinic, submissions.c.made_at)
_partial("ix_submissions_attempt", submissions.c.attempt_by, where="attempt_by IS NOT NULL")
_partial("ix_submissions_next", submissions.c.next_attempt_at, where="next_attempt_at IS NOT NULL")
_partial("ix_submissions_unconfirmed", submissions.c.unconfirmed_at, where="unconfirmed_at IS NOT NULL")

reports = Table(
    "reports",
    metadata,
    _clinic(),
    Column("submission_id", String(96), primary_key=True),
    Column("report_id", String(80), primary_key=True),
    _chat(),
    Column("announced_at", Utc),
    Column("sent_at", Utc),
    # The SHA-256 of the file that was fetched last.
    Column("sha256", String(64), nullable=False, server_default=""),
    Column("url", LargeBinary),
    _count("attempts"),
    Column("wanted_at", Utc),
    Column("next_fetch_at", Utc),
    # The lab's bill, and how many tests of it are in the set.
    Column("bill_id", String(80), nullable=False, server_default=""),
    _count("done"),
    # From where its file was said to come last, if none is fetched from there.
    Column("refused_host", String(255), nullable=False, server_default=""),
)
Index("ix_reports_chat_id", reports.c.clinic, reports.c.chat_id)
_partial("ix_reports_next", reports.c.next_fetch_at, where="next_fetch_at IS NOT NULL")

refused_hosts = Table(
    "refused_hosts",
    metadata,
    _clinic(),
    Column("host", String(255), primary_key=True),
    # Under whose case the staff were told, and about which submission (none: an old report).
    _chat(),
    Column("subject", String(96), nullable=False, server_default=""),
    Column("opened_at", Utc, nullable=False),
    Column("ended_at", Utc),
)

prospects = Table(
    "prospects",
    metadata,
    _clinic(),
    Column("prospect_id", String(96), primary_key=True),
    _chat(),
    # What the leads system is to be told, and what it was told last: empty when the lead is to be deleted.
    Column("wanted", LargeBinary),
    Column("told", LargeBinary),
    _count("revision"),
    Column("lead_id", String(128), nullable=False, server_default=""),
    _flag("customer"),
    _count("attempts"),
    # The worker that is making an attempt: on record before it is made.
    Column("attempt_by", String(32)),
    # Since when a lead has perhaps been there whose id is not known.
    Column("asked_at", Utc),
    Column("made_at", Utc, nullable=False),
    Column("next_attempt_at", Utc),
)
Index("ix_prospects_chat_id", prospects.c.clinic, prospects.c.chat_id)
_partial("ix_prospects_next", prospects.c.next_attempt_at, where="next_attempt_at IS NOT NULL")

report_files = Table(
    "report_files",
    metadata,
    _clinic(),
    Column("file_id", String(32), primary_key=True),
    _chat(),
    Column("submission_id", String(96), nullable=False),
    Column("report_id", String(80), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", LargeBinary),
    Column("fetched_at", Utc, nullable=False),
    Column("erased_at", Utc),
)
Index("ix_report_files_chat_id", report_files.c.clinic, report_files.c.chat_id)
_partial("ix_report_files_kept", report_files.c.fetched_at, where="erased_at IS NULL")

people = Table(
    "people",
    metadata,
    _clinic(),
    _chat(key=True),
    Column("person_id", String(32), primary_key=True),
    Column("payload", LargeBinary, nullable=False),
    Column("phone_hash", String(96), nullable=False),
    Column("saved_at", Utc, nullable=False),
)
Index("ix_people_phone_hash", people.c.clinic, people.c.phone_hash)

consents = Table(
    "consents",
    metadata,
    _clinic(),
    _chat(key=True),
    Column("turn", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("notice_version", String(32), nullable=False),
    Column("language", String(16), nullable=False),
    Column("given", Boolean, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    _clinic(),
    Column("case_id", String(32), primary_key=True),
    _chat(),
    Column("cause", String(32), nullable=False),
    Column("subject", String(96), nullable=False, server_default=""),
    Column("state", String(12), nullable=False),
    _flag("urgent"),
    Column("opened_at", Utc, nullable=False),
    Column("claimed_by", LargeBinary),
    Column("card_chat_id", BigInteger, nullable=False, server_default="0"),
    Column("card_message_id", BigInteger, nullable=False, server_default="0"),
    Column("resolved_at", Utc),
    # The whole case. What else stands in the row is for those who look for it.
    Column("payload", LargeBinary),
    # The card as it was shown last, to be shown again where its topic was deleted.
    Column("card", LargeBinary),
    # The topic of the staff's forum that is the case's; 0 where the group is no forum.
    Column("topic_id", BigInteger, nullable=False, server_default="0"),
)
Index("ix_cases_chat_id", cases.c.clinic, cases.c.chat_id, cases.c.opened_at)
_partial("ix_cases_topic_id", cases.c.clinic, cases.c.card_chat_id, cases.c.topic_id, where="topic_id <> 0")

journey = Table(
    "journey",
    metadata,
    _clinic(),
    # A keyed hash of the chat: whoever reads the figures can count patients, and find none.
    Column("visitor", String(96), primary_key=True),
    Column("turn", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("step", String(48), nullable=False),
    Column("campaign", String(64), nullable=False),
    Column("branch_id", String(64), nullable=False),
    # Paise, of a step that money goes with.
    Column("amount", BigInteger, nullable=False, server_default="0"),
    # A keyed hash of what the step is made for once and not again.
    Column("once", String(96)),
)
_partial(
    "ix_journey_once", journey.c.clinic, journey.c.step, journey.c.once, where="once IS NOT NULL", unique=True
)
Index("ix_journey_at", journey.c.clinic, journey.c.at)

misses = Table(
    "misses",
    metadata,
    _clinic(),
    Column("miss_id", String(32), primary_key=True),
    # The day alone: with the moment, it could be found out whose words these were.
    Column("day", Utc, nullable=False),
    Column("question", String(32), nullable=False),
    Column("language", String(16), nullable=False),
    Column("words", LargeBinary, nullable=False),
)
Index("ix_misses_day", misses.c.clinic, misses.c.day)

poison = Table(
    "poison",
    metadata,
    _clinic(),
    Column("poison_id", String(32), primary_key=True),
    _chat(),
    # What was set aside: a row of the inbox, or a stored conversation.
    Column("kind", String(16), nullable=False),
    Column("source", String(40), nullable=False, server_default=""),
    Column("payload", LargeBinary),
    Column("error", LargeBinary, nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("seed", String(32), nullable=False, server_default=""),
    Column("set_aside_at", Utc, nullable=False),
    Column("retried_at", Utc),
)
Index("ix_poison_set_aside_at", poison.c.set_aside_at)

lab_tokens = Table(
    "lab_tokens",
    metadata,
    _clinic(),
    Column("account", String(120), primary_key=True),
    Column("pair", LargeBinary, nullable=False),
    Column("saved_at", Utc, nullable=False),
)

lab_catalogues = Table(
    "lab_catalogues",
    metadata,
    _clinic(),
    Column("branch_id", String(64), primary_key=True),
    Column("items", Text, nullable=False),
    Column("fetched_at", Utc, nullable=False),
)

lab_subscriptions = Table(
    "lab_subscriptions",
    metadata,
    _clinic(),
    Column("branch_id", String(64), primary_key=True),
    # A keyed hash: the address ends in a secret.
    Column("endpoint", String(96), primary_key=True),
    Column("made_at", Utc, nullable=False),
)

settings = Table(
    "settings",
    metadata,
    _clinic(),
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

paces = Table(
    "paces",
    metadata,
    _clinic(),
    Column("name", String(64), primary_key=True),
    # Microseconds of the server's clock: when the next may go, and before when nothing may.
    Column("next_at", BigInteger, nullable=False, server_default="0"),
    Column("not_before", BigInteger, nullable=False, server_default="0"),
)

workers = Table(
    "workers",
    metadata,
    Column("worker_id", String(32), primary_key=True),
    Column("beats", BigInteger, nullable=False),
    Column("beat_at", Utc, nullable=False),
)
