"""Who is whose homeroom teacher and who teaches what where: rights follow from these rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, relationship

from models.assessment.unit import Unit
from models.base import Base, col
from models.once import once
from models.people.staff import Staff
from models.school.classes import SchoolClass


class HomeroomAssignment(Base):
    """The homeroom teacher (GVCN) of a class from a day on (Điều 4)."""

    __tablename__ = "homeroom_assignment"
    __table_args__ = (
        UniqueConstraint("class_id", "from_date", info={"vi": "Lớp đã có GVCN từ ngày này."}),
        Index(None, "staff_id"),
    )
    label = "phân công chủ nhiệm"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    staff_id: Mapped[int] = col("Giáo viên chủ nhiệm", ForeignKey("staff.id"))
    from_date: Mapped[date] = col("Từ ngày")
    to_date: Mapped[date | None] = col("Đến hết ngày")

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql")
    staff: Mapped[Staff] = relationship(lazy="raise_on_sql")


class TeachingAssignment(Base):
    """Who teaches an assessed unit in a class from a day on (Điều 5)."""

    __tablename__ = "teaching_assignment"
    __table_args__ = (
        UniqueConstraint(
            "class_id", "unit_id", "from_date", info={"vi": "Môn này của lớp đã có giáo viên."}
        ),
        Index(None, "staff_id"),
    )
    label = "phân công chuyên môn"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    unit_id: Mapped[int] = col("Môn học / HĐGD", ForeignKey("unit.id"))
    staff_id: Mapped[int] = col("Giáo viên", ForeignKey("staff.id"))
    from_date: Mapped[date] = col("Từ ngày")
    to_date: Mapped[date | None] = col("Đến hết ngày")

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    staff: Mapped[Staff] = relationship(lazy="raise_on_sql")


def homeroom_teachers(session: Session, class_ids: Iterable[int], day: date) -> dict[int, int]:
    """Return {class: staff} of the homeroom teachers on a day; classes without one are missing.

    A session asks once for the classes, whatever the day.
    """
    rooms = tuple(sorted(class_ids))
    rows = once(session, ("homeroom teachers", rooms), lambda: _assigned(session, rooms))
    return {
        row.class_id: row.staff_id
        for row in rows
        if row.from_date <= day and (row.to_date is None or day <= row.to_date)
    }


def _assigned(session: Session, rooms: tuple[int, ...]) -> Sequence[HomeroomAssignment]:
    here = select(HomeroomAssignment).where(HomeroomAssignment.class_id.in_(rooms))
    return session.scalars(here.order_by(HomeroomAssignment.from_date)).all()
