"""Attendance: absences, roll calls, leave and its limits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UTCDateTime

revision = "0002"
down_revision = "0006"
branch_labels = None
depends_on = None

# fmt: off

#: In the order in which they may go.
TABLES = (
    "roll_call",
    "leave",
    "absence",
    "attendance_rule",
)


def upgrade() -> None:
    """Create the tables."""
    op.create_table("attendance_rule",
    sa.Column("from_date", sa.Date(), nullable=False),
    sa.Column("leave_days", sa.Integer(), nullable=False),
    sa.Column("alert_halves", sa.Integer(), nullable=False),
    sa.Column("alert_days", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("alert_days BETWEEN 1 AND 20", name=op.f("ck_attendance_rule_days_1_to_20")),
    sa.CheckConstraint("alert_halves BETWEEN 1 AND 20", name=op.f("ck_attendance_rule_halves_1_to_20")),
    sa.CheckConstraint("leave_days BETWEEN 1 AND 30", name=op.f("ck_attendance_rule_leave_1_to_30")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_rule")),
    sa.UniqueConstraint("from_date", name=op.f("uq_attendance_rule_from_date"))
    )
    op.create_table("absence",
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("date", sa.Date(), nullable=False),
    sa.Column("month_id", sa.Integer(), nullable=False),
    sa.Column("half", sa.Enum("morning", "afternoon", name="halfday", native_enum=False, create_constraint=True, length=12), nullable=False),
    sa.Column("excused", sa.Boolean(), nullable=False),
    sa.Column("reason", sa.String(length=200), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_absence_class_id_school_class")),
    sa.ForeignKeyConstraint(["date", "month_id"], ["school_day.date", "school_day.month_id"], name="fk_absence_school_day"),
    sa.ForeignKeyConstraint(["month_id"], ["period.id"], name=op.f("fk_absence_month_id_period")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_absence_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_absence_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    sa.UniqueConstraint("pupil_id", "date", "half", name=op.f("uq_absence_pupil_id_date_half"))
    )
    op.create_index(op.f("ix_absence_class_id_date"), "absence", ["class_id", "date"], unique=False)
    op.create_index(op.f("ix_absence_month_id_class_id"), "absence", ["month_id", "class_id"], unique=False)
    op.create_table("leave",
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("from_date", sa.Date(), nullable=False),
    sa.Column("to_date", sa.Date(), nullable=False),
    sa.Column("reason", sa.String(length=200), nullable=False),
    sa.Column("asked_by", sa.String(length=100), nullable=False),
    sa.Column("noted_by", sa.Integer(), nullable=False),
    sa.Column("noted_at", UTCDateTime(), nullable=False),
    sa.Column("granted", sa.Boolean(), nullable=True),
    sa.Column("decided_by", sa.Integer(), nullable=True),
    sa.Column("decided_at", UTCDateTime(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("(granted IS NULL) = (decided_at IS NULL)", name=op.f("ck_leave_decided_at_some_time")),
    sa.CheckConstraint("(granted IS NULL) = (decided_by IS NULL)", name=op.f("ck_leave_decided_by_somebody")),
    sa.CheckConstraint("from_date <= to_date", name=op.f("ck_leave_days_in_order")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_leave_class_id_school_class")),
    sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_leave_decided_by_staff")),
    sa.ForeignKeyConstraint(["noted_by"], ["staff.id"], name=op.f("fk_leave_noted_by_staff")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_leave_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_leave_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    sa.UniqueConstraint("pupil_id", "from_date", name=op.f("uq_leave_pupil_id_from_date"))
    )
    op.create_index(op.f("ix_leave_class_id_from_date"), "leave", ["class_id", "from_date"], unique=False)
    op.create_table("roll_call",
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("date", sa.Date(), nullable=False),
    sa.Column("month_id", sa.Integer(), nullable=False),
    sa.Column("half", sa.Enum("morning", "afternoon", name="halfday", native_enum=False, create_constraint=True, length=12), nullable=False),
    sa.Column("taken_at", UTCDateTime(), nullable=False),
    sa.Column("taken_by", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_roll_call_class_id_school_class")),
    sa.ForeignKeyConstraint(["date", "month_id"], ["school_day.date", "school_day.month_id"], name="fk_roll_call_school_day"),
    sa.ForeignKeyConstraint(["month_id"], ["period.id"], name=op.f("fk_roll_call_month_id_period")),
    sa.ForeignKeyConstraint(["taken_by"], ["staff.id"], name=op.f("fk_roll_call_taken_by_staff")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_call")),
    sa.UniqueConstraint("class_id", "date", "half", name=op.f("uq_roll_call_class_id_date_half"))
    )
    op.create_index(op.f("ix_roll_call_month_id_class_id"), "roll_call", ["month_id", "class_id"], unique=False)


def downgrade() -> None:
    """Take the tables off; the belt is off already (jobs/migrate.py)."""
    for table in TABLES:
        op.drop_table(table)
