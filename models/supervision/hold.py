"""Appointing a meeting, and closing its minutes with the sheet as it then stood (Điều 7.4).

What minutes keep is never counted again: later entries change no past meeting. The caller commits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from models.clean import many_lines, one_line
from models.clock import school_date
from models.refusal import NotReady, Unfit
from models.school.year import Period
from models.supervision.meeting import Meeting, Minutes
from models.supervision.sheet import Sheet

TITLE, ATTENDED, TEXT = 200, 300, 20_000
CLOSED = "Biên bản buổi họp này đã khép nên buổi họp không đổi được nữa (Đ7.4)."


@dataclass(frozen=True, slots=True)
class Plan:
    """When a meeting is held, about which period, and what for."""

    held_on: date
    period_id: int
    title: str


def appoint(session: Session, department_id: int, plan: Plan) -> Meeting:
    """Put a meeting into the calendar; Unfit without a title."""
    meeting = Meeting(
        department_id=department_id,
        period_id=plan.period_id,
        held_on=plan.held_on,
        title=_line(plan.title, "title", "Ghi nội dung buổi họp.", TITLE),
    )
    session.add(meeting)
    session.flush()
    return meeting


def move(meeting: Meeting, minutes: Minutes | None, plan: Plan) -> None:
    """Change day, period or title of a meeting whose minutes aren't closed; else NotReady."""
    if minutes is not None:
        raise NotReady(CLOSED)
    meeting.title = _line(plan.title, "title", "Ghi nội dung buổi họp.", TITLE)
    meeting.held_on, meeting.period_id = plan.held_on, plan.period_id


def take_notes(meeting: Meeting, minutes: Minutes | None, notes: str, attended: str) -> None:
    """Keep what was written so far and who came; NotReady once the minutes are closed."""
    if minutes is not None:
        raise NotReady(CLOSED)
    meeting.notes = _text(notes) or None
    meeting.attended = _line(attended, "attended", "", ATTENDED) or None


@dataclass(frozen=True, slots=True)
class Closing:
    """Who closes minutes and when; ``stead``: for whom."""

    staff_id: int
    at: datetime
    stead: str | None = None


def close_minutes(
    session: Session, meeting: Meeting, period: Period, found: Sheet, closing: Closing
) -> Minutes:
    """Close a meeting's notes as its minutes, with the sheet of the period that it looked at.

    NotReady before the day of the meeting, Unfit without notes.
    """
    if meeting.held_on > school_date(closing.at):
        raise NotReady(
            f"Buổi họp ngày {meeting.held_on:%d/%m/%Y} chưa diễn ra nên chưa khép biên bản được."
        )
    if not meeting.notes:
        raise Unfit("Ghi nội dung và kết luận của buổi họp rồi mới khép biên bản.", field="notes")
    kept = found.kept() | {
        "period": period.name,
        "title": meeting.title,
        "held_on": meeting.held_on.isoformat(),
        "stead": closing.stead,
    }
    minutes = Minutes(
        meeting_id=meeting.id,
        department_id=meeting.department_id,
        text=meeting.notes,
        attended=meeting.attended,
        sheet=kept,
        written_by=closing.staff_id,
        closed_at=closing.at,
    )
    session.add(minutes)
    session.flush()
    return minutes


def _line(text: str, field: str, missing: str, most: int) -> str:
    clean = one_line(text)
    if not clean and missing:
        raise Unfit(missing, field=field)
    if len(clean) > most:
        raise Unfit(f"Dài quá {most} chữ cái.", field=field)
    return clean


def _text(text: str) -> str:
    lines = many_lines(text)
    if len(lines) > TEXT:
        raise Unfit(f"Dài quá {TEXT} chữ cái.", field="notes")
    return lines
