"""Copies with a code that anybody can check, and their register; certificates are printed too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UTCDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# fmt: off

PAPERS = ("report-books", "summary-sheets", "promotion-decision", "award-decision", "review-lists", "transfer-packet")
CERTIFICATES = "certificates"


def _papers(*names: str) -> sa.Enum:
    return sa.Enum(*names, name="printdocument", native_enum=False, create_constraint=True, length=24)


def _printed(*names: str) -> None:
    for table in ("print_job", "printed_document"):
        with op.batch_alter_table(table) as paper:
            paper.drop_constraint(op.f(f"ck_{table}_printdocument"), type_="check")
        with op.batch_alter_table(table) as paper:
            paper.alter_column("document", existing_type=sa.String(length=24), type_=_papers(*names), existing_nullable=False)


def upgrade() -> None:
    """Make the tables."""
    _printed(*PAPERS, CERTIFICATES)
    op.create_table("issued_copy",
    sa.Column("code", sa.String(length=16), nullable=False),
    sa.Column("document_id", sa.Integer(), nullable=False),
    sa.Column("document", sa.Enum("report-books", "summary-sheets", "promotion-decision", "award-decision", "review-lists", "transfer-packet", "certificates", name="printdocument", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("year_id", sa.Integer(), nullable=False),
    sa.Column("class_id", sa.Integer(), nullable=True),
    sa.Column("pupil_id", sa.Integer(), nullable=True),
    sa.Column("copy_number", sa.Integer(), nullable=False),
    sa.Column("sha256", sa.String(length=64), nullable=False),
    sa.Column("account_id", sa.Integer(), nullable=False),
    sa.Column("issued_at", UTCDateTime(), nullable=False),
    sa.Column("stamped_on", sa.Date(), nullable=True),
    sa.Column("stamped_by", sa.String(length=100), nullable=True),
    sa.Column("handed_on", sa.Date(), nullable=True),
    sa.Column("handed_to", sa.String(length=100), nullable=True),
    sa.Column("kept_at", sa.String(length=100), nullable=True),
    sa.Column("revoked_at", UTCDateTime(), nullable=True),
    sa.Column("revoked_by", sa.Integer(), nullable=True),
    sa.Column("revoke_reason", sa.String(length=200), nullable=True),
    sa.Column("replaced_by", sa.Integer(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revoke_reason IS NULL)", name=op.f("ck_issued_copy_revoked_by_somebody_for_a_reason")),
    sa.CheckConstraint("replaced_by IS NULL OR revoked_at IS NOT NULL", name=op.f("ck_issued_copy_replaced_is_revoked")),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_issued_copy_account_id_account")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_issued_copy_class_id_school_class")),
    sa.ForeignKeyConstraint(["document_id"], ["printed_document.id"], name=op.f("fk_issued_copy_document_id_printed_document")),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_issued_copy_pupil_id_pupil")),
    sa.ForeignKeyConstraint(["replaced_by"], ["issued_copy.id"], name=op.f("fk_issued_copy_replaced_by_issued_copy")),
    sa.ForeignKeyConstraint(["revoked_by"], ["staff.id"], name=op.f("fk_issued_copy_revoked_by_staff")),
    sa.ForeignKeyConstraint(["year_id"], ["school_year.id"], name=op.f("fk_issued_copy_year_id_school_year")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_copy")),
    sa.UniqueConstraint("code", name=op.f("uq_issued_copy_code"))
    )
    op.create_index(op.f("ix_issued_copy_class_id"), "issued_copy", ["class_id"], unique=False)
    op.create_index(op.f("ix_issued_copy_document_id"), "issued_copy", ["document_id"], unique=False)
    op.create_index(op.f("ix_issued_copy_pupil_id"), "issued_copy", ["pupil_id"], unique=False)
    op.create_table("issued_content",
    sa.Column("copy_id", sa.Integer(), nullable=False),
    sa.Column("class_id", sa.Integer(), nullable=True),
    sa.Column("content", sa.Text(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_issued_content_class_id_school_class")),
    sa.ForeignKeyConstraint(["copy_id"], ["issued_copy.id"], name=op.f("fk_issued_content_copy_id_issued_copy")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_content")),
    sa.UniqueConstraint("copy_id", name=op.f("uq_issued_content_copy_id"))
    )
    op.create_index(op.f("ix_issued_content_class_id"), "issued_content", ["class_id"], unique=False)


def downgrade() -> None:
    """Take them away, and what was printed of certificates."""
    op.drop_table("issued_content")
    op.drop_table("issued_copy")
    op.execute("DELETE FROM printed_document WHERE document = 'certificates'")
    op.execute("DELETE FROM print_progress WHERE job_id IN (SELECT id FROM print_job WHERE document = 'certificates')")
    op.execute("DELETE FROM print_job WHERE document = 'certificates'")
    _printed(*PAPERS)
