"""The minutes of a department's meeting on paper, in the layout of NĐ 30/2020 (DOMAIN §7.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from jobs.printing.render import pdf
from models.clock import SCHOOL_TIME, moment_vi
from models.school import School
from models.supervision import Minutes
from models.supervision.sheet import Line, Sheet

FORM = "minutes.html"


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the paper, all of it from the closed minutes."""

    school: School | None
    department: str
    day: date
    title: str
    period: str
    attended: str | None
    paragraphs: tuple[str, ...]
    sheet: Sheet
    writer: str
    stead: str | None

    @property
    def counted_at(self) -> str:
        """Say when the sheet was counted: "14:05 ngày 20/05/2026"."""
        return moment_vi(self.sheet.at)

    @property
    def rows(self) -> tuple[Line, ...]:
        """The members' lines and the sums."""
        return (*self.sheet.lines, self.sheet.all)

    @classmethod
    def of(cls, minutes: Minutes, department: str, school: School | None, writer: str) -> Self:
        """Read closed minutes."""
        kept = minutes.sheet
        return cls(
            school=school,
            department=department,
            day=date.fromisoformat(kept["held_on"]),
            title=kept["title"],
            period=kept["period"],
            attended=minutes.attended,
            paragraphs=tuple(line for line in minutes.text.split("\n") if line.strip()),
            sheet=Sheet.of(kept),
            writer=writer,
            stead=kept.get("stead"),
        )


def last_day(line: Line) -> str:
    """Write the day of a member's last entry: "20/05"."""
    return f"{line.last_at.astimezone(SCHOOL_TIME):%d/%m}" if line.last_at else "–"


def minutes_pdf(paper: Paper) -> bytes:
    """Return the minutes as PDF."""
    return pdf(FORM, official=True, paper=paper, last_day=last_day)
