"""Who came to a meeting is kept with its notes, before the minutes are closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("meeting", sa.Column("attended", sa.String(length=300), nullable=True))


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("meeting") as table:
        table.drop_column("attended")
