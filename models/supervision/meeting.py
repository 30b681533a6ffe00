"""The meetings of a department, and the minutes with the sheet that lay on the table (Đ7.4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.people.staff import Staff
from models.school.department import Department
from models.school.year import Period


class Meeting(Base):
    """A meeting of a department on a day, about a month or a term; its notes grow into minutes."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("department_id", "held_on", info={"vi": "Tổ đã có buổi họp ngày này."}),
        UniqueConstraint("id", "department_id"),
    )
    label = "buổi họp tổ"

    department_id: Mapped[int] = col("Tổ", ForeignKey("department.id"))
    period_id: Mapped[int] = col("Xem xét", ForeignKey("period.id"), help="tháng hoặc thời điểm")
    held_on: Mapped[date] = col("Ngày họp")
    title: Mapped[str] = col("Nội dung", String(200), help="Sinh hoạt chuyên môn tháng 10")
    attended: Mapped[str | None] = col("Có mặt, vắng", String(300))
    notes: Mapped[str | None] = col("Ghi chép", Text)

    department: Mapped[Department] = relationship(lazy="raise_on_sql")
    period: Mapped[Period] = relationship(lazy="raise_on_sql")

    def __str__(self) -> str:
        """Name the meeting by its day."""
        return f"{self.title} ({self.held_on:%d/%m/%Y})"


class Minutes(Base):
    """The closed minutes of a meeting with the sheet as it then stood; written once, never changed.

    ``sheet``: what models.supervision.sheet counted, with title, day and period of the meeting.
    """

    __tablename__ = "minutes"
    __table_args__ = (
        UniqueConstraint("meeting_id", info={"vi": "Biên bản buổi họp này đã khép."}),
        ForeignKeyConstraint(
            ["meeting_id", "department_id"],
            ["meeting.id", "meeting.department_id"],
            name="fk_minutes_meeting",
            info={"vi": "Buổi họp này không phải của tổ đó."},
        ),
    )
    label = "biên bản họp tổ"

    meeting_id: Mapped[int] = col("Buổi họp")
    department_id: Mapped[int] = col("Tổ", ForeignKey("department.id"))
    text: Mapped[str] = col("Biên bản", Text)
    attended: Mapped[str | None] = col("Có mặt, vắng", String(300))
    sheet: Mapped[dict[str, Any]] = col("Bảng theo dõi lúc họp", JSON)
    written_by: Mapped[int] = col("Người ghi", ForeignKey("staff.id"))
    closed_at: Mapped[datetime] = col("Khép lúc")

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql", viewonly=True)
    department: Mapped[Department] = relationship(lazy="raise_on_sql", viewonly=True)
    writer: Mapped[Staff] = relationship(lazy="raise_on_sql")
