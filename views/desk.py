"""The entry desk as a page: columns, lines, cells, and what is said before anyone types (B11).

Locks, deadlines, whose column it is and what is missing are worked out here, so that the template
holds markup alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select

from models.access import Closure, LockKind, Reminder, Reopening
from models.assessment import SubjectResult, TraitResult
from models.assessment.cells import CellRules, UnitRule
from models.assessment.entry import foreign
from models.assessment.sheet import Column, Sheet
from models.assessment.sheet import Line as Pupil
from models.assessment.unit import UnitKind
from models.names import given_name
from models.people import Staff
from models.school import Period, SchoolClass
from permissions import guard
from permissions.actor import Actor
from permissions.outlook import Outlook, lifted_pupils, outlook
from permissions.policy import can
from permissions.session import GuardedSession
from views.doors import door
from views.grid import Group, Head, Line, cell, column_css, column_data
from views.rulesets.marks import marks
from views.words import date_vi, day_vi, local, moment_vi, time_vi

WORDS = {"level": "Mức", "score": "Điểm", "comment": "Nhận xét"}
GROUPS = {
    UnitKind.QUALITY: "Phẩm chất chủ yếu",
    UnitKind.GENERAL: "Năng lực chung",
    UnitKind.SPECIFIC: "Năng lực đặc thù",
}


@dataclass(frozen=True)
class Note:
    """What stands above the grid: glyph, bold fact, sentence, who helps."""

    kind: str
    glyph: str
    fact: str
    text: str
    help: str = ""
    reopen_url: str | None = None


class Page:
    """All that the template shows of a class at a period."""

    def __init__(
        self,
        session: GuardedSession,
        room: SchoolClass,
        period: Period,
        rules: CellRules,
        sheet: Sheet,
        terms: list[Period],
    ) -> None:
        """Ask once for rights and locks of all terms, then lay out columns, lines and notes."""
        self.session, self.room, self.period, self.rules = session, room, period, rules
        self.sheet, self.actor = sheet, session.actor
        traits = any(unit.trait for unit in sheet.units)
        self.model: Any = TraitResult if traits else SubjectResult
        self.seen = outlook(
            session, self.model, room.id, [u.id for u in sheet.units], [p.id for p in terms]
        )
        shut = [unit.id for unit in self.mine if not self.look(unit).open]
        #: unit → pupil → until when: cells that a granted request opens for single pupils
        self.lifted = lifted_pupils(session, self.model, room.id, period.id, shut)
        self.reasons: dict[tuple[int | None, bool], str] = {}
        self.marks = marks(session, room, period, sheet)
        self.groups = self._groups()
        self.heads = [self._head(n, column) for n, column in enumerate(sheet.columns)]
        self.rows = [self._row(line) for line in sheet.lines]
        self.terms = [(p, *self._glyph(p)) for p in terms]

    def look(self, unit: UnitRule) -> Outlook:
        """Return what this person may do with a unit at this period."""
        return self.seen[unit.id, self.period.id]

    @property
    def mine(self) -> list[UnitRule]:
        """The units that this person writes, open or not."""
        return [unit for unit in self.sheet.units if self.look(unit).fields]

    @property
    def writable(self) -> bool:
        """Whether this person may write anything here now."""
        return any(self.look(unit).open for unit in self.mine) or bool(self.lifted)

    @property
    def reminds(self) -> bool:
        """Whether this person reminds colleagues of their empty cells (Đ4.4, 7.4)."""
        return can(self.actor, "create", Reminder)

    def _shut(self, unit: UnitRule) -> str:
        """Say why a column may only be read; empty when it may be written now."""
        look = self.look(unit)
        if not look.fields:
            return foreign(unit.name)
        return "" if look.open or unit.id in self.lifted else self._closed(unit)

    def _closed(self, unit: UnitRule) -> str:
        key = (self.look(unit).closure_id, unit.trait)
        if key not in self.reasons:
            place = {
                "class_id": self.room.id,
                "period_id": self.period.id,
                "unit_id": unit.id,
                "pupil_id": None,
            }
            self.reasons[key] = guard.why_closed(self.session, self.model, place)
        return self.reasons[key]

    def _groups(self) -> list[Group]:
        found: list[Group] = []
        spans: dict[Any, int] = {}
        bare = all(c.field == "level" and c.unit.trait for c in self.sheet.columns)
        for column in self.sheet.columns:
            key = column.unit.kind if bare else column.unit
            spans[key] = spans.get(key, 0) + 1
        for key, span in spans.items():
            unit = next(c.unit for c in self.sheet.columns if key in (c.unit, c.unit.kind))
            look, why = self.look(unit), self._shut(unit)
            glyph = "" if not why else ("closed" if not look.open else "eye")
            if not why and not look.open:
                why = f"Chỉ mở lại cho {len(self.lifted[unit.id])} em; ô của các em khác vẫn đóng."
            found.append(Group(GROUPS[key] if bare else unit.name, span, glyph, why))
        return found

    def _head(self, place: int, column: Column) -> Head:
        unit, field = column.unit, column.field
        bare = unit.trait and not any(c.field == "comment" for c in self.sheet.columns)
        last = place + 1 == len(self.sheet.columns) or (
            self.sheet.columns[place + 1].unit.kind != unit.kind
            if bare
            else self.sheet.columns[place + 1].unit != unit
        )
        wanted = [key for key in self.sheet.expected if key[1] == unit.id]
        filled = sum(self._text(key, field) != "" for key in wanted)
        data = column_data(
            self.rules.kind(unit.id, field),
            field,
            f"{unit.name}, {WORDS[field].lower()}",
            unit=unit.id,
            shut=self._shut(unit),
            own=bool(self.look(unit).fields),
            optional=column.optional,
        )
        if unit.id in self.debtors:
            data["owner"] = self.debtors[unit.id]
        css = "tr" + (" end" if last else "") if bare else column_css(data, last=last)
        return Head(unit.short if bare else WORDS[field], css, filled, len(wanted), data)

    def _text(self, key: tuple[int, int], field: str) -> str:
        result = self.sheet.results.get(key)
        value = None if result is None else getattr(result, field)
        return "" if value is None else str(value)

    def _row(self, line: Pupil) -> Line:
        cells = []
        for column, head in zip(self.sheet.columns, self.heads, strict=True):
            key = (line.pupil_id, column.unit.id)
            text, result = self._text(key, column.field), self.sheet.results.get(key)
            css, *shown = cell(head, text, expected=key in self.sheet.expected)
            if not self.look(column.unit).open and line.pupil_id not in self.lifted.get(
                column.unit.id, (line.pupil_id,)
            ):
                css += " ro"
            if text and result is not None and result.from_file:
                css += " file"
            cells.append((css, *shown))
        left = bool(line.left and line.left <= self.period.to_date)
        said = (_remark(line, self.period), *self.marks.get(line.pupil_id, ()))
        remark = " · ".join(filter(None, said))
        return Line(line.pupil_id, line.name, remark, cells, line.register, left)

    def _glyph(self, period: Period) -> tuple[str, str]:
        """Say in a glyph and a word how a term stands for the units shown."""
        looks = [self.seen[u.id, period.id] for u in self.sheet.units]
        mine = [look for look in looks if look.fields]
        lifted = period.id == self.period.id and bool(self.lifted)
        if not any(look.open for look in mine or looks) and not lifted:
            return "closed", "Đã đóng"
        return ("pen", "Đang mở") if mine else ("eye", "Chỉ xem")

    @property
    def tag(self) -> tuple[str, str, str]:
        """The badge before everything else: (words, kind, glyph)."""
        mine = [self.look(unit) for unit in self.mine]
        if not mine:
            return "Chỉ xem", "line", "eye"
        open_ = [look for look in mine if look.open]
        if not open_ and self.lifted:
            ends = [end for pupils in self.lifted.values() for end in pupils.values()]
            pupils = {pupil for of_unit in self.lifted.values() for pupil in of_unit}
            return f"Mở lại cho {len(pupils)} em đến {_deadline(min(ends))}", "warn", "open"
        if not open_:
            return "Đã đóng", "", "closed"
        ends = [look.until for look in open_ if look.until]
        reopened = any(look.reopened for look in open_)
        if not ends:
            return "Đang mở", "info", "open"
        return (
            f"{'Mở lại' if reopened else 'Mở'} đến {_deadline(min(ends))}",
            "warn" if reopened else "info",
            "open",
        )

    @property
    def notes(self) -> list[Note]:
        """The banners: one per closure that stands over units of this page."""
        closed: dict[int | None, list[UnitRule]] = {}
        for unit in self.sheet.units:
            look = self.look(unit)
            if not look.open and unit.id not in self.lifted and (look.fields or not self.mine):
                closed.setdefault(look.closure_id, []).append(unit)
        return [self._note(closure_id, units) for closure_id, units in closed.items()]

    def _note(self, closure_id: int | None, units: list[UnitRule]) -> Note:
        whole = len(units) == len(self.mine or self.sheet.units)
        what = self.period.name if whole else ", ".join(unit.name for unit in units)
        closure = self.session.get(Closure, closure_id) if closure_id else None
        if closure is None:
            return Note("", "closed", f"{what} chỉ đọc được.", self._closed(units[0]))
        who = self.session.get(Staff, closure.made_by) if closure.made_by else None
        you = self.actor.address[:1].upper() + self.actor.address[1:]
        by = f"{who.address} {who.full_name}" if who else "Ban quản trị"
        duty = f" ({who.position.lower()})" if who and who.position else ""
        mine = who is not None and who.id == self.actor.staff_id
        closer = you if mine else f"{by[:1].upper()}{by[1:]}{duty}"
        return Note(
            "",
            "closed",
            f"{what} đã đóng.",
            f"{closer} đóng {self._scope(closure)} lúc"
            f" {moment_vi(closure.starts_at)}, theo Đ2.3."
            f" {you} đọc và in được, nhưng không sửa được.",
            "Cần sửa thì xin mở lại: ghi lí do, một người thứ hai trong Ban quản trị cho phép,"
            f" hết hạn thì sổ tự đóng.{'' if mine else f' Hỏi {by}.'}",
            self._ask_url(closure, units) if can(self.actor, "create", Reopening) else None,
        )

    def _ask_url(self, closure: Closure, units: list[UnitRule]) -> str | None:
        """Lead to the form of a request with class, unit and kind filled in."""
        kind = LockKind.TRAIT if units[0].trait else LockKind.RESULT
        one = units[0].code if len(units) == 1 else None
        return door(
            "reopening.ask", closure_id=closure.id, lop=self.room.id, loai=kind.value, mon=one
        )

    def _scope(self, closure: Closure) -> str:
        if closure.class_id:
            return f"lớp {self.room.name}"
        return f"khối {closure.grade}" if closure.grade else "toàn trường"

    @property
    def missing(self) -> tuple[int, list[str]]:
        """How many expected cells are empty, and whose they are: own first."""
        by_owner = self.sheet.missing_by_owner()
        others = [
            f"{'chưa phân công' if owner is None else 'của ' + self.owners[owner]} {count}"
            for owner, count in by_owner.items()
            if owner != self.actor.staff_id
        ]
        return by_owner.get(self.actor.staff_id, 0), sorted(others)

    @cached_property
    def owners(self) -> dict[int, str]:
        """The colleagues whose cells are still empty, as one speaks of them: "thầy Hậu"."""
        owing = self.sheet.missing_by_owner().keys() - {None, self.actor.staff_id}
        people = self.session.scalars(select(Staff).where(Staff.id.in_(owing))) if owing else ()
        return {s.id: f"{s.address} {given_name(s.full_name)}" for s in people}

    @cached_property
    def debtors(self) -> dict[int, str]:
        """The colleague who owes cells, by unit."""
        return {
            unit: self.owners[cell.owner_id]
            for (_, unit), cell in self.sheet.expected.items()
            if cell.owner_id in self.owners
        }

    @property
    def unconfirmed(self) -> list[tuple[UnitRule, int]]:
        """Own open units whose values came from a file, with how many pupils' (RIGHTS.md)."""
        marked: dict[int, int] = {}
        for (_, unit_id), result in self.sheet.results.items():
            marked[unit_id] = marked.get(unit_id, 0) + bool(result.from_file)
        return [
            (unit, marked[unit.id])
            for unit in self.mine
            if marked.get(unit.id) and self.look(unit).open
        ]


def _remark(line: Pupil, period: Period) -> str:
    if line.left and line.left <= period.to_date:
        return f"Chuyển đi {date_vi(line.left)[:5]}"
    return f"Mới đến {date_vi(line.came)[:5]}" if line.came else ""


def _deadline(moment: datetime) -> str:
    return f"{time_vi(moment)}, {day_vi(local(moment).date())}"


def owns(actor: Actor, room: SchoolClass) -> bool:
    """Tell whether a class is one that the person teaches or is homeroom teacher of."""
    return room.id in actor.homeroom or any(room.id == class_id for class_id, _ in actor.teaches)
