"""The sheet before a meeting, counted again by plain SQL and by hand (Điều 7.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, text

from models.access import Reminder
from models.access.remind import Line as Reminding
from models.access.remind import send
from models.assessment import MonthlyComment
from models.assessment.expected import Which, expected_cells
from models.base import utc_now
from models.clock import school_today
from models.people import Staff
from models.refusal import NotReady, Unfit
from models.school import Department, Period, PeriodKind
from models.supervision import Meeting, Minutes
from models.supervision.copied import copied
from models.supervision.hold import Closing, Plan, appoint, close_minutes, move, take_notes
from models.supervision.rows import uncommented
from models.supervision.sheet import Frame, Line, Sheet, comment_shares, members, sheet
from permissions.errors import Forbidden, Invalid
from permissions.reach import accounts_since, last_entries, reminded
from permissions.session import GuardedSession
from tests.models.supervision.conftest import Acting


def frame(session: GuardedSession, name: str = "Tổ 3", code: str | None = None) -> Frame:
    """Of whom and when the sheet tells; without a code the month of today."""
    here = session.scalars(select(Department.id).where(Department.name == name)).one()
    today = school_today()
    periods = session.scalars(select(Period)).all()
    months = [p for p in periods if p.kind is PeriodKind.MONTH and p.from_date <= today]
    named = [p for p in periods if p.code == code]
    period = named[0] if named else max(months, key=lambda p: p.from_date)
    return Frame(here, period, today, accounts_since(session))


def whole(session: GuardedSession, of: Frame) -> Sheet:
    """The sheet as it stands now."""
    people = members(session, of.department_id, of.until)
    return sheet(session, of, people, {}, utc_now())


def counted(session: GuardedSession, of: Frame) -> dict[str, Line]:
    """The lines by name."""
    return {line.name: line for line in whole(session, of).lines}


def one(demo: Engine, sql: str, **given: object) -> int:
    """A number by plain SQL."""
    with demo.connect() as connection:
        return int(connection.scalar(text(sql), given) or 0)


def test_a_month_counts_each_pupil_who_sits_there(demo: Engine, acting: Acting) -> None:
    with acting("cb031") as session:
        of = frame(session)
        line = counted(session, of)["Mai Văn Thuận"]
    room = one(demo, "SELECT id FROM school_class WHERE name = '3B'")
    sitting = one(
        demo,
        "SELECT count(DISTINCT pupil_id) FROM enrolment_interval WHERE class_id = :room"
        " AND from_date <= :day AND (to_date IS NULL OR to_date >= :day)",
        room=room,
        day=of.until if demo.dialect.name == "postgresql" else of.until.isoformat(),
    )
    written = one(
        demo,
        "SELECT count(*) FROM monthly_comment WHERE class_id = :room AND period_id = :month"
        " AND comment <> ''",
        room=room,
        month=of.period.id,
    )
    assert (line.comments, line.written) == (sitting, written)
    assert 0 < written < sitting
    assert line.owes


def test_a_term_counts_the_comments_of_own_subjects(acting: Acting) -> None:
    with acting("cb001") as session:
        of = frame(session, code="CN")
        lines = counted(session, of)
        staff = {s.full_name: s.id for s in session.scalars(select(Staff))}
        cells = expected_cells(session, Which(of.period.year_id, periods=("CN",), traits=False))
    for name, line in lines.items():
        own = [cell for cell in cells if cell.owner_id == staff[name]]
        assert line.comments == len(own) > 0
        assert line.comments - line.written == sum(cell.no_comment for cell in own)
    assert lines["Mai Văn Thuận"].comments - lines["Mai Văn Thuận"].written == 6


@pytest.mark.parametrize("code", [None, "CN"])
def test_the_head_counts_what_the_principal_counts(acting: Acting, code: str | None) -> None:
    for head, name in (("cb031", "Tổ 3"), ("cb061", "Tổ Bộ môn")):
        with acting(head) as mine, acting("cb001") as whole:
            assert counted(mine, frame(mine, name, code)) == counted(
                whole, frame(whole, name, code)
            )


def test_every_number_has_its_rows(acting: Acting) -> None:
    with acting("cb001") as session:
        for name, code in (("Tổ 3", None), ("Tổ 3", "CN"), ("Tổ Bộ môn", "CN")):
            of = frame(session, name, code)
            found = whole(session, of)
            ids = [line.staff_id for line in found.lines]
            shares = comment_shares(session, of, ids)
            owners = {(s.class_id, s.unit_id): s.owner_id for s in shares}
            assert len(uncommented(session, of, shares)) == found.all.comments - found.all.written
            assert len(copied(session, of.period, owners)) == found.all.copied
            assert found.all.copied > 0 or (name, code) != ("Tổ 3", "CN")
            slots = of.due_slots(session, ids)
            assert len(slots) == found.all.slots > 0
            assert sum(slot.late for slot in slots) == found.all.late
            assert sum(slot.overdue(of.today) for slot in slots) == found.all.overdue


def test_the_last_entry_is_told_of_own_members_alone(acting: Acting) -> None:
    since = utc_now() - timedelta(days=400)
    with acting("cb031") as session:
        staff = {s.code: s.id for s in session.scalars(select(Staff))}
        told = last_entries(session, list(staff.values()), since)
        assert set(told) == {staff["CB031"], staff["CB032"]}
        assert last_entries(session, list(staff.values()), utc_now() + timedelta(days=1)) == {}
    with acting("cb003") as session:
        assert last_entries(session, list(staff.values()), since) == {}
    with acting("cb002") as session:
        assert len(last_entries(session, list(staff.values()), since)) > 10


def test_minutes_keep_the_sheet_whatever_is_entered_later(acting: Acting) -> None:
    with acting("cb031") as session:
        of, me = frame(session), session.actor.staff_id or 0
        meeting = appoint(session, of.department_id, Plan(of.today, of.period.id, "Họp thử"))
        found = whole(session, of)
        with pytest.raises(Unfit):
            close_minutes(session, meeting, of.period, found, Closing(me, utc_now()))
        take_notes(meeting, None, "Đã nhắc.\r\nThống nhất.", "đủ")
        made = close_minutes(session, meeting, of.period, found, Closing(me, utc_now()))
        session.commit()
        with pytest.raises(NotReady):
            move(meeting, made, Plan(of.today, of.period.id, "Khác"))
        with pytest.raises(NotReady):
            take_notes(meeting, made, "Khác", "")
    with acting("cb032") as session:
        row = session.scalars(
            select(MonthlyComment).where(MonthlyComment.period_id == of.period.id).limit(1)
        ).one()
        row.comment = None
        session.commit()
    with acting("cb001") as session:
        kept = session.scalars(select(Minutes).where(Minutes.meeting_id == meeting.id)).one()
        assert Sheet.of(kept.sheet) == found
        assert kept.text == "Đã nhắc.\nThống nhất."
        assert counted(session, of)["Mai Văn Thuận"].written == (
            {line.name: line for line in found.lines}["Mai Văn Thuận"].written - 1
        )


def test_minutes_wait_for_the_day_of_the_meeting(acting: Acting) -> None:
    with acting("cb031") as session:
        of, me = frame(session), session.actor.staff_id or 0
        coming = session.scalars(select(Meeting).where(Meeting.held_on > of.today)).one()
        coming.notes = "Sớm"
        with pytest.raises(NotReady, match="chưa diễn ra"):
            close_minutes(session, coming, of.period, Sheet(utc_now(), ()), Closing(me, utc_now()))


def test_nobody_is_told_the_same_twice_in_a_day_whoever_asks(acting: Acting) -> None:
    with acting("cb031") as session:
        thuan = session.scalars(select(Staff.id).where(Staff.code == "CB032")).one()
        line = Reminding(thuan, "Còn 3 nhận xét.", "/nhan-xet-thang/?thang=M10")
        assert len(send(session, session.actor.staff_id or 0, [line])) == 1
        session.commit()
    with acting("cb001") as session:
        known = reminded(session, [line.key])
        assert known == {line.key}
        assert send(session, session.actor.staff_id or 0, [line], known) == []
        with pytest.raises(Invalid, match="Hôm nay đã nhắc"):
            send(session, session.actor.staff_id or 0, [line])
    with acting("cb001") as session:
        told = select(func.count()).select_from(Reminder).where(Reminder.rule_key == line.key)
        assert session.scalar(told) == 1


def test_a_head_reminds_members_alone(acting: Acting) -> None:
    with acting("cb031") as session:
        other = session.scalars(select(Staff.id).where(Staff.code == "CB042")).one()
        with pytest.raises(Forbidden):
            send(session, session.actor.staff_id or 0, [Reminding(other, "Còn việc.", None)])
