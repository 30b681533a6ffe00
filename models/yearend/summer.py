"""Summer rounds: opened for some days, who has which failing items by rule, results given (Đ11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.access.lock import Closure, Opening
from models.assessment.missing import units_of
from models.assessment.rules import Cell, Rule, last_cells
from models.assessment.unit import Unit
from models.base import utc_now
from models.clock import SCHOOL_TIME, school_today
from models.refusal import NotReady, Unfit
from models.school.classes import SchoolClass
from models.school.year import SUMMER_ROUND, Period, PeriodKind, SchoolYear
from models.yearend.dossier import Dossier
from models.yearend.outcomes import PupilOutcome, last_day_of_year, outcomes, rules_by_grade
from models.yearend.supplementary import SupplementaryResult

HIGHEST = 10
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Given:
    """What is written of one item in a round; both empty takes it back."""

    pupil_id: int
    unit_id: int
    level: str | None
    score: int | None

    @property
    def blank(self) -> bool:
        """Whether nothing stands there."""
        return self.level is None and self.score is None


@dataclass(frozen=True, slots=True)
class Item:
    """A unit in which a pupil failed, with the failing cells and what each round gave."""

    unit: Unit
    failing: tuple[Cell, ...]
    tested: bool
    kind: str
    rounds: Mapping[int, SupplementaryResult]
    passed: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """A pupil who is assessed again, and in what; no item: exercise in summer alone."""

    pupil: PupilOutcome
    items: tuple[Item, ...]


def summer_rounds(session: Session, year_id: int) -> list[Period]:
    """Return the year's rounds of supplementary assessment in order."""
    query = select(Period).where(
        Period.year_id == year_id,
        Period.kind == PeriodKind.ROUND,
        Period.code.startswith(SUMMER_ROUND),
    )
    return list(session.scalars(query.order_by(Period.from_date, Period.number)))


def round_now(rounds: Sequence[Period], today: date | None = None) -> Period | None:
    """Return the round whose days are now."""
    day = today or school_today()
    return next((one for one in rounds if one.from_date <= day <= one.to_date), None)


def add_round(
    session: Session, year: SchoolYear, staff_id: int, from_date: date, to_date: date
) -> Period:
    """Set up the next round: its days, an opening for them, and the closure at their end.

    Unfit unless it comes after the year's end and after the round before it.
    """
    rounds = summer_rounds(session, year.id)
    if to_date < from_date:
        raise Unfit("Ngày cuối phải sau ngày đầu của đợt.", field="to_date")
    if from_date <= last_day_of_year(session, year.id):
        raise Unfit("Đợt đánh giá bổ sung bắt đầu sau ngày cuối của cuối năm.", field="from_date")
    if rounds and from_date <= rounds[-1].to_date:
        raise Unfit(f"Đợt này phải bắt đầu sau {rounds[-1].name.lower()}.", field="from_date")
    number = len(rounds) + 1
    made = Period(
        year_id=year.id,
        kind=PeriodKind.ROUND,
        code=f"{SUMMER_ROUND}{number}",
        name=f"Đánh giá bổ sung đợt {number}",
        number=number,
        from_date=from_date,
        to_date=to_date,
    )
    session.add(made)
    session.flush()
    begins = datetime.combine(from_date, time(), SCHOOL_TIME)
    ends = datetime.combine(to_date + ONE_DAY, time(), SCHOOL_TIME)
    scope = {"year_id": year.id, "period_id": made.id, "made_by": staff_id, "reason": made.name}
    session.add(Opening(**scope, starts_at=begins, ends_at=ends))
    session.add(Closure(**scope, starts_at=ends))
    session.flush()
    return made


