"""Monthly comments, the comment bank and answered hints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None

# fmt: off

#: In the order in which they may go.
TABLES = (
    "monthly_comment",
    "hint_answer",
    "comment_template",
)


def upgrade() -> None:
    """Create the tables."""
    op.create_table("comment_template",
    sa.Column("department_id", sa.Integer(), nullable=True),
    sa.Column("staff_id", sa.Integer(), nullable=True),
    sa.Column("unit_id", sa.Integer(), nullable=True),
    sa.Column("level", sa.String(length=1), nullable=True),
    sa.Column("grade", sa.Integer(), nullable=True),
    sa.Column("period_code", sa.String(length=8), nullable=True),
    sa.Column("text", sa.String(length=500), nullable=False),
    sa.Column("folded", sa.String(length=500), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("level IN ('T', 'H', 'Đ', 'C')", name=op.f("ck_comment_template_level_t_h_d_c")),
    sa.CheckConstraint("department_id IS NULL OR staff_id IS NULL", name=op.f("ck_comment_template_one_owner")),
    sa.CheckConstraint("grade BETWEEN 1 AND 5", name=op.f("ck_comment_template_grade_1_to_5")),
    sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_comment_template_department_id_department")),
    sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_comment_template_staff_id_staff")),
    sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_comment_template_unit_id_unit")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_template"))
    )
    op.create_index(op.f("ix_comment_template_staff_id"), "comment_template", ["staff_id"], unique=False)
    op.create_index(op.f("ix_comment_template_unit_id_level"), "comment_template", ["unit_id", "level"], unique=False)
    op.create_table("hint_answer",
    sa.Column("staff_id", sa.Integer(), nullable=False),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("digest", sa.String(length=64), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_hint_answer_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_hint_answer_period_id_period")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_hint_answer_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_hint_answer_pupil_id_pupil")),
    sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_hint_answer_staff_id_staff")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_hint_answer"))
    )
    op.create_index(op.f("ix_hint_answer_class_id_period_id"), "hint_answer", ["class_id", "period_id"], unique=False)
    op.create_index(op.f("ix_hint_answer_pupil_id"), "hint_answer", ["pupil_id"], unique=False)
    op.create_index(op.f("ix_hint_answer_staff_id"), "hint_answer", ["staff_id"], unique=False)
    op.create_table("monthly_comment",
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("comment", sa.Text(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_monthly_comment_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_monthly_comment_period_id_period")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_monthly_comment_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_monthly_comment_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_monthly_comment")),
    sa.UniqueConstraint("class_id", "period_id", "pupil_id", name=op.f("uq_monthly_comment_class_id_period_id_pupil_id"))
    )
    op.create_index(op.f("ix_monthly_comment_pupil_id"), "monthly_comment", ["pupil_id"], unique=False)


def downgrade() -> None:
    """Take the tables off; the belt is off already (jobs/migrate.py)."""
    for table in TABLES:
        op.drop_table(table)
