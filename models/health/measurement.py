"""What is measured of each pupil in a round: SK1 and SK2 (TTLT 13/2016 Mẫu 01 part II).

Two tables, by who may read: height, weight and vision are the homeroom teacher's too ("health in
summary"), blood pressure and pulse are not. BMI isn't stored: it follows from height and weight.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass
from models.school.year import Period

VISION_HELP = "phần mười: 10 là 10/10"


class Measurement(Base):
    """Height (cm) and weight (kg) to one decimal; vision in tenths, without and with glasses."""

    __tablename__ = "measurement"
    __table_args__ = (
        UniqueConstraint(
            "class_id", "period_id", "pupil_id", info={"vi": "Em này đã được đo trong đợt."}
        ),
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_measurement_enrolment",
            info={"vi": "Em này không học ở lớp đó."},
        ),
        CheckConstraint("height BETWEEN 50 AND 220", name="height_50_to_220"),
        CheckConstraint("weight BETWEEN 5 AND 200", name="weight_5_to_200"),
        CheckConstraint("vision_right BETWEEN 0 AND 20", name="vision_right_0_to_20"),
        CheckConstraint("vision_left BETWEEN 0 AND 20", name="vision_left_0_to_20"),
        CheckConstraint("glasses_right BETWEEN 0 AND 20", name="glasses_right_0_to_20"),
        CheckConstraint("glasses_left BETWEEN 0 AND 20", name="glasses_left_0_to_20"),
        Index(None, "pupil_id"),
    )
    label = "số đo"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    period_id: Mapped[int] = col("Đợt", ForeignKey("period.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    measured_on: Mapped[date | None] = col("Ngày đo")
    height: Mapped[float | None] = col("Chiều cao", Float, help="cm")
    weight: Mapped[float | None] = col("Cân nặng", Float, help="kg")
    vision_right: Mapped[int | None] = col("Mắt phải", help=VISION_HELP)
    vision_left: Mapped[int | None] = col("Mắt trái", help=VISION_HELP)
    glasses_right: Mapped[int | None] = col("Mắt phải có kính", help=VISION_HELP)
    glasses_left: Mapped[int | None] = col("Mắt trái có kính", help=VISION_HELP)

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql", viewonly=True)
    period: Mapped[Period] = relationship(lazy="raise_on_sql")
    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql", viewonly=True)


class VitalSigns(Base):
    """Blood pressure (mmHg) and pulse (beats a minute) of the same round."""

    __tablename__ = "vital_signs"
    __table_args__ = (
        UniqueConstraint(
            "class_id", "period_id", "pupil_id", info={"vi": "Em này đã được đo trong đợt."}
        ),
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_vital_signs_enrolment",
            info={"vi": "Em này không học ở lớp đó."},
        ),
        CheckConstraint("systolic BETWEEN 40 AND 250", name="systolic_40_to_250"),
        CheckConstraint("diastolic BETWEEN 20 AND 180", name="diastolic_20_to_180"),
        CheckConstraint("pulse BETWEEN 30 AND 250", name="pulse_30_to_250"),
        Index(None, "pupil_id"),
    )
    label = "huyết áp, mạch"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    period_id: Mapped[int] = col("Đợt", ForeignKey("period.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    systolic: Mapped[int | None] = col("Huyết áp tối đa", help="mmHg")
    diastolic: Mapped[int | None] = col("Huyết áp tối thiểu", help="mmHg")
    pulse: Mapped[int | None] = col("Mạch", help="lần một phút")

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql", viewonly=True)
    period: Mapped[Period] = relationship(lazy="raise_on_sql")
    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql", viewonly=True)
