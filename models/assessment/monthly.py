"""The monthly comment of a pupil by the homeroom teacher: a rule of the school (Điều 4.3, 7.4)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass
from models.school.year import Period


class MonthlyComment(Base):
    """What a pupil has done well in a month, and what to help with; ``period_id`` is the month."""

    __tablename__ = "monthly_comment"
    __table_args__ = (
        UniqueConstraint(
            "class_id", "period_id", "pupil_id", info={"vi": "Em đã có nhận xét tháng này."}
        ),
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_monthly_comment_enrolment",
            info={"vi": "Em này không học ở lớp đó."},
        ),
        Index(None, "pupil_id"),
    )
    label = "nhận xét tháng"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    period_id: Mapped[int] = col("Tháng", ForeignKey("period.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    comment: Mapped[str | None] = col("Nhận xét", Text)

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql", viewonly=True)
    period: Mapped[Period] = relationship(lazy="raise_on_sql")
    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql", viewonly=True)
