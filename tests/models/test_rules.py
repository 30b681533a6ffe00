"""The rules of assessment: order of the results, what is missing, what decides, what is close."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from models.assessment.rules import Cell, Outcome, Rule, outcome, why_not
from seeds import rule_set_files

TT27: dict[str, Any] = next(d for d in rule_set_files() if d["code"] == "TT27-2020")
RULE = Rule.from_data(TT27)

TT22 = """
code: TT22-2016
decided_at: CN
scales:
  subject: {T: Hoàn thành tốt, H: Hoàn thành, C: Chưa hoàn thành}
  trait: {T: Tốt, Đ: Đạt, C: Cần cố gắng}
conditions:
  excellent: {subject: [T], trait: [T], score: 9}
  completed: {subject: [T, H], trait: [T, Đ], score: 5}
overall: []
completion: completed
awards: [{code: XS, name: Hoàn thành xuất sắc, when: excellent}]
"""
TT30 = """
code: TT30-2014
decided_at: CN
scales: {subject: {H: Hoàn thành, C: Chưa hoàn thành}, trait: {Đ: Đạt, C: Chưa đạt}}
conditions: {completed: {subject: [H], trait: [Đ], score: 5}}
overall: []
completion: completed
awards: []
"""


def pupil(**values: str | int | None) -> list[Cell]:
    """A pupil with all T and ten points, but for what is named (``TV``, ``TV_score``, ``PC1``)."""
    cells = []
    for unit in ("TV", "TOAN"):
        cells.append(Cell(unit, "subject", "level", values.get(unit, "T")))
        cells.append(Cell(unit, "subject", "score", values.get(f"{unit}_score", 10)))
    cells += [Cell(t, "trait", "level", values.get(t, "T")) for t in ("PC1", "NLD1")]
    return cells


@pytest.mark.parametrize(
    ("values", "overall", "completed", "award"),
    [
        ({}, "HTXS", True, "Học sinh Xuất sắc"),
        ({"TV_score": 9}, "HTXS", True, "Học sinh Xuất sắc"),
        ({"TV_score": 8}, "HTT", True, None),
        ({"TV_score": 7}, "HTT", True, None),
        ({"TV_score": 6}, "HT", True, None),
        ({"TV_score": 5}, "HT", True, None),
        ({"TV_score": 4}, "CHT", False, None),
        ({"TV_score": 0}, "CHT", False, None),
        ({"TV": "H"}, "HT", True, None),
        ({"TV": "C"}, "CHT", False, None),
        ({"PC1": "Đ"}, "HT", True, None),
        ({"NLD1": "C"}, "CHT", False, None),
    ],
)
def test_the_order_of_results(
    values: Any, overall: str, *, completed: bool, award: str | None
) -> None:
    """Each boundary of Đ9.2a, on both of its sides."""
    told = outcome(pupil(**values), RULE)
    assert (told.overall, told.completed, told.award) == (overall, completed, award)


def test_tieu_bieu_needs_the_recognition_of_the_class() -> None:
    """By rule alone it stays null."""
    assert outcome(pupil(TV_score=8), RULE).award is None
    assert outcome(pupil(TV_score=8), RULE, recognised=True).award == "Học sinh Tiêu biểu"
    assert outcome(pupil(), RULE, recognised=True).award == "Học sinh Xuất sắc"
    assert outcome(pupil(TV="H"), RULE, recognised=True).award is None


@pytest.mark.parametrize("name", ["TV", "TV_score", "PC1", "NLD1"])
def test_a_missing_cell_is_incomplete_and_is_named(name: str) -> None:
    """Even beside a C it never makes "Chưa hoàn thành"."""
    told = outcome(pupil(**{"TOAN": "C", name: None}), RULE)
    unit, _, score = name.partition("_")
    assert (told.overall, told.completed, told.award) == (None, None, None)
    assert [(c.unit, c.field) for c in told.missing] == [(unit, score or "level")]


def test_nothing_expected_is_no_result() -> None:
    """A pupil of whom nothing is expected has no result."""
    assert outcome([], RULE) == Outcome(None, None, None)


def test_an_individual_plan_has_no_result_and_misses_nothing() -> None:
    """No threshold applies to the pupil."""
    told = outcome(pupil(TV=None, TOAN="C"), RULE, individual=True)
    assert told == Outcome(None, None, None, individual=True)


def test_the_last_test_counts() -> None:
    """A second paper replaces the first; an empty one doesn't."""
    again = Cell("TV", "subject", "score", 7)
    assert outcome([*pupil(TV_score=4), again], RULE).overall == "HTT"
    empty = Cell("TV", "subject", "score", None)
    assert outcome([*pupil(TV_score=4), empty], RULE).overall == "CHT"


