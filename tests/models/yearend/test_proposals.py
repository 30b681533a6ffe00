"""Proposal, "đã xem", return and approval of a class, each by the person whose step it is."""

from __future__ import annotations

import pytest

from models.pupils import IndividualPlan
from models.refusal import NotReady, Refusal, Unfit
from models.yearend import Dossier, DossierState, FrozenList
from models.yearend.approve import approve, content_hash, is_unchanged
from models.yearend.propose import Deviation, dossier_of, proposals_of, propose, recognise
from models.yearend.review import mark_seen, return_to_homeroom
from permissions.errors import Forbidden, Locked, OutOfScope
from permissions.session import GuardedSession
from tests.complete_class import CompleteClass
from tests.models.yearend.steps import As


def the_dossier(session: GuardedSession, school: CompleteClass) -> Dossier:
    dossier = dossier_of(session, school.class_id)
    assert dossier is not None
    return dossier


def propose_as_teacher(school: CompleteClass, as_: As, **deviations: Deviation | None) -> None:
    with as_("homeroom") as session:
        given = {school.pupil[name]: value for name, value in deviations.items()}
        propose(session, school.class_id, school.staff["homeroom"], given)
        session.commit()


def test_the_proposal_is_the_rules_outcome(school: CompleteClass, as_: As) -> None:
    school.set("Bình", "TOAN", "CN", score=8)
    school.set("Chi", "TOAN", "CN", score=4)
    propose_as_teacher(school, as_)
    with as_("principal") as session:
        rows = proposals_of(session, school.class_id)
        told = {
            name: (rows[i].overall, rows[i].completed, rows[i].promoted, rows[i].award)
            for name, i in school.pupil.items()
        }
        assert told == {
            "An": ("HTXS", True, True, "Học sinh Xuất sắc"),
            "Bình": ("HTT", True, True, None),
            "Chi": ("CHT", False, False, None),
        }
        assert rows[school.pupil["Chi"]].summer_support
        assert the_dossier(session, school).state is DossierState.PROPOSED


def test_a_deviation_needs_a_reason_and_keeps_it(school: CompleteClass, as_: As) -> None:
    school.set("Bình", "TV", "CN", score=8)
    with as_("homeroom") as session, pytest.raises(Unfit, match="lí do"):
        propose(
            session,
            school.class_id,
            school.staff["homeroom"],
            {school.pupil["Bình"]: Deviation(" ", overall="HTXS")},
        )
    propose_as_teacher(school, as_, Bình=Deviation("Giải Nhất cấp tỉnh", overall="HTXS"))
    propose_as_teacher(school, as_)
    with as_("principal") as session:
        row = proposals_of(session, school.class_id)[school.pupil["Bình"]]
        assert (row.rule_overall, row.overall, row.award) == ("HTT", "HTXS", "Học sinh Xuất sắc")
        assert row.reason == "Giải Nhất cấp tỉnh"
    propose_as_teacher(school, as_, Bình=None)
    with as_("principal") as session:
        row = proposals_of(session, school.class_id)[school.pupil["Bình"]]
        assert (row.overall, row.reason) == ("HTT", None)


def test_promotion_may_differ_from_completion(school: CompleteClass, as_: As) -> None:
    school.set("Chi", "TOAN", "CN", score=4)
    propose_as_teacher(school, as_, Chi=Deviation("Đánh giá bổ sung tháng 6", promoted=True))
    with as_("principal") as session:
        row = proposals_of(session, school.class_id)[school.pupil["Chi"]]
        assert (row.overall, row.completed, row.promoted) == ("CHT", False, True)


def test_tieu_bieu_comes_with_the_recognition_of_the_class(school: CompleteClass, as_: As) -> None:
    school.set("Bình", "TV", "CN", score=8)
    with as_("homeroom") as session:
        recognise(session, school.class_id, {school.pupil["Bình"]})
        session.commit()
    propose_as_teacher(school, as_)
    with as_("principal") as session:
        row = proposals_of(session, school.class_id)[school.pupil["Bình"]]
        assert (row.award, row.recognised) == ("Học sinh Tiêu biểu", True)
    with as_("homeroom") as session, pytest.raises(Unfit, match="Tiêu biểu"):
        recognise(session, school.class_id, {school.pupil["An"]})


@pytest.mark.parametrize("person", ["principal", "vice", "seat", "english"])
def test_only_the_homeroom_teacher_proposes(school: CompleteClass, as_: As, person: str) -> None:
    with as_(person) as session, pytest.raises((Forbidden, OutOfScope)):
        propose(session, school.class_id, school.staff[person])


def test_seen_needs_a_proposal_and_is_no_precondition(school: CompleteClass, as_: As) -> None:
    propose_as_teacher(school, as_)
    with as_("seat") as session:
        mark_seen(session, the_dossier(session, school), school.staff["seat"], "Đã xem kĩ")
        session.commit()
    with as_("english") as session:
        assert dossier_of(session, school.class_id) is None


