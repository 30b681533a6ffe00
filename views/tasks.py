"""What waits for a person, from every book, as lines that lead to the very place (LOOK §3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import g, url_for
from sqlalchemy import and_, func, select

from models.access import Closure, ImportRun, LockKind, Reminder
from models.access import Task as GivenTask
from models.access.inbox import given, my_reminders
from models.access.lock import LOCK_KIND_LABEL
from models.archive import JobState, PrintJob, PrintProgress
from models.assessment.expected import Which
from models.assessment.missing import MissingCell, missing_cells
from models.base import utc_now
from models.clock import school_today
from models.people import Staff
from models.plans import Decision, LessonPlan
from models.plans.expected import SlotState, expected_slots
from models.pupils import Pupil
from models.school import Period, PeriodKind, SchoolClass, SchoolYear, TeachingAssignment
from models.yearend import Dossier, Seen
from models.yearend.lifted import awaits_decision
from permissions.policy import can
from permissions.session import GuardedSession
from views.doors import door, entry_url
from views.frame import periods_of
from views.inbox.page import urgent
from views.locks.waiting import open_requests
from views.plans.rows import plan_authors
from views.printing import LABELS
from views.review_lifting import waiting_requests
from views.words import ago_vi, date_vi, local, moment_vi, time_vi

SOON = timedelta(days=21)
PLANNED = timedelta(days=21)
MOST_NAMED = 3
MOST_GIVEN = 5


@dataclass(frozen=True, slots=True)
class Task:
    """One line: a tag (word, kind, glyph), what, why, and the way there."""

    tag: tuple[str, str, str]
    what: str
    why: str
    url: str | None
    act: str


@dataclass(frozen=True, slots=True)
class Due:
    """A day to keep in mind."""

    day: date
    what: str

    @property
    def days(self) -> int:
        """In how many days it is."""
        return (self.day - school_today()).days


def decisions(session: GuardedSession) -> list[Task]:
    """List what waits for this person's decision: dossiers, reopenings, lesson plans."""
    lifts = [*_dossier_requests(session), *_reopenings(session)]
    return [*_dossiers(session), *lifts, *_plans(session)]


def _dossiers(session: GuardedSession) -> list[Task]:
    decides = can(g.actor, "update", Dossier, "approved_at")
    looks = can(g.actor, "create", Seen)
    if not (decides or looks):
        return []
    mine = and_(
        Seen.dossier_id == Dossier.id,
        Seen.staff_id == g.actor.staff_id,
        Seen.at >= Dossier.proposed_at,
    )
    query = (
        select(Dossier, SchoolClass, Staff)
        .join(SchoolClass, SchoolClass.id == Dossier.class_id)
        .join(Staff, Staff.id == Dossier.proposed_by)
        .where(awaits_decision())
        .order_by(Dossier.proposed_at)
    )
    if not decides:
        query = query.where(~select(Seen.id).where(mine).exists())
    return [
        Task(
            ("Tổng kết năm", "info", "ribbon"),
            f"{'Duyệt' if decides else 'Xem'} kết quả năm học lớp {here.name}",
            f"{teacher.address} {teacher.full_name} đề nghị {date_vi(dossier.proposed_at)}",
            url_for("review.show", class_id=here.id),
            "Xem và duyệt" if decides else "Xem",
        )
        for dossier, here, teacher in session.execute(query)
    ]


def _reopenings(session: GuardedSession) -> list[Task]:
    return [
        Task(
            ("Mở lại", "warn", "open"),
            f"Cho mở lại {_kind(asked.kind)}",
            f"{staff.address} {staff.full_name} xin đến {moment_vi(asked.ends_at)}"
            f" vì {asked.reason} · {g.actor.address} là người thứ hai",
            door("reopening.show", request_id=asked.id),
            "Xem yêu cầu",
        )
        for asked, staff in open_requests(session)
    ]


def _dossier_requests(session: GuardedSession) -> list[Task]:
    return [
        Task(
            ("Mở lại", "warn", "open"),
            f"Cho mở lại hồ sơ cuối năm lớp {here.name}",
            f"{staff.address} {staff.full_name} xin đến {moment_vi(asked.ends_at)}"
            f" vì {asked.reason} · {g.actor.address} là người thứ hai",
            url_for("review.show", class_id=here.id),
            "Xem yêu cầu",
        )
        for asked, here, staff in waiting_requests(session)
    ]


