"""What the school asked vendor or authorities to update in the rules, with answer (Đ2.10)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, relationship

from models.assessment.rule_set import RuleSet
from models.base import Base, col, enum_type
from models.people.staff import Staff


class RequestTo(StrEnum):
    """Whom a request goes to."""

    VENDOR = "vendor"
    AUTHORITY = "authority"


class RequestState(StrEnum):
    """How far a request is."""

    SENT = "sent"
    ANSWERED = "answered"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class RuleRequest(Base):
    """A request to update the rules of assessment; ``basis``: number of the deciding document."""

    __tablename__ = "rule_request"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('answered', 'done') OR (answer IS NOT NULL AND answered_on IS NOT NULL)",
            name="answer_is_kept",
            info={"vi": "Đã trả lời thì ghi câu trả lời và ngày trả lời."},
        ),
        CheckConstraint(
            "answered_on IS NULL OR answered_on >= sent_on",
            name="days_in_order",
            info={"vi": "Ngày trả lời không thể trước ngày gửi."},
        ),
        Index(None, "state"),
    )
    label = "đề nghị cập nhật quy chế"

    to_kind: Mapped[RequestTo] = col("Gửi tới", enum_type(RequestTo))
    to_name: Mapped[str] = col("Nơi nhận", String(200), help="Phòng Giáo dục, tên nhà cung cấp")
    what: Mapped[str] = col("Đề nghị", Text, help="cần đổi gì, ở khối nào, từ khi nào")
    basis: Mapped[str | None] = col("Căn cứ", String(200), help="số, ngày văn bản của cấp trên")
    rule_set_id: Mapped[int | None] = col("Về bộ quy tắc", ForeignKey("rule_set.id"))
    asked_by: Mapped[int] = col("Người gửi", ForeignKey("staff.id"))
    sent_on: Mapped[date] = col("Ngày gửi")
    state: Mapped[RequestState] = col(
        "Tình trạng", enum_type(RequestState), default=RequestState.SENT
    )
    answer: Mapped[str | None] = col("Trả lời", Text)
    answered_on: Mapped[date | None] = col("Ngày trả lời")

    rule_set: Mapped[RuleSet | None] = relationship(lazy="raise_on_sql")
    asker: Mapped[Staff] = relationship(lazy="raise_on_sql")

    def __str__(self) -> str:
        """Name the request by what it asks."""
        return self.what if len(self.what) <= 60 else f"{self.what[:60]}…"  # noqa: PLR2004
