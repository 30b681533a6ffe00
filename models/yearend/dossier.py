"""A class's year-end dossier: proposed, seen, approved, frozen (Điều 2.5, 4.5).

Its state is derived from facts that different people write: the homeroom teacher proposes, the
principal returns or approves. Once approved, the class's results and proposals are frozen.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    Text,
    UniqueConstraint,
    and_,
    not_,
)
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.people.staff import Staff
from models.school.classes import SchoolClass


class DossierState(StrEnum):
    """Where the dossier stands."""

    DRAFT = "draft"
    COMPLETE = "complete"
    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    RETURNED = "returned"
    APPROVED = "approved"
    REOPENED = "reopened"


class Dossier(Base):
    """The dossier of a class (which belongs to one year)."""

    __tablename__ = "dossier"
    __table_args__ = (
        UniqueConstraint("class_id", info={"vi": "Lớp này đã có hồ sơ cuối năm."}),
        UniqueConstraint("id", "class_id"),
        CheckConstraint("approved_at IS NULL OR proposed_at IS NOT NULL", name="proposed_first"),
    )
    label = "hồ sơ cuối năm"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    proposed_at: Mapped[datetime | None] = col("Đề nghị lúc")
    proposed_by: Mapped[int | None] = col("Người đề nghị", ForeignKey("staff.id"))
    returned_at: Mapped[datetime | None] = col("Trả lại lúc")
    returned_by: Mapped[int | None] = col("Người trả lại", ForeignKey("staff.id"))
    return_remark: Mapped[str | None] = col("Nhận xét khi trả lại", Text)
    approved_at: Mapped[datetime | None] = col("Duyệt lúc")
    approved_by: Mapped[int | None] = col("Người duyệt", ForeignKey("staff.id"))

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql")

    @property
    def state(self) -> DossierState:
        """Derive what the own columns say: DRAFT, PROPOSED, RETURNED or APPROVED.

        A return stands until the class is proposed again, an approval until a later proposal.
        ``stage.stage`` knows the states that other records decide.
        """
        if self.proposed_at is None:
            return DossierState.DRAFT
        if self.approved_at is not None and self.approved_at >= self.proposed_at:
            return DossierState.APPROVED
        if self.returned_at is not None and self.returned_at >= self.proposed_at:
            return DossierState.RETURNED
        return DossierState.PROPOSED

    @classmethod
    def proposed(cls) -> ColumnElement[bool]:
        """Tell in SQL whether the state is PROPOSED."""
        returned = and_(cls.returned_at.is_not(None), cls.returned_at >= cls.proposed_at)
        approved = and_(cls.approved_at.is_not(None), cls.approved_at >= cls.proposed_at)
        return and_(cls.proposed_at.is_not(None), not_(approved), not_(returned))


class Seen(Base):
    """A board member has seen a dossier ("đã xem"), with a remark; no precondition of approval."""

    __tablename__ = "seen"
    __table_args__ = (
        UniqueConstraint("dossier_id", "staff_id", "at"),
        ForeignKeyConstraint(
            ["dossier_id", "class_id"],
            ["dossier.id", "dossier.class_id"],
            name="fk_seen_dossier",
            info={"vi": "Hồ sơ này không phải của lớp đó."},
        ),
    )
    label = "đã xem"

    dossier_id: Mapped[int] = col("Hồ sơ")
    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    staff_id: Mapped[int] = col("Người xem", ForeignKey("staff.id"))
    at: Mapped[datetime] = col("Lúc")
    remark: Mapped[str | None] = col("Nhận xét", Text)

    dossier: Mapped[Dossier] = relationship(lazy="raise_on_sql")
    staff: Mapped[Staff] = relationship(lazy="raise_on_sql")


class FrozenList(Base):
    """The approved list of a class as it was at approval, with its SHA-256; never changed.

    ``number``: 1 for the first approval, then one more for each approval after it.
    """

    __tablename__ = "frozen_list"
    __table_args__ = (
        UniqueConstraint("dossier_id", "number", info={"vi": "Danh sách này đã chốt."}),
        ForeignKeyConstraint(
            ["dossier_id", "class_id"],
            ["dossier.id", "dossier.class_id"],
            name="fk_frozen_list_dossier",
            info={"vi": "Hồ sơ này không phải của lớp đó."},
        ),
    )
    label = "danh sách đã chốt"

    dossier_id: Mapped[int] = col("Hồ sơ")
    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    number: Mapped[int] = col("Lần chốt", default=1)
    content: Mapped[dict[str, Any]] = col("Nội dung", JSON)
    sha256: Mapped[str] = col("Mã nội dung", String(64))
    frozen_at: Mapped[datetime] = col("Chốt lúc")

    dossier: Mapped[Dossier] = relationship(lazy="raise_on_sql")
