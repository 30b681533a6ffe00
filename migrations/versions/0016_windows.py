"""Procedures of record kinds; reopenings of single pupils, refused ones; what was written under one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UTCDateTime

revision = "0016"
down_revision = "0013"
branch_labels = None
depends_on = None

# fmt: off

KINDS = ("result", "trait", "absence", "plan", "monthly", "attendance", "conduct", "health_visit", "health_check", "homeroom")
LOCK_KIND = sa.Enum(*KINDS, name="lockkind", native_enum=False, create_constraint=True, length=24)
WITHIN = sa.text("reopening_id IS NOT NULL")


def upgrade() -> None:
    """Make the table and the columns; each request that stands is a batch of its own."""
    op.create_table("procedure",
    sa.Column("kind", LOCK_KIND, nullable=False),
    sa.Column("from_date", sa.Date(), nullable=False),
    sa.Column("who", sa.String(length=200), nullable=False),
    sa.Column("until", sa.String(length=300), nullable=False),
    sa.Column("how", sa.String(length=1000), nullable=False),
    sa.Column("ask", sa.String(length=200), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure")),
    sa.UniqueConstraint("kind", "from_date", name=op.f("uq_procedure_kind_from_date"))
    )
    op.add_column("history_line", sa.Column("reopening_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_history_line_reopening_id"), "history_line", ["reopening_id"], sqlite_where=WITHIN, postgresql_where=WITHIN)
    with op.batch_alter_table("reopening") as reopening:
        reopening.add_column(sa.Column("pupil_id", sa.Integer(), nullable=True))
        reopening.add_column(sa.Column("batch", sa.String(length=32), nullable=True))
        reopening.add_column(sa.Column("refused_by", sa.Integer(), nullable=True))
        reopening.add_column(sa.Column("refused_at", UTCDateTime(), nullable=True))
        reopening.add_column(sa.Column("answer", sa.String(length=300), nullable=True))
        reopening.create_foreign_key(op.f("fk_reopening_pupil_id_pupil"), "pupil", ["pupil_id"], ["id"])
        reopening.create_foreign_key(op.f("fk_reopening_refused_by_staff"), "staff", ["refused_by"], ["id"])
        reopening.create_check_constraint(op.f("ck_reopening_refused_by_another"), "requested_by <> refused_by")
        reopening.create_check_constraint(op.f("ck_reopening_refusal_dated"), "(refused_by IS NULL) = (refused_at IS NULL)")
        reopening.create_check_constraint(op.f("ck_reopening_one_answer"), "granted_at IS NULL OR refused_at IS NULL")
    op.execute("UPDATE reopening SET batch = 'r' || id")
    with op.batch_alter_table("reopening") as reopening:
        reopening.alter_column("batch", existing_type=sa.String(length=32), nullable=False)
    op.create_index(op.f("ix_reopening_batch"), "reopening", ["batch"])


def downgrade() -> None:
    """Take them away; requests for single pupils would lift too much and go."""
    op.drop_index(op.f("ix_reopening_batch"), "reopening")
    op.execute("DELETE FROM reopening WHERE pupil_id IS NOT NULL")
    with op.batch_alter_table("reopening") as reopening:
        for name in ("one_answer", "refusal_dated", "refused_by_another"):
            reopening.drop_constraint(op.f(f"ck_reopening_{name}"), type_="check")
        for name in ("refused_by_staff", "pupil_id_pupil"):
            reopening.drop_constraint(op.f(f"fk_reopening_{name}"), type_="foreignkey")
        for name in ("answer", "refused_at", "refused_by", "batch", "pupil_id"):
            reopening.drop_column(name)
    op.drop_index(op.f("ix_history_line_reopening_id"), "history_line")
    op.drop_column("history_line", "reopening_id")
    op.drop_table("procedure")
