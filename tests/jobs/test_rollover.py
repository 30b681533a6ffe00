"""The roll-over: all or nothing, repeatable, taken back until the first entry (Điều 2.11)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from jobs.rollover import carry_over, look
from jobs.rollover_undo import undo, what_hinders
from models.access.history import HistoryLine
from models.base import Base
from models.pupils import EnrolmentInterval, Pupil
from models.refusal import NotReady, Unfit
from models.rollover import AssignmentDraft, Rollover
from models.rollover.confirm import confirm
from models.rollover.shape import COMPLETED, NOT_FROZEN, UNDECIDED, Plan, Way, raised
from models.school import (
    HomeroomAssignment,
    Period,
    SchoolClass,
    SchoolYear,
    TeachingAssignment,
)
from models.yearend import Dossier, FrozenList
from permissions.actor import Actor, load_actor
from permissions.errors import Forbidden
from permissions.session import actor_session, system_session
from tests import complete_class
from tests.complete_class import CompleteClass
from tests.conftest import Lay

STEPS = ("year", "classes", "places", "assignments", "windows", "run")
NEXT = "2026-2027"


@pytest.fixture
def made(lay: Lay) -> CompleteClass:
    """4A with three pupils: An goes up, Bình stays, Chi isn't decided."""
    found = lay(complete_class.build, "seeded")
    freeze(found, {"An": (True, True), "Bình": (False, False), "Chi": (None, None)})
    return found


def freeze(made: CompleteClass, decided: dict[str, tuple[Any, Any]]) -> None:
    """Freeze the class's list as the principal would, past the kernel."""
    dossier = made.add(Dossier, class_id=made.class_id)
    lines = [
        {"code": f"HS{name}", "completed": completed, "promoted": promoted}
        for name, (completed, promoted) in decided.items()
    ]
    made.add(
        FrozenList,
        dossier_id=dossier,
        class_id=made.class_id,
        content={"pupils": lines},
        sha256="0" * 64,
        frozen_at=complete_class.LONG_AGO,
    )


def vice(made: CompleteClass, day: date | None = None) -> Actor:
    return load_actor(made.engine, username="vice", today=day or made.first_day)


def planned(made: CompleteClass, **kept: Any) -> Plan:
    with actor_session(made.engine, vice(made)) as session:
        return look(session, session.get_one(SchoolYear, made.year_id), kept)


def rows(engine: Engine) -> dict[str, int]:
    """Count the rows of every table."""
    with engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def places(made: CompleteClass) -> dict[str, tuple[str, date]]:
    """Return where each pupil sits in the new year."""
    with system_session(made.engine, "thử") as session:
        found = session.execute(
            select(Pupil.full_name, SchoolClass.name, EnrolmentInterval.from_date)
            .join(EnrolmentInterval, EnrolmentInterval.pupil_id == Pupil.id)
            .join(SchoolClass, SchoolClass.id == EnrolmentInterval.class_id)
            .join(SchoolYear, SchoolYear.id == SchoolClass.year_id)
            .where(SchoolYear.name == NEXT)
        )
        return {name: (room, day) for name, room, day in found}


def test_a_class_goes_up_and_keeps_its_letter() -> None:
    assert raised("3A", 3) == "4A"
    assert raised("3/2", 3) == "4/2"
    assert raised("Hoa Mai", 3) is None
    assert raised("12A", 1) is None


def test_the_plan_says_who_goes_where_and_who_does_not(made: CompleteClass) -> None:
    plan = planned(made)
    assert {(m.name, m.way, m.target) for m in plan.moves} == {
        ("Lê An", Way.UP, "5A"),
        ("Lê Bình", Way.STAY, "4A"),
    }
    assert [(h.name, h.why) for h in plan.held] == [("Lê Chi", UNDECIDED)]
    assert [(c.name, c.grade) for c in plan.classes] == [("4A", 4), ("5A", 5)]
    assert plan.first_day == date(2026, 9, 7)


def test_without_a_frozen_list_nobody_moves(lay: Lay) -> None:
    plan = planned(lay(complete_class.build, "seeded"))
    assert plan.moves == []
    assert {h.why for h in plan.held} == {NOT_FROZEN}
    assert not any(plan.ends.values())


