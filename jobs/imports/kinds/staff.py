"""The staff file: who works here, in which department, with which duties."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from jobs.imports import cells, dates
from jobs.imports.kinds.people import FirstRows, take_name, take_sex
from jobs.imports.reading import Shape
from jobs.imports.row import Row
from jobs.imports.table import Field, dictionary_matcher

_ENOUGH = 4
_SEPARATORS = re.compile(r"[;,\n|]+")


def _judge(fields: frozenset[Field]) -> int:
    named = "name" in fields or "given" in fields
    return len(fields) if "code" in fields and named and len(fields) >= _ENOUGH else 0


SHAPE = Shape(
    label="cán bộ",
    match=dictionary_matcher("staff"),
    judge=_judge,
    row_keys=("code", "name", "given"),
    expected="Mã CB, Họ và tên, Chức vụ, Tổ",
)


@dataclass(slots=True)
class StaffLine:
    """One staff member as the file has them; ``duties`` are the words between separators."""

    row: Row
    code: str | None
    name: str | None
    birth_date: date | None
    sex: str | None
    position: str | None
    department: str | None
    duties: list[str]
    email: str | None
    phone: str | None

    @property
    def label(self) -> str:
        """How the preview names the row."""
        return f"{self.name or '–'}, {self.code or '–'}"


def _email(row: Row) -> Any:
    value = row.take("email", cells.text(200))
    if value and ("@" not in value or " " in value):
        row.warn("email", "Không giống địa chỉ thư điện tử")
    return value


def parse(rows: list[Row]) -> list[StaffLine]:
    """Read the rows; what can't be taken is refused in the row itself."""
    birth = dates.day(date(1930, 1, 1), date.today())  # noqa: DTZ011 - a calendar day
    first_rows = FirstRows()
    lines = []
    for row in rows:
        code = row.need("code", cells.code, "Cán bộ phải có mã")
        name = take_name(row, "Cán bộ phải có họ và tên")
        first_rows.check(row, code, name)
        duties = row.take("duties", cells.text(300)) or ""
        lines.append(
            StaffLine(
                row=row,
                code=code,
                name=name,
                birth_date=row.take("birth_date", birth),
                sex=take_sex(row),
                position=row.take("position", cells.text(100)),
                department=row.take("department", cells.text(100)),
                duties=[word.strip() for word in _SEPARATORS.split(duties) if word.strip()],
                email=_email(row),
                phone=row.take("phone", cells.phone),
            )
        )
    return lines
