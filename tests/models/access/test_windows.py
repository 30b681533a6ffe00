"""Windows ahead: one expression over time, copied from last year, narrowed without a gap."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import literal, select, update

from models.access import Closure, LockKind, Opening, Reopening
from models.access.closing import Scope, close, open_scope, reschedule, take_back
from models.access.reopening import (
    end_now,
    grant,
    refuse,
    request_of,
    request_reopening,
)
from models.access.under import changed_under
from models.access.windows import copies, narrow, shifted, wide_openings, write_copies
from models.assessment import SubjectResult
from models.base import UTCDateTime, utc_now
from models.clock import SCHOOL_TIME
from models.refusal import NotReady, Unfit
from models.school import Period, PeriodKind, SchoolYear
from permissions.actor import load_actor
from permissions.errors import Forbidden, Locked
from permissions.locks import open_at
from permissions.session import actor_session, system_session
from permissions.writers import places_at, writers_of
from seeds.school_year import propose
from tests import complete_class
from tests.complete_class import CompleteClass
from tests.conftest import Lay

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KINDS = {
    LockKind.RESULT: PeriodKind.TERM,
    LockKind.TRAIT: PeriodKind.TERM,
    LockKind.ATTENDANCE: PeriodKind.MONTH,
    LockKind.PLAN: PeriodKind.WEEK,
}


@pytest.fixture
def school(lay: Lay) -> CompleteClass:
    return lay(complete_class.build, "seeded")


def acting(school: CompleteClass, person: str):  # noqa: ANN201 - a context of a session
    return actor_session(school.engine, load_actor(school.engine, username=person))


def open_then(school: CompleteClass, at: datetime, unit: str = "TOAN", period: str = "CN") -> bool:
    """Ask the guard's expression of one cell at a moment, as with a clock set to it."""
    moment = literal(at, UTCDateTime())
    asked = open_at(
        school.period[period], school.class_id, school.unit[unit], "result", None, moment
    )
    with system_session(school.engine, "thử") as session:
        return bool(session.raw().scalar(select(asked)))


def places(school: CompleteClass, at: datetime) -> dict[tuple[object, ...], bool]:
    with system_session(school.engine, "thử") as session:
        found = places_at(session, school.year_id, at, KINDS)
    return {(p.kind, p.period_id, p.class_id, p.unit_id): p.open for p in found}


def test_a_window_holds_by_the_clock_alone(school: CompleteClass) -> None:
    """Nothing runs between the moments: the rows and the clock say it all."""
    now = utc_now()
    school.run(update(Opening).values(ends_at=now))
    window = Scope(
        school.year_id, school.period["CN"], LockKind.RESULT, unit_id=school.unit["TOAN"]
    )
    with acting(school, "vice") as session:
        open_scope(session, window, school.staff["vice"], at=now + DAY)
        close(session, window, school.staff["vice"], at=now + 3 * DAY)
        session.commit()
    moments = {now + HOUR: False, now + DAY: True, now + 2 * DAY: True, now + 3 * DAY: False}
    for at, opens in moments.items():
        assert open_then(school, at) is opens, at
        assert open_then(school, at, unit="TV") is False
        assert open_then(school, at, period="GHK1") is False


def test_what_the_screen_says_of_now_is_what_the_guard_does(school: CompleteClass) -> None:
    with acting(school, "vice") as session:
        close(session, Scope(school.year_id, unit_id=school.unit["NN1"]), school.staff["vice"])
        session.commit()
    said = places(school, utc_now())
    for unit, person in (("TOAN", "homeroom"), ("NN1", "english")):
        for period in complete_class.TERMS:
            with acting(school, person) as session:
                query = select(SubjectResult).where(
                    SubjectResult.unit_id == school.unit[unit],
                    SubjectResult.period_id == school.period[period],
                )
                session.scalars(query).first().comment = f"Em cố gắng {period}."
                try:
                    session.commit()
                    written = True
                except Locked:
                    written = False
            place = LockKind.RESULT, school.period[period], school.class_id, school.unit[unit]
            assert said[place] is written, (unit, period)


def test_who_writes_a_kind_comes_from_the_policy_table() -> None:
    assert writers_of(LockKind.RESULT) == ("subject",)
    assert writers_of(LockKind.ATTENDANCE) == ("homeroom",)
    assert set(writers_of(LockKind.CONDUCT)) == {"conduct", "homeroom"}
    assert writers_of(LockKind.HEALTH_VISIT) == ("nurse",)


