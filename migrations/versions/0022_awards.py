"""Forms and records of praise within the year; staff cases, their facts and the answers to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UTCDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    """Make the tables."""
    op.create_table("award_form",
    sa.Column("kind", sa.Enum("pupil", "commendation", "violation", name="awardkind", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("name", sa.String(length=160), nullable=False),
    sa.Column("decider", sa.Enum("class", "school", "higher", name="decider", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("from_date", sa.Date(), nullable=False),
    sa.Column("to_date", sa.Date(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("kind = 'pupil' OR decider <> 'class'", name=op.f("ck_award_form_staff_by_the_head")),
    sa.CheckConstraint("to_date IS NULL OR from_date <= to_date", name=op.f("ck_award_form_days_in_order")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_award_form")),
    sa.UniqueConstraint("id", "decider", name=op.f("uq_award_form_id_decider")),
    sa.UniqueConstraint("kind", "name", name=op.f("uq_award_form_kind_name"))
    )
    op.create_table("staff_case",
    sa.Column("staff_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.Enum("commendation", "violation", name="casekind", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("subject", sa.String(length=200), nullable=False),
    sa.Column("account", sa.Text(), nullable=True),
    sa.Column("since", sa.Date(), nullable=False),
    sa.Column("until", sa.Date(), nullable=False),
    sa.Column("noted_by", sa.Integer(), nullable=False),
    sa.Column("noted_at", UTCDateTime(), nullable=False),
    sa.Column("question", sa.Text(), nullable=True),
    sa.Column("asked_at", UTCDateTime(), nullable=True),
    sa.Column("answer_by", sa.Date(), nullable=True),
    sa.Column("explained_at", UTCDateTime(), nullable=True),
    sa.Column("form_id", sa.Integer(), nullable=True),
    sa.Column("decider", sa.Enum("class", "school", "higher", name="decider", native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column("decision", sa.Text(), nullable=True),
    sa.Column("decided_by", sa.Integer(), nullable=True),
    sa.Column("decided_at", UTCDateTime(), nullable=True),
    sa.Column("number", sa.String(length=40), nullable=True),
    sa.Column("sent_to", sa.String(length=160), nullable=True),
    sa.Column("sent_on", sa.Date(), nullable=True),
    sa.Column("outcome", sa.String(length=300), nullable=True),
    sa.Column("closed_at", UTCDateTime(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("kind = 'commendation' OR decided_at IS NULL OR asked_at IS NOT NULL", name=op.f("ck_staff_case_heard_before_decided")),
    sa.CheckConstraint("sent_on IS NULL OR decider = 'higher'", name=op.f("ck_staff_case_only_upward_is_sent")),
    sa.CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name=op.f("ck_staff_case_decision_has_person")),
    sa.CheckConstraint("(decided_at IS NULL) = (decision IS NULL)", name=op.f("ck_staff_case_decision_in_words")),
    sa.CheckConstraint("(form_id IS NULL) = (decider IS NULL)", name=op.f("ck_staff_case_form_with_its_decider")),
    sa.CheckConstraint("(question IS NULL) = (asked_at IS NULL)", name=op.f("ck_staff_case_question_dated")),
    sa.CheckConstraint("(sent_on IS NULL) = (sent_to IS NULL)", name=op.f("ck_staff_case_sent_to_somebody")),
    sa.CheckConstraint("closed_at IS NULL OR decided_at IS NOT NULL", name=op.f("ck_staff_case_decided_before_closed")),
    sa.CheckConstraint("explained_at IS NULL OR asked_at IS NOT NULL", name=op.f("ck_staff_case_asked_first")),
    sa.CheckConstraint("form_id IS NULL OR decided_at IS NOT NULL", name=op.f("ck_staff_case_form_is_decided")),
    sa.CheckConstraint("since <= until", name=op.f("ck_staff_case_days_in_order")),
    sa.CheckConstraint("staff_id <> decided_by", name=op.f("ck_staff_case_not_decided_by_oneself")),
    sa.CheckConstraint("staff_id <> noted_by", name=op.f("ck_staff_case_not_the_own")),
    sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_staff_case_decided_by_staff")),
    sa.ForeignKeyConstraint(["form_id", "decider"], ["award_form.id", "award_form.decider"], name="fk_staff_case_award_form"),
    sa.ForeignKeyConstraint(["form_id"], ["award_form.id"], name=op.f("fk_staff_case_form_id_award_form")),
    sa.ForeignKeyConstraint(["noted_by"], ["staff.id"], name=op.f("fk_staff_case_noted_by_staff")),
    sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_case_staff_id_staff")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_case")),
    sa.UniqueConstraint("id", "staff_id", name=op.f("uq_staff_case_id_staff_id"))
    )
    op.create_index(op.f("ix_staff_case_staff_id"), "staff_case", ["staff_id"], unique=False)
    op.create_table("staff_case_fact",
    sa.Column("case_id", sa.Integer(), nullable=False),
    sa.Column("staff_id", sa.Integer(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("code", sa.String(length=24), nullable=False),
    sa.Column("words", sa.String(length=300), nullable=False),
    sa.Column("lines", sa.JSON(), nullable=False),
    sa.Column("ruling", sa.Enum("upheld", "withdrawn", name="factruling", native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column("ruled_by", sa.Integer(), nullable=True),
    sa.Column("ruled_at", UTCDateTime(), nullable=True),
    sa.Column("reply", sa.String(length=500), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("(ruling IS NULL) = (ruled_at IS NULL)", name=op.f("ck_staff_case_fact_ruling_dated")),
    sa.CheckConstraint("(ruling IS NULL) = (ruled_by IS NULL)", name=op.f("ck_staff_case_fact_ruling_has_a_person")),
    sa.CheckConstraint("staff_id <> ruled_by", name=op.f("ck_staff_case_fact_not_ruled_by_oneself")),
    sa.ForeignKeyConstraint(["case_id", "staff_id"], ["staff_case.id", "staff_case.staff_id"], name="fk_staff_case_fact_staff_case"),
    sa.ForeignKeyConstraint(["case_id"], ["staff_case.id"], name=op.f("fk_staff_case_fact_case_id_staff_case")),
    sa.ForeignKeyConstraint(["ruled_by"], ["staff.id"], name=op.f("fk_staff_case_fact_ruled_by_staff")),
    sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_case_fact_staff_id_staff")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_case_fact")),
    sa.UniqueConstraint("case_id", "number", name=op.f("uq_staff_case_fact_case_id_number")),
    sa.UniqueConstraint("id", "case_id", name=op.f("uq_staff_case_fact_id_case_id"))
    )
    op.create_index(op.f("ix_staff_case_fact_staff_id"), "staff_case_fact", ["staff_id"], unique=False)
    op.create_table("pupil_award",
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("form_id", sa.Integer(), nullable=False),
    sa.Column("decider", sa.Enum("class", "school", "higher", name="decider", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("content", sa.String(length=300), nullable=False),
    sa.Column("happened_on", sa.Date(), nullable=False),
    sa.Column("group_name", sa.String(length=120), nullable=True),
    sa.Column("batch", sa.String(length=40), nullable=False),
    sa.Column("made_by", sa.Integer(), nullable=False),
    sa.Column("made_at", UTCDateTime(), nullable=False),
    sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
    sa.Column("sent_to", sa.String(length=160), nullable=True),
    sa.Column("sent_on", sa.Date(), nullable=True),
    sa.Column("decision", sa.Enum("granted", "refused", name="awarddecision", native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column("decided_by", sa.Integer(), nullable=True),
    sa.Column("decided_at", UTCDateTime(), nullable=True),
    sa.Column("number", sa.String(length=40), nullable=True),
    sa.Column("answer", sa.String(length=300), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("sent_on IS NULL OR decider = 'higher'", name=op.f("ck_pupil_award_only_upward_is_sent")),
    sa.CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_pupil_award_decision_dated")),
    sa.CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name=op.f("ck_pupil_award_decision_has_a_person")),
    sa.CheckConstraint("(sent_on IS NULL) = (sent_to IS NULL)", name=op.f("ck_pupil_award_sent_to_somebody")),
    sa.CheckConstraint("withdrawn_at IS NULL OR decision IS NULL", name=op.f("ck_pupil_award_withdrawn_undecided")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_pupil_award_class_id_school_class")),
    sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_pupil_award_decided_by_staff")),
    sa.ForeignKeyConstraint(["form_id", "decider"], ["award_form.id", "award_form.decider"], name="fk_pupil_award_award_form"),
    sa.ForeignKeyConstraint(["form_id"], ["award_form.id"], name=op.f("fk_pupil_award_form_id_award_form")),
    sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_pupil_award_made_by_staff")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_pupil_award_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_pupil_award_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_pupil_award"))
    )
    op.create_index(op.f("ix_pupil_award_batch"), "pupil_award", ["batch"], unique=False)
    op.create_index(op.f("ix_pupil_award_class_id"), "pupil_award", ["class_id"], unique=False)
    op.create_index(op.f("ix_pupil_award_pupil_id"), "pupil_award", ["pupil_id"], unique=False)
    op.create_table("staff_case_answer",
    sa.Column("case_id", sa.Integer(), nullable=False),
    sa.Column("staff_id", sa.Integer(), nullable=False),
    sa.Column("fact_id", sa.Integer(), nullable=True),
    sa.Column("kind", sa.Enum("explanation", "objection", name="answerkind", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("written_at", UTCDateTime(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("(fact_id IS NULL) = (kind = 'explanation')", name=op.f("ck_staff_case_answer_objection_names_its_fact")),
    sa.ForeignKeyConstraint(["case_id", "staff_id"], ["staff_case.id", "staff_case.staff_id"], name="fk_staff_case_answer_staff_case"),
    sa.ForeignKeyConstraint(["case_id"], ["staff_case.id"], name=op.f("fk_staff_case_answer_case_id_staff_case")),
    sa.ForeignKeyConstraint(["fact_id", "case_id"], ["staff_case_fact.id", "staff_case_fact.case_id"], name="fk_staff_case_answer_staff_case_fact"),
    sa.ForeignKeyConstraint(["fact_id"], ["staff_case_fact.id"], name=op.f("fk_staff_case_answer_fact_id_staff_case_fact")),
    sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_case_answer_staff_id_staff")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_case_answer"))
    )
    op.create_index(op.f("ix_staff_case_answer_case_id"), "staff_case_answer", ["case_id"], unique=False)
    op.create_index(op.f("ix_staff_case_answer_staff_id"), "staff_case_answer", ["staff_id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_table("staff_case_answer")
    op.drop_table("staff_case_fact")
    op.drop_table("staff_case")
    op.drop_table("pupil_award")
    op.drop_table("award_form")
