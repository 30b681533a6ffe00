"""Supplementary assessment in a summer round: who owes what, a second list, and the book."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from jobs.printing.frame import frame
from jobs.printing.load import report_books
from models.base import utc_now
from models.clock import school_today
from models.refusal import NotReady, Unfit
from models.school import Period, SchoolClass, SchoolYear
from models.yearend import SupplementaryResult
from models.yearend.outcomes import outcomes
from models.yearend.propose import Deviation, note_deviation, proposals_of
from models.yearend.summer import Given, add_round, give, owed, summer_rounds
from permissions import guard
from permissions.errors import Forbidden, Locked
from permissions.session import system_session
from tests.complete_class import CompleteClass
from tests.models.yearend.steps import As, change_a_result, reopen, step


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
    # the report book prints what counted in the end, with the comment of the year
    with system_session(school.engine, "in văn bản") as session:
        shared = frame(session, "2025-2026")
        books = report_books(session, shared, shared.classes)[school.class_id]
    spread = next(book for book in books if book.code == "HSChi").spreads[0]
    assert spread.outcome is not None
    assert spread.outcome.overall == "Hoàn thành"
    maths, english = (
        next(line for line in spread.subjects if line.name == name)
        for name in ("Toán", "Ngoại ngữ 1")
    )
    assert (maths.level, maths.score) == ("H", 6)
    assert english.level == "H"
    assert maths.comment


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
