"""Lesson plans: what is expected, handing in, deciding, on both databases (Điều 4.7, 5.2)."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from jobs.database import writer
from models.access import Closure, HistoryLine, LockKind
from models.people import Account
from models.plans import Decision, PlanFile, PlanSlot
from models.plans.decide import decide
from models.plans.expected import (
    Slot,
    SlotState,
    days_late,
    departments,
    due_day,
    expected_slots,
    tally,
    total,
)
from models.plans.submit import HandIn, submit
from models.refusal import Unfit
from models.school import SchoolDay, TeachingAssignment, TimetableSlot
from permissions.errors import Forbidden, Locked
from permissions.reach import accounts_since
from permissions.session import actor_session, system_session
from tests.conftest import Lay
from tests.plan_school import PlanSchool, at, build, pdf


@pytest.fixture
def school(lay: Lay) -> PlanSchool:
    return lay(build)


def slots(school: PlanSchool, person: str, *weeks: str, of: str | None = None) -> list[Slot]:
    """Return the slots of a person (or of all) in weeks as a person's session sees them."""
    with school.session(person) as session:
        return expected_slots(
            session,
            [school.week[w] for w in weeks or school.week],
            staff_ids=[school.staff[of]] if of else None,
        )


def set_up(school: PlanSchool, *rows: object) -> None:
    """Add rows as the importer."""
    with system_session(
        school.engine, "dựng", capacities={"operator", "importer", "demo"}
    ) as session:
        session.add_all(rows)
        session.commit()


# -- expected ----------------------------------------------------------------------------------


def test_every_lesson_of_the_timetable_needs_a_plan_of_whoever_teaches_it(
    school: PlanSchool,
) -> None:
    found = slots(school, "duyen", "T02")
    assert len(found) == 15
    mine = [s for s in found if s.staff_id == school.staff["tram"]]
    assert [(s.weekday, s.lesson) for s in mine] == [(2, 1), (2, 2), (3, 1), (4, 2), (5, 1)]
    assert {s.due for s in mine} == {school.first_monday}
    assert {s.state for s in mine} == {SlotState.OWED}


def test_due_is_seven_days_before_monday_even_when_the_week_starts_later() -> None:
    assert due_day(date(2025, 9, 15)) == date(2025, 9, 8)
    assert due_day(date(2025, 9, 17)) == date(2025, 9, 8)


def test_days_late_are_counted_by_the_schools_calendar() -> None:
    due = date(2025, 9, 8)
    assert days_late(at(due, 23), due) == 0
    assert days_late(datetime.fromisoformat("2025-09-08T17:30:00+00:00"), due) == 1
    assert days_late(None, due) == 0


def test_a_lesson_of_a_changed_timetable_counts_from_its_day(school: PlanSchool) -> None:
    thursday = school.monday(2) + timedelta(days=3)
    moved = TimetableSlot(
        class_id=school.klass["3A"],
        unit_id=school.unit["NN1"],
        weekday=5,
        lesson=1,
        from_date=thursday,
    )
    set_up(school, moved)
    here = [s for s in slots(school, "tram", "T02") if (s.weekday, s.lesson) == (5, 1)]
    assert [s.unit_id for s in here if s.class_id == school.klass["3A"]] == [school.unit["NN1"]]
    earlier = slots(school, "tram", "T01", of="tram")
    assert len(earlier) == 5


def test_a_new_teacher_owes_the_lessons_from_the_first_day(school: PlanSchool) -> None:
    wednesday = school.monday(3) + timedelta(days=2)
    set_up(
        school,
        TeachingAssignment(
            class_id=school.klass["3A"],
            unit_id=school.unit["TOAN"],
            staff_id=school.staff["oanh"],
            from_date=wednesday,
        ),
    )
    toan = [
        s
        for s in slots(school, "tram", "T03")
        if (s.class_id, s.unit_id) == (school.klass["3A"], school.unit["TOAN"])
    ]
    assert [(s.weekday, s.staff_id) for s in toan] == [
        (2, school.staff["tram"]),
        (4, school.staff["oanh"]),
    ]


def test_a_holiday_needs_no_plan(school: PlanSchool) -> None:
    with school.session("phuoc") as session:
        for day in (0, 1):
            off = school.monday(4) + timedelta(days=day)
            session.delete(session.scalars(select(SchoolDay).where(SchoolDay.date == off)).one())
        session.commit()
    found = slots(school, "tram", "T04", of="tram")
    assert [(s.weekday, s.due) for s in found] == [(4, school.monday(3)), (5, school.monday(3))]


