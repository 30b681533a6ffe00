"""Rule sets of the school: cloned, edited, dated, tried; frozen once pupils were assessed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

import seeds
from jobs.printing.frame import frame
from jobs.printing.load_sheet import summary_sheets
from models.access import Closure
from models.assessment import (
    Retest,
    RuleApplication,
    RuleSet,
    RuleStart,
    RuleTest,
    RuleUnit,
    SubjectResult,
)
from models.assessment.drafting import (
    apply_from,
    assessed_by,
    clone,
    drop,
    lines_of,
    set_grade,
    set_thresholds,
)
from models.assessment.retest import fits_retest
from models.base import utc_now
from models.clock import school_today
from models.refusal import Unfit
from models.yearend.outcomes import outcomes
from models.yearend.trial import try_on
from permissions.actor import load_actor
from permissions.errors import Forbidden, Locked, OutOfScope, Refusal
from permissions.session import GuardedSession, actor_session, system_session
from seeds.school_year import propose
from tests import complete_class
from tests.complete_class import CompleteClass
from tests.conftest import Lay

TT27 = "TT27-2020"


@pytest.fixture
def school(lay: Lay) -> CompleteClass:
    """Class 4A with three pupils, every cell of the year filled."""
    return lay(complete_class.build, "seeded")


def acting(school: CompleteClass, person: str = "vice") -> GuardedSession:
    return actor_session(school.engine, load_actor(school.engine, username=person))


def named(session: GuardedSession, code: str) -> RuleSet:
    return session.scalars(select(RuleSet).where(RuleSet.code == code)).one()


def draft(school: CompleteClass, code: str = "HM") -> int:
    """Clone TT 27 as the vice-principal; return the draft's id."""
    with acting(school) as session:
        made = clone(session, named(session, TT27), code, "Bản thảo")
        session.commit()
        return made.id


def conditions(rule_set: RuleSet, **good: Any) -> dict[str, Any]:
    found = {name: dict(one) for name, one in rule_set.rules["conditions"].items()}
    found["good"] |= good
    return found


def test_a_clone_has_the_same_lines_and_belongs_to_the_school(school: CompleteClass) -> None:
    made = draft(school)
    with acting(school) as session:
        assert lines_of(session, made) == lines_of(session, named(session, TT27).id)
        row = session.get_one(RuleSet, made)
        assert (row.own, row.rules["cloned_from"]) == (True, TT27)
        with pytest.raises(Unfit, match="Đã có"):
            clone(session, row, TT27, "Trùng mã")


@pytest.mark.parametrize("person", ["principal", "seat", "homeroom", "english"])
def test_nobody_else_makes_one(school: CompleteClass, person: str) -> None:
    with acting(school, person) as session, pytest.raises(Refusal):
        clone(session, named(session, TT27), "HM", "Bản thảo")


def test_the_programs_sets_are_nobodys_to_edit(school: CompleteClass) -> None:
    with acting(school) as session:
        row = named(session, "TT22-2016")
        row.name = "Khác"
        with pytest.raises(Forbidden):
            session.commit()
    with acting(school) as session:
        theirs = select(RuleUnit).where(RuleUnit.rule_set_id == named(session, TT27).id).limit(1)
        session.delete(session.scalars(theirs).one())
        with pytest.raises(Forbidden):
            session.commit()


def test_units_and_tests_of_a_grade_are_edited(school: CompleteClass) -> None:
    made, toan, tv = draft(school), school.unit["TOAN"], school.unit["TV"]
    with acting(school) as session:
        row = session.get_one(RuleSet, made)
        set_grade(session, row, 4, {toan: True, tv: False}, {toan: ["CN"], tv: []})
        session.commit()
        lines = lines_of(session, made)
        assert {k: v for k, v in lines.units.items() if k[0] == 4} == {
            (4, toan): True,
            (4, tv): False,
        }
        assert {k: v for k, v in lines.tests.items() if k[0] == 4} == {(4, toan): {"CN"}}
        assert (3, toan) in lines.units
        for units, tests in (
            ({tv: False}, {}),
            ({toan: True}, {tv: ["CN"]}),
            ({toan: True, school.unit["PC1"]: True}, {school.unit["PC1"]: ["CN"]}),
            ({toan: True}, {toan: ["T01"]}),
        ):
            with pytest.raises(Unfit):
                set_grade(session, row, 4, units, tests)


