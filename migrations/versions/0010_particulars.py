"""Fields declared by the office, their values, and proposals of legal changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UTCDateTime

revision = "0010"
down_revision = "0014"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    """Make the tables."""
    op.create_table("declared_field",
    sa.Column("name", sa.String(length=80), nullable=False),
    sa.Column("kind", sa.Enum("text", "number", "date", "choice", name="declaredkind", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("options", sa.Text(), nullable=True),
    sa.Column("help", sa.String(length=200), nullable=True),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("from_date", sa.Date(), nullable=False),
    sa.Column("to_date", sa.Date(), nullable=True),
    sa.Column("required_from", sa.Date(), nullable=True),
    sa.Column("sensitive", sa.Boolean(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("(kind = 'choice') = (options IS NOT NULL)", name=op.f("ck_declared_field_options_of_a_choice")),
    sa.CheckConstraint("to_date IS NULL OR from_date <= to_date", name=op.f("ck_declared_field_days_in_order")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_field")),
    sa.UniqueConstraint("id", "kind", name=op.f("uq_declared_field_id_kind")),
    sa.UniqueConstraint("name", name=op.f("uq_declared_field_name"))
    )
    op.create_table("declared_value",
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("field_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.Enum("text", "number", "date", "choice", name="declaredkind", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("value", sa.String(length=300), nullable=True),
    sa.Column("folded", sa.String(length=300), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["field_id", "kind"], ["declared_field.id", "declared_field.kind"], name="fk_declared_value_declared_field"),
    sa.ForeignKeyConstraint(["field_id"], ["declared_field.id"], name=op.f("fk_declared_value_field_id_declared_field")),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_declared_value_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_value")),
    sa.UniqueConstraint("pupil_id", "field_id", name=op.f("uq_declared_value_pupil_id_field_id"))
    )
    op.create_index(op.f("ix_declared_value_field_id_value"), "declared_value", ["field_id", "value"], unique=False)
    op.create_table("legal_change",
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("field", sa.Enum("full_name", "birth_date", "sex", "ethnic_group", "personal_id", name="legalfield", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("old", sa.String(length=100), nullable=True),
    sa.Column("new", sa.String(length=100), nullable=False),
    sa.Column("evidence", sa.String(length=200), nullable=False),
    sa.Column("proposed_by", sa.Integer(), nullable=False),
    sa.Column("proposed_at", UTCDateTime(), nullable=False),
    sa.Column("decision", sa.Enum("accepted", "refused", name="legaldecision", native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column("decided_by", sa.Integer(), nullable=True),
    sa.Column("decided_at", UTCDateTime(), nullable=True),
    sa.Column("answer", sa.String(length=200), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("decision IS NULL OR decision <> 'refused' OR answer IS NOT NULL", name=op.f("ck_legal_change_refusal_has_a_reason")),
    sa.CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_legal_change_decision_dated")),
    sa.CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name=op.f("ck_legal_change_decision_has_a_person")),
    sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_legal_change_two_people")),
    sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_legal_change_decided_by_staff")),
    sa.ForeignKeyConstraint(["proposed_by"], ["staff.id"], name=op.f("fk_legal_change_proposed_by_staff")),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_legal_change_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_change"))
    )
    op.create_index(op.f("ix_legal_change_decision"), "legal_change", ["decision"], unique=False)
    op.create_index(op.f("ix_legal_change_pupil_id"), "legal_change", ["pupil_id"], unique=False)


def downgrade() -> None:
    """Take the tables away."""
    for table in ("legal_change", "declared_value", "declared_field"):
        op.drop_table(table)
