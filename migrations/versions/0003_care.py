"""Conduct with its catalogue, and health behind its wall."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UTCDateTime

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None

#: In the order in which they may go.
TABLES = (
    "conduct_dispute",
    "vital_signs",
    "specialist_check",
    "measurement",
    "health_visit",
    "conduct_entry",
    "vaccination",
    "health_profile",
    "health_note",
    "follow_up",
    "growth_reference",
    "conduct_scale",
    "conduct_item",
)


def upgrade() -> None:
    """Create the tables of conduct and health."""
    op.create_table("conduct_item",
    sa.Column("name", sa.String(length=120), nullable=False),
    sa.Column("kind", sa.Enum("fault", "praise", name="conductkind", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("points", sa.Integer(), nullable=False),
    sa.Column("target", sa.Enum("class", "pupil", "either", name="conducttarget", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("from_date", sa.Date(), nullable=False),
    sa.Column("to_date", sa.Date(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("points BETWEEN 0 AND 100", name=op.f("ck_conduct_item_points_0_to_100")),
    sa.CheckConstraint("to_date IS NULL OR from_date <= to_date", name=op.f("ck_conduct_item_days_in_order")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_item")),
    sa.UniqueConstraint("name", name=op.f("uq_conduct_item_name"))
    )
    op.create_table("conduct_scale",
    sa.Column("from_date", sa.Date(), nullable=False),
    sa.Column("start_points", sa.Integer(), nullable=False),
    sa.Column("dispute_hours", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("dispute_hours BETWEEN 1 AND 240", name=op.f("ck_conduct_scale_hours_1_to_240")),
    sa.CheckConstraint("start_points BETWEEN 0 AND 1000", name=op.f("ck_conduct_scale_start_0_to_1000")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_scale")),
    sa.UniqueConstraint("from_date", name=op.f("uq_conduct_scale_from_date"))
    )
    op.create_table("growth_reference",
    sa.Column("sex", sa.Enum("Nam", "Nữ", name="sex", native_enum=False, create_constraint=True, length=8), nullable=False),
    sa.Column("months", sa.Integer(), nullable=False),
    sa.Column("thin", sa.Float(), nullable=False),
    sa.Column("over", sa.Float(), nullable=False),
    sa.Column("obese", sa.Float(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_growth_reference")),
    sa.UniqueConstraint("sex", "months", name=op.f("uq_growth_reference_sex_months"))
    )
    op.create_table("follow_up",
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("what", sa.String(length=200), nullable=False),
    sa.Column("from_date", sa.Date(), nullable=False),
    sa.Column("to_date", sa.Date(), nullable=True),
    sa.Column("state", sa.Enum("watching", "referred", "settled", name="followupstate", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("note", sa.String(length=300), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'settled') = (to_date IS NOT NULL)", name=op.f("ck_follow_up_settled_dated")),
    sa.CheckConstraint("to_date IS NULL OR from_date <= to_date", name=op.f("ck_follow_up_days_in_order")),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_follow_up_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up"))
    )
    op.create_index(op.f("ix_follow_up_pupil_id"), "follow_up", ["pupil_id"], unique=False)
    op.create_index(op.f("ix_follow_up_state"), "follow_up", ["state"], unique=False)
    op.create_table("health_note",
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("text", sa.String(length=300), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_health_note_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_health_note")),
    sa.UniqueConstraint("pupil_id", name=op.f("uq_health_note_pupil_id"))
    )
    op.create_table("health_profile",
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("birth_order", sa.Integer(), nullable=True),
    sa.Column("children", sa.Integer(), nullable=True),
    sa.Column("birth", sa.Enum("normal", "preterm", "assisted", "asphyxia", name="birthhistory", native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column("asthma", sa.Boolean(), nullable=False),
    sa.Column("epilepsy", sa.Boolean(), nullable=False),
    sa.Column("heart_defect", sa.Boolean(), nullable=False),
    sa.Column("allergy", sa.String(length=200), nullable=True),
    sa.Column("other_illness", sa.String(length=300), nullable=True),
    sa.Column("treatment", sa.String(length=300), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("birth_order BETWEEN 1 AND 30", name=op.f("ck_health_profile_birth_order_plausible")),
    sa.CheckConstraint("children BETWEEN 1 AND 30", name=op.f("ck_health_profile_children_plausible")),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_health_profile_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_health_profile")),
    sa.UniqueConstraint("pupil_id", name=op.f("uq_health_profile_pupil_id"))
    )
    op.create_table("vaccination",
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("vaccine", sa.Enum("bcg", "dpt", "polio", "hepatitis_b", "measles", "encephalitis", "other", name="vaccine", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("name", sa.String(length=100), nullable=True),
    sa.Column("given", sa.Enum("yes", "no", "unknown", name="vaccinated", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_vaccination_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_vaccination")),
    sa.UniqueConstraint("pupil_id", "vaccine", "name", name=op.f("uq_vaccination_pupil_id_vaccine_name"))
    )
    op.create_table("conduct_entry",
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("date", sa.Date(), nullable=False),
    sa.Column("week_id", sa.Integer(), nullable=False),
    sa.Column("item_id", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=True),
    sa.Column("points", sa.Integer(), nullable=False),
    sa.Column("measure", sa.Enum("reminder", "apology", name="measure", native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column("note", sa.String(length=300), nullable=True),
    sa.Column("made_by", sa.Integer(), nullable=False),
    sa.Column("made_at", UTCDateTime(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("measure IS NULL OR pupil_id IS NOT NULL", name=op.f("ck_conduct_entry_measure_of_a_pupil")),
    sa.CheckConstraint("points BETWEEN -100 AND 100", name=op.f("ck_conduct_entry_points_in_range")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_conduct_entry_class_id_school_class")),
    sa.ForeignKeyConstraint(["date", "week_id"], ["school_day.date", "school_day.week_id"], name="fk_conduct_entry_school_day"),
    sa.ForeignKeyConstraint(["item_id"], ["conduct_item.id"], name=op.f("fk_conduct_entry_item_id_conduct_item")),
    sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_conduct_entry_made_by_staff")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_conduct_entry_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_conduct_entry_pupil_id_pupil")),
    sa.ForeignKeyConstraint(["week_id"], ["period.id"], name=op.f("fk_conduct_entry_week_id_period")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_entry")),
    sa.UniqueConstraint("id", "class_id", "week_id", name=op.f("uq_conduct_entry_id_class_id_week_id"))
    )
    op.create_index(op.f("ix_conduct_entry_item_id"), "conduct_entry", ["item_id"], unique=False)
    op.create_index(op.f("ix_conduct_entry_pupil_id"), "conduct_entry", ["pupil_id"], unique=False)
    op.create_index(op.f("ix_conduct_entry_week_id_class_id"), "conduct_entry", ["week_id", "class_id"], unique=False)
    op.create_table("health_visit",
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("date", sa.Date(), nullable=False),
    sa.Column("month_id", sa.Integer(), nullable=False),
    sa.Column("at", UTCDateTime(), nullable=False),
    sa.Column("complaint", sa.String(length=200), nullable=False),
    sa.Column("handling", sa.Enum("school", "home", "referred", name="handling", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("treatment", sa.String(length=300), nullable=True),
    sa.Column("referred_to", sa.String(length=120), nullable=True),
    sa.Column("guardian_told", sa.Boolean(), nullable=False),
    sa.Column("note", sa.String(length=300), nullable=True),
    sa.Column("made_by", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_health_visit_class_id_school_class")),
    sa.ForeignKeyConstraint(["date", "month_id"], ["school_day.date", "school_day.month_id"], name="fk_health_visit_school_day"),
    sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_health_visit_made_by_staff")),
    sa.ForeignKeyConstraint(["month_id"], ["period.id"], name=op.f("fk_health_visit_month_id_period")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_health_visit_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_health_visit_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_health_visit"))
    )
    op.create_index(op.f("ix_health_visit_date"), "health_visit", ["date"], unique=False)
    op.create_index(op.f("ix_health_visit_month_id_class_id"), "health_visit", ["month_id", "class_id"], unique=False)
    op.create_index(op.f("ix_health_visit_pupil_id"), "health_visit", ["pupil_id"], unique=False)
    op.create_table("measurement",
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("measured_on", sa.Date(), nullable=True),
    sa.Column("height", sa.Float(), nullable=True),
    sa.Column("weight", sa.Float(), nullable=True),
    sa.Column("vision_right", sa.Integer(), nullable=True),
    sa.Column("vision_left", sa.Integer(), nullable=True),
    sa.Column("glasses_right", sa.Integer(), nullable=True),
    sa.Column("glasses_left", sa.Integer(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("glasses_left BETWEEN 0 AND 20", name=op.f("ck_measurement_glasses_left_0_to_20")),
    sa.CheckConstraint("glasses_right BETWEEN 0 AND 20", name=op.f("ck_measurement_glasses_right_0_to_20")),
    sa.CheckConstraint("height BETWEEN 50 AND 220", name=op.f("ck_measurement_height_50_to_220")),
    sa.CheckConstraint("vision_left BETWEEN 0 AND 20", name=op.f("ck_measurement_vision_left_0_to_20")),
    sa.CheckConstraint("vision_right BETWEEN 0 AND 20", name=op.f("ck_measurement_vision_right_0_to_20")),
    sa.CheckConstraint("weight BETWEEN 5 AND 200", name=op.f("ck_measurement_weight_5_to_200")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_measurement_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_measurement_period_id_period")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_measurement_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_measurement_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
    sa.UniqueConstraint("class_id", "period_id", "pupil_id", name=op.f("uq_measurement_class_id_period_id_pupil_id"))
    )
    op.create_index(op.f("ix_measurement_pupil_id"), "measurement", ["pupil_id"], unique=False)
    op.create_table("specialist_check",
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("checked_on", sa.Date(), nullable=True),
    sa.Column("paediatric", sa.String(length=200), nullable=True),
    sa.Column("eyes", sa.String(length=200), nullable=True),
    sa.Column("ears", sa.String(length=200), nullable=True),
    sa.Column("teeth", sa.String(length=200), nullable=True),
    sa.Column("bones", sa.String(length=200), nullable=True),
    sa.Column("conclusion", sa.String(length=300), nullable=True),
    sa.Column("referral", sa.String(length=300), nullable=True),
    sa.Column("doctor", sa.String(length=100), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_specialist_check_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_specialist_check_period_id_period")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_specialist_check_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_specialist_check_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_specialist_check")),
    sa.UniqueConstraint("class_id", "period_id", "pupil_id", name=op.f("uq_specialist_check_class_id_period_id_pupil_id"))
    )
    op.create_index(op.f("ix_specialist_check_pupil_id"), "specialist_check", ["pupil_id"], unique=False)
    op.create_table("vital_signs",
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("systolic", sa.Integer(), nullable=True),
    sa.Column("diastolic", sa.Integer(), nullable=True),
    sa.Column("pulse", sa.Integer(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("diastolic BETWEEN 20 AND 180", name=op.f("ck_vital_signs_diastolic_20_to_180")),
    sa.CheckConstraint("pulse BETWEEN 30 AND 250", name=op.f("ck_vital_signs_pulse_30_to_250")),
    sa.CheckConstraint("systolic BETWEEN 40 AND 250", name=op.f("ck_vital_signs_systolic_40_to_250")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_vital_signs_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_vital_signs_period_id_period")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_vital_signs_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_vital_signs_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_vital_signs")),
    sa.UniqueConstraint("class_id", "period_id", "pupil_id", name=op.f("uq_vital_signs_class_id_period_id_pupil_id"))
    )
    op.create_index(op.f("ix_vital_signs_pupil_id"), "vital_signs", ["pupil_id"], unique=False)
    op.create_table("conduct_dispute",
    sa.Column("entry_id", sa.Integer(), nullable=False),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("week_id", sa.Integer(), nullable=False),
    sa.Column("raised_by", sa.Integer(), nullable=False),
    sa.Column("raised_at", UTCDateTime(), nullable=False),
    sa.Column("reason", sa.String(length=300), nullable=False),
    sa.Column("ruling", sa.Enum("upheld", "withdrawn", name="ruling", native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column("ruled_by", sa.Integer(), nullable=True),
    sa.Column("ruled_at", UTCDateTime(), nullable=True),
    sa.Column("answer", sa.String(length=300), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("(ruling IS NULL) = (ruled_at IS NULL)", name=op.f("ck_conduct_dispute_ruling_dated")),
    sa.CheckConstraint("(ruling IS NULL) = (ruled_by IS NULL)", name=op.f("ck_conduct_dispute_ruling_has_a_person")),
    sa.CheckConstraint("raised_by <> ruled_by", name=op.f("ck_conduct_dispute_two_people")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_conduct_dispute_class_id_school_class")),
    sa.ForeignKeyConstraint(["entry_id", "class_id", "week_id"], ["conduct_entry.id", "conduct_entry.class_id", "conduct_entry.week_id"], name="fk_conduct_dispute_conduct_entry"),
    sa.ForeignKeyConstraint(["raised_by"], ["staff.id"], name=op.f("fk_conduct_dispute_raised_by_staff")),
    sa.ForeignKeyConstraint(["ruled_by"], ["staff.id"], name=op.f("fk_conduct_dispute_ruled_by_staff")),
    sa.ForeignKeyConstraint(["week_id"], ["period.id"], name=op.f("fk_conduct_dispute_week_id_period")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_dispute")),
    sa.UniqueConstraint("entry_id", name=op.f("uq_conduct_dispute_entry_id"))
    )
    op.create_index(op.f("ix_conduct_dispute_week_id_class_id"), "conduct_dispute", ["week_id", "class_id"], unique=False)


def downgrade() -> None:
    """Take the tables off; the belt is off already (jobs/migrate.py)."""
    for table in TABLES:
        op.drop_table(table)
