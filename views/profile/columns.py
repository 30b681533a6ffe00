"""Fields that the office declared, as columns, filters and words of the pupils' list (Điều 4.1)."""

from __future__ import annotations

from typing import Any

from flask import g, has_request_context
from sqlalchemy import false, select

from models.clock import school_today
from models.names import fold
from models.pupils import DeclaredField, DeclaredKind, DeclaredValue, Pupil
from models.pupils.declared import declared_on
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.frame import once
from views.listing import Asked, OwnFilter
from views.pages import By
from views.search import like

#: the filter that narrows nothing but shows a field
COLUMN = "cot"
PREFIX = "x"
NONE = "-"


def _fields() -> list[DeclaredField]:
    """Return the fields in use that this person reads; one statement a request."""
    if not can(g.actor, "read", DeclaredField):
        return []
    return once("declared fields", lambda: declared_on(request_session(), school_today()))


def _listed() -> list[DeclaredField]:
    """Return those that may stand in a list: not the sensitive ones."""
    return [field for field in _fields() if not field.sensitive]


def declared_columns() -> tuple[str, ...]:
    """Name the columns of all declared fields that this person reads."""
    return tuple(f"{PREFIX}{field.id}" for field in _fields())


def chosen_column(asked: Asked) -> tuple[str, ...]:
    """Name the column that was asked for beside the usual ones."""
    wanted = asked.filters.get(COLUMN)
    return tuple(f"{PREFIX}{field.id}" for field in _listed() if str(field.id) == wanted)


def declared_column(name: str) -> tuple[str, By] | None:
    """Return label and source of a declared field's column."""
    if not (name.startswith(PREFIX) and has_request_context()):
        return None
    found = next((field for field in _fields() if f"{PREFIX}{field.id}" == name), None)
    return (found.name, _values(found.id)) if found else None


def _values(field_id: int) -> By:
    def read(session: GuardedSession, rows: list[Any]) -> dict[int, str]:
        v = DeclaredValue
        found = session.execute(
            select(v.pupil_id, v.value).where(
                v.field_id == field_id, v.pupil_id.in_([row.id for row in rows])
            )
        )
        return {pupil_id: value for pupil_id, value in found if value}

    return read


def declared_filters() -> dict[str, OwnFilter]:
    """Return a filter for each declared choice, and the one that shows a field."""
    listed = _listed()
    found = {
        f"{PREFIX}{field.id}": OwnFilter(
            field.name,
            [*((option, option) for option in field.choices), (NONE, "chưa có")],
            _condition(field.id),
        )
        for field in listed
        if field.kind is DeclaredKind.CHOICE
    }
    if listed:
        names = [(str(field.id), field.name) for field in listed]
        found[COLUMN] = OwnFilter("Cột thêm", names, lambda _: None)
    return found


def _condition(field_id: int) -> Any:
    def fits(value: str) -> Any:
        v = DeclaredValue
        there = select(v.pupil_id).where(v.field_id == field_id)
        if value == NONE:
            return Pupil.id.not_in(there.where(v.value.is_not(None)))
        return Pupil.id.in_(there.where(v.value == value))

    return fits


def declared_like(text: str) -> Any:
    """Return the condition that a pupil's declared fields say all the words."""
    ids, words = [field.id for field in _listed()], fold(text).split()
    if not (ids and words):
        return false()
    v = DeclaredValue
    there = select(v.pupil_id).where(v.field_id.in_(ids))
    for one in words:
        there = there.where(v.folded.like(like(one), escape="\\"))
    return Pupil.id.in_(there)
