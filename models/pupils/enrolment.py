"""Enrolment: a pupil's place in a class, its intervals, and the individual plan of a year."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass
from models.school.year import SchoolYear


class Enrolment(Base):
    """A pupil in a class, once per pupil and class; results hang on it by a composite key."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("pupil_id", "class_id", info={"vi": "Em này đã ở trong lớp."}),
        Index(None, "class_id"),
    )
    label = "việc xếp lớp"

    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))

    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql")
    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql")


class EnrolmentInterval(Base):
    """From which day to which the pupil was in the class; a pupil may leave and come back.

    ``newcomer``: came from outside the school, so that cells are expected from the first
    period that ends at least 15 days after ``from_date`` (DESIGN §4).
    """

    __tablename__ = "enrolment_interval"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "from_date", info={"vi": "Em này đã vào lớp từ ngày đó."}),
        CheckConstraint("to_date IS NULL OR from_date <= to_date", name="days_in_order"),
        Index(None, "class_id"),
        Index(None, "pupil_id"),
    )
    label = "thời gian ở lớp"

    enrolment_id: Mapped[int] = col("Xếp lớp", ForeignKey("enrolment.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    from_date: Mapped[date] = col("Từ ngày")
    to_date: Mapped[date | None] = col("Đến hết ngày")
    newcomer: Mapped[bool] = col("Từ trường khác đến", default=False)
    reason: Mapped[str | None] = col("Lí do vào, ra", String(200))

    enrolment: Mapped[Enrolment] = relationship(lazy="raise_on_sql")
    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql")
    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql")


class IndividualPlan(Base):
    """A pupil learns by an individual plan in a year: no thresholds apply (TT 27/2020 Đ4.4)."""

    __tablename__ = "individual_plan"
    __table_args__ = (
        UniqueConstraint(
            "pupil_id", "year_id", info={"vi": "Em này đã có kế hoạch cá nhân trong năm."}
        ),
    )
    label = "kế hoạch giáo dục cá nhân"

    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    year_id: Mapped[int] = col("Năm học", ForeignKey("school_year.id"))
    note: Mapped[str | None] = col("Ghi chú", String(300))

    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql")
    year: Mapped[SchoolYear] = relationship(lazy="raise_on_sql")
