"""A class small enough to read at a glance, for the tests of the entry desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select

from models.access import Closure
from models.assessment import Unit
from models.base import utc_now
from models.clock import school_today
from models.names import fold, sort_key
from models.people import Account, Credential, Duty, Function, Sex, Staff
from models.pupils import Enrolment, EnrolmentInterval, Pupil
from models.school import (
    HomeroomAssignment,
    Period,
    PeriodKind,
    School,
    SchoolClass,
    SchoolYear,
    TeachingAssignment,
)
from permissions.actor import Actor, load_actor
from permissions.session import GuardedSession, actor_session, system_session
from seeds.loader import load
from seeds.school_year import propose

GIVEN = (
    *("An", "Ân", "Ánh", "Bảo", "Châu", "Dung", "Dũng", "Duy", "Duyên"),
    *("Đạt", "Đức", "Hà", "Hân", "Hiếu", "Huy", "Khánh", "Khoa", "Khôi"),
)
SURNAMES = ("Nguyễn", "Lê", "Trần", "Phạm", "Đặng", "Huỳnh", "Võ")


@dataclass(frozen=True)
class Desk:
    """Ids by the names people use: periods and units by code, pupils in the order of the list."""

    engine: Engine
    class_id: int
    periods: dict[str, int]
    units: dict[str, int]
    pupils: list[int]
    year_id: int

    def actor(self, code: str) -> Actor:
        """Load the actor of a staff code."""
        return load_actor(self.engine, username=code.lower())


def person(
    session: GuardedSession,
    code: str,
    name: str,
    sex: Sex = Sex.FEMALE,
    password_hash: str = "",
) -> Staff:
    """Add a staff member with an account (username: the code in lower case)."""
    staff = Staff(code=code, full_name=name, sort_key=sort_key(name), folded=fold(name), sex=sex)
    session.add(staff)
    session.flush()
    account = Account(staff_id=staff.id, username=code.lower(), issued_at=utc_now())
    session.add(account)
    session.flush()
    session.add(
        Credential(
            account_id=account.id,
            password_hash=password_hash,
            must_change=False,
            session_token=code * 4,
        )
    )
    return staff


def _year(session: GuardedSession) -> SchoolYear:
    """A year around today, so that assignments of its first day are in force."""
    today = school_today()
    monday = today - timedelta(days=today.weekday()) - timedelta(weeks=30)
    name = f"{monday.year}-{monday.year + 1}"
    return propose(session, name, first_monday=monday, skipped=())


def build(
    engine: Engine, pupils: int = 35, class_name: str = "3A", password_hash: str = ""
) -> Desk:
    """Fill a database: class 3A, its homeroom teacher GV01 (TV, TOAN), GV02 (NN1), head HT01."""
    with system_session(engine, "lớp mẫu", capacities={"operator", "importer", "gatekeeper"}) as s:
        load(s)
        s.add(School(name="Trường Tiểu học Sao Mai"))
        year = _year(s)
        room = SchoolClass(year_id=year.id, grade=int(class_name[0]), name=class_name)
        s.add(room)
        s.flush()
        first = year.first_day
        own = person(s, "GV01", "Nguyễn Thị Bích Trâm", Sex.FEMALE, password_hash)
        other = person(s, "GV02", "Lê Phúc Hậu", Sex.MALE, password_hash)
        head = person(s, "HT01", "Võ Thị Hồng Loan", Sex.FEMALE, password_hash)
        s.add(
            Duty(
                staff_id=head.id,
                function=Function.PRINCIPAL,
                title="Hiệu trưởng",
                source="Quyết định 1/QĐ",
                from_date=first,
                confirmed_at=utc_now(),
            )
        )
        s.add(HomeroomAssignment(class_id=room.id, staff_id=own.id, from_date=first))
        units = {u.code: u.id for u in s.scalars(select(Unit))}
        for code, staff in (("TV", own), ("TOAN", own), ("DD", own), ("NN1", other)):
            s.add(
                TeachingAssignment(
                    class_id=room.id, unit_id=units[code], staff_id=staff.id, from_date=first
                )
            )
        ids = [_pupil(s, n, room.id, first) for n in range(pupils)]
        terms = s.scalars(
            select(Period).where(Period.year_id == year.id, Period.kind == PeriodKind.TERM)
        )
        periods = {p.code: p.id for p in terms}
        s.commit()
        return Desk(engine, room.id, periods, units, ids, year.id)


def _pupil(session: GuardedSession, n: int, class_id: int, first: date) -> int:
    given = GIVEN[n % len(GIVEN)]
    name = f"{SURNAMES[n % len(SURNAMES)]} {'Ngọc' if n >= len(GIVEN) else 'Gia'} {given}"
    pupil = Pupil(code=f"HS{n:04d}", full_name=name, sort_key=sort_key(name), folded=fold(name))
    session.add(pupil)
    session.flush()
    place = Enrolment(pupil_id=pupil.id, class_id=class_id)
    session.add(place)
    session.flush()
    session.add(
        EnrolmentInterval(
            enrolment_id=place.id, pupil_id=pupil.id, class_id=class_id, from_date=first
        )
    )
    return pupil.id


def close(desk: Desk, period: str, at: datetime | None = None, **scope: Any) -> None:
    """Close a period in the principal's name, now or at a moment."""
    head = desk.actor("HT01")
    with actor_session(desk.engine, head) as s:
        s.add(
            Closure(
                year_id=desk.year_id,
                period_id=desk.periods[period],
                starts_at=at or utc_now(),
                made_by=head.staff_id,
                **scope,
            )
        )
        s.commit()
