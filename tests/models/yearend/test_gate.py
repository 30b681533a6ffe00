"""The gate: from a complete class one thing is taken away, and exactly that is named."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, update

from models.assessment import RuleTest, RuleUnit
from models.pupils import EnrolmentInterval, IndividualPlan
from models.school import HomeroomAssignment, School, TeachingAssignment
from models.yearend.gate import blocking_cells
from permissions.actor import load_actor
from permissions.session import actor_session
from tests.complete_class import CompleteClass

Blocked = tuple[str, str, str, tuple[str, ...], str | None]


def blocked(school: CompleteClass, person: str = "principal") -> list[Blocked]:
    """What the gate names to a person: pupil, unit, period, fields, owner."""
    actor = load_actor(school.engine, username=person)
    with actor_session(school.engine, actor) as session:
        return [
            (c.pupil_name.split()[-1], c.unit_code, c.period_code, c.fields, c.owner_code)
            for c in blocking_cells(session, school.class_id)
        ]


def test_a_complete_class_is_blocked_by_nothing(school: CompleteClass) -> None:
    assert blocked(school) == []


@pytest.mark.parametrize("period", ["GHK1", "CHK1", "GHK2", "CN"])
@pytest.mark.parametrize(
    ("unit", "owner"), [("TOAN", "HOMEROOM"), ("NN1", "ENGLISH"), ("AN", "MUSIC")]
)
def test_a_level_of_any_period_blocks(
    school: CompleteClass, unit: str, period: str, owner: str
) -> None:
    school.set("Bình", unit, period, level=None)
    assert blocked(school) == [("Bình", unit, period, ("level",), owner)]


def test_a_comment_blocks_approval(school: CompleteClass) -> None:
    school.set("An", "NN1", "GHK1", comment="")
    assert blocked(school) == [("An", "NN1", "GHK1", ("comment",), "ENGLISH")]


def test_a_score_blocks_where_the_rule_set_tests(school: CompleteClass) -> None:
    school.set("An", "TOAN", "GHK2", score=None)
    assert blocked(school) == [("An", "TOAN", "GHK2", ("score",), "HOMEROOM")]


def test_no_score_is_asked_where_the_rule_set_tests_nothing(school: CompleteClass) -> None:
    school.set("An", "NN1", "GHK2", score=None)
    assert blocked(school) == []


def test_a_row_that_is_not_there_is_missing_whole(school: CompleteClass) -> None:
    school.drop_row("Chi", "NN1", "CN")
    assert blocked(school) == [("Chi", "NN1", "CN", ("level", "score", "comment"), "ENGLISH")]


def test_a_trait_blocks_and_is_owed_by_the_homeroom_teacher(school: CompleteClass) -> None:
    school.set("Chi", "PC3", "CN", level=None)
    assert blocked(school) == [("Chi", "PC3", "CN", ("level",), "HOMEROOM")]


def test_comments_on_traits_are_asked_where_the_school_wants_them(school: CompleteClass) -> None:
    school.run(update(School).values(trait_comments=True))
    owed = blocked(school)
    assert len(owed) == 3 * 15 * 4
    assert {(cell[3], cell[4]) for cell in owed} == {(("comment",), "HOMEROOM")}


def test_a_unit_without_a_teacher_lands_with_nobody_by_name(school: CompleteClass) -> None:
    school.run(delete(TeachingAssignment).where(TeachingAssignment.unit_id == school.unit["AN"]))
    assert blocked(school) == []
    school.set("An", "AN", "CN", level=None)
    assert blocked(school) == [("An", "AN", "CN", ("level",), None)]


def test_an_empty_cell_passes_to_whoever_is_assigned_today(school: CompleteClass) -> None:
    school.set("An", "NN1", "GHK1", level=None)
    english = TeachingAssignment.unit_id == school.unit["NN1"]
    school.run(update(TeachingAssignment).where(english).values(to_date=date(2026, 1, 31)))
    assert blocked(school) == [("An", "NN1", "GHK1", ("level",), None)]
    school.add(
        TeachingAssignment,
        class_id=school.class_id,
        unit_id=school.unit["NN1"],
        staff_id=school.staff["music"],
        from_date=date(2026, 2, 1),
    )
    assert blocked(school) == [("An", "NN1", "GHK1", ("level",), "MUSIC")]


def test_a_class_without_homeroom_teacher_owes_its_traits_to_nobody(
    school: CompleteClass,
) -> None:
    school.set("An", "NLD2", "CN", level=None)
    school.run(delete(HomeroomAssignment))
    assert blocked(school) == [("An", "NLD2", "CN", ("level",), None)]


def test_a_newcomer_of_february_owes_nothing_from_before(school: CompleteClass) -> None:
    """GHK2 ends on 29/03/2026, far more than 15 days later."""
    school.enrol("Dũng", date(2026, 2, 23), newcomer=True)
    named = blocked(school)
    assert {cell[0] for cell in named} == {"Dũng"}
    assert {cell[2] for cell in named} == {"GHK2", "CN"}
    assert len(named) == (11 + 15) * 2


@pytest.mark.parametrize(
    ("entered", "periods"),
    [(date(2026, 3, 14), {"GHK2", "CN"}), (date(2026, 3, 15), {"CN"})],
)
def test_fifteen_days_before_the_end_are_enough(
    school: CompleteClass, entered: date, periods: set[str]
) -> None:
    """GHK2 ends on 29/03/2026: entry on the 14th is 15 days before, on the 15th 14 days."""
    school.enrol("Dũng", entered, newcomer=True)
    assert {cell[2] for cell in blocked(school)} == periods


def test_a_pupil_who_left_is_asked_for_nothing(school: CompleteClass) -> None:
    school.set("Chi", "TOAN", "GHK1", level=None)
    gone = EnrolmentInterval.pupil_id == school.pupil["Chi"]
    school.run(update(EnrolmentInterval).where(gone).values(to_date=date(2026, 4, 30)))
    assert blocked(school) == []


def test_a_test_that_becomes_due_blocks(school: CompleteClass) -> None:
    school.add(
        RuleTest,
        rule_set_id=1,
        grade=4,
        unit_id=school.unit["DD"],
        period_code="CN",
    )
    assert blocked(school) == [
        (name, "DD", "CN", ("score",), "HOMEROOM") for name in ("An", "Bình", "Chi")
    ]


def test_an_elective_is_expected_once_the_class_is_assigned_it(school: CompleteClass) -> None:
    school.add(
        TeachingAssignment,
        class_id=school.class_id,
        unit_id=school.unit["TDT"],
        staff_id=school.staff["music"],
        from_date=date(2026, 4, 1),
    )
    assert blocked(school) == [
        (name, "TDT", "CN", ("level", "comment"), "MUSIC") for name in ("An", "Bình", "Chi")
    ]


def test_a_unit_that_becomes_mandatory_blocks_without_anyone_assigned(
    school: CompleteClass,
) -> None:
    school.run(
        update(RuleUnit)
        .where(RuleUnit.grade == 4, RuleUnit.unit_id == school.unit["TDT"])
        .values(mandatory=True)
    )
    named = blocked(school)
    assert len(named) == 3 * 4
    assert {(cell[1], cell[3], cell[4]) for cell in named} == {("TDT", ("level", "comment"), None)}


def test_an_individual_plan_blocks_nothing(school: CompleteClass) -> None:
    school.set("Chi", "TOAN", "CN", level=None)
    school.add(IndividualPlan, pupil_id=school.pupil["Chi"], year_id=school.year_id)
    assert blocked(school) == []


def test_the_homeroom_teacher_sees_the_same_gate(school: CompleteClass) -> None:
    school.set("An", "NN1", "GHK1", level=None)
    assert blocked(school, "homeroom") == blocked(school) != []
