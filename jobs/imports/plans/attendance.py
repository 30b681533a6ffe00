"""What a month's file of attendance changes: marks by half-day, and rolls said to be complete."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from jobs.imports.context import Context
from jobs.imports.kinds.attendance import Slot
from jobs.imports.kinds.grids import GridLine
from jobs.imports.plans.grids import MEANWHILE, Gate
from jobs.imports.plans.roster import Roster
from jobs.imports.report import Change, Outcome, Report
from jobs.imports.titles import class_key
from models.clock import school_today
from models.daily import Absence, HalfDay, RollCall
from models.daily.absence import HALF_LABEL
from models.daily.month import HALVES
from models.daily.roll import Mark, Wanted, call, save_marks, teaches_half
from models.school import Period, SchoolClass, SchoolDay
from permissions import guard
from permissions.errors import Stale
from permissions.session import GuardedSession

Half = tuple[SchoolDay, HalfDay]
FOREIGN = "Điểm danh lớp này thuộc GVCN của lớp (Đ4.2)."
_WORD = {"": "có mặt", "P": "P", "K": "K"}


@dataclass
class RollPlan:
    """Marks to write by class and half-day, and rolls to call."""

    marks: dict[tuple[int, int, HalfDay], tuple[SchoolDay, list[Wanted]]] = field(
        default_factory=dict
    )
    calls: list[tuple[int, Half]] = field(default_factory=list)

    def write(self, session: GuardedSession) -> None:
        """Write everything; the caller commits. Stale when somebody wrote the same meanwhile."""
        for (class_id, _, half), (day, wanted) in self.marks.items():
            answers = save_marks(session, guard, class_id, day, half, wanted)
            if any(answer.state != "saved" for answer in answers):
                raise Stale
        for class_id, half_day in self.calls:
            call(session, class_id, *half_day, session.actor.staff_id or 0)


def plan(lines: list[GridLine], context: Context, report: Report) -> RollPlan:
    """Compare the lines with the books; a bad cell is refused, the rest of its row goes in."""
    made = RollPlan()
    roster = Roster(context, {class_key(line.class_name or "") for line in lines})
    gate = Gate(context, report)
    months: dict[tuple[int, int], _Month] = {}
    for line in lines:
        room = context.classes.get(class_key(line.class_name or ""))
        period = context.times.get(line.time or "")
        if room and period and gate.shut(line, room, period, _foreign(context.session)):
            continue
        placed = roster.place(line, period, "tháng")
        if placed is None:
            line.row.close(report, Outcome.REFUSED, line.label)
            continue
        room, period, pupil_id = placed
        key = room.id, period.id
        month = months.get(key) or months.setdefault(key, _Month(context, room, period))
        month.add(line, pupil_id)
    gate.close()
    for month in months.values():
        month.judge(made, report)
    return made


def _foreign(session: GuardedSession) -> Any:
    def why(class_id: int, period: Period) -> str:
        place = {"class_id": class_id, "month_id": period.id, "pupil_id": None}
        (fact,) = guard.facts_new(session, Absence, [place])
        own = any("excused" in fact.create_fields(held) for held in fact.capacities)
        return "" if own else FOREIGN

    return why


class _Month:
    """The month of a class: what stands, and the file's lines for it."""

    def __init__(self, context: Context, room: SchoolClass, period: Period) -> None:
        session = context.session
        self.session, self.room, self.period = session, room, period
        days = session.scalars(select(SchoolDay).where(SchoolDay.month_id == period.id))
        self.days = {(day.date.day, day.date.month): day for day in days}
        here = (Absence.class_id == room.id, Absence.month_id == period.id)
        rows = session.scalars(select(Absence).where(*here))
        self.stands = {(row.pupil_id, row.date, row.half): row for row in rows}
        called = select(RollCall.date, RollCall.half).where(
            RollCall.class_id == room.id, RollCall.month_id == period.id
        )
        self.called = {tuple(one) for one in session.execute(called)}
        self.lines: list[tuple[GridLine, int]] = []
        self.changes: dict[int, list[Change]] = {}
        self.kept: set[int] = set()
        self.wanted: dict[Half, list[tuple[int, GridLine, Slot, Wanted]]] = {}

    def add(self, line: GridLine, pupil_id: int) -> None:
        """Sort a line's cells by half-day; refuse what isn't a half-day of teaching until today."""
        self.lines.append((line, pupil_id))
        at = len(self.lines) - 1
        for slot, value in line.values.items():
            day = self._day(slot, line)
            if day is None:
                continue
            for half in [slot.half] if slot.half else HALVES:
                if not teaches_half(day, half):
                    if slot.half:
                        reason = f"Ngày {day.date:%d/%m/%Y} không học buổi {HALF_LABEL[half]}"
                        line.row.refuse(slot, reason)
                    continue
                self._want(at, slot, (day, half), value)

    def _day(self, slot: Any, line: GridLine) -> SchoolDay | None:
        day = self.days.get((slot.day, slot.month))
        if day is None:
            reason = f"{slot.day:02d}/{slot.month:02d} không phải ngày học của {self.period.name}"
            line.row.refuse(slot, f"Ngày {reason.lower()} theo lịch của trường (Đ2.11)")
        elif day.date > school_today():
            line.row.refuse(slot, f"Ngày {day.date:%d/%m/%Y} chưa đến, chưa điểm danh được")
            return None
        return day

    def _want(self, at: int, slot: Any, half: Half, value: Any) -> None:
        line, pupil_id = self.lines[at]
        if not pupil_id:
            self.wanted.setdefault(half, []).append((at, line, slot, Wanted(0, "", "")))
            return
        row = self.stands.get((pupil_id, half[0].date, half[1]))
        old: Mark = "" if row is None else "P" if row.excused else "K"
        new: Mark = "" if value == "C" else value
        if old == new:
            self.kept.add(at)
            return
        wanted = Wanted(pupil_id, old, new, row.reason if row else None)
        self.wanted.setdefault(half, []).append((at, line, slot, wanted))

    def judge(self, made: RollPlan, report: Report) -> None:
        """Ask what would become of each mark; close the lines."""
        for half in sorted(self.wanted, key=lambda one: (one[0].date, HALVES.index(one[1]))):
            asked = self.wanted[half]
            self._marks(made, half, [one for one in asked if one[3].pupil])
            for at, line, slot, _ in [one for one in asked if not one[3].pupil]:
                self._call(made, half, at, line, slot)
        for at, (line, pupil_id) in enumerate(self.lines):
            changes = self.changes.get(at, [])
            label = f"{line.label} {self.period.name.lower()}"
            line.row.close(report, self._outcome(at, pupil_id, line), label, changes)

    def _marks(self, made: RollPlan, half: Half, asked: list[Any]) -> None:
        if not asked:
            return
        wanted = [one[3] for one in asked]
        answers = save_marks(self.session, guard, self.room.id, *half, wanted, dry=True)
        good = []
        for (at, line, slot, mark), answer in zip(asked, answers, strict=True):
            if answer.state != "saved":
                line.row.refuse(slot, answer.reason or MEANWHILE)
                continue
            good.append(mark)
            self._change(at, line, slot, _WORD[mark.old], _WORD[mark.new])
        if good:
            made.marks[self.room.id, half[0].id, half[1]] = (half[0], good)

    def _call(self, made: RollPlan, half: Half, at: int, line: GridLine, slot: Any) -> None:
        """Say that a roll was called, when that isn't known yet."""
        day, which = half
        if (day.date, which) in self.called:
            self.kept.add(at)
            return
        place = {"class_id": self.room.id, "month_id": day.month_id, "date": day.date}
        (fact,) = guard.facts_new(self.session, RollCall, [{**place, "half": which}])
        if not fact.open:
            line.row.refuse(slot, guard.why_closed(self.session, RollCall, place))
            return
        made.calls.append((self.room.id, half))
        self._change(at, line, slot, "chưa điểm danh", "đã điểm danh")

    def _change(self, at: int, line: GridLine, slot: Any, before: str, after: str) -> None:
        head = line.row.table.header(slot) or ""
        self.changes.setdefault(at, []).append(Change(head, before, after))

    def _outcome(self, at: int, pupil_id: int, line: GridLine) -> Outcome:
        if at in self.changes:
            known = self.called if not pupil_id else [k for k in self.stands if k[0] == pupil_id]
            return Outcome.UPDATED if known else Outcome.CREATED
        refused = line.row.refused and at not in self.kept
        return Outcome.REFUSED if refused else Outcome.UNCHANGED
