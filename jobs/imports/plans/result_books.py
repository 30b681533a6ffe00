"""The results as they stand, read once for an import, and which of them are closed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from jobs.imports.context import Context
from models.assessment import DeclaredAbsence, SubjectResult, TraitResult
from models.base import Base
from models.pupils import Enrolment, Pupil
from permissions.facts import facts_new, why_closed

_KEYS: dict[type[Base], tuple[str, ...]] = {
    SubjectResult: ("class_id", "unit_id", "period_id", "pupil_id"),
    TraitResult: ("class_id", "unit_id", "period_id", "pupil_id"),
    DeclaredAbsence: ("class_id", "period_id", "pupil_id"),
}
_VALUES: dict[type[Base], tuple[str, ...]] = {
    SubjectResult: ("level", "score", "comment"),
    TraitResult: ("level", "comment"),
    DeclaredAbsence: ("excused", "unexcused"),
}
Place = tuple[int, ...]


class ResultBooks:
    """Pupils, their classes, and every result of the classes that the file names."""

    def __init__(self, context: Context, names: set[str]) -> None:
        """Read what stands in the classes of these names."""
        self._context = context
        session = context.session
        ids = [one.id for name, one in context.classes.items() if name in names]
        everyone = session.execute(select(Pupil.code, Pupil.id, Pupil.full_name))
        self.pupils = {code: (pupil_id, name) for code, pupil_id, name in everyone}
        placed = select(Enrolment.pupil_id, Enrolment.class_id).where(Enrolment.class_id.in_(ids))
        self.enrolled = {(pupil_id, class_id) for pupil_id, class_id in session.execute(placed)}
        self.standing = {model: self._read(model, ids) for model in _KEYS}
        #: (sheet, class, period, pupil) → its first row
        self.first_row: dict[tuple[str, int, str, int], int] = {}
        #: (class, period, pupil, unit, part) → the sheet that had it first
        self.first_sheet: dict[tuple[int, int, int, str, str], str] = {}
        #: sheets with cells that aren't the person's
        self.left_out: set[str] = set()
        self._closed: dict[tuple[Any, ...], str | None] = {}

    def _read(self, model: type[Base], class_ids: list[int]) -> dict[Place, dict[str, Any]]:
        keys, values = _KEYS[model], _VALUES[model]
        columns = [getattr(model, name) for name in ("id", *keys, *values)]
        of_a_class: Any = model
        query = select(*columns).where(of_a_class.class_id.in_(class_ids))
        found = self._context.session.execute(query)
        cut = 1 + len(keys)
        return {
            tuple(row[1:cut]): {"id": row[0], **dict(zip(values, row[cut:], strict=True))}
            for row in found
        }

    def keys(self, model: type[Base], place: Place) -> dict[str, int]:
        """Return the key columns of a place."""
        return dict(zip(_KEYS[model], place, strict=True))

    def why_closed(self, model: type[Base], place: Place) -> str | None:
        """Say why the place can't be written now, None when it is open (asked once per class)."""
        asked = (model, *place[:-1])
        if asked not in self._closed:
            session, row = self._context.session, self.keys(model, place)
            is_open = facts_new(session, model, [row])[0].open
            self._closed[asked] = None if is_open else why_closed(session, model, row)
        return self._closed[asked]
