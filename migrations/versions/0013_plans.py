"""Structured lesson plans, drafts, remark templates; make-up days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UTCDateTime

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    """Make the tables."""
    op.create_table("remark_template",
    sa.Column("name", sa.String(length=40), nullable=False),
    sa.Column("text", sa.String(length=500), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("owner_id", sa.Integer(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_remark_template_owner_id_staff")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_remark_template"))
    )
    op.create_index(op.f("ix_remark_template_owner_id"), "remark_template", ["owner_id"], unique=False)
    op.create_table("plan_after",
    sa.Column("plan_id", sa.Integer(), nullable=False),
    sa.Column("staff_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_plan_after_period_id_period")),
    sa.ForeignKeyConstraint(["plan_id", "staff_id", "period_id"], ["lesson_plan.id", "lesson_plan.staff_id", "lesson_plan.period_id"], name="fk_plan_after_lesson_plan"),
    sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_plan_after_staff_id_staff")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_after")),
    sa.UniqueConstraint("plan_id", name=op.f("uq_plan_after_plan_id"))
    )
    op.create_table("plan_draft",
    sa.Column("staff_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("unit_id", sa.Integer(), nullable=False),
    sa.Column("replaces_id", sa.Integer(), nullable=True),
    sa.Column("places", sa.Text(), nullable=False),
    sa.Column("title", sa.String(length=200), nullable=False),
    sa.Column("lessons", sa.Integer(), nullable=False),
    sa.Column("aims", sa.Text(), nullable=False),
    sa.Column("materials", sa.Text(), nullable=False),
    sa.Column("activities", sa.Text(), nullable=False),
    sa.Column("share", sa.Boolean(), nullable=False),
    sa.Column("saved_at", UTCDateTime(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("lessons BETWEEN 1 AND 60", name=op.f("ck_plan_draft_lessons_1_to_60")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_plan_draft_period_id_period")),
    sa.ForeignKeyConstraint(["replaces_id"], ["lesson_plan.id"], name=op.f("fk_plan_draft_replaces_id_lesson_plan")),
    sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_plan_draft_staff_id_staff")),
    sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_plan_draft_unit_id_unit")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_draft"))
    )
    op.create_index(op.f("ix_plan_draft_staff_id_period_id"), "plan_draft", ["staff_id", "period_id"], unique=False)
    op.create_table("plan_seen",
    sa.Column("plan_id", sa.Integer(), nullable=False),
    sa.Column("staff_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("reader_id", sa.Integer(), nullable=False),
    sa.Column("sha256", sa.String(length=64), nullable=False),
    sa.Column("seen_at", UTCDateTime(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_plan_seen_period_id_period")),
    sa.ForeignKeyConstraint(["plan_id", "staff_id", "period_id"], ["lesson_plan.id", "lesson_plan.staff_id", "lesson_plan.period_id"], name="fk_plan_seen_lesson_plan"),
    sa.ForeignKeyConstraint(["reader_id"], ["staff.id"], name=op.f("fk_plan_seen_reader_id_staff")),
    sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_plan_seen_staff_id_staff")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_seen")),
    sa.UniqueConstraint("plan_id", "reader_id", "sha256", name=op.f("uq_plan_seen_plan_id_reader_id_sha256"))
    )
    op.create_index(op.f("ix_plan_seen_reader_id"), "plan_seen", ["reader_id"], unique=False)
    op.create_table("plan_text",
    sa.Column("plan_id", sa.Integer(), nullable=False),
    sa.Column("staff_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("unit_id", sa.Integer(), nullable=False),
    sa.Column("grade", sa.Integer(), nullable=False),
    sa.Column("title", sa.String(length=200), nullable=False),
    sa.Column("lessons", sa.Integer(), nullable=False),
    sa.Column("aims", sa.Text(), nullable=False),
    sa.Column("materials", sa.Text(), nullable=False),
    sa.Column("activities", sa.Text(), nullable=False),
    sa.Column("sha256", sa.String(length=64), nullable=False),
    sa.Column("shared_with", sa.Integer(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("lessons BETWEEN 1 AND 60", name=op.f("ck_plan_text_lessons_1_to_60")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_plan_text_period_id_period")),
    sa.ForeignKeyConstraint(["plan_id", "staff_id", "period_id"], ["lesson_plan.id", "lesson_plan.staff_id", "lesson_plan.period_id"], name="fk_plan_text_lesson_plan"),
    sa.ForeignKeyConstraint(["shared_with"], ["department.id"], name=op.f("fk_plan_text_shared_with_department")),
    sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_plan_text_staff_id_staff")),
    sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_plan_text_unit_id_unit")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_text")),
    sa.UniqueConstraint("plan_id", name=op.f("uq_plan_text_plan_id"))
    )
    op.create_index(op.f("ix_plan_text_shared_with_unit_id_grade"), "plan_text", ["shared_with", "unit_id", "grade"], unique=False)
    op.create_index(op.f("ix_plan_text_staff_id_unit_id_grade"), "plan_text", ["staff_id", "unit_id", "grade"], unique=False)
    op.add_column("lesson_plan", sa.Column("decided_for", sa.String(length=100), nullable=True))
    op.add_column("plan_slot", sa.Column("topic", sa.String(length=200), nullable=True))
    op.add_column("plan_slot", sa.Column("equipment", sa.String(length=200), nullable=True))
    # with its check in one go: SQLite would have to copy a table that others point to
    op.execute(
        "ALTER TABLE school_day ADD COLUMN stands_for INTEGER"
        " CONSTRAINT ck_school_day_stands_for_2_to_7 CHECK (stands_for BETWEEN 2 AND 7)"
    )


def downgrade() -> None:
    """Take the tables away."""
    op.drop_column("school_day", "stands_for")
    op.drop_column("plan_slot", "equipment")
    op.drop_column("plan_slot", "topic")
    op.drop_column("lesson_plan", "decided_for")
    op.drop_index(op.f("ix_plan_text_staff_id_unit_id_grade"), table_name="plan_text")
    op.drop_index(op.f("ix_plan_text_shared_with_unit_id_grade"), table_name="plan_text")
    op.drop_table("plan_text")
    op.drop_index(op.f("ix_plan_seen_reader_id"), table_name="plan_seen")
    op.drop_table("plan_seen")
    op.drop_index(op.f("ix_plan_draft_staff_id_period_id"), table_name="plan_draft")
    op.drop_table("plan_draft")
    op.drop_table("plan_after")
    op.drop_index(op.f("ix_remark_template_owner_id"), table_name="remark_template")
    op.drop_table("remark_template")
