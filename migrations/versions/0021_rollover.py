"""Runs of a roll-over, drafts of assignments, the signed hand-over of a class."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UTCDateTime

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    """Make the tables."""
    op.create_table("rollover",
    sa.Column("year_id", sa.Integer(), nullable=False),
    sa.Column("target", sa.String(length=9), nullable=False),
    sa.Column("choices", sa.JSON(), nullable=False),
    sa.Column("report", sa.JSON(), nullable=False),
    sa.Column("prepared_by", sa.Integer(), nullable=True),
    sa.Column("prepared_at", UTCDateTime(), nullable=False),
    sa.Column("written_at", UTCDateTime(), nullable=True),
    sa.Column("undone_at", UTCDateTime(), nullable=True),
    sa.Column("undone_by", sa.Integer(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("undone_at IS NULL OR written_at IS NOT NULL", name=op.f("ck_rollover_written_first")),
    sa.ForeignKeyConstraint(["prepared_by"], ["staff.id"], name=op.f("fk_rollover_prepared_by_staff")),
    sa.ForeignKeyConstraint(["undone_by"], ["staff.id"], name=op.f("fk_rollover_undone_by_staff")),
    sa.ForeignKeyConstraint(["year_id"], ["school_year.id"], name=op.f("fk_rollover_year_id_school_year")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_rollover"))
    )
    op.create_index(op.f("ix_rollover_year_id"), "rollover", ["year_id"], unique=False)
    op.create_table("assignment_draft",
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("unit_id", sa.Integer(), nullable=True),
    sa.Column("staff_id", sa.Integer(), nullable=False),
    sa.Column("from_date", sa.Date(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_assignment_draft_class_id_school_class")),
    sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_assignment_draft_staff_id_staff")),
    sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assignment_draft_unit_id_unit")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_draft")),
    sa.UniqueConstraint("class_id", "unit_id", name=op.f("uq_assignment_draft_class_id_unit_id"))
    )
    op.create_index(op.f("ix_assignment_draft_staff_id"), "assignment_draft", ["staff_id"], unique=False)
    op.create_table("hand_over_minutes",
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("giver_id", sa.Integer(), nullable=False),
    sa.Column("receiver_id", sa.Integer(), nullable=False),
    sa.Column("text", sa.Text(), nullable=True),
    sa.Column("notes", sa.JSON(), nullable=False),
    sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("sha256", sa.String(length=64), nullable=True),
    sa.Column("given_at", UTCDateTime(), nullable=True),
    sa.Column("received_at", UTCDateTime(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("giver_id <> receiver_id", name=op.f("ck_hand_over_minutes_two_people")),
    sa.CheckConstraint("given_at IS NULL OR sha256 IS NOT NULL", name=op.f("ck_hand_over_minutes_frozen_when_given")),
    sa.CheckConstraint("received_at IS NULL OR given_at IS NOT NULL", name=op.f("ck_hand_over_minutes_given_first")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_hand_over_minutes_class_id_school_class")),
    sa.ForeignKeyConstraint(["giver_id"], ["staff.id"], name=op.f("fk_hand_over_minutes_giver_id_staff")),
    sa.ForeignKeyConstraint(["receiver_id"], ["staff.id"], name=op.f("fk_hand_over_minutes_receiver_id_staff")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over_minutes")),
    sa.UniqueConstraint("class_id", "giver_id", name=op.f("uq_hand_over_minutes_class_id_giver_id"))
    )
    op.create_index(op.f("ix_hand_over_minutes_giver_id"), "hand_over_minutes", ["giver_id"], unique=False)
    op.create_index(op.f("ix_hand_over_minutes_receiver_id"), "hand_over_minutes", ["receiver_id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_table("hand_over_minutes")
    op.drop_table("assignment_draft")
    op.drop_table("rollover")
