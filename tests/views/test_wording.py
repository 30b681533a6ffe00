"""Words that screens put together: periods behind what is owed in them, stretches of the year."""

from __future__ import annotations

from datetime import date

import pytest

from models.school import Period, PeriodKind
from views.locks.timeline import _stretch
from views.words import period_after


@pytest.mark.parametrize(
    ("period", "name", "said"),
    [
        ("Tháng 11", "Nhận xét tháng", "11"),
        ("Tháng 11", "Điểm danh", "tháng 11"),
        ("Sức khỏe đợt 2", "Đo sức khỏe", "đợt 2"),
        ("Cuối năm", "Kết quả môn học", "cuối năm"),
    ],
)
def test_a_period_behind_its_duty_says_nothing_twice(period: str, name: str, said: str) -> None:
    assert period_after(period, name) == said


@pytest.mark.parametrize(
    ("of", "months", "said"),
    [
        (PeriodKind.MONTH, (9, 10, 11, 12, 1), "tháng 9 đến 1"),
        (PeriodKind.MONTH, (12, 1), "12–1"),
        (PeriodKind.MONTH, (3,), "3"),
        (PeriodKind.WEEK, (9, 10, 11, 12, 1), "tuần 1 đến 5"),
        (PeriodKind.ROUND, (9, 1), "1–2"),
        (PeriodKind.YEAR, (9,), ""),
    ],
)
def test_months_are_called_by_the_calendar_and_weeks_by_their_number(
    of: PeriodKind, months: tuple[int, ...], said: str
) -> None:
    """A period a month, whatever its kind."""
    days = [date(2026 if month > 8 else 2027, month, 5) for month in months]
    own = [
        Period(kind=of, number=at, name=f"Tháng {day.month}", from_date=day, to_date=day)
        for at, day in enumerate(days, 1)
    ]
    assert _stretch(of, own, days[0], days[-1]) == said
