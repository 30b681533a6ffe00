"""A list or table on paper: its heading, columns, rows and signatures, laid out by NĐ 30/2020."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.printing.render import pdf
from models.clock import school_today
from models.school import School

FORM = "table.html"
#: millimetres between the margins
TALL, LYING = 162, 265
SIGN, SEAL = "(Kí, ghi rõ họ tên)", "(Kí tên, đóng dấu)"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and its share of the width; ``left``: text begins at the left."""

    head: str
    share: float
    left: bool = False
    mm: float = 0.0


@dataclass(frozen=True, slots=True)
class TablePaper:
    """What stands on the paper; ``signers``: (title, hint, name or nothing)."""

    school: School | None
    day: date
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    signers: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...] = ()
    landscape: bool = False
    size: float = 10.5

    @property
    def left(self) -> int:
        """The left margin, in millimetres."""
        return 16 if self.landscape else 28

    @property
    def wide(self) -> int:
        """The width between the margins, in millimetres."""
        return LYING if self.landscape else TALL


def paper(
    session: Session,
    title: str,
    about: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    **more: object,
) -> TablePaper:
    """Return a paper of today whose columns share the width."""
    wide = LYING if more.get("landscape") else TALL
    total = sum(column.share for column in columns)
    return TablePaper(
        session.scalars(select(School).order_by(School.id)).first(),
        school_today(),
        title,
        about,
        tuple(
            Column(one.head, one.share, one.left, round(wide * one.share / total, 2))
            for one in columns
        ),
        tuple(tuple(row) for row in rows),
        **more,  # type: ignore[arg-type]
    )


def table_pdf(made: TablePaper) -> bytes:
    """Return the paper as PDF; PrintError when the engine warns."""
    return pdf(FORM, official=True, paper=made)
