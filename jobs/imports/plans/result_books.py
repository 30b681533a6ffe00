"""The results as they stand, read once for an import, and which of them are closed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from jobs.imports.context import Context
from jobs.imports.plans.roster import Roster
from models.assessment import DeclaredAbsence, SubjectResult, TraitResult
from models.base import Base
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
        self.roster = Roster(context, names)
        self.standing = {model: self._read(model, self.roster.class_ids) for model in _KEYS}
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
