"""A second paper for one cell: both scores are kept, the last one counts (TT 27/2020 Đ7)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, Session, relationship

from models.assessment.cells import cell_rules
from models.assessment.unit import Unit
from models.base import Base, col
from models.clock import school_today
from models.pupils.pupil import Pupil
from models.refusal import Unfit
from models.school.classes import SchoolClass
from models.school.year import Period
from models.typed import UnfitError

#: class, unit and pupil of a cell
Place = tuple[int, int, int]


class Retest(Base):
    """A further paper of a pupil in a unit at a period; the first score stays in the result."""

    __tablename__ = "retest"
    __table_args__ = (
        UniqueConstraint(
            "class_id",
            "unit_id",
            "period_id",
            "pupil_id",
            "taken_on",
            info={"vi": "Em này đã có bài kiểm tra lại môn đó vào ngày này."},
        ),
        ForeignKeyConstraint(
            ["pupil_id", "class_id"],
            ["enrolment.pupil_id", "enrolment.class_id"],
            name="fk_retest_enrolment",
            info={"vi": "Em này không học ở lớp đó."},
        ),
        CheckConstraint("score BETWEEN 0 AND 10", name="score_0_to_10"),
        Index(None, "period_id", "class_id"),
        Index(None, "pupil_id"),
    )
    label = "bài kiểm tra lại"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    unit_id: Mapped[int] = col("Môn học", ForeignKey("unit.id"))
    period_id: Mapped[int] = col("Thời điểm", ForeignKey("period.id"))
    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    taken_on: Mapped[date] = col("Ngày kiểm tra lại")
    score: Mapped[int] = col("Điểm", help="số nguyên; điểm của lần cuối cùng được dùng")
    reason: Mapped[str] = col("Lí do", String(300), help="điểm khác hẳn đánh giá thường xuyên")

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql", viewonly=True)
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    period: Mapped[Period] = relationship(lazy="raise_on_sql")
    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql", viewonly=True)


def last_scores(
    session: Session, period_id: int, class_ids: Collection[int] = ()
) -> dict[Place, int]:
    """Return the score of the last paper of each re-tested cell of a period, any class or these."""
    r = Retest
    query = select(r.class_id, r.unit_id, r.pupil_id, r.score).where(r.period_id == period_id)
    if class_ids:
        query = query.where(r.class_id.in_(class_ids))
    return {
        (class_id, unit, pupil): score
        for class_id, unit, pupil, score in session.execute(query.order_by(r.taken_on, r.id))
    }


def fits_retest(session: Session, row: Retest) -> None:
    """Raise Unfit when a re-test is none: no test there, no such score, a day that didn't come."""
    with session.no_autoflush:
        rules = cell_rules(session, row.class_id, row.period_id)
    if rules is None:
        raise Unfit("Lớp này không có bộ quy tắc đánh giá ở thời điểm này (Đ2.10).")
    if row.taken_on > school_today():
        raise Unfit("Ngày kiểm tra lại chưa tới.", field="taken_on")
    try:
        rules.kind(row.unit_id, "score").value(row.score)
    except UnfitError as no:
        raise Unfit(str(no), field="score") from no
