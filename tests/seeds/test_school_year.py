"""The proposed school year: 35 weeks around Tết, terms that end where the rule says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import joinedload

from models.school import SchoolDay
from models.school.year import PeriodKind
from permissions.session import system_session
from seeds import data, load
from seeds.school_year import UnknownYearError, calendar_of, propose, rule_set_code, spans

YEARS = list(data.read("calendar")["years"])


def laid(name: str) -> dict[str, tuple[date, date]]:
    """The spans of a year by code."""
    calendar = calendar_of(name)
    return {
        span.code: (span.from_date, span.to_date)
        for span in spans(calendar.first_monday, calendar.tet)
    }


@pytest.mark.parametrize("name", YEARS)
def test_thirty_five_weeks_skip_tet(name: str) -> None:
    """They begin on Mondays, none of them in Tết, and end before June."""
    first, tet = calendar_of(name).first_monday, calendar_of(name).tet
    weeks = [span for span in spans(first, tet) if span.kind is PeriodKind.WEEK]
    assert [week.number for week in weeks] == list(range(1, 36))
    assert all(week.from_date.weekday() == 0 for week in weeks)
    assert all(day.weekday() == 0 for day in tet)
    assert not {week.from_date for week in weeks} & set(tet)
    assert weeks[-1].to_date - first == timedelta(days=7 * 37 - 1)
    assert weeks[-1].to_date <= date(int(name[5:]), 5, 31)


@pytest.mark.parametrize("name", YEARS)
def test_terms_end_with_weeks_9_18_27_35_and_leave_no_day_out(name: str) -> None:
    """DESIGN §4; the first half-year ends before 18 January."""
    by_code = laid(name)
    for code, week in {"GHK1": "T09", "CHK1": "T18", "GHK2": "T27", "CN": "T35"}.items():
        assert by_code[code][1] == by_code[week][1]
    for earlier, later in (("GHK1", "CHK1"), ("CHK1", "GHK2"), ("GHK2", "CN")):
        assert by_code[later][0] == by_code[earlier][1] + timedelta(days=1)
    assert by_code["CHK1"][1] < date(int(name[5:]), 1, 18)
    assert by_code["NAM"] == (by_code["T01"][0], by_code["T35"][1])


def test_months_are_clipped_to_the_year() -> None:
    """September to May, without a gap."""
    months = {code: days for code, days in laid("2025-2026").items() if code.startswith("M")}
    assert list(months) == [f"M{n:02d}" for n in (9, 10, 11, 12, 1, 2, 3, 4, 5)]
    assert months["M09"][0] == date(2025, 9, 8)
    assert months["M05"][1] == date(2026, 5, 24)


def test_two_rounds_of_measuring_end_with_the_half_years() -> None:
    """DOMAIN §2.6."""
    by_code = laid("2025-2026")
    assert by_code["SK1"] == (by_code["GHK1"][0], by_code["CHK1"][1])
    assert by_code["SK2"] == (by_code["GHK2"][0], by_code["CN"][1])


def test_the_days_of_teaching_leave_weekends_holidays_and_tet_out(empty_engine: Engine) -> None:
    """Each day names the month and the week it lies in; a second run adds none."""
    with system_session(empty_engine, "thử", capacities={"operator"}) as session:
        load(session)
        for _ in range(2):
            year = propose(session, "2025-2026")
        days = session.scalars(
            select(SchoolDay)
            .where(SchoolDay.year_id == year.id)
            .options(joinedload(SchoolDay.month), joinedload(SchoolDay.week))
        ).all()
    dates = {day.date for day in days}
    assert len(days) == len(dates) == 35 * 5 - 3
    assert not dates & {date(2026, 1, 1), date(2026, 4, 30), date(2026, 5, 1), date(2026, 2, 10)}
    for day in days:
        assert day.date.weekday() < 5
        assert day.month.from_date <= day.date <= day.month.to_date
        assert day.week.from_date <= day.date <= day.week.to_date


@pytest.mark.parametrize("name", ["2025-2027", "2025", "năm nay", "25-26", "1999-2000"])
def test_a_name_that_is_no_known_year_is_refused_in_a_sentence(name: str) -> None:
    """The sentence names the year."""
    with pytest.raises(UnknownYearError, match=name):
        calendar_of(name)


@pytest.mark.parametrize(
    ("grade", "year", "code"),
    [
        (1, "2020-2021", "TT27-2020"),
        (2, "2020-2021", "TT22-2016"),
        (4, "2023-2024", "TT27-2020"),
        (5, "2023-2024", "TT22-2016"),
        (3, "2019-2020", "TT22-2016"),
        (3, "2015-2016", "TT30-2014"),
        (3, "2013-2014", None),
        (5, "2024-2025", "TT27-2020"),
        (1, "2027-2028", "TT27-2020"),
    ],
)
def test_the_rule_set_follows_grade_and_year(grade: int, year: str, code: str | None) -> None:
    """DOMAIN §1.1: TT 27/2020 came in grade by grade."""
    assert rule_set_code(grade, year) == code


def test_the_scored_tests_are_those_of_the_circular() -> None:
    """DOMAIN §1.2, counted by grade and period."""
    rule = next(d for d in data.rule_set_files() if d["code"] == "TT27-2020")
    due = {
        (grade, period, code)
        for line in rule["tests"]
        for grade in line["grades"]
        for period in line["periods"]
        for code in line["codes"]
    }
    assert {c for g, p, c in due if (g, p) == (1, "CN")} == {"TV", "TOAN"}
    assert {c for g, p, c in due if (g, p) == (3, "CHK1")} == {"TV", "TOAN", "NN1", "THCN"}
    assert {c for g, p, c in due if (g, p) == (3, "GHK1")} == set()
    assert {c for g, p, c in due if (g, p) == (4, "GHK2")} == {"TV", "TOAN"}
    assert {c for g, p, c in due if (g, p) == (5, "CN")} == {
        "TV",
        "TOAN",
        "NN1",
        "LSDL",
        "KH",
        "THCN",
    }


def test_units_aliases_and_ethnic_groups() -> None:
    """Every code in the rule set is a unit; aliases lead to one unit each."""
    codes = {unit["code"] for unit in data.units()}
    for rule in data.rule_set_files():
        lines = [line for group in rule["units"].values() for line in group]
        for line in (*lines, *rule["tests"]):
            assert set(line["codes"]) <= codes
    subjects, traits = data.subject_aliases(), data.trait_aliases()
    assert subjects["tieng anh"] == "NN1"
    assert subjects["my thuat"] == "MT"
    assert subjects["the duc"] == "GDTC"
    assert subjects["khoa hoc"] == "KH"
    assert traits["nl khoa hoc"] == "NLD3"
    assert traits["pc yeu nuoc"] == "PC1"
    assert data.ethnic_aliases()["khmer"] == "Khơ-me"
    assert len(data.read("catalogues/ethnic_groups")) == 56
