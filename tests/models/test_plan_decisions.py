"""Deciding on lesson plans: who, on which content, and what a return means (Điều 4.7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.access import HistorySet
from models.people import DelegatedDuty, Delegation
from models.plans import Decision, LessonPlan, PlanFile
from models.plans.decide import decide
from models.plans.expected import SlotState
from models.refusal import NotReady, Unfit
from permissions.errors import Forbidden, OutOfScope
from permissions.reach import staff_for
from permissions.session import system_session
from tests.conftest import Lay
from tests.models.test_plans import slots
from tests.plan_school import PlanSchool, at, build


@pytest.fixture
def school(lay: Lay) -> PlanSchool:
    return lay(build)


def verdict(
    school: PlanSchool, person: str, plan_id: int, decision: Decision, remark: str | None = None
) -> None:
    """Let a person decide on a plan as it stands."""
    with school.session(person) as session:
        seen = session.scalars(select(PlanFile.sha256).where(PlanFile.plan_id == plan_id)).first()
        decide(session, school.staff[person], {plan_id: seen or ""}, decision, remark=remark)
        session.commit()


def test_the_head_approves_exactly_the_bytes_that_were_read(school: PlanSchool) -> None:
    plan_id = school.hand_in("tram", "T02")
    with school.session("duyen") as session, pytest.raises(NotReady, match="nội dung không"):
        decide(session, school.staff["duyen"], {plan_id: "0" * 64}, Decision.APPROVED)
    verdict(school, "duyen", plan_id, Decision.APPROVED)
    plan = school.plan(plan_id)
    assert (plan.decision, plan.decided_by) == (Decision.APPROVED, school.staff["duyen"])
    assert len(plan.decided_hash or "") == 64
    assert {s.state for s in slots(school, "tram", "T02", of="tram")} == {SlotState.APPROVED}


def test_a_return_needs_a_remark(school: PlanSchool) -> None:
    plan_id = school.hand_in("tram", "T02")
    for words in (None, "  "):
        with pytest.raises(Unfit) as no:
            verdict(school, "duyen", plan_id, Decision.RETURNED, words)
        assert no.value.facts["field"] == "remark"
    verdict(school, "duyen", plan_id, Decision.RETURNED, "Thiếu phân hóa.")
    assert school.plan(plan_id).remark == "Thiếu phân hóa."
    assert {s.state for s in slots(school, "tram", "T02", of="tram")} == {SlotState.RETURNED}


def test_a_returned_plan_comes_back_as_a_new_row_and_is_not_late_for_that(
    school: PlanSchool,
) -> None:
    first = school.hand_in("tram", "T02", now=at(school.first_monday))
    verdict(school, "duyen", first, Decision.RETURNED, "Sai tiết.")
    with pytest.raises(Unfit, match="bấm Nộp lại ở bản đó"):
        school.hand_in("tram", "T02")
    with pytest.raises(Unfit, match="còn thiếu"):
        school.hand_in("tram", "T02", "TOAN", replaces=first)
    late = at(school.first_monday + timedelta(days=3))
    second = school.hand_in("tram", "T02", replaces=first, now=late)
    found = slots(school, "tram", "T02", of="tram")
    assert {(s.state, s.plan_id, s.late) for s in found} == {(SlotState.WAITING, second, False)}
    with pytest.raises(NotReady, match="đã được nộp lại"):
        school.hand_in("tram", "T02", replaces=first)


def test_only_a_returned_plan_of_ones_own_is_handed_in_again(school: PlanSchool) -> None:
    waiting = school.hand_in("tram", "T02")
    with pytest.raises(NotReady):
        school.hand_in("tram", "T02", replaces=waiting)
    verdict(school, "duyen", waiting, Decision.RETURNED, "Sửa.")
    with pytest.raises(NotReady):
        school.hand_in("oanh", "T02", replaces=waiting)
    with pytest.raises(NotReady):
        school.hand_in("tram", "T03", replaces=waiting)


def test_a_decision_stands_until_the_head_takes_the_approval_back(school: PlanSchool) -> None:
    plan_id = school.hand_in("tram", "T02")
    verdict(school, "duyen", plan_id, Decision.APPROVED)
    with pytest.raises(NotReady, match="đã duyệt rồi"):
        verdict(school, "duyen", plan_id, Decision.APPROVED)
    verdict(school, "duyen", plan_id, Decision.RETURNED, "Xem lại tiết 2.")
    plan = school.plan(plan_id)
    assert (plan.decision, plan.decided_hash) == (Decision.RETURNED, None)
    with pytest.raises(NotReady, match="đã trả lại rồi"):
        verdict(school, "duyen", plan_id, Decision.APPROVED)


def test_bulk_approval_is_all_or_nothing(school: PlanSchool) -> None:
    one, two = school.hand_in("tram", "T02"), school.hand_in("oanh", "T02")
    verdict(school, "duyen", two, Decision.APPROVED)
    with school.session("duyen") as session:
        pairs = session.execute(select(PlanFile.plan_id, PlanFile.sha256)).all()
        seen = dict(pairs)
        with pytest.raises(NotReady):
            decide(session, school.staff["duyen"], seen, Decision.APPROVED)
        session.rollback()
    assert school.plan(one).decision is None


@pytest.mark.parametrize("person", ["tram", "nghia", "phuoc", "hieu", "tu"])
def test_nobody_but_the_own_head_decides_on_a_members_plan(school: PlanSchool, person: str) -> None:
    plan_id = school.hand_in("tram", "T02")
    with pytest.raises((Forbidden, OutOfScope, NotReady)):
        verdict(school, person, plan_id, Decision.APPROVED)
    assert school.plan(plan_id).decision is None


def test_a_heads_own_plans_go_to_the_vice_principal(school: PlanSchool) -> None:
    plan_id = school.hand_in("duyen", "T02")
    with pytest.raises(Forbidden):
        verdict(school, "duyen", plan_id, Decision.APPROVED)
    with pytest.raises((OutOfScope, NotReady)):
        verdict(school, "nghia", plan_id, Decision.APPROVED)
    verdict(school, "phuoc", plan_id, Decision.APPROVED)
    assert school.plan(plan_id).decided_by == school.staff["phuoc"]


def test_reach_says_whose_plans_a_person_decides_on(school: PlanSchool) -> None:
    expected = {
        "duyen": {"tram", "oanh"},
        "nghia": {"tu"},
        "phuoc": {"duyen", "nghia"},
        "hieu": set(),
        "tram": set(),
    }
    for person, theirs in expected.items():
        with school.session(person) as session:
            reached = staff_for(session, LessonPlan, "decision")
        assert reached == {school.staff[code] for code in theirs}, person


def test_a_stand_in_decides_in_the_heads_name_but_not_on_the_heads_own(
    school: PlanSchool,
) -> None:
    theirs, heads = school.hand_in("oanh", "T02"), school.hand_in("duyen", "T02")
    own = school.hand_in("tram", "T02")
    with school.session("phuoc") as session:
        session.add(
            Delegation(
                absent_id=school.staff["duyen"],
                stand_in_id=school.staff["tram"],
                duty=DelegatedDuty.DEPARTMENT_HEAD,
                from_date=school.first_monday,
                to_date=school.first_monday + timedelta(days=9000),
                reason="nghỉ thai sản",
            )
        )
        session.commit()
    with school.session("tram") as session:
        assert staff_for(session, LessonPlan, "decision") == {school.staff["oanh"]}
        digest = session.scalars(select(PlanFile.sha256).where(PlanFile.plan_id == theirs)).one()
        actor = session.actor
        decide(
            session,
            school.staff["tram"],
            {theirs: digest},
            Decision.APPROVED,
            on_behalf=lambda staff_id: actor.on_behalf({"staff_id": staff_id}),
        )
        session.commit()
    plan = school.plan(theirs)
    assert (plan.decided_by, plan.decided_for) == (school.staff["tram"], "cô Lâm Thị Mỹ Duyên")
    with system_session(school.engine, "xem") as session:
        newest = select(HistorySet).order_by(HistorySet.id.desc()).limit(1)
        assert session.scalars(newest).one().on_behalf == "cô Lâm Thị Mỹ Duyên"
    for plan_id in (heads, own):
        with pytest.raises((Forbidden, OutOfScope, NotReady)):
            verdict(school, "tram", plan_id, Decision.APPROVED)
    verdict(school, "phuoc", heads, Decision.APPROVED)
