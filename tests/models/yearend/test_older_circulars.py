"""A class under TT 22/2016 or TT 30/2014: the outcome is completion and awards alone."""

from __future__ import annotations

import pytest

from jobs.printing.frame import frame
from models.assessment.cells import cell_rules
from models.assessment.rules import COMPLETION
from models.refusal import NotReady, Unfit
from models.typed import UnfitError
from models.yearend.approve import approve
from models.yearend.outcomes import outcomes, rules_by_grade
from models.yearend.propose import Deviation, dossier_of, proposals_of, propose, recognise
from permissions.actor import load_actor
from permissions.session import GuardedSession, actor_session, system_session
from tests import complete_class
from tests.complete_class import CompleteClass
from tests.conftest import Lay
from views.evidence import evidence
from views.review_rows import rows_of, summary


@pytest.fixture
def older(lay: Lay) -> CompleteClass:
    """Class 4A of 2025-2026 as if under TT 22/2016."""
    return lay(complete_class.build, "seeded", rule_set="TT22-2016")


def acting(school: CompleteClass, person: str) -> GuardedSession:
    return actor_session(school.engine, load_actor(school.engine, username=person))


def test_an_outcome_is_completion_and_awards(older: CompleteClass) -> None:
    older.set("Bình", "TV", "CN", score=8)
    older.set("Chi", "TOAN", "CN", score=4)
    with acting(older, "homeroom") as session:
        told = {p.name: p.outcome for p in outcomes(session, older.year_id)}
        award = "Hoàn thành xuất sắc nội dung học tập và rèn luyện"
        an, binh, chi = told["Lê An"], told["Lê Bình"], told["Lê Chi"]
        assert (an.overall, an.completed, an.award) == (None, True, award)
        assert (binh.overall, binh.completed, binh.award) == (None, True, None)
        assert (chi.overall, chi.completed, chi.award) == (None, False, None)
        assert [(c.unit, c.value) for c in chi.deciding] == [("TOAN", 4)]
        assert chi.borderline


def test_the_units_are_those_of_the_circular(older: CompleteClass) -> None:
    with acting(older, "homeroom") as session:
        units = {c.unit for p in outcomes(session, older.year_id) for c in p.cells}
    assert {"KTHUAT", "PCC1", "NLT2"} <= units
    assert {"HDTN", "THCN", "PC1", "NLC1"}.isdisjoint(units)


def test_it_is_proposed_recognised_and_approved(older: CompleteClass) -> None:
    older.set("Bình", "TV", "CN", score=8)
    older.set("Chi", "TOAN", "CN", score=4)
    an, binh, chi = (older.pupil[name] for name in ("An", "Bình", "Chi"))
    with acting(older, "homeroom") as session:
        recognise(session, older.class_id, [binh])
        with pytest.raises(Unfit):
            recognise(session, older.class_id, [an])
    with acting(older, "homeroom") as session:
        recognise(session, older.class_id, [binh])
        propose(session, older.class_id, older.staff["homeroom"])
        rows = proposals_of(session, older.class_id)
        assert rows[binh].award == "Có thành tích vượt trội, tiến bộ vượt bậc"
        assert (rows[chi].overall, rows[chi].completed, rows[chi].summer_support) == (
            None,
            False,
            True,
        )
        with pytest.raises(Unfit):
            given = {chi: Deviation(reason="Đã tiến bộ", overall="HT")}
            propose(session, older.class_id, older.staff["homeroom"], given)
    with acting(older, "homeroom") as session:
        propose(session, older.class_id, older.staff["homeroom"])
        session.commit()
    older.set("Chi", "TOAN", "CN", score=6)
    with acting(older, "principal") as session:
        dossier = dossier_of(session, older.class_id)
        assert dossier is not None
        with pytest.raises(NotReady, match="Chi"):
            approve(session, dossier, older.staff["principal"])
    with acting(older, "homeroom") as session:
        propose(session, older.class_id, older.staff["homeroom"])
        session.commit()
    with acting(older, "principal") as session:
        dossier = dossier_of(session, older.class_id)
        assert dossier is not None
        frozen = approve(session, dossier, older.staff["principal"])
        assert [line["completed"] for line in frozen.content["pupils"]] == [True] * 3
        session.commit()


def test_the_review_says_why_without_an_overall_result(older: CompleteClass) -> None:
    older.set("Bình", "TV", "CN", level=None)
    older.set("Chi", "TOAN", "CN", score=4)
    with acting(older, "homeroom") as session:
        rule = rules_by_grade(session, older.year_id)[4]
        judged = outcomes(session, older.year_id)
        rows = rows_of(judged, {}, rule, {"TOAN": "Toán", "TV": "Tiếng Việt"})
        assert [row.by_rule for row in rows] == [
            "Hoàn thành CTLH",
            "Chưa đủ dữ liệu",
            "Chưa hoàn thành CTLH",
        ]
        assert [row.gap for row in rows] == [False, True, False]
        assert summary(rows).startswith("Hoàn thành CTLH 1")
        said = evidence(judged[2], rule, {"TOAN": "Toán"})
        assert (said.chips, said.after) == (
            (("Toán 4", True),),
            "thiếu 1 điểm để hoàn thành chương trình lớp học",
        )
        assert [step.code for step in rule.goals] == [COMPLETION]


def test_the_cells_take_the_letters_of_the_circular(lay: Lay) -> None:
    school = lay(complete_class.build, "seeded", rule_set="TT30-2014")
    with acting(school, "homeroom") as session:
        rules = cell_rules(session, school.class_id, school.period["CN"])
        assert rules is not None
        kind = rules.kind(school.unit["TV"], "level")
        assert kind.value("h") == "H"
        with pytest.raises(UnfitError, match=r"H, C \(TT 30/2014\)"):
            kind.value("T")
        with pytest.raises(UnfitError, match="từ 1 đến 10"):
            rules.kind(school.unit["TV"], "score").value("0")
        assert {p.outcome.completed for p in outcomes(session, school.year_id)} == {True}


def test_its_forms_are_not_printed_and_it_says_so(older: CompleteClass) -> None:
    with system_session(older.engine, "in văn bản") as session:
        shared = frame(session, "2025-2026")
        with pytest.raises(NotReady, match="thông tư trước TT 27/2020"):
            shared.chosen(["4A"])
        assert shared.chosen() == ()
