"""Supplementary assessment in rounds during summer: each result is stored, the last one counts.

The cells of the year stay as they were approved; a round's results stand beside them (TT 27/2020
Đ11; the regulation says "kiểm tra lại, rèn luyện hạnh kiểm trong hè", Điều 2.5).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, relationship

from models.assessment.unit import Unit
from models.base import Base, col
from models.people.staff import Staff
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass
from models.school.year import Period


class SupplementaryResult(Base):
    """What a pupil reached in a subject or trait in a round: level, score where one is tested.

    ``made_at``: when it was last written; a result later than the approval lets the class be
    proposed a second time for this pupil.
    """

    __tablename__ = "supplementary_result"
    __table_args__ = (
        UniqueConstraint(
            "class_id",
            "unit_id",
            "period_id",
            "pupil_id",
            info={"vi": "Đợt này em đã có kết quả ở môn đó."},
        ),
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_supplementary_result_enrolment",
            info={"vi": "Em này không học ở lớp đó."},
        ),
        CheckConstraint("level IN ('T', 'H', 'Đ', 'C')", name="level_of_a_scale"),
        CheckConstraint("score BETWEEN 0 AND 10", name="score_0_to_10"),
        CheckConstraint("level IS NOT NULL OR score IS NOT NULL", name="says_something"),
        Index(None, "pupil_id"),
    )
    label = "kết quả đánh giá bổ sung"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    unit_id: Mapped[int] = col("Môn học, phẩm chất, năng lực", ForeignKey("unit.id"))
    period_id: Mapped[int] = col("Đợt", ForeignKey("period.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    level: Mapped[str | None] = col("Mức", String(1), help="T, H hoặc C; T, Đ hoặc C")
    score: Mapped[int | None] = col("Điểm", help="số nguyên 1 đến 10")
    held_on: Mapped[date] = col("Ngày đánh giá")
    made_by: Mapped[int] = col("Người ghi", ForeignKey("staff.id"))
    made_at: Mapped[datetime] = col("Ghi lúc")

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql", viewonly=True)
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    period: Mapped[Period] = relationship(lazy="raise_on_sql")
    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql", viewonly=True)
    staff: Mapped[Staff] = relationship(lazy="raise_on_sql")
