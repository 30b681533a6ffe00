"""What the pages of Đóng, mở sổ share: the year with its names, scopes from a form, words, tabs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Blueprint, g, request, url_for
from sqlalchemy import select

from models.access import LockKind, Opening
from models.access.closing import Scope
from models.access.lock import LOCK_KIND_LABEL
from models.assessment import Unit
from models.clock import SCHOOL_TIME
from models.refusal import Unfit
from models.school import Period, PeriodKind, SchoolClass, SchoolYear
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from permissions.writers import has_unit, traits_of
from views.frame import current_year
from views.tabs import Tab

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

locks = Blueprint("locks", __name__, url_prefix="/dong-mo")
reopening = Blueprint("reopening", __name__, url_prefix="/dong-mo")
EVERY = "all"
#: each record kind: how one says its unit of time, and which periods that are
BY = {
    LockKind.RESULT: ("theo thời điểm", PeriodKind.TERM),
    LockKind.TRAIT: ("theo thời điểm", PeriodKind.TERM),
    LockKind.ABSENCE: ("theo thời điểm", PeriodKind.TERM),
    LockKind.PLAN: ("theo tuần", PeriodKind.WEEK),
    LockKind.MONTHLY: ("theo tháng", PeriodKind.MONTH),
    LockKind.ATTENDANCE: ("theo tháng", PeriodKind.MONTH),
    LockKind.CONDUCT: ("theo tuần", PeriodKind.WEEK),
    LockKind.HEALTH_VISIT: ("theo tháng", PeriodKind.MONTH),
    LockKind.HEALTH_CHECK: ("theo đợt", PeriodKind.ROUND),
    LockKind.HOMEROOM: ("cả năm", PeriodKind.YEAR),
}
KINDS = [(kind.value, label) for kind, label in LOCK_KIND_LABEL.items()]


@dataclass(frozen=True, slots=True)
class Frame:
    """A year with the names that these screens speak of."""

    year: SchoolYear
    periods: list[Period]
    classes: list[SchoolClass]
    units: list[Unit]

    def period(self, period_id: int | None) -> Period | None:
        """Return a period of the year by its id."""
        return next((p for p in self.periods if p.id == period_id), None)

    @property
    def grades(self) -> list[int]:
        """The grades that have classes."""
        return sorted({room.grade for room in self.classes})

    @property
    def periods_by_kind(self) -> dict[LockKind, list[int]]:
        """The ids of the periods that each record kind is kept by."""
        return {kind: [p.id for p in self.periods if fits(kind, p)] for kind in BY}

    def units_of(self, kind: LockKind | None) -> list[Unit]:
        """Return the units that a kind hangs on; for any kind: all of them."""
        if kind is None:
            return self.units
        if not has_unit(kind):
            return []
        return [u for u in self.units if (u.kind != "subject") is traits_of(kind)]


def frame(session: GuardedSession, year: SchoolYear | None = None) -> Frame:
    """Read the frame of a year (None: this one); OutOfScope while there is no year."""
    year = year or current_year(session)
    if year is None:
        raise OutOfScope("Chưa có năm học nào. Nhập tệp đầu tiên thì năm học được tạo (Đ2.11).")
    of_year = select(Period).where(Period.year_id == year.id).order_by(Period.from_date)
    rooms = select(SchoolClass).where(SchoolClass.year_id == year.id)
    return Frame(
        year,
        list(session.scalars(of_year)),
        list(session.scalars(rooms.order_by(SchoolClass.grade, SchoolClass.name))),
        list(session.scalars(select(Unit).order_by(Unit.position, Unit.id))),
    )


def years_of(session: GuardedSession) -> list[SchoolYear]:
    """Return the years, the newest first."""
    return list(session.scalars(select(SchoolYear).order_by(SchoolYear.first_day.desc())))


def asked_year(session: GuardedSession) -> SchoolYear | None:
    """Return the year that ?nam= names, None without it; OutOfScope for one that isn't there."""
    name = request.values.get("nam", "")
    if not name:
        return None
    found = session.scalars(select(SchoolYear).where(SchoolYear.name == name)).one_or_none()
    if found is None:
        raise OutOfScope
    return found


