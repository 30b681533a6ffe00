"""BMI and its class by age in months and sex, against the WHO reference's own lines."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from models.health.body import body, references
from models.health.growth import Nutrition, Thresholds, age_in_months, at_age, bmi, classify
from models.people.staff import Sex
from models.pupils import PupilBirth
from permissions.session import system_session

TABLE = [Thresholds(96, 13.0, 17.0, 20.0), Thresholds(102, 13.6, 17.6, 20.6)]


def test_bmi_is_kilograms_by_square_metres() -> None:
    assert bmi(125.0, 25.0) == 16.0
    assert bmi(132.5, 28.3) == 16.1


@pytest.mark.parametrize(("height", "weight"), [(None, 25.0), (125.0, None), (0, 25.0)])
def test_without_height_or_weight_there_is_no_bmi(height: float, weight: float) -> None:
    assert bmi(height, weight) is None


@pytest.mark.parametrize(
    ("born", "on", "months"),
    [
        (date(2018, 3, 15), date(2026, 3, 15), 96),
        (date(2018, 3, 15), date(2026, 3, 14), 95),
        (date(2018, 2, 28), date(2026, 3, 1), 96),
        (date(2018, 12, 31), date(2026, 1, 1), 84),
    ],
)
def test_months_count_when_they_are_completed(born: date, on: date, months: int) -> None:
    assert age_in_months(born, on) == months


def test_between_two_lines_the_limits_go_in_proportion() -> None:
    assert at_age(TABLE, 99) == Thresholds(99, 13.3, 17.3, 20.3)
    assert at_age(TABLE, 96) == TABLE[0]
    assert at_age(TABLE, 102) == TABLE[1]


@pytest.mark.parametrize("months", [0, 95, 103, 400])
def test_ages_outside_the_table_have_no_limits(months: int) -> None:
    assert at_age(TABLE, months) is None


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (12.9, Nutrition.THIN),
        (13.0, Nutrition.NORMAL),
        (17.0, Nutrition.NORMAL),
        (17.1, Nutrition.OVER),
        (20.0, Nutrition.OVER),
        (20.1, Nutrition.OBESE),
    ],
)
def test_what_lies_on_a_limit_is_still_inside(value: float, kind: Nutrition) -> None:
    assert classify(value, TABLE[0]) is kind


@given(months=st.integers(96, 102), value=st.floats(8, 40))
def test_more_weight_never_makes_thinner(months: int, value: float) -> None:
    limits = at_age(TABLE, months)
    assert limits is not None
    order = list(Nutrition)
    assert order.index(classify(value, limits)) <= order.index(classify(value + 1, limits))


def test_the_seeded_limits_rise_with_the_standard_deviations(sqlite_engine: Engine) -> None:
    with system_session(sqlite_engine, "xem") as s:
        table = references(s)
    assert set(table) == set(Sex)
    for lines in table.values():
        assert lines[0].months == 61
        assert lines[-1].months >= 180
        assert all(b.months - a.months in (5, 6) for a, b in pairwise(lines))
        assert all(line.thin < line.over < line.obese for line in lines)
        assert all(a.obese <= b.obese for a, b in pairwise(lines))


@pytest.mark.parametrize(
    ("sex", "born", "height", "weight", "kind"),
    [
        # eight years old to the month: a boy's limits are 13,3 17,4 19,7; a girl's 12,9 17,7 20,6
        (Sex.MALE, date(2018, 9, 1), 125.0, 20.7, Nutrition.THIN),
        (Sex.FEMALE, date(2018, 9, 1), 125.0, 20.7, Nutrition.NORMAL),
        (Sex.MALE, date(2018, 9, 1), 125.0, 27.4, Nutrition.OVER),
        (Sex.FEMALE, date(2018, 9, 1), 125.0, 27.4, Nutrition.NORMAL),
        (Sex.MALE, date(2018, 9, 1), 125.0, 31.0, Nutrition.OBESE),
        (Sex.FEMALE, date(2018, 9, 1), 125.0, 31.0, Nutrition.OVER),
    ],
)
def test_a_body_is_judged_by_its_own_sex(
    sqlite_engine: Engine, sex: Sex, born: date, height: float, weight: float, kind: Nutrition
) -> None:
    with system_session(sqlite_engine, "xem") as s:
        table = references(s)
    birth = PupilBirth(pupil_id=1, birth_date=born, sex=sex)
    assert body(height, weight, birth, date(2026, 9, 1), table).nutrition is kind


def test_without_a_birth_date_a_body_has_bmi_and_no_class(sqlite_engine: Engine) -> None:
    with system_session(sqlite_engine, "xem") as s:
        found = body(125.0, 25.0, None, date(2026, 9, 1), references(s))
    assert (found.bmi, found.nutrition) == (16.0, None)
