"""Facts about a person's work, counted from the very tables, each line with the rows behind it.

What is late is late against what the school set: a plan against seven days before its week (Đ4.7,
5.2), a cell against the closing of its term (Đ2.3, 4.3, 5.1), by whose it was on that day. Where
the school set no deadline, nothing is late. A line's ``to`` is one of {"plan": id}, {"staff": id,
"week": code}, {"table": …, "id": …} for a row's history, {"cell": {…}} for an empty place of the
desk, {"term": code}.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.access.history import HistoryLine, HistorySet
from models.access.under import named
from models.assessment.counted import Which, count_cells
from models.assessment.missing import FIELD_LABEL, missing_cells, unit_label, units_of
from models.assessment.monthly import MonthlyComment
from models.assessment.result import SubjectResult, TraitResult
from models.awards.case import CaseKind
from models.base import utc_now
from models.clock import moment_vi, moments, school_date, school_today
from models.completion.day import window_of
from models.figures import count_vi
from models.names import small_first
from models.people.account import Account
from models.plans.expected import Slot, days_late
from models.plans.on_time import due_slots
from models.pupils.pupil import Pupil
from models.school.year import Period, PeriodKind

#: what is written on the desk after a reopening; a correction of what stood there isn't late
TABLES: dict[str, Any] = {
    model.__tablename__: model for model in (SubjectResult, TraitResult, MonthlyComment)
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a fact, and the row that it comes from."""

    words: str
    to: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact in words with its lines; ``code`` tells which count it is."""

    code: str
    words: str
    lines: tuple[Line, ...]

    def kept(self) -> list[dict[str, Any]]:
        """Return the lines as a case keeps them."""
        return [{"words": line.words, "to": line.to} for line in self.lines]


def facts_of(
    session: Session, kind: CaseKind, staff_id: int, since: date, until: date
) -> list[Fact]:
    """Count what the tables say of a person's work from a day to a day, for or against.

    The session must read plans, results and history: the principal's does. Nothing found: [].
    """
    slots = _slots(session, staff_id, since, until)
    weeks = _weeks(session, slots)
    terms = _closed_terms(session, since, until)
    if kind is CaseKind.COMMENDATION:
        found = [_plans_on_time(slots, weeks), _nothing_empty(session, staff_id, terms)]
    else:
        found = [
            _late_plans(slots, weeks),
            _missing_plans(slots, weeks),
            _empty_cells(session, staff_id, terms),
            _late_cells(session, staff_id, since, until),
        ]
    return [fact for fact in found if fact is not None]


def _slots(session: Session, staff_id: int, since: date, until: date) -> list[Slot]:
    issued = session.scalars(select(Account.issued_at).where(Account.staff_id == staff_id)).first()
    if issued is None:
        return []
    last = min(until, school_today())
    return due_slots(session, [staff_id], since, last, since={staff_id: issued})


def _weeks(session: Session, slots: Iterable[Slot]) -> dict[int, Period]:
    ids = {slot.period_id for slot in slots}
    return {week.id: week for week in session.scalars(select(Period).where(Period.id.in_(ids)))}


def _share(part: int, slots: list[Slot]) -> str:
    return f"{count_vi(part)} trong {count_vi(len(slots))} tiết đến hạn (Đ4.7, Đ5.2)"


def _late_plans(slots: list[Slot], weeks: dict[int, Period]) -> Fact | None:
    late: dict[tuple[int, int, date, date], int] = {}
    for slot in slots:
        if slot.late and slot.handed_in is not None and slot.plan_id is not None:
            key = (slot.period_id, slot.plan_id, slot.due, school_date(slot.handed_in))
            late[key] = late.get(key, 0) + 1
    if not late:
        return None
    lines = tuple(
        Line(
            f"{weeks[week].name}: {count} tiết, hạn {due:%d/%m/%Y}, nộp {handed:%d/%m/%Y},"
            f" muộn {(handed - due).days} ngày",
            {"plan": plan},
        )
        for (week, plan, due, handed), count in late.items()
    )
    total = sum(late.values())
    return Fact(
        "late_plan",
        f"Nộp muộn kế hoạch bài dạy {_share(total, slots)}",
        lines,
    )


def _missing_plans(slots: list[Slot], weeks: dict[int, Period]) -> Fact | None:
    today = school_today()
    owed: dict[tuple[int, date], int] = {}
    owner = 0
    for slot in slots:
        if slot.overdue(today):
            owner = slot.staff_id
            owed[slot.period_id, slot.due] = owed.get((slot.period_id, slot.due), 0) + 1
    if not owed:
        return None
    lines = tuple(
        Line(
            f"{weeks[week].name}: {count} tiết, hạn {due:%d/%m/%Y}, đến {today:%d/%m/%Y} chưa nộp",
            {"staff": owner, "week": weeks[week].code},
        )
        for (week, due), count in owed.items()
    )
    total = sum(owed.values())
    return Fact(
        "no_plan",
        f"Chưa nộp kế hoạch bài dạy {_share(total, slots)}",
        lines,
    )


def _plans_on_time(slots: list[Slot], weeks: dict[int, Period]) -> Fact | None:
    on_time: dict[int, int] = {}
    for slot in slots:
        if slot.handed_in is not None and not days_late(slot.handed_in, slot.due):
            on_time[slot.period_id] = on_time.get(slot.period_id, 0) + 1
    if not on_time:
        return None
    lines = tuple(
        Line(
            f"{weeks[week].name}: {count} tiết đúng hạn",
            {"staff": slots[0].staff_id, "week": weeks[week].code},
        )
        for week, count in on_time.items()
    )
    total = sum(on_time.values())
    return Fact(
        "plans_on_time",
        f"Nộp đúng hạn kế hoạch bài dạy {_share(total, slots)}",
        lines,
    )


def _closed_terms(session: Session, since: date, until: date) -> list[tuple[Period, date]]:
    """Return the terms that closed for the whole school on one of these days, with that day."""
    terms = session.scalars(
        select(Period)
        .where(Period.kind == PeriodKind.TERM, Period.from_date <= until)
        .order_by(Period.from_date)
    )
    found = []
    for term in terms:
        closes = window_of(session, term).closes
        if closes is not None and closes <= utc_now() and since <= school_date(closes) <= until:
            found.append((term, school_date(closes)))
    return found


def _empty_cells(session: Session, staff_id: int, terms: list[tuple[Period, date]]) -> Fact | None:
    lines: list[Line] = []
    for term, closed in terms:
        which = Which(term.year_id, periods=(term.code,), owner_id=staff_id, on=closed)
        for cell in missing_cells(session, which):
            place = {
                "class_id": cell.class_id,
                "period_id": cell.period_id,
                "pupil": cell.pupil_id,
                "unit": cell.unit_id,
                "field": cell.fields[0],
            }
            lines.append(
                Line(
                    f"{cell.class_name}, {cell.pupil_name}, {small_first(cell.what)};"
                    f" đóng sổ {closed:%d/%m/%Y}, còn trống",
                    {"cell": place},
                )
            )
    if not lines:
        return None
    words = f"Để trống {count_vi(len(lines))} ô kết quả khi thời điểm đã đóng sổ (Đ2.3, Đ4.3, Đ5.1)"
    return Fact("empty_cell", words, tuple(lines))


def _nothing_empty(
    session: Session, staff_id: int, terms: list[tuple[Period, date]]
) -> Fact | None:
    lines, total = [], 0
    for term, closed in terms:
        counts = count_cells(session, Which(term.year_id, periods=(term.code,), on=closed))
        own = [count for count in counts if count.owner_id == staff_id]
        expected = sum(count.expected for count in own)
        if expected and not sum(count.cells for count in own):
            total += expected
            words = f"{term.name}: {count_vi(expected)} kết quả, đóng sổ {closed:%d/%m/%Y}, đủ"
            lines.append(Line(words, {"term": term.code}))
    if not lines:
        return None
    words = f"Nhập đủ {count_vi(total)} kết quả của {len(lines)} thời điểm đã đóng sổ (Đ4.3, Đ5.1)"
    return Fact("nothing_empty", words, tuple(lines))


def _late_cells(session: Session, staff_id: int, since: date, until: date) -> Fact | None:
    """Cells that were empty at the closing and filled by the person under a reopening."""
    starts, ends = moments(since, until)
    acts = session.execute(
        select(HistoryLine, HistorySet)
        .join(HistorySet, HistorySet.txn == HistoryLine.txn)
        .join(Account, Account.id == HistorySet.account_id)
        .where(
            Account.staff_id == staff_id,
            HistorySet.on_behalf.is_(None),
            HistoryLine.reopening_id.is_not(None),
            HistoryLine.entity.in_(tuple(TABLES)),
            HistorySet.at >= starts,
            HistorySet.at < ends,
        )
        .order_by(HistorySet.at, HistoryLine.n)
    ).all()
    filled = [(line, act, fields) for line, act in acts if (fields := _filled(line))]
    if not filled:
        return None
    places = _Places(session, [line for line, _, _ in filled])
    lines = tuple(
        Line(
            f"{places.of(line)}: {', '.join(FIELD_LABEL[f] for f in fields)},"
            f" ghi {moment_vi(act.at)} theo yêu cầu mở lại",
            {"table": line.entity, "id": line.row_id},
        )
        for line, act, fields in filled
    )
    total = sum(len(fields) for _, _, fields in filled)
    words = f"Nhập {count_vi(total)} ô sau khi thời điểm đã đóng sổ (Đ2.3, Đ4.3, Đ5.1)"
    return Fact("late_cell", words, lines)


def _filled(line: HistoryLine) -> list[str]:
    """Name the fields of a change that stood empty before."""
    changes = json.loads(line.changes)
    return [
        name
        for name in FIELD_LABEL
        if name in changes and changes[name][0] in (None, "") and changes[name][1] not in (None, "")
    ]


class _Places:
    """Where the lines stand: the pupil, the unit, the period of each row."""

    def __init__(self, session: Session, lines: Iterable[HistoryLine]) -> None:
        wanted: dict[str, set[int]] = {}
        for line in lines:
            wanted.setdefault(line.entity, set()).add(line.row_id)
        self._rows: dict[tuple[str, int], Any] = {}
        for table, ids in wanted.items():
            model = TABLES[table]
            for row in session.scalars(select(model).where(model.id.in_(ids))):
                self._rows[table, row.id] = row
        rows = self._rows.values()
        self._pupils = named(session, Pupil.full_name, {row.pupil_id for row in rows})
        self._periods = named(session, Period.name, {row.period_id for row in rows})
        self._units = {unit.id: unit_label(unit) for unit in units_of(session)}

    def of(self, line: HistoryLine) -> str:
        """Say it: "Lê Minh An, Toán cuối năm"."""
        row = self._rows.get((line.entity, line.row_id))
        if row is None:
            return f"dòng {line.row_id} nay không còn"
        unit = self._units.get(getattr(row, "unit_id", 0), "Nhận xét")
        when = small_first(self._periods.get(row.period_id, ""))
        return f"{self._pupils.get(row.pupil_id, '')}, {unit} {when}".strip(", ")
