"""How this school sends: what goes out by rule, quiet hours, the rate of mass messages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session

from models.base import Base, col, enum_type
from models.clock import SCHOOL_TIME, school_today
from models.messages.message import MessageKind


class Mode(StrEnum):
    """What a rule does with an event: nothing, a proposal to its author, or the message itself."""

    OFF = "off"
    PROPOSE = "propose"
    SEND = "send"


class SendingRule(Base):
    """What happens when an absence, a violation or a referral is entered (Điều 4.2, 6.1, 6.2).

    ``wait_minutes``: how long an entry may still be corrected before the rule looks at it.
    """

    __tablename__ = "sending_rule"
    __table_args__ = (
        UniqueConstraint("kind", info={"vi": "Loại tin này đã có quy tắc."}),
        CheckConstraint("wait_minutes BETWEEN 0 AND 1440", name="wait_up_to_a_day"),
        CheckConstraint("kind IN ('absence', 'conduct', 'health')", name="kind_of_an_event"),
    )
    label = "quy tắc gửi tin"

    kind: Mapped[MessageKind] = col("Việc được báo", enum_type(MessageKind))
    mode: Mapped[Mode] = col("Gửi thế nào", enum_type(Mode), default=Mode.PROPOSE)
    wait_minutes: Mapped[int] = col("Chờ mấy phút", default=10, help="để còn sửa chỗ ghi nhầm")
    subject: Mapped[str] = col("Tiêu đề", String(150))
    text: Mapped[str] = col(
        "Nội dung", Text, help="{ten} {lop} {ngay} {phu_huynh} {nguoi_gui} {truong}"
    )


class SendingSettings(Base):
    """Times and rates from a day on; hours are whole hours of the school's clock."""

    __tablename__ = "sending_settings"
    __table_args__ = (
        CheckConstraint("quiet_from BETWEEN 0 AND 23", name="quiet_from_an_hour"),
        CheckConstraint("quiet_to BETWEEN 0 AND 23", name="quiet_to_an_hour"),
        CheckConstraint("per_minute BETWEEN 1 AND 6000", name="rate_in_range"),
        CheckConstraint("unreached_days BETWEEN 1 AND 365", name="unreached_in_range"),
        UniqueConstraint("from_date", info={"vi": "Ngày này đã có một dòng; sửa dòng đó."}),
    )
    label = "cách gửi tin"

    from_date: Mapped[date] = col("Từ ngày")
    quiet_from: Mapped[int] = col("Giờ yên tĩnh, từ", default=20, help="20: từ 20:00")
    quiet_to: Mapped[int] = col("đến", default=6, help="6: đến 06:00")
    per_minute: Mapped[int] = col("Tin gửi hàng loạt mỗi phút", default=60)
    unreached_days: Mapped[int] = col("Gia đình lâu chưa nhận tin: sau mấy ngày", default=30)

    def __str__(self) -> str:
        """Name the row."""
        return "Cách gửi tin của trường"

    def quiet(self, moment: datetime) -> bool:
        """Tell whether nobody is written to by rule at this moment."""
        hour = moment.astimezone(SCHOOL_TIME).hour
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= hour < self.quiet_to
        return hour >= self.quiet_from or hour < self.quiet_to

    def after_quiet(self, moment: datetime) -> datetime:
        """Return this moment, or the end of the quiet hours that it lies in."""
        if not self.quiet(moment):
            return moment
        here = moment.astimezone(SCHOOL_TIME)
        end = here.replace(hour=self.quiet_to, minute=0, second=0, microsecond=0)
        return (end if end > here else end + timedelta(days=1)).astimezone(moment.tzinfo)


#: what every school begins with
FIRST: dict[str, Any] = {
    "from_date": date(2000, 1, 1),
    "quiet_from": 20,
    "quiet_to": 6,
    "per_minute": 60,
    "unreached_days": 30,
}


def settings_of(session: Session, day: date | None = None) -> SendingSettings:
    """Return the settings in force on a day (None: today), or those that schools begin with."""
    query = (
        select(SendingSettings)
        .where(SendingSettings.from_date <= (day or school_today()))
        .order_by(SendingSettings.from_date.desc())
        .limit(1)
    )
    return session.scalars(query).first() or SendingSettings(**FIRST)
