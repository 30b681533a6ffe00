"""The duties, each declared once: dashboard, sheet and reminders all count by this list (Đ2.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import null, select
from sqlalchemy.orm import Session

from models.assessment.counted import Which, count_cells
from models.assessment.month import comments_owed
from models.clock import school_today
from models.completion.duty import Duty, Owed
from models.daily.month import rolls_owed
from models.health.owed import rounds_owed
from models.homeroom.weeks import weeks_owed
from models.people.staff import Staff
from models.plans.expected import LEAD, expected_slots, tally
from models.plans.lesson_plan import LessonPlan
from models.pupils.required import profiles_owed
from models.school.year import Period, PeriodKind


def _results(session: Session, period: Period) -> Iterable[Owed]:
    return _cells(session, Which(period.year_id, periods=(period.code,), traits=False))


def _traits(session: Session, period: Period) -> Iterable[Owed]:
    return _cells(session, Which(period.year_id, periods=(period.code,), subjects=False))


def _cells(session: Session, which: Which) -> Iterable[Owed]:
    return [
        Owed(c.class_id, c.owner_id, c.expected, c.missing) for c in count_cells(session, which)
    ]


def _plans(session: Session, period: Period) -> Iterable[Owed]:
    slots = tally(
        expected_slots(session, (period.id,), staff_ids=_authors(session)),
        school_today(),
        lambda slot: (slot.class_id, slot.staff_id),
    )
    return [Owed(*key, n.expected, n.expected - n.covered) for key, n in slots.items()]


def _authors(session: Session) -> list[int]:
    """Return whose plans the actor reads: others' would all look as if they were missing."""
    readable = cast("Callable[[Any, Any], Any]", session.info["readable"])
    author = SimpleNamespace(staff_id=Staff.id, period_id=null())
    return list(session.scalars(select(Staff.id).where(readable(LessonPlan, author))))


def _rolls(session: Session, period: Period) -> Iterable[Owed]:
    owed = rolls_owed(session, period, school_today())
    return [Owed(*key, *counts) for key, counts in owed.items()]


def _comments(session: Session, period: Period) -> Iterable[Owed]:
    owed = comments_owed(session, period, school_today())
    return [Owed(*key, *counts) for key, counts in owed.items()]


def _profiles(session: Session, period: Period) -> Iterable[Owed]:
    owed = profiles_owed(session, period, school_today())
    return [Owed(*key, *counts) for key, counts in owed.items()]


def _rounds(session: Session, period: Period) -> Iterable[Owed]:
    owed = rounds_owed(session, period, school_today())
    return [Owed(*key, *counts) for key, counts in owed.items()]


def _weeks(session: Session, period: Period) -> Iterable[Owed]:
    owed = weeks_owed(session, period, school_today())
    return [Owed(*key, *counts) for key, counts in owed.items()]


#: in the order of the regulation's articles
DUTIES: tuple[Duty, ...] = (
    Duty("profile", "Hồ sơ học sinh", "4.1", PeriodKind.YEAR, "mục", _profiles, for_board=True),
    Duty("roll", "Điểm danh", "4.2", PeriodKind.MONTH, "buổi", _rolls),
    Duty("monthly", "Nhận xét tháng", "4.3", PeriodKind.MONTH, "nhận xét", _comments),
    Duty("book", "Sổ chủ nhiệm", "4.4", PeriodKind.WEEK, "kế hoạch tuần", _weeks),
    Duty("plan", "Kế hoạch bài dạy", "4.7", PeriodKind.WEEK, "tiết", _plans, ahead=LEAD),
    Duty("result", "Kết quả môn học", "5.1", PeriodKind.TERM, "kết quả", _results),
    Duty("trait", "Phẩm chất, năng lực", "4.3", PeriodKind.TERM, "kết quả", _traits),
    Duty("health", "Đo sức khỏe", "6.2", PeriodKind.ROUND, "em", _rounds),
)
