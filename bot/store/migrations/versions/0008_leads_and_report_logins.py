"""What a submission is, when its sample was taken, and logins of patients for their reports."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "submissions",
        sa.Column("phase", sa.String(length=8), server_default="booking", nullable=False),
    )
    op.add_column("submissions", sa.Column("collected_at", sa.BigInteger(), nullable=True))
    op.add_column(
        "submissions", sa.Column("bill_id", sa.String(length=80), server_default="", nullable=False)
    )
    op.create_table(
        "report_logins",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("login_id", sa.String(length=16), nullable=False),
        sa.Column("step", sa.String(length=8), nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("clinic", "chat_id", name=op.f("pk_report_logins")),
    )
    op.create_index("ix_report_logins_expires_at", "report_logins", ["expires_at"], unique=False)
    op.create_index(
        "ix_report_logins_next",
        "report_logins",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
