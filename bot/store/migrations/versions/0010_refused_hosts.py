"""Of which hosts that reports are said to lie on the staff were told, and which reports were not fetched for it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "reports", sa.Column("refused_host", sa.String(length=255), server_default="", nullable=False)
    )
    op.create_table(
        "refused_hosts",
        sa.Column("clinic", sa.String(length=64), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(length=96), server_default="", nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("clinic", "host", name=op.f("pk_refused_hosts")),
    )
