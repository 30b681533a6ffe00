"""An approved class goes on: reopened by a second person, or after a summer round's results."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models.base import utc_now
from models.refusal import NotReady, Unfit
from models.school import SchoolClass
from models.yearend import DossierState, FrozenList
from models.yearend.approve import is_unchanged
from models.yearend.propose import dossier_of, propose
from models.yearend.reopened import (
    ask_to_reopen,
    end_reopening,
    grant_reopening,
    refuse_reopening,
    requests_of,
)
from models.yearend.stage import seen_ids, stage
from models.yearend.together import candidates
from permissions.errors import Locked
from tests.complete_class import CompleteClass
from tests.models.yearend.steps import As, change_a_result, reopen, step


def test_a_reopened_dossier_is_approved_again_and_names_the_former(
    school: CompleteClass, as_: As
) -> None:
    first = step(school, as_, "homeroom", "principal")
    with pytest.raises(Locked):
        change_a_result(school, as_)
    reopen(school, as_)
    change_a_result(school, as_)
    second = step(school, as_, "homeroom", "principal")
    assert first is not None
    assert second is not None
    assert (first.number, second.number) == (1, 2)
    assert second.content["former"] == {
        "number": 1,
        "sha256": first.sha256,
        "frozen_at": first.frozen_at.isoformat(),
    }
    assert [p["overall"] for p in second.content["pupils"]] == ["HTT", "HTXS", "HTXS"]
    with as_("vice") as session:
        kept = session.scalars(select(FrozenList).order_by(FrozenList.number)).all()
        assert [one.sha256 for one in kept] == [first.sha256, second.sha256]
        assert all(is_unchanged(one) for one in kept)
    with pytest.raises(Locked):
        change_a_result(school, as_, 9)  # approving again ended the reopening


def test_a_request_needs_a_reason_an_end_and_a_second_person(
    school: CompleteClass, as_: As
) -> None:
    step(school, as_, "homeroom")
    later = utc_now() + timedelta(hours=1)
    with as_("principal") as session:
        dossier = dossier_of(session, school.class_id)
        assert dossier is not None
        me = school.staff["principal"]
        with pytest.raises(NotReady, match="chưa chốt"):
            ask_to_reopen(session, dossier, me, reason="x", until=later)
    step(school, as_, "principal")
    with as_("principal") as session:
        dossier = dossier_of(session, school.class_id)
        assert dossier is not None
        with pytest.raises(Unfit, match="lí do"):
            ask_to_reopen(session, dossier, me, reason=" ", until=later)
        with pytest.raises(Unfit, match="phía trước"):
            ask_to_reopen(session, dossier, me, reason="x", until=utc_now())
        row = ask_to_reopen(session, dossier, me, reason="Sai tên", until=later)
        with pytest.raises(NotReady, match="người thứ hai"):
            grant_reopening(session, row, me)
        with pytest.raises(NotReady, match="chưa xong"):
            ask_to_reopen(session, dossier, me, reason="Lại", until=later)
        session.commit()
    with as_("seat") as session:
        (row,) = requests_of(session, dossier)
        with pytest.raises(Unfit, match="vì sao"):
            refuse_reopening(session, row, school.staff["seat"], "")
        refuse_reopening(session, row, school.staff["seat"], "Chưa rõ")
        with pytest.raises(NotReady, match="lời đáp"):
            grant_reopening(session, row, school.staff["seat"])
        session.commit()
    with pytest.raises(Locked):
        change_a_result(school, as_)


def test_a_reopening_ends_by_itself_and_early(school: CompleteClass, as_: As) -> None:
    step(school, as_, "homeroom", "principal")
    reopen(school, as_)
    with as_("homeroom") as session:
        dossier = dossier_of(session, school.class_id)
        assert dossier is not None
        assert stage(dossier, missing=False, seen=False, lifted=True) is DossierState.REOPENED
        end_reopening(session, requests_of(session, dossier)[0])
        session.commit()
        with pytest.raises(NotReady, match="hiệu lực"):
            end_reopening(session, requests_of(session, dossier)[0])
        with pytest.raises(NotReady, match="chốt"):
            propose(session, school.class_id, school.staff["homeroom"])
    with pytest.raises(Locked):
        change_a_result(school, as_)


def test_the_belt_keeps_approvals_and_lists(school: CompleteClass, as_: As) -> None:
    step(school, as_, "homeroom", "principal")
    reopen(school, as_)
    for statement, said in (
        ("UPDATE dossier SET approved_at = NULL", "LOCKED"),
        ("DELETE FROM dossier", "LOCKED"),
        ("DELETE FROM frozen_list", "FINAL"),
        ("DELETE FROM dossier_reopening", "FINAL"),
        ("UPDATE dossier_reopening SET requested_by = 1, granted_by = 2", "FINAL"),
        ("UPDATE dossier_reopening SET reason = 'khác'", "FINAL"),
    ):
        with school.engine.connect() as connection, pytest.raises(DBAPIError, match=said):
            connection.execute(text(statement))


def test_states_that_other_records_decide(school: CompleteClass, as_: As) -> None:
    assert stage(None, missing=False, seen=False) is DossierState.COMPLETE
    assert stage(None, missing=True, seen=False) is DossierState.DRAFT
    step(school, as_, "homeroom")
    with as_("principal") as session:
        dossier = dossier_of(session, school.class_id)
        assert dossier is not None
        assert seen_ids(session, [dossier.id]) == set()
        assert stage(dossier, missing=False, seen=True) is DossierState.REVIEWED


def test_before_a_grade_is_approved_it_is_said_what_blocks(school: CompleteClass, as_: As) -> None:
    with as_("principal") as session:
        rooms = list(session.scalars(select(SchoolClass)))
        (one,) = candidates(session, school.year_id, rooms)
        assert one.blocked is not None
        assert "chưa đề nghị" in one.blocked
    step(school, as_, "homeroom")
    for change, word in (({"score": 8}, "đã đổi"), ({"score": None}, "còn trống")):
        school.set("An", "TOAN", "CN", **change)
        with as_("principal") as session:
            (one,) = candidates(session, school.year_id, rooms)
            assert one.blocked is not None
            assert word in one.blocked
    school.set("An", "TOAN", "CN", score=10)
    with as_("principal") as session:
        (one,) = candidates(session, school.year_id, rooms)
        assert (one.blocked, one.pupils, one.borderline) == (None, 3, 0)
