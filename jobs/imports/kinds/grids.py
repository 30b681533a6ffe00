"""Entry grids as Excel: monthly comments, measures, findings; one shape for going out and in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jobs.imports import cells
from jobs.imports.cells import Converter, Taken
from jobs.imports.errors import BadCell
from jobs.imports.kinds.assignments import class_of
from jobs.imports.reading import Shape
from jobs.imports.row import Row
from jobs.imports.table import Field, dictionary_matcher
from jobs.imports.words import true_form
from models.assessment import MonthlyComment
from models.assessment.month import COMMENT, monthly_table
from models.base import Base
from models.batch import Table
from models.clock import school_today
from models.health.cells import CHECKING, MEASURING
from models.health.cells import tables as health_tables
from models.typed import Kind, Text, UnfitError

PUPIL_HEADS = ("STT", "Mã học sinh", "Họ và tên")
#: the code of a row that is about the whole class
OF_THE_CLASS = ""
NO_CODE = "Dòng này không có mã học sinh"


@dataclass(frozen=True)
class GridKind:
    """A grid: what its file is called, its tables with their columns, whose times it knows.

    ``time``: the fact of the titles that names the period. ``what``: what a period of it is.
    """

    title: str
    time: str
    what: str
    columns: Sequence[tuple[type[Base], Mapping[str, Kind]]]
    tables: Callable[[int, int], Sequence[Table]]

    @property
    def kinds(self) -> dict[str, Kind]:
        """What each column holds, by its field."""
        return {name: kind for _, kinds in self.columns for name, kind in kinds.items()}

    @property
    def heads(self) -> list[str]:
        """The header of the file."""
        columns = [(model, *one) for model, kinds in self.columns for one in kinds.items()]
        return [*PUPIL_HEADS, *(_head(*column) for column in columns)]


def _head(model: type[Base], name: str, kind: Kind) -> str:
    """Name a column with its unit: "Chiều cao (cm)", "Mắt phải (phần mười)"."""
    info = model.__table__.columns[name].info
    unit = "" if isinstance(kind, Text) else str(info.get("help") or "").partition(":")[0]
    return f"{info['label']} ({unit})" if unit else str(info["label"])


GRIDS: dict[str, GridKind] = {
    "monthly": GridKind(
        "NHẬN XÉT THÁNG",
        "month",
        "tháng",
        ((MonthlyComment, {"comment": COMMENT}),),
        lambda class_id, period_id: [monthly_table(class_id, period_id)],
    ),
    "measures": GridKind(
        "SỐ ĐO SỨC KHỎE",
        "round",
        "đợt khám",
        MEASURING,
        lambda class_id, period_id: health_tables(MEASURING, class_id, period_id, school_today()),
    ),
    "checks": GridKind(
        "KHÁM CHUYÊN KHOA",
        "round",
        "đợt khám",
        CHECKING,
        lambda class_id, period_id: health_tables(CHECKING, class_id, period_id, school_today()),
    ),
}


def _judge(kind: GridKind) -> Callable[[frozenset[Field]], int]:
    columns = frozenset(kind.kinds)
    return lambda fields: len(fields) if "code" in fields and fields & columns else 0


SHAPES: dict[str, Shape] = {
    name: Shape(
        label=kind.title.lower(),
        match=dictionary_matcher(name),
        judge=_judge(kind),
        row_keys=("code", "name"),
        expected=", ".join(kind.heads[1:5]),
        by_class=True,
        time=kind.time,
    )
    for name, kind in GRIDS.items()
}


@dataclass(slots=True)
class GridLine:
    """One pupil of a class at a time: the cells that could be read; blank ones are left out."""

    row: Row
    code: str | None
    name: str | None
    class_name: str | None
    time: str | None
    values: dict[Field, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """How the preview names the row."""
        return f"{self.name or self.code or '–'}, {self.class_name or '–'}"


def line_of(row: Row, time: str) -> GridLine:
    """Read who a row is about; ``time``: the fact of the titles that names the period."""
    return GridLine(
        row=row,
        code=row.need("code", cells.code, NO_CODE),
        name=None if row.blank("name") else cells.plain(row.raw("name"))[0],
        class_name=class_of(row),
        time=row.table.said(time),
    )


def taken(kind: Kind) -> Converter:
    """Read a cell as the grid itself reads what is typed into it."""

    def convert(raw: Any) -> Taken:
        cells.plain(raw)
        if not isinstance(kind, Text) and isinstance(raw, str) and raw.strip().startswith("="):
            msg = "Ô này là công thức; cần giá trị"
            raise BadCell(msg)
        given = true_form(raw) if isinstance(raw, str) else cells.shown(raw)
        try:
            value = kind.value(str(given) if isinstance(kind, Text) and raw is not None else given)
        except UnfitError as unfit:
            raise BadCell(str(unfit)) from unfit
        text = kind.text(value)
        return value, text if isinstance(raw, str) and text != raw else None

    return convert


def parse(name: str, rows: list[Row]) -> list[GridLine]:
    """Read the rows of a kind; a bad cell refuses that cell, a bad code its row."""
    kind, lines = GRIDS[name], []
    converters = {field: taken(one) for field, one in kind.kinds.items()}
    for row in rows:
        line = line_of(row, kind.time)
        for found, convert in converters.items():
            value = row.take(found, convert)
            if value is not None:
                line.values[found] = value
        lines.append(line)
    return lines