def test_narrowing_closes_its_scope_until_the_new_opening_and_nothing_else(
    school: CompleteClass,
) -> None:
    before = places(school, utc_now())
    assert all(before.values())
    window = Scope(school.year_id, school.period["CN"], LockKind.RESULT)
    opens = utc_now() + 2 * DAY
    with acting(school, "vice") as session:
        of = {
            kind: list(
                session.scalars(
                    select(Period.id).where(Period.year_id == school.year_id, Period.kind == by)
                )
            )
            for kind, by in KINDS.items()
        }
        wide = wide_openings(session, window, opens)
        assert [row.kind for row in wide] == [None]
        narrow(session, window, wide, school.staff["vice"], of)
        open_scope(session, window, school.staff["vice"], at=opens)
        session.commit()
        assert wide_openings(session, window, opens) == []
    for at in (utc_now() + HOUR, opens - HOUR):
        after = places(school, at)
        shut = {place for place, is_open in after.items() if not is_open}
        wanted = {p for p in before if p[:2] == (LockKind.RESULT, school.period["CN"])}
        assert shut == wanted
    assert places(school, opens) == before


def test_moments_move_to_the_same_week_weekday_and_hour() -> None:
    old = [date(2025, 9, 8) + timedelta(weeks=n) for n in range(4)]
    new = [date(2026, 9, 7), date(2026, 9, 14), date(2026, 9, 28), date(2026, 10, 5)]  # a week off
    friday = datetime(2025, 9, 26, 17, 0, tzinfo=SCHOOL_TIME)  # week 3
    assert shifted(friday, old, new) == datetime(2026, 10, 2, 17, 0, tzinfo=SCHOOL_TIME)
    assert shifted(friday.astimezone(UTC), old, new) == shifted(friday, old, new)
    before = datetime(2025, 9, 1, 7, 30, tzinfo=SCHOOL_TIME)
    assert shifted(before, old, new) == datetime(2026, 8, 31, 7, 30, tzinfo=SCHOOL_TIME)
    after = datetime(2025, 10, 10, 8, 0, tzinfo=SCHOOL_TIME)  # eleven days into week 4
    assert shifted(after, old, new) == datetime(2026, 10, 16, 8, 0, tzinfo=SCHOOL_TIME)


def _next_year(school: CompleteClass) -> SchoolYear:
    """A year whose weeks lie ahead, whatever the day of the test is."""
    monday = utc_now().date() + timedelta(days=60)
    monday -= timedelta(days=monday.weekday())
    with system_session(school.engine, "thử") as session:
        year = propose(session, "2098-2099", first_monday=monday)
        session.commit()
        return session.get_one(SchoolYear, year.id)


def test_last_years_calendar_is_copied_whole_once_and_only_ahead(school: CompleteClass) -> None:
    weeks = [school.first_day + timedelta(weeks=n) for n in range(40)]
    at = datetime.combine(weeks[8] + timedelta(days=4), datetime.min.time(), SCHOOL_TIME)
    common = {"version": 1, "year_id": school.year_id, "made_by": school.staff["vice"]}
    half = {"period_id": school.period["GHK1"], "kind": "result"}
    school.add(Opening, **common, **half, starts_at=at, unit_id=school.unit["TOAN"])
    school.add(Closure, **common, **half, starts_at=at + 7 * DAY, sealed=False, reason="Hết hạn")
    school.add(Closure, **common, starts_at=at, sealed=False, class_id=school.class_id)
    year = _next_year(school)
    with acting(school, "vice") as session:
        old = session.get_one(SchoolYear, school.year_id)
        found = copies(session, old, year)
        assert [(c.opens, c.state) for c in found] == [
            (True, "new"),
            (False, "lost"),
            (False, "new"),
        ]
        monday = year.first_day + timedelta(weeks=8)
        assert found[0].at.astimezone(SCHOOL_TIME).date() == monday + timedelta(days=4)
        write_copies(session, found, school.staff["vice"], old.name)
        session.commit()
        again = copies(session, old, year)
        assert [c.state for c in again] == ["there", "lost", "there"]
        made = session.scalars(select(Closure).where(Closure.year_id == year.id)).one()
        assert (made.kind, made.reason) == (LockKind.RESULT, "Hết hạn")
        assert write_copies(session, again, school.staff["vice"], old.name) == ([], [])


