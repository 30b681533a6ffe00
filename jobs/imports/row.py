"""One table row while it is read: takes values from its cells and collects what is to say."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from jobs.imports.cells import Converter, is_blank, shown
from jobs.imports.errors import BadCell
from jobs.imports.report import Change, Outcome, Remark, Repair, Report, RowReport
from jobs.imports.table import Table
from jobs.imports.workbook import Values


class Row:
    """A row of a table; ``refused`` says why it (or a cell of it) can't be written."""

    __slots__ = ("number", "refused", "repaired", "table", "values", "warned")

    def __init__(self, table: Table, number: int, values: Values) -> None:
        """Take a row by Excel's number."""
        self.table = table
        self.number = number
        self.values = values
        self.refused: list[Remark] = []
        self.warned: list[Remark] = []
        self.repaired: list[Repair] = []

    def raw(self, field: Hashable) -> Any:
        """Return the cell as it stands, None when the table has no such column."""
        column = self.table.columns.get(field)
        return None if column is None or column >= len(self.values) else self.values[column]

    def blank(self, field: Hashable) -> bool:
        """Tell whether the cell holds nothing."""
        return is_blank(self.raw(field))

    def _remark(self, field: Hashable, reason: str) -> Remark:
        column = self.table.columns.get(field)
        header = self.table.header(field)
        return Remark(self.table.sheet, self.number, header, shown(self.raw(field)), reason, column)

    def refuse(self, field: Hashable, reason: str) -> None:
        """Refuse the cell (the whole row, when the table has no such column)."""
        self.refused.append(self._remark(field, reason))

    def warn(self, field: Hashable, reason: str) -> None:
        """Leave a doubt beside the cell; it is written all the same."""
        self.warned.append(self._remark(field, reason))

    def take(self, field: Hashable, convert: Converter) -> Any:
        """Return the cell's value, None when it is blank or refused; notes a repair."""
        raw = self.raw(field)
        if raw is None:
            return None
        try:
            value, repair = convert(raw)
        except BadCell as bad:
            self.refuse(field, str(bad))
            return None
        if repair is not None and not is_blank(raw):
            self.repair(field, repair)
        return value

    def repair(self, field: Hashable, said: str) -> None:
        """Note that a cell is taken as ``said``; a later repair of the same cell replaces it."""
        header = self.table.header(field) or ""
        self.repaired = [one for one in self.repaired if one.column != header]
        before = shown(self.raw(field))
        self.repaired.append(Repair(self.table.sheet, self.number, header, before, said))

    def need(self, field: Hashable, convert: Converter, missing: str) -> Any:
        """Like ``take``, but a blank cell is refused with the sentence ``missing``."""
        if self.blank(field):
            self.refuse(field, missing)
            return None
        return self.take(field, convert)

    def close(
        self,
        report: Report,
        outcome: Outcome,
        label: str = "",
        changes: list[Change] | None = None,
    ) -> None:
        """Enter the row in the report; a wholly refused row repairs and doubts nothing."""
        report.refused.extend(self.refused)
        if outcome is not Outcome.REFUSED:
            report.repaired.extend(self.repaired)
            report.warned.extend(self.warned)
        report.rows.append(RowReport(self.table.sheet, self.number, outcome, label, changes or []))
