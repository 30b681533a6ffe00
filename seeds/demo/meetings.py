"""The demo's department meetings: last month's with its minutes, the next in two days (Đ7.4)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from models.completion.day import CompletionDay, cells_of, window_of
from models.school import Department, Period, PeriodKind
from models.supervision.hold import Closing, Plan, appoint, close_minutes, take_notes
from models.supervision.sheet import Frame, members, sheet
from permissions.reach import accounts_since
from permissions.session import system_session
from seeds.demo.data import demo_school
from seeds.demo.world import World

SEED = 74
NEXT = timedelta(days=2)
NOTES = """Tổ trưởng đọc bảng theo dõi của tổ; các thành viên nêu vướng mắc khi nhận xét học sinh.
Thống nhất: nhận xét viết theo việc em đã làm được và một việc cần giúp, không chép câu của em khác.
Thống nhất: kế hoạch bài dạy nộp trước tuần dạy 7 ngày; ai bận thì báo tổ trưởng trước hạn.
Thư kí đọc lại biên bản, các thành viên đồng ý."""
#: how many cells were empty at first, for each that still is; and at least so many a person
MORE, LEAST = 5, 18
SATURDAY = 5


def build_meetings(world: World) -> None:
    """Hold and appoint the meetings as each head."""
    heads = {p["department"]: p["code"] for p in demo_school()["staff"] if p.get("head")}
    with world.setup() as s:
        teaching = s.scalars(select(Department).where(Department.teaching)).all()
    for department in teaching:
        code = heads.get(department.name)
        if code is not None:
            _hold(world, code, department)


def _hold(world: World, code: str, department: Department) -> None:
    today, staff_id = world.days.today, world.staff[code]
    months = [p for p in world.periods.values() if p.kind is PeriodKind.MONTH]
    begun = sorted((m for m in months if m.from_date <= today), key=lambda m: m.from_date)
    before, now = begun[-2:]
    day = before.to_date - timedelta(days=max(0, before.to_date.weekday() - SATURDAY + 1))
    with world.acting(code) as s:
        held = appoint(
            s, department.id, Plan(day, before.id, f"Sinh hoạt chuyên môn {_low(before)}")
        )
        frame = Frame(department.id, before, day, accounts_since(s))
        people = members(s, department.id, frame.until)
        moment = world.days.at(day, 16, 30)
        last = {p.id: world.days.at(day - timedelta(days=1 + p.id % 4), 15) for p in people}
        take_notes(held, None, NOTES, f"Có mặt {len(people)} trong {len(people)} người")
        closing = Closing(staff_id, moment)
        close_minutes(s, held, before, sheet(s, frame, people, last, moment), closing)
        appoint(s, department.id, Plan(today + NEXT, now.id, f"Sinh hoạt chuyên môn {_low(now)}"))


def _low(period: Period) -> str:
    return f"{period.name[:1].lower()}{period.name[1:]}"


def build_days(world: World) -> None:
    """Keep what the worker would have counted each morning since the last weeks began."""
    rng, today = Random(SEED), world.days.today  # noqa: S311
    term = world.periods["CN"]
    with system_session(world.engine, "dựng trường mẫu", capacities={"worker"}) as s:
        window = window_of(s, term)
        owed: dict[tuple[int, int | None], int] = {}
        for count in cells_of(s, term):
            key = count.class_id, count.owner_id
            owed[key] = owed.get(key, 0) + count.cells
        span = (today - window.first).days
        paces = {key: rng.uniform(0.6, 1.4) for key in owed}
        for ago in range(span, 0, -1):
            left = _working(today - timedelta(days=ago), today) / _working(window.first, today)
            s.add_all(
                CompletionDay(
                    period_id=term.id,
                    day=today - timedelta(days=ago),
                    class_id=room,
                    staff_id=person,
                    cells=cells + round((MORE * cells + LEAST) * left * paces[room, person]),
                )
                for (room, person), cells in owed.items()
            )
        s.commit()


def _working(day: date, today: date) -> int:
    """Count the days from Monday to Friday since a day: nobody enters anything at week-ends."""
    days = (day + timedelta(days=n) for n in range((today - day).days))
    return max(1, sum(one.weekday() < SATURDAY for one in days))
