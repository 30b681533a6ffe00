"""The parts of the book that are written by a form: fields, page, and the period they hang on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from models.base import Base, utc_now
from models.clock import school_today
from models.homeroom import (
    ClassOfficer,
    ClassPlan,
    ClassProfile,
    DayNote,
    HandOver,
    MeetingFamily,
    ParentMeeting,
    ParentsBoardMember,
    PupilSupport,
    TermSummary,
)
from models.pupils import Guardian
from models.school import PeriodKind
from models.school.days import school_day
from permissions.session import GuardedSession
from views.fields import ChoiceField
from views.forms import form_class
from views.security import SchoolForm

Fill = Callable[[GuardedSession, Any], tuple[str, str] | None]
Stays = Callable[[GuardedSession, Any], str | None]


class PupilField(ChoiceField):
    """A pupil of the class; the page gives the names."""

    def populate_obj(self, obj: Any, name: str) -> None:
        """Keep the id as a number."""
        setattr(obj, name, int(self.data) if self.data else None)


@dataclass(frozen=True, slots=True)
class Part:
    """A record of the book with its form.

    ``of``: the kinds of period it hangs on, the year first where nobody asks for another;
    ``single``: one row a class (and period), which "add" leads to; ``fill`` computes what isn't
    typed of a new row and may answer (field, what is wrong); ``today``: the day that a new row
    begins with; ``stays`` says why a row can't be taken out yet, if so.
    """

    record: type[Base]
    fields: tuple[str, ...]
    back: str
    of: tuple[PeriodKind, ...] = (PeriodKind.YEAR,)
    single: bool = False
    fill: Fill | None = None
    today: str = ""
    stays: Stays | None = None
    form: type[SchoolForm] = SchoolForm


def _day(session: GuardedSession, note: DayNote) -> tuple[str, str] | None:
    """Put a note into the week of its day and sign it."""
    if note.date > school_today():
        return "date", f"Ngày {note.date:%d/%m/%Y} chưa đến."
    taught = school_day(session, note.date)
    if taught is None:
        return "date", f"Ngày {note.date:%d/%m/%Y} không phải ngày học theo lịch của trường."
    note.week_id = taught.week_id
    note.made_by, note.made_at = session.actor.staff_id or 0, utc_now()
    return None


def _sign(session: GuardedSession, paper: HandOver) -> None:
    paper.made_by = session.actor.staff_id or 0


def _call(session: GuardedSession, parent: ParentsBoardMember) -> None:
    """Take the telephone from the pupil's file where none was typed and the name agrees."""
    if parent.phone or parent.pupil_id is None:
        return
    named = select(Guardian.phone).where(
        Guardian.pupil_id == parent.pupil_id, Guardian.full_name == parent.full_name
    )
    parent.phone = session.scalars(named).first()


def _attended(session: GuardedSession, meeting: ParentMeeting) -> str | None:
    """Keep a meeting as long as it says which families came."""
    came = select(MeetingFamily.id).where(MeetingFamily.meeting_id == meeting.id).limit(1)
    if session.scalars(came).first() is None:
        return None
    return "Buổi họp đã ghi gia đình dự họp thì chưa xóa được: bỏ chọn các em trước."


def _part(slug: str, record: type[Base], fields: str, back: str, **more: Any) -> tuple[str, Part]:
    names = tuple(fields.split())
    form: Any = form_class(record, names, f"record_{record.__tablename__}")
    if "pupil_id" in names:
        column = record.__table__.columns["pupil_id"]
        form.pupil_id = PupilField(
            str(column.info["label"]),
            optional=bool(column.nullable),
            description=str(column.info["help"]),
        )
    return slug, Part(record, names, f"homeroom.{back}", form=form, **more)


PARTS: dict[str, Part] = dict(
    (
        _part(
            "can-su", ClassOfficer, "role pupil_id from_date to_date", "organisation",
            today="from_date",
        ),
        _part(
            "ban-dai-dien", ParentsBoardMember, "role full_name pupil_id phone from_date to_date",
            "parents", fill=_call, today="from_date",
        ),
        _part(
            "dac-diem", ClassProfile,
            "features strengths difficulties measures excellent good done not_done completed",
            "profile", single=True,
        ),
        _part(
            "ke-hoach", ClassPlan, "theme content result", "plan", single=True,
            of=(PeriodKind.YEAR, PeriodKind.MONTH),
        ),
        _part("ghi-chep", DayNote, "date kind pupil_id text", "log", fill=_day, today="date"),
        _part(
            "theo-doi", PupilSupport,
            "pupil_id kind plan actions outcome status from_date to_date", "care",
            today="from_date",
        ),
        _part(
            "hop", ParentMeeting, "occasion held_on subject minutes", "meetings",
            today="held_on", stays=_attended,
        ),
        _part(
            "tong-ket", TermSummary, "text", "results", single=True, of=(PeriodKind.TERM,)
        ),
        _part("ban-giao", HandOver, "handed_on text", "results", fill=_sign, today="handed_on"),
    )
)  # fmt: skip


def names_of(pupils: Iterable[Any]) -> list[tuple[str, str]]:
    """Return pupils as choices."""
    return [(str(pupil.id), pupil.full_name) for pupil in pupils]
