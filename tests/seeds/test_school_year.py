"""The proposed school year: 35 weeks around Tết, terms that end where the rule says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.school.year import PeriodKind
from seeds import data
from seeds.school_year import UnknownYearError, calendar_of, rule_set_code, spans

YEARS = list(data.read("calendar")["years"])


def laid(name: str) -> dict[str, tuple[date, date]]:
    """The spans of a year by code."""
    return {span.code: (span.from_date, span.to_date) for span in spans(*calendar_of(name))}


@pytest.mark.parametrize("name", YEARS)
def test_thirty_five_weeks_skip_tet(name: str) -> None:
    """They begin on Mondays, none of them in Tết, and end before June."""
    first, tet = calendar_of(name)
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
    months = [s for s in spans(*calendar_of("2025-2026")) if s.kind is PeriodKind.MONTH]
    assert [m.code for m in months] == [f"M{n:02d}" for n in (9, 10, 11, 12, 1, 2, 3, 4, 5)]
    assert months[0].from_date == date(2025, 9, 8)
    assert months[-1].to_date == date(2026, 5, 24)


@pytest.mark.parametrize("name", ["2025-2027", "2025", "năm nay", "25-26", "1999-2000"])
def test_a_name_that_is_no_known_year_is_refused_in_a_sentence(name: str) -> None:
    """The sentence names the year."""
    with pytest.raises(UnknownYearError, match=name):
        calendar_of(name)


@pytest.mark.parametrize(
    ("grade", "year", "code"),
    [
        (1, "2020-2021", "TT27-2020"),
        (2, "2020-2021", None),
        (4, "2023-2024", "TT27-2020"),
        (5, "2023-2024", None),
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
    rule = data.rule_set_files()[0]
    for group in rule["units"].values():
        for line in group:
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
