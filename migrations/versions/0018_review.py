"""Reopened dossiers, lists frozen more than once, summer rounds' results, decisions on paper."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UTCDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# fmt: off

PAPERS = ("report-books", "summary-sheets")
DECISIONS = ("promotion-decision", "award-decision", "review-lists")


def _papers(*names: str) -> sa.Enum:
    return sa.Enum(*names, name="printdocument", native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    """Make the tables and columns."""
    op.create_table("dossier_reopening",
    sa.Column("dossier_id", sa.Integer(), nullable=False),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("reason", sa.String(length=300), nullable=False),
    sa.Column("ends_at", UTCDateTime(), nullable=False),
    sa.Column("requested_by", sa.Integer(), nullable=False),
    sa.Column("requested_at", UTCDateTime(), nullable=False),
    sa.Column("granted_by", sa.Integer(), nullable=True),
    sa.Column("granted_at", UTCDateTime(), nullable=True),
    sa.Column("refused_by", sa.Integer(), nullable=True),
    sa.Column("refused_at", UTCDateTime(), nullable=True),
    sa.Column("answer", sa.String(length=300), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("requested_by <> granted_by", name=op.f("ck_dossier_reopening_two_people")),
    sa.CheckConstraint("(granted_by IS NULL) = (granted_at IS NULL)", name=op.f("ck_dossier_reopening_grant_dated")),
    sa.CheckConstraint("requested_by <> refused_by", name=op.f("ck_dossier_reopening_refused_by_another")),
    sa.CheckConstraint("(refused_by IS NULL) = (refused_at IS NULL)", name=op.f("ck_dossier_reopening_refusal_dated")),
    sa.CheckConstraint("granted_at IS NULL OR refused_at IS NULL", name=op.f("ck_dossier_reopening_one_answer")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_dossier_reopening_class_id_school_class")),
    sa.ForeignKeyConstraint(["dossier_id", "class_id"], ["dossier.id", "dossier.class_id"], name="fk_dossier_reopening_dossier"),
    sa.ForeignKeyConstraint(["granted_by"], ["staff.id"], name=op.f("fk_dossier_reopening_granted_by_staff")),
    sa.ForeignKeyConstraint(["refused_by"], ["staff.id"], name=op.f("fk_dossier_reopening_refused_by_staff")),
    sa.ForeignKeyConstraint(["requested_by"], ["staff.id"], name=op.f("fk_dossier_reopening_requested_by_staff")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_reopening"))
    )
    op.create_index(op.f("ix_dossier_reopening_dossier_id"), "dossier_reopening", ["dossier_id"])
    op.create_table("supplementary_result",
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("unit_id", sa.Integer(), nullable=False),
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("level", sa.String(length=1), nullable=True),
    sa.Column("score", sa.Integer(), nullable=True),
    sa.Column("held_on", sa.Date(), nullable=False),
    sa.Column("made_by", sa.Integer(), nullable=False),
    sa.Column("made_at", UTCDateTime(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("level IN ('T', 'H', 'Đ', 'C')", name=op.f("ck_supplementary_result_level_of_a_scale")),
    sa.CheckConstraint("score BETWEEN 0 AND 10", name=op.f("ck_supplementary_result_score_0_to_10")),
    sa.CheckConstraint("level IS NOT NULL OR score IS NOT NULL", name=op.f("ck_supplementary_result_says_something")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_supplementary_result_class_id_school_class")),
    sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_supplementary_result_made_by_staff")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_supplementary_result_period_id_period")),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_supplementary_result_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_supplementary_result_pupil_id_pupil")),
    sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_supplementary_result_unit_id_unit")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_supplementary_result")),
    sa.UniqueConstraint("class_id", "unit_id", "period_id", "pupil_id", name=op.f("uq_supplementary_result_class_id_unit_id_period_id_pupil_id"))
    )
    op.create_index(op.f("ix_supplementary_result_pupil_id"), "supplementary_result", ["pupil_id"])
    with op.batch_alter_table("frozen_list") as lists:
        lists.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="1"))
        lists.drop_constraint(op.f("uq_frozen_list_dossier_id"), type_="unique")
        lists.create_unique_constraint(op.f("uq_frozen_list_dossier_id_number"), ["dossier_id", "number"])
    with op.batch_alter_table("frozen_list") as lists:
        lists.alter_column("number", existing_type=sa.Integer(), server_default=None)
    for table in ("print_job", "printed_document"):
        with op.batch_alter_table(table) as paper:
            paper.add_column(sa.Column("grade", sa.Integer(), nullable=True))
            paper.drop_constraint(op.f(f"ck_{table}_printdocument"), type_="check")
        with op.batch_alter_table(table) as paper:
            paper.alter_column("document", existing_type=sa.String(length=24), type_=_papers(*PAPERS, *DECISIONS), existing_nullable=False)
    with op.batch_alter_table("printed_document") as paper:
        paper.alter_column("class_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Take them away; decisions on paper and lists frozen again have no place any more."""
    for table in ("printed_document", "print_progress", "print_job"):
        job = "id" if table == "print_job" else "job_id"
        decisions = ", ".join(f"'{name}'" for name in DECISIONS)
        op.execute(f"DELETE FROM {table} WHERE {job} IN (SELECT id FROM print_job WHERE document IN ({decisions}))")  # noqa: S608 - names of ours
    with op.batch_alter_table("printed_document") as paper:
        paper.alter_column("class_id", existing_type=sa.Integer(), nullable=False)
    for table in ("printed_document", "print_job"):
        with op.batch_alter_table(table) as paper:
            paper.drop_column("grade")
            paper.drop_constraint(op.f(f"ck_{table}_printdocument"), type_="check")
        with op.batch_alter_table(table) as paper:
            paper.alter_column("document", existing_type=sa.String(length=24), type_=_papers(*PAPERS), existing_nullable=False)
    op.execute("DELETE FROM frozen_list WHERE number > 1")
    with op.batch_alter_table("frozen_list") as lists:
        lists.drop_constraint(op.f("uq_frozen_list_dossier_id_number"), type_="unique")
        lists.drop_column("number")
        lists.create_unique_constraint(op.f("uq_frozen_list_dossier_id"), ["dossier_id"])
    op.drop_table("supplementary_result")
    op.drop_table("dossier_reopening")