def test_what_is_written_is_what_was_planned(made: CompleteClass) -> None:
    plan = carry_over(made.engine, vice(made), made.year_id)
    assert places(made) == {
        "Lê An": ("5A", plan.first_day),
        "Lê Bình": ("4A", plan.first_day),
    }
    with system_session(made.engine, "thử") as session:
        year = session.scalars(select(SchoolYear).where(SchoolYear.name == NEXT)).one()
        weeks = select(func.count(Period.id)).where(Period.year_id == year.id)
        assert session.scalar(weeks) == 35 + 4 + 2 + 1 + 9
        old = session.scalars(
            select(EnrolmentInterval).where(EnrolmentInterval.class_id == made.class_id)
        ).all()
        ends = {one.pupil_id: one.to_date for one in old}
        eve = plan.first_day - timedelta(days=1)
        assert ends == {made.pupil["An"]: eve, made.pupil["Bình"]: eve, made.pupil["Chi"]: None}
        run = session.scalars(select(Rollover)).one()
        assert run.report["promoted"] == 1
        assert run.written_at is not None


def test_who_completes_grade_five_leaves_with_the_words_of_the_law(lay: Lay) -> None:
    made = lay(complete_class.build, "seeded", grade=5)
    freeze(made, {"An": (True, True), "Bình": (False, False), "Chi": (False, True)})
    plan = carry_over(made.engine, vice(made), made.year_id)
    assert [(m.name, m.way) for m in plan.moves] == [("Lê An", Way.LEAVE), ("Lê Bình", Way.STAY)]
    assert [h.name for h in plan.held] == ["Lê Chi"]
    with system_session(made.engine, "thử") as session:
        left = session.scalars(
            select(EnrolmentInterval).where(EnrolmentInterval.pupil_id == made.pupil["An"])
        ).one()
        year = session.get_one(SchoolYear, made.year_id)
        assert (left.to_date, left.reason) == (year.last_day, COMPLETED)


def test_a_second_run_changes_no_row(made: CompleteClass) -> None:
    carry_over(made.engine, vice(made), made.year_id)
    before = rows(made.engine)
    again = carry_over(made.engine, vice(made), made.year_id)
    assert again.empty
    assert rows(made.engine) == before


def test_a_late_decision_is_carried_over_by_a_second_run(made: CompleteClass) -> None:
    carry_over(made.engine, vice(made), made.year_id)
    content = {"pupils": [{"code": "HSChi", "completed": True, "promoted": True}]}
    with made.engine.begin() as connection:
        if made.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE frozen_list DISABLE TRIGGER ALL")
        else:
            connection.exec_driver_sql("DROP TRIGGER final_frozen_list_update")
        connection.execute(FrozenList.__table__.update().values(content=content))
    second = carry_over(made.engine, vice(made), made.year_id)
    assert [m.name for m in second.moves] == ["Lê Chi"]
    assert set(places(made)) == {"Lê An", "Lê Bình", "Lê Chi"}
    undo(made.engine, vice(made), made.year_id)
    assert places(made) == {}


class StoppedError(Exception):
    """The machine went off."""


@pytest.mark.parametrize("at", STEPS)
def test_stopped_at_any_boundary_it_leaves_nothing(made: CompleteClass, at: str) -> None:
    before, seen = rows(made.engine), []

    def step(word: str) -> None:
        seen.append(word)
        if word == at:
            raise StoppedError

    with pytest.raises(StoppedError):
        carry_over(made.engine, vice(made), made.year_id, step)
    assert seen == list(STEPS[: STEPS.index(at) + 1])
    assert rows(made.engine) == before
    assert not carry_over(made.engine, vice(made), made.year_id).empty


def test_drafts_give_no_right_until_they_are_confirmed(made: CompleteClass) -> None:
    plan = carry_over(made.engine, vice(made), made.year_id)
    with system_session(made.engine, "thử") as session:
        rooms = session.scalars(select(SchoolClass.id).where(SchoolClass.name == "4A")).all()
        new = max(rooms)
        drafts = session.scalars(select(AssignmentDraft)).all()
        assert {d.class_id for d in drafts} == {new}
        assert any(d.unit_id is None for d in drafts)
        assert len(drafts) == len(plan.drafts) > 5
    then = plan.first_day + timedelta(days=30)
    teacher = load_actor(made.engine, username="homeroom", today=then)
    assert new not in teacher.homeroom
    assert not teacher.teaches
    with actor_session(made.engine, vice(made)) as session:
        assert confirm(session, [new]) == len(drafts)
        session.commit()
    teacher = load_actor(made.engine, username="homeroom", today=then)
    assert teacher.homeroom == (new,)
    assert {room for room, _ in teacher.teaches} == {new}


