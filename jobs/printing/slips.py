"""Message slips for families that no machine reaches: one below the other, cut along the dots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from jobs.printing.render import pdf
from models.clock import SCHOOL_TIME

FORM = "slips.html"


def slips(school: str, subject: str, at: datetime, lines: Sequence[tuple[str, str, str]]) -> bytes:
    """Return slips as PDF; a line is (pupil, class, words)."""
    day = f"{at.astimezone(SCHOOL_TIME):%d/%m/%Y}"
    return pdf(FORM, official=True, school=school, subject=subject, day=day, lines=lines)
