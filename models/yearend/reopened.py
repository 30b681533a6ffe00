"""An approved dossier reopens: asked for, granted by a second person, ended by the clock (Đ2.5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    select,
)
from sqlalchemy.orm import Mapped, Session, relationship

from models.base import Base, col, utc_now
from models.refusal import NotReady, Unfit
from models.school.classes import SchoolClass
from models.yearend.dossier import Dossier

LONGEST = 300


class DossierReopening(Base):
    """Lifts the freeze of an approved class until ``ends_at``, once a second person granted it."""

    __tablename__ = "dossier_reopening"
    __table_args__ = (
        ForeignKeyConstraint(
            ["dossier_id", "class_id"],
            ["dossier.id", "dossier.class_id"],
            name="fk_dossier_reopening_dossier",
            info={"vi": "Hồ sơ này không phải của lớp đó."},
        ),
        CheckConstraint("requested_by <> granted_by", name="two_people"),
        CheckConstraint("(granted_by IS NULL) = (granted_at IS NULL)", name="grant_dated"),
        CheckConstraint("requested_by <> refused_by", name="refused_by_another"),
        CheckConstraint("(refused_by IS NULL) = (refused_at IS NULL)", name="refusal_dated"),
        CheckConstraint("granted_at IS NULL OR refused_at IS NULL", name="one_answer"),
        Index(None, "dossier_id"),
    )
    label = "lần mở lại hồ sơ cuối năm"

    dossier_id: Mapped[int] = col("Hồ sơ")
    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    reason: Mapped[str] = col("Lí do", String(LONGEST))
    ends_at: Mapped[datetime] = col("Đến lúc")
    requested_by: Mapped[int] = col("Người xin", ForeignKey("staff.id"))
    requested_at: Mapped[datetime] = col("Xin lúc")
    granted_by: Mapped[int | None] = col("Người thứ hai", ForeignKey("staff.id"))
    granted_at: Mapped[datetime | None] = col("Cho mở lại lúc")
    refused_by: Mapped[int | None] = col("Người không cho", ForeignKey("staff.id"))
    refused_at: Mapped[datetime | None] = col("Không cho lúc")
    answer: Mapped[str | None] = col("Lời đáp", String(LONGEST))

    dossier: Mapped[Dossier] = relationship(lazy="raise_on_sql")
    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql", viewonly=True)

    @property
    def standing(self) -> str:
        """Say how it stands now: asked, granted, refused, over (its time is up)."""
        if self.refused_at is not None:
            return "refused"
        if self.ends_at <= utc_now():
            return "over"
        return "asked" if self.granted_at is None else "granted"


def requests_of(session: Session, dossier: Dossier) -> list[DossierReopening]:
    """Return a dossier's requests, the newest first."""
    query = select(DossierReopening).where(DossierReopening.dossier_id == dossier.id)
    return list(session.scalars(query.order_by(DossierReopening.id.desc())))


def ask_to_reopen(
    session: Session, dossier: Dossier, staff_id: int, *, reason: str, until: datetime
) -> DossierReopening:
    """Ask that an approved dossier be reopened until a moment; it lifts nothing yet.

    Unfit without a reason or with an end that isn't ahead; NotReady unless approved, or while a
    request waits or holds.
    """
    if not reason.strip():
        raise Unfit("Xin mở lại thì phải ghi lí do (Đ2.3).", field="reason")
    if until <= utc_now():
        raise Unfit("Hạn mở lại phải ở phía trước.", field="until")
    if dossier.approved_at is None:
        raise NotReady("Hồ sơ này chưa chốt nên chưa cần mở lại.")
    if any(row.standing in ("asked", "granted") for row in requests_of(session, dossier)):
        raise NotReady("Hồ sơ này đã có một yêu cầu mở lại chưa xong.")
    row = DossierReopening(
        dossier_id=dossier.id,
        class_id=dossier.class_id,
        reason=reason.strip()[:LONGEST],
        ends_at=until,
        requested_by=staff_id,
        requested_at=utc_now(),
    )
    session.add(row)
    session.flush()
    return row


def _answerable(row: DossierReopening, staff_id: int) -> None:
    if row.requested_by == staff_id:
        raise NotReady("Người xin không tự cho mở lại; cần người thứ hai (Đ2.3).")
    if row.standing != "asked":
        raise NotReady("Yêu cầu này đã có lời đáp hoặc đã qua hạn.")


def grant_reopening(session: Session, row: DossierReopening, staff_id: int) -> None:
    """Grant a request as the second person. NotReady for own, answered and overdue ones."""
    _answerable(row, staff_id)
    row.granted_by, row.granted_at = staff_id, utc_now()
    session.flush()


def refuse_reopening(session: Session, row: DossierReopening, staff_id: int, answer: str) -> None:
    """Refuse a request as the second person, and say why. Unfit without words."""
    _answerable(row, staff_id)
    if not answer.strip():
        raise Unfit("Không cho thì ghi vì sao, để người xin biết.", field="answer")
    row.refused_by, row.refused_at = staff_id, utc_now()
    row.answer = answer.strip()[:LONGEST]
    session.flush()


def end_reopening(session: Session, row: DossierReopening) -> None:
    """End a granted reopening before its time. NotReady else."""
    if row.standing != "granted":
        raise NotReady("Lần mở lại này không còn hiệu lực.")
    row.ends_at = utc_now()
    session.flush()
