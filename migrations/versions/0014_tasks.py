"""Jobs of all kinds, dated rules of reminding and quiet hours, by what a task was given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UTCDateTime

revision = "0014"
down_revision = "0004"
branch_labels = None
depends_on = None

# fmt: off

JOB_STATE = sa.Enum("queued", "running", "done", "failed", "cancelled", name="jobstate", native_enum=False, create_constraint=True, length=24)
REMINDER_KIND = sa.Enum("closing", "plan", "roll", "monthly", "message", "task", name="reminderkind", native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    """Make the tables; what a school had set is kept as its first dated rows."""
    op.create_table("job",
    sa.Column("kind", sa.String(length=24), nullable=False),
    sa.Column("key", sa.String(length=120), nullable=False),
    sa.Column("account_id", sa.Integer(), nullable=True),
    sa.Column("subject_id", sa.Integer(), nullable=True),
    sa.Column("what", sa.String(length=200), nullable=False),
    sa.Column("state", JOB_STATE, nullable=False),
    sa.Column("done", sa.Integer(), nullable=False),
    sa.Column("total", sa.Integer(), nullable=False),
    sa.Column("message", sa.Text(), nullable=True),
    sa.Column("tries", sa.Integer(), nullable=False),
    sa.Column("created_at", UTCDateTime(), nullable=False),
    sa.Column("updated_at", UTCDateTime(), nullable=False),
    sa.Column("cancel_at", UTCDateTime(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_job_account_id_account")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    sa.UniqueConstraint("key", name=op.f("uq_job_key"))
    )
    op.create_index(op.f("ix_job_account_id"), "job", ["account_id"], unique=False)
    op.create_index(op.f("ix_job_state_updated_at"), "job", ["state", "updated_at"], unique=False)
    op.drop_table("import_progress")
    op.create_table("reminder_rule",
    sa.Column("kind", REMINDER_KIND, nullable=False),
    sa.Column("from_date", sa.Date(), nullable=False),
    sa.Column("active", sa.Boolean(), nullable=False),
    sa.Column("days", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("days BETWEEN 0 AND 30", name=op.f("ck_reminder_rule_days_up_to_a_month")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_rule")),
    sa.UniqueConstraint("kind", "from_date", name=op.f("uq_reminder_rule_kind_from_date"))
    )
    op.execute(
        "INSERT INTO reminder_rule (kind, from_date, active, days, version)"
        " SELECT 'closing', '2000-01-01', (1 = 1), remind_days, 1 FROM sending_settings"
        " WHERE id = (SELECT MIN(id) FROM sending_settings)"
    )
    op.execute("DELETE FROM sending_settings WHERE id > (SELECT MIN(id) FROM sending_settings)")
    with op.batch_alter_table("sending_settings") as settings:
        settings.drop_constraint(op.f("ck_sending_settings_remind_in_range"), type_="check")
        settings.drop_column("remind_days")
        settings.add_column(sa.Column("from_date", sa.Date(), nullable=False, server_default="2000-01-01"))
        settings.create_unique_constraint(op.f("uq_sending_settings_from_date"), ["from_date"])
    with op.batch_alter_table("sending_settings") as settings:
        settings.alter_column("from_date", existing_type=sa.Date(), server_default=None)
    op.drop_index(op.f("ix_task_batch"), table_name="task")
    with op.batch_alter_table("task") as task:
        task.add_column(sa.Column("target", sa.String(length=40), nullable=False, server_default="people"))
        task.create_unique_constraint(op.f("uq_task_batch_to_id"), ["batch", "to_id"])
    with op.batch_alter_table("task") as task:
        task.alter_column("target", existing_type=sa.String(length=40), server_default=None)


def downgrade() -> None:
    """Take them away; the newest settings stay."""
    with op.batch_alter_table("task") as task:
        task.drop_constraint(op.f("uq_task_batch_to_id"), type_="unique")
        task.drop_column("target")
    op.create_index(op.f("ix_task_batch"), "task", ["batch"], unique=False)
    op.execute(
        "DELETE FROM sending_settings WHERE from_date <"
        " (SELECT newest FROM (SELECT MAX(from_date) AS newest FROM sending_settings) AS last)"
    )
    with op.batch_alter_table("sending_settings") as settings:
        settings.drop_constraint(op.f("uq_sending_settings_from_date"), type_="unique")
        settings.drop_column("from_date")
        settings.add_column(sa.Column("remind_days", sa.Integer(), nullable=False, server_default="3"))
        settings.create_check_constraint(op.f("ck_sending_settings_remind_in_range"), "remind_days BETWEEN 1 AND 30")
    with op.batch_alter_table("sending_settings") as settings:
        settings.alter_column("remind_days", existing_type=sa.Integer(), server_default=None)
    op.drop_table("reminder_rule")
    op.create_table("import_progress",
    sa.Column("run_id", sa.Integer(), nullable=False),
    sa.Column("account_id", sa.Integer(), nullable=False),
    sa.Column("state", JOB_STATE, nullable=False),
    sa.Column("message", sa.Text(), nullable=True),
    sa.Column("updated_at", UTCDateTime(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_import_progress_account_id_account")),
    sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_progress_run_id_import_run")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_import_progress")),
    sa.UniqueConstraint("run_id", name=op.f("uq_import_progress_run_id"))
    )
    op.drop_index(op.f("ix_job_state_updated_at"), table_name="job")
    op.drop_index(op.f("ix_job_account_id"), table_name="job")
    op.drop_table("job")