def test_what_decides_stands_between_the_pupil_and_the_next_better_result() -> None:
    """For "Hoàn thành" that is what keeps from "Hoàn thành tốt"."""
    told = outcome(pupil(TV="H", TOAN_score=8), RULE)
    assert [(c.unit, c.value) for c in told.deciding] == [("TV", "H")]
    assert [c.unit for c in why_not(pupil(TV="H", TOAN_score=8), RULE, "HTXS")] == ["TV", "TOAN"]
    assert outcome(pupil(), RULE).deciding == ()


@pytest.mark.parametrize(
    ("values", "close"),
    [
        ({}, False),
        ({"TV_score": 8}, True),
        ({"TV_score": 8, "TOAN_score": 8}, False),
        ({"TV_score": 7}, True),
        ({"TV": "H"}, True),
        ({"TV": "H", "PC1": "Đ"}, False),
        ({"TV": "H", "PC1": "Đ", "TV_score": 5}, True),
        ({"TV_score": 4}, True),
        ({"TV": "C"}, True),
        ({"TV_score": 3}, True),
        ({"TV_score": 3, "TOAN_score": 3}, False),
    ],
)
def test_close_to_a_threshold(values: Any, *, close: bool) -> None:
    """One cell keeps from a better result or completion, or a score is just on the pass mark."""
    assert outcome(pupil(**values), RULE).borderline is close


def test_older_circulars_fit_the_same_shape() -> None:
    """No overall result, other scales; completion and awards by the same conditions."""
    tt22, tt30 = Rule.from_data(yaml.safe_load(TT22)), Rule.from_data(yaml.safe_load(TT30))
    told = outcome(pupil(), tt22)
    assert (told.overall, told.completed, told.award) == (None, True, "Hoàn thành xuất sắc")
    old = pupil(TV="H", TOAN="H", PC1="Đ", NLD1="Đ", TV_score=5)
    assert outcome(old, tt30).completed is True
    assert outcome(pupil(TV="C", TOAN="H", PC1="Đ", NLD1="Đ"), tt30).completed is False


LEVELS = st.sampled_from(["T", "H", "C", None])
TRAITS = st.sampled_from(["T", "Đ", "C", None])
SCORES = st.one_of(st.none(), st.integers(0, 10))
PUPILS = st.builds(
    pupil, TV=LEVELS, TOAN=LEVELS, TV_score=SCORES, TOAN_score=SCORES, PC1=TRAITS, NLD1=TRAITS
)
RANK = ["CHT", "HT", "HTT", "HTXS"]


@given(PUPILS)
def test_no_result_exactly_when_something_is_missing(cells: list[Cell]) -> None:
    """Overall and completion are null together, and exactly then."""
    told = outcome(cells, RULE)
    gap = any(cell.value is None for cell in cells)
    assert (told.overall is None) == gap == (told.completed is None) == bool(told.missing)


@given(PUPILS, st.integers(0, 5))
def test_a_better_cell_never_makes_a_worse_result(cells: list[Cell], place: int) -> None:
    """The rule is monotonous in every cell."""
    before = outcome(cells, RULE)
    if before.overall is None:
        return
    cell = cells[place]
    best = 10 if cell.field == "score" else "T"
    cells[place] = Cell(cell.unit, cell.kind, cell.field, best)
    after = outcome(cells, RULE)
    assert after.overall is not None
    assert RANK.index(after.overall) >= RANK.index(before.overall)


@given(PUPILS)
def test_deciding_cells_cured_make_the_next_result(cells: list[Cell]) -> None:
    """What is named as deciding is all that stands in the way."""
    told = outcome(cells, RULE)
    if told.overall in (None, "HTXS"):
        return
    named = {(cell.unit, cell.field) for cell in told.deciding}
    cured = [
        Cell(c.unit, c.kind, c.field, 10 if c.field == "score" else "T")
        if (c.unit, c.field) in named
        else c
        for c in cells
    ]
    after = outcome(cured, RULE).overall
    assert after is not None
    assert RANK.index(after) > RANK.index(str(told.overall))


@given(PUPILS, st.randoms())
def test_the_order_of_cells_is_of_no_account(cells: list[Cell], random: Any) -> None:
    """Shuffled cells give the same result."""
    shuffled = list(cells)
    random.shuffle(shuffled)
    assert outcome(shuffled, RULE).overall == outcome(cells, RULE).overall