def test_last_years_assignments_end_with_it_and_not_before(made: CompleteClass) -> None:
    plan = carry_over(made.engine, vice(made), made.year_id)
    on = load_actor(made.engine, username="homeroom", today=plan.eve)
    after = load_actor(made.engine, username="homeroom", today=plan.first_day)
    assert on.homeroom == (made.class_id,)
    assert after.homeroom == ()


def test_it_is_taken_back_whole(made: CompleteClass) -> None:
    before = rows(made.engine)
    carry_over(made.engine, vice(made), made.year_id)
    with actor_session(made.engine, vice(made)) as session:
        room = session.scalars(select(AssignmentDraft.class_id).limit(1)).one()
        confirm(session, [room])
        session.commit()
    undo(made.engine, vice(made), made.year_id)
    after = rows(made.engine)
    changed = {t for t in after if after[t] != before[t]}
    assert changed == {"rollover", "history_set", "history_line"}
    with system_session(made.engine, "thử") as session:
        ends = session.scalars(select(EnrolmentInterval.to_date)).all()
        homeroom = session.scalars(select(HomeroomAssignment.to_date)).all()
        teaching = session.scalars(select(TeachingAssignment.to_date)).all()
        assert {*ends, *homeroom, *teaching} == {None}
        assert session.scalar(
            select(func.count(HistoryLine.id)).where(HistoryLine.action == "delete")
        )
    assert not carry_over(made.engine, vice(made), made.year_id).empty


def test_the_first_entry_of_the_new_year_ends_it(made: CompleteClass) -> None:
    carry_over(made.engine, vice(made), made.year_id)
    with system_session(made.engine, "thử") as session:
        period = session.scalars(
            select(Period).where(Period.code == "GHK1", Period.from_date > date(2026, 8, 1))
        ).one()
        room = max(session.scalars(select(SchoolClass.id).where(SchoolClass.name == "5A")))
    made.add(
        made.model("TOAN"),
        class_id=room,
        unit_id=made.unit["TOAN"],
        period_id=period.id,
        pupil_id=made.pupil["An"],
        level="T",
    )
    before = rows(made.engine)
    with pytest.raises(NotReady) as refused:
        undo(made.engine, vice(made), made.year_id)
    assert "kết quả" in str(refused.value)
    assert rows(made.engine) == before
    with actor_session(made.engine, vice(made)) as session:
        assert what_hinders(session, session.get_one(SchoolYear, made.year_id))


def test_without_a_run_there_is_nothing_to_take_back(made: CompleteClass) -> None:
    with pytest.raises(NotReady):
        undo(made.engine, vice(made), made.year_id)


@pytest.mark.parametrize("person", ["homeroom", "seat", "principal"])
def test_nobody_else_carries_a_year_over(made: CompleteClass, person: str) -> None:
    actor = load_actor(made.engine, username=person, today=made.first_day)
    for act in (carry_over, undo):
        with pytest.raises(Forbidden):
            act(made.engine, actor, made.year_id)


@pytest.mark.parametrize(
    "kept",
    [
        {"up": {"4A": "4A"}, "stay": {"4A": "5A"}, "first_monday": "2026-09-08"},
        {"first_monday": "2026-01-05"},
        {"first_monday": "soon"},
        {"stay": {"4A": "5A"}},
        {"up": {"4A": "x" * 21}},
    ],
)
def test_a_choice_that_can_not_be_is_refused(made: CompleteClass, kept: dict[str, Any]) -> None:
    with pytest.raises(Unfit):
        planned(made, **kept)


@pytest.fixture
def chosen(made: CompleteClass) -> CompleteClass:
    """The same with other classes chosen."""
    with actor_session(made.engine, vice(made)) as session:
        run = Rollover(
            year_id=made.year_id,
            target=NEXT,
            choices={"up": {"4A": "5 Hoa"}, "stay": {"4A": "4B"}},
            report={},
            prepared_at=complete_class.LONG_AGO,
        )
        session.add(run)
        session.commit()
    return made


def test_the_chosen_classes_are_the_ones_that_are_made(chosen: CompleteClass) -> None:
    carry_over(chosen.engine, vice(chosen), chosen.year_id)
    assert {name: room for name, (room, _) in places(chosen).items()} == {
        "Lê An": "5 Hoa",
        "Lê Bình": "4B",
    }
