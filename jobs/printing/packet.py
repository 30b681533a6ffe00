"""The packet of a pupil who moves: letter of introduction, list of papers, results so far.

The letter in the layout of NĐ 30/2020; behind it what the receiving teacher needs (TT 28/2020 Đ36):
how far the programme is, results and comments of the year, also what another school declared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.printing.board import signers
from jobs.printing.render import joined, pdf
from models.archive import PrintDocument
from models.assessment import (
    DeclaredAbsence,
    MonthlyComment,
    SubjectResult,
    TraitResult,
    Unit,
    UnitKind,
)
from models.assessment.retest import last_scores
from models.clock import in_force, school_today
from models.people import Staff
from models.pupils import (
    FormerResult,
    IndividualPlan,
    PupilBirth,
    StepKind,
    Transfer,
    TransferStep,
)
from models.pupils.transfer_steps import PAPERS, steps_taken
from models.school import HomeroomAssignment, Period, PeriodKind, School, SchoolClass, SchoolYear

FORM = "packet.html"
FILE = "ho-so-chuyen-truong"
TITLE = "Giấy giới thiệu chuyển trường"
LABEL = {PrintDocument.TRANSFER_PACKET: "Hồ sơ chuyển trường"}


@dataclass(frozen=True, slots=True)
class Line:
    """A unit in a period: letter, score and comment as they stand; ``former``: another school's."""

    code: str
    name: str
    level: str
    score: str
    comment: str
    former: bool


@dataclass(frozen=True, slots=True)
class Term:
    """What stands of a period: subjects, then qualities and competences, days absent.

    ``days``: absent with and without leave, None where nothing was declared.
    """

    code: str
    name: str
    subjects: tuple[Line, ...]
    traits: tuple[Line, ...]
    days: tuple[int | None, int | None]

    @property
    def absent(self) -> str:
        """Say how often the pupil was absent; "" where nothing was declared."""
        if self.days == (None, None):
            return ""
        return f"Nghỉ có phép {self.days[0] or 0} ngày, không phép {self.days[1] or 0} ngày"


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the packet."""

    school: School | None
    day: date
    number: str
    row: Transfer
    room: str
    year: str
    birth: PupilBirth | None
    asked: TransferStep | None
    accepted: TransferStep | None
    left_on: date | None
    papers: tuple[tuple[str, bool], ...]
    week: int | None
    individual: bool
    terms: tuple[Term, ...]
    months: tuple[tuple[str, str], ...]
    homeroom: str
    chair: str

    @property
    def borrowed(self) -> bool:
        """Whether any line is another school's."""
        return any(line.former for term in self.terms for line in (*term.subjects, *term.traits))


def paper_of(session: Session, transfer_id: int, today: date | None = None) -> Paper:
    """Read a pupil's packet; thirteen statements."""
    row = session.scalars(select(Transfer).where(Transfer.id == transfer_id)).one()
    taken = {one.kind: one for one in steps_taken(session, row)[row.id]}
    letter, left = taken.get(StepKind.LETTER), taken.get(StepKind.LEFT)
    room = session.scalars(select(SchoolClass).where(SchoolClass.id == row.class_id)).one()
    year = session.scalars(select(SchoolYear).where(SchoolYear.id == row.year_id)).one()
    kept = select(Period).where(Period.year_id == year.id).order_by(Period.from_date, Period.id)
    periods = list(session.scalars(kept))
    day = today or school_today()
    until = left.on_day if left else day
    plan = select(IndividualPlan.id).where(
        IndividualPlan.pupil_id == row.pupil_id, IndividualPlan.year_id == year.id
    )
    birth = select(PupilBirth).where(PupilBirth.pupil_id == row.pupil_id)
    return Paper(
        school=session.scalars(select(School).order_by(School.id)).first(),
        day=letter.on_day if letter else day,
        number=(letter.paper or "") if letter else "",
        row=row,
        room=room.name,
        year=year.name,
        birth=session.scalars(birth).one_or_none(),
        asked=taken.get(StepKind.ASKED),
        accepted=taken.get(StepKind.ACCEPTED),
        left_on=left.on_day if left else None,
        papers=_papers(row),
        week=_week(periods, until),
        individual=session.scalars(plan).first() is not None,
        terms=_terms(session, row, [p for p in periods if p.kind is PeriodKind.TERM]),
        months=_months(session, row, [p for p in periods if p.kind is PeriodKind.MONTH]),
        homeroom=_homeroom(session, room.id, until),
        chair=(letter.person or "") if letter else signers(session)[1],
    )


