"""Lays out a class summary sheet: its columns by grade and moment, totals, and the PDF.

Which columns stand where is data (forms/summary_sheet.yaml); the nine forms of TT 27/2020
Phụ lục 2 follow from a grade, a moment and the units that the class is taught.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from jobs.printing.documents import SheetColumn, SummarySheet
from jobs.printing.filling.fill import Document, filled
from jobs.printing.filling.layouts import Form
from jobs.printing.sheet_pages import SheetPages
from jobs.printing.words import dated, short_date

FORM = Path(__file__).parent / "forms" / "summary_sheet.yaml"
PAGE_MM = 281.0
FIXED_MM = 78.0
WIDEST_MM = 7.4
ONE_PLACE = 1


@dataclass(frozen=True, slots=True)
class UnitName:
    """What a column needs to know of an assessed unit."""

    name: str
    under: str | None


@dataclass(frozen=True, slots=True)
class Head:
    """A cell of the heading: its text, how far it spans, its width in mm, and if it stands up."""

    text: str
    columns: int
    rows: int
    millimetres: float
    upright: bool


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A line below the pupils: how many, or what share of those who have a value."""

    label: str
    cells: tuple[str, ...]


@cache
def form() -> dict[str, Any]:
    """Return the form as data."""
    loaded: dict[str, Any] = yaml.safe_load(FORM.read_text(encoding="utf-8"))
    return loaded


def columns(
    grade: int, moment: str, units: Mapping[str, UnitName], scored: Collection[str]
) -> tuple[SheetColumn, ...]:
    """Return the columns for a grade at a moment (GHK1, CHK1, GHK2, CN).

    ``units`` are the units that the class is taught by code, ``scored`` those with a test then.
    """
    data, found = form(), []
    group = next(g for g in data["groups"] if grade in g["grades"])
    blocks = data["blocks"]
    for code in (c for c in group["subjects"] if c in units):
        unit = units[code]
        above = (blocks["subjects"], unit.under or (unit.name if code in scored else ""))
        found.append(SheetColumn(code, "level", unit.name, above))
        if code in scored:
            found.append(SheetColumn(f"{code}.score", "score", unit.name, above))
    for part in ("general", "specific"):
        found += [
            SheetColumn(c, "level", units[c].name, (blocks["traits"], blocks[part]))
            for c in group[part]
            if c in units
        ]
    found += [
        SheetColumn(c, "level", units[c].name, (blocks["qualities"], ""))
        for c in group["qualities"]
        if c in units
    ]
    if data["moments"][moment]["outcome"]:
        found += [
            SheetColumn(
                tick["key"],
                "hand" if tick.get("by_hand") else "tick",
                tick["name"],
                (block["block"], ""),
            )
            for block in data["outcome"]
            for tick in block["columns"]
        ]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class SheetShape:
    """What a sheet prints by itself; its table has one row, which is drawn for each pupil."""

    title: str
    heads: tuple[tuple[Head, ...], ...]
    columns: int
    name_mm: float
    wide: float
    totals: tuple[str, ...]
    row_high: float = 5.4


def document(sheet: SummarySheet, *, official: bool) -> Document:
    """Return a class's sheet to be filled."""
    wide = min(WIDEST_MM, (PAGE_MM - FIXED_MM) / len(sheet.columns))
    shape = SheetShape(
        title=form()["moments"][sheet.moment]["title"],
        heads=tuple(tuple(row) for row in _heads(sheet.columns, wide)),
        columns=len(sheet.columns),
        wide=wide,
        name_mm=min(52.0, PAGE_MM - FIXED_MM - wide * len(sheet.columns) + 34.0),
        totals=tuple(band for row in form()["totals"] for band in (row["label"], "%")),
    )
    pages = SheetPages(
        Form("summary_sheet.html", shape, official=True),
        head_values(sheet),
        [row_values(sheet, number) for number in range(len(sheet.rows))],
        f"Lớp {sheet.class_name} · {sheet.moment_name}",
        marked=not official,
    )
    return Document(f"Bảng tổng hợp lớp {sheet.class_name}, {sheet.moment_name}", [pages])


def sheet_pdf(sheet: SummarySheet, *, official: bool) -> bytes:
    """Return the sheet as PDF; a copy that isn't official bears BẢN XEM."""
    return filled([document(sheet, official=official)]).pdf("Bảng tổng hợp kết quả đánh giá")


