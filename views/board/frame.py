"""The whole school on one page: who opens it, its time, its figures (Điều 2.4, 7.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, g, url_for
from sqlalchemy import select

from models.assessment import MonthlyComment, SubjectResult, TraitResult
from models.base import Base
from models.clock import moments, school_today
from models.completion import Owed
from models.completion.duties import DUTIES
from models.health import Measurement
from models.homeroom import WeekTask
from models.messages import Message
from models.messages.history import unreached
from models.plans.expected import total
from models.pupils import Guardian
from models.school import Period, PeriodKind, SchoolYear
from models.school.days import latest_day
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import sees_all
from permissions.session import GuardedSession
from views.board.behind import Frame, slots
from views.board.rows import ATTENDANCE, CONDUCT, HEALTH, PLANS, TITLES, counts, lists
from views.frame import current_year, periods_of
from views.messages.index import silent_families
from views.progress import count_duty
from views.rooms import rooms_now
from views.today import whole_school

board = Blueprint("board", __name__, url_prefix="/hom-nay/toan-truong")
MESSAGES = "messages"
#: the duties that the page counts, and the records without which a count wouldn't be the school's
COUNTED: dict[str, type[Base]] = {
    "result": SubjectResult,
    "trait": TraitResult,
    "monthly": MonthlyComment,
    "book": WeekTask,
    "health": Measurement,
}


def only_the_board() -> None:
    """Refuse everybody else."""
    if not whole_school(g.actor):
        raise Forbidden("Tình hình toàn trường là trang của Ban giám hiệu, Ban quản trị (Đ2.4).")


@dataclass(frozen=True, slots=True)
class Share:
    """How much of something there has to be, and how much is missing."""

    expected: int
    missing: int
    url: str

    @property
    def done(self) -> float:
        """The share that is there, 0 to 1."""
        return 1 - self.missing / self.expected if self.expected else 1.0


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty in its period: by grade (None: not asked there) and in the whole school."""

    name: str
    period: str
    counted: str
    grades: tuple[Share | None, ...]
    all: Share


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, what it counts, and the way to its rows."""

    title: str
    number: int
    counted: str
    url: str
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that belong together, with their time and the screen where they come from."""

    title: str
    when: str
    figures: list[Figure]
    more: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class State:
    """The state of the school."""

    frame: Frame
    grades: tuple[int, ...]
    duties: list[Duty]
    groups: list[Group]


def frame_of(session: GuardedSession, year: SchoolYear) -> Frame:
    """Find the last day of teaching, its week and the week of plans."""
    day = latest_day(session, school_today())
    periods = periods_of(session, year, PeriodKind.WEEK)
    week = next((p for p in periods if day is not None and p.id == day.week_id), None)
    if day is None or week is None:
        raise OutOfScope("Năm học chưa có ngày học nào. Hỏi phó hiệu trưởng (Đ7.2).")
    plan = next(duty for duty in DUTIES if duty.code == "plan")
    return Frame(day, week, plan.current(periods, school_today()))


def year_now(session: GuardedSession) -> SchoolYear:
    """Return the school year; OutOfScope before the first."""
    year = current_year(session)
    if year is None:
        raise OutOfScope("Chưa có năm học nào. Nhập tệp đầu tiên thì năm học được tạo (Đ2.11).")
    return year


def state_of(session: GuardedSession) -> State:
    """Count everything, in a fixed number of statements."""
    year = year_now(session)
    frame = frame_of(session, year)
    grades, duties = _duties(session, year)
    return State(frame, grades, duties, _groups(session, frame))


def _duties(session: GuardedSession, year: SchoolYear) -> tuple[tuple[int, ...], list[Duty]]:
    rooms = {room.id: room.grade for room in rooms_now(session)}
    grades = tuple(sorted(set(rooms.values())))
    periods = [p for kind in PeriodKind for p in periods_of(session, year, kind)]
    found = []
    for duty in DUTIES:
        model, period = COUNTED.get(duty.code), duty.current(periods, school_today())
        if model is None or period is None or not sees_all(g.actor, model):
            continue
        owed = count_duty(session, duty, period)
        if not owed:
            continue
        shares = [
            _share([o for o in owed if rooms[o.class_id] == n], duty.code, period, n)
            for n in grades
        ]
        found.append(
            Duty(
                duty.name,
                period.name,
                duty.counted,
                tuple(share if share.expected else None for share in shares),
                _share(owed, duty.code, period),
            )
        )
    return grades, found


def _share(owed: Iterable[Owed], code: str, period: Period, grade: int | None = None) -> Share:
    owed = list(owed)
    return Share(
        sum(o.expected for o in owed),
        sum(o.missing for o in owed),
        url_for("progress.who", code=code, ky=period.code, khoi=grade),
    )


def _groups(session: GuardedSession, frame: Frame) -> list[Group]:
    shown = lists()
    first, last = frame.week.from_date, frame.week.to_date
    starts, ends = moments(first, last)
    tells = sees_all(g.actor, Message)
    between = (Message.queued_at >= starts, Message.queued_at < ends)
    more = (
        [
            ("sent", select(Message.id).where(*between)),
            ("undone", unreached(*between)),
        ]
        if tells
        else []
    )
    numbers = counts(session, frame, shown, more)
    by_group: dict[str, list[Figure]] = {}
    for one in shown:
        by_group.setdefault(one.group, []).append(
            Figure(
                one.title,
                numbers[one.code],
                one.counted,
                url_for("board.rows", code=one.code),
                one.bad,
            )
        )
    if tells:
        span = {"tu": first.isoformat(), "den": last.isoformat()}
        by_group[MESSAGES] = [
            Figure(
                "Đã gửi trong tuần", numbers["sent"], "tin", url_for("message_list.index", **span)
            ),
            Figure(
                "Chưa tới",
                numbers["undone"],
                "người nhận",
                url_for("message_list.index", muc="chua-toi", **span),
                bad=True,
            ),
        ]
        if sees_all(g.actor, Guardian):
            silent = len(silent_families(session))
            at = url_for("message_list.index", muc="lau")
            by_group[MESSAGES].append(Figure("Lâu chưa nhận tin", silent, "gia đình", at, bad=True))
    day, week = f"{frame.day.date:%d/%m}", frame.week.name
    planned = total(slots(session, frame), school_today()) if PLANS in by_group else None
    said = f"{frame.plans.name}, {planned.expected} tiết" if planned and frame.plans else ""
    heads = (
        (ATTENDANCE, TITLES[ATTENDANCE], f"ngày {day}, {week.lower()}", None),
        (PLANS, TITLES[PLANS], said, _progress("plan", frame.plans)),
        (MESSAGES, "Tin nhắn", week, None),
        (
            CONDUCT,
            TITLES[CONDUCT],
            week,
            ("Xếp tuần", url_for("conduct.ranking", tuan=frame.week.id)),
        ),
        (HEALTH, TITLES[HEALTH], week, ("Đo, khám", url_for("health.rounds"))),
    )
    return [
        Group(title, when, by_group[code], link)
        for code, title, when, link in heads
        if code in by_group
    ]


def _progress(code: str, period: Period | None) -> tuple[str, str] | None:
    if period is None:
        return None
    return "Theo lớp", url_for("progress.who", code=code, ky=period.code)
