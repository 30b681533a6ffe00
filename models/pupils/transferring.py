"""The steps of a transfer, in their order: what each asks for, what it writes (TT 28/2020 Đ36)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.base import utc_now
from models.clean import one_line
from models.clock import in_force
from models.people import Sex
from models.pupils.admit import Admission, admit, seat
from models.pupils.enrolment import EnrolmentInterval
from models.pupils.pupil import Pupil
from models.pupils.transfer import StepKind, Transfer, TransferStep, Way
from models.pupils.transfer_steps import (
    PAPERS,
    STEPS,
    STOPPED,
    Step,
    next_step,
    step_of,
    steps_taken,
)
from models.refusal import NotReady, Unfit
from models.school.classes import SchoolClass
from models.school.year import SchoolYear

LONGEST = 200
#: how far back a step may have been taken
BACK = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Said:
    """What is noted of a step."""

    day: date
    person: str = ""
    paper: str = ""
    papers: Sequence[str] = ()
    other_papers: str = ""
    class_id: int | None = None
    code: str = ""


def begin_out(
    session: Session, pupil: Pupil, to: tuple[str, str, str], said: Said, by: int, today: date
) -> Transfer:
    """Begin for a pupil who sits in a class today; ``to``: (school, its place, reason).

    Unfit, with the field, when the pupil has no class today; NotReady when one goes on already.
    """
    stay = EnrolmentInterval
    room = session.scalars(
        select(SchoolClass)
        .join(stay, stay.class_id == SchoolClass.id)
        .where(stay.pupil_id == pupil.id, in_force(stay, today))
    ).first()
    if room is None:
        raise Unfit("Chọn một em đang học ở một lớp của trường.", field="pupil_id")
    going_on = select(Transfer.id).where(
        Transfer.pupil_id == pupil.id, Transfer.way == Way.OUT, Transfer.closed_on.is_(None)
    )
    if session.scalars(going_on).first() is not None:
        raise NotReady(f"Em {pupil.full_name} đã có hồ sơ chuyển trường đang làm.")
    school, place, reason = to
    made = Transfer(
        way=Way.OUT, year_id=room.year_id, grade=room.grade, pupil_id=pupil.id, class_id=room.id,
        full_name=pupil.full_name, code=pupil.code, school=_words(school, "school", needed=True),
        place=_words(place, "place"), reason=_words(reason, "reason"), guardian=said.person,
        papers=[],
    )  # fmt: skip
    return _begin(session, made, said, by, today)


def begin_in(session: Session, made: Transfer, said: Said, by: int, today: date) -> Transfer:
    """Begin for a child of another school, of whom there is the name on the application alone."""
    made.way, made.papers = Way.IN, []
    made.full_name = _words(made.full_name, "full_name", needed=True) or ""
    made.school = _words(made.school, "school", needed=True) or ""
    made.place, made.reason = _words(made.place, "place"), _words(made.reason, "reason")
    made.guardian = said.person
    return _begin(session, made, said, by, today)


def _begin(session: Session, made: Transfer, said: Said, by: int, today: date) -> Transfer:
    made.guardian = _words(said.person, "person", needed=True) or ""
    step = STEPS[made.way][0]
    _refuse_day(step, said.day, [], today, today)
    session.add(made)
    session.flush()
    session.add(noted(made, step, said, by))
    session.flush()
    return made


def take(session: Session, row: Transfer, said: Said, by: int, today: date) -> Step:
    """Take the next step; return it. The caller commits.

    The last step writes the enrolment: its end with the destination, or its beginning. NotReady
    when nothing comes next, Unfit, with the field, where what was noted can't be.
    """
    taken = steps_taken(session, row)[row.id]
    step = next_step(row.way, taken)
    if step is None:
        raise NotReady("Hồ sơ chuyển trường này đã xong.")
    year = session.scalars(select(SchoolYear).where(SchoolYear.id == row.year_id)).one()
    last = step.kind in (StepKind.LEFT, StepKind.ENTERED)
    _refuse_day(step, said.day, taken, today, year.last_day if last else today)
    if step.lists_papers:
        row.papers = [code for code in PAPERS if code in said.papers]
        row.other_papers = _words(said.other_papers, "other_papers", longest=300)
        if not row.papers:
            raise Unfit("Đánh dấu giấy tờ có trong hồ sơ.", field="papers")
    if step.kind is StepKind.PLACED:
        row.class_id = _room(session, row, said.class_id).id
    elif step.kind is StepKind.LEFT:
        _leave(session, row, said.day)
    elif step.kind is StepKind.ENTERED:
        _enter(session, row, said)
    if last:
        row.closed_on = said.day
    session.add(noted(row, step, said, by))
    session.flush()
    return step


def stop(session: Session, row: Transfer, said: Said, by: int, today: date) -> None:
    """End it without its last step: the family stays, or the head doesn't accept; with a reason."""
    taken = steps_taken(session, row)[row.id]
    if next_step(row.way, taken) is None:
        raise NotReady("Hồ sơ chuyển trường này đã xong.")
    _refuse_day(STOPPED, said.day, taken, today, today)
    row.closed_on = said.day
    session.add(noted(row, STOPPED, said, by))
    session.flush()