def owed(session: Session, here: SchoolClass, summer_support: set[int]) -> list[Owed]:
    """List the pupils of a class who didn't complete by rule, each with the failing items.

    ``summer_support``: pupils whom the homeroom teacher proposed for summer work. Who reads only
    some subjects is told of the items of those.
    """
    rule = rules_by_grade(session, here.year_id)[here.grade]
    results: dict[tuple[int, int], dict[int, SupplementaryResult]] = {}
    query = select(SupplementaryResult).where(SupplementaryResult.class_id == here.id)
    for row in session.scalars(query):
        results.setdefault((row.pupil_id, row.unit_id), {})[row.period_id] = row
    units = {unit.code: unit for unit in units_of(session)}
    order = [one.id for one in summer_rounds(session, here.year_id)]
    found = []
    for pupil in outcomes(session, here.year_id, (here.id,), summer=False):
        if pupil.outcome.individual:
            continue
        codes = dict.fromkeys(
            c.unit for c in pupil.cells if c.value is not None and not rule.completion.holds(c)
        )
        items = tuple(
            _item(
                pupil, units[code], rule, results.get((pupil.pupil_id, units[code].id), {}), order
            )
            for code in codes
        )
        if items or pupil.pupil_id in summer_support:
            found.append(Owed(pupil, items))
    return found


def _item(
    pupil: PupilOutcome,
    unit: Unit,
    rule: Rule,
    rounds: Mapping[int, SupplementaryResult],
    order: Sequence[int],
) -> Item:
    cells = [c for c in pupil.cells if c.unit == unit.code]
    later = [rounds[i] for i in order if i in rounds]
    last = [Cell(unit.code, c.kind, c.field, getattr(row, c.field)) for row in later for c in cells]
    return Item(
        unit,
        tuple(c for c in cells if not rule.completion.holds(c)),
        any(c.field == "score" for c in cells),
        cells[0].kind,
        rounds,
        all(rule.completion.holds(c) for c in last_cells([*cells, *last])),
    )


def give(
    session: Session,
    here: SchoolClass,
    period: Period,
    staff_id: int,
    held_on: date,
    given: Sequence[Given],
    expected: Sequence[Owed],
) -> int:
    """Write results of a round; return how many changed. The year's own cells stay untouched.

    Unfit for a value that isn't on the scale, a day outside the round, or an item that no failing
    result calls for.
    """
    if not period.from_date <= held_on <= period.to_date:
        raise Unfit(f"Ngày đánh giá phải nằm trong {period.name.lower()}.", field="held_on")
    if school_today() < period.from_date:
        raise NotReady(f"{period.name} bắt đầu ngày {period.from_date:%d/%m/%Y}.")
    rule = rules_by_grade(session, here.year_id)[here.grade]
    items = {(one.pupil.pupil_id, i.unit.id): i for one in expected for i in one.items}
    at = _later_than_approval(session, here.id)
    changed = 0
    for one in given:
        item = items.get((one.pupil_id, one.unit_id))
        if item is None:
            raise Unfit("Em này không phải đánh giá bổ sung ở phần đó.", field="level")
        _refuse_unfit(one, item, rule)
        changed += _put(session, here, period, one, item, (held_on, staff_id, at))
    session.flush()
    return changed


def _refuse_unfit(one: Given, item: Item, rule: Rule) -> None:
    if one.level is not None and one.level not in rule.scale(item.failing[0].kind):
        raise Unfit(f"{item.unit.name}: mức {one.level} không có trong thang.", field="level")
    if one.score is not None and not (item.tested and 1 <= one.score <= HIGHEST):
        raise Unfit(f"{item.unit.name}: điểm là số nguyên từ 1 đến 10.", field="score")


def _put(
    session: Session,
    here: SchoolClass,
    period: Period,
    one: Given,
    item: Item,
    made: tuple[date, int, datetime],
) -> bool:
    row = item.rounds.get(period.id)
    if row is not None and (row.level, row.score) == (one.level, one.score):
        return False
    if row is None and one.blank:
        return False
    if row is not None and one.blank:
        session.delete(row)
        return True
    if row is None:
        row = SupplementaryResult(
            class_id=here.id, unit_id=one.unit_id, period_id=period.id, pupil_id=one.pupil_id
        )
        session.add(row)
    row.level, row.score = one.level, one.score
    row.held_on, row.made_by, row.made_at = made
    return True


def _later_than_approval(session: Session, class_id: int) -> datetime:
    approved = session.scalar(select(Dossier.approved_at).where(Dossier.class_id == class_id))
    return max(at for at in (utc_now(), approved and approved + timedelta(seconds=1)) if at)