def test_thresholds_that_contradict_each_other_are_refused(school: CompleteClass) -> None:
    made = draft(school)
    with acting(school) as session:
        row = session.get_one(RuleSet, made)
        awards = row.rules["awards"]
        for given in ({"score": 10}, {"subject": []}, {"score": 11}, {"trait": ["T", "H"]}):
            with pytest.raises(Unfit):
                set_thresholds(row, "Tên", conditions(row, **given), awards)
        with pytest.raises(Unfit):
            set_thresholds(row, "", conditions(row), awards)
        with pytest.raises(Unfit):
            wrong = [{"name": "Khen", "when": "nothing"}]
            set_thresholds(row, "Tên", conditions(row), wrong)
        kept = [awards[0], {"name": "", "when": "good"}]
        set_thresholds(row, "Tên mới", conditions(row, score=8), kept)
        session.commit()
        assert (row.name, row.rules["conditions"]["good"]["score"]) == ("Tên mới", 8)
        assert [award["name"] for award in row.rules["awards"]] == ["Học sinh Xuất sắc"]


def test_trying_it_tells_who_would_change_by_which_cell_and_writes_nothing(
    school: CompleteClass,
) -> None:
    school.set("Bình", "TOAN", "CN", score=7)
    school.set("Chi", "TV", "CN", score=None)
    made = draft(school)
    with acting(school) as session:
        row = session.get_one(RuleSet, made)
        set_thresholds(row, row.name, conditions(row, score=8), row.rules["awards"])
        session.commit()
        found = try_on(session, row, school.year_id, 4)
        (one,) = found.changed
        assert (one.pupil.name, one.pupil.outcome.overall, one.after.overall) == (
            "Lê Bình",
            "HTT",
            "HT",
        )
        assert [(cell.unit, cell.value) for cell in one.why] == [("TOAN", 7)]
        assert [(one.pupil.name, one.gaps) for one in found.unknown] == [("Lê Chi", ("TV",))]
        assert not session.dirty
        assert not session.new
        same = try_on(session, named(session, TT27), school.year_id, 4)
        assert same.changed == []


def test_trying_another_circular_names_what_it_would_still_need(school: CompleteClass) -> None:
    with acting(school) as session:
        found = try_on(session, named(session, "TT22-2016"), school.year_id, 4)
        assert len(found.unknown) == 3
        assert {"KTHUAT", "PCC1", "NLT1"} <= set(found.unknown[0].gaps)


def test_a_date_applies_to_years_to_come_and_never_where_there_are_results(
    school: CompleteClass,
) -> None:
    made = draft(school)
    with acting(school) as session:
        row = session.get_one(RuleSet, made)
        with pytest.raises(Refusal):
            apply_from(session, row, 2025, [4])
    with acting(school) as session:
        row = session.get_one(RuleSet, made)
        assert apply_from(session, row, 2025, [3]) == ["khối 3 năm học 2025-2026"]
        apply_from(session, row, 2026, [4])
        session.commit()
    with system_session(school.engine, "năm mới", capacities={"operator"}) as session:
        year = propose(session, "2026-2027")
        session.commit()
        rows = session.execute(
            select(RuleApplication.grade, RuleSet.code)
            .join(RuleSet, RuleSet.id == RuleApplication.rule_set_id)
            .where(RuleApplication.year_id == year.id)
        )
        codes = {row.grade: row.code for row in rows}
    assert codes == {1: TT27, 2: TT27, 3: "HM", 4: "HM", 5: TT27}


def test_once_pupils_have_results_by_it_a_set_is_frozen(school: CompleteClass) -> None:
    """Units, tests, thresholds, dates and its use in the year: not even the set-up changes them."""
    made = draft(school)
    school.run(update(RuleApplication).values(rule_set_id=made))
    with acting(school) as session:
        assert made in assessed_by(session)
        row = session.get_one(RuleSet, made)
        with pytest.raises(Refusal):
            set_thresholds(row, "Khác", conditions(row, score=8), row.rules["awards"])
            session.commit()
    with acting(school) as session, pytest.raises(Refusal):
        set_grade(session, session.get_one(RuleSet, made), 4, {school.unit["TOAN"]: True}, {})
    with acting(school) as session, pytest.raises(Refusal):
        drop(session, session.get_one(RuleSet, made))
    back = select(RuleApplication).where(RuleApplication.grade == 4)
    for capacity in ("operator", "importer"):
        with system_session(school.engine, "thử", capacities={capacity}) as session:
            session.scalars(back).one().rule_set_id = named(session, "TT22-2016").id
            with pytest.raises(Refusal):
                session.commit()
        with system_session(school.engine, "thử", capacities={capacity}) as session:
            unit = school.unit["TDT"]
            session.add(RuleTest(rule_set_id=made, grade=4, unit_id=unit, period_code="CN"))
            with pytest.raises(Refusal):
                session.commit()


