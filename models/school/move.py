"""A class that moves to another campus (điểm trường) from a day on (Điều 2.11)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, relationship

from models.base import Base, col
from models.refusal import Unfit
from models.school.classes import SchoolClass
from models.school.school import Campus
from models.school.year import SchoolYear


class ClassMove(Base):
    """From which campus to which, and from which day; the class itself names the newest one."""

    __tablename__ = "class_move"
    __table_args__ = (
        UniqueConstraint("class_id", "from_date", info={"vi": "Lớp đã chuyển điểm ngày đó."}),
        CheckConstraint("from_campus_id <> to_campus_id", name="another_campus"),
    )
    label = "việc chuyển điểm trường"

    class_id: Mapped[int] = col("Lớp", ForeignKey("school_class.id"))
    from_campus_id: Mapped[int | None] = col("Từ điểm trường", ForeignKey("campus.id"))
    to_campus_id: Mapped[int] = col("Đến điểm trường", ForeignKey("campus.id"))
    from_date: Mapped[date] = col("Từ ngày")
    reason: Mapped[str | None] = col("Lí do", String(200))

    school_class: Mapped[SchoolClass] = relationship(lazy="raise_on_sql")
    from_campus: Mapped[Campus | None] = relationship(
        foreign_keys=[from_campus_id], lazy="raise_on_sql"
    )
    to_campus: Mapped[Campus] = relationship(foreign_keys=[to_campus_id], lazy="raise_on_sql")


def check_move(
    session: Session, rooms: list[SchoolClass], campus: Campus, day: date, today: date
) -> list[SchoolClass]:
    """Return the classes that would move. Unfit, with the field, where it can't be."""
    going = [room for room in rooms if room.campus_id != campus.id]
    if not going:
        raise Unfit(f"Chọn lớp chưa ở {campus.name}.", field="rooms")
    year = session.scalars(select(SchoolYear).where(SchoolYear.id == going[0].year_id)).one()
    if not max(today, year.first_day) <= day <= year.last_day:
        raise Unfit(
            f"Chuyển từ hôm nay trở đi, đến {year.last_day:%d/%m/%Y} là hết năm học.", field="day"
        )
    ids = [room.id for room in going]
    later = select(ClassMove.id).where(ClassMove.class_id.in_(ids), ClassMove.from_date >= day)
    if session.scalars(later).first() is not None:
        raise Unfit("Có lớp đã được chuyển điểm từ ngày đó hay sau đó.", field="day")
    return going


def move(
    session: Session, rooms: list[SchoolClass], campus: Campus, day: date, reason: str, today: date
) -> int:
    """Write it for all of them; return how many classes move. The caller commits."""
    going = check_move(session, rooms, campus, day, today)
    for room in going:
        session.add(
            ClassMove(
                class_id=room.id,
                from_campus_id=room.campus_id,
                to_campus_id=campus.id,
                from_date=day,
                reason=reason or None,
            )
        )
        room.campus_id = campus.id
    session.flush()
    return len(going)


def campus_on(room: SchoolClass, moves: list[ClassMove], day: date) -> int | None:
    """Return at which campus a class sits on a day; ``moves``: all of the class's, any order."""
    later = sorted((m for m in moves if m.from_date > day), key=lambda m: m.from_date)
    return later[0].from_campus_id if later else room.campus_id