def _kind(kind: LockKind | None) -> str:
    return LOCK_KIND_LABEL[kind].lower() if kind else "mọi loại sổ"


def _lower(name: str) -> str:
    return f"{name[:1].lower()}{name[1:]}"


def _plans(session: GuardedSession) -> list[Task]:
    if not can(g.actor, "update", LessonPlan, "decision"):
        return []
    count, oldest = session.execute(
        select(func.count(LessonPlan.id), func.min(LessonPlan.submitted_at)).where(
            LessonPlan.decision.is_(None), LessonPlan.staff_id.in_(plan_authors(session))
        )
    ).one()
    if not count:
        return []
    return [
        Task(
            ("Kế hoạch", "info", "file"),
            f"{count} kế hoạch bài dạy chờ duyệt",
            f"nộp sớm nhất {ago_vi(oldest, utc_now())}",
            door("plan_queue.index"),
            "Mở hàng đợi",
        )
    ]


def own_gaps(session: GuardedSession, year: SchoolYear) -> list[Task]:
    """List the person's own empty cells by term and class, each leading to the first of them."""
    me = g.actor.staff_id
    if me is None or not (g.actor.teaches or g.actor.homeroom):
        return []
    terms = {
        term.id: term
        for term in periods_of(session, year, PeriodKind.TERM)
        if term.from_date <= school_today()
    }
    codes = tuple(p.code for p in terms.values())
    cells = missing_cells(session, Which(year.id, periods=codes or ("–",), owner_id=me))
    groups: dict[tuple[int, int], list[MissingCell]] = {}
    for cell in cells:
        groups.setdefault((cell.period_id, cell.class_id), []).append(cell)
    order = sorted(groups.values(), key=lambda own: terms[own[0].period_id].from_date)
    return [_gap(own, late=terms[own[0].period_id].to_date < school_today()) for own in order]


def _gap(own: list[MissingCell], *, late: bool) -> Task:
    first = own[0]
    named: dict[str, int] = {}
    for cell in own:
        named[cell.unit_name] = named.get(cell.unit_name, 0) + len(cell.fields)
    parts = [f"{name} {cells}" for name, cells in named.items()]
    more = f" và {len(parts) - MOST_NAMED} môn khác" if len(parts) > MOST_NAMED else ""
    return Task(
        ("Kết quả", "warn" if late else "", "pen"),
        f"Còn {sum(named.values())} ô {_lower(first.period_name)}, lớp {first.class_name}",
        ", ".join(parts[:MOST_NAMED]) + more,
        entry_url(first),
        "Tới ô trống",
    )


def own_plans(session: GuardedSession, year: SchoolYear) -> list[Task]:
    """List the lessons of three weeks that want a plan, the returned ones by themselves."""
    me = g.actor.staff_id
    if me is None or not g.actor.teaches:
        return []
    today = school_today()
    weeks = {
        week.id: week
        for week in periods_of(session, year, PeriodKind.WEEK)
        if week.to_date >= today and week.from_date <= today + PLANNED
    }
    found: dict[tuple[int, bool], list[Any]] = {}
    for slot in expected_slots(session, list(weeks), staff_ids=[me]):
        if not slot.covered:
            found.setdefault((slot.period_id, slot.state is SlotState.RETURNED), []).append(slot)
    tasks = []
    for (week, returned), slots in found.items():
        late = today > slots[0].due
        word = (
            f"muộn {(today - slots[0].due).days} ngày" if late else f"hạn {date_vi(slots[0].due)}"
        )
        look = "warn" if late or returned else ""
        state = "bị trả lại" if returned else "chưa có kế hoạch"
        tasks.append(
            Task(
                ("Kế hoạch", look, "returned" if returned else "file"),
                f"{weeks[week].name}: {len(slots)} tiết {state}",
                word,
                door("plans.index", tuan=weeks[week].code),
                "Nộp lại" if returned else "Nộp kế hoạch",
            )
        )
    return tasks


