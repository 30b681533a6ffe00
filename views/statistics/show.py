"""The page: tabs, filters, a chart, and the table, whose numbers lead to their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, render_template, url_for

from models.statistics.cube import Place
from models.statistics.measures import Group
from models.statistics.table import Block, Figure, Line
from views.database import request_session
from views.statistics.asked import (
    BY_PLACE,
    BY_UNIT,
    BY_YEAR,
    Asked,
    asked,
    kinds_of,
    sees_school,
    statistics,
)
from views.statistics.counting import Counted, counted
from views.tabs import Tab

AXES = {BY_UNIT: "Theo môn", BY_PLACE: "Theo lớp", BY_YEAR: "Qua các năm"}


@statistics.get("/")
def show() -> str:
    """Show the table that the address asks for."""
    session = request_session()
    wanted = asked(session)
    found = counted(session, wanted)
    return render_template(
        "screens/statistics/show.html",
        asked=wanted,
        found=found,
        table=found.table,
        tabs_=[_tab(kind, wanted) for kind in kinds_of(g.actor)],
        axes=[(word, _at(wanted, theo=axis), axis == wanted.axis) for axis, word in _axes(wanted)],
        rooms=_offered(found),
        grades=sorted({room.grade for room in _offered(found)}),
        chart=chart_of(found),
        link=Links(found),
    )


def _tab(kind: Any, wanted: Asked) -> Tab:
    args = wanted.args(loai=kind.code, theo=None, mon=None)
    return Tab(kind.title, url_for("statistics.show", **args), kind is wanted.kind)


def _at(wanted: Asked, **more: Any) -> str:
    return url_for("statistics.show", **wanted.args(**more))


def _axes(wanted: Asked) -> list[tuple[str, str]]:
    named = [(axis, word) for axis, word in AXES.items() if axis != BY_UNIT or wanted.kind.by_unit]
    if wanted.kind.code == "pcnl":
        named[0] = (BY_UNIT, "Theo phẩm chất, năng lực")
    return [one for one in named if one[0] != BY_YEAR or sees_school(g.actor, wanted.kind)]


def _offered(found: Counted) -> list[Any]:
    """Return the classes of which something is counted."""
    seen = {place.id for place, _ in found.cube.counts if place.kind == "class"}
    return [room for room in found.asked.rooms if room.id in seen]


@dataclass(frozen=True)
class Links:
    """The way from a number to its rows, for whoever may read them."""

    found: Counted

    def __call__(self, block: Block, line: Line, figure: Figure) -> str | None:
        """Return the address of the rows; None where there are none to be seen."""
        wanted = self.found.asked
        # of past years only the approved lists count: their rows are those of the reviews
        past = wanted.kind.last_only and block.year != wanted.year.name
        if past or self.found.masked or figure.hidden or not figure.amount:
            return None
        args = wanted.args(
            theo=BY_PLACE,
            nam=block.year,
            mon=block.unit_id or None,
            do=line.measure.code,
            nhom=None if figure.group is Group.ALL else figure.group.value,
            **_where(block.place),
        )
        return url_for("statistics.rows", **args)


def _where(place: Place) -> dict[str, int | None]:
    return {
        "khoi": place.id if place.kind == "grade" else None,
        "lop": place.id if place.kind == "class" else None,
    }


def chart_of(found: Counted) -> dict[str, Any] | None:
    """Return what the chart draws: shares of the pupils by block, a series a measure."""
    blocks = found.table.blocks
    drawn = [measure for measure in found.table.measures.all if measure.tone]
    if not blocks or not drawn:
        return None
    series = []
    for measure in drawn:
        shares = [_share(block, measure.code) for block in blocks]
        if any(shares):
            series.append({"label": measure.label, "tone": measure.tone, "shares": shares})
    return {
        "labels": [block.title for block in blocks],
        "upright": found.asked.axis == BY_YEAR,
        "series": series,
    }


def _share(block: Block, code: str) -> float | None:
    line = next((line for line in block.lines if line.measure.code == code), None)
    share = line.figures[0].share if line is not None else 0.0
    return None if share is None else round(share * 100, 1)
