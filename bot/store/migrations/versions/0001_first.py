"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=96), server_default="", nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by", sa.LargeBinary(), nullable=True),
        sa.Column("card_chat_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("card_message_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("clinic", "case_id", name=op.f("pk_cases")),
    )
    op.create_index("ix_cases_chat_id", "cases", ["clinic", "chat_id", "opened_at"], unique=False)
    op.create_table(
        "chats",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("conversation", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=True),
        sa.Column("epoch", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("inbox_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("outbox_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("screen_message_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("screen_buttons", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("newest_message_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("keyboard", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("asking", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("last_act_at", sa.BigInteger(), nullable=True),
        sa.Column("unreachable_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("clinic", "chat_id", name=op.f("pk_chats")),
    )
    op.create_index(
        "ix_chats_asking",
        "chats",
        ["clinic", "last_act_at"],
        unique=False,
        sqlite_where=sa.text("asking"),
        postgresql_where=sa.text("asking"),
    )
    op.create_table(
        "consents",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("notice_version", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "chat_id", "turn", name=op.f("pk_consents")),
    )
    op.create_table(
        "inbox",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("external_id", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state", sa.String(length=12), server_default="waiting", nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("clinic", "chat_id", "seq", name=op.f("pk_inbox")),
        sa.UniqueConstraint(
            "clinic", "source", "external_id", name=op.f("uq_inbox_clinic_source_external_id")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_inbox_done",
        "inbox",
        ["done_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NOT NULL"),
        postgresql_where=sa.text("done_at IS NOT NULL"),
    )
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["clinic", "chat_id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "journey",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("visitor", sa.String(length=96), nullable=False),
        sa.Column("turn", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(length=48), nullable=False),
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("branch_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "visitor", "turn", "number", name=op.f("pk_journey")),
    )
    op.create_index("ix_journey_at", "journey", ["clinic", "at"], unique=False)
    op.create_table(
        "lab_catalogues",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("branch_id", sa.String(length=64), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "branch_id", name=op.f("pk_lab_catalogues")),
    )
    op.create_table(
        "lab_subscriptions",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("branch_id", sa.String(length=64), nullable=False),
        sa.Column("endpoint", sa.String(length=96), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "branch_id", "endpoint", name=op.f("pk_lab_subscriptions")),
    )
    op.create_table(
        "lab_tokens",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=120), nullable=False),
        sa.Column("pair", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "account", name=op.f("pk_lab_tokens")),
    )
    op.create_table(
        "message_links",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("object_id", sa.String(length=96), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "chat_id", "message_id", name=op.f("pk_message_links")),
    )
    op.create_index("ix_message_links_made_at", "message_links", ["made_at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=12), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=True),
        sa.Column("latest_useful", sa.BigInteger(), nullable=False),
        sa.Column("unsolicited", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("fleeting", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("about_chat_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("clinic", "chat_id", "seq", name=op.f("pk_outbox")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["clinic", "chat_id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "people",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("phone_hash", sa.String(length=96), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "chat_id", "person_id", name=op.f("pk_people")),
    )
    op.create_index("ix_people_phone_hash", "people", ["clinic", "phone_hash"], unique=False)
    op.create_table(
        "poison",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("poison_id", sa.String(length=32), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=40), server_default="", nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("error", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("seed", sa.String(length=32), server_default="", nullable=False),
        sa.Column("set_aside_at", sa.BigInteger(), nullable=False),
        sa.Column("retried_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("clinic", "poison_id", name=op.f("pk_poison")),
    )
    op.create_index("ix_poison_set_aside_at", "poison", ["set_aside_at"], unique=False)
    op.create_table(
        "report_files",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("file_id", sa.String(length=32), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("submission_id", sa.String(length=96), nullable=False),
        sa.Column("report_id", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("fetched_at", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("clinic", "file_id", name=op.f("pk_report_files")),
    )
    op.create_index("ix_report_files_chat_id", "report_files", ["clinic", "chat_id"], unique=False)
    op.create_index(
        "ix_report_files_kept",
        "report_files",
        ["fetched_at"],
        unique=False,
        sqlite_where=sa.text("erased_at IS NULL"),
        postgresql_where=sa.text("erased_at IS NULL"),
    )
    op.create_table(
        "reports",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("submission_id", sa.String(length=96), nullable=False),
        sa.Column("report_id", sa.String(length=80), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("announced_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), server_default="", nullable=False),
        sa.Column("url", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("wanted_at", sa.BigInteger(), nullable=True),
        sa.Column("next_fetch_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("clinic", "submission_id", "report_id", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_chat_id", "reports", ["clinic", "chat_id"], unique=False)
    op.create_index(
        "ix_reports_next",
        "reports",
        ["next_fetch_at"],
        unique=False,
        sqlite_where=sa.text("next_fetch_at IS NOT NULL"),
        postgresql_where=sa.text("next_fetch_at IS NOT NULL"),
    )
    op.create_table(
        "settings",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "name", name=op.f("pk_settings")),
    )
    op.create_table(
        "slot_claims",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("submission_id", sa.String(length=96), nullable=False),
        sa.Column("branch_id", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint(
            "clinic", "chat_id", "submission_id", "branch_id", "mode", "start", name=op.f("pk_slot_claims")
        ),
    )
    op.create_index(
        "ix_slot_claims_expires_at",
        "slot_claims",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("expires_at IS NOT NULL"),
        postgresql_where=sa.text("expires_at IS NOT NULL"),
    )
    op.create_index("ix_slot_claims_submission", "slot_claims", ["clinic", "submission_id"], unique=False)
    op.create_table(
        "slots",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("branch_id", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("clinic", "branch_id", "mode", "start", name=op.f("pk_slots")),
    )
    op.create_table(
        "submissions",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("submission_id", sa.String(length=96), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("entry", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("lab_id", sa.String(length=80), server_default="", nullable=False),
        sa.Column("phone_hash", sa.String(length=96), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempt_by", sa.String(length=32), nullable=True),
        sa.Column("unknown_outcome", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("unconfirmed_said", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("next_attempt_at", sa.BigInteger(), nullable=True),
        sa.Column("unconfirmed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("clinic", "submission_id", name=op.f("pk_submissions")),
    )
    op.create_index(
        "ix_submissions_attempt",
        "submissions",
        ["attempt_by"],
        unique=False,
        sqlite_where=sa.text("attempt_by IS NOT NULL"),
        postgresql_where=sa.text("attempt_by IS NOT NULL"),
    )
    op.create_index("ix_submissions_chat_id", "submissions", ["clinic", "chat_id"], unique=False)
    op.create_index("ix_submissions_lab_id", "submissions", ["clinic", "lab_id"], unique=False)
    op.create_index("ix_submissions_made_at", "submissions", ["clinic", "made_at"], unique=False)
    op.create_index(
        "ix_submissions_next",
        "submissions",
        ["next_attempt_at"],
        unique=False,
        sqlite_where=sa.text("next_attempt_at IS NOT NULL"),
        postgresql_where=sa.text("next_attempt_at IS NOT NULL"),
    )
    op.create_index(
        "ix_submissions_phone_hash", "submissions", ["clinic", "phone_hash", "asked_at"], unique=False
    )
    op.create_index(
        "ix_submissions_unconfirmed",
        "submissions",
        ["unconfirmed_at"],
        unique=False,
        sqlite_where=sa.text("unconfirmed_at IS NOT NULL"),
        postgresql_where=sa.text("unconfirmed_at IS NOT NULL"),
    )
    op.create_table(
        "timers",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "chat_id", "kind", name=op.f("pk_timers")),
    )
    op.create_index("ix_timers_due", "timers", ["due"], unique=False)
    op.create_table(
        "workers",
        sa.Column("worker_id", sa.String(length=32), nullable=False),
        sa.Column("beats", sa.BigInteger(), nullable=False),
        sa.Column("beat_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("worker_id", name=op.f("pk_workers")),
    )
