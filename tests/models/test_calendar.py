"""The calendar: holidays, make-up days, weeks that move, ends of terms (Điều 2.11, 7.2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from models.base import utc_now
from models.daily.absence import HalfDay, RollCall
from models.plans.consequence import consequence_of
from models.plans.expected import expected_slots
from models.refusal import NotReady, Unfit
from models.school import Period, PeriodKind, SchoolDay, SchoolYear
from models.school.calendar import Day, end_with, move_week, periods, set_day
from permissions.errors import Forbidden
from permissions.session import GuardedSession, system_session
from tests.conftest import Lay
from tests.plan_school import PlanSchool, build


@pytest.fixture
def school(lay: Lay) -> PlanSchool:
    made = lay(build)
    with system_session(made.engine, "dựng") as session:
        for number, (code, first, last) in enumerate((("GHK1", 1, 3), ("CN", 4, 6)), 1):
            session.add(
                Period(
                    year_id=made.year,
                    kind=PeriodKind.TERM,
                    code=code,
                    name=code,
                    number=number,
                    from_date=made.monday(first),
                    to_date=made.monday(last) + timedelta(days=6),
                )
            )
        year = session.get(SchoolYear, made.year)
        year.last_day = made.monday(6) + timedelta(days=6)
        session.commit()
    return made


def year_of(session: GuardedSession, school: PlanSchool) -> SchoolYear:
    return session.get(SchoolYear, school.year)


def edit(school: PlanSchool, wanted: Day, person: str = "phuoc") -> None:
    with school.session(person) as session:
        set_day(session, year_of(session, school), wanted)
        session.commit()


def days(school: PlanSchool) -> dict[date, SchoolDay]:
    with system_session(school.engine, "xem") as session:
        return {day.date: day for day in session.scalars(select(SchoolDay))}


def test_a_holiday_and_its_make_up_day_move_the_lessons(school: PlanSchool) -> None:
    school.hand_in("tram", "T04", "TOAN")
    monday, saturday = school.monday(4), school.monday(4) + timedelta(days=5)
    with school.session("phuoc") as session:
        year, weeks = year_of(session, school), [school.week["T04"]]
        off = consequence_of(
            session,
            year,
            weeks,
            lambda: set_day(session, year, Day(monday, False, False)),
        )
        made_up = consequence_of(
            session,
            year,
            weeks,
            lambda: set_day(session, year, Day(saturday, True, True, 2)),
        )
        session.commit()
    assert (off.free, off.slots_gone, off.lost_plans, off.rolls_gone) == ((monday,), 5, 1, 6)
    assert (made_up.taught, made_up.slots_new, made_up.rolls_new) == ((saturday,), 5, 6)
    with school.session("tram") as session:
        found = expected_slots(session, weeks, staff_ids=[school.staff["tram"]])
    assert [(s.weekday, s.lesson) for s in found] == [(3, 1), (4, 2), (5, 1), (7, 1), (7, 2)]


def test_what_was_only_asked_leaves_no_trace(school: PlanSchool) -> None:
    with school.session("phuoc") as session:
        year = year_of(session, school)
        told = consequence_of(
            session,
            year,
            [school.week["T04"]],
            lambda: set_day(session, year, Day(school.monday(4), False, False)),
        )
        session.rollback()
    assert not told.nothing
    assert school.monday(4) in days(school)


def test_a_day_whose_roll_was_called_stays_a_day_of_teaching(school: PlanSchool) -> None:
    monday = school.monday(2)
    with school.engine.begin() as connection:
        connection.execute(
            insert(RollCall.__table__),
            {
                "version": 1,
                "class_id": school.klass["3A"],
                "date": monday,
                "month_id": days(school)[monday].month_id,
                "half": HalfDay.MORNING,
                "taken_by": school.staff["tram"],
                "taken_at": utc_now(),
            },
        )
    for wanted in (Day(monday, False, False), Day(monday, False, True)):
        with pytest.raises(NotReady, match="1 lớp đã điểm danh buổi sáng"):
            edit(school, wanted)
    edit(school, Day(monday, True, False))
    assert not days(school)[monday].afternoon


def test_a_weekend_day_needs_the_weekday_it_stands_for(school: PlanSchool) -> None:
    saturday = school.monday(3) + timedelta(days=5)
    with pytest.raises(Unfit, match="thời khóa biểu của thứ nào"):
        edit(school, Day(saturday, True, True))
    with pytest.raises(Unfit, match="không thuộc tuần nào"):
        edit(school, Day(school.monday(1) - timedelta(days=3), True, True, 2))


@pytest.mark.parametrize("person", ["hieu", "duyen", "tram"])
def test_only_the_vice_principal_edits_the_calendar(school: PlanSchool, person: str) -> None:
    with pytest.raises(Forbidden):
        edit(school, Day(school.monday(3), False, False), person)


def test_a_week_that_moves_takes_the_later_ones_the_term_and_the_year_along(
    school: PlanSchool,
) -> None:
    holiday = school.monday(5) + timedelta(days=2)
    edit(school, Day(holiday, False, False))
    school.hand_in("tram", "T05")
    with school.session("phuoc") as session:
        year = year_of(session, school)
        week = session.get(Period, school.week["T05"])
        move_week(session, year, week, school.monday(6), school.first_monday)
        session.commit()
    with school.session("tram") as session:
        year = year_of(session, school)
        weeks = periods(session, year, PeriodKind.WEEK)
        terms = periods(session, year, PeriodKind.TERM)
        months = periods(session, year, PeriodKind.MONTH)
        slots = expected_slots(session, [school.week["T05"]], staff_ids=[school.staff["tram"]])
    assert [w.from_date for w in weeks[3:]] == [school.monday(n) for n in (4, 6, 7)]
    assert year.last_day == terms[-1].to_date == school.monday(7) + timedelta(days=6)
    assert months[-1].to_date >= year.last_day
    laid = days(school)
    assert not any(school.monday(5) <= day < school.monday(6) for day in laid)
    assert laid[school.monday(6)].week_id == school.week["T05"]
    assert laid[school.monday(7) + timedelta(days=4)].week_id == school.week["T06"]
    assert len(slots) == 5
    assert {s.due for s in slots} == {school.monday(5)}
    # the Wednesday that was free has a lesson now
    assert [s.weekday for s in slots if not s.covered] == [4]


def test_a_week_that_has_begun_or_would_run_into_another_does_not_move(
    school: PlanSchool,
) -> None:
    with school.session("phuoc") as session:
        year = year_of(session, school)
        week = session.get(Period, school.week["T03"])
        with pytest.raises(NotReady, match="tuần chưa đến"):
            move_week(session, year, week, school.monday(5), school.monday(3))
        with pytest.raises(Unfit, match="Tuần 2 kết thúc"):
            move_week(session, year, week, school.monday(2), school.first_monday)
        with pytest.raises(Unfit, match="thứ Hai"):
            tuesday = school.monday(4) + timedelta(days=1)
            move_week(session, year, week, tuesday, school.first_monday)


def test_terms_end_with_the_weeks_that_were_chosen(school: PlanSchool) -> None:
    with school.session("phuoc") as session:
        year = year_of(session, school)
        end_with(session, year, {"GHK1": "T02", "CN": "T06"})
        session.commit()
        first, last = periods(session, year, PeriodKind.TERM)
        assert (first.to_date, last.from_date) == (
            school.monday(3) - timedelta(days=1),
            school.monday(3),
        )
        with pytest.raises(Unfit, match="cùng tuần cuối"):
            end_with(session, year, {"GHK1": "T02", "CN": "T05"})
        session.rollback()
        with pytest.raises(Unfit, match="sau kì trước"):
            end_with(session, year, {"GHK1": "T06", "CN": "T05"})
