"""The demo school: laid around its day, with the gaps it says it has, by its own people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from random import Random
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine, select

from models.assessment.expected import Which
from models.assessment.missing import missing_cells
from models.assessment.monthly import MonthlyComment
from models.assessment.second_look import second_look
from models.clock import school_today
from models.people import Function
from models.plans import Decision, LessonPlan, PlanFile
from models.school import Period, SchoolClass, SchoolYear
from models.yearend import Dossier, DossierState
from permissions import history
from permissions.actor import load_actor
from permissions.session import GuardedSession, system_session
from seeds.data import read
from seeds.demo import accounts
from seeds.demo.data import demo_school, teachers
from seeds.demo.days import lay
from seeds.demo.rooms import timetable
from tests.databases import Databases, open_url


@pytest.fixture(scope="module")
def demo(databases: Databases) -> Iterator[Engine]:
    with databases.copy("sqlite", "demo") as url:
        engine = open_url(url)
        yield engine
        engine.dispose()


@pytest.fixture
def reading(demo: Engine) -> Iterator[GuardedSession]:
    with system_session(demo, "xem") as session:
        yield session


@pytest.mark.parametrize("shift", range(0, 700, 13))
def test_the_day_lies_in_the_33rd_of_35_weeks_around_tet(shift: int) -> None:
    today = date(2026, 1, 5) + timedelta(days=shift)
    days = lay(today)
    assert len(days.mondays) == 35
    assert days.monday(33) <= today < days.monday(33) + timedelta(days=7)
    assert all(day.weekday() == 0 for day in days.mondays)
    assert not set(days.mondays) & set(days.skipped)
    assert days.year_name == f"{days.mondays[0].year}-{days.mondays[0].year + 1}"


def test_a_day_in_april_has_tet_behind_it() -> None:
    days = lay(date(2026, 5, 6))
    assert days.mondays[0] == date(2025, 9, 8)
    assert days.skipped == (date(2026, 2, 9), date(2026, 2, 16))


def test_the_timetable_sends_nobody_into_two_rooms_at_once() -> None:
    laid, who = timetable(Random(1)), teachers()
    taken = ((who[room, unit], at) for room, grid in laid.items() for at, unit in grid.items())
    places = Counter(taken)
    assert set(places.values()) == {1}
    for room, grid in laid.items():
        lessons = demo_school()["lessons"]
        wanted = {u: n[int(room[0])] for u, n in lessons.items() if int(room[0]) in n}
        assert Counter(grid.values()) == wanted


def test_today_is_in_week_33_of_the_only_year(reading: GuardedSession) -> None:
    assert len(reading.scalars(select(SchoolYear)).all()) == 1
    week = reading.scalars(select(Period).where(Period.code == "T33")).one()
    assert week.from_date <= school_today() <= week.to_date


def test_the_history_is_sound(demo: Engine) -> None:
    with demo.connect() as connection:
        assert history.verify(connection) == []


def test_past_periods_are_complete_and_the_year_end_has_its_gaps(reading: GuardedSession) -> None:
    year = reading.scalars(select(SchoolYear.id)).one()
    missing = missing_cells(reading, Which(year))
    assert {cell.period_code for cell in missing} == {"CN"}
    assert {cell.class_name for cell in missing} == {"1B", "2B", "3B", "4A", "4B", "5A", "5B"}
    nobody = {(c.class_name, c.unit_code) for c in missing if c.owner_id is None}
    assert nobody == {("4B", "MT")}


def test_one_class_is_approved_and_one_proposed(reading: GuardedSession) -> None:
    rooms = {c.id: c.name for c in reading.scalars(select(SchoolClass))}
    states = {rooms[d.class_id]: d.state for d in reading.scalars(select(Dossier))}
    assert states == {"1A": DossierState.APPROVED, "2A": DossierState.PROPOSED}


def test_plans_wait_were_returned_and_came_late(reading: GuardedSession) -> None:
    plans = reading.scalars(select(LessonPlan)).all()
    kinds = Counter(plan.decision for plan in plans)
    assert kinds[None] > 5
    assert kinds[Decision.RETURNED] == 3
    assert all(plan.remark for plan in plans if plan.decision is Decision.RETURNED)


def test_the_files_of_plans_open(reading: GuardedSession) -> None:
    endings = set()
    for name, content in reading.execute(select(PlanFile.name, PlanFile.content)):
        endings.add(name.rpartition(".")[2])
        if name.endswith(".docx"):
            with ZipFile(BytesIO(content)) as package:
                assert package.testzip() is None
        else:
            assert content.startswith(b"%PDF-")
    assert endings == {"docx", "pdf"}


def test_the_shown_accounts_cover_every_function(demo: Engine) -> None:
    held = [load_actor(demo, username=a.username).functions for a in accounts()]
    assert {f for functions in held for f in functions} == {*Function}
    assert load_actor(demo, username="cb006").functions == frozenset()


def test_comments_are_each_pupils_own_but_for_a_few_slips(reading: GuardedSession) -> None:
    terms = reading.scalars(select(Period).where(Period.code.in_(["GHK2", "CN"]))).all()
    found = {
        (room.name, term.code): len(
            second_look(reading, room, term, None, read("catalogues/hints"))
        )
        for room in reading.scalars(select(SchoolClass))
        for term in terms
    }
    assert {where: count for where, count in found.items() if count} == {
        ("3A", "CN"): 5,
        ("5A", "CN"): 5,
    }


def test_a_man_is_never_called_by_a_womans_word(reading: GuardedSession) -> None:
    men = [person["code"] for person in demo_school()["staff"] if person["sex"] == "Nam"]
    rooms = [room["name"] for room in demo_school()["classes"] if room["homeroom"] in men]
    comments = reading.scalars(
        select(MonthlyComment.comment)
        .join(SchoolClass, SchoolClass.id == MonthlyComment.class_id)
        .where(SchoolClass.name.in_(rooms))
    ).all()
    assert comments
    assert not any(re.search(r"\bcô\b", text or "", re.IGNORECASE) for text in comments)
