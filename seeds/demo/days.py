"""The demo year's days: 35 weeks laid so that the given day falls into week 33."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from models.clock import SCHOOL_TIME
from seeds.data import read

TODAYS_WEEK = 33
LAST_WEEK = 35
#: The school began with the program then: accounts were issued, plans are counted since.
FIRST_ACCOUNTS_WEEK = 25
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DemoDays:
    """``mondays``: of weeks 1 to 35; ``skipped``: Mondays without teaching (Tết) among them."""

    today: date
    mondays: tuple[date, ...]
    skipped: tuple[date, ...]

    @property
    def year_name(self) -> str:
        """The school year's name, by the year in which it begins."""
        return f"{self.mondays[0].year}-{self.mondays[0].year + 1}"

    def monday(self, week: int) -> date:
        """Return the Monday of a week (1 to 35)."""
        return self.mondays[week - 1]

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Return a moment of a school day in UTC, never later than this very moment."""
        moment = datetime.combine(day, time(hour, minute), SCHOOL_TIME).astimezone(UTC)
        return min(moment, datetime.now(UTC).replace(microsecond=0))

    def planned(self, day: date, hour: int) -> datetime:
        """Return a moment that may still come (a deadline), in UTC."""
        return datetime.combine(day, time(hour), SCHOOL_TIME).astimezone(UTC)


def lay(today: date) -> DemoDays:
    """Lay the year around a day: its week is the 33rd (on a Wednesday, the week's Wednesday).

    Counted backwards and forwards from there; the Tết weeks of the proposed calendars are skipped.
    """
    free = {day for entry in read("calendar")["years"].values() for day in entry["tet"]}
    here = today - timedelta(days=today.weekday())
    mondays, skipped = [here], []
    for count, step in ((TODAYS_WEEK, -WEEK), (LAST_WEEK, WEEK)):
        day = here
        while len(mondays) < count:
            day += step
            (skipped if day in free else mondays).append(day)
    return DemoDays(today, tuple(sorted(mondays)), tuple(sorted(skipped)))
