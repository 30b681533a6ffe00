"""Digital report books that were sent, year packages, periods of retention, lists to destroy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UTCDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    """Make the tables."""
    op.create_table("retention_class",
    sa.Column("code", sa.String(length=40), nullable=False),
    sa.Column("name", sa.String(length=160), nullable=False),
    sa.Column("years", sa.Integer(), nullable=True),
    sa.Column("source", sa.String(length=200), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("years IS NULL OR years > 0", name=op.f("ck_retention_class_some_years")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_class")),
    sa.UniqueConstraint("code", name=op.f("uq_retention_class_code"))
    )
    op.create_table("submission",
    sa.Column("account_id", sa.Integer(), nullable=False),
    sa.Column("year_id", sa.Integer(), nullable=False),
    sa.Column("class_id", sa.Integer(), nullable=True),
    sa.Column("schema_version", sa.String(length=12), nullable=False),
    sa.Column("created_at", UTCDateTime(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_submission_account_id_account")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_submission_class_id_school_class")),
    sa.ForeignKeyConstraint(["year_id"], ["school_year.id"], name=op.f("fk_submission_year_id_school_year")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_submission"))
    )
    op.create_table("year_package",
    sa.Column("account_id", sa.Integer(), nullable=True),
    sa.Column("year_id", sa.Integer(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("created_at", UTCDateTime(), nullable=False),
    sa.Column("sealed_at", UTCDateTime(), nullable=True),
    sa.Column("manifest_sha256", sa.String(length=64), nullable=True),
    sa.Column("history_head", sa.String(length=64), nullable=True),
    sa.Column("files", sa.Integer(), nullable=False),
    sa.Column("size", sa.BigInteger(), nullable=False),
    sa.Column("signed", sa.Boolean(), nullable=False),
    sa.Column("folder", sa.String(length=400), nullable=True),
    sa.Column("second_folder", sa.String(length=400), nullable=True),
    sa.Column("checked_at", UTCDateTime(), nullable=True),
    sa.Column("checked", sa.JSON(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("(sealed_at IS NULL) = (manifest_sha256 IS NULL)", name=op.f("ck_year_package_sealed_with_its_hash")),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_year_package_account_id_account")),
    sa.ForeignKeyConstraint(["year_id"], ["school_year.id"], name=op.f("fk_year_package_year_id_school_year")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_year_package")),
    sa.UniqueConstraint("year_id", "number", name=op.f("uq_year_package_year_id_number"))
    )
    op.create_table("destruction_list",
    sa.Column("package_id", sa.Integer(), nullable=False),
    sa.Column("retention_id", sa.Integer(), nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("items", sa.JSON(), nullable=False),
    sa.Column("proposed_by", sa.Integer(), nullable=False),
    sa.Column("proposed_at", UTCDateTime(), nullable=False),
    sa.Column("decided_by", sa.Integer(), nullable=True),
    sa.Column("decided_at", UTCDateTime(), nullable=True),
    sa.Column("approved", sa.Boolean(), nullable=True),
    sa.Column("answer", sa.String(length=300), nullable=True),
    sa.Column("executed_at", UTCDateTime(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("(decided_at IS NULL) = (approved IS NULL)", name=op.f("ck_destruction_list_decided_one_way")),
    sa.CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name=op.f("ck_destruction_list_decided_by_somebody")),
    sa.CheckConstraint("executed_at IS NULL OR approved", name=op.f("ck_destruction_list_approved_first")),
    sa.CheckConstraint("proposed_by <> decided_by", name=op.f("ck_destruction_list_two_people")),
    sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_destruction_list_decided_by_staff")),
    sa.ForeignKeyConstraint(["package_id"], ["year_package.id"], name=op.f("fk_destruction_list_package_id_year_package")),
    sa.ForeignKeyConstraint(["proposed_by"], ["staff.id"], name=op.f("fk_destruction_list_proposed_by_staff")),
    sa.ForeignKeyConstraint(["retention_id"], ["retention_class.id"], name=op.f("fk_destruction_list_retention_id_retention_class")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_list"))
    )
    op.create_table("submission_line",
    sa.Column("submission_id", sa.Integer(), nullable=False),
    sa.Column("year_id", sa.Integer(), nullable=False),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("key", sa.String(length=100), nullable=False),
    sa.Column("sha256", sa.String(length=64), nullable=False),
    sa.Column("state", sa.Enum("queued", "sent", "accepted", "rejected", name="linestate", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("attempts", sa.Integer(), nullable=False),
    sa.Column("due_at", UTCDateTime(), nullable=False),
    sa.Column("sent_at", UTCDateTime(), nullable=True),
    sa.Column("receipt", sa.String(length=120), nullable=True),
    sa.Column("reason", sa.String(length=300), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'accepted') = (receipt IS NOT NULL)", name=op.f("ck_submission_line_accepted_by_receipt")),
    sa.CheckConstraint("state <> 'rejected' OR reason IS NOT NULL", name=op.f("ck_submission_line_rejected_with_reason")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_submission_line_class_id_school_class")),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_submission_line_pupil_id_pupil")),
    sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_submission_line_submission_id_submission")),
    sa.ForeignKeyConstraint(["year_id"], ["school_year.id"], name=op.f("fk_submission_line_year_id_school_year")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_line")),
    sa.UniqueConstraint("key", name=op.f("uq_submission_line_key")),
    sa.UniqueConstraint("submission_id", "pupil_id", name=op.f("uq_submission_line_submission_id_pupil_id"))
    )
    op.create_index(op.f("ix_submission_line_class_id"), "submission_line", ["class_id"], unique=False)
    op.create_index(op.f("ix_submission_line_state_due_at"), "submission_line", ["state", "due_at"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_index(op.f("ix_submission_line_state_due_at"), table_name="submission_line")
    op.drop_index(op.f("ix_submission_line_class_id"), table_name="submission_line")
    op.drop_table("submission_line")
    op.drop_table("destruction_list")
    op.drop_table("year_package")
    op.drop_table("submission")
    op.drop_table("retention_class")
