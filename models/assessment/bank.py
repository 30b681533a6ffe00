"""The comment bank: the school's, a department's and one's own sentences (Điều 4.3, 5.1).

A sentence may hold {ten} (the pupil's given name) and {em} (how the school calls a pupil); the
page that offers it puts the pupil in (static/js/grid/bank.js).
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, or_, select
from sqlalchemy.orm import Mapped, Session, relationship

from models.assessment.unit import Unit
from models.base import Base, col
from models.people.staff import Staff
from models.school.department import Department

LONGEST = 500
#: stands for a month where a period is named
MONTHLY = "THANG"


class CommentTemplate(Base):
    """A sentence of the bank; an empty column means any, no department and no person the school."""

    __tablename__ = "comment_template"
    __table_args__ = (
        CheckConstraint("department_id IS NULL OR staff_id IS NULL", name="one_owner"),
        CheckConstraint("level IN ('T', 'H', 'Đ', 'C')", name="level_t_h_d_c"),
        CheckConstraint("grade BETWEEN 1 AND 5", name="grade_1_to_5"),
        Index(None, "unit_id", "level"),
        Index(None, "staff_id"),
    )
    label = "mẫu nhận xét"

    department_id: Mapped[int | None] = col(
        "Của tổ", ForeignKey("department.id"), help="để trống: của trường hoặc của riêng mình"
    )
    staff_id: Mapped[int | None] = col("Của riêng", ForeignKey("staff.id"))
    unit_id: Mapped[int | None] = col(
        "Môn, phẩm chất, năng lực", ForeignKey("unit.id"), help="để trống: mọi môn"
    )
    level: Mapped[str | None] = col("Mức", String(1), help="T, H, Đ hoặc C; để trống: mọi mức")
    grade: Mapped[int | None] = col("Khối", help="để trống: mọi khối")
    period_code: Mapped[str | None] = col(
        "Thời điểm", String(8), help="GHK1, CHK1, GHK2, CN, THANG; để trống: mọi thời điểm"
    )
    text: Mapped[str] = col(
        "Câu nhận xét", String(LONGEST), help="{ten} là tên em, {em} là cách trường gọi học sinh"
    )
    folded: Mapped[str] = col("Khóa tìm", String(LONGEST))

    department: Mapped[Department | None] = relationship(lazy="raise_on_sql")
    staff: Mapped[Staff | None] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit | None] = relationship(lazy="raise_on_sql")

    def __str__(self) -> str:
        """Name the sentence by its first words."""
        return self.text if len(self.text) <= 60 else f"{self.text[:60]}…"  # noqa: PLR2004


def sentences(session: Session, grade: int, period_code: str) -> list[CommentTemplate]:
    """Return what the session's actor may use for a grade at GHK1 … CN, or a month (``MONTHLY``).

    One's own come first, then the departments', then the school's; sentences made for one unit
    before those for any.
    """
    t = CommentTemplate
    query = (
        select(t)
        .where(
            or_(t.grade.is_(None), t.grade == grade),
            t.period_code == MONTHLY
            if period_code == MONTHLY
            else or_(t.period_code.is_(None), t.period_code == period_code),
        )
        .order_by(t.staff_id.is_(None), t.department_id.is_(None), t.unit_id.is_(None), t.id)
    )
    return list(session.scalars(query))
