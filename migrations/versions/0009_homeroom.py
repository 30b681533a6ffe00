"""The homeroom book of a class: people, seats, targets, plans, daily notes, meetings, hand-over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UTCDateTime

revision = "0009"
down_revision = "0010"
branch_labels = None
depends_on = None

# fmt: off
TABLES = (
    "seat",
    "pupil_support",
    "parents_board_member",
    "meeting_family",
    "day_note",
    "class_officer",
    "week_task",
    "term_summary",
    "parent_meeting",
    "hand_over",
    "class_target",
    "class_profile",
    "class_plan",
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table("class_plan",
    sa.Column("theme", sa.String(length=200), nullable=False),
    sa.Column("content", sa.Text(), nullable=True),
    sa.Column("result", sa.Text(), nullable=True),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_class_plan_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_class_plan_period_id_period")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_class_plan")),
    sa.UniqueConstraint("class_id", "period_id", name=op.f("uq_class_plan_class_id_period_id"))
    )
    op.create_table("class_profile",
    sa.Column("features", sa.Text(), nullable=True),
    sa.Column("strengths", sa.Text(), nullable=True),
    sa.Column("difficulties", sa.Text(), nullable=True),
    sa.Column("measures", sa.Text(), nullable=True),
    sa.Column("excellent", sa.Integer(), nullable=True),
    sa.Column("good", sa.Integer(), nullable=True),
    sa.Column("done", sa.Integer(), nullable=True),
    sa.Column("not_done", sa.Integer(), nullable=True),
    sa.Column("completed", sa.Integer(), nullable=True),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("completed BETWEEN 0 AND 100", name=op.f("ck_class_profile_completed_percent")),
    sa.CheckConstraint("done BETWEEN 0 AND 100", name=op.f("ck_class_profile_done_percent")),
    sa.CheckConstraint("excellent + good + done + not_done = 100", name=op.f("ck_class_profile_overall_adds_up")),
    sa.CheckConstraint("excellent BETWEEN 0 AND 100", name=op.f("ck_class_profile_excellent_percent")),
    sa.CheckConstraint("good BETWEEN 0 AND 100", name=op.f("ck_class_profile_good_percent")),
    sa.CheckConstraint("not_done BETWEEN 0 AND 100", name=op.f("ck_class_profile_not_done_percent")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_class_profile_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_class_profile_period_id_period")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_class_profile")),
    sa.UniqueConstraint("class_id", name=op.f("uq_class_profile_class_id"))
    )
    op.create_table("class_target",
    sa.Column("unit_id", sa.Integer(), nullable=False),
    sa.Column("high", sa.Integer(), nullable=False),
    sa.Column("middle", sa.Integer(), nullable=False),
    sa.Column("low", sa.Integer(), nullable=False),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("high + middle + low = 100", name=op.f("ck_class_target_adds_up")),
    sa.CheckConstraint("high BETWEEN 0 AND 100", name=op.f("ck_class_target_high_percent")),
    sa.CheckConstraint("low BETWEEN 0 AND 100", name=op.f("ck_class_target_low_percent")),
    sa.CheckConstraint("middle BETWEEN 0 AND 100", name=op.f("ck_class_target_middle_percent")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_class_target_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_class_target_period_id_period")),
    sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_class_target_unit_id_unit")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_class_target")),
    sa.UniqueConstraint("class_id", "unit_id", name=op.f("uq_class_target_class_id_unit_id"))
    )
    op.create_table("hand_over",
    sa.Column("handed_on", sa.Date(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("made_by", sa.Integer(), nullable=False),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_hand_over_class_id_school_class")),
    sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_hand_over_made_by_staff")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_hand_over_period_id_period")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
    sa.UniqueConstraint("class_id", "handed_on", name=op.f("uq_hand_over_class_id_handed_on"))
    )
    op.create_table("parent_meeting",
    sa.Column("occasion", sa.Enum("start", "middle", "end", "extra", name="occasion", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("held_on", sa.Date(), nullable=False),
    sa.Column("subject", sa.String(length=200), nullable=False),
    sa.Column("minutes", sa.Text(), nullable=True),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_parent_meeting_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_parent_meeting_period_id_period")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_parent_meeting")),
    sa.UniqueConstraint("class_id", "held_on", name=op.f("uq_parent_meeting_class_id_held_on")),
    sa.UniqueConstraint("id", "class_id", "period_id", name=op.f("uq_parent_meeting_id_class_id_period_id"))
    )
    op.create_table("term_summary",
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_term_summary_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_term_summary_period_id_period")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_term_summary")),
    sa.UniqueConstraint("class_id", "period_id", name=op.f("uq_term_summary_class_id_period_id"))
    )
    op.create_table("week_task",
    sa.Column("task", sa.String(length=300), nullable=False),
    sa.Column("due_on", sa.Date(), nullable=True),
    sa.Column("result", sa.String(length=300), nullable=True),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_week_task_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_week_task_period_id_period")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_week_task"))
    )
    op.create_index(op.f("ix_week_task_class_id_period_id"), "week_task", ["class_id", "period_id"], unique=False)
    op.create_index(op.f("ix_week_task_period_id"), "week_task", ["period_id"], unique=False)
    op.create_table("class_officer",
    sa.Column("role", sa.String(length=60), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("from_date", sa.Date(), nullable=False),
    sa.Column("to_date", sa.Date(), nullable=True),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("to_date IS NULL OR from_date <= to_date", name=op.f("ck_class_officer_days_in_order")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_class_officer_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_class_officer_period_id_period")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_class_officer_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_class_officer_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_class_officer"))
    )
    op.create_index(op.f("ix_class_officer_class_id"), "class_officer", ["class_id"], unique=False)
    op.create_table("day_note",
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("week_id", sa.Integer(), nullable=False),
    sa.Column("date", sa.Date(), nullable=False),
    sa.Column("kind", sa.Enum("praise", "reminder", "remark", "progress", "routine", "event", name="notekind", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=True),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("made_by", sa.Integer(), nullable=False),
    sa.Column("made_at", UTCDateTime(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_day_note_class_id_school_class")),
    sa.ForeignKeyConstraint(["date", "week_id"], ["school_day.date", "school_day.week_id"], name="fk_day_note_school_day"),
    sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_day_note_made_by_staff")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_day_note_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_day_note_pupil_id_pupil")),
    sa.ForeignKeyConstraint(["week_id"], ["period.id"], name=op.f("fk_day_note_week_id_period")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_day_note"))
    )
    op.create_index(op.f("ix_day_note_class_id_date"), "day_note", ["class_id", "date"], unique=False)
    op.create_index(op.f("ix_day_note_pupil_id"), "day_note", ["pupil_id"], unique=False)
    op.create_table("meeting_family",
    sa.Column("meeting_id", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_meeting_family_class_id_school_class")),
    sa.ForeignKeyConstraint(["meeting_id", "class_id", "period_id"], ["parent_meeting.id", "parent_meeting.class_id", "parent_meeting.period_id"], name="fk_meeting_family_parent_meeting"),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_meeting_family_period_id_period")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_meeting_family_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_meeting_family_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_family")),
    sa.UniqueConstraint("meeting_id", "pupil_id", name=op.f("uq_meeting_family_meeting_id_pupil_id"))
    )
    op.create_index(op.f("ix_meeting_family_class_id"), "meeting_family", ["class_id"], unique=False)
    op.create_table("parents_board_member",
    sa.Column("role", sa.Enum("head", "deputy", "member", name="boardrole", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("full_name", sa.String(length=100), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=True),
    sa.Column("phone", sa.String(length=20), nullable=True),
    sa.Column("from_date", sa.Date(), nullable=False),
    sa.Column("to_date", sa.Date(), nullable=True),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("to_date IS NULL OR from_date <= to_date", name=op.f("ck_parents_board_member_days_in_order")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_parents_board_member_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_parents_board_member_period_id_period")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_parents_board_member_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_parents_board_member_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_parents_board_member"))
    )
    op.create_index(op.f("ix_parents_board_member_class_id"), "parents_board_member", ["class_id"], unique=False)
    op.create_table("pupil_support",
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.Enum("support", "gifted", "disability", name="supportkind", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("plan", sa.Text(), nullable=False),
    sa.Column("actions", sa.Text(), nullable=True),
    sa.Column("outcome", sa.Text(), nullable=True),
    sa.Column("status", sa.Enum("running", "better", "reached", name="supportstatus", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("from_date", sa.Date(), nullable=False),
    sa.Column("to_date", sa.Date(), nullable=True),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("to_date IS NULL OR from_date <= to_date", name=op.f("ck_pupil_support_days_in_order")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_pupil_support_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_pupil_support_period_id_period")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_pupil_support_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_pupil_support_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_pupil_support"))
    )
    op.create_index(op.f("ix_pupil_support_class_id"), "pupil_support", ["class_id"], unique=False)
    op.create_index(op.f("ix_pupil_support_pupil_id"), "pupil_support", ["pupil_id"], unique=False)
    op.create_table("seat",
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("team", sa.Integer(), nullable=True),
    sa.Column("line", sa.Integer(), nullable=True),
    sa.Column("place", sa.Integer(), nullable=True),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("(line IS NULL) = (place IS NULL)", name=op.f("ck_seat_line_with_place")),
    sa.CheckConstraint("line BETWEEN 1 AND 12", name=op.f("ck_seat_line_plausible")),
    sa.CheckConstraint("place BETWEEN 1 AND 12", name=op.f("ck_seat_place_plausible")),
    sa.CheckConstraint("team BETWEEN 1 AND 8", name=op.f("ck_seat_team_plausible")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_seat_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_seat_period_id_period")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_seat_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_seat_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
    sa.UniqueConstraint("class_id", "line", "place", name=op.f("uq_seat_class_id_line_place")),
    sa.UniqueConstraint("class_id", "pupil_id", name=op.f("uq_seat_class_id_pupil_id"))
    )


def downgrade() -> None:
    """Take the tables away."""
    for table in TABLES:
        op.drop_table(table)