def head_values(sheet: SummarySheet) -> dict[str, str | None]:
    """Return what stands above and below the pupils: school, class, totals, signatures."""
    values: dict[str, str | None] = {
        "upper_body": sheet.upper_body.upper() if sheet.upper_body else None,
        "school": sheet.school.upper(),
        "class_name": sheet.class_name,
        "year": sheet.year,
        "dated": dated(sheet.place, sheet.approved_on),
        "homeroom": sheet.homeroom,
        "head": sheet.head,
    }
    for line, total in enumerate(totals(sheet)):
        values |= {f"total{line}.cell{n}": cell for n, cell in enumerate(total.cells)}
    return values


def row_values(sheet: SummarySheet, number: int) -> dict[str, str | None]:
    """Return what a pupil's row prints."""
    row = sheet.rows[number]
    sex = {None: "..", True: "x", False: ""}[row.female]
    values: dict[str, str | None] = {
        "row.number": str(number + 1),
        "row.full_name": row.full_name,
        "row.birth_date": short_date(row.birth_date) or "........",
        "row.female": sex,
        "row.ethnic_group": row.ethnic_group or "......",
        "row.disability": "x" if row.disability else "",
    }
    for place, column in enumerate(sheet.columns):
        value = row.cells.get(column.key)
        lacking = value is None and column.kind in ("level", "score")
        values[f"row.cell{place}"] = "..." if lacking else value or ""
    return values


def _heads(found: Sequence[SheetColumn], wide: float) -> tuple[list[Head], list[Head], list[Head]]:
    first, second, third = [], [], []
    for block, inside in groupby(found, key=lambda c: c.blocks[0]):
        members = list(inside)
        flat = not any(c.blocks[1] for c in members)
        rows = 2 if flat else 1
        first.append(Head(block, len(members), rows, wide * len(members), upright=False))
        for above, under in groupby(members, key=lambda c: (c.blocks[1], _alone(c))):
            below = list(under)
            if flat:
                third += [_bottom(column, wide) for column in below]
            elif above[0]:
                second.append(Head(above[0], len(below), 1, wide * len(below), upright=False))
                third += [_bottom(column, wide) for column in below]
            else:
                second += [Head(column.name, 1, 2, wide, upright=True) for column in below]
    return first, second, third


def _alone(column: SheetColumn) -> str:
    return column.key if not column.blocks[1] else ""


def _bottom(column: SheetColumn, wide: float) -> Head:
    text = column.name
    if column.kind == "score":
        text = "Điểm KTĐK"
    elif column.blocks[1] == column.name:
        text = "Mức đạt được"
    return Head(text, 1, 1, wide, upright=True)


def totals(sheet: SummarySheet) -> list[TotalRow]:
    """Return the counts and shares (%) of each column, by bands of levels and scores."""
    rows = []
    for number, band in enumerate(form()["totals"]):
        counts = [_count(sheet, column, band, first=number == 0) for column in sheet.columns]
        given = [_given(sheet, column) for column in sheet.columns]
        rows.append(TotalRow(band["label"], tuple("" if n is None else str(n) for n in counts)))
        shares = (share(n, of) for n, of in zip(counts, given, strict=True))
        rows.append(TotalRow("%", tuple(shares)))
    return rows


def _count(
    sheet: SummarySheet, column: SheetColumn, band: dict[str, Any], *, first: bool
) -> int | None:
    if column.kind == "hand":
        return None
    values = [row.cells.get(column.key) for row in sheet.rows]
    if column.kind == "tick":
        decided = first and sheet.approved_on is not None
        return sum(value == "x" for value in values) if decided else None
    if column.kind == "score":
        low, high = band["score"]
        return sum(low <= int(value) <= high for value in values if value)
    return sum(value in band["level"] for value in values)


def _given(sheet: SummarySheet, column: SheetColumn) -> int:
    if column.kind == "tick":
        return 0 if sheet.approved_on is None else sum(not row.exempt for row in sheet.rows)
    return sum(bool(row.cells.get(column.key)) for row in sheet.rows)


def share(count: int | None, of: int) -> str:
    """Write a share in % with a comma and at most one place ("98,5", "100"); "" of nothing."""
    if count is None or of == 0:
        return ""
    return f"{100 * count / of:.{ONE_PLACE}f}".removesuffix(".0").replace(".", ",")