def asked_scope(here: Frame, args: MultiDict[str, str]) -> Scope | None:
    """Read kind (loai), period (ky), place (pv: "", k3 or l12) and unit (mon); None: nothing asked.

    A unit counts only for a kind that has units.
    """
    kind, code, place = args.get("loai", ""), args.get("ky", ""), args.get("pv", "")
    if not kind or not code:
        return None
    if kind != EVERY and kind not in set(LockKind):
        raise OutOfScope
    period = next((p for p in here.periods if p.code == code), None)
    room = next((c for c in here.classes if place == f"l{c.id}"), None)
    grade = int(place[1:]) if place in {f"k{n}" for n in range(1, 6)} else None
    if (code != EVERY and period is None) or (place and room is None and grade is None):
        raise OutOfScope
    of_kind = None if kind == EVERY else LockKind(kind)
    return Scope(
        here.year.id,
        period_id=period.id if period else None,
        kind=of_kind,
        grade=grade,
        class_id=room.id if room else None,
        unit_id=_unit(here, of_kind, args.get("mon", "")),
    )


def _unit(here: Frame, kind: LockKind | None, code: str) -> int | None:
    if not code:
        return None
    unit = next((u for u in here.units if u.code == code), None)
    if unit is None:
        raise OutOfScope
    if kind is None or unit not in here.units_of(kind):
        name = LOCK_KIND_LABEL[kind] if kind else "Mọi loại sổ"
        raise Unfit(f"{name} không đóng, mở riêng theo {unit.name}; để trống ô môn.", field="mon")
    return unit.id


def scope_words(here: Frame, scope: Any) -> tuple[str, str, str]:
    """Say kind, period and place of a scope, opening, closure or reopening in words."""
    kind = LOCK_KIND_LABEL[scope.kind] if scope.kind else "Mọi loại sổ"
    period = here.period(scope.period_id)
    room = next((f"Lớp {c.name}" for c in here.classes if c.id == scope.class_id), None)
    place = room or (f"Khối {scope.grade}" if scope.grade else "Toàn trường")
    unit = next((u.name for u in here.units if u.id == scope.unit_id), None)
    return kind, period.name if period else "Cả năm học", f"{place}, {unit}" if unit else place


def fits(kind: LockKind | None, period: Period | None) -> bool:
    """Tell whether a kind is kept by periods like this one, so that a scope of both has cells."""
    if kind is None or period is None:
        return True
    return BY[kind][1] is period.kind and not period.summer


def moment(text: str, field: str) -> datetime:
    """Read a moment of the school's clock from a form; Unfit with the field's name."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=SCHOOL_TIME)
    except ValueError:
        raise Unfit("Giờ này chưa đúng; chọn ngày và giờ.", field=field) from None


def typed(at: datetime | None) -> str:
    """Write a moment as a datetime-local field holds it; "" for none."""
    return f"{at.astimezone(SCHOOL_TIME):%Y-%m-%dT%H:%M}" if at else ""


def keeps() -> bool:
    """Tell whether this person opens and closes the books."""
    return can(g.actor, "create", Opening)


def only_keepers() -> None:
    """Refuse whoever doesn't."""
    if not keeps():
        raise Forbidden("Lịch đóng, mở sổ do Trưởng ban và Phó ban quản trị giữ (Đ2.3).")


def lock_tabs(here: str, year: SchoolYear | None = None) -> list[Tab]:
    """Return the words above these pages."""
    name = year.name if year else None
    return [
        Tab("Đang có hiệu lực", url_for("locks.show"), here == "now"),
        Tab("Lịch mở, đóng", url_for("locks.calendar", nam=name), here == "calendar"),
        Tab("Ai còn ghi được", url_for("locks.writable", nam=name), here == "writable"),
        Tab("Quy trình", url_for("locks.procedures"), here == "procedures"),
    ]