def test_a_returned_dossier_waits_for_a_new_proposal(school: CompleteClass, as_: As) -> None:
    propose_as_teacher(school, as_)
    with as_("principal") as session:
        dossier = the_dossier(session, school)
        with pytest.raises(Unfit, match="nhận xét"):
            return_to_homeroom(session, dossier, school.staff["principal"], " ")
        return_to_homeroom(session, dossier, school.staff["principal"], "Xem lại em Chi")
        session.commit()
        assert dossier.state is DossierState.RETURNED
        with pytest.raises(NotReady, match="trả lại"):
            approve(session, dossier, school.staff["principal"])
    propose_as_teacher(school, as_)
    with as_("principal") as session:
        assert the_dossier(session, school).state is DossierState.PROPOSED


def approve_as(school: CompleteClass, as_: As, person: str) -> FrozenList:
    with as_(person) as session:
        frozen = approve(session, the_dossier(session, school), school.staff[person])
        session.commit()
        return frozen


def test_approval_freezes_the_list_with_its_hash(school: CompleteClass, as_: As) -> None:
    propose_as_teacher(school, as_)
    frozen = approve_as(school, as_, "principal")
    with as_("vice") as session:
        kept = session.get(FrozenList, frozen.id)
        assert is_unchanged(kept)
        assert [pupil["overall"] for pupil in kept.content["pupils"]] == ["HTXS"] * 3
        assert kept.content["approved"]["code"] == "PRINCIPAL"
        changed = kept.content | {"class": "4B"}
        assert content_hash(changed) != kept.sha256


@pytest.mark.parametrize("person", ["vice", "seat", "homeroom"])
def test_nobody_but_the_principal_approves(school: CompleteClass, as_: As, person: str) -> None:
    propose_as_teacher(school, as_)
    with pytest.raises(Forbidden):
        approve_as(school, as_, person)


def test_what_is_approved_is_closed_for_good(school: CompleteClass, as_: As) -> None:
    propose_as_teacher(school, as_)
    approve_as(school, as_, "principal")
    with pytest.raises(NotReady, match="chốt"):
        propose_as_teacher(school, as_)
    with pytest.raises(NotReady, match="chốt"):
        approve_as(school, as_, "principal")
    with as_("homeroom") as session:
        row = proposals_of(session, school.class_id)[school.pupil["An"]]
        row.promoted = False
        with pytest.raises(Locked):
            session.flush()


def test_the_gate_refuses_and_names_what_blocks(school: CompleteClass, as_: As) -> None:
    school.set("An", "NN1", "GHK1", comment=None)
    propose_as_teacher(school, as_)
    with as_("principal") as session:
        with pytest.raises(NotReady, match="1 ô của 1 người") as refused:
            approve(session, the_dossier(session, school), school.staff["principal"])
        (cell,) = refused.value.facts["blocking"]
        assert (cell.pupil_code, cell.unit_code, cell.owner_code) == ("HSAn", "NN1", "ENGLISH")
        assert the_dossier(session, school).approved_at is None


def test_a_result_that_changed_after_the_proposal_is_proposed_again(
    school: CompleteClass, as_: As
) -> None:
    propose_as_teacher(school, as_)
    school.set("An", "TOAN", "CN", score=8)
    with pytest.raises(NotReady, match="Lê An"):
        approve_as(school, as_, "principal")
    propose_as_teacher(school, as_)
    assert approve_as(school, as_, "principal").content["pupils"][0]["overall"] == "HTT"


def test_a_pupil_with_missing_cells_stays_open_in_the_proposal(
    school: CompleteClass, as_: As
) -> None:
    school.set("An", "TOAN", "CN", score=None)
    propose_as_teacher(school, as_)
    with as_("principal") as session:
        row = proposals_of(session, school.class_id)[school.pupil["An"]]
        assert (row.overall, row.completed, row.award) == (None, None, None)
    with pytest.raises(NotReady, match="thiếu ô"):
        propose_as_teacher(school, as_, An=Deviation("vội", overall="HTXS"))


def test_an_individual_plan_is_decided_by_the_teacher(school: CompleteClass, as_: As) -> None:
    school.add(IndividualPlan, pupil_id=school.pupil["Chi"], year_id=school.year_id)
    school.drop_row("Chi", "TOAN", "CN")
    propose_as_teacher(
        school, as_, Chi=Deviation("Theo kế hoạch cá nhân", completed=True, promoted=True)
    )
    chi = next(
        pupil
        for pupil in approve_as(school, as_, "principal").content["pupils"]
        if pupil["code"] == "HSChi"
    )
    assert (chi["overall"], chi["completed"], chi["individual_plan"]) == (None, True, True)


def test_every_refusal_is_a_sentence(school: CompleteClass, as_: As) -> None:
    with as_("principal") as session, pytest.raises(Refusal, match="chưa có đề nghị"):
        mark_seen(session, Dossier(class_id=school.class_id), school.staff["principal"])
