"""What was not understood, and the pace that all processes keep together."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "misses",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("miss_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "miss_id", name=op.f("pk_misses")),
    )
    op.create_index("ix_misses_day", "misses", ["clinic", "day"], unique=False)
    op.create_table(
        "paces",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("next_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("not_before", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("clinic", "name", name=op.f("pk_paces")),
    )
