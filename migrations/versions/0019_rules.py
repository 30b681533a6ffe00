"""Rule sets that a school makes and dates, requests about the rules, re-tests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# fmt: off

TO = sa.Enum("vendor", "authority", name="requestto", native_enum=False, create_constraint=True, length=24)
STATE = sa.Enum("sent", "answered", "done", "withdrawn", name="requeststate", native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    """Make the tables; the rule sets that stand came with the program."""
    op.add_column("rule_set", sa.Column("own", sa.Boolean(), nullable=True))
    op.execute("UPDATE rule_set SET own = false")
    with op.batch_alter_table("rule_set") as table:
        table.alter_column("own", existing_type=sa.Boolean(), nullable=False)
    op.create_table("rule_start",
    sa.Column("rule_set_id", sa.Integer(), nullable=False),
    sa.Column("grade", sa.Integer(), nullable=False),
    sa.Column("autumn", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("grade BETWEEN 1 AND 5", name=op.f("ck_rule_start_grade_1_to_5")),
    sa.CheckConstraint("autumn BETWEEN 2000 AND 2100", name=op.f("ck_rule_start_autumn_of_our_time")),
    sa.ForeignKeyConstraint(["rule_set_id"], ["rule_set.id"], name=op.f("fk_rule_start_rule_set_id_rule_set")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_start")),
    sa.UniqueConstraint("grade", "autumn", name=op.f("uq_rule_start_grade_autumn"))
    )
    op.create_table("rule_request",
    sa.Column("to_kind", TO, nullable=False),
    sa.Column("to_name", sa.String(length=200), nullable=False),
    sa.Column("what", sa.Text(), nullable=False),
    sa.Column("basis", sa.String(length=200), nullable=True),
    sa.Column("rule_set_id", sa.Integer(), nullable=True),
    sa.Column("asked_by", sa.Integer(), nullable=False),
    sa.Column("sent_on", sa.Date(), nullable=False),
    sa.Column("state", STATE, nullable=False),
    sa.Column("answer", sa.Text(), nullable=True),
    sa.Column("answered_on", sa.Date(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("state NOT IN ('answered', 'done') OR (answer IS NOT NULL AND answered_on IS NOT NULL)", name=op.f("ck_rule_request_answer_is_kept")),
    sa.CheckConstraint("answered_on IS NULL OR answered_on >= sent_on", name=op.f("ck_rule_request_days_in_order")),
    sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_rule_request_asked_by_staff")),
    sa.ForeignKeyConstraint(["rule_set_id"], ["rule_set.id"], name=op.f("fk_rule_request_rule_set_id_rule_set")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_request"))
    )
    op.create_index(op.f("ix_rule_request_state"), "rule_request", ["state"])
    op.create_table("retest",
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("unit_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("taken_on", sa.Date(), nullable=False),
    sa.Column("score", sa.Integer(), nullable=False),
    sa.Column("reason", sa.String(length=300), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("score BETWEEN 0 AND 10", name=op.f("ck_retest_score_0_to_10")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_retest_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_retest_period_id_period")),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_retest_pupil_id_pupil")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_retest_enrolment"),
    sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_retest_unit_id_unit")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_retest")),
    sa.UniqueConstraint("class_id", "unit_id", "period_id", "pupil_id", "taken_on", name=op.f("uq_retest_class_id_unit_id_period_id_pupil_id_taken_on"))
    )
    op.create_index(op.f("ix_retest_period_id_class_id"), "retest", ["period_id", "class_id"])
    op.create_index(op.f("ix_retest_pupil_id"), "retest", ["pupil_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("retest")
    op.drop_table("rule_request")
    op.drop_table("rule_start")
    with op.batch_alter_table("rule_set") as table:
        table.drop_column("own")
