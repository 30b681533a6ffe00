"""Facts counted from the tables: what was late, against what the school set, with its rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from models.access import Reopening
from models.assessment import SubjectResult
from models.awards import CaseKind
from models.awards.evidence import Fact, facts_of
from models.base import utc_now
from models.clock import school_today
from permissions import guard
from permissions.actor import load_actor
from permissions.session import actor_session
from tests import plan_school
from tests.complete_class import CompleteClass, build
from tests.plan_school import WEEK, at

AGAINST, FOR = CaseKind.VIOLATION, CaseKind.COMMENDATION


@pytest.fixture
def school(engine: Engine) -> CompleteClass:
    """A class in which nothing is missing, on both kinds of database."""
    return build(engine)


def counted(made: CompleteClass, kind: CaseKind, person: str, days: int = 7) -> dict[str, Fact]:
    """The facts of the last days, as the principal counts them."""
    today = school_today()
    with actor_session(made.engine, load_actor(made.engine, username="principal")) as session:
        found = facts_of(session, kind, made.staff[person], today - timedelta(days=days), today)
        return {fact.code: fact for fact in found}


def test_nothing_is_late_where_no_deadline_was(school: CompleteClass) -> None:
    school.set("An", "NN1", "GHK1", level=None)
    assert counted(school, AGAINST, "english") == {}
    assert counted(school, FOR, "english") == {}


def test_empty_cells_of_a_closed_term_are_told_with_their_places(school: CompleteClass) -> None:
    school.set("An", "NN1", "GHK1", level=None)
    school.set("Bình", "NN1", "CHK1", level=None)  # that term is open
    school.close_results()
    (fact,) = counted(school, AGAINST, "english").values()
    (line,) = fact.lines
    assert fact.code == "empty_cell"
    assert "Lê An" in line.words
    assert line.to["cell"]["unit"] == school.unit["NN1"]
    assert counted(school, AGAINST, "music") == {}
    assert "nothing_empty" not in counted(school, FOR, "english")
    assert "3 kết quả" in counted(school, FOR, "music")["nothing_empty"].words


def test_a_deadline_outside_the_days_is_not_counted(school: CompleteClass) -> None:
    school.set("An", "NN1", "GHK1", level=None)
    school.close_results()
    assert counted(school, AGAINST, "english", days=0) == {}


def test_a_cell_filled_after_the_closing_is_late_a_correction_is_not(
    school: CompleteClass,
) -> None:
    school.set("An", "NN1", "GHK1", level=None)
    closure, now = school.close_results(), utc_now()
    school.add(
        Reopening,
        closure_id=closure,
        year_id=school.year_id,
        period_id=school.period["GHK1"],
        kind="result",
        reason="nhập bù",
        ends_at=now + timedelta(days=1),
        requested_by=school.staff["english"],
        requested_at=now,
        granted_by=school.staff["principal"],
        granted_at=now,
        batch="b",
    )
    ids = {name: _row(school, name) for name in ("An", "Bình")}
    with actor_session(school.engine, load_actor(school.engine, username="english")) as session:
        guard.write(
            session,
            SubjectResult,
            updates={ids["An"]: {"level": "T"}, ids["Bình"]: {"level": "H"}},
        )
        session.commit()
    facts = counted(school, AGAINST, "english")
    assert set(facts) == {"late_cell"}
    (line,) = facts["late_cell"].lines
    assert line.to == {"table": "subject_result", "id": ids["An"]}
    assert "Lê An" in line.words
    assert "mức" in line.words
    assert counted(school, AGAINST, "homeroom") == {}


def _row(school: CompleteClass, name: str) -> int:
    s = SubjectResult.__table__
    with school.engine.connect() as connection:
        return int(
            connection.scalar(
                select(s.c.id).where(
                    s.c.pupil_id == school.pupil[name],
                    s.c.unit_id == school.unit["NN1"],
                    s.c.period_id == school.period["GHK1"],
                )
            )
            or 0
        )


def test_plans_are_late_or_missing_by_their_own_weeks(empty_engine: Engine) -> None:
    monday = school_today() - timedelta(days=school_today().weekday())
    school = plan_school.build(empty_engine, monday - 3 * WEEK)
    # due seven days before each week: T02 a day late, T03 on the day, T01 and T04 not at all
    late = school.hand_in("tram", "T02", now=at(school.monday(1) + timedelta(days=1)))
    school.hand_in("tram", "T03", now=at(school.monday(2)))
    days = (monday - 6 * WEEK, monday - timedelta(days=1))
    with school.session("hieu") as session:
        against = {f.code: f for f in facts_of(session, AGAINST, school.staff["tram"], *days)}
        praise = {f.code: f for f in facts_of(session, FOR, school.staff["tram"], *days)}
        nobody = facts_of(session, AGAINST, school.staff["hieu"], *days)
    assert "5 trong 20 tiết" in against["late_plan"].words
    (line,) = against["late_plan"].lines
    assert line.to == {"plan": late}
    assert "muộn 1 ngày" in line.words
    assert "10 trong 20 tiết" in against["no_plan"].words
    assert [line.to["week"] for line in against["no_plan"].lines] == ["T01", "T04"]
    assert "5 trong 20 tiết" in praise["plans_on_time"].words
    assert [line.to["week"] for line in praise["plans_on_time"].lines] == ["T03"]
    assert nobody == []
