"""The pupils file: particulars, class, place of learning and parents of every pupil."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jobs.imports import cells, dates
from jobs.imports.cells import Converter
from jobs.imports.kinds.assignments import class_of
from jobs.imports.kinds.declared import column, converter
from jobs.imports.kinds.people import FirstRows, take_name, take_sex
from jobs.imports.reading import Shape
from jobs.imports.row import Row
from jobs.imports.table import Field, dictionary_matcher
from models.pupils import DeclaredField

_ENOUGH = 4
_DIGITS_OF_ID = 12
RELATIONS = ("father", "mother", "guardian")


def _judge(fields: frozenset[Field]) -> int:
    named = "name" in fields or "given" in fields
    return len(fields) if "code" in fields and named and len(fields) >= _ENOUGH else 0


SHAPE = Shape(
    label="học sinh",
    match=dictionary_matcher("pupils"),
    judge=_judge,
    row_keys=("code", "name", "given"),
    expected="Mã định danh, Họ và tên, Ngày sinh, Giới tính, Lớp",
    by_class=True,
)

#: columns that a row may leave blank, and how each is read
_OPTIONAL: dict[str, Converter] = {
    "nationality": cells.text(60),
    "campus": cells.text(100),
    "birth_place": cells.text(200),
    "native_place": cells.text(200),
    "address": cells.text(300),
    "personal_id": cells.personal_id,
    "note": cells.text(),
    **{f"{who}_name": cells.person for who in RELATIONS},
    **{f"{who}_occupation": cells.text(100) for who in RELATIONS},
    **{f"{who}_phone": cells.phone for who in RELATIONS},
}
_FLAGS: dict[str, Converter] = {
    "poor_household": cells.flag,
    "disability": cells.disability,
}


@dataclass(slots=True)
class PupilLine:
    """One pupil; ``given`` holds only what columns of the file say, blank texts left out."""

    row: Row
    code: str | None
    name: str | None
    birth_date: date | None
    sex: str | None
    class_name: str | None
    given: dict[str, Any]
    #: values of the declared fields that the file has a column for, by field, blanks left out
    declared: dict[int, str]

    @property
    def label(self) -> str:
        """How the preview names the row."""
        return f"{self.name or '–'}, {self.class_name or '–'}"


def doubt(number: str, birth_date: date | None, sex: str | None) -> str | None:
    """Say why a personal ID is doubtful: length, sex and century, year of birth (DOMAIN §5.3)."""
    if len(number) != _DIGITS_OF_ID or not number.isdigit():
        return "Số ĐDCN phải có 12 chữ số"
    century = int(number[3]) // 2
    if birth_date is not None and (
        1900 + 100 * century != birth_date.year // 100 * 100
        or number[4:6] != f"{birth_date.year % 100:02}"
    ):
        return "Số ĐDCN không khớp năm sinh"
    if sex is not None and (int(number[3]) % 2 == 1) != (sex == "Nữ"):
        return "Số ĐDCN không khớp giới tính"
    return None


def _needed(row: Row, fields: tuple[str, ...], missing: str) -> None:
    """Refuse a blank cell of a column that the table has."""
    column = next((field for field in fields if field in row.table.columns), None)
    if column is not None and row.blank(column):
        row.refuse(column, missing)


def parse(
    rows: list[Row],
    ethnic_groups: Mapping[str, list[str]],
    year: str,
    declared: Sequence[DeclaredField] = (),
) -> list[PupilLine]:
    """Read the rows of a school year (2025-2026); a bad cell refuses its row.

    ethnic_groups: {name: its other names}; declared: the fields that the office declared.
    """
    last = date(int(year[5:]), 12, 31)
    birth = dates.day(date(1990, 1, 1), last)
    ethnic = cells.choice(ethnic_groups, "Không có trong danh mục dân tộc")
    first_rows = FirstRows()
    own = {field.id: (column(field), converter(field)) for field in declared}
    lines = []
    for row in rows:
        code = row.need("code", cells.code, "Học sinh phải có mã")
        name = take_name(row, "Học sinh phải có họ và tên")
        first_rows.check(row, code, name)
        _needed(row, ("birth_date",), "Học sinh phải có ngày sinh")
        birth_date = row.take("birth_date", birth)
        _needed(row, ("sex",), "Học sinh phải có giới tính; chỉ nhận Nam hoặc Nữ")
        sex = take_sex(row)
        class_name = class_of(row)
        if class_name is None and "class" in row.table.columns and row.blank("class"):
            row.refuse("class", "Học sinh phải có lớp")
        given = _given(row)
        given["ethnic"] = row.take("ethnic", ethnic)
        number = given.get("personal_id")
        reason = doubt(number, birth_date, sex) if number else None
        if reason:
            row.warn("personal_id", f"{reason}; vẫn ghi, văn thư xác nhận sau")
        lines.append(
            PupilLine(
                row=row,
                code=code,
                name=name,
                birth_date=birth_date,
                sex=sex,
                class_name=class_name,
                given={field: value for field, value in given.items() if value is not None},
                declared={
                    field_id: value
                    for field_id, (header, convert) in own.items()
                    if (value := row.take(header, convert)) is not None
                },
            )
        )
    return lines


def _given(row: Row) -> dict[str, Any]:
    present = row.table.columns
    given = {
        field: row.take(field, convert) for field, convert in _OPTIONAL.items() if field in present
    }
    for field, convert in _FLAGS.items():
        if field in present:
            given[field] = bool(row.take(field, convert))
    return given
