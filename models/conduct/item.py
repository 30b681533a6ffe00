"""The catalogue of faults and praise with their points, and the scale that a week starts from."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, col, enum_type


class ConductKind(StrEnum):
    """A fault takes points from the class's week, praise adds them."""

    FAULT = "fault"
    PRAISE = "praise"


class ConductTarget(StrEnum):
    """Whom an item can be noted for."""

    CLASS = "class"
    PUPIL = "pupil"
    EITHER = "either"


class ConductItem(Base):
    """A fault or a praise as the school words it; ``points`` without sign.

    What is no longer noted gets a last day instead of being deleted: old entries name it.
    """

    __tablename__ = "conduct_item"
    __table_args__ = (
        UniqueConstraint("name", info={"vi": "Mục nề nếp này đã có."}),
        CheckConstraint("points BETWEEN 0 AND 100", name="points_0_to_100"),
        CheckConstraint("to_date IS NULL OR from_date <= to_date", name="days_in_order"),
    )
    label = "mục nề nếp"

    name: Mapped[str] = col("Nội dung", String(120), help="Đi học trễ")
    kind: Mapped[ConductKind] = col("Loại", enum_type(ConductKind))
    points: Mapped[int] = col("Điểm", help="số điểm trừ hoặc cộng, không ghi dấu")
    target: Mapped[ConductTarget] = col("Ghi cho", enum_type(ConductTarget))
    position: Mapped[int] = col("Thứ tự", default=100, help="nhỏ đứng trước")
    from_date: Mapped[date] = col("Từ ngày")
    to_date: Mapped[date | None] = col("Đến hết ngày", help="để trống: còn dùng")

    @property
    def signed(self) -> int:
        """The points with their sign: below zero for a fault."""
        return -self.points if self.kind is ConductKind.FAULT else self.points

    def in_force(self, day: date) -> bool:
        """Tell whether the item may be noted for a day."""
        return self.from_date <= day and (self.to_date is None or day <= self.to_date)


class ConductScale(Base):
    """The points a class's week starts with from a day on, and how long one may dispute."""

    __tablename__ = "conduct_scale"
    __table_args__ = (
        UniqueConstraint("from_date", info={"vi": "Ngày này đã có một thang điểm."}),
        CheckConstraint("start_points BETWEEN 0 AND 1000", name="start_0_to_1000"),
        CheckConstraint("dispute_hours BETWEEN 1 AND 240", name="hours_1_to_240"),
    )
    label = "thang điểm nề nếp"

    from_date: Mapped[date] = col("Từ ngày")
    start_points: Mapped[int] = col("Điểm đầu tuần", default=100)
    dispute_hours: Mapped[int] = col("Số giờ được khiếu nại", default=24)

    def __str__(self) -> str:
        """Name the scale by its first day."""
        return f"Từ {self.from_date:%d/%m/%Y}"
