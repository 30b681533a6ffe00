"""A small invented school with a timetable, for tests of lesson plans: six weeks, two Tổ."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Engine, select

from models.access import Opening
from models.assessment import Unit
from models.assessment.unit import UnitKind
from models.clock import SCHOOL_TIME
from models.names import fold, sort_key
from models.people import Account, Credential, Duty, Function, Sex, Staff
from models.plans.documents import BODY
from models.plans.expected import expected_slots
from models.plans.lesson_plan import LessonPlan
from models.plans.submit import HandIn, submit
from models.school import (
    Department,
    Membership,
    Period,
    PeriodKind,
    School,
    SchoolClass,
    SchoolDay,
    SchoolYear,
    TeachingAssignment,
    TimetableSlot,
)
from permissions.actor import Actor, load_actor
from permissions.session import GuardedSession, actor_session, system_session

WEEK = timedelta(days=7)
FIRST_MONDAY = date(2025, 9, 8)
WEEKS = 6
#: code → (name, department, duty)
PEOPLE = {
    "hieu": ("Phan Văn Hiếu", None, Function.PRINCIPAL),
    "phuoc": ("Lê Hữu Phước", None, Function.VICE_PRINCIPAL),
    "duyen": ("Lâm Thị Mỹ Duyên", "Tổ 3", Function.DEPARTMENT_HEAD),
    "tram": ("Nguyễn Thị Bích Trâm", "Tổ 3", None),
    "oanh": ("Nguyễn Thị Kiều Oanh", "Tổ 3", None),
    "nghia": ("Đinh Hữu Nghĩa", "Tổ Bộ môn", Function.DEPARTMENT_HEAD),
    "tu": ("Trần Thị Cẩm Tú", "Tổ Bộ môn", None),
}
UNITS = {"TOAN": "Toán", "TV": "Tiếng Việt", "NN1": "Tiếng Anh"}
TEACHES = {
    ("3A", "TOAN"): "tram",
    ("3A", "TV"): "tram",
    ("3B", "TOAN"): "oanh",
    ("3B", "TV"): "oanh",
    ("3C", "TOAN"): "duyen",
    ("3A", "NN1"): "tu",
    ("3B", "NN1"): "tu",
    ("3C", "NN1"): "nghia",
}
#: unit → (weekday, lesson) of every class that has it
LESSONS = {"TOAN": ((2, 1), (4, 2)), "TV": ((2, 2), (3, 1), (5, 1)), "NN1": ((6, 3),)}
TEXT = "Yêu cầu cần đạt: học sinh nhân được số có năm chữ số."


def pdf(words: str = TEXT) -> bytes:
    """Return the smallest thing that is a PDF by its first bytes; ``words`` make it differ."""
    return f"%PDF-1.4\n% {words}\n%%EOF\n".encode()


def docx(body: str | None = None, **extra: bytes) -> bytes:
    """Return a DOCX with this body XML; ``extra`` are further parts by name."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    inner = f"<w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p>" if body is None else body
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            BODY, f'<w:document xmlns:w="{space}"><w:body>{inner}</w:body></w:document>'
        )
        for name, content in extra.items():
            archive.writestr(name, content)
    return file.getvalue()


def at(day: date, hour: int = 8) -> datetime:
    """Return a moment of a day in the school's time."""
    return datetime.combine(day, time(hour), SCHOOL_TIME).astimezone(UTC)


@dataclass
class PlanSchool:
    """Ids by name; weeks T01 … T06 begin on ``first_monday`` and the Mondays after it."""

    engine: Engine
    first_monday: date
    staff: dict[str, int] = field(default_factory=dict)
    klass: dict[str, int] = field(default_factory=dict)
    unit: dict[str, int] = field(default_factory=dict)
    week: dict[str, int] = field(default_factory=dict)
    department: dict[str, int] = field(default_factory=dict)
    year: int = 0

    def monday(self, number: int) -> date:
        """Return the Monday of a week by number."""
        return self.first_monday + (number - 1) * WEEK

    def actor(self, person: str, today: date | None = None) -> Actor:
        """Return the actor of a person on a day (default: today)."""
        return load_actor(self.engine, username=person, today=today)

    def session(self, person: str) -> GuardedSession:
        """Open a guarded session of a person (a context manager)."""
        return actor_session(self.engine, self.actor(person))  # type: ignore[return-value]

    def places(self, person: str, week: str, *units: str) -> tuple[tuple[int, int, int], ...]:
        """Return the person's lessons of a week, of these units or of all."""
        wanted = {self.unit[u] for u in units} or set(self.unit.values())
        with self.session(person) as session:
            return tuple(
                slot.place[1:]  # type: ignore[misc]
                for slot in expected_slots(
                    session, [self.week[week]], staff_ids=[self.staff[person]]
                )
                if slot.unit_id in wanted
            )

    def hand_in(
        self,
        person: str,
        week: str,
        *units: str,
        now: datetime | None = None,
        content: bytes | None = None,
        replaces: int | None = None,
        title: str | None = None,
    ) -> int:
        """Let a person hand in all lessons of a week (or of these units); return the plan's id."""
        with self.session(person) as session:
            plan = submit(
                session,
                self.staff[person],
                HandIn(
                    period_id=self.week[week],
                    places=self.places(person, week, *units),
                    title=title or f"Kế hoạch {week} {' '.join(units)}",
                    file_name="tuan.pdf",
                    content=content or pdf(f"{person} {week} {units}"),
                    replaces_id=replaces,
                ),
                now=now,
            )
            session.commit()
            return plan.id

    def plan(self, plan_id: int) -> LessonPlan:
        """Return a plan as it stands in the database."""
        with system_session(self.engine, "kiểm tra") as session:
            return session.scalars(select(LessonPlan).where(LessonPlan.id == plan_id)).one()


