"""The roll-over as a job: planned, written in one transaction, taken back in one (Điều 2.11).

The run's own row is marked as written in the very transaction that writes the records, and the
history of that transaction says what to take back. A second run writes what is new and nothing
else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.background import Work
from jobs.database import writer
from models.access.windows import ahead, copies, write_copies
from models.base import utc_now
from models.pupils import Enrolment, EnrolmentInterval
from models.refusal import NotReady, Unfit
from models.rollover import AssignmentDraft, Rollover
from models.rollover.plan import plan
from models.rollover.shape import COMPLETED, Choices, Move, Plan, Way, next_name
from models.school import Period, PeriodKind, SchoolClass, SchoolYear
from permissions import guard
from permissions.actor import Actor, load_actor
from permissions.rollover import roller_of
from permissions.session import GuardedSession, actor_session
from seeds.school_year import UnknownYearError, calendar_of, propose, spans

REASON = {Way.UP: "Lên lớp", Way.STAY: "Học lại", Way.LEAVE: COMPLETED}
#: summer, where no calendar is proposed
SUMMER = timedelta(weeks=12)
Step = Callable[[str], None]


def usual_first_monday(source: SchoolYear) -> date:
    """Return when week 1 of the next year begins: as proposed, else after a summer."""
    try:
        found = calendar_of(next_name(source.name)).first_monday
    except UnknownYearError:
        found = source.first_day
    if found > source.last_day:
        return found
    later = source.last_day + SUMMER
    return later + timedelta(days=-later.weekday() % 7)


def choices_of(source: SchoolYear, kept: Mapping[str, Any]) -> Choices:
    """Read what was chosen; Unfit when the first Monday is no date."""
    try:
        typed = kept.get("first_monday")
        monday = date.fromisoformat(typed) if typed else usual_first_monday(source)
    except ValueError:
        raise Unfit("Ngày bắt đầu tuần 1 chưa đúng.", field="first_monday") from None
    return Choices(monday, kept.get("up") or {}, kept.get("stay") or {})


def runs_of(session: Session, source: SchoolYear) -> list[Rollover]:
    """Return the runs out of a year that stand or are being prepared, the newest last."""
    rows = select(Rollover).where(Rollover.year_id == source.id, Rollover.undone_at.is_(None))
    return list(session.scalars(rows.order_by(Rollover.id)))


def kept_of(runs: Sequence[Rollover]) -> Mapping[str, Any]:
    """Return what was chosen last; a further run goes on with it."""
    return runs[-1].choices if runs else {}


def look(
    session: Session,
    source: SchoolYear,
    kept: Mapping[str, Any],
    runs: Sequence[Rollover] | None = None,
) -> Plan:
    """Plan the roll-over with what was chosen; nothing is written. ``runs``: known already."""
    known = runs_of(session, source) if runs is None else runs
    written = [run for run in known if run.written_at is not None]
    return plan(session, source, choices_of(source, kept), first=not written)


def windows(session: Session, made: Plan) -> int:
    """Count the windows that would be copied; none but by the first run."""
    if not made.first:
        return 0
    weeks = [
        span.from_date
        for span in spans(made.first_day, skipped(made.target))
        if span.kind is PeriodKind.WEEK
    ]
    return ahead(session, made.source, weeks)


def skipped(target: str) -> tuple[date, ...]:
    """Return the Mondays without teaching that are proposed for a year."""
    try:
        return calendar_of(target).tet
    except UnknownYearError:
        return ()


def prepare(session: Session, source: SchoolYear, staff_id: int | None) -> Rollover:
    """Return the run that is being prepared, a new one if there is none; the caller commits."""
    runs = runs_of(session, source)
    if runs and runs[-1].written_at is None:
        return runs[-1]
    made = Rollover(
        year_id=source.id,
        target=next_name(source.name),
        choices=dict(kept_of(runs)),
        report={},
        prepared_by=staff_id,
        prepared_at=utc_now(),
    )
    session.add(made)
    session.flush()
    return made


def do(work: Work) -> str:
    """Write the run of a job, as whoever asked for it, with the rights of this moment."""
    actor = load_actor(work.engine, account_id=work.account_id)
    work.tick(0, 0, "Đang ghi năm học mới, tất cả trong một lượt")
    with actor_session(work.engine, actor) as session:
        run = session.get_one(Rollover, work.subject_id)
        if run.written_at is not None:
            return said(run.report)
        year_id = run.year_id
    return said(carry_over(work.engine, actor, year_id).report())


def said(report: Mapping[str, int]) -> str:
    """Say what was written."""
    return (
        f"{report['classes']} lớp mới, {report['promoted']} em lên lớp,"
        f" {report['staying']} em học lại, {report['leaving']} em hoàn thành tiểu học,"
        f" {report['drafts']} phân công dự thảo"
    )


def carry_over(engine: Engine, actor: Actor, year_id: int, step: Step = lambda _: None) -> Plan:
    """Write a year's roll-over, all or nothing, and return what was written.

    Where nothing is to be written nothing is, not even the run. ``step`` is told each boundary.
    Forbidden, Unfit and the refusals of the guard as they come.
    """
    with actor_session(writer(engine), roller_of(actor)) as session:
        source = session.get_one(SchoolYear, year_id)
        session.reason = f"chuyển sang năm học {next_name(source.name)}"
        made = look(session, source, kept_of(runs_of(session, source)))
        if made.empty:
            return made
        year = _year(session, made)
        step("year")
        rooms = _classes(session, made, year)
        step("classes")
        _places(session, made, rooms)
        step("places")
        _assignments(session, made, rooms)
        step("assignments")
        if made.first:
            found = [copy for copy in copies(session, source, year) if copy.state == "new"]
            write_copies(session, found, actor.staff_id or 0, source.name)
        step("windows")
        run = prepare(session, source, actor.staff_id)
        run.report, run.written_at = made.report(), utc_now()
        step("run")
        session.commit()
        step("written")
        return made


def _year(session: GuardedSession, made: Plan) -> SchoolYear:
    if made.year_id is not None:
        year = session.get_one(SchoolYear, made.year_id)
        if session.scalars(select(Period.id).where(Period.year_id == year.id).limit(1)).first():
            return year
    usual = made.first_day == _proposed(made.target)
    return propose(
        session,
        made.target,
        first_monday=None if usual else made.first_day,
        skipped=None if usual else skipped(made.target),
    )


def _proposed(target: str) -> date | None:
    try:
        return calendar_of(target).first_monday
    except UnknownYearError:
        return None


def _classes(session: GuardedSession, made: Plan, year: SchoolYear) -> dict[str, int]:
    rooms = {one.name: one.id for one in made.classes if one.id is not None}
    new = [
        SchoolClass(year_id=year.id, grade=one.grade, name=one.name, campus_id=one.campus_id)
        for one in made.made
    ]
    session.add_all(new)
    session.flush()
    return rooms | {room.name: room.id for room in new}


def _places(session: GuardedSession, made: Plan, rooms: Mapping[str, int]) -> None:
    seated = [(move, rooms[move.target]) for move in made.moves if move.target]
    ids = guard.write(
        session,
        Enrolment,
        creates=[{"pupil_id": move.pupil_id, "class_id": room} for move, room in seated],
    )
    guard.write(
        session,
        EnrolmentInterval,
        creates=[
            {
                "enrolment_id": enrolment,
                "pupil_id": move.pupil_id,
                "class_id": room,
                "from_date": made.first_day,
                "reason": f"{REASON[move.way]} từ {move.room}",
            }
            for enrolment, (move, room) in zip(ids, seated, strict=True)
        ],
        updates={move.interval_id: _ending(made, move) for move in made.moves},
    )


def _ending(made: Plan, move: Move) -> dict[str, Any]:
    """The old place ends on the eve of the new year; whoever leaves, with the year itself."""
    last = made.source.last_day if move.way is Way.LEAVE else made.eve
    change: dict[str, Any] = {"to_date": last if move.ended is None else move.ended}
    return change | ({"reason": COMPLETED} if move.way is Way.LEAVE else {})


def _assignments(session: GuardedSession, made: Plan, rooms: Mapping[str, int]) -> None:
    guard.write(
        session,
        AssignmentDraft,
        creates=[
            {
                "class_id": rooms[draft.room],
                "unit_id": draft.unit_id,
                "staff_id": draft.staff_id,
                "from_date": made.first_day,
            }
            for draft in made.drafts
        ],
    )
    for model, ids in made.ends.items():
        guard.write(session, model, updates={i: {"to_date": made.eve} for i in ids})


def refuse_running(made: Plan) -> None:
    """NotReady when there is nothing to write."""
    if made.empty:
        raise NotReady("Không còn gì để ghi: năm học mới đã đúng như bản xem trước.")
