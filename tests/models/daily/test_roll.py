"""Calling the roll: marks with an answer each, leave that pre-sets them, the month, the alerts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from models.access import Closure
from models.base import utc_now
from models.daily import Absence, AttendanceRule, HalfDay, Leave, RollCall
from models.daily.alerts import alerts
from models.daily.month import Sums, month_of, sums_by_pupil
from models.daily.roll import Answer, Mark, Wanted, call, load_roll, save_marks
from models.refusal import Unfit
from models.school import Period, SchoolDay
from models.school.days import school_day
from permissions import guard
from permissions.actor import load_actor
from permissions.errors import Forbidden
from permissions.session import GuardedSession, actor_session
from tests.complete_class import CompleteClass

MONDAY = date(2025, 9, 15)
MORNING, AFTERNOON = HalfDay.MORNING, HalfDay.AFTERNOON


@contextmanager
def acting(school: CompleteClass, person: str = "homeroom") -> Iterator[GuardedSession]:
    """The session of a person as of the school year."""
    actor = load_actor(school.engine, username=person, today=MONDAY)
    with actor_session(school.engine, actor) as session:
        yield session


def on(session: GuardedSession, day: date = MONDAY) -> SchoolDay:
    """The day of teaching."""
    found = school_day(session, day)
    assert found is not None
    return found


def mark(
    school: CompleteClass,
    pupil: str,
    old: Mark,
    new: Mark,
    *,
    person: str = "homeroom",
    at: tuple[date, HalfDay] = (MONDAY, MORNING),
    reason: str | None = None,
) -> Answer:
    """Write one mark as a person; commit."""
    with acting(school, person) as session:
        wanted = [Wanted(school.pupil[pupil], old, new, reason)]
        (answer,) = save_marks(session, guard, school.class_id, on(session, at[0]), at[1], wanted)
        session.commit()
        return answer


def stored(school: CompleteClass) -> list[tuple[int, str, bool, str | None]]:
    """What is kept: (pupil, half, excused, reason)."""
    with acting(school, "principal") as session:
        rows = session.scalars(select(Absence).order_by(Absence.id))
        return [(r.pupil_id, r.half.value, r.excused, r.reason) for r in rows]


def test_a_mark_is_made_changed_and_taken_back(school: CompleteClass) -> None:
    an = school.pupil["An"]
    assert mark(school, "An", "", "P", reason="  sốt \x00 ").state == "saved"
    assert stored(school) == [(an, "morning", True, "sốt")]
    assert mark(school, "An", "P", "K").state == "saved"
    assert stored(school) == [(an, "morning", False, None)]
    assert mark(school, "An", "K", "").state == "saved"
    assert stored(school) == []


def test_what_somebody_else_wrote_is_not_overwritten(school: CompleteClass) -> None:
    mark(school, "An", "", "K")
    answer = mark(school, "An", "", "P")
    assert (answer.state, answer.value) == ("conflict", "K")
    assert mark(school, "An", "", "K").state == "saved"
    assert [row[2] for row in stored(school)] == [False]


@pytest.mark.parametrize("person", ["english", "vice", "principal"])
def test_only_the_homeroom_teacher_calls_the_roll(school: CompleteClass, person: str) -> None:
    if person == "english":
        with acting(school, person) as session:
            assert load_roll(session, school.class_id, on(session), MORNING).called is None
    answer = mark(school, "An", "", "P", person=person)
    assert answer.state == "refused"
    assert stored(school) == []


def test_a_closed_month_refuses_each_mark_with_its_reason(school: CompleteClass) -> None:
    month = on_month(school)
    school.add(
        Closure,
        version=1,
        year_id=school.year_id,
        period_id=month,
        kind="attendance",
        starts_at=utc_now(),
        sealed=True,
    )
    answer = mark(school, "An", "", "P")
    assert answer.state == "refused"
    assert "đã đóng" in answer.reason
    assert mark(school, "An", "", "P", at=(date(2025, 10, 6), MORNING)).state == "saved"


def on_month(school: CompleteClass, day: date = MONDAY) -> int:
    """The month in which a day lies."""
    with acting(school) as session:
        return on(session, day).month_id


def test_a_pupil_of_another_class_or_a_half_without_lessons_is_refused(
    school: CompleteClass,
) -> None:
    with acting(school) as session:
        wanted = [Wanted(9999, "", "P")]
        (answer,) = save_marks(session, guard, school.class_id, on(session), MORNING, wanted)
        assert answer.state == "refused"
        day = SchoolDay(date=MONDAY, month_id=1, week_id=1, morning=True, afternoon=False)
        with pytest.raises(Unfit, match="không học buổi chiều"):
            save_marks(session, guard, school.class_id, day, AFTERNOON, [])


def test_a_roll_is_called_once(school: CompleteClass) -> None:
    for _ in range(2):
        with acting(school) as session:
            call(session, school.class_id, on(session), MORNING, school.staff["homeroom"])
            session.commit()
    with acting(school) as session:
        assert session.scalar(select(func.count(RollCall.id))) == 1
        assert load_roll(session, school.class_id, on(session), MORNING).called is not None
        assert load_roll(session, school.class_id, on(session), AFTERNOON).called is None


def leave(school: CompleteClass, days: int, *, granted: bool | None, person: str) -> None:
    """Note leave for An from Monday on as the homeroom teacher; decided by a person."""
    decided = {"granted": granted, "decided_by": school.staff[person], "decided_at": utc_now()}
    with acting(school) as session:
        row = Leave(
            class_id=school.class_id,
            pupil_id=school.pupil["An"],
            from_date=MONDAY,
            to_date=MONDAY + timedelta(days=days - 1),
            reason="về quê",
            asked_by="mẹ",
            noted_by=school.staff["homeroom"],
            noted_at=utc_now(),
            **(decided if person == "homeroom" and granted is not None else {}),
        )
        session.add(row)
        session.commit()
        row_id = row.id
    if person != "homeroom":
        with acting(school, person) as session:
            found = session.get(Leave, row_id)
            for name, value in decided.items():
                setattr(found, name, value)
            session.commit()


def test_granted_leave_presets_the_roll_until_it_is_called(school: CompleteClass) -> None:
    leave(school, 2, granted=True, person="homeroom")
    with acting(school) as session:
        shown = {
            line.pupil.full_name: line.shown
            for line in load_roll(session, school.class_id, on(session), MORNING).lines
        }
        assert shown == {"Lê An": "P", "Lê Bình": "", "Lê Chi": ""}
        later = on(session, MONDAY + timedelta(days=2))
        assert load_roll(session, school.class_id, later, MORNING).count("P") == 0
        call(session, school.class_id, on(session), MORNING, school.staff["homeroom"])
        assert load_roll(session, school.class_id, on(session), MORNING).count("P") == 0


def test_long_leave_is_the_principals_and_the_limit_is_a_dated_setting(
    school: CompleteClass,
) -> None:
    with pytest.raises(Forbidden):
        leave(school, 4, granted=True, person="homeroom")
    leave(school, 4, granted=True, person="principal")
    school.add(
        AttendanceRule,
        version=1,
        from_date=MONDAY,
        leave_days=5,
        alert_halves=2,
        alert_days=3,
    )
    with acting(school) as session:
        second = Leave(
            class_id=school.class_id,
            pupil_id=school.pupil["Chi"],
            from_date=MONDAY,
            to_date=MONDAY + timedelta(days=4),
            reason="ốm",
            asked_by="cha",
            noted_by=school.staff["homeroom"],
            noted_at=utc_now(),
            granted=True,
            decided_by=school.staff["homeroom"],
            decided_at=utc_now(),
        )
        session.add(second)
        session.commit()
        assert second.days == 5


def test_the_month_shows_halves_and_sums(school: CompleteClass) -> None:
    mark(school, "An", "", "P")
    mark(school, "An", "", "P", at=(MONDAY, AFTERNOON))
    mark(school, "Chi", "", "K", at=(MONDAY, AFTERNOON))
    with acting(school) as session:
        month = session.scalars(select(Period).where(Period.id == on_month(school))).one()
        shown = month_of(session, school.class_id, month)
        place = [d.date for d in shown.days].index(MONDAY)
        assert [line.marks[place] for line in shown.lines] == ["P", "", "·K"]
        assert shown.sums == Sums(2, 1)
        sums = sums_by_pupil(session, (school.class_id,), month.from_date, month.to_date)
        assert sums == {
            (school.class_id, school.pupil["An"]): Sums(2, 0),
            (school.class_id, school.pupil["Chi"]): Sums(0, 1),
        }


def run_of(school: CompleteClass, pupil: str, marks: str) -> list[str]:
    """Call rolls from Monday morning on; a letter a half-day ("." present); the alerts' words."""
    for place, letter in enumerate(marks):
        day, half = MONDAY + timedelta(days=place // 2), (MORNING, AFTERNOON)[place % 2]
        if letter != ".":
            mark(school, pupil, "", letter, at=(day, half))  # type: ignore[arg-type]
        with acting(school) as session:
            call(session, school.class_id, on(session, day), half, school.staff["homeroom"])
            session.commit()
    with acting(school) as session:
        last = MONDAY + timedelta(days=(len(marks) - 1) // 2)
        return [alert.words for alert in alerts(session, last)]


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ("K", []),
        ("KK", ["2 buổi liền không phép"]),
        ("KPK", []),
        ("K.K", []),
        ("KK..", []),
        (".KKK", ["3 buổi liền không phép"]),
        ("PPPP", []),
        ("PPPPP", ["vắng 3 ngày liền"]),
        ("PPPPPK", ["vắng 3 ngày liền"]),
    ],
)
def test_who_is_away_running_is_named(school: CompleteClass, marks: str, words: list[str]) -> None:
    assert run_of(school, "Bình", marks) == words
