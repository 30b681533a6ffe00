"""Part III of the health record: what the doctors found in a round (TTLT 13/2016 Mẫu 01)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass
from models.school.year import Period

FOUND = "Bình thường, hoặc điều thấy được"


class SpecialistCheck(Base):
    """The findings of one pupil, a field for each part of the form; empty: not examined."""

    __tablename__ = "specialist_check"
    __table_args__ = (
        UniqueConstraint(
            "class_id", "period_id", "pupil_id", info={"vi": "Em này đã được khám trong đợt."}
        ),
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_specialist_check_enrolment",
            info={"vi": "Em này không học ở lớp đó."},
        ),
        Index(None, "pupil_id"),
    )
    label = "khám chuyên khoa"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    period_id: Mapped[int] = col("Đợt", ForeignKey("period.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    checked_on: Mapped[date | None] = col("Ngày khám")
    paediatric: Mapped[str | None] = col("Nhi khoa", String(200), help=FOUND)
    eyes: Mapped[str | None] = col("Mắt", String(200), help=FOUND)
    ears: Mapped[str | None] = col("Tai mũi họng", String(200), help=FOUND)
    teeth: Mapped[str | None] = col("Răng hàm mặt", String(200), help=FOUND)
    bones: Mapped[str | None] = col("Cơ xương khớp", String(200), help=FOUND)
    conclusion: Mapped[str | None] = col("Kết luận", String(300))
    referral: Mapped[str | None] = col("Hướng xử trí", String(300), help="Khám lại ở trạm y tế")
    doctor: Mapped[str | None] = col("Bác sĩ", String(100))

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql", viewonly=True)
    period: Mapped[Period] = relationship(lazy="raise_on_sql")
    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql", viewonly=True)
