"""Reminders that nobody writes: a window that closes over empty cells, plans that are late (Đ2.1).

Each has a key of rule, thing, person and day, so that the same thing comes once a day at most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.access.closing import Scope, what_if
from models.access.lock import Closure, LockKind, Reopening
from models.access.procedure import procedures_on, quoted
from models.access.reminder import Reminder
from models.access.reminder_rule import ReminderKind, rules_on
from models.access.reopening import requests
from models.access.task import Task
from models.assessment.missing import by_person
from models.assessment.month import comments_owed
from models.base import utc_now
from models.clock import SCHOOL_TIME, school_today
from models.daily.month import rolls_owed
from models.messages.history import waiting
from models.messages.message import Message
from models.plans.expected import LEAD, expected_slots
from models.school.classes import SchoolClass
from models.school.year import Period, PeriodKind

#: (class, owner) → (expected, missing)
Owed = Mapping[tuple[int, int | None], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that a rule asks for; ``link`` leads to the very place.

    The finders give the ``key`` of rule, thing and person; ``due`` adds the day, and quotes the
    procedure of the record kind that it is ``about`` (Điều 2.3).
    """

    key: str
    to_id: int
    text: str
    link: str | None
    about: LockKind | None = None


def due(session: Session, today: date | None = None) -> list[Due]:
    """Return what the rules in force ask to remind of on a day (None: today)."""
    day = today or school_today()
    rules = rules_on(session, day)
    kept = procedures_on(session, day)
    return [
        replace(
            one,
            key=f"{one.key}:{day.isoformat()}",
            text=f"{one.text}{quoted(kept.get(one.about)) if one.about else ''}",
        )
        for kind, asked in ASKED.items()
        if rules[kind].active
        for one in asked(session, day, rules[kind].days)
    ]


def unwritten(session: Session, wanted: list[Due]) -> list[Due]:
    """Return what wasn't written today, each thing once."""
    by_key = {one.key: one for one in wanted}
    asked = select(Reminder.rule_key).where(Reminder.rule_key.in_(by_key))
    known = set(session.scalars(asked))
    return [one for key, one in by_key.items() if key not in known]


def write(session: Session, wanted: list[Due]) -> None:
    """Write these reminders; the database refuses one that another worker wrote meanwhile."""
    session.add_all(
        Reminder(
            to_id=one.to_id,
            text=one.text[:500],
            link=one.link,
            sent_at=utc_now(),
            rule_key=one.key,
        )
        for one in wanted
    )
    session.flush()


def _closing(session: Session, day: date, days: int) -> Iterator[Due]:
    """Owners of empty cells under a closure to come, and whoever a request was granted to."""
    del day
    yield from _reopened(session)
    now = utc_now()
    closures = session.scalars(
        select(Closure).where(
            Closure.starts_at > now, Closure.starts_at <= now + timedelta(days=days)
        )
    ).all()
    for closure in closures:
        scope = Scope(
            closure.year_id,
            period_id=closure.period_id,
            kind=closure.kind,
            grade=closure.grade,
            class_id=closure.class_id,
            unit_id=closure.unit_id,
        )
        ends = f"{closure.starts_at.astimezone(SCHOOL_TIME):%H:%M ngày %d/%m}"
        for debt in by_person(what_if(session, scope)):
            if debt.owner_id is not None:
                yield Due(
                    f"closing:{closure.id}:{debt.owner_id}",
                    debt.owner_id,
                    f"Sổ đóng lúc {ends}, còn {debt.cells} ô trống: {'; '.join(debt.places[:3])}.",
                    "/hom-nay/",
                    closure.kind or LockKind.RESULT,
                )


def _reopened(session: Session) -> Iterator[Due]:
    """Whoever asked for what is open again: until when, once a day while it lasts (Điều 2.3)."""
    now = utc_now()
    rows = session.scalars(
        select(Reopening).where(Reopening.granted_at <= now, Reopening.ends_at > now)
    )
    for asked in requests(rows):
        first = asked.first
        ends = f"{first.ends_at.astimezone(SCHOOL_TIME):%H:%M ngày %d/%m}"
        yield Due(
            f"reopened:{first.batch}",
            first.requested_by,
            f"Đã được mở lại đến {ends}: {first.reason}. Hết hạn thì tự đóng.",
            f"/dong-mo/yeu-cau/{first.id}",
        )


def _plans(session: Session, day: date, days: int) -> Iterator[Due]:
    """Teachers whose lessons of the next weeks want a plan that is due or overdue (Điều 4.7)."""
    until = day + timedelta(days=days)
    weeks = {
        p.id: p
        for p in session.scalars(
            select(Period).where(
                Period.kind == PeriodKind.WEEK,
                Period.to_date >= day,
                Period.from_date <= until + LEAD,
            )
        )
    }
    late: dict[tuple[int, int], int] = {}
    for slot in expected_slots(session, list(weeks)) if weeks else []:
        if slot.overdue(until):
            key = slot.period_id, slot.staff_id
            late[key] = late.get(key, 0) + 1
    for (week_id, staff_id), slots in late.items():
        week = weeks[week_id]
        said = "đã quá hạn nộp" if day > week.from_date - LEAD else "sắp tới hạn nộp"
        yield Due(
            f"plans:{week_id}:{staff_id}",
            staff_id,
            f"Kế hoạch bài dạy {week.name} {said}: còn {slots} tiết (Đ4.7).",
            f"/ke-hoach/?tuan={week.code}",
            LockKind.PLAN,
        )