def test_only_what_lies_ahead_is_changed_or_taken_back(school: CompleteClass) -> None:
    now, scope = utc_now(), Scope(school.year_id, school.period["CN"])
    with acting(school, "vice") as session:
        ahead = close(session, scope, school.staff["vice"], at=now + DAY)
        session.commit()
    with acting(school, "principal") as session:  # either head changes the other's
        row = session.get_one(Closure, ahead.id)
        reschedule(row, now + 2 * DAY)
        session.commit()
        with pytest.raises(Unfit):
            reschedule(row, now - DAY)
        session.rollback()
        take_back(session, session.get_one(Closure, ahead.id))
        session.commit()
        assert session.get(Closure, ahead.id) is None
    with acting(school, "vice") as session:
        shut = close(session, Scope(school.year_id, school.period["GHK1"]), school.staff["vice"])
        session.commit()
        for act in (lambda: reschedule(shut, now + DAY), lambda: take_back(session, shut)):
            with pytest.raises(NotReady):
                act()
        opening = session.scalars(select(Opening)).first()
        with pytest.raises(NotReady):
            reschedule(opening, now + DAY)
    with acting(school, "homeroom") as session, pytest.raises(Forbidden):
        open_scope(session, scope, school.staff["homeroom"], at=now + DAY)


def _asked(school: CompleteClass, person: str, **more: object) -> tuple[int, int]:
    with acting(school, "vice") as session:
        closure = close(
            session,
            Scope(school.year_id, school.period["CN"], LockKind.RESULT),
            school.staff["vice"],
        )
        session.commit()
    scope = Scope(
        school.year_id,
        school.period["CN"],
        LockKind.RESULT,
        class_id=school.class_id,
        unit_id=school.unit["NN1"],
    )
    with acting(school, person) as session:
        made = request_reopening(
            session,
            scope,
            session.get_one(Closure, closure.id),
            school.staff[person],
            reason="chấm nhầm",
            until=utc_now() + DAY,
            **more,  # type: ignore[arg-type]
        )
        session.commit()
        return closure.id, made.id


def _write(school: CompleteClass, pupil: str) -> bool:
    with acting(school, "english") as session:
        row = session.scalars(
            select(SubjectResult).where(
                SubjectResult.unit_id == school.unit["NN1"],
                SubjectResult.period_id == school.period["CN"],
                SubjectResult.pupil_id == school.pupil[pupil],
            )
        ).one()
        row.score = 5 if row.score != 5 else 6
        try:
            session.commit()
        except Locked:
            return False
        return True


def test_a_teacher_asks_for_pupils_a_seat_grants_hours_and_it_ends_by_itself(
    school: CompleteClass,
) -> None:
    pupils = [school.pupil["An"], school.pupil["Chi"]]
    _, first = _asked(school, "english", pupil_ids=pupils)
    assert not _write(school, "An")
    with acting(school, "seat") as session:
        row = session.get_one(Reopening, first)
        grant(session, row, school.staff["seat"], until=utc_now() + 2 * HOUR)
        session.commit()
        asked = request_of(session, row)
        assert asked.pupil_ids == pupils
        assert asked.state == "granted"
        assert {r.granted_by for r in asked.rows} == {school.staff["seat"]}
    assert _write(school, "An")
    assert _write(school, "Chi")
    assert not _write(school, "Bình")
    with acting(school, "english") as session:
        rows = request_of(session, session.get_one(Reopening, first)).rows
        with system_session(school.engine, "đọc") as history:
            changed, hidden = changed_under(history, session, rows)
        assert hidden == 0
        assert [c.cell.split(",")[0] for c in changed] == ["Lê An", "Lê Chi"]
        assert all(c.new in ("5", "6") for c in changed)
        end_now(session, rows[0])
        session.commit()
    assert not _write(school, "An")
    with acting(school, "music") as session:  # doesn't read English of the class
        rows = request_of(session, session.get_one(Reopening, first)).rows
        with system_session(school.engine, "đọc") as history:
            assert changed_under(history, session, rows) == ([], 2)


def test_whoever_has_no_cells_there_can_not_ask(school: CompleteClass) -> None:
    with pytest.raises(Forbidden):
        _asked(school, "music")


def test_a_refused_request_lifts_nothing_and_stays_refused(school: CompleteClass) -> None:
    _, first = _asked(school, "english")
    with acting(school, "seat") as session:
        row = session.get_one(Reopening, first)
        with pytest.raises(Unfit):
            refuse(session, row, school.staff["seat"], " ")
        refuse(session, row, school.staff["seat"], "Đã đủ bài")
        session.commit()
    assert not _write(school, "An")
    with acting(school, "principal") as session, pytest.raises(NotReady):
        grant(session, session.get_one(Reopening, first), school.staff["principal"])


def test_the_second_person_may_grant_longer_than_asked_but_nobody_prolongs_it_later(
    school: CompleteClass,
) -> None:
    _, first = _asked(school, "english")
    with acting(school, "principal") as session:
        row = session.get_one(Reopening, first)
        grant(session, row, school.staff["principal"], until=utc_now() + 5 * DAY)
        session.commit()
        row.ends_at = utc_now() + 9 * DAY
        with pytest.raises(Locked):
            session.commit()
