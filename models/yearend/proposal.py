"""What the homeroom teacher proposes for a pupil, beside what the rule says (Điều 4.5)."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass
from models.yearend.dossier import Dossier


class Proposal(Base):
    """The proposal for a pupil; a deviation from the rule needs a reason.

    ``rule_overall`` is the rule's outcome when it was proposed (codes HTXS, HTT, HT, CHT; null
    for an individual plan). ``recognised``: the class recognised the pupil for Tiêu biểu.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("class_id", "pupil_id", info={"vi": "Em này đã có đề nghị."}),
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_proposal_enrolment",
            info={"vi": "Em này không học ở lớp đó."},
        ),
        ForeignKeyConstraint(
            ["dossier_id", "class_id"],
            ["dossier.id", "dossier.class_id"],
            name="fk_proposal_dossier",
            info={"vi": "Hồ sơ này không phải của lớp đó."},
        ),
        CheckConstraint("overall IN ('HTXS', 'HTT', 'HT', 'CHT')", name="overall_code"),
        CheckConstraint(
            "overall IS NULL OR rule_overall IS NULL OR overall = rule_overall"
            " OR reason IS NOT NULL",
            name="deviation_has_reason",
            info={"vi": "Khác quy tắc thì phải ghi lí do."},
        ),
    )
    label = "đề nghị cuối năm"

    dossier_id: Mapped[int] = col("Hồ sơ")
    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    rule_overall: Mapped[str | None] = col("Theo quy tắc", String(4))
    overall: Mapped[str | None] = col("GVCN đề nghị", String(4))
    completed: Mapped[bool | None] = col("Hoàn thành chương trình lớp học")
    promoted: Mapped[bool | None] = col("Lên lớp")
    award: Mapped[str | None] = col("Khen thưởng", String(60))
    recognised: Mapped[bool] = col("Được lớp công nhận Tiêu biểu", default=False)
    summer_support: Mapped[bool] = col("Đánh giá bổ sung, rèn luyện trong hè", default=False)
    reason: Mapped[str | None] = col("Ghi chú, lí do", Text)

    dossier: Mapped[Dossier] = relationship(lazy="raise_on_sql")
    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql", viewonly=True)
    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql", viewonly=True)
