"""The assignments file: who teaches what in which class, and who is its homeroom teacher."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.imports import cells
from jobs.imports.reading import Shape
from jobs.imports.row import Row
from jobs.imports.table import Field, dictionary_matcher


def _judge(fields: frozenset[Field]) -> int:
    teacher = "code" in fields or "name" in fields
    return len(fields) if "unit" in fields and teacher else 0


SHAPE = Shape(
    label="phân công chuyên môn",
    match=dictionary_matcher("assignments"),
    judge=_judge,
    row_keys=("code", "name"),
    expected="Lớp, Môn học, Mã CB, Giáo viên",
    by_class=True,
)


@dataclass(slots=True)
class AssignmentLine:
    """One class and unit with its teacher; ``homeroom`` when the row says x under GVCN."""

    row: Row
    class_name: str | None
    unit: str | None
    code: str | None
    teacher: str | None
    homeroom: bool

    @property
    def label(self) -> str:
        """How the preview names the row."""
        return f"{self.class_name or '–'}, {self.unit or '–'}"


def class_of(row: Row) -> str | None:
    """Return the row's class, or the one that the title or the sheet's name says."""
    if not row.blank("class"):
        return row.take("class", cells.class_name)  # type: ignore[no-any-return]
    return row.table.titled.class_name or row.table.named.class_name


def parse(rows: list[Row]) -> list[AssignmentLine]:
    """Read the rows; units and teachers are looked up by the plan."""
    lines = []
    for row in rows:
        class_name = class_of(row)
        if class_name is None and not row.refused:
            row.refuse("class", "Phải có lớp")
        coded = "code" in row.table.columns
        lines.append(
            AssignmentLine(
                row=row,
                class_name=class_name,
                unit=row.need("unit", cells.text(100), "Phải có môn học"),
                code=row.need("code", cells.code, "Phải có mã cán bộ") if coded else None,
                teacher=row.take("name", cells.person),
                homeroom=bool(row.take("homeroom", cells.flag)),
            )
        )
    return lines
