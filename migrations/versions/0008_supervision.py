"""Meetings of departments and their minutes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UTCDateTime

revision = "0008"
down_revision = "0003"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    """Make the tables."""
    op.create_table("meeting",
    sa.Column("department_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("held_on", sa.Date(), nullable=False),
    sa.Column("title", sa.String(length=200), nullable=False),
    sa.Column("notes", sa.Text(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_meeting_department_id_department")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_meeting_period_id_period")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    sa.UniqueConstraint("department_id", "held_on", name=op.f("uq_meeting_department_id_held_on")),
    sa.UniqueConstraint("id", "department_id", name=op.f("uq_meeting_id_department_id"))
    )
    op.create_table("minutes",
    sa.Column("meeting_id", sa.Integer(), nullable=False),
    sa.Column("department_id", sa.Integer(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("sheet", sa.JSON(), nullable=False),
    sa.Column("written_by", sa.Integer(), nullable=False),
    sa.Column("closed_at", UTCDateTime(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_minutes_department_id_department")),
    sa.ForeignKeyConstraint(["meeting_id", "department_id"], ["meeting.id", "meeting.department_id"], name="fk_minutes_meeting"),
    sa.ForeignKeyConstraint(["written_by"], ["staff.id"], name=op.f("fk_minutes_written_by_staff")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
    sa.UniqueConstraint("meeting_id", name=op.f("uq_minutes_meeting_id"))
    )


def downgrade() -> None:
    """Take the tables away."""
    op.drop_table("minutes")
    op.drop_table("meeting")
