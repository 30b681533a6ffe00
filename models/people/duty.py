"""Duties: the functions that people hold, with their source and dates (Điều 2, 6, 7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col, enum_type
from models.people.staff import Staff


class Function(StrEnum):
    """What a person may be charged with; RIGHTS.md says what follows from each."""

    PRINCIPAL = "principal"
    VICE_PRINCIPAL = "vice_principal"
    BOARD = "board"
    BOARD_SECRETARY = "board_secretary"
    OFFICE = "office"
    DEPARTMENT_HEAD = "department_head"
    NURSE = "nurse"
    CONDUCT = "conduct"
    UNION_CHAIR = "union_chair"
    INSPECTOR = "inspector"


FUNCTION_LABEL: dict[Function, str] = {
    Function.PRINCIPAL: "Hiệu trưởng",
    Function.VICE_PRINCIPAL: "Phó hiệu trưởng",
    Function.BOARD: "Ban quản trị",
    Function.BOARD_SECRETARY: "Thư kí Ban quản trị",
    Function.OFFICE: "Văn phòng",
    Function.DEPARTMENT_HEAD: "Tổ trưởng",
    Function.NURSE: "Y tế",
    Function.CONDUCT: "Ban thi đua",
    Function.UNION_CHAIR: "Chủ tịch công đoàn",
    Function.INSPECTOR: "Thanh tra",
}


#: the record kinds that may be granted to an inspector, as the policy table names them
GRANTED_KINDS = {
    "result": "Kết quả môn học",
    "trait": "Phẩm chất, năng lực",
    "monthly": "Nhận xét tháng",
    "absence": "Số ngày nghỉ",
    "plan": "Kế hoạch bài dạy",
    "dossier": "Hồ sơ cuối năm",
}


class Duty(Base):
    """A duty held from a day on. It gives rights only once it is confirmed (RIGHTS.md).

    ``kinds`` names those of GRANTED_KINDS that an inspector was granted, space separated.
    """

    __tablename__ = "duty"
    __table_args__ = (
        UniqueConstraint(
            "staff_id",
            "function",
            "department_id",
            "from_date",
            info={"vi": "Người này đã giữ nhiệm vụ đó."},
        ),
        Index(None, "function"),
    )
    label = "nhiệm vụ"

    staff_id: Mapped[int] = col("Cán bộ", ForeignKey("staff.id"))
    function: Mapped[Function] = col("Nhiệm vụ", enum_type(Function))
    department_id: Mapped[int | None] = col("Tổ", ForeignKey("department.id"))
    title: Mapped[str] = col("Chức danh", String(100), help="Ủy viên Ban quản trị")
    source: Mapped[str] = col("Căn cứ", String(200), help="Quyết định số …, hoặc tệp và dòng")
    kinds: Mapped[str | None] = col("Loại sổ được xem", String(200), help="chỉ cho thanh tra")
    from_date: Mapped[date] = col("Từ ngày")
    to_date: Mapped[date | None] = col("Đến hết ngày")
    confirmed_at: Mapped[datetime | None] = col("Xác nhận lúc")
    confirmed_by: Mapped[int | None] = col("Người xác nhận", ForeignKey("staff.id"))

    staff: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[staff_id])

    def __str__(self) -> str:
        """Name the duty by its title."""
        return self.title


def titles(functions: frozenset[str], led: Sequence[str]) -> list[str]:
    """Name functions in the order of their weight; a head's with the departments led."""
    said = {Function.DEPARTMENT_HEAD: f" {', '.join(sorted(led))}"}
    return [(FUNCTION_LABEL[f] + said.get(f, "")).strip() for f in Function if f.value in functions]