def test_the_catalogues_are_loaded_again_although_a_set_is_frozen(school: CompleteClass) -> None:
    """As after an upgrade, when the starts of the circulars aren't there yet."""
    school.run(update(RuleSet).where(RuleSet.code == TT27).values(name="Như đã chốt"))
    school.run(delete(RuleStart))
    with system_session(school.engine, "cài đặt", capacities={"operator"}) as session:
        seeds.load(session)
        session.commit()
        assert named(session, TT27).name == "Như đã chốt"
        assert len(session.scalars(select(RuleStart)).all()) == 15


def test_a_draft_goes_with_all_its_lines(school: CompleteClass) -> None:
    made = draft(school)
    with acting(school) as session:
        drop(session, session.get_one(RuleSet, made))
        session.commit()
        assert session.get(RuleSet, made) is None
        rows: Any = select(RuleUnit).where(RuleUnit.rule_set_id == made)
        assert session.scalars(rows).all() == []


def again(school: CompleteClass, score: int, days: int = 0, **other: Any) -> dict[str, Any]:
    return {
        "class_id": school.class_id,
        "unit_id": school.unit["TOAN"],
        "period_id": school.period["CN"],
        "pupil_id": school.pupil["An"],
        "taken_on": school_today() - timedelta(days=days),
        "score": score,
        "reason": "Em ốm hôm kiểm tra",
    } | other


def test_the_last_paper_counts_in_outcome_and_print_and_the_first_is_kept(
    school: CompleteClass,
) -> None:
    school.set("An", "TOAN", "CN", score=4)
    with acting(school, "homeroom") as session:
        session.add(Retest(**again(school, 9, days=1)))
        session.add(Retest(**again(school, 6, days=3)))
        session.commit()
        told = {p.name: p.outcome.overall for p in outcomes(session, school.year_id)}
        assert told["Lê An"] == "HTXS"
        kept = select(SubjectResult.score).where(
            SubjectResult.pupil_id == school.pupil["An"],
            SubjectResult.unit_id == school.unit["TOAN"],
            SubjectResult.period_id == school.period["CN"],
        )
        assert session.scalar(kept) == 4
    with system_session(school.engine, "in văn bản") as session:
        shared = frame(session, "2025-2026")
        sheet = summary_sheets(session, shared, shared.classes)[school.class_id]
        row = next(row for row in sheet.rows if row.full_name == "Lê An")
        assert row.cells["TOAN.score"] == "9"


def test_a_second_paper_is_the_teachers_of_the_cell_under_the_same_locks(
    school: CompleteClass,
) -> None:
    with acting(school, "english") as session:
        session.add(Retest(**again(school, 9)))
        with pytest.raises((Forbidden, OutOfScope)):
            session.commit()
    with acting(school, "vice") as session:
        session.add(Retest(**again(school, 9)))
        with pytest.raises(Forbidden):
            session.commit()
    closing = {"version": 1, "year_id": school.year_id, "starts_at": utc_now(), "sealed": False}
    school.run(insert(Closure.__table__).values(**closing))
    with acting(school, "homeroom") as session:
        session.add(Retest(**again(school, 9)))
        with pytest.raises(Locked):
            session.commit()


def test_a_second_paper_fits_the_rules(school: CompleteClass) -> None:
    with acting(school, "homeroom") as session:
        for wrong in (
            again(school, 11),
            again(school, 0),
            again(school, 9, days=-1),
            again(school, 9, unit_id=school.unit["DD"]),
        ):
            with pytest.raises(Unfit):
                fits_retest(session, Retest(**wrong))
        fits_retest(session, Retest(**again(school, 9)))
