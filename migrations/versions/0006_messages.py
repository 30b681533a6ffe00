"""Messages to families, tasks, reminders by rule, and the progress of imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UTCDateTime

revision = "0006"
down_revision = "0008"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    """Make the tables."""
    op.create_table("sending_rule",
    sa.Column("kind", sa.Enum("notice", "meeting", "absence", "conduct", "health", name="messagekind", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("mode", sa.Enum("off", "propose", "send", name="mode", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("wait_minutes", sa.Integer(), nullable=False),
    sa.Column("subject", sa.String(length=150), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('absence', 'conduct', 'health')", name=op.f("ck_sending_rule_kind_of_an_event")),
    sa.CheckConstraint("wait_minutes BETWEEN 0 AND 1440", name=op.f("ck_sending_rule_wait_up_to_a_day")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_sending_rule")),
    sa.UniqueConstraint("kind", name=op.f("uq_sending_rule_kind"))
    )
    op.create_table("sending_settings",
    sa.Column("quiet_from", sa.Integer(), nullable=False),
    sa.Column("quiet_to", sa.Integer(), nullable=False),
    sa.Column("per_minute", sa.Integer(), nullable=False),
    sa.Column("unreached_days", sa.Integer(), nullable=False),
    sa.Column("remind_days", sa.Integer(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("per_minute BETWEEN 1 AND 6000", name=op.f("ck_sending_settings_rate_in_range")),
    sa.CheckConstraint("quiet_from BETWEEN 0 AND 23", name=op.f("ck_sending_settings_quiet_from_an_hour")),
    sa.CheckConstraint("quiet_to BETWEEN 0 AND 23", name=op.f("ck_sending_settings_quiet_to_an_hour")),
    sa.CheckConstraint("remind_days BETWEEN 1 AND 30", name=op.f("ck_sending_settings_remind_in_range")),
    sa.CheckConstraint("unreached_days BETWEEN 1 AND 365", name=op.f("ck_sending_settings_unreached_in_range")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_sending_settings"))
    )
    op.create_table("message_template",
    sa.Column("name", sa.String(length=100), nullable=False),
    sa.Column("kind", sa.Enum("notice", "meeting", "absence", "conduct", "health", name="messagekind", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("subject", sa.String(length=150), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("owner_id", sa.Integer(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_message_template_owner_id_staff")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_message_template"))
    )
    op.create_index(op.f("ix_message_template_owner_id"), "message_template", ["owner_id"], unique=False)
    op.create_table("task",
    sa.Column("to_id", sa.Integer(), nullable=False),
    sa.Column("assigned_by", sa.Integer(), nullable=False),
    sa.Column("assigned_at", UTCDateTime(), nullable=False),
    sa.Column("batch", sa.String(length=32), nullable=False),
    sa.Column("through", sa.String(length=100), nullable=True),
    sa.Column("title", sa.String(length=200), nullable=False),
    sa.Column("text", sa.String(length=1000), nullable=True),
    sa.Column("due_on", sa.Date(), nullable=False),
    sa.Column("done_at", UTCDateTime(), nullable=True),
    sa.Column("remark", sa.String(length=500), nullable=True),
    sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
    sa.Column("mailed_at", UTCDateTime(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["assigned_by"], ["staff.id"], name=op.f("fk_task_assigned_by_staff")),
    sa.ForeignKeyConstraint(["to_id"], ["staff.id"], name=op.f("fk_task_to_id_staff")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_task"))
    )
    op.create_index(op.f("ix_task_batch"), "task", ["batch"], unique=False)
    op.create_index(op.f("ix_task_to_id_done_at"), "task", ["to_id", "done_at"], unique=False)
    op.create_table("message",
    sa.Column("kind", sa.Enum("notice", "meeting", "absence", "conduct", "health", name="messagekind", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("author_id", sa.Integer(), nullable=False),
    sa.Column("on_behalf", sa.String(length=100), nullable=True),
    sa.Column("audience", sa.Enum("pupils", "class", "grade", "school", name="audience", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("year_id", sa.Integer(), nullable=False),
    sa.Column("grade", sa.Integer(), nullable=True),
    sa.Column("class_id", sa.Integer(), nullable=True),
    sa.Column("subject", sa.String(length=150), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("event_key", sa.String(length=120), nullable=True),
    sa.Column("created_at", UTCDateTime(), nullable=False),
    sa.Column("queued_at", UTCDateTime(), nullable=True),
    sa.Column("approved_at", UTCDateTime(), nullable=True),
    sa.Column("approved_by", sa.Integer(), nullable=True),
    sa.Column("stopped_at", UTCDateTime(), nullable=True),
    sa.Column("stopped_by", sa.Integer(), nullable=True),
    sa.Column("stop_reason", sa.String(length=300), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("(audience = 'grade') = (grade IS NOT NULL)", name=op.f("ck_message_grade_of_its_own")),
    sa.CheckConstraint("(audience IN ('pupils', 'class')) = (class_id IS NOT NULL)", name=op.f("ck_message_class_of_its_own")),
    sa.CheckConstraint("kind <> 'health' OR audience = 'pupils'", name=op.f("ck_message_health_to_own_family")),
    sa.CheckConstraint("approved_by IS NULL OR approved_by <> author_id", name=op.f("ck_message_approved_by_another")),
    sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_message_approved_by_staff")),
    sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_message_author_id_staff")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_message_class_id_school_class")),
    sa.ForeignKeyConstraint(["stopped_by"], ["staff.id"], name=op.f("fk_message_stopped_by_staff")),
    sa.ForeignKeyConstraint(["year_id"], ["school_year.id"], name=op.f("fk_message_year_id_school_year")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    sa.UniqueConstraint("event_key", name=op.f("uq_message_event_key")),
    sa.UniqueConstraint("id", "kind", "author_id", "audience", name=op.f("uq_message_id_kind_author_id_audience"))
    )
    op.create_index(op.f("ix_message_author_id_created_at"), "message", ["author_id", "created_at"], unique=False)
    op.create_index(op.f("ix_message_class_id_created_at"), "message", ["class_id", "created_at"], unique=False)
    op.create_table("import_progress",
    sa.Column("run_id", sa.Integer(), nullable=False),
    sa.Column("account_id", sa.Integer(), nullable=False),
    sa.Column("state", sa.Enum("queued", "running", "done", "failed", "cancelled", name="jobstate", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("message", sa.Text(), nullable=True),
    sa.Column("updated_at", UTCDateTime(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_import_progress_account_id_account")),
    sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_progress_run_id_import_run")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_import_progress")),
    sa.UniqueConstraint("run_id", name=op.f("uq_import_progress_run_id"))
    )
    op.create_table("recipient",
    sa.Column("message_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.Enum("notice", "meeting", "absence", "conduct", "health", name="messagekind", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("author_id", sa.Integer(), nullable=False),
    sa.Column("audience", sa.Enum("pupils", "class", "grade", "school", name="audience", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("relation", sa.Enum("cha", "mẹ", "người giám hộ", name="relation", native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column("channel", sa.Enum("sms", "zalo", "email", "slip", "call", "log", name="channel", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_recipient_author_id_staff")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_recipient_class_id_school_class")),
    sa.ForeignKeyConstraint(["message_id", "kind", "author_id", "audience"], ["message.id", "message.kind", "message.author_id", "message.audience"], name="fk_recipient_message"),
    sa.ForeignKeyConstraint(["pupil_id", "class_id"], ["enrolment.pupil_id", "enrolment.class_id"], name="fk_recipient_enrolment"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_recipient_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient")),
    sa.UniqueConstraint("id", "kind", "author_id", "audience", "class_id", "pupil_id", name=op.f("uq_recipient_id_kind_author_id_audience_class_id_pupil_id")),
    sa.UniqueConstraint("message_id", "pupil_id", "relation", name=op.f("uq_recipient_message_id_pupil_id_relation"))
    )
    op.create_index(op.f("ix_recipient_author_id"), "recipient", ["author_id"], unique=False)
    op.create_index(op.f("ix_recipient_class_id"), "recipient", ["class_id"], unique=False)
    op.create_index(op.f("ix_recipient_pupil_id"), "recipient", ["pupil_id"], unique=False)
    op.create_table("delivery_attempt",
    sa.Column("recipient_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.Enum("notice", "meeting", "absence", "conduct", "health", name="messagekind", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("author_id", sa.Integer(), nullable=False),
    sa.Column("audience", sa.Enum("pupils", "class", "grade", "school", name="audience", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("class_id", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("channel", sa.Enum("sms", "zalo", "email", "slip", "call", "log", name="channel", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("state", sa.Enum("waiting", "sending", "sent", "failed", "unknown", name="attemptstate", native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column("due_at", UTCDateTime(), nullable=False),
    sa.Column("at", UTCDateTime(), nullable=True),
    sa.Column("answer", sa.String(length=300), nullable=True),
    sa.Column("made_by", sa.Integer(), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_delivery_attempt_author_id_staff")),
    sa.ForeignKeyConstraint(["class_id"], ["school_class.id"], name=op.f("fk_delivery_attempt_class_id_school_class")),
    sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_delivery_attempt_made_by_staff")),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_delivery_attempt_pupil_id_pupil")),
    sa.ForeignKeyConstraint(["recipient_id", "kind", "author_id", "audience", "class_id", "pupil_id"], ["recipient.id", "recipient.kind", "recipient.author_id", "recipient.audience", "recipient.class_id", "recipient.pupil_id"], name="fk_delivery_attempt_recipient"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_attempt")),
    sa.UniqueConstraint("id", "pupil_id", name=op.f("uq_delivery_attempt_id_pupil_id")),
    sa.UniqueConstraint("recipient_id", "number", name=op.f("uq_delivery_attempt_recipient_id_number"))
    )
    op.create_index(op.f("ix_delivery_attempt_pupil_id_at"), "delivery_attempt", ["pupil_id", "at"], unique=False)
    op.create_index(op.f("ix_delivery_attempt_state_due_at"), "delivery_attempt", ["state", "due_at"], unique=False)
    op.create_table("attempt_address",
    sa.Column("attempt_id", sa.Integer(), nullable=False),
    sa.Column("pupil_id", sa.Integer(), nullable=False),
    sa.Column("address", sa.String(length=200), nullable=False),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["attempt_id", "pupil_id"], ["delivery_attempt.id", "delivery_attempt.pupil_id"], name="fk_attempt_address_attempt"),
    sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_attempt_address_pupil_id_pupil")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_address")),
    sa.UniqueConstraint("attempt_id", name=op.f("uq_attempt_address_attempt_id"))
    )
    op.add_column("guardian", sa.Column("email", sa.String(length=200), nullable=True))
    with op.batch_alter_table("reminder") as reminder:
        reminder.alter_column("from_id", existing_type=sa.Integer(), nullable=True)
        reminder.add_column(sa.Column("rule_key", sa.String(length=120), nullable=True))
        reminder.add_column(sa.Column("mailed_at", UTCDateTime(), nullable=True))
        reminder.create_unique_constraint(op.f("uq_reminder_rule_key"), ["rule_key"])


def downgrade() -> None:
    """Take the tables away."""
    with op.batch_alter_table("reminder") as reminder:
        reminder.drop_constraint(op.f("uq_reminder_rule_key"), type_="unique")
        reminder.drop_column("mailed_at")
        reminder.drop_column("rule_key")
        reminder.alter_column("from_id", existing_type=sa.Integer(), nullable=False)
    op.drop_column("guardian", "email")
    op.drop_table("attempt_address")
    op.drop_index(op.f("ix_delivery_attempt_state_due_at"), table_name="delivery_attempt")
    op.drop_index(op.f("ix_delivery_attempt_pupil_id_at"), table_name="delivery_attempt")
    op.drop_table("delivery_attempt")
    op.drop_index(op.f("ix_recipient_pupil_id"), table_name="recipient")
    op.drop_index(op.f("ix_recipient_class_id"), table_name="recipient")
    op.drop_index(op.f("ix_recipient_author_id"), table_name="recipient")
    op.drop_table("recipient")
    op.drop_table("import_progress")
    op.drop_index(op.f("ix_message_class_id_created_at"), table_name="message")
    op.drop_index(op.f("ix_message_author_id_created_at"), table_name="message")
    op.drop_table("message")
    op.drop_index(op.f("ix_task_to_id_done_at"), table_name="task")
    op.drop_index(op.f("ix_task_batch"), table_name="task")
    op.drop_table("task")
    op.drop_index(op.f("ix_message_template_owner_id"), table_name="message_template")
    op.drop_table("message_template")
    op.drop_table("sending_settings")
    op.drop_table("sending_rule")
