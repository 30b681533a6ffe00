"""The demo's closings and year end: past periods closed, 1A approved, 2A proposed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from models.access import Closure
from models.access.closing import Scope, close
from models.access.remind import lines_of, send
from models.access.reopening import grant, request_reopening
from models.assessment.expected import Which
from models.assessment.missing import missing_cells
from models.school import SchoolYear
from models.yearend.approve import approve
from models.yearend.outcomes import last_day_of_year, outcomes, rules_by_grade
from models.yearend.propose import dossier_of, is_candidate, propose, recognise
from models.yearend.reopened import ask_to_reopen as ask_dossier
from models.yearend.review import mark_seen
from models.yearend.summer import add_round
from permissions import guard
from seeds.demo.data import demo_school
from seeds.demo.world import World

PRINCIPAL, VICE = "CB001", "CB002"
APPROVED, PROPOSED = "1A", "2A"
#: period → the week on whose Friday, one week after its end, it was closed at 17:00
CLOSED = {"GHK1": 10, "CHK1": 19, "GHK2": 28}
DEADLINE_WEEK = 35
REOPENED = "3B"
WAITING = "5B"


def close_periods(world: World) -> None:
    """Close the past periods as the vice-principal, and set the year's deadline in advance."""
    vice = world.staff[VICE]
    with world.acting(VICE) as s:
        guard.write(
            s,
            Closure,
            creates=[
                {
                    "year_id": world.year_id,
                    "period_id": world.periods[term].id,
                    "starts_at": world.days.at(world.days.monday(week) + timedelta(days=4), 17),
                    "made_by": vice,
                    "reason": "Hết hạn nhập theo kế hoạch năm học",
                }
                for term, week in CLOSED.items()
            ],
        )
        deadline = world.days.planned(world.days.monday(DEADLINE_WEEK) + timedelta(days=3), 17)
        scope = Scope(world.year_id, world.periods["CN"].id)
        close(s, scope, vice, at=deadline, reason="Hạn nhập cuối năm")


def reopen_one_class(world: World) -> None:
    """Reopen GHK2 of one class for two days: asked by the vice-principal, granted by another."""
    period, room = world.periods["GHK2"].id, world.classes[REOPENED]
    until = world.days.planned(world.days.today + timedelta(days=2), 17)
    with world.acting(VICE) as s:
        closure = s.scalars(select(Closure).where(Closure.period_id == period)).one()
        scope = Scope(world.year_id, period, class_id=room)
        why = "Một em nghỉ ốm dài ngày, kiểm tra bù Toán"
        asked = request_reopening(s, scope, closure, world.staff[VICE], reason=why, until=until)
        asked_id = asked.id
    with world.acting(PRINCIPAL) as s:
        row = s.get(type(asked), asked_id)
        grant(s, row, world.staff[PRINCIPAL])


def ask_to_reopen(world: World) -> None:
    """Leave a request that waits for a second person: CHK1 of one class."""
    period = world.periods["CHK1"].id
    until = world.days.planned(world.days.today + timedelta(days=3), 17)
    with world.acting(VICE) as s:
        closure = s.scalars(select(Closure).where(Closure.period_id == period)).one()
        scope = Scope(world.year_id, period, class_id=world.classes[WAITING])
        why = "Ghi nhầm cột điểm Khoa học của hai em"
        request_reopening(s, scope, closure, world.staff[VICE], reason=why, until=until)


def finish_classes(world: World) -> None:
    """Propose 1A and 2A; the board has seen both; the principal has approved 1A."""
    homeroom = {room["name"]: room["homeroom"] for room in demo_school()["classes"]}
    for room in (APPROVED, PROPOSED):
        code, class_id = homeroom[room], world.classes[room]
        with world.acting(code) as s:
            rule = rules_by_grade(s, world.year_id)[int(room[0])]
            candidates = [
                p.pupil_id for p in outcomes(s, world.year_id, (class_id,)) if is_candidate(p, rule)
            ]
            recognise(s, class_id, candidates[::2])
            propose(s, class_id, world.staff[code])
        with world.acting("CB066") as s:
            dossier = dossier_of(s, class_id)
            mark_seen(s, dossier, world.staff["CB066"], "Danh sách khớp bảng tổng hợp.")
    with world.acting(PRINCIPAL) as s:
        approve(s, dossier_of(s, world.classes[APPROVED]), world.staff[PRINCIPAL])


def ask_to_reopen_the_dossier(world: World) -> None:
    """Leave a request that waits for a second person: the approved class's own dossier."""
    homeroom = {room["name"]: room["homeroom"] for room in demo_school()["classes"]}
    code = homeroom[APPROVED]
    with world.acting(code) as s:
        dossier = dossier_of(s, world.classes[APPROVED])
        until = world.days.planned(world.days.today + timedelta(days=2), 17)
        why = "Ghi nhầm danh hiệu của một em"
        ask_dossier(s, dossier, world.staff[code], reason=why, until=until)


def plan_summer(world: World) -> None:
    """Set the days of the first round of supplementary assessment, as the vice-principal."""
    with world.acting(VICE) as s:
        year = s.get_one(SchoolYear, world.year_id)
        begins = last_day_of_year(s, year.id) + timedelta(days=8)
        add_round(s, year, world.staff[VICE], begins, begins + timedelta(days=13))


def remind_people(world: World) -> None:
    """Send reminders: the vice-principal to all of grade 4, a head to the members of the Tổ."""
    for code, grade in ((VICE, 4), ("CB061", 5)):
        with world.acting(code) as s:
            which = Which(world.year_id, periods=("CN",), grade=grade)
            link = f"/con-thieu?ky=CN&khoi={grade}"
            send(s, world.staff[code], lines_of(missing_cells(s, which), world.staff[code], link))
