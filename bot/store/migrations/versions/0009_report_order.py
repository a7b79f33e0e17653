"""How much of its bill a report that was announced has, so that what the lab said earlier and late is no news."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reports", sa.Column("bill_id", sa.String(length=80), server_default="", nullable=False))
    op.add_column("reports", sa.Column("done", sa.Integer(), server_default="0", nullable=False))
