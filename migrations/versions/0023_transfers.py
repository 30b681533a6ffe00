"""Transfers step by step with what former schools declared; classes that move to another campus."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UTCDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# fmt: off

PAPERS = ("report-books", "summary-sheets", "promotion-decision", "award-decision", "review-lists")
PACKET = "transfer-packet"


def _papers(*names: str) -> sa.Enum:
    return sa.Enum(*names, name="printdocument", native_enum=False, create_constraint=True, length=24)


def _printed(*names: str) -> None:
    for table in ("print_job", "printed_document"):
        with op.batch_alter_table(table) as paper:
            paper.drop_constraint(op.f(f"ck_{table}_printdocument"), type_="check")
        with op.batch_alter_table(table) as paper:
            paper.alter_column("document", existing_type=sa.String(length=24), type_=_papers(*names), existing_nullable=False)


def upgrade() -> None:
    """Make the tables; a packet is printed as other documents are."""
    op.create_table("class_move",
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("from_campus_id", sa.Integer(), nullable=True),
    sa.Column("to_campus_id", sa.Integer(), nullable=False),
    sa.Column("from_date", sa.Date(), nullable=False),
    sa.Column("reason", sa.String(length=200), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("from_campus_id <> to_campus_id", name=op.f("ck_class_move_another_campus")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_class_move_class_id_school_class")),
    sa.ForeignKeyConstraint(["from_campus_id"], ["campus.id"], name=op.f("fk_class_move_from_campus_id_campus")),
    sa.ForeignKeyConstraint(["to_campus_id"], ["campus.id"], name=op.f("fk_class_move_to_campus_id_campus")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_class_move")),
    sa.UniqueConstraint("class_id", "from_date", name=op.f("uq_class_move_class_id_from_date"))
    )
    op.create_table("transfer",
    sa.Column("way", sa.Enum("out", "in", name="way", native_enum=False, create_constraint=True, length=8), nullable=False),
    sa.Column("year_id", sa.Integer(), nullable=False),
    sa.Column("grade", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=True),
    sa.Column("class_id", sa.Integer(), nullable=True),
    sa.Column("full_name", sa.String(length=100), nullable=False),
    sa.Column("code", sa.String(length=20), nullable=True),
    sa.Column("birth_date", sa.Date(), nullable=True),
    sa.Column("sex", sa.Enum("Nam", "Nữ", name="sex", native_enum=False, create_constraint=True, length=8), nullable=True),
    sa.Column("school", sa.String(length=200), nullable=False),
    sa.Column("place", sa.String(length=200), nullable=True),
    sa.Column("guardian", sa.String(length=100), nullable=False),
    sa.Column("reason", sa.String(length=200), nullable=True),
    sa.Column("papers", sa.JSON(), nullable=False),
    sa.Column("other_papers", sa.String(length=300), nullable=True),
    sa.Column("closed_on", sa.Date(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("way = 'in' OR pupil_id IS NOT NULL", name=op.f("ck_transfer_who_leaves_is_known")),
    sa.CheckConstraint("grade BETWEEN 1 AND 5", name=op.f("ck_transfer_grade_1_to_5")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_transfer_class_id_school_class")),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_transfer_pupil_id_pupil")),
    sa.ForeignKeyConstraint(["year_id"], ["school_year.id"], name=op.f("fk_transfer_year_id_school_year")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer"))
    )
    op.create_index(op.f("ix_transfer_class_id"), "transfer", ["class_id"], unique=False)
    op.create_index(op.f("ix_transfer_closed_on"), "transfer", ["closed_on"], unique=False)
    op.create_index(op.f("ix_transfer_pupil_id"), "transfer", ["pupil_id"], unique=False)
    op.create_table("former_result",
    sa.Column("transfer_id", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("unit_id", sa.Integer(), nullable=False),
    sa.Column("level", sa.String(length=1), nullable=True),
    sa.Column("score", sa.Integer(), nullable=True),
    sa.Column("comment", sa.Text(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("level IS NOT NULL OR score IS NOT NULL OR comment IS NOT NULL", name=op.f("ck_former_result_says_something")),
    sa.CheckConstraint("score BETWEEN 1 AND 10", name=op.f("ck_former_result_score_1_to_10")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_former_result_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_former_result_period_id_period")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_former_result_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_former_result_pupil_id_pupil")),
    sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_former_result_transfer_id_transfer")),
    sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_former_result_unit_id_unit")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_former_result")),
    sa.UniqueConstraint("transfer_id", "period_id", "unit_id", name=op.f("uq_former_result_transfer_id_period_id_unit_id"))
    )
    op.create_index(op.f("ix_former_result_class_id"), "former_result", ["class_id"], unique=False)
    op.create_index(op.f("ix_former_result_pupil_id"), "former_result", ["pupil_id"], unique=False)
    op.create_table("transfer_step",
    sa.Column("transfer_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.Enum("asked", "accepted", "letter", "packet", "left", "papers", "placed", "entered", "stopped", name="stepkind", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("on_day", sa.Date(), nullable=False),
    sa.Column("person", sa.String(length=100), nullable=True),
    sa.Column("paper", sa.String(length=200), nullable=True),
    sa.Column("staff_id", sa.Integer(), nullable=False),
    sa.Column("noted_at", UTCDateTime(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_transfer_step_staff_id_staff")),
    sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_transfer_step_transfer_id_transfer")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_step")),
    sa.UniqueConstraint("transfer_id", "kind", name=op.f("uq_transfer_step_transfer_id_kind"))
    )
    op.create_index(op.f("ix_transfer_step_staff_id"), "transfer_step", ["staff_id"], unique=False)
    with op.batch_alter_table("print_job") as paper:
        paper.add_column(sa.Column("transfer_id", sa.Integer(), nullable=True))
        paper.create_foreign_key(op.f("fk_print_job_transfer_id_transfer"), "transfer", ["transfer_id"], ["id"])
    _printed(*PAPERS, PACKET)


def downgrade() -> None:
    """Take them away, and what was printed of them."""
    op.execute("DELETE FROM printed_document WHERE document = 'transfer-packet'")
    op.execute("DELETE FROM print_progress WHERE job_id IN (SELECT id FROM print_job WHERE document = 'transfer-packet')")
    op.execute("DELETE FROM print_job WHERE document = 'transfer-packet'")
    _printed(*PAPERS)
    with op.batch_alter_table("print_job") as paper:
        paper.drop_constraint(op.f("fk_print_job_transfer_id_transfer"), type_="foreignkey")
        paper.drop_column("transfer_id")
    op.drop_table("transfer_step")
    op.drop_table("former_result")
    op.drop_table("transfer")
    op.drop_table("class_move")
