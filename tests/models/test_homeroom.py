"""The homeroom book without screens: who moves on the seating plan, what a plan carries over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.homeroom import Seat
from models.homeroom.actual import Levels
from models.homeroom.seating import Moves, Sits, moves
from models.refusal import Unfit
from models.school import Period

CLASS, YEAR = 7, 3


def seat(number: int, pupil: int, line: int | None, place: int | None, team: int | None) -> Seat:
    return Seat(id=number, pupil_id=pupil, line=line, place=place, team=team)


def change(seats: list[Seat], wanted: dict[int, Sits]) -> Moves:
    return moves(seats, wanted, CLASS, YEAR)


def test_who_stays_costs_nothing() -> None:
    assert change([seat(1, 10, 1, 1, 2)], {10: Sits(2, 1, 1)}) == Moves((), {}, ())


def test_two_who_swap_leave_their_rows_and_get_new_ones() -> None:
    found = change(
        [seat(1, 10, 1, 1, 2), seat(2, 11, 1, 2, 2)], {10: Sits(2, 1, 2), 11: Sits(2, 1, 1)}
    )
    assert found.deletes == (1, 2)
    assert [(row["pupil_id"], row["line"], row["place"]) for row in found.creates] == [
        (10, 1, 2),
        (11, 1, 1),
    ]
    assert {(row["class_id"], row["period_id"], row["team"]) for row in found.creates} == {
        (CLASS, YEAR, 2)
    }


def test_a_new_group_alone_changes_the_row() -> None:
    assert change([seat(1, 10, 1, 1, 2)], {10: Sits(3, 1, 1)}) == Moves((), {1: {"team": 3}}, ())


def test_who_has_neither_seat_nor_group_leaves_the_plan() -> None:
    gone = change([seat(1, 10, 1, 1, 2), seat(2, 11, 1, 2, None)], {10: Sits()})
    assert gone == Moves((1, 2), {}, ())


@pytest.mark.parametrize(
    "wanted",
    [{1: Sits(None, 1, 1), 2: Sits(None, 1, 1)}, {1: Sits(None, 13, 1)}, {1: Sits(9, 1, 1)}],
)
def test_what_no_room_has_is_refused(wanted: dict[int, Sits]) -> None:
    with pytest.raises(Unfit):
        change([], wanted)


def test_levels_are_whole_per_cent_of_the_judged() -> None:
    term = Period(from_date=date(2026, 1, 5), to_date=date(2026, 1, 5) + timedelta(days=60))
    levels = Levels(term, high=2, middle=1, low=0)
    assert [levels.percent(n) for n in (levels.high, levels.middle, levels.low)] == [67, 33, 0]
