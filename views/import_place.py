"""Importing from a grid: which class and time the file must be of, and the way back there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from models.access import ImportRun
from models.school import Period, SchoolClass, SchoolYear
from views.database import request_session
from views.grid_files import GRID_KINDS, grid_url
from views.ids import row_id


@dataclass(frozen=True)
class Place:
    """The grid of a class at a time."""

    kind: str
    room: SchoolClass
    period: Period
    year: str

    @property
    def words(self) -> str:
        """How people name it: "lớp 3A, Tháng 11"."""
        return f"lớp {self.room.name}, {self.period.name}"

    @property
    def url(self) -> str:
        """Where it is."""
        return grid_url(self.kind, self.room, self.period)


def place_of(form: Mapping[str, Any]) -> Place | None:
    """Return the grid that a form was sent from, None when it was sent from none."""
    kind = form.get("kind", "")
    room_id, period_id = row_id(form.get("class_id")), row_id(form.get("period_id"))
    if kind not in GRID_KINDS or room_id is None or period_id is None:
        return None
    session = request_session()
    room, period = session.get(SchoolClass, room_id), session.get(Period, period_id)
    if room is None or period is None or room.year_id != period.year_id:
        return None
    year = session.get(SchoolYear, room.year_id)
    return Place(kind, room, period, year.name)


def place_by_name(run: ImportRun) -> Place | None:
    """Return the grid from which an import was begun."""
    if run.class_name is None or run.period_code is None:
        return None
    found = (
        request_session()
        .execute(
            select(SchoolClass, Period)
            .join(SchoolYear, SchoolYear.id == SchoolClass.year_id)
            .join(Period, Period.year_id == SchoolYear.id)
            .where(
                SchoolYear.name == run.year,
                SchoolClass.name == run.class_name,
                Period.code == run.period_code,
            )
        )
        .one_or_none()
    )
    return Place(run.kind, *found, run.year) if found else None
