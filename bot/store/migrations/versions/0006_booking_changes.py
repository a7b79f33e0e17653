"""What is asked of a booking that was made, until the staff have done it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submissions", sa.Column("change", sa.LargeBinary(), nullable=True))
