"""The grids of a round: measuring a class, and what the specialists found of it (GRID.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import g, redirect, render_template, url_for
from sqlalchemy import select

from models.base import Base
from models.batch import save_cells
from models.clock import school_today
from models.health import Measurement, SpecialistCheck
from models.health.body import births, body, references
from models.health.cells import CHECKING, MEASURING, tables
from models.health.growth import age_in_months, at_age
from models.pupils.roll import roll
from models.school import Period, SchoolClass
from models.typed import Kind, Text
from permissions import guard
from permissions.errors import Forbidden
from permissions.importing import importable
from permissions.policy import can
from permissions.session import GuardedSession
from seeds import read
from views.cells import read_cells, save_reply
from views.database import request_session
from views.grid import Group, Head, Line, cell, column_css, column_data
from views.grid_files import grid_form, listed
from views.health.frame import NUTRITION, behind_the_wall, health, page, rounds_of
from views.health.rounds import place
from views.values import label_of
from views.words import decimal_vi

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

Grid = Sequence[tuple[type[Base], Mapping[str, Kind]]]
SHORT = {
    "height": "Cao", "weight": "Nặng", "vision_right": "P", "vision_left": "T",
    "glasses_right": "P", "glasses_left": "T", "systolic": "Tối đa", "diastolic": "Tối thiểu",
}  # fmt: skip
#: cells that many pupils rightly leave empty
OPTIONAL = ("glasses_right", "glasses_left", "referral", "doctor")
MEASURED = (
    Group("Thể lực (cm, kg)", 2), Group("Thị lực", 2), Group("Có kính", 2),
    Group("Huyết áp, mạch", 3), Group("Tính ra", 2),
)  # fmt: skip
#: the last columns of their groups
LAST = ("weight", "vision_left", "glasses_left", "pulse")
WORKED_OUT = "BMI và xếp loại tính từ chiều cao, cân nặng, tháng tuổi và giới tính."


def day_of(period: Period) -> date:
    """Return the day whose class list counts: today within the round, else its nearer end."""
    return max(min(period.to_date, school_today()), period.from_date)


class Page:
    """A class in a round as the grid shows it."""

    def __init__(
        self, session: GuardedSession, room: SchoolClass, period: Period, grid: Grid
    ) -> None:
        """Read lines and rows once, then lay out heads and cells."""
        self.session, self.room, self.period, self.grid = session, room, period, grid
        self.day = day_of(period)
        self.people = roll(session, [room.id], self.day)[room.id]
        self.stored = {model: self._stored(model) for model, _ in grid}
        self.shut = self._shut()
        self.writable = not self.shut
        self.measuring = grid is MEASURING
        self.groups: Sequence[Group] = MEASURED if self.measuring else ()
        self.heads = [
            self._head(model, name, kind) for model, kinds in grid for name, kind in kinds.items()
        ]
        self.limits: dict[int, list[float]] = {}
        derived = self._derived() if self.measuring else {}
        if self.measuring:
            self.heads += [_worked_out("bmi", "BMI"), _worked_out("nutrition", "Xếp loại")]
        self.rows = [self._line(pupil, derived.get(pupil.id, ())) for pupil in self.people]

    def _stored(self, model: Any) -> dict[int, Any]:
        query = select(model).where(
            model.class_id == self.room.id, model.period_id == self.period.id
        )
        return {row.pupil_id: row for row in self.session.scalars(query)}

    def _shut(self) -> str:
        row = {"class_id": self.room.id, "period_id": self.period.id}
        model = self.grid[0][0]
        fact = guard.facts_new(self.session, model, [row])[0]
        return "" if fact.open else guard.why_closed(self.session, model, row)

    def _text(self, model: type[Base], name: str, kind: Kind, pupil_id: int) -> str:
        row = self.stored[model].get(pupil_id)
        return kind.text(getattr(row, name)) if row is not None else ""

    def _head(self, model: type[Base], name: str, kind: Kind) -> Head:
        label = label_of(model, name)
        data = column_data(kind, name, label, shut=self.shut, optional=name in OPTIONAL)
        filled = sum(self._text(model, name, kind, p.id) != "" for p in self.people)
        css = column_css(data, last=name in LAST) if self.measuring else "tx"
        return Head(SHORT.get(name, label), css, filled, len(self.people), data)

    def _derived(self) -> dict[int, tuple[str, str]]:
        """Return BMI and its class by pupil; keep the limits for the page's own reckoning."""
        born, table = births(self.session, [p.id for p in self.people]), references(self.session)
        found = {}
        for pupil in self.people:
            row, birth = self.stored[Measurement].get(pupil.id), born.get(pupil.id)
            on = (row.measured_on if row else None) or self.day
            if birth is not None:
                months = age_in_months(birth.birth_date, on)
                if limits := at_age(table.get(birth.sex, ()), months):
                    self.limits[pupil.id] = [limits.thin, limits.over, limits.obese]
            stands = body(row and row.height, row and row.weight, birth, on, table)
            word = NUTRITION[stands.nutrition][0] if stands.nutrition else ""
            found[pupil.id] = ("" if stands.bmi is None else decimal_vi(stands.bmi), word)
        return found

    def _line(self, pupil: Any, derived: Sequence[str]) -> Line:
        texts = [
            self._text(model, name, kind, pupil.id)
            for model, kinds in self.grid
            for name, kind in kinds.items()
        ]
        cells = zip(self.heads, [*texts, *derived], strict=True)
        return Line(pupil.id, pupil.full_name, cells=[cell(head, text) for head, text in cells])

    @property
    def reckoning(self) -> dict[str, Any]:
        """What the page needs to work out BMI and to wonder at a value (static/js/measuring.js)."""
        words = [word for word, _ in NUTRITION.values()]
        return {
            "limits": self.limits,
            "words": words,
            "likely": read("catalogues/measuring")["likely"],
        }


