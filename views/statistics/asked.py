"""Which table is asked for, by the address: kind, term, orientation, unit, grade, class, year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, g, request
from sqlalchemy import select

from models.assessment import Unit, UnitKind
from models.assessment.missing import unit_label, units_of
from models.clock import school_today
from models.pupils import EnrolmentInterval
from models.school import Period, PeriodKind, SchoolClass, SchoolYear
from models.statistics.cube import SCHOOL, Place
from models.statistics.kinds import KINDS, SUBJECTS, Kind, at_last
from permissions.actor import Actor
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can, sees_all
from permissions.session import GuardedSession
from views.frame import current_year
from views.ids import row_id

statistics = Blueprint("statistics", __name__, url_prefix="/thong-ke")

BY_PLACE, BY_UNIT, BY_YEAR = "lop", "mon", "nam"
#: how many years stand side by side
MOST_YEARS = 5
T = TypeVar("T")


def kinds_of(actor: Actor) -> list[Kind]:
    """Return the kinds of tables that are this person's: what they read, or were granted."""
    seats = can(actor, "read", EnrolmentInterval)
    return [
        kind
        for kind in KINDS
        if kind.granted in actor.inspects
        or (seats and all(can(actor, "read", model) for model in kind.needs))
    ]


def by_grant(actor: Actor, kind: Kind) -> bool:
    """Tell whether a kind is seen from outside: granted, without the pupils (RIGHTS.md)."""
    return kind.granted in actor.inspects and not sees_all(actor, EnrolmentInterval)


def sees_school(actor: Actor, kind: Kind) -> bool:
    """Tell whether the numbers of a kind are the whole school's."""
    return by_grant(actor, kind) or all(sees_all(actor, model) for model in kind.needs)


@dataclass(frozen=True)
class Asked:
    """One request: what is counted, when, where and in which orientation."""

    kind: Kind
    axis: str
    year: SchoolYear
    period: Period
    years: Sequence[SchoolYear]
    periods: Sequence[Period]
    rooms: Sequence[SchoolClass]
    units: Sequence[Unit]
    unit: Unit | None
    grade: int | None
    room: SchoolClass | None

    @property
    def place(self) -> Place:
        """What the table is of."""
        if self.room is not None:
            return Place("class", self.room.id)
        return SCHOOL if self.grade is None else Place("grade", self.grade)

    @property
    def whole(self) -> bool:
        """Whether "all" means the whole school here."""
        return sees_school(g.actor, self.kind)

    def place_name(self, place: Place) -> str:
        """Name a place as people say it."""
        if place.kind == "grade":
            return f"Khối {place.id}"
        if place.kind == "class":
            return next((f"Lớp {r.name}" for r in self.rooms if r.id == place.id), "")
        return "Toàn trường" if self.whole else "Các lớp được xem"

    @property
    def title(self) -> str:
        """Name the table: "Môn học: Toán, cuối năm"."""
        named = f": {unit_label(self.unit)}" if self.unit is not None else ""
        when = self.period.name
        if self.kind.last_only:
            return self.kind.title + (", qua các năm" if self.axis == BY_YEAR else "")
        over = ", qua các năm" if self.axis == BY_YEAR else ""
        return f"{self.kind.title}{named}, {when[:1].lower()}{when[1:]}{over}"

    def args(self, **more: Any) -> dict[str, Any]:
        """Return the address of this table as values."""
        return {
            "loai": self.kind.code,
            "ky": self.period.code,
            "theo": self.axis,
            "nam": self.year.name,
            "mon": self.unit.id if self.unit else None,
            "khoi": self.grade,
            "lop": self.room.id if self.room else None,
        } | more


def _named(rows: Sequence[T], attribute: str, text: str | None) -> T | None:
    return next((row for row in rows if text and str(getattr(row, attribute)) == text), None)


def asked(session: GuardedSession) -> Asked:
    """Read the address; what it leaves out is what is usual, what isn't there is refused."""
    given, kinds = request.values.get, kinds_of(g.actor)
    kind = _named(kinds, "code", given("loai")) or next(iter(kinds), None)
    if kind is None:
        raise Forbidden("Thống kê dành cho người được đọc kết quả của học sinh (Đ2.8).")
    years = session.scalars(select(SchoolYear).order_by(SchoolYear.first_day)).all()
    year = _named(years, "name", given("nam")) or current_year(session)
    if year is None:
        raise OutOfScope("Chưa có năm học nào. Nhập tệp đầu tiên thì năm học được tạo (Đ2.11).")
    periods = at_last(kind, _terms(session, year))
    period = _named(periods, "code", given("ky")) or _usual(periods)
    if period is None:
        raise OutOfScope("Năm học này chưa có thời điểm đánh giá nào (Đ2.11).")
    rooms = session.scalars(
        select(SchoolClass)
        .where(SchoolClass.year_id == year.id)
        .order_by(SchoolClass.grade, SchoolClass.name)
    ).all()
    axis = _axis(kind, given("theo"))
    room, grade = _place(rooms, given("lop"), given("khoi"))
    units = _units(session, kind)
    unit = _named(units, "id", given("mon"))
    if kind.by_unit and axis != BY_UNIT and unit is None:
        unit = next(iter(units), None)
    return Asked(
        kind=kind,
        axis=axis,
        year=year,
        period=period,
        years=years,
        periods=periods,
        rooms=rooms,
        units=units,
        unit=unit if axis != BY_UNIT else None,
        grade=grade,
        room=room if axis != BY_YEAR else None,
    )


def _terms(session: GuardedSession, year: SchoolYear) -> list[Period]:
    query = select(Period).where(Period.year_id == year.id, Period.kind == PeriodKind.TERM)
    return list(session.scalars(query.order_by(Period.from_date, Period.id)))


def _usual(periods: Sequence[Period]) -> Period | None:
    begun = [period for period in periods if period.from_date <= school_today()]
    return begun[-1] if begun else next(iter(periods), None)


def _axis(kind: Kind, text: str | None) -> str:
    axes = [BY_UNIT, BY_PLACE] if kind.by_unit else [BY_PLACE]
    if sees_school(g.actor, kind):
        axes.append(BY_YEAR)
    return text if text in axes else axes[0]


def _place(
    rooms: Sequence[SchoolClass], class_text: str | None, grade_text: str | None
) -> tuple[SchoolClass | None, int | None]:
    """Return class and grade asked for; a class that isn't there is refused, not ignored."""
    grade = next((r.grade for r in rooms if str(r.grade) == grade_text), None)
    if not class_text:
        return None, grade
    room = next((r for r in rooms if r.id == row_id(class_text)), None)
    if room is None:
        raise OutOfScope
    return room, room.grade


def _units(session: GuardedSession, kind: Kind) -> list[Unit]:
    if not kind.by_unit:
        return []
    subject = kind is SUBJECTS
    return [u for u in units_of(session) if (u.kind is UnitKind.SUBJECT) == subject]
