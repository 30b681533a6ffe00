"""An approved class goes on: reopened by a second person, or after a summer round's results."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from models.assessment import SubjectResult
from models.base import utc_now
from models.clock import school_today
from models.refusal import NotReady, Unfit
from models.school import Period, SchoolClass, SchoolYear
from models.yearend import DossierState, FrozenList, SupplementaryResult
from models.yearend.approve import approve, is_unchanged
from models.yearend.outcomes import outcomes
from models.yearend.propose import Deviation, dossier_of, note_deviation, proposals_of, propose
from models.yearend.reopened import (
    ask_to_reopen,
    end_reopening,
    grant_reopening,
    refuse_reopening,
    requests_of,
)
from models.yearend.stage import seen_ids, stage
from models.yearend.summer import Given, add_round, give, owed, summer_rounds
from models.yearend.together import candidates
from permissions import guard
from permissions.actor import load_actor
from permissions.errors import Forbidden, Locked
from permissions.session import GuardedSession, actor_session
from tests.complete_class import CompleteClass

As = Callable[[str], AbstractContextManager[GuardedSession]]


@pytest.fixture
def as_(school: CompleteClass) -> As:
    def open_as(person: str) -> AbstractContextManager[GuardedSession]:
        return actor_session(school.engine, load_actor(school.engine, username=person))

    return open_as


def step(school: CompleteClass, as_: As, *people: str) -> FrozenList | None:
    """The class is proposed (homeroom) and approved (principal), in the order named."""
    made = None
    for person in people:
        with as_(person) as session:
            if person == "homeroom":
                propose(session, school.class_id, school.staff[person])
            else:
                dossier = dossier_of(session, school.class_id)
                assert dossier is not None
                made = approve(session, dossier, school.staff[person])
            session.commit()
    return made


def reopen(school: CompleteClass, as_: As) -> None:
    with as_("homeroom") as session:
        dossier = dossier_of(session, school.class_id)
        assert dossier is not None
        until = utc_now() + timedelta(hours=2)
        ask_to_reopen(session, dossier, school.staff["homeroom"], reason="Nhầm điểm", until=until)
        session.commit()
    with as_("seat") as session:
        dossier = dossier_of(session, school.class_id)
        assert dossier is not None
        grant_reopening(session, requests_of(session, dossier)[0], school.staff["seat"])
        session.commit()


def change_a_result(school: CompleteClass, as_: As, score: int = 8) -> None:
    with as_("homeroom") as session:
        row = session.scalars(
            select(SubjectResult).where(
                SubjectResult.pupil_id == school.pupil["An"],
                SubjectResult.unit_id == school.unit["TOAN"],
                SubjectResult.period_id == school.period["CN"],
            )
        ).one()
        guard.write(session, SubjectResult, updates={row.id: {"score": score}})
        session.commit()


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


def failing_class(school: CompleteClass, as_: As) -> Period:
    """Chi fails in Toán and English and is approved; a summer round is on."""
    school.set("Chi", "TOAN", "CN", score=4, level="C")
    school.set("Chi", "NN1", "CN", level="C")
    step(school, as_, "homeroom", "principal")
    today = school_today()
    end = Period.code == "CN"
    school.run(update(Period.__table__).where(end).values(to_date=today - timedelta(days=9)))
    with as_("vice") as session:
        year = session.get_one(SchoolYear, school.year_id)
        first = today - timedelta(days=1)
        made = add_round(session, year, school.staff["vice"], first, today + timedelta(days=3))
        session.commit()
        return made


def give_as(school: CompleteClass, as_: As, person: str, unit: str, **value: object) -> int:
    with as_(person) as session:
        here = session.get_one(SchoolClass, school.class_id)
        expected = owed(session, here, set())
        one = Given(
            school.pupil["Chi"],
            school.unit[unit],
            value.get("level"),
            value.get("score"),  # type: ignore[arg-type]
        )
        period = summer_rounds(session, school.year_id)[-1]
        done = give(session, here, period, school.staff[person], school_today(), [one], expected)
        session.commit()
        return done


def test_who_is_assessed_again_in_what(school: CompleteClass, as_: As) -> None:
    failing_class(school, as_)
    with as_("homeroom") as session:
        here = session.get_one(SchoolClass, school.class_id)
        (one,) = owed(session, here, set())
        assert one.pupil.name == "Lê Chi"
        told = {i.unit.code: [c.value for c in i.failing] for i in one.items}
        assert told == {"TOAN": ["C", 4], "NN1": ["C"]}
    with as_("english") as session:
        here = session.get_one(SchoolClass, school.class_id)
        (one,) = owed(session, here, set())
        assert [i.unit.code for i in one.items] == ["NN1"]


def test_summer_results_lead_to_a_second_proposal_and_approval(
    school: CompleteClass, as_: As
) -> None:
    failing_class(school, as_)
    with pytest.raises(Forbidden):
        give_as(school, as_, "homeroom", "NN1", level="H")
    with pytest.raises(Unfit, match="từ 1 đến 10"):
        give_as(school, as_, "homeroom", "TOAN", level="H", score=11)
    with pytest.raises(Unfit, match="thang"):
        give_as(school, as_, "homeroom", "TOAN", level="Đ")
    assert give_as(school, as_, "english", "NN1", level="H") == 1
    assert give_as(school, as_, "homeroom", "TOAN", level="H", score=6) == 1
    assert give_as(school, as_, "homeroom", "TOAN", level="H", score=6) == 0
    with as_("homeroom") as session:
        with pytest.raises(NotReady, match="không có kết quả"):
            note_deviation(session, school.class_id, school.pupil["An"], Deviation("x"))
        row = proposals_of(session, school.class_id)[school.pupil["An"]]
        with pytest.raises(Locked):
            guard.write(session, type(row), updates={row.id: {"promoted": False}})
    with pytest.raises(Locked):
        change_a_result(school, as_)  # the year's own cells stay as they were
    second = step(school, as_, "homeroom", "principal")
    assert second is not None
    chi = next(p for p in second.content["pupils"] if p["code"] == "HSChi")
    assert (second.number, chi["overall"], chi["completed"]) == (2, "HT", True)
    day = school_today().isoformat()
    assert chi["supplementary"] == [["HE1", "TOAN", "H", 6, day], ["HE1", "NN1", "H", None, day]]
    assert [TOAN for TOAN in chi["cells"] if TOAN[0] == "TOAN"] == [
        ["TOAN", "level", "H"],
        ["TOAN", "score", 6],
    ]
    with as_("principal") as session:
        before = outcomes(session, school.year_id, summer=False)
        assert [p.outcome.overall for p in before] == ["HTXS", "HTXS", "CHT"]


def test_promoted_without_completion_after_the_round(school: CompleteClass, as_: As) -> None:
    failing_class(school, as_)
    give_as(school, as_, "homeroom", "TOAN", level="C", score=4)
    with as_("homeroom") as session:
        why = Deviation("Hội đồng tư vấn", promoted=True)
        note_deviation(session, school.class_id, school.pupil["Chi"], why)
        session.commit()
    second = step(school, as_, "homeroom", "principal")
    assert second is not None
    chi = next(p for p in second.content["pupils"] if p["code"] == "HSChi")
    assert (chi["completed"], chi["promoted"], chi["reason"]) == (False, True, "Hội đồng tư vấn")


def test_a_round_has_its_days_and_comes_after_the_last(school: CompleteClass, as_: As) -> None:
    made = failing_class(school, as_)
    with as_("vice") as session:
        year = session.get_one(SchoolYear, school.year_id)
        with pytest.raises(Unfit, match="sau đánh giá bổ sung đợt 1"):
            add_round(session, year, school.staff["vice"], made.to_date, made.to_date)
        with pytest.raises(Unfit, match="sau ngày đầu"):
            add_round(
                session, year, school.staff["vice"], made.to_date, made.to_date - timedelta(days=1)
            )
    school.run(
        text("UPDATE closure SET starts_at = :at").bindparams(
            at=utc_now() - timedelta(hours=1)
            if school.engine.dialect.name == "postgresql"
            else f"{utc_now() - timedelta(hours=1):%FT%TZ}"
        )
    )
    with pytest.raises(Locked, match="đã đóng"):
        give_as(school, as_, "homeroom", "TOAN", level="H", score=6)


def test_a_class_that_is_not_frozen_has_no_summer(school: CompleteClass, as_: As) -> None:
    failing_class(school, as_)
    reopen(school, as_)
    with pytest.raises(Locked, match="chưa chốt"):
        give_as(school, as_, "homeroom", "TOAN", level="H", score=6)
    with as_("vice") as session:
        assert list(session.scalars(select(SupplementaryResult))) == []


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
