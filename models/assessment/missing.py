"""Missing cells with names on them: whose, of which class, unit and period, and who owes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.assessment.expected import ExpectedCell, Which, expected_cells
from models.assessment.unit import Unit, UnitKind
from models.once import once
from models.people.staff import Staff
from models.pupils.pupil import Pupil
from models.school.classes import SchoolClass
from models.school.year import Period

FIELD_LABEL = {"level": "mức", "score": "điểm", "comment": "nhận xét"}
UNASSIGNED = "chưa phân công"
_TRAIT = {UnitKind.QUALITY: "PC ", UnitKind.GENERAL: "NL ", UnitKind.SPECIFIC: "NL "}


def unit_label(unit: Unit, *, short: bool = False) -> str:
    """Name a unit so that a competence isn't taken for a subject ("Khoa học", "NL Khoa học")."""
    return _TRAIT.get(unit.kind, "") + (unit.short_name if short else unit.name)


@dataclass(frozen=True, slots=True)
class MissingCell:
    """A pupil × unit × period with its empty fields (level, score, comment) and its owner.

    ``owner_*`` is None when nobody is assigned: it lands with the vice-principal (DESIGN §4).
    """

    class_id: int
    class_name: str
    pupil_id: int
    pupil_code: str
    pupil_name: str
    unit_id: int
    unit_code: str
    unit_name: str
    trait: bool
    period_id: int
    period_code: str
    period_name: str
    fields: tuple[str, ...]
    owner_id: int | None
    owner_code: str | None
    owner_name: str | None

    @property
    def what(self) -> str:
        """Say what is missing: "Ngoại ngữ 1, cuối năm: mức, điểm"."""
        fields = ", ".join(FIELD_LABEL[field] for field in self.fields)
        return f"{self.unit_name}, {self.period_name[0].lower()}{self.period_name[1:]}: {fields}"


@dataclass(frozen=True, slots=True)
class Debt:
    """What one person owes: how many empty fields, in which classes, units and periods."""

    owner_id: int | None
    owner_code: str | None
    owner_name: str
    cells: int
    places: tuple[str, ...]


def owed_words(debts: Iterable[Debt]) -> str:
    """Say how much is owed: "65 ô của 2 người, 54 ô chưa phân công"."""
    debts = list(debts)
    owned = [debt for debt in debts if debt.owner_id is not None]
    parts = []
    if owned:
        parts.append(f"{sum(debt.cells for debt in owned)} ô của {len(owned)} người")
    parts += [f"{debt.cells} ô {UNASSIGNED}" for debt in debts if debt.owner_id is None]
    return ", ".join(parts)


def units_of(session: Session) -> Sequence[Unit]:
    """Return all units in the order of the forms."""
    query = select(Unit).order_by(Unit.position)
    return once(session, ("units",), lambda: session.scalars(query).all())


def missing_cells(session: Session, which: Which) -> list[MissingCell]:
    """List the missing cells by class, period, unit and pupil as the class list sorts."""
    return name_cells(session, expected_cells(session, which, missing_only=True))


def name_cells(session: Session, cells: Sequence[ExpectedCell]) -> list[MissingCell]:
    """Put names on cells; five small look-ups, whatever their number."""
    if not cells:
        return []
    classes = {c.id: c for c in session.scalars(select(SchoolClass))}
    units = {u.id: u for u in units_of(session)}
    periods = {p.id: p for p in session.scalars(select(Period))}
    staff = {s.id: s for s in session.scalars(select(Staff))}
    ids = {cell.pupil_id for cell in cells}
    pupils = {p.id: p for p in session.scalars(select(Pupil).where(Pupil.id.in_(ids)))}
    found = []
    for cell in cells:
        here, unit, period = classes[cell.class_id], units[cell.unit_id], periods[cell.period_id]
        pupil = pupils[cell.pupil_id]
        owner = staff.get(cell.owner_id) if cell.owner_id is not None else None
        order = (here.grade, here.name, period.from_date, unit.position, pupil.sort_key, pupil.code)
        found.append(
            (
                order,
                MissingCell(
                    class_id=here.id,
                    class_name=here.name,
                    pupil_id=pupil.id,
                    pupil_code=pupil.code,
                    pupil_name=pupil.full_name,
                    unit_id=unit.id,
                    unit_code=unit.code,
                    unit_name=unit_label(unit),
                    trait=cell.trait,
                    period_id=period.id,
                    period_code=period.code,
                    period_name=period.name,
                    fields=cell.fields,
                    owner_id=cell.owner_id,
                    owner_code=owner.code if owner else None,
                    owner_name=f"{owner.address} {owner.full_name}" if owner else None,
                ),
            )
        )
    return [cell for _, cell in sorted(found, key=lambda pair: pair[0])]


def by_person(cells: Iterable[MissingCell]) -> list[Debt]:
    """Add missing cells up by the person who owes them, the largest debt first."""
    groups: dict[int | None, list[MissingCell]] = {}
    for cell in cells:
        groups.setdefault(cell.owner_id, []).append(cell)
    debts = [
        Debt(
            owner_id=owner_id,
            owner_code=owed[0].owner_code,
            owner_name=owed[0].owner_name or UNASSIGNED,
            cells=sum(len(cell.fields) for cell in owed),
            places=tuple(
                dict.fromkeys(f"{c.class_name} · {c.unit_name} · {c.period_name}" for c in owed)
            ),
        )
        for owner_id, owed in groups.items()
    ]
    return sorted(debts, key=lambda debt: (-debt.cells, debt.owner_name))
