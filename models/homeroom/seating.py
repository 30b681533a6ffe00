"""The seating plan as it is rearranged: what changes, said as rows to delete, change and add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.homeroom.people import GROUPS, MOST_SEATS, Seat
from models.refusal import Unfit


@dataclass(frozen=True, slots=True)
class Sits:
    """Where a pupil is to sit: group, row from the board, place from the left; None: nowhere."""

    team: int | None = None
    line: int | None = None
    place: int | None = None

    @property
    def anywhere(self) -> bool:
        """Tell whether there is anything to keep."""
        return self.team is not None or self.line is not None


@dataclass(frozen=True, slots=True)
class Moves:
    """What a new plan changes: ids to delete, {id: values}, rows to add."""

    deletes: tuple[int, ...]
    updates: dict[int, dict[str, Any]]
    creates: tuple[dict[str, Any], ...]


def check(wanted: Mapping[int, Sits]) -> None:
    """Refuse two pupils on one seat, and seats that no room has."""
    taken: set[tuple[int, int]] = set()
    for sits in wanted.values():
        if sits.team is not None and not 1 <= sits.team <= GROUPS:
            raise Unfit(f"Tổ là số từ 1 đến {GROUPS}.", field="team")
        if sits.line is None or sits.place is None:
            continue
        if not (1 <= sits.line <= MOST_SEATS and 1 <= sits.place <= MOST_SEATS):
            raise Unfit("Không có chỗ này trong sơ đồ.", field="line")
        if (sits.line, sits.place) in taken:
            raise Unfit(
                f"Hàng {sits.line}, cột {sits.place} có hai em. Mỗi chỗ một em.", field="place"
            )
        taken.add((sits.line, sits.place))


def moves(
    seats: Sequence[Seat], wanted: Mapping[int, Sits], class_id: int, period_id: int
) -> Moves:
    """Compare the plan that stands with the wanted one, pupil by pupil.

    A pupil who changes the seat leaves the old row and gets a new one: two who swap would
    otherwise meet on one seat half way.
    """
    check(wanted)
    deletes, updates, creates = [], {}, []
    known = {seat.pupil_id: seat for seat in seats}
    for seat in seats:
        sits = wanted.get(seat.pupil_id, Sits())
        if not sits.anywhere or (seat.line, seat.place) != (sits.line, sits.place):
            deletes.append(seat.id)
        elif seat.team != sits.team:
            updates[seat.id] = {"team": sits.team}
    gone = set(deletes)
    for pupil_id, sits in wanted.items():
        old = known.get(pupil_id)
        if sits.anywhere and (old is None or old.id in gone):
            creates.append(
                {
                    "class_id": class_id,
                    "period_id": period_id,
                    "pupil_id": pupil_id,
                    "team": sits.team,
                    "line": sits.line,
                    "place": sits.place,
                }
            )
    return Moves(tuple(deletes), updates, tuple(creates))
