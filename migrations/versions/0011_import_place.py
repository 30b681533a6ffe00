"""The grid from which a file's import was begun."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add class and time, by the words of the file."""
    op.add_column("import_run", sa.Column("class_name", sa.String(length=20), nullable=True))
    op.add_column("import_run", sa.Column("period_code", sa.String(length=8), nullable=True))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("import_run", "period_code")
    op.drop_column("import_run", "class_name")
