"""Where people are signed in, and signs that an account is shared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UTCDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    """Make the tables."""
    op.create_table("sign_in",
    sa.Column("account_id", sa.Integer(), nullable=False),
    sa.Column("device", sa.String(length=24), nullable=False),
    sa.Column("browser", sa.String(length=60), nullable=False),
    sa.Column("address", sa.String(length=64), nullable=False),
    sa.Column("at", UTCDateTime(), nullable=False),
    sa.Column("seen_at", UTCDateTime(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id_account")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in"))
    )
    op.create_index(op.f("ix_sign_in_account_id_seen_at"), "sign_in", ["account_id", "seen_at"], unique=False)
    op.create_index(op.f("ix_sign_in_seen_at"), "sign_in", ["seen_at"], unique=False)
    op.create_table("shared_sign",
    sa.Column("account_id", sa.Integer(), nullable=False),
    sa.Column("day", sa.Date(), nullable=False),
    sa.Column("places", sa.JSON(), nullable=False),
    sa.Column("found_at", UTCDateTime(), nullable=False),
    sa.Column("note", sa.Text(), nullable=True),
    sa.Column("checked_by", sa.Integer(), nullable=True),
    sa.Column("checked_at", UTCDateTime(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("(checked_at IS NULL) = (note IS NULL) AND (checked_at IS NULL) = (checked_by IS NULL)", name=op.f("ck_shared_sign_checked_with_a_note")),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_shared_sign_account_id_account")),
    sa.ForeignKeyConstraint(["checked_by"], ["staff.id"], name=op.f("fk_shared_sign_checked_by_staff")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_sign")),
    sa.UniqueConstraint("account_id", "day", name=op.f("uq_shared_sign_account_id_day"))
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("shared_sign")
    op.drop_table("sign_in")
