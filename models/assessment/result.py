"""Results: what a pupil reached in a unit at a period, in the class where it was given.

``class_id`` is that class, kept honest by the composite key on the enrolment: a transfer moves
no earlier result. Class, unit and period stand in every row, so that scope and locks need no join.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.assessment.unit import Unit
from models.base import Base, col
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass
from models.school.year import Period

#: what a row may lack, as bits of ``lacks``
LACKS = {"level": 1, "comment": 2, "score": 4}


def lacks(*names: str) -> Any:
    """Return a column that the database computes: which of these fields are empty, as bits.

    The index holds it, so that counting what is missing reads no comment at all
    (docs/decisions/016-lacks-in-the-index.md).
    """
    empty = "CASE WHEN length({0}) > 0 THEN 0 ELSE {1} END"
    null = "CASE WHEN {0} IS NULL THEN {1} ELSE 0 END"
    words = [(empty if name == "comment" else null).format(name, LACKS[name]) for name in names]
    computed = Computed(" + ".join(words), persisted=True)
    return mapped_column(computed, deferred=True, info={"label": "Còn thiếu"})


class SubjectResult(Base):
    """Level T/H/C, score 0–10 where the rule set tests, and comment of a subject at a period.

    ``from_file``: written by an import and not yet confirmed by its teacher (RIGHTS.md).
    """

    __tablename__ = "subject_result"
    __table_args__ = (
        UniqueConstraint(
            "class_id", "unit_id", "period_id", "pupil_id", info={"vi": "Ô kết quả này đã có."}
        ),
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_subject_result_enrolment",
            info={"vi": "Em này không học ở lớp đó."},
        ),
        CheckConstraint("level IN ('T', 'H', 'C')", name="level_t_h_c"),
        CheckConstraint("score BETWEEN 0 AND 10", name="score_0_to_10"),
        Index(None, "period_id", "class_id", "unit_id", "lacks", "pupil_id"),
        Index(None, "pupil_id"),
    )
    label = "kết quả môn học"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    unit_id: Mapped[int] = col("Môn học / HĐGD", ForeignKey("unit.id"))
    period_id: Mapped[int] = col("Thời điểm", ForeignKey("period.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    level: Mapped[str | None] = col("Mức", String(1), help="T, H hoặc C")
    score: Mapped[int | None] = col("Điểm", help="số nguyên 1 đến 10")
    comment: Mapped[str | None] = col("Nhận xét", Text)
    from_file: Mapped[bool] = col("Nhập từ tệp", default=False)
    lacks: Mapped[int] = lacks("level", "comment", "score")

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql", viewonly=True)
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    period: Mapped[Period] = relationship(lazy="raise_on_sql")
    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql", viewonly=True)


class TraitResult(Base):
    """Level T/Đ/C and comment of a quality or competence at a period, by the homeroom teacher."""

    __tablename__ = "trait_result"
    __table_args__ = (
        UniqueConstraint(
            "class_id", "unit_id", "period_id", "pupil_id", info={"vi": "Ô đánh giá này đã có."}
        ),
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_trait_result_enrolment",
            info={"vi": "Em này không học ở lớp đó."},
        ),
        CheckConstraint("level IN ('T', 'Đ', 'C')", name="level_t_d_c"),
        Index(None, "period_id", "class_id", "unit_id", "lacks", "pupil_id"),
        Index(None, "pupil_id"),
    )
    label = "phẩm chất, năng lực"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    unit_id: Mapped[int] = col("Phẩm chất, năng lực", ForeignKey("unit.id"))
    period_id: Mapped[int] = col("Thời điểm", ForeignKey("period.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    level: Mapped[str | None] = col("Mức", String(1), help="T, Đ hoặc C")
    comment: Mapped[str | None] = col("Nhận xét", Text)
    from_file: Mapped[bool] = col("Nhập từ tệp", default=False)
    lacks: Mapped[int] = lacks("level", "comment")

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql", viewonly=True)
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    period: Mapped[Period] = relationship(lazy="raise_on_sql")
    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql", viewonly=True)


class DeclaredAbsence(Base):
    """Days absent that were declared for a period (with and without leave), as totals."""

    __tablename__ = "declared_absence"
    __table_args__ = (
        UniqueConstraint(
            "class_id", "period_id", "pupil_id", info={"vi": "Số ngày nghỉ này đã có."}
        ),
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_declared_absence_enrolment",
            info={"vi": "Em này không học ở lớp đó."},
        ),
        CheckConstraint("excused BETWEEN 0 AND 366", name="excused_in_a_year"),
        CheckConstraint("unexcused BETWEEN 0 AND 366", name="unexcused_in_a_year"),
        Index(None, "pupil_id"),
    )
    label = "số ngày nghỉ"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    period_id: Mapped[int] = col("Thời điểm", ForeignKey("period.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    excused: Mapped[int | None] = col("Nghỉ có phép")
    unexcused: Mapped[int | None] = col("Nghỉ không phép")
    from_file: Mapped[bool] = col("Nhập từ tệp", default=False)

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql", viewonly=True)
    period: Mapped[Period] = relationship(lazy="raise_on_sql")
    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql", viewonly=True)
