"""The tables and lists of a class on paper, each read in the session of whoever prints it.

Timetable, attendance of a month, results of a unit, register of pupils, leavers (DOMAIN §2.4, 2.5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jobs.printing.board import signers
from jobs.printing.table_paper import SEAL, SIGN, Column, TablePaper, paper
from jobs.printing.words import short_date, spaced_year
from models.assessment import SubjectResult, TraitResult, Unit, UnitKind
from models.assessment.missing import unit_label
from models.clock import in_force, school_today
from models.daily.month import month_of
from models.people import Staff
from models.pupils import (
    Enrolment,
    EnrolmentInterval,
    EthnicGroup,
    Guardian,
    Pupil,
    PupilBackground,
    PupilBirth,
)
from models.school import HomeroomAssignment, Period, SchoolClass, SchoolYear, TimetableSlot

DAYS = ("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy")
MORNING = 4
HEAD, OFFICE, TEACHER = "HIỆU TRƯỞNG", "VĂN THƯ", "GIÁO VIÊN CHỦ NHIỆM"


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which class, and where it matters of which period and unit."""

    room: SchoolClass
    year: SchoolYear
    period: Period | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A table that can be printed: its words, what has to be chosen, and how it is made.

    ``period``: the kind of period, ``unit``: whether a subject or trait; ``file``: its name.
    """

    label: str
    file: str
    make: Callable[[Session, Asked], TablePaper]
    period: str | None = None
    unit: bool = False


def _homeroom(session: Session, room: SchoolClass) -> str:
    h, day = HomeroomAssignment, school_today()
    query = select(Staff.full_name).join(h, h.staff_id == Staff.id)
    here = query.where(h.class_id == room.id, in_force(h, day)).order_by(h.from_date.desc())
    return session.scalars(here).first() or ""


def timetable(session: Session, asked: Asked) -> TablePaper:
    """Return the timetable of a class as it stands today."""
    rows = session.execute(
        select(TimetableSlot.weekday, TimetableSlot.lesson, Unit.name)
        .join(Unit, Unit.id == TimetableSlot.unit_id)
        .where(TimetableSlot.class_id == asked.room.id, in_force(TimetableSlot, school_today()))
    )
    cells = {(lesson, weekday): name for weekday, lesson, name in rows}
    last = max((weekday for _, weekday in cells), default=6)
    days = DAYS[: max(5, last - 1)]
    lessons = range(1, max((lesson for lesson, _ in cells), default=7) + 1)
    lines = [
        (
            "Sáng" if lesson <= MORNING else "Chiều",
            str(lesson),
            *(cells.get((lesson, weekday), "") for weekday in range(2, len(days) + 2)),
        )
        for lesson in lessons
    ]
    columns = [Column("Buổi", 10), Column("Tiết", 8), *(Column(f"Thứ {day}", 24) for day in days)]
    return paper(
        session,
        f"Thời khóa biểu lớp {asked.room.name}",
        f"Năm học {spaced_year(asked.year.name)}, áp dụng từ {short_date(school_today())}",
        columns,
        lines,
        signers=(
            (HEAD, SEAL, signers(session)[1]),
            (TEACHER, SIGN, _homeroom(session, asked.room)),
        ),
    )


def attendance(session: Session, asked: Asked) -> TablePaper:
    """Return the roll of a month: P with leave, K without, a half-day each side of the stroke."""
    assert asked.period is not None  # noqa: S101 - chosen before
    month = month_of(session, asked.room.id, asked.period)
    days = [day.date for day in month.days]
    rows = [
        (
            str(n),
            line.pupil.full_name,
            *line.marks,
            str(line.sums.excused),
            str(line.sums.unexcused),
        )
        for n, line in enumerate(month.lines, 1)
    ]
    columns = [
        Column("STT", 7),
        Column("Họ và tên", 42, left=True),
        *(Column(f"{day:%d}", 7.4) for day in days),
        Column("P", 8),
        Column("K", 8),
    ]
    return paper(
        session,
        f"Theo dõi chuyên cần lớp {asked.room.name}",
        f"{asked.period.name}, năm học {spaced_year(asked.year.name)}",
        columns,
        rows,
        landscape=True,
        size=8.5,
        notes=("P: nghỉ có phép, K: nghỉ không phép; tổng tính theo buổi.",),
        signers=((TEACHER, SIGN, _homeroom(session, asked.room)), (HEAD, SEAL, "")),
    )


def results(session: Session, asked: Asked) -> TablePaper:
    """Return the results of a unit in a class at a term."""
    assert asked.period is not None  # noqa: S101 - chosen before
    assert asked.unit is not None  # noqa: S101
    subject = asked.unit.kind is UnitKind.SUBJECT
    model = SubjectResult if subject else TraitResult
    given = {
        row.pupil_id: row
        for row in session.scalars(
            select(model).where(
                model.class_id == asked.room.id,
                model.period_id == asked.period.id,
                model.unit_id == asked.unit.id,
            )
        )
    }
    rows = []
    for number, pupil in enumerate(_pupils(session, asked), 1):
        row = given.get(pupil.id)
        score = getattr(row, "score", None)
        said = ("", "", "")
        if row is not None:
            said = (row.level or "", "" if score is None else str(score), row.comment or "")
        rows.append((str(number), pupil.code, pupil.full_name, *said))
    columns = [
        Column("STT", 8),
        Column("Mã học sinh", 22),
        Column("Họ và tên", 42, left=True),
        Column("Mức", 10),
        Column("Điểm", 10),
        Column("Nhận xét", 70, left=True),
    ]
    return paper(
        session,
        f"Kết quả {unit_label(asked.unit)} lớp {asked.room.name}",
        f"{asked.period.name}, năm học {spaced_year(asked.year.name)}",
        columns,
        rows,
        size=9.5,
        signers=(("GIÁO VIÊN", SIGN, ""), (TEACHER, SIGN, _homeroom(session, asked.room))),
    )


def _pupils(session: Session, asked: Asked) -> list[Pupil]:
    day = asked.period.to_date if asked.period is not None else school_today()
    stay = EnrolmentInterval
    query = select(Pupil).join(stay, stay.pupil_id == Pupil.id)
    here = query.where(stay.class_id == asked.room.id, in_force(stay, day))
    return list(session.scalars(here.order_by(Pupil.sort_key, Pupil.code)))


def register(session: Session, asked: Asked) -> TablePaper:
    """Return the lines of the school's register (sổ đăng bộ) of a class's pupils."""
    stay, birth, back = EnrolmentInterval, PupilBirth, PupilBackground
    first: dict[int, date] = dict(
        session.execute(
            select(stay.pupil_id, func.min(stay.from_date))
            .where(stay.class_id == asked.room.id)
            .group_by(stay.pupil_id)
        ).all()
    )
    rows = session.execute(
        select(Pupil, birth, back, EthnicGroup.name)
        .join(Enrolment, Enrolment.pupil_id == Pupil.id)
        .outerjoin(birth, birth.pupil_id == Pupil.id)
        .outerjoin(back, back.pupil_id == Pupil.id)
        .outerjoin(EthnicGroup, EthnicGroup.id == back.ethnic_group_id)
        .where(Enrolment.class_id == asked.room.id)
        .order_by(Pupil.register_number, Pupil.sort_key, Pupil.code)
    ).all()
    ids = [pupil.id for pupil, *_ in rows]
    parents: dict[int, list[str]] = defaultdict(list)
    for one in session.scalars(
        select(Guardian).where(Guardian.pupil_id.in_(ids)).order_by(Guardian.id)
    ):
        parents[one.pupil_id].append(one.full_name)
    left = _left(session, asked.room.id)
    lines = [
        (
            str(pupil.register_number or ""),
            pupil.full_name,
            short_date(born.birth_date) or "" if born else "",
            born.sex.value if born else "",
            group or "",
            (known.birth_place or "") if known else "",
            ", ".join(parents[pupil.id]),
            (known.address or "") if known else "",
            short_date(first.get(pupil.id)) or "",
            *left.get(pupil.id, ("", "")),
        )
        for pupil, born, known, group in rows
    ]
    columns = [
        Column("Số đăng bộ", 13), Column("Họ và tên", 34, left=True), Column("Ngày sinh", 18),
        Column("Nam, nữ", 10), Column("Dân tộc", 14), Column("Nơi sinh", 30, left=True),
        Column("Cha, mẹ, người giám hộ", 38, left=True), Column("Nơi ở", 36, left=True),
        Column("Ngày vào", 18), Column("Ngày ra", 18), Column("Lí do", 26, left=True),
    ]  # fmt: skip
    return paper(
        session,
        f"Sổ đăng bộ, lớp {asked.room.name}",
        f"Năm học {spaced_year(asked.year.name)}",
        columns,
        lines,
        landscape=True,
        size=8.5,
        signers=((OFFICE, SIGN, ""), (HEAD, SEAL, signers(session)[1])),
    )


def _left(session: Session, class_id: int) -> dict[int, tuple[str, str]]:
    """Return the last day and the reason of those who left a class for good."""
    stay = EnrolmentInterval
    rows = session.scalars(
        select(stay).where(stay.class_id == class_id).order_by(stay.from_date, stay.id)
    )
    last = {row.pupil_id: row for row in rows}
    return {
        pupil: (short_date(row.to_date) or "", row.reason or "")
        for pupil, row in last.items()
        if row.to_date is not None and row.to_date < school_today()
    }


def leavers(session: Session, asked: Asked) -> TablePaper:
    """Return the pupils who left a class before today, with day and reason."""
    left = _left(session, asked.room.id)
    query = select(Pupil, PupilBirth).outerjoin(PupilBirth, PupilBirth.pupil_id == Pupil.id)
    rows = session.execute(query.where(Pupil.id.in_(left)).order_by(Pupil.sort_key, Pupil.code))
    lines = [
        (
            str(n),
            pupil.code,
            pupil.full_name,
            short_date(born.birth_date) or "" if born else "",
            *left[pupil.id],
        )
        for n, (pupil, born) in enumerate(rows, 1)
    ]
    columns = [
        Column("STT", 8),
        Column("Mã học sinh", 24),
        Column("Họ và tên", 42, left=True),
        Column("Ngày sinh", 20),
        Column("Ngày ra", 20),
        Column("Lí do", 48, left=True),
    ]
    return paper(
        session,
        f"Danh sách học sinh chuyển đi, thôi học lớp {asked.room.name}",
        f"Năm học {spaced_year(asked.year.name)}",
        columns,
        lines,
        signers=((OFFICE, SIGN, ""), (HEAD, SEAL, signers(session)[1])),
    )


KINDS: dict[str, Kind] = {
    "thoi-khoa-bieu": Kind("Thời khóa biểu", "thoi-khoa-bieu", timetable),
    "chuyen-can": Kind("Theo dõi chuyên cần tháng", "chuyen-can", attendance, "month"),
    "ket-qua": Kind("Kết quả một môn, năng lực, phẩm chất", "ket-qua", results, "term", unit=True),
    "dang-bo": Kind("Sổ đăng bộ", "so-dang-bo", register),
    "chuyen-di": Kind("Danh sách chuyển đi, thôi học", "chuyen-di", leavers),
}
