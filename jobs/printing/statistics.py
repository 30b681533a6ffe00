"""A table of statistics on A4 landscape, laid out by NĐ 30/2020 (Điều 2.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jobs.printing.render import pdf
from models.base import utc_now
from models.clock import moment_vi
from models.school import School
from models.statistics.table import Table

FORM = "statistics.html"
#: millimetres inside the frame, and what the two columns of words take of them
WIDE, WORDS = 265, 55


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the paper: the table as the page shows it, and what it is of."""

    school: School | None
    day: date
    title: str
    place: str
    year: str
    notes: Sequence[str]
    table: Table

    @property
    def column(self) -> float:
        """How wide half a group's column is, in millimetres."""
        return min(22.0, (WIDE - WORDS) / (2 * len(self.table.groups)))

    @property
    def words(self) -> float:
        """How wide the words are: what the figures leave."""
        return WIDE - 2 * len(self.table.groups) * self.column

    @property
    def counted_at(self) -> str:
        """Say when it was counted: "14:05 ngày 20/05/2026"."""
        return moment_vi(utc_now())


def statistics_pdf(paper: Paper) -> bytes:
    """Return the paper as PDF."""
    return pdf(FORM, official=True, paper=paper)
