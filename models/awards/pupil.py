"""Praise of a pupil within the year: khen đột xuất, thư khen, proposed upward (TT 19/2025, Đ2.7).

A row a pupil, so that each pupil's file shows it; what was given to a group at once shares a
``batch``. ``decider`` is copied from the form, for scope, and kept honest by a composite key.
Nothing here is ever deleted: who proposed takes a proposal back by dating it (the belt keeps rows).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, relationship

from models.awards.form import AwardForm, Decider
from models.base import Base, col, enum_type
from models.people.staff import Staff
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass


class AwardDecision(StrEnum):
    """What was decided, by the school or, once proposed upward, by the higher level."""

    GRANTED = "granted"
    REFUSED = "refused"


class AwardState(StrEnum):
    """How a proposal stands."""

    ASKED = "asked"
    SENT = "sent"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class PupilAward(Base):
    """One pupil's praise; ``content``: what for, as it stands on paper."""

    __tablename__ = "pupil_award"
    __table_args__ = (
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_pupil_award_enrolment",
            info={"vi": "Em này không học ở lớp đó."},
        ),
        ForeignKeyConstraint(
            ["form_id", "decider"],
            ["award_form.id", "award_form.decider"],
            name="fk_pupil_award_award_form",
            info={"vi": "Hình thức khen này không còn như vậy."},
        ),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decision_dated"),
        CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name="decision_has_a_person"),
        CheckConstraint("(sent_on IS NULL) = (sent_to IS NULL)", name="sent_to_somebody"),
        CheckConstraint("sent_on IS NULL OR decider = 'higher'", name="only_upward_is_sent"),
        CheckConstraint("withdrawn_at IS NULL OR decision IS NULL", name="withdrawn_undecided"),
        Index(None, "class_id"),
        Index(None, "pupil_id"),
        Index(None, "batch"),
    )
    label = "khen học sinh trong năm"

    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    form_id: Mapped[int] = col("Hình thức", ForeignKey("award_form.id"))
    decider: Mapped[Decider] = col("Ai quyết định", enum_type(Decider))
    content: Mapped[str] = col("Thành tích", String(300))
    happened_on: Mapped[date] = col("Ngày")
    group_name: Mapped[str | None] = col("Nhóm", String(120), help="để trống: khen từng em")
    batch: Mapped[str] = col("Lần đề nghị", String(40))
    made_by: Mapped[int] = col("Người đề nghị", ForeignKey("staff.id"))
    made_at: Mapped[datetime] = col("Đề nghị lúc")
    withdrawn_at: Mapped[datetime | None] = col("Rút lúc")
    sent_to: Mapped[str | None] = col("Trình lên", String(160))
    sent_on: Mapped[date | None] = col("Ngày trình")
    decision: Mapped[AwardDecision | None] = col("Kết quả", enum_type(AwardDecision))
    decided_by: Mapped[int | None] = col("Người quyết định", ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = col("Quyết định lúc")
    number: Mapped[str | None] = col("Số quyết định", String(40))
    answer: Mapped[str | None] = col("Lời đáp", String(300))

    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql", viewonly=True)
    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql", viewonly=True)
    form: Mapped[AwardForm] = relationship(
        lazy="raise_on_sql", viewonly=True, foreign_keys=[form_id]
    )
    maker: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[made_by])

    @property
    def state(self) -> AwardState:
        """Derive how it stands from what was dated."""
        if self.withdrawn_at is not None:
            return AwardState.WITHDRAWN
        if self.decision is not None:
            return AwardState(self.decision.value)
        return AwardState.ASKED if self.sent_on is None else AwardState.SENT