def build(engine: Engine, first_monday: date = FIRST_MONDAY) -> PlanSchool:
    """Lay out the school; everything is open, everybody has an account since before the year."""
    school = PlanSchool(engine, first_monday)
    capacities = {"operator", "importer", "gatekeeper"}
    with system_session(engine, "dựng trường thử", capacities=capacities) as session:
        _frame(school, session)
        _people(school, session)
        _timetable(school, session)
        session.commit()
    return school


def _frame(school: PlanSchool, session: GuardedSession) -> None:
    first = school.first_monday
    session.add(School(name="Trường Tiểu học Hoa Sen"))
    year = SchoolYear(name="2025-2026", first_day=first, last_day=first + WEEKS * WEEK)
    session.add(year)
    session.flush()
    school.year = year.id
    weeks = [
        Period(
            year_id=year.id,
            kind=PeriodKind.WEEK,
            code=f"T{n:02}",
            name=f"Tuần {n}",
            number=n,
            from_date=school.monday(n),
            to_date=school.monday(n) + timedelta(days=6),
        )
        for n in range(1, WEEKS + 1)
    ]
    classes = [SchoolClass(year_id=year.id, grade=3, name=n) for n in ("3A", "3B", "3C")]
    units = [
        Unit(code=c, name=n, short_name=n, kind=UnitKind.SUBJECT, position=p)
        for p, (c, n) in enumerate(UNITS.items(), 1)
    ]
    opened = at(first - 20 * WEEK)
    month = Period(
        year_id=year.id,
        kind=PeriodKind.MONTH,
        code="M09",
        name="Tháng 9",
        number=1,
        from_date=first,
        to_date=first + WEEKS * WEEK,
    )
    opening = Opening(year_id=year.id, starts_at=opened)
    session.add_all([*weeks, month, *classes, *units, opening])
    session.flush()
    session.add_all(
        SchoolDay(
            year_id=year.id,
            date=week.from_date + timedelta(days=n),
            week_id=week.id,
            month_id=month.id,
        )
        for week in weeks
        for n in range(5)
    )
    session.flush()
    school.week = {w.code: w.id for w in weeks}
    school.klass = {c.name: c.id for c in classes}
    school.unit = {u.code: u.id for u in units}


def _people(school: PlanSchool, session: GuardedSession) -> None:
    before = school.first_monday - 10 * WEEK
    for code, (name, department, duty) in PEOPLE.items():
        sex = Sex.MALE if code in ("hieu", "phuoc", "nghia") else Sex.FEMALE
        person = Staff(
            code=code.upper(), full_name=name, sort_key=sort_key(name), folded=fold(name), sex=sex
        )
        session.add(person)
        session.flush()
        school.staff[code] = person.id
        account = Account(staff_id=person.id, username=code, issued_at=at(before))
        session.add(account)
        session.flush()
        session.add(
            Credential(
                account_id=account.id,
                password_hash="x",  # noqa: S106 - nobody signs in by it
                session_token=f"token {code}",
                must_change=False,
            )
        )
        if department and department not in school.department:
            place = Department(name=department)
            session.add(place)
            session.flush()
            school.department[department] = place.id
        where = school.department[department] if department else None
        if where:
            session.add(Membership(department_id=where, staff_id=person.id, from_date=before))
        if duty:
            session.add(
                Duty(
                    staff_id=person.id,
                    function=duty,
                    department_id=where,
                    title=duty.value,
                    source="QĐ 1",
                    from_date=before,
                    confirmed_at=at(before),
                )
            )
    session.flush()


def _timetable(school: PlanSchool, session: GuardedSession) -> None:
    for (klass, unit), person in TEACHES.items():
        keys = {"class_id": school.klass[klass], "unit_id": school.unit[unit]}
        session.add(
            TeachingAssignment(**keys, staff_id=school.staff[person], from_date=school.first_monday)
        )
        for weekday, lesson in LESSONS[unit]:
            session.add(
                TimetableSlot(**keys, weekday=weekday, lesson=lesson, from_date=school.first_monday)
            )
    session.flush()