def decided_plans(session: GuardedSession) -> list[Task]:
    """List what was decided on the person's plans this week."""
    me = g.actor.staff_id
    rows = session.scalars(
        select(LessonPlan)
        .where(
            LessonPlan.staff_id == me,
            LessonPlan.decision == Decision.APPROVED,
            LessonPlan.decided_at >= utc_now() - timedelta(days=7),
        )
        .order_by(LessonPlan.decided_at.desc())
        .limit(5)
    )
    return [
        Task(
            ("Đã duyệt", "ok", "tick"), plan.title, f"duyệt {moment_vi(plan.decided_at)}", None, ""
        )
        for plan in rows
    ]


def reminders(session: GuardedSession) -> list[tuple[Reminder, str]]:
    """List the person's unread reminders with who sent them."""
    return [
        (line, f"{staff.address} {staff.full_name}" if staff else "theo quy tắc của trường")
        for line, staff in my_reminders(session, g.actor.staff_id or 0, read=False, most=10)
    ]


def given_to_me(session: GuardedSession) -> list[Task]:
    """List the tasks that the person was given, the most urgent first."""
    return [
        Task(badge, task.title, f"việc được giao, {due}", url_for("inbox.index"), "Mở hộp việc")
        for task, badge, due in urgent(session, MOST_GIVEN)
    ]


def overdue_given(session: GuardedSession) -> list[Task]:
    """List what the person gave to others and whose date is over."""
    if not can(g.actor, "create", GivenTask):
        return []
    today = school_today()
    return [
        Task(
            ("Việc đã giao", "bad", "alert"),
            f"{one.overdue(today)} người chưa xong: {one.title}",
            f"{one.through}, hạn {date_vi(one.due_on)}",
            url_for("giving.show", batch=one.batch),
            "Xem và nhắc",
        )
        for one in given(session, MOST_GIVEN)
        if one.overdue(today)
    ]


def files(session: GuardedSession) -> list[Task]:
    """List the newest imports and prints of whoever imports or prints."""
    found = []
    if can(g.actor, "create", Pupil) or can(g.actor, "create", TeachingAssignment):
        runs = session.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(3))
        found += [
            Task(
                ("Nhập từ tệp", "", "file"),
                run.file_name,
                f"{ago_vi(run.created_at, utc_now())} · năm học {run.year}",
                door("imports.preview", run_id=run.id),
                "Mở",
            )
            for run in runs
        ]
    if can(g.actor, "create", PrintJob):
        jobs = session.execute(
            select(PrintJob, PrintProgress, SchoolClass)
            .join(PrintProgress, PrintProgress.job_id == PrintJob.id)
            .outerjoin(SchoolClass, SchoolClass.id == PrintJob.class_id)
            .order_by(PrintJob.id.desc())
            .limit(3)
        )
        found += [
            Task(
                ("In", "ok" if progress.state is JobState.DONE else "info", "file"),
                f"{LABELS[job.document]}, {'lớp ' + here.name if here else 'toàn trường'}",
                f"{progress.done} trong {progress.total}, {ago_vi(progress.updated_at, utc_now())}",
                door("printing.show", job_id=job.id) or door("printing.jobs"),
                "Mở",
            )
            for job, progress, here in jobs
        ]
    return found


def deadlines(session: GuardedSession, year: SchoolYear) -> list[Due]:
    """List the days ahead: appointed closures, ends of terms and of the year."""
    today = school_today()
    closures = session.execute(
        select(Closure, Period.name)
        .outerjoin(Period, Period.id == Closure.period_id)
        .where(Closure.year_id == year.id, Closure.starts_at > utc_now())
    )
    found = [
        Due(
            local(closure.starts_at).date(),
            f"{time_vi(closure.starts_at)} đóng {_kind(closure.kind)}, {name or 'cả năm'}",
        )
        for closure, name in closures
    ]
    weeks = periods_of(session, year, PeriodKind.WEEK)
    found += [
        Due(term.to_date, f"Hết tuần {_last(weeks, term)}: {term.name}")
        for term in periods_of(session, year, PeriodKind.TERM)
        if today <= term.to_date <= today + 2 * SOON
    ]
    return sorted(found, key=lambda due: due.day)[:6]


def _last(weeks: list[Period], term: Period) -> int:
    return max((week.number for week in weeks if week.to_date <= term.to_date), default=0)
