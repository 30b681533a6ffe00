"""Departments (tổ chuyên môn, Tổ Văn phòng) and who belongs to them, with dates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.people.staff import Staff


class Department(Base):
    """A department; a teaching one has a head who approves lesson plans (Điều 4.7)."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("name", info={"vi": "Tổ này đã có."}),)
    label = "tổ"

    name: Mapped[str] = col("Tên tổ", String(100))
    teaching: Mapped[bool] = col("Tổ chuyên môn", default=True)


class Membership(Base):
    """A staff member belongs to a department from a day on (to_date: last day, or open)."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint(
            "department_id", "staff_id", "from_date", info={"vi": "Người này đã ở trong tổ."}
        ),
    )
    label = "thành viên tổ"

    department_id: Mapped[int] = col("Tổ", ForeignKey("department.id"))
    staff_id: Mapped[int] = col("Cán bộ", ForeignKey("staff.id"))
    from_date: Mapped[date] = col("Từ ngày")
    to_date: Mapped[date | None] = col("Đến hết ngày")

    department: Mapped[Department] = relationship(lazy="raise_on_sql")
    staff: Mapped[Staff] = relationship(lazy="raise_on_sql")
