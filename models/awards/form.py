"""The forms of praise and of dealing with a violation, and who may decide each (Điều 2.7, 9).

They are rows, because the circulars change them: a form names whether the class's teacher gives it,
the school decides it, or the school can only propose it to a higher level.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session

from models.base import Base, col, enum_type


class AwardKind(StrEnum):
    """Whom a form is for: a pupil's praise, a staff member's, or a staff member's violation."""

    PUPIL = "pupil"
    COMMENDATION = "commendation"
    VIOLATION = "violation"


class Decider(StrEnum):
    """Within whose authority a form lies: the class's teacher, the head, a higher level."""

    CLASS = "class"
    SCHOOL = "school"
    HIGHER = "higher"


class AwardForm(Base):
    """One form, such as "Thư khen"; it may be used on the days between its dates."""

    __tablename__ = "award_form"
    __table_args__ = (
        UniqueConstraint("id", "decider"),
        UniqueConstraint("kind", "name", info={"vi": "Hình thức này đã có."}),
        CheckConstraint(
            "kind = 'pupil' OR decider <> 'class'",
            name="staff_by_the_head",
            info={"vi": "Việc của cán bộ do hiệu trưởng hoặc cấp trên quyết định (Đ9)."},
        ),
        CheckConstraint("to_date IS NULL OR from_date <= to_date", name="days_in_order"),
    )
    label = "hình thức khen thưởng, xử lí"

    kind: Mapped[AwardKind] = col("Dùng cho", enum_type(AwardKind))
    name: Mapped[str] = col("Hình thức", String(160))
    decider: Mapped[Decider] = col("Ai quyết định", enum_type(Decider))
    position: Mapped[int] = col("Thứ tự", default=0)
    from_date: Mapped[date] = col("Dùng từ ngày")
    to_date: Mapped[date | None] = col("Đến hết ngày")

    def in_force(self, day: date) -> bool:
        """Whether it may be used on a day."""
        return self.from_date <= day and (self.to_date is None or day <= self.to_date)


def forms_on(session: Session, kind: AwardKind, day: date) -> list[AwardForm]:
    """Return the forms of a kind that may be used on a day, in the catalogue's order."""
    query = select(AwardForm).where(AwardForm.kind == kind)
    rows = session.scalars(query.order_by(AwardForm.position, AwardForm.name))
    return [form for form in rows if form.in_force(day)]