def _worked_out(name: str, title: str) -> Head:
    data = column_data(Text(60), name, title, shut=WORKED_OUT, own=False, optional=True)
    return Head(title, "nu" if name == "bmi" else "word end", 0, 0, data)


def _show(class_id: int, period_id: int, grid: Grid, model: type[Base]) -> str | Response:
    behind_the_wall(Measurement)
    session = request_session()
    room, period = place(session, class_id, period_id)
    if not any(can(g.actor, "update", model, name) for name in grid[0][1]):
        return redirect(url_for("health.class_round", class_id=room.id, period_id=period.id))
    return render_template(
        "screens/health/measuring.html",
        page=Page(session, room, period, grid),
        rounds=rounds_of(session),
        here="health.measure" if grid is MEASURING else "health.check",
        save=url_for(
            "health.save_measures" if grid is MEASURING else "health.save_checks",
            class_id=room.id,
            period_id=period.id,
        ),
        **page("rounds"),
    )


def _save(class_id: int, period_id: int, grid: Grid) -> Response:
    behind_the_wall(Measurement)
    session = request_session()
    room, period = place(session, class_id, period_id)
    cells, behind = read_cells(), tables(grid, room.id, period.id, school_today())
    return save_reply(session, lambda: save_cells(session, guard, behind, cells))


@health.get("/do/<int:class_id>/<int:period_id>")
def measure(class_id: int, period_id: int) -> str | Response:
    """Show the grid of heights, weights, vision, blood pressure and pulse."""
    return _show(class_id, period_id, MEASURING, Measurement)


@health.post("/do/<int:class_id>/<int:period_id>/luu")
def save_measures(class_id: int, period_id: int) -> Response:
    """Save a batch of measures; an answer per cell."""
    return _save(class_id, period_id, MEASURING)


@health.get("/kham/<int:class_id>/<int:period_id>")
def check(class_id: int, period_id: int) -> str | Response:
    """Show the grid of what the specialists found."""
    return _show(class_id, period_id, CHECKING, SpecialistCheck)


@health.post("/kham/<int:class_id>/<int:period_id>/luu")
def save_checks(class_id: int, period_id: int) -> Response:
    """Save a batch of findings; an answer per cell."""
    return _save(class_id, period_id, CHECKING)


def _export(class_id: int, period_id: int, kind: str) -> Response:
    """Send a grid to whoever fills it in; others take the class's summary."""
    behind_the_wall(Measurement)
    session = request_session()
    room, period = place(session, class_id, period_id)
    if kind not in importable(g.actor):
        raise Forbidden("Bảng này do bộ phận y tế ghi (Đ6.2). Xem ở trang tổng hợp của lớp.")
    pupils = listed(roll(session, [room.id], day_of(period))[room.id])
    name = "so-do" if kind == "measures" else "kham-chuyen-khoa"
    return grid_form(session, kind, room, period, pupils, name)


@health.post("/do/<int:class_id>/<int:period_id>/excel")
def export_measures(class_id: int, period_id: int) -> Response:
    """Send the measures as Excel; they come back the same way."""
    return _export(class_id, period_id, "measures")


@health.post("/kham/<int:class_id>/<int:period_id>/excel")
def export_checks(class_id: int, period_id: int) -> Response:
    """Send the findings as Excel; they come back the same way."""
    return _export(class_id, period_id, "checks")
