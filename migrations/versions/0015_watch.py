"""Who came to a meeting; the empty cells of a term by day; what a result lacks, in its index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0010"
branch_labels = None
depends_on = None

# fmt: off

LEVEL = "CASE WHEN level IS NULL THEN 1 ELSE 0 END"
COMMENT = "CASE WHEN length(comment) > 0 THEN 0 ELSE 2 END"
SCORE = "CASE WHEN score IS NULL THEN 4 ELSE 0 END"
RESULTS = {
    "subject_result": f"{LEVEL} + {COMMENT} + {SCORE}",
    "trait_result": f"{LEVEL} + {COMMENT}",
}
PLACE = ["period_id", "class_id", "unit_id"]


def upgrade() -> None:
    """Create the table and the column."""
    op.add_column("minutes", sa.Column("attended", sa.String(length=300), nullable=True))
    op.create_table("completion_day",
    sa.Column("period_id", sa.Integer(), nullable=False),
    sa.Column("day", sa.Date(), nullable=False),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("staff_id", sa.Integer(), nullable=True),
    sa.Column("cells", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("cells >= 0", name=op.f("ck_completion_day_cells_not_negative")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_completion_day_class_id_school_class")),
    sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_completion_day_period_id_period")),
    sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_completion_day_staff_id_staff")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_completion_day")),
    sa.UniqueConstraint("period_id", "day", "class_id", "staff_id", name=op.f("uq_completion_day_period_id_day_class_id_staff_id"))
    )
    op.create_index(op.f("ix_completion_day_class_id"), "completion_day", ["class_id"])
    op.create_index(op.f("ix_completion_day_staff_id"), "completion_day", ["staff_id"])
    # SQLite can't add a stored column, and needs none: the index holds it
    stored = op.get_bind().dialect.name == "postgresql" or None
    for table, empty in RESULTS.items():
        computed = sa.Computed(empty, persisted=stored)
        op.add_column(table, sa.Column("lacks", sa.Integer(), computed, nullable=False))
        op.drop_index(op.f(f"ix_{table}_period_id_class_id_unit_id"), table)
        columns = [*PLACE, "lacks", "pupil_id"]
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)


def downgrade() -> None:
    """Take them away."""
    for table in RESULTS:
        op.drop_index(op.f(f"ix_{table}_{'_'.join(PLACE)}_lacks_pupil_id"), table)
        op.drop_column(table, "lacks")
        op.create_index(op.f(f"ix_{table}_{'_'.join(PLACE)}"), table, PLACE)
    op.drop_table("completion_day")
    op.drop_column("minutes", "attended")
