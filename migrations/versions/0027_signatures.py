"""Digital signatures on report books (Đ4.6)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UTCDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    """Make the table."""
    op.create_table("paper_signature",
    sa.Column("copy_id", sa.Integer(), nullable=False),
    sa.Column("class_id", sa.Integer(), nullable=True),
    sa.Column("role", sa.Enum("principal", "seal", name="signrole", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("signer", sa.String(length=300), nullable=False),
    sa.Column("issuer", sa.String(length=300), nullable=False),
    sa.Column("serial", sa.String(length=60), nullable=False),
    sa.Column("valid_to", UTCDateTime(), nullable=False),
    sa.Column("sha256", sa.String(length=64), nullable=False),
    sa.Column("file_sha256", sa.String(length=64), nullable=False),
    sa.Column("signed_at", UTCDateTime(), nullable=False),
    sa.Column("account_id", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_paper_signature_account_id_account")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_paper_signature_class_id_school_class")),
    sa.ForeignKeyConstraint(["copy_id"], ["issued_copy.id"], name=op.f("fk_paper_signature_copy_id_issued_copy")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_signature")),
    sa.UniqueConstraint("copy_id", "role", name=op.f("uq_paper_signature_copy_id_role"))
    )
    op.create_index(op.f("ix_paper_signature_class_id"), "paper_signature", ["class_id"], unique=False)


def downgrade() -> None:
    """Take it away."""
    op.drop_table("paper_signature")
