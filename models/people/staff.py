"""Staff: who works here (name and position, known to all) and their particulars (known to few)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, ByteOrdered, col, enum_type


class Sex(StrEnum):
    """As on legal papers."""

    MALE = "Nam"
    FEMALE = "Nữ"


class Staff(Base):
    """A staff member; the code (Mã CB) is the key of imports and the name of the account."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("code", info={"vi": "Mã cán bộ này đã có."}),)
    label = "cán bộ"

    code: Mapped[str] = col("Mã CB", String(20), help="CB001")
    full_name: Mapped[str] = col("Họ và tên", String(100))
    sort_key: Mapped[str] = col("Khóa xếp", ByteOrdered, index=True)
    folded: Mapped[str] = col("Khóa tìm", String(100), index=True)
    sex: Mapped[Sex | None] = col("Giới tính", enum_type(Sex, 8))
    position: Mapped[str | None] = col("Chức vụ", String(100))
    left_on: Mapped[date | None] = col("Nghỉ từ ngày")

    @property
    def address(self) -> str:
        """How the screens speak to this person: cô, thầy, or anh/chị when unknown."""
        return {Sex.FEMALE: "cô", Sex.MALE: "thầy"}.get(self.sex, "anh/chị")  # type: ignore[arg-type]

    def __str__(self) -> str:
        """Name the person."""
        return self.full_name


class StaffParticulars(Base):
    """What only the person and the head of school read."""

    __tablename__ = "staff_particulars"
    __table_args__ = (UniqueConstraint("staff_id", info={"vi": "Cán bộ này đã có lí lịch."}),)
    label = "lí lịch cán bộ"

    staff_id: Mapped[int] = col("Cán bộ", ForeignKey("staff.id"))
    birth_date: Mapped[date | None] = col("Ngày sinh")
    email: Mapped[str | None] = col("Email", String(200))
    phone: Mapped[str | None] = col("Điện thoại", String(20))

    staff: Mapped[Staff] = relationship(lazy="raise_on_sql")