def take_back(session: Session, row: Transfer) -> Step:
    """Take back the last step, if it was noted wrongly; return it. The caller commits.

    NotReady for the first one, and once a newcomer sits in a class.
    """
    taken = steps_taken(session, row)[row.id]
    last = taken[-1]
    if len(taken) == 1:
        raise NotReady("Bước đầu không bỏ được; dừng hồ sơ này nếu gia đình không chuyển nữa.")
    if last.kind is StepKind.ENTERED:
        raise NotReady("Em đã vào lớp. Sửa ngày ở sổ Thời gian ở lớp.")
    if last.kind is StepKind.LEFT:
        _return(session, row, last.on_day)
    if last.kind is StepKind.PLACED:
        row.class_id = None
    row.closed_on = None
    session.delete(last)
    session.flush()
    return step_of(row.way, last.kind)


def noted(row: Transfer, step: Step, said: Said, by: int) -> TransferStep:
    """Return a step as it is kept; ``by``: who notes it. Unfit where something is missing."""
    return TransferStep(
        transfer_id=row.id,
        kind=step.kind,
        on_day=said.day,
        person=_words(said.person, "person", needed=step.needs_person, longest=100),
        paper=_words(said.paper, "paper", needed=step.needs_paper),
        staff_id=by,
        noted_at=utc_now(),
    )


def _words(
    text: str | None, field: str, *, needed: bool = False, longest: int = LONGEST
) -> str | None:
    said = one_line(text or "")
    if needed and not said:
        raise Unfit("Cần ghi mục này.", field=field)
    if len(said) > longest:
        raise Unfit(f"Viết gọn trong {longest} chữ.", field=field)
    return said or None


def _refuse_day(
    step: Step, day: date, taken: Sequence[TransferStep], today: date, latest: date
) -> None:
    if taken and day < taken[-1].on_day:
        raise Unfit(f"Bước trước ghi ngày {taken[-1].on_day:%d/%m/%Y}.", field="day")
    if not today - BACK <= day <= latest:
        raise Unfit(f"{step.label}: ngày muộn nhất là {latest:%d/%m/%Y}.", field="day")


def _room(session: Session, row: Transfer, class_id: int | None) -> SchoolClass:
    here = SchoolClass.id == (class_id or 0), SchoolClass.year_id == row.year_id
    found = session.scalars(select(SchoolClass).where(*here)).one_or_none()
    if found is None or found.grade != row.grade:
        raise Unfit(f"Chọn một lớp khối {row.grade} của năm học này.", field="class_id")
    return found


def destination(row: Transfer) -> str:
    """Say where the pupil goes, as it stands beside the end of the enrolment."""
    return f"Chuyển đến {row.school}" + (f", {row.place}" if row.place else "")


def _stays(session: Session, row: Transfer, day: date) -> list[EnrolmentInterval]:
    stay = EnrolmentInterval
    rows = select(stay).where(
        stay.pupil_id == row.pupil_id, or_(stay.to_date.is_(None), stay.to_date >= day)
    )
    return list(session.scalars(rows.order_by(stay.from_date)))


def _leave(session: Session, row: Transfer, day: date) -> None:
    """End the enrolment; what was given stays with the pupil in the class where it was given."""
    stays = _stays(session, row, day)
    if len(stays) != 1 or stays[0].from_date > day:
        raise Unfit(
            f"Em {row.full_name} không ngồi ở đúng một lớp từ ngày đó; xem sổ Thời gian ở lớp.",
            field="day",
        )
    (stay,) = stays
    before = f"{stay.reason}; " if stay.reason else ""
    stay.to_date, stay.reason = day, f"{before}{destination(row)}"[:LONGEST]
    row.class_id = stay.class_id


def _return(session: Session, row: Transfer, day: date) -> None:
    for stay in _stays(session, row, day):
        if (stay.class_id, stay.to_date) == (row.class_id, day):
            said = (stay.reason or "").removesuffix(destination(row)).removesuffix("; ")
            stay.to_date, stay.reason = None, said or None


def _enter(session: Session, row: Transfer, said: Said) -> None:
    """Admit the newcomer, or seat again who was this school's pupil before, by the code."""
    code = _words(said.code or row.code, "code", needed=True, longest=20) or ""
    if row.class_id is None or row.birth_date is None or row.sex is None:
        raise NotReady("Chưa chọn lớp cho em.")
    why = f"Chuyển đến từ {row.school}"[:LONGEST]
    known = session.scalars(select(Pupil).where(Pupil.code == code)).one_or_none()
    if known is not None and known.full_name == row.full_name:
        row.pupil_id = known.id
        if _stays(session, row, said.day):
            raise Unfit(f"Em {known.full_name} đang học ở một lớp của trường.", field="code")
        seat(session, known.id, row.class_id, said.day, why)
    else:
        given = Admission(
            full_name=row.full_name,
            code=code,
            birth_date=row.birth_date,
            sex=Sex(row.sex),
            class_id=row.class_id,
            from_date=said.day,
            newcomer=True,
            reason=why,
        )
        row.pupil_id = admit(session, given).id
    row.code = code
