"""Of what people are reminded by rule, from how many days before it is due (Điều 2.1, 2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session

from models.base import Base, col, enum_type


class ReminderKind(StrEnum):
    """What a rule watches."""

    CLOSING = "closing"
    PLAN = "plan"
    ROLL = "roll"
    MONTHLY = "monthly"
    MESSAGE = "message"
    TASK = "task"


class ReminderRule(Base):
    """One kind from a day on; ``days``: how long before the deadline (0: once it is over)."""

    __tablename__ = "reminder_rule"
    __table_args__ = (
        UniqueConstraint(
            "kind", "from_date", info={"vi": "Việc này đã có quy tắc từ ngày đó; sửa dòng ấy."}
        ),
        CheckConstraint("days BETWEEN 0 AND 30", name="days_up_to_a_month"),
    )
    label = "quy tắc nhắc"

    kind: Mapped[ReminderKind] = col("Nhắc việc gì", enum_type(ReminderKind))
    from_date: Mapped[date] = col("Từ ngày")
    active: Mapped[bool] = col("Có nhắc", default=True)
    days: Mapped[int] = col("Nhắc trước hạn mấy ngày", default=0, help="0: khi đã quá hạn")


@dataclass(frozen=True, slots=True)
class InForce:
    """A rule as it stands on a day."""

    active: bool
    days: int


#: what every school begins with
FIRST: dict[ReminderKind, InForce] = {
    ReminderKind.CLOSING: InForce(active=True, days=3),
    ReminderKind.PLAN: InForce(active=True, days=0),
    ReminderKind.ROLL: InForce(active=True, days=0),
    ReminderKind.MONTHLY: InForce(active=True, days=2),
    ReminderKind.MESSAGE: InForce(active=True, days=0),
    ReminderKind.TASK: InForce(active=True, days=1),
}


def rules_on(session: Session, day: date) -> dict[ReminderKind, InForce]:
    """Return the rule of each kind in force on a day: the newest that has begun."""
    query = (
        select(ReminderRule).where(ReminderRule.from_date <= day).order_by(ReminderRule.from_date)
    )
    begun = {rule.kind: InForce(rule.active, rule.days) for rule in session.scalars(query)}
    return FIRST | begun
