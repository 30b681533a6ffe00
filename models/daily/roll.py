"""Calling the roll of a class: everyone is there unless marked, one batch, an answer per pupil.

A mark is "" (present), "P" (away with leave) or "K" (away without). The caller commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import utc_now
from models.batch import Guard
from models.clean import one_line
from models.daily.absence import HALF_LABEL, Absence, HalfDay, RollCall
from models.daily.leave import Leave
from models.pupils.pupil import Pupil
from models.pupils.roll import roll
from models.refusal import Unfit
from models.school.day import SchoolDay

Mark = Literal["", "P", "K"]
MARKS: tuple[Mark, ...] = ("", "P", "K")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A pupil on the roll: what is stored, and what granted leave pre-sets while nothing is."""

    pupil: Pupil
    mark: Mark
    reason: str
    leave: Leave | None

    @property
    def shown(self) -> Mark:
        """What the roll shows: the stored mark, or P while leave is granted."""
        return self.mark or ("P" if self.leave is not None else "")

    @property
    def why(self) -> str:
        """The reason shown beside the name."""
        return self.reason or (self.leave.reason if self.leave is not None else "")


@dataclass(frozen=True, slots=True)
class Roll:
    """The roll of a class for half a day; ``called`` once somebody said that it is complete."""

    lines: tuple[Line, ...]
    called: RollCall | None

    def count(self, mark: Mark) -> int:
        """How many show this mark."""
        return sum(line.shown == mark for line in self.lines)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a pupil's mark is to become; ``old`` is what the writer saw stored."""

    pupil: int
    old: Mark
    new: Mark
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a mark: saved, conflict (``value`` stands there) or refused."""

    pupil: int
    state: Literal["saved", "conflict", "refused"]
    value: Mark
    reason: str = ""
    row_id: int | None = None


def teaches_half(day: SchoolDay, half: HalfDay) -> bool:
    """Tell whether there are lessons in this half of the day."""
    return day.morning if half is HalfDay.MORNING else day.afternoon


def load_roll(session: Session, class_id: int, day: SchoolDay, half: HalfDay) -> Roll:
    """Read the roll: pupils by name, their marks, leave that covers the day; four statements."""
    pupils = roll(session, [class_id], day.date)[class_id]
    marks = {row.pupil_id: row for row in _stored(session, class_id, day, half)}
    called = session.scalars(
        select(RollCall).where(
            RollCall.class_id == class_id, RollCall.date == day.date, RollCall.half == half
        )
    ).one_or_none()
    granted = select(Leave).where(
        Leave.class_id == class_id,
        Leave.granted.is_(True),
        Leave.from_date <= day.date,
        Leave.to_date >= day.date,
    )
    leaves = {leave.pupil_id: leave for leave in session.scalars(granted)}
    return Roll(
        tuple(
            Line(
                pupil,
                _mark(marks.get(pupil.id)),
                (marks[pupil.id].reason or "") if pupil.id in marks else "",
                leaves.get(pupil.id) if called is None else None,
            )
            for pupil in pupils
        ),
        called,
    )


def save_marks(
    session: Session,
    guard: Guard,
    class_id: int,
    day: SchoolDay,
    half: HalfDay,
    wanted: Sequence[Wanted],
    *,
    dry: bool = False,
) -> list[Answer]:
    """Write the marks of a class for half a day; an answer per pupil, in order.

    What somebody else wrote meanwhile isn't overwritten. Refusals by right or lock come per pupil.
    ``dry``: only say what would become of each mark.
    """
    if not teaches_half(day, half):
        raise Unfit(f"Ngày {day.date:%d/%m/%Y} không học buổi {HALF_LABEL[half]}.", field="half")
    here = {pupil.id for pupil in roll(session, [class_id], day.date)[class_id]}
    ids = {row.pupil_id: row.id for row in _stored(session, class_id, day, half)}
    facts = guard.facts(session, Absence, sorted(ids.values()), lock=True)
    place = {"class_id": class_id, "date": day.date, "month_id": day.month_id, "half": half}
    refusal = _refusal(session, guard, place)
    answers, creates, updates, deletes = [], [], {}, []
    for one in wanted:
        fact = facts.get(ids.get(one.pupil, 0))
        stored: Mark = "" if fact is None else "P" if fact.values["excused"] else "K"
        if one.pupil not in here:
            answers.append(Answer(one.pupil, "refused", "", "Em này không học ở lớp đó ngày này."))
        elif refusal:
            answers.append(Answer(one.pupil, "refused", stored, refusal))
        elif stored not in (one.old, one.new):
            row_id = fact.values["id"] if fact is not None else None
            answers.append(Answer(one.pupil, "conflict", stored, row_id=row_id))
        else:
            answers.append(Answer(one.pupil, "saved", one.new))
            values = {"excused": one.new == "P", "reason": _clean(one.reason)}
            if fact is None and one.new:
                creates.append({**place, "pupil_id": one.pupil, **values})
            elif fact is not None and one.new:
                updates[fact.values["id"]] = values
            elif fact is not None:
                deletes.append(fact.values["id"])
    if not dry and (creates or updates or deletes):
        guard.write(session, Absence, creates=creates, updates=updates, deletes=deletes)
    return answers


def call(session: Session, class_id: int, day: SchoolDay, half: HalfDay, staff_id: int) -> RollCall:
    """Say that the roll is complete; said twice it stays as it was."""
    known = select(RollCall).where(
        RollCall.class_id == class_id, RollCall.date == day.date, RollCall.half == half
    )
    called = session.scalars(known).one_or_none()
    if called is None:
        called = RollCall(
            class_id=class_id,
            date=day.date,
            month_id=day.month_id,
            half=half,
            taken_at=utc_now(),
            taken_by=staff_id,
        )
        session.add(called)
        session.flush()
    return called


def _stored(session: Session, class_id: int, day: SchoolDay, half: HalfDay) -> Iterable[Absence]:
    return session.scalars(
        select(Absence).where(
            Absence.class_id == class_id, Absence.date == day.date, Absence.half == half
        )
    ).all()


def _mark(row: Absence | None) -> Mark:
    return "" if row is None else "P" if row.excused else "K"


def _refusal(session: Session, guard: Guard, place: dict[str, Any]) -> str:
    """Say why this person can't write here now; "" when nothing hinders."""
    (fact,) = guard.facts_new(session, Absence, [{**place, "pupil_id": 0}])
    if not any("excused" in fact.create_fields(name) for name in fact.capacities):
        return "Điểm danh lớp này thuộc GVCN của lớp, nên chỉ đọc được (Đ4.2)."
    return "" if fact.open else guard.why_closed(session, Absence, place)


def _clean(text: str | None) -> str | None:
    clean = one_line(text or "")
    return clean[:LONGEST] or None
