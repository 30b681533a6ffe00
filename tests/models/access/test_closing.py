"""Closing, what-if, opening, reopening: who decides, what it does to a cell, and when it ends."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.access import Closure, LockKind, Reminder, Reopening
from models.access.closing import (
    Scope,
    close,
    closures_over,
    open_scope,
    what_if,
)
from models.access.remind import lines_of, send
from models.access.reopening import grant, request_reopening
from models.assessment import SubjectResult
from models.assessment.missing import by_person
from models.base import utc_now
from models.refusal import NotReady, Refusal, Unfit
from permissions.actor import load_actor
from permissions.errors import Forbidden, Locked
from permissions.session import GuardedSession, actor_session
from tests import complete_class
from tests.complete_class import CompleteClass
from tests.conftest import Lay

As = Callable[[str], AbstractContextManager[GuardedSession]]
HOUR = timedelta(hours=1)


@pytest.fixture
def school(lay: Lay) -> CompleteClass:
    return lay(complete_class.build, "seeded")


@pytest.fixture
def as_(school: CompleteClass) -> As:
    def open_as(person: str) -> AbstractContextManager[GuardedSession]:
        return actor_session(school.engine, load_actor(school.engine, username=person))

    return open_as


def scope(school: CompleteClass, period: str | None = "CN", **more: object) -> Scope:
    return Scope(
        school.year_id,
        period_id=school.period[period] if period else None,
        **more,  # type: ignore[arg-type]
    )


def may_write(school: CompleteClass, as_: As, unit: str = "TOAN", period: str = "CN") -> bool:
    """Try to change a comment as the teacher of the cell."""
    person = complete_class.TEACHER.get(unit, "homeroom")
    with as_(person) as session:
        cell = session.scalars(
            select(SubjectResult).where(
                SubjectResult.unit_id == school.unit[unit],
                SubjectResult.period_id == school.period[period],
                SubjectResult.pupil_id == school.pupil["An"],
            )
        ).one()
        cell.comment = f"{cell.comment} Nữa."
        try:
            session.commit()
        except Locked:
            return False
        return True


def close_as(school: CompleteClass, as_: As, where: Scope, person: str = "vice") -> int:
    with as_(person) as session:
        made = close(session, where, school.staff[person])
        session.commit()
        return made.id


def test_what_closing_would_leave_is_told_by_person(school: CompleteClass, as_: As) -> None:
    school.set("An", "NN1", "CN", level=None, comment=None)
    school.set("Chi", "PC1", "CN", level=None)
    school.set("Chi", "TOAN", "GHK1", level=None)
    with as_("vice") as session:
        debts = by_person(what_if(session, scope(school)))
        assert [(d.owner_code, d.cells) for d in debts] == [("ENGLISH", 2), ("HOMEROOM", 1)]
        only = by_person(what_if(session, scope(school, kind=LockKind.TRAIT)))
        assert [(d.owner_code, d.cells) for d in only] == [("HOMEROOM", 1)]
        assert what_if(session, scope(school, kind=LockKind.ABSENCE)) == []
        assert what_if(session, scope(school, grade=5)) == []
        assert len(what_if(session, scope(school, None))) == 3


def test_reminding_writes_to_each_person_once(school: CompleteClass, as_: As) -> None:
    school.set("An", "NN1", "CN", level=None)
    school.set("Chi", "PC1", "CN", level=None)
    with as_("vice") as session:
        vice = school.staff["vice"]
        send(session, vice, lines_of(what_if(session, scope(school)), vice, "/x"))
        session.commit()
    with as_("english") as session:
        (line,) = session.scalars(select(Reminder)).all()
        assert line.text == "Còn 1 ô trống: 4A · Ngoại ngữ 1 · Cuối năm."


@pytest.mark.parametrize("person", ["seat", "homeroom", "english"])
def test_only_the_two_heads_of_the_board_close_and_open(
    school: CompleteClass, as_: As, person: str
) -> None:
    with as_(person) as session, pytest.raises(Forbidden):
        close(session, scope(school), school.staff[person])
    with as_(person) as session, pytest.raises(Forbidden):
        open_scope(session, scope(school), school.staff[person])


@pytest.mark.parametrize(
    ("where", "math", "english", "other_period"),
    [
        ({}, False, False, True),
        ({"kind": LockKind.RESULT}, False, False, True),
        ({"kind": LockKind.TRAIT}, True, True, True),
        ({"grade": 4}, False, False, True),
        ({"grade": 3}, True, True, True),
        ({"period": None}, False, False, False),
    ],
)
def test_a_closure_closes_its_scope_and_nothing_else(
    school: CompleteClass,
    as_: As,
    where: dict[str, object],
    *,
    math: bool,
    english: bool,
    other_period: bool,
) -> None:
    close_as(school, as_, scope(school, **where))  # type: ignore[arg-type]
    assert may_write(school, as_) is math
    assert may_write(school, as_, "NN1") is english
    assert may_write(school, as_, period="GHK1") is other_period


def test_an_appointed_closure_is_a_deadline(school: CompleteClass, as_: As) -> None:
    with as_("principal") as session:
        close(session, scope(school), school.staff["principal"], at=utc_now() + HOUR)
        session.commit()
        with pytest.raises(Unfit, match="đã qua"):
            close(session, scope(school), school.staff["principal"], at=utc_now() - HOUR)
        assert closures_over(session, scope(school)) == []
    assert may_write(school, as_)
    early = utc_now() - timedelta(minutes=1)
    school.run(update(Closure).values(starts_at=early))
    assert not may_write(school, as_)


def test_an_opening_does_not_beat_a_closure(school: CompleteClass, as_: As) -> None:
    close_as(school, as_, scope(school))
    with as_("vice") as session, pytest.raises(NotReady, match="người thứ hai"):
        open_scope(session, scope(school, class_id=school.class_id), school.staff["vice"])
    with as_("vice") as session:
        open_scope(session, scope(school, "GHK1"), school.staff["vice"])
        session.commit()
    assert not may_write(school, as_)


def reopen(
    school: CompleteClass, as_: As, closure_id: int, where: Scope, second: str = "seat"
) -> Reopening:
    with as_("vice") as session:
        closure = session.get(Closure, closure_id)
        asked = request_reopening(
            session,
            where,
            closure,
            school.staff["vice"],
            reason="chấm nhầm đề",
            until=utc_now() + HOUR,
        )
        session.commit()
    assert not may_write(school, as_)
    with as_(second) as session:
        made: Reopening = session.get(Reopening, asked.id)
        grant(session, made, school.staff[second])
        session.commit()
        return made


@pytest.mark.parametrize("second", ["seat", "principal"])
def test_a_reopening_lifts_its_closure_once_granted(
    school: CompleteClass, as_: As, second: str
) -> None:
    closure = close_as(school, as_, scope(school))
    reopen(school, as_, closure, scope(school, class_id=school.class_id), second)
    assert may_write(school, as_)
    with as_("vice") as session:
        assert closures_over(session, scope(school, class_id=school.class_id)) == []
        assert len(closures_over(session, scope(school))) == 1


def test_a_reopening_ends_by_itself(school: CompleteClass, as_: As) -> None:
    closure = close_as(school, as_, scope(school))
    made = reopen(school, as_, closure, scope(school))
    past = utc_now() - timedelta(seconds=1)
    school.run(update(Reopening).where(Reopening.id == made.id).values(ends_at=past))
    assert not may_write(school, as_)


def test_nobody_grants_the_own_request(school: CompleteClass, as_: As) -> None:
    closure = close_as(school, as_, scope(school))
    with as_("vice") as session:
        asked = request_reopening(
            session,
            scope(school),
            session.get(Closure, closure),
            school.staff["vice"],
            reason="nhầm",
            until=utc_now() + HOUR,
        )
        with pytest.raises(NotReady, match="người thứ hai"):
            grant(session, asked, school.staff["vice"])
        asked.granted_by, asked.granted_at = school.staff["vice"], utc_now()
        with pytest.raises(Refusal):
            session.commit()


def test_a_request_needs_a_reason_and_an_end_ahead(school: CompleteClass, as_: As) -> None:
    closure = close_as(school, as_, scope(school))
    with as_("vice") as session:
        row = session.get(Closure, closure)
        for reason, until in ((" ", utc_now() + HOUR), ("nhầm", utc_now() - HOUR)):
            with pytest.raises(Unfit):
                request_reopening(
                    session,
                    scope(school),
                    row,
                    school.staff["vice"],
                    reason=reason,
                    until=until,
                )
