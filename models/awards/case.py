"""A staff case, commendation or violation: its facts, the answers to them, the decision (Đ2.7, 9).

The facts are copied in words when the case is opened, each with the rows it came from: whoever it
is about sees exactly what is held against them, also when the rows change later. An answer is
dated and stays; nothing of a case is ever deleted (permissions/triggers.py).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, relationship

from models.awards.form import AwardForm, Decider
from models.base import Base, col, enum_type
from models.people.staff import Staff


class CaseKind(StrEnum):
    """Whether somebody is to be commended or something is held against them."""

    COMMENDATION = "commendation"
    VIOLATION = "violation"


class CaseStage(StrEnum):
    """Noted → asked for explanation → explained → decided / proposed upward → closed."""

    NOTED = "noted"
    ASKED = "asked"
    EXPLAINED = "explained"
    DECIDED = "decided"
    PROPOSED = "proposed"
    CLOSED = "closed"


class FactRuling(StrEnum):
    """What became of a fact that was contested: it stays, or it counts no more."""

    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"


class AnswerKind(StrEnum):
    """What the person concerned writes: an explanation of the whole, an objection to a fact."""

    EXPLANATION = "explanation"
    OBJECTION = "objection"


class StaffCase(Base):
    """One case of one person; ``since`` to ``until`` are the days that the facts are about.

    Without ``form_id`` a decided case has no consequence. With a form of the higher level the
    decision is a proposal: ``sent_to`` and ``sent_on`` say to whom and when it went.
    """

    __tablename__ = "staff_case"
    __table_args__ = (
        UniqueConstraint("id", "staff_id"),
        ForeignKeyConstraint(
            ["form_id", "decider"],
            ["award_form.id", "award_form.decider"],
            name="fk_staff_case_award_form",
            info={"vi": "Hình thức này không còn như vậy."},
        ),
        CheckConstraint("since <= until", name="days_in_order"),
        CheckConstraint(
            "staff_id <> noted_by", name="not_the_own", info={"vi": "Không lập việc về chính mình."}
        ),
        CheckConstraint("staff_id <> decided_by", name="not_decided_by_oneself"),
        CheckConstraint("(question IS NULL) = (asked_at IS NULL)", name="question_dated"),
        CheckConstraint("explained_at IS NULL OR asked_at IS NOT NULL", name="asked_first"),
        CheckConstraint(
            "kind = 'commendation' OR decided_at IS NULL OR asked_at IS NOT NULL",
            name="heard_before_decided",
            info={"vi": "Chưa hỏi người liên quan thì chưa quyết định được."},
        ),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decision_has_person"),
        CheckConstraint("(decided_at IS NULL) = (decision IS NULL)", name="decision_in_words"),
        CheckConstraint("(form_id IS NULL) = (decider IS NULL)", name="form_with_its_decider"),
        CheckConstraint("form_id IS NULL OR decided_at IS NOT NULL", name="form_is_decided"),
        CheckConstraint("(sent_on IS NULL) = (sent_to IS NULL)", name="sent_to_somebody"),
        CheckConstraint("sent_on IS NULL OR decider = 'higher'", name="only_upward_is_sent"),
        CheckConstraint(
            "closed_at IS NULL OR decided_at IS NOT NULL", name="decided_before_closed"
        ),
        Index(None, "staff_id"),
    )
    label = "việc khen thưởng, xử lí"

    staff_id: Mapped[int] = col("Cán bộ", ForeignKey("staff.id"))
    kind: Mapped[CaseKind] = col("Loại", enum_type(CaseKind))
    subject: Mapped[str] = col("Việc", String(200))
    account: Mapped[str | None] = col("Sự việc", Text)
    since: Mapped[date] = col("Từ ngày")
    until: Mapped[date] = col("Đến hết ngày")
    noted_by: Mapped[int] = col("Người ghi nhận", ForeignKey("staff.id"))
    noted_at: Mapped[datetime] = col("Ghi nhận lúc")
    question: Mapped[str | None] = col("Yêu cầu giải trình", Text)
    asked_at: Mapped[datetime | None] = col("Yêu cầu lúc")
    answer_by: Mapped[date | None] = col("Hạn giải trình")
    explained_at: Mapped[datetime | None] = col("Giải trình lúc")
    form_id: Mapped[int | None] = col("Hình thức", ForeignKey("award_form.id"))
    decider: Mapped[Decider | None] = col("Thẩm quyền", enum_type(Decider))
    decision: Mapped[str | None] = col("Quyết định", Text)
    decided_by: Mapped[int | None] = col("Người quyết định", ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = col("Quyết định lúc")
    number: Mapped[str | None] = col("Số văn bản", String(40))
    sent_to: Mapped[str | None] = col("Đề nghị lên", String(160))
    sent_on: Mapped[date | None] = col("Ngày đề nghị")
    outcome: Mapped[str | None] = col("Kết quả từ cấp trên", String(300))
    closed_at: Mapped[datetime | None] = col("Kết thúc lúc")

    person: Mapped[Staff] = relationship(lazy="raise_on_sql", foreign_keys=[staff_id])
    form: Mapped[AwardForm | None] = relationship(
        lazy="raise_on_sql", viewonly=True, foreign_keys=[form_id]
    )

    def __str__(self) -> str:
        """Name the case by what it is about."""
        return self.subject

    @property
    def stage(self) -> CaseStage:
        """Derive the stage from what was dated."""
        if self.closed_at is not None:
            return CaseStage.CLOSED
        if self.decided_at is not None:
            higher = self.decider is Decider.HIGHER
            return CaseStage.PROPOSED if higher else CaseStage.DECIDED
        if self.explained_at is not None:
            return CaseStage.EXPLAINED
        return CaseStage.NOTED if self.asked_at is None else CaseStage.ASKED


class StaffCaseFact(Base):
    """A fact as it stood when the case was opened.

    ``lines``: [{"words": "Toán 3A, 12/05/2026, nộp muộn 2 ngày", "to": {…}}], where ``to`` names
    the row, as models/awards/evidence.py lays it out; an objection gets a ruling.
    """

    __tablename__ = "staff_case_fact"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        UniqueConstraint("id", "case_id"),
        ForeignKeyConstraint(
            ["case_id", "staff_id"],
            ["staff_case.id", "staff_case.staff_id"],
            name="fk_staff_case_fact_staff_case",
        ),
        CheckConstraint("(ruling IS NULL) = (ruled_at IS NULL)", name="ruling_dated"),
        CheckConstraint("(ruling IS NULL) = (ruled_by IS NULL)", name="ruling_has_a_person"),
        CheckConstraint("staff_id <> ruled_by", name="not_ruled_by_oneself"),
        Index(None, "staff_id"),
    )
    label = "dữ kiện của việc"

    case_id: Mapped[int] = col("Thuộc việc", ForeignKey("staff_case.id"))
    staff_id: Mapped[int] = col("Cán bộ", ForeignKey("staff.id"))
    number: Mapped[int] = col("Thứ tự")
    code: Mapped[str] = col("Mã", String(24))
    words: Mapped[str] = col("Dữ kiện", String(300))
    lines: Mapped[list[dict[str, Any]]] = col("Từng dòng", JSON)
    ruling: Mapped[FactRuling | None] = col("Xem lại", enum_type(FactRuling))
    ruled_by: Mapped[int | None] = col("Người xem lại", ForeignKey("staff.id"))
    ruled_at: Mapped[datetime | None] = col("Xem lại lúc")
    reply: Mapped[str | None] = col("Trả lời", String(500))


class StaffCaseAnswer(Base):
    """What the person concerned wrote, of the whole case or against one fact; it never changes."""

    __tablename__ = "staff_case_answer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["case_id", "staff_id"],
            ["staff_case.id", "staff_case.staff_id"],
            name="fk_staff_case_answer_staff_case",
        ),
        ForeignKeyConstraint(
            ["fact_id", "case_id"],
            ["staff_case_fact.id", "staff_case_fact.case_id"],
            name="fk_staff_case_answer_staff_case_fact",
            info={"vi": "Dữ kiện này không thuộc việc đó."},
        ),
        CheckConstraint(
            "(fact_id IS NULL) = (kind = 'explanation')", name="objection_names_its_fact"
        ),
        Index(None, "case_id"),
        Index(None, "staff_id"),
    )
    label = "giải trình, ý kiến về việc"

    case_id: Mapped[int] = col("Thuộc việc", ForeignKey("staff_case.id"))
    staff_id: Mapped[int] = col("Cán bộ", ForeignKey("staff.id"))
    fact_id: Mapped[int | None] = col("Về dữ kiện", ForeignKey("staff_case_fact.id"))
    kind: Mapped[AnswerKind] = col("Loại", enum_type(AnswerKind))
    text: Mapped[str] = col("Nội dung", Text)
    written_at: Mapped[datetime] = col("Viết lúc")
