"""Small groups stay hidden, and can't be had by subtracting along a line or across classes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from models.statistics.cube import SCHOOL, Cube, Place, count
from models.statistics.facts import Fact, Members
from models.statistics.mask import masked
from models.statistics.measures import TRAIT, Group

ROOMS: Any = [SimpleNamespace(id=n, grade=3 if n < 3 else 4) for n in (1, 2, 3)]


def cube_of(levels: dict[int, dict[str, int]]) -> Cube:
    """Count classes of so many pupils a level."""
    facts, pupil = [], 0
    for class_id, numbers in levels.items():
        for level, many in numbers.items():
            for _ in range(many):
                pupil += 1
                facts.append(Fact(class_id, 0, pupil, {"n": 1, level: 1}))
    return count(facts, ROOMS, Members({}, {}), (Group.ALL,))


def test_a_small_number_takes_a_second_one_of_its_line_and_of_its_column_along() -> None:
    cube = cube_of({1: {"T": 20, "Đ": 9, "C": 3}, 2: {"T": 15, "Đ": 12, "C": 7}, 3: {"T": 30}})
    hidden = masked(cube, TRAIT)
    small = (Place("class", 1), 0, "C")
    assert hidden[small] is True
    for place in (Place("class", 1), Place("class", 2), Place("grade", 3), SCHOOL):
        line = [code for code in ("n", "T", "Đ", "C", "none") if (place, 0, code) in hidden]
        assert len(line) != 1, place
    for code in ("n", "T", "Đ", "C"):
        column = [p for p in cube.parts[Place("grade", 3)] if (p, 0, code) in hidden]
        whole = (Place("grade", 3), 0, code) in hidden
        assert len(column) + whole != 1, code


def test_two_small_numbers_that_can_only_be_one_way_take_a_third_along() -> None:
    cube = cube_of({1: {"T": 20, "Đ": 1, "C": 1}, 2: {"T": 20}, 3: {"T": 20}})
    hidden = masked(cube, TRAIT)
    line = [code for code in ("n", "T", "Đ", "C", "none") if (Place("class", 1), 0, code) in hidden]
    assert len(line) > 2


def test_nothing_is_hidden_where_no_group_is_small() -> None:
    numbers = {"T": 20, "Đ": 9, "C": 5}
    assert masked(cube_of({1: numbers, 2: numbers, 3: numbers}), TRAIT) == {}
