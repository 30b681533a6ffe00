"""What each duty counts: from a complete class one thing is taken away, and its owner owes it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from models.assessment.month import monthly_table
from models.batch import Cell, save_cells
from models.completion import Duty, Owed
from models.completion.duties import DUTIES
from models.daily import HalfDay
from models.daily.roll import call
from models.health import Measurement
from models.homeroom import WeekTask
from models.homeroom.weeks import carried_over, weeks_owed
from models.pupils import EnrolmentInterval
from models.school import Period, PeriodKind, School, SchoolDay, TimetableSlot
from permissions import guard
from permissions.actor import load_actor
from permissions.session import actor_session
from tests.complete_class import CompleteClass


def duty(code: str) -> Duty:
    """The duty of that code."""
    return next(one for one in DUTIES if one.code == code)


def owed(school: CompleteClass, code: str, period: str) -> dict[str | None, Owed]:
    """What the principal sees owed, by the name of who owes it."""
    names = {i: name for name, i in school.staff.items()}
    actor = load_actor(school.engine, username="principal")
    with actor_session(school.engine, actor) as session:
        asked = session.scalars(select(Period).where(Period.code == period)).one()
        return {
            names.get(one.owner_id or 0): one
            for one in duty(code).count(session, asked)
            if one.missing
        }


def test_every_duty_is_declared_once() -> None:
    assert len({one.code for one in DUTIES}) == len({one.name for one in DUTIES}) == len(DUTIES)


@pytest.mark.parametrize("code", ["result", "trait"])
def test_a_complete_class_owes_nothing(school: CompleteClass, code: str) -> None:
    assert owed(school, code, "CN") == {}


def test_an_empty_cell_is_owed_by_its_teacher_alone(school: CompleteClass) -> None:
    school.set("An", "NN1", "CN", level=None)
    found = owed(school, "result", "CN")
    assert list(found) == ["english"]
    assert found["english"].missing == 1
    assert owed(school, "result", "CHK1") == {}
    assert owed(school, "trait", "CN") == {}


def test_a_trait_is_owed_by_the_homeroom_teacher(school: CompleteClass) -> None:
    school.drop_row("Chi", "PC1", "GHK2")
    assert list(owed(school, "trait", "GHK2")) == ["homeroom"]


def test_a_lesson_without_a_plan_is_owed_by_who_teaches_it(school: CompleteClass) -> None:
    school.add(
        TimetableSlot,
        version=1,
        class_id=school.class_id,
        unit_id=school.unit["AN"],
        weekday=3,
        lesson=2,
        from_date=school.first_day,
    )
    found = owed(school, "plan", "T05")
    assert {name: (one.expected, one.missing) for name, one in found.items()} == {"music": (1, 1)}


def test_a_roll_that_nobody_called_is_owed_by_the_homeroom_teacher(school: CompleteClass) -> None:
    before = owed(school, "roll", "M09")["homeroom"]
    assert before.missing == before.expected > 0
    actor = load_actor(school.engine, username="homeroom")
    with actor_session(school.engine, actor) as session:
        day = session.scalars(select(SchoolDay).order_by(SchoolDay.date).limit(1)).one()
        call(session, school.class_id, day, HalfDay.MORNING, school.staff["homeroom"])
        session.commit()
    assert owed(school, "roll", "M09")["homeroom"].missing == before.missing - 1


def test_a_begun_week_without_a_plan_is_owed_by_the_homeroom_teacher(
    school: CompleteClass,
) -> None:
    found = owed(school, "book", "T05")
    assert {name: (one.expected, one.missing) for name, one in found.items()} == {
        "homeroom": (1, 1)
    }
    actor = load_actor(school.engine, username="homeroom")
    with actor_session(school.engine, actor) as session:
        week, after = (
            session.scalars(select(Period).where(Period.code == code)).one()
            for code in ("T05", "T06")
        )
        monday = WeekTask(task="Chào cờ", due_on=week.from_date, result="tốt")
        session.add_all([monday, WeekTask(task="Trực nhật")])
        for task in session.new:
            task.class_id, task.period_id = school.class_id, week.id
        session.commit()
        assert owed(school, "book", "T05") == {}
        assert list(owed(school, "book", "T06")) == ["homeroom"]
        assert weeks_owed(session, week, week.from_date - timedelta(days=1)) == {}
        carried = carried_over(session, school.class_id, week, after)
        assert [(t.task, t.due_on, t.result) for t in carried] == [
            ("Chào cờ", after.from_date, None),
            ("Trực nhật", None, None),
        ]
        session.expunge_all()


def test_monthly_comments_are_owed_only_where_the_school_asks_for_them(
    school: CompleteClass,
) -> None:
    assert owed(school, "monthly", "M09") == {}
    school.run(update(School).values(monthly_comments=True))
    before = owed(school, "monthly", "M09")["homeroom"]
    assert before.missing == before.expected > 0
    actor = load_actor(school.engine, username="homeroom")
    with actor_session(school.engine, actor) as session:
        month = session.scalars(select(Period).where(Period.code == "M09")).one()
        table = monthly_table(school.class_id, month.id)
        cells = [Cell(school.pupil["An"], None, "comment", None, "Em ngoan.")]
        assert [a.state for a in save_cells(session, guard, [table], cells)] == ["saved"]
        session.commit()
    assert owed(school, "monthly", "M09")["homeroom"].missing == before.missing - 1


def test_the_current_period_is_the_newest_that_is_owed_today() -> None:
    monday = date(2026, 1, 5)
    weeks = [
        Period(
            kind=PeriodKind.WEEK,
            code=f"T{n}",
            from_date=monday + timedelta(days=7 * n),
            to_date=monday + timedelta(days=7 * n + 6),
        )
        for n in range(5)
    ]
    plans = duty("plan")
    assert plans.current(weeks, monday - timedelta(days=8)) is None
    assert plans.current(weeks, monday - timedelta(days=7)) is weeks[0]
    assert plans.current(weeks, monday + timedelta(days=6)) is weeks[1]
    assert duty("result").current(weeks, monday) is None


def test_a_pupil_who_was_not_measured_is_owed_by_the_nurse(school: CompleteClass) -> None:
    found = owed(school, "health", "SK1")
    assert len(found) == 1
    before = next(iter(found.values()))
    assert before.missing == before.expected > 0
    with school.engine.connect() as connection:
        pupil = connection.scalar(
            select(EnrolmentInterval.pupil_id).where(EnrolmentInterval.to_date.is_(None)).limit(1)
        )
        round_ = connection.scalar(select(Period.id).where(Period.code == "SK1"))
    place = {"class_id": school.class_id, "period_id": round_, "pupil_id": pupil}
    school.add(Measurement, version=1, **place, height=130.0)
    assert next(iter(owed(school, "health", "SK1").values())) == before
    school.run(update(Measurement.__table__).values(weight=28.0))
    after = next(iter(owed(school, "health", "SK1").values()))
    assert (after.expected, after.missing) == (before.expected, before.missing - 1)


def test_a_homeroom_teacher_is_not_told_that_others_plans_are_missing(
    school: CompleteClass,
) -> None:
    school.add(
        TimetableSlot,
        version=1,
        class_id=school.class_id,
        unit_id=school.unit["AN"],
        weekday=3,
        lesson=2,
        from_date=school.first_day,
    )
    actor = load_actor(school.engine, username="homeroom")
    with actor_session(school.engine, actor) as session:
        week = session.scalars(select(Period).where(Period.code == "T05")).one()
        assert list(duty("plan").count(session, week)) == []
