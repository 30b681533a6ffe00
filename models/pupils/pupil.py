"""A pupil in four tables, by who may read them: name, birth, background, personal ID.

Reading is granted by row (DESIGN §3), so what not every reader of a pupil's name may see
stands in a table of its own.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, ByteOrdered, col, enum_type
from models.people.staff import Sex
from models.pupils.ethnic import EthnicGroup


class Pupil(Base):
    """Who the pupil is: the code (mã định danh, opaque, never reused) and the legal name."""

    __tablename__ = "pupil"
    __table_args__ = (
        UniqueConstraint("code", info={"vi": "Mã học sinh này đã có."}),
        UniqueConstraint("register_number", info={"vi": "Số đăng bộ này đã có."}),
    )
    label = "học sinh"

    code: Mapped[str] = col("Mã học sinh", String(20))
    register_number: Mapped[int | None] = col("Số đăng bộ")
    full_name: Mapped[str] = col("Họ và tên", String(100), help="như trên giấy khai sinh")
    sort_key: Mapped[str] = col("Khóa xếp", ByteOrdered, index=True)
    folded: Mapped[str] = col("Khóa tìm", String(100), index=True)

    def __str__(self) -> str:
        """Name the pupil."""
        return self.full_name


class PupilBirth(Base):
    """Birth date and sex: legal fields that the nurse reads too."""

    __tablename__ = "pupil_birth"
    __table_args__ = (UniqueConstraint("pupil_id", info={"vi": "Em này đã có ngày sinh."}),)
    label = "ngày sinh, giới tính"

    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    birth_date: Mapped[date] = col("Ngày sinh", help="dd/mm/yyyy")
    sex: Mapped[Sex] = col("Giới tính", enum_type(Sex, 8))

    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql")


class PupilBackground(Base):
    """Where a pupil comes from and lives; ethnic group, hardship and disability are sensitive."""

    __tablename__ = "pupil_background"
    __table_args__ = (
        UniqueConstraint("pupil_id", info={"vi": "Em này đã có sơ yếu lí lịch."}),
        Index(None, "ethnic_group_id"),
    )
    label = "sơ yếu lí lịch"

    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    ethnic_group_id: Mapped[int | None] = col("Dân tộc", ForeignKey("ethnic_group.id"))
    nationality: Mapped[str | None] = col("Quốc tịch", String(60))
    birth_place: Mapped[str | None] = col("Nơi sinh", String(200))
    native_place: Mapped[str | None] = col("Quê quán", String(200))
    address: Mapped[str | None] = col("Chỗ ở hiện nay", String(300))
    poor_household: Mapped[bool] = col("Hộ nghèo", default=False)
    disability: Mapped[bool] = col("Khuyết tật", default=False)
    note: Mapped[str | None] = col("Ghi chú", Text)

    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql")
    ethnic_group: Mapped[EthnicGroup | None] = relationship(lazy="raise_on_sql")


class PersonalId(Base):
    """The pupil's personal ID (số ĐDCN, 12 digits), restricted (DOMAIN §7.5)."""

    __tablename__ = "personal_id"
    __table_args__ = (
        UniqueConstraint("pupil_id", info={"vi": "Em này đã có số ĐDCN."}),
        UniqueConstraint("number", info={"vi": "Số ĐDCN này đã có ở một em khác."}),
    )
    label = "số ĐDCN"

    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    number: Mapped[str] = col("Số ĐDCN", String(20), help="12 chữ số")

    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql")
