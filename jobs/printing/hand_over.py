"""The hand-over of a class on paper, in the layout of NĐ 30/2020 (TT 27/2020 Đ12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from jobs.printing.render import pdf
from models.clock import moment_vi, school_date
from models.rollover import HandOverMinutes
from models.rollover.handing import PupilLine
from models.school import School

FORM = "hand_over.html"
OVERALL = {
    "HTXS": "Hoàn thành xuất sắc",
    "HTT": "Hoàn thành tốt",
    "HT": "Hoàn thành",
    "CHT": "Chưa hoàn thành",
}
PROMOTED = {True: "Được lên lớp", False: "Chưa được lên lớp", None: ""}


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the paper, all of it from what both have signed."""

    school: School | None
    day: date
    room: str
    year: str
    paragraphs: tuple[str, ...]
    lines: tuple[PupilLine, ...]
    giver: str
    receiver: str
    given: str
    received: str
    sha256: str

    @classmethod
    def of(cls, row: HandOverMinutes, school: School | None, giver: str, receiver: str) -> Self:
        """Read a record that both have signed."""
        kept = row.content or {}
        assert row.given_at is not None  # noqa: S101 - both have signed
        assert row.received_at is not None  # noqa: S101
        return cls(
            school=school,
            day=school_date(row.received_at),
            room=kept["class"],
            year=kept["year"],
            paragraphs=tuple(p for p in (kept["text"] or "").split("\n") if p.strip()),
            lines=tuple(PupilLine.of(line) for line in kept["pupils"]),
            giver=giver,
            receiver=receiver,
            given=moment_vi(row.given_at),
            received=moment_vi(row.received_at),
            sha256=row.sha256 or "",
        )


def outcome(line: PupilLine) -> str:
    """Say a pupil's outcome: the overall result and whether the pupil goes up."""
    parts = (OVERALL.get(line.overall or "", ""), PROMOTED[line.promoted])
    return ". ".join(part for part in parts if part)


def hand_over_pdf(paper: Paper) -> bytes:
    """Return the record as PDF."""
    return pdf(FORM, official=True, paper=paper, outcome=outcome)
