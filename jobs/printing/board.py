"""The state of the school on one A4 for the board's meeting, laid out by NĐ 30/2020 (Đ2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.printing.render import pdf
from models.base import utc_now
from models.clock import in_force, moment_vi, school_today
from models.figures import count_vi, percent_vi
from models.people import Duty, Function, Staff
from models.school import School

FORM = "board.html"


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the paper; ``state`` has grades, duties and groups as the page shows them."""

    school: School | None
    day: date
    state: Any
    secretary: str
    chair: str

    @property
    def counted_at(self) -> str:
        """Say when it was counted: "14:05 ngày 20/05/2026"."""
        return moment_vi(utc_now())


def signers(session: Session) -> tuple[str, str]:
    """Name the board's secretary and its chair, the principal, of today; empty: nobody."""
    query = (
        select(Duty.function, Staff.full_name)
        .join(Staff, Staff.id == Duty.staff_id)
        .where(
            Duty.function.in_((Function.BOARD_SECRETARY, Function.PRINCIPAL)),
            Duty.confirmed_at.is_not(None),
            in_force(Duty, school_today()),
        )
        .order_by(Duty.from_date, Duty.id)
    )
    held: dict[Function, str] = dict(session.execute(query).all())
    return held.get(Function.BOARD_SECRETARY, ""), held.get(Function.PRINCIPAL, "")


def board_pdf(paper: Paper) -> bytes:
    """Return the paper as PDF."""
    return pdf(FORM, official=True, paper=paper, number=count_vi, percent=percent_vi)