def test_a_make_up_day_takes_the_lessons_of_the_weekday_it_stands_for(school: PlanSchool) -> None:
    saturday = school.monday(4) + timedelta(days=5)
    monday = select(SchoolDay).where(SchoolDay.date == school.monday(4))
    with school.session("phuoc") as session:
        day = session.scalars(monday).one()
        session.delete(day)
        session.add(
            SchoolDay(
                year_id=day.year_id,
                date=saturday,
                week_id=day.week_id,
                month_id=day.month_id,
                stands_for=2,
            )
        )
        session.commit()
    found = slots(school, "tram", "T04", of="tram")
    assert [(s.weekday, s.lesson) for s in found] == [(3, 1), (4, 2), (5, 1), (7, 1), (7, 2)]
    assert {s.day for s in found if s.weekday == 7} == {saturday}
    plan = school.hand_in("tram", "T04")
    assert {s.plan_id for s in slots(school, "tram", "T04", of="tram")} == {plan}


def test_an_afternoon_off_takes_the_lessons_of_the_afternoon(school: PlanSchool) -> None:
    afternoon = TimetableSlot(
        class_id=school.klass["3A"],
        unit_id=school.unit["TV"],
        weekday=2,
        lesson=5,
        from_date=school.first_monday,
    )
    set_up(school, afternoon)
    with school.session("phuoc") as session:
        day = session.scalars(select(SchoolDay).where(SchoolDay.date == school.monday(4))).one()
        day.afternoon = False
        session.commit()
    assert len(slots(school, "tram", "T03", of="tram")) == 6
    assert [s.lesson for s in slots(school, "tram", "T04", of="tram") if s.weekday == 2] == [1, 2]


def test_weeks_before_the_account_existed_are_not_counted(school: PlanSchool) -> None:
    issued = school.monday(3) + timedelta(days=1)
    with system_session(school.engine, "cấp lại") as session:
        account = session.scalars(select(Account).where(Account.username == "tram")).one()
        account.issued_at = at(issued)
        session.commit()
    with school.session("duyen") as session:
        since = accounts_since(session)
        found = expected_slots(
            session, list(school.week.values()), staff_ids=[school.staff["tram"]], since=since
        )
        nobody = expected_slots(session, list(school.week.values()), since={})
    weeks = {s.period_id: s.due for s in found}
    assert weeks == {
        school.week["T04"]: issued,
        school.week["T05"]: school.monday(4),
        school.week["T06"]: school.monday(5),
    }
    assert nobody == []


def test_counts_are_in_slots_by_person_week_and_department(school: PlanSchool) -> None:
    school.hand_in("tram", "T03", now=at(school.monday(2)))
    school.hand_in("oanh", "T03", "TOAN", now=at(school.monday(2) + timedelta(days=1)))
    today = school.monday(2) + timedelta(days=2)
    with school.session("hieu") as session:
        found = expected_slots(session, [school.week["T03"]])
        place = departments(session, today)
    people = tally(found, today, lambda s: s.staff_id)
    tram, oanh = people[school.staff["tram"]], people[school.staff["oanh"]]
    assert (tram.expected, tram.covered, tram.on_time, tram.late, tram.overdue) == (5, 5, 5, 0, 0)
    assert (oanh.expected, oanh.covered, oanh.on_time, oanh.late, oanh.overdue) == (5, 2, 0, 2, 3)
    by_place = tally(found, today, lambda s: place[s.staff_id])
    assert by_place[school.department["Tổ 3"]].expected == 12
    assert by_place[school.department["Tổ Bộ môn"]].covered == 0
    assert total(found, today).expected == 15
    assert total([], today).expected == 0


# -- handing in --------------------------------------------------------------------------------


def test_one_file_covers_the_week_and_waits(school: PlanSchool) -> None:
    plan_id = school.hand_in("tram", "T02", now=at(school.first_monday))
    found = slots(school, "tram", "T02", of="tram")
    assert {(s.state, s.plan_id, s.late) for s in found} == {(SlotState.WAITING, plan_id, False)}
    with system_session(school.engine, "xem") as session:
        file = session.scalars(select(PlanFile)).one()
        assert (file.name, file.size) == ("tuan.pdf", len(file.content))
        said = session.scalars(select(HistoryLine).where(HistoryLine.entity == "plan_file")).one()
        assert "sha256:" in said.changes
        assert session.scalars(select(PlanSlot)).all()[0].staff_id == school.staff["tram"]


