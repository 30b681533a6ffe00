"""Which lesson plans the demo's teachers hand in: week, lessons, moment, file and decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from models.base import utc_now
from models.plans import Decision
from models.plans.expected import Slot, due_day
from models.plans.submit import Words
from models.plans.text import digest
from seeds.data import read
from seeds.demo.data import demo_school
from seeds.demo.days import TODAYS_WEEK
from seeds.demo.files import MadeFile, docx, pdf, written
from seeds.demo.world import World

#: Week 34 is due on the Monday of today's week. By week: who hasn't handed in, who was late, …
MISSING = {34: {"CB012", "CB064"}}
LATE = {28: {"CB032"}, 31: {"CB052"}, 33: {"CB063"}, 34: {"CB052", "CB062"}}
WAITING = {34: {"CB021", "CB031", "CB032", "CB042", "CB052", "CB062", "CB063"}}
SENT_BACK = {34: {"CB022"}, 29: {"CB042"}}
#: Two who are a week ahead.
EARLY = frozenset({"CB032", "CB066"})
#: Two who write their plans here since a week; of the second week one came back and is in again.
WRITTEN = frozenset({"CB032", "CB022"})
WRITTEN_SINCE = TODAYS_WEEK
SENT_AGAIN = {(34, "CB032"): "TOAN"}
#: A hand-in that leaves a unit of the week out.
PARTIAL = {(34, "CB042"): "HDTN"}
DAYS = ("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy")


@dataclass(frozen=True, slots=True)
class Turn:
    """A hand-in: moment, title, and a file or words; ``decision`` None while it waits.

    ``again``: the corrected version of the turn before.
    """

    at: datetime
    title: str
    slots: tuple[Slot, ...]
    file: MadeFile | None
    decision: Decision | None
    words: Words | None = None
    again: bool = False

    @property
    def sha256(self) -> str:
        """The hash by which a decision names this content."""
        if self.file is not None:
            return self.file.sha256
        assert self.words is not None  # noqa: S101 - one of the two
        w = self.words
        return digest(self.title, w.lessons, w.aims, w.materials, w.activities)


def turns(world: World, code: str, week: int, slots: list[Slot], rng: Random) -> Iterator[Turn]:
    """Return what a teacher hands in for a week: nothing, one file, or a returned one and again."""
    unit = {i: name for name, i in world.units.items()}
    left_out = PARTIAL.get((week, code))
    covered = tuple(s for s in slots if unit[s.unit_id] != left_out)
    if not covered or code in MISSING.get(week, ()):
        return
    if week == TODAYS_WEEK + 2 and code not in EARLY:
        return
    at = _moment(world, code, week, rng)
    if code in WRITTEN and week >= WRITTEN_SINCE:
        yield from _lessons(world, code, week, covered, at)
        return
    if code in SENT_BACK.get(week, ()):
        yield _turn(world, week, covered, at, Decision.RETURNED, rng)
        at += timedelta(days=1, hours=2)
        if week > TODAYS_WEEK:
            return
    waits = code in WAITING.get(week, ()) or week > TODAYS_WEEK + 1
    decision = None if waits else Decision.APPROVED
    again = code in SENT_BACK.get(week, ())
    yield replace(_turn(world, week, covered, at, decision, rng), again=again)


def _lessons(
    world: World, code: str, week: int, slots: tuple[Slot, ...], at: datetime
) -> Iterator[Turn]:
    """Return a plan written here for each unit of the week; one may come back."""
    unit = {i: name for name, i in world.units.items()}
    known = read("demo/lessons")
    back = SENT_AGAIN.get((week, code))
    for n, name in enumerate(dict.fromkeys(unit[s.unit_id] for s in slots)):
        mine = tuple(s for s in slots if unit[s.unit_id] == name)
        titles = known[name]["titles"]
        title = titles[week % len(titles)]
        words = written(known[name]["aim"], len(mine), short=name == back)
        moment = min(at + timedelta(minutes=20 * n), utc_now())
        waits = week > TODAYS_WEEK
        returned = name == back or (n == 0 and code in SENT_BACK.get(week, ()))
        decision = Decision.RETURNED if returned else None if waits else Decision.APPROVED
        yield Turn(moment, title, mine, None, decision, words)
        if name == back:
            moment = min(at + timedelta(days=1), utc_now())
            full = written(known[name]["aim"], len(mine))
            yield Turn(moment, title, mine, None, None, full, again=True)


def _moment(world: World, code: str, week: int, rng: Random) -> datetime:
    due = due_day(world.days.monday(week))
    day = due + timedelta(days=1 if code in LATE.get(week, ()) else -rng.randint(1, 4))
    return world.days.at(min(day, world.days.today), rng.randint(6, 10), rng.randint(0, 59))


def _turn(
    world: World,
    week: int,
    slots: tuple[Slot, ...],
    at: datetime,
    decision: Decision | None,
    rng: Random,
) -> Turn:
    unit = {i: name for name, i in world.units.items()}
    room = {i: name for name, i in world.classes.items()}
    rooms = sorted({room[s.class_id] for s in slots})
    where = f"lớp {rooms[0]}" if len(rooms) == 1 else f"{len(rooms)} lớp"
    lines = [demo_school()["school"]["name"], f"KẾ HOẠCH BÀI DẠY TUẦN {week}, {where}"]
    known = read("demo/lessons")
    for code in dict.fromkeys(unit[s.unit_id] for s in slots):
        mine = [s for s in slots if unit[s.unit_id] == code]
        title = known[code]["titles"][week % len(known[code]["titles"])]
        days = ", ".join(
            f"thứ {DAYS[s.weekday - 2]} tiết {s.lesson} ({room[s.class_id]})" for s in mine[:6]
        )
        lines += [
            f"Bài: {title} ({len(mine)} tiết: {days})",
            f"1. Yêu cầu cần đạt: {known[code]['aim']}",
            "2. Đồ dùng dạy học: sách giáo khoa, tranh ảnh, phiếu học tập.",
            "3. Hoạt động dạy học: Mở đầu, Hình thành kiến thức mới, Luyện tập, Vận dụng.",
            "4. Điều chỉnh sau bài dạy:",
        ]
    # Recent ones are read on screen, so both kinds of file stand there.
    make = pdf if week >= TODAYS_WEEK and rng.random() < 0.5 else docx  # noqa: PLR2004
    file = make(f"KHBD-tuan-{week:02d}", lines)
    return Turn(at, f"Kế hoạch bài dạy tuần {week}, {where}", slots, file, decision)
