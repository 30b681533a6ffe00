"""A duty that can be counted: what is expected in a period, what is missing, whose it is (Đ2.4)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from models.school.year import Period, PeriodKind


@dataclass(frozen=True, slots=True)
class Owed:
    """What one person owes in a class: units expected and missing; owner None: nobody assigned."""

    class_id: int
    owner_id: int | None
    expected: int
    missing: int


Count = Callable[[Session, Period], Iterable[Owed]]


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty of the regulation.

    ``of``: the kind of period it is asked in. ``counted``: what is counted ("kết quả", "tiết").
    ``count``: what the session's actor may read of it in a period, in a fixed number of
    statements. ``ahead``: how long before the period begins it is already owed. ``for_board``: the
    board sees the numbers of rows that it doesn't read (RIGHTS: completion, no particulars).
    """

    code: str
    name: str
    article: str
    of: PeriodKind
    counted: str
    count: Count
    ahead: timedelta = timedelta()
    for_board: bool = False

    def current(self, periods: Collection[Period], today: date) -> Period | None:
        """Return the newest period in which the duty is owed today, or None before the first."""
        begun = [p for p in periods if p.kind is self.of and p.from_date - self.ahead <= today]
        return max(begun, key=lambda p: p.from_date, default=None)