def test_handing_in_late_is_late(school: PlanSchool) -> None:
    school.hand_in("tram", "T02", now=at(school.first_monday + timedelta(days=1)))
    assert {s.late for s in slots(school, "tram", "T02", of="tram")} == {True}


def test_a_slot_is_covered_once_and_the_refusal_says_by_which_plan(school: PlanSchool) -> None:
    school.hand_in("tram", "T02", "TOAN", title="Toán tuần 2")
    with pytest.raises(Unfit, match=r"3A thứ Hai tiết 1 đã có trong “Toán tuần 2” \(đang chờ"):
        school.hand_in("tram", "T02")
    school.hand_in("tram", "T02", "TV")
    assert all(s.covered for s in slots(school, "tram", "T02", of="tram"))


def test_only_own_lessons_can_be_covered(school: PlanSchool) -> None:
    theirs = school.places("oanh", "T02", "TOAN")
    with school.session("tram") as session, pytest.raises(Unfit, match="3B thứ Hai tiết 1") as no:
        submit(
            session,
            school.staff["tram"],
            HandIn(school.week["T02"], theirs, "Toán", "a.pdf", pdf()),
        )
    assert no.value.facts["field"] == "slots"


def test_nobody_hands_in_for_somebody_else(school: PlanSchool) -> None:
    theirs = school.places("tram", "T02")
    hand_in = HandIn(school.week["T02"], theirs, "Toán", "a.pdf", pdf())
    for person in ("duyen", "phuoc", "hieu", "tu"):
        with school.session(person) as session, pytest.raises(Forbidden):
            submit(session, school.staff["tram"], hand_in)


@pytest.mark.parametrize("title", ["", "   ", "x" * 201])
def test_a_plan_needs_a_title(school: PlanSchool, title: str) -> None:
    hand_in = HandIn(school.week["T02"], school.places("tram", "T02"), title, "a.pdf", pdf())
    with school.session("tram") as session, pytest.raises(Unfit) as no:
        submit(session, school.staff["tram"], hand_in)
    assert no.value.facts["field"] == "title"


def test_at_least_one_slot_is_chosen(school: PlanSchool) -> None:
    with school.session("tram") as session, pytest.raises(Unfit, match="Chưa chọn tiết"):
        submit(session, school.staff["tram"], HandIn(school.week["T02"], (), "T", "a.pdf", pdf()))


def test_a_closed_week_takes_no_plan_and_no_decision(school: PlanSchool) -> None:
    plan_id = school.hand_in("tram", "T02", "TOAN")
    with school.session("hieu") as session:
        session.add(
            Closure(
                year_id=school.year,
                period_id=school.week["T02"],
                kind=LockKind.PLAN,
                starts_at=at(school.monday(1) - timedelta(days=90)),
                made_by=school.staff["hieu"],
            )
        )
        session.commit()
    with pytest.raises(Locked, match="Kế hoạch bài dạy Tuần 2 đã đóng"):
        school.hand_in("tram", "T02", "TV")
    with school.session("duyen") as session, pytest.raises(Locked):
        digest = session.scalars(select(PlanFile.sha256).where(PlanFile.plan_id == plan_id)).one()
        decide(session, school.staff["duyen"], {plan_id: digest}, Decision.APPROVED)
    school.hand_in("tram", "T03")


def test_two_hand_ins_of_the_same_lessons_at_once_leave_one(school: PlanSchool) -> None:
    places = school.places("tram", "T02")
    actor = school.actor("tram")

    def hand_in(number: int) -> str:
        with actor_session(writer(school.engine), actor) as session:
            given = HandIn(school.week["T02"], places, f"Bản {number}", "a.pdf", pdf(str(number)))
            try:
                submit(session, school.staff["tram"], given)
            except Unfit as no:
                return str(no)
            time.sleep(0.2)
            session.commit()
            return "nộp"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(hand_in, range(4)))
    assert answers.count("nộp") == 1
    assert sum("đang chờ duyệt" in answer for answer in answers) == 3
