"""What a teacher has looked at and found right: the hint about it stays away (Điều 4.3, 5.1)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.people.staff import Staff
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass
from models.school.year import Period


class HintAnswer(Base):
    """A hint that was found right: ``digest`` names it and the values that it was about.

    When a value changes, the digest no longer fits and the hint may come back.
    """

    __tablename__ = "hint_answer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_hint_answer_enrolment",
            info={"vi": "Em này không học ở lớp đó."},
        ),
        Index(None, "class_id", "period_id"),
        Index(None, "staff_id"),
        Index(None, "pupil_id"),
    )
    label = "gợi ý đã xem"

    staff_id: Mapped[int] = col("Người xem", ForeignKey("staff.id"))
    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    period_id: Mapped[int] = col("Thời điểm", ForeignKey("period.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    digest: Mapped[str] = col("Dấu của gợi ý", String(64))

    staff: Mapped[Staff] = relationship(lazy="raise_on_sql")
    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql", viewonly=True)
    period: Mapped[Period] = relationship(lazy="raise_on_sql")
    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql", viewonly=True)
