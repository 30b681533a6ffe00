"""What a pupils file changes of the fields that the office declared."""

from __future__ import annotations

from jobs.imports.kinds.pupils import PupilLine
from jobs.imports.plan import Plan, Ref
from jobs.imports.plans.pupil_books import PupilBooks
from jobs.imports.report import Change
from models.pupils import DeclaredValue
from models.pupils.declared import kept


def plan_declared(
    line: PupilLine, pupil_id: int | Ref, made: Plan, books: PupilBooks
) -> list[Change]:
    """Plan the values of a line; the changes of a known pupil are named by the field."""
    changes = []
    for field_id, value in line.declared.items():
        field, standing = books.fields[field_id], books.declared.get((pupil_id, field_id))
        before = standing.value if standing else None
        if value == before:
            continue
        if standing:
            made.update(DeclaredValue, standing.id, kept(value))
        else:
            row = {"pupil_id": pupil_id, "field_id": field_id, "kind": field.kind}
            made.create(DeclaredValue, row | kept(value))
        changes.append(Change(field.name, before, value))
    return [] if isinstance(pupil_id, Ref) else changes