#: the record kind that a count is about
COUNTED = {
    ReminderKind.ROLL: LockKind.ATTENDANCE,
    ReminderKind.MONTHLY: LockKind.MONTHLY,
}


def _counted(
    session: Session, month: Period, owed: Owed, kind: ReminderKind, words: str, link: str
) -> Iterator[Due]:
    """Owners of what a month still wants, by class; the day is that of the last count."""
    rooms = select(SchoolClass).where(SchoolClass.id.in_({class_id for class_id, _ in owed}))
    names = {room.id: room.name for room in session.scalars(rooms)}
    for (class_id, owner), (_, missing) in owed.items():
        if owner is not None and missing:
            yield Due(
                f"{kind}:{month.id}:{class_id}:{owner}",
                owner,
                words.format(n=missing, lop=names.get(class_id, ""), ky=month.name.lower()),
                link.format(lop=class_id, thang=month.code),
                COUNTED[kind],
            )


def _month(session: Session, day: date, *, ends_by: date | None = None) -> Period | None:
    """Return the newest month that has begun (and ends by a day, if asked)."""
    months = select(Period).where(Period.kind == PeriodKind.MONTH, Period.from_date <= day)
    if ends_by is not None:
        months = months.where(Period.to_date <= ends_by)
    return session.scalars(months.order_by(Period.from_date.desc()).limit(1)).first()


def _rolls(session: Session, day: date, days: int) -> Iterator[Due]:
    """Homeroom teachers of classes whose roll wasn't called on days of this month (Điều 4.2)."""
    del days
    yesterday = day - timedelta(days=1)
    if (month := _month(session, yesterday)) is not None:
        owed = rolls_owed(session, month, yesterday)
        words = "Lớp {lop} còn {n} buổi chưa điểm danh, {ky} (Đ4.2)."
        link = "/diem-danh/{lop}/thang?thang={thang}"
        yield from _counted(session, month, owed, ReminderKind.ROLL, words, link)


def _monthly(session: Session, day: date, days: int) -> Iterator[Due]:
    """Homeroom teachers whose monthly comments want pupils, towards the month's end (Điều 4.3)."""
    if (month := _month(session, day, ends_by=day + timedelta(days=days))) is not None:
        owed = comments_owed(session, month, day)
        words = "Nhận xét {ky} lớp {lop} còn thiếu {n} em (Đ4.3)."
        link = "/nhan-xet-thang/?lop={lop}&thang={thang}"
        yield from _counted(session, month, owed, ReminderKind.MONTHLY, words, link)


def _proposals(session: Session, day: date, days: int) -> Iterator[Due]:
    """Authors of messages that a rule composed on an earlier day and nobody has sent (Điều 4.2)."""
    midnight = datetime.combine(day - timedelta(days=days), time(), SCHOOL_TIME)
    proposed, _ = waiting()
    left = (
        select(Message.author_id, func.count(Message.id))
        .where(proposed, Message.created_at < midnight)
        .group_by(Message.author_id)
    )
    for author, messages in session.execute(left):
        yield Due(
            f"message:{author}",
            author,
            f"{messages} tin soạn sẵn chờ gửi hoặc bỏ (Đ4.2).",
            "/tin-nhan?muc=cho",
        )


def _tasks(session: Session, day: date, days: int) -> Iterator[Due]:
    """Whoever has a task that is due soon, today, or was due (Điều 2.1)."""
    open_tasks = session.scalars(
        select(Task).where(
            Task.done_at.is_(None),
            Task.withdrawn_at.is_(None),
            Task.due_on <= day + timedelta(days=days),
        )
    )
    for task in open_tasks:
        left = (task.due_on - day).days
        when = {1: "hạn ngày mai", 0: "hạn hôm nay"}.get(
            left, f"còn {left} ngày" if left > 0 else f"quá hạn {-left} ngày"
        )
        yield Due(
            f"task:{task.id}:{task.to_id}",
            task.to_id,
            f"Việc được giao, {when}: {task.title}.",
            "/viec-duoc-giao/",
        )


#: how each kind finds what is owed: session, day, how many days ahead
ASKED: dict[ReminderKind, Callable[[Session, date, int], Iterable[Due]]] = {
    ReminderKind.CLOSING: _closing,
    ReminderKind.PLAN: _plans,
    ReminderKind.ROLL: _rolls,
    ReminderKind.MONTHLY: _monthly,
    ReminderKind.MESSAGE: _proposals,
    ReminderKind.TASK: _tasks,
}