def _papers(row: Transfer) -> tuple[tuple[str, bool], ...]:
    has = set(row.papers)
    listed = [(word, code in has) for code, (word, _) in PAPERS.items()]
    return (*listed, *(((row.other_papers, True),) if row.other_papers else ()))


def _week(periods: Sequence[Period], day: date) -> int | None:
    begun = [p for p in periods if p.kind is PeriodKind.WEEK and p.from_date <= day]
    return begun[-1].number if begun else None


def _homeroom(session: Session, class_id: int, day: date) -> str:
    h = HomeroomAssignment
    query = select(Staff.full_name).join(h, h.staff_id == Staff.id)
    here = query.where(h.class_id == class_id, in_force(h, day)).order_by(h.from_date.desc())
    return session.scalars(here).first() or ""


def _of(session: Session, model: Any, row: Transfer, periods: Sequence[Period]) -> list[Any]:
    ids = [period.id for period in periods]
    rows = select(model).where(model.pupil_id == row.pupil_id, model.period_id.in_(ids))
    return list(session.scalars(rows.order_by(model.id)))


def _terms(session: Session, row: Transfer, terms: Sequence[Period]) -> tuple[Term, ...]:
    units = {unit.id: unit for unit in session.scalars(select(Unit).order_by(Unit.position))}
    given = [one for m in (SubjectResult, TraitResult) for one in _of(session, m, row, terms)]
    former = _of(session, FormerResult, row, terms)
    absent = {one.period_id: one for one in _of(session, DeclaredAbsence, row, terms)}
    found = []
    for term in terms:
        again = last_scores(session, term.id)
        own = [_line(one, units, again) for one in given if one.period_id == term.id]
        others = [_line(one, units, {}) for one in former if one.period_id == term.id]
        lines = sorted([*own, *others], key=lambda pair: pair[0].position)
        said = [(unit, line) for unit, line in lines if line.level or line.score or line.comment]
        if said:
            subjects = tuple(line for unit, line in said if unit.kind is UnitKind.SUBJECT)
            traits = tuple(line for unit, line in said if unit.kind is not UnitKind.SUBJECT)
            gone = absent.get(term.id)
            days = (gone.excused, gone.unexcused) if gone else (None, None)
            found.append(Term(term.code, term.name, subjects, traits, days))
    return tuple(found)


def _line(one: Any, units: dict[int, Unit], again: dict[Any, int]) -> tuple[Unit, Line]:
    score = again.get((one.class_id, one.unit_id, one.pupil_id), getattr(one, "score", None))
    unit = units[one.unit_id]
    line = Line(
        unit.code,
        unit.name,
        one.level or "",
        "" if score is None else str(score),
        one.comment or "",
        isinstance(one, FormerResult),
    )
    return unit, line


def _months(
    session: Session, row: Transfer, months: Sequence[Period]
) -> tuple[tuple[str, str], ...]:
    names = {month.id: month.name for month in months}
    said = {one.period_id: one.comment for one in _of(session, MonthlyComment, row, months)}
    return tuple((names[m.id], text) for m in months if (text := said.get(m.id)))


def packet_pdf(paper: Paper) -> tuple[bytes, int]:
    """Return the packet as PDF, and how many pages it has."""
    made = pdf(FORM, official=True, paper=paper, title=TITLE)
    return joined([made], title=f"{TITLE}: {paper.row.full_name}")


def file_name(paper: Paper, ending: str = "pdf") -> str:
    """Return the name of a packet's file, by the pupil's code."""
    code = "".join(c if c.isascii() and c.isalnum() else "-" for c in paper.row.code or "")
    return f"{FILE}-{code}.{ending}"
