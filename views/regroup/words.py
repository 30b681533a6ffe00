"""What follows when pupils change class, in words, before it is written (Điều 2.11, DESIGN §4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from models.clock import in_force
from models.people import Staff
from models.school import Campus, HomeroomAssignment, PeriodKind, SchoolClass, TeachingAssignment
from permissions.session import GuardedSession
from views.frame import periods_in


def eve(day: date) -> str:
    """Write the day before."""
    return f"{day - timedelta(days=1):%d/%m/%Y}"


def homeroom_of(session: GuardedSession, room: SchoolClass, day: date) -> Staff | None:
    """Return the homeroom teacher of a class on a day."""
    h = HomeroomAssignment
    query = select(Staff).join(h, h.staff_id == Staff.id)
    here = query.where(h.class_id == room.id, in_force(h, day))
    return session.scalars(here.order_by(h.from_date.desc())).first()


def teachers(session: GuardedSession, room: SchoolClass, day: date) -> int:
    """Count who teaches a subject in a class on a day."""
    t = TeachingAssignment
    query = select(func.count(t.staff_id.distinct())).where(t.class_id == room.id, in_force(t, day))
    return session.scalar(query) or 0


def moved(
    session: GuardedSession, source: SchoolClass, name: str, day: date, count: int
) -> list[str]:
    """Say what holds for every pupil who changes class: days, results, cells, rights, book."""
    giver = homeroom_of(session, source, day)
    who = f"{giver.address} {giver.full_name}" if giver else "chưa có"
    old = source.name
    results = (
        f"Kết quả, nhận xét, điểm danh, nề nếp đã ghi ở lớp {old} giữ nguyên với từng em: GVCN lớp"
        f" {name} đọc được, không sửa; GVCN lớp {old} ({who}) vẫn đọc được."
    )
    book = (
        f"Sổ chủ nhiệm lớp {old}: chỗ ngồi, chức vụ của các em còn đó đến khi GVCN lớp {old} sửa;"
        f" theo dõi riêng từng em thì GVCN lớp {name} đọc được."
    )
    return [
        f"Từ {day:%d/%m/%Y}, {count} em học lớp {name}; đến hết {eve(day)} vẫn ở lớp {old}.",
        results,
        *_cells(session, source, name, day),
        f"Điểm danh, nề nếp, nhận xét tháng của các em từ ngày đó do lớp {name} ghi.",
        book,
    ]


def _cells(session: GuardedSession, source: SchoolClass, name: str, day: date) -> list[str]:
    terms = periods_in(session, source.year_id, PeriodKind.TERM)
    before = [term.name for term in terms if term.to_date < day]
    after = [term.name for term in terms if term.to_date >= day]
    told = []
    if before:
        told.append(f"{_list(before)} của các em tính ở lớp {source.name}")
    if after:
        told.append(f"{_list(after)} phải ghi ở lớp {name}")
    return [f"Ô kết quả: {'; '.join(told)}."] if told else []


def _list(names: Sequence[str]) -> str:
    return ", ".join(name[:1].lower() + name[1:] for name in names)


def writers(session: GuardedSession, room: SchoolClass, day: date) -> str:
    """Say who writes for the pupils in the class they come to."""
    taker, others = homeroom_of(session, room, day), teachers(session, room, day)
    who = f"{taker.address} {taker.full_name}" if taker else "chưa phân công"
    return f"Lớp {room.name}: GVCN {who}, {others} giáo viên dạy; họ ghi cho các em từ ngày đó."


def place(session: GuardedSession, source: SchoolClass, target: SchoolClass) -> list[str]:
    """Say where the pupils learn then, if it isn't where they do now."""
    if source.campus_id == target.campus_id or target.campus_id is None:
        return []
    campus = session.get_one(Campus, target.campus_id)
    return [f"Các em sang học ở {campus.name}, nơi có lớp {target.name}."]
