"""Cases with all that is to be done about them, their topics, and which message of one chat is which of another."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("payload", sa.LargeBinary(), nullable=True))
    op.add_column("cases", sa.Column("card", sa.LargeBinary(), nullable=True))
    op.add_column("cases", sa.Column("topic_id", sa.BigInteger(), server_default="0", nullable=False))
    op.create_table(
        "relays",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("staff_chat_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_message_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "chat_id", "message_id", name=op.f("pk_relays")),
    )
    op.create_index(
        "ix_relays_staff", "relays", ["clinic", "staff_chat_id", "staff_message_id"], unique=False
    )
    op.create_index("ix_relays_made_at", "relays", ["made_at"], unique=False)
    op.create_index(
        "ix_cases_topic_id",
        "cases",
        ["clinic", "card_chat_id", "topic_id"],
        unique=False,
        sqlite_where=sa.text("topic_id <> 0"),
        postgresql_where=sa.text("topic_id <> 0"),
    )
