"""A pupil's visit to the nurse on a day of teaching: what was wrong, what was done (Điều 6.2)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col, enum_type
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass
from models.school.year import Period


class Handling(StrEnum):
    """Where the pupil was looked after (Mẫu 01 part II: at school, or referred)."""

    SCHOOL = "school"
    HOME = "home"
    REFERRED = "referred"


class HealthVisit(Base):
    """One visit; ``month_id`` is the month in which its book closes."""

    __tablename__ = "health_visit"
    __table_args__ = (
        ForeignKeyConstraint(
            ["date", "month_id"],
            ["school_day.date", "school_day.month_id"],
            name="fk_health_visit_school_day",
            info={"vi": "Ngày này không phải ngày học."},
        ),
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_health_visit_enrolment",
            info={"vi": "Em này không học ở lớp đó."},
        ),
        Index(None, "month_id", "class_id"),
        Index(None, "pupil_id"),
        Index(None, "date"),
    )
    label = "lượt xuống phòng y tế"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    date: Mapped[date] = col("Ngày")
    month_id: Mapped[int] = col("Tháng", ForeignKey("period.id"))
    at: Mapped[datetime] = col("Giờ")
    complaint: Mapped[str] = col("Biểu hiện, chẩn đoán ban đầu", String(200), help="Đau bụng")
    handling: Mapped[Handling] = col("Xử trí", enum_type(Handling))
    treatment: Mapped[str | None] = col("Đã làm gì", String(300), help="nghỉ ngơi, rửa vết thương")
    referred_to: Mapped[str | None] = col("Chuyển đến", String(120), help="Trạm y tế xã")
    guardian_told: Mapped[bool] = col("Đã báo gia đình", default=False)
    note: Mapped[str | None] = col("Ghi chú", String(300))
    made_by: Mapped[int] = col("Người ghi", ForeignKey("staff.id"))

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql", viewonly=True)
    month: Mapped[Period] = relationship(lazy="raise_on_sql", viewonly=True)
    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql", viewonly=True)
