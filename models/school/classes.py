"""Classes of a school year."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.school.school import Campus
from models.school.year import SchoolYear


class SchoolClass(Base):
    """A class such as 3A in a year; its grade decides the rule set (DESIGN §5)."""

    __tablename__ = "school_class"
    __table_args__ = (
        UniqueConstraint("year_id", "name", info={"vi": "Lớp này đã có trong năm học."}),
        CheckConstraint("grade BETWEEN 1 AND 5", name="grade_1_to_5"),
    )
    label = "lớp"

    year_id: Mapped[int] = col("Năm học", ForeignKey("school_year.id"))
    grade: Mapped[int] = col("Khối", help="1 đến 5")
    name: Mapped[str] = col("Lớp", String(20), help="3A")
    campus_id: Mapped[int | None] = col("Điểm trường", ForeignKey("campus.id"))

    year: Mapped[SchoolYear] = relationship(lazy="raise_on_sql")
    campus: Mapped[Campus | None] = relationship(lazy="raise_on_sql")
