"""Who is what in a class: its officers, where each pupil sits, the parents' board."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, col, enum_type
from models.homeroom.place import InBook, of_the_class

GROUPS = 8
MOST_SEATS = 12


class ClassOfficer(InBook, Base):
    """An office of the class (lớp trưởng, tổ trưởng …) held by a pupil from a day on."""

    __tablename__ = "class_officer"
    __table_args__ = (
        of_the_class("class_officer"),
        CheckConstraint(
            "to_date IS NULL OR from_date <= to_date",
            name="days_in_order",
            info={"vi": "Ngày thôi phải sau ngày nhận."},
        ),
        Index(None, "class_id"),
    )
    label = "cán sự lớp"

    role: Mapped[str] = col("Nhiệm vụ", String(60), help="lớp trưởng, lớp phó học tập, tổ trưởng …")
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    from_date: Mapped[date] = col("Từ ngày")
    to_date: Mapped[date | None] = col("Đến hết ngày", help="để trống: đang làm")


class Seat(InBook, Base):
    """Where a pupil sits, row 1 nearest to the board, and in which group (tổ)."""

    __tablename__ = "seat"
    __table_args__ = (
        of_the_class("seat"),
        UniqueConstraint("class_id", "pupil_id", info={"vi": "Em này đã có chỗ trong lớp."}),
        UniqueConstraint("class_id", "line", "place", info={"vi": "Chỗ này đã có em ngồi."}),
        CheckConstraint("(line IS NULL) = (place IS NULL)", name="line_with_place"),
        CheckConstraint(f"line BETWEEN 1 AND {MOST_SEATS}", name="line_plausible"),
        CheckConstraint(f"place BETWEEN 1 AND {MOST_SEATS}", name="place_plausible"),
        CheckConstraint(f"team BETWEEN 1 AND {GROUPS}", name="team_plausible"),
    )
    label = "chỗ ngồi"

    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    team: Mapped[int | None] = col("Tổ")
    line: Mapped[int | None] = col("Hàng", help="1 là hàng gần bảng nhất")
    place: Mapped[int | None] = col("Cột", help="đếm từ trái, nhìn lên bảng")


class BoardRole(StrEnum):
    """What a parent is on the board of the class."""

    HEAD = "head"
    DEPUTY = "deputy"
    MEMBER = "member"


class ParentsBoardMember(InBook, Base):
    """A parent on the class's board (ban đại diện CMHS); the telephone is sensitive."""

    __tablename__ = "parents_board_member"
    __table_args__ = (
        of_the_class("parents_board_member"),
        CheckConstraint("to_date IS NULL OR from_date <= to_date", name="days_in_order"),
        Index(None, "class_id"),
    )
    label = "thành viên ban đại diện CMHS"

    role: Mapped[BoardRole] = col("Nhiệm vụ", enum_type(BoardRole))
    full_name: Mapped[str] = col("Họ và tên", String(100))
    pupil_id: Mapped[int | None] = col("Cha, mẹ của em", ForeignKey("pupil.id"))
    phone: Mapped[str | None] = col("Điện thoại", String(20))
    from_date: Mapped[date] = col("Từ ngày")
    to_date: Mapped[date | None] = col("Đến hết ngày", help="để trống: đang làm")

    def __str__(self) -> str:
        """Name the person."""
        return self.full_name
