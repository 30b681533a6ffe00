"""What an import found and did: one object for the command line, the screen and the tests.

Its JSON is a promise to other programs: the keys never change, counts are table rows of the file.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from jobs.imports.cells import shown
from jobs.imports.words import true_form


class Outcome(StrEnum):
    """What becomes of a table row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Remark:
    """A cell (or row, or sheet, when column or row are None) and what is to say about it."""

    sheet: str
    row: int | None
    column: str | None
    value: Any
    reason: str
    #: 0-based place of the column, for corrections in the preview
    index: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the entry as it stands in the report's JSON."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Repair:
    """A cell that was written differently from how it stands in the file."""

    sheet: str
    row: int
    column: str
    before: Any
    after: Any

    def as_json(self) -> dict[str, Any]:
        """Return the entry as it stands in the report's JSON."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "from": self.before,
            "to": self.after,
        }


_DATE = re.compile(r"[\d/.-]+")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


def how_repaired(before: Any, after: Any) -> str:
    """Say in words what a repair did; the meaning of the cell never changes."""
    text, said = str(before), str(after)
    if text.strip().startswith("="):
        return "giữ chữ của công thức"
    if _DATE.fullmatch(text.strip()) and "/" in said:
        return "thiếu số 0" if text.strip() == text else "thiếu số 0, khoảng trắng"
    done = []
    if true_form(text) != text:
        done.append("chuẩn Unicode")
    spaced = " ".join(true_form(text).split())
    if spaced != true_form(text):
        done.append("khoảng trắng")
    if spaced.casefold() == "d" and said == "Đ":
        done.append("d thành Đ")
    elif _NUMBER.fullmatch(spaced) and _NUMBER.fullmatch(said):
        done.append("cách viết số")
    elif spaced.replace(" ", "") != said.replace(" ", ""):
        done.append("chữ hoa, chữ thường")
    elif spaced != said and not done:
        done.append("khoảng trắng")
    return ", ".join(done)


@dataclass(frozen=True, slots=True)
class Change:
    """A value of the books that the file changes."""

    column: str
    before: Any
    after: Any


@dataclass(slots=True)
class RowReport:
    """One table row: what becomes of it, whose it is, and what it changes."""

    sheet: str
    row: int
    outcome: Outcome
    label: str
    changes: list[Change] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the row as the preview keeps it."""
        changes = [[one.column, shown(one.before), shown(one.after)] for one in self.changes]
        return {"sheet": self.sheet, "row": self.row, "label": self.label, "changes": changes}


@dataclass(slots=True)
class SheetReport:
    """One sheet: where its header was found, which columns were understood."""

    name: str
    header_row: int
    known: list[str]
    unknown: list[str]


@dataclass(slots=True)
class Report:
    """The whole import of a file."""

    kind: str
    file: str
    sheets: list[SheetReport] = field(default_factory=list)
    rows: list[RowReport] = field(default_factory=list)
    repaired: list[Repair] = field(default_factory=list)
    warned: list[Remark] = field(default_factory=list)
    refused: list[Remark] = field(default_factory=list)
    #: duties found in a staff file: (sheet, row, name, duty, at once?)
    grants: list[tuple[str, int, str, str, bool]] = field(default_factory=list)
    written: bool = False

    def count(self, outcome: Outcome) -> int:
        """Count the table rows with this outcome."""
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def to_write(self) -> int:
        """How many table rows would change the books."""
        return self.count(Outcome.CREATED) + self.count(Outcome.UPDATED)

    def warn_sheet(self, sheet: str, reason: str) -> None:
        """Say something about a whole sheet."""
        self.warned.append(Remark(sheet, None, None, None, reason))

    def refuse_sheet(self, sheet: str, value: Any, reason: str, rows: list[int]) -> None:
        """Refuse a whole sheet by one entry; its table rows count as refused."""
        self.refused.append(Remark(sheet, None, None, value, reason))
        self.rows.extend(RowReport(sheet, row, Outcome.REFUSED, "") for row in rows)

    def as_preview(self, most: int = 300) -> dict[str, Any]:
        """Return what the screen shows: the JSON, where headers stood, and rows by outcome.

        most: how many rows of each outcome are kept; the counts are of all.
        """
        lines: dict[str, list[dict[str, Any]]] = {outcome.value: [] for outcome in Outcome}
        for row in self.rows:
            if len(lines[row.outcome]) < most:
                lines[row.outcome].append(row.as_json())
        return {
            "json": self.as_json(),
            "sheets": [asdict(sheet) for sheet in self.sheets],
            "lines": lines,
            "refused_rows": self.count(Outcome.REFUSED),
            "places": [remark.index for remark in self.refused],
            "grants": [list(grant) for grant in self.grants],
        }

    def sort(self) -> None:
        """Bring the entries into the order of the file's rows, sheet by sheet."""
        order = {sheet.name: place for place, sheet in enumerate(self.sheets)}

        def place(entry: Repair | Remark | RowReport) -> tuple[int, int]:
            return order.get(entry.sheet, len(order)), entry.row or 0

        for entries in (self.repaired, self.warned, self.refused, self.rows):
            entries.sort(key=place)

    def as_json(self) -> dict[str, Any]:
        """Return the report as the contract of `so-truong import --json` says."""
        return {
            "kind": self.kind,
            "file": self.file,
            "rows": len(self.rows),
            "created": self.count(Outcome.CREATED),
            "updated": self.count(Outcome.UPDATED),
            "unchanged": self.count(Outcome.UNCHANGED),
            "repaired": [repair.as_json() for repair in self.repaired],
            "warned": [remark.as_json() for remark in self.warned],
            "refused": [remark.as_json() for remark in self.refused],
            "written": self.written,
        }
