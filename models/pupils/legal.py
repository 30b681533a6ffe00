"""Changes of what legal papers say: the homeroom teacher proposes, the office decides (RIGHTS)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col, enum_type
from models.people.staff import Staff
from models.pupils.pupil import Pupil


class LegalField(StrEnum):
    """The fields that legal papers print; they change by proposal and acceptance."""

    NAME = "full_name"
    BIRTH = "birth_date"
    SEX = "sex"
    ETHNIC = "ethnic_group"
    PERSONAL_ID = "personal_id"


class LegalDecision(StrEnum):
    """What became of a proposal."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class LegalChange(Base):
    """One proposed change of one legal field; values are kept as they are read on paper."""

    __tablename__ = "legal_change"
    __table_args__ = (
        CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name="decision_has_a_person"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decision_dated"),
        CheckConstraint(
            "decision IS NULL OR decision <> 'refused' OR answer IS NOT NULL",
            name="refusal_has_a_reason",
            info={"vi": "Ghi lí do không nhận, để GVCN biết."},
        ),
        CheckConstraint(
            "decided_by <> proposed_by",
            name="two_people",
            info={"vi": "Người đề nghị không tự nhận đề nghị của mình."},
        ),
        Index(None, "pupil_id"),
        Index(None, "decision"),
    )
    label = "đề nghị đổi lí lịch"

    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    field: Mapped[LegalField] = col("Mục", enum_type(LegalField))
    old: Mapped[str | None] = col("Trong sổ", String(100))
    new: Mapped[str] = col("Đề nghị", String(100))
    evidence: Mapped[str] = col("Minh chứng", String(200), help="ví dụ Giấy khai sinh số 123/2018")
    proposed_by: Mapped[int] = col("Người đề nghị", ForeignKey("staff.id"))
    proposed_at: Mapped[datetime] = col("Đề nghị lúc")
    decision: Mapped[LegalDecision | None] = col("Kết quả", enum_type(LegalDecision))
    decided_by: Mapped[int | None] = col("Người quyết định", ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = col("Quyết định lúc")
    answer: Mapped[str | None] = col("Trả lời", String(200))

    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql")
    proposer: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[proposed_by])
