"""Entry grids as Excel: the file that a grid sends is the one that its import reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for
from sqlalchemy import select

from jobs.imports.kinds.grids import GRIDS
from models.base import Base
from models.pupils import Pupil
from models.school import Period, SchoolClass, SchoolYear
from permissions.history import record_reading
from permissions.session import GuardedSession
from views.export import Form, write_form, xlsx_response
from views.frame import around
from views.words import year_vi

if TYPE_CHECKING:
    from flask import Response

_GRIDS = {
    "results": "entry.desk",
    "monthly": "monthly.desk",
    "measures": "health.measure",
    "checks": "health.check",
}
GRID_KINDS = frozenset({*_GRIDS, "attendance"})
KEEPS = "Ô để trống thì sổ giữ nguyên."


@dataclass(frozen=True)
class Sent:
    """What a grid sends: its title (class and time follow), a note, its table, its file's name."""

    model: type[Base]
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    name: str
    note: str = KEEPS


def send(session: GuardedSession, room: SchoolClass, period: Period, sent: Sent) -> Response:
    """Send a grid as Excel; the history keeps who took how many rows."""
    what = f"xuất Excel {sent.title.lower()}, lớp {room.name}, {period.name}"
    record_reading(session, sent.model, len(sent.rows), what)
    session.commit()
    year = session.get(SchoolYear, room.year_id)
    form = Form(
        sheet=f"{room.name}-{period.code}",
        school=around(session).school.upper(),
        title=f"{sent.title} LỚP {room.name} - {period.name.upper()}",
        year=year_vi(year.name),
        note=sent.note,
        heads=sent.heads,
        rows=sent.rows,
    )
    name = f"{sent.name}-{room.name}-{period.code}".lower().replace("/", "-")
    return xlsx_response(write_form(form), name)


def grid_form(
    session: GuardedSession,
    kind: str,
    room: SchoolClass,
    period: Period,
    pupils: Iterable[tuple[int, str, str]],
    name: str,
) -> Response:
    """Send a grid of one row per pupil; pupils: (id, code, name) in the order of the class list."""
    grid = GRIDS[kind]
    values: dict[int, dict[str, Any]] = {}
    for model, kinds in grid.columns:
        of: Any = model
        for row in session.scalars(
            select(of).where(of.class_id == room.id, of.period_id == period.id)
        ):
            here = values.setdefault(row.pupil_id, {})
            here.update({field: getattr(row, field) for field in kinds})
    rows = [
        [n, code, full_name, *(values.get(pupil, {}).get(field) for field in grid.kinds)]
        for n, (pupil, code, full_name) in enumerate(pupils, start=1)
    ]
    model = grid.columns[0][0]
    return send(session, room, period, Sent(model, grid.title, grid.heads, rows, name))


def listed(pupils: Iterable[Pupil]) -> list[tuple[int, str, str]]:
    """Return pupils as ``grid_form`` takes them."""
    return [(pupil.id, pupil.code, pupil.full_name) for pupil in pupils]


def grid_url(kind: str, room: SchoolClass, period: Period) -> str:
    """Return the address of the grid to which files of a kind belong."""
    if kind == "attendance":
        return url_for("attendance.month", class_id=room.id, thang=period.code)
    return url_for(_GRIDS[kind], class_id=room.id, period_id=period.id)
