"""The heat map of a period: what is missing, class × unit, by one query (Đ2.4, LOOK §6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import select

from models.assessment import UnitKind
from models.assessment.counted import CellCount, Which, count_cells
from models.assessment.missing import units_of
from models.school import Period, SchoolClass
from permissions.session import GuardedSession

FEW, MANY = 5, 15
TRAITS = "Phẩm chất, năng lực"


@dataclass(frozen=True, slots=True)
class Square:
    """One cell of the map; ``look`` is its class in the style sheet."""

    look: str
    text: str
    title: str
    url: str | None
    first: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with its squares, what is missing in all and where, and the share that is there."""

    name: str
    url: str
    squares: list[Square]
    missing: int
    share: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Heat:
    """The whole map with its sums."""

    grades: list[tuple[int, int]]
    classes: list[tuple[str, bool]]
    lines: list[Line]
    sums: list[tuple[int, bool]]
    missing: int
    expected: int
    full_classes: int

    @property
    def share(self) -> float:
        """The share of results that lack nothing, 0 to 1."""
        return 1 - self.missing / self.expected if self.expected else 1.0


@dataclass(slots=True)
class _Sum:
    expected: int = 0
    missing: int = 0
    orphan: bool = False

    def add(self, count: CellCount) -> None:
        self.expected += count.expected
        self.missing += count.missing
        self.orphan = self.orphan or (count.owner_id is None and count.missing > 0)


def heat_map(session: GuardedSession, period: Period) -> Heat | None:
    """Build the map of a term for what the session's actor reads; None when that is nothing."""
    counts = count_cells(session, Which(period.year_id, periods=(period.code,)))
    if not counts:
        return None
    units = {u.id: u for u in units_of(session)}
    ids = {count.class_id for count in counts}
    rooms = session.scalars(
        select(SchoolClass)
        .where(SchoolClass.id.in_(ids))
        .order_by(SchoolClass.grade, SchoolClass.name)
    ).all()
    cells: dict[tuple[int, int], _Sum] = {}
    for count in counts:
        key = count.unit_id if units[count.unit_id].kind is UnitKind.SUBJECT else 0
        cells.setdefault((key, count.class_id), _Sum()).add(count)
    keys = [i for i in units if any((i, room.id) in cells for room in rooms)]
    if any((0, room.id) in cells for room in rooms):
        keys.append(0)
    names = {i: unit.name for i, unit in units.items()} | {0: TRAITS}
    lines = [_line(key, names[key], rooms, cells, period) for key in keys]
    return _summed(rooms, lines, cells)


def _line(
    key: int,
    name: str,
    rooms: Iterable[SchoolClass],
    cells: Mapping[tuple[int, int], _Sum],
    period: Period,
) -> Line:
    squares, total, grade = [], _Sum(), None
    for room in rooms:
        here = cells.get((key, room.id))
        first, grade = room.grade != grade, room.grade
        if here is None:
            squares.append(Square("na", "·", f"{name}, {room.name}: không học", None, first))
            continue
        total.expected += here.expected
        total.missing += here.missing
        squares.append(_square(key, name, room, here, period, first=first))
    share = 1 - total.missing / total.expected if total.expected else 1.0
    where = {"mon": key} if key else {"loai": "trait"}
    url = url_for("gaps.show", ky=period.code, **where)
    return Line(name, url, squares, total.missing, share)


def _square(
    key: int, name: str, room: SchoolClass, here: _Sum, period: Period, *, first: bool
) -> Square:
    where = {"mon": key} if key else {"loai": "trait"}
    url = url_for("gaps.show", ky=period.code, lop=room.id, **where)
    counted = f"{here.missing} trong {here.expected} kết quả còn ô trống"
    if here.orphan:
        return Square(
            "orphan", f"{here.missing}!", f"{name}, {room.name}: chưa phân công", url, first
        )
    text = str(here.missing) if here.missing else "✓"
    return Square(
        look(here.missing, here.expected), text, f"{name}, {room.name}: {counted}", url, first
    )


def look(missing: int, expected: int) -> str:
    """Return the shade of a square: the more is missing, the darker."""
    if missing == 0:
        return "h0"
    if missing == expected:
        return "h4"
    return "h1" if missing < FEW else "h2" if missing < MANY else "h3"


def _summed(
    rooms: Iterable[SchoolClass], lines: list[Line], cells: Mapping[tuple[int, int], _Sum]
) -> Heat:
    by_class: dict[int, int] = {}
    for (_, class_id), here in cells.items():
        by_class[class_id] = by_class.get(class_id, 0) + here.missing
    grades: list[tuple[int, int]] = []
    classes, sums, grade = [], [], None
    for room in rooms:
        first, grade = room.grade != grade, room.grade
        if first:
            grades.append((room.grade, 0))
        grades[-1] = (room.grade, grades[-1][1] + 1)
        classes.append((room.name, first))
        sums.append((by_class[room.id], first))
    return Heat(
        grades=grades,
        classes=classes,
        lines=lines,
        sums=sums,
        missing=sum(here.missing for here in cells.values()),
        expected=sum(here.expected for here in cells.values()),
        full_classes=sum(missing == 0 for missing in by_class.values()),
    )
