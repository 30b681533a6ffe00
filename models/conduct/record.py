"""Noting a fault or a praise, and disputing what was noted (Điều 4.2, 6.1). The caller commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.clean import one_line
from models.conduct.dispute import ConductDispute, Ruling
from models.conduct.entry import ConductEntry, Measure
from models.conduct.item import ConductItem, ConductKind, ConductScale, ConductTarget
from models.refusal import NotReady, Unfit
from models.school.days import school_day

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Seen:
    """Of whom something was seen, and when; without a pupil it is the whole class."""

    class_id: int
    pupil_id: int | None
    day: date


def items_on(session: Session, day: date) -> list[ConductItem]:
    """Return what may be noted for a day, in the catalogue's order."""
    query = select(ConductItem).order_by(ConductItem.position, ConductItem.name)
    return [item for item in session.scalars(query) if item.in_force(day)]


def scale_on(session: Session, day: date) -> ConductScale:
    """Return the scale in force on a day; without one, the usual 100 points and 24 hours."""
    query = select(ConductScale).where(ConductScale.from_date <= day)
    found = session.scalars(query.order_by(ConductScale.from_date.desc()).limit(1)).first()
    return found or ConductScale(from_date=day, start_points=100, dispute_hours=24)


def note(
    session: Session,
    item: ConductItem,
    seen: Seen,
    *,
    staff_id: int,
    now: datetime,
    counts: bool,
) -> ConductEntry:
    """Note an item for a class or one of its pupils; a pupil's fault is met with a reminder.

    ``counts``: whether the entry carries the item's points. Unfit when the item isn't in force,
    isn't for this target, or the day isn't one of teaching.
    """
    day, pupil_id = seen.day, seen.pupil_id
    if not item.in_force(day):
        raise Unfit(f"“{item.name}” không dùng cho ngày {day:%d/%m/%Y}.", field="item_id")
    if (item.target is ConductTarget.PUPIL) and pupil_id is None:
        raise Unfit(f"“{item.name}” ghi cho một em: chọn em đó.", field="pupil_id")
    if (item.target is ConductTarget.CLASS) and pupil_id is not None:
        raise Unfit(f"“{item.name}” ghi cho cả lớp, không ghi cho một em.", field="pupil_id")
    taught = school_day(session, day)
    if taught is None:
        raise Unfit(f"Ngày {day:%d/%m/%Y} không phải ngày học.", field="date")
    fault = item.kind is ConductKind.FAULT
    entry = ConductEntry(
        class_id=seen.class_id,
        date=day,
        week_id=taught.week_id,
        item_id=item.id,
        pupil_id=pupil_id,
        points=item.signed if counts else 0,
        measure=Measure.REMINDER if fault and pupil_id is not None else None,
        made_by=staff_id,
        made_at=now,
    )
    session.add(entry)
    return entry


def dispute_until(entry: ConductEntry, scale: ConductScale) -> datetime:
    """Return the moment until which the class's homeroom teacher may object."""
    return entry.made_at + timedelta(hours=scale.dispute_hours)


def dispute(
    session: Session, entry: ConductEntry, staff_id: int, reason: str, now: datetime
) -> ConductDispute:
    """Object to an entry about the own class; Unfit without a reason, NotReady when too late."""
    scale = scale_on(session, entry.date)
    text = _words(reason, "reason", "Ghi lí do khiếu nại.")
    if entry.made_by == staff_id:
        raise NotReady("Ghi nhận này do chính mình ghi: xóa nó là được.")
    if now > dispute_until(entry, scale):
        raise NotReady(
            f"Đã quá {scale.dispute_hours} giờ từ lúc ghi, nên không khiếu nại được nữa."
            " Hỏi Ban thi đua (Đ6.1)."
        )
    made = ConductDispute(
        entry_id=entry.id,
        class_id=entry.class_id,
        week_id=entry.week_id,
        raised_by=staff_id,
        raised_at=now,
        reason=text,
    )
    session.add(made)
    return made


def rule_on(
    raised: ConductDispute, ruling: Ruling, staff_id: int, answer: str, now: datetime
) -> None:
    """Uphold or withdraw the entry, with an answer; NotReady when somebody has ruled already."""
    if raised.ruling is not None:
        raise NotReady("Khiếu nại này đã có kết luận.")
    raised.answer = _words(answer, "answer", "Ghi câu trả lời cho GVCN.")
    raised.ruling, raised.ruled_by, raised.ruled_at = ruling, staff_id, now


def _words(text: str, field: str, missing: str) -> str:
    clean = one_line(text)
    if not clean:
        raise Unfit(missing, field=field)
    if len(clean) > LONGEST:
        raise Unfit(f"Dài quá {LONGEST} chữ cái.", field=field)
    return clean
