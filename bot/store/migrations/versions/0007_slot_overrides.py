"""What the staff set over the opening hours, and steps of a patient's way that count once and have a price."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "slot_overrides",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("branch_id", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "clinic", "branch_id", "mode", "day", "start", name=op.f("pk_slot_overrides")
        ),
    )
    op.create_index("ix_slot_overrides_day", "slot_overrides", ["day"], unique=False)
    op.create_index("ix_submissions_reference", "submissions", ["clinic", "reference"], unique=False)
    op.add_column("journey", sa.Column("amount", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("journey", sa.Column("once", sa.String(length=96), nullable=True))
    op.create_index(
        "ix_journey_once",
        "journey",
        ["clinic", "step", "once"],
        unique=True,
        sqlite_where=sa.text("once IS NOT NULL"),
        postgresql_where=sa.text("once IS NOT NULL"),
    )
