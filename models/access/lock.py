"""Openings, closures and reopenings: when which cells may be written (Điều 2.3, DESIGN §4).

All three name a scope; an empty column means "any". A closure beats every opening; only a
reopening, which names the closure that it lifts and ends by itself, beats a closure.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, declared_attr, relationship

from models.base import Base, col, enum_type
from models.school.classes import SchoolClass
from models.school.year import Period


class LockKind(StrEnum):
    """The record kinds that open and close."""

    RESULT = "result"
    TRAIT = "trait"
    ABSENCE = "absence"
    PLAN = "plan"
    MONTHLY = "monthly"
    ATTENDANCE = "attendance"
    CONDUCT = "conduct"
    HEALTH_VISIT = "health_visit"
    HEALTH_CHECK = "health_check"
    HOMEROOM = "homeroom"


LOCK_KIND_LABEL: dict[LockKind, str] = {
    LockKind.RESULT: "Kết quả môn học",
    LockKind.TRAIT: "Phẩm chất, năng lực",
    LockKind.ABSENCE: "Số ngày nghỉ",
    LockKind.PLAN: "Kế hoạch bài dạy",
    LockKind.MONTHLY: "Nhận xét tháng",
    LockKind.ATTENDANCE: "Điểm danh",
    LockKind.CONDUCT: "Nề nếp",
    LockKind.HEALTH_VISIT: "Y tế hằng ngày",
    LockKind.HEALTH_CHECK: "Khám sức khỏe",
    LockKind.HOMEROOM: "Sổ chủ nhiệm",
}


class LockScope:
    """The columns by which an opening, closure or reopening says which cells it covers."""

    @declared_attr
    def year_id(cls) -> Mapped[int]:  # noqa: N805
        """The school year."""
        return col("Năm học", ForeignKey("school_year.id"))  # type: ignore[no-any-return]

    @declared_attr
    def period_id(cls) -> Mapped[int | None]:  # noqa: N805
        """The period, or any."""
        return col("Thời gian", ForeignKey("period.id"), help="để trống: mọi thời gian")  # type: ignore[no-any-return]

    @declared_attr
    def class_id(cls) -> Mapped[int | None]:  # noqa: N805
        """The class, or any."""
        return col("Lớp", ForeignKey("school_class.id"), help="để trống: mọi lớp")  # type: ignore[no-any-return]

    @declared_attr
    def unit_id(cls) -> Mapped[int | None]:  # noqa: N805
        """The unit, or any."""
        return col("Môn", ForeignKey("unit.id"), help="để trống: mọi môn")  # type: ignore[no-any-return]

    kind: Mapped[LockKind | None] = col("Loại sổ", enum_type(LockKind), help="để trống: mọi loại")
    grade: Mapped[int | None] = col("Khối", help="để trống: mọi khối")
    reason: Mapped[str | None] = col("Lí do", String(300))

    @declared_attr
    def period(cls) -> Mapped[Period | None]:  # noqa: N805
        """The period row."""
        return relationship(lazy="raise_on_sql")

    @declared_attr
    def school_class(cls) -> Mapped[SchoolClass | None]:  # noqa: N805
        """The class row."""
        return relationship(lazy="raise_on_sql")


class Opening(LockScope, Base):
    """Cells may be written from ``starts_at`` until ``ends_at`` (open end: until closed)."""

    __tablename__ = "opening"
    __table_args__ = (Index(None, "year_id"),)
    label = "lần mở"

    starts_at: Mapped[datetime] = col("Mở từ lúc")
    ends_at: Mapped[datetime | None] = col("Đến lúc")
    made_by: Mapped[int | None] = col("Người mở", ForeignKey("staff.id"))


class Closure(LockScope, Base):
    """Cells are closed from ``starts_at`` on; set in advance, it is a deadline."""

    __tablename__ = "closure"
    __table_args__ = (Index(None, "year_id"),)
    label = "lần đóng"

    starts_at: Mapped[datetime] = col("Đóng từ lúc")
    sealed: Mapped[bool] = col("Đã niêm", default=False)
    made_by: Mapped[int | None] = col("Người đóng", ForeignKey("staff.id"))


class Reopening(LockScope, Base):
    """Lifts a named closure for its scope until ``ends_at``, once a second person granted it.

    With ``pupil_id`` it lifts the closure for that pupil's cells alone. A request about several
    pupils is a row each under one ``batch``, granted or refused together.
    """

    __tablename__ = "reopening"
    __table_args__ = (
        CheckConstraint("requested_by <> granted_by", name="two_people"),
        CheckConstraint("(granted_by IS NULL) = (granted_at IS NULL)", name="grant_dated"),
        CheckConstraint("requested_by <> refused_by", name="refused_by_another"),
        CheckConstraint("(refused_by IS NULL) = (refused_at IS NULL)", name="refusal_dated"),
        CheckConstraint("granted_at IS NULL OR refused_at IS NULL", name="one_answer"),
        Index(None, "closure_id"),
        Index(None, "batch"),
    )
    label = "lần mở lại"

    closure_id: Mapped[int] = col("Lần đóng được mở lại", ForeignKey("closure.id"))
    ends_at: Mapped[datetime] = col("Đến lúc")
    requested_by: Mapped[int] = col("Người xin", ForeignKey("staff.id"))
    requested_at: Mapped[datetime] = col("Xin lúc")
    granted_by: Mapped[int | None] = col("Người thứ hai", ForeignKey("staff.id"))
    granted_at: Mapped[datetime | None] = col("Cho mở lại lúc")
    pupil_id: Mapped[int | None] = col(
        "Học sinh", ForeignKey("pupil.id"), help="để trống: mọi học sinh của phạm vi"
    )
    batch: Mapped[str] = col("Đợt xin", String(32))
    refused_by: Mapped[int | None] = col("Người không cho", ForeignKey("staff.id"))
    refused_at: Mapped[datetime | None] = col("Không cho lúc")
    answer: Mapped[str | None] = col("Lời đáp", String(300))

    closure: Mapped[Closure] = relationship(lazy="raise_on_sql")
