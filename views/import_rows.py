"""What the preview of an import shows: tabs with counts, rows of a tab, cells to be corrected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jobs.imports.report import Report
from models.access import ImportRun
from models.figures import count_vi

TABS = (
    ("created", "Mới"),
    ("updated", "Thay đổi"),
    ("unchanged", "Giữ nguyên"),
    ("repaired", "Tự sửa"),
    ("warned", "Cần xem lại"),
    ("refused", "Từ chối"),
    ("columns", "Cột đã nhận"),
)
_FIX = "fix"


@dataclass(frozen=True)
class Cell:
    """A refused cell: what the file says, why not, what the person wrote instead."""

    sheet: str
    row: int | None
    column: str | None
    value: Any
    reason: str
    index: int | None
    text: str | None
    wrong: bool

    @property
    def name(self) -> str:
        """The name of its field in the form."""
        return f"{_FIX}-{self.row}-{self.index}-{self.sheet}"

    @property
    def can_be_fixed(self) -> bool:
        """Whether there is one cell to correct (not a sheet, not a missing column)."""
        return self.row is not None and self.index is not None


@dataclass(frozen=True)
class Tab:
    """A word of the tab line."""

    name: str
    label: str
    count: str


def report_of(run: ImportRun) -> dict[str, Any]:
    """Return what was found in the file; an import that never got so far found nothing."""
    return run.report or Report(run.kind, run.file_name).as_preview()


def _fixes(run: ImportRun) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (run.corrections or {}).get("cells", [])
    return found


def cells_of(run: ImportRun) -> list[Cell]:
    """Return the cells of the tab "Từ chối": refused ones, and those whose correction fits."""
    fixes = {(one["sheet"], one["row"], one["index"]): one for one in _fixes(run)}
    found, cells = report_of(run), []
    for entry, index in zip(found["json"]["refused"], found["places"], strict=True):
        fix = fixes.pop((entry["sheet"], entry["row"], index), None)
        value = fix["value"] if fix else entry["value"]
        text = fix["text"] if fix else None
        cells.append(
            Cell(
                entry["sheet"],
                entry["row"],
                entry["column"],
                value,
                entry["reason"],
                index,
                text,
                wrong=True,
            )
        )
    cells += [
        Cell(
            one["sheet"],
            one["row"],
            one["column"],
            one["value"],
            one["reason"],
            one["index"],
            one["text"],
            wrong=False,
        )
        for one in fixes.values()
    ]
    order = {sheet["name"]: place for place, sheet in enumerate(found["sheets"])}
    return sorted(cells, key=lambda cell: (order.get(cell.sheet, 0), cell.row or 0))


def corrected(run: ImportRun, form: Any) -> dict[str, Any]:
    """Return the corrections after a form was sent: cells that say something else than the file."""
    kept = []
    for cell in cells_of(run):
        text = form.get(cell.name)
        if text is None or not cell.can_be_fixed:
            continue
        was = "" if cell.value is None else str(cell.value)
        if text.strip() != was.strip():
            kept.append(
                {
                    "sheet": cell.sheet,
                    "row": cell.row,
                    "index": cell.index,
                    "column": cell.column,
                    "value": cell.value,
                    "reason": cell.reason,
                    "text": text.strip()[:300],
                }
            )
    return {"cells": kept}


def tabs_of(run: ImportRun) -> list[Tab]:
    """Return the tabs with their counts."""
    found, counts = report_of(run), {}
    report = found["json"]
    for name in ("created", "updated", "unchanged"):
        counts[name] = report[name]
    for name in ("repaired", "warned"):
        counts[name] = len(report[name])
    counts["refused"] = len(cells_of(run))
    known = {text for sheet in found["sheets"] for text in sheet["known"]}
    unknown = {text for sheet in found["sheets"] for text in sheet["unknown"]}
    words = {name: count_vi(count) for name, count in counts.items()}
    words["columns"] = f"{len(known)} / {len(known | unknown)}"
    return [Tab(name, label, words[name]) for name, label in TABS]


def first_tab(run: ImportRun) -> str:
    """Return the tab that needs eyes first."""
    report = report_of(run)["json"]
    waiting = [name for name in ("refused", "warned") if report[name]]
    standing = [name for name in ("created", "updated", "unchanged") if report[name]]
    return (waiting + standing + ["columns"])[0]


def columns_of(run: ImportRun) -> list[tuple[str, str, str]]:
    """Return (sheet, header, what becomes of it) for the tab of columns, alike sheets once."""
    shown: dict[tuple[str, str], str] = {}
    for sheet in report_of(run)["sheets"]:
        for text in sheet["known"]:
            shown.setdefault((text, "đã nhận"), sheet["name"])
        for text in sheet["unknown"]:
            shown.setdefault((text, "không đọc"), sheet["name"])
    return [(sheet, text, state) for (text, state), sheet in shown.items()]
