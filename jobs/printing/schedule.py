"""The week's teaching schedule as PDF: small enough to be laid out while one waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jobs.printing.render import pdf
from models.plans.schedule import ScheduleDay
from models.school import School

FORM = "teaching_schedule.html"
WEEKDAYS = ("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the table: whose week it is, and which."""

    whose: str
    week: str
    year: str
    from_date: date
    to_date: date
    teacher: str | None
    by_class: bool


def teaching_schedule(school: School | None, head: Head, days: list[ScheduleDay]) -> bytes:
    """Return the schedule of a teacher or a class; dots where no plan says what is taught."""
    return pdf(
        FORM,
        official=True,
        upper_body=school.upper_body if school else None,
        school=school.name if school else "",
        place=(school.place or school.ward) if school else None,
        head=head,
        days=[(WEEKDAYS[day.date.weekday()], day) for day in days],
    )
